/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* context.c - what follows from the settings and the dialect of a session; has
 * no state. */

#include "session/context.h"

gboolean
oa_session_context_is_sideband (const OaSessionContext *self)
{
  return oa_element_settings_is_sideband (self->settings);
}

gboolean
oa_session_context_has_turns (const OaSessionContext *self)
{
  return !oa_session_context_is_sideband (self) && self->dialect->has_turns;
}

gboolean
oa_session_context_detects_turns (const OaSessionContext *self)
{
  return self->settings->session.turn_detection
      != GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
}

gboolean
oa_session_context_answers_turns (const OaSessionContext *self)
{
  return self->settings->session.create_response
      && self->dialect->has_responses;
}

gboolean
oa_session_context_is_busy (const OaSessionContext *self)
{
  gboolean busy;

  g_mutex_lock (self->lock);
  busy = oa_conversation_is_busy (self->conversation);
  g_mutex_unlock (self->lock);
  return busy;
}

GstClockTime
oa_session_context_get_answer_time (const OaSessionContext *self)
{
  gint64 turn_end = self->latency_meter->turn_end_ms;

  if (!self->settings->flow.align_answers || self->live || turn_end < 0)
    return GST_CLOCK_TIME_NONE;
  return oa_media_audio_ms_to_running_time (self->media, turn_end);
}

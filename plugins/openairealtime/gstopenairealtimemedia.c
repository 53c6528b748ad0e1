/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimemedia.c - what the media asks of the element: the time, a
 * flush, a warning; and the properties as its settings. */

#include "gstopenairealtimeelement.h"
#include "session/turnrules.h"

static GstClockTime
get_running_time (gpointer owner)
{
  GstClockTime base, now = gst_openai_realtime_get_clock_time (owner, &base);

  return GST_CLOCK_TIME_IS_VALID (now) && GST_CLOCK_TIME_IS_VALID (base)
          && now >= base
      ? now - base
      : GST_CLOCK_TIME_NONE;
}

static void
wake_session (gpointer owner)
{
  OaSession *session = gst_openai_realtime_ref_session (owner);

  if (session != NULL) {
    oa_session_wake (session);
    oa_session_unref (session);
  }
}

static void
flush (gpointer owner)
{
  gst_element_call_async (owner, gst_openai_realtime_flush_downstream, NULL,
      NULL);
}

static void
warn (GstElement *element, gpointer user_data)
{
  oa_observer_warning (user_data, oa_failure_queue_is_full ());
}

/* Beside, as it is called with the media's lock held. */
static void
warn_of_full_queue (gpointer owner)
{
  GstOpenaiRealtime *self = owner;

  gst_element_call_async (owner, warn,
      oa_observer_ref (OA_OBSERVER (self->reporter)),
      (GDestroyNotify) oa_observer_unref);
}

static void
expedite (gpointer owner)
{
  gst_openai_realtime_wake_src (owner);
}

OaMedia *
gst_openai_realtime_new_media (GstOpenaiRealtime *self)
{
  static const OaMediaOwner functions = { wake_session, get_running_time, flush,
    warn_of_full_queue, expedite };

  return oa_media_new (&functions, self);
}

/* Which pauses count, and when the service ends a turn. */
static void
read_turns (OaMediaSettings *settings, const OaElementSettings *from)
{
  OaSettings session = from->session;
  OaTurnRules rules;

  oa_settings_normalize (&session);
  rules = (OaTurnRules){ session.turn_detection, session.vad_silence_duration,
    session.vad_eagerness };
  settings->min_pause = oa_turn_rules_get_min_pause (&rules);
  settings->lookback = oa_turn_rules_get_lookback (&rules);
  settings->end_silence = oa_turn_rules_get_end_silence (&rules) * GST_MSECOND;

  settings->commit_pause = MAX (session.vad_silence_duration, 100);
  if (session.turn_detection == GST_OPENAI_REALTIME_TURN_DETECTION_NONE
      && session.session_type == GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION)
    settings->commit_interval = from->flow.commit_interval;
}

void
gst_openai_realtime_get_media_settings (GstOpenaiRealtime *self,
    OaMediaSettings *settings)
{
  const OaElementSettings *from = &self->settings;

  *settings = (OaMediaSettings){ 0 };
  GST_OBJECT_LOCK (self);
  settings->frame = from->flow.frame_duration * GST_MSECOND;
  settings->chunk = from->flow.chunk_duration * GST_MSECOND;
  settings->max_queue = from->flow.max_input_queue * GST_MSECOND;
  settings->prebuffer = from->flow.prebuffer * GST_MSECOND;
  settings->playout_delay = from->flow.playout_delay * GST_MSECOND;
  settings->silence = from->flow.fill == GST_OPENAI_REALTIME_FILL_SILENCE;
  settings->input.max_gap = from->input.max_input_gap * GST_MSECOND;
  settings->input.turn_silence = from->session.vad_silence_duration
      * GST_MSECOND;
  settings->input.half_duplex = from->input.half_duplex;
  settings->input.tail = from->input.half_duplex_tail * GST_MSECOND;
  settings->input.push_to_talk = from->input.push_to_talk;
  settings->input.pre_roll = from->input.pre_roll * GST_MSECOND;
  read_turns (settings, from);
  GST_OBJECT_UNLOCK (self);
}

void
gst_openai_realtime_settings_changed (GstOpenaiRealtime *self)
{
  OaSession *session = gst_openai_realtime_ref_session (self);
  OaMediaSettings settings;

  oa_media_lock (self->media);
  gst_openai_realtime_get_media_settings (self, &settings);
  oa_media_configure (self->media, &settings);
  oa_media_unlock (self->media);
  gst_openai_realtime_check_latency (self);
  if (session == NULL)
    return;
  oa_session_update (session);
  oa_session_unref (session);
}

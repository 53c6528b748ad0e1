/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionturnless.c - sessions in which the input makes no turns: a
 * translation, which goes on all the time, and a call that is only controlled,
 * whose audio travels elsewhere. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* Of speech that belongs to no item. */
#define STREAM_ID "translation"

gboolean
oa_session_is_sideband (const OaSession *self)
{
  return self->settings.call_id != NULL && *self->settings.call_id != '\0';
}

gboolean
oa_session_is_translation (const OaSession *self)
{
  return self->dialect->session_close != NULL;
}

gboolean
oa_session_has_turns (const OaSession *self)
{
  return !oa_session_is_sideband (self) && !oa_session_is_translation (self);
}

const gchar *
oa_session_get_stream_id (const OaSession *self)
{
  return oa_session_is_translation (self) ? STREAM_ID : NULL;
}

/* The call exists already: a client that joins may not be greeted. */
void
oa_session_join_call (OaSession *self)
{
  if (!oa_session_is_sideband (self) || self->created)
    return;
  self->created = TRUE;
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING);
  oa_session_configure_session (self);
}

/* A service that translates says the rest, and then that it has. */
void
oa_session_close_stream (OaSession *self)
{
  GPtrArray *actions;

  if (!oa_session_is_translation (self))
    return;
  actions = oa_session_new_actions (self);
  g_mutex_lock (&self->lock);
  oa_conversation_close (self->conversation, actions);
  g_mutex_unlock (&self->lock);
  oa_session_run_actions (self, actions);
}

/* The service closed instead of saying so: what was to come is not known. */
void
oa_session_end_stream (OaSession *self)
{
  if (!oa_session_is_translation (self) || !self->ending || self->drained)
    return;
  GST_WARNING_OBJECT (self->element, "the service closed the session without "
      "a word");
  self->drained = TRUE;
  oa_session_end_speech (self);
  oa_flow_set_drained (self->element);
}

/* The connection is no longer needed, or about to be: it is told so. */
void
oa_session_say_goodbye (OaSession *self)
{
  if (oa_session_is_translation (self) && self->connection != NULL
      && self->configured && !self->ending)
    oa_session_send_simple (self, OA_COMMAND_SESSION_CLOSE);
}

/* Of the marks only the end means anything. */
void
oa_session_take_turnless_mark (OaSession *self, gint mark)
{
  if (mark == OA_MARK_END)
    oa_session_end_after_answer (self);
}

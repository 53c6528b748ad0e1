/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionpoll.c - what is due after anything that happened, and the timer for
 * the rest. */

#include "session/credentials.h"
#include "session/sessionprivate.h"

/*** keys ***/

static void
take_key (OaSession *self, gpointer data)
{
  OaKeyAnswer *answer = data;

  /* The answer to an earlier question serves a later one as well. */
  if (oa_session_is_over (self)
      || !oa_connector_key_arrived (&self->links.connector,
          answer->error == NULL, oa_session_now ()))
    return;
  if (answer->error != NULL)
    oa_session_connecting_failed (self,
        oa_failure_from_property ("api-key-file", answer->error,
            OA_KEY_FILE_STEP));
  else
    oa_credentials_use (&self->links.credentials, &self->settings, answer);
  oa_session_dispatch (self);
}

static void
key_fetched (OaKeyAnswer *answer, gpointer session)
{
  oa_session_invoke (session, take_key, answer,
      (GDestroyNotify) oa_key_answer_free);
}

static void
request_key (OaSession *self)
{
  oa_credentials_fetch (&self->links.credentials, &self->settings,
      self->links.connector.key_from_app ? self->observer : NULL, key_fetched,
      oa_session_ref (self), (GDestroyNotify) oa_session_unref);
}

/*** the connector ***/

/* Neither side speaks, and nothing is under way. */
static gboolean
is_quiet (OaSession *self)
{
  GPtrArray *speaking = oa_media_list_speaking (self->media);
  gboolean quiet = speaking->len == 0 && !self->context.user_speaks
      && oa_request_queue_is_empty (&self->parts.requests);

  g_ptr_array_unref (speaking);
  g_mutex_lock (&self->lock);
  quiet = quiet && !oa_conversation_is_busy (self->conversation)
      && !oa_conversation_awaits_transcript (self->conversation);
  g_mutex_unlock (&self->lock);
  return quiet && !oa_upload_is_holding (self->parts.upload)
      && !self->context.barge_in_pending;
}

static void
look (OaSession *self, OaConnectorView *view)
{
  OaSessionConfig *config = oa_session_get_config (self);
  gboolean voice = self->links.connector.voice_change_pending;

  view->connected = oa_link_is_connected (self->links.current);
  view->configured = oa_session_is_configured (self);
  view->asking = oa_link_is_asking (self->links.current);
  view->settled = voice && oa_session_config_is_settled (config);
  view->voice_waits = voice && oa_session_config_voice_waits (config);
  view->has_next = self->links.next != NULL;
  view->next_ready = view->has_next
      && oa_link_get_phase (self->links.next) == OA_LINK_CONFIGURED;
  view->seconds_left = view->next_ready ? oa_session_get_seconds_left (self)
                                        : 0;
  view->quiet = view->next_ready && is_quiet (self);
}

static void
check_links (OaSession *self, gint64 now)
{
  if (oa_link_is_late (self->links.current, now))
    oa_session_lose_link (self,
        oa_failure_not_confirmed (oa_link_get_limit_ms (self->links.current)));
  if (self->links.next != NULL && oa_link_is_late (self->links.next, now))
    oa_session_next_link_failed (self,
        oa_failure_not_confirmed (oa_link_get_limit_ms (self->links.next)));
}

static gint64
get_link_deadline (OaSession *self)
{
  return oa_deadline_earlier (oa_link_get_deadline (self->links.current),
      self->links.next != NULL ? oa_link_get_deadline (self->links.next) : -1);
}

static gint64
poll_connector (OaSession *self)
{
  OaConnectorView view;
  gint64 until;

  check_links (self, oa_session_now ());
  while (!oa_session_is_over (self)) {
    look (self, &view);
    switch (oa_connector_poll (&self->links.connector, oa_session_now (), &view,
        &until)) {
      case OA_CONNECTOR_WAIT:
        return oa_deadline_earlier (until, get_link_deadline (self));
      case OA_CONNECTOR_REQUEST_KEY:
        request_key (self);
        break;
      case OA_CONNECTOR_OPEN:
        oa_session_open_wanted_link (self);
        break;
      case OA_CONNECTOR_SWITCH:
        oa_session_switch_link (self);
        break;
      case OA_CONNECTOR_KEY_TIMEOUT:
        oa_session_connecting_failed (self,
            oa_failure_no_key_in_time (self->links.connector.key_from_app,
                self->settings.retry.connect_timeout));
        break;
    }
  }
  return -1;
}

/*** conversation and parts ***/

static gint64
poll_conversation (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);
  OaConversationRules *rules;
  gint64 until;

  oa_call_desk_note_sounding (self->parts.call_desk);
  g_mutex_lock (&self->lock);
  rules = oa_conversation_get_rules (self->conversation);
  /* The end of a recording has a limit of its own. */
  rules->times_out = self->context.live;
  rules->input_ended = oa_upload_is_draining (self->parts.upload)
      || self->context.phase >= OA_SESSION_ENDING;
  oa_conversation_poll (self->conversation, oa_session_now (), actions);
  until = oa_conversation_get_deadline (self->conversation);
  g_mutex_unlock (&self->lock);
  oa_session_run_actions (self, actions);
  return until;
}

static gint64
poll_part (OaSession *self, const OaSessionPart *part)
{
  OaSessionActions *list;
  gint64 until;

  do {
    list = oa_session_new_list (self);
    until = part->class->poll (part->part, oa_session_now (), list);
    oa_session_carry_out (self, list);
  } while (until == OA_SESSION_PART_AGAIN && !oa_session_is_over (self));
  return until;
}

static gint64
poll_parts (OaSession *self)
{
  gint64 until = -1;
  guint i;

  for (i = 0; i < OA_N_PARTS && !oa_session_is_over (self); i++)
    if (self->parts.table[i].class->poll != NULL)
      until =
          oa_deadline_earlier (until, poll_part (self, &self->parts.table[i]));
  return until;
}

/* An end was asked for: it comes when no answer is under way, or when that
 * shows no sign of life. Returns the moment of the next look, or -1. */
static gint64
poll_ending (OaSession *self)
{
  gint64 limit = (gint64) self->settings.flow.drain_timeout * 1000;

  if (self->context.phase != OA_SESSION_ENDING
      || !oa_session_is_configured (self))
    return -1;
  if (oa_session_context_is_busy (&self->context)) {
    if (limit == 0)
      return -1;
    if (oa_session_now () < self->last_activity + limit)
      return self->last_activity + limit;
    oa_session_time_out (self, self->settings.flow.drain_timeout, FALSE);
  }
  oa_session_drain (self);
  return -1;
}

/*** all of it ***/

static void
on_timer (gpointer user_data)
{
  OaSession *self = user_data;

  /* oa_session_stop removes the timer before it gives up its reference. */
  self->wakeup.timer = NULL;
  if (!oa_session_enter (self))
    return;
  oa_session_dispatch (self);
  oa_session_leave (self);
}

void
oa_session_set_timer (OaSession *self, gint64 until)
{
  /* Asked after every message, and mostly the same. */
  if (self->wakeup.timer != NULL && until == self->wakeup.until)
    return;
  self->wakeup.until = until;
  g_clear_pointer (&self->wakeup.timer, oa_timer_remove);
  if (until >= 0)
    self->wakeup.timer = oa_loop_add_timer (self->loop,
        until - oa_session_now (), on_timer, self);
}

/* After anything that happened: do what is due, set the timer for the rest. */
void
oa_session_dispatch (OaSession *self)
{
  gint64 until;

  if (!oa_session_is_over (self))
    oa_session_check_output (self);
  /* First, as it may give the others something to do. */
  until = poll_connector (self);
  if (oa_session_is_over (self)) {
    oa_session_set_timer (self, -1);
    return;
  }
  if (oa_session_is_configured (self))
    until = oa_deadline_earlier (until, poll_conversation (self));
  until = oa_deadline_earlier (until, oa_session_poll_requests (self));
  /* One of them may have asked for another link. */
  if (self->links.connector.link_wanted)
    until = oa_deadline_earlier (until, poll_connector (self));
  oa_upload_arrived (self->parts.upload,
      oa_link_get_arrival (self->links.current, oa_session_now ()));
  until = oa_deadline_earlier (until, poll_parts (self));
  until = oa_deadline_earlier (until, poll_ending (self));
  if (oa_session_is_over (self))
    return;
  oa_session_set_timer (self, until);
  /* A limit of time may have passed that held the upload back. */
  oa_session_state_facts (self);
  if (oa_link_is_connected (self->links.current)
      && oa_upload_is_released (self->parts.upload))
    oa_link_schedule_send (self->links.current);
}

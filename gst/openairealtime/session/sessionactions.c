/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionactions.c - what the conversation and the session's parts want done:
 * carried out in order. What they want, and when, is theirs. */

#include "media/captionfeed.h"
#include "session/sessionprivate.h"

/* An array that was longer is not kept. */
#define SPARE_LENGTH 16

/*** of the conversation ***/

static void
log_refusal (OaSession *self, const OaAction *action)
{
  gchar *item = oa_observer_quote (self->observer, action->rejected.item_id);
  gchar *cause = oa_observer_quote (self->observer,
      action->rejected.error->message);

  GST_WARNING_ID (self->observer->name, "%s: the service refused to cut it, "
      "or to forget it: %s", item, cause);
  g_free (cause);
  g_free (item);
}

static void
play (OaSession *self, const OaAction *action, OaSessionActions *list)
{
  g_mutex_lock (&self->lock);
  oa_latency_meter_delta (&self->shared.latency_meter,
      action->speech.response_id, oa_session_now ());
  g_mutex_unlock (&self->lock);
  oa_session_config_lock_voice (oa_session_get_config (self));
  oa_download_play (self->parts.download, action->speech.response_id,
      action->speech.item_id, action->speech.audio, list);
}

static void
run_action (OaSession *self, OaAction *action)
{
  OaSessionActions *list = oa_session_new_list (self);

  switch (action->kind) {
    case OA_ACTION_SEND:
      oa_session_send_command (self, action->command);
      break;
    case OA_ACTION_SESSION:
      oa_session_take_session (self, action);
      break;
    case OA_ACTION_SESSION_REFUSED:
      oa_session_take_refusal (self, action->refused_update.update,
          action->refused_update.error);
      break;
    case OA_ACTION_PLAY:
      play (self, action, list);
      break;
    case OA_ACTION_END_ITEM:
      oa_download_end_item (self->parts.download, action->item_id, list);
      break;
    case OA_ACTION_END_RESPONSE:
      oa_download_end_response (self->parts.download, action->response_id,
          list);
      break;
    case OA_ACTION_TURN:
      /* The service leaves its answer to us. */
      oa_interruption_take_turn (self->parts.interruption, action->item_id,
          list);
      break;
    case OA_ACTION_TRUNCATION_REJECTED:
      log_refusal (self, action);
      break;
    case OA_ACTION_NOTIFY:
      oa_session_report (self, g_steal_pointer (&action->notice));
      break;
    case OA_ACTION_WARN:
      oa_observer_warning (self->observer,
          oa_failure_from_conversation (action->warning.kind,
              action->warning.number));
      break;
    case OA_ACTION_FATAL:
      oa_session_lose_link (self, oa_failure_from_service (action->error));
      break;
  }
  oa_session_carry_out (self, list);
}

/* Takes @actions, for the next ones if they were not many. */
static void
keep_actions (OaSession *self, GPtrArray *actions)
{
  gboolean small = actions->len <= SPARE_LENGTH;

  g_ptr_array_set_size (actions, 0);
  if (self->spare.actions == NULL && small)
    self->spare.actions = actions;
  else
    g_ptr_array_unref (actions);
}

void
oa_session_run_actions (OaSession *self, GPtrArray *actions)
{
  guint i;

  for (i = 0; i < actions->len && !oa_session_is_over (self); i++)
    run_action (self, g_ptr_array_index (actions, i));
  keep_actions (self, actions);
}

/*** what the parts want done ***/

void
oa_session_state_facts (OaSession *self)
{
  self->context.config = oa_session_get_config (self);
  self->context.configured = oa_session_is_configured (self);
}

OaSessionActions *
oa_session_new_list (OaSession *self)
{
  GPtrArray *spare = self->spare.lists;

  oa_session_state_facts (self);
  if (spare->len == 0)
    return oa_session_actions_new ();
  return g_ptr_array_steal_index_fast (spare, spare->len - 1);
}

void
oa_session_check_formats (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);

  oa_download_check_formats (self->parts.download, list);
  oa_session_carry_out (self, list);
}

/* All that came of any item is in the timeline then. */
static void
end_speech (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);

  oa_download_end_speech (self->parts.download, list);
  oa_session_carry_out (self, list);
}

/* What the service never finished must not keep the rest back. */
static void
time_out (OaSession *self, guint waited_ms, gboolean unconfirmed)
{
  GPtrArray *actions = oa_session_new_actions (self);
  gboolean output;

  g_mutex_lock (&self->lock);
  output = oa_conversation_awaits_output (self->conversation);
  oa_conversation_time_out (self->conversation, actions);
  g_mutex_unlock (&self->lock);
  oa_observer_warning (self->observer,
      unconfirmed ? oa_failure_not_received (waited_ms)
      : output ? oa_failure_no_output (waited_ms)
      : oa_failure_no_answer (waited_ms));
  oa_session_run_actions (self, actions);
}

void
oa_session_drain (OaSession *self)
{
  if (!oa_session_is_over (self))
    oa_session_set_phase (self, OA_SESSION_DRAINED);
  end_speech (self);
  oa_media_set_drained (self->media);
}

void
oa_session_interrupt (OaSession *self, gboolean cancelled, gboolean all)
{
  OaSessionActions *list;

  if (!self->dialect->has_turns)
    return;
  end_speech (self);
  list = oa_session_new_list (self);
  oa_interruption_interrupt (self->parts.interruption, cancelled, all, list);
  oa_restore_drop_response (self->parts.restore);
  oa_session_carry_out (self, list);
}

static void
carry_out (OaSession *self, OaSessionAction *action)
{
  switch (action->kind) {
    case OA_SESSION_ACTION_CONVERSATION:
      oa_session_run_actions (self, g_steal_pointer (&action->actions));
      break;
    case OA_SESSION_ACTION_SEND:
      oa_session_send_bytes (self, g_steal_pointer (&action->bytes));
      break;
    case OA_SESSION_ACTION_SEND_UPDATE:
      oa_session_send_update (self, action->update.kind,
          g_steal_pointer (&action->update.session));
      break;
    case OA_SESSION_ACTION_NOTICE:
      oa_session_report (self, g_steal_pointer (&action->notice));
      break;
    case OA_SESSION_ACTION_WARN:
      oa_observer_warning (self->observer, g_steal_pointer (&action->failure));
      break;
    case OA_SESSION_ACTION_LINK_FAILED:
      oa_session_lose_link (self, g_steal_pointer (&action->failure));
      break;
    case OA_SESSION_ACTION_FAIL:
      oa_session_fail (self, g_steal_pointer (&action->failure));
      break;
    case OA_SESSION_ACTION_CREATE_RESPONSE:
      oa_session_ask_response (self, action->object);
      break;
    case OA_SESSION_ACTION_SAY:
      oa_session_say (self, &action->say);
      break;
    case OA_SESSION_ACTION_COMMIT:
      oa_session_send_commit (self);
      break;
    case OA_SESSION_ACTION_COMMIT_REQUESTED:
      oa_session_do_commit_request (self);
      break;
    case OA_SESSION_ACTION_INTERRUPT:
      oa_session_interrupt (self, action->interrupt.cancelled,
          action->interrupt.all);
      break;
    case OA_SESSION_ACTION_TIME_OUT:
      time_out (self, action->time_out.waited_ms,
          action->time_out.unconfirmed);
      break;
    case OA_SESSION_ACTION_CONFIGURE:
      oa_session_want_settings (self, NULL);
      oa_session_configure_session (self);
      break;
    case OA_SESSION_ACTION_SCHEDULE_SEND:
      oa_link_schedule_send (self->links.current);
      break;
    case OA_SESSION_ACTION_END:
      oa_session_end_after_answer (self);
      break;
    case OA_SESSION_ACTION_DRAINED:
      oa_session_drain (self);
      break;
  }
}

void
oa_session_carry_out (OaSession *self, OaSessionActions *list)
{
  guint i;

  for (i = 0; i < list->len && !oa_session_is_over (self); i++)
    carry_out (self, &g_array_index (list, OaSessionAction, i));
  g_array_set_size (list, 0);
  g_ptr_array_add (self->spare.lists, list);
}

/*** asking the parts ***/

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

void
oa_session_on_link_lost (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);
  gint64 now = oa_session_now ();
  guint i;

  for (i = 0; i < OA_N_PARTS; i++)
    if (self->parts.table[i].class->link_lost != NULL)
      self->parts.table[i].class->link_lost (self->parts.table[i].part, now,
          list);
  oa_session_carry_out (self, list);
  oa_caption_feed_forget (self->media);
  self->parts.requests.settings_until = 0;
}

void
oa_session_resume_requests (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);

  oa_restore_resume (self->parts.restore, list);
  oa_session_carry_out (self, list);
}

gint64
oa_session_poll_parts (OaSession *self)
{
  gint64 until = -1;
  guint i;

  for (i = 0; i < OA_N_PARTS && !oa_session_is_over (self); i++)
    if (self->parts.table[i].class->poll != NULL)
      until = oa_deadline_earlier (until, poll_part (self,
          &self->parts.table[i]));
  return until;
}

GBytes *
oa_session_next_upload (OaSession *self)
{
  GBytes *message = NULL;
  gboolean again = TRUE;

  while (again && !oa_session_is_over (self)) {
    OaSessionActions *list = oa_session_new_list (self);
    gint64 now = oa_session_now (), sent_ms;

    again = oa_upload_next (self->parts.upload, now, &message, &sent_ms, list);
    if (sent_ms >= 0)
      oa_link_audio_sent (self->links.current, sent_ms, now);
    oa_session_carry_out (self, list);
    if (again && oa_upload_is_holding (self->parts.upload))
      oa_session_advance (self);
  }
  if (message != NULL)
    oa_session_count_sent (self);
  return message;
}

/* An end was asked for: it comes when no answer is under way, or when that
 * shows no sign of life. Returns the moment of the next look, or -1. */
gint64
oa_session_poll_ending (OaSession *self)
{
  gint64 patience = (gint64) self->settings.flow.drain_timeout * 1000;

  if (self->context.phase != OA_SESSION_ENDING
      || !oa_session_is_configured (self))
    return -1;
  if (oa_session_context_is_busy (&self->context)) {
    if (patience == 0)
      return -1;
    if (oa_session_now () < self->last_activity + patience)
      return self->last_activity + patience;
    time_out (self, self->settings.flow.drain_timeout, FALSE);
  }
  oa_session_drain (self);
  return -1;
}

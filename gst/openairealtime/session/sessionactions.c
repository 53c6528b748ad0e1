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

/*** lists ***/

GPtrArray *
oa_session_new_actions (OaSession *self)
{
  if (self->spare.actions != NULL)
    return g_steal_pointer (&self->spare.actions);
  return oa_actions_new ();
}

/* Takes @actions, for the next ones if they were not many. */
void
oa_session_keep_actions (OaSession *self, GPtrArray *actions)
{
  gboolean small = actions->len <= SPARE_LENGTH;

  g_ptr_array_set_size (actions, 0);
  if (self->spare.actions == NULL && small)
    self->spare.actions = actions;
  else
    g_ptr_array_unref (actions);
}

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

/*** of the conversation ***/

static void
log_refusal (OaSession *self, const OaAction *action)
{
  gchar *item = oa_observer_quote (self->observer, action->item_id);
  gchar *cause = oa_observer_quote (self->observer, action->error->message);

  GST_WARNING_ID (self->observer->name,
      "%s: the service refused to cut it, "
      "or to forget it: %s",
      item, cause);
  g_free (cause);
  g_free (item);
}

static void
play (OaSession *self, const OaAction *action, OaSessionActions *list)
{
  g_mutex_lock (&self->lock);
  oa_latency_meter_delta (&self->shared.latency_meter, action->response_id,
      oa_session_now ());
  g_mutex_unlock (&self->lock);
  oa_session_config_lock_voice (oa_session_get_config (self));
  oa_download_play (self->parts.download, action->response_id, action->item_id,
      action->audio, list);
}

void
oa_session_run_action (OaSession *self, OaAction *action)
{
  OaSessionActions *list = oa_session_new_list (self);

  switch (action->kind) {
    case OA_ACTION_SEND:
      /* An output needs no loop to be there: what was set before it was given,
       * another agent for example, must not come behind it. */
      if (action->command->kind == OA_COMMAND_ANSWER_CALL)
        oa_session_take_update (self);
      oa_session_send_command (self, action->command);
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
          oa_failure_from_conversation (action->warning, action->number));
      break;
    case OA_ACTION_SESSION:
    case OA_ACTION_SESSION_REFUSED:
    case OA_ACTION_FATAL:
      /* Of an event only, see sessionevents.c. */
      g_warn_if_reached ();
      break;
  }
  oa_session_carry_out (self, list);
}

void
oa_session_run_actions (OaSession *self, GPtrArray *actions)
{
  guint i;

  for (i = 0; i < actions->len && !oa_session_is_over (self); i++)
    oa_session_run_action (self, g_ptr_array_index (actions, i));
  oa_session_keep_actions (self, actions);
}

/*** of the parts ***/

/* All that came of any item is in the timeline then. */
static void
end_speech (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);

  oa_download_end_speech (self->parts.download, list);
  oa_session_carry_out (self, list);
}

void
oa_session_check_formats (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);

  oa_download_check_formats (self->parts.download, list);
  oa_session_carry_out (self, list);
}

static void
ask (OaSession *self, JsonObject *response, const OaSay *say)
{
  GPtrArray *actions = oa_session_new_actions (self);
  OaSessionActions *list;

  oa_upload_note_activity (self->parts.upload, oa_session_now ());
  g_mutex_lock (&self->lock);
  if (say != NULL)
    oa_conversation_say (self->conversation, say, actions);
  else
    oa_conversation_create_response (self->conversation, response, actions);
  g_mutex_unlock (&self->lock);
  list = oa_session_new_list (self);
  oa_interruption_check_protection (self->parts.interruption, list);
  oa_session_carry_out (self, list);
  oa_session_run_actions (self, actions);
}

/* An answer to all that was said so far. */
void
oa_session_ask_response (OaSession *self, JsonObject *response)
{
  ask (self, response, NULL);
}

void
oa_session_say (OaSession *self, const OaSay *say)
{
  ask (self, NULL, say);
}

/* A commit goes out. FALSE when there is no such thing. */
gboolean
oa_session_note_commit (OaSession *self)
{
  if (self->dialect->commit == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  oa_conversation_begin_commit (self->conversation);
  g_mutex_unlock (&self->lock);
  oa_upload_committed (self->parts.upload);
  oa_session_note_turn_end (self, oa_media_get_sent_ms (self->media), 0);
  return TRUE;
}

void
oa_session_resume_requests (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);

  oa_restore_resume (self->parts.restore, list);
  oa_session_carry_out (self, list);
}

void
oa_session_send_commit (OaSession *self)
{
  if (!oa_session_note_commit (self))
    return;
  oa_session_send_simple (self, OA_COMMAND_COMMIT);
  if (oa_restore_recommits (self->parts.restore))
    oa_session_resume_requests (self);
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

/* What the service never finished must not keep the rest back. */
void
oa_session_time_out (OaSession *self, guint waited_ms, gboolean unconfirmed)
{
  GPtrArray *actions = oa_session_new_actions (self);
  gboolean output;

  g_mutex_lock (&self->lock);
  output = oa_conversation_awaits_output (self->conversation);
  oa_conversation_time_out (self->conversation, actions);
  g_mutex_unlock (&self->lock);
  oa_observer_warning (self->observer,
      unconfirmed  ? oa_failure_not_received (waited_ms)
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

/* Their audio is forgotten, and the marks behind it. */
void
oa_session_void_commits (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);

  oa_request_queue_drop_commits (&self->parts.requests);
  oa_restore_drop_commit (self->parts.restore, list);
  oa_session_carry_out (self, list);
}

static void
close_stream (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);

  g_mutex_lock (&self->lock);
  oa_conversation_close (self->conversation, actions);
  g_mutex_unlock (&self->lock);
  oa_session_run_actions (self, actions);
}

/* From here on nothing new begins: the user is not heard any more, so that a
 * goodbye is spoken to its end. */
void
oa_session_end_after_answer (OaSession *self)
{
  OaSessionActions *list;

  if (self->context.phase >= OA_SESSION_ENDING)
    return;
  GST_INFO_ID (self->observer->name, "ends after the answer");
  oa_session_set_phase (self, OA_SESSION_ENDING);
  self->last_activity = oa_session_now ();
  oa_media_close_input (self->media);
  oa_session_void_commits (self);
  /* The request was about what is cut now. */
  list = oa_session_new_list (self);
  oa_interruption_cancel_pending (self->parts.interruption, list);
  oa_session_carry_out (self, list);
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
  if (self->dialect->has_close)
    close_stream (self);
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
      oa_session_send_update (self, action->update,
          g_steal_pointer (&action->object));
      break;
    case OA_SESSION_ACTION_NOTICE:
      oa_session_report (self, g_steal_pointer (&action->notice));
      break;
    case OA_SESSION_ACTION_WARN:
      oa_observer_warning (self->observer, g_steal_pointer (&action->failure));
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
    case OA_SESSION_ACTION_INTERRUPT:
      oa_session_interrupt (self, action->cancelled, action->all);
      break;
    case OA_SESSION_ACTION_TIME_OUT:
      oa_session_time_out (self, action->waited_ms, action->unconfirmed);
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
oa_session_on_link_up (OaSession *self)
{
  OaSessionActions *list = oa_session_new_list (self);
  gint64 now = oa_session_now ();
  guint i;

  for (i = 0; i < OA_N_PARTS; i++)
    if (self->parts.table[i].class->link_up != NULL)
      self->parts.table[i].class->link_up (self->parts.table[i].part, now,
          list);
  oa_session_carry_out (self, list);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* requests.c - what goes to the service beside audio: settings, requests of
 * the application. */

#include "session/sessionprivate.h"

/*** sending ***/

void
oa_session_count_sent (OaSession *self)
{
  g_mutex_lock (&self->lock);
  self->shared.figures.events_sent++;
  g_mutex_unlock (&self->lock);
}

void
oa_session_send_bytes (OaSession *self, GBytes *text)
{
  oa_session_count_sent (self);
  oa_link_send (self->links.current, text);
}

void
oa_session_send_on_link (OaSession *self, OaLink *link,
    const OaCommand *command)
{
  GBytes *text = oa_command_encode (command, self->dialect);

  if (text == NULL || !oa_link_is_connected (link)) {
    GST_DEBUG_ID (self->observer->name, "no such event in this dialect, or no "
        "connection: not sent");
    g_clear_pointer (&text, g_bytes_unref);
    return;
  }
  GST_LOG_ID (self->observer->name, "send %s, %" G_GSIZE_FORMAT " bytes",
      oa_command_get_name (command, self->dialect), g_bytes_get_size (text));
  oa_session_count_sent (self);
  oa_link_send (link, text);
}

void
oa_session_send_command (OaSession *self, const OaCommand *command)
{
  oa_session_send_on_link (self, self->links.current, command);
}

void
oa_session_send_simple (OaSession *self, OaCommandKind type)
{
  oa_session_send_command (self, &(OaCommand) { type });
}

void
oa_session_send_update (OaSession *self, OaUpdateKind kind,
    JsonObject *session)
{
  gchar *id;

  g_mutex_lock (&self->lock);
  id = oa_conversation_begin_update (self->conversation, kind, NULL);
  g_mutex_unlock (&self->lock);
  oa_session_send_command (self, &(OaCommand) { OA_COMMAND_CONFIGURE, id,
          .object = session });
  json_object_unref (session);
  g_free (id);
}

GPtrArray *
oa_session_new_actions (OaSession *self)
{
  if (self->spare.actions != NULL)
    return g_steal_pointer (&self->spare.actions);
  return oa_actions_new ();
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

void
oa_session_note_turn_end (OaSession *self, gint64 position_ms, gint64 age_us)
{
  g_mutex_lock (&self->lock);
  oa_latency_meter_turn_ended (&self->shared.latency_meter, position_ms, age_us,
      oa_session_now ());
  g_mutex_unlock (&self->lock);
}

/* A commit goes out. FALSE when there is no such thing. */
static gboolean
note_commit (OaSession *self)
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
oa_session_send_commit (OaSession *self)
{
  if (!note_commit (self))
    return;
  oa_session_send_simple (self, OA_COMMAND_COMMIT);
  if (oa_restore_recommits (self->parts.restore))
    oa_session_resume_requests (self);
}

/*** requests of the application ***/

static void
do_item (OaSession *self, const OaRequest *request)
{
  GPtrArray *actions = oa_session_new_actions (self);

  oa_upload_note_activity (self->parts.upload, oa_session_now ());
  g_mutex_lock (&self->lock);
  oa_conversation_send_item (self->conversation, request->object, request->turn,
      request->respond, actions);
  g_mutex_unlock (&self->lock);
  if (request->turn)
    oa_session_note_turn_end (self, oa_media_get_sent_ms (self->media), 0);
  oa_session_run_actions (self, actions);
}

static void
note_deleting (OaSession *self, const gchar *item_id)
{
  g_mutex_lock (&self->lock);
  oa_conversation_note_deleting (self->conversation, item_id);
  g_mutex_unlock (&self->lock);
}

static void
forget_item (OaSession *self, const gchar *item_id)
{
  note_deleting (self, item_id);
  oa_session_send_command (self, &(OaCommand) { OA_COMMAND_DELETE_ITEM,
          .item_id = item_id });
}

/* Its answer looks like those to ours. */
static void
note_update (OaSession *self, JsonObject *event)
{
  gchar *id;

  g_mutex_lock (&self->lock);
  id = oa_conversation_begin_update (self->conversation, OA_UPDATE_OTHER,
      oa_json_get_string (event, "event_id"));
  g_mutex_unlock (&self->lock);
  json_object_set_string_member (event, "event_id", id);
  g_free (id);
}

/* Raw events that the element keeps books on go the usual way. */
static void
do_event (OaSession *self, const OaRequest *request)
{
  const gchar *type = oa_json_get_string (request->object, "type");

  if (g_strcmp0 (type, "response.create") == 0) {
    oa_session_ask_response (self,
        oa_json_get_object (request->object, "response"));
  } else if (!oa_call_desk_take_event (self->parts.call_desk,
      request->object)) {
    if (g_strcmp0 (type, self->dialect->commit) == 0)
      note_commit (self);
    else if (g_strcmp0 (type, "session.update") == 0)
      note_update (self, request->object);
    if (g_strcmp0 (type, "conversation.item.delete") == 0)
      note_deleting (self, oa_json_get_string (request->object, "item_id"));
    oa_session_send_command (self, &(OaCommand) { OA_COMMAND_RAW,
            .object = request->object });
  }
}

/* A service that translates says the rest, and then that it has. */
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
  if (self->dialect->session_close)
    close_stream (self);
}

static void
do_request (OaSession *self, const OaRequest *request)
{
  OaSessionActions *list = oa_session_new_list (self);

  switch (request->kind) {
    case OA_REQUEST_ITEM:
      do_item (self, request);
      break;
    case OA_REQUEST_DELETE:
      forget_item (self, request->item_id);
      break;
    case OA_REQUEST_RETRIEVE:
      oa_session_send_command (self, &(OaCommand) { OA_COMMAND_RETRIEVE_ITEM,
              .item_id = request->item_id });
      break;
    case OA_REQUEST_REPLACE:
      oa_session_interrupt (self, FALSE, TRUE);
      oa_session_ask_response (self, request->object);
      break;
    case OA_REQUEST_RESPONSE:
      oa_session_ask_response (self, request->object);
      break;
    case OA_REQUEST_SAY:
      oa_session_say (self, &request->say);
      break;
    case OA_REQUEST_COMMIT:
      oa_session_send_commit (self);
      break;
    case OA_REQUEST_CLEAR:
      oa_upload_committed (self->parts.upload);
      oa_session_send_simple (self, OA_COMMAND_CLEAR_INPUT);
      oa_interruption_input_cleared (self->parts.interruption, list);
      break;
    case OA_REQUEST_EVENT:
      do_event (self, request);
      break;
    case OA_REQUEST_INTERRUPT:
      oa_request_queue_drop_answers (&self->parts.requests);
      oa_session_interrupt (self, FALSE, TRUE);
      break;
    case OA_REQUEST_RENEW:
      oa_connector_renew (&self->links.connector,
          oa_session_is_configured (self), oa_session_now ());
      break;
    case OA_REQUEST_TALK:
      oa_interruption_talk (self->parts.interruption, list);
      break;
    case OA_REQUEST_VOICE:
      oa_connector_change_voice (&self->links.connector);
      break;
    case OA_REQUEST_END:
      oa_session_end_after_answer (self);
      break;
  }
  oa_session_carry_out (self, list);
}

static gboolean
has_unsent (OaSession *self)
{
  return oa_session_config_has_unsent (oa_session_get_config (self));
}

static gboolean
wait_for_settings (OaSession *self)
{
  return oa_request_queue_awaits_settings (&self->parts.requests,
      has_unsent (self), oa_session_now ());
}

void
oa_session_take_request (OaSession *self, OaRequest *request)
{
  /* At once, so that what comes until it is carried out stays. */
  if (request->kind == OA_REQUEST_CLEAR)
    oa_media_clear_upload (self->media,
        oa_resend_window_has_turn (self->context.resend_window));
  if (oa_session_is_over (self)) {
    oa_request_unref (request);
  } else if (request->kind == OA_REQUEST_COMMIT
      && oa_session_is_configured (self)) {
    oa_request_queue_push (&self->parts.requests, request);
    oa_media_mark_commit (self->media);
    oa_link_schedule_send (self->links.current);
  } else if (oa_request_queue_holds (&self->parts.requests, request,
          oa_session_is_configured (self), has_unsent (self),
          oa_session_now ())) {
    oa_request_queue_push (&self->parts.requests, request);
    if (request->kind == OA_REQUEST_COMMIT)
      oa_media_mark_commit (self->media);
  } else {
    do_request (self, request);
    oa_request_unref (request);
  }
}

/* A turn that was lost with its connection is committed behind its audio,
 * before anything else that waits. */
void
oa_session_commit_again (OaSession *self)
{
  oa_request_queue_push_first (&self->parts.requests,
      oa_request_new (OA_REQUEST_COMMIT));
}

/* Up to the next commit: that one waits for the audio before it. */
static void
do_requests (OaSession *self)
{
  OaRequest *request;

  while ((request = oa_request_queue_take (&self->parts.requests)) != NULL) {
    do_request (self, request);
    oa_request_unref (request);
  }
}

void
oa_session_do_waiting_requests (OaSession *self)
{
  if (!oa_request_queue_is_empty (&self->parts.requests)
      && !wait_for_settings (self))
    do_requests (self);
}

gint64
oa_session_poll_requests (OaSession *self)
{
  if (!oa_session_is_configured (self)
      || self->parts.requests.settings_until == 0)
    return -1;
  if (wait_for_settings (self))
    return self->parts.requests.settings_until;
  do_requests (self);
  return -1;
}

void
oa_session_say_first (OaSession *self, const OaSay *say)
{
  oa_request_queue_push_first (&self->parts.requests, oa_request_new_say (say));
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

/* The audio before a commit has been sent. */
void
oa_session_do_commit_request (OaSession *self)
{
  OaRequest *request;

  /* What was asked for before it goes before it. */
  do_requests (self);
  request = oa_request_queue_take_commit (&self->parts.requests);
  if (request == NULL)
    return;
  do_request (self, request);
  oa_request_unref (request);
  oa_session_do_waiting_requests (self);
}

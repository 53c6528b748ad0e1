/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* requests.c - requests of the application: at once, or when the session is
 * up, its settings are known and the audio before a commit is sent. */

#include "session/sessionprivate.h"

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
  oa_session_send_command (self,
      &(OaCommand){ OA_COMMAND_DELETE_ITEM, .item_id = item_id });
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

/* Raw events that change what the element tracks take the way of the actions
 * that do the same. */
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
      oa_session_note_commit (self);
    else if (g_strcmp0 (type, "session.update") == 0)
      note_update (self, request->object);
    if (g_strcmp0 (type, "conversation.item.delete") == 0)
      note_deleting (self, oa_json_get_string (request->object, "item_id"));
    oa_session_send_command (self,
        &(OaCommand){ OA_COMMAND_RAW, .object = request->object });
  }
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
      oa_session_send_command (self,
          &(OaCommand){ OA_COMMAND_RETRIEVE_ITEM,
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

/*** what waits ***/

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
oa_session_recommit (OaSession *self)
{
  oa_request_queue_push_first (&self->parts.requests,
      oa_request_new (OA_REQUEST_COMMIT));
}

void
oa_session_say_first (OaSession *self, const OaSay *say)
{
  oa_request_queue_push_first (&self->parts.requests, oa_request_new_say (say));
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

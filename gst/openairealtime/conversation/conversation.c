/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - server events in, actions out; who does what is in the files
 * beside it. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"

#include <string.h>

OaConversation *
oa_conversation_new (void)
{
  OaConversation *self = g_new0 (OaConversation, 1);

  self->items = oa_items_new ();
  self->pending_items = oa_pending_items_new ();
  self->calls = oa_calls_new ();
  self->mcp = oa_mcp_new ();
  self->service_creates = TRUE;
  self->answers = TRUE;
  self->plays = TRUE;
  oa_conversation_set_response_timeout (self, 1);
  g_queue_init (&self->waiting);
  self->responses = oa_responses_new ();
  g_queue_init (&self->untold);
  g_queue_init (&self->told_early);
  g_queue_init (&self->truncations);
  oa_sentences_init (&self->heard);
  oa_sentences_init (&self->translated);
  return self;
}

void
oa_conversation_free (OaConversation *self)
{
  if (self == NULL)
    return;
  oa_items_free (self->items);
  oa_pending_items_free (self->pending_items);
  oa_calls_free (self->calls);
  oa_mcp_free (self->mcp);
  g_free (self->active);
  g_free (self->request_id);
  oa_conversation_response_request_free (self->request);
  g_clear_pointer (&self->filler, json_object_unref);
  g_queue_clear_full (&self->waiting,
      (GDestroyNotify) oa_conversation_response_request_free);
  oa_responses_free (self->responses);
  g_queue_clear_full (&self->untold, g_free);
  g_queue_clear_full (&self->told_early, g_free);
  g_queue_clear_full (&self->truncations,
      (GDestroyNotify) oa_conversation_truncation_free);
  oa_updates_clear (&self->updates);
  g_free (self->idle_item);
  oa_sentences_clear (&self->heard);
  oa_sentences_clear (&self->translated);
  g_free (self);
}

void
oa_conversation_configure (OaConversation *self,
    gboolean service_creates_responses, gboolean transcribes)
{
  self->service_creates = service_creates_responses;
  self->transcribes = transcribes;
}

void
oa_conversation_set_answers (OaConversation *self, gboolean answers)
{
  self->answers = answers;
}

void
oa_conversation_set_plays (OaConversation *self, gboolean plays)
{
  self->plays = plays;
}

void
oa_conversation_set_leaves_turns (OaConversation *self, gboolean leaves_turns)
{
  self->leaves_turns = leaves_turns;
}

gchar *
oa_conversation_begin_update (OaConversation *self, OaUpdateKind kind,
    const gchar *event_id)
{
  gchar *id = event_id != NULL ? g_strdup (event_id)
      : oa_conversation_new_event_id (self, "update");

  oa_updates_push (&self->updates, kind, id);
  return id;
}

void
oa_conversation_forget_updates (OaConversation *self)
{
  oa_updates_clear (&self->updates);
}

void
oa_conversation_begin_commit (OaConversation *self)
{
  self->commits++;
}

void
oa_conversation_send_item (OaConversation *self, JsonObject *item,
    gboolean turn, gboolean respond, GPtrArray *actions)
{
  gchar *id;

  if (!self->answers)
    return;
  id = oa_conversation_new_event_id (self, "item_sent");
  if (turn) {
    self->turns++;
    self->rounds = 0;
  }
  /* Named by us, so that it is known when the service has it. */
  if (oa_json_get_string (item, "id") == NULL)
    json_object_set_string_member (item, "id", id);
  oa_pending_items_add (self->pending_items, item, self->next_id);
  oa_actions_send (actions,
      oa_command_new_add_item (json_object_ref (item), NULL));
  g_free (id);
  if (respond)
    oa_conversation_create_response (self, NULL, actions);
}

void
oa_conversation_configure_calls (OaConversation *self,
    const OaCallPolicy *policy, JsonArray *tools)
{
  oa_calls_configure (self->calls, policy);
  self->max_rounds = policy->max_rounds;
  if (!self->tools_told)
    oa_calls_set_tools (self->calls, tools);
}

OaOutputResult
oa_conversation_set_output (OaConversation *self, const gchar *call_id,
    const gchar *output)
{
  return oa_calls_set_output (self->calls, call_id, output);
}

OaOutputResult
oa_conversation_approve (OaConversation *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  return oa_mcp_decide (self->mcp, approval_id, approve, reason);
}

void
oa_conversation_set_sounding (OaConversation *self, gboolean sounding)
{
  self->sounding = sounding;
}

void
oa_conversation_send_text (OaConversation *self, const gchar *text,
    gboolean respond, GPtrArray *actions)
{
  JsonObject *item = oa_item_new_text (OA_ROLE_USER, text);

  oa_conversation_send_item (self, item, TRUE, respond, actions);
  json_object_unref (item);
}

gboolean
oa_conversation_awaits_transcript (const OaConversation *self)
{
  return self->transcribes && (self->commits > 0
      || !g_queue_is_empty ((GQueue *) &self->untold));
}

static void
note_told (OaConversation *self, const gchar *item_id)
{
  if (oa_conversation_forget_id (&self->untold, item_id) || item_id == NULL
      || oa_conversation_find_id (&self->told_early, item_id) != NULL)
    return;
  oa_conversation_remember (&self->told_early, item_id, OA_MAX_TRANSCRIPTS);
}

static void
report_response_done (const OaResponseInfo *response, GPtrArray *actions)
{
  oa_actions_notify (actions, oa_notice_new_response_done (response));
  if (oa_conversation_is_quota_error (response->error))
    oa_actions_fail (actions, response->error);
  else if (response->error != NULL)
    oa_actions_notify (actions, oa_notice_new_error (response->error));
}

static void
handle_response_done (OaConversation *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  const OaResponseInfo *response = event->response;

  if (response->has_usage)
    oa_usage_add (&self->usage, &response->usage);
  if (g_strcmp0 (response->status, "cancelled") == 0)
    oa_conversation_note_cancelled (self, response->id);
  oa_responses_note (self->responses, response->id, OA_RESPONSE_DONE
      | (response->out_of_band ? OA_RESPONSE_OUT_OF_BAND : 0));
  oa_actions_end_response (actions, response->id);
  report_response_done (response, actions);
  if (!response->out_of_band)
    oa_conversation_end_active (self, response->id, now, actions);
}

void
oa_conversation_close (OaConversation *self, GPtrArray *actions)
{
  if (self->closing)
    return;
  self->closing = TRUE;
  oa_actions_send (actions,
      oa_command_new (OA_COMMAND_CLOSE));
}

/* The end of an item that never began, and says nothing. */
static gboolean
is_empty_end (const OaConversation *self, const OaEvent *event)
{
  const OaItemInfo *info = event->item;

  return event->type == OA_EVENT_OUTPUT_ITEM_DONE
      && info->kind == OA_ITEM_MESSAGE && info->text == NULL
      && oa_items_find (self->items, info->id) == NULL;
}

static void
handle_item (OaConversation *self, const OaEvent *event)
{
  OaItem *item;

  if (event->item == NULL || event->item->id == NULL
      || is_empty_end (self, event))
    return;
  oa_pending_items_take (self->pending_items, event->item->id);
  item = oa_items_find (self->items, event->item->id);
  if (event->type == OA_EVENT_ITEM_ADDED && item != NULL
      && item->standing == OA_ITEM_DELETED)
    oa_items_list (self->items, item);
  /* Only the first event tells the place; later ones may have null there. */
  item = oa_items_update (self->items, event->item,
      event->type == OA_EVENT_ITEM_ADDED && event->has_previous,
      event->previous_item_id);
  oa_conversation_place_item (self, item, event->response_id);
}

/* What replaces it has the same id. */
static void
handle_deleted (OaConversation *self, const OaEvent *event)
{
  OaItem *item =
      oa_items_ensure (self->items, event->item_id, OA_ROLE_ASSISTANT);

  if (item == NULL)
    return;
  if (item->replacing)
    item->replacing = FALSE;
  else
    oa_items_unlist (self->items, item, OA_ITEM_DELETED);
}

/* Responses that began before we joined the session were never announced. */
static gboolean
is_stray (const OaConversation *self, const OaEvent *event)
{
  return self->announces && event->response_id != NULL
      && oa_responses_get (self->responses, event->response_id) == 0;
}

static void
handle_closed (OaConversation *self, GPtrArray *actions)
{
  self->closing = FALSE;
  oa_conversation_end_sentences (self, OA_ROLE_USER, actions);
  oa_conversation_end_sentences (self, OA_ROLE_ASSISTANT, actions);
}

static void
handle_speech (OaConversation *self, const OaEvent *event, GPtrArray *actions)
{
  self->user_speaks = event->type == OA_EVENT_SPEECH_STARTED;
  oa_actions_notify (actions, self->user_speaks
      ? oa_notice_new_speech (OA_NOTICE_SPEECH_STARTED, event->item_id,
          event->audio_start_ms)
      : oa_notice_new_speech (OA_NOTICE_SPEECH_STOPPED, event->item_id,
          event->audio_end_ms));
}

static void
handle_idle (OaConversation *self, const OaEvent *event, GPtrArray *actions)
{
  oa_actions_notify (actions, oa_notice_new_speech (OA_NOTICE_IDLE_TIMEOUT,
          event->item_id, event->audio_end_ms));
  g_free (self->idle_item);
  self->idle_item = g_strdup (event->item_id);
}

static void
handle_dtmf (const OaEvent *event, GPtrArray *actions)
{
  static const gchar keys[] = "0123456789*#ABCD";

  if (event->text != NULL && strlen (event->text) == 1
      && strchr (keys, *event->text) != NULL)
    oa_actions_notify (actions, oa_notice_new_dtmf (event->text));
}

/* What the session has counts, also when another client set it. */
static void
note_tools (OaConversation *self, JsonArray *tools)
{
  if (tools == NULL)
    return;
  oa_calls_set_tools (self->calls, tools);
  self->tools_told = TRUE;
}

static void
handle_session (OaConversation *self, const OaEvent *event, GPtrArray *actions)
{
  JsonObject *json = event->session != NULL ? event->session->json : NULL;
  gboolean created = event->type == OA_EVENT_SESSION_CREATED;

  oa_actions_session (actions, created, created ? OA_UPDATE_NONE
      : oa_updates_answer (&self->updates), json);
  if (!created && json != NULL)
    note_tools (self, oa_json_get_array (json, "tools"));
}

gboolean
oa_conversation_handle (OaConversation *self, const OaEvent *event,
    gint64 now, GPtrArray *actions)
{
  if (is_stray (self, event))
    return FALSE;
  oa_conversation_note_sign (self, event, now);
  oa_calls_handle (self->calls, event, now, actions);
  oa_mcp_handle (self->mcp, event, now, actions);
  oa_conversation_send_outputs (self, now, actions);
  switch (event->type) {
    case OA_EVENT_ERROR:
      if (event->error != NULL)
        oa_conversation_handle_error (self, event->error, now, actions);
      break;
    case OA_EVENT_SESSION_CREATED:
    case OA_EVENT_SESSION_UPDATED:
      handle_session (self, event, actions);
      break;
    case OA_EVENT_ITEM_ADDED:
    case OA_EVENT_ITEM_DONE:
    case OA_EVENT_OUTPUT_ITEM_ADDED:
    case OA_EVENT_OUTPUT_ITEM_DONE:
      handle_item (self, event);
      break;
    case OA_EVENT_ITEM_DELETED:
      handle_deleted (self, event);
      break;
    case OA_EVENT_ITEM_TRUNCATED:
      oa_conversation_handle_truncated (self, event);
      break;
    case OA_EVENT_SPEECH_STARTED:
    case OA_EVENT_SPEECH_STOPPED:
      handle_speech (self, event, actions);
      break;
    case OA_EVENT_INPUT_TIMEOUT:
      handle_idle (self, event, actions);
      break;
    case OA_EVENT_DTMF:
      handle_dtmf (event, actions);
      break;
    case OA_EVENT_INPUT_COMMITTED:
      oa_conversation_handle_committed (self, event, now, actions);
      break;
    case OA_EVENT_RESPONSE_CREATED:
      if (event->response != NULL)
        oa_conversation_handle_response_created (self, event, actions);
      break;
    case OA_EVENT_RESPONSE_DONE:
      if (event->response != NULL)
        handle_response_done (self, event, now, actions);
      break;
    case OA_EVENT_AUDIO_DELTA:
      oa_conversation_handle_audio (self, event, actions);
      break;
    case OA_EVENT_AUDIO_DONE:
      oa_actions_end_item (actions, event->item_id);
      break;
    case OA_EVENT_AUDIO_TRANSCRIPT_DELTA:
    case OA_EVENT_TEXT_DELTA:
      oa_conversation_handle_text_delta (self, event, OA_ROLE_ASSISTANT,
          actions);
      break;
    case OA_EVENT_AUDIO_TRANSCRIPT_DONE:
    case OA_EVENT_TEXT_DONE:
      oa_conversation_handle_text_done (self, event, OA_ROLE_ASSISTANT,
          actions);
      break;
    case OA_EVENT_OUTPUT_TRANSCRIPT_DELTA:
      oa_conversation_handle_caption (self, event, OA_ROLE_ASSISTANT, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPT_DELTA:
      oa_conversation_handle_caption (self, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_SESSION_CLOSED:
      handle_closed (self, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_DELTA:
      oa_conversation_handle_text_delta (self, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
      note_told (self, event->item_id);
      oa_conversation_handle_text_done (self, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_SEGMENT:
      /* Its text comes as the item's, too. */
      oa_conversation_notify_transcript (actions, event, OA_ROLE_USER, "",
          FALSE);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
      note_told (self, event->item_id);
      if (event->error != NULL)
        oa_actions_notify (actions, oa_notice_new_error (event->error));
      break;
    case OA_EVENT_RATE_LIMITS:
      oa_actions_notify (actions,
          oa_notice_new_rate_limits (event->rate_limits));
      break;
    default:
      break;
  }
  return TRUE;
}

void
oa_conversation_set_heard (OaConversation *self, const gchar *item_id,
    gint64 heard_ms)
{
  OaItem *item = oa_items_find (self->items, item_id);

  if (item != NULL)
    item->heard_ms = heard_ms;
}

void
oa_conversation_add_received (OaConversation *self, const gchar *item_id,
    guint64 samples, guint rate)
{
  OaItem *item;

  item = oa_items_ensure (self->items, item_id, OA_ROLE_ASSISTANT);
  if (item == NULL)
    return;
  item->samples += samples;
  item->rate = rate;
}

guint
oa_conversation_get_turns (const OaConversation *self)
{
  return self->turns;
}

guint
oa_conversation_get_spoken_turns (const OaConversation *self)
{
  return self->spoken_turns;
}

void
oa_conversation_get_usage (const OaConversation *self, OaUsage *usage)
{
  *usage = self->usage;
}

gchar *
oa_conversation_to_json (const OaConversation *self)
{
  return oa_items_to_json (self->items);
}

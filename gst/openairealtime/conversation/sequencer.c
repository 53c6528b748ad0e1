/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequencer.c - who may speak when.
 *
 * The sequencer: a response is wanted by us (`waiting`), requested, or active;
 * or the service owes one to a turn that it detected. Only when none of these
 * holds does the next wanted one go out.
 *
 * Nothing in a response says whose it is. One that begins while ours is
 * requested is taken for ours, but may be the answer to a turn; then ours is
 * refused, at once or even by a later answer that it runs into. So a request
 * is remembered until the next one goes out, to be sent again. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"
#include "deadline.h"

#define SECOND G_GINT64_CONSTANT (1000000)
/* The service owes an answer to a turn it detected; after this we ask. */
#define OWED_LIMIT (10 * SECOND)
/* The same when the turn came while it was answering another. */
#define OWED_AFTER_DONE (1 * SECOND)
/* It says a response is active that we do not know; ask again after this. */
#define FOREIGN_LIMIT (5 * SECOND)
/* A request of ours has neither begun nor failed. */
#define REQUEST_LIMIT (10 * SECOND)
/* The same when there was an error that names nothing. */
#define DOUBTFUL_LIMIT (3 * SECOND)
/* Nothing came of a response that is under way: at least this. */
#define ACTIVE_LIMIT (30 * SECOND)

JsonObject *const oa_response_plain = (JsonObject *) &oa_response_plain;
JsonObject *const oa_response_outputs = (JsonObject *) &oa_response_outputs;

gboolean
oa_conversation_is_plain (const JsonObject *response)
{
  return response == oa_response_plain || response == oa_response_outputs;
}

void
oa_conversation_response_request_free (JsonObject *response)
{
  if (response != NULL && !oa_conversation_is_plain (response))
    json_object_unref (response);
}

static gboolean
may_request (const OaConversation *self)
{
  return !self->offline && self->active == NULL && (self->request_id == NULL
      || self->begun)
      && self->owed_until == 0 && self->foreign_until == 0;
}

void
oa_conversation_forget_request (OaConversation *self)
{
  g_clear_pointer (&self->request_id, g_free);
  g_clear_pointer (&self->request, oa_conversation_response_request_free);
  self->begun = FALSE;
  self->request_void = FALSE;
  self->request_until = 0;
}

static gboolean
is_request_out (const OaConversation *self)
{
  return self->request_id != NULL && !self->begun;
}

void
oa_conversation_request_next (OaConversation *self, GPtrArray *actions)
{
  OaCommand *command;
  JsonObject *response;

  if (!may_request (self) || g_queue_is_empty (&self->waiting))
    return;
  response = g_queue_pop_head (&self->waiting);
  oa_conversation_forget_request (self);
  self->request = response;
  self->request_doubted = FALSE;
  self->request_id = oa_conversation_new_event_id (self, "response");
  self->request_serial = self->next_id;
  command =
      oa_command_new_respond (oa_conversation_is_plain (response) ? NULL
      : json_object_ref (response));
  command->event_id = g_strdup (self->request_id);
  oa_actions_send (actions, command);
}

static const gchar *
get_metadata (JsonObject *response, const gchar *key)
{
  if (response == NULL || oa_conversation_is_plain (response))
    return NULL;
  return oa_json_get_string (oa_json_get_object (response, "metadata"), key);
}

static gboolean
is_greeting (JsonObject *response)
{
  return g_strcmp0 (get_metadata (response, OA_METADATA_PURPOSE),
      OA_PURPOSE_GREETING) == 0;
}

static gboolean
wants_protection (JsonObject *response)
{
  return g_strcmp0 (get_metadata (response, OA_METADATA_INTERRUPTIBLE),
      "false") == 0;
}

/* The service was answering already: ours comes next. A greeting would come too
 * late: the conversation has begun. */
void
oa_conversation_postpone_request (OaConversation *self, gint64 now)
{
  /* What is under way may be the answer to the outputs as well. */
  if (is_greeting (self->request) || self->request_void
      || (self->request == oa_response_outputs
          && self->active != NULL && self->knows_outputs))
    g_clear_pointer (&self->request, oa_conversation_response_request_free);
  else if (!oa_conversation_is_plain (self->request)
      || !oa_conversation_is_plain (g_queue_peek_head (&self->waiting)))
    g_queue_push_head (&self->waiting, g_steal_pointer (&self->request));
  else if (self->request == oa_response_plain)
    self->waiting.head->data = oa_response_plain;
  /* What began was not ours, so it is the answer to the turn. */
  if (self->active != NULL)
    self->owed_until = 0;
  else
    self->foreign_until = now + FOREIGN_LIMIT;
  oa_conversation_forget_request (self);
}

static gboolean
is_out_of_band (JsonObject *response)
{
  return g_strcmp0 (oa_json_get_string (response, "conversation"), "none") == 0;
}

static void
want_response (OaConversation *self, JsonObject *response, GPtrArray *actions)
{
  if (!self->answers)
    return;
  oa_calls_add_tools (self->calls, oa_json_get_array (response, "tools"));
  if (is_out_of_band (response)) {
    oa_actions_send (actions,
        oa_command_new_respond (json_object_ref (response)));
    return;
  }
  /* One plain answer to all that was said is what two requests mean. */
  if (response == NULL
      && oa_conversation_is_plain (g_queue_peek_tail (&self->waiting))) {
    self->waiting.tail->data = oa_response_plain;
    return;
  }
  g_queue_push_tail (&self->waiting,
      response != NULL ? json_object_ref (response) : oa_response_plain);
  oa_conversation_request_next (self, actions);
}

void
oa_conversation_create_response (OaConversation *self,
    JsonObject *response, GPtrArray *actions)
{
  self->rounds = 0;
  want_response (self, response, actions);
}

static gboolean
is_answering (const OaConversation *self)
{
  return !may_request (self) || !g_queue_is_empty ((GQueue *) &self->waiting);
}

/* Of ours or of the service's, or of which the answer is not asked for yet. */
static gboolean
has_calls (const OaConversation *self)
{
  return oa_calls_is_open (self->calls) || oa_mcp_is_open (self->mcp)
      || self->outputs_sent || self->mcp_ended;
}

gboolean
oa_conversation_is_busy (const OaConversation *self)
{
  return self->closing || is_answering (self) || has_calls (self);
}

gboolean
oa_conversation_awaits_output (const OaConversation *self)
{
  return !self->closing && !is_answering (self) && has_calls (self);
}

static gint64
get_sequencer_deadline (const OaConversation *self)
{
  gint64 deadline = -1;

  if (self->active != NULL)
    return self->active_until != 0 ? self->active_until : -1;
  if (self->owed_until != 0)
    deadline = self->owed_until;
  if (self->foreign_until != 0)
    deadline = oa_deadline_earlier (deadline, self->foreign_until);
  if (self->request_until != 0)
    deadline = oa_deadline_earlier (deadline, self->request_until);
  return deadline;
}

void
oa_conversation_set_times_out (OaConversation *self, gboolean times_out)
{
  self->times_out = times_out;
}

void
oa_conversation_set_response_timeout (OaConversation *self, guint ms)
{
  self->response_timeout = ms != 0 ? MAX (ms * G_GINT64_CONSTANT (1000),
      ACTIVE_LIMIT) : 0;
}

void
oa_conversation_doubt_request (OaConversation *self, gint64 now)
{
  if (!is_request_out (self))
    return;
  self->request_until = now + DOUBTFUL_LIMIT;
  self->request_doubted = TRUE;
}

void
oa_conversation_note_sign (OaConversation *self, const OaEvent *event,
    gint64 now)
{
  gboolean own = event->response_id != NULL
      ? g_strcmp0 (event->response_id, self->active) == 0
      : event->type >= OA_EVENT_OUTPUT_ITEM_ADDED
      && event->type <= OA_EVENT_MCP_TOOLS_FAILED;

  if (own && self->active_until != 0)
    self->active_until = now + self->response_timeout;
}

/* A wait begins when it is first seen. */
static void
watch_request (OaConversation *self, gint64 now, GPtrArray *actions)
{
  if (!is_request_out (self))
    return;
  if (self->request_until == 0 && self->times_out)
    self->request_until = now + REQUEST_LIMIT;
  if (self->request_until == 0 || now < self->request_until)
    return;
  /* The error was told. */
  if (!self->request_doubted && !self->request_void)
    oa_actions_warn (actions, OA_WARNING_NO_RESPONSE, REQUEST_LIMIT / SECOND);
  oa_conversation_forget_request (self);
}

void
oa_conversation_drop_active (OaConversation *self, GPtrArray *actions)
{
  oa_conversation_note_cancelled (self, self->active);
  oa_actions_send (actions,
      oa_command_new_cancel (self->active));
  oa_actions_end_response (actions, self->active);
  g_clear_pointer (&self->active, g_free);
}

/* Tools of the service take their time, and have limits of their own. */
static void
watch_active (OaConversation *self, gint64 now, GPtrArray *actions)
{
  if (!self->times_out || self->active == NULL)
    return;
  if (self->response_timeout == 0) {
    self->active_until = 0;
    return;
  }
  if (self->active_until == 0 || oa_mcp_is_open (self->mcp))
    self->active_until = now + self->response_timeout;
  if (now < self->active_until)
    return;
  oa_actions_warn (actions, OA_WARNING_STALLED_RESPONSE,
      self->response_timeout / SECOND);
  oa_conversation_drop_active (self, actions);
}

void
oa_conversation_drop_requests (OaConversation *self, gboolean protected_too)
{
  GList *l, *next;

  for (l = self->waiting.head; l != NULL; l = next) {
    next = l->next;
    if (!protected_too && wants_protection (l->data))
      continue;
    oa_conversation_response_request_free (l->data);
    g_queue_delete_link (&self->waiting, l);
  }
  if (is_request_out (self)
      && (protected_too || !wants_protection (self->request)))
    self->request_void = TRUE;
  if (protected_too && self->owed_until != 0)
    self->owed_void = TRUE;
}

gint64
oa_conversation_get_deadline (const OaConversation *self)
{
  gint64 deadline = get_sequencer_deadline (self);

  if (self->offline)
    return deadline;
  deadline = oa_deadline_earlier (deadline,
      oa_calls_get_deadline (self->calls));
  return oa_deadline_earlier (deadline, oa_mcp_get_deadline (self->mcp));
}

void
oa_conversation_set_input_ended (OaConversation *self, gboolean ended)
{
  self->input_ended = ended;
}

/* A model that calls functions in each of its answers would never end. */
static gboolean
may_begin_round (OaConversation *self, GPtrArray *actions)
{
  guint max = self->max_rounds;

  if (max == 0 && self->input_ended)
    max = OA_LAST_ROUNDS;
  self->rounds++;
  if (max == 0 || self->rounds <= max)
    return TRUE;
  if (self->rounds == max + 1)
    oa_actions_warn (actions, OA_WARNING_FUNCTION_ROUNDS, max);
  return FALSE;
}

/* The service does not answer calls of its own by itself. One answer does for
 * all that are open at a time, whoever carries them out. */
static void
want_answer_to_calls (OaConversation *self, GPtrArray *actions)
{
  if (oa_mcp_take_ended (self->mcp))
    self->mcp_ended = TRUE;
  if (oa_mcp_is_open (self->mcp) || !(self->outputs_sent
          || (self->mcp_ended && !oa_calls_is_open (self->calls))))
    return;
  self->outputs_sent = self->mcp_ended = FALSE;
  /* Words about a wait that is over. */
  if (self->filler != NULL && g_queue_remove (&self->waiting, self->filler))
    json_object_unref (self->filler);
  if (may_begin_round (self, actions)
      && !oa_conversation_is_plain (g_queue_peek_tail (&self->waiting)))
    g_queue_push_tail (&self->waiting, oa_response_outputs);
}

/* Outputs that can go out go out before any answer that is asked for. */
void
oa_conversation_send_outputs (OaConversation *self, gint64 now,
    GPtrArray *actions)
{
  if (self->offline)
    return;
  if (oa_calls_send (self->calls, now, actions))
    self->outputs_sent = TRUE;
  oa_mcp_send (self->mcp, now, actions);
  want_answer_to_calls (self, actions);
}

static void
say_filler (OaConversation *self, gint64 now, GPtrArray *actions)
{
  JsonObject *filler = oa_calls_take_filler (self->calls,
      !is_answering (self) && !self->user_speaks && !self->sounding, now);

  if (filler == NULL)
    return;
  want_response (self, filler, actions);
  g_clear_pointer (&self->filler, json_object_unref);
  self->filler = filler;
}

void
oa_conversation_poll (OaConversation *self, gint64 now, GPtrArray *actions)
{
  oa_mcp_poll (self->mcp, now, actions);
  oa_conversation_send_outputs (self, now, actions);
  say_filler (self, now, actions);
  watch_active (self, now, actions);
  if (self->active != NULL)
    return;
  watch_request (self, now, actions);
  if (self->owed_until != 0 && now >= self->owed_until) {
    self->owed_until = 0;
    if (!self->owed_void)
      want_response (self, NULL, actions);
    self->owed_void = FALSE;
  }
  if (self->foreign_until != 0 && now >= self->foreign_until)
    self->foreign_until = 0;
  oa_conversation_request_next (self, actions);
}

/* What was committed is the user's silence, which the service answers by itself
 * whoever answers turns. */
static gboolean
is_idle_item (OaConversation *self, const gchar *item_id)
{
  gboolean idle = self->idle_item != NULL
      && g_strcmp0 (self->idle_item, item_id) == 0;

  if (idle)
    g_clear_pointer (&self->idle_item, g_free);
  return idle;
}

void
oa_conversation_handle_committed (OaConversation *self, const OaEvent *event,
    gint64 now, GPtrArray *actions)
{
  if (is_idle_item (self, event->item_id)) {
    if (self->answers)
      self->owed_until = now + OWED_LIMIT;
    return;
  }
  self->turns++;
  self->spoken_turns++;
  self->rounds = 0;
  self->owed_void = FALSE;
  /* It would have begun before. */
  if (self->request_void)
    oa_conversation_forget_request (self);
  if (self->transcribes && event->item_id != NULL
      && !oa_conversation_forget_id (&self->told_early, event->item_id))
    oa_conversation_remember (&self->untold, event->item_id,
        OA_MAX_TRANSCRIPTS);
  if (self->commits > 0)
    self->commits--;
  else if (self->leaves_turns)
    oa_actions_turn (actions, event->item_id);
  else if (self->service_creates)
    self->owed_until = now + OWED_LIMIT;
}

/* The service answers a turn by itself. Outputs that it has taken before are
 * answered with it. */
static gboolean
begin_unasked (OaConversation *self)
{
  gboolean is_void = self->owed_void;

  self->owed_until = 0;
  self->owed_void = FALSE;
  if (oa_calls_all_taken (self->calls))
    g_queue_remove_all (&self->waiting, oa_response_outputs);
  return is_void;
}

void
oa_conversation_handle_response_created (OaConversation *self,
    const OaEvent *event, GPtrArray *actions)
{
  gboolean is_void;

  self->announces = TRUE;
  oa_responses_note (self->responses, event->response->id,
      OA_RESPONSE_ANNOUNCED | (event->response->out_of_band
          ? OA_RESPONSE_OUT_OF_BAND : 0));
  if (event->response->out_of_band)
    return;
  /* A turn that the service detected is answered, unless this is what we
   * asked for before; then the turn's own answer may still come. */
  if (is_request_out (self)) {
    self->begun = TRUE;
    self->request_until = 0;
    is_void = self->request_void;
    oa_pending_items_take_before (self->pending_items, self->request_serial);
  } else {
    is_void = begin_unasked (self);
  }
  self->foreign_until = 0;
  self->knows_outputs = oa_calls_all_taken (self->calls);
  g_free (self->active);
  self->active = g_strdup (event->response->id);
  self->active_until = 0;
  self->spoke = FALSE;
  /* It was interrupted before it began. */
  if (is_void) {
    oa_conversation_note_cancelled (self, self->active);
    oa_actions_send (actions,
        oa_command_new_cancel (self->active));
  }
  if (g_strcmp0 (oa_json_get_string (event->response->metadata,
              OA_METADATA_INTERRUPTIBLE), "false") == 0)
    oa_responses_note (self->responses, self->active, OA_RESPONSE_PROTECTED);
}

gboolean
oa_conversation_is_protected (const OaConversation *self,
    const gchar *response_id)
{
  return (oa_responses_get (self->responses, response_id)
      & OA_RESPONSE_PROTECTED) != 0;
}

gboolean
oa_conversation_is_protecting (const OaConversation *self)
{
  GList *l;

  if (oa_conversation_is_protected (self, self->active)
      || (is_request_out (self) && !self->request_void
          && wants_protection (self->request)))
    return TRUE;
  for (l = self->waiting.head; l != NULL; l = l->next) {
    if (wants_protection (l->data))
      return TRUE;
  }
  return FALSE;
}

gboolean
oa_conversation_awaits_response (const OaConversation *self)
{
  GList *l;

  if (is_request_out (self) && !self->request_void
      && !wants_protection (self->request))
    return TRUE;
  for (l = self->waiting.head; l != NULL; l = l->next) {
    if (!wants_protection (l->data))
      return TRUE;
  }
  return FALSE;
}

const gchar *
oa_conversation_get_active (const OaConversation *self)
{
  return self->active;
}

void
oa_conversation_end_active (OaConversation *self, const gchar *response_id,
    gint64 now, GPtrArray *actions)
{
  self->foreign_until = 0;
  if (self->active != NULL && g_strcmp0 (self->active, response_id) == 0) {
    g_clear_pointer (&self->active, g_free);
    /* A turn that came meanwhile: many services forget to answer it. */
    if (self->owed_until != 0)
      self->owed_until = now + OWED_AFTER_DONE;
  }
  oa_conversation_request_next (self, actions);
}

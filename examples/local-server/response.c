/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* response.c - see response.h. */

#include "config.h"

#include "response.h"

#include "mcp.h"
#include "occasion.h"
#include "output.h"
#include "protocol/json.h"
#include "sessionconfig.h"
#include "usage.h"

/* Deltas that may wait for the socket before the response waits too: enough
 * to keep it busy, few enough that a cancel takes effect at once. */
#define MAX_WAITING 4
/* Of one client, out of its conversation. */
#define MAX_RESPONSES 16

struct _OrsResponse
{
  OrsSession *session; /* NULL once finished or abandoned */
  gchar *id;
  JsonObject *settings;
  gboolean in_conversation;

  OrsReply *reply;
  GPtrArray *outputs; /* OrsOutput */
  guint current;

  /* Until both are over, nothing is put out. */
  GSource *delay;
  guint unspoken; /* outputs whose audio is being made */
  GCancellable *speaking;

  /* Of a paced answer. */
  GSource *pace;
  gint64 output_start;
  guint finished_ms; /* audio of outputs that are complete */
};

static void
clear_response (gpointer data)
{
  OrsResponse *self = data;

  ors_timer_clear (&self->delay);
  ors_timer_clear (&self->pace);
  g_object_unref (self->speaking);
  g_free (self->id);
  json_object_unref (self->settings);
  ors_reply_free (self->reply);
  g_ptr_array_unref (self->outputs);
}

OrsResponse *
ors_response_ref (OrsResponse *self)
{
  return g_rc_box_acquire (self);
}

void
ors_response_unref (OrsResponse *self)
{
  g_rc_box_release_full (self, clear_response);
}

const gchar *
ors_response_get_id (OrsResponse *self)
{
  return self->id;
}

gboolean
ors_response_has_item (OrsResponse *self, OrsItem *item)
{
  for (guint i = 0; i < self->outputs->len; i++) {
    if (ors_output_get_item (g_ptr_array_index (self->outputs, i)) == item)
      return TRUE;
  }
  return FALSE;
}

static JsonArray *
describe_outputs (OrsResponse *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->outputs->len; i++) {
    OrsItem *item = ors_output_get_item (g_ptr_array_index (self->outputs, i));

    if (i < self->current)
      json_array_add_object_element (array, oa_json_object_copy (item->json));
  }
  return array;
}

static void
copy_member (JsonObject *to, JsonObject *from, const gchar *member)
{
  if (json_object_has_member (from, member))
    json_object_set_member (to, member, json_object_dup_member (from, member));
  else
    json_object_set_null_member (to, member);
}

static JsonObject *
describe_audio (OrsResponse *self)
{
  JsonObject *audio = json_object_new ();
  JsonObject *output = json_object_new ();
  JsonObject *from = ors_session_config_get_output (self->settings);

  copy_member (output, from, "format");
  copy_member (output, from, "voice");
  json_object_set_object_member (audio, "output", output);
  return audio;
}

static JsonObject *
describe (OrsResponse *self, const gchar *status, JsonObject *details,
    JsonObject *usage)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "object", "realtime.response");
  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "status", status);
  if (details != NULL)
    json_object_set_object_member (object, "status_details", details);
  else
    json_object_set_null_member (object, "status_details");
  json_object_set_array_member (object, "output", describe_outputs (self));
  if (self->in_conversation)
    json_object_set_string_member (object, "conversation_id",
        self->session->conversation_id);
  else
    json_object_set_null_member (object, "conversation_id");
  copy_member (object, self->settings, "output_modalities");
  copy_member (object, self->settings, "max_output_tokens");
  json_object_set_object_member (object, "audio", describe_audio (self));
  if (usage != NULL)
    json_object_set_object_member (object, "usage", usage);
  else
    json_object_set_null_member (object, "usage");
  copy_member (object, self->settings, "metadata");
  return object;
}

static void
send_response (OrsResponse *self, const gchar *type, JsonObject *response)
{
  JsonObject *event = ors_event_new (type);

  json_object_set_object_member (event, "response", response);
  ors_session_send (self->session, event);
}

/* The whole conversation is the input, what was put out the output. */
static JsonObject *
count_usage (OrsResponse *self)
{
  OrsTokens input = { 0, 0 }, output = { 0, 0 };
  OrsItems *items = self->session->items;

  ors_tokens_add_text (&input,
      oa_json_get_string (self->settings, "instructions"));
  for (guint i = 0; i < ors_items_count (items); i++)
    ors_tokens_add_item (&input, ors_items_get (items, i));
  for (guint i = 0; i < self->current; i++) {
    OrsItem *item = ors_output_get_item (g_ptr_array_index (self->outputs, i));

    ors_tokens_add_item (&output, item);
  }
  if (self->in_conversation) {
    input.text -= output.text;
    input.audio -= output.audio;
  }
  return ors_usage_new (&input, &output);
}

static void
send_rate_limits (OrsSession *session)
{
  JsonObject *event = ors_event_new ("rate_limits.updated");
  JsonObject *limit = json_object_new ();
  JsonArray *limits = json_array_new ();
  gboolean used_up = ors_session_has_fault (session, ORS_FAULT_RATE_LIMIT);
  gdouble reset = used_up
      ? ors_scenario_get_int (session->scenario, "reset_ms", 1000) / 1000.0
      : 0.004;

  json_object_set_string_member (limit, "name", "tokens");
  json_object_set_int_member (limit, "limit", 15000000);
  json_object_set_int_member (limit, "remaining", used_up ? 0 : 14999000);
  json_object_set_double_member (limit, "reset_seconds", reset);
  json_array_add_object_element (limits, limit);
  json_object_set_array_member (event, "rate_limits", limits);
  ors_session_send (session, event);
}

static void
send_late_deltas (OrsResponse *self)
{
  OrsSession *session = self->session;
  gint64 n = ors_scenario_get_int (session->scenario, "count", 3);

  if (!ors_session_has_fault (session, ORS_FAULT_LATE_DELTAS)
      || self->current == 0)
    return;
  for (gint64 i = 0; i < n; i++)
    ors_output_send_late_delta (
        g_ptr_array_index (self->outputs, self->current - 1));
}

/* Leaves the session; only callbacks on their way still know the response. */
static void
detach (OrsResponse *self)
{
  OrsSession *session = g_steal_pointer (&self->session);

  ors_timer_clear (&self->delay);
  ors_timer_clear (&self->pace);
  g_cancellable_cancel (self->speaking);
  if (session->active == self)
    session->active = NULL;
  g_ptr_array_remove (session->responses, self);
  ors_response_unref (self);
}

static void
finish (OrsResponse *self, const gchar *status, JsonObject *details)
{
  OrsSession *session = self->session;
  g_autoptr (OrsResponse) G_GNUC_UNUSED alive = ors_response_ref (self);

  send_response (self, "response.done",
      describe (self, status, details, count_usage (self)));
  send_late_deltas (self);
  detach (self);

  if (g_str_equal (status, "cancelled"))
    return;
  send_rate_limits (session);
  if (self->in_conversation)
    session->answered (session, self->finished_ms);
}

static JsonObject *
details_new (const gchar *type, const gchar *reason)
{
  JsonObject *details = json_object_new ();

  json_object_set_string_member (details, "type", type);
  json_object_set_string_member (details, "reason", reason);
  return details;
}

static JsonObject *
default_error (void)
{
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "type", "server_error");
  json_object_set_string_member (error, "code", "server_error");
  json_object_set_string_member (error, "message",
      "The server had an error while processing your request.");
  return error;
}

static void
finish_failed (OrsResponse *self, JsonObject *error)
{
  JsonObject *details = json_object_new ();

  json_object_set_string_member (details, "type", "failed");
  json_object_set_object_member (details, "error",
      error != NULL ? oa_json_object_copy (error) : default_error ());
  finish (self, "failed", details);
}

/* All outputs are done. */
static void
finish_normally (OrsResponse *self)
{
  const gchar *status = self->reply->status;

  for (guint i = 0; i < self->outputs->len; i++) {
    if (ors_output_was_limited (g_ptr_array_index (self->outputs, i))) {
      finish (self, "incomplete",
          details_new ("incomplete", "max_output_tokens"));
      return;
    }
  }

  if (g_str_equal (status, "failed"))
    finish_failed (self, self->reply->error);
  else if (g_str_equal (status, "incomplete"))
    finish (self, status, details_new (status, self->reply->reason));
  else
    finish (self, "completed", NULL);
}

void
ors_response_cancel (OrsResponse *self, const gchar *reason)
{
  if (self->current < self->outputs->len) {
    OrsOutput *output = g_ptr_array_index (self->outputs, self->current);

    if (ors_output_is_open (output)) {
      ors_output_close (output, "incomplete", TRUE);
      self->current++;
    }
  }
  finish (self, "cancelled", details_new ("cancelled", reason));
}

void
ors_response_abandon_all (OrsSession *session)
{
  while (session->responses->len > 0)
    detach (g_ptr_array_index (session->responses, 0));
}

static void continue_response (OrsResponse *self);

static gboolean
on_pace (gpointer user_data)
{
  OrsResponse *self = user_data;

  ors_timer_clear (&self->pace);
  continue_response (self);
  return G_SOURCE_REMOVE;
}

/* TRUE when the next delta is due; otherwise comes back when it is. */
static gboolean
is_due (OrsResponse *self, OrsOutput *output)
{
  gdouble speed = self->session->context->options->speed;
  gint64 due_us, left_us;

  if (speed <= 0.0)
    return TRUE;

  due_us = (self->finished_ms + ors_output_sent_ms (output)) * 1000 / speed;
  left_us = self->output_start + due_us - g_get_monotonic_time ();
  if (left_us <= 0)
    return TRUE;
  self->pace = ors_timer_new ((left_us + 999) / 1000, on_pace, self);
  return FALSE;
}

static void
close_output (OrsResponse *self, OrsOutput *output)
{
  gboolean incomplete = ors_output_was_limited (output)
      || !g_str_equal (self->reply->status, "completed");

  ors_output_close (output, incomplete ? "incomplete" : "completed", FALSE);
  self->finished_ms += ors_output_sent_ms (output);
  self->current++;
}

static gboolean
may_continue (OrsResponse *self)
{
  return self->session != NULL && self->delay == NULL && self->unspoken == 0
      && self->pace == NULL
      && !ors_session_has_fault (self->session, ORS_FAULT_STALL_RESPONSE);
}

/* One event or a few; FALSE when there is something to wait for. */
static gboolean
step (OrsResponse *self)
{
  OrsOutput *output = g_ptr_array_index (self->outputs, self->current);

  if (ors_outbox_get_length (self->session->outbox) > MAX_WAITING)
    return FALSE; /* the outbox calls when it is empty */
  if (!ors_output_is_open (output))
    ors_output_open (output);
  if (!is_due (self, output))
    return FALSE;
  if (!ors_output_step (output, self->session->context->options->chunk_ms))
    close_output (self, output);
  return TRUE;
}

static void
continue_response (OrsResponse *self)
{
  if (!may_continue (self))
    return;
  if (self->output_start == 0)
    self->output_start = g_get_monotonic_time ();

  while (self->current < self->outputs->len) {
    if (!step (self))
      return;
  }
  finish_normally (self);
}

static gpointer
copy_response (gconstpointer response, gpointer user_data)
{
  return ors_response_ref ((OrsResponse *) response);
}

/* Responses end while they are walked through. */
void
ors_response_continue_all (OrsSession *session)
{
  g_autoptr (GPtrArray) running =
      g_ptr_array_copy (session->responses, copy_response, NULL);

  g_ptr_array_set_free_func (running, (GDestroyNotify) ors_response_unref);
  for (guint i = 0; i < running->len; i++)
    continue_response (g_ptr_array_index (running, i));
}

static void
limit_outputs (OrsResponse *self)
{
  gint64 tokens = ors_session_config_get_max_tokens (self->settings);

  for (guint i = 0; i < self->outputs->len; i++)
    tokens = ors_output_limit (g_ptr_array_index (self->outputs, i), tokens);
}

/* What one call of the synthesizer is for. */
typedef struct
{
  OrsResponse *response;
  OrsSpeech *speech;
  guint index;
} Speaking;

static void
on_spoken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Speaking *speaking = user_data;
  g_autoptr (OrsResponse) self = speaking->response;
  g_autoptr (GBytes) audio = ors_speech_speak_finish (speaking->speech, result);

  if (audio != NULL)
    ors_output_set_audio (g_ptr_array_index (self->outputs, speaking->index),
        audio);
  g_free (speaking);
  if (--self->unspoken > 0 || self->session == NULL)
    return;
  limit_outputs (self);
  continue_response (self);
}

/* Scenario wrong-format: whatever was asked for, linear samples by default. */
static OaAudioFormat
format_to_send (OrsResponse *self)
{
  if (ors_session_has_fault (self->session, ORS_FAULT_WRONG_FORMAT))
    return ors_format_from_name (
        ors_scenario_get_string (self->session->scenario, "format", "pcm"));
  return ors_session_config_get_output_format (self->settings);
}

static void
speak_outputs (OrsResponse *self)
{
  OrsSpeech *speech = self->session->context->speech;
  JsonObject *output = ors_session_config_get_output (self->settings);
  gdouble speed = oa_json_get_double (output, "speed", 1.0);

  for (guint i = 0; i < self->outputs->len; i++) {
    const gchar *text = ors_output_needs_audio (
        g_ptr_array_index (self->outputs, i));
    Speaking *speaking;

    if (text == NULL)
      continue;
    speaking = g_new0 (Speaking, 1);
    speaking->response = ors_response_ref (self);
    speaking->speech = speech;
    speaking->index = i;
    self->unspoken++;
    ors_speech_speak_async (speech, text,
        ors_session_config_get_voice (self->settings), speed,
        format_to_send (self), self->speaking, on_spoken, speaking);
  }
  if (self->unspoken == 0)
    limit_outputs (self);
}

static void
add_message (OrsResponse *self, const gchar *text)
{
  gboolean aloud =
      g_str_equal (ors_session_config_get_modality (self->settings), "audio");
  OrsPlace place = { self->session, self->id,
    self->reply->mcp->len + self->outputs->len, self->in_conversation };

  g_ptr_array_add (self->outputs,
      aloud ? ors_output_new_speech (&place, text, format_to_send (self))
            : ors_output_new_text (&place, text));
}

static void
add_calls (OrsResponse *self)
{
  for (guint i = 0; i < self->reply->calls->len; i++) {
    OrsPlace place = { self->session, self->id,
      self->reply->mcp->len + self->outputs->len, self->in_conversation };

    g_ptr_array_add (self->outputs,
        ors_output_new_call (&place,
            g_ptr_array_index (self->reply->calls, i)));
  }
}

/* A client that wants no calls gets words, whatever the script says. */
static void
obey_tool_choice (OrsResponse *self)
{
  if (g_strcmp0 (oa_json_get_string (self->settings, "tool_choice"), "none")
      != 0)
    return;
  if (self->reply->calls->len > 0 && self->reply->say == NULL)
    self->reply->say = g_strdup ("One moment, please.");
  g_ptr_array_set_size (self->reply->calls, 0);
}

/* What is said comes before the calls, unless the script says otherwise. */
static void
plan_outputs (OrsResponse *self)
{
  gboolean first = self->reply->calls_first;

  obey_tool_choice (self);
  if (first)
    add_calls (self);
  if (self->reply->say != NULL)
    add_message (self, self->reply->say);
  if (!first)
    add_calls (self);
}

static gboolean
on_delay_over (gpointer user_data)
{
  OrsResponse *self = user_data;

  ors_timer_clear (&self->delay);
  continue_response (self);
  return G_SOURCE_REMOVE;
}

static void
start (OrsResponse *self)
{
  OrsSession *session = self->session;
  guint delay_ms = session->context->options->latency_ms
      + self->reply->delay_ms;

  send_response (self, "response.created",
      describe (self, "in_progress", NULL, NULL));
  if (ors_session_has_fault (session, ORS_FAULT_FAILED_RESPONSE)) {
    finish_failed (self, session->scenario->parameters);
    return;
  }

  ors_mcp_call (session, self->id, self->reply->mcp);
  plan_outputs (self);
  speak_outputs (self);
  if (delay_ms > 0)
    self->delay = ors_timer_new (delay_ms, on_delay_over, self);
  continue_response (self);
}

static gboolean
check_references (OrsSession *session, JsonArray *input, OrsProblem *problem)
{
  for (guint i = 0; input != NULL && i < json_array_get_length (input); i++) {
    JsonObject *object = oa_json_array_get_object (input, i);
    const gchar *type = oa_json_get_string (object, "type");
    g_autofree gchar *param = g_strdup_printf ("response.input[%u]", i);

    if (type == NULL)
      return ors_problem_set (problem, "missing_required_parameter", param,
          "Missing required parameter: '%s.type'.", param);
    if (g_str_equal (type, "item_reference")
        && ors_items_find (session->items, oa_json_get_string (object, "id"))
            == NULL)
      return ors_problem_set (problem, "invalid_value", param,
          "The referenced item '%s' does not exist.",
          oa_json_get_string (object, "id"));
  }
  return TRUE;
}

static gboolean
check_free (OrsSession *session, gboolean in_conversation, OrsProblem *problem)
{
  if (session->responses->len >= MAX_RESPONSES)
    return ors_problem_set (problem, "rate_limit_exceeded", NULL,
        "At most %d responses run at the same time.", MAX_RESPONSES);
  if (!in_conversation || session->active == NULL)
    return TRUE;
  return ors_problem_set (problem, "conversation_already_has_active_response",
      NULL,
      "Conversation already has an active response in progress: %s. "
      "Wait until the response is finished before creating a new one.",
      session->active->id);
}

static OrsResponse *
response_new (OrsSession *session, JsonObject *settings, JsonArray *input,
    gboolean in_conversation)
{
  OrsResponse *self = g_rc_box_new0 (OrsResponse);

  self->session = session;
  self->speaking = g_cancellable_new ();
  self->id = ors_session_new_id (session, "resp");
  self->settings = settings;
  self->in_conversation = in_conversation;
  self->reply = ors_occasion_reply (session, input);
  self->outputs = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ors_output_free);
  return self;
}

static gboolean
check_has_responses (OrsSession *session, OrsProblem *problem)
{
  if (g_strcmp0 (oa_json_get_string (session->config, "type"), "transcription")
      != 0)
    return TRUE;
  return ors_problem_set (problem, "invalid_value", "type",
      "A transcription session does not create responses.");
}

gboolean
ors_response_create (OrsSession *session, JsonObject *request,
    OrsProblem *problem)
{
  JsonArray *input = oa_json_get_array (request, "input");
  gboolean in_conversation =
      g_strcmp0 (oa_json_get_string (request, "conversation"), "none") != 0;
  OrsSessionMoment moment = { session->has_assistant_audio, FALSE };
  JsonObject *settings;
  OrsResponse *self;

  if (!check_has_responses (session, problem))
    return FALSE;
  settings = ors_session_config_for_response (session->config, request, &moment,
      problem);
  if (settings == NULL)
    return FALSE;
  if (!check_free (session, in_conversation, problem)
      || !check_references (session, input, problem)) {
    json_object_unref (settings);
    return FALSE;
  }

  ors_timer_clear (&session->idle);
  self = response_new (session, settings, input, in_conversation);
  if (in_conversation)
    session->active = self;
  if (in_conversation && self->reply->in_sequence)
    session->turns_answered++;
  g_ptr_array_add (session->responses, self);
  start (self);
  return TRUE;
}

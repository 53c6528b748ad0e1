/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* response.c - see response.h.
 *
 * The mind is asked for pieces as long as it has some; its waker and the
 * voice's, the outbox, once it is empty, and the timer of the pace let the
 * response go on. */

#include "config.h"

#include "response.h"

#include "mcp.h"
#include "output.h"
#include "protocol/json.h"
#include "responseevent.h"
#include "transcription.h"
#include "usage.h"

/* Deltas that may wait for the socket before the response waits too: enough
 * to keep it busy, few enough that a cancel takes effect at once. */
#define MAX_WAITING 4
/* Of one client, out of its conversation. */
#define MAX_RESPONSES 16
/* Of one response; what the mind says beyond is left out. */
#define MAX_OUTPUTS 128

struct _OrsResponse
{
  OrsSession *session; /* NULL once finished or abandoned */
  gchar *id;
  JsonObject *settings;
  gboolean in_conversation;

  JsonArray *input;  /* of the question, or NULL */
  gboolean asked;    /* the mind */
  OrsAnswer *answer; /* NULL before that, and after its end */
  OrsPiece end;      /* of the answer, once it is there */

  GPtrArray *outputs; /* OrsOutput */
  guint current;      /* the first that is not done */
  guint n_mcp;        /* calls of the service itself */
  gint64 tokens;      /* that are left, -1 = any number */

  /* Of a paced answer. */
  GSource *pace;
  gint64 output_start;
  guint finished_ms; /* audio of outputs that are complete */
};

/* Of a session. */
typedef struct
{
  GPtrArray *running;  /* OrsResponse */
  OrsResponse *active; /* the one of the conversation; borrowed */
  gboolean has_spoken; /* in the conversation, aloud */
  void (*changed) (OrsSession *session, gint64 playing_ms);
} Responses;

static void detach (OrsResponse *self);

static void
clear_responses (gpointer data)
{
  Responses *self = data;

  while (self->running != NULL && self->running->len > 0)
    detach (g_ptr_array_index (self->running, 0));
  g_clear_pointer (&self->running, g_ptr_array_unref);
}

static Responses *
get_responses (OrsSession *session)
{
  Responses *self = ors_session_get_part (session, ORS_PART_RESPONSES,
      sizeof (Responses), clear_responses);

  if (self->running == NULL)
    self->running = g_ptr_array_new ();
  return self;
}

static void
clear_response (gpointer data)
{
  OrsResponse *self = data;

  g_free (self->id);
  json_object_unref (self->settings);
  g_clear_pointer (&self->input, json_array_unref);
  ors_piece_clear (&self->end);
  g_ptr_array_unref (self->outputs);
}

static void
unref_response (gpointer self)
{
  g_rc_box_release_full (self, clear_response);
}

OrsResponse *
ors_response_find (OrsSession *session, const gchar *id)
{
  Responses *all = get_responses (session);

  if (id == NULL)
    return all->active;
  for (guint i = 0; i < all->running->len; i++) {
    OrsResponse *response = g_ptr_array_index (all->running, i);

    if (g_str_equal (response->id, id))
      return response;
  }
  return NULL;
}

gboolean
ors_response_is_making (OrsSession *session, OrsItem *item)
{
  OrsResponse *self = get_responses (session)->active;

  for (guint i = 0; self != NULL && i < self->outputs->len; i++) {
    if (ors_output_get_item (g_ptr_array_index (self->outputs, i)) == item)
      return TRUE;
  }
  return FALSE;
}

void
ors_response_get_moment (OrsSession *session, OrsSessionMoment *moment)
{
  moment->assistant_audio_present = get_responses (session)->has_spoken;
  moment->response_active = get_responses (session)->active != NULL;
}

void
ors_response_watch (OrsSession *session,
    void (*changed) (OrsSession *session, gint64 playing_ms))
{
  get_responses (session)->changed = changed;
}

/*** events ***/

static JsonArray *
describe_outputs (OrsResponse *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->current; i++) {
    OrsItem *item = ors_output_get_item (g_ptr_array_index (self->outputs, i));

    json_array_add_object_element (array, oa_json_object_copy (item->json));
  }
  return array;
}

/* Takes @details and @usage. */
static void
send_response (OrsResponse *self, const gchar *type, const gchar *status,
    JsonObject *details, JsonObject *usage)
{
  OrsResponseState state = {
    .id = self->id,
    .conversation_id = self->in_conversation
        ? ors_session_get_conversation_id (self->session)
        : NULL,
    .settings = self->settings,
    .status = status,
    .details = details,
    .output = describe_outputs (self),
    .usage = usage,
  };

  ors_session_send (self->session, ors_response_event_new (type, &state));
}

/* The whole conversation is the input, what was put out the output. */
static JsonObject *
count_usage (OrsResponse *self)
{
  OrsTokens input = { 0, 0 }, output = { 0, 0 };
  OrsItems *items = ors_session_get_items (self->session);

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
  gboolean used_up = ors_session_has_fault (session, ORS_FAULT_RATE_LIMIT);
  gint64 reset_ms = ors_scenario_get_int (ors_session_get_scenario (session),
      "reset_ms", 1000);

  ors_session_send (session,
      ors_rate_limits_new (used_up, used_up ? reset_ms / 1000.0 : 0.004));
}

static void
send_late_deltas (OrsResponse *self)
{
  gint64 n = ors_scenario_get_int (ors_session_get_scenario (self->session),
      "count", 3);

  if (!ors_session_has_fault (self->session, ORS_FAULT_LATE_DELTAS)
      || self->current == 0)
    return;
  for (gint64 i = 0; i < n; i++)
    ors_output_send_late_delta (
        g_ptr_array_index (self->outputs, self->current - 1));
}

/*** ends ***/

/* Leaves the session. */
static void
detach (OrsResponse *self)
{
  Responses *all = get_responses (self->session);

  self->session = NULL;
  ors_timer_clear (&self->pace);
  g_clear_pointer (&self->answer, ors_answer_free);
  g_ptr_array_set_size (self->outputs, 0); /* and their voices */
  if (all->active == self)
    all->active = NULL;
  g_ptr_array_remove (all->running, self);
  unref_response (self);
}

/* Takes @details. */
static void
finish (OrsResponse *self, const gchar *status, JsonObject *details)
{
  OrsSession *session = self->session;
  gboolean tells = self->in_conversation;
  guint playing_ms = self->finished_ms;

  send_response (self, "response.done", status, details, count_usage (self));
  send_late_deltas (self);
  detach (self);

  if (g_str_equal (status, "cancelled"))
    return;
  send_rate_limits (session);
  if (tells)
    get_responses (session)->changed (session, playing_ms);
}

/* @error: NULL = no more is known. */
static void
finish_failed (OrsResponse *self, JsonObject *error)
{
  JsonObject *details = json_object_new ();

  json_object_set_string_member (details, "type", "failed");
  json_object_set_object_member (details, "error",
      error != NULL ? oa_json_object_copy (error)
                    : ors_error_new ("The server had an error while "
                                     "processing your request."));
  finish (self, "failed", details);
}

/* All outputs are done. */
static void
finish_normally (OrsResponse *self)
{
  const gchar *status = self->end.status;

  for (guint i = 0; i < self->outputs->len; i++) {
    if (ors_output_was_limited (g_ptr_array_index (self->outputs, i))) {
      finish (self, "incomplete",
          ors_response_details_new ("incomplete", "max_output_tokens"));
      return;
    }
  }

  if (g_str_equal (status, "failed"))
    finish_failed (self, self->end.error);
  else if (g_str_equal (status, "incomplete"))
    finish (self, status, ors_response_details_new (status, self->end.reason));
  else
    finish (self, "completed", NULL);
}

/* What was begun is told to its end, as far as it came. */
static void
interrupt_output (OrsResponse *self)
{
  OrsOutput *output = self->current < self->outputs->len
      ? g_ptr_array_index (self->outputs, self->current)
      : NULL;

  if (output == NULL || !ors_output_is_open (output))
    return;
  ors_output_close (output, TRUE);
  self->current++;
}

void
ors_response_cancel (OrsResponse *self, const gchar *reason)
{
  interrupt_output (self);
  finish (self, "cancelled", ors_response_details_new ("cancelled", reason));
}

/* Takes @sentence. */
static void
fail (OrsResponse *self, gchar *sentence)
{
  g_autoptr (JsonObject) error = ors_error_new (sentence);

  g_free (sentence);
  interrupt_output (self);
  finish_failed (self, error);
}

/*** what the mind thinks of ***/

static void continue_response (OrsResponse *self);

static void
on_wake (gpointer user_data)
{
  continue_response (user_data);
}

/* FALSE: it must be known first what the user said. If that is never known,
 * there is no answer. */
static gboolean
ask (OrsResponse *self)
{
  OrsSession *session = self->session;
  OrsMind *mind = ors_session_get_context (session)->mind;
  guint aside = *ors_session_get_place (session);
  OrsQuestion question = { ors_session_get_items (session), self->input,
    self->settings,
    self->in_conversation ? ors_session_get_place (session) : &aside };
  OrsWaker waker = { on_wake, self };

  const gchar *failure = NULL;

  if (mind->needs_words && !ors_transcription_is_over (session, &failure))
    return FALSE;
  self->asked = TRUE;
  if (failure != NULL)
    ors_piece_fail (&self->end, failure);
  else
    self->answer = ors_mind_ask (mind, &question, &waker);
  g_clear_pointer (&self->input, json_array_unref);
  return TRUE;
}

/* Scenario wrong-format: whatever was asked for, linear samples by default. */
static OaAudioFormat
format_to_send (OrsResponse *self)
{
  if (ors_session_has_fault (self->session, ORS_FAULT_WRONG_FORMAT))
    return ors_format_from_name (
        ors_scenario_get_string (ors_session_get_scenario (self->session),
            "format", "pcm"));
  return ors_session_config_get_output_format (self->settings);
}

static OrsOutput *
message_new (OrsResponse *self, const OrsPlace *place)
{
  JsonObject *output = ors_session_config_get_output (self->settings);
  OrsManner manner = { ors_session_config_get_voice (self->settings),
    oa_json_get_double (output, "speed", 1.0), format_to_send (self) };
  OrsWaker waker = { on_wake, self };

  return g_str_equal (ors_session_config_get_modality (self->settings), "audio")
      ? ors_output_new_speech (place, &manner, &waker)
      : ors_output_new_text (place);
}

/* The last output, if it is a message that goes on. */
static OrsOutput *
get_message (OrsResponse *self)
{
  OrsOutput *last = self->outputs->len > 0
      ? g_ptr_array_index (self->outputs, self->outputs->len - 1)
      : NULL;

  return last != NULL && ors_output_takes_text (last) ? last : NULL;
}

static OrsOutput *
add_output (OrsResponse *self, const OrsPiece *piece)
{
  OrsPlace place = { self->session, self->id, self->n_mcp + self->outputs->len,
    self->in_conversation };
  OrsOutput *output = piece->kind == ORS_PIECE_TEXT
      ? message_new (self, &place)
      : ors_output_new_call (&place, piece->name, piece->text);

  g_ptr_array_add (self->outputs, output);
  return output;
}

static void
end_message (OrsResponse *self)
{
  OrsOutput *message = get_message (self);

  if (message != NULL)
    ors_output_end_text (message);
}

/* Nothing more is wanted of the mind. */
static void
end_answer (OrsResponse *self)
{
  g_clear_pointer (&self->answer, ors_answer_free);
  if (self->end.kind == ORS_PIECE_NOTHING)
    self->end = (OrsPiece){ ORS_PIECE_END, .status = "completed" };
}

static void
take_piece (OrsResponse *self, OrsPiece *piece)
{
  OrsOutput *output = get_message (self);

  if (piece->kind == ORS_PIECE_MCP) {
    ors_mcp_call (self->session, self->id, self->n_mcp + self->outputs->len,
        piece->mcp);
    self->n_mcp++;
    return;
  }
  if (piece->kind == ORS_PIECE_TEXT && output != NULL
      && ors_output_was_limited (output)) {
    end_message (self);
    end_answer (self);
    return;
  }
  if (piece->kind != ORS_PIECE_TEXT || output == NULL) {
    end_message (self);
    if (self->outputs->len == MAX_OUTPUTS) {
      end_answer (self);
      return;
    }
    output = add_output (self, piece);
  }
  if (piece->kind == ORS_PIECE_TEXT)
    ors_output_add_text (output, piece->text);
  if (piece->cut)
    ors_output_cut (output);
}

/* All that there is by now. */
static void
think (OrsResponse *self)
{
  OrsOutput *message;

  while (self->answer != NULL) {
    g_auto (OrsPiece) piece = { ORS_PIECE_NOTHING };

    ors_answer_take (self->answer, &piece);
    if (piece.kind == ORS_PIECE_NOTHING)
      break;
    if (piece.kind != ORS_PIECE_END) {
      take_piece (self, &piece);
      continue;
    }
    end_message (self);
    self->end = piece;
    piece = (OrsPiece){ ORS_PIECE_NOTHING };
    end_answer (self);
  }
  message = get_message (self);
  if (message != NULL)
    ors_output_pause_text (message);
}

/*** what is put out ***/

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
  gdouble speed = ors_session_get_context (self->session)->options->speed;
  gint64 due_us, left_us;

  if (speed <= 0.0)
    return TRUE;

  due_us = (self->finished_ms + ors_output_get_sent_ms (output)) * 1000 / speed;
  left_us = self->output_start + due_us - g_get_monotonic_time ();
  if (left_us <= 0)
    return TRUE;
  self->pace = ors_timer_new ((left_us + 999) / 1000, on_pace, self);
  return FALSE;
}

static void
open_output (OrsResponse *self, OrsOutput *output)
{
  if (self->finished_ms == 0)
    self->output_start = g_get_monotonic_time ();
  ors_output_open (output);
}

static void
close_output (OrsResponse *self, OrsOutput *output)
{
  /* What is said beyond a limit has nobody to listen. */
  if (ors_output_takes_text (output)) {
    ors_output_end_text (output);
    end_answer (self);
  }
  ors_output_close (output, FALSE);
  self->finished_ms += ors_output_get_sent_ms (output);
  if (self->tokens >= 0)
    self->tokens = ors_output_was_limited (output)
        ? 0
        : self->tokens - ors_output_count_tokens (output);
  self->current++;
}

static void
step_output (OrsResponse *self, OrsOutput *output, guint chunk_ms)
{
  if (!ors_output_step (output, chunk_ms))
    close_output (self, output);
  else if (self->in_conversation && ors_output_get_sent_ms (output) > 0)
    get_responses (self->session)->has_spoken = TRUE;
}

/* One event or a few; FALSE when there is something to wait for. */
static gboolean
put_out (OrsResponse *self, OrsOutput *output)
{
  guint chunk_ms = ors_session_get_context (self->session)->options->chunk_ms;
  gchar *failure = NULL;
  OrsSpokenState state;

  if (ors_outbox_get_length (ors_session_get_outbox (self->session))
      > MAX_WAITING)
    return FALSE; /* the outbox calls when it is empty */
  if (!ors_output_is_open (output))
    ors_output_limit (output, self->tokens);
  state = ors_output_prepare (output, chunk_ms, &failure);
  if (state == ORS_SPOKEN_FAILED)
    fail (self, failure);
  if (state != ORS_SPOKEN_READY)
    return FALSE;
  if (!ors_output_is_open (output))
    open_output (self, output);
  if (!is_due (self, output))
    return FALSE;
  step_output (self, output, chunk_ms);
  return TRUE;
}

static gboolean
may_continue (OrsResponse *self)
{
  return self->session != NULL && self->pace == NULL
      && !ors_session_has_fault (self->session, ORS_FAULT_STALL_RESPONSE);
}

static void
continue_response (OrsResponse *self)
{
  gboolean goes_on = may_continue (self) && (self->asked || ask (self));

  while (goes_on) {
    think (self);
    if (self->current < self->outputs->len) {
      goes_on =
          put_out (self, g_ptr_array_index (self->outputs, self->current));
      continue;
    }
    if (self->end.kind == ORS_PIECE_END)
      finish_normally (self);
    goes_on = FALSE;
  }
}

static gpointer
copy_response (gconstpointer response, gpointer user_data)
{
  return g_rc_box_acquire ((gpointer) response);
}

/* Responses end while they are walked through. */
void
ors_response_continue_all (OrsSession *session)
{
  g_autoptr (GPtrArray) running =
      g_ptr_array_copy (get_responses (session)->running, copy_response, NULL);

  g_ptr_array_set_free_func (running, unref_response);
  for (guint i = 0; i < running->len; i++)
    continue_response (g_ptr_array_index (running, i));
}

/*** begins ***/

static void
start (OrsResponse *self)
{
  OrsSession *session = self->session;

  send_response (self, "response.created", "in_progress", NULL, NULL);
  if (ors_session_has_fault (session, ORS_FAULT_FAILED_RESPONSE)) {
    finish_failed (self, ors_session_get_scenario (session)->parameters);
    return;
  }
  think (self);
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
        && ors_items_find (ors_session_get_items (session),
               oa_json_get_string (object, "id"))
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
  Responses *all = get_responses (session);

  if (all->running->len >= MAX_RESPONSES)
    return ors_problem_set (problem, "rate_limit_exceeded", NULL,
        "At most %d responses run at the same time.", MAX_RESPONSES);
  if (!in_conversation || all->active == NULL)
    return TRUE;
  return ors_problem_set (problem, "conversation_already_has_active_response",
      NULL,
      "Conversation already has an active response in progress: %s. "
      "Wait until the response is finished before creating a new one.",
      all->active->id);
}

static OrsResponse *
response_new (OrsSession *session, JsonObject *settings, JsonArray *input,
    gboolean in_conversation)
{
  OrsResponse *self = g_rc_box_new0 (OrsResponse);

  self->session = session;
  self->id = ors_session_new_id (session, "resp");
  self->settings = settings;
  self->tokens = ors_session_config_get_max_tokens (settings);
  self->input = input != NULL ? json_array_ref (input) : NULL;
  self->in_conversation = in_conversation;
  self->outputs = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ors_output_free);
  return self;
}

static gboolean
check_has_responses (OrsSession *session, OrsProblem *problem)
{
  if (ors_session_get_kind (session) != ORS_KIND_TRANSCRIPTION)
    return TRUE;
  return ors_problem_set (problem, "invalid_value", "type",
      "A transcription session does not create responses.");
}

gboolean
ors_response_create (OrsSession *session, JsonObject *request,
    OrsProblem *problem)
{
  Responses *all = get_responses (session);
  JsonArray *input = oa_json_get_array (request, "input");
  gboolean in_conversation =
      g_strcmp0 (oa_json_get_string (request, "conversation"), "none") != 0;
  OrsSessionMoment moment = { all->has_spoken, FALSE };
  JsonObject *settings;
  OrsResponse *self;

  if (!check_has_responses (session, problem))
    return FALSE;
  settings = ors_session_config_for_response (ors_session_get_config (session),
      request, &moment, problem);
  if (settings == NULL)
    return FALSE;
  if (!check_free (session, in_conversation, problem)
      || !check_references (session, input, problem)) {
    json_object_unref (settings);
    return FALSE;
  }

  self = response_new (session, settings, input, in_conversation);
  if (in_conversation)
    all->active = self;
  g_ptr_array_add (all->running, self);
  all->changed (session, -1);
  ask (self);
  start (self);
  return TRUE;
}

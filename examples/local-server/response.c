/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* response.c - see response.h.
 *
 * The wakers of mind and voice, the outbox, once it is empty, and the timer of
 * the pace let a response go on. */

#include "config.h"

#include "response.h"

#include "plan.h"
#include "protocol/json.h"
#include "responseevent.h"
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

  OrsPlan *plan;
  gint64 tokens; /* that are left, -1 = any number */

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

  return self != NULL && ors_plan_has_item (self->plan, item);
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

static OrsItem *
get_item (OrsResponse *self, guint index)
{
  return ors_output_get_item (ors_plan_get_output (self->plan, index));
}

static JsonArray *
describe_outputs (OrsResponse *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < ors_plan_count_done (self->plan); i++) {
    OrsItem *item = get_item (self, i);

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
  for (guint i = 0; i < ors_plan_count_done (self->plan); i++)
    ors_tokens_add_item (&output, get_item (self, i));
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

  guint n_done = ors_plan_count_done (self->plan);

  if (!ors_session_has_fault (self->session, ORS_FAULT_LATE_DELTAS)
      || n_done == 0)
    return;
  for (gint64 i = 0; i < n; i++)
    ors_output_send_late_delta (ors_plan_get_output (self->plan, n_done - 1));
}

/*** ends ***/

/* Leaves the session. */
static void
detach (OrsResponse *self)
{
  Responses *all = get_responses (self->session);

  self->session = NULL;
  ors_timer_clear (&self->pace);
  g_clear_pointer (&self->plan, ors_plan_free);
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
finish_normally (OrsResponse *self, const OrsPiece *end)
{
  const gchar *status = end->status;

  for (guint i = 0; i < ors_plan_count_done (self->plan); i++) {
    if (ors_output_was_limited (ors_plan_get_output (self->plan, i))) {
      finish (self, "incomplete",
          ors_response_details_new ("incomplete", "max_output_tokens"));
      return;
    }
  }

  if (g_str_equal (status, "failed"))
    finish_failed (self, end->error);
  else if (g_str_equal (status, "incomplete"))
    finish (self, status, ors_response_details_new (status, end->reason));
  else
    finish (self, "completed", NULL);
}

/* What was begun is told to its end, as far as it came. */
static void
interrupt_output (OrsResponse *self)
{
  OrsOutput *output = ors_plan_get_current (self->plan);

  if (output == NULL || !ors_output_is_open (output))
    return;
  ors_output_close (output, TRUE);
  ors_plan_go_on (self->plan);
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

static void continue_response (OrsResponse *self);

static void
on_wake (gpointer user_data)
{
  continue_response (user_data);
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
  if (ors_output_takes_text (output))
    ors_plan_end (self->plan);
  ors_output_close (output, FALSE);
  self->finished_ms += ors_output_get_sent_ms (output);
  if (self->tokens >= 0)
    self->tokens = ors_output_was_limited (output)
        ? 0
        : self->tokens - ors_output_count_tokens (output);
  ors_plan_go_on (self->plan);
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
  gboolean goes_on = may_continue (self) && ors_plan_ask (self->plan);

  while (goes_on) {
    OrsOutput *output;
    const OrsPiece *end;

    ors_plan_think (self->plan);
    output = ors_plan_get_current (self->plan);
    end = ors_plan_get_end (self->plan);
    goes_on = output != NULL && put_out (self, output);
    if (end != NULL)
      finish_normally (self, end);
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
  ors_plan_think (self->plan);
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
  OrsWaker waker = { on_wake, self };

  self->session = session;
  self->id = ors_session_new_id (session, "resp");
  self->settings = settings;
  self->tokens = ors_session_config_get_max_tokens (settings);
  self->in_conversation = in_conversation;
  self->plan = ors_plan_new (session, self->id, settings, in_conversation,
      input, &waker);
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
  ors_plan_ask (self->plan);
  start (self);
  return TRUE;
}

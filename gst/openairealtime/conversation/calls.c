/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.c - from the model's wish to the output sent. */

#include "calls.h"

#include "action.h"
#include "callbatch.h"
#include "deadline.h"
#include "functioncheck.h"
#include "ids.h"

#include <string.h>

#define MS G_GINT64_CONSTANT (1000)
/* A model that calls without end must not fill memory or threads. */
#define MAX_OPEN 128
/* The further ones are refused; beyond this they are not even counted. */
#define MAX_KEPT 1024
/* Late outputs that wait for a session. */
#define MAX_LATE 16
#define MAX_KEPT_NAME 1024
/* An id that is longer names no call. */
#define MAX_CALL_ID 512
/* How soon to look again whether it has become silent. */
#define FILLER_RETRY (100 * MS)

struct _OaCalls
{
  OaFunctionCheck *tools;
  OaCallPolicy policy;

  GQueue batches; /* of OaCallBatch */
  OaCallLedger ledger;
  GQueue late; /* of texts for the model */
  const OaResponses *responses;
  gchar *current; /* the response in the conversation */
  guint64 next_id;
};

/*** life ***/

OaCalls *
oa_calls_new (const OaResponses *responses)
{
  OaCalls *self = g_new0 (OaCalls, 1);

  self->responses = responses;
  self->tools = oa_function_check_new ();
  oa_call_ledger_init (&self->ledger);
  return self;
}

void
oa_calls_free (OaCalls *self)
{
  oa_function_check_free (self->tools);
  g_free ((gchar *) self->policy.timeout_output);
  g_free ((gchar *) self->policy.filler);
  g_queue_clear_full (&self->batches, (GDestroyNotify) oa_call_batch_free);
  oa_call_ledger_clear (&self->ledger);
  g_queue_clear_full (&self->late, g_free);
  g_free (self->current);
  g_free (self);
}

void
oa_calls_configure (OaCalls *self, const OaCallPolicy *policy)
{
  OaCallPolicy before = self->policy;

  self->policy = *policy;
  self->policy.timeout_output = g_strdup (policy->timeout_output);
  self->policy.filler = g_strdup (policy->filler);
  g_free ((gchar *) before.timeout_output);
  g_free ((gchar *) before.filler);
}

OaFunctionCheck *
oa_calls_get_functions (OaCalls *self)
{
  return self->tools;
}

/* A longer name is not kept: the call is answered with an error. */
static const gchar *
get_name (const OaItemInfo *item)
{
  return strlen (item->name) <= MAX_KEPT_NAME ? item->name : "";
}

static gboolean
is_set (const gchar *text)
{
  return text != NULL && *text != '\0';
}

/*** sending ***/

static void
send_output (OaCalls *self, OaCall *call, GPtrArray *actions)
{
  gchar *event_id = oa_ids_new (&self->next_id, "output");

  oa_actions_send (actions,
      &(OaCommand){ OA_COMMAND_ANSWER_CALL, event_id, .call_id = call->call_id,
          .text = call->output });
  oa_call_ledger_send (&self->ledger, event_id, call->call_id, call->name,
      call->output);
  g_free (event_id);
  call->sent = TRUE;
  oa_call_ledger_close (&self->ledger, call->call_id, call->name,
      call->timed_out ? OA_OUTPUT_LATE : OA_OUTPUT_DUPLICATE);
}

static void
send_late (OaCalls *self, GPtrArray *actions)
{
  gchar *text;

  while ((text = g_queue_pop_head (&self->late)) != NULL) {
    oa_actions_send (actions,
        &(OaCommand){ OA_COMMAND_INFORM, .role = OA_ROLE_SYSTEM,
            .text = text });
    g_free (text);
  }
}

/*** what comes from the service ***/

static gboolean
is_known (const OaCalls *self, const gchar *response_id, OaResponseFlags flag)
{
  return (oa_responses_get (self->responses, response_id) & flag) != 0;
}

/* Its response may have ended before: then nothing else tells that. */
static OaCallBatch *
ensure_batch (OaCalls *self, const gchar *response_id)
{
  OaCallBatch *batch = oa_call_batches_find (&self->batches, response_id);

  if (batch != NULL)
    return batch;
  batch = oa_call_batch_new (response_id,
      response_id == NULL || is_known (self, response_id, OA_RESPONSE_DONE));
  g_queue_push_tail (&self->batches, batch);
  return batch;
}

static OaCall *
add_call (OaCalls *self, const OaItemInfo *item, const gchar *response_id,
    gint64 now)
{
  OaCallBatch *batch = ensure_batch (self, response_id);
  OaCall *call = oa_call_batch_add (batch, item->call_id, get_name (item));

  if (self->policy.timeout_ms > 0)
    call->deadline = now + self->policy.timeout_ms * MS;
  if (batch->calls->len == 1 && is_set (self->policy.filler))
    batch->fill_at = now + self->policy.filler_delay_ms * MS;
  return call;
}

/* NULL when the call may be told; @code says why not. */
static gchar *
check_call (const OaCalls *self, const OaItemInfo *item, const gchar *arguments,
    const gchar **code)
{
  if (oa_call_batches_count (&self->batches) >= MAX_OPEN) {
    *code = "too_many_calls";
    return g_strdup ("Too many calls are open. Wait for their results.");
  }
  if (*get_name (item) == '\0') {
    *code = "unknown_function";
    return g_strdup ("There is no function of this name.");
  }
  return oa_function_check_call (self->tools, item->name, arguments,
      self->policy.validate, code);
}

/* A call outside of the conversation is told, but there is nothing that an
 * output of it could be added to. */
static void
take_call (OaCalls *self, const OaItemInfo *item, const gchar *response_id,
    gint64 now, GPtrArray *actions)
{
  const gchar *arguments = item->arguments;
  gboolean out_of_band = is_known (self, response_id, OA_RESPONSE_OUT_OF_BAND);
  const gchar *code = NULL;
  gchar *sentence;
  OaCall *call;

  if (oa_call_batches_count (&self->batches) >= MAX_KEPT)
    return;
  /* Models leave the arguments of functions without any empty. */
  if (!is_set (arguments))
    arguments = "{}";
  sentence = check_call (self, item, arguments, &code);
  if (out_of_band) {
    oa_call_ledger_close (&self->ledger, item->call_id, get_name (item),
        OA_OUTPUT_OUT_OF_BAND);
  } else {
    call = add_call (self, item, response_id, now);
    if (sentence != NULL)
      call->output = oa_item_make_error_output (sentence);
  }
  if (sentence != NULL)
    oa_function_check_report (item, code, sentence, actions);
  else
    oa_actions_notify (actions,
        &(OaNotice){ OA_NOTICE_FUNCTION_CALL, item->call_id,
            .call = { item->name, (gchar *) arguments } });
  g_free (sentence);
}

/* Complete, and not seen before: the same call is in several events. */
static gboolean
is_new_call (const OaCalls *self, const OaItemInfo *item)
{
  return item != NULL && item->kind == OA_ITEM_FUNCTION_CALL
      && item->call_id != NULL && item->name != NULL
      && strlen (item->call_id) <= MAX_CALL_ID
      && (item->status == NULL || g_str_equal (item->status, "completed"))
      && oa_call_batches_find_call (&self->batches, item->call_id) == NULL
      && oa_call_ledger_find (&self->ledger, item->call_id) == NULL;
}

static void
handle_item (OaCalls *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  const gchar *response_id = event->response_id;

  if (response_id == NULL)
    response_id = self->current;
  if (is_new_call (self, event->item))
    take_call (self, event->item, response_id, now, actions);
}

static void
handle_response_created (OaCalls *self, const OaResponseInfo *response)
{
  if (response->id == NULL || response->out_of_band)
    return;
  g_free (self->current);
  self->current = g_strdup (response->id);
}

/* Services that leave out the events of items tell the calls here. */
static void
handle_response_done (OaCalls *self, const OaResponseInfo *response, gint64 now,
    GPtrArray *actions)
{
  OaCallBatch *batch;
  guint i;

  if (response->id == NULL)
    return;
  for (i = 0; response->output != NULL && i < response->output->len; i++) {
    const OaItemInfo *item = g_ptr_array_index (response->output, i);

    if (is_new_call (self, item))
      take_call (self, item, response->id, now, actions);
  }
  batch = oa_call_batches_find (&self->batches, response->id);
  if (batch != NULL)
    batch->done = TRUE;
}

/* Another client of the session has answered the call. */
static void
note_foreign (OaCalls *self, const gchar *call_id)
{
  OaCall *call = oa_call_batches_find_call (&self->batches, call_id);

  if (call == NULL || call->sent)
    return;
  if (call->output == NULL)
    call->output = g_strdup ("");
  call->sent = TRUE;
  call->foreign = TRUE;
  oa_call_ledger_close (&self->ledger, call->call_id, call->name,
      OA_OUTPUT_DUPLICATE);
}

void
oa_calls_handle (OaCalls *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  switch (event->type) {
    case OA_EVENT_OUTPUT_ITEM_DONE:
      handle_item (self, event, now, actions);
      break;
    case OA_EVENT_ITEM_ADDED:
    case OA_EVENT_ITEM_DONE:
      if (event->item != NULL
          && event->item->kind == OA_ITEM_FUNCTION_CALL_OUTPUT) {
        oa_call_ledger_confirm (&self->ledger, event->item->call_id, NULL);
        note_foreign (self, event->item->call_id);
      }
      break;
    case OA_EVENT_RESPONSE_CREATED:
      if (event->response != NULL)
        handle_response_created (self, event->response);
      break;
    case OA_EVENT_RESPONSE_DONE:
      if (event->response != NULL)
        handle_response_done (self, event->response, now, actions);
      break;
    case OA_EVENT_ERROR:
      if (event->error != NULL)
        oa_call_ledger_confirm (&self->ledger, NULL, event->error->event_id);
      break;
    default:
      break;
  }
}

/*** outputs ***/

static OaOutputResult
take_late_output (OaCalls *self, OaClosedCall *closed, const gchar *output)
{
  if (closed->result != OA_OUTPUT_LATE || !self->policy.take_late)
    return closed->result;
  closed->result = OA_OUTPUT_DUPLICATE;
  g_queue_push_tail (&self->late,
      g_strdup_printf (
          "The call of the function "
          "%s that did not answer in time has now given this result: %s",
          closed->name, output));
  if (self->late.length > MAX_LATE)
    g_free (g_queue_pop_head (&self->late));
  return OA_OUTPUT_TAKEN;
}

OaOutputResult
oa_calls_set_output (OaCalls *self, const gchar *call_id, const gchar *output)
{
  OaCall *call = oa_call_batches_find_call (&self->batches, call_id);
  OaClosedCall *closed = oa_call_ledger_find (&self->ledger, call_id);

  /* Late, but not too late: what was put in its place has not gone out. */
  if (call != NULL && !call->sent
      && (call->output == NULL || call->timed_out)) {
    g_free (call->output);
    call->output = g_strdup (output);
    call->timed_out = FALSE;
    return OA_OUTPUT_TAKEN;
  }
  if (closed != NULL)
    return take_late_output (self, closed, output);
  return call != NULL ? OA_OUTPUT_DUPLICATE : OA_OUTPUT_UNKNOWN;
}

static void
answer_for (OaCalls *self, OaCall *call)
{
  call->timed_out = TRUE;
  if (is_set (self->policy.timeout_output))
    call->output = g_strdup (self->policy.timeout_output);
  else
    call->output = oa_item_make_error_output (
        "The function did not answer in time.");
}

/* TRUE when all of the batch has been sent. */
static gboolean
send_batch (OaCalls *self, OaCallBatch *batch, gint64 now, GPtrArray *actions)
{
  gboolean complete = batch->done;
  guint i;

  for (i = 0; i < batch->calls->len; i++) {
    OaCall *call = g_ptr_array_index (batch->calls, i);

    if (call->output == NULL && call->deadline >= 0 && now >= call->deadline)
      answer_for (self, call);
    if (batch->done && call->output != NULL && !call->sent)
      send_output (self, call, actions);
    complete = complete && call->sent;
  }
  return complete;
}

gboolean
oa_calls_send (OaCalls *self, gint64 now, GPtrArray *actions)
{
  gboolean wanted = !g_queue_is_empty (&self->late);
  GList *l, *next;

  send_late (self, actions);
  for (l = self->batches.head; l != NULL; l = next) {
    OaCallBatch *batch = l->data;

    next = l->next;
    if (!send_batch (self, batch, now, actions))
      continue;
    wanted = wanted || oa_call_batch_wants_answer (batch);
    oa_call_batch_free (batch);
    g_queue_delete_link (&self->batches, l);
  }
  return wanted;
}

void
oa_calls_time_out (OaCalls *self)
{
  GList *l;
  guint i;

  for (l = self->batches.head; l != NULL; l = l->next) {
    OaCallBatch *batch = l->data;

    batch->quiet = TRUE;
    batch->fill_at = -1;
    for (i = 0; i < batch->calls->len; i++) {
      OaCall *call = g_ptr_array_index (batch->calls, i);

      if (call->output == NULL)
        answer_for (self, call);
    }
  }
}

/*** filler ***/

const gchar *
oa_calls_take_filler (OaCalls *self, gboolean silent, gint64 now)
{
  GList *l;

  for (l = self->batches.head; l != NULL; l = l->next) {
    OaCallBatch *batch = l->data;

    if (batch->fill_at < 0 || now < batch->fill_at)
      continue;
    batch->fill_at = -1;
    if (self->policy.filler == NULL || !oa_call_batch_awaits_output (batch))
      continue;
    if (silent && batch->done)
      return self->policy.filler;
    batch->fill_at = now + FILLER_RETRY;
  }
  return NULL;
}

/*** another session ***/

void
oa_calls_begin_session (OaCalls *self)
{
  oa_call_batches_unsend (&self->batches, &self->ledger);
  g_clear_pointer (&self->current, g_free);
}

gboolean
oa_calls_is_waiting (const OaCalls *self, const gchar *call_id)
{
  OaCall *call = oa_call_batches_find_call (&self->batches, call_id);

  return (call != NULL && !call->sent)
      || oa_call_ledger_is_sent (&self->ledger, call_id);
}

/*** what others ask ***/

gboolean
oa_calls_is_open (const OaCalls *self)
{
  GList *l;

  for (l = self->batches.head; l != NULL; l = l->next)
    if (!((OaCallBatch *) l->data)->quiet)
      return TRUE;
  return !g_queue_is_empty ((GQueue *) &self->late);
}

gboolean
oa_calls_all_taken (const OaCalls *self)
{
  return g_queue_is_empty ((GQueue *) &self->ledger.sent);
}

gint64
oa_calls_get_deadline (const OaCalls *self)
{
  return oa_call_batches_get_deadline (&self->batches);
}

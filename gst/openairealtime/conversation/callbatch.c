/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callbatch.c - making, finding and asking. */

#include "callbatch.h"

#include "deadline.h"

#include <string.h>

static void
call_free (gpointer data)
{
  OaCall *call = data;

  g_free (call->call_id);
  g_free (call->name);
  g_free (call->output);
  g_free (call);
}

OaCallBatch *
oa_call_batch_new (const gchar *response_id, gboolean done)
{
  OaCallBatch *self = g_new0 (OaCallBatch, 1);

  self->response_id = g_strdup (response_id);
  self->calls = g_ptr_array_new_with_free_func (call_free);
  self->done = done;
  self->fill_at = -1;
  return self;
}

void
oa_call_batch_free (OaCallBatch *self)
{
  g_free (self->response_id);
  g_ptr_array_unref (self->calls);
  g_free (self);
}

OaCall *
oa_call_batch_add (OaCallBatch *self, const gchar *call_id, const gchar *name)
{
  OaCall *call = g_new0 (OaCall, 1);

  call->call_id = g_strdup (call_id);
  call->name = g_strdup (name);
  call->deadline = -1;
  g_ptr_array_add (self->calls, call);
  return call;
}

static OaCall *
find_in_batch (const OaCallBatch *self, const gchar *call_id)
{
  guint i;

  for (i = 0; i < self->calls->len; i++) {
    OaCall *call = g_ptr_array_index (self->calls, i);

    if (g_strcmp0 (call->call_id, call_id) == 0)
      return call;
  }
  return NULL;
}

gboolean
oa_call_batch_awaits_output (const OaCallBatch *self)
{
  guint i;

  for (i = 0; i < self->calls->len; i++)
    if (((OaCall *) g_ptr_array_index (self->calls, i))->output == NULL)
      return TRUE;
  return FALSE;
}

gboolean
oa_call_batch_wants_answer (const OaCallBatch *self)
{
  guint i;

  for (i = 0; i < self->calls->len && !self->quiet; i++)
    if (!((OaCall *) g_ptr_array_index (self->calls, i))->foreign)
      return TRUE;
  return FALSE;
}

static gint64
get_batch_deadline (const OaCallBatch *self)
{
  gint64 deadline = self->fill_at;
  guint i;

  for (i = 0; i < self->calls->len; i++) {
    OaCall *call = g_ptr_array_index (self->calls, i);

    if (call->output == NULL)
      deadline = oa_deadline_earlier (deadline, call->deadline);
  }
  return deadline;
}

/*** lists of them ***/

OaCallBatch *
oa_call_batches_find (const GQueue *self, const gchar *response_id)
{
  GList *l;

  for (l = self->head; l != NULL; l = l->next) {
    OaCallBatch *batch = l->data;

    if (g_strcmp0 (batch->response_id, response_id) == 0)
      return batch;
  }
  return NULL;
}

OaCall *
oa_call_batches_find_call (const GQueue *self, const gchar *call_id)
{
  OaCall *call = NULL;
  GList *l;

  for (l = self->head; l != NULL && call == NULL; l = l->next)
    call = find_in_batch (l->data, call_id);
  return call;
}

guint
oa_call_batches_count (const GQueue *self)
{
  guint n = 0;
  GList *l;

  for (l = self->head; l != NULL; l = l->next)
    n += ((OaCallBatch *) l->data)->calls->len;
  return n;
}

gint64
oa_call_batches_get_deadline (const GQueue *self)
{
  gint64 deadline = -1;
  GList *l;

  for (l = self->head; l != NULL; l = l->next)
    deadline = oa_deadline_earlier (deadline, get_batch_deadline (l->data));
  return deadline;
}

static void
unsend (OaCallBatch *batch, OaCallLedger *ledger)
{
  guint i;

  batch->done = TRUE;
  for (i = 0; i < batch->calls->len; i++) {
    OaCall *call = g_ptr_array_index (batch->calls, i);

    if (!oa_call_ledger_is_sent (ledger, call->call_id))
      continue;
    call->sent = FALSE;
    oa_call_ledger_confirm (ledger, call->call_id, NULL);
  }
}

/* Outputs of batches that were complete. */
static void
reopen (GQueue *self, OaCallLedger *ledger)
{
  OaCallBatch *batch = NULL;
  OaSentOutput *sent;

  while ((sent = oa_call_ledger_pop_sent (ledger)) != NULL) {
    if (batch == NULL) {
      batch = oa_call_batch_new (NULL, TRUE);
      g_queue_push_head (self, batch);
    }
    oa_call_batch_add (batch, sent->call_id, sent->name)->output =
        g_steal_pointer (&sent->output);
    oa_sent_output_free (sent);
  }
}

void
oa_call_batches_unsend (GQueue *self, OaCallLedger *ledger)
{
  GList *l;

  for (l = self->head; l != NULL; l = l->next)
    unsend (l->data, ledger);
  reopen (self, ledger);
}

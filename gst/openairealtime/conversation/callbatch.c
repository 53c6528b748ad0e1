/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callbatch.c - making, finding and asking. */

#include "callbatch.h"
#include "deadline.h"

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
oa_call_batch_add (OaCallBatch *self, const gchar *call_id,
    const gchar *name)
{
  OaCall *call = g_new0 (OaCall, 1);

  call->call_id = g_strdup (call_id);
  call->name = g_strdup (name);
  call->deadline = -1;
  g_ptr_array_add (self->calls, call);
  return call;
}

OaCall *
oa_call_batch_find (const OaCallBatch *self, const gchar *call_id)
{
  guint i;

  for (i = 0; i < self->calls->len; i++) {
    OaCall *call = g_ptr_array_index (self->calls, i);

    if (g_str_equal (call->call_id, call_id))
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

gint64
oa_call_batch_get_deadline (const OaCallBatch *self)
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

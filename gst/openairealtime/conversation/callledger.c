/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callledger.c - two short lists, searched from the newest. */

#include "callledger.h"

#include <string.h>

#define MAX_CLOSED 256
#define MAX_SENT 256
#define MAX_SENT_BYTES (8 * 1024 * 1024)

static gsize
sent_size (const OaSentOutput *sent)
{
  return strlen (sent->call_id) + strlen (sent->name) + strlen (sent->output);
}

static void
closed_free (gpointer data)
{
  OaClosedCall *closed = data;

  g_free (closed->call_id);
  g_free (closed->name);
  g_free (closed);
}

void
oa_sent_output_free (OaSentOutput *sent)
{
  g_free (sent->event_id);
  g_free (sent->call_id);
  g_free (sent->name);
  g_free (sent->output);
  g_free (sent);
}

void
oa_call_ledger_init (OaCallLedger *self)
{
  g_queue_init (&self->closed);
  g_queue_init (&self->sent);
}

void
oa_call_ledger_clear (OaCallLedger *self)
{
  g_queue_clear_full (&self->closed, closed_free);
  g_queue_clear_full (&self->sent, (GDestroyNotify) oa_sent_output_free);
}

void
oa_call_ledger_close (OaCallLedger *self, const gchar *call_id,
    const gchar *name, OaOutputResult result)
{
  OaClosedCall *closed = g_new0 (OaClosedCall, 1);

  closed->call_id = g_strdup (call_id);
  closed->name = g_strdup (name);
  closed->result = result;
  g_queue_push_tail (&self->closed, closed);
  if (self->closed.length > MAX_CLOSED)
    closed_free (g_queue_pop_head (&self->closed));
}

OaClosedCall *
oa_call_ledger_find (const OaCallLedger *self, const gchar *call_id)
{
  GList *l;

  for (l = self->closed.tail; l != NULL; l = l->prev) {
    OaClosedCall *closed = l->data;

    if (g_str_equal (closed->call_id, call_id))
      return closed;
  }
  return NULL;
}

void
oa_call_ledger_send (OaCallLedger *self, const gchar *event_id,
    const gchar *call_id, const gchar *name, const gchar *output)
{
  OaSentOutput *sent = g_new0 (OaSentOutput, 1);

  sent->event_id = g_strdup (event_id);
  sent->call_id = g_strdup (call_id);
  sent->name = g_strdup (name);
  sent->output = g_strdup (output);
  g_queue_push_tail (&self->sent, sent);
  self->sent_bytes += sent_size (sent);
  while (self->sent.length > MAX_SENT
      || (self->sent.length > 1 && self->sent_bytes > MAX_SENT_BYTES))
    oa_sent_output_free (oa_call_ledger_pop_sent (self));
}

void
oa_call_ledger_confirm (OaCallLedger *self, const gchar *call_id,
    const gchar *event_id)
{
  GList *l, *next;

  for (l = self->sent.head; l != NULL; l = next) {
    OaSentOutput *sent = l->data;

    next = l->next;
    if ((call_id == NULL || !g_str_equal (sent->call_id, call_id))
        && (event_id == NULL || !g_str_equal (sent->event_id, event_id)))
      continue;
    self->sent_bytes -= sent_size (sent);
    oa_sent_output_free (sent);
    g_queue_delete_link (&self->sent, l);
  }
}

gboolean
oa_call_ledger_is_sent (const OaCallLedger *self, const gchar *call_id)
{
  GList *l;

  for (l = self->sent.tail; l != NULL; l = l->prev)
    if (g_str_equal (((OaSentOutput *) l->data)->call_id, call_id))
      return TRUE;
  return FALSE;
}

OaSentOutput *
oa_call_ledger_pop_sent (OaCallLedger *self)
{
  OaSentOutput *sent = g_queue_pop_head (&self->sent);

  if (sent != NULL)
    self->sent_bytes -= sent_size (sent);
  return sent;
}

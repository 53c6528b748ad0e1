/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pendingitems.c - a short list, in order. */

#include "pendingitems.h"

#include "protocol/json.h"

/* A service that confirms nothing must not make us keep everything. */
#define MAX_SENT 64

typedef struct
{
  JsonObject *item;
  guint64 serial;
} Sent;

static void
sent_free (Sent *sent)
{
  json_object_unref (sent->item);
  g_free (sent);
}

void
oa_pending_items_clear (GQueue *self)
{
  g_queue_clear_full (self, (GDestroyNotify) sent_free);
}

void
oa_pending_items_add (GQueue *self, JsonObject *item, guint64 serial)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->item = json_object_ref (item);
  sent->serial = serial;
  g_queue_push_tail (self, sent);
  if (self->length > MAX_SENT)
    sent_free (g_queue_pop_head (self));
}

void
oa_pending_items_take (GQueue *self, const gchar *id)
{
  GList *l;

  for (l = self->head; l != NULL; l = l->next) {
    Sent *sent = l->data;

    if (g_strcmp0 (oa_json_get_string (sent->item, "id"), id) != 0)
      continue;
    sent_free (sent);
    g_queue_delete_link (self, l);
    return;
  }
}

void
oa_pending_items_take_before (GQueue *self, guint64 serial)
{
  Sent *sent;

  while ((sent = g_queue_peek_head (self)) != NULL && sent->serial < serial)
    sent_free (g_queue_pop_head (self));
}

void
oa_pending_items_foreach (GQueue *self,
    void (*func) (JsonObject *item, gpointer data), gpointer data)
{
  GList *l;

  for (l = self->head; l != NULL; l = l->next)
    func (((Sent *) l->data)->item, data);
}

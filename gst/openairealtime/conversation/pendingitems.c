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

struct _OaPendingItems
{
  GQueue sent;                  /* of Sent, in order */
};

static void
sent_free (Sent *sent)
{
  json_object_unref (sent->item);
  g_free (sent);
}

OaPendingItems *
oa_pending_items_new (void)
{
  OaPendingItems *self = g_new0 (OaPendingItems, 1);

  g_queue_init (&self->sent);
  return self;
}

void
oa_pending_items_free (OaPendingItems *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->sent, (GDestroyNotify) sent_free);
  g_free (self);
}

void
oa_pending_items_add (OaPendingItems *self, JsonObject *item, guint64 serial)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->item = json_object_ref (item);
  sent->serial = serial;
  g_queue_push_tail (&self->sent, sent);
  if (self->sent.length > MAX_SENT)
    sent_free (g_queue_pop_head (&self->sent));
}

void
oa_pending_items_take (OaPendingItems *self, const gchar *id)
{
  GList *l;

  for (l = self->sent.head; l != NULL; l = l->next) {
    Sent *sent = l->data;

    if (g_strcmp0 (oa_json_get_string (sent->item, "id"), id) != 0)
      continue;
    sent_free (sent);
    g_queue_delete_link (&self->sent, l);
    return;
  }
}

void
oa_pending_items_take_before (OaPendingItems *self, guint64 serial)
{
  Sent *sent;

  while ((sent = g_queue_peek_head (&self->sent)) != NULL
      && sent->serial < serial)
    sent_free (g_queue_pop_head (&self->sent));
}

void
oa_pending_items_foreach (OaPendingItems *self,
    void (*func) (JsonObject *item, gpointer data), gpointer data)
{
  GList *l;

  for (l = self->sent.head; l != NULL; l = l->next)
    func (((Sent *) l->data)->item, data);
}

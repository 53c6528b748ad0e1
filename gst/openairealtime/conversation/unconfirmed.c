/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* unconfirmed.c - see unconfirmed.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "unconfirmed.h"

#include "../protocol/json.h"

/* A service that confirms nothing must not make us keep everything. */
#define MAX_SENT 64

typedef struct
{
  JsonObject *item;
  guint64 serial;
} Sent;

struct _OaUnconfirmed
{
  GQueue sent;                  /* of Sent, in order */
};

static void
sent_free (Sent *sent)
{
  json_object_unref (sent->item);
  g_free (sent);
}

OaUnconfirmed *
oa_unconfirmed_new (void)
{
  OaUnconfirmed *self = g_new0 (OaUnconfirmed, 1);

  g_queue_init (&self->sent);
  return self;
}

void
oa_unconfirmed_free (OaUnconfirmed *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->sent, (GDestroyNotify) sent_free);
  g_free (self);
}

void
oa_unconfirmed_add (OaUnconfirmed *self, JsonObject *item, guint64 serial)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->item = json_object_ref (item);
  sent->serial = serial;
  g_queue_push_tail (&self->sent, sent);
  if (self->sent.length > MAX_SENT)
    sent_free (g_queue_pop_head (&self->sent));
}

void
oa_unconfirmed_take (OaUnconfirmed *self, const gchar *id)
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
oa_unconfirmed_take_before (OaUnconfirmed *self, guint64 serial)
{
  Sent *sent;

  while ((sent = g_queue_peek_head (&self->sent)) != NULL
      && sent->serial < serial)
    sent_free (g_queue_pop_head (&self->sent));
}

void
oa_unconfirmed_foreach (OaUnconfirmed *self,
    void (*func) (JsonObject *item, gpointer data), gpointer data)
{
  GList *l;

  for (l = self->sent.head; l != NULL; l = l->next)
    func (((Sent *) l->data)->item, data);
}

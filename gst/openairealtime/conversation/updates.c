/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* updates.c - a short list, in the order of the answers. */

#include "updates.h"

/* A service that answers none must not make us keep them all. */
#define MAX_UPDATES 64

typedef struct
{
  OaUpdateKind kind;
  gchar *event_id;
} Update;

static void
update_free (gpointer data)
{
  Update *update = data;

  g_free (update->event_id);
  g_free (update);
}

void
oa_updates_push (GQueue *self, OaUpdateKind kind, const gchar *event_id)
{
  Update *update = g_new0 (Update, 1);

  update->kind = kind;
  update->event_id = g_strdup (event_id);
  g_queue_push_tail (self, update);
  if (self->length > MAX_UPDATES)
    update_free (g_queue_pop_head (self));
}

static OaUpdateKind
take (GQueue *self, GList *link)
{
  Update *update = link != NULL ? link->data : NULL;
  OaUpdateKind kind;

  if (update == NULL)
    return OA_UPDATE_NONE;
  kind = update->kind;
  g_queue_delete_link (self, link);
  update_free (update);
  return kind;
}

OaUpdateKind
oa_updates_answer (GQueue *self)
{
  return take (self, self->head);
}

static GList *
find_id (GQueue *self, const gchar *event_id)
{
  GList *l = self->head;

  while (l != NULL && g_strcmp0 (((Update *) l->data)->event_id, event_id) != 0)
    l = l->next;
  return l;
}

/* A part of the session can only be wrong where parts were sent. */
static GList *
find_guilty (GQueue *self)
{
  GList *l = self->head;

  while (l != NULL && ((Update *) l->data)->kind == OA_UPDATE_PROBE)
    l = l->next;
  return l != NULL ? l : self->head;
}

OaUpdateKind
oa_updates_refuse (GQueue *self, const OaServiceError *error)
{
  if (error->event_id != NULL)
    return take (self, find_id (self, error->event_id));
  /* Services leave the event id out in several real cases. */
  if (error->param != NULL && g_str_has_prefix (error->param, "session"))
    return take (self, find_guilty (self));
  return OA_UPDATE_NONE;
}

void
oa_updates_clear (GQueue *self)
{
  g_queue_clear_full (self, update_free);
}

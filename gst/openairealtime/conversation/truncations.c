/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* truncations.c - truncating, replacing and deleting items. */

#include "truncations.h"

#include "protocol/json.h"
#include "history.h"
#include "ids.h"

#include <string.h>

/* Truncations that may still be rejected. */
#define MAX_PENDING 64

/* A truncation or deletion that was sent. */
typedef struct
{
  gchar *event_id;
  gchar *item_id;
} Pending;

struct _OaTruncations
{
  OaItems *items;
  OaResponses *responses;
  guint64 *last_id;
  GQueue pending; /* of Pending */
};

OaTruncations *
oa_truncations_new (OaItems *items, OaResponses *responses, guint64 *last_id)
{
  OaTruncations *self = g_new0 (OaTruncations, 1);

  self->items = items;
  self->responses = responses;
  self->last_id = last_id;
  g_queue_init (&self->pending);
  return self;
}

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_free (pending->event_id);
  g_free (pending->item_id);
  g_free (pending);
}

void
oa_truncations_forget (OaTruncations *self)
{
  g_queue_clear_full (&self->pending, pending_free);
}

void
oa_truncations_free (OaTruncations *self)
{
  oa_truncations_forget (self);
  g_free (self);
}

static void
send_pending (OaTruncations *self, const gchar *item_id, OaCommand *command,
    GPtrArray *actions)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->event_id = oa_ids_new (self->last_id, "cut");
  pending->item_id = g_strdup (item_id);
  g_queue_push_tail (&self->pending, pending);
  if (self->pending.length > MAX_PENDING)
    pending_free (g_queue_pop_head (&self->pending));
  command->event_id = pending->event_id;
  oa_actions_send (actions, command);
}

/* An item that was told as text has no audio to truncate: it is deleted, and
 * added in its place with the shortened text. */
static void
send_replacement (OaTruncations *self, OaItem *item, GPtrArray *actions)
{
  const OaItem *before = oa_items_get_before (self->items, item);
  JsonObject *object = oa_history_item_to_object (item);

  send_pending (self, item->info->id,
      &(OaCommand){ OA_COMMAND_DELETE_ITEM, .item_id = item->info->id },
      actions);
  if (object != NULL)
    send_pending (self, item->info->id,
        &(OaCommand){ OA_COMMAND_ADD_ITEM, .object = object,
            .previous_id = before != NULL ? before->info->id : "root" },
        actions);
  item->replacing = object != NULL;
  g_clear_pointer (&object, json_object_unref);
}

/* The response is outside of the conversation, and so is its item: there is
 * nothing to truncate. No service cancels it because the user speaks. */
static void
cancel_out_of_band (OaTruncations *self, const gchar *response_id,
    GPtrArray *actions)
{
  if ((oa_responses_get (self->responses, response_id)
          & (OA_RESPONSE_DONE | OA_RESPONSE_CANCELLED))
      == 0)
    oa_actions_send (actions,
        &(OaCommand){ OA_COMMAND_CANCEL, .response_id = response_id });
}

/* A truncation to nothing is refused by the service, and one of what it does
 * not have. */
static void
send_truncation (OaTruncations *self, OaItem *item, gint64 heard_ms,
    GPtrArray *actions)
{
  const gchar *id = item->info->id;

  if (item->deleting || item->standing == OA_ITEM_DELETED)
    return;
  if (item->replayed_as_text) {
    send_replacement (self, item, actions);
  } else if (heard_ms <= 0) {
    item->deleting = TRUE;
    send_pending (self, id,
        &(OaCommand){ OA_COMMAND_DELETE_ITEM, .item_id = id }, actions);
  } else if (item->length_ms < 0 || heard_ms < item->length_ms) {
    send_pending (self, id,
        &(OaCommand){ OA_COMMAND_TRUNCATE_ITEM, .item_id = id,
            .content_index = item->content_index, .audio_end_ms = heard_ms },
        actions);
  }
}

void
oa_truncations_add (OaTruncations *self, OaItem *item, const gchar *response_id,
    gint64 heard_ms, gint64 received_ms, GPtrArray *actions)
{
  heard_ms = MAX (MIN (heard_ms, received_ms), 0);
  item->heard_ms = heard_ms;
  oa_items_truncate (self->items, item, heard_ms, received_ms);
  if (item->standing == OA_ITEM_OUT_OF_BAND)
    cancel_out_of_band (self, response_id, actions);
  else
    send_truncation (self, item, heard_ms, actions);
  if (response_id != NULL)
    oa_responses_note (self->responses, response_id, OA_RESPONSE_CANCELLED);
}

/* The service keeps no more of the item. */
void
oa_truncations_confirm (OaTruncations *self, const OaEvent *event)
{
  OaItem *item = oa_items_find (self->items, event->item_id);
  gint64 received_ms;

  if (item == NULL || event->audio_end_ms < 0)
    return;
  item->length_ms = item->length_ms < 0
      ? event->audio_end_ms
      : MIN (item->length_ms, event->audio_end_ms);
  received_ms = item->rate > 0 ? item->samples * 1000 / item->rate : 0;
  if (item->length_ms < received_ms)
    oa_items_truncate (self->items, item, item->length_ms, received_ms);
}

static void
truncate_soundless (OaTruncations *self, OaItem *item, gboolean plays,
    GPtrArray *actions)
{
  if (item->truncated || item->samples > 0 || item->standing != OA_ITEM_LISTED
      || item->info->kind != OA_ITEM_MESSAGE || (item->spoken && !plays))
    return;
  oa_items_truncate (self->items, item, item->spoken ? 0 : 1, 1);
  if (item->spoken)
    send_truncation (self, item, 0, actions);
}

/* An answer has few items, and nothing but what the user says between them. */
#define MAX_LOOK 64

void
oa_truncations_add_soundless (OaTruncations *self, const gchar *response_id,
    gboolean plays, GPtrArray *actions)
{
  const GList *l = oa_items_get_last (self->items), *before;
  guint i;

  for (i = 0; l != NULL && i < MAX_LOOK; i++, l = before) {
    OaItem *item = l->data;

    before = l->prev;
    if (g_strcmp0 (item->response_id, response_id) == 0)
      truncate_soundless (self, item, plays, actions);
  }
}

/* "Audio content of 1200ms is already shorter than 3400ms": it has less than
 * was heard, by its own count. */
static gint64
parse_length (const gchar *message)
{
  const gchar *number = message != NULL ? strstr (message, " of ") : NULL;
  gchar *end;
  guint64 ms;

  if (number == NULL || !g_ascii_isdigit (number[4]))
    return -1;
  ms = g_ascii_strtoull (number + 4, &end, 10);
  return g_str_has_prefix (end, "ms") && ms <= G_MAXINT ? (gint64) ms : -1;
}

static GList *
find_truncation (OaTruncations *self, const OaServiceError *error)
{
  GList *l;

  for (l = self->pending.tail; l != NULL; l = l->prev) {
    const Pending *pending = l->data;

    if (oa_ids_is_about (error, pending->event_id, "audio_end_ms"))
      return l;
  }
  return NULL;
}

gboolean
oa_truncations_ignore_rejected (OaTruncations *self,
    const OaServiceError *error, GPtrArray *actions)
{
  GList *link = find_truncation (self, error);
  gint64 length = parse_length (error->message);
  Pending *pending;
  OaItem *item;

  if (link == NULL)
    return FALSE;
  pending = link->data;
  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_TRUNCATION_REJECTED, .item_id = pending->item_id,
          .error = (OaServiceError *) error });
  item = oa_items_find (self->items, pending->item_id);
  if (item != NULL && length >= 0)
    item->heard_ms = MIN (item->heard_ms, length);
  pending_free (pending);
  g_queue_delete_link (&self->pending, link);
  return TRUE;
}

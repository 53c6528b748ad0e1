/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationtruncation.c - an interruption as the service learns of it: each
 * item is truncated to what was heard, or deleted. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"

#include <string.h>

/* Truncations that may still be refused. */
#define MAX_TRUNCATIONS 64

void
oa_conversation_truncation_free (OaPendingTruncation *pending)
{
  g_free (pending->event_id);
  g_free (pending->item_id);
  g_free (pending);
}

void
oa_conversation_note_cancelled (OaConversation *self, const gchar *response_id)
{
  oa_responses_note (self->responses, response_id, OA_RESPONSE_CANCELLED);
}

gboolean
oa_conversation_is_cancelled (const OaConversation *self,
    const gchar *response_id)
{
  return (oa_responses_get (self->responses, response_id)
      & OA_RESPONSE_CANCELLED) != 0;
}

static void
send_pending (OaConversation *self, const gchar *item_id, OaCommand *command,
    GPtrArray *actions)
{
  OaPendingTruncation *pending = g_new0 (OaPendingTruncation, 1);

  pending->event_id = oa_conversation_new_event_id (self, "cut");
  pending->item_id = g_strdup (item_id);
  g_queue_push_tail (&self->truncations, pending);
  if (self->truncations.length > MAX_TRUNCATIONS)
    oa_conversation_truncation_free (g_queue_pop_head (&self->truncations));
  command->event_id = g_strdup (pending->event_id);
  oa_actions_send (actions, command);
}

/* Words have no milliseconds: the item is replaced, in its place. */
static void
send_replacement (OaConversation *self, OaItem *item, GPtrArray *actions)
{
  const OaItem *before = oa_items_get_before (self->items, item);
  JsonObject *object = oa_history_item_to_object (item);

  send_pending (self, item->info->id,
      oa_command_new_delete_item (item->info->id), actions);
  if (object != NULL)
    send_pending (self, item->info->id, oa_command_new_add_item (object,
            before != NULL ? before->info->id : "root"), actions);
  item->replacing = object != NULL;
}

void
oa_conversation_note_deleting (OaConversation *self, const gchar *item_id)
{
  OaItem *item = oa_items_find (self->items, item_id);

  if (item != NULL)
    item->deleting = TRUE;
}

/* The response is outside of the conversation, and so is its item: there is
 * nothing to truncate. No service cancels it because the user speaks. */
static void
cancel_out_of_band (OaConversation *self, const gchar *response_id,
    GPtrArray *actions)
{
  if ((oa_responses_get (self->responses, response_id)
          & (OA_RESPONSE_DONE | OA_RESPONSE_CANCELLED)) == 0)
    oa_actions_send (actions,
        oa_command_new_cancel (response_id));
}

/* A truncation to nothing is refused by the service, and one of what it does
 * not have. */
static void
send_truncation (OaConversation *self, OaItem *item, gint64 heard_ms,
    GPtrArray *actions)
{
  const gchar *id = item->info->id;

  if (item->deleting || item->standing == OA_ITEM_DELETED)
    return;
  if (item->replayed_as_text) {
    send_replacement (self, item, actions);
  } else if (heard_ms <= 0) {
    item->deleting = TRUE;
    send_pending (self, id, oa_command_new_delete_item (id), actions);
  } else if (item->length_ms < 0 || heard_ms < item->length_ms) {
    send_pending (self, id, oa_command_new_truncate_item (id,
            item->content_index, heard_ms), actions);
  }
}

void
oa_conversation_truncate_item (OaConversation *self, const gchar *item_id,
    const gchar *response_id, gint64 heard_ms, gint64 received_ms,
    gboolean heard_all, GPtrArray *actions)
{
  OaItem *item;

  if (heard_all || item_id == NULL)
    return;
  item = oa_items_ensure (self->items, item_id, OA_ROLE_ASSISTANT);
  if (item == NULL)
    return;
  oa_conversation_place_item (self, item, response_id);
  heard_ms = MAX (MIN (heard_ms, received_ms), 0);
  item->heard_ms = heard_ms;
  oa_items_truncate (self->items, item, heard_ms, received_ms);
  if (item->standing == OA_ITEM_OUT_OF_BAND)
    cancel_out_of_band (self, response_id, actions);
  else
    send_truncation (self, item, heard_ms, actions);
  if (response_id != NULL)
    oa_conversation_note_cancelled (self, response_id);
}

/* By us, or by another client: the service keeps no more of the item. */
void
oa_conversation_handle_truncated (OaConversation *self, const OaEvent *event)
{
  OaItem *item = oa_items_find (self->items, event->item_id);
  gint64 received_ms;

  if (item == NULL || event->audio_end_ms < 0)
    return;
  item->length_ms = item->length_ms < 0 ? event->audio_end_ms
      : MIN (item->length_ms, event->audio_end_ms);
  received_ms = item->rate > 0 ? item->samples * 1000 / item->rate : 0;
  if (item->length_ms < received_ms)
    oa_items_truncate (self->items, item, item->length_ms, received_ms);
}

/* What is written was told as it came. Of a voice nothing was heard before its
 * first sound. */
static void
truncate_soundless (OaConversation *self, OaItem *item, GPtrArray *actions)
{
  if (item->truncated || item->samples > 0 || item->standing != OA_ITEM_LISTED
      || item->info->kind != OA_ITEM_MESSAGE
      || (item->spoken && !self->plays))
    return;
  oa_items_truncate (self->items, item, item->spoken ? 0 : 1, 1);
  if (item->spoken)
    send_truncation (self, item, 0, actions);
}

/* An answer has few items, and nothing but what the user says between them. */
#define MAX_LOOK 64

static void
truncate_soundless_items (OaConversation *self, const gchar *response_id,
    GPtrArray *actions)
{
  const GList *l = oa_items_get_last (self->items), *before;
  guint i;

  for (i = 0; l != NULL && i < MAX_LOOK; i++, l = before) {
    OaItem *item = l->data;

    before = l->prev;
    if (g_strcmp0 (item->response_id, response_id) == 0)
      truncate_soundless (self, item, actions);
  }
}

void
oa_conversation_interrupt (OaConversation *self, gboolean service_cancels,
    GPtrArray *actions)
{
  if (self->active == NULL)
    return;
  truncate_soundless_items (self, self->active, actions);
  oa_conversation_note_cancelled (self, self->active);
  if (!service_cancels)
    oa_actions_send (actions,
        oa_command_new_cancel (self->active));
}

void
oa_conversation_time_out (OaConversation *self, GPtrArray *actions)
{
  if (self->active != NULL)
    oa_conversation_drop_active (self, actions);
  oa_conversation_forget_request (self);
  self->owed_until = 0;
  self->owed_void = FALSE;
  self->foreign_until = 0;
  g_queue_clear_full (&self->waiting,
      (GDestroyNotify) oa_conversation_response_request_free);
  g_queue_clear_full (&self->untold, g_free);
  self->commits = 0;
  self->closing = FALSE;
  oa_calls_time_out (self->calls);
  oa_mcp_time_out (self->mcp);
  self->outputs_sent = self->mcp_ended = FALSE;
  oa_calls_send (self->calls, 0, actions);
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
find_truncation (OaConversation *self, const OaServiceError *error)
{
  GList *l;

  for (l = self->truncations.tail; l != NULL; l = l->prev) {
    const OaPendingTruncation *pending = l->data;

    if (oa_conversation_is_about (error, pending->event_id, "audio_end_ms"))
      return l;
  }
  return NULL;
}

/* A truncation that the service rejects never disturbs the call: the item was
 * shorter there, or is gone. */
gboolean
oa_conversation_ignore_rejected_truncation (OaConversation *self,
    const OaServiceError *error, GPtrArray *actions)
{
  GList *link = find_truncation (self, error);
  gint64 length = parse_length (error->message);
  OaPendingTruncation *pending;
  OaItem *item;

  if (link == NULL)
    return FALSE;
  pending = link->data;
  oa_actions_truncation_rejected (actions, pending->item_id, error);
  item = oa_items_find (self->items, pending->item_id);
  if (item != NULL && length >= 0)
    item->heard_ms = MIN (item->heard_ms, length);
  oa_conversation_truncation_free (pending);
  g_queue_delete_link (&self->truncations, link);
  return TRUE;
}

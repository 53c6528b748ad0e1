/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationcuts.c - an interruption, told to the service: what was heard of
 * each item, and what of it is dropped from now on. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"

#include <string.h>

/* Truncations that may still be refused. */
#define MAX_CUTS 64

void
oa_conversation_cut_free (OaSentCut *cut)
{
  g_free (cut->event_id);
  g_free (cut->item_id);
  g_free (cut);
}

void
oa_conversation_note_cancelled (OaConversation *self, const gchar *response_id)
{
  if (oa_conversation_find_id (&self->cancelled, response_id) == NULL)
    oa_conversation_remember (&self->cancelled, response_id, OA_MAX_CANCELLED);
}

gboolean
oa_conversation_is_cancelled (const OaConversation *self,
    const gchar *response_id)
{
  return oa_conversation_find_id (&self->cancelled, response_id) != NULL;
}

/* The text runs ahead of the audio; what was heard of it is in proportion, up
 * to the end of a word. */
static void
cut_text (OaItem *item, gint64 heard_ms, gint64 received_ms)
{
  glong length = g_utf8_strlen (item->text->str, item->text->len);
  glong keep = received_ms > 0 ? length * heard_ms / received_ms : 0;
  const gchar *start = item->text->str;
  const gchar *end = g_utf8_offset_to_pointer (start, MIN (keep, length));

  if (*end != '\0') {
    while (end > start && !g_unichar_isspace (g_utf8_get_char (end)))
      end = g_utf8_prev_char (end);
  }
  g_string_truncate (item->text, end - start);
}

static void
send_cut (OaConversation *self, const gchar *item_id, OaCommand *command,
    GPtrArray *actions)
{
  OaSentCut *cut = g_new0 (OaSentCut, 1);

  cut->event_id = oa_conversation_new_event_id (self, "cut");
  cut->item_id = g_strdup (item_id);
  g_queue_push_tail (&self->cuts, cut);
  if (self->cuts.length > MAX_CUTS)
    oa_conversation_cut_free (g_queue_pop_head (&self->cuts));
  command->event_id = g_strdup (cut->event_id);
  oa_conversation_send_command (actions, command);
}

/* Words have no milliseconds: the item is replaced, in its place. */
static void
send_retold_cut (OaConversation *self, const OaItem *item, GPtrArray *actions)
{
  const OaItem *before = oa_items_get_before (self->items, item);
  JsonObject *object = oa_history_item_to_object (item);

  send_cut (self, item->info->id, oa_command_new_item_delete (item->info->id),
      actions);
  if (object != NULL)
    send_cut (self, item->info->id, oa_command_new_item_create (object,
            before != NULL ? before->info->id : "root"), actions);
}

void
oa_conversation_cut_item (OaConversation *self, const gchar *item_id,
    const gchar *response_id, gint64 heard_ms, gint64 received_ms,
    gboolean heard_all, GPtrArray *actions)
{
  OaItem *item = oa_items_find (self->items, item_id);

  if (heard_all || item_id == NULL)
    return;
  if (response_id != NULL)
    oa_conversation_note_cancelled (self, response_id);
  heard_ms = MIN (heard_ms, received_ms);
  if (item != NULL) {
    item->heard_ms = MAX (heard_ms, 0);
    cut_text (item, item->heard_ms, received_ms);
  }
  if (item != NULL && item->retold)
    send_retold_cut (self, item, actions);
  /* A truncation to nothing is refused by the service. */
  else if (heard_ms <= 0)
    send_cut (self, item_id, oa_command_new_item_delete (item_id), actions);
  else
    send_cut (self, item_id,
        oa_command_new_item_truncate (item_id, 0, heard_ms), actions);
}

void
oa_conversation_interrupt (OaConversation *self, gboolean service_cancels,
    GPtrArray *actions)
{
  if (self->active == NULL)
    return;
  oa_conversation_note_cancelled (self, self->active);
  if (!service_cancels)
    oa_conversation_send_command (actions,
        oa_command_new_response_cancel (self->active));
}

void
oa_conversation_give_up (OaConversation *self, GPtrArray *actions)
{
  if (self->active != NULL) {
    oa_conversation_note_cancelled (self, self->active);
    oa_conversation_send_command (actions,
        oa_command_new_response_cancel (self->active));
    oa_conversation_add_action (actions, OA_ACTION_END_RESPONSE)->response_id =
        g_steal_pointer (&self->active);
  }
  oa_conversation_forget_request (self);
  self->owed_until = 0;
  self->foreign_until = 0;
  g_queue_clear_full (&self->waiting,
      (GDestroyNotify) oa_conversation_response_request_free);
  g_queue_clear_full (&self->untold, g_free);
  self->commits = 0;
  self->closing = FALSE;
  oa_calls_give_up (self->calls);
  oa_mcp_give_up (self->mcp);
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
find_cut (OaConversation *self, const OaServiceError *error)
{
  GList *l;

  for (l = self->cuts.tail; l != NULL; l = l->prev) {
    if (oa_conversation_is_about (error, ((OaSentCut *) l->data)->event_id,
            "audio_end_ms"))
      return l;
  }
  return NULL;
}

/* A cut that the service refuses never disturbs the call: the item was shorter
 * there, or is gone. */
gboolean
oa_conversation_absorb_refused_cut (OaConversation *self,
    const OaServiceError *error, GPtrArray *actions)
{
  GList *link = find_cut (self, error);
  gint64 length = parse_length (error->message);
  OaAction *action;
  OaItem *item;

  if (link == NULL)
    return FALSE;
  action = oa_conversation_add_action (actions, OA_ACTION_REFUSED);
  action->item_id = g_strdup (((OaSentCut *) link->data)->item_id);
  action->error = oa_service_error_copy (error);
  item = oa_items_find (self->items, action->item_id);
  if (item != NULL && length >= 0)
    item->heard_ms = MIN (item->heard_ms, length);
  oa_conversation_cut_free (link->data);
  g_queue_delete_link (&self->cuts, link);
  return TRUE;
}

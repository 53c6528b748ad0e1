/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* items.c - an ordered list with an index by id, and its JSON form. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "items.h"

#include <string.h>

struct _OaItems
{
  GQueue order;                 /* of OaItem */
  GHashTable *links;            /* id -> its GList link */
};

static void
item_free (OaItem *item)
{
  oa_item_info_free (item->info);
  g_string_free (item->text, TRUE);
  g_free (item);
}

OaItems *
oa_items_new (void)
{
  OaItems *self = g_new0 (OaItems, 1);

  g_queue_init (&self->order);
  self->links = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
oa_items_free (OaItems *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->links);
  g_queue_clear_full (&self->order, (GDestroyNotify) item_free);
  g_free (self);
}

OaItem *
oa_items_find (const OaItems *self, const gchar *id)
{
  GList *link = id != NULL ? g_hash_table_lookup (self->links, id) : NULL;

  return link != NULL ? link->data : NULL;
}

static OaItem *
append_item (OaItems *self, OaItemInfo *info)
{
  OaItem *item = g_new0 (OaItem, 1);

  item->info = info;
  item->text = g_string_new (info->text);
  item->heard_ms = -1;
  g_queue_push_tail (&self->order, item);
  g_hash_table_insert (self->links, info->id, self->order.tail);
  if (self->order.length > OA_ITEMS_MAX)
    oa_items_remove (self, ((OaItem *) self->order.head->data)->info->id);
  return item;
}

OaItem *
oa_items_ensure (OaItems *self, const gchar *id, OaRole role)
{
  OaItem *item = oa_items_find (self, id);
  OaItemInfo *info;

  if (item != NULL)
    return item;
  info = g_new0 (OaItemInfo, 1);
  info->id = g_strdup (id);
  info->kind = OA_ITEM_MESSAGE;
  info->role = role;
  return append_item (self, info);
}

static void
move_behind (OaItems *self, OaItem *item, const gchar *previous)
{
  GList *link = g_hash_table_lookup (self->links, item->info->id);
  GList *behind = NULL;

  if (previous != NULL)
    behind = g_hash_table_lookup (self->links, previous);
  /* Behind an item that we do not know: it stays where it came. */
  if (behind == link || (previous != NULL && behind == NULL))
    return;
  g_queue_unlink (&self->order, link);
  if (behind != NULL) {
    link->prev = behind;
    link->next = behind->next;
    if (behind->next != NULL)
      behind->next->prev = link;
    else
      self->order.tail = link;
    behind->next = link;
    self->order.length++;
  } else {
    g_queue_push_head_link (&self->order, link);
  }
}

/* The index borrows the key from the info, so both change together. */
static void
replace_info (OaItems *self, OaItem *item, const OaItemInfo *info)
{
  GList *link = g_hash_table_lookup (self->links, item->info->id);

  g_hash_table_remove (self->links, item->info->id);
  oa_item_info_free (item->info);
  item->info = oa_item_info_copy (info);
  g_hash_table_insert (self->links, item->info->id, link);
  if (info->text != NULL && *info->text != '\0')
    g_string_assign (item->text, info->text);
}

OaItem *
oa_items_update (OaItems *self, const OaItemInfo *info,
    gboolean has_previous, const gchar *previous)
{
  OaItem *item = oa_items_find (self, info->id);

  if (item == NULL)
    item = append_item (self, oa_item_info_copy (info));
  else
    replace_info (self, item, info);
  if (has_previous)
    move_behind (self, item, previous);
  return item;
}

void
oa_items_remove (OaItems *self, const gchar *id)
{
  GList *link = id != NULL ? g_hash_table_lookup (self->links, id) : NULL;

  if (link == NULL)
    return;
  g_hash_table_remove (self->links, id);
  item_free (link->data);
  g_queue_delete_link (&self->order, link);
}

const OaItem *
oa_items_get_before (const OaItems *self, const OaItem *item)
{
  const GList *link = g_hash_table_lookup (self->links, item->info->id);

  return link != NULL && link->prev != NULL ? link->prev->data : NULL;
}

const GList *
oa_items_get_last (const OaItems *self)
{
  return self->order.tail;
}

/* Whole characters only. */
void
oa_item_append_text (OaItem *item, const gchar *delta)
{
  gsize room = OA_ITEM_MAX_TEXT - MIN (item->text->len, OA_ITEM_MAX_TEXT);
  gsize length = strlen (delta);

  if (length > room)
    length = room > 0 ? (gsize) (g_utf8_find_prev_char (delta,
            delta + room + 1) - delta) : 0;
  g_string_append_len (item->text, delta, length);
}

void
oa_item_set_text (OaItem *item, const gchar *text)
{
  g_string_truncate (item->text, 0);
  oa_item_append_text (item, text);
}

/*** JSON ***/

static void
add_text (JsonObject *object, const gchar *member, const gchar *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static JsonObject *
item_to_json (const OaItem *item)
{
  const OaItemInfo *info = item->info;
  JsonObject *object = json_object_new ();

  add_text (object, "id", info->id);
  add_text (object, "type", oa_item_kind_get_nick (info->kind));
  if (info->role != OA_ROLE_NONE)
    add_text (object, "role", oa_role_get_nick (info->role));
  add_text (object, "status", info->status);
  add_text (object, "phase", info->phase);
  if (info->kind == OA_ITEM_MESSAGE)
    add_text (object, "text", item->text->str);
  add_text (object, "name", info->name);
  add_text (object, "call-id", info->call_id);
  add_text (object, "arguments", info->arguments);
  add_text (object, "output", info->output);
  if (item->rate != 0) {
    json_object_set_int_member (object, "audio-ms",
        item->samples * 1000 / item->rate);
    json_object_set_int_member (object, "heard-ms", MAX (item->heard_ms, 0));
  }
  return object;
}

gchar *
oa_items_to_json (const OaItems *self)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  gchar *text;
  GList *l;

  for (l = self->order.head; l != NULL; l = l->next)
    json_array_add_object_element (array, item_to_json (l->data));
  json_node_take_array (node, array);
  text = oa_json_node_to_text (node);
  json_node_unref (node);
  return text;
}

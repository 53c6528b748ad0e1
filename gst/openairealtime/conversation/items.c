/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* items.c - an ordered list with an index by id, and its JSON form. */

#include "items.h"

#include <string.h>

/* Of each of the short members. */
#define MAX_MEMBER 1024
/* Of those that are listed no more, which late events may still name. */
#define MAX_UNLISTED 64

struct _OaItems
{
  GQueue order;      /* of OaItem */
  GHashTable *links; /* id -> its GList link */
  gsize bytes;       /* of all texts and members */
  guint unlisted;    /* how many of them are listed no more */
};

static void
item_free (OaItem *item)
{
  oa_item_info_free (item->info);
  g_string_free (item->text, TRUE);
  g_free (item->response_id);
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

/*** what is kept of them ***/

static void
forget_link (OaItems *self, GList *link)
{
  OaItem *item = link->data;

  self->bytes -= item->info_bytes + item->text->len;
  self->unlisted -= item->standing != OA_ITEM_LISTED;
  g_hash_table_remove (self->links, item->info->id);
  item_free (item);
  g_queue_delete_link (&self->order, link);
}

/* The oldest give way, but never to what they are asked for. */
static void
trim (OaItems *self, const OaItem *kept)
{
  GList *link = self->order.head, *next;

  while (link != NULL
      && (self->order.length > OA_ITEMS_MAX
          || self->bytes > OA_ITEMS_MAX_BYTES)) {
    next = link->next;
    if (link->data != kept)
      forget_link (self, link);
    link = next;
  }
}

/* Whole characters only. */
static gsize
get_fitting (const gchar *text, gsize room)
{
  gsize length = strlen (text);

  if (length <= room)
    return length;
  return room > 0
      ? (gsize) (g_utf8_find_prev_char (text, text + room + 1) - text)
      : 0;
}

static gchar *
keep_member (const gchar *text, gsize max, gsize *bytes)
{
  gsize length = text != NULL ? get_fitting (text, max) : 0;

  *bytes += length;
  return text != NULL ? g_strndup (text, length) : NULL;
}

/* Half of it would be no JSON. */
static gchar *
keep_arguments (const gchar *arguments, gsize *bytes)
{
  if (arguments != NULL && strlen (arguments) > OA_ITEM_MAX_TEXT)
    return NULL;
  return keep_member (arguments, OA_ITEM_MAX_TEXT, bytes);
}

/* What is listed or told to another session; the text is the item's. */
static OaItemInfo *
keep_info (const OaItemInfo *info, gsize *bytes)
{
  OaItemInfo *kept = g_new0 (OaItemInfo, 1);

  *bytes = 0;
  kept->kind = info->kind;
  kept->role = info->role;
  kept->has_audio = info->has_audio;
  kept->id = keep_member (info->id, OA_ITEM_MAX_ID, bytes);
  kept->status = keep_member (info->status, MAX_MEMBER, bytes);
  kept->phase = keep_member (info->phase, MAX_MEMBER, bytes);
  kept->name = keep_member (info->name, MAX_MEMBER, bytes);
  kept->call_id = keep_member (info->call_id, MAX_MEMBER, bytes);
  kept->arguments = keep_arguments (info->arguments, bytes);
  kept->output = keep_member (info->output, OA_ITEM_MAX_TEXT, bytes);
  return kept;
}

static gboolean
is_usable_id (const gchar *id)
{
  return id != NULL && strlen (id) <= OA_ITEM_MAX_ID;
}

/*** making and changing them ***/

static OaItem *
append_item (OaItems *self, const OaItemInfo *info)
{
  OaItem *item = g_new0 (OaItem, 1);

  item->info = keep_info (info, &item->info_bytes);
  item->text = g_string_new (NULL);
  item->heard_ms = -1;
  item->length_ms = -1;
  g_queue_push_tail (&self->order, item);
  g_hash_table_insert (self->links, item->info->id, self->order.tail);
  self->bytes += item->info_bytes;
  trim (self, item);
  return item;
}

OaItem *
oa_items_ensure (OaItems *self, const gchar *id, OaRole role)
{
  OaItem *item = oa_items_find (self, id);
  OaItemInfo info = {
    (gchar *) id,
    OA_ITEM_MESSAGE,
    role,
  };

  if (item != NULL || !is_usable_id (id))
    return item;
  return append_item (self, &info);
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
  self->bytes -= item->info_bytes;
  oa_item_info_free (item->info);
  item->info = keep_info (info, &item->info_bytes);
  self->bytes += item->info_bytes;
  g_hash_table_insert (self->links, item->info->id, link);
  trim (self, item);
}

OaItem *
oa_items_update (OaItems *self, const OaItemInfo *info, gboolean has_previous,
    const gchar *previous)
{
  OaItem *item = oa_items_find (self, info->id);

  if (!is_usable_id (info->id))
    return NULL;
  if (item == NULL)
    item = append_item (self, info);
  else if (item->standing == OA_ITEM_LISTED)
    replace_info (self, item, info);
  else
    return item;
  if (info->text != NULL && *info->text != '\0')
    oa_items_set_text (self, item, info->text);
  if (has_previous)
    move_behind (self, item, previous);
  return item;
}

void
oa_items_remove (OaItems *self, const gchar *id)
{
  GList *link = id != NULL ? g_hash_table_lookup (self->links, id) : NULL;

  if (link != NULL)
    forget_link (self, link);
}

static void
clear_text (OaItems *self, OaItem *item)
{
  self->bytes -= item->text->len;
  g_string_truncate (item->text, 0);
}

static void
trim_unlisted (OaItems *self, const OaItem *kept)
{
  GList *link = self->order.head, *next;

  while (link != NULL && self->unlisted > MAX_UNLISTED) {
    const OaItem *item = link->data;

    next = link->next;
    if (item != kept && item->standing != OA_ITEM_LISTED)
      forget_link (self, link);
    link = next;
  }
}

void
oa_items_unlist (OaItems *self, OaItem *item, OaItemStanding standing)
{
  self->unlisted += item->standing == OA_ITEM_LISTED;
  item->standing = standing;
  if (standing == OA_ITEM_DELETED)
    clear_text (self, item);
  trim_unlisted (self, item);
}

void
oa_items_list (OaItems *self, OaItem *item)
{
  self->unlisted -= item->standing != OA_ITEM_LISTED;
  item->standing = OA_ITEM_LISTED;
  item->deleting = item->replacing = item->truncated = FALSE;
  item->length_ms = -1;
  clear_text (self, item);
}

static gboolean
is_listed (const OaItem *item)
{
  return item->standing == OA_ITEM_LISTED;
}

const OaItem *
oa_items_get_before (const OaItems *self, const OaItem *item)
{
  const GList *link = g_hash_table_lookup (self->links, item->info->id);

  do
    link = link != NULL ? link->prev : NULL;
  while (link != NULL && !is_listed (link->data));
  return link != NULL ? link->data : NULL;
}

const GList *
oa_items_get_last (const OaItems *self)
{
  return self->order.tail;
}

/*** texts ***/

static void
add_text_bytes (OaItems *self, OaItem *item, const gchar *text)
{
  gsize room = OA_ITEM_MAX_TEXT - MIN (item->text->len, OA_ITEM_MAX_TEXT);
  gsize length = get_fitting (text, room);

  g_string_append_len (item->text, text, length);
  self->bytes += length;
  trim (self, item);
}

static void
trim_text (OaItems *self, OaItem *item)
{
  const gchar *start = item->text->str, *end;
  glong length = g_utf8_strlen (start, item->text->len);
  gdouble part = item->truncated_received_ms > 0
      ? (gdouble) item->truncated_heard_ms / item->truncated_received_ms
      : 0;

  end = g_utf8_offset_to_pointer (start, (glong) (length * CLAMP (part, 0, 1)));
  if (*end != '\0') {
    while (end > start && !g_unichar_isspace (g_utf8_get_char (end)))
      end = g_utf8_prev_char (end);
  }
  self->bytes -= item->text->len - (end - start);
  g_string_truncate (item->text, end - start);
}

void
oa_items_truncate (OaItems *self, OaItem *item, gint64 heard_ms,
    gint64 received_ms)
{
  if (item->truncated && heard_ms >= item->truncated_heard_ms)
    return;
  /* What is left of the text is of what was heard before. */
  if (item->truncated && item->text_was_known)
    received_ms = item->truncated_heard_ms;
  item->text_was_known = (item->truncated && item->text_was_known)
      || item->text->len > 0;
  item->truncated = TRUE;
  item->truncated_heard_ms = heard_ms;
  item->truncated_received_ms = received_ms;
  trim_text (self, item);
}

void
oa_items_append_text (OaItems *self, OaItem *item, const gchar *delta)
{
  if (!item->truncated && item->standing != OA_ITEM_DELETED)
    add_text_bytes (self, item, delta);
}

void
oa_items_set_text (OaItems *self, OaItem *item, const gchar *text)
{
  if ((item->truncated && item->text_was_known)
      || item->standing == OA_ITEM_DELETED)
    return;
  clear_text (self, item);
  add_text_bytes (self, item, text);
  if (item->truncated) {
    item->text_was_known = item->text->len > 0;
    trim_text (self, item);
  }
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

  for (l = self->order.head; l != NULL; l = l->next) {
    if (is_listed (l->data))
      json_array_add_object_element (array, item_to_json (l->data));
  }
  json_node_take_array (node, array);
  text = oa_json_node_to_text (node);
  json_node_unref (node);
  return text;
}

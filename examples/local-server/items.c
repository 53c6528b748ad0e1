/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* items.c - see items.h. */

#include "config.h"

#include "items.h"

#include "protocol/json.h"

#include <string.h>

/* Five minutes of PCM, over all items of a session. */
#define MAX_KEPT_AUDIO (5 * 60 * 48000)

typedef struct
{
  gsize audio_bytes;
  gsize text_bytes;
} Mark;

struct _OrsItems
{
  GPtrArray *list;
  GHashTable *by_id; /* borrowed, also the ids */
  gsize size;
};

OrsItem *
ors_item_new (JsonObject *json)
{
  OrsItem *self = g_rc_box_new0 (OrsItem);

  self->json = json;
  self->format = OA_AUDIO_FORMAT_PCM;
  self->truncated_ms = -1;
  return self;
}

OrsItem *
ors_item_ref (OrsItem *self)
{
  return g_rc_box_acquire (self);
}

static void
clear_item (gpointer data)
{
  OrsItem *self = data;

  json_object_unref (self->json);
  g_free (self->words);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->audio, g_byte_array_unref);
}

void
ors_item_unref (OrsItem *self)
{
  g_rc_box_release_full (self, clear_item);
}

const gchar *
ors_item_get_id (OrsItem *self)
{
  return oa_json_get_string (self->json, "id");
}

const gchar *
ors_item_get_type (OrsItem *self)
{
  return oa_json_get_string (self->json, "type");
}

const gchar *
ors_item_get_role (OrsItem *self)
{
  return oa_json_get_string (self->json, "role");
}

guint64
ors_item_audio_ms (OrsItem *self)
{
  guint64 ms = self->audio_bytes
      / oa_audio_format_get_bytes_per_ms (self->format);

  if (self->truncated_ms >= 0)
    return MIN (ms, (guint64) self->truncated_ms);
  return ms;
}

void
ors_item_set_status (OrsItem *self, const gchar *status)
{
  json_object_set_string_member (self->json, "status", status);
}

/* Not what comes when it is truncated or forgotten already. */
void
ors_item_add_audio (OrsItem *self, GBytes *audio)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);
  gboolean first = self->audio_bytes == 0;

  self->audio_bytes += size;
  if (self->truncated_ms >= 0 || (self->audio == NULL && !first))
    return;
  if (first)
    self->audio = g_byte_array_new ();
  if (self->audio->len + size > MAX_KEPT_AUDIO)
    g_clear_pointer (&self->audio, g_byte_array_unref);
  else
    g_byte_array_append (self->audio, data, size);
}

void
ors_item_add_mark (OrsItem *self, gsize audio_bytes, gsize text_bytes)
{
  const Mark mark = { audio_bytes, text_bytes };

  if (self->marks == NULL)
    self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_append_val (self->marks, mark);
}

static const gchar *
part_text (JsonObject *part)
{
  const gchar *text = oa_json_get_string (part, "text");

  return text != NULL ? text : oa_json_get_string (part, "transcript");
}

/* Calls @func with each piece of text, in order. */
static void
foreach_text (OrsItem *self, void (*func) (const gchar *text, gpointer data),
    gpointer data)
{
  static const gchar *const members[] = { "output", "arguments" };
  JsonArray *content = oa_json_get_array (self->json, "content");
  guint n = content != NULL ? json_array_get_length (content) : 0;

  for (guint i = 0; i < n; i++) {
    const gchar *text = part_text (oa_json_array_get_object (content, i));

    if (text != NULL)
      func (text, data);
  }
  for (guint i = 0; content == NULL && i < G_N_ELEMENTS (members); i++) {
    const gchar *text = oa_json_get_string (self->json, members[i]);

    if (text == NULL)
      continue;
    func (text, data);
    break;
  }
}

static void
append_text (const gchar *piece, gpointer data)
{
  GString *text = data;

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, piece);
}

gchar *
ors_item_dup_text (OrsItem *self)
{
  GString *text = g_string_new (NULL);

  foreach_text (self, append_text, text);
  if (text->len == 0 && self->words != NULL)
    g_string_append (text, self->words);
  return g_string_free (text, FALSE);
}

static void
add_length (const gchar *piece, gpointer data)
{
  gsize *length = data;

  *length += strlen (piece) + (*length > 0 ? 1 : 0);
}

gsize
ors_item_text_length (OrsItem *self)
{
  gsize length = 0;

  foreach_text (self, add_length, &length);
  return length;
}

JsonObject *
ors_item_peek_part (OrsItem *self)
{
  return oa_json_array_get_object (oa_json_get_array (self->json, "content"),
      0);
}

void
ors_item_set_transcript (OrsItem *self, const gchar *transcript)
{
  JsonObject *part = ors_item_peek_part (self);

  if (part == NULL)
    return;
  if (transcript == NULL)
    json_object_set_null_member (part, "transcript");
  else
    json_object_set_string_member (part, "transcript", transcript);
}

void
ors_item_set_words (OrsItem *self, const gchar *words)
{
  g_free (self->words);
  self->words = g_strdup (words);
}

JsonObject *
ors_item_dup_with_audio (OrsItem *self)
{
  JsonObject *copy = oa_json_object_copy (self->json);
  JsonObject *part;
  g_autofree gchar *base64 = NULL;

  if (self->audio == NULL)
    return copy;

  part = oa_json_array_get_object (oa_json_get_array (copy, "content"), 0);
  base64 = g_base64_encode (self->audio->data, self->audio->len);
  json_object_set_string_member (part, "audio", base64);
  return copy;
}

OrsItems *
ors_items_new (void)
{
  OrsItems *self = g_new0 (OrsItems, 1);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) ors_item_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
ors_items_free (OrsItems *self)
{
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->list);
  g_free (self);
}

guint
ors_items_count (OrsItems *self)
{
  return self->list->len;
}

OrsItem *
ors_items_get (OrsItems *self, guint index)
{
  return g_ptr_array_index (self->list, index);
}

OrsItem *
ors_items_last (OrsItems *self)
{
  guint n = self->list->len;

  return n > 0 ? ors_items_get (self, n - 1) : NULL;
}

OrsItem *
ors_items_find (OrsItems *self, const gchar *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

/* Most often it is one of the last. */
static gint
find_index (OrsItems *self, const gchar *id)
{
  OrsItem *item = ors_items_find (self, id);

  for (guint i = item != NULL ? self->list->len : 0; i > 0; i--) {
    if (ors_items_get (self, i - 1) == item)
      return i - 1;
  }
  return -1;
}

static OrsItem *
find_by_call_id (OrsItems *self, const gchar *type, const gchar *call_id)
{
  for (guint i = self->list->len; i > 0; i--) {
    OrsItem *item = ors_items_get (self, i - 1);

    if (g_strcmp0 (ors_item_get_type (item), type) == 0
        && g_strcmp0 (oa_json_get_string (item->json, "call_id"), call_id) == 0)
      return item;
  }
  return NULL;
}

OrsItem *
ors_items_find_call (OrsItems *self, const gchar *call_id)
{
  return find_by_call_id (self, "function_call", call_id);
}

OrsItem *
ors_items_find_output (OrsItems *self, const gchar *call_id)
{
  return find_by_call_id (self, "function_call_output", call_id);
}

static void
remove_at (OrsItems *self, guint index)
{
  OrsItem *item = ors_items_get (self, index);

  self->size -= item->size;
  if (ors_items_find (self, ors_item_get_id (item)) == item)
    g_hash_table_remove (self->by_id, ors_item_get_id (item));
  g_ptr_array_remove_index (self->list, index);
}

static void
insert_at (OrsItems *self, guint index, OrsItem *item)
{
  g_ptr_array_insert (self->list, index, ors_item_ref (item));
  g_hash_table_replace (self->by_id, (gchar *) ors_item_get_id (item), item);
  self->size += item->size;
  while (self->list->len > ORS_ITEMS_MAX || self->size > ORS_ITEMS_MAX_BYTES)
    remove_at (self, 0);
}

gboolean
ors_items_insert (OrsItems *self, OrsItem *item, const gchar *previous_id,
    OrsProblem *problem)
{
  gint index = self->list->len;

  if (ors_items_find (self, ors_item_get_id (item)) != NULL)
    return ors_problem_set (problem, "item_create_duplicate_item_id", "item.id",
        "Item '%s' already exists in this conversation.",
        ors_item_get_id (item));

  if (g_strcmp0 (previous_id, "root") == 0)
    index = 0;
  else if (previous_id != NULL)
    index = find_index (self, previous_id) + 1;
  if (previous_id != NULL && index == 0 && !g_str_equal (previous_id, "root"))
    return ors_problem_set (problem, "item_create_invalid_previous_item_id",
        "previous_item_id", "The previous item '%s' does not exist.",
        previous_id);

  insert_at (self, index, item);
  return TRUE;
}

void
ors_items_append (OrsItems *self, OrsItem *item)
{
  insert_at (self, self->list->len, item);
}

const gchar *
ors_items_previous_id (OrsItems *self, OrsItem *item)
{
  gint index = find_index (self, ors_item_get_id (item));

  return index <= 0 ? NULL : ors_item_get_id (ors_items_get (self, index - 1));
}

gboolean
ors_items_delete (OrsItems *self, const gchar *id, OrsProblem *problem)
{
  gint index = find_index (self, id);

  if (index < 0)
    return ors_problem_set (problem, "item_delete_invalid_item_id", "item_id",
        "Error deleting item: the item with id '%s' does not exist.", id);
  remove_at (self, index);
  return TRUE;
}

/* Before the text is gone. */
static void
keep_heard_words (OrsItem *item, gsize audio_bytes)
{
  g_autofree gchar *text = ors_item_dup_text (item);
  gsize length = 0;

  for (guint i = 0; item->marks != NULL && i < item->marks->len; i++) {
    const Mark *mark = &g_array_index (item->marks, Mark, i);

    if (mark->audio_bytes <= audio_bytes)
      length = MIN (mark->text_bytes, strlen (text));
  }
  text[length] = '\0';
  ors_item_set_words (item, text);
}

static void
cut_audio (OrsItem *item, gint64 audio_end_ms)
{
  gsize size = audio_end_ms * oa_audio_format_get_bytes_per_ms (item->format);

  keep_heard_words (item, size);
  item->truncated_ms = audio_end_ms;
  if (item->audio != NULL)
    g_byte_array_set_size (item->audio, MIN (size, item->audio->len));
  /* The service has no aligned partial transcript: it forgets the text. */
  json_object_remove_member (ors_item_peek_part (item), "transcript");
}

gboolean
ors_items_truncate (OrsItems *self, const gchar *id, gint64 content_index,
    gint64 audio_end_ms, OrsProblem *problem)
{
  OrsItem *item = ors_items_find (self, id);
  gint64 audio_ms;

  if (item == NULL)
    return ors_problem_set (problem, "item_truncate_invalid_item_id", "item_id",
        "Error truncating item: the item with id '%s' does not exist.", id);
  if (g_strcmp0 (ors_item_get_role (item), "assistant") != 0
      || item->audio_bytes == 0)
    return ors_problem_set (problem, "unsupported_content_type", "item_id",
        "Only model output audio messages can be truncated");
  if (content_index != 0)
    return ors_problem_set (problem, "invalid_value", "content_index",
        "Item '%s' has no content at index %" G_GINT64_FORMAT ".", id,
        content_index);

  audio_ms = ors_item_audio_ms (item);
  if (audio_end_ms > audio_ms)
    return ors_problem_set (problem, "invalid_value", "audio_end_ms",
        "Audio content of %" G_GINT64_FORMAT
        "ms is already shorter than %" G_GINT64_FORMAT "ms",
        audio_ms, audio_end_ms);
  cut_audio (item, audio_end_ms);
  return TRUE;
}

void
ors_items_limit_audio (OrsItems *self)
{
  gsize kept = 0;

  for (guint i = self->list->len; i > 0; i--) {
    OrsItem *item = ors_items_get (self, i - 1);

    if (item->audio == NULL)
      continue;
    kept += item->audio->len;
    if (kept > MAX_KEPT_AUDIO)
      g_clear_pointer (&item->audio, g_byte_array_unref);
  }
}

static JsonObject *
describe_item (OrsItem *item)
{
  JsonObject *object = oa_json_object_copy (item->json);
  g_autofree gchar *text = ors_item_dup_text (item);

  json_object_set_string_member (object, "text", text);
  if (!item->has_audio)
    return object;

  json_object_set_int_member (object, "audio_bytes", item->audio_bytes);
  json_object_set_int_member (object, "audio_ms", ors_item_audio_ms (item));
  if (g_strcmp0 (ors_item_get_role (item), "user") == 0) {
    json_object_set_int_member (object, "audio_start_ms", item->audio_start_ms);
    json_object_set_int_member (object, "audio_end_ms", item->audio_end_ms);
    json_object_set_string_member (object, "transcript", text);
  }
  if (item->truncated_ms >= 0)
    json_object_set_int_member (object, "truncated_ms", item->truncated_ms);
  return object;
}

gchar *
ors_items_to_text (OrsItems *self)
{
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);

  for (guint i = 0; i < self->list->len; i++)
    json_array_add_object_element (array,
        describe_item (ors_items_get (self, i)));
  json_array_unref (array);
  return oa_json_node_to_text (node);
}

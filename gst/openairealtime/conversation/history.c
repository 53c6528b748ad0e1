/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* history.c - what of the items is told, and telling it. */

#include "history.h"

#include "protocol/json.h"
#include "action.h"

#include <string.h>

#define NO_TEXT "(The user spoke; it was not written down.)"
#define LOST_OUTPUT \
  "{\"error\":\"The connection was lost before the tool answered.\"}"
#define NOTE \
  "The connection was interrupted and is restored. The messages " \
  "above are the conversation so far. Do not greet again and do not mention " \
  "the interruption."
#define NOTE_RESPONSE_CUT \
  NOTE " Your last answer was cut off: go on where its " \
       "text ends."

typedef struct
{
  GPtrArray *objects;  /* the latest first */
  GHashTable *outputs; /* call ids that have one */
  const OaHistoryRules *rules;
  gsize bytes;
} History;

static gboolean
is_blank (const gchar *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static JsonObject *
message_to_object (const OaItem *item)
{
  const gchar *text = item->text->str;

  switch (item->info->role) {
    case OA_ROLE_SYSTEM:
    case OA_ROLE_ASSISTANT:
      /* Nothing was heard of it: it was never said. */
      return is_blank (text) ? NULL : oa_item_new_text (item->info->role, text);
    case OA_ROLE_USER:
      return oa_item_new_text (OA_ROLE_USER, is_blank (text) ? NO_TEXT : text);
    default:
      return NULL;
  }
}

JsonObject *
oa_history_item_to_object (const OaItem *item)
{
  JsonObject *object = message_to_object (item);

  if (object != NULL)
    json_object_set_string_member (object, "id", item->info->id);
  return object;
}

static void
push (History *self, JsonObject *object, const gchar *id, gsize bytes)
{
  if (id != NULL)
    json_object_set_string_member (object, "id", id);
  g_ptr_array_add (self->objects, object);
  self->bytes += bytes;
}

static gboolean
is_open (const History *self, const gchar *call_id)
{
  const OaHistoryRules *rules = self->rules;

  return (rules->calls != NULL && oa_calls_is_waiting (rules->calls, call_id))
      || (rules->call_is_open != NULL
          && rules->call_is_open (call_id, rules->data));
}

static gboolean
will_be_resent (const History *self, const gchar *item_id)
{
  const OaHistoryRules *rules = self->rules;

  return rules->will_be_resent != NULL
      && rules->will_be_resent (item_id, rules->data);
}

/* A call that the model began to write, and did not finish, was never made. */
static void
push_call (History *self, const OaItemInfo *info)
{
  if (info->name == NULL || info->call_id == NULL || info->arguments == NULL
      || g_strcmp0 (info->status, "completed") != 0)
    return;
  if (!g_hash_table_contains (self->outputs, info->call_id)
      && !is_open (self, info->call_id))
    push (self, oa_item_new_function_output (info->call_id, LOST_OUTPUT), NULL,
        strlen (LOST_OUTPUT));
  push (self,
      oa_item_new_function_call (info->call_id, info->name, info->arguments),
      info->id, strlen (info->arguments));
}

/* From the latest back, so that the limits cut off the oldest. */
static void
push_item (History *self, const OaItem *item)
{
  const OaItemInfo *info = item->info;
  JsonObject *object;

  if (item->standing != OA_ITEM_LISTED || will_be_resent (self, info->id))
    return;
  switch (info->kind) {
    case OA_ITEM_MESSAGE:
      object = message_to_object (item);
      if (object != NULL)
        push (self, object, info->id, item->text->len);
      break;
    case OA_ITEM_FUNCTION_CALL:
      push_call (self, info);
      break;
    case OA_ITEM_FUNCTION_CALL_OUTPUT:
      if (info->call_id == NULL || info->output == NULL)
        break;
      g_hash_table_add (self->outputs, info->call_id);
      push (self, oa_item_new_function_output (info->call_id, info->output),
          info->id, strlen (info->output));
      break;
    default:
      /* What a server of tools did is known only to the old session. */
      break;
  }
}

static void
reverse (GPtrArray *array)
{
  guint i;

  for (i = 0; i < array->len / 2; i++) {
    gpointer other = array->pdata[array->len - 1 - i];

    array->pdata[array->len - 1 - i] = array->pdata[i];
    array->pdata[i] = other;
  }
}

/* An output whose call was cut off by the limits belongs to nothing. */
static void
drop_orphans (GPtrArray *objects)
{
  GHashTable *calls = g_hash_table_new (g_str_hash, g_str_equal);
  guint i = 0;

  while (i < objects->len) {
    JsonObject *object = objects->pdata[i];
    const gchar *type = oa_json_get_string (object, "type");
    const gchar *call_id = oa_json_get_string (object, "call_id");

    if (g_str_equal (type, "function_call"))
      g_hash_table_add (calls, (gpointer) call_id);
    if (g_str_equal (type, "function_call_output")
        && !g_hash_table_contains (calls, call_id))
      g_ptr_array_remove_index (objects, i);
    else
      i++;
  }
  g_hash_table_unref (calls);
}

GPtrArray *
oa_history_new (const OaItems *items, const OaHistoryRules *rules)
{
  History self = { NULL };
  const GList *l;

  self.objects = g_ptr_array_new_with_free_func (
      (GDestroyNotify) json_object_unref);
  self.outputs = g_hash_table_new (g_str_hash, g_str_equal);
  self.rules = rules;
  for (l = oa_items_get_last (items); l != NULL; l = l->prev) {
    if (self.objects->len >= OA_HISTORY_MAX_ITEMS
        || self.bytes >= OA_HISTORY_MAX_BYTES)
      break;
    push_item (&self, l->data);
  }
  g_hash_table_unref (self.outputs);
  reverse (self.objects);
  drop_orphans (self.objects);
  return self.objects;
}

static void
send_item (JsonObject *item, gpointer actions)
{
  oa_actions_send (actions,
      &(OaCommand){ OA_COMMAND_ADD_ITEM, .object = item });
}

static void
forget_resent_turns (OaItems *items, const OaHistoryRules *rules)
{
  const GList *l = oa_items_get_last (items);

  while (l != NULL && rules->will_be_resent != NULL) {
    const OaItem *item = l->data;

    l = l->prev;
    if (rules->will_be_resent (item->info->id, rules->data))
      oa_items_remove (items, item->info->id);
  }
}

gboolean
oa_history_replay (OaItems *items, GQueue *pending, const OaHistoryRules *rules,
    gboolean response_cut, GPtrArray *actions)
{
  GPtrArray *objects = oa_history_new (items, rules);
  gboolean any = objects->len > 0;
  guint i;

  for (i = 0; i < objects->len; i++) {
    JsonObject *object = objects->pdata[i];
    OaItem *item = oa_items_find (items, oa_json_get_string (object, "id"));

    if (item != NULL)
      item->replayed_as_text = TRUE;
    send_item (object, actions);
  }
  oa_pending_items_foreach (pending, send_item, actions);
  if (any)
    oa_actions_send (actions,
        &(OaCommand){ OA_COMMAND_INFORM, .role = OA_ROLE_SYSTEM,
            .text = response_cut ? NOTE_RESPONSE_CUT : NOTE });
  g_ptr_array_unref (objects);
  forget_resent_turns (items, rules);
  return any;
}

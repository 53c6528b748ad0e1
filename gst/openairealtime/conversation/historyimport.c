/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* historyimport.c - reading what users have of a conversation. */

#include "historyimport.h"

#include "protocol/json.h"
#include "history.h"

static OaItemKind
kind_from_nick (const gchar *nick)
{
  if (g_strcmp0 (nick, "function_call") == 0)
    return OA_ITEM_FUNCTION_CALL;
  if (g_strcmp0 (nick, "function_call_output") == 0)
    return OA_ITEM_FUNCTION_CALL_OUTPUT;
  return nick == NULL || g_strcmp0 (nick, "message") == 0 ? OA_ITEM_MESSAGE
                                                          : OA_ITEM_OTHER;
}

static gboolean
is_complete (const OaItemInfo *info)
{
  switch (info->kind) {
    case OA_ITEM_MESSAGE:
      return info->role != OA_ROLE_NONE && info->text != NULL;
    case OA_ITEM_FUNCTION_CALL:
      return info->name != NULL && info->call_id != NULL
          && info->arguments != NULL;
    case OA_ITEM_FUNCTION_CALL_OUTPUT:
      return info->call_id != NULL && info->output != NULL;
    default:
      return TRUE;
  }
}

static gchar *
dup_member (JsonObject *object, const gchar *member)
{
  return g_strdup (oa_json_get_string (object, member));
}

/* Ids of another session mean nothing here: the place is the id. */
static gboolean
add_item (OaItems *items, JsonObject *object, guint place, GError **error)
{
  OaItemInfo *info = g_new0 (OaItemInfo, 1);
  gboolean ok;

  info->id = g_strdup_printf ("before_%u", place);
  info->kind = kind_from_nick (oa_json_get_string (object, "type"));
  info->role = oa_role_from_nick (oa_json_get_string (object, "role"));
  info->status = g_strdup ("completed");
  info->text = dup_member (object, "text");
  info->name = dup_member (object, "name");
  info->call_id = dup_member (object, "call-id");
  info->arguments = dup_member (object, "arguments");
  info->output = dup_member (object, "output");
  ok = is_complete (info);
  if (ok)
    oa_items_update (items, info, FALSE, NULL);
  else
    g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
        "history: entry %u is neither a message with role and text, nor a "
        "function call, nor its output. Use what the property conversation "
        "gives.",
        place);
  oa_item_info_free (info);
  return ok;
}

static gboolean
add_items (OaItems *items, JsonArray *array, GError **error)
{
  guint i;

  for (i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = oa_json_array_get_object (array, i);

    if (object == NULL) {
      g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
          "history: entry %u is no object. Use what the property conversation "
          "gives.",
          i);
      return FALSE;
    }
    if (!add_item (items, object, i, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
oa_history_import (const gchar *json, GError **error)
{
  static const OaHistoryRules all = { NULL, NULL, NULL };
  GPtrArray *objects = NULL;
  JsonArray *array = oa_json_parse_array (json, -1, OA_HISTORY_IMPORT_MAX_SIZE,
      "history", error);
  OaItems *items;

  if (array == NULL)
    return NULL;
  items = oa_items_new ();
  if (add_items (items, array, error))
    objects = oa_history_new (items, &all);
  oa_items_free (items);
  json_array_unref (array);
  return objects;
}

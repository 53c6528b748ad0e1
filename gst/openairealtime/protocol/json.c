/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* json.c - parsing text that was checked, reading and copying safely. */

#include "json.h"

#include <math.h>
#include <string.h>

static JsonNode *
parse_checked (const gchar *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_data (parser, text, length, NULL)) {
    /* Its own messages quote the text, which may hold a secret. */
    g_set_error_literal (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SYNTAX,
        "Not JSON that can be read.");
    return NULL;
  }
  return json_parser_steal_root (parser);
}

JsonNode *
oa_json_parse (const gchar *text, gssize length, gsize max_size,
    const gchar *what, GError **error)
{
  gsize size = length >= 0 ? (gsize) length : text ? strlen (text) : 0;
  g_autofree gchar *repaired = NULL;
  JsonNode *node = NULL;

  if (oa_json_check_and_repair (text, &size, max_size, &repaired, error))
    node = parse_checked (repaired ? repaired : text, size, error);
  if (!node)
    g_prefix_error (error, "%s: ", what);
  return node;
}

static JsonNode *
parse_as (JsonNodeType type, const gchar *text, gssize length, gsize max_size,
    const gchar *what, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  node = oa_json_parse (text, length, max_size, what, error);
  if (!node)
    return NULL;
  if (json_node_get_node_type (node) != type) {
    g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
        "%s: Not a JSON %s.", what,
        type == JSON_NODE_OBJECT ? "object" : "array");
    return NULL;
  }
  return g_steal_pointer (&node);
}

JsonObject *
oa_json_parse_object (const gchar *text, gssize length, gsize max_size,
    const gchar *what, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  node = parse_as (JSON_NODE_OBJECT, text, length, max_size, what, error);
  return node ? json_node_dup_object (node) : NULL;
}

JsonArray *
oa_json_parse_array (const gchar *text, gssize length, gsize max_size,
    const gchar *what, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  node = parse_as (JSON_NODE_ARRAY, text, length, max_size, what, error);
  return node ? json_node_dup_array (node) : NULL;
}

static JsonNode *
get_member (JsonObject *object, const gchar *member)
{
  return object ? json_object_get_member (object, member) : NULL;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == type;
}

static JsonNode *
get_value (JsonObject *object, const gchar *member, GType type)
{
  JsonNode *node = get_member (object, member);

  return holds (node, type) ? node : NULL;
}

gboolean
oa_json_node_get_number (JsonNode *node, gdouble *value)
{
  if (holds (node, G_TYPE_INT64))
    *value = json_node_get_int (node);
  else if (holds (node, G_TYPE_DOUBLE))
    *value = json_node_get_double (node);
  else
    return FALSE;
  return TRUE;
}

const gchar *
oa_json_get_string (JsonObject *object, const gchar *member)
{
  JsonNode *node = get_value (object, member, G_TYPE_STRING);

  return node ? json_node_get_string (node) : NULL;
}

gchar *
oa_json_dup_string (JsonObject *object, const gchar *member)
{
  return g_strdup (oa_json_get_string (object, member));
}

/* Services that count in floating point write 1500.0; more than 53 bits are
 * not exact there and out of reach of the conversion. */
static gboolean
double_fits_int (gdouble value)
{
  return isfinite (value) && fabs (value) <= 9007199254740992.0;
}

gint64
oa_json_get_int (JsonObject *object, const gchar *member, gint64 fallback)
{
  JsonNode *node = get_value (object, member, G_TYPE_INT64);

  if (node)
    return json_node_get_int (node);
  node = get_value (object, member, G_TYPE_DOUBLE);
  if (node && double_fits_int (json_node_get_double (node)))
    return (gint64) json_node_get_double (node);
  return fallback;
}

gint64
oa_json_get_count (JsonObject *object, const gchar *member, gint64 fallback,
    gint64 max)
{
  gint64 value = oa_json_get_int (object, member, fallback);

  return value < 0 ? fallback : MIN (value, max);
}

gdouble
oa_json_get_double (JsonObject *object, const gchar *member, gdouble fallback)
{
  JsonNode *node = get_value (object, member, G_TYPE_DOUBLE);

  if (node && isfinite (json_node_get_double (node)))
    return json_node_get_double (node);
  node = get_value (object, member, G_TYPE_INT64);
  return node ? (gdouble) json_node_get_int (node) : fallback;
}

gboolean
oa_json_get_boolean (JsonObject *object, const gchar *member, gboolean fallback)
{
  JsonNode *node = get_value (object, member, G_TYPE_BOOLEAN);

  return node ? json_node_get_boolean (node) : fallback;
}

JsonObject *
oa_json_get_object (JsonObject *object, const gchar *member)
{
  JsonNode *node = get_member (object, member);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                               : NULL;
}

JsonArray *
oa_json_get_array (JsonObject *object, const gchar *member)
{
  JsonNode *node = get_member (object, member);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                              : NULL;
}

void
oa_json_set_string (JsonObject *object, const gchar *member, const gchar *text)
{
  if (text)
    json_object_set_string_member (object, member, text);
}

JsonNode *
oa_json_node_new_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

static JsonNode *
get_element (JsonArray *array, guint index)
{
  if (!array || index >= json_array_get_length (array))
    return NULL;
  return json_array_get_element (array, index);
}

JsonObject *
oa_json_array_get_object (JsonArray *array, guint index)
{
  JsonNode *node = get_element (array, index);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                               : NULL;
}

const gchar *
oa_json_array_get_string (JsonArray *array, guint index)
{
  JsonNode *node = get_element (array, index);

  return holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

/* json_node_copy shares containers: a later merge would write through. */
static JsonNode *
copy_array (JsonArray *array)
{
  JsonArray *copy = json_array_sized_new (json_array_get_length (array));
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy,
        oa_json_node_copy (json_array_get_element (array, i)));
  json_node_take_array (node, copy);
  return node;
}

JsonNode *
oa_json_node_copy (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return copy_array (json_node_get_array (node));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return json_node_copy (node);
  return oa_json_node_new_object (
      oa_json_object_copy (json_node_get_object (node)));
}

static void
merge (JsonObject *target, JsonObject *patch, guint level,
    OaJsonMergeFunc may_merge)
{
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, patch);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    JsonObject *ours = oa_json_get_object (target, name);
    JsonObject *theirs = oa_json_get_object (patch, name);

    if (ours && theirs && (!may_merge || may_merge (level, name, ours, theirs)))
      merge (ours, theirs, level + 1, may_merge);
    else
      json_object_set_member (target, name, oa_json_node_copy (node));
  }
}

void
oa_json_merge (JsonObject *target, JsonObject *patch, OaJsonMergeFunc may_merge)
{
  merge (target, patch, 0, may_merge);
}

JsonObject *
oa_json_object_copy (JsonObject *object)
{
  JsonObject *copy = json_object_new ();

  oa_json_merge (copy, object, NULL);
  return copy;
}

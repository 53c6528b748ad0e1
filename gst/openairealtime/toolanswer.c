/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolanswer.c - answers of functions made of fields, as the JSON that the
 * model is told. */

#include "toolcall.h"

#include "protocol/json.h"

#include <math.h>

static JsonNode *value_to_node (const GValue *value);

static gboolean
add_field (GQuark field, const GValue *value, gpointer user_data)
{
  json_object_set_member (user_data, g_quark_to_string (field),
      value_to_node (value));
  return TRUE;
}

static JsonNode *
structure_to_node (const GstStructure *fields)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  if (fields != NULL)
    gst_structure_foreach (fields, add_field, object);
  json_object_unref (object);
  return node;
}

static JsonNode *
list_to_node (const GValue *list, guint (*get_size) (const GValue *list),
    const GValue *(*get_value) (const GValue *list, guint index))
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_init_array (json_node_alloc (), array);
  guint i;

  for (i = 0; i < get_size (list); i++)
    json_array_add_element (array, value_to_node (get_value (list, i)));
  json_array_unref (array);
  return node;
}

static JsonNode *
texts_to_node (const gchar *const *texts)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_init_array (json_node_alloc (), array);

  for (; texts != NULL && *texts != NULL; texts++)
    json_array_add_string_element (array, *texts);
  json_array_unref (array);
  return node;
}

static JsonNode *
text_to_node (const gchar *text)
{
  JsonNode *node = json_node_alloc ();

  return text != NULL ? json_node_init_string (node, text)
                      : json_node_init_null (node);
}

/* JSON has no infinity. */
static JsonNode *
real_to_node (gdouble number)
{
  JsonNode *node = json_node_alloc ();

  return isfinite (number) ? json_node_init_double (node, number)
                           : json_node_init_null (node);
}

/* What JSON has no form for is told as text. */
static JsonNode *
other_to_node (const GValue *value)
{
  gchar *text = gst_value_serialize (value);
  JsonNode *node = text_to_node (text);

  g_free (text);
  return node;
}

static JsonNode *
value_to_node (const GValue *value)
{
  GValue integer = G_VALUE_INIT;
  JsonNode *node;

  if (GST_VALUE_HOLDS_STRUCTURE (value))
    return structure_to_node (gst_value_get_structure (value));
  if (GST_VALUE_HOLDS_LIST (value))
    return list_to_node (value, gst_value_list_get_size,
        gst_value_list_get_value);
  if (GST_VALUE_HOLDS_ARRAY (value))
    return list_to_node (value, gst_value_array_get_size,
        gst_value_array_get_value);
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return texts_to_node (g_value_get_boxed (value));
  if (G_VALUE_HOLDS_STRING (value))
    return text_to_node (g_value_get_string (value));
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return json_node_init_boolean (json_node_alloc (),
        g_value_get_boolean (value));
  if (G_VALUE_HOLDS_DOUBLE (value))
    return real_to_node (g_value_get_double (value));
  if (G_VALUE_HOLDS_FLOAT (value))
    return real_to_node (g_value_get_float (value));
  if (G_VALUE_HOLDS_ENUM (value) || G_VALUE_HOLDS_FLAGS (value)
      || (G_VALUE_HOLDS_UINT64 (value)
          && g_value_get_uint64 (value) > G_MAXINT64)
      || !g_value_type_transformable (G_VALUE_TYPE (value), G_TYPE_INT64))
    return other_to_node (value);
  g_value_init (&integer, G_TYPE_INT64);
  g_value_transform (value, &integer);
  node = json_node_init_int (json_node_alloc (), g_value_get_int64 (&integer));
  g_value_unset (&integer);
  return node;
}

/**
 * gst_openai_realtime_tool_call_answer_structure:
 * @self: a call
 * @fields: (transfer none): what the function gave
 *
 * Answers the call with a JSON object that has the fields of @fields: numbers,
 * booleans, texts, lists of them, and structures as objects. What JSON has no
 * form for is told as text. May be called from any thread.
 *
 * Returns: as gst_openai_realtime_tool_call_answer()
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tool_call_answer_structure (GstOpenaiRealtimeToolCall *self,
    const GstStructure *fields)
{
  JsonNode *node;
  gchar *output;
  gboolean taken;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), FALSE);
  g_return_val_if_fail (fields != NULL, FALSE);

  node = structure_to_node (fields);
  output = oa_json_object_to_text (json_node_get_object (node));
  taken = gst_openai_realtime_tool_call_answer (self, output);
  g_free (output);
  json_node_unref (node);
  return taken;
}

/**
 * gst_openai_realtime_tool_call_answer_fields: (skip)
 * @self: a call
 * @first: name of the first field
 * @...: its type and value, as for gst_structure_new(); then further names,
 *   types and values, and %NULL
 *
 * Answers the call like gst_openai_realtime_tool_call_answer_structure():
 * `"price", G_TYPE_INT, 240, NULL` is `{"price":240}`.
 *
 * Returns: as gst_openai_realtime_tool_call_answer()
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tool_call_answer_fields (GstOpenaiRealtimeToolCall *self,
    const gchar *first, ...)
{
  GstStructure *fields;
  va_list rest;
  gboolean taken;

  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOL_CALL (self), FALSE);

  va_start (rest, first);
  fields = gst_structure_new_valist ("answer", first, rest);
  va_end (rest);
  g_return_val_if_fail (fields != NULL, FALSE);
  taken = gst_openai_realtime_tool_call_answer_structure (self, fields);
  gst_structure_free (fields);
  return taken;
}

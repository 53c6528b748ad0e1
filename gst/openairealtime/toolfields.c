/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolfields.c - functions as rows of a table: the schema of their fields, and
 * a struct filled with what the model gave. */

#include "toolfields.h"

#include "protocol/json.h"
#include "toolsprivate.h"

#include <math.h>

/* A struct with more has another way to say it: a schema. */
#define MAX_STRUCT 65536

typedef struct
{
  GstOpenaiRealtimeFunction function; /* of a table that stays */
  gpointer user_data;
  gsize size; /* of the struct; 0 = none */
} Row;

static const gsize sizes[] = {
  [GST_OPENAI_REALTIME_FIELD_KIND_TEXT] = sizeof (const gchar *),
  [GST_OPENAI_REALTIME_FIELD_KIND_INT] = sizeof (gint),
  [GST_OPENAI_REALTIME_FIELD_KIND_DOUBLE] = sizeof (gdouble),
  [GST_OPENAI_REALTIME_FIELD_KIND_BOOLEAN] = sizeof (gboolean),
  [GST_OPENAI_REALTIME_FIELD_KIND_CHOICE] = sizeof (gint),
};

static const gchar *const types[] = {
  [GST_OPENAI_REALTIME_FIELD_KIND_TEXT] = "string",
  [GST_OPENAI_REALTIME_FIELD_KIND_INT] = "integer",
  [GST_OPENAI_REALTIME_FIELD_KIND_DOUBLE] = "number",
  [GST_OPENAI_REALTIME_FIELD_KIND_BOOLEAN] = "boolean",
  [GST_OPENAI_REALTIME_FIELD_KIND_CHOICE] = "string",
};

/*** the schema ***/

static void
add_limits (JsonObject *schema, const GstOpenaiRealtimeField *field)
{
  gboolean limited = field->min < field->max;

  /* A gint holds no more, whatever the table says. */
  if (field->kind == GST_OPENAI_REALTIME_FIELD_KIND_INT) {
    json_object_set_int_member (schema, "minimum",
        limited ? (gint64) MAX (field->min, G_MININT) : G_MININT);
    json_object_set_int_member (schema, "maximum",
        limited ? (gint64) MIN (field->max, G_MAXINT) : G_MAXINT);
    return;
  }
  /* JSON has no infinity. */
  if (limited && isfinite (field->min))
    json_object_set_double_member (schema, "minimum", field->min);
  if (limited && isfinite (field->max))
    json_object_set_double_member (schema, "maximum", field->max);
}

static JsonObject *
field_to_schema (const GstOpenaiRealtimeField *field)
{
  JsonObject *schema = json_object_new ();
  const gchar *const *choice;

  json_object_set_string_member (schema, "type", types[field->kind]);
  if (field->description != NULL)
    json_object_set_string_member (schema, "description", field->description);
  if (field->kind == GST_OPENAI_REALTIME_FIELD_KIND_INT
      || field->kind == GST_OPENAI_REALTIME_FIELD_KIND_DOUBLE)
    add_limits (schema, field);
  if (field->kind == GST_OPENAI_REALTIME_FIELD_KIND_CHOICE) {
    JsonArray *choices = json_array_new ();

    for (choice = field->choices; *choice != NULL; choice++)
      json_array_add_string_element (choices, *choice);
    json_object_set_array_member (schema, "enum", choices);
  }
  return schema;
}

static JsonObject *
fields_to_schema (const GstOpenaiRealtimeField *field)
{
  JsonObject *schema = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();

  for (; field != NULL && field->name != NULL; field++) {
    json_object_set_object_member (properties, field->name,
        field_to_schema (field));
    if (field->required)
      json_array_add_string_element (required, field->name);
  }
  json_object_set_string_member (schema, "type", "object");
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "required", required);
  return schema;
}

/*** a call ***/

static gint
find_choice (const gchar *const *choices, const gchar *text)
{
  gint i;

  for (i = 0; text != NULL && choices[i] != NULL; i++) {
    if (g_str_equal (choices[i], text))
      return i;
  }
  return -1;
}

/* The values fit: the registry has checked them by the schema, and dropped what
 * is null. Texts are the call's. */
static void
fill (guint8 *arguments, const GstOpenaiRealtimeField *field, JsonObject *json)
{
  gpointer member = arguments + field->offset;

  switch (field->kind) {
    case GST_OPENAI_REALTIME_FIELD_KIND_TEXT:
      *(const gchar **) member = oa_json_get_string (json, field->name);
      break;
    case GST_OPENAI_REALTIME_FIELD_KIND_INT:
      *(gint *) member = (gint) oa_json_get_int (json, field->name, 0);
      break;
    case GST_OPENAI_REALTIME_FIELD_KIND_DOUBLE:
      *(gdouble *) member = oa_json_get_double (json, field->name, 0);
      break;
    case GST_OPENAI_REALTIME_FIELD_KIND_BOOLEAN:
      *(gboolean *) member = oa_json_get_boolean (json, field->name, FALSE);
      break;
    case GST_OPENAI_REALTIME_FIELD_KIND_CHOICE:
      *(gint *) member =
          find_choice (field->choices, oa_json_get_string (json, field->name));
      break;
  }
}

/* The function has answered, or will: its answer is no text to return. */
static gchar *
call_row (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  const Row *row = data;
  const GstOpenaiRealtimeField *field = row->function.fields;
  guint8 *arguments = row->size > 0 ? g_malloc0 (row->size) : NULL;

  for (; field != NULL && field->name != NULL; field++)
    fill (arguments, field, gst_openai_realtime_tool_call_get_json (call));
  row->function.func (call, arguments, row->user_data);
  g_free (arguments);
  return NULL;
}

/*** adding ***/

static gboolean
is_field (const GstOpenaiRealtimeField *field)
{
  return (guint) field->kind < G_N_ELEMENTS (sizes)
      && field->struct_size <= MAX_STRUCT
      && field->offset + sizes[field->kind] <= field->struct_size
      && !isnan (field->min) && !isnan (field->max)
      && g_utf8_validate (field->name, -1, NULL)
      && (field->description == NULL
          || g_utf8_validate (field->description, -1, NULL))
      && (field->kind != GST_OPENAI_REALTIME_FIELD_KIND_CHOICE
          || field->choices != NULL);
}

static gboolean
check_fields (const GstOpenaiRealtimeFunction *function, gsize *size,
    GError **error)
{
  const GstOpenaiRealtimeField *field = function->fields;

  for (*size = 0; field != NULL && field->name != NULL; field++) {
    if (!is_field (field)) {
      g_set_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
          GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS,
          "The field \"%s\" of the "
          "function \"%s\" has no kind, no choices or no place.",
          field->name, function->name);
      return FALSE;
    }
    *size = MAX (*size, field->struct_size);
  }
  return TRUE;
}

static gboolean
add_row (GstOpenaiRealtimeTools *self,
    const GstOpenaiRealtimeFunction *function, GstOpenaiRealtimeToolFlags flags,
    gpointer user_data, GError **error)
{
  Row row = { *function, user_data, 0 };

  if (!check_fields (function, &row.size, error))
    return FALSE;
  if (oa_tools_add (self, function->name, function->description,
          fields_to_schema (function->fields), G_TYPE_POINTER, flags, call_row,
          g_memdup2 (&row, sizeof row), g_free, error))
    return TRUE;
  g_prefix_error (error, "%s: ", function->name);
  return FALSE;
}

/**
 * gst_openai_realtime_tools_add_table: (skip)
 * @self: a registry
 * @functions: rows, up to one without a name; they and what they point to must
 *   stay as long as the functions are in the registry, as a static table does
 * @flags: where the functions run
 * @user_data: for all of them
 * @error: return location of an error
 *
 * Adds functions whose arguments are members of plain structs, or replaces
 * those of the same names:
 *
 * |[<!-- language="C" -->
 * typedef struct { const gchar *check_in; gint nights; } Stay;
 *
 * static const GstOpenaiRealtimeField stay[] = {
 *   GST_OPENAI_REALTIME_FIELD_TEXT (Stay, check_in, TRUE, "YYYY-MM-DD"),
 *   GST_OPENAI_REALTIME_FIELD_INT (Stay, nights, TRUE, 1, 14, NULL), { NULL }
 * };
 *
 * static void
 * check_availability (GstOpenaiRealtimeToolCall *call, gconstpointer arguments,
 *     gpointer user_data)
 * {
 *   const Stay *stay = arguments;
 *
 *   gst_openai_realtime_tool_call_answer_fields (call, "free", G_TYPE_BOOLEAN,
 *       TRUE, "price", G_TYPE_INT, 120 * stay->nights, NULL);
 * }
 * ]|
 *
 * Arguments that are no field are ignored; what does not fit is answered with
 * an error, and the function does not see it.
 *
 * Returns: %TRUE when all were added; else the rows before the one that @error
 *   names were
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_tools_add_table (GstOpenaiRealtimeTools *self,
    const GstOpenaiRealtimeFunction *functions,
    GstOpenaiRealtimeToolFlags flags, gpointer user_data, GError **error)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_TOOLS (self), FALSE);
  g_return_val_if_fail (functions != NULL, FALSE);

  for (; functions->name != NULL; functions++) {
    g_return_val_if_fail (functions->func != NULL, FALSE);
    if (!add_row (self, functions, flags, user_data, error))
      return FALSE;
  }
  return TRUE;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolarguments.c - arguments of a model as an instance of a type.
 *
 * They come from outside. json-glib's own deserialization ignores what does
 * not fit; here it is an error that the model is told. */

#include "tooltype.h"

#include <math.h>
#include <string.h>

static gboolean object_to_value (JsonNode *node, GValue *value, gchar **why);

/*** null ***/

static void drop_nulls_in_node (JsonNode *node);

static void
drop_nulls_in_array (JsonArray *array)
{
  guint i;

  for (i = 0; i < json_array_get_length (array); i++)
    drop_nulls_in_node (json_array_get_element (array, i));
}

/* The depth was bounded when the text was parsed. */
static void
drop_nulls_in_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    oa_tool_arguments_drop_nulls (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    drop_nulls_in_array (json_node_get_array (node));
}

void
oa_tool_arguments_drop_nulls (JsonObject *arguments)
{
  GList *members = json_object_get_members (arguments), *l;

  for (l = members; l != NULL; l = l->next) {
    /* The list's names are the object's own. */
    JsonNode *node = json_object_get_member (arguments, l->data);

    if (JSON_NODE_HOLDS_NULL (node))
      json_object_remove_member (arguments, l->data);
    else
      drop_nulls_in_node (node);
  }
  g_list_free (members);
}

/*** values ***/

/* 3.0 is an integer, too. Beyond 2^53 a double has no single value. */
static gboolean
get_integer (JsonNode *node, gint64 *result)
{
  gdouble real;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64) {
    *result = json_node_get_int (node);
    return TRUE;
  }
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  real = json_node_get_double (node);
  if (real != floor (real) || fabs (real) > 9007199254740992.0)
    return FALSE;
  *result = (gint64) real;
  return TRUE;
}

static gboolean
integer_to_value (JsonNode *node, GValue *value)
{
  gint64 number;

  if (!get_integer (node, &number))
    return FALSE;
  switch (G_VALUE_TYPE (value)) {
    case G_TYPE_INT:
      g_value_set_int (value, (gint) CLAMP (number, G_MININT, G_MAXINT));
      return number >= G_MININT && number <= G_MAXINT;
    case G_TYPE_UINT:
      g_value_set_uint (value, (guint) CLAMP (number, 0, G_MAXUINT));
      return number >= 0 && number <= G_MAXUINT;
    case G_TYPE_INT64:
      g_value_set_int64 (value, number);
      return TRUE;
    case G_TYPE_UINT64:
      g_value_set_uint64 (value, (guint64) MAX (number, 0));
      return number >= 0;
    default:
      return FALSE;
  }
}

static gboolean
real_to_value (JsonNode *node, GValue *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                            : G_TYPE_INVALID;
  gdouble number;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  number = json_node_get_double (node);
  if (!isfinite (number))
    return FALSE;
  if (G_VALUE_HOLDS_FLOAT (value))
    g_value_set_float (value, (gfloat) number);
  else
    g_value_set_double (value, number);
  return TRUE;
}

static const gchar *
get_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;
}

static gboolean
text_to_value (JsonNode *node, GValue *value)
{
  g_value_set_string (value, get_text (node));
  return get_text (node) != NULL;
}

static gboolean
boolean_to_value (JsonNode *node, GValue *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return FALSE;
  g_value_set_boolean (value, json_node_get_boolean (node));
  return TRUE;
}

static gboolean
enum_to_value (JsonNode *node, GValue *value)
{
  GEnumClass *klass = g_type_class_ref (G_VALUE_TYPE (value));
  const gchar *nick = get_text (node);
  const GEnumValue *found =
      nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  if (found != NULL)
    g_value_set_enum (value, found->value);
  g_type_class_unref (klass);
  return found != NULL;
}

static gboolean
flags_to_value (JsonNode *node, GValue *value)
{
  GFlagsClass *klass;
  gboolean ok = JSON_NODE_HOLDS_ARRAY (node);
  guint i, flags = 0;

  if (!ok)
    return FALSE;
  klass = g_type_class_ref (G_VALUE_TYPE (value));
  for (i = 0; ok && i < json_array_get_length (json_node_get_array (node));
       i++) {
    const gchar *nick = get_text (
        json_array_get_element (json_node_get_array (node), i));
    const GFlagsValue *found =
        nick != NULL ? g_flags_get_value_by_nick (klass, nick) : NULL;

    ok = found != NULL;
    flags |= ok ? found->value : 0;
  }
  g_value_set_flags (value, flags);
  g_type_class_unref (klass);
  return ok;
}

static gboolean
strv_to_value (JsonNode *node, GValue *value)
{
  GPtrArray *texts;
  gboolean ok = JSON_NODE_HOLDS_ARRAY (node);
  guint i;

  if (!ok)
    return FALSE;
  texts = g_ptr_array_new ();
  for (i = 0; ok && i < json_array_get_length (json_node_get_array (node));
       i++) {
    const gchar *text = get_text (
        json_array_get_element (json_node_get_array (node), i));

    ok = text != NULL;
    g_ptr_array_add (texts, g_strdup (text));
  }
  g_ptr_array_add (texts, NULL);
  g_value_take_boxed (value, g_ptr_array_free (texts, FALSE));
  return ok;
}

static gboolean
node_to_value (JsonNode *node, GValue *value, gchar **why)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value))) {
    case G_TYPE_STRING:
      return text_to_value (node, value);
    case G_TYPE_BOOLEAN:
      return boolean_to_value (node, value);
    case G_TYPE_DOUBLE:
    case G_TYPE_FLOAT:
      return real_to_value (node, value);
    case G_TYPE_ENUM:
      return enum_to_value (node, value);
    case G_TYPE_FLAGS:
      return flags_to_value (node, value);
    case G_TYPE_BOXED:
      return strv_to_value (node, value);
    case G_TYPE_OBJECT:
      return object_to_value (node, value, why);
    default:
      return integer_to_value (node, value);
  }
}

static gboolean
object_to_value (JsonNode *node, GValue *value, gchar **why)
{
  GObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = oa_tool_type_instantiate (G_VALUE_TYPE (value),
      json_node_get_object (node), why);
  g_value_take_object (value, object);
  return object != NULL;
}

/*** instances ***/

static JsonNode *
find_member (JsonObject *arguments, GParamSpec *pspec)
{
  gchar *member = g_strdelimit (g_strdup (pspec->name), "-", '_');
  JsonNode *node = json_object_get_member (arguments, member);

  g_free (member);
  return node;
}

/* @names and @values grow by one when it fits. Ranges are the property's. */
static gboolean
take_property (GParamSpec *pspec, JsonNode *node, GPtrArray *names,
    GArray *values, gchar **why)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  if (!node_to_value (node, &value, why)
      || g_param_value_validate (pspec, &value)) {
    g_value_unset (&value);
    if (*why == NULL)
      *why = g_strdup_printf ("The argument %s has a value that does not fit.",
          pspec->name);
    return FALSE;
  }
  g_ptr_array_add (names, (gpointer) pspec->name);
  g_array_append_val (values, value);
  return TRUE;
}

static gboolean
take_properties (GObjectClass *klass, JsonObject *arguments, GPtrArray *names,
    GArray *values, gchar **why)
{
  guint i, n;
  GParamSpec **pspecs = g_object_class_list_properties (klass, &n);
  gboolean ok = TRUE;

  for (i = 0; i < n && ok; i++) {
    JsonNode *node = (pspecs[i]->flags & G_PARAM_WRITABLE) != 0
        ? find_member (arguments, pspecs[i])
        : NULL;

    if (node != NULL)
      ok = take_property (pspecs[i], node, names, values, why);
  }
  g_free (pspecs);
  return ok;
}

GObject *
oa_tool_type_instantiate (GType type, JsonObject *arguments, gchar **why)
{
  GObjectClass *klass = g_type_class_ref (type);
  GPtrArray *names = g_ptr_array_new ();
  GArray *values = g_array_new (FALSE, TRUE, sizeof (GValue));
  GObject *object = NULL;

  *why = NULL;
  g_array_set_clear_func (values, (GDestroyNotify) g_value_unset);
  if (take_properties (klass, arguments, names, values, why))
    object = g_object_new_with_properties (type, names->len,
        (const gchar **) names->pdata, &g_array_index (values, GValue, 0));
  if (object != NULL && g_object_is_floating (object))
    g_object_ref_sink (object);
  g_array_unref (values);
  g_ptr_array_unref (names);
  g_type_class_unref (klass);
  return object;
}

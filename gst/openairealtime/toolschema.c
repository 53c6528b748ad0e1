/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolschema.c - the schema of a GObject type: a function per kind of
 * property. */

#include "tooltype.h"

#include <string.h>

/* A type may contain itself. */
#define MAX_DEPTH 8

static JsonObject *type_to_schema (GType type, const gchar *const *required,
    guint depth, gchar **why);

static JsonObject *
new_schema (const gchar *type)
{
  JsonObject *schema = json_object_new ();

  json_object_set_string_member (schema, "type", type);
  return schema;
}

/*** numbers ***/

/* Bounds that are those of the C type tell a model nothing. */
static JsonObject *
integer_to_schema (gint64 min, gint64 max, gint64 least, gint64 most,
    gint64 fallback)
{
  JsonObject *schema = new_schema ("integer");

  if (min > least)
    json_object_set_int_member (schema, "minimum", min);
  if (max < most)
    json_object_set_int_member (schema, "maximum", max);
  json_object_set_int_member (schema, "default", fallback);
  return schema;
}

static JsonObject *
unsigned_to_schema (guint64 min, guint64 max, guint64 most, guint64 fallback)
{
  JsonObject *schema = new_schema ("integer");

  json_object_set_int_member (schema, "minimum", MIN (min, G_MAXINT64));
  if (max < most && max <= G_MAXINT64)
    json_object_set_int_member (schema, "maximum", max);
  if (fallback <= G_MAXINT64)
    json_object_set_int_member (schema, "default", fallback);
  return schema;
}

static JsonObject *
real_to_schema (gdouble min, gdouble max, gdouble most, gdouble fallback)
{
  JsonObject *schema = new_schema ("number");

  if (min > -most)
    json_object_set_double_member (schema, "minimum", min);
  if (max < most)
    json_object_set_double_member (schema, "maximum", max);
  json_object_set_double_member (schema, "default", fallback);
  return schema;
}

static JsonObject *
number_to_schema (GParamSpec *pspec)
{
  if (G_IS_PARAM_SPEC_INT (pspec)) {
    GParamSpecInt *p = G_PARAM_SPEC_INT (pspec);

    return integer_to_schema (p->minimum, p->maximum, G_MININT, G_MAXINT,
        p->default_value);
  } else if (G_IS_PARAM_SPEC_UINT (pspec)) {
    GParamSpecUInt *p = G_PARAM_SPEC_UINT (pspec);

    return unsigned_to_schema (p->minimum, p->maximum, G_MAXUINT,
        p->default_value);
  } else if (G_IS_PARAM_SPEC_INT64 (pspec)) {
    GParamSpecInt64 *p = G_PARAM_SPEC_INT64 (pspec);

    return integer_to_schema (p->minimum, p->maximum, G_MININT64, G_MAXINT64,
        p->default_value);
  } else if (G_IS_PARAM_SPEC_UINT64 (pspec)) {
    GParamSpecUInt64 *p = G_PARAM_SPEC_UINT64 (pspec);

    return unsigned_to_schema (p->minimum, p->maximum, G_MAXUINT64,
        p->default_value);
  } else if (G_IS_PARAM_SPEC_DOUBLE (pspec)) {
    GParamSpecDouble *p = G_PARAM_SPEC_DOUBLE (pspec);

    return real_to_schema (p->minimum, p->maximum, G_MAXDOUBLE,
        p->default_value);
  } else if (G_IS_PARAM_SPEC_FLOAT (pspec)) {
    GParamSpecFloat *p = G_PARAM_SPEC_FLOAT (pspec);

    return real_to_schema (p->minimum, p->maximum, G_MAXFLOAT,
        p->default_value);
  }
  return NULL;
}

/*** words ***/

static JsonObject *
string_to_schema (GParamSpec *pspec)
{
  JsonObject *schema = new_schema ("string");
  const gchar *fallback = G_PARAM_SPEC_STRING (pspec)->default_value;

  if (fallback != NULL)
    json_object_set_string_member (schema, "default", fallback);
  return schema;
}

static JsonObject *
boolean_to_schema (GParamSpec *pspec)
{
  JsonObject *schema = new_schema ("boolean");

  json_object_set_boolean_member (schema, "default",
      G_PARAM_SPEC_BOOLEAN (pspec)->default_value);
  return schema;
}

static JsonObject *
enum_to_schema (GParamSpec *pspec)
{
  GParamSpecEnum *p = G_PARAM_SPEC_ENUM (pspec);
  const GEnumValue *fallback =
      g_enum_get_value (p->enum_class, p->default_value);
  JsonObject *schema = new_schema ("string");
  JsonArray *nicks = json_array_new ();
  guint i;

  for (i = 0; i < p->enum_class->n_values; i++)
    json_array_add_string_element (nicks, p->enum_class->values[i].value_nick);
  json_object_set_array_member (schema, "enum", nicks);
  if (fallback != NULL)
    json_object_set_string_member (schema, "default", fallback->value_nick);
  return schema;
}

static JsonObject *
flags_to_schema (GParamSpec *pspec)
{
  GParamSpecFlags *p = G_PARAM_SPEC_FLAGS (pspec);
  JsonObject *schema = new_schema ("array"), *items = new_schema ("string");
  JsonArray *nicks = json_array_new (), *fallback = json_array_new ();
  guint i;

  for (i = 0; i < p->flags_class->n_values; i++) {
    const GFlagsValue *value = &p->flags_class->values[i];

    if (value->value == 0)
      continue;
    json_array_add_string_element (nicks, value->value_nick);
    if ((p->default_value & value->value) == value->value)
      json_array_add_string_element (fallback, value->value_nick);
  }
  json_object_set_array_member (items, "enum", nicks);
  json_object_set_object_member (schema, "items", items);
  json_object_set_array_member (schema, "default", fallback);
  return schema;
}

static JsonObject *
strv_to_schema (void)
{
  JsonObject *schema = new_schema ("array");

  json_object_set_object_member (schema, "items", new_schema ("string"));
  return schema;
}

/*** properties ***/

static JsonObject *
value_to_schema (GParamSpec *pspec, guint depth, gchar **why)
{
  GType type = pspec->value_type;
  JsonObject *schema = number_to_schema (pspec);

  if (schema != NULL)
    return schema;
  if (G_IS_PARAM_SPEC_STRING (pspec))
    return string_to_schema (pspec);
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    return boolean_to_schema (pspec);
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return enum_to_schema (pspec);
  if (G_IS_PARAM_SPEC_FLAGS (pspec))
    return flags_to_schema (pspec);
  if (type == G_TYPE_STRV)
    return strv_to_schema ();
  if (g_type_is_a (type, G_TYPE_OBJECT))
    return type_to_schema (type, NULL, depth + 1, why);
  *why = g_strdup_printf (
      "The property %s has the type %s, which has no form "
      "in JSON; use text, numbers, booleans, enumerations, flags, lists of "
      "text or objects.",
      pspec->name, g_type_name (type));
  return NULL;
}

static gchar *
dup_member_name (GParamSpec *pspec)
{
  return g_strdelimit (g_strdup (pspec->name), "-", '_');
}

static gboolean
is_listed (const gchar *const *names, const gchar *member)
{
  for (; names != NULL && *names != NULL; names++) {
    gchar *name = g_strdelimit (g_strdup (*names), "-", '_');
    gboolean same = g_str_equal (name, member);

    g_free (name);
    if (same)
      return TRUE;
  }
  return FALSE;
}

static gboolean
add_property (JsonObject *properties, JsonArray *needed, GParamSpec *pspec,
    const gchar *const *required, guint depth, gchar **why)
{
  JsonObject *schema = value_to_schema (pspec, depth, why);
  const gchar *blurb = g_param_spec_get_blurb (pspec);
  gchar *member;

  if (schema == NULL)
    return FALSE;
  if (blurb != NULL && *blurb != '\0')
    json_object_set_string_member (schema, "description", blurb);
  member = dup_member_name (pspec);
  if ((pspec->flags & G_PARAM_CONSTRUCT_ONLY) != 0
      || is_listed (required, member)) {
    json_array_add_string_element (needed, member);
    json_object_remove_member (schema, "default");
  }
  json_object_set_object_member (properties, member, schema);
  g_free (member);
  return TRUE;
}

static gboolean
check_required (const gchar *const *required, GObjectClass *klass, gchar **why)
{
  for (; required != NULL && *required != NULL; required++) {
    GParamSpec *pspec = g_object_class_find_property (klass, *required);

    if (pspec == NULL || (pspec->flags & G_PARAM_WRITABLE) == 0) {
      *why = g_strdup_printf ("\"%s\" shall be required, but is no writable "
                              "property of %s.",
          *required, G_OBJECT_CLASS_NAME (klass));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
add_properties (JsonObject *schema, GObjectClass *klass,
    const gchar *const *required, guint depth, gchar **why)
{
  JsonObject *properties = json_object_new ();
  JsonArray *needed = json_array_new ();
  guint i, n;
  GParamSpec **pspecs = g_object_class_list_properties (klass, &n);
  gboolean ok = TRUE;

  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "required", needed);
  for (i = 0; i < n && ok; i++) {
    if ((pspecs[i]->flags & G_PARAM_WRITABLE) != 0)
      ok = add_property (properties, needed, pspecs[i], required, depth, why);
  }
  g_free (pspecs);
  return ok;
}

static JsonObject *
type_to_schema (GType type, const gchar *const *required, guint depth,
    gchar **why)
{
  JsonObject *schema;
  GObjectClass *klass;

  if (!g_type_is_a (type, G_TYPE_OBJECT) || G_TYPE_IS_ABSTRACT (type)
      || depth > MAX_DEPTH) {
    *why = g_strdup_printf (depth > MAX_DEPTH
            ? "The type %s nests objects "
              "without an end, or too deep."
            : "The type %s is no class of objects "
              "that can be made.",
        g_type_name (type));
    return NULL;
  }
  klass = g_type_class_ref (type);
  schema = new_schema ("object");
  if (!check_required (required, klass, why)
      || !add_properties (schema, klass, required, depth, why))
    g_clear_pointer (&schema, json_object_unref);
  g_type_class_unref (klass);
  return schema;
}

JsonObject *
oa_tool_type_to_schema (GType type, const gchar *const *required, gchar **why)
{
  return type_to_schema (type, required, 0, why);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonschema.c - a function per group of keywords; the first complaint wins. */

#include "jsonschema.h"

#include <math.h>
#include <string.h>

#include "json.h"

#define MAX_DEPTH 64
/* Visits of a schema; alternatives within alternatives multiply. */
#define MAX_VISITS 20000
/* Patterns come from the application, texts from a model that may be led on:
 * backtracking has an end. */
#define PATTERN_LIMITS "(*LIMIT_MATCH=10000)(*LIMIT_DEPTH=1000)"
#define MAX_PATTERN_TEXT 4096
/* Of a name or a value that a sentence quotes. */
#define MAX_QUOTE 64
#define MAX_CHOICES 512

typedef struct
{
  GString *path;
  guint depth;
  guint visits;
  guint muted;       /* inside of alternatives: no sentences */
  gboolean exceeded; /* a limit was met: that is told anywhere */
  gchar *complaint;
} Checker;

static gboolean check (Checker *self, JsonNode *schema, JsonNode *value);

/*** sentences ***/

static gboolean complain (Checker *self, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);

static gboolean
complain (Checker *self, const gchar *format, ...)
{
  gchar *text;
  va_list args;

  if ((self->muted > 0 && !self->exceeded) || self->complaint)
    return FALSE;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  self->complaint = g_strdup_printf ("%s %s.", self->path->str, text);
  g_free (text);
  return FALSE;
}

/* At most MAX_QUOTE characters. */
static gchar *
shorten (const gchar *text)
{
  if (g_utf8_strlen (text, -1) <= MAX_QUOTE)
    return g_strdup (text);
  return g_utf8_substring (text, 0, MAX_QUOTE);
}

/* Goes down to a member or an element; returns where to come back to. */
static gsize
enter_member (Checker *self, const gchar *name)
{
  g_autofree gchar *shown = shorten (name);
  gsize length = self->path->len;

  g_string_append_printf (self->path, ".%s", shown);
  return length;
}

static gsize
enter_element (Checker *self, guint index)
{
  gsize length = self->path->len;

  g_string_append_printf (self->path, "[%u]", index);
  return length;
}

static void
leave (Checker *self, gsize length)
{
  g_string_truncate (self->path, length);
}

/*** values ***/

static gboolean
is_string (JsonNode *node)
{
  return node && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* 1.0 is an integer, too. */
static gboolean
is_integer (JsonNode *node)
{
  gdouble value;

  return oa_json_node_get_number (node, &value) && isfinite (value)
      && floor (value) == value;
}

static gboolean
equals (JsonNode *a, JsonNode *b)
{
  gdouble x, y;

  if (oa_json_node_get_number (a, &x) && oa_json_node_get_number (b, &y))
    return x == y;
  return json_node_equal (a, b);
}

/*** type, enum, const ***/

static gboolean
has_type (JsonNode *value, const gchar *type)
{
  gdouble number;

  if (strcmp (type, "object") == 0)
    return JSON_NODE_HOLDS_OBJECT (value);
  if (strcmp (type, "array") == 0)
    return JSON_NODE_HOLDS_ARRAY (value);
  if (strcmp (type, "null") == 0)
    return JSON_NODE_HOLDS_NULL (value);
  if (strcmp (type, "string") == 0)
    return is_string (value);
  if (strcmp (type, "number") == 0)
    return oa_json_node_get_number (value, &number);
  if (strcmp (type, "integer") == 0)
    return is_integer (value);
  if (strcmp (type, "boolean") == 0)
    return JSON_NODE_HOLDS_VALUE (value)
        && json_node_get_value_type (value) == G_TYPE_BOOLEAN;
  /* An unknown type asks for nothing. */
  return TRUE;
}

static gboolean
check_types (Checker *self, JsonArray *types, JsonNode *value)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (types); i++) {
    const gchar *type = oa_json_array_get_string (types, i);

    if (type && has_type (value, type))
      return TRUE;
    g_string_append_printf (names, "%s%s", i > 0 ? " or " : "",
        type ? type : "?");
  }
  return complain (self, "must be of type %s", names->str);
}

static gboolean
check_type (Checker *self, JsonObject *schema, JsonNode *value)
{
  JsonArray *types = oa_json_get_array (schema, "type");
  const gchar *type = oa_json_get_string (schema, "type");

  if (types)
    return check_types (self, types, value);
  if (!type || has_type (value, type))
    return TRUE;
  return complain (self, "must be of type %s", type);
}

static gboolean
check_enum (Checker *self, JsonObject *schema, JsonNode *value)
{
  JsonArray *choices = oa_json_get_array (schema, "enum");
  g_autoptr (GString) names = g_string_new (NULL);

  if (!choices)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (choices); i++) {
    JsonNode *choice = json_array_get_element (choices, i);

    if (equals (choice, value))
      return TRUE;
    if (names->len < MAX_CHOICES) {
      g_autofree gchar *text = oa_json_node_to_text (choice);
      g_autofree gchar *shown = shorten (text);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", shown);
    }
  }
  return complain (self, "must be one of %s", names->str);
}

static gboolean
check_const (Checker *self, JsonObject *schema, JsonNode *value)
{
  JsonNode *wanted = json_object_get_member (schema, "const");
  g_autofree gchar *text = NULL;
  g_autofree gchar *shown = NULL;

  if (!wanted || equals (wanted, value))
    return TRUE;
  text = oa_json_node_to_text (wanted);
  shown = shorten (text);
  return complain (self, "must be %s", shown);
}

/*** numbers ***/

/* TRUE when @schema bounds by @keyword. In older drafts exclusiveMinimum is a
 * boolean beside minimum; that one is ignored. */
static gboolean
get_bound (JsonObject *schema, const gchar *keyword, gdouble *bound)
{
  return oa_json_node_get_number (json_object_get_member (schema, keyword),
      bound);
}

static gboolean
is_multiple (gdouble value, gdouble step)
{
  gdouble quotient;

  if (step <= 0)
    return TRUE;
  quotient = value / step;
  return isfinite (quotient)
      && fabs (quotient - round (quotient)) <= 1e-9 * fmax (1, fabs (quotient));
}

static gboolean
check_number (Checker *self, JsonObject *schema, JsonNode *node)
{
  gdouble value, bound;

  if (!oa_json_node_get_number (node, &value))
    return TRUE;
  if (get_bound (schema, "minimum", &bound) && value < bound)
    return complain (self, "must be at least %g", bound);
  if (get_bound (schema, "maximum", &bound) && value > bound)
    return complain (self, "must be at most %g", bound);
  if (get_bound (schema, "exclusiveMinimum", &bound) && value <= bound)
    return complain (self, "must be greater than %g", bound);
  if (get_bound (schema, "exclusiveMaximum", &bound) && value >= bound)
    return complain (self, "must be less than %g", bound);
  if (get_bound (schema, "multipleOf", &bound) && !is_multiple (value, bound))
    return complain (self, "must be a multiple of %g", bound);
  return TRUE;
}

/*** texts ***/

static gboolean
check_pattern (Checker *self, JsonObject *schema, const gchar *text)
{
  const gchar *pattern = oa_json_get_string (schema, "pattern");
  g_autofree gchar *limited = NULL;
  g_autofree gchar *shown = NULL;
  g_autoptr (GRegex) regex = NULL;

  if (!pattern)
    return TRUE;
  limited = g_strconcat (PATTERN_LIMITS, pattern, NULL);
  regex = g_regex_new (limited, 0, 0, NULL);
  /* In a dialect of regular expressions that is not ours. */
  if (!regex)
    return TRUE;
  if (strlen (text) > MAX_PATTERN_TEXT)
    return complain (self, "is too long to be matched");
  if (g_regex_match_full (regex, text, -1, 0, 0, NULL, NULL))
    return TRUE;
  shown = shorten (pattern);
  return complain (self, "must match the pattern %s", shown);
}

static gboolean
check_string (Checker *self, JsonObject *schema, JsonNode *node)
{
  const gchar *text;
  gdouble bound;
  glong length;

  if (!is_string (node))
    return TRUE;
  text = json_node_get_string (node);
  length = g_utf8_strlen (text, -1);
  if (get_bound (schema, "minLength", &bound) && length < bound)
    return complain (self, "must have at least %g characters", bound);
  if (get_bound (schema, "maxLength", &bound) && length > bound)
    return complain (self, "must have at most %g characters", bound);
  return check_pattern (self, schema, text);
}

/*** arrays ***/

static gboolean
check_items (Checker *self, JsonNode *schema, JsonArray *array)
{
  if (!schema)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (array); i++) {
    gsize back = enter_element (self, i);
    gboolean ok = check (self, schema, json_array_get_element (array, i));

    leave (self, back);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_array (Checker *self, JsonObject *schema, JsonNode *node)
{
  JsonArray *array;
  gdouble bound;
  guint length;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return TRUE;
  array = json_node_get_array (node);
  length = json_array_get_length (array);
  if (get_bound (schema, "minItems", &bound) && length < bound)
    return complain (self, "must have at least %g elements", bound);
  if (get_bound (schema, "maxItems", &bound) && length > bound)
    return complain (self, "must have at most %g elements", bound);
  return check_items (self, json_object_get_member (schema, "items"), array);
}

/*** objects ***/

static gboolean
check_required (Checker *self, JsonObject *schema, JsonObject *object)
{
  JsonArray *names = oa_json_get_array (schema, "required");

  for (guint i = 0; names && i < json_array_get_length (names); i++) {
    const gchar *name = oa_json_array_get_string (names, i);

    if (name && !json_object_has_member (object, name)) {
      g_autofree gchar *shown = shorten (name);

      return complain (self, "must have the member \"%s\"", shown);
    }
  }
  return TRUE;
}

/* The schema of a member that `properties` does not name, NULL = any. What
 * patternProperties would allow is not known here. */
static JsonNode *
get_additional (JsonObject *schema)
{
  if (json_object_has_member (schema, "patternProperties"))
    return NULL;
  return json_object_get_member (schema, "additionalProperties");
}

static gboolean
is_false (JsonNode *node)
{
  return node && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_BOOLEAN
      && !json_node_get_boolean (node);
}

static gboolean
check_member (Checker *self, JsonObject *schema, const gchar *name,
    JsonNode *value)
{
  JsonObject *properties = oa_json_get_object (schema, "properties");
  JsonNode *wanted = NULL;
  gboolean ok;
  gsize back;

  if (properties)
    wanted = json_object_get_member (properties, name);
  if (!wanted) {
    wanted = get_additional (schema);
    if (is_false (wanted)) {
      g_autofree gchar *shown = shorten (name);

      return complain (self, "must not have the member \"%s\"", shown);
    }
  }
  if (!wanted)
    return TRUE;
  back = enter_member (self, name);
  ok = check (self, wanted, value);
  leave (self, back);
  return ok;
}

static gboolean
check_object (Checker *self, JsonObject *schema, JsonNode *node)
{
  JsonObject *object;
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  object = json_node_get_object (node);
  if (!check_required (self, schema, object))
    return FALSE;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!check_member (self, schema, name, value))
      return FALSE;
  return TRUE;
}

/*** alternatives ***/

static guint
count_matches (Checker *self, JsonArray *schemas, JsonNode *value)
{
  guint n = 0;

  self->muted++;
  for (guint i = 0; i < json_array_get_length (schemas); i++)
    n += check (self, json_array_get_element (schemas, i), value);
  self->muted--;
  return n;
}

static gboolean
check_alternatives (Checker *self, JsonObject *schema, JsonNode *value)
{
  JsonArray *all = oa_json_get_array (schema, "allOf");
  JsonArray *any = oa_json_get_array (schema, "anyOf");
  JsonArray *one = oa_json_get_array (schema, "oneOf");

  for (guint i = 0; all && i < json_array_get_length (all); i++)
    if (!check (self, json_array_get_element (all, i), value))
      return FALSE;
  if (any && count_matches (self, any, value) == 0)
    return complain (self, "must match one of the schemas in anyOf");
  if (one && count_matches (self, one, value) != 1)
    return complain (self, "must match exactly one of the schemas in oneOf");
  return TRUE;
}

static gboolean
check_keywords (Checker *self, JsonObject *schema, JsonNode *value)
{
  return check_type (self, schema, value) && check_enum (self, schema, value)
      && check_const (self, schema, value) && check_number (self, schema, value)
      && check_string (self, schema, value) && check_array (self, schema, value)
      && check_object (self, schema, value)
      && check_alternatives (self, schema, value);
}

static gboolean
check (Checker *self, JsonNode *schema, JsonNode *value)
{
  gboolean ok;

  if (is_false (schema))
    return complain (self, "must not be there");
  if (!JSON_NODE_HOLDS_OBJECT (schema))
    return TRUE;
  if (self->depth == MAX_DEPTH || self->visits == MAX_VISITS) {
    self->exceeded = TRUE;
    return complain (self, "is too deep or too large to be checked");
  }
  self->depth++;
  self->visits++;
  ok = check_keywords (self, json_node_get_object (schema), value);
  self->depth--;
  return ok;
}

gchar *
oa_json_schema_check (JsonNode *schema, JsonNode *value, const gchar *name)
{
  Checker checker = {
    g_string_new (name),
  };

  check (&checker, schema, value);
  g_string_free (checker.path, TRUE);
  return checker.complaint;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonrules.c - a JSON file against its table. */

#include "jsonrules.h"

#include "jsonplace.h"

#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <math.h>
#include <string.h>

#define MAX_SHOWN 200

typedef struct
{
  const gchar *name;
  const gchar *text;
  GString *place;
  GError **error;
} Reader;

static gboolean check_members (Reader *self, const AppJsonRule *rules,
    JsonObject *object);

/*** what is wrong ***/

static gboolean
fail_at (GError **error, const gchar *name, guint line, const gchar *place,
    const gchar *sentence)
{
  g_autofree gchar *shown = oa_text_make_printable (place, MAX_SHOWN);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      "%s, line %u%s%s: %s", name, line, *shown != '\0' ? ", " : "", shown,
      sentence);
  return FALSE;
}

gboolean
app_json_rules_fail (GError **error, const gchar *name, const gchar *text,
    const gchar *path, const gchar *format, ...)
{
  g_autofree gchar *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return fail_at (error, name, app_json_place_find (text, path), path,
      sentence);
}

/*** names that are like others ***/

#define MAX_WORD 32

/* Letters that must be changed, added, left out or swapped. */
static guint
count_edits (const gchar *a, const gchar *b)
{
  guint rows[3][MAX_WORD + 1], n = strlen (a), m = strlen (b);

  for (guint j = 0; j <= m; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= n; i++) {
    guint *above = rows[(i - 1) % 3], *row = rows[i % 3];
    const guint *two_above = rows[(i + 1) % 3];

    row[0] = i;
    for (guint j = 1; j <= m; j++) {
      row[j] = MIN (MIN (above[j], row[j - 1]) + 1,
          above[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = MIN (row[j], two_above[j - 2] + 1);
    }
  }
  return rows[n % 3][m];
}

const gchar *
app_json_find_nearest (const gchar *word, const gchar *const *words)
{
  const gchar *nearest = NULL;
  guint least = G_MAXUINT;

  if (strlen (word) > MAX_WORD)
    return NULL;
  for (; *words != NULL; words++) {
    guint edits;

    if (strlen (*words) > MAX_WORD)
      continue;
    edits = count_edits (word, *words);
    if (edits < least) {
      least = edits;
      nearest = *words;
    }
  }
  return least <= MAX (2, strlen (word) / 3) ? nearest : NULL;
}

static gchar *
describe_words (const gchar *const *words)
{
  g_autofree gchar *list = g_strjoinv ("\", \"", (gchar **) words);

  return g_strdup_printf ("one of \"%s\"", list);
}

static gchar *
describe_range (const AppJsonRule *rule)
{
  gchar min[G_ASCII_DTOSTR_BUF_SIZE], max[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (min, sizeof (min), "%.12g", rule->min);
  g_ascii_formatd (max, sizeof (max), "%.12g", rule->max);
  return g_strdup_printf ("%s to %s", min, max);
}

gchar *
app_json_rule_describe (const AppJsonRule *rule)
{
  static const gchar *const forms[] = {
    [APP_JSON_TEXT] = "a text of %s bytes",
    [APP_JSON_LINES] = "a text of %s bytes, or a list of its lines",
    [APP_JSON_INT] = "an integer from %s",
    [APP_JSON_NUMBER] = "a number from %s",
    [APP_JSON_TEXTS] = "a list of %s texts",
    [APP_JSON_MAP] = "an object with %s texts",
    [APP_JSON_OBJECTS] = "a list of %s objects",
    [APP_JSON_NAMED] = "an object with %s objects",
  };
  g_autofree gchar *range = describe_range (rule);
  g_auto (GStrv) parts = NULL;

  if (rule->kind == APP_JSON_WORD)
    return describe_words (rule->words);
  if (rule->kind == APP_JSON_BOOLEAN)
    return g_strdup ("true or false");
  if (rule->kind == APP_JSON_OBJECT || rule->kind == APP_JSON_ANY_OBJECT)
    return g_strdup ("an object");
  parts = g_strsplit (forms[rule->kind], "%s", 2);
  return g_strconcat (parts[0], range, parts[1], NULL);
}

/*** one reader ***/

static gboolean
refuse (Reader *self, const gchar *sentence)
{
  return fail_at (self->error, self->name,
      app_json_place_find (self->text, self->place->str), self->place->str,
      sentence);
}

static gboolean
refuse_value (Reader *self, const AppJsonRule *rule)
{
  g_autofree gchar *wanted = app_json_rule_describe (rule);
  g_autofree gchar *sentence = g_strdup_printf ("This must be %s.", wanted);

  return refuse (self, sentence);
}

static gboolean
is_within (const AppJsonRule *rule, gdouble number)
{
  return number >= rule->min && number <= rule->max;
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
is_text (const AppJsonRule *rule, JsonNode *node)
{
  const gchar *text = get_text (node);

  return text != NULL && is_within (rule, strlen (text));
}

static gboolean
is_word_of (const AppJsonRule *rule, JsonNode *node)
{
  const gchar *text = get_text (node);

  return text != NULL && g_strv_contains (rule->words, text);
}

static gboolean
is_number (const AppJsonRule *rule, JsonNode *node)
{
  gdouble number;

  return oa_json_node_get_number (node, &number) && is_within (rule, number)
      && (rule->kind == APP_JSON_NUMBER || number == floor (number));
}

static gboolean
is_list_of_texts (JsonNode *node)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (get_text (json_array_get_element (array, i)) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_texts (const AppJsonRule *rule, JsonNode *node)
{
  return is_list_of_texts (node)
      && is_within (rule, json_array_get_length (json_node_get_array (node)));
}

/* The lines with their line feeds. */
static gboolean
is_lines (const AppJsonRule *rule, JsonNode *node)
{
  JsonArray *array;
  gsize length = 0;

  if (!is_list_of_texts (node))
    return is_text (rule, node);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    length += strlen (json_array_get_string_element (array, i)) + 1;
  return is_within (rule, length);
}

static gboolean
is_map (const AppJsonRule *rule, JsonNode *node)
{
  g_autoptr (GList) values = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  values = json_object_get_values (json_node_get_object (node));
  for (GList *l = values; l != NULL; l = l->next)
    if (get_text (l->data) == NULL)
      return FALSE;
  return is_within (rule, json_object_get_size (json_node_get_object (node)));
}

static gboolean
is_boolean (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

static gboolean
is_list_of_objects (const AppJsonRule *rule, JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node)
      && is_within (rule, json_array_get_length (json_node_get_array (node)));
}

static gboolean
fits (const AppJsonRule *rule, JsonNode *node)
{
  switch (rule->kind) {
    case APP_JSON_TEXT:
      return is_text (rule, node);
    case APP_JSON_LINES:
      return is_lines (rule, node);
    case APP_JSON_WORD:
      return is_word_of (rule, node);
    case APP_JSON_INT:
    case APP_JSON_NUMBER:
      return is_number (rule, node);
    case APP_JSON_BOOLEAN:
      return is_boolean (node);
    case APP_JSON_TEXTS:
      return is_texts (rule, node);
    case APP_JSON_MAP:
      return is_map (rule, node);
    case APP_JSON_OBJECTS:
      return is_list_of_objects (rule, node);
    case APP_JSON_NAMED:
      return JSON_NODE_HOLDS_OBJECT (node)
          && is_within (rule,
              json_object_get_size (json_node_get_object (node)));
    default:
      return JSON_NODE_HOLDS_OBJECT (node);
  }
}

/*** what is inside ***/

static gboolean
check_inner (Reader *self, const AppJsonRule *rule, JsonNode *node)
{
  static const AppJsonRule object = { .kind = APP_JSON_OBJECT };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse_value (self, &object);
  return check_members (self, rule->members, json_node_get_object (node));
}

static gboolean
check_elements (Reader *self, const AppJsonRule *rule, JsonArray *array)
{
  gsize length = self->place->len;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    app_json_place_add_index (self->place, i);
    if (!check_inner (self, rule, node))
      return FALSE;
    g_string_truncate (self->place, length);
  }
  return TRUE;
}

static gboolean
check_named (Reader *self, const AppJsonRule *rule, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);
  gsize length = self->place->len;

  for (GList *l = names; l != NULL; l = l->next) {
    JsonNode *node = json_object_get_member (object, l->data);

    app_json_place_add_name (self->place, l->data);
    if (!check_inner (self, rule, node))
      return FALSE;
    g_string_truncate (self->place, length);
  }
  return TRUE;
}

static gboolean
check_value (Reader *self, const AppJsonRule *rule, JsonNode *node)
{
  if (!fits (rule, node))
    return refuse_value (self, rule);
  if (rule->kind == APP_JSON_OBJECT)
    return check_members (self, rule->members, json_node_get_object (node));
  if (rule->kind == APP_JSON_OBJECTS)
    return check_elements (self, rule, json_node_get_array (node));
  if (rule->kind == APP_JSON_NAMED)
    return check_named (self, rule, json_node_get_object (node));
  return TRUE;
}

static const AppJsonRule *
find_rule (const AppJsonRule *rules, const gchar *name)
{
  for (; rules->name != NULL; rules++)
    if (g_str_equal (rules->name, name))
      return rules;
  return NULL;
}

static gboolean
refuse_unknown (Reader *self, const AppJsonRule *rules, const gchar *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree gchar *list = NULL;
  g_autofree gchar *sentence = NULL;
  const gchar *nearest;

  for (; rules->name != NULL; rules++)
    g_ptr_array_add (names, (gpointer) rules->name);
  g_ptr_array_add (names, NULL);
  nearest = app_json_find_nearest (name, (const gchar *const *) names->pdata);
  list = g_strjoinv (", ", (gchar **) names->pdata);
  sentence = nearest != NULL
      ? g_strdup_printf ("There is no such member. The nearest is \"%s\".",
          nearest)
      : g_strdup_printf ("There is no such member. Take one of: %s.", list);
  return refuse (self, sentence);
}

static gboolean
check_known (Reader *self, const AppJsonRule *rules, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);
  gsize length = self->place->len;

  for (GList *l = names; l != NULL; l = l->next) {
    const AppJsonRule *rule = find_rule (rules, l->data);

    app_json_place_add_name (self->place, l->data);
    if (rule == NULL)
      return refuse_unknown (self, rules, l->data);
    if (!check_value (self, rule, json_object_get_member (object, l->data)))
      return FALSE;
    g_string_truncate (self->place, length);
  }
  return TRUE;
}

/* A table's own JSON is right; an object gets the defaults inside, too. */
static void
fill_in (Reader *self, const AppJsonRule *rule, JsonObject *object)
{
  JsonNode *node = oa_json_parse (rule->fallback, -1, 0, rule->name, NULL);

  g_assert (node != NULL);
  json_object_set_member (object, rule->name, node);
  if (rule->kind == APP_JSON_OBJECT)
    check_members (self, rule->members, json_node_get_object (node));
}

static gboolean
check_members (Reader *self, const AppJsonRule *rules, JsonObject *object)
{
  if (!check_known (self, rules, object))
    return FALSE;
  for (; rules->name != NULL; rules++) {
    g_autofree gchar *sentence = NULL;

    if (json_object_has_member (object, rules->name))
      continue;
    if (rules->required) {
      sentence =
          g_strdup_printf ("The member \"%s\" is missing here.", rules->name);
      return refuse (self, sentence);
    }
    if (rules->fallback != NULL)
      fill_in (self, rules, object);
  }
  return TRUE;
}

/*** the file ***/

static gboolean
check_text (const gchar *text, gsize length, gsize max_size, const gchar *name,
    GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree gchar *twice = NULL;
  guint line;

  if (!oa_json_check (text, length, max_size, &cause)) {
    if (g_error_matches (cause, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_TOO_LARGE))
      return fail_at (error, name, 1, "", cause->message);
    line = app_json_place_get_line (text, oa_json_measure (text, length));
    return fail_at (error, name, line, "",
        g_error_matches (cause, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SYNTAX)
            ? "This is not JSON. Look for a comma, a quote or a bracket that "
              "is missing or too many, here or just before."
            : cause->message);
  }
  twice = app_json_place_find_double (text, &line);
  return twice == NULL
      || fail_at (error, name, line, twice,
          "This member is there twice. Take one of them out.");
}

JsonObject *
app_json_rules_read (const AppJsonRule *rules, const gchar *text, gsize length,
    gsize max_size, const gchar *name, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  Reader reader = { name, text, NULL, error };
  gboolean ok;

  if (!check_text (text, length, max_size, name, error))
    return NULL;
  object = oa_json_parse_object (text, length, max_size, name, NULL);
  if (object == NULL) {
    fail_at (error, name, 1, "", "This must be a JSON object: { ... }.");
    return NULL;
  }
  reader.place = g_string_new (NULL);
  ok = check_members (&reader, rules, object);
  g_string_free (reader.place, TRUE);
  return ok ? g_steal_pointer (&object) : NULL;
}

/*** the table, told ***/

static void
tell_rules (const AppJsonRule *rules, const gchar *prefix, AppJsonRuleFunc func,
    gpointer user_data)
{
  for (; rules->name != NULL; rules++) {
    g_autofree gchar *path = g_strconcat (prefix, rules->name, NULL);
    g_autofree gchar *inner = g_strconcat (path,
        rules->kind == APP_JSON_OBJECTS     ? "[]."
            : rules->kind == APP_JSON_NAMED ? ".*."
                                            : ".",
        NULL);

    func (path, rules, user_data);
    if (rules->members != NULL)
      tell_rules (rules->members, inner, func, user_data);
  }
}

void
app_json_rules_foreach (const AppJsonRule *rules, AppJsonRuleFunc func,
    gpointer user_data)
{
  tell_rules (rules, "", func, user_data);
}

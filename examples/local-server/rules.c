/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rules.c - see rules.h. */

#include "config.h"

#include "rules.h"

#include "protocol/json.h"

#include <string.h>

gboolean
ors_rules_invalid_type (const gchar *path, const gchar *expected,
    OrsProblem *problem)
{
  return ors_problem_set (problem, "invalid_type", path,
      "Invalid type for '%s': expected %s.", path, expected);
}

static gboolean
check_length (const OrsRule *rule, gsize length, const gchar *path,
    const gchar *unit, OrsProblem *problem)
{
  return rule->max == 0 || length <= rule->max
      || ors_problem_set (problem, "invalid_value", path,
          "Invalid '%s': at most %.0f %s are allowed.", path, rule->max, unit);
}

static gboolean
check_string (const OrsRule *rule, JsonNode *node, const gchar *path,
    OrsProblem *problem)
{
  const gchar *value;
  g_autofree gchar *allowed = NULL;

  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return ors_rules_invalid_type (path, "a string", problem);

  value = json_node_get_string (node);
  if (!check_length (rule, strlen (value), path, "bytes", problem))
    return FALSE;
  if (rule->values == NULL || g_strv_contains (rule->values, value))
    return TRUE;

  allowed = g_strjoinv ("', '", (gchar **) rule->values);
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid value: '%s'. Supported values are: '%s'.", value, allowed);
}

static gboolean
check_range (const OrsRule *rule, gdouble value, const gchar *path,
    OrsProblem *problem)
{
  if (rule->min == rule->max || (value >= rule->min && value <= rule->max))
    return TRUE;
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid '%s': %g is not between %g and %g.", path, value, rule->min,
      rule->max);
}

static gboolean
check_number (const OrsRule *rule, JsonNode *node, const gchar *path,
    OrsProblem *problem)
{
  GType type = json_node_get_value_type (node);

  if (rule->kind == ORS_RULE_INTEGER && type != G_TYPE_INT64)
    return ors_rules_invalid_type (path, "an integer", problem);
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return ors_rules_invalid_type (path, "a number", problem);
  return check_range (rule, json_node_get_double (node), path, problem);
}

static gboolean
check_object (const OrsRule *rule, JsonNode *node, const gchar *path,
    OrsProblem *problem)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return ors_rules_invalid_type (path, "an object", problem);
  if (rule->members != NULL
      && !ors_rules_check (rule->members, json_node_get_object (node), path,
          problem))
    return FALSE;
  return rule->check == NULL || rule->check (node, path, problem);
}

static gboolean
check_element (const OrsRule *rule, JsonNode *node, const gchar *path,
    OrsProblem *problem)
{
  if (rule->members != NULL)
    return check_object (rule, node, path, problem);
  return rule->check == NULL || rule->check (node, path, problem);
}

static gboolean
check_elements (const OrsRule *rule, JsonNode *node, const gchar *path,
    OrsProblem *problem)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return ors_rules_invalid_type (path, "an array", problem);
  array = json_node_get_array (node);
  if (!check_length (rule, json_array_get_length (array), path, "elements",
          problem))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autofree gchar *element = g_strdup_printf ("%s[%u]", path, i);

    if (!check_element (rule, json_array_get_element (array, i), element,
            problem))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_member (const OrsRule *rule, JsonNode *node, const gchar *path,
    OrsProblem *problem)
{
  if (rule->nullable && JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  switch (rule->kind) {
    case ORS_RULE_STRING:
      return check_string (rule, node, path, problem);
    case ORS_RULE_BOOLEAN:
      return json_node_get_value_type (node) == G_TYPE_BOOLEAN
          || ors_rules_invalid_type (path, "a boolean", problem);
    case ORS_RULE_INTEGER:
    case ORS_RULE_NUMBER:
      return check_number (rule, node, path, problem);
    case ORS_RULE_OBJECT:
      return check_object (rule, node, path, problem);
    case ORS_RULE_ARRAY:
      return check_elements (rule, node, path, problem);
    case ORS_RULE_ANY:
    default:
      return rule->check == NULL || rule->check (node, path, problem);
  }
}

static const OrsRule *
find_rule (const OrsRule *rules, const gchar *name)
{
  for (const OrsRule *rule = rules; rule->name != NULL; rule++) {
    if (g_str_equal (rule->name, name))
      return rule;
  }
  return NULL;
}

static gchar *
member_path (const gchar *path, const gchar *name)
{
  return path == NULL ? g_strdup (name) : g_strconcat (path, ".", name, NULL);
}

static gboolean
check_required (const OrsRule *rules, JsonObject *object, const gchar *path,
    OrsProblem *problem)
{
  for (const OrsRule *rule = rules; rule->name != NULL; rule++) {
    g_autofree gchar *member = member_path (path, rule->name);

    if (rule->required && !json_object_has_member (object, rule->name))
      return ors_problem_set (problem, "missing_required_parameter", member,
          "Missing required parameter: '%s'.", member);
  }
  return TRUE;
}

gboolean
ors_rules_check (const OrsRule *rules, JsonObject *object, const gchar *path,
    OrsProblem *problem)
{
  g_autoptr (GList) names = json_object_get_members (object);

  if (!check_required (rules, object, path, problem))
    return FALSE;

  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree gchar *member = member_path (path, l->data);
    const OrsRule *rule = find_rule (rules, l->data);

    if (rule == NULL)
      return ors_problem_set (problem, "unknown_parameter", member,
          "Unknown parameter: '%s'.", member);
    if (!check_member (rule, json_object_get_member (object, l->data), member,
            problem))
      return FALSE;
  }
  return TRUE;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* functioncheck.c - two tables of functions, and the check of a call. */

#include "functioncheck.h"

#include "protocol/jsonschema.h"
#include "action.h"

#include <string.h>

#define MAX_ARGUMENTS (1024 * 1024)
/* Of the list of names that a sentence tells. */
#define MAX_NAMES 1024
/* A longer name is not told. */
#define MAX_NAME 128

struct _OaFunctionCheck
{
  GHashTable *session; /* name -> JsonNode, the schema or null */
  GHashTable *extra;   /* of responses with tools of their own */
};

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) json_node_unref);
}

OaFunctionCheck *
oa_function_check_new (void)
{
  OaFunctionCheck *self = g_new0 (OaFunctionCheck, 1);

  self->session = new_table ();
  self->extra = new_table ();
  return self;
}

void
oa_function_check_free (OaFunctionCheck *self)
{
  g_hash_table_unref (self->session);
  g_hash_table_unref (self->extra);
  g_free (self);
}

static void
add_tool (GHashTable *table, JsonObject *tool)
{
  const gchar *name = oa_json_get_string (tool, "name");
  JsonNode *schema = NULL;

  if (name == NULL
      || g_strcmp0 (oa_json_get_string (tool, "type"), "function") != 0)
    return;
  if (oa_json_get_object (tool, "parameters") != NULL)
    schema = oa_json_node_copy (json_object_get_member (tool, "parameters"));
  g_hash_table_replace (table, g_strdup (name),
      schema != NULL ? schema : json_node_new (JSON_NODE_NULL));
}

static void
add_tools (GHashTable *table, JsonArray *tools)
{
  guint i;

  for (i = 0; tools != NULL && i < json_array_get_length (tools); i++)
    add_tool (table, oa_json_array_get_object (tools, i));
}

void
oa_function_check_set (OaFunctionCheck *self, JsonArray *tools)
{
  g_hash_table_remove_all (self->session);
  add_tools (self->session, tools);
}

void
oa_function_check_add (OaFunctionCheck *self, JsonArray *tools)
{
  add_tools (self->extra, tools);
}

/*** checking ***/

static gchar *
list_names (const OaFunctionCheck *self)
{
  GList *names = g_list_concat (g_hash_table_get_keys (self->session),
      g_hash_table_get_keys (self->extra));
  GString *list = g_string_new (NULL);
  GList *l;

  names = g_list_sort (names, (GCompareFunc) g_strcmp0);
  for (l = names; l != NULL && list->len < MAX_NAMES; l = l->next) {
    if (l->prev != NULL && g_str_equal (l->prev->data, l->data))
      continue;
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
        (const gchar *) l->data);
  }
  g_list_free (names);
  return g_string_free (list, FALSE);
}

static JsonNode *
find_schema (const OaFunctionCheck *self, const gchar *name)
{
  JsonNode *schema = g_hash_table_lookup (self->session, name);

  return schema != NULL ? schema : g_hash_table_lookup (self->extra, name);
}

static gchar *
check_name (const OaFunctionCheck *self, JsonNode *schema, const gchar **code)
{
  gchar *names, *sentence;

  if (schema != NULL
      || (g_hash_table_size (self->session) == 0
          && g_hash_table_size (self->extra) == 0))
    return NULL;
  names = list_names (self);
  sentence = g_strdup_printf ("There is no function of this name. Call one of "
                              "these: %s.",
      names);
  g_free (names);
  *code = "unknown_function";
  return sentence;
}

static gboolean
is_required (JsonArray *required, const gchar *name)
{
  guint i;

  for (i = 0; required != NULL && i < json_array_get_length (required); i++) {
    if (g_strcmp0 (oa_json_array_get_string (required, i), name) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Models write null for what they do not give. */
static void
drop_optional_nulls (JsonObject *arguments, JsonNode *schema)
{
  JsonArray *required = JSON_NODE_HOLDS_OBJECT (schema)
      ? oa_json_get_array (json_node_get_object (schema), "required")
      : NULL;
  GList *names = json_object_get_members (arguments);
  GList *l;

  for (l = names; l != NULL; l = l->next) {
    if (JSON_NODE_HOLDS_NULL (json_object_get_member (arguments, l->data))
        && !is_required (required, l->data))
      json_object_remove_member (arguments, l->data);
  }
  g_list_free (names);
}

static gchar *
check_arguments (const gchar *arguments, JsonNode *schema, gboolean validate)
{
  JsonNode *node =
      oa_json_parse (arguments, -1, MAX_ARGUMENTS, "arguments", NULL);
  gchar *sentence = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    sentence = g_strdup ("The arguments are not a JSON object. Call the "
                         "function again with a JSON object.");
  else if (validate && schema != NULL) {
    drop_optional_nulls (json_node_get_object (node), schema);
    sentence = oa_json_schema_check (schema, node, "arguments");
  }
  g_clear_pointer (&node, json_node_unref);
  return sentence;
}

gchar *
oa_function_check_call (const OaFunctionCheck *self, const gchar *name,
    const gchar *arguments, gboolean validate, const gchar **code)
{
  JsonNode *schema = find_schema (self, name);
  gchar *sentence = check_name (self, schema, code);

  if (sentence == NULL) {
    sentence = check_arguments (arguments, schema, validate);
    *code = sentence != NULL ? "invalid_arguments" : NULL;
  }
  return sentence;
}

void
oa_function_check_report (const OaItemInfo *item, const gchar *code,
    const gchar *sentence, GPtrArray *actions)
{
  OaServiceError error = {
    (gchar *) "function_call",
    (gchar *) code,
  };

  if (strlen (item->name) <= MAX_NAME)
    error.param = item->name;
  error.message = g_strdup_printf ("A call by the model was not carried out: "
                                   "%s",
      sentence);
  oa_actions_notify (actions, &(OaNotice){ OA_NOTICE_ERROR, .error = &error });
  g_free (error.message);
}

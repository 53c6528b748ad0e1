/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonsecrets.c - members that authorize somewhere, by their names. */

#include "jsonsecrets.h"

#include "json.h"
#include "secretname.h"

#include <string.h>

#define HIDDEN "***"

/* What is inside these is all secret. */
static gboolean
is_secret_container (const gchar *name)
{
  return strcmp (name, "authorization") == 0 || strcmp (name, "headers") == 0
      || strcmp (name, "cookie") == 0 || strcmp (name, "cookies") == 0;
}

static gboolean
redact_text (JsonNode *node)
{
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  json_node_set_string (node, HIDDEN);
  return TRUE;
}

/* A token may be the user, in the path or in the query: only the host stays. */
static gboolean
redact_address (JsonNode *node)
{
  const gchar *text = json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;
  const gchar *start = text ? strstr (text, "://") : NULL;
  const gchar *host, *end, *at;
  g_autofree gchar *shown = NULL;

  if (!start)
    return text && *text && redact_text (node);
  host = start + 3;
  end = host + strcspn (host, "/?#");
  at = g_strrstr_len (host, end - host, "@");
  if (!at && (*end == '\0' || strcmp (end, "/") == 0))
    return FALSE;
  if (at)
    host = at + 1;
  shown = g_strdup_printf ("%.*s%.*s/" HIDDEN, (gint) (start + 3 - text), text,
      (gint) (end - host), host);
  json_node_set_string (node, shown);
  return TRUE;
}

static gboolean redact_node (JsonNode *node, gboolean all);

static gboolean
redact_member (const gchar *name, JsonNode *node, gboolean all)
{
  g_autofree gchar *plain = g_ascii_strdown (name, -1);

  if (all || is_secret_container (plain))
    return redact_node (node, TRUE);
  /* An object of such a name may be the schema of an argument. */
  if (JSON_NODE_HOLDS_VALUE (node) && oa_secret_name_ends (plain))
    return redact_text (node);
  if (JSON_NODE_HOLDS_VALUE (node) && g_str_has_suffix (plain, "url"))
    return redact_address (node);
  return redact_node (node, FALSE);
}

static gboolean
redact_object (JsonObject *object, gboolean all)
{
  g_autoptr (GList) names = json_object_get_members (object);
  gboolean found = FALSE;

  for (GList *l = names; l; l = l->next)
    found |=
        redact_member (l->data, json_object_get_member (object, l->data), all);
  return found;
}

static gboolean
redact_array (JsonArray *array, gboolean all)
{
  gboolean found = FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    found |= redact_node (json_array_get_element (array, i), all);
  return found;
}

/* Depth is limited by the parser. */
static gboolean
redact_node (JsonNode *node, gboolean all)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return redact_object (json_node_get_object (node), all);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return redact_array (json_node_get_array (node), all);
  return all && JSON_NODE_HOLDS_VALUE (node) && redact_text (node);
}

gchar *
oa_json_redact (const gchar *text)
{
  g_autoptr (JsonNode) parsed =
      text ? oa_json_parse (text, -1, 0, "settings", NULL) : NULL;
  g_autoptr (JsonNode) node = parsed ? oa_json_node_copy (parsed) : NULL;

  if (!node || !redact_node (node, FALSE))
    return NULL;
  return oa_json_node_to_text (node);
}

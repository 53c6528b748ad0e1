/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonsecrets.c - see jsonsecrets.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "jsonsecrets.h"

#include "json.h"

#define HIDDEN "***"

static gboolean hide_in_node (JsonNode *node, gboolean all);

static gboolean
hide_in_object (JsonObject *object, gboolean all)
{
  g_autoptr (GList) names = json_object_get_members (object);
  gboolean found = FALSE;

  for (GList *l = names; l; l = l->next) {
    const gchar *name = l->data;
    gboolean secret = all || g_str_equal (name, "authorization")
        || g_str_equal (name, "headers");

    found |= hide_in_node (json_object_get_member (object, name), secret);
  }
  return found;
}

static gboolean
hide_in_array (JsonArray *array, gboolean all)
{
  gboolean found = FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    found |= hide_in_node (json_array_get_element (array, i), all);
  return found;
}

/* Depth is limited by the parser. */
static gboolean
hide_in_node (JsonNode *node, gboolean all)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return hide_in_object (json_node_get_object (node), all);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return hide_in_array (json_node_get_array (node), all);
  if (!all || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  json_node_set_string (node, HIDDEN);
  return TRUE;
}

gchar *
oa_json_hide_secrets (const gchar *text)
{
  g_autoptr (JsonNode) parsed = text ? oa_json_parse (text, -1, 0, "settings",
      NULL) : NULL;
  g_autoptr (JsonNode) node = parsed ? oa_json_node_copy (parsed) : NULL;

  if (!node || !hide_in_node (node, FALSE))
    return NULL;
  return oa_json_node_to_text (node);
}

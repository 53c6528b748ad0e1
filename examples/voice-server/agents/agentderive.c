/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentderive.c - see agentderive.h. */

#include "agentderive.h"

#include "agentfile.h"

#include "protocol/json.h"

#include <string.h>

/* For the sentences of errors. */
#define NAME "The session"

static gboolean
check_tools (JsonObject *changes, GError **error)
{
  JsonArray *tools = oa_json_get_array (changes, "tools");

  for (guint i = 0; tools != NULL && i < json_array_get_length (tools); i++) {
    JsonObject *tool = oa_json_array_get_object (tools, i);
    JsonObject *http = tool != NULL ? oa_json_get_object (tool, "http") : NULL;

    if (tool == NULL
        || (!json_object_has_member (tool, "command")
            && (http == NULL
                || !json_object_has_member (http, "headers_from_environment"))))
      continue;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "tools[%u] of the session runs a program or sends the environment. "
        "Put it into an agent file, and name that as \"agent\".",
        i);
    return FALSE;
  }
  return TRUE;
}

static JsonObject *
merge (OvsAgent *base, JsonObject *changes)
{
  JsonObject *json = base != NULL ? oa_json_object_copy (base->json)
                                  : json_object_new ();
  GList *names = json_object_get_members (changes);

  for (GList *at = names; at != NULL; at = at->next)
    json_object_set_member (json, at->data,
        oa_json_node_copy (json_object_get_member (changes, at->data)));
  g_list_free (names);
  if (!json_object_has_member (json, "name"))
    json_object_set_string_member (json, "name", "session");
  return json;
}

OvsAgent *
ovs_agent_derive (OvsAgent *base, JsonObject *changes, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  g_autofree gchar *text = NULL;

  if (!check_tools (changes, error))
    return NULL;
  json = merge (base, changes);
  text = oa_json_object_to_text (json);
  return ovs_agent_parse (text, strlen (text), NAME,
      base != NULL ? base->folder : G_DIR_SEPARATOR_S, error);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventitem.c - a conversation item as events carry it. */

#include "eventitem.h"

#include "json.h"

static const gchar *const kind_nicks[] = {
  [OA_ITEM_OTHER] = "other",
  [OA_ITEM_MESSAGE] = "message",
  [OA_ITEM_FUNCTION_CALL] = "function_call",
  [OA_ITEM_FUNCTION_CALL_OUTPUT] = "function_call_output",
  [OA_ITEM_MCP_LIST_TOOLS] = "mcp_list_tools",
  [OA_ITEM_MCP_APPROVAL_REQUEST] = "mcp_approval_request",
  [OA_ITEM_MCP_APPROVAL_RESPONSE] = "mcp_approval_response",
  [OA_ITEM_MCP_CALL] = "mcp_call",
};

static const gchar *const role_nicks[] = {
  [OA_ROLE_NONE] = "",
  [OA_ROLE_SYSTEM] = "system",
  [OA_ROLE_USER] = "user",
  [OA_ROLE_ASSISTANT] = "assistant",
};

/* Position of @nick in @nicks, 0 for anything else. */
static guint
find_nick (const gchar *const *nicks, guint n_nicks, const gchar *nick)
{
  for (guint i = 1; i < n_nicks; i++)
    if (g_strcmp0 (nicks[i], nick) == 0)
      return i;
  return 0;
}

const gchar *
oa_role_get_nick (OaRole role)
{
  return (guint) role < G_N_ELEMENTS (role_nicks) ? role_nicks[role] : "";
}

OaRole
oa_role_from_nick (const gchar *nick)
{
  return find_nick (role_nicks, G_N_ELEMENTS (role_nicks), nick);
}

const gchar *
oa_item_kind_get_nick (OaItemKind kind)
{
  if ((guint) kind >= G_N_ELEMENTS (kind_nicks))
    kind = OA_ITEM_OTHER;
  return kind_nicks[kind];
}

static gboolean
is_audio_part (JsonObject *part)
{
  static const gchar *const types[] = { "input_audio", "output_audio", "audio",
    NULL };
  const gchar *type = oa_json_get_string (part, "type");

  return type && g_strv_contains (types, type);
}

static const gchar *
get_part_text (JsonObject *part)
{
  const gchar *text = oa_json_get_string (part, "text");

  return text ? text : oa_json_get_string (part, "transcript");
}

/* An empty text is a transcript that is still to come: it is left out. */
static void
add_line (GString *lines, const gchar *text)
{
  if (!text || !*text)
    return;
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  g_string_append (lines, text);
}

static void
read_content (OaItemInfo *self, JsonArray *content)
{
  guint n_parts = content ? json_array_get_length (content) : 0;
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < n_parts; i++) {
    JsonObject *part = oa_json_array_get_object (content, i);

    add_line (lines, get_part_text (part));
    self->has_audio |= is_audio_part (part);
  }
  self->text = g_string_free (lines, lines->len == 0);
}

/* A server may have any number of them. */
#define MAX_TOOLS 256

static gchar **
read_tools (JsonArray *tools)
{
  guint n_tools = tools ? MIN (json_array_get_length (tools), MAX_TOOLS) : 0;
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < n_tools; i++) {
    JsonObject *tool = oa_json_array_get_object (tools, i);
    const gchar *name = oa_json_get_string (tool, "name");

    if (name)
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_add (names, NULL);
  return (gchar **) g_ptr_array_free (names, FALSE);
}

static void
read_mcp (OaItemInfo *self, JsonObject *item)
{
  JsonObject *error = oa_json_get_object (item, "error");

  self->server_label = oa_json_dup_string (item, "server_label");
  self->approval_request_id = oa_json_dup_string (item, "approval_request_id");
  if (error)
    self->error_text = oa_json_dup_string (error, "message");
  if (error && !self->error_text)
    self->error_text = g_strdup ("the call failed");
  if (self->kind == OA_ITEM_MCP_LIST_TOOLS)
    self->tools = read_tools (oa_json_get_array (item, "tools"));
}

OaItemInfo *
oa_item_info_new (JsonObject *item)
{
  OaItemInfo *self = g_new0 (OaItemInfo, 1);

  self->id = oa_json_dup_string (item, "id");
  self->kind = find_nick (kind_nicks, G_N_ELEMENTS (kind_nicks),
      oa_json_get_string (item, "type"));
  self->role = oa_role_from_nick (oa_json_get_string (item, "role"));
  self->status = oa_json_dup_string (item, "status");
  self->name = oa_json_dup_string (item, "name");
  self->call_id = oa_json_dup_string (item, "call_id");
  self->arguments = oa_json_dup_string (item, "arguments");
  self->output = oa_json_dup_string (item, "output");
  self->phase = oa_json_dup_string (item, "phase");
  read_mcp (self, item);
  read_content (self, oa_json_get_array (item, "content"));
  return self;
}

OaItemInfo *
oa_item_info_copy (const OaItemInfo *item)
{
  OaItemInfo *copy;

  if (!item)
    return NULL;
  copy = g_new (OaItemInfo, 1);
  *copy = *item;
  copy->id = g_strdup (item->id);
  copy->status = g_strdup (item->status);
  copy->text = g_strdup (item->text);
  copy->name = g_strdup (item->name);
  copy->call_id = g_strdup (item->call_id);
  copy->arguments = g_strdup (item->arguments);
  copy->output = g_strdup (item->output);
  copy->phase = g_strdup (item->phase);
  copy->server_label = g_strdup (item->server_label);
  copy->approval_request_id = g_strdup (item->approval_request_id);
  copy->error_text = g_strdup (item->error_text);
  copy->tools = g_strdupv (item->tools);
  return copy;
}

void
oa_item_info_free (OaItemInfo *item)
{
  if (!item)
    return;
  g_free (item->id);
  g_free (item->status);
  g_free (item->text);
  g_free (item->name);
  g_free (item->call_id);
  g_free (item->arguments);
  g_free (item->output);
  g_free (item->phase);
  g_free (item->server_label);
  g_free (item->approval_request_id);
  g_free (item->error_text);
  g_strfreev (item->tools);
  g_free (item);
}

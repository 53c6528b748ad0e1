/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A conversation item as events carry it. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  OA_ITEM_OTHER,
  OA_ITEM_MESSAGE,
  OA_ITEM_FUNCTION_CALL,
  OA_ITEM_FUNCTION_CALL_OUTPUT,
  OA_ITEM_MCP_LIST_TOOLS,
  OA_ITEM_MCP_APPROVAL_REQUEST,
  OA_ITEM_MCP_APPROVAL_RESPONSE,
  OA_ITEM_MCP_CALL,
} OaItemKind;

typedef enum
{
  OA_ROLE_NONE,
  OA_ROLE_SYSTEM,
  OA_ROLE_USER,
  OA_ROLE_ASSISTANT,
} OaRole;

typedef struct
{
  gchar *id;
  OaItemKind kind;
  OaRole role;
  gchar *status;              /* in_progress, completed, incomplete or NULL */
  gchar *text;                /* texts and transcripts of the content, one per
                               * line; NULL if none */
  gboolean has_audio;         /* a content part is audio */
  gchar *name;                /* function_call, mcp_* */
  gchar *call_id;             /* function_call, function_call_output */
  gchar *arguments;           /* function_call, mcp_* */
  gchar *output;              /* function_call_output, mcp_call */
  gchar *phase;               /* commentary, final_answer, or NULL */
  gchar *server_label;        /* mcp_* */
  gchar *approval_request_id; /* mcp_call */
  gchar *error_text;          /* mcp_call: what went wrong, or NULL */
  gchar **tools;              /* mcp_list_tools: names; else NULL */
} OaItemInfo;

/* Takes what is there: a member of another type is a missing one. */
OaItemInfo *oa_item_info_new (JsonObject *item);
OaItemInfo *oa_item_info_copy (const OaItemInfo *item);
void oa_item_info_free (OaItemInfo *item);

const gchar *oa_role_get_nick (OaRole role);          /* "user", … , "" */
OaRole oa_role_from_nick (const gchar *nick);         /* else NONE */
const gchar *oa_item_kind_get_nick (OaItemKind kind); /* "message", … */

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentprivate.h - an agent's parts, ready for use. */

#pragma once

#include "agent.h"
#include "guardrails.h"
#include "template.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_TOOL_TRANSFER,
  OVS_TOOL_HANG_UP,
  OVS_TOOL_SEND_SMS,
  OVS_TOOL_SCHEDULE_CALLBACK,
  OVS_TOOL_TAKE_MESSAGE,
  OVS_TOOL_SEND_DTMF,
  OVS_TOOL_SWITCH_AGENT,
  OVS_TOOL_HTTP, /* the builtins are in the order of their words */
  OVS_TOOL_COMMAND,
  OVS_TOOL_NOTE_FACT,
} OvsToolKind;

typedef struct
{
  OvsToolKind kind;
  const gchar *name;
  gchar *description;
  gchar *parameters; /* JSON Schema */
  JsonObject *json;  /* what the file says of it; borrowed, or NULL */
  OvsTemplate *url;  /* OVS_TOOL_HTTP */
} OvsTool;

struct _OvsAgent
{
  gatomicrefcount ref_count;
  JsonObject *json; /* as the rules have it, defaults filled in */
  const gchar *name;
  gchar *folder; /* where its files and commands are */
  OvsTemplate *instructions;
  OvsTemplate *greeting; /* or NULL, as the next ones */
  OvsTemplate *goodbye;
  OvsTemplate *human_say;
  gchar **human_phrases; /* normalized */
  OvsGuardrails *guardrails;
  GPtrArray *instead; /* OvsTemplate, one a pattern */
  GPtrArray *tools;   /* OvsTool */
  gchar *prompt_file;
};

/* Empty, but for what it is freed with. */
OvsAgent *ovs_agent_new (const gchar *folder);

/* "session", "limits", ...; an empty object is never NULL where the rules fill
 * it in. */
JsonObject *ovs_agent_get_part (OvsAgent *self, const gchar *name);

/* @path of the file, from its folder on. (transfer full) */
gchar *ovs_agent_build_path (OvsAgent *self, const gchar *path);

/* A text, or its lines joined; NULL. (transfer full) */
gchar *ovs_agent_join_lines (JsonObject *object, const gchar *member);

/* A list of texts; empty without the member. (transfer full) */
gchar **ovs_agent_dup_texts (JsonObject *object, const gchar *member);

G_END_DECLS

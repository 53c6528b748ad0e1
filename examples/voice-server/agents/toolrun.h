/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolrun.h - one call of a function, from its arguments to its record. */

#pragma once

#include "callstate.h"

G_BEGIN_DECLS

typedef struct _OvsToolRun OvsToolRun;

/* Keeps what it needs until it is answered. @tool belongs to the agent that
 * speaks now. */
OvsToolRun *ovs_tool_run_new (OvsCallState *state, const OvsTool *tool,
    GstOpenaiRealtimeToolCall *call);

OvsCallState *ovs_tool_run_get_state (OvsToolRun *self);
const OvsTool *ovs_tool_run_get_tool (OvsToolRun *self);
/* The folder of the file that names it. */
const gchar *ovs_tool_run_get_folder (OvsToolRun *self);
JsonObject *ovs_tool_run_get_arguments (OvsToolRun *self);
/* A text of the arguments that is not empty, or NULL. */
const gchar *ovs_tool_run_get_text (OvsToolRun *self, const gchar *name);

/* Each ends it: the model gets the answer, the host the record. */
void ovs_tool_run_answer (OvsToolRun *self, const gchar *output);
void ovs_tool_run_fail (OvsToolRun *self, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);
/* {"ok": true}, and @name with @value unless it is NULL. */
void ovs_tool_run_succeed (OvsToolRun *self, const gchar *name,
    const gchar *value);

G_END_DECLS

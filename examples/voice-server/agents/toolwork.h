/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolwork.h - functions that a command or an HTTP endpoint carries out. */

#pragma once

#include "toolrun.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

void ovs_tool_run_command (OvsToolRun *run);
void ovs_tool_run_http (OvsToolRun *run, SoupSession *session);

/* The agent's command for the context, with what is known on its stdin; @done
 * gets an object, or NULL and a sentence. */
typedef void (*OvsContextDone) (OvsCallState *self, JsonObject *context,
    const gchar *sentence);
void ovs_call_ask_context (OvsCallState *self, JsonObject *command,
    OvsContextDone done);

G_END_DECLS

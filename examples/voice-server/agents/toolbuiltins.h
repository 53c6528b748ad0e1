/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolbuiltins.h - the program's own functions. */

#pragma once

#include "toolrun.h"

G_BEGIN_DECLS

/* All kinds but OVS_TOOL_SWITCH_AGENT, OVS_TOOL_HTTP and OVS_TOOL_COMMAND. */
void ovs_tool_run_builtin (OvsToolRun *run);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentrules.h - which members an agent file may have.
 *
 * The table is the reference that docs/agents.md is compared with. Pure. */

#pragma once

#include "common/jsonrules.h"

G_BEGIN_DECLS

#define OVS_AGENT_MAX_FILE (1024 * 1024)

extern const AppJsonRule ovs_agent_rules[];
/* Of "session": but for "config", each is named after the element's property.
 */
extern const AppJsonRule ovs_agent_session_rules[];

extern const gchar *const ovs_agent_builtins[];

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callhost.h - what the agent of a call asks of it, and tells it. */

#pragma once

#include "agents/agenthost.h"

G_BEGIN_DECLS

/* With the call as user data. */
extern const OvsAgentHost ovs_call_agent_host;

G_END_DECLS

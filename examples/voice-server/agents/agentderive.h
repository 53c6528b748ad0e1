/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentderive.h - an agent that is another one but for what is asked for. Pure
 * but for the time zones of the system. */

#pragma once

#include "agent.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @changes: members of an agent file, in the place of those of @base, or all of
 * it when that is NULL. Programs and the environment are not for them: its
 * functions may not have "command" or "headers_from_environment". */
OvsAgent *ovs_agent_derive (OvsAgent *base, JsonObject *changes,
    GError **error);

G_END_DECLS

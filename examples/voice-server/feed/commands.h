/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* commands.h - one command for one call, from wherever it comes. */

#pragma once

#include "calls/call.h"
#include "feed/commandrules.h"

G_BEGIN_DECLS

/* FALSE: a sentence says why not. The call may have ended, and is still
 * there. */
gboolean ovs_call_command (OvsCall *self, OvsCommander who, JsonObject *command,
    GError **error);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* builtinschema.h - what the model is told of the functions that are the
 * program's own. Pure. */

#pragma once

#include "agentprivate.h"

G_BEGIN_DECLS

/* JSON Schema of its parameters; @tool's "numbers" and "agents" are the
 * choices. (transfer full) */
gchar *ovs_builtin_make_schema (OvsToolKind kind, JsonObject *tool);
/* For a function without a description. */
const gchar *ovs_builtin_get_description (OvsToolKind kind);

G_END_DECLS

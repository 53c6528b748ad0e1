/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonsecrets.h - settings as they may be shown. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text without what authorizes at MCP servers: all that is in "authorization",
 * "headers" and cookies, and texts whose names end as secretname.h has it,
 * become "***"; of addresses (…url) the host is left. (transfer full); NULL
 * when @text has nothing of the kind, or is no JSON. */
gchar *oa_json_redact (const gchar *text);

G_END_DECLS

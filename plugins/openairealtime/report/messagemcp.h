/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messagemcp.h - what MCP servers are asked, as fields of messages. */

#pragma once

#include "conversation/notice.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* Fields of `openairealtime/mcp-tools`, `mcp-call` and
 * `mcp-approval-request`. */
void oa_message_fill_mcp (GstStructure * structure, const OaNotice * notice);

G_END_DECLS

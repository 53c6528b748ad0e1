/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcp.h - tools of MCP servers, imitated: no server is asked, the script says
 * what they give. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Tells the tools of the servers that the session names for the first time. A
 * server whose address contains "unreachable" fails. */
void ors_mcp_list_tools (OrsSession *session);

/* A call of a response, which begins at once unless it needs an approval; what
 * takes long goes on after the response. */
void ors_mcp_call (OrsSession *session, const gchar *response_id, guint index,
    const OrsMcpCall *call);

/* An item of the client may be a decision: it must be about a call that waits
 * for one. */
gboolean ors_mcp_check_decision (OrsSession *session, OrsItem *item,
    OrsProblem *problem);
void ors_mcp_decide (OrsSession *session, OrsItem *item);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcp.h - tools of MCP servers, which the service calls itself.
 *
 * It may ask for approval first, it tells how a call goes, and it does not
 * answer when a call is over: that is ours to ask for, once, when none is open
 * any more.
 *
 * Pure: time (monotonic microseconds) is an argument; what is to be sent and
 * told is appended to an array of OaAction. */

#pragma once

#include "protocol/event.h"
#include "callledger.h"

G_BEGIN_DECLS

typedef struct _OaMcp OaMcp;

OaMcp *oa_mcp_new (void);
void oa_mcp_free (OaMcp *self);

/* A new session knows of no call. */
void oa_mcp_reset (OaMcp *self);

/* Every server event, in order. */
void oa_mcp_handle (OaMcp *self, const OaEvent *event, gint64 now,
    GPtrArray *actions);

/* The user's decision; sent by the next oa_mcp_send(). TAKEN, UNKNOWN or
 * DUPLICATE. */
OaOutputResult oa_mcp_decide (OaMcp *self, const gchar *approval_id,
    gboolean approve, const gchar *reason);
void oa_mcp_send (OaMcp *self, gint64 now, GPtrArray *actions);

/* A call is under way, or waits for a decision. */
gboolean oa_mcp_is_open (const OaMcp *self);

/* A call has ended, or was not approved, since this was last asked. */
gboolean oa_mcp_take_ended (OaMcp *self);

/* Calls of which nothing was heard for long have ended. */
void oa_mcp_poll (OaMcp *self, gint64 now, GPtrArray *actions);
gint64 oa_mcp_get_deadline (const OaMcp *self);

/* Calls are waited for no more. */
void oa_mcp_time_out (OaMcp *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolcalls.h - the calls that the model makes, of our functions and of tools
 * of MCP servers: one answer does for all that are open at a time.
 *
 * Pure: see calls.h and mcp.h. */

#pragma once

#include "calls.h"
#include "mcp.h"

G_BEGIN_DECLS

typedef struct
{
  OaCalls *calls;
  OaMcp *mcp;
  gboolean service_has_tools; /* it has said which: they count */
  gboolean outputs_sent;      /* an answer to them is wanted */
  gboolean mcp_ended;         /* the same, of calls of MCP tools */
  guint max_rounds;           /* see OaCallPolicy */
  guint rounds;               /* since the user's last turn */
} OaToolCalls;

/* What is to be done about an answer. */
typedef enum
{
  OA_ANSWER_NOT_YET,
  OA_ANSWER_WANTED,
  OA_ANSWER_TOO_MANY, /* the model calls in each of its answers */
} OaAnswer;

/* Begins as zeroes. */
void oa_tool_calls_init (OaToolCalls *self, const OaResponses *responses);
void oa_tool_calls_clear (OaToolCalls *self);

/* @tools: as they are wanted; what the service says of them counts more. */
void oa_tool_calls_configure (OaToolCalls *self, const OaCallPolicy *policy,
    JsonArray *tools);

/* Every server event, in order. */
void oa_tool_calls_handle (OaToolCalls *self, const OaEvent *event, gint64 now,
    GPtrArray *actions);

/* Sends outputs and decisions that can be sent. All but NOT_YET: the outputs
 * are out. @input_ended: no further turn of the user comes. */
OaAnswer oa_tool_calls_send (OaToolCalls *self, gboolean input_ended,
    gint64 now, GPtrArray *actions);

/* Of ours or of the service's, or of which the answer is not asked for yet. */
gboolean oa_tool_calls_is_open (const OaToolCalls *self);
gint64 oa_tool_calls_get_deadline (const OaToolCalls *self);

/* Open ones are waited for no more. */
void oa_tool_calls_time_out (OaToolCalls *self, GPtrArray *actions);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolcalls.c - when the calls of a round have ended, those of the application
 * and those to servers of tools (MCP), and how many rounds there may be. */

#include "toolcalls.h"

#include "protocol/json.h"
#include "action.h"
#include "deadline.h"

void
oa_tool_calls_init (OaToolCalls *self, const OaResponses *responses)
{
  self->calls = oa_calls_new (responses);
  self->mcp = oa_mcp_new ();
}

void
oa_tool_calls_clear (OaToolCalls *self)
{
  oa_calls_free (self->calls);
  oa_mcp_free (self->mcp);
}

void
oa_tool_calls_configure (OaToolCalls *self, const OaCallPolicy *policy,
    JsonArray *tools)
{
  oa_calls_configure (self->calls, policy);
  self->max_rounds = policy->max_rounds;
  if (!self->service_has_tools)
    oa_function_check_set (oa_calls_get_functions (self->calls), tools);
}

/* What the session has counts, also when another client set it. */
static void
note_session (OaToolCalls *self, const OaSessionInfo *session)
{
  JsonArray *tools = session != NULL && session->json != NULL
      ? oa_json_get_array (session->json, "tools")
      : NULL;

  if (tools == NULL)
    return;
  oa_function_check_set (oa_calls_get_functions (self->calls), tools);
  self->service_has_tools = TRUE;
}

void
oa_tool_calls_handle (OaToolCalls *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  if (event->type == OA_EVENT_SESSION_UPDATED)
    note_session (self, event->session);
  oa_calls_handle (self->calls, event, now, actions);
  oa_mcp_handle (self->mcp, event, now, actions);
}

/* A model that calls functions in each of its answers would never end. */
static OaAnswer
begin_round (OaToolCalls *self, gboolean input_ended, GPtrArray *actions)
{
  guint max = self->max_rounds;

  if (max == 0 && input_ended)
    max = OA_LAST_ROUNDS;
  self->rounds++;
  if (max == 0 || self->rounds <= max)
    return OA_ANSWER_WANTED;
  if (self->rounds == max + 1)
    oa_actions_add (actions,
        &(OaAction){ OA_ACTION_WARN, .warning = OA_WARNING_FUNCTION_ROUNDS,
            .number = max });
  return OA_ANSWER_TOO_MANY;
}

/* The service does not answer calls of its own by itself. */
OaAnswer
oa_tool_calls_send (OaToolCalls *self, gboolean input_ended, gint64 now,
    GPtrArray *actions)
{
  if (oa_calls_send (self->calls, now, actions))
    self->outputs_sent = TRUE;
  oa_mcp_send (self->mcp, now, actions);
  if (oa_mcp_take_ended (self->mcp))
    self->mcp_ended = TRUE;
  if (oa_mcp_is_open (self->mcp)
      || !(self->outputs_sent
          || (self->mcp_ended && !oa_calls_is_open (self->calls))))
    return OA_ANSWER_NOT_YET;
  self->outputs_sent = self->mcp_ended = FALSE;
  return begin_round (self, input_ended, actions);
}

gboolean
oa_tool_calls_is_open (const OaToolCalls *self)
{
  return oa_calls_is_open (self->calls) || oa_mcp_is_open (self->mcp)
      || self->outputs_sent || self->mcp_ended;
}

gint64
oa_tool_calls_get_deadline (const OaToolCalls *self)
{
  return oa_deadline_earlier (oa_calls_get_deadline (self->calls),
      oa_mcp_get_deadline (self->mcp));
}

void
oa_tool_calls_time_out (OaToolCalls *self, GPtrArray *actions)
{
  oa_calls_time_out (self->calls);
  oa_mcp_time_out (self->mcp);
  self->outputs_sent = self->mcp_ended = FALSE;
  oa_calls_send (self->calls, 0, actions);
}

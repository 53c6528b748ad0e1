/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimecalls.c - the actions that answer calls of the model:
 * outputs of functions, decisions about MCP tools. They are judged at once. */

#include "gstopenairealtimeactions.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

static const gchar *
describe_refusal (OaOutputResult result)
{
  static const gchar *const causes[] = {
    [OA_OUTPUT_UNKNOWN] = "there is none of this id",
    [OA_OUTPUT_DUPLICATE] = "it was answered already",
    [OA_OUTPUT_LATE] = "the call was answered at its timeout; raise "
                       "function-timeout, or set function-late-output",
    [OA_OUTPUT_OUT_OF_BAND] = "the call is outside of the conversation, "
                              "nothing waits for its output",
  };

  return causes[result];
}

static gboolean
check_taken (GstOpenaiRealtime *self, const gchar *action, const gchar *id,
    OaOutputResult result)
{
  if (result != OA_OUTPUT_TAKEN)
    GST_WARNING_OBJECT (self, "%s: %s: %s", action, id,
        describe_refusal (result));
  return result == OA_OUTPUT_TAKEN;
}

static gboolean
send_function_output (GstOpenaiRealtime *self, const gchar *call_id,
    const gchar *output)
{
  OaOutputResult result;
  OaSession *session;

  if (call_id == NULL || !oa_action_is_text (output)) {
    GST_WARNING_OBJECT (self,
        "send-function-output: needs the id of a call "
        "and an output, UTF-8 of at most %d bytes",
        OA_ACTION_MAX_TEXT);
    return FALSE;
  }
  session = oa_action_begin (self, "send-function-output");
  if (session == NULL)
    return FALSE;
  result = oa_session_send_function_output (session, call_id, output);
  oa_session_unref (session);
  return check_taken (self, "send-function-output", call_id, result);
}

static gboolean
approve_mcp_call (GstOpenaiRealtime *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  OaOutputResult result;
  OaSession *session;

  if (approval_id == NULL || (reason != NULL && !oa_action_is_text (reason))) {
    GST_WARNING_OBJECT (self,
        "approve-mcp-call: needs the id of a request, "
        "and a reason, if any, of at most %d bytes of UTF-8",
        OA_ACTION_MAX_TEXT);
    return FALSE;
  }
  session = oa_action_begin (self, "approve-mcp-call");
  if (session == NULL)
    return FALSE;
  result = oa_session_approve_mcp (session, approval_id, approve, reason);
  oa_session_unref (session);
  return check_taken (self, "approve-mcp-call", approval_id, result);
}

void
gst_openai_realtime_install_call_actions (GObjectClass *klass)
{
  /**
   * GstOpenaiRealtime::send-function-output:
   * @self: the element
   * @call_id: the call, as `function-call` told it
   * @output: what the function gave, for the model; UTF-8, at most 1 MiB
   *
   * Answers a function call. When all calls of a response have their outputs,
   * the element asks for the answer to them.
   *
   * Returns: %FALSE when the call is not known, or was answered already
   * Since: 0.1
   */
  oa_action_add (klass, "send-function-output",
      G_CALLBACK (send_function_output), 0, 2, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::approve-mcp-call:
   * @self: the element
   * @approval_id: the request, as `mcp-approval-request` told it
   * @approve: whether the service may make the call
   * @reason: (nullable): why, for the model; UTF-8, at most 1 MiB
   *
   * Decides about a call of an MCP tool. When no call is open any more, the
   * element asks for the answer to them, once.
   *
   * Returns: %FALSE when the request is not known, or was decided already
   * Since: 0.1
   */
  oa_action_add (klass, "approve-mcp-call", G_CALLBACK (approve_mcp_call), 0, 3,
      G_TYPE_STRING, G_TYPE_BOOLEAN, G_TYPE_STRING);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messages.h - the element's bus messages, read by applications.
 *
 * Part of the public library. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstOpenaiRealtimeMessageKind:
 * @GST_OPENAI_REALTIME_MESSAGE_OTHER: not a message of an `openairealtime`
 *   element
 * @GST_OPENAI_REALTIME_MESSAGE_CONNECTED: `openairealtime/connected`: the
 *   session is up
 * @GST_OPENAI_REALTIME_MESSAGE_RECONNECTING: `openairealtime/reconnecting`: the
 *   connection was lost, another try is planned
 * @GST_OPENAI_REALTIME_MESSAGE_RECONNECTED: `openairealtime/reconnected`:
 *   another session has taken over after a loss
 * @GST_OPENAI_REALTIME_MESSAGE_RENEWED: `openairealtime/renewed`: another
 *   session has taken over from one that worked
 * @GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT: `openairealtime/transcript`: what
 *   was said, as text
 * @GST_OPENAI_REALTIME_MESSAGE_SPEECH_STARTED: `openairealtime/speech-started`:
 *   the user began to speak
 * @GST_OPENAI_REALTIME_MESSAGE_SPEECH_STOPPED: `openairealtime/speech-stopped`:
 *   the user stopped speaking
 * @GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE: `openairealtime/response-done`:
 *   an answer is complete
 * @GST_OPENAI_REALTIME_MESSAGE_INTERRUPTED: `openairealtime/interrupted`: an
 *   answer was stopped
 * @GST_OPENAI_REALTIME_MESSAGE_RESUMED: `openairealtime/resumed`: speech that
 *   was held goes on
 * @GST_OPENAI_REALTIME_MESSAGE_PLAYBACK_DONE: `openairealtime/playback-done`:
 *   an item has been heard to its end
 * @GST_OPENAI_REALTIME_MESSAGE_IDLE_TIMEOUT: `openairealtime/idle-timeout`:
 *   nobody spoke for `idle-timeout`
 * @GST_OPENAI_REALTIME_MESSAGE_DTMF: `openairealtime/dtmf`: a key of the
 *   telephone
 * @GST_OPENAI_REALTIME_MESSAGE_FUNCTION_CALL: `openairealtime/function-call`:
 *   the model calls a function
 * @GST_OPENAI_REALTIME_MESSAGE_LIMIT: `openairealtime/limit`: a limit ends the
 *   conversation
 * @GST_OPENAI_REALTIME_MESSAGE_MCP_TOOLS: `openairealtime/mcp-tools`: the tools
 *   of an MCP server
 * @GST_OPENAI_REALTIME_MESSAGE_MCP_APPROVAL_REQUEST:
 *   `openairealtime/mcp-approval-request`: the service wants to call an MCP
 *   tool
 * @GST_OPENAI_REALTIME_MESSAGE_MCP_CALL: `openairealtime/mcp-call`: a call of
 *   an MCP tool
 * @GST_OPENAI_REALTIME_MESSAGE_ERROR: `openairealtime/error`: the service
 *   refused something; the session goes on
 * @GST_OPENAI_REALTIME_MESSAGE_RATE_LIMITS: `openairealtime/rate-limits`: the
 *   service's limits, and what is left
 *
 * The element messages of an `openairealtime` element.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_MESSAGE_OTHER,
  GST_OPENAI_REALTIME_MESSAGE_CONNECTED,
  GST_OPENAI_REALTIME_MESSAGE_RECONNECTING,
  GST_OPENAI_REALTIME_MESSAGE_RECONNECTED,
  GST_OPENAI_REALTIME_MESSAGE_RENEWED,
  GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT,
  GST_OPENAI_REALTIME_MESSAGE_SPEECH_STARTED,
  GST_OPENAI_REALTIME_MESSAGE_SPEECH_STOPPED,
  GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE,
  GST_OPENAI_REALTIME_MESSAGE_INTERRUPTED,
  GST_OPENAI_REALTIME_MESSAGE_RESUMED,
  GST_OPENAI_REALTIME_MESSAGE_PLAYBACK_DONE,
  GST_OPENAI_REALTIME_MESSAGE_IDLE_TIMEOUT,
  GST_OPENAI_REALTIME_MESSAGE_DTMF,
  GST_OPENAI_REALTIME_MESSAGE_FUNCTION_CALL,
  GST_OPENAI_REALTIME_MESSAGE_LIMIT,
  GST_OPENAI_REALTIME_MESSAGE_MCP_TOOLS,
  GST_OPENAI_REALTIME_MESSAGE_MCP_APPROVAL_REQUEST,
  GST_OPENAI_REALTIME_MESSAGE_MCP_CALL,
  GST_OPENAI_REALTIME_MESSAGE_ERROR,
  GST_OPENAI_REALTIME_MESSAGE_RATE_LIMITS,
} GstOpenaiRealtimeMessageKind;

GstOpenaiRealtimeMessageKind gst_openai_realtime_message_get_kind (
    GstMessage *message);

gboolean gst_openai_realtime_message_parse_connected (GstMessage *message,
    const gchar **session_id, const gchar **model);
gboolean gst_openai_realtime_message_parse_reconnecting (GstMessage *message,
    guint *attempt, guint64 *delay_ms, const gchar **cause,
    const gchar **error_class);
gboolean gst_openai_realtime_message_parse_reconnected (GstMessage *message,
    const gchar **session_id, gboolean *restored);
gboolean gst_openai_realtime_message_parse_transcript (GstMessage *message,
    const gchar **role, const gchar **item_id, const gchar **text,
    gboolean *final);
gboolean gst_openai_realtime_message_parse_speech (GstMessage *message,
    const gchar **item_id, guint64 *audio_ms, guint64 *running_time);
gboolean gst_openai_realtime_message_parse_response_done (GstMessage *message,
    const gchar **response_id, const gchar **status, const gchar **reason,
    guint64 *total_tokens);
gboolean gst_openai_realtime_message_parse_interrupted (GstMessage *message,
    const gchar **item_id, guint64 *heard_ms, guint64 *dropped_ms);
gboolean gst_openai_realtime_message_parse_resumed (GstMessage *message,
    guint64 *held_ms);
gboolean gst_openai_realtime_message_parse_playback_done (GstMessage *message,
    const gchar **item_id, guint64 *heard_ms);
gboolean gst_openai_realtime_message_parse_dtmf (GstMessage *message,
    const gchar **digit, guint64 *running_time);
gboolean gst_openai_realtime_message_parse_function_call (GstMessage *message,
    const gchar **call_id, const gchar **name, const gchar **arguments);
gboolean gst_openai_realtime_message_parse_limit (GstMessage *message,
    const gchar **limit);
gboolean gst_openai_realtime_message_parse_mcp_tools (GstMessage *message,
    const gchar **item_id, const gchar **server, const gchar **status);
gboolean gst_openai_realtime_message_parse_mcp_approval_request (
    GstMessage *message, const gchar **approval_id, const gchar **server,
    const gchar **name, const gchar **arguments);
gboolean gst_openai_realtime_message_parse_mcp_call (GstMessage *message,
    const gchar **item_id, const gchar **server, const gchar **name,
    const gchar **status, const gchar **output, const gchar **error);
gboolean gst_openai_realtime_message_parse_error (GstMessage *message,
    const gchar **code, const gchar **type, const gchar **text,
    const gchar **param);

gchar *gst_openai_realtime_message_dup_failure (GstMessage *message);
gchar *gst_openai_realtime_printable (const gchar *text);
void gst_openai_realtime_print (const gchar *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messages.c - fields of the element's bus messages, out of their
 * structures. */

#include "messages.h"

#include <string.h>

#define PREFIX "openairealtime/"
#define KIND(kind) (1u << GST_OPENAI_REALTIME_MESSAGE_##kind)

static const gchar *const names[] = {
  [GST_OPENAI_REALTIME_MESSAGE_CONNECTED] = "connected",
  [GST_OPENAI_REALTIME_MESSAGE_RECONNECTING] = "reconnecting",
  [GST_OPENAI_REALTIME_MESSAGE_RECONNECTED] = "reconnected",
  [GST_OPENAI_REALTIME_MESSAGE_RENEWED] = "renewed",
  [GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT] = "transcript",
  [GST_OPENAI_REALTIME_MESSAGE_SPEECH_STARTED] = "speech-started",
  [GST_OPENAI_REALTIME_MESSAGE_SPEECH_STOPPED] = "speech-stopped",
  [GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE] = "response-done",
  [GST_OPENAI_REALTIME_MESSAGE_INTERRUPTED] = "interrupted",
  [GST_OPENAI_REALTIME_MESSAGE_RESUMED] = "resumed",
  [GST_OPENAI_REALTIME_MESSAGE_PLAYBACK_DONE] = "playback-done",
  [GST_OPENAI_REALTIME_MESSAGE_IDLE_TIMEOUT] = "idle-timeout",
  [GST_OPENAI_REALTIME_MESSAGE_DTMF] = "dtmf",
  [GST_OPENAI_REALTIME_MESSAGE_FUNCTION_CALL] = "function-call",
  [GST_OPENAI_REALTIME_MESSAGE_LIMIT] = "limit",
  [GST_OPENAI_REALTIME_MESSAGE_MCP_TOOLS] = "mcp-tools",
  [GST_OPENAI_REALTIME_MESSAGE_MCP_APPROVAL_REQUEST] = "mcp-approval-request",
  [GST_OPENAI_REALTIME_MESSAGE_MCP_CALL] = "mcp-call",
  [GST_OPENAI_REALTIME_MESSAGE_ERROR] = "error",
  [GST_OPENAI_REALTIME_MESSAGE_RATE_LIMITS] = "rate-limits",
};

/**
 * gst_openai_realtime_message_get_kind:
 * @message: any message
 *
 * Tells which message of an `openairealtime` element it is, for a switch.
 *
 * Returns: the kind
 *
 * Since: 0.1
 */
GstOpenaiRealtimeMessageKind
gst_openai_realtime_message_get_kind (GstMessage *message)
{
  const GstStructure *fields;
  const gchar *name;
  guint i;

  g_return_val_if_fail (GST_IS_MESSAGE (message),
      GST_OPENAI_REALTIME_MESSAGE_OTHER);

  fields = GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT
      ? gst_message_get_structure (message)
      : NULL;
  name = fields != NULL ? gst_structure_get_name (fields) : "";
  if (!g_str_has_prefix (name, PREFIX))
    return GST_OPENAI_REALTIME_MESSAGE_OTHER;
  for (i = 1; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (name + strlen (PREFIX), names[i]))
      return i;
  }
  return GST_OPENAI_REALTIME_MESSAGE_OTHER;
}

/* What is not there is NULL, 0, no time or FALSE. */
static void
read_field (const GstStructure *fields, const gchar *name, gint type,
    gpointer location)
{
  switch (type) {
    case 's':
      *(const gchar **) location = gst_structure_get_string (fields, name);
      break;
    case 't':
      if (!gst_structure_get_uint64 (fields, name, location))
        *(guint64 *) location = 0;
      break;
    case 'T':
      if (!gst_structure_get_uint64 (fields, name, location))
        *(guint64 *) location = GST_CLOCK_TIME_NONE;
      break;
    case 'u':
      if (!gst_structure_get_uint (fields, name, location))
        *(guint *) location = 0;
      break;
    default:
      if (!gst_structure_get_boolean (fields, name, location))
        *(gboolean *) location = FALSE;
      break;
  }
}

/* @kinds: a bit for each kind of message that it may be. Then, up to a NULL, a
 * field, its type ('s'tring, uin't'64, 'T'ime, 'u'int or 'b'oolean), and where
 * it goes, which may be NULL. */
static gboolean
parse (GstMessage *message, guint kinds, ...)
{
  const gchar *name;
  va_list list;

  g_return_val_if_fail (GST_IS_MESSAGE (message), FALSE);

  if ((kinds & 1u << gst_openai_realtime_message_get_kind (message)) == 0)
    return FALSE;
  va_start (list, kinds);
  while ((name = va_arg (list, const gchar *)) != NULL) {
    gint type = va_arg (list, gint);
    gpointer location = va_arg (list, gpointer);

    if (location != NULL)
      read_field (gst_message_get_structure (message), name, type, location);
  }
  va_end (list);
  return TRUE;
}

/**
 * gst_openai_realtime_message_parse_connected:
 * @message: any message
 * @session_id: (out) (optional) (nullable) (transfer none): the session's id
 * @model: (out) (optional) (nullable) (transfer none): the model
 *
 * Reads a message `openairealtime/connected`: the session is up.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_connected (GstMessage *message,
    const gchar **session_id, const gchar **model)
{
  return parse (message, KIND (CONNECTED), "session-id", 's', session_id,
      "model", 's', model, NULL);
}

/**
 * gst_openai_realtime_message_parse_reconnecting:
 * @message: any message
 * @attempt: (out) (optional): which try it will be, from 1
 * @delay_ms: (out) (optional): when it begins, in ms from now
 * @cause: (out) (optional) (nullable) (transfer none): a sentence
 * @error_class: (out) (optional) (nullable) (transfer none): the class of the
 *   failure, as in the details of an error
 *
 * Reads a message `openairealtime/reconnecting`: the connection was lost, and
 * another try is planned.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_reconnecting (GstMessage *message,
    guint *attempt, guint64 *delay_ms, const gchar **cause,
    const gchar **error_class)
{
  return parse (message, KIND (RECONNECTING), "attempt", 'u', attempt,
      "delay-ms", 't', delay_ms, "cause", 's', cause, "error-class", 's',
      error_class, NULL);
}

/**
 * gst_openai_realtime_message_parse_reconnected:
 * @message: any message
 * @session_id: (out) (optional) (nullable) (transfer none): its id
 * @restored: (out) (optional): whether it was told what had been said
 *
 * Reads a message `openairealtime/reconnected` or `openairealtime/renewed`:
 * another session has taken over; by the kind after a loss, or from one that
 * worked.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_reconnected (GstMessage *message,
    const gchar **session_id, gboolean *restored)
{
  return parse (message, KIND (RECONNECTED) | KIND (RENEWED), "session-id", 's',
      session_id, "restored", 'b', restored, NULL);
}

/**
 * gst_openai_realtime_message_parse_transcript:
 * @message: any message
 * @role: (out) (optional) (nullable) (transfer none): "user" or "assistant"
 * @item_id: (out) (optional) (nullable) (transfer none): the item of the
 *   conversation
 * @text: (out) (optional) (nullable) (transfer none): the next piece of text,
 *   or the whole text
 * @final: (out) (optional): whether the text is whole
 *
 * Reads a message `openairealtime/transcript`: what was said, as text.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_transcript (GstMessage *message,
    const gchar **role, const gchar **item_id, const gchar **text,
    gboolean *final)
{
  return parse (message, KIND (TRANSCRIPT), "role", 's', role, "item-id", 's',
      item_id, "text", 's', text, "final", 'b', final, NULL);
}

/**
 * gst_openai_realtime_message_parse_speech:
 * @message: any message
 * @item_id: (out) (optional) (nullable) (transfer none): the item of the
 *   conversation
 * @audio_ms: (out) (optional): where in the user's audio, in ms
 * @running_time: (out) (optional): the same as running time, in ns;
 *   %GST_CLOCK_TIME_NONE = not known
 *
 * Reads a message `openairealtime/speech-started`,
 * `openairealtime/speech-stopped` or `openairealtime/idle-timeout`: by the kind
 * the user began or stopped speaking, or nobody spoke for a while.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_speech (GstMessage *message,
    const gchar **item_id, guint64 *audio_ms, guint64 *running_time)
{
  return parse (message,
      KIND (SPEECH_STARTED) | KIND (SPEECH_STOPPED) | KIND (IDLE_TIMEOUT),
      "item-id", 's', item_id, "audio-ms", 't', audio_ms, "running-time", 'T',
      running_time, NULL);
}

/**
 * gst_openai_realtime_message_parse_response_done:
 * @message: any message
 * @response_id: (out) (optional) (nullable) (transfer none): the response
 * @status: (out) (optional) (nullable) (transfer none): completed, cancelled,
 *   incomplete or failed
 * @reason: (out) (optional) (nullable) (transfer none): why it is not complete
 * @total_tokens: (out) (optional): tokens that it took, 0 = not told
 *
 * Reads a message `openairealtime/response-done`: an answer is complete. Its
 * structure has more: tokens by kind, latencies, the error.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_response_done (GstMessage *message,
    const gchar **response_id, const gchar **status, const gchar **reason,
    guint64 *total_tokens)
{
  return parse (message, KIND (RESPONSE_DONE), "response-id", 's', response_id,
      "status", 's', status, "reason", 's', reason, "total-tokens", 't',
      total_tokens, NULL);
}

/**
 * gst_openai_realtime_message_parse_interrupted:
 * @message: any message
 * @item_id: (out) (optional) (nullable) (transfer none): the item that was
 *   sounding
 * @heard_ms: (out) (optional): how much of it was heard, in ms
 * @dropped_ms: (out) (optional): how much was not, in ms
 *
 * Reads a message `openairealtime/interrupted`: an answer was stopped.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_interrupted (GstMessage *message,
    const gchar **item_id, guint64 *heard_ms, guint64 *dropped_ms)
{
  return parse (message, KIND (INTERRUPTED), "item-id", 's', item_id,
      "heard-ms", 't', heard_ms, "dropped-ms", 't', dropped_ms, NULL);
}

/**
 * gst_openai_realtime_message_parse_resumed:
 * @message: any message
 * @held_ms: (out) (optional): how long it was held, in ms
 *
 * Reads a message `openairealtime/resumed`: speech that was held, since the
 * user might have meant to interrupt, goes on.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_resumed (GstMessage *message,
    guint64 *held_ms)
{
  return parse (message, KIND (RESUMED), "held-ms", 't', held_ms, NULL);
}

/**
 * gst_openai_realtime_message_parse_playback_done:
 * @message: any message
 * @item_id: (out) (optional) (nullable) (transfer none): the item of the
 *   conversation
 * @heard_ms: (out) (optional): how much of it was heard, in ms
 *
 * Reads a message `openairealtime/playback-done`: an item has been heard to its
 * end, or to where it was stopped.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_playback_done (GstMessage *message,
    const gchar **item_id, guint64 *heard_ms)
{
  return parse (message, KIND (PLAYBACK_DONE), "item-id", 's', item_id,
      "heard-ms", 't', heard_ms, NULL);
}

/**
 * gst_openai_realtime_message_parse_dtmf:
 * @message: any message
 * @digit: (out) (optional) (nullable) (transfer none): 0 to 9, *, #, or A to D
 * @running_time: (out) (optional): when, as running time in ns;
 *   %GST_CLOCK_TIME_NONE = not known
 *
 * Reads a message `openairealtime/dtmf`: a key of the telephone was pressed.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_dtmf (GstMessage *message,
    const gchar **digit, guint64 *running_time)
{
  return parse (message, KIND (DTMF), "digit", 's', digit, "running-time", 'T',
      running_time, NULL);
}

/**
 * gst_openai_realtime_message_parse_function_call:
 * @message: any message
 * @call_id: (out) (optional) (nullable) (transfer none): the call
 * @name: (out) (optional) (nullable) (transfer none): the function
 * @arguments: (out) (optional) (nullable) (transfer none): a JSON object as
 *   text
 *
 * Reads a message `openairealtime/function-call`: the model calls a function.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_function_call (GstMessage *message,
    const gchar **call_id, const gchar **name, const gchar **arguments)
{
  return parse (message, KIND (FUNCTION_CALL), "call-id", 's', call_id, "name",
      's', name, "arguments", 's', arguments, NULL);
}

/**
 * gst_openai_realtime_message_parse_limit:
 * @message: any message
 * @limit: (out) (optional) (nullable) (transfer none): duration, cost or idle
 *
 * Reads a message `openairealtime/limit`: a limit ends the conversation.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_limit (GstMessage *message,
    const gchar **limit)
{
  return parse (message, KIND (LIMIT), "limit", 's', limit, NULL);
}

/**
 * gst_openai_realtime_message_parse_mcp_tools:
 * @message: any message
 * @item_id: (out) (optional) (nullable) (transfer none): the item of the
 *   conversation
 * @server: (out) (optional) (nullable) (transfer none): the label of the server
 * @status: (out) (optional) (nullable) (transfer none): in-progress, completed
 *   or failed
 *
 * Reads a message `openairealtime/mcp-tools`: the service looks up the tools of
 * an MCP server. Their names are in the list `tools` of the structure.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_mcp_tools (GstMessage *message,
    const gchar **item_id, const gchar **server, const gchar **status)
{
  return parse (message, KIND (MCP_TOOLS), "item-id", 's', item_id, "server",
      's', server, "status", 's', status, NULL);
}

/**
 * gst_openai_realtime_message_parse_mcp_approval_request:
 * @message: any message
 * @approval_id: (out) (optional) (nullable) (transfer none): the request
 * @server: (out) (optional) (nullable) (transfer none): the label of the server
 * @name: (out) (optional) (nullable) (transfer none): the tool
 * @arguments: (out) (optional) (nullable) (transfer none): a JSON object as
 *   text
 *
 * Reads a message `openairealtime/mcp-approval-request`: the service wants to
 * call an MCP tool, and waits for the action `approve-mcp-call`.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_mcp_approval_request (GstMessage *message,
    const gchar **approval_id, const gchar **server, const gchar **name,
    const gchar **arguments)
{
  return parse (message, KIND (MCP_APPROVAL_REQUEST), "approval-id", 's',
      approval_id, "server", 's', server, "name", 's', name, "arguments", 's',
      arguments, NULL);
}

/**
 * gst_openai_realtime_message_parse_mcp_call:
 * @message: any message
 * @item_id: (out) (optional) (nullable) (transfer none): the item of the
 *   conversation
 * @server: (out) (optional) (nullable) (transfer none): the label of the server
 * @name: (out) (optional) (nullable) (transfer none): the tool
 * @status: (out) (optional) (nullable) (transfer none): in-progress, completed,
 *   failed, result or lost
 * @output: (out) (optional) (nullable) (transfer none): what it gave
 * @error: (out) (optional) (nullable) (transfer none): why it failed
 *
 * Reads a message `openairealtime/mcp-call`: a call of an MCP tool by the
 * service.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_mcp_call (GstMessage *message,
    const gchar **item_id, const gchar **server, const gchar **name,
    const gchar **status, const gchar **output, const gchar **error)
{
  return parse (message, KIND (MCP_CALL), "item-id", 's', item_id, "server",
      's', server, "name", 's', name, "status", 's', status, "output", 's',
      output, "error", 's', error, NULL);
}

/**
 * gst_openai_realtime_message_parse_error:
 * @message: any message
 * @code: (out) (optional) (nullable) (transfer none): the service's code
 * @type: (out) (optional) (nullable) (transfer none): the kind of error
 * @text: (out) (optional) (nullable) (transfer none): a sentence
 * @param: (out) (optional) (nullable) (transfer none): what it is about
 *
 * Reads a message `openairealtime/error`: the service refused something, or a
 * call of a function was not carried out; the session goes on. What ends it is
 * a %GST_MESSAGE_ERROR.
 *
 * Returns: %FALSE when @message is another one; nothing is set then
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_message_parse_error (GstMessage *message,
    const gchar **code, const gchar **type, const gchar **text,
    const gchar **param)
{
  return parse (message, KIND (ERROR), "code", 's', code, "type", 's', type,
      "message", 's', text, "param", 's', param, NULL);
}

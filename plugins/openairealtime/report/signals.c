/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* signals.c - the element's signals: their documentation, and how a notice is
 * emitted or asked. */

#include "report/signals.h"

enum
{
  SIGNAL_TRANSCRIPT,
  SIGNAL_SPEECH_STARTED,
  SIGNAL_SPEECH_STOPPED,
  SIGNAL_RESPONSE_DONE,
  SIGNAL_PLAYBACK_DONE,
  SIGNAL_INTERRUPTED,
  SIGNAL_RESUMED,
  SIGNAL_FUNCTION_CALL,
  SIGNAL_REQUEST_API_KEY,
  SIGNAL_MCP_APPROVAL,
  SIGNAL_EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
new_signal (GObjectClass *klass, const gchar *name, GSignalFlags flags,
    guint n_params, ...)
{
  va_list args;
  guint id;

  va_start (args, n_params);
  id = g_signal_new_valist (name, G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | flags, NULL, NULL, NULL, NULL, G_TYPE_NONE, n_params,
      args);
  va_end (args);
  return id;
}

/* The first output ends the emission. */
static gboolean
take_first_output (GSignalInvocationHint *hint, GValue *result,
    const GValue *value, gpointer data)
{
  if (g_value_get_string (value) == NULL)
    return TRUE;
  g_value_copy (value, result);
  return FALSE;
}

void
oa_signals_install (GObjectClass *klass)
{
  /**
   * GstOpenaiRealtime::transcript:
   * @self: the element
   * @role: "user" or "assistant"
   * @item_id: the conversation item
   * @text: the next piece of text when @final is %FALSE, the whole text when it
   *   is %TRUE
   * @final: whether the text is complete
   *
   * What was said, as text. Texts of the user may come after the answer to
   * them, and only with `transcription-model` set. Emitted on a thread of the
   * element's own, in order, with no lock held.
   *
   * Since: 0.1
   */
  signals[SIGNAL_TRANSCRIPT] = new_signal (klass, "transcript", 0, 4,
      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);

  /**
   * GstOpenaiRealtime::speech-started:
   * @self: the element
   * @audio_ms: position in the audio sent, in ms, prefix padding included
   * @running_time: the same as running time of the input in ns, or
   *   %GST_CLOCK_TIME_NONE
   *
   * The service heard the user begin to speak. Threading as for
   * #GstOpenaiRealtime::transcript.
   *
   * Since: 0.1
   */
  signals[SIGNAL_SPEECH_STARTED] =
      new_signal (klass, "speech-started", 0, 2, G_TYPE_UINT64, G_TYPE_UINT64);

  /**
   * GstOpenaiRealtime::speech-stopped:
   * @self: the element
   * @audio_ms: position in the audio sent, in ms, the silence included
   * @running_time: the same as running time of the input in ns, or
   *   %GST_CLOCK_TIME_NONE
   *
   * The service heard the user end a turn. Threading as for
   * #GstOpenaiRealtime::transcript.
   *
   * Since: 0.1
   */
  signals[SIGNAL_SPEECH_STOPPED] =
      new_signal (klass, "speech-stopped", 0, 2, G_TYPE_UINT64, G_TYPE_UINT64);

  /**
   * GstOpenaiRealtime::response-done:
   * @self: the element
   * @response: (transfer none): the same structure as the message
   *   `openairealtime/response-done`
   *
   * The service finished a response; its speech may still be playing. Threading
   * as for #GstOpenaiRealtime::transcript.
   *
   * Since: 0.1
   */
  signals[SIGNAL_RESPONSE_DONE] =
      new_signal (klass, "response-done", 0, 1, GST_TYPE_STRUCTURE);

  /**
   * GstOpenaiRealtime::playback-done:
   * @self: the element
   * @item_id: the conversation item
   *
   * The last sample of an item's speech was sounded: its running time, and the
   * latency of the pipeline, have passed. Threading as for
   * #GstOpenaiRealtime::transcript.
   *
   * Since: 0.1
   */
  signals[SIGNAL_PLAYBACK_DONE] =
      new_signal (klass, "playback-done", 0, 1, G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::interrupted:
   * @self: the element
   * @item_id: the conversation item that was sounding
   * @heard_ms: how much of it was heard, in ms
   *
   * The user, or the application, interrupted an answer: what waits of it was
   * dropped and the service was told what was heard. Threading as for
   * #GstOpenaiRealtime::transcript.
   *
   * Since: 0.1
   */
  signals[SIGNAL_INTERRUPTED] =
      new_signal (klass, "interrupted", 0, 2, G_TYPE_STRING, G_TYPE_UINT64);

  /**
   * GstOpenaiRealtime::resumed:
   * @self: the element
   * @held_ms: how long the speech waited, in ms
   *
   * What the user said was a false start: the speech that was held
   * (`interrupt-hold`) goes on at the same sample, and the utterance is no part
   * of the conversation. Threading as for #GstOpenaiRealtime::transcript.
   *
   * Since: 0.1
   */
  signals[SIGNAL_RESUMED] = new_signal (klass, "resumed", 0, 1, G_TYPE_UINT64);

  /**
   * GstOpenaiRealtime::function-call:
   * @self: the element
   * @call_id: the call, for `send-function-output`; never the same twice
   * @name: the function
   * @arguments: a JSON object as text
   *
   * The model calls a function of `tools`. What the first handler returns that
   * does not return %NULL is the output; %NULL is "later", by
   * `send-function-output`. Handlers may block: up to 16 calls of an element
   * run at the same time, each on a thread of its own, beside all other
   * signals.
   *
   * Returns: (transfer full) (nullable): the output, or %NULL
   * Since: 0.1
   */
  signals[SIGNAL_FUNCTION_CALL] = g_signal_new ("function-call",
      G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, take_first_output, NULL,
      NULL, G_TYPE_STRING, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::request-api-key:
   * @self: the element
   *
   * A connection is about to be made, the first or a later one, and wants a
   * key: for keys that rotate, and for client secrets, which live for minutes.
   * What the first handler returns that does not return %NULL is used for this
   * connection; %NULL = `api-key` as it is set. Connect before going to PAUSED.
   * Handlers may block, within `connect-timeout`; they run on a thread of the
   * element's own.
   *
   * Returns: (transfer full) (nullable): the key, or %NULL
   * Since: 0.1
   */
  signals[SIGNAL_REQUEST_API_KEY] = g_signal_new ("request-api-key",
      G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, take_first_output, NULL,
      NULL, G_TYPE_STRING, 0);

  /**
   * GstOpenaiRealtime::mcp-approval-request:
   * @self: the element
   * @approval_id: the request, for `approve-mcp-call`
   * @server: label of the MCP server in `tools`
   * @name: the tool
   * @arguments: a JSON object as text
   *
   * The service wants to call a tool of an MCP server and asks whether it may.
   * The first handler that returns %TRUE approves. When none does, nothing is
   * decided yet: `approve-mcp-call` approves later, or refuses. Threading as
   * for #GstOpenaiRealtime::function-call.
   *
   * Returns: %TRUE to approve the call now
   * Since: 0.1
   */
  signals[SIGNAL_MCP_APPROVAL] = g_signal_new ("mcp-approval-request",
      G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
      g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 4,
      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * GstOpenaiRealtime::event:
   * @self: the element
   * @type: the event's type
   * @json: the event as it came
   *
   * Every server event, unknown ones included; the detail is the type, as in
   * `event::response.done`. Threading as for #GstOpenaiRealtime::transcript.
   *
   * Since: 0.1
   */
  signals[SIGNAL_EVENT] = new_signal (klass, "event", G_SIGNAL_DETAILED, 2,
      G_TYPE_STRING, G_TYPE_STRING);
}

gboolean
oa_signals_event_is_wanted (GstElement *element, const gchar *type)
{
  GQuark detail;

  /* Mostly no handler is connected to any. */
  if (g_signal_handler_find (element, G_SIGNAL_MATCH_ID, signals[SIGNAL_EVENT],
          0, NULL, NULL, NULL)
      == 0)
    return FALSE;
  /* Types come from outside: asking must not make quarks without end. */
  detail = g_quark_try_string (type);
  /* A detail finds only handlers that have it. */
  return g_signal_has_handler_pending (element, signals[SIGNAL_EVENT], 0, FALSE)
      || (detail != 0
          && g_signal_has_handler_pending (element, signals[SIGNAL_EVENT],
              detail, FALSE));
}

/*** telling ***/

void
oa_signals_emit (const OaNotice *notice, GstElement *element,
    const GstStructure *structure)
{
  switch (notice->kind) {
    case OA_NOTICE_EVENT:
      g_signal_emit (element, signals[SIGNAL_EVENT],
          g_quark_try_string (notice->id), notice->id,
          (const gchar *) g_bytes_get_data (notice->raw, NULL));
      break;
    case OA_NOTICE_TRANSCRIPT:
      g_signal_emit (element, signals[SIGNAL_TRANSCRIPT], 0,
          oa_role_get_nick (notice->transcript.role), notice->id,
          notice->transcript.text, notice->transcript.final);
      break;
    case OA_NOTICE_SPEECH_STARTED:
    case OA_NOTICE_SPEECH_STOPPED:
      g_signal_emit (element,
          signals[notice->kind == OA_NOTICE_SPEECH_STARTED
                  ? SIGNAL_SPEECH_STARTED
                  : SIGNAL_SPEECH_STOPPED],
          0, (guint64) MAX (notice->audio_ms, 0),
          notice->running_time >= 0 ? (guint64) notice->running_time
                                    : GST_CLOCK_TIME_NONE);
      break;
    case OA_NOTICE_RESPONSE_DONE:
      g_signal_emit (element, signals[SIGNAL_RESPONSE_DONE], 0, structure);
      break;
    case OA_NOTICE_PLAYBACK_DONE:
      g_signal_emit (element, signals[SIGNAL_PLAYBACK_DONE], 0, notice->id);
      break;
    case OA_NOTICE_INTERRUPTED:
      g_signal_emit (element, signals[SIGNAL_INTERRUPTED], 0, notice->id,
          (guint64) MAX (notice->interrupted.heard_ms, 0));
      break;
    case OA_NOTICE_RESUMED:
      g_signal_emit (element, signals[SIGNAL_RESUMED], 0,
          (guint64) MAX (notice->held_ms, 0));
      break;
    default:
      break;
  }
}

gboolean
oa_signals_is_asked (const OaNotice *notice, GstElement *element)
{
  return g_signal_has_handler_pending (element,
      signals[notice->kind == OA_NOTICE_MCP_APPROVAL ? SIGNAL_MCP_APPROVAL
                                                     : SIGNAL_FUNCTION_CALL],
      0, FALSE);
}

gboolean
oa_signals_key_is_asked (GstElement *element)
{
  return g_signal_has_handler_pending (element, signals[SIGNAL_REQUEST_API_KEY],
      0, FALSE);
}

static gchar *
ask_approval (const OaNotice *notice, GstElement *element)
{
  gboolean approved = FALSE;

  g_signal_emit (element, signals[SIGNAL_MCP_APPROVAL], 0, notice->id,
      notice->mcp.item->server_label, notice->mcp.item->name,
      notice->mcp.item->arguments, &approved);
  return approved ? g_strdup ("") : NULL;
}

gchar *
oa_signals_ask (const OaNotice *notice, GstElement *element)
{
  gchar *output = NULL;

  if (notice->kind == OA_NOTICE_MCP_APPROVAL)
    return ask_approval (notice, element);
  g_signal_emit (element, signals[SIGNAL_FUNCTION_CALL], 0, notice->id,
      notice->call.name, notice->call.arguments, &output);
  return output;
}

gchar *
oa_signals_ask_key (GstElement *element)
{
  gchar *key = NULL;

  g_signal_emit (element, signals[SIGNAL_REQUEST_API_KEY], 0, &key);
  return key;
}

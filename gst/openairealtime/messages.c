/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messages.c - fields of the element's bus messages, out of their
 * structures. */

#include "messages.h"

#include "protocol/printabletext.h"

static const GstStructure *
get_fields (GstMessage *message, const gchar *name)
{
  const GstStructure *fields = GST_MESSAGE_TYPE (message)
      == GST_MESSAGE_ELEMENT ? gst_message_get_structure (message) : NULL;

  return fields != NULL && gst_structure_has_name (fields, name)
      ? fields : NULL;
}

static void
get_text (const GstStructure *fields, const gchar *name, const gchar **text)
{
  if (text != NULL)
    *text = gst_structure_get_string (fields, name);
}

static void
get_count (const GstStructure *fields, const gchar *name, guint64 *count)
{
  if (count != NULL && !gst_structure_get_uint64 (fields, name, count))
    *count = 0;
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
  const GstStructure *fields;

  g_return_val_if_fail (GST_IS_MESSAGE (message), FALSE);

  fields = get_fields (message, "openairealtime/transcript");
  if (fields == NULL)
    return FALSE;
  get_text (fields, "role", role);
  get_text (fields, "item-id", item_id);
  get_text (fields, "text", text);
  if (final != NULL && !gst_structure_get_boolean (fields, "final", final))
    *final = FALSE;
  return TRUE;
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
  const GstStructure *fields;

  g_return_val_if_fail (GST_IS_MESSAGE (message), FALSE);

  fields = get_fields (message, "openairealtime/function-call");
  if (fields == NULL)
    return FALSE;
  get_text (fields, "call-id", call_id);
  get_text (fields, "name", name);
  get_text (fields, "arguments", arguments);
  return TRUE;
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
  const GstStructure *fields;

  g_return_val_if_fail (GST_IS_MESSAGE (message), FALSE);

  fields = get_fields (message, "openairealtime/interrupted");
  if (fields == NULL)
    return FALSE;
  get_text (fields, "item-id", item_id);
  get_count (fields, "heard-ms", heard_ms);
  get_count (fields, "dropped-ms", dropped_ms);
  return TRUE;
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
  const GstStructure *fields;

  g_return_val_if_fail (GST_IS_MESSAGE (message), FALSE);

  fields = get_fields (message, "openairealtime/response-done");
  if (fields == NULL)
    return FALSE;
  get_text (fields, "response-id", response_id);
  get_text (fields, "status", status);
  get_text (fields, "reason", reason);
  get_count (fields, "total-tokens", total_tokens);
  return TRUE;
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
  const GstStructure *fields;

  g_return_val_if_fail (GST_IS_MESSAGE (message), FALSE);

  fields = get_fields (message, "openairealtime/error");
  if (fields == NULL)
    return FALSE;
  get_text (fields, "code", code);
  get_text (fields, "type", type);
  get_text (fields, "message", text);
  get_text (fields, "param", param);
  return TRUE;
}

/**
 * gst_openai_realtime_message_dup_failure:
 * @message: any message
 *
 * Says why an answer failed or is incomplete, in one line that can be printed.
 *
 * Returns: (transfer full) (nullable): a sentence; %NULL when @message is no
 *   `openairealtime/response-done`, or one of an answer that was completed or
 *   cancelled
 *
 * Since: 0.1
 */
gchar *
gst_openai_realtime_message_dup_failure (GstMessage *message)
{
  const GstStructure *fields;
  const gchar *status, *cause = NULL;
  gchar *sentence, *clean;
  gboolean failed;

  g_return_val_if_fail (GST_IS_MESSAGE (message), NULL);

  fields = get_fields (message, "openairealtime/response-done");
  if (fields == NULL)
    return NULL;
  status = gst_structure_get_string (fields, "status");
  failed = g_strcmp0 (status, "failed") == 0;
  if (!failed && g_strcmp0 (status, "incomplete") != 0)
    return NULL;
  get_text (fields, "message", &cause);
  if (cause == NULL)
    get_text (fields, "code", &cause);
  if (cause == NULL)
    get_text (fields, "reason", &cause);
  sentence = g_strdup_printf ("The answer %s: %s", failed ? "failed"
      : "is incomplete", cause != NULL ? cause : "no cause was given");
  clean = gst_openai_realtime_printable (sentence);
  g_free (sentence);
  return clean;
}

/**
 * gst_openai_realtime_printable:
 * @text: (nullable): text from outside
 *
 * Makes one line of @text that a terminal shows and does not obey: control
 * characters, line breaks among them, become spaces; marks of text direction
 * and of byte order are left out; what is not UTF-8 becomes U+FFFD. Texts of
 * the model, the service and the user should pass here before they are printed.
 *
 * Returns: (transfer full): the text to print, empty for %NULL
 *
 * Since: 0.1
 */
gchar *
gst_openai_realtime_printable (const gchar *text)
{
  return oa_text_make_printable (text != NULL ? text : "", G_MAXSIZE - 1);
}

/**
 * gst_openai_realtime_print:
 * @format: as of printf()
 * @...: for @format
 *
 * Prints a line to the standard output. Much of what a conversation prints
 * comes from the model and the service: what a terminal would obey is taken
 * out, see gst_openai_realtime_printable().
 *
 * Since: 0.1
 */
void
gst_openai_realtime_print (const gchar *format, ...)
{
  va_list arguments;
  gchar *text, *clean;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = gst_openai_realtime_printable (text);
  g_print ("%s\n", clean);
  g_free (clean);
  g_free (text);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* printing.c - what an application prints of a conversation, made safe for a
 * terminal. */

#include "messages.h"

#include "protocol/printabletext.h"

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
  const gchar *status, *cause;
  gchar *sentence, *clean;
  gboolean failed;

  g_return_val_if_fail (GST_IS_MESSAGE (message), NULL);

  if (gst_openai_realtime_message_get_kind (message)
      != GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE)
    return NULL;
  fields = gst_message_get_structure (message);
  status = gst_structure_get_string (fields, "status");
  failed = g_strcmp0 (status, "failed") == 0;
  if (!failed && g_strcmp0 (status, "incomplete") != 0)
    return NULL;
  cause = gst_structure_get_string (fields, "message");
  if (cause == NULL)
    cause = gst_structure_get_string (fields, "code");
  if (cause == NULL)
    cause = gst_structure_get_string (fields, "reason");
  sentence = g_strdup_printf ("The answer %s: %s",
      failed ? "failed" : "is incomplete",
      cause != NULL ? cause : "no cause was given");
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

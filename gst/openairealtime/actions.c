/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* actions.c - the element's action signals, emitted with their arguments
 * checked by the compiler. */

#include "actions.h"

/**
 * gst_openai_realtime_send_text:
 * @element: an `openairealtime` element
 * @text: what the user says in writing; UTF-8, at most 1 MiB
 * @respond: whether an answer is asked for
 *
 * Emits the action `send-text`. May be called from any thread; before the
 * session is up the text waits.
 *
 * Returns: %FALSE when there is no session, or the text cannot be sent
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_send_text (GstElement *element, const gchar *text,
    gboolean respond)
{
  gboolean taken = FALSE;

  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  g_signal_emit_by_name (element, "send-text", text, respond, &taken);
  return taken;
}

/**
 * gst_openai_realtime_add_message:
 * @element: an `openairealtime` element
 * @role: `system`, `user` or `assistant`
 * @text: UTF-8, at most 1 MiB
 *
 * Emits the action `add-message`: words that nobody spoke become part of the
 * conversation, and nothing answers them. May be called from any thread.
 *
 * Returns: %FALSE when there is no session, or the text cannot be sent
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_add_message (GstElement *element, const gchar *role,
    const gchar *text)
{
  gboolean taken = FALSE;

  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);
  g_return_val_if_fail (role != NULL && text != NULL, FALSE);

  g_signal_emit_by_name (element, "add-message", role, text, &taken);
  return taken;
}

/**
 * gst_openai_realtime_create_response:
 * @element: an `openairealtime` element
 * @json: (nullable): an object with members of the response that differ from
 *   the session's, as text; %NULL = none
 *
 * Emits the action `create-response`: asks for an answer to what was said so
 * far. May be called from any thread.
 *
 * Returns: %FALSE when there is no session, or @json is no object
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_create_response (GstElement *element, const gchar *json)
{
  gboolean taken = FALSE;

  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);

  g_signal_emit_by_name (element, "create-response", json, &taken);
  return taken;
}

/**
 * gst_openai_realtime_replace_response:
 * @element: an `openairealtime` element
 * @json: (nullable): as for gst_openai_realtime_create_response()
 *
 * Emits the action `replace-response`: the answer stops at once, and another
 * one is asked for. May be called from any thread.
 *
 * Returns: %FALSE when there is no session, or @json is no object
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_replace_response (GstElement *element, const gchar *json)
{
  gboolean taken = FALSE;

  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);

  g_signal_emit_by_name (element, "replace-response", json, &taken);
  return taken;
}

/**
 * gst_openai_realtime_interrupt:
 * @element: an `openairealtime` element
 *
 * Emits the action `interrupt`: the answer stops at once, and the service
 * learns how much of it was heard. May be called from any thread.
 *
 * Returns: %FALSE when there is no session
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_interrupt (GstElement *element)
{
  gboolean taken = FALSE;

  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);

  g_signal_emit_by_name (element, "interrupt", &taken);
  return taken;
}

/**
 * gst_openai_realtime_end_after_response:
 * @element: an `openairealtime` element
 *
 * Emits the action `end-after-response`: the user is not heard any more, and
 * the stream ends when the answers under way and asked for have been sounded.
 * May be called from any thread.
 *
 * Returns: %FALSE when there is no session
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_end_after_response (GstElement *element)
{
  gboolean taken = FALSE;

  g_return_val_if_fail (GST_IS_ELEMENT (element), FALSE);

  g_signal_emit_by_name (element, "end-after-response", &taken);
  return taken;
}

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

gboolean gst_openai_realtime_message_parse_transcript (GstMessage * message,
    const gchar ** role, const gchar ** item_id, const gchar ** text,
    gboolean * final);
gboolean gst_openai_realtime_message_parse_function_call (GstMessage *
    message, const gchar ** call_id, const gchar ** name,
    const gchar ** arguments);
gboolean gst_openai_realtime_message_parse_interrupted (GstMessage * message,
    const gchar ** item_id, guint64 * heard_ms, guint64 * dropped_ms);
gboolean gst_openai_realtime_message_parse_response_done (GstMessage *
    message, const gchar ** response_id, const gchar ** status,
    const gchar ** reason, guint64 * total_tokens);
gboolean gst_openai_realtime_message_parse_error (GstMessage * message,
    const gchar ** code, const gchar ** type, const gchar ** text,
    const gchar ** param);

gchar *gst_openai_realtime_message_dup_failure (GstMessage * message);
gchar *gst_openai_realtime_printable (const gchar * text);
void   gst_openai_realtime_print (const gchar * format, ...)
    G_GNUC_PRINTF (1, 2);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolcall.h - one call of a function: its arguments, and the way back.
 *
 * Part of the public library. */

#pragma once

#include <gst/gst.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define GST_TYPE_OPENAI_REALTIME_TOOL_CALL \
    (gst_openai_realtime_tool_call_get_type ())
G_DECLARE_FINAL_TYPE (GstOpenaiRealtimeToolCall,
    gst_openai_realtime_tool_call, GST_OPENAI_REALTIME, TOOL_CALL, GObject)

const gchar *gst_openai_realtime_tool_call_get_id
    (GstOpenaiRealtimeToolCall * self);
const gchar *gst_openai_realtime_tool_call_get_name
    (GstOpenaiRealtimeToolCall * self);
const gchar *gst_openai_realtime_tool_call_get_arguments
    (GstOpenaiRealtimeToolCall * self);
JsonObject  *gst_openai_realtime_tool_call_get_json
    (GstOpenaiRealtimeToolCall * self);
GObject     *gst_openai_realtime_tool_call_get_object
    (GstOpenaiRealtimeToolCall * self);
const gchar *gst_openai_realtime_tool_call_get_string
    (GstOpenaiRealtimeToolCall * self, const gchar * member);
gint64       gst_openai_realtime_tool_call_get_int
    (GstOpenaiRealtimeToolCall * self, const gchar * member,
    gint64 fallback);
GstElement  *gst_openai_realtime_tool_call_dup_element
    (GstOpenaiRealtimeToolCall * self);

gboolean     gst_openai_realtime_tool_call_answer
    (GstOpenaiRealtimeToolCall * self, const gchar * output);
gboolean     gst_openai_realtime_tool_call_answer_error
    (GstOpenaiRealtimeToolCall * self, const gchar * message);
gboolean     gst_openai_realtime_tool_call_is_answered
    (GstOpenaiRealtimeToolCall * self);

G_END_DECLS

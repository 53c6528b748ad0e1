/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolcall.h - one call of a function: its arguments, and the way back; what
 * a function is and where it runs.
 *
 * Part of the public library. */

#pragma once

#include <gst/gst.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define GST_TYPE_OPENAI_REALTIME_TOOL_CALL \
  (gst_openai_realtime_tool_call_get_type ())
G_DECLARE_FINAL_TYPE (GstOpenaiRealtimeToolCall, gst_openai_realtime_tool_call,
    GST_OPENAI_REALTIME, TOOL_CALL, GObject)

/**
 * GstOpenaiRealtimeToolFlags:
 * @GST_OPENAI_REALTIME_TOOL_NONE: the function runs on a thread of the
 *   element's; it may block, and several calls run at the same time
 * @GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT: the function runs in the main context
 *   that was the thread-default one where it was added: one call at a time, and
 *   it must not block
 *
 * Where a function runs.
 *
 * Since: 0.1
 */
typedef enum /*< flags >*/
{
  GST_OPENAI_REALTIME_TOOL_NONE = 0,
  GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT = 1 << 0,
} GstOpenaiRealtimeToolFlags;

/**
 * GstOpenaiRealtimeToolFunc:
 * @call: the call
 * @user_data: what was given when the function was added
 *
 * A function that the model calls.
 *
 * Returns: (transfer full) (nullable): the output, UTF-8; or %NULL for "later":
 *   then the function has kept a reference to @call and
 *   gst_openai_realtime_tool_call_answer() follows. %NULL and no reference is
 *   told to the model as an error.
 *
 * Since: 0.1
 */
typedef gchar *(*GstOpenaiRealtimeToolFunc) (GstOpenaiRealtimeToolCall *call,
    gpointer user_data);

const gchar *gst_openai_realtime_tool_call_get_id (
    GstOpenaiRealtimeToolCall *self);
const gchar *gst_openai_realtime_tool_call_get_name (
    GstOpenaiRealtimeToolCall *self);
const gchar *gst_openai_realtime_tool_call_get_arguments (
    GstOpenaiRealtimeToolCall *self);
JsonObject *gst_openai_realtime_tool_call_get_json (
    GstOpenaiRealtimeToolCall *self);
GObject *gst_openai_realtime_tool_call_get_object (
    GstOpenaiRealtimeToolCall *self);
const gchar *gst_openai_realtime_tool_call_get_string (
    GstOpenaiRealtimeToolCall *self, const gchar *member);
gint64 gst_openai_realtime_tool_call_get_int (GstOpenaiRealtimeToolCall *self,
    const gchar *member, gint64 fallback);
gdouble gst_openai_realtime_tool_call_get_double (
    GstOpenaiRealtimeToolCall *self, const gchar *member, gdouble fallback);
gboolean gst_openai_realtime_tool_call_get_boolean (
    GstOpenaiRealtimeToolCall *self, const gchar *member, gboolean fallback);
GstElement *gst_openai_realtime_tool_call_dup_element (
    GstOpenaiRealtimeToolCall *self);

gboolean gst_openai_realtime_tool_call_answer (GstOpenaiRealtimeToolCall *self,
    const gchar *output);
gboolean gst_openai_realtime_tool_call_answer_error (
    GstOpenaiRealtimeToolCall *self, const gchar *message);
gboolean gst_openai_realtime_tool_call_answer_structure (
    GstOpenaiRealtimeToolCall *self, const GstStructure *fields);
gboolean
gst_openai_realtime_tool_call_answer_fields (GstOpenaiRealtimeToolCall *self,
    const gchar *first, ...) G_GNUC_NULL_TERMINATED;
gboolean gst_openai_realtime_tool_call_is_answered (
    GstOpenaiRealtimeToolCall *self);

G_END_DECLS

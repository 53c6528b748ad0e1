/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.h - a program that is one conversation: a pipeline with a model,
 * from its start to the exit status.
 *
 * Part of the public library. */

#pragma once

#include <gst/openairealtime/tools.h>
#include <gst/openairealtime/toolfields.h>

G_BEGIN_DECLS

#define GST_TYPE_OPENAI_REALTIME_CONVERSATION \
  (gst_openai_realtime_conversation_get_type ())
G_DECLARE_FINAL_TYPE (GstOpenaiRealtimeConversation,
    gst_openai_realtime_conversation, GST_OPENAI_REALTIME, CONVERSATION,
    GObject)

GstOpenaiRealtimeConversation *gst_openai_realtime_conversation_new (
    const gchar *source, const gchar *sink, GError **error);
GstOpenaiRealtimeConversation *
gst_openai_realtime_conversation_new_for_pipeline (GstElement *pipeline,
    GError **error);
GstOpenaiRealtimeConversation *
gst_openai_realtime_conversation_new_from_arguments (gint *argc, gchar ***argv);

GstElement *gst_openai_realtime_conversation_get_pipeline (
    GstOpenaiRealtimeConversation *self);
GstElement *gst_openai_realtime_conversation_get_element (
    GstOpenaiRealtimeConversation *self);
GstOpenaiRealtimeTools *gst_openai_realtime_conversation_get_tools (
    GstOpenaiRealtimeConversation *self);
gboolean gst_openai_realtime_conversation_add_functions (
    GstOpenaiRealtimeConversation *self,
    const GstOpenaiRealtimeFunction *functions, gpointer user_data,
    GError **error);

void gst_openai_realtime_conversation_say (GstOpenaiRealtimeConversation *self,
    const gchar *text);
gboolean gst_openai_realtime_conversation_replace_answer (
    GstOpenaiRealtimeConversation *self, const gchar *item_id,
    const gchar *json);
void gst_openai_realtime_conversation_end (GstOpenaiRealtimeConversation *self);
void gst_openai_realtime_conversation_quit (
    GstOpenaiRealtimeConversation *self);
gint gst_openai_realtime_conversation_run (GstOpenaiRealtimeConversation *self);

G_END_DECLS

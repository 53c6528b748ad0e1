/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* actions.h - the element's actions that applications use most, as functions.
 *
 * Part of the public library. The other actions are signals, too:
 * g_signal_emit_by_name(). All may be called from any thread and return at
 * once. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

gboolean gst_openai_realtime_send_text (GstElement *element, const gchar *text,
    gboolean respond);
gboolean gst_openai_realtime_add_message (GstElement *element,
    const gchar *role, const gchar *text);
gboolean gst_openai_realtime_create_response (GstElement *element,
    const gchar *json);
gboolean gst_openai_realtime_replace_response (GstElement *element,
    const gchar *json);
gboolean gst_openai_realtime_interrupt (GstElement *element);
gboolean gst_openai_realtime_end_after_response (GstElement *element);

G_END_DECLS

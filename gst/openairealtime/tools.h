/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tools.h - a registry of functions that the model may call.
 *
 * Part of the public library. */

#pragma once

#include <gst/openairealtime/toolcall.h>

G_BEGIN_DECLS

/**
 * GST_OPENAI_REALTIME_TOOLS_ERROR:
 *
 * Domain of the errors of #GstOpenaiRealtimeTools.
 *
 * Since: 0.1
 */
#define GST_OPENAI_REALTIME_TOOLS_ERROR \
  (gst_openai_realtime_tools_error_quark ())
GQuark gst_openai_realtime_tools_error_quark (void);

/**
 * GstOpenaiRealtimeToolsError:
 * @GST_OPENAI_REALTIME_TOOLS_ERROR_NAME: a function's name is not 1 to 64
 *   letters, digits, '_' and '-'
 * @GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS: the parameters are not JSON
 *   Schema, or their type has no form in JSON
 * @GST_OPENAI_REALTIME_TOOLS_ERROR_ELEMENT: the element has no function calls
 *
 * What may be wrong.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_TOOLS_ERROR_NAME,
  GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS,
  GST_OPENAI_REALTIME_TOOLS_ERROR_ELEMENT,
} GstOpenaiRealtimeToolsError;

#define GST_TYPE_OPENAI_REALTIME_TOOLS (gst_openai_realtime_tools_get_type ())
G_DECLARE_FINAL_TYPE (GstOpenaiRealtimeTools, gst_openai_realtime_tools,
    GST_OPENAI_REALTIME, TOOLS, GObject)

GstOpenaiRealtimeTools *gst_openai_realtime_tools_new (void);

gboolean gst_openai_realtime_tools_add (GstOpenaiRealtimeTools *self,
    const gchar *name, const gchar *description, const gchar *parameters,
    GstOpenaiRealtimeToolFlags flags, GstOpenaiRealtimeToolFunc func,
    gpointer user_data, GDestroyNotify notify, GError **error);
gboolean gst_openai_realtime_tools_add_typed (GstOpenaiRealtimeTools *self,
    const gchar *name, const gchar *description, GType type,
    const gchar *const *required, GstOpenaiRealtimeToolFlags flags,
    GstOpenaiRealtimeToolFunc func, gpointer user_data, GDestroyNotify notify,
    GError **error);
gboolean gst_openai_realtime_tools_remove (GstOpenaiRealtimeTools *self,
    const gchar *name);

gchar **gst_openai_realtime_tools_list_names (GstOpenaiRealtimeTools *self);
gchar *gst_openai_realtime_tools_to_json (GstOpenaiRealtimeTools *self);

gboolean gst_openai_realtime_tools_attach (GstOpenaiRealtimeTools *self,
    GstElement *element, GError **error);
gboolean gst_openai_realtime_tools_hand_over (GstOpenaiRealtimeTools *self,
    GstElement *element, const GstStructure *agent, GError **error);
void gst_openai_realtime_tools_detach (GstOpenaiRealtimeTools *self);

G_END_DECLS

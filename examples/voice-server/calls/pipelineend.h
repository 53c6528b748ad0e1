/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pipelineend.h - the end of pipelines: on threads of their own, as it may take
 * a while, and known to whoever waits for the last of them. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Ends @pipeline (transfer full); nothing waits for that, and its bus tells
 * nothing any more. @phone: in it, or NULL. @ended: on another thread, when it
 * is in state NULL; or NULL. Main thread. */
void ovs_pipeline_end (GstElement *pipeline, GstElement *phone,
    GDestroyNotify ended, gpointer data);

/* @func: on the thread that ends @pipeline, before it does, so that what was
 * sent last can leave. It may take a moment. */
void ovs_pipeline_set_parting (GstElement *pipeline,
    void (*func) (gpointer data), gpointer data, GDestroyNotify free_data);

/* Waits for those that end, at most so long. */
void ovs_pipelines_wait (guint ms);

G_END_DECLS

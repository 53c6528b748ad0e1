/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediaends.h - pipelines that are stopped, by other threads, and counted until
 * they have been. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* @func: on the thread that stops @pipeline, before it does, so that what was
 * sent last can leave. It may take a moment. */
void ovs_media_set_parting (GstElement *pipeline, void (*func) (gpointer data),
    gpointer data, GDestroyNotify free_data);
/* Of a call that has no media: ends @pipeline (transfer full), and nothing
 * waits for that. */
void ovs_media_stop (GstElement *pipeline);

/* Waits for those that end, at most so long. */
void ovs_media_wait (guint ms);

/* For what stops one itself: its bus is heard no more; it is one more, or one
 * less, that ends; and on the thread that stops it, that it does. @phone: in
 * it, or NULL. */
void ovs_media_stop_watching (GstElement *pipeline);
void ovs_media_count_ends (gint by);
void ovs_media_part (GstElement *pipeline, GstElement *phone);

G_END_DECLS

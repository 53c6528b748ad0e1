/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* player.h - an audio file in a call's pipeline, in the place of what spoke
 * there. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Plays @path into @sink, which takes what it took; it is opened by another
 * thread. @paced: no faster than it is heard. @probe sees the events that come
 * of it. It belongs to @pipeline; NULL: it cannot be played. */
GstElement *ovs_player_start (GstElement *pipeline, GstPad *sink,
    const gchar *path, gboolean paced, GstPadProbeCallback probe,
    gpointer user_data, GError **error);
/* Nothing goes into @sink any more. */
void ovs_player_unlink (GstPad *sink);

G_END_DECLS

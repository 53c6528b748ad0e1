/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* trackmixer.h - an element: two tracks in, a stereo track out.
 *
 * Its sink pads take what comes and return at once, whatever happens behind
 * it; its source pad has a thread of its own. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Told as an element message when nothing comes any more, and what is behind
 * it has failed before. */
#define OVS_TRACK_MIXER_OVER "ovs-track-mixer-over"

/* rate: of what comes out, 0 = that of the first caps. Pads: caller, agent,
 * src. Floating. */
GstElement *ovs_track_mixer_new (guint rate);

/* What is behind it has failed: nothing is taken any more. */
void ovs_track_mixer_fail (GstElement *mixer);

G_END_DECLS

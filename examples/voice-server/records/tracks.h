/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tracks.h - two tracks of samples that come by their positions, on their way
 * into one stereo track.
 *
 * Pure. What is missing is silence. What has been taken cannot be changed: a
 * track waits for the other one, but for seconds of sound only. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OVS_TRACKS 2

typedef struct _OvsTracks OvsTracks;

OvsTracks *ovs_tracks_new (guint rate);
void ovs_tracks_free (OvsTracks *self);

/* @position: of the first sample, -1 = right behind the last. The first one of
 * all is the beginning. samples NULL = silence. What there is no room for, or
 * comes too late, is lost. */
void ovs_tracks_add (OvsTracks *self, guint track, gint64 position,
    const gint16 *samples, gsize n);
/* Nothing comes on it any more. */
void ovs_tracks_end (OvsTracks *self, guint track);

/* How many samples of both are decided. */
gsize ovs_tracks_get_ready (const OvsTracks *self);
/* At most n pairs; returns how many. */
gsize ovs_tracks_take (OvsTracks *self, gint16 *pairs, gsize n);
gboolean ovs_tracks_have_ended (const OvsTracks *self);

G_END_DECLS

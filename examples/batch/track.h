/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* track.h - audio on its way to a file: mono, 16 bit, at ORB_RATE.
 *
 * Kept in a file, so that memory does not grow with a recording. A track may
 * have holes; they cost nothing and read as silence. Written by one thread,
 * read when it is complete. */

#pragma once

#include "options.h"
#include "spans.h"
#include "store.h"

G_BEGIN_DECLS

typedef struct _OrbTrack OrbTrack;

OrbTrack *orb_track_new  (OrbStore *store, GError **error);
/* Removes the file, too. */
void      orb_track_free (OrbTrack *self);

/* Puts samples at a place, behind what is there; FALSE when the disk is full
 * or the like, once; orb_track_get_error() tells. */
gboolean  orb_track_write (OrbTrack *self, guint64 place,
    const gint16 *samples, gsize n);
const GError   *orb_track_get_error (OrbTrack *self);
const OrbSpans *orb_track_get_spans (OrbTrack *self);

/* Into a file of work, in the format: one track, its holes left out, or two as
 * left and right with their holes. Blocks until it is on the disk. */
gboolean  orb_track_encode_joined (OrbTrack *self, OrbStore *store,
    const gchar *work, OrbAudio format, GError **error);
gboolean  orb_track_encode_pair   (OrbTrack *left, OrbTrack *right,
    OrbStore *store, const gchar *work, OrbAudio format, GError **error);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* decoder.h - what decodes a recording: as a whole, in its order where parsers
 * would lose it, or the parts of a file that was joined one by one.
 *
 * Lives in a pipeline and feeds its entry; used from the main loop. */

#pragma once

#include "mediainfo.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OrbDecoder OrbDecoder;

/* Adds it. All but the pipeline outlives it, which must be stopped before. */
OrbDecoder *orb_decoder_new (GstElement *pipeline, GstElement *entry,
    const OrbInput *input, const OrbMediaInfo *info, gboolean in_order);
void orb_decoder_free (OrbDecoder *self);

/* No other part follows; from any thread. */
gboolean orb_decoder_is_at_last (OrbDecoder *self);
/* The next part takes the place of this one. */
void orb_decoder_begin_part (OrbDecoder *self);
/* TRUE when the error is of a part behind the first. It does not spoil those
 * before it: what has come is all. */
gboolean orb_decoder_take_error (OrbDecoder *self, GstMessage *message);

/* Parts that were read, or are; and tracks of sound that are not taken. */
guint orb_decoder_get_parts (OrbDecoder *self);
guint orb_decoder_get_other_tracks (OrbDecoder *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* halfduplex.h - who speaks and who must not be heard meanwhile.
 *
 * Knows when speech of ours sounds, and silences what a microphone took up
 * at that time. For loudspeakers without echo cancellation.
 *
 * Pure; not thread safe: the owner serializes calls. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

G_BEGIN_DECLS

typedef struct _OaHalfDuplex OaHalfDuplex;

OaHalfDuplex *oa_half_duplex_new (void);
void oa_half_duplex_free (OaHalfDuplex *self);
void oa_half_duplex_clear (OaHalfDuplex *self);

/* Speech sounds from @begin to @end. The latest stretch may be told again with
 * another end. */
void oa_half_duplex_speech (OaHalfDuplex *self, GstClockTime begin,
    GstClockTime end);

/* Whether anything sounds, or sounded within @tail, from @running_time on for
 * @duration. */
gboolean oa_half_duplex_sounds (const OaHalfDuplex *self, GstClockTime tail,
    GstClockTime running_time, GstClockTime duration);

/* Silences those samples of @data, which began at @running_time, that were
 * taken up while speech sounded or within @tail after it. */
void oa_half_duplex_mute (const OaHalfDuplex *self, OaAudioFormat format,
    GstClockTime tail, GstClockTime running_time, guint8 *data, gsize size);

G_END_DECLS

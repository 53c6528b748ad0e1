/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* preroll.h - the newest input, kept in case it is wanted.
 *
 * Pure; not thread safe: the owner serializes calls. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

G_BEGIN_DECLS

/* A piece as it came. */
typedef struct
{
  GBytes *audio;
  GstClockTime running_time; /* of its first sample, or NONE */
  GstClockTime now;          /* when it came, or NONE */
  gboolean lost;             /* what was before it */
} OaPrerollPiece;

/* All 0 is an empty one, which keeps nothing. */
typedef struct
{
  OaAudioFormat format;
  guint sample_size;
  GstClockTime length;
  gsize bound; /* the length in bytes */

  GQueue pieces; /* of OaPrerollPiece */
  gsize size;    /* bytes */
} OaPreroll;

void oa_preroll_clear (OaPreroll *self);

/* @length: how much is kept, in audio and in time. A change of format
 * clears. */
void oa_preroll_configure (OaPreroll *self, OaAudioFormat format,
    GstClockTime length);

/* @audio: transfer full; whole samples. */
void oa_preroll_push (OaPreroll *self, GBytes *audio, GstClockTime running_time,
    GstClockTime now, gboolean lost);

/* It is @now: forgets what is older than the length, if audio should have come
 * in the meantime and did not. */
void oa_preroll_age (OaPreroll *self, GstClockTime now);

/* Takes the oldest piece; FALSE when there is none. The audio is the
 * caller's. */
gboolean oa_preroll_pop (OaPreroll *self, OaPrerollPiece *piece);

G_END_DECLS

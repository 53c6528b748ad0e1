/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* converter.h - a stream of audio from one format of the wire to another.
 *
 * One converter is one stream, of any number of bytes at a time: pieces give
 * the same samples as the whole. What comes out begins with what went in; the
 * resampler holds back its last few milliseconds until the end.
 *
 * Pure; not thread safe. */

#pragma once

#include "protocol/audioformat.h"

G_BEGIN_DECLS

typedef struct _OaConverter OaConverter;

/* Both formats are known ones. */
OaConverter *oa_converter_new (OaAudioFormat from, OaAudioFormat to);
void oa_converter_free (OaConverter *self);

OaAudioFormat oa_converter_get_from (const OaConverter *self);
OaAudioFormat oa_converter_get_to (const OaConverter *self);

/* What is ready of it, possibly nothing. Half a sample at the end waits for
 * its other half. (transfer full) */
GBytes *oa_converter_push (OaConverter *self, const guint8 *data, gsize size);

/* The end of the stream: the rest, so that as much time came out as went in,
 * rounded down to whole samples. The next push begins a new stream. (transfer
 * full) */
GBytes *oa_converter_finish (OaConverter *self);

/* A whole stream at once. (transfer full) */
GBytes *oa_convert (OaAudioFormat from, OaAudioFormat to, gconstpointer data,
    gsize size);

G_END_DECLS

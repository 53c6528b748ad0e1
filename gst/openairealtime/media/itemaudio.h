/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* itemaudio.h - the audio of one item: what waits, and where the rest went.
 *
 * What left is noted as pieces of running time, so that it can be told what
 * was sounded by any moment. Private to the timeline, which decides when
 * something leaves. Pure. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

#include "bytequeue.h"
#include "converter.h"

G_BEGIN_DECLS

typedef struct
{
  gchar *response_id;
  gchar *item_id;
  OaByteQueue waiting;
  GArray *pieces;
  GstClockTime not_before;
  OaAudioFormat format;   /* of what waits and of the ledger */
  OaConverter *converter; /* of what comes in another one; or NULL */
  gboolean begun;
  gboolean ended;
} OaItemAudio;

OaItemAudio *oa_item_audio_new (OaAudioFormat format, const gchar *response_id,
    const gchar *item_id, GstClockTime not_before);
void oa_item_audio_free (OaItemAudio *self);

/* More of it, in any format. */
void oa_item_audio_push (OaItemAudio *self, OaAudioFormat format,
    gconstpointer data, gsize size);
/* What waits is converted, and what left counts in the other's samples. */
void oa_item_audio_set_format (OaItemAudio *self, OaAudioFormat format);

/* Nothing more will come of it. */
void oa_item_audio_end (OaItemAudio *self);
/* Ended, and all of it has left. */
gboolean oa_item_audio_is_played_out (const OaItemAudio *self);

/* Whole samples that wait. */
guint64 oa_item_audio_get_waiting (const OaItemAudio *self);

/* Copies up to @samples that wait to @dest without taking them; returns how
 * many. */
guint64 oa_item_audio_peek (const OaItemAudio *self, guint8 *dest,
    guint64 samples);
/* Takes them: the first of them is sounded at @pts. */
guint64 oa_item_audio_take (OaItemAudio *self, guint8 *dest, guint64 samples,
    GstClockTime pts);

/* What left from @pts on was refused downstream, so it was not heard. */
void oa_item_audio_revoke (OaItemAudio *self, GstClockTime pts);

/* When a sample is sounded, counted from the first; NONE while it waits. */
GstClockTime oa_item_audio_locate (const OaItemAudio *self, guint64 sample);

/* Samples that were sounded before @until; NONE = all that left. */
guint64 oa_item_audio_get_heard (const OaItemAudio *self, GstClockTime until);
/* Rounded down. */
gint64 oa_item_audio_to_ms (const OaItemAudio *self, guint64 samples);

G_END_DECLS

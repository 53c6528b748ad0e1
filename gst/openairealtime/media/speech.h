/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speech.h - the audio of one item: what waits, and where the rest went.
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
  OaAudioFormat format;         /* of what waits and of the ledger */
  OaConverter *converter;       /* of what comes in another one; or NULL */
  gboolean begun;
  gboolean ended;
} OaSpeech;

OaSpeech *oa_speech_new  (OaAudioFormat format, const gchar * response_id,
    const gchar * item_id, GstClockTime not_before);
void      oa_speech_free (OaSpeech * self);

/* More of it, in any format. */
void      oa_speech_push (OaSpeech * self, OaAudioFormat format,
    gconstpointer data, gsize size);
/* What waits is converted, and what left counts in the other's samples. */
void      oa_speech_set_format (OaSpeech * self, OaAudioFormat format);

/* Nothing more will come of it. */
void      oa_speech_end  (OaSpeech * self);
/* Ended, and all of it has left. */
gboolean  oa_speech_is_spent (const OaSpeech * self);

/* Whole samples that wait. */
guint64   oa_speech_get_waiting (const OaSpeech * self);

/* Copies up to @samples that wait to @dest without taking them; returns how
 * many. */
guint64   oa_speech_peek (const OaSpeech * self, guint8 * dest,
    guint64 samples);
/* Takes them: the first of them is sounded at @pts. */
guint64   oa_speech_take (OaSpeech * self, guint8 * dest, guint64 samples,
    GstClockTime pts);

/* What left from @pts on was refused downstream, so it was not heard. */
void      oa_speech_revoke (OaSpeech * self, GstClockTime pts);

/* When a sample is sounded, counted from the first; NONE while it waits. */
GstClockTime oa_speech_locate (const OaSpeech * self, guint64 sample);

/* Samples that were sounded before @until; NONE = all that left. */
guint64   oa_speech_get_heard (const OaSpeech * self, GstClockTime until);
/* Rounded down. */
gint64    oa_speech_to_ms (const OaSpeech * self, guint64 samples);

G_END_DECLS

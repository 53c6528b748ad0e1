/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speechdecoder.h - the service's speech on its way down: what it is, whatever
 * was said of it, and from that into what the source pad has.
 *
 * A response is believed to be what its own event says, else what the session
 * was confirmed as; the first of its bytes are looked at before they go on, and
 * are held back meanwhile, a few hundred milliseconds at most. Speech that is
 * what the pad has passes as it came.
 *
 * Pure; not thread safe: the owner serializes calls. */

#pragma once

#include <gst/gst.h>

#include "protocol/event.h"

G_BEGIN_DECLS

typedef struct _OaSpeechDecoder OaSpeechDecoder;

/* A piece of speech that may be played. */
typedef struct
{
  GRefString *response_id;
  GRefString *item_id;
  GBytes *audio;        /* possibly empty */
  OaAudioFormat format; /* of audio: the pad's, as it was known */
  OaAudioFormat sent_as;
  gsize sent_bytes;      /* 0: the rest of what was counted before */
  GstClockTime duration; /* of these, as the service counts */
} OaDecodedChunk;

OaSpeechDecoder *oa_speech_decoder_new (void);
void oa_speech_decoder_free (OaSpeechDecoder *self);

/* @wanted: what the pad has. @confirmed: by session.updated; UNKNOWN = as
 * wanted. May change at any time. */
void oa_speech_decoder_configure (OaSpeechDecoder *self, OaAudioFormat wanted,
    OaAudioFormat confirmed);

/* Every event, before its audio is added: what a response is said to be, and
 * how long the service counts it. */
void oa_speech_decoder_handle (OaSpeechDecoder *self, const OaEvent *event);

/* All append what may be played to @chunks, an array of OaDecodedChunk. */
GPtrArray *oa_speech_decoder_new_chunks (void);
void oa_speech_decoder_add (OaSpeechDecoder *self, const gchar *response_id,
    const gchar *item_id, GBytes *audio, GPtrArray *chunks);
void oa_speech_decoder_end_item (OaSpeechDecoder *self, const gchar *item_id,
    GPtrArray *chunks);
void oa_speech_decoder_end_response (OaSpeechDecoder *self,
    const gchar *response_id, GPtrArray *chunks);
/* Also before an interruption, so that all that came is known of. */
void oa_speech_decoder_end_all (OaSpeechDecoder *self, GPtrArray *chunks);

/* TRUE once when the speech turned out to be @sent although it was said to be
 * @said. */
gboolean oa_speech_decoder_take_format_mismatch (OaSpeechDecoder *self,
    OaAudioFormat *said, OaAudioFormat *sent);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* formatguess.h - what the bytes of an audio stream are, whatever was said of
 * them: 16-bit PCM, or G.711.
 *
 * Speech of either kind, read as the other, is noise with marks of its own.
 * Silence of G.711 tells nothing and is never taken for PCM. One guess is for
 * one stream from its first byte on. Pure; not thread safe. */

#pragma once

#include "protocol/audioformat.h"

G_BEGIN_DECLS

typedef struct _OaFormatGuess OaFormatGuess;

OaFormatGuess *oa_format_guess_new (void);
void oa_format_guess_free (OaFormatGuess *self);

void oa_format_guess_push (OaFormatGuess *self, const guint8 *data, gsize size);

/* What it is, UNKNOWN while that is open. To agree with @expected takes less
 * than to contradict it; of the two laws of G.711, the expected one is
 * believed. */
OaAudioFormat oa_format_guess_get (const OaFormatGuess *self,
    OaAudioFormat expected);

G_END_DECLS

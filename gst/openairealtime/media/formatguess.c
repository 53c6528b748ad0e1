/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* formatguess.c - blocks of bytes vote.
 *
 * Of 16-bit samples the high bytes are another kind than the low ones, while
 * one byte of G.711 is like the next. And speech is smooth: read rightly, it
 * changes less from sample to sample than noise of the same power. A block
 * votes only when both say the same. */

#include "formatguess.h"

#include <string.h>

#include "protocol/g711.h"

/* 60 ms of G.711, 10 ms of PCM; even. */
#define BLOCK 480
#define PAIRS (BLOCK / 2)

/* Votes that one kind must have more than the other. */
#define AGREE 2
#define CONTRADICT 3

/* How far the first four bits of even and odd bytes are distributed apart,
 * from 0 to 1: PCM lies above, G.711 below, with room between. */
#define APART 0.4
#define ALIKE 0.3

/* White noise has a roughness of 2. */
#define SMOOTH_PCM 0.6
#define SMOOTH_G711 1.0
#define CLEARLY 0.6

struct _OaFormatGuess
{
  guint8 block[BLOCK];
  guint fill;
  guint votes[OA_N_AUDIO_FORMATS];
};

OaFormatGuess *
oa_format_guess_new (void)
{
  return g_new0 (OaFormatGuess, 1);
}

void
oa_format_guess_free (OaFormatGuess *self)
{
  g_free (self);
}

/*** a block ***/

/* Power of the changes over power of the signal; -1 when nothing changes. */
static gdouble
roughness (OaAudioFormat format, const guint8 *block)
{
  guint size = oa_audio_format_get_sample_size (format);
  guint n = BLOCK / size;
  gdouble sum = 0, squares = 0, changes = 0, last = 0, power;
  guint i;

  for (i = 0; i < n; i++) {
    gdouble sample = oa_sample_read (format, block + i * size);

    sum += sample;
    squares += sample * sample;
    if (i > 0)
      changes += (sample - last) * (sample - last);
    last = sample;
  }
  power = squares - sum * sum / n;
  return power >= 1 ? changes / power : -1;
}

static gdouble
distance_of_halves (const guint8 *block)
{
  gint counts[16] = { 0 };
  guint i, apart = 0;

  for (i = 0; i < BLOCK; i++)
    counts[block[i] >> 4] += i % 2 ? 1 : -1;
  for (i = 0; i < G_N_ELEMENTS (counts); i++)
    apart += ABS (counts[i]);
  return (gdouble) apart / BLOCK;
}

/* High bytes of samples near zero. As G.711 they would be the loudest of all
 * codes and silence, by turns and on one side only. */
static gboolean
is_quiet_pcm (const guint8 *block)
{
  guint i, zeros = 0, ones = 0;

  for (i = 1; i < BLOCK; i += 2) {
    zeros += block[i] == 0x00;
    ones += block[i] == 0xff;
  }
  return zeros >= PAIRS / 10 && zeros + ones >= PAIRS - PAIRS / 50;
}

static OaAudioFormat
classify_block (const guint8 *block)
{
  gdouble apart, pcm, ulaw, alaw, g711;

  if (is_quiet_pcm (block))
    return OA_AUDIO_FORMAT_PCM;
  apart = distance_of_halves (block);
  pcm = roughness (OA_AUDIO_FORMAT_PCM, block);
  ulaw = roughness (OA_AUDIO_FORMAT_PCMU, block);
  alaw = roughness (OA_AUDIO_FORMAT_PCMA, block);
  g711 = MIN (ulaw, alaw);
  if (pcm < 0 || g711 < 0)
    return OA_AUDIO_FORMAT_UNKNOWN;
  if (apart > APART && pcm < SMOOTH_PCM && pcm < g711 * CLEARLY)
    return OA_AUDIO_FORMAT_PCM;
  if (apart < ALIKE && g711 < SMOOTH_G711 && g711 < pcm * CLEARLY)
    return ulaw < alaw ? OA_AUDIO_FORMAT_PCMU : OA_AUDIO_FORMAT_PCMA;
  return OA_AUDIO_FORMAT_UNKNOWN;
}

/*** the vote ***/

void
oa_format_guess_push (OaFormatGuess *self, const guint8 *data, gsize size)
{
  while (size > 0) {
    guint n = MIN (size, BLOCK - self->fill);

    memcpy (self->block + self->fill, data, n);
    self->fill += n;
    data += n;
    size -= n;
    if (self->fill < BLOCK)
      return;
    self->votes[classify_block (self->block)]++;
    self->fill = 0;
  }
}

OaAudioFormat
oa_format_guess_get (const OaFormatGuess *self, OaAudioFormat expected)
{
  guint ulaw = self->votes[OA_AUDIO_FORMAT_PCMU];
  guint alaw = self->votes[OA_AUDIO_FORMAT_PCMA];
  guint pcm = self->votes[OA_AUDIO_FORMAT_PCM];
  gboolean expects_pcm = expected == OA_AUDIO_FORMAT_PCM;

  if (pcm >= ulaw + alaw + (expects_pcm ? AGREE : CONTRADICT))
    return OA_AUDIO_FORMAT_PCM;
  if (ulaw + alaw < pcm + (expects_pcm ? CONTRADICT : AGREE))
    return OA_AUDIO_FORMAT_UNKNOWN;
  if (!expects_pcm && expected != OA_AUDIO_FORMAT_UNKNOWN)
    return expected;
  return ulaw >= alaw ? OA_AUDIO_FORMAT_PCMU : OA_AUDIO_FORMAT_PCMA;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "audio.h"

#include <math.h>

#include "protocol/g711.h"

#define SILENCE_DB -100.0

OaAudioFormat
ors_format_from_name (const gchar *name)
{
  OaAudioFormat format = oa_audio_format_from_nick (name);

  return format != OA_AUDIO_FORMAT_UNKNOWN ? format : OA_AUDIO_FORMAT_PCM;
}

gdouble
ors_audio_level (OaAudioFormat format, const guint8 *data, gsize size)
{
  guint width = oa_audio_format_get_sample_size (format);
  gsize n = size / width;
  gdouble sum = 0.0, squares = 0.0, power;

  if (n == 0)
    return SILENCE_DB;

  for (gsize i = 0; i < n; i++) {
    gdouble sample = oa_sample_read (format, data + i * width) / 32768.0;

    sum += sample;
    squares += sample * sample;
  }
  /* Without the mean: a constant offset is no sound. */
  power = squares / n - (sum / n) * (sum / n);
  return power <= 1e-10 ? SILENCE_DB : 10.0 * log10 (power);
}

GBytes *
ors_audio_encode (OaAudioFormat format, const gint16 *samples, gsize n)
{
  guint width = oa_audio_format_get_sample_size (format);
  guint8 *data = g_malloc (MAX (n * width, 1));

  for (gsize i = 0; i < n; i++)
    oa_sample_write (format, data + i * width, samples[i]);
  return g_bytes_new_take (data, n * width);
}

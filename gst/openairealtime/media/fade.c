/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fade.c - a linear ramp over the samples given. */

#include "fade.h"

#include "protocol/g711.h"

void
oa_fade (OaAudioFormat format, OaFadeKind kind, guint8 *data, gsize samples)
{
  guint size = oa_audio_format_get_sample_size (format);
  gsize i;

  for (i = 0; i < samples; i++) {
    gint64 weight = kind == OA_FADE_IN ? i + 1 : samples - i;
    gint16 sample = oa_sample_read (format, data + i * size);

    oa_sample_write (format, data + i * size,
        (gint16) (sample * weight / (gint64) (samples + 1)));
  }
}

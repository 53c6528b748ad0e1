/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fade.c - see fade.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "fade.h"

#include <gst/gst.h>

#include "protocol/g711.h"

static gint16
read_sample (OaAudioFormat format, const guint8 *data)
{
  switch (format) {
    case OA_AUDIO_FORMAT_PCMU:
      return oa_ulaw_decode (*data);
    case OA_AUDIO_FORMAT_PCMA:
      return oa_alaw_decode (*data);
    default:
      return (gint16) GST_READ_UINT16_LE (data);
  }
}

static void
write_sample (OaAudioFormat format, guint8 *data, gint16 sample)
{
  switch (format) {
    case OA_AUDIO_FORMAT_PCMU:
      *data = oa_ulaw_encode (sample);
      break;
    case OA_AUDIO_FORMAT_PCMA:
      *data = oa_alaw_encode (sample);
      break;
    default:
      GST_WRITE_UINT16_LE (data, (guint16) sample);
      break;
  }
}

void
oa_fade (OaAudioFormat format, OaFadeKind kind, guint8 *data, gsize samples)
{
  guint size = oa_audio_format_get_sample_size (format);
  gsize i;

  for (i = 0; i < samples; i++) {
    gint64 weight = kind == OA_FADE_IN ? i + 1 : samples - i;
    gint16 sample = read_sample (format, data + i * size);

    write_sample (format, data + i * size,
        (gint16) (sample * weight / (gint64) (samples + 1)));
  }
}

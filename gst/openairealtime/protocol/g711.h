/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* g711.h - one sample of G.711 to and from linear PCM (ITU-T G.711).
 *
 * For looking at levels, and for a service that does not speak what it was
 * asked for; all other conversion is the job of stock elements. */

#pragma once

#include "audioformat.h"

G_BEGIN_DECLS

gint16 oa_ulaw_decode (guint8 code);
gint16 oa_alaw_decode (guint8 code);
guint8 oa_ulaw_encode (gint16 sample);
guint8 oa_alaw_encode (gint16 sample);

/* One sample of any format; UNKNOWN is read as PCM. */
static inline gint16
oa_sample_read (OaAudioFormat format, const guint8 *data)
{
  switch (format) {
    case OA_AUDIO_FORMAT_PCMU:
      return oa_ulaw_decode (data[0]);
    case OA_AUDIO_FORMAT_PCMA:
      return oa_alaw_decode (data[0]);
    default:
      return (gint16) (data[0] | data[1] << 8);
  }
}

static inline void
oa_sample_write (OaAudioFormat format, guint8 *data, gint16 sample)
{
  switch (format) {
    case OA_AUDIO_FORMAT_PCMU:
      data[0] = oa_ulaw_encode (sample);
      break;
    case OA_AUDIO_FORMAT_PCMA:
      data[0] = oa_alaw_encode (sample);
      break;
    default:
      data[0] = sample & 0xff;
      data[1] = (guint16) sample >> 8;
      break;
  }
}

G_END_DECLS

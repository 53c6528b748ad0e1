/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* g711.c - the two companding laws, as ITU-T G.711 defines them.
 *
 * Both code sign, exponent (segment) and four bits of mantissa; mu-law
 * inverts all bits on the line, A-law every other one. */

#include "g711.h"

#define ULAW_BIAS 0x84
#define ULAW_CLIP 32635
#define ALAW_INVERTED 0x55

/* Position of the highest set bit above @base, at most 7. */
static gint
segment_of (gint magnitude, gint base)
{
  gint segment = 0;

  for (magnitude >>= base; magnitude > 1 && segment < 7; magnitude >>= 1)
    segment++;
  return segment;
}

gint16
oa_ulaw_decode (guint8 code)
{
  gint bits = ~code & 0xff;
  gint segment = (bits >> 4) & 7;
  gint magnitude = (((bits & 0x0f) << 3) + ULAW_BIAS) << segment;

  magnitude -= ULAW_BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
}

guint8
oa_ulaw_encode (gint16 sample)
{
  gint magnitude = ABS ((gint) sample);
  gint segment;

  magnitude = MIN (magnitude, ULAW_CLIP) + ULAW_BIAS;
  segment = segment_of (magnitude, 7);
  return ~((sample < 0 ? 0x80 : 0) | segment << 4
      | ((magnitude >> (segment + 3)) & 0x0f));
}

gint16
oa_alaw_decode (guint8 code)
{
  gint bits = code ^ ALAW_INVERTED;
  gint segment = (bits >> 4) & 7;
  gint magnitude = ((bits & 0x0f) << 4) + 8;

  if (segment > 0)
    magnitude = (magnitude + 0x100) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

guint8
oa_alaw_encode (gint16 sample)
{
  /* One's complement, so that -1 is as small as 0 is. */
  gint magnitude = sample < 0 ? ~(gint) sample : sample;
  gint segment = segment_of (magnitude, 7);
  gint mantissa = (magnitude >> (segment > 0 ? segment + 3 : 4)) & 0x0f;

  return ((sample < 0 ? 0 : 0x80) | segment << 4 | mantissa) ^ ALAW_INVERTED;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* halfduplex.c - the latest stretches of speech, and memset. */

#include "halfduplex.h"

#include <string.h>

/* Input is never that many stretches of speech late. */
#define MAX_STRETCHES 64

typedef struct
{
  GstClockTime begin;
  GstClockTime end;
} Stretch;

struct _OaHalfDuplex
{
  GArray *stretches; /* of Stretch, in order of being told */
};

OaHalfDuplex *
oa_half_duplex_new (void)
{
  OaHalfDuplex *self = g_new0 (OaHalfDuplex, 1);

  self->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  return self;
}

void
oa_half_duplex_free (OaHalfDuplex *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->stretches);
  g_free (self);
}

void
oa_half_duplex_clear (OaHalfDuplex *self)
{
  g_array_set_size (self->stretches, 0);
}

void
oa_half_duplex_speech (OaHalfDuplex *self, GstClockTime begin, GstClockTime end)
{
  Stretch stretch = { begin, end };
  guint n = self->stretches->len;

  if (!GST_CLOCK_TIME_IS_VALID (begin) || !GST_CLOCK_TIME_IS_VALID (end))
    return;
  if (n > 0 && g_array_index (self->stretches, Stretch, n - 1).begin == begin) {
    g_array_index (self->stretches, Stretch, n - 1).end = end;
    return;
  }
  if (n >= MAX_STRETCHES)
    g_array_remove_index (self->stretches, 0);
  g_array_append_val (self->stretches, stretch);
}

gboolean
oa_half_duplex_sounds (const OaHalfDuplex *self, GstClockTime tail,
    GstClockTime running_time, GstClockTime duration)
{
  guint i;

  for (i = 0; i < self->stretches->len; i++) {
    const Stretch *s = &g_array_index (self->stretches, Stretch, i);

    if (s->begin < running_time + duration && s->end + tail > running_time)
      return TRUE;
  }
  return FALSE;
}

/* Bytes of audio that began at @running_time which lie before @time. */
static gsize
bytes_before (OaAudioFormat format, GstClockTime running_time,
    GstClockTime time, gsize size)
{
  guint64 samples;

  if (time <= running_time)
    return 0;
  samples = oa_audio_format_time_to_samples (format, time - running_time);
  return MIN (samples * oa_audio_format_get_sample_size (format), size);
}

void
oa_half_duplex_mute (const OaHalfDuplex *self, OaAudioFormat format,
    GstClockTime tail, GstClockTime running_time, guint8 *data, gsize size)
{
  guint i;

  for (i = 0; i < self->stretches->len; i++) {
    const Stretch *s = &g_array_index (self->stretches, Stretch, i);
    gsize from = bytes_before (format, running_time, s->begin, size);
    gsize to = bytes_before (format, running_time, s->end + tail, size);

    if (to > from)
      memset (data + from, oa_audio_format_get_silence (format), to - from);
  }
}

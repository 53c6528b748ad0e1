/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionvoice.c - the pauses of an item, by the detector of recordings. */

#include "captionvoice.h"

#include "converter.h"
#include "pausedetector.h"

/* Between sentences speakers pause longer than this, within words shorter. */
#define MIN_PAUSE_MS 80
/* A pause of that much more is taken for one that is so much nearer. */
#define LENGTH_COUNTS 0.5
#define MAX_LENGTH (600 * GST_MSECOND)

typedef struct
{
  guint64 begin;
  guint64 end;    /* G_MAXUINT64 = it lasts */
  guint64 voiced; /* before it */
} Pause;

struct _OaCaptionVoice
{
  OaAudioFormat format;
  OaPauseDetector *detector;
  GArray *pauses; /* the silence before the onset is the first */
};

OaCaptionVoice *
oa_caption_voice_new (OaAudioFormat format)
{
  OaCaptionVoice *self = g_new0 (OaCaptionVoice, 1);
  Pause before = { 0, G_MAXUINT64, 0 };

  self->format = format;
  self->detector = oa_pause_detector_new (format, MIN_PAUSE_MS);
  self->pauses = g_array_new (FALSE, FALSE, sizeof (Pause));
  g_array_append_val (self->pauses, before);
  return self;
}

void
oa_caption_voice_free (OaCaptionVoice *self)
{
  if (self == NULL)
    return;
  oa_pause_detector_free (self->detector);
  g_array_unref (self->pauses);
  g_free (self);
}

static Pause *
nth_pause (const OaCaptionVoice *self, guint n)
{
  return &g_array_index (self->pauses, Pause, n);
}

static Pause *
last_pause (const OaCaptionVoice *self)
{
  return nth_pause (self, self->pauses->len - 1);
}

static void
note_finding (OaPauseKind kind, guint64 position, gpointer user_data)
{
  OaCaptionVoice *self = user_data;
  Pause *last = last_pause (self);

  if (kind == OA_PAUSE_ONSET) {
    last->end = MAX (position, last->begin);
  } else if (last->end != G_MAXUINT64) {
    Pause pause = { MAX (position, last->end), G_MAXUINT64, 0 };

    pause.voiced = last->voiced + pause.begin - last->end;
    g_array_append_val (self->pauses, pause);
  }
}

void
oa_caption_voice_add (OaCaptionVoice *self, OaAudioFormat format, GBytes *audio)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);
  GBytes *converted = NULL;

  if (format != self->format) {
    converted = oa_convert (format, self->format, data, size);
    data = g_bytes_get_data (converted, &size);
  }
  oa_pause_detector_process (self->detector, data, size, note_finding, self);
  g_clear_pointer (&converted, g_bytes_unref);
}

OaAudioFormat
oa_caption_voice_get_format (const OaCaptionVoice *self)
{
  return self->format;
}

guint64
oa_caption_voice_get_samples (const OaCaptionVoice *self)
{
  return oa_pause_detector_get_position (self->detector);
}

gboolean
oa_caption_voice_get_onset (const OaCaptionVoice *self, guint64 *onset)
{
  *onset = nth_pause (self, 0)->end;
  return *onset != G_MAXUINT64;
}

guint64
oa_caption_voice_get_last (const OaCaptionVoice *self)
{
  const Pause *last = last_pause (self);

  return last->end == G_MAXUINT64 && self->pauses->len > 1
      ? last->begin
      : oa_caption_voice_get_samples (self);
}

guint64
oa_caption_voice_count (const OaCaptionVoice *self, guint64 position)
{
  guint i;

  for (i = self->pauses->len; i > 0; i--) {
    const Pause *pause = nth_pause (self, i - 1);

    if (pause->begin > position)
      continue;
    return pause->voiced + (pause->end < position ? position - pause->end : 0);
  }
  return position;
}

guint64
oa_caption_voice_locate (const OaCaptionVoice *self, guint64 voiced)
{
  guint i;

  for (i = self->pauses->len; i > 0; i--) {
    const Pause *pause = nth_pause (self, i - 1);

    if (pause->voiced > voiced)
      continue;
    return pause->end == G_MAXUINT64 ? pause->begin
                                     : pause->end + voiced - pause->voiced;
  }
  return voiced;
}

static gdouble
cost_of (const OaCaptionVoice *self, const Pause *pause, guint64 voiced)
{
  gdouble distance = ABS ((gdouble) pause->voiced - (gdouble) voiced);
  guint64 longest = oa_audio_format_time_to_samples (self->format, MAX_LENGTH);

  return distance - LENGTH_COUNTS * MIN (pause->end - pause->begin, longest);
}

gboolean
oa_caption_voice_find_pause (const OaCaptionVoice *self, guint64 voiced,
    guint64 tolerance, guint64 after, guint64 *begin, guint64 *end)
{
  const Pause *best = NULL;
  guint i;

  /* The silence before the voice is no pause of the speaker. */
  for (i = 1; i < self->pauses->len; i++) {
    const Pause *pause = nth_pause (self, i);

    if (pause->end == G_MAXUINT64 || pause->end <= after
        || pause->voiced + tolerance < voiced
        || pause->voiced > voiced + tolerance)
      continue;
    if (best == NULL
        || cost_of (self, pause, voiced) < cost_of (self, best, voiced))
      best = pause;
  }
  if (best == NULL)
    return FALSE;
  *begin = best->begin;
  *end = best->end;
  return TRUE;
}

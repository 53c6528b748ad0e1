/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pausedetector.c - energy of 10 ms frames against an adaptive floor. */

#include "pausedetector.h"
#include "protocol/g711.h"

#include <math.h>
#include <string.h>

#define FRAME_MS 10
/* Below this nothing is speech, above the other everything is. */
#define QUIETEST_DB (-52.0)
#define LOUDEST_THRESHOLD_DB (-30.0)
#define ABOVE_FLOOR_DB 9.0
/* The floor falls at once and rises slowly, so that a long word does not
 * become its own floor. */
#define FLOOR_RISE_DB_PER_FRAME 0.04
/* Frames above the threshold before it counts as speech: clicks are shorter. */
#define ONSET_FRAMES 3

struct _OaPauseDetector
{
  OaAudioFormat format;
  guint frame_samples;
  guint pause_frames;

  /* The frame under way. */
  guint64 squares; /* of 16-bit samples */
  gint64 sum;      /* of the same */
  guint count;
  gint odd; /* a lone first byte of a PCM sample, or -1 */

  guint64 position;
  gdouble floor;
  gdouble peak;
  gboolean in_speech;
  guint loud_frames;  /* in a row */
  guint quiet_frames; /* in a row */

  /* During a call. */
  OaPauseFunc found;
  gpointer user_data;
};

OaPauseDetector *
oa_pause_detector_new (OaAudioFormat format, guint min_pause)
{
  OaPauseDetector *self = g_new0 (OaPauseDetector, 1);

  self->format = format;
  self->frame_samples = oa_audio_format_get_rate (format) * FRAME_MS / 1000;
  self->pause_frames = MAX ((min_pause + FRAME_MS - 1) / FRAME_MS, 1);
  self->odd = -1;
  /* High: the first quiet frame sets it, in a noisy recording too. */
  self->floor = LOUDEST_THRESHOLD_DB - ABOVE_FLOOR_DB;
  self->peak = -100.0;
  return self;
}

void
oa_pause_detector_free (OaPauseDetector *self)
{
  g_free (self);
}

static void
tell (const OaPauseDetector *self, OaPauseKind kind, guint64 position)
{
  if (self->found != NULL)
    self->found (kind, position, self->user_data);
}

static void
adapt_floor (OaPauseDetector *self, gdouble level)
{
  if (level < self->floor)
    self->floor = MAX (level, QUIETEST_DB - ABOVE_FLOOR_DB);
  else
    self->floor += FLOOR_RISE_DB_PER_FRAME;
}

static gboolean
is_loud (const OaPauseDetector *self, gdouble level)
{
  gdouble threshold =
      CLAMP (self->floor + ABOVE_FLOOR_DB, QUIETEST_DB, LOUDEST_THRESHOLD_DB);

  return level > threshold;
}

static void
classify_frame (OaPauseDetector *self, gdouble level)
{
  gboolean loud = is_loud (self, level);
  guint64 frames_back;

  self->peak = MAX (self->peak, level);
  adapt_floor (self, level);
  /* A click in a pause does not end the pause. */
  self->loud_frames = loud ? self->loud_frames + 1 : 0;
  if (self->loud_frames >= ONSET_FRAMES)
    self->quiet_frames = 0;
  else
    self->quiet_frames++;

  if (!self->in_speech && self->loud_frames >= ONSET_FRAMES) {
    frames_back =
        MIN (self->loud_frames * (guint64) self->frame_samples, self->position);
    self->in_speech = TRUE;
    tell (self, OA_PAUSE_ONSET, self->position - frames_back);
  } else if (self->in_speech && !loud
      && self->quiet_frames >= self->pause_frames) {
    /* Not while loud: an onset may turn out to have begun before. */
    frames_back = self->quiet_frames * (guint64) self->frame_samples;
    self->in_speech = FALSE;
    tell (self, OA_PAUSE_BEGIN, self->position - frames_back);
  }
}

/* Of @count samples behind each other. Integers, so that the compiler may take
 * many at a time and the result is exact. */
static void
sum_pcm (const guint8 *data, guint count, guint64 *squares, gint64 *sum)
{
  guint i;

  for (i = 0; i < count; i++) {
    gint16 value;
    gint32 sample;

    memcpy (&value, data + 2 * i, sizeof (value));
    sample = GINT16_FROM_LE (value);
    *squares += (guint32) (sample * sample);
    *sum += sample;
  }
}

static void
sum_g711 (OaAudioFormat format, const guint8 *data, guint count,
    guint64 *squares, gint64 *sum)
{
  guint i;

  for (i = 0; i < count; i++) {
    gint32 sample = format == OA_AUDIO_FORMAT_PCMU ? oa_ulaw_decode (data[i])
                                                   : oa_alaw_decode (data[i]);

    *squares += (guint32) (sample * sample);
    *sum += sample;
  }
}

/* In dBFS, without the mean: a constant offset is not heard. */
static gdouble
get_level (const OaPauseDetector *self)
{
  gdouble mean = (gdouble) self->sum / self->count;
  gdouble power = (gdouble) self->squares / self->count - mean * mean;

  return 10.0 * log10 (MAX (power, 0) / (32768.0 * 32768.0) + 1e-10);
}

static void
end_frame (OaPauseDetector *self)
{
  classify_frame (self, get_level (self));
  self->squares = 0;
  self->sum = 0;
  self->count = 0;
}

/* Whole samples, up to the end of the frame at a time. */
static void
process_samples (OaPauseDetector *self, const guint8 *data, gsize samples)
{
  guint size = oa_audio_format_get_sample_size (self->format);

  while (samples > 0) {
    guint count = MIN (samples, self->frame_samples - self->count);

    if (size == 2)
      sum_pcm (data, count, &self->squares, &self->sum);
    else
      sum_g711 (self->format, data, count, &self->squares, &self->sum);
    self->position += count;
    self->count += count;
    if (self->count == self->frame_samples)
      end_frame (self);
    data += (gsize) count * size;
    samples -= count;
  }
}

static void
process_pcm (OaPauseDetector *self, const guint8 *data, gsize size)
{
  if (self->odd >= 0 && size > 0) {
    guint8 sample[2] = { self->odd, data[0] };

    process_samples (self, sample, 1);
    self->odd = -1;
    data++;
    size--;
  }
  process_samples (self, data, size / 2);
  if (size % 2 == 1)
    self->odd = data[size - 1];
}

void
oa_pause_detector_process (OaPauseDetector *self, const guint8 *data,
    gsize size, OaPauseFunc found, gpointer user_data)
{
  self->found = found;
  self->user_data = user_data;
  if (oa_audio_format_get_sample_size (self->format) == 2)
    process_pcm (self, data, size);
  else
    process_samples (self, data, size);
}

guint64
oa_pause_detector_get_position (const OaPauseDetector *self)
{
  return self->position;
}

gboolean
oa_pause_detector_in_speech (const OaPauseDetector *self)
{
  return self->in_speech;
}

gdouble
oa_pause_detector_get_peak (const OaPauseDetector *self)
{
  return self->peak;
}

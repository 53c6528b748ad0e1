/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pausedetector.c - energy of 10 ms frames against an adaptive floor. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "pausedetector.h"
#include "../protocol/g711.h"

#include <math.h>

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
  gdouble sum;
  guint count;
  gint odd;                     /* a lone first byte of a PCM sample, or -1 */

  guint64 position;
  gdouble floor;
  gdouble peak;
  gboolean in_speech;
  guint loud_frames;            /* in a row */
  guint quiet_frames;           /* in a row */
  GQueue events;                /* of OaPauseEvent */
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
  g_queue_init (&self->events);
  return self;
}

void
oa_pause_detector_free (OaPauseDetector *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->events, g_free);
  g_free (self);
}

static void
push_event (OaPauseDetector *self, OaPauseKind kind, guint64 position)
{
  OaPauseEvent *event = g_new (OaPauseEvent, 1);

  event->kind = kind;
  event->position = position;
  g_queue_push_tail (&self->events, event);
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
  gdouble threshold = CLAMP (self->floor + ABOVE_FLOOR_DB, QUIETEST_DB,
      LOUDEST_THRESHOLD_DB);

  return level > threshold;
}

static void
judge_frame (OaPauseDetector *self, gdouble level)
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
    frames_back = MIN (self->loud_frames * (guint64) self->frame_samples,
        self->position);
    self->in_speech = TRUE;
    push_event (self, OA_PAUSE_ONSET, self->position - frames_back);
  } else if (self->in_speech && !loud
      && self->quiet_frames >= self->pause_frames) {
    /* Not while loud: an onset may turn out to have begun before. */
    frames_back = self->quiet_frames * (guint64) self->frame_samples;
    self->in_speech = FALSE;
    push_event (self, OA_PAUSE_BEGIN, self->position - frames_back);
  }
}

static void
take_sample (OaPauseDetector *self, gint16 sample)
{
  gdouble value = sample / 32768.0;

  self->sum += value * value;
  self->position++;
  if (++self->count < self->frame_samples)
    return;
  judge_frame (self, 10.0 * log10 (self->sum / self->count + 1e-10));
  self->sum = 0;
  self->count = 0;
}

static void
process_pcm (OaPauseDetector *self, const guint8 *data, gsize size)
{
  gsize i = 0;

  if (self->odd >= 0 && size > 0) {
    take_sample (self, (gint16) (self->odd | data[0] << 8));
    self->odd = -1;
    i = 1;
  }
  for (; i + 1 < size; i += 2)
    take_sample (self, (gint16) (data[i] | data[i + 1] << 8));
  if (i < size)
    self->odd = data[i];
}

void
oa_pause_detector_process (OaPauseDetector *self, const guint8 *data,
    gsize size)
{
  gsize i;

  switch (self->format) {
    case OA_AUDIO_FORMAT_PCMU:
      for (i = 0; i < size; i++)
        take_sample (self, oa_ulaw_decode (data[i]));
      break;
    case OA_AUDIO_FORMAT_PCMA:
      for (i = 0; i < size; i++)
        take_sample (self, oa_alaw_decode (data[i]));
      break;
    default:
      process_pcm (self, data, size);
      break;
  }
}

gboolean
oa_pause_detector_next (OaPauseDetector *self, OaPauseEvent *event)
{
  OaPauseEvent *head = g_queue_pop_head (&self->events);

  if (head == NULL)
    return FALSE;
  *event = *head;
  g_free (head);
  return TRUE;
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

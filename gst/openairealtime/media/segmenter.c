/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* segmenter.c - findings of the pause detector as marks of an upload queue. */

#include "segmenter.h"
#include "pausedetector.h"

/* An onset is found this long after it began. */
#define ONSET_DELAY_MS 40
/* Louder than this anywhere is not plain silence. */
#define SOUND_DB (-60.0)

struct _OaSegmenter
{
  OaPauseDetector *detector;
  OaUploadQueue *queue; /* during a call */
  OaAudioFormat format;
  guint64 base; /* bytes in the upload queue before ours */
  gboolean based;
  guint64 min_pause; /* samples, as all that follows */
  guint64 lookback;
  guint64 pause_begin; /* G_MAXUINT64 = not in a pause */
  gboolean has_speech; /* since the last PAUSE mark */
  gboolean any_speech;
};

static guint64
ms_to_samples (OaAudioFormat format, guint ms)
{
  return oa_audio_format_time_to_samples (format, ms * GST_MSECOND);
}

OaSegmenter *
oa_segmenter_new (OaAudioFormat format, guint min_pause, guint lookback)
{
  OaSegmenter *self = g_new0 (OaSegmenter, 1);

  self->detector = oa_pause_detector_new (format, min_pause);
  self->format = format;
  self->min_pause = ms_to_samples (format, min_pause);
  self->lookback = ms_to_samples (format, lookback);
  self->pause_begin = G_MAXUINT64;
  return self;
}

void
oa_segmenter_free (OaSegmenter *self)
{
  if (self == NULL)
    return;
  oa_pause_detector_free (self->detector);
  g_free (self);
}

static guint
samples_to_ms (const OaSegmenter *self, guint64 samples)
{
  return samples * 1000 / oa_audio_format_get_rate (self->format);
}

static guint64
to_bytes (const OaSegmenter *self, guint64 samples)
{
  return self->base + samples * oa_audio_format_get_sample_size (self->format);
}

static void
put_mark (OaSegmenter *self, OaUploadQueue *queue, OaSegmentMark mark,
    guint64 sample, guint64 pause_end)
{
  OaSegment *segment = g_new0 (OaSegment, 1);

  if (self->pause_begin != G_MAXUINT64) {
    segment->pause_ms = samples_to_ms (self, pause_end - self->pause_begin);
    segment->sent_ms = samples_to_ms (self, sample - self->pause_begin);
  }
  segment->has_speech = self->has_speech;
  segment->any_speech = self->any_speech;
  segment->any_sound = oa_pause_detector_get_peak (self->detector) > SOUND_DB;
  oa_upload_queue_mark (queue, to_bytes (self, sample), mark, segment);
}

static void
on_pause (OaSegmenter *self, guint64 begin)
{
  guint64 sample = begin + self->min_pause;

  self->pause_begin = begin;
  put_mark (self, self->queue, OA_MARK_PAUSE, sample, sample);
  self->has_speech = FALSE;
}

static void
on_onset (OaSegmenter *self, guint64 onset)
{
  self->has_speech = self->any_speech = TRUE;
  if (self->pause_begin != G_MAXUINT64) {
    guint64 pause = onset - self->pause_begin;
    guint64 back = MIN (self->lookback, pause / 3);

    /* Up to the PAUSE mark all may have gone up already. */
    put_mark (self, self->queue, OA_MARK_ONSET,
        MAX (onset - back, self->pause_begin + self->min_pause), onset);
  }
  self->pause_begin = G_MAXUINT64;
}

static void
note_finding (OaPauseKind kind, guint64 position, gpointer user_data)
{
  if (kind == OA_PAUSE_BEGIN)
    on_pause (user_data, position);
  else
    on_onset (user_data, position);
}

/* In a pause the newest audio stays back: an onset may yet turn up in it. */
static guint64
find_limit (const OaSegmenter *self)
{
  guint64 seen = oa_pause_detector_get_position (self->detector);
  guint64 back = self->lookback + ms_to_samples (self->format, ONSET_DELAY_MS);

  if (oa_pause_detector_in_speech (self->detector)
      || self->pause_begin == G_MAXUINT64)
    return to_bytes (self, seen);
  return to_bytes (self,
      MAX (seen - MIN (seen, back), self->pause_begin + self->min_pause));
}

void
oa_segmenter_process (OaSegmenter *self, OaUploadQueue *queue,
    const guint8 *data, gsize size)
{
  if (!self->based) {
    self->base = oa_upload_queue_get_end (queue) - size;
    self->based = TRUE;
  }
  self->queue = queue;
  oa_pause_detector_process (self->detector, data, size, note_finding, self);
  oa_upload_queue_set_limit (queue, find_limit (self));
}

void
oa_segmenter_void (OaUploadQueue *queue)
{
  oa_upload_queue_set_limit (queue, G_MAXUINT64);
  oa_upload_queue_void_marks (queue, OA_MARK_PAUSE, OA_MARK_ONSET);
}

void
oa_segmenter_break (OaSegmenter *self, OaUploadQueue *queue)
{
  guint64 seen = oa_pause_detector_get_position (self->detector);

  oa_upload_queue_set_limit (queue, G_MAXUINT64);
  if (self->has_speech)
    put_mark (self, queue, OA_MARK_PAUSE, seen, seen);
  put_mark (self, queue, OA_MARK_ONSET, seen, seen);
  oa_upload_queue_end (queue);
}

void
oa_segmenter_end (OaSegmenter *self, OaUploadQueue *queue)
{
  guint64 seen = oa_pause_detector_get_position (self->detector);

  oa_upload_queue_set_limit (queue, G_MAXUINT64);
  put_mark (self, queue, OA_MARK_END, seen, seen);
  oa_upload_queue_end (queue);
}

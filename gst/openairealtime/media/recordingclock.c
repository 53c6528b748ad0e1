/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordingclock.c - a count of samples that jumps over holes. */

#include "recordingclock.h"

/* A jump between two buffers that is smaller is the stamps' inaccuracy: a block
 * of most codecs, or a rounded time. */
#define LEAST_HOLE (60 * GST_MSECOND)
/* More than that is no pause of a talk; time jumps over it. */
#define MOST_SILENCE (60 * GST_SECOND)
/* No stamp of a recording is later than that, and no gap longer: so sums of
 * them stay in range. */
#define LONGEST_GAP (24 * 3600 * (GstClockTime) GST_SECOND)
#define LATEST_STAMP (100 * 365 * LONGEST_GAP)

void
oa_recording_clock_reset (OaRecordingClock *self, OaAudioFormat format)
{
  self->format = format;
  self->anchor = self->stamp_end = GST_CLOCK_TIME_NONE;
  self->count = 0;
}

static GstClockTime
get_end (const OaRecordingClock *self)
{
  return self->anchor
      + oa_audio_format_samples_to_time (self->format, self->count);
}

static gboolean
is_hole (const OaRecordingClock *self, GstClockTime running_time)
{
  GstClockTime end = get_end (self);

  return running_time >= LEAST_HOLE && running_time - LEAST_HOLE >= end
      && (!GST_CLOCK_TIME_IS_VALID (self->stamp_end)
          || running_time - LEAST_HOLE >= self->stamp_end);
}

/* What is missing before @running_time. */
static GstClockTime
find_hole (OaRecordingClock *self, GstClockTime running_time)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->anchor)) {
    self->anchor = running_time;
    return 0;
  }
  return is_hole (self, running_time) ? running_time - get_end (self) : 0;
}

static guint64
limit_silence (OaRecordingClock *self, GstClockTime silence)
{
  if (silence > MOST_SILENCE)
    self->anchor += silence - MOST_SILENCE;
  return oa_audio_format_time_to_samples (self->format,
      MIN (silence, MOST_SILENCE));
}

/* How much of a gap lies before the end of what came, by the stamps: a clock of
 * samples that is ahead of them swallows no pause. */
static GstClockTime
find_overlap (const OaRecordingClock *self, GstClockTime running_time,
    GstClockTime duration)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->stamp_end)
      || self->stamp_end <= running_time)
    return 0;
  return MIN (duration, self->stamp_end - running_time);
}

guint64
oa_recording_clock_stamp (OaRecordingClock *self, GstClockTime running_time,
    guint64 samples)
{
  GstClockTime piece = oa_audio_format_samples_to_time (self->format, samples);
  GstClockTime hole;

  if (running_time > LATEST_STAMP) {
    if (GST_CLOCK_TIME_IS_VALID (self->stamp_end)
        && self->stamp_end <= LATEST_STAMP)
      self->stamp_end += piece;
    return 0;
  }
  hole = find_hole (self, running_time);
  self->stamp_end = running_time + piece;
  return limit_silence (self, hole);
}

guint64
oa_recording_clock_gap (OaRecordingClock *self, GstClockTime running_time,
    GstClockTime duration)
{
  GstClockTime hole, overlap;

  if (running_time > LATEST_STAMP)
    return 0;
  duration = MIN (duration, LONGEST_GAP);
  hole = find_hole (self, running_time);
  overlap = find_overlap (self, running_time, duration);
  if (overlap < duration)
    self->stamp_end = running_time + duration;
  return limit_silence (self, hole + duration - overlap);
}

GstClockTime
oa_recording_clock_advance (OaRecordingClock *self, guint64 samples)
{
  GstClockTime begin;

  if (!GST_CLOCK_TIME_IS_VALID (self->anchor))
    self->anchor = 0;
  begin = get_end (self);
  self->count += samples;
  return begin;
}

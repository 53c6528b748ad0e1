/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gapfiller.c - an anchor, a count of samples, and the distance to what comes.
 *
 * Timestamps are of two kinds. Those of a capture clock or of packets go with
 * the samples, and where they jump, audio is missing. Those of the moment of
 * arrival come and go with the network, and after a jump what is late comes at
 * once: a jump is a hole only when it is longer than a network stalls, or when
 * something is known to be lost. */

#include "gapfiller.h"

/* A lost packet is as long as its neighbour; less than half of that is jitter,
 * within these limits. */
#define LEAST_TOLERANCE (5 * GST_MSECOND)
#define MOST_TOLERANCE (20 * GST_MSECOND)
/* Steps of stamps that agree with each other to this go with the samples. */
#define STEADY (50 * GST_USECOND)
/* How many unsteady steps make stamps times of arrival, weighed against steady
 * ones; a stamp that is the moment of arrival is enough. */
#define UNSTEADY_WEIGHT 4
#define UNSTEADY_FROM (3 * UNSTEADY_WEIGHT)
#define UNSTEADY_MOST (10 * UNSTEADY_WEIGHT)
/* The worst delay is forgotten at this part of the time that passes. */
#define LAG_DECAY 8
/* Silence for a source that has stopped comes in pieces of this. */
#define ABSENCE_STEP (20 * GST_MSECOND)

void
oa_gap_filler_reset (OaGapFiller *self)
{
  self->anchor = self->stamp_end = GST_CLOCK_TIME_NONE;
  self->count = self->silent = self->provisional = 0;
  self->error = 0;
  self->unsteady = 0;
  self->lag_known = self->absent = FALSE;
}

void
oa_gap_filler_configure (OaGapFiller *self, OaAudioFormat format,
    GstClockTime longest)
{
  if (format != self->format)
    oa_gap_filler_reset (self);
  self->format = format;
  self->longest = oa_audio_format_time_to_samples (format, longest);
}

static guint64
to_samples (const OaGapFiller *self, GstClockTime time)
{
  return oa_audio_format_time_to_samples (self->format, time);
}

static GstClockTime
to_time (const OaGapFiller *self, guint64 samples)
{
  return oa_audio_format_samples_to_time (self->format, samples);
}

GstClockTime
oa_gap_filler_get_end (const OaGapFiller *self)
{
  return GST_CLOCK_TIME_IS_VALID (self->anchor)
      ? self->anchor + to_time (self, self->count)
      : GST_CLOCK_TIME_NONE;
}

static void
set_anchor (OaGapFiller *self, GstClockTime running_time)
{
  self->anchor = running_time;
  self->count = self->provisional = 0;
}

/* Samples from the end of what was counted to @time; negative = it overlaps. */
static gint64
distance (const OaGapFiller *self, GstClockTime time)
{
  if (time >= self->anchor)
    return (gint64) to_samples (self, time - self->anchor)
        - (gint64) self->count;
  return -(gint64) to_samples (self, self->anchor - time)
      - (gint64) self->count;
}

/* As much of a hole as may still count. */
static guint64
take (OaGapFiller *self, guint64 samples)
{
  guint64 room = self->longest - MIN (self->longest, self->silent);

  samples = MIN (samples, room);
  self->silent += samples;
  return samples;
}

/*** timestamps ***/

static gboolean
are_arrivals (const OaGapFiller *self)
{
  return self->unsteady >= UNSTEADY_FROM;
}

/* What was captured cannot be here before it is complete. */
static gboolean
came_at (const OaGapFiller *self, GstClockTime running_time, GstClockTime now)
{
  return GST_CLOCK_TIME_IS_VALID (now) && now >= running_time
      && now - running_time < self->piece / 2;
}

/* A small error that stays the same is a clock that drifts; a jump may be a
 * hole and says nothing. */
static void
note_error (OaGapFiller *self, GstClockTimeDiff error,
    GstClockTimeDiff tolerance, gboolean arrival)
{
  if (error >= tolerance && !arrival)
    return;
  if (error > -tolerance && ABS (error - self->error) <= STEADY && !arrival)
    self->unsteady -= MIN (self->unsteady, 1);
  else
    self->unsteady = CLAMP (self->unsteady + UNSTEADY_WEIGHT,
        arrival ? UNSTEADY_FROM : 0, UNSTEADY_MOST);
  if (ABS (error) < tolerance)
    self->error = error;
}

/* From the end of the last audio to @running_time, both as stamped. */
static GstClockTimeDiff
get_jump (const OaGapFiller *self, GstClockTime running_time)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->stamp_end))
    return 0;
  return CLAMP (GST_CLOCK_DIFF (self->stamp_end, running_time),
      -(GstClockTimeDiff) OA_GAP_FILLER_LATEST,
      (GstClockTimeDiff) OA_GAP_FILLER_LATEST);
}

/* Time and count can still agree, with @rest samples between them. */
static gboolean
keeps_anchor (const OaGapFiller *self, gint64 rest, gint64 tolerance)
{
  gint64 provisional = self->provisional;

  if (!are_arrivals (self))
    return rest < tolerance && rest > -MAX (tolerance, provisional + 1);
  return provisional > 0 && rest >= -(provisional + tolerance)
      && rest < (gint64) to_samples (self, OA_GAP_FILLER_LATEST);
}

/* Audio that was late takes back the silence that was put in for it. What is
 * known to be lost does not come any more, so that part is not provisional. */
static void
add_provisional (OaGapFiller *self, guint64 silence, gboolean lost)
{
  if (lost && are_arrivals (self))
    silence -= MIN (silence, to_samples (self, self->piece));
  self->provisional = are_arrivals (self)
      ? MIN (self->provisional + silence, self->longest)
      : silence;
}

/* Audio begins at @running_time: silence for a jump, a new anchor where time
 * and count can no longer agree. */
static guint64
close_jump (OaGapFiller *self, GstClockTime running_time, guint64 samples,
    GstClockTime now, gboolean lost)
{
  GstClockTimeDiff tolerance =
      CLAMP (to_time (self, samples) / 2, LEAST_TOLERANCE, MOST_TOLERANCE);
  GstClockTimeDiff jump = get_jump (self, running_time);
  gint64 small = to_samples (self, tolerance);
  gint64 rest = distance (self, running_time), hole = rest;
  guint64 silence = 0;

  note_error (self, jump, tolerance, came_at (self, running_time, now));
  if (hole >= small
      && jump >= (are_arrivals (self) && !lost
                 ? (GstClockTimeDiff) OA_GAP_FILLER_LATEST
                 : tolerance)) {
    /* What was taken for late before is not lost here. */
    if (are_arrivals (self) && lost)
      hole = MIN (hole, (gint64) to_samples (self, jump));
    silence = take (self, hole);
    self->count += silence;
    add_provisional (self, silence, lost);
  }
  if (!keeps_anchor (self, rest - (gint64) silence, small))
    set_anchor (self, running_time);
  return silence;
}

/* How late it came, at worst of late: a source that stalls now and then has
 * not stopped. */
static void
note_lag (OaGapFiller *self, GstClockTime end, GstClockTime now)
{
  gboolean known = GST_CLOCK_TIME_IS_VALID (now)
      && GST_CLOCK_TIME_IS_VALID (end);
  GstClockTimeDiff lag = known ? GST_CLOCK_DIFF (end, now) : 0;

  if (known && self->lag_known && self->lag > 0)
    lag = MAX (lag, self->lag - (GstClockTimeDiff) (self->piece / LAG_DECAY));
  self->lag = lag;
  self->lag_known = known;
}

guint64
oa_gap_filler_audio (OaGapFiller *self, GstClockTime running_time,
    guint64 samples, GstClockTime now, gboolean lost)
{
  guint64 silence = 0;

  self->piece = to_time (self, samples);
  if (GST_CLOCK_TIME_IS_VALID (running_time)) {
    if (!GST_CLOCK_TIME_IS_VALID (self->anchor))
      set_anchor (self, running_time);
    silence = close_jump (self, running_time, samples, now, lost);
    self->stamp_end = running_time + self->piece;
  } else if (GST_CLOCK_TIME_IS_VALID (self->stamp_end)) {
    self->stamp_end += self->piece;
  }
  self->count += samples;
  self->silent = 0;
  self->absent = FALSE;
  note_lag (self, self->stamp_end, now);
  return silence;
}

guint64
oa_gap_filler_gap (OaGapFiller *self, GstClockTime running_time,
    GstClockTime duration)
{
  guint64 silence;
  gint64 hole;

  if (!GST_CLOCK_TIME_IS_VALID (running_time)
      || !GST_CLOCK_TIME_IS_VALID (duration))
    return 0;
  if (!GST_CLOCK_TIME_IS_VALID (self->anchor))
    set_anchor (self, running_time);
  self->stamp_end = running_time + duration;
  hole = distance (self, running_time + duration);
  if (hole <= 0)
    return 0;
  silence = take (self, hole);
  self->count += silence;
  return silence;
}

/* Time for which audio is overdue: what is being captured now cannot be here
 * before a piece of it is complete. The count may be behind by a hole that was
 * let be; what comes after it is in time by its stamps. */
static GstClockTimeDiff
get_due (const OaGapFiller *self, GstClockTime now)
{
  GstClockTime end = oa_gap_filler_get_end (self);

  if (GST_CLOCK_TIME_IS_VALID (self->stamp_end))
    end = MAX (end, self->stamp_end);
  return GST_CLOCK_DIFF (end, now) - self->lag - (GstClockTimeDiff) self->piece;
}

static gboolean
knows_absence (const OaGapFiller *self, GstClockTime now)
{
  return self->lag_known && GST_CLOCK_TIME_IS_VALID (now);
}

guint64
oa_gap_filler_fill_missing (OaGapFiller *self, GstClockTime now,
    GstClockTime grace)
{
  guint64 step = to_samples (self, ABSENCE_STEP);
  GstClockTimeDiff due;
  guint64 silence;

  if (!knows_absence (self, now))
    return 0;
  due = get_due (self, now);
  if (due < (GstClockTimeDiff) (self->absent ? ABSENCE_STEP : grace))
    return 0;
  self->absent = TRUE;
  silence = take (self, to_samples (self, due) / step * step);
  self->count += silence;
  if (are_arrivals (self))
    add_provisional (self, silence, FALSE);
  return silence;
}

GstClockTime
oa_gap_filler_get_wait (const OaGapFiller *self, GstClockTime now,
    GstClockTime grace)
{
  GstClockTimeDiff wait;

  if (self->silent >= self->longest)
    return GST_CLOCK_TIME_NONE;
  if (!knows_absence (self, now))
    return grace;
  wait = (GstClockTimeDiff) (self->absent ? ABSENCE_STEP : grace)
      - get_due (self, now);
  return MAX (wait, 0);
}

void
oa_gap_filler_add (OaGapFiller *self, guint64 samples)
{
  self->count += samples;
}

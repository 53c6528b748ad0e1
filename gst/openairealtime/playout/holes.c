/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* holes.c - an anchor, a count of samples, and the distance to what comes. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "holes.h"

/* A lost packet is as long as its neighbour; less than half of that is jitter,
 * within these limits. */
#define LEAST_TOLERANCE (5 * GST_MSECOND)
#define MOST_TOLERANCE (20 * GST_MSECOND)
/* A source that is later than this has stopped. */
#define ABSENCE (150 * GST_MSECOND)
/* Silence for a source that has stopped comes in pieces of this. */
#define ABSENCE_STEP (20 * GST_MSECOND)

struct _OaHoles
{
  OaAudioFormat format;
  guint64 longest;              /* samples */

  /* What was counted ends @count samples after @anchor. */
  GstClockTime anchor;          /* NONE = nothing was counted */
  guint64 count;

  guint64 silent;               /* samples of silence since the last audio */
  /* Silence for the last jump of time: what overlaps by no more than this
   * shows that the jump was jitter. */
  guint64 lent;

  /* How far behind its time the audio came; known with a clock only. */
  gboolean lag_known;
  GstClockTimeDiff lag;
  GstClockTime piece;           /* duration of the last audio */
  gboolean absent;
};

OaHoles *
oa_holes_new (void)
{
  OaHoles *self = g_new0 (OaHoles, 1);

  oa_holes_reset (self);
  return self;
}

void
oa_holes_free (OaHoles *self)
{
  g_free (self);
}

void
oa_holes_reset (OaHoles *self)
{
  self->anchor = GST_CLOCK_TIME_NONE;
  self->count = self->silent = self->lent = 0;
  self->lag_known = self->absent = FALSE;
}

void
oa_holes_configure (OaHoles *self, OaAudioFormat format, GstClockTime longest)
{
  if (format != self->format)
    oa_holes_reset (self);
  self->format = format;
  self->longest = oa_audio_format_time_to_samples (format, longest);
}

static guint64
to_samples (const OaHoles *self, GstClockTime time)
{
  return oa_audio_format_time_to_samples (self->format, time);
}

static GstClockTime
to_time (const OaHoles *self, guint64 samples)
{
  return oa_audio_format_samples_to_time (self->format, samples);
}

GstClockTime
oa_holes_get_end (const OaHoles *self)
{
  return GST_CLOCK_TIME_IS_VALID (self->anchor)
      ? self->anchor + to_time (self, self->count) : GST_CLOCK_TIME_NONE;
}

static void
set_anchor (OaHoles *self, GstClockTime running_time)
{
  self->anchor = running_time;
  self->count = self->lent = 0;
}

/* Samples from the end of what was counted to @time; negative = it overlaps. */
static gint64
distance (const OaHoles *self, GstClockTime time)
{
  if (time >= self->anchor)
    return (gint64) to_samples (self, time - self->anchor)
        - (gint64) self->count;
  return -(gint64) to_samples (self, self->anchor - time)
      - (gint64) self->count;
}

/* As much of a hole as may still count. */
static guint64
take (OaHoles *self, guint64 samples)
{
  guint64 room = self->longest - MIN (self->longest, self->silent);

  samples = MIN (samples, room);
  self->silent += samples;
  return samples;
}

/* Audio begins at @running_time: silence for a jump, a new anchor where time
 * and count can no longer agree. */
static guint64
close_jump (OaHoles *self, GstClockTime running_time, guint64 samples)
{
  gint64 tolerance = to_samples (self, CLAMP (to_time (self, samples) / 2,
          LEAST_TOLERANCE, MOST_TOLERANCE));
  gint64 hole = distance (self, running_time);
  guint64 silence = 0;

  if (hole >= tolerance) {
    silence = take (self, hole);
    self->count += silence;
    self->lent = silence;
  }
  if (hole - (gint64) silence >= tolerance
      || hole <= -MAX (tolerance, (gint64) self->lent + 1))
    set_anchor (self, running_time);
  return silence;
}

guint64
oa_holes_audio (OaHoles *self, GstClockTime running_time, guint64 samples,
    GstClockTime now)
{
  guint64 silence = 0;

  if (GST_CLOCK_TIME_IS_VALID (running_time)) {
    if (!GST_CLOCK_TIME_IS_VALID (self->anchor))
      set_anchor (self, running_time);
    silence = close_jump (self, running_time, samples);
  }
  self->count += samples;
  self->silent = 0;
  self->absent = FALSE;
  self->piece = to_time (self, samples);
  self->lag_known = GST_CLOCK_TIME_IS_VALID (now)
      && GST_CLOCK_TIME_IS_VALID (self->anchor);
  if (self->lag_known)
    self->lag = GST_CLOCK_DIFF (oa_holes_get_end (self), now);
  return silence;
}

guint64
oa_holes_gap (OaHoles *self, GstClockTime running_time, GstClockTime duration)
{
  guint64 silence;
  gint64 hole;

  if (!GST_CLOCK_TIME_IS_VALID (running_time)
      || !GST_CLOCK_TIME_IS_VALID (duration))
    return 0;
  if (!GST_CLOCK_TIME_IS_VALID (self->anchor))
    set_anchor (self, running_time);
  hole = distance (self, running_time + duration);
  if (hole <= 0)
    return 0;
  silence = take (self, hole);
  self->count += silence;
  return silence;
}

/* Time for which audio is overdue: what is being captured now cannot be here
 * before a piece of it is complete. */
static GstClockTimeDiff
get_due (const OaHoles *self, GstClockTime now)
{
  return GST_CLOCK_DIFF (oa_holes_get_end (self), now) - self->lag
      - (GstClockTimeDiff) self->piece;
}

static gboolean
knows_absence (const OaHoles *self, GstClockTime now)
{
  return self->lag_known && GST_CLOCK_TIME_IS_VALID (now);
}

guint64
oa_holes_absence (OaHoles *self, GstClockTime now)
{
  guint64 step = to_samples (self, ABSENCE_STEP);
  GstClockTimeDiff due;
  guint64 silence;

  if (!knows_absence (self, now))
    return 0;
  due = get_due (self, now);
  if (due < (GstClockTimeDiff) (self->absent ? ABSENCE_STEP : ABSENCE))
    return 0;
  self->absent = TRUE;
  silence = take (self, to_samples (self, due) / step * step);
  self->count += silence;
  return silence;
}

GstClockTime
oa_holes_get_wait (const OaHoles *self, GstClockTime now)
{
  GstClockTimeDiff wait;

  if (self->silent >= self->longest)
    return GST_CLOCK_TIME_NONE;
  if (!knows_absence (self, now))
    return ABSENCE;
  wait = (GstClockTimeDiff) (self->absent ? ABSENCE_STEP : ABSENCE)
      - get_due (self, now);
  return MAX (wait, 0);
}

void
oa_holes_add (OaHoles *self, guint64 samples)
{
  self->count += samples;
}

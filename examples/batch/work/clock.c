/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* clock.c - see clock.h. */

#include "clock.h"

/* Stamps are not more exact than that. */
#define JITTER (40 * GST_MSECOND)
/* That far back is another part of a joined file. */
#define NEW_PART GST_SECOND
/* Stamps that lag for so long are right: the sound is too long for them. */
#define PATIENCE (2 * GST_SECOND)

void
orb_clock_init (OrbClock *self, gboolean counts)
{
  *self = (OrbClock){ .counts = counts, .late_since = GST_CLOCK_TIME_NONE };
}

void
orb_clock_begin_part (OrbClock *self)
{
  self->offset = self->position;
  self->begun = FALSE;
  self->late_since = GST_CLOCK_TIME_NONE;
}

/* The sound is ahead of its stamps: it is let run, until that lasts. */
static GstClockTime
take_late (OrbClock *self, GstClockTime lag)
{
  GstClockTime time = self->position;

  if (!GST_CLOCK_TIME_IS_VALID (self->late_since)) {
    self->late_since = self->position;
    self->least_lag = lag;
  }
  self->least_lag = MIN (self->least_lag, lag);
  if (self->position - self->late_since < PATIENCE)
    return time;
  self->late_since = GST_CLOCK_TIME_NONE;
  return time - self->least_lag;
}

static GstClockTime
place (OrbClock *self, GstClockTime stamp)
{
  GstClockTimeDiff time = (GstClockTimeDiff) stamp + self->offset;
  GstClockTimeDiff ahead = time - (GstClockTimeDiff) self->position;

  if (ahead > (GstClockTimeDiff) ORB_CLOCK_LONGEST_HOLE
      || ahead < -(GstClockTimeDiff) NEW_PART) {
    self->leaps += ahead > 0;
    self->offset -= ahead;
    self->late_since = GST_CLOCK_TIME_NONE;
    return self->position;
  }
  if (ahead < -(GstClockTimeDiff) JITTER)
    return take_late (self, -ahead);
  self->late_since = GST_CLOCK_TIME_NONE;
  return ahead > (GstClockTimeDiff) JITTER ? (GstClockTime) time
                                           : self->position;
}

GstClockTime
orb_clock_take (OrbClock *self, GstClockTime stamp, GstClockTime duration)
{
  gboolean known = GST_CLOCK_TIME_IS_VALID (stamp) && stamp <= G_MAXINT64 / 2;
  GstClockTime time = self->position;

  /* Where it begins is told even where the rest is counted. */
  if (known && (!self->counts || !self->begun))
    time = place (self, stamp);
  self->begun = TRUE;
  self->position = time + duration;
  return time;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* streamtime.c - a place in running time for each piece of audio. */

#include "streamtime.h"

/* Shorter holes are jitter in how timestamps are written. */
#define LEAST_HOLE ((gint64) (20 * GST_MSECOND))
/* Longer ones, and steps back, are another time: it begins anew. */
#define MOST_HOLE ((gint64) (600 * GST_SECOND))
#define MOST_STEP_BACK ((gint64) GST_SECOND)
/* Of so many pieces, some five seconds, the earliest says where the clocks are;
 * by so much they are followed: 100 millionths. */
#define PIECES_PER_LOOK 256
#define STEP ((gint64) (500 * GST_USECOND))

void
oa_twilio_time_restart (OaTwilioTime *self)
{
  self->anchored = FALSE;
}

static void
begin_look (OaTwilioTime *self)
{
  self->seen = 0;
  self->earliest = G_MAXINT64;
}

static void
anchor (OaTwilioTime *self, gint64 stream, GstClockTime duration,
    GstClockTime now, OaTwilioStamp *stamp)
{
  GstClockTime pts = self->next;

  if (GST_CLOCK_TIME_IS_VALID (now) && now > duration)
    pts = MAX (now - duration, self->next);
  stamp->pts = pts;
  stamp->gap = self->begun ? pts - self->next : 0;
  stamp->discont = TRUE;
  self->begun = self->anchored = TRUE;
  self->next_stream = stream;
  begin_look (self);
}

/* How far behind its place the earliest of them arrived: where their clock
 * should be. */
static gint64
follow (OaTwilioTime *self, gint64 lateness)
{
  gint64 step;

  self->earliest = MIN (self->earliest, lateness);
  if (++self->seen < PIECES_PER_LOOK)
    return 0;
  step = CLAMP (self->earliest, -STEP, STEP);
  begin_look (self);
  return step;
}

static void
go_on (OaTwilioTime *self, gint64 hole, GstClockTime duration, GstClockTime now,
    OaTwilioStamp *stamp)
{
  if (hole >= LEAST_HOLE) {
    stamp->gap = hole;
    self->next_stream += hole;
  }
  stamp->pts = self->next + stamp->gap;
  if (GST_CLOCK_TIME_IS_VALID (now))
    stamp->pts += follow (self, GST_CLOCK_DIFF (stamp->pts + duration, now));
}

void
oa_twilio_time_stamp (OaTwilioTime *self, gint64 timestamp,
    GstClockTime duration, GstClockTime now, OaTwilioStamp *stamp)
{
  gint64 stream = timestamp >= 0 ? timestamp * (gint64) GST_MSECOND
                                 : self->next_stream;
  gint64 hole = stream - self->next_stream;

  *stamp = (OaTwilioStamp){ 0 };
  if (!self->anchored || hole > MOST_HOLE || hole < -MOST_STEP_BACK)
    anchor (self, stream, duration, now, stamp);
  else
    go_on (self, hole, duration, now, stamp);
  self->next = stamp->pts + duration;
  self->next_stream += duration;
}

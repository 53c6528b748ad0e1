/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* clock.h - one time for all that is heard: the cues, the answers beside the
 * recording, and what the service is sent.
 *
 * Times come from the stamps of the container where it has any of its own,
 * else from counting. The result never falls back, so that no sound is lost,
 * and leaps over holes that are too long to be a pause. Pure. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* A longer hole is a wrong stamp. */
#define ORB_CLOCK_LONGEST_HOLE (10 * 60 * GST_SECOND)

typedef struct
{
  gboolean counts; /* stamps are not believed but the first */
  gboolean begun;
  GstClockTime position;   /* the end of what has come */
  GstClockTimeDiff offset; /* of the stamps */
  GstClockTime late_since; /* stamps lag behind what has come since then */
  GstClockTime least_lag;
  guint leaps; /* holes that were not believed */
} OrbClock;

void orb_clock_init (OrbClock *self, gboolean counts);

/* What comes next stands for itself, and follows what has come. */
void orb_clock_begin_part (OrbClock *self);

/* Where a piece that is stamped so belongs. */
GstClockTime orb_clock_take (OrbClock *self, GstClockTime stamp,
    GstClockTime duration);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* stepclock.h - a clock that stands still until the test sets it.
 *
 * GstTestClock keeps a waiting thread until it is let go, also when his time
 * has come: the shared thread would be taken for blocked. */

#pragma once

#include <gst/gst.h>

#define STEP_TYPE_CLOCK (step_clock_get_type ())
G_DECLARE_FINAL_TYPE (StepClock, step_clock, STEP, CLOCK, GstClock)

/* At 0. */
StepClock *step_clock_new (void);
void step_clock_advance (StepClock *self, GstClockTime by);
/* How long @thread waits from now on: 0 when it does not. */
GstClockTime step_clock_get_wait (StepClock *self, GThread *thread);

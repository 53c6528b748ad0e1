/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* liveharness.h - the element in a live harness with a test clock. */

#pragma once

#include "server.h"
#include "watch.h"

#include <gst/check/gstharness.h>

/* Both peers have the caps of @format, and the clock is in place, before the
 * element starts: its task negotiates and waits at once. */
GstHarness *live_harness_new (OrsServer *server, const gchar *format);

/* With properties, as g_object_set takes them. */
GstHarness *live_harness_new_with (OrsServer *server, const gchar *format,
    const gchar *property, ...) G_GNUC_NULL_TERMINATED;

/* By a clock of the test's own. */
GstHarness *live_harness_new_by (GstClock *clock, OrsServer *server,
    const gchar *format, const gchar *property, ...) G_GNUC_NULL_TERMINATED;

/* Stops it, and then who watched it. */
void live_harness_stop (GstHarness *h, Watch *watch);

/* Pushes all of @audio, PCM, in frames of 20 ms, and lets go of it. */
void live_harness_push_all (GstHarness *h, GBytes *audio);

/* Lets the clock go to the next frame's time and takes the frame. */
GstBuffer *live_harness_next (GstHarness *h);

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* cadence.c - a day of the clock: no timestamp is off by a nanosecond, and no
 * memory is lost. Time is a test clock. */

#include "liveharness.h"
#include "soak.h"
#include "../support/testcase.h"

#define FRAME (20 * GST_MSECOND)
#define FRAMES_PER_HOUR (3600 * 50)
#define MAX_GROWTH (128 * 1024)

/* @n counts from @first on. */
static void
pull_frames (GstHarness *h, guint64 first, guint64 n, gsize bytes)
{
  for (guint64 i = first; i < first + n; i++) {
    g_autoptr (GstBuffer) buffer = live_harness_next (h);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, i * FRAME);
    g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, FRAME);
    g_assert_cmpuint (gst_buffer_get_size (buffer), ==, bytes);
  }
}

static void
test_cadence (gconstpointer format)
{
  guint64 frames = (g_test_slow () ? 24 : 0) * FRAMES_PER_HOUR;
  guint64 warm_up;
  OrsOptions options = { .forget = TRUE };
  gsize bytes = 20 * format_bytes_per_ms (format), before, after;
  gsize resident;
  GstHarness *h;
  g_auto (Fixture) f = { NULL };

  if (frames == 0)
    frames = FRAMES_PER_HOUR / 12;
  warm_up = frames / 20;
  fixture_start (&f, &options);
  h = live_harness_new (f.server, format);
  await_sent (f.server, "session.updated", 1);
  pull_frames (h, 0, warm_up, bytes);
  before = memory_allocated ();
  resident = memory_resident ();
  pull_frames (h, warm_up, frames - warm_up, bytes);
  after = memory_allocated ();
  g_test_message ("%" G_GUINT64_FORMAT " frames (%.1f h), no timestamp off; "
                  "allocated %+" G_GSSIZE_FORMAT
                  " bytes, resident %+" G_GSSIZE_FORMAT " bytes",
      frames, (gdouble) frames / FRAMES_PER_HOUR, (gssize) (after - before),
      (gssize) (memory_resident () - resident));
  if (memory_is_known ())
    g_assert_cmpint ((gssize) (after - before), <, MAX_GROWTH);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  static const gchar *const formats[] = { "pcm", "pcmu" };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_WORDS (cadence, formats);
  return g_test_run ();
}

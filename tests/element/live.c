/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* live.c - cadence: one frame per frame-duration by the clock, from PLAYING
 * on, with or without a service. Time is a test clock. */

#include "fixture.h"
#include "liveharness.h"
#include "watch.h"
#include "../support/testcase.h"

#include <string.h>

#define FRAME (20 * GST_MSECOND)

static GstHarness *
live_harness (Fixture *f, const gchar *format, const OrsOptions *options)
{
  fixture_start (f, options);
  return live_harness_new (f->server, format);
}

static void
assert_frame (GstBuffer *buffer, guint n, const gchar *format)
{
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, n * FRAME);
  g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, FRAME);
  g_assert_cmpuint (gst_buffer_get_size (buffer), ==,
      20 * format_bytes_per_ms (format));
  g_assert_true (
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT) == (n == 0));
}

static void
test_silence_from_the_start (gconstpointer format)
{
  OrsOptions options = { .scenario = "silent" };
  static const struct
  {
    const gchar *format;
    guint8 silence;
  } rest[] = {
    { "pcm", 0 },
    { "pcmu", 0xff },
    { "pcma", 0xd5 },
  };
  GstHarness *h;
  g_auto (Fixture) f = { NULL };

  h = live_harness (&f, format, &options);
  for (guint n = 0; n < 100; n++) {
    g_autoptr (GstBuffer) buffer = live_harness_next (h);
    GstMapInfo map;

    assert_frame (buffer, n, format);
    g_assert_true (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP));
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    for (guint i = 0; i < G_N_ELEMENTS (rest); i++) {
      if (g_str_equal (rest[i].format, format))
        g_assert_cmpuint (map.data[map.size / 2], ==, rest[i].silence);
    }
    gst_buffer_unmap (buffer, &map);
  }
  gst_harness_teardown (h);
}

/* An answer comes whole between the silences, with no jump in time, a marker
 * at its first frame and no gap flag within. */
static void
test_an_answer_in_the_cadence (gconstpointer format)
{
  g_autoptr (GByteArray) speech = g_byte_array_new ();
  Watch *watch;
  g_autoptr (GBytes) sent = NULL;
  GstHarness *h;
  g_auto (Fixture) f = { NULL };
  guint n, markers = 0;

  h = live_harness (&f, format, NULL);
  watch = watch_new (h->element);
  ACT (h->element, "send-text", "Hello", TRUE);
  watch_wait (watch, "openairealtime/response-done", 1);
  sent = ors_server_dup_sent_audio (f.server, 1);
  for (n = 0; speech->len < g_bytes_get_size (sent); n++) {
    GstBuffer *buffer = live_harness_next (h);
    GstMapInfo map;

    assert_frame (buffer, n, format);
    if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_MARKER))
      markers++;
    if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP)) {
      gst_buffer_map (buffer, &map, GST_MAP_READ);
      g_byte_array_append (speech, map.data, map.size);
      gst_buffer_unmap (buffer, &map);
    }
    gst_buffer_unref (buffer);
    g_assert_cmpuint (n, <, 100000);
  }
  g_assert_cmpuint (markers, ==, 1);
  g_assert_cmpmem (speech->data, g_bytes_get_size (sent),
      g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  live_harness_stop (h, watch);
}

/* Every event and buffer of the source pad until @n buffers have come: gap
 * events follow each other and the buffers without a hole. */
static guint
count_gaps (GstHarness *h, guint frames)
{
  GstClockTime pts, duration, next = GST_CLOCK_TIME_NONE;
  guint gaps = 0, n;

  for (n = 0; n < frames; n++)
    g_assert_true (gst_harness_crank_single_clock_wait (h));
  /* The wait for the frame behind them: they have all left. */
  g_assert_true (gst_harness_wait_for_clock_id_waits (h, 1, 60));
  while (gst_harness_events_in_queue (h) > 0) {
    g_autoptr (GstEvent) event = gst_harness_pull_event (h);

    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
      gst_event_parse_gap (event, &pts, &duration);
      g_assert_true (gaps == 0 || pts == next);
      next = pts + duration;
      gaps++;
    }
  }
  return gaps;
}

static void
test_fill (gconstpointer fill)
{
  OrsOptions options = { .scenario = "silent" };
  gboolean is_gap = g_str_equal (fill, "gap");
  GstHarness *h;
  g_auto (Fixture) f = { NULL };

  fixture_start (&f, &options);
  h = live_harness_new_with (f.server, "pcm", "fill", is_gap ? 1 : 2, NULL);
  g_assert_cmpuint (count_gaps (h, 50), ==, is_gap ? 50 : 1);
  g_assert_cmpuint (gst_harness_buffers_in_queue (h), ==, 0);
  gst_harness_teardown (h);
}

/* Our timestamps are not input timestamps: upstream's latency is not added. */
TEST (latency_is_our_own)
{
  OrsOptions options = { .scenario = "silent" };
  GstHarness *h;
  g_auto (Fixture) f = { NULL };

  h = live_harness (&f, "pcm", &options);
  gst_harness_set_upstream_latency (h, 200 * GST_MSECOND);
  gst_buffer_unref (live_harness_next (h));
  g_assert_cmpuint (gst_harness_query_latency (h), ==, 0);
  g_object_set (h->element, "lookahead", 5, NULL);
  g_assert_cmpuint (gst_harness_query_latency (h), ==, 15 * GST_MSECOND);
  gst_harness_teardown (h);
}

TEST (frame_duration)
{
  OrsOptions options = { .scenario = "silent" };
  GstHarness *h;
  g_autoptr (GstBuffer) buffer = NULL;
  g_auto (Fixture) f = { NULL };

  h = live_harness (&f, "pcmu", &options);
  g_object_set (h->element, "frame-duration", 30, NULL);
  gst_buffer_unref (live_harness_next (h));
  buffer = live_harness_next (h);
  g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, 30 * GST_MSECOND);
  g_assert_cmpuint (gst_buffer_get_size (buffer), ==, 240);
  gst_harness_teardown (h);
}

/* Live input never waits: what is too old is dropped and counted. */
TEST (live_input_is_bounded)
{
  OrsOptions options = { .scenario = "silent" };
  g_autoptr (GstStructure) stats = NULL;
  guint64 dropped = 0, duration = 0;
  GstHarness *h;
  g_auto (Fixture) f = { NULL };

  h = live_harness (&f, "pcm", &options);
  g_object_set (h->element, "max-input-queue", 1000, NULL);
  gst_buffer_unref (live_harness_next (h));
  for (guint i = 0; i < 300; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 960, NULL);

    gst_buffer_memset (buffer, 0, 0, 960);
    GST_BUFFER_PTS (buffer) = i * FRAME;
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  }
  g_object_get (h->element, "stats", &stats, NULL);
  gst_structure_get (stats, "input-dropped", G_TYPE_UINT64, &dropped,
      "input-duration", G_TYPE_UINT64, &duration, NULL);
  g_assert_cmpuint (duration, ==, 6 * GST_SECOND);
  g_assert_cmpuint (dropped, >=, 5 * GST_SECOND - 40 * GST_MSECOND);
  g_assert_cmpuint (dropped, <=, 5 * GST_SECOND + 40 * GST_MSECOND);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  static const gchar *const formats[] = { "pcm", "pcmu", "pcma" };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_WORDS (silence_from_the_start, formats);
  TEST_WORDS (an_answer_in_the_cadence, formats);
  TEST_ROW (fill, "gap", "gap");
  TEST_ROW (fill, "none", "none");
  return g_test_run ();
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* remoteears.c - a sink that knows what its far end has heard is believed, and
 * hears of interruptions before anything new comes. Time is a test clock. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "fixture.h"
#include "liveharness.h"
#include "watch.h"
#include "../support/testcase.h"

#define FRAME_MS 20
#define WAIT_US (WAIT_S * G_USEC_PER_SEC)
#define M(name) "openairealtime/" name

static void
tell_heard (GstHarness *h, GstClockTime position)
{
  g_assert_true (gst_harness_push_upstream_event (h,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new ("openairealtime/heard", "position", G_TYPE_UINT64,
              position, NULL))));
}

/* An answer, of which @frames leave; returns when its first one did. */
static GstClockTime
hear_frames (GstHarness *h, guint frames)
{
  GstClockTime begin = GST_CLOCK_TIME_NONE;
  guint n = 0;

  while (n < frames) {
    GstBuffer *buffer = live_harness_next (h);

    if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP) && n++ == 0)
      begin = GST_BUFFER_PTS (buffer);
    gst_buffer_unref (buffer);
  }
  return begin;
}

/* The next event of that kind that has come downstream. */
static GstEvent *
pull_interrupted (GstHarness *h)
{
  GstEvent *event;

  while (!gst_event_has_name (event = gst_harness_pull_event (h),
      "openairealtime/interrupted"))
    gst_event_unref (event);
  return event;
}

static guint64
get_uint64 (GstEvent *event, const gchar *field)
{
  guint64 value = 0;

  g_assert_true (gst_structure_get_uint64 (gst_event_get_structure (event),
      field, &value));
  return value;
}

static void
answer (GstHarness *h, Watch *watch)
{
  gboolean ok;

  tell_heard (h, 0);
  g_signal_emit_by_name (h->element, "send-text", "Hello", TRUE, &ok);
  watch_wait (watch, M ("response-done"), 1);
}

static void
interrupt (GstHarness *h)
{
  gboolean ok;

  g_signal_emit_by_name (h->element, "interrupt", &ok);
  g_assert_true (ok);
}

/* Forty frames have left, a second of clock time ago for what it matters: the
 * far ear is at the tenth. */
TEST (truncated_where_the_far_ear_is)
{
  g_auto (Fixture) f = { NULL };
  GstClockTime begin;
  GstEvent *event;
  Watch *watch;
  GstHarness *h;
  guint n;

  fixture_start (&f, NULL);
  h = live_harness_new (f.server, "pcmu");
  watch = watch_new (h->element);
  answer (h, watch);
  begin = hear_frames (h, 40);
  tell_heard (h, begin + 10 * FRAME_MS * GST_MSECOND);
  interrupt (h);

  event = pull_interrupted (h);
  g_assert_true (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM_OOB);
  g_assert_nonnull (
      gst_structure_get_string (gst_event_get_structure (event), "item-id"));
  g_assert_cmpuint (get_uint64 (event, "heard-ms"), ==, 10 * FRAME_MS);
  g_assert_cmpuint (get_uint64 (event, "dropped-ms"), >, 0);
  gst_event_unref (event);
  g_assert_cmpuint (watch_get_uint64 (watch_wait (watch, M ("interrupted"),
              1), "heard-ms"), ==, 10 * FRAME_MS);
  g_assert_true (ors_server_wait_event (f.server, "server",
      "conversation.item.truncated", 1, WAIT_US));
  g_assert_cmpint (fixture_truncated_ms (f.server, 1), ==, 10 * FRAME_MS);

  /* Nothing old, not even a fade. */
  for (n = 0; n < 5; n++) {
    GstBuffer *buffer = live_harness_next (h);

    g_assert_true (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP));
    gst_buffer_unref (buffer);
  }
  live_harness_stop (h, watch);
}

/* All of an answer has left, and the clock is past it: far away it sounds, and
 * can be interrupted. */
TEST (interrupted_after_all_has_left)
{
  g_auto (Fixture) f = { NULL };
  gboolean spoke = FALSE, silent = FALSE;
  GstClockTime begin = GST_CLOCK_TIME_NONE;
  Watch *watch;
  GstHarness *h;
  guint n;

  fixture_start (&f, NULL);
  h = live_harness_new (f.server, "pcmu");
  watch = watch_new (h->element);
  answer (h, watch);
  begin = hear_frames (h, 1);
  for (n = 0; n < 10; n += silent) {
    GstBuffer *buffer = live_harness_next (h);

    silent = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
    spoke |= !silent;
    gst_buffer_unref (buffer);
  }
  g_assert_true (spoke);
  g_assert_cmpuint (watch_count (watch, M ("playback-done")), ==, 0);
  tell_heard (h, begin + 5 * FRAME_MS * GST_MSECOND);
  interrupt (h);
  g_assert_cmpuint (watch_get_uint64 (watch_wait (watch, M ("interrupted"),
              1), "heard-ms"), ==, 5 * FRAME_MS);
  g_assert_true (ors_server_wait_event (f.server, "server",
      "conversation.item.truncated", 1, WAIT_US));
  gst_event_unref (pull_interrupted (h));
  live_harness_stop (h, watch);
}

/* What it has told is the end of an answer, too. */
TEST (played_when_the_far_ear_has_heard_it)
{
  g_auto (Fixture) f = { NULL };
  Watch *watch;
  GstHarness *h;

  fixture_start (&f, NULL);
  h = live_harness_new (f.server, "pcmu");
  watch = watch_new (h->element);
  answer (h, watch);
  hear_frames (h, 1);
  while (watch_count (watch, M ("playback-done")) == 0) {
    GstBuffer *buffer = live_harness_next (h);

    tell_heard (h, GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer));
    gst_buffer_unref (buffer);
  }
  live_harness_stop (h, watch);
}

TEST_MAIN (fixture_init ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* interrupt.c - the truth about what was heard: an interrupted answer stops at
 * the next frame, and the service is told what was sounded, to the
 * millisecond. Time is a test clock. */

#include "fixture.h"
#include "liveharness.h"
#include "watch.h"
#include "../support/testcase.h"

#define FRAME_MS 20
#define LOOKAHEAD_MS 60
#define M(name) "openairealtime/" name

/* The pads' format, and a service that may send another. */
typedef struct
{
  const gchar *name;
  const gchar *format;
  const gchar *scenario;
} Wire;

static const Wire wires[] = {
  { "pcm", "pcm", NULL },
  { "pcmu", "pcmu", NULL },
  { "pcma", "pcma", NULL },
  { "pcmu-confirmed-as-pcm", "pcmu", "other-output-format" },
  { "pcma-sent-as-pcm", "pcma", "wrong-format" },
  { "pcm-sent-as-pcmu", "pcm", "wrong-format-pcmu" },
};

/* An answer that came in a burst; @frames of it leave; then the user speaks
 * up. The clock stands LOOKAHEAD before the last frame's time. */
static void
check_interruption (const Wire *wire, guint frames)
{
  OrsOptions options = { .scenario = wire->scenario };
  GstClockTime begin = GST_CLOCK_TIME_NONE, next;
  gint64 heard = (gint64) (frames - 1) * FRAME_MS - LOOKAHEAD_MS;
  Watch *watch;
  GstBuffer *buffer;
  GstHarness *h;
  gboolean ok, gap;
  Fixture f;

  fixture_start (&f, &options);
  h = live_harness_new (f.server, wire->format);
  watch = watch_new (h->element);
  g_signal_emit_by_name (h->element, "send-text", "Hello", TRUE, &ok);
  watch_wait (watch, M ("response-done"), 1);
  for (guint n = 0; n < frames;) {
    buffer = live_harness_next (h);
    gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
    /* The answer must be longer than what is to leave of it. */
    g_assert_false (gap && n > 0);
    if (!gap && n++ == 0)
      begin = GST_BUFFER_PTS (buffer);
    gst_buffer_unref (buffer);
  }
  next = begin + frames * FRAME_MS * GST_MSECOND;

  ACT (h->element, "interrupt");
  g_assert_cmpuint (watch_get_uint64 (watch_wait (watch, M ("interrupted"),
              1), "heard-ms"), ==, MAX (heard, 0));
  if (heard > 0) {
    await_sent (f.server, "conversation.item.truncated", 1);
    g_assert_cmpint (fixture_truncated_ms (f.server, 1), ==, heard);
  } else {
    await_sent (f.server, "conversation.item.deleted", 1);
  }
  assert_sent (f.server, "error", 0);

  /* The very next frame is a fade and silence, then comes silence only, and no
   * hole. */
  for (guint n = 0; n < 5; n++) {
    buffer = live_harness_next (h);
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, next);
    g_assert_true (
        GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP) == (n > 0));
    next += FRAME_MS * GST_MSECOND;
    gst_buffer_unref (buffer);
  }
  live_harness_stop (h, watch);
  fixture_stop (&f);
}

static void
test_heard_to_the_millisecond (gconstpointer wire)
{
  static const guint frames[] = { 1, 3, 4, 5, 6, 7, 20, 40 };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    check_interruption (wire, frames[i]);
}

/* Everything was heard: nothing is sent, nothing is told. */
TEST_FIXTURE (nothing_to_interrupt, NULL)
{
  Watch *watch;
  GstBuffer *buffer;
  GstHarness *h;
  gboolean ok, spoke = FALSE, silent = FALSE;

  h = live_harness_new (f->server, "pcm");
  watch = watch_new (h->element);
  g_signal_emit_by_name (h->element, "send-text", "Hello", TRUE, &ok);
  watch_wait (watch, M ("response-done"), 1);
  while (!silent) {
    buffer = live_harness_next (h);
    silent = spoke && GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
    spoke = spoke || !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
    gst_buffer_unref (buffer);
  }
  for (guint n = 0; n < 10; n++)
    gst_buffer_unref (live_harness_next (h));
  g_signal_emit_by_name (h->element, "interrupt", &ok);
  /* A second answer proves that the request before it was carried out. */
  g_signal_emit_by_name (h->element, "send-text", "Again", TRUE, &ok);
  watch_wait (watch, M ("response-done"), 2);
  g_assert_cmpuint (watch_count (watch, M ("interrupted")), ==, 0);
  assert_got (f->server, "conversation.item.truncate", 0);
  assert_got (f->server, "conversation.item.delete", 0);
  assert_got (f->server, "response.cancel", 0);
  live_harness_stop (h, watch);
}

/* The user speaks into an answer that is still being made: the service cancels
 * it, we truncate it, and its late audio is not played. */
static void
test_user_speaks_into_the_answer (gconstpointer data)
{
  const Wire *wire = data;
  OrsOptions options = { .speed = 4, .scenario = wire->scenario };
  guint per_ms = format_bytes_per_ms (wire->format);
  g_autoptr (GBytes) speech = make_speech (wire->format, 1, 1200, 800);
  Watch *watch;
  GstHarness *h;
  gboolean ok;
  g_auto (Fixture) f = { NULL };
  gsize i, size = g_bytes_get_size (speech);

  fixture_start (&f, &options);
  fixture_start (&f, &options);
  h = live_harness_new (f.server, wire->format);
  watch = watch_new (h->element);
  g_signal_emit_by_name (h->element, "send-text", "Hello", TRUE, &ok);
  await_sent (f.server, "response.output_audio.delta", 3);
  for (guint n = 0; n < 15; n++)
    gst_buffer_unref (live_harness_next (h));
  for (i = 0; i + 20 * per_ms <= size; i += 20 * per_ms) {
    GstBuffer *buffer = gst_buffer_new_wrapped_bytes (speech);
    GstBuffer *part =
        gst_buffer_copy_region (buffer, GST_BUFFER_COPY_MEMORY, i, 20 * per_ms);

    GST_BUFFER_PTS (part) = i / per_ms * GST_MSECOND;
    gst_buffer_unref (buffer);
    g_assert_cmpint (gst_harness_push (h, part), ==, GST_FLOW_OK);
  }
  watch_wait (watch, M ("interrupted"), 1);
  await_sent (f.server, "response.done", 2);
  assert_sent (f.server, "error", 0);
  g_assert_cmpuint (ors_server_count_events (f.server, "client",
          "conversation.item.truncate")
      + ors_server_count_events (f.server, "client",
          "conversation.item.delete"), ==, 1);
  live_harness_stop (h, watch);
}

TEST_MAIN (fixture_init (); TEST_ROWS (heard_to_the_millisecond, wires);
           TEST_ROWS (user_speaks_into_the_answer, wires))

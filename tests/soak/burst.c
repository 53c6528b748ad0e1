/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* burst.c - speech that comes far faster than it is played, in pieces of any
 * size, is played whole and bit by bit. Time is a test clock. */

#include "liveharness.h"
#include "soak.h"
#include "../support/testcase.h"

#define WORDS_PER_SECOND 2.6

typedef struct
{
  const gchar *name;
  const gchar *scenario;
  guint chunk_ms;
  gdouble speed;
  guint seconds; /* of speech, more or less */
  guint seconds_slow;
  gsize least; /* bytes there must be, slow */
} Burst;

/* A script whose answer takes that long to say. */
static gchar *
make_script (guint seconds)
{
  GString *script = g_string_new ("{\"default\":{\"say\":\"");

  for (guint i = 0; i < seconds * WORDS_PER_SECOND / 13; i++)
    g_string_append (script,
        "So we went on along the river, and nobody said "
        "a word for hours. ");
  g_string_append (script, "\"}}");
  return g_string_free (script, FALSE);
}

/* Frame by frame against what was sent; the last may be filled up. */
static void
check_speech (GstHarness *h, GBytes *sent)
{
  const guint8 *expected = g_bytes_get_data (sent, NULL);
  gsize size = g_bytes_get_size (sent), done = 0;
  guint waited = 0;

  while (done < size) {
    g_autoptr (GstBuffer) buffer = live_harness_next (h);
    gsize n = MIN (gst_buffer_get_size (buffer), size - done);

    if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP)) {
      g_assert_cmpint (gst_buffer_memcmp (buffer, 0, expected + done, n), ==,
          0);
      done += n;
    } else {
      /* No hole within, and not long before it. */
      g_assert_cmpuint (done, ==, 0);
      g_assert_cmpuint (waited++, <, 100);
    }
  }
}

static void
test_burst (gconstpointer data)
{
  const Burst *burst = data;
  guint seconds = g_test_slow () ? burst->seconds_slow : burst->seconds;
  g_autofree gchar *script = make_script (seconds);
  OrsOptions options = { .scenario = burst->scenario,
    .chunk_ms = burst->chunk_ms,
    .speed = burst->speed };
  gint64 start;
  GstHarness *h;
  g_autoptr (GBytes) sent = NULL;
  Told *told;
  g_auto (Fixture) f = { NULL };

  fixture_start_script (&f, &options, script);
  h = live_harness_new (f.server, "pcm");
  told = told_new (h->element, NULL);
  ACT (h->element, "send-text", "Tell me.", TRUE);
  g_assert_true (ors_server_wait_event (f.server, "server",
      "response.output_audio.delta", 1, 4 * WAIT_S * G_USEC_PER_SEC));
  start = g_get_monotonic_time ();
  told_wait (told, &told->responses, 1);
  sent = ors_server_dup_sent_audio (f.server, 1);
  g_test_message ("%.1f s of speech in %u deltas within %.1f s",
      g_bytes_get_size (sent) / 48000.0,
      ors_server_count_events (f.server, "server",
          "response.output_audio.delta"),
      (g_get_monotonic_time () - start) / 1e6);
  if (g_test_slow ())
    g_assert_cmpuint (g_bytes_get_size (sent), >=, burst->least);
  check_speech (h, sent);
  gst_harness_teardown (h);
  told_free (told);
}

int
main (int argc, char **argv)
{
  static const Burst bursts[] = {
    { "burst", NULL, 0, 300, 30, 800, 600 * 48000 },
    { "tiny-deltas", "tiny-deltas", 0, 0, 3, 30, 0 },
    { "odd-deltas", NULL, 37, 0, 10, 60, 0 },
    { "huge-delta", "huge-delta", 0, 0, 10, 150, 5000000 },
  };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (burst, bursts);
  return g_test_run ();
}

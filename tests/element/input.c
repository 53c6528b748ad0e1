/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* input.c - input as it really is: lost, late, muted; and no echo of the answer
 * in it. What the server heard is compared byte by byte. */

#include "inputharness.h"
#include "watch.h"
#include "../support/testcase.h"

/* A caller whose packets stop, seen by what comes next. */
static void
test_jump_ends_the_turn (gconstpointer format)
{
  Input t;

  input_start (&t, format, NULL);
  input_push (&t, 5000, 800);
  input_push (&t, 6800, 20);
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 5000, 800 }, { SILENCE, 1000 }, { 6800, 20 });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, GST_SECOND);
  g_assert_cmpuint (t.stopped_time, ==,
      t.stopped_ms * GST_MSECOND + 5 * GST_SECOND);
  input_stop (&t);
}

static void
test_gaps_end_the_turn (gconstpointer format)
{
  Input t;

  input_start (&t, format, NULL);
  input_push (&t, 0, 800);
  for (guint i = 0; i < 50; i++)
    input_gap (&t, 800 + 20 * i, 20);
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 0, 800 }, { SILENCE, 1000 });
  g_assert_cmpuint (t.stopped_time, ==, t.stopped_ms * GST_MSECOND);
  input_stop (&t);
}

/* A microphone that is switched off says nothing at all. */
static void
test_absence_ends_the_turn (gconstpointer format)
{
  Input t;

  input_start (&t, format, NULL);
  input_push (&t, 0, 800);
  input_wait_server (&t, "input_audio_buffer.speech_started", 1);
  input_pass (&t, 1500);
  input_wait (&t, &t.responses, 1);
  g_assert_cmpuint (input_stat (&t, "input-filled"), >=, 480 * GST_MSECOND);
  g_assert_cmpuint (input_stat (&t, "input-filled"), <=, 1500 * GST_MSECOND);
  input_stop (&t);
}

/* A network that stalls in the middle of a word and then brings all of it. */
static void
test_late_input_stays_whole (gconstpointer format)
{
  Input t;

  input_start (&t, format, "never-commits");
  input_push (&t, 0, 800);
  input_wait_server (&t, "input_audio_buffer.speech_started", 1);
  input_pass (&t, 900);
  input_push (&t, 800, 900);
  INPUT_CHECK (&t, { 0, 1700 });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 0);
  input_stop (&t);
}

/* While the service waits, silence keeps pace with the clock; the hole that the
 * timestamps show in the end is not filled twice. */
static void
test_absence_is_filled_once (gconstpointer format)
{
  Input t;

  input_start (&t, format, "never-commits");
  input_push (&t, 0, 800);
  input_wait_server (&t, "input_audio_buffer.speech_started", 1);
  /* The clock stands 60 ms (lookahead) before the last frame: at 1220 ms. */
  input_pass (&t, 1300);
  INPUT_CHECK (&t, { 0, 800 }, { SILENCE, 1200 });
  input_push (&t, 2100, 200);
  INPUT_CHECK (&t, { 0, 800 }, { SILENCE, 1300 }, { 2100, 200 });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 1300 * GST_MSECOND);
  input_stop (&t);
}

TEST (absence_has_a_limit)
{
  Input t;

  input_start (&t, "pcmu", "never-commits");
  g_object_set (t.h->element, "max-input-gap", 500, NULL);
  input_push (&t, 0, 800);
  input_wait_server (&t, "input_audio_buffer.speech_started", 1);
  input_pass (&t, 3000);
  INPUT_CHECK (&t, { 0, 800 }, { SILENCE, 500 });
  /* Input that is back may stop again. */
  input_push (&t, 4000, 100);
  input_pass (&t, 3000);
  INPUT_CHECK (&t, { 0, 800 }, { SILENCE, 500 }, { 4000, 100 },
      { SILENCE, 500 });
  input_stop (&t);
}

/* Time stands still in PAUSED: nothing is missing there. A request makes the
 * session look. */
TEST (no_absence_when_paused)
{
  GstTestClock *clock;
  gboolean ok;
  Input t;

  input_start (&t, "pcmu", "never-commits");
  input_push (&t, 0, 800);
  input_wait_server (&t, "input_audio_buffer.speech_started", 1);
  gst_element_set_state (t.h->element, GST_STATE_PAUSED);
  clock = gst_harness_get_testclock (t.h);
  gst_test_clock_set_time (clock, 5 * GST_SECOND);
  gst_object_unref (clock);
  g_signal_emit_by_name (t.h->element, "send-text", "Hello", FALSE, &ok);
  input_wait_server (&t, "conversation.item.added", 1);
  input_push (&t, 800, 20);
  INPUT_CHECK (&t, { 0, 820 });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 0);
  input_stop (&t);
}

TEST (switched_off)
{
  Input t;

  input_start (&t, "pcm", NULL);
  g_object_set (t.h->element, "max-input-gap", 0, NULL);
  input_push (&t, 0, 800);
  input_gap (&t, 800, 1000);
  input_wait_server (&t, "input_audio_buffer.speech_started", 1);
  input_pass (&t, 1000);
  input_push (&t, 3000, 100);
  INPUT_CHECK (&t, { 0, 800 }, { 3000, 100 });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 0);
  input_stop (&t);
}

/* Three packets of ten are lost: the length stays. */
static void
test_loss_keeps_the_length (gconstpointer format)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (43);
  Heard parts[500];
  Input t;

  input_start (&t, format, "never-commits");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    gboolean lost = i > 0 && i + 1 < G_N_ELEMENTS (parts)
        && g_rand_int_range (rand, 0, 10) < 3;

    parts[i].at = lost ? SILENCE : i * 20.0;
    parts[i].ms = 20;
    if (!lost)
      input_push (&t, i * 20, 20);
  }
  input_check (&t, 1, parts, G_N_ELEMENTS (parts));
  input_stop (&t);
}

/* At the moment of its stamp, as a jitterbuffer lets go of it. */
static void
push_packet (Input *t, guint at, gboolean discont)
{
  GstTestClock *clock = gst_harness_get_testclock (t->h);
  g_autoptr (GBytes) piece =
      g_bytes_new_from_bytes (t->sound, at * t->per_ms, 20 * t->per_ms);
  GstBuffer *buffer = gst_buffer_new_wrapped_bytes (piece);

  gst_test_clock_set_time (clock, at * GST_MSECOND);
  GST_BUFFER_PTS (buffer) = at * GST_MSECOND;
  if (discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  g_assert_cmpint (gst_harness_push (t->h, buffer), ==, GST_FLOW_OK);
  gst_object_unref (clock);
}

/* A depayloader tells of each loss. */
static void
test_lost_packets_keep_the_length (gconstpointer format)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (44);
  gboolean lost = FALSE;
  Heard parts[300];
  Input t;

  input_start (&t, format, "never-commits");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    gboolean discont = lost;

    lost = i > 0 && i + 1 < G_N_ELEMENTS (parts)
        && g_rand_int_range (rand, 0, 100) < 3;
    parts[i].at = lost ? SILENCE : i * 20.0;
    parts[i].ms = 20;
    if (!lost)
      push_packet (&t, i * 20, discont);
  }
  input_check (&t, 1, parts, G_N_ELEMENTS (parts));
  input_stop (&t);
}

/* DISCONT alone, time that goes back, audio flagged GAP: nothing is put in. */
TEST (what_is_no_hole)
{
  GstBuffer *buffer;
  Input t;

  input_start (&t, "pcma", NULL);
  input_push (&t, 1000, 100);
  buffer = gst_buffer_new_memdup (
      (const guint8 *) g_bytes_get_data (t.sound, NULL) + 1100 * 8, 20 * 8);
  GST_BUFFER_PTS (buffer) = 1100 * GST_MSECOND;
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  gst_harness_push (t.h, buffer);
  input_push (&t, 1100, 40);
  input_push (&t, 0, 40);
  INPUT_CHECK (&t, { 1000, 120 }, { 1100, 40 }, { 0, 40 });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 0);
  input_stop (&t);
}

static void
flush (Input *t)
{
  GstSegment segment;

  gst_harness_push_event (t->h, gst_event_new_flush_start ());
  gst_harness_push_event (t->h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (t->h, gst_event_new_segment (&segment));
}

TEST (flush_forgets)
{
  Input t;

  input_start (&t, "pcmu", NULL);
  input_push (&t, 0, 100);
  INPUT_CHECK (&t, { 0, 100 });
  flush (&t);
  input_push (&t, 2000, 100);
  INPUT_CHECK (&t, { 0, 100 }, { 2000, 100 });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 0);
  input_stop (&t);
}

/*** half duplex ***/

/* An answer is played while the microphone is open, 100 ms late. Returns when
 * speech began and ended, in ms. */
static void
play_answer (Input *t, gdouble *begin, gdouble *end)
{
  gboolean ok, over = FALSE;
  guint n, tail = 0;
  g_autoptr (GBytes) sent = NULL;

  *begin = *end = 0;
  input_pass (t, 200);
  input_push (t, 0, 100);
  g_signal_emit_by_name (t->h->element, "send-text", "Hello", TRUE, &ok);
  input_wait (t, &t->responses, 1);
  sent = ors_server_dup_sent_audio (t->f.server, 1);
  for (n = 10; tail < 50; n++) {
    GstBuffer *buffer = live_harness_next (t->h);
    gboolean gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);

    if (!gap && *end == 0) {
      *begin = GST_BUFFER_PTS (buffer) / (gdouble) GST_MSECOND;
      *end = *begin + g_bytes_get_size (sent) / (gdouble) t->per_ms;
    }
    gst_buffer_unref (buffer);
    over = over || (gap && *end > 0);
    tail += over;
    input_push (t, (n - 5) * 20, 20);
  }
}

static void
test_half_duplex (gconstpointer format)
{
  gdouble begin, end, from, to, all;
  Input t;

  input_start (&t, format, NULL);
  g_object_set (t.h->element, "half-duplex", TRUE, "half-duplex-tail", 111,
      "playout-delay", 37, NULL);
  gst_util_set_object_arg (G_OBJECT (t.h->element), "turn-detection", "none");
  play_answer (&t, &begin, &end);
  from = begin + 37;
  to = end + 37 + 111;
  all = input_stat (&t, "input-duration") / (gdouble) GST_MSECOND;
  g_assert_cmpfloat (begin, >=, 200);
  g_assert_cmpfloat (all, >, to);
  INPUT_CHECK (&t, { 0, from }, { SILENCE, to - from }, { to, all - to });
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 0);
  input_stop (&t);
}

/*** recordings ***/

static GstPadProbeReturn
on_second_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  guint *n = data;

  if (++*n == 2)
    gst_pad_push_event (pad, gst_event_new_gap (GST_SECOND, GST_SECOND));
  return GST_PAD_PROBE_OK;
}

/* A GAP event in a recording is a pause of it. */
static void
test_gap_in_a_recording (gconstpointer format)
{
  GBytes *speech = make_speech (format, 1, 1000, 0), *heard;
  gsize size = g_bytes_get_size (speech);
  guint64 duration = 0, filled = 0;
  GstStructure *stats;
  guint buffers = 0;
  g_autoptr (GstPad) pad = NULL;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start (&f, NULL);
  fixture_build (&f, format_caps (format), format_caps (format));
  pad = gst_element_get_static_pad (f.src, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_second_buffer, &buffers,
      NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, FALSE);
  fixture_push (&f, speech, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 2);
  g_object_get (f.element, "stats", &stats, NULL);
  gst_structure_get (stats, "input-duration", G_TYPE_UINT64, &duration,
      "input-filled", G_TYPE_UINT64, &filled, NULL);
  g_assert_cmpuint (duration, ==, 2 * GST_SECOND);
  g_assert_cmpuint (filled, ==, GST_SECOND);
  gst_structure_free (stats);
  heard = ors_server_dup_session_audio (f.server, 1);
  g_assert_cmpuint (g_bytes_get_size (heard), >, 3 * size);
  g_assert_cmpmem (g_bytes_get_data (heard, NULL), size,
      g_bytes_get_data (speech, NULL), size);
  g_bytes_unref (heard);
  g_bytes_unref (speech);
}

/* How the pieces of a recording are stamped, and when its two utterances
 * are. */
typedef struct
{
  const gchar *name;
  guint from_ms, step_ms;
  guint hole_ms; /* behind the first half */
  guint64 starts[2];
} Stamping;

#define STAMPED_PIECE_MS 100

static void
push_stamped (Fixture *f, GBytes *speech, const Stamping *c)
{
  gsize piece = STAMPED_PIECE_MS * format_bytes_per_ms ("pcm");
  guint n = g_bytes_get_size (speech) / piece, i;
  GstFlowReturn ret;

  for (i = 0; i < n; i++) {
    g_autoptr (GBytes) bytes =
        g_bytes_new_from_bytes (speech, i * piece, piece);
    g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (bytes);

    GST_BUFFER_PTS (buffer) =
        (c->from_ms + i * c->step_ms + (i >= n / 2 ? c->hole_ms : 0))
        * GST_MSECOND;
    g_signal_emit_by_name (f->src, "push-buffer", buffer, &ret);
  }
  g_signal_emit_by_name (f->src, "end-of-stream", &ret);
}

/* Speech is told to be where it is in the media. */
static void
test_stamps_of_a_recording (gconstpointer data)
{
  const Stamping *c = data;
  g_autoptr (GBytes) speech = make_speech ("pcm", 2, 1000, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, "vad-prefix-padding", 0, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  push_stamped (&f, speech, c);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run_count (run, "openairealtime/speech-started"), ==, 2);
  for (guint i = 0; i < 2; i++) {
    guint64 time =
        watch_get_uint64 (run_nth (run, "openairealtime/speech-started", i),
            "running-time");

    g_assert_cmpuint (ABS (GST_CLOCK_DIFF (c->starts[i] * GST_MSECOND, time)),
        <=, 60 * GST_MSECOND);
  }
}

int
main (int argc, char **argv)
{
  static const gchar *const formats[] = { "pcm", "pcmu", "pcma" };
  static const Stamping stampings[] = {
    { "right", 0, 100, 0, { 0, 2000 } },
    { "late-track", 4000, 100, 0, { 4000, 6000 } },
    { "overlapping-blocks", 0, 50, 0, { 0, 2000 } },
    { "hole", 0, 100, 3000, { 0, 5000 } },
  };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_WORDS (jump_ends_the_turn, formats);
  TEST_WORDS (gaps_end_the_turn, formats);
  TEST_WORDS (absence_ends_the_turn, formats);
  TEST_WORDS (absence_is_filled_once, formats);
  TEST_WORDS (late_input_stays_whole, formats);
  TEST_WORDS (loss_keeps_the_length, formats);
  TEST_WORDS (lost_packets_keep_the_length, formats);
  TEST_WORDS (half_duplex, formats);
  TEST_WORDS (gap_in_a_recording, formats);
  TEST_ROWS (stamps_of_a_recording, stampings);
  return g_test_run ();
}

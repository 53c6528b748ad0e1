/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timeline.c - frames, flags, cadence and what was heard, sample by sample. */

#include <string.h>

#include "media/timeline.h"
#include "../support/testcase.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaTimeline, oa_timeline_free)

#define MS GST_MSECOND
#define FRAME (20 * MS)

static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
  OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

static OaTimeline *
timeline_new (OaAudioFormat format, gboolean silence)
{
  OaTimeline *timeline = oa_timeline_new ();

  oa_timeline_configure (timeline, format, FRAME, silence);
  return timeline;
}

/* Bytes that are all different from silence and tell their place. */
static GBytes *
pattern (gsize size, guint seed)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = 1 + (i * 7 + seed) % 84;
  return g_bytes_new_take (data, size);
}

static void
add_bytes (OaTimeline *timeline, const gchar *item, gsize size)
{
  g_autoptr (GBytes) audio = pattern (size, 0);

  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r", item,
      audio, GST_CLOCK_TIME_NONE);
}

static void
add_ms (OaTimeline *timeline, const gchar *item, guint ms)
{
  add_bytes (timeline, item,
      ms
          * oa_audio_format_get_bytes_per_ms (
              oa_timeline_get_format (timeline)));
}

static void
add_at (OaTimeline *timeline, const gchar *item, guint ms, GstClockTime at)
{
  g_autoptr (GBytes) audio = pattern (
      ms * oa_audio_format_get_bytes_per_ms (oa_timeline_get_format (timeline)),
      0);

  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r", item,
      audio, at);
}

static gboolean
has (const OaFrame *frame, GstBufferFlags flag)
{
  return GST_BUFFER_FLAG_IS_SET (frame->buffer, flag);
}

static OaFrameKind
skip (OaTimeline *timeline, guint n)
{
  OaFrameKind kind = OA_FRAME_NONE;
  OaFrame frame;

  while (n-- > 0) {
    oa_timeline_pop_paced (timeline, &frame);
    kind = frame.kind;
    oa_frame_clear (&frame);
  }
  return kind;
}

static void
take_bytes (OaFrame *frame, GByteArray *out)
{
  GstMapInfo map;

  g_assert_true (gst_buffer_map (frame->buffer, &map, GST_MAP_READ));
  g_byte_array_append (out, map.data, map.size);
  gst_buffer_unmap (frame->buffer, &map);
}

static void
assert_finished (OaTimeline *timeline, GstClockTime until, const gchar *item,
    gint64 ms)
{
  gint64 heard = -1;
  g_autofree gchar *id = oa_timeline_take_finished (timeline, until, &heard);

  g_assert_cmpstr (id, ==, item);
  if (item)
    g_assert_cmpint (heard, ==, ms);
}

/* What is foretold is what happens, waits for a not-before included. */
static void
test_foretell (gconstpointer data)
{
  OaAudioFormat format = GPOINTER_TO_INT (data);
  static const gchar *const items[] = { "a", "b", "c" };
  g_autoptr (OaTimeline) timeline = timeline_new (format, TRUE);
  GstClockTime foretold[3], middle;
  OaFrame frame;

  add_ms (timeline, "a", 333);
  g_assert_cmpuint (oa_timeline_predict (timeline, "b", 0), ==,
      GST_CLOCK_TIME_NONE);
  add_at (timeline, "b", 250, 1001 * MS);
  g_assert_cmpuint (oa_timeline_predict (timeline, "b", 0), ==,
      GST_CLOCK_TIME_NONE);
  add_at (timeline, "c", 100, 500 * MS);
  oa_timeline_end_all (timeline);
  for (guint i = 0; i < 3; i++)
    foretold[i] = oa_timeline_predict (timeline, items[i], 0);
  middle = oa_timeline_predict (timeline, "b", 800);
  g_assert_cmpuint (foretold[0], ==, 0);
  g_assert_cmpuint (oa_timeline_locate (timeline, "b", 0), ==,
      GST_CLOCK_TIME_NONE);
  do {
    oa_timeline_pop_joined (timeline, &frame);
    oa_frame_clear (&frame);
    /* At any moment the same. */
    for (guint i = 0; i < 3; i++)
      g_assert_cmpuint (oa_timeline_predict (timeline, items[i], 0), ==,
          foretold[i]);
  } while (!oa_timeline_is_empty (timeline));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (oa_timeline_locate (timeline, items[i], 0), ==,
        foretold[i]);
  g_assert_cmpuint (oa_timeline_locate (timeline, "b", 800), ==, middle);
}

/* Whole deltas of @step bytes in, frames out: the same bytes. */
static void
check_exact (OaAudioFormat format, gsize step, gboolean paced)
{
  OaTimeline *timeline = timeline_new (format, TRUE);
  gsize size = 100 * oa_audio_format_get_bytes_per_ms (format);
  g_autoptr (GBytes) whole = pattern (size, step);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  OaFrame frame;

  for (gsize i = 0; i < size; i += step) {
    g_autoptr (GBytes) part =
        g_bytes_new_from_bytes (whole, i, MIN (step, size - i));

    oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r", "i",
        part, GST_CLOCK_TIME_NONE);
  }
  g_assert_cmpuint (oa_timeline_get_queued_bytes (timeline), ==, size);
  g_assert_cmpuint (oa_timeline_get_queued (timeline), ==, 100 * MS);
  oa_timeline_end_item (timeline, "i");
  for (guint i = 0; i < 5; i++) {
    if (paced)
      oa_timeline_pop_paced (timeline, &frame);
    else
      oa_timeline_pop_joined (timeline, &frame);
    g_assert_cmpint (frame.kind, ==, OA_FRAME_SPEECH);
    take_bytes (&frame, out);
    oa_frame_clear (&frame);
  }
  g_assert_true (oa_timeline_is_empty (timeline));
  g_assert_cmpmem (out->data, out->len, g_bytes_get_data (whole, NULL), size);
  oa_timeline_free (timeline);
}

TEST (any_delta_size_is_bit_exact)
{
  static const gsize steps[] = { 1, 3, 5, 7, 959, 961, 100000 };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    for (guint s = 0; s < G_N_ELEMENTS (steps); s++) {
      check_exact (formats[f], steps[s], TRUE);
      check_exact (formats[f], steps[s], FALSE);
    }
}

TEST (half_a_sample_is_no_speech)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_bytes (timeline, "i", 1);
  g_assert_true (oa_timeline_is_empty (timeline));
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SILENCE);
  oa_timeline_end_item (timeline, "i");
  g_assert_cmpuint (oa_timeline_get_queued_bytes (timeline), ==, 0);
  assert_finished (timeline, GST_CLOCK_TIME_NONE, "i", 0);
}

/* The rest of an odd item must not become a sample of a smaller format. */
TEST (half_a_sample_dies_with_its_item)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_bytes (timeline, "i", 3);
  oa_timeline_end_item (timeline, "i");
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SPEECH);
  oa_timeline_configure (timeline, OA_AUDIO_FORMAT_PCMU, FRAME, TRUE);
  g_assert_true (oa_timeline_is_empty (timeline));
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SILENCE);
}

TEST (open_halves_do_not_add_up)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_bytes (timeline, "a", 1);
  add_bytes (timeline, "b", 1);
  g_assert_cmpuint (oa_timeline_get_queued (timeline), ==, 0);
  g_assert_cmpuint (oa_timeline_clear (timeline), ==, 0);
}

static void
check_no_drift (OaAudioFormat format, GstClockTime duration, guint n)
{
  g_autoptr (OaTimeline) timeline = oa_timeline_new ();
  guint64 samples = oa_audio_format_time_to_samples (format, duration);
  GstClockTime end = 5 * GST_SECOND + 1;
  OaFrame frame;

  oa_timeline_configure (timeline, format, duration, FALSE);
  oa_timeline_set_position (timeline, end);
  for (guint i = 0; i < n; i++) {
    oa_timeline_pop_paced (timeline, &frame);
    if (frame.pts != end)
      g_error ("frame %u at %" G_GUINT64_FORMAT, i, frame.pts);
    end += frame.duration;
  }
  g_assert_cmpuint (end, ==, 5 * GST_SECOND + 1
      + gst_util_uint64_scale (n, samples * GST_SECOND,
          oa_audio_format_get_rate (format)));
  g_assert_cmpuint (oa_timeline_get_position (timeline), ==, end);
}

TEST (no_drift_in_24_hours)
{
  const guint frames = 24 * 3600 * 50;

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    check_no_drift (formats[f], FRAME, frames);
  /* 1001 samples are no whole number of nanoseconds. */
  check_no_drift (OA_AUDIO_FORMAT_PCM, 41708333, frames / 2);
}

TEST (format_change_keeps_position)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  oa_timeline_set_position (timeline, 7);
  skip (timeline, 3);
  oa_timeline_configure (timeline, OA_AUDIO_FORMAT_PCMA, FRAME, TRUE);
  g_assert_cmpint (oa_timeline_get_format (timeline), ==,
      OA_AUDIO_FORMAT_PCMA);
  g_assert_cmpuint (oa_timeline_get_position (timeline), ==, 7 + 60 * MS);
  skip (timeline, 1);
  g_assert_cmpuint (oa_timeline_get_position (timeline), ==, 7 + 80 * MS);
}

TEST (frame_has_at_least_a_sample)
{
  g_autoptr (OaTimeline) timeline = oa_timeline_new ();
  OaFrame frame;

  oa_timeline_configure (timeline, OA_AUDIO_FORMAT_PCMU, 1, TRUE);
  oa_timeline_pop_paced (timeline, &frame);
  g_assert_cmpuint (gst_buffer_get_size (frame.buffer), ==, 1);
  g_assert_cmpuint (frame.duration, ==, GST_SECOND / 8000);
  oa_frame_clear (&frame);
}

static void
pop_flags (OaTimeline *timeline, gboolean discont, gboolean marker,
    gboolean gap)
{
  OaFrame frame;

  oa_timeline_pop_paced (timeline, &frame);
  g_assert_cmpint (has (&frame, GST_BUFFER_FLAG_DISCONT), ==, discont);
  g_assert_cmpint (has (&frame, GST_BUFFER_FLAG_MARKER), ==, marker);
  g_assert_cmpint (has (&frame, GST_BUFFER_FLAG_GAP), ==, gap);
  g_assert_cmpuint (GST_BUFFER_PTS (frame.buffer), ==, frame.pts);
  g_assert_cmpuint (GST_BUFFER_DURATION (frame.buffer), ==, frame.duration);
  oa_frame_clear (&frame);
}

TEST (flags)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  pop_flags (timeline, TRUE, FALSE, TRUE); /* the first of all */
  pop_flags (timeline, FALSE, FALSE, TRUE);
  add_ms (timeline, "a", 60);
  pop_flags (timeline, FALSE, TRUE, FALSE); /* talkspurt begins */
  pop_flags (timeline, FALSE, FALSE, FALSE);
  pop_flags (timeline, FALSE, FALSE, FALSE);
  oa_timeline_end_item (timeline, "a");
  pop_flags (timeline, FALSE, FALSE, TRUE);
  oa_timeline_mark_discont (timeline);
  pop_flags (timeline, TRUE, FALSE, TRUE);
  add_ms (timeline, "b", 40);
  pop_flags (timeline, FALSE, TRUE, FALSE);
  oa_timeline_set_position (timeline, GST_SECOND);
  pop_flags (timeline, TRUE, FALSE, FALSE);
  oa_timeline_clear (timeline);
  pop_flags (timeline, FALSE, FALSE, TRUE);
  oa_timeline_set_position (timeline, oa_timeline_get_position (timeline));
  pop_flags (timeline, FALSE, FALSE, TRUE);
}

TEST (speech_after_gap_is_discont)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCMU, FALSE);
  OaFrame frame;

  oa_timeline_pop_paced (timeline, &frame);
  g_assert_cmpint (frame.kind, ==, OA_FRAME_SILENCE);
  g_assert_null (frame.buffer);
  g_assert_cmpuint (frame.duration, ==, FRAME);
  add_ms (timeline, "a", 40);
  pop_flags (timeline, TRUE, TRUE, FALSE);
  pop_flags (timeline, FALSE, FALSE, FALSE);
}

TEST (silence_has_the_format_s_bytes)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    OaTimeline *timeline = timeline_new (formats[f], TRUE);
    g_autoptr (GByteArray) out = g_byte_array_new ();
    OaFrame frame;

    oa_timeline_pop_paced (timeline, &frame);
    take_bytes (&frame, out);
    oa_frame_clear (&frame);
    g_assert_cmpuint (out->len, ==,
        20 * oa_audio_format_get_bytes_per_ms (formats[f]));
    for (guint i = 0; i < out->len; i++)
      g_assert_cmpuint (out->data[i], ==,
          oa_audio_format_get_silence (formats[f]));
    oa_timeline_free (timeline);
  }
}

TEST (cadence_never_breaks)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  OaFrame frame;

  for (guint i = 0; i < 5000; i++) {
    g_autofree gchar *item = g_strdup_printf ("i%u", i / 20);

    if (g_rand_int_range (rand, 0, 3) == 0)
      add_bytes (timeline, item, g_rand_int_range (rand, 0, 4000));
    if (g_rand_int_range (rand, 0, 10) == 0)
      oa_timeline_end_item (timeline, item);
    if (g_rand_int_range (rand, 0, 100) == 0)
      oa_timeline_clear (timeline);
    oa_timeline_pop_paced (timeline, &frame);
    g_assert_cmpint (frame.kind, !=, OA_FRAME_NONE);
    g_assert_cmpuint (frame.pts, ==, i * FRAME);
    g_assert_cmpuint (frame.duration, ==, FRAME);
    g_assert_cmpuint (gst_buffer_get_size (frame.buffer), ==, 960);
    oa_frame_clear (&frame);
  }
  oa_timeline_free (timeline);
}

TEST (starvation_is_one_underrun)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 30);
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SPEECH);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
  g_assert_cmpint (skip (timeline, 3), ==, OA_FRAME_SILENCE);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 1);
  add_ms (timeline, "a", 10);
  pop_flags (timeline, FALSE, TRUE, FALSE);
  skip (timeline, 2);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 2);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a",
          GST_CLOCK_TIME_NONE), ==, 40);
  /* 60 ms of hole after 20 ms: nothing of it counts as heard. */
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 70 * MS), ==, 20);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 85 * MS), ==, 25);
}

TEST (speech_not_begun_is_no_underrun)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 20);
  oa_timeline_end_item (timeline, "a");
  skip (timeline, 1);
  add_ms (timeline, "b", 10);
  g_assert_cmpint (skip (timeline, 5), ==, OA_FRAME_SILENCE);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
}

TEST (paced_joins_ended_items)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 30);
  add_ms (timeline, "b", 30);
  oa_timeline_end_all (timeline);
  g_assert_cmpint (skip (timeline, 3), ==, OA_FRAME_SPEECH);
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SILENCE);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "b", 35 * MS), ==, 5);
  assert_finished (timeline, 60 * MS, "a", 30);
  assert_finished (timeline, 60 * MS, "b", 30);
}

/* Found here: the rest waited for an open item behind it. */
TEST (rest_of_an_item_does_not_wait_for_the_next)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 30);
  oa_timeline_end_item (timeline, "a");
  add_ms (timeline, "b", 5);
  g_assert_cmpint (skip (timeline, 2), ==, OA_FRAME_SPEECH);
  assert_finished (timeline, 40 * MS, "a", 30);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "b",
          GST_CLOCK_TIME_NONE), ==, 0);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
}

static void
pop_joined (OaTimeline *timeline, OaFrameKind kind, guint ms)
{
  OaFrame frame;

  oa_timeline_pop_joined (timeline, &frame);
  g_assert_cmpint (frame.kind, ==, kind);
  if (kind != OA_FRAME_NONE)
    g_assert_cmpuint (frame.duration, ==, ms * MS);
  oa_frame_clear (&frame);
}

TEST (joined_last_frame_is_short)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 27);
  pop_joined (timeline, OA_FRAME_SPEECH, 20);
  pop_joined (timeline, OA_FRAME_NONE, 0);
  oa_timeline_end_item (timeline, "a");
  pop_joined (timeline, OA_FRAME_SPEECH, 7);
  pop_joined (timeline, OA_FRAME_NONE, 0);
  g_assert_cmpuint (oa_timeline_get_position (timeline), ==, 27 * MS);
}

TEST (joined_never_mixes_items)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCMA, TRUE);

  add_ms (timeline, "a", 25);
  add_ms (timeline, "b", 25);
  oa_timeline_end_all (timeline);
  pop_joined (timeline, OA_FRAME_SPEECH, 20);
  pop_joined (timeline, OA_FRAME_SPEECH, 5);
  pop_joined (timeline, OA_FRAME_SPEECH, 20);
  pop_joined (timeline, OA_FRAME_SPEECH, 5);
  pop_joined (timeline, OA_FRAME_NONE, 0);
}

TEST (joined_waits_with_silence)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_at (timeline, "a", 20, 50 * MS);
  pop_joined (timeline, OA_FRAME_SILENCE, 20);
  pop_joined (timeline, OA_FRAME_SILENCE, 20);
  pop_joined (timeline, OA_FRAME_SILENCE, 10);
  pop_joined (timeline, OA_FRAME_SPEECH, 20);
  oa_timeline_end_item (timeline, "a");
  /* In the past: joined end to end. */
  add_at (timeline, "b", 20, 60 * MS);
  pop_joined (timeline, OA_FRAME_SPEECH, 20);
  g_assert_cmpuint (oa_timeline_get_position (timeline), ==, 90 * MS);
}

TEST (joined_waits_in_one_gap)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, FALSE);

  add_at (timeline, "a", 20, 5 * GST_SECOND);
  pop_joined (timeline, OA_FRAME_SILENCE, 5000);
  pop_joined (timeline, OA_FRAME_SPEECH, 20);
}

TEST (paced_ignores_not_before)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_at (timeline, "a", 20, 5 * GST_SECOND);
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SPEECH);
}

/* Two items of 50 and 70 ms leave whole; at every ms the cut of each says what
 * was sounded of it, and nothing is left behind. */
/* GStreamer complained of a copy of nothing: speech that is open, and of which
 * all has left. */
TEST (interruption_with_nothing_left_to_fade)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);
  g_autoptr (GPtrArray) truncated = NULL;

  add_ms (timeline, "a", 40);
  skip (timeline, 2);
  truncated = oa_timeline_interrupt (timeline, 30 * MS);
  g_assert_cmpuint (truncated->len, ==, 1);
  g_assert_cmpint (((OaTruncatedItem *) truncated->pdata[0])->heard_ms, ==, 30);
  g_assert_true (oa_timeline_is_empty (timeline));
  oa_timeline_free (timeline);
}

TEST (interruption_is_exact_at_every_ms)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    for (gint ms = 0; ms <= 130; ms++) {
      OaTimeline *timeline = timeline_new (formats[f], TRUE);
      g_autoptr (GPtrArray) truncated = NULL;
      const OaTruncatedItem *a, *b;

      add_ms (timeline, "a", 50);
      oa_timeline_end_item (timeline, "a");
      add_ms (timeline, "b", 90);
      skip (timeline, 6);
      truncated = oa_timeline_interrupt (timeline, ms * MS);
      g_assert_cmpuint (truncated->len, ==, 2);
      a = truncated->pdata[0];
      b = truncated->pdata[1];
      g_assert_cmpint (a->heard_ms, ==, MIN (ms, 50));
      g_assert_cmpint (a->received_ms, ==, 50);
      g_assert_true (a->heard_all == (ms >= 50));
      g_assert_cmpint (b->heard_ms, ==, CLAMP (ms - 50, 0, 70));
      g_assert_cmpint (b->received_ms, ==, 90);
      g_assert_cmpint (b->dropped_ms, ==, 20);
      g_assert_false (b->heard_all);
      g_assert_true (oa_timeline_is_empty (timeline));
      g_assert_cmpuint (oa_timeline_get_position (timeline), ==, 120 * MS);
      oa_timeline_free (timeline);
    }
  }
}

/* All that came of an item has left, and more is to come: nothing to fade. */
TEST (interruption_between_two_deltas)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, FALSE);
  g_autoptr (GPtrArray) truncated = NULL;

  add_ms (timeline, "a", 40);
  skip (timeline, 2);
  truncated = oa_timeline_interrupt (timeline, 30 * MS);
  g_assert_cmpuint (truncated->len, ==, 1);
  g_assert_cmpint (((OaTruncatedItem *) truncated->pdata[0])->heard_ms, ==, 30);
  g_assert_cmpint (((OaTruncatedItem *) truncated->pdata[0])->dropped_ms, ==,
      0);
  oa_timeline_free (timeline);
}

TEST (heard_is_exact_at_every_ms)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    g_autoptr (OaTimeline) timeline = timeline_new (formats[f], TRUE);
    GstClockTime begin = 123456789;

    oa_timeline_set_position (timeline, begin);
    add_ms (timeline, "a", 333);
    oa_timeline_end_item (timeline, "a");
    skip (timeline, 20);
    g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 0), ==, 0);
    for (guint ms = 0; ms < 400; ms++)
      g_assert_cmpint (oa_timeline_get_heard (timeline, "a",
              begin + ms * MS), ==, MIN (ms, 333));
  }
}

TEST (heard_counts_only_what_left)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 0), ==, -1);
  add_ms (timeline, "a", 500);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a",
          GST_CLOCK_TIME_NONE), ==, 0);
  skip (timeline, 10);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a",
          GST_SECOND), ==, 200);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 140 * MS), ==, 140);
}

static void
note_heard (const gchar *item, gint64 ms, gpointer data)
{
  g_string_append_printf (data, "%s:%d ", item, (gint) ms);
}

TEST (foreach_heard_in_order)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);
  g_autoptr (GString) text = g_string_new (NULL);

  add_ms (timeline, "a", 40);
  oa_timeline_end_item (timeline, "a");
  add_ms (timeline, "b", 40);
  add_ms (timeline, "c", 40);
  skip (timeline, 3);
  oa_timeline_foreach_heard (timeline, 55 * MS, note_heard, text);
  g_assert_cmpstr (text->str, ==, "a:40 b:15 c:0 ");
  oa_timeline_free (timeline);
}

TEST (finished_in_order_and_only_when_sounded)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 40);
  add_ms (timeline, "b", 20);
  oa_timeline_end_item (timeline, "b");
  skip (timeline, 2);
  assert_finished (timeline, GST_SECOND, NULL, 0); /* a is open */
  oa_timeline_end_item (timeline, "a");
  skip (timeline, 1);
  assert_finished (timeline, 39 * MS, NULL, 0);
  assert_finished (timeline, 40 * MS, "a", 40);
  assert_finished (timeline, 59 * MS, NULL, 0);
  assert_finished (timeline, 60 * MS, "b", 20);
  assert_finished (timeline, GST_CLOCK_TIME_NONE, NULL, 0);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 0), ==, -1);
}

TEST (ledger_outlives_a_format)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 20);
  oa_timeline_end_item (timeline, "a");
  skip (timeline, 1);
  oa_timeline_configure (timeline, OA_AUDIO_FORMAT_PCMU, FRAME, TRUE);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 13 * MS), ==, 13);
  assert_finished (timeline, 20 * MS, "a", 20);
}

TEST (end_response_ends_its_items)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);
  g_autoptr (GBytes) audio = pattern (960, 0);

  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r1", "a",
      audio, GST_CLOCK_TIME_NONE);
  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r1", "b",
      audio, GST_CLOCK_TIME_NONE);
  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r2", "c",
      audio, GST_CLOCK_TIME_NONE);
  oa_timeline_end_response (timeline, "r1");
  skip (timeline, 3);
  assert_finished (timeline, GST_CLOCK_TIME_NONE, "a", 20);
  assert_finished (timeline, GST_CLOCK_TIME_NONE, "b", 20);
  assert_finished (timeline, GST_CLOCK_TIME_NONE, NULL, 0);
  oa_timeline_free (timeline);
}

static void
pop_first (OaTimeline *timeline, const gchar *response_id)
{
  OaFrame frame;

  oa_timeline_pop_paced (timeline, &frame);
  g_assert_cmpstr (frame.first_of_response, ==, response_id);
  oa_frame_clear (&frame);
}

TEST (first_frame_of_a_response_is_told_once)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);
  g_autoptr (GBytes) audio = pattern (1920, 0);

  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r1", "a",
      audio, GST_CLOCK_TIME_NONE);
  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r2", "b",
      audio, GST_CLOCK_TIME_NONE);
  oa_timeline_end_all (timeline);
  pop_first (timeline, "r1");
  pop_first (timeline, NULL);
  pop_first (timeline, "r2");
  pop_first (timeline, NULL);
  pop_first (timeline, NULL);
  oa_timeline_free (timeline);
}

TEST (clear_keeps_the_position)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);

  add_ms (timeline, "a", 500);
  skip (timeline, 4);
  g_assert_cmpuint (oa_timeline_clear (timeline), ==, 420 * MS);
  g_assert_true (oa_timeline_is_empty (timeline));
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a", 0), ==, -1);
  g_assert_cmpuint (oa_timeline_get_position (timeline), ==, 80 * MS);
  g_assert_cmpuint (oa_timeline_clear (timeline), ==, 0);
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SILENCE);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
}

TEST (items_without_ids_are_one_track)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);
  g_autoptr (GBytes) audio = pattern (481, 0);

  oa_timeline_add (timeline, oa_timeline_get_format (timeline), NULL, NULL,
      audio, GST_CLOCK_TIME_NONE);
  oa_timeline_add (timeline, oa_timeline_get_format (timeline), NULL, NULL,
      audio, GST_CLOCK_TIME_NONE);
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SPEECH);
  oa_timeline_end_all (timeline);
  g_assert_cmpint (skip (timeline, 1), ==, OA_FRAME_SPEECH);
  g_assert_true (oa_timeline_is_empty (timeline));
  oa_timeline_free (timeline);
}

static void
assert_last_speech (OaTimeline *timeline, GstClockTime begin, GstClockTime end)
{
  GstClockTime got_begin, got_end;

  oa_timeline_get_last_speech (timeline, &got_begin, &got_end);
  g_assert_cmpuint (got_begin, ==, begin);
  g_assert_cmpuint (got_end, ==, end);
}

/* To the sample, as a frame is filled up with silence; the latest stretch only;
 * nothing after time has begun anew. */
TEST (last_speech)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (OaTimeline) timeline = timeline_new (formats[i], TRUE);

    skip (timeline, 2);
    assert_last_speech (timeline, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
    add_ms (timeline, "a", 45);
    oa_timeline_end_item (timeline, "a");
    assert_last_speech (timeline, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
    skip (timeline, 2);
    assert_last_speech (timeline, 2 * FRAME, 4 * FRAME);
    skip (timeline, 3);
    assert_last_speech (timeline, 2 * FRAME, 85 * MS);
    add_ms (timeline, "b", 20);
    skip (timeline, 1);
    assert_last_speech (timeline, 7 * FRAME, 8 * FRAME);
    oa_timeline_clear (timeline);
    assert_last_speech (timeline, 7 * FRAME, 8 * FRAME);
    add_ms (timeline, "c", 60);
    skip (timeline, 2);
    oa_timeline_hold (timeline);
    skip (timeline, 2);
    /* Speech that was cut sounds as long as its fade. */
    assert_last_speech (timeline, 7 * FRAME, 10 * FRAME + 5 * MS);
    oa_timeline_set_position (timeline, GST_SECOND);
    assert_last_speech (timeline, 7 * FRAME, 10 * FRAME + 5 * MS);
    oa_timeline_set_position (timeline, 0);
    assert_last_speech (timeline, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE);
  }
}

/*** another format while speech waits ***/

/* All time that came leaves, in whichever formats, and is heard. */
static void
check_turns (OaAudioFormat from, OaAudioFormat to)
{
  OaTimeline *timeline = timeline_new (from, TRUE);
  g_autoptr (GBytes) late =
      pattern (100 * oa_audio_format_get_bytes_per_ms (from), 0);
  guint speech = 0;
  gint64 heard;

  add_ms (timeline, "a", 90);
  skip (timeline, 2);
  oa_timeline_configure (timeline, to, FRAME, TRUE);
  g_assert_cmpuint (oa_timeline_get_position (timeline), ==, 40 * MS);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a",
          GST_CLOCK_TIME_NONE), ==, 40);
  /* What was under way still comes in the old format, then the new one. */
  oa_timeline_add (timeline, from, "r", "a", late, GST_CLOCK_TIME_NONE);
  add_ms (timeline, "a", 60);
  oa_timeline_end_item (timeline, "a");
  while (skip (timeline, 1) == OA_FRAME_SPEECH)
    speech++;
  g_assert_cmpuint (speech, ==, (50 + 100 + 60 + 19) / 20);
  heard = oa_timeline_get_heard (timeline, "a", GST_CLOCK_TIME_NONE);
  g_assert_cmpint (heard, >=, 249);
  g_assert_cmpint (heard, <=, 250);
  g_assert_cmpuint (oa_timeline_get_queued_bytes (timeline), ==, 0);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
  oa_timeline_free (timeline);
}

TEST (waiting_speech_takes_another_format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (formats); k++)
      check_turns (formats[i], formats[k]);
  }
}

/* Half a sample on either side is not taken for half of another one. */
TEST (half_a_sample_does_not_shift_the_next)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM, TRUE);
  guint8 zeros[1920] = { 0 };
  g_autoptr (GBytes) audio = g_bytes_new_static (zeros, sizeof (zeros));
  OaFrame frame;
  GstMapInfo map;

  add_bytes (timeline, "a", 961);
  oa_timeline_configure (timeline, OA_AUDIO_FORMAT_PCMU, FRAME, TRUE);
  oa_timeline_configure (timeline, OA_AUDIO_FORMAT_PCM, FRAME, TRUE);
  for (guint i = 0; i < sizeof (zeros); i++)
    zeros[i] = i % 2; /* 256, or 1 when it is shifted */
  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r", "a", audio,
      GST_CLOCK_TIME_NONE);
  oa_timeline_pop_paced (timeline, &frame);
  oa_frame_clear (&frame);
  oa_timeline_pop_paced (timeline, &frame);
  g_assert_true (gst_buffer_map (frame.buffer, &map, GST_MAP_READ));
  for (guint i = 0; i < map.size; i += 2)
    g_assert_cmpint (GST_READ_UINT16_LE (map.data + i), ==, 256);
  gst_buffer_unmap (frame.buffer, &map);
  oa_frame_clear (&frame);
  oa_timeline_free (timeline);
}

TEST (what_no_pad_took_was_not_heard)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCMU, TRUE);

  add_ms (timeline, "a", 30);
  oa_timeline_end_item (timeline, "a");
  add_ms (timeline, "b", 100);
  skip (timeline, 3);
  oa_timeline_revoke (timeline, 20 * MS);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "a",
          GST_CLOCK_TIME_NONE), ==, 20);
  g_assert_cmpint (oa_timeline_get_heard (timeline, "b",
          GST_CLOCK_TIME_NONE), ==, 0);
}

/*** very many items ***/

/* A thousand times as many take a thousand times as long, not a million. */
TEST (many_items_cost_no_more_each)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCMU, TRUE);
  gint64 begin = g_get_monotonic_time ();
  guint i;

  for (i = 0; i < 50000; i++) {
    gchar id[16];

    g_snprintf (id, sizeof (id), "%u", i);
    add_bytes (timeline, id, 1);
    g_assert_cmpuint (oa_timeline_get_queued_bytes (timeline), ==, i + 1);
    g_assert_false (oa_timeline_is_empty (timeline));
    oa_timeline_end_item (timeline, id);
  }
  g_assert_cmpuint (oa_timeline_get_n_items (timeline), ==, i);
  skip (timeline, 10);
  g_assert_cmpuint (oa_timeline_get_queued_bytes (timeline), ==,
      i - 10 * 160);
  for (i = 0; i < 10 * 160; i++) {
    g_autofree gchar *id =
        oa_timeline_take_finished (timeline, GST_CLOCK_TIME_NONE, NULL);

    g_assert_cmpuint (g_ascii_strtoull (id, NULL, 10), ==, i);
  }
  g_assert_null (
      oa_timeline_take_finished (timeline, GST_CLOCK_TIME_NONE, NULL));
  /* Quadratic, it would be hours. */
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 30 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  test_init (&argc, &argv);
  TEST_ROW (foretell, "pcm", GINT_TO_POINTER (OA_AUDIO_FORMAT_PCM));
  TEST_ROW (foretell, "pcmu", GINT_TO_POINTER (OA_AUDIO_FORMAT_PCMU));
  return g_test_run ();
}

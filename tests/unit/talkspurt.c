/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* talkspurt.c - how speech begins and stops: prebuffer, fades, holding, and
 * interruption at every millisecond for every way of pacing. */

#include <string.h>

#include "media/fade.h"
#include "media/timeline.h"
#include "protocol/g711.h"
#include "../support/testcase.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaTimeline, oa_timeline_free)

#define MS GST_MSECOND
#define FRAME_MS 20
#define FRAME (FRAME_MS * MS)
#define FADE_MS (OA_FADE / MS)
#define LEVEL 8000

static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
  OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

static OaTimeline *
timeline_new (OaAudioFormat format)
{
  OaTimeline *timeline = oa_timeline_new ();

  oa_timeline_configure (timeline, format, FRAME, TRUE);
  return timeline;
}

static gint16
decode (OaAudioFormat format, const guint8 *data, gsize n)
{
  if (format == OA_AUDIO_FORMAT_PCMU)
    return oa_ulaw_decode (data[n]);
  if (format == OA_AUDIO_FORMAT_PCMA)
    return oa_alaw_decode (data[n]);
  return (gint16) GST_READ_UINT16_LE (data + 2 * n);
}

/* @samples that stay at one level, so that every change is the fade's. */
static GBytes *
plateau (OaAudioFormat format, gsize samples)
{
  gsize size = oa_audio_format_get_sample_size (format);
  guint8 *data = g_malloc (samples * size);

  for (gsize i = 0; i < samples; i++) {
    if (format == OA_AUDIO_FORMAT_PCMU)
      data[i] = oa_ulaw_encode (LEVEL);
    else if (format == OA_AUDIO_FORMAT_PCMA)
      data[i] = oa_alaw_encode (LEVEL);
    else
      GST_WRITE_UINT16_LE (data + i * size, LEVEL);
  }
  return g_bytes_new_take (data, samples * size);
}

static void
add_ms (OaTimeline *timeline, const gchar *item, guint ms)
{
  OaAudioFormat format = oa_timeline_get_format (timeline);
  g_autoptr (GBytes) audio =
      plateau (format, ms * oa_audio_format_get_rate (format) / 1000);

  oa_timeline_add (timeline, oa_timeline_get_format (timeline), "r", item,
      audio, GST_CLOCK_TIME_NONE);
}

static OaFrameKind
pop_kind (OaTimeline *timeline)
{
  OaFrameKind kind;
  OaFrame frame;

  oa_timeline_pop_paced (timeline, &frame);
  kind = frame.kind;
  oa_frame_clear (&frame);
  return kind;
}

static void
assert_kinds (OaTimeline *timeline, OaFrameKind kind, guint n)
{
  while (n-- > 0)
    g_assert_cmpint (pop_kind (timeline), ==, kind);
}

/*** fades ***/

/* Falls without a step back and without a jump, then is silence; so is the
 * way up, reversed. */
static void
assert_ramp (OaAudioFormat format, const guint8 *data, gsize samples,
    gboolean falling)
{
  gint step = LEVEL / (gint) samples + LEVEL / 8;
  gint last = falling ? decode (format, data, 0) : 0;

  for (gsize i = 0; i < samples; i++) {
    gint sample = decode (format, data, i);

    g_assert_cmpint (sample, <=, LEVEL + LEVEL / 16);
    g_assert_cmpint (sample, >=, 0);
    if (falling)
      g_assert_cmpint (sample, <=, last);
    else
      g_assert_cmpint (sample, >=, last);
    g_assert_cmpint (ABS (sample - last), <=, step);
    last = sample;
  }
  g_assert_cmpint (falling ? last : LEVEL - last, <=, step);
}

TEST (fade_is_a_ramp)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    for (gsize n = 20; n <= 120; n += 50) {
      g_autoptr (GBytes) bytes = plateau (formats[f], n);
      g_autofree guint8 *data =
          g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      oa_fade (formats[f], OA_FADE_OUT, data, n);
      assert_ramp (formats[f], data, n, TRUE);
      memcpy (data, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      oa_fade (formats[f], OA_FADE_IN, data, n);
      assert_ramp (formats[f], data, n, FALSE);
    }
  }
}

TEST (fade_of_nothing)
{
  oa_fade (OA_AUDIO_FORMAT_PCM, OA_FADE_OUT, NULL, 0);
}

/* The frame after the cut: a ramp down, then the format's silence. */
static void
assert_tail (OaTimeline *timeline, guint fade_ms)
{
  OaAudioFormat format = oa_timeline_get_format (timeline);
  guint per_ms = oa_audio_format_get_rate (format) / 1000;
  GstMapInfo map;
  OaFrame frame;

  oa_timeline_pop_paced (timeline, &frame);
  g_assert_cmpint (frame.kind, ==, OA_FRAME_TAIL);
  g_assert_false (GST_BUFFER_FLAG_IS_SET (frame.buffer, GST_BUFFER_FLAG_GAP));
  g_assert_cmpuint (frame.duration, ==, FRAME);
  gst_buffer_map (frame.buffer, &map, GST_MAP_READ);
  assert_ramp (format, map.data, fade_ms * per_ms, TRUE);
  for (gsize i = fade_ms * per_ms; i < FRAME_MS * per_ms; i++)
    g_assert_cmpint (ABS (decode (format, map.data, i)), <=, 8);
  gst_buffer_unmap (frame.buffer, &map);
  oa_frame_clear (&frame);
}

TEST (interruption_fades)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    g_autoptr (OaTimeline) timeline = timeline_new (formats[f]);
    GPtrArray *truncated;
    const OaTruncatedItem *item;

    add_ms (timeline, "a", 200);
    assert_kinds (timeline, OA_FRAME_SPEECH, 3);
    truncated = oa_timeline_interrupt (timeline, 60 * MS);
    item = truncated->pdata[0];
    /* The fade is neither heard nor kept: it was cut away. */
    g_assert_cmpint (item->heard_ms, ==, 60);
    g_assert_cmpint (item->dropped_ms, ==, 140);
    g_ptr_array_unref (truncated);
    assert_tail (timeline, FADE_MS);
    assert_kinds (timeline, OA_FRAME_SILENCE, 3);
  }
}

/* 3 ms are left of the speech: they are the fade. */
TEST (fade_of_a_short_rest)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM);

  add_ms (timeline, "a", 23);
  oa_timeline_end_item (timeline, "a");
  assert_kinds (timeline, OA_FRAME_SPEECH, 1);
  g_ptr_array_unref (oa_timeline_interrupt (timeline, 20 * MS));
  assert_tail (timeline, 3);
}

/* Nothing sounds at the moment: there is nothing to fade. */
TEST (no_fade_out_of_silence)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM);

  assert_kinds (timeline, OA_FRAME_SILENCE, 2);
  add_ms (timeline, "a", 100);
  g_ptr_array_unref (oa_timeline_interrupt (timeline, 40 * MS));
  assert_kinds (timeline, OA_FRAME_SILENCE, 2);
}

/* A flush leaves nothing, not even a fade. */
TEST (no_fade_after_a_flush)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM);

  add_ms (timeline, "a", 100);
  assert_kinds (timeline, OA_FRAME_SPEECH, 1);
  oa_timeline_hold (timeline);
  oa_timeline_clear (timeline);
  assert_kinds (timeline, OA_FRAME_SILENCE, 2);
  g_assert_false (oa_timeline_is_held (timeline));
}

/* Also where silence is no buffer, the fade is one. */
TEST (fade_without_silence)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM);
  OaFrame frame;

  oa_timeline_configure (timeline, OA_AUDIO_FORMAT_PCM, FRAME, FALSE);
  add_ms (timeline, "a", 100);
  assert_kinds (timeline, OA_FRAME_SPEECH, 1);
  g_ptr_array_unref (oa_timeline_interrupt (timeline, 20 * MS));
  oa_timeline_pop_paced (timeline, &frame);
  g_assert_cmpint (frame.kind, ==, OA_FRAME_TAIL);
  g_assert_nonnull (frame.buffer);
  oa_frame_clear (&frame);
  oa_timeline_pop_paced (timeline, &frame);
  g_assert_null (frame.buffer);
  oa_frame_clear (&frame);
}

/*** holding ***/

/* What is held goes on at the same sample: all of it comes, once. */
TEST (hold_loses_nothing)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    g_autoptr (OaTimeline) timeline = timeline_new (formats[f]);
    OaFrame frame;
    guint spoken = 0;

    add_ms (timeline, "a", 200);
    oa_timeline_end_item (timeline, "a");
    assert_kinds (timeline, OA_FRAME_SPEECH, 3);
    oa_timeline_hold (timeline);
    g_assert_true (oa_timeline_is_held (timeline));
    assert_tail (timeline, FADE_MS);
    assert_kinds (timeline, OA_FRAME_SILENCE, 10);
    g_assert_cmpint (oa_timeline_get_heard (timeline, "a", GST_SECOND), ==,
        60);
    oa_timeline_resume (timeline);
    oa_timeline_pop_paced (timeline, &frame);
    g_assert_cmpint (frame.kind, ==, OA_FRAME_SPEECH);
    g_assert_true (
        GST_BUFFER_FLAG_IS_SET (frame.buffer, GST_BUFFER_FLAG_MARKER));
    g_assert_false (
        GST_BUFFER_FLAG_IS_SET (frame.buffer, GST_BUFFER_FLAG_DISCONT));
    oa_frame_clear (&frame);
    for (spoken = 4; pop_kind (timeline) == OA_FRAME_SPEECH;)
      spoken++;
    g_assert_cmpuint (spoken, ==, 10);
    g_assert_cmpint (oa_timeline_get_heard (timeline, "a",
            GST_CLOCK_TIME_NONE), ==, 200);
    g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
  }
}

TEST (resumed_speech_fades_in)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    g_autoptr (OaTimeline) timeline = timeline_new (formats[f]);
    guint per_ms = oa_audio_format_get_rate (formats[f]) / 1000;
    GstMapInfo map;
    OaFrame frame;

    add_ms (timeline, "a", 200);
    assert_kinds (timeline, OA_FRAME_SPEECH, 3);
    oa_timeline_hold (timeline);
    assert_kinds (timeline, OA_FRAME_TAIL, 1);
    oa_timeline_resume (timeline);
    oa_timeline_pop_paced (timeline, &frame);
    gst_buffer_map (frame.buffer, &map, GST_MAP_READ);
    assert_ramp (formats[f], map.data, FADE_MS * per_ms, FALSE);
    g_assert_cmpint (decode (formats[f], map.data, FADE_MS * per_ms), >=,
        LEVEL * 15 / 16);
    gst_buffer_unmap (frame.buffer, &map);
    oa_frame_clear (&frame);
  }
}

/* Held, then it was an interruption after all. */
TEST (held_then_interrupted)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM);
  GPtrArray *truncated;
  const OaTruncatedItem *item;

  add_ms (timeline, "a", 200);
  assert_kinds (timeline, OA_FRAME_SPEECH, 3);
  oa_timeline_hold (timeline);
  assert_kinds (timeline, OA_FRAME_TAIL, 1);
  assert_kinds (timeline, OA_FRAME_SILENCE, 20);
  truncated = oa_timeline_interrupt (timeline, 400 * MS);
  item = truncated->pdata[0];
  g_assert_cmpint (item->heard_ms, ==, 60);
  g_ptr_array_unref (truncated);
  g_assert_false (oa_timeline_is_held (timeline));
  add_ms (timeline, "b", 100);
  assert_kinds (timeline, OA_FRAME_SPEECH, 5);
}

/* Speech that arrives while held waits, and nothing is an underrun. */
TEST (hold_before_the_first_sample)
{
  g_autoptr (OaTimeline) timeline = timeline_new (OA_AUDIO_FORMAT_PCM);

  oa_timeline_hold (timeline);
  add_ms (timeline, "a", 60);
  oa_timeline_end_item (timeline, "a");
  assert_kinds (timeline, OA_FRAME_SILENCE, 5);
  oa_timeline_resume (timeline);
  assert_kinds (timeline, OA_FRAME_SPEECH, 3);
  assert_kinds (timeline, OA_FRAME_SILENCE, 1);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
}

/*** prebuffer ***/

static OaTimeline *
prebuffered (guint ms)
{
  OaTimeline *timeline = timeline_new (OA_AUDIO_FORMAT_PCM);

  oa_timeline_set_prebuffer (timeline, ms * MS);
  return timeline;
}

TEST (prebuffer_waits_for_enough)
{
  g_autoptr (OaTimeline) timeline = prebuffered (100);

  add_ms (timeline, "a", 40);
  assert_kinds (timeline, OA_FRAME_SILENCE, 2);
  add_ms (timeline, "a", 60);
  assert_kinds (timeline, OA_FRAME_SPEECH, 5);
  /* Dry: one underrun, and the wait begins again. */
  assert_kinds (timeline, OA_FRAME_SILENCE, 1);
  add_ms (timeline, "a", 40);
  assert_kinds (timeline, OA_FRAME_SILENCE, 1);
  add_ms (timeline, "a", 60);
  assert_kinds (timeline, OA_FRAME_SPEECH, 5);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 1);
}

/* A service that stalls after its first words is not waited for longer than
 * the prebuffer itself. */
TEST (prebuffer_waits_no_longer_than_itself)
{
  g_autoptr (OaTimeline) timeline = prebuffered (100);

  add_ms (timeline, "a", 40);
  assert_kinds (timeline, OA_FRAME_SILENCE, 5);
  assert_kinds (timeline, OA_FRAME_SPEECH, 2);
}

TEST (prebuffer_does_not_hold_a_short_answer)
{
  g_autoptr (OaTimeline) timeline = prebuffered (100);

  add_ms (timeline, "a", 40);
  oa_timeline_end_item (timeline, "a");
  assert_kinds (timeline, OA_FRAME_SPEECH, 2);
}

/* Items that follow without a pause are one talkspurt. */
TEST (prebuffer_is_for_the_talkspurt)
{
  g_autoptr (OaTimeline) timeline = prebuffered (100);

  add_ms (timeline, "a", 100);
  oa_timeline_end_item (timeline, "a");
  add_ms (timeline, "b", 20);
  assert_kinds (timeline, OA_FRAME_SPEECH, 6);
}

/* Deltas of 100 ms that come up to 80 ms late: torn without a prebuffer, whole
 * with one. */
static guint
underruns_with_jitter (guint prebuffer_ms)
{
  g_autoptr (OaTimeline) timeline = prebuffered (prebuffer_ms);
  guint64 due[50];
  guint underruns, n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (due); i++)
    due[i] = i * 100 + (i * 37 % 5) * 20;
  for (guint now = 0; now < 6000; now += FRAME_MS) {
    while (n < G_N_ELEMENTS (due) && due[n] <= now) {
      add_ms (timeline, "a", 100);
      n++;
    }
    if (n == G_N_ELEMENTS (due))
      oa_timeline_end_item (timeline, "a");
    pop_kind (timeline);
  }
  underruns = oa_timeline_get_underruns (timeline);
  g_assert_true (oa_timeline_is_empty (timeline));
  return underruns;
}

TEST (prebuffer_against_jitter)
{
  g_assert_cmpuint (underruns_with_jitter (0), >, 0);
  g_assert_cmpuint (underruns_with_jitter (200), ==, 0);
}

/*** a service that sends as fast as it is listened to ***/

/* @n pieces of @ms, one each @every ms. Returns the frames of silence before
 * speech begins. */
static guint
hear_pieces (OaTimeline *timeline, guint n, guint ms, guint every)
{
  guint sent = 0, silent = 0;
  gboolean begun = FALSE;

  for (guint now = 0; sent < n || !oa_timeline_is_empty (timeline);
       now += FRAME_MS) {
    while (sent < n && sent * every <= now) {
      add_ms (timeline, "a", ms);
      sent++;
    }
    if (sent == n)
      oa_timeline_end_item (timeline, "a");
    begun |= pop_kind (timeline) == OA_FRAME_SPEECH;
    silent += !begun;
  }
  /* A pause, as there is one between answers. */
  assert_kinds (timeline, OA_FRAME_SILENCE, 10);
  return silent;
}

/* Nor when they come later and later. */
TEST (large_pieces_in_real_time_do_not_run_dry)
{
  g_autoptr (OaTimeline) timeline = prebuffered (60);

  for (guint n = 0; n < 3; n++) {
    g_assert_cmpuint (hear_pieces (timeline, 10, 200, 200), ==, 10);
    g_assert_cmpuint (hear_pieces (timeline, 10, 200, 208), <=, 12);
  }
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
}

TEST (very_large_pieces_wait_for_a_quarter_second_at_most)
{
  g_autoptr (OaTimeline) timeline = prebuffered (60);

  g_assert_cmpuint (hear_pieces (timeline, 4, 1000, 1000), ==, 12);
  g_assert_cmpuint (oa_timeline_get_underruns (timeline), ==, 0);
}

TEST (a_fast_service_is_not_waited_for)
{
  g_autoptr (OaTimeline) timeline = prebuffered (60);

  g_assert_cmpuint (hear_pieces (timeline, 10, 200, 0), ==, 0);
  /* Known to be fast: its first piece is enough from then on. */
  g_assert_cmpuint (hear_pieces (timeline, 10, 200, 100), ==, 0);
  g_assert_cmpuint (hear_pieces (timeline, 10, 200, 100), ==, 0);
  /* Until it is not. */
  g_assert_cmpuint (hear_pieces (timeline, 10, 200, 200), ==, 0);
  g_assert_cmpuint (hear_pieces (timeline, 10, 200, 200), ==, 10);
}

TEST (a_single_piece_is_not_held)
{
  g_autoptr (OaTimeline) timeline = prebuffered (60);

  g_assert_cmpuint (hear_pieces (timeline, 1, 200, 0), ==, 0);
}

/*** every way of pacing ***/

typedef struct
{
  OaAudioFormat format;
  guint frame_ms;
  guint lookahead_ms;
} Pacing;

#define ITEM_A 130
#define ITEM_B 210

/* The clock stands at @now ms; what is due by then has been popped, as the
 * source pad does it. A frame later than its time is what the latency is
 * for. */
static OaTimeline *
play_until (const Pacing *p, guint now, guint *latency)
{
  OaTimeline *timeline = oa_timeline_new ();

  oa_timeline_configure (timeline, p->format, p->frame_ms * MS, TRUE);
  add_ms (timeline, "a", ITEM_A);
  oa_timeline_end_item (timeline, "a");
  add_ms (timeline, "b", ITEM_B);
  oa_timeline_end_item (timeline, "b");
  while (oa_timeline_get_position (timeline) <= (now + p->lookahead_ms) * MS)
    pop_kind (timeline);
  *latency = p->lookahead_ms < p->frame_ms ? p->frame_ms - p->lookahead_ms : 0;
  return timeline;
}

static void
check_moment (const Pacing *p, guint now)
{
  guint latency;
  g_autoptr (OaTimeline) timeline = play_until (p, now, &latency);
  gint64 heard = (gint64) now - latency;
  GPtrArray *truncated = oa_timeline_interrupt (timeline, MAX (heard, 0) * MS);
  const OaTruncatedItem *a = truncated->pdata[0], *b = truncated->pdata[1];

  g_assert_cmpint (a->heard_ms, ==, CLAMP (heard, 0, ITEM_A));
  g_assert_true (a->heard_all == (heard >= ITEM_A));
  g_assert_cmpint (b->heard_ms, ==, CLAMP (heard - ITEM_A, 0, ITEM_B));
  g_assert_true (b->heard_all == (heard >= ITEM_A + ITEM_B));
  g_assert_cmpint (a->received_ms, ==, ITEM_A);
  g_assert_cmpint (b->received_ms, ==, ITEM_B);
  g_ptr_array_unref (truncated);
  /* At most a fade, then silence. */
  g_assert_cmpint (pop_kind (timeline), !=, OA_FRAME_SPEECH);
  g_assert_cmpint (pop_kind (timeline), ==, OA_FRAME_SILENCE);
}

TEST (interruption_with_every_pacing)
{
  static const guint frames[] = { 5, 10, 20, 30, 40, 60, 100 };
  static const guint lookaheads[] = { 0, 5, 20, 45, 60, 100, 250 };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    for (guint d = 0; d < G_N_ELEMENTS (frames); d++) {
      for (guint l = 0; l < G_N_ELEMENTS (lookaheads); l++) {
        const Pacing p = { formats[f], frames[d], lookaheads[l] };

        for (guint now = 0; now <= ITEM_A + ITEM_B + 120; now++)
          check_moment (&p, now);
      }
    }
  }
}

TEST_MAIN (gst_init (NULL, NULL))

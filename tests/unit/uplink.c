/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uplink.c - messages, marks, the bound and the table from ms to time. */

#include <string.h>

#include "media/pausedetector.h"
#include "media/uplink.h"
#include "protocol/g711.h"

#define MS GST_MSECOND
#define NONE GST_CLOCK_TIME_NONE
#define END G_MAXUINT64

/* mu-law: a byte is a sample, 8 bytes are a millisecond. */
#define BYTES_PER_MS 8
#define CHUNK (40 * BYTES_PER_MS)

static OaUplink *
uplink_new (guint bound_ms)
{
  OaUplink *uplink = oa_uplink_new ();

  oa_uplink_configure (uplink, OA_AUDIO_FORMAT_PCMU, 40 * MS, bound_ms * MS);
  return uplink;
}

/* @size bytes that go on counting from the last. */
static GstClockTime
push_bytes (OaUplink *uplink, gsize size, GstClockTime at, gboolean may_drop)
{
  g_autofree guint8 *data = g_malloc (size);
  guint64 end = oa_uplink_get_end (uplink);

  for (gsize i = 0; i < size; i++)
    data[i] = (end + i) % 251;
  return oa_uplink_push (uplink, data, size, at, may_drop);
}

static void
push_ms (OaUplink *uplink, guint ms, GstClockTime at)
{
  push_bytes (uplink, ms * BYTES_PER_MS, at, FALSE);
}

/* What comes next: its size, -mark, or 0 for nothing. The bytes are checked to
 * be those of the position. */
static gint
pop (OaUplink *uplink)
{
  guint64 position = oa_uplink_get_position (uplink);
  gboolean ready = oa_uplink_is_ready (uplink);
  OaUplinkItem item;
  const guint8 *data;
  gsize size;

  oa_uplink_pop (uplink, &item);
  g_assert_cmpint (ready, ==, item.kind != OA_UPLINK_NOTHING);
  if (item.kind == OA_UPLINK_NOTHING)
    return 0;
  if (item.kind == OA_UPLINK_MARK) {
    g_assert_null (item.audio);
    return -item.mark;
  }
  data = g_bytes_get_data (item.audio, &size);
  if (oa_uplink_get_position (uplink) != position)
    for (gsize i = 0; i < size; i++)
      g_assert_cmpuint (data[i], ==, (position + i) % 251);
  g_bytes_unref (item.audio);
  return size;
}

static void
pop_all (OaUplink *uplink)
{
  while (pop (uplink) != 0);
}

static void
mark (OaUplink *uplink, guint64 position, gint id)
{
  oa_uplink_mark (uplink, position, id, NULL, NULL);
}

static void
test_input_of_any_size_becomes_chunks (void)
{
  static const gsize steps[] = { 1, 7, 160, 319, 320, 321, 5000 };

  for (guint s = 0; s < G_N_ELEMENTS (steps); s++) {
    OaUplink *uplink = uplink_new (10000);

    for (gsize done = 0; done < 5000; done += steps[s])
      push_bytes (uplink, MIN (steps[s], 5000 - done), NONE, FALSE);
    for (guint i = 0; i < 5000 / CHUNK; i++)
      g_assert_cmpint (pop (uplink), ==, CHUNK);
    g_assert_cmpint (pop (uplink), ==, 0);
    g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 5000 % CHUNK);
    oa_uplink_end (uplink);
    g_assert_false (oa_uplink_is_finished (uplink));
    g_assert_cmpint (pop (uplink), ==, 5000 % CHUNK);
    g_assert_true (oa_uplink_is_finished (uplink));
    g_assert_cmpuint (oa_uplink_get_position (uplink), ==, 5000);
    g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 625);
    oa_uplink_free (uplink);
  }
}

static void
test_marks_come_at_their_positions (void)
{
  for (guint64 at = 0; at <= 2 * CHUNK; at++) {
    OaUplink *uplink = uplink_new (1000);
    gint got, before = 0;

    push_bytes (uplink, 2 * CHUNK, NONE, FALSE);
    mark (uplink, at, 9);
    while ((got = pop (uplink)) > 0)
      before += got;
    g_assert_cmpint (got, ==, -9);
    g_assert_cmpint (before, ==, at);
    while ((got = pop (uplink)) > 0)
      before += got;
    /* What remains is again cut to whole messages. */
    g_assert_cmpint (before, ==, at + (2 * CHUNK - at) / CHUNK * CHUNK);
    oa_uplink_free (uplink);
  }
}

static void
test_mark_at_the_end_lets_the_rest_out (void)
{
  OaUplink *uplink = uplink_new (1000);

  push_bytes (uplink, 100, NONE, FALSE);
  g_assert_cmpint (pop (uplink), ==, 0);
  mark (uplink, END, 1);
  push_bytes (uplink, CHUNK, NONE, FALSE);
  g_assert_cmpint (pop (uplink), ==, 100);
  g_assert_cmpint (pop (uplink), ==, -1);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpint (pop (uplink), ==, 0);
  oa_uplink_free (uplink);
}

static void
test_marks_at_one_place_keep_their_order (void)
{
  OaUplink *uplink = uplink_new (1000);

  mark (uplink, END, 1);
  mark (uplink, 0, 2);
  push_bytes (uplink, CHUNK, NONE, FALSE);
  mark (uplink, 50, 4);
  mark (uplink, 10, 3);
  mark (uplink, 50, 5);
  g_assert_cmpint (pop (uplink), ==, -1);
  g_assert_cmpint (pop (uplink), ==, -2);
  g_assert_cmpint (pop (uplink), ==, 10);
  g_assert_cmpint (pop (uplink), ==, -3);
  g_assert_cmpint (pop (uplink), ==, 40);
  g_assert_cmpint (pop (uplink), ==, -4);
  g_assert_cmpint (pop (uplink), ==, -5);
  /* A place that is past: at once. */
  mark (uplink, 3, 6);
  g_assert_cmpint (pop (uplink), ==, -6);
  g_assert_false (oa_uplink_has_marks (uplink));
  oa_uplink_free (uplink);
}

static void
test_limit_holds_audio (void)
{
  OaUplink *uplink = uplink_new (1000);

  push_bytes (uplink, 3 * CHUNK, NONE, FALSE);
  oa_uplink_set_limit (uplink, CHUNK + 10);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpint (pop (uplink), ==, 0);
  oa_uplink_end (uplink);
  g_assert_cmpint (pop (uplink), ==, 0);
  oa_uplink_set_limit (uplink, END);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  oa_uplink_free (uplink);
}

static void
test_mark_before_at_and_behind_the_limit (void)
{
  OaUplink *uplink = uplink_new (1000);

  push_bytes (uplink, 3 * CHUNK, NONE, FALSE);
  oa_uplink_set_limit (uplink, 100);
  mark (uplink, 60, 1);
  mark (uplink, 100, 2);
  mark (uplink, 130, 3);
  g_assert_cmpint (pop (uplink), ==, 60);
  g_assert_cmpint (pop (uplink), ==, -1);
  g_assert_cmpint (pop (uplink), ==, 40);
  g_assert_cmpint (pop (uplink), ==, -2);
  g_assert_cmpint (pop (uplink), ==, 0);
  oa_uplink_set_limit (uplink, 130);
  g_assert_cmpint (pop (uplink), ==, 30);
  g_assert_cmpint (pop (uplink), ==, -3);
  oa_uplink_free (uplink);
}

static void
test_drops_the_oldest_whole_messages (void)
{
  OaUplink *uplink = uplink_new (100);

  g_assert_cmpuint (push_bytes (uplink, 800, NONE, TRUE), ==, 0);
  g_assert_cmpuint (push_bytes (uplink, 1, NONE, TRUE), ==, 40 * MS);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 801 - CHUNK);
  g_assert_cmpuint (oa_uplink_get_position (uplink), ==, CHUNK);
  g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 0);
  g_assert_cmpuint (push_bytes (uplink, 8000, NONE, TRUE), ==,
      1000 * MS);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 481);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  oa_uplink_free (uplink);
}

static void
test_without_leave_nothing_is_dropped (void)
{
  OaUplink *uplink = uplink_new (100);

  g_assert_true (oa_uplink_has_room (uplink));
  g_assert_cmpuint (push_bytes (uplink, 799, NONE, FALSE), ==, 0);
  g_assert_true (oa_uplink_has_room (uplink));
  g_assert_cmpuint (push_bytes (uplink, 8000, NONE, FALSE), ==, 0);
  g_assert_false (oa_uplink_has_room (uplink));
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 8799);
  pop_all (uplink);
  g_assert_true (oa_uplink_has_room (uplink));
  oa_uplink_free (uplink);
}

static void
test_more_is_wanted_when_half_has_gone (void)
{
  OaUplink *uplink = uplink_new (100);

  push_bytes (uplink, 800, NONE, FALSE);
  while (oa_uplink_get_waiting (uplink) > 400) {
    g_assert_false (oa_uplink_wants_more (uplink));
    g_assert_cmpint (pop (uplink), ==, CHUNK);
  }
  g_assert_true (oa_uplink_wants_more (uplink));
  oa_uplink_free (uplink);
}

static void
test_more_is_wanted_when_nothing_goes_without (void)
{
  OaUplink *uplink = uplink_new (100);

  push_bytes (uplink, 800, NONE, FALSE);
  oa_uplink_set_limit (uplink, CHUNK);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), >, 400);
  g_assert_true (oa_uplink_wants_more (uplink));
  oa_uplink_free (uplink);
}

static void
test_mark_in_dropped_audio_is_kept (void)
{
  OaUplink *uplink = uplink_new (100);

  push_bytes (uplink, 800, NONE, TRUE);
  mark (uplink, 10, 1);
  push_bytes (uplink, 800, NONE, TRUE);
  g_assert_cmpint (pop (uplink), ==, -1);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  oa_uplink_free (uplink);
}

static void
test_silence_goes_first (void)
{
  static const OaAudioFormat formats[] = {
    OA_AUDIO_FORMAT_PCM, OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA,
  };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    OaUplink *uplink = oa_uplink_new ();
    gsize size, sum = 0;
    GBytes *bytes;

    oa_uplink_configure (uplink, formats[f], 40 * MS, GST_SECOND);
    mark (uplink, END, 1);
    oa_uplink_insert_silence (uplink, 450 * MS);
    g_assert_false (oa_uplink_is_finished (uplink));
    while ((bytes = oa_uplink_pop_silence (uplink))) {
      const guint8 *data = g_bytes_get_data (bytes, &size);

      for (gsize i = 0; i < size; i++)
        g_assert_cmpuint (data[i], ==,
            oa_audio_format_get_silence (formats[f]));
      sum += size;
      g_bytes_unref (bytes);
    }
    g_assert_cmpuint (sum, ==,
        450 * oa_audio_format_get_bytes_per_ms (formats[f]));
    g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 450);
    g_assert_cmpint (pop (uplink), ==, -1);
    oa_uplink_free (uplink);
  }
}

static void
assert_time (OaUplink *uplink, gint64 ms, GstClockTime time)
{
  g_assert_cmpuint (oa_uplink_ms_to_running_time (uplink, ms), ==, time);
}

static void
test_ms_to_running_time (void)
{
  OaUplink *uplink = uplink_new (1000);

  assert_time (uplink, 0, NONE);
  push_ms (uplink, 400, 3 * GST_SECOND);
  assert_time (uplink, 0, NONE);
  pop_all (uplink);
  assert_time (uplink, -1, NONE);
  for (guint ms = 0; ms <= 400; ms++)
    assert_time (uplink, ms, 3 * GST_SECOND + ms * MS);
  oa_uplink_free (uplink);
}

static void
test_times_around_inserted_silence (void)
{
  OaUplink *uplink = uplink_new (1000);

  push_ms (uplink, 80, GST_SECOND);
  pop_all (uplink);
  oa_uplink_insert_silence (uplink, 500 * MS);
  pop_all (uplink);
  push_ms (uplink, 80, NONE);
  pop_all (uplink);
  oa_uplink_insert_silence (uplink, 100 * MS);
  oa_uplink_insert_silence (uplink, 100 * MS);
  pop_all (uplink);
  push_ms (uplink, 40, NONE);
  pop_all (uplink);
  for (guint ms = 0; ms <= 80; ms++)
    assert_time (uplink, ms, GST_SECOND + ms * MS);
  for (guint ms = 80; ms <= 580; ms++)
    assert_time (uplink, ms, GST_SECOND + 80 * MS);
  for (guint ms = 580; ms <= 660; ms++)
    assert_time (uplink, ms, GST_SECOND + (ms - 500) * MS);
  for (guint ms = 660; ms <= 860; ms++)
    assert_time (uplink, ms, GST_SECOND + 160 * MS);
  for (guint ms = 860; ms <= 900; ms++)
    assert_time (uplink, ms, GST_SECOND + (ms - 700) * MS);
  oa_uplink_free (uplink);
}

static void
test_times_around_a_gap_of_the_input (void)
{
  OaUplink *uplink = uplink_new (1000);

  push_ms (uplink, 40, 0);
  push_ms (uplink, 40, 42 * MS);        /* jitter */
  push_ms (uplink, 40, 500 * MS);       /* a hole */
  push_ms (uplink, 40, NONE);
  pop_all (uplink);
  assert_time (uplink, 79, 79 * MS);
  assert_time (uplink, 80, 500 * MS);
  assert_time (uplink, 159, 579 * MS);
  oa_uplink_free (uplink);
}

/* Found here: a later drop moved what had been sent before it. */
static void
test_times_around_dropped_audio (void)
{
  OaUplink *uplink = uplink_new (100);

  push_ms (uplink, 80, 0);
  pop_all (uplink);
  push_ms (uplink, 100, NONE);
  g_assert_cmpuint (push_bytes (uplink, 40 * BYTES_PER_MS, NONE, TRUE), ==,
      40 * MS);
  pop_all (uplink);
  assert_time (uplink, 40, 40 * MS);
  assert_time (uplink, 79, 79 * MS);
  assert_time (uplink, 80, 120 * MS);
  assert_time (uplink, 100, 140 * MS);
  oa_uplink_free (uplink);
}

static void
test_times_around_a_clear (void)
{
  OaUplink *uplink = uplink_new (1000);

  push_ms (uplink, 40, 0);
  pop_all (uplink);
  push_ms (uplink, 40, NONE);
  g_assert_cmpuint (oa_uplink_clear (uplink, G_MAXINT), ==, 40 * MS);
  push_ms (uplink, 40, NONE);
  pop_all (uplink);
  assert_time (uplink, 39, 39 * MS);
  assert_time (uplink, 40, 80 * MS);
  g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 80);
  oa_uplink_free (uplink);
}

static void
test_many_holes_forget_only_the_oldest (void)
{
  OaUplink *uplink = uplink_new (1000);

  for (guint i = 0; i < 3000; i++) {
    push_ms (uplink, 40, i * GST_SECOND);
    oa_uplink_insert_silence (uplink, 10 * MS);
    pop_all (uplink);
  }
  assert_time (uplink, 5, NONE);
  assert_time (uplink, 2999 * 50 + 10, 2999 * GST_SECOND);
  assert_time (uplink, 2999 * 50 + 30, 2999 * GST_SECOND + 20 * MS);
  assert_time (uplink, 2900 * 50 + 30, 2900 * GST_SECOND + 20 * MS);
  oa_uplink_free (uplink);
}

static void
count_free (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_data_of_marks_is_freed_once (void)
{
  OaUplink *uplink = uplink_new (1000);
  guint freed = 0;
  OaUplinkItem item;

  oa_uplink_mark (uplink, 0, 1, &freed, count_free);
  oa_uplink_pop (uplink, &item);
  g_assert_true (item.data == &freed);
  g_assert_cmpuint (freed, ==, 0);
  oa_uplink_mark (uplink, 0, 1, &freed, count_free);
  oa_uplink_clear (uplink, G_MAXINT);
  g_assert_cmpuint (freed, ==, 1);
  oa_uplink_mark (uplink, 0, 1, &freed, count_free);
  oa_uplink_free (uplink);
  g_assert_cmpuint (freed, ==, 2);
}

static void
test_restart_forgets_the_end (void)
{
  OaUplink *uplink = uplink_new (1000);

  push_ms (uplink, 10, NONE);
  mark (uplink, END, 1);
  oa_uplink_set_limit (uplink, 5);
  oa_uplink_insert_silence (uplink, 10 * MS);
  oa_uplink_end (uplink);
  oa_uplink_restart (uplink);
  g_assert_false (oa_uplink_is_finished (uplink));
  g_assert_false (oa_uplink_is_ready (uplink));
  push_ms (uplink, 50, NONE);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpint (pop (uplink), ==, 0);
  oa_uplink_free (uplink);
}

static void
test_input_after_the_end_goes_on (void)
{
  OaUplink *uplink = uplink_new (1000);

  oa_uplink_end (uplink);
  g_assert_true (oa_uplink_is_finished (uplink));
  push_ms (uplink, 10, NONE);
  g_assert_cmpint (pop (uplink), ==, 0);
  oa_uplink_end (uplink);
  g_assert_cmpint (pop (uplink), ==, 80);
  oa_uplink_free (uplink);
}

/* What waits goes up in the new format, marks in their places; what was sent
 * has its times. */
static void
test_format_change_converts (void)
{
  OaUplink *uplink = uplink_new (1000);
  OaUplinkItem item;

  oa_uplink_set_keep (uplink, TRUE);
  push_ms (uplink, 60, 0);
  pop (uplink);
  mark (uplink, END, 3);
  push_ms (uplink, 25, 300 * MS);
  oa_uplink_configure (uplink, OA_AUDIO_FORMAT_PCM, 40 * MS, GST_SECOND);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 45 * 48);
  g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 40);
  oa_uplink_pop (uplink, &item);
  g_assert_cmpuint (g_bytes_get_size (item.audio), ==, 20 * 48);
  g_bytes_unref (item.audio);
  g_assert_cmpint (pop (uplink), ==, -3);
  oa_uplink_end (uplink);
  oa_uplink_pop (uplink, &item);
  g_assert_cmpuint (g_bytes_get_size (item.audio), ==, 25 * 48);
  g_bytes_unref (item.audio);
  g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 85);
  assert_time (uplink, 10, 10 * MS);
  assert_time (uplink, 50, 50 * MS);
  assert_time (uplink, 70, 310 * MS);
  oa_uplink_forget (uplink, 20);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 65 * MS);
  oa_uplink_free (uplink);
}

/* A tone stays one, from each format to each. */
static void
test_format_change_keeps_the_sound (void)
{
  static const OaAudioFormat formats[] = {
    OA_AUDIO_FORMAT_PCM, OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA,
  };

  for (guint f = 0; f < 9; f++) {
    OaAudioFormat from = formats[f / 3], to = formats[f % 3];
    guint rate = oa_audio_format_get_rate (from);
    OaUplink *uplink = oa_uplink_new ();
    OaPauseDetector *ear = oa_pause_detector_new (to, 100);
    OaUplinkItem item;
    gsize sum = 0;

    oa_uplink_configure (uplink, from, 20 * MS, GST_SECOND);
    for (guint i = 0; i < rate / 2; i++) {
      gint16 s = i * 1000 / rate % 2 ? 4000 : -4000;
      guint8 pcm[2] = { s & 0xff, (s >> 8) & 0xff };
      guint8 law = from == OA_AUDIO_FORMAT_PCMU ? oa_ulaw_encode (s)
          : oa_alaw_encode (s);

      oa_uplink_push (uplink, from == OA_AUDIO_FORMAT_PCM ? pcm : &law,
          from == OA_AUDIO_FORMAT_PCM ? 2 : 1, NONE, FALSE);
    }
    oa_uplink_configure (uplink, to, 20 * MS, GST_SECOND);
    oa_uplink_end (uplink);
    for (;;) {
      gsize size;
      const guint8 *data;

      oa_uplink_pop (uplink, &item);
      if (item.kind == OA_UPLINK_NOTHING)
        break;
      data = g_bytes_get_data (item.audio, &size);
      oa_pause_detector_process (ear, data, size);
      sum += size;
      g_bytes_unref (item.audio);
    }
    g_assert_cmpuint (sum, ==, 500 * oa_audio_format_get_bytes_per_ms (to));
    g_assert_true (oa_pause_detector_in_speech (ear));
    g_assert_cmpfloat (oa_pause_detector_get_peak (ear), >, -22);
    g_assert_cmpfloat (oa_pause_detector_get_peak (ear), <, -15);
    oa_pause_detector_free (ear);
    oa_uplink_free (uplink);
  }
}

/* What was sent since the last forgetting comes once more, then what waits:
 * not a byte is missing or doubled. pop checks the bytes. */
static void
test_resend (void)
{
  OaUplink *uplink = uplink_new (10000);

  oa_uplink_set_keep (uplink, TRUE);
  push_ms (uplink, 400, 0);
  pop_all (uplink);
  oa_uplink_forget (uplink, 130);
  push_ms (uplink, 80, NONE);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 270 * MS);
  g_assert_cmpuint (oa_uplink_get_position (uplink), ==, 130 * BYTES_PER_MS);
  g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 0);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 350 * BYTES_PER_MS);
  pop_all (uplink);
  oa_uplink_end (uplink);
  pop_all (uplink);
  g_assert_cmpuint (oa_uplink_get_sent_ms (uplink), ==, 350);
  /* The new service's count leads to the same moments of the input. */
  g_assert_cmpuint (oa_uplink_ms_to_running_time (uplink, 0), ==, 130 * MS);
  g_assert_cmpuint (oa_uplink_ms_to_running_time (uplink, 200), ==, 330 * MS);
  oa_uplink_free (uplink);
}

/* It breaks again before anything was forgotten. */
static void
test_resend_twice (void)
{
  OaUplink *uplink = uplink_new (10000);

  oa_uplink_set_keep (uplink, TRUE);
  push_ms (uplink, 400, 0);
  for (guint i = 0; i < 5; i++) {
    pop_all (uplink);
    g_assert_cmpuint (oa_uplink_resend (uplink), ==, 400 * MS);
  }
  pop (uplink);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 40 * MS);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 400 * BYTES_PER_MS);
  oa_uplink_free (uplink);
}

static void
test_nothing_is_kept_unless_wanted (void)
{
  OaUplink *uplink = uplink_new (10000);

  push_ms (uplink, 400, 0);
  pop_all (uplink);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 0);
  oa_uplink_set_keep (uplink, TRUE);
  push_ms (uplink, 400, NONE);
  pop_all (uplink);
  oa_uplink_set_keep (uplink, FALSE);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 0);
  oa_uplink_free (uplink);
}

/* No more is kept than may wait, and nothing across a place where audio was
 * dropped. */
static void
test_kept_audio_is_bounded (void)
{
  OaUplink *uplink = uplink_new (400);

  oa_uplink_set_keep (uplink, TRUE);
  for (guint i = 0; i < 100; i++) {
    push_ms (uplink, 40, NONE);
    pop_all (uplink);
  }
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 400 * MS);
  pop_all (uplink);
  push_bytes (uplink, 480 * BYTES_PER_MS, NONE, TRUE);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 0);
  pop_all (uplink);
  oa_uplink_free (uplink);
}

static void
test_a_mark_outlives_a_resend (void)
{
  OaUplink *uplink = uplink_new (10000);

  oa_uplink_set_keep (uplink, TRUE);
  push_ms (uplink, 80, 0);
  pop_all (uplink);
  mark (uplink, END, 7);
  oa_uplink_resend (uplink);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpint (pop (uplink), ==, -7);
  oa_uplink_free (uplink);
}

/* Silence for a hole is input: it waits its turn, counts and has its time. */
static void
test_silence_as_input (void)
{
  OaUplink *uplink = uplink_new (1000);
  OaUplinkItem item;
  const guint8 *data;
  gsize size;

  push_ms (uplink, 20, 0);
  g_assert_cmpuint (oa_uplink_push_silence (uplink, 0, 7, TRUE), ==, 0);
  g_assert_cmpuint (oa_uplink_push_silence (uplink, 20 * BYTES_PER_MS,
          20 * MS, TRUE), ==, 0);
  oa_uplink_pop (uplink, &item);
  data = g_bytes_get_data (item.audio, &size);
  g_assert_cmpuint (size, ==, CHUNK);
  for (gsize i = size / 2; i < size; i++)
    g_assert_cmpuint (data[i], ==, 0xff);
  g_bytes_unref (item.audio);
  assert_time (uplink, 30, 30 * MS);
  g_assert_cmpuint (oa_uplink_push_silence (uplink, 1200 * BYTES_PER_MS,
          40 * MS, TRUE), ==, 200 * MS);
  oa_uplink_free (uplink);
}

/* What belongs to a turn stays, what comes behind it goes, and time is told
 * right for what comes then. */
static void
test_retract (void)
{
  OaUplink *uplink = oa_uplink_new ();
  OaUplinkItem item;
  guint8 data[40 * 48] = { 0 };

  oa_uplink_set_keep (uplink, TRUE);
  oa_uplink_push (uplink, data, sizeof (data), 0, FALSE);
  oa_uplink_mark (uplink, G_MAXUINT64, 7, NULL, NULL);
  oa_uplink_push (uplink, data, sizeof (data), 40 * GST_MSECOND, FALSE);
  oa_uplink_mark (uplink, G_MAXUINT64, 1, NULL, NULL);
  g_assert_cmpuint (oa_uplink_retract (uplink, 7, FALSE), ==,
      40 * GST_MSECOND);
  oa_uplink_push (uplink, data, sizeof (data), 500 * GST_MSECOND, FALSE);
  oa_uplink_pop (uplink, &item);
  g_assert_cmpint (item.kind, ==, OA_UPLINK_AUDIO);
  g_bytes_unref (item.audio);
  oa_uplink_pop (uplink, &item);
  g_assert_cmpint (item.mark, ==, 7);
  oa_uplink_pop (uplink, &item);
  g_assert_cmpint (item.kind, ==, OA_UPLINK_AUDIO);
  g_bytes_unref (item.audio);
  oa_uplink_pop (uplink, &item);
  g_assert_cmpint (item.kind, ==, OA_UPLINK_NOTHING);
  g_assert_cmpuint (oa_uplink_ms_to_running_time (uplink, 50), ==,
      510 * GST_MSECOND);
  /* Without a mark all goes, and what was sent when it is not needed. */
  g_assert_cmpuint (oa_uplink_retract (uplink, 7, TRUE), ==, 0);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 80 * GST_MSECOND);
  g_assert_cmpuint (oa_uplink_retract (uplink, 7, FALSE), ==,
      80 * GST_MSECOND);
  g_assert_cmpuint (oa_uplink_resend (uplink), ==, 0);
  oa_uplink_free (uplink);
}

/* A turn whose audio was dropped ends at what is left: all that waits behind it
 * goes with a retract, and a later mark waits for the audio before it. */
static void
test_retract_behind_dropped_audio (void)
{
  OaUplink *uplink = uplink_new (100);

  push_bytes (uplink, 400, NONE, TRUE);
  mark (uplink, END, 7);
  push_bytes (uplink, 1200, NONE, TRUE);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 640);
  g_assert_cmpuint (oa_uplink_retract (uplink, 7, TRUE), ==, 80 * MS);
  g_assert_cmpuint (oa_uplink_get_waiting (uplink), ==, 0);
  g_assert_cmpuint (oa_uplink_get_end (uplink), ==,
      oa_uplink_get_position (uplink));
  push_bytes (uplink, 400, NONE, TRUE);
  mark (uplink, END, 8);
  g_assert_cmpint (pop (uplink), ==, -7);
  g_assert_cmpint (pop (uplink), ==, CHUNK);
  g_assert_cmpint (pop (uplink), ==, 400 - CHUNK);
  g_assert_cmpint (pop (uplink), ==, -8);
  oa_uplink_free (uplink);
}

#define ADD(name) g_test_add_func ("/uplink/" #name, test_##name)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  ADD (input_of_any_size_becomes_chunks);
  ADD (marks_come_at_their_positions);
  ADD (mark_at_the_end_lets_the_rest_out);
  ADD (marks_at_one_place_keep_their_order);
  ADD (limit_holds_audio);
  ADD (mark_before_at_and_behind_the_limit);
  ADD (drops_the_oldest_whole_messages);
  ADD (without_leave_nothing_is_dropped);
  ADD (more_is_wanted_when_half_has_gone);
  ADD (more_is_wanted_when_nothing_goes_without);
  ADD (mark_in_dropped_audio_is_kept);
  ADD (silence_goes_first);
  ADD (ms_to_running_time);
  ADD (resend);
  ADD (resend_twice);
  ADD (nothing_is_kept_unless_wanted);
  ADD (kept_audio_is_bounded);
  ADD (a_mark_outlives_a_resend);
  ADD (times_around_inserted_silence);
  ADD (times_around_a_gap_of_the_input);
  ADD (times_around_dropped_audio);
  ADD (times_around_a_clear);
  ADD (retract);
  ADD (retract_behind_dropped_audio);
  ADD (many_holes_forget_only_the_oldest);
  ADD (data_of_marks_is_freed_once);
  ADD (restart_forgets_the_end);
  ADD (input_after_the_end_goes_on);
  ADD (format_change_converts);
  ADD (format_change_keeps_the_sound);
  ADD (silence_as_input);
  return g_test_run ();
}

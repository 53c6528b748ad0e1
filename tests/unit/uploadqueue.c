/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueue.c - messages, marks, the bound and the table from ms to time. */

#include <string.h>

#include "media/pausedetector.h"
#include "media/uploadqueue.h"
#include "protocol/g711.h"
#include "../support/testcase.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaUploadQueue, oa_upload_queue_free)

#define MS GST_MSECOND
#define NONE GST_CLOCK_TIME_NONE
#define END G_MAXUINT64

/* mu-law: a byte is a sample, 8 bytes are a millisecond. */
#define BYTES_PER_MS 8
#define CHUNK (40 * BYTES_PER_MS)

static OaUploadQueue *
queue_new (guint bound_ms)
{
  OaUploadQueue *queue = oa_upload_queue_new ();

  oa_upload_queue_configure (queue, OA_AUDIO_FORMAT_PCMU, 40 * MS,
      bound_ms * MS);
  return queue;
}

/* @size bytes that go on counting from the last. */
static GstClockTime
push_bytes (OaUploadQueue *queue, gsize size, GstClockTime at,
    gboolean may_drop)
{
  g_autofree guint8 *data = g_malloc (size);
  guint64 end = oa_upload_queue_get_end (queue);

  for (gsize i = 0; i < size; i++)
    data[i] = (end + i) % 251;
  return oa_upload_queue_push (queue, data, size, at, may_drop);
}

static void
push_ms (OaUploadQueue *queue, guint ms, GstClockTime at)
{
  push_bytes (queue, ms * BYTES_PER_MS, at, FALSE);
}

/* What comes next: its size, -mark, or 0 for nothing. The bytes are checked to
 * be those of the position. */
static gint
pop (OaUploadQueue *queue)
{
  guint64 position = oa_upload_queue_get_position (queue);
  gboolean ready = oa_upload_queue_is_ready (queue);
  OaUploadItem item;
  const guint8 *data;
  gsize size;

  oa_upload_queue_pop (queue, &item);
  g_assert_cmpint (ready, ==, item.kind != OA_UPLOAD_NOTHING);
  if (item.kind == OA_UPLOAD_NOTHING)
    return 0;
  if (item.kind == OA_UPLOAD_MARK) {
    g_assert_null (item.audio);
    return -item.mark;
  }
  data = g_bytes_get_data (item.audio, &size);
  if (oa_upload_queue_get_position (queue) != position)
    for (gsize i = 0; i < size; i++)
      g_assert_cmpuint (data[i], ==, (position + i) % 251);
  g_bytes_unref (item.audio);
  return size;
}

static gsize
waiting_in (const OaUploadQueue *queue)
{
  return oa_upload_queue_get_end (queue) - oa_upload_queue_get_position (queue);
}

static void
pop_all (OaUploadQueue *queue)
{
  while (pop (queue) != 0)
    ;
}

static void
mark (OaUploadQueue *queue, guint64 position, gint id)
{
  oa_upload_queue_mark (queue, position, id, NULL);
}

TEST (input_of_any_size_becomes_chunks)
{
  static const gsize steps[] = { 1, 7, 160, 319, 320, 321, 5000 };

  for (guint s = 0; s < G_N_ELEMENTS (steps); s++) {
    g_autoptr (OaUploadQueue) queue = queue_new (10000);

    for (gsize done = 0; done < 5000; done += steps[s])
      push_bytes (queue, MIN (steps[s], 5000 - done), NONE, FALSE);
    for (guint i = 0; i < 5000 / CHUNK; i++)
      g_assert_cmpint (pop (queue), ==, CHUNK);
    g_assert_cmpint (pop (queue), ==, 0);
    g_assert_cmpuint (waiting_in (queue), ==, 5000 % CHUNK);
    oa_upload_queue_end (queue);
    g_assert_false (oa_upload_queue_is_finished (queue));
    g_assert_cmpint (pop (queue), ==, 5000 % CHUNK);
    g_assert_true (oa_upload_queue_is_finished (queue));
    g_assert_cmpuint (oa_upload_queue_get_position (queue), ==, 5000);
    g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 625);
  }
}

TEST (marks_come_at_their_positions)
{
  for (guint64 at = 0; at <= 2 * CHUNK; at++) {
    g_autoptr (OaUploadQueue) queue = queue_new (1000);
    gint got, before = 0;

    push_bytes (queue, 2 * CHUNK, NONE, FALSE);
    mark (queue, at, 9);
    while ((got = pop (queue)) > 0)
      before += got;
    g_assert_cmpint (got, ==, -9);
    g_assert_cmpint (before, ==, at);
    while ((got = pop (queue)) > 0)
      before += got;
    /* What remains is again cut to whole messages. */
    g_assert_cmpint (before, ==, at + (2 * CHUNK - at) / CHUNK * CHUNK);
  }
}

TEST (mark_at_the_end_lets_the_rest_out)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  push_bytes (queue, 100, NONE, FALSE);
  g_assert_cmpint (pop (queue), ==, 0);
  mark (queue, END, 1);
  push_bytes (queue, CHUNK, NONE, FALSE);
  g_assert_cmpint (pop (queue), ==, 100);
  g_assert_cmpint (pop (queue), ==, -1);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpint (pop (queue), ==, 0);
}

TEST (marks_at_one_place_keep_their_order)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  mark (queue, END, 1);
  mark (queue, 0, 2);
  push_bytes (queue, CHUNK, NONE, FALSE);
  mark (queue, 50, 4);
  mark (queue, 10, 3);
  mark (queue, 50, 5);
  g_assert_cmpint (pop (queue), ==, -1);
  g_assert_cmpint (pop (queue), ==, -2);
  g_assert_cmpint (pop (queue), ==, 10);
  g_assert_cmpint (pop (queue), ==, -3);
  g_assert_cmpint (pop (queue), ==, 40);
  g_assert_cmpint (pop (queue), ==, -4);
  g_assert_cmpint (pop (queue), ==, -5);
  /* A place that is past: at once. */
  mark (queue, 3, 6);
  g_assert_cmpint (pop (queue), ==, -6);
  g_assert_cmpint (pop (queue), ==, 0);
}

TEST (limit_holds_audio)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  push_bytes (queue, 3 * CHUNK, NONE, FALSE);
  oa_upload_queue_set_limit (queue, CHUNK + 10);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpint (pop (queue), ==, 0);
  oa_upload_queue_end (queue);
  g_assert_cmpint (pop (queue), ==, 0);
  oa_upload_queue_set_limit (queue, END);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpint (pop (queue), ==, CHUNK);
}

TEST (mark_before_at_and_behind_the_limit)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  push_bytes (queue, 3 * CHUNK, NONE, FALSE);
  oa_upload_queue_set_limit (queue, 100);
  mark (queue, 60, 1);
  mark (queue, 100, 2);
  mark (queue, 130, 3);
  g_assert_cmpint (pop (queue), ==, 60);
  g_assert_cmpint (pop (queue), ==, -1);
  g_assert_cmpint (pop (queue), ==, 40);
  g_assert_cmpint (pop (queue), ==, -2);
  g_assert_cmpint (pop (queue), ==, 0);
  oa_upload_queue_set_limit (queue, 130);
  g_assert_cmpint (pop (queue), ==, 30);
  g_assert_cmpint (pop (queue), ==, -3);
}

TEST (drops_the_oldest_whole_messages)
{
  g_autoptr (OaUploadQueue) queue = queue_new (100);

  g_assert_cmpuint (push_bytes (queue, 800, NONE, TRUE), ==, 0);
  g_assert_cmpuint (push_bytes (queue, 1, NONE, TRUE), ==, 40 * MS);
  g_assert_cmpuint (waiting_in (queue), ==, 801 - CHUNK);
  g_assert_cmpuint (oa_upload_queue_get_position (queue), ==, CHUNK);
  g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 0);
  g_assert_cmpuint (push_bytes (queue, 8000, NONE, TRUE), ==,
      1000 * MS);
  g_assert_cmpuint (waiting_in (queue), ==, 481);
  g_assert_cmpint (pop (queue), ==, CHUNK);
}

TEST (without_leave_nothing_is_dropped)
{
  g_autoptr (OaUploadQueue) queue = queue_new (100);

  g_assert_true (oa_upload_queue_has_room (queue));
  g_assert_cmpuint (push_bytes (queue, 799, NONE, FALSE), ==, 0);
  g_assert_true (oa_upload_queue_has_room (queue));
  g_assert_cmpuint (push_bytes (queue, 8000, NONE, FALSE), ==, 0);
  g_assert_false (oa_upload_queue_has_room (queue));
  g_assert_cmpuint (waiting_in (queue), ==, 8799);
  pop_all (queue);
  g_assert_true (oa_upload_queue_has_room (queue));
}

TEST (more_is_wanted_when_half_has_gone)
{
  g_autoptr (OaUploadQueue) queue = queue_new (100);

  push_bytes (queue, 800, NONE, FALSE);
  while (waiting_in (queue) > 400) {
    g_assert_false (oa_upload_queue_wants_more (queue));
    g_assert_cmpint (pop (queue), ==, CHUNK);
  }
  g_assert_true (oa_upload_queue_wants_more (queue));
}

TEST (more_is_wanted_when_nothing_goes_without)
{
  g_autoptr (OaUploadQueue) queue = queue_new (100);

  push_bytes (queue, 800, NONE, FALSE);
  oa_upload_queue_set_limit (queue, CHUNK);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpuint (waiting_in (queue), >, 400);
  g_assert_true (oa_upload_queue_wants_more (queue));
}

TEST (mark_in_dropped_audio_is_kept)
{
  g_autoptr (OaUploadQueue) queue = queue_new (100);

  push_bytes (queue, 800, NONE, TRUE);
  mark (queue, 10, 1);
  push_bytes (queue, 800, NONE, TRUE);
  g_assert_cmpint (pop (queue), ==, -1);
  g_assert_cmpint (pop (queue), ==, CHUNK);
}

TEST (silence_goes_first)
{
  static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
    OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    g_autoptr (OaUploadQueue) queue = oa_upload_queue_new ();
    gsize size, sum = 0;
    GBytes *bytes;

    oa_upload_queue_configure (queue, formats[f], 40 * MS, GST_SECOND);
    mark (queue, END, 1);
    oa_upload_queue_insert_silence (queue, 450 * MS);
    g_assert_false (oa_upload_queue_is_finished (queue));
    while ((bytes = oa_upload_queue_pop_silence (queue))) {
      const guint8 *data = g_bytes_get_data (bytes, &size);

      for (gsize i = 0; i < size; i++)
        g_assert_cmpuint (data[i], ==,
            oa_audio_format_get_silence (formats[f]));
      sum += size;
      g_bytes_unref (bytes);
    }
    g_assert_cmpuint (sum, ==,
        450 * oa_audio_format_get_bytes_per_ms (formats[f]));
    g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 450);
    g_assert_cmpint (pop (queue), ==, -1);
  }
}

static void
assert_time (OaUploadQueue *queue, gint64 ms, GstClockTime time)
{
  g_assert_cmpuint (oa_upload_queue_ms_to_running_time (queue, ms), ==, time);
}

TEST (ms_to_running_time)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  assert_time (queue, 0, NONE);
  push_ms (queue, 400, 3 * GST_SECOND);
  assert_time (queue, 0, NONE);
  pop_all (queue);
  assert_time (queue, -1, NONE);
  for (guint ms = 0; ms <= 400; ms++)
    assert_time (queue, ms, 3 * GST_SECOND + ms * MS);
}

TEST (times_around_inserted_silence)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  push_ms (queue, 80, GST_SECOND);
  pop_all (queue);
  oa_upload_queue_insert_silence (queue, 500 * MS);
  pop_all (queue);
  push_ms (queue, 80, NONE);
  pop_all (queue);
  oa_upload_queue_insert_silence (queue, 100 * MS);
  oa_upload_queue_insert_silence (queue, 100 * MS);
  pop_all (queue);
  push_ms (queue, 40, NONE);
  pop_all (queue);
  for (guint ms = 0; ms <= 80; ms++)
    assert_time (queue, ms, GST_SECOND + ms * MS);
  for (guint ms = 80; ms <= 580; ms++)
    assert_time (queue, ms, GST_SECOND + 80 * MS);
  for (guint ms = 580; ms <= 660; ms++)
    assert_time (queue, ms, GST_SECOND + (ms - 500) * MS);
  for (guint ms = 660; ms <= 860; ms++)
    assert_time (queue, ms, GST_SECOND + 160 * MS);
  for (guint ms = 860; ms <= 900; ms++)
    assert_time (queue, ms, GST_SECOND + (ms - 700) * MS);
}

TEST (times_around_a_gap_of_the_input)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  push_ms (queue, 40, 0);
  push_ms (queue, 40, 42 * MS);  /* jitter */
  push_ms (queue, 40, 500 * MS); /* a hole */
  push_ms (queue, 40, NONE);
  pop_all (queue);
  assert_time (queue, 79, 79 * MS);
  assert_time (queue, 80, 500 * MS);
  assert_time (queue, 159, 579 * MS);
}

/* Found here: a later drop moved what had been sent before it. */
TEST (times_around_dropped_audio)
{
  g_autoptr (OaUploadQueue) queue = queue_new (100);

  push_ms (queue, 80, 0);
  pop_all (queue);
  push_ms (queue, 100, NONE);
  g_assert_cmpuint (push_bytes (queue, 40 * BYTES_PER_MS, NONE, TRUE), ==,
      40 * MS);
  pop_all (queue);
  assert_time (queue, 40, 40 * MS);
  assert_time (queue, 79, 79 * MS);
  assert_time (queue, 80, 120 * MS);
  assert_time (queue, 100, 140 * MS);
}

TEST (times_around_a_clear)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  push_ms (queue, 40, 0);
  pop_all (queue);
  push_ms (queue, 40, NONE);
  g_assert_cmpuint (oa_upload_queue_clear (queue, G_MAXINT), ==, 40 * MS);
  push_ms (queue, 40, NONE);
  pop_all (queue);
  assert_time (queue, 39, 39 * MS);
  assert_time (queue, 40, 80 * MS);
  g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 80);
}

TEST (many_holes_forget_only_the_oldest)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  for (guint i = 0; i < 3000; i++) {
    push_ms (queue, 40, i * GST_SECOND);
    oa_upload_queue_insert_silence (queue, 10 * MS);
    pop_all (queue);
  }
  assert_time (queue, 5, NONE);
  assert_time (queue, 2999 * 50 + 10, 2999 * GST_SECOND);
  assert_time (queue, 2999 * 50 + 30, 2999 * GST_SECOND + 20 * MS);
  assert_time (queue, 2900 * 50 + 30, 2900 * GST_SECOND + 20 * MS);
}

/* What is not popped is the queue's to free. */
TEST (data_of_marks_is_freed_once)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);
  gpointer data = g_malloc (1);
  OaUploadItem item;

  oa_upload_queue_mark (queue, 0, 1, data);
  oa_upload_queue_pop (queue, &item);
  g_assert_true (item.data == data);
  g_free (data);
  oa_upload_queue_mark (queue, 0, 1, g_malloc (1));
  oa_upload_queue_clear (queue, G_MAXINT);
  oa_upload_queue_mark (queue, 0, 1, g_malloc (1));
}

TEST (restart_forgets_the_end)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  push_ms (queue, 10, NONE);
  mark (queue, END, 1);
  oa_upload_queue_set_limit (queue, 5);
  oa_upload_queue_insert_silence (queue, 10 * MS);
  oa_upload_queue_end (queue);
  oa_upload_queue_restart (queue);
  g_assert_false (oa_upload_queue_is_finished (queue));
  g_assert_false (oa_upload_queue_is_ready (queue));
  push_ms (queue, 50, NONE);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpint (pop (queue), ==, 0);
}

TEST (input_after_the_end_goes_on)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);

  oa_upload_queue_end (queue);
  g_assert_true (oa_upload_queue_is_finished (queue));
  push_ms (queue, 10, NONE);
  g_assert_cmpint (pop (queue), ==, 0);
  oa_upload_queue_end (queue);
  g_assert_cmpint (pop (queue), ==, 80);
}

/* What waits goes up in the new format, marks in their places; what was sent
 * has its times. */
TEST (format_change_converts)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);
  OaUploadItem item;

  push_ms (queue, 60, 0);
  pop (queue);
  mark (queue, END, 3);
  push_ms (queue, 25, 300 * MS);
  oa_upload_queue_configure (queue, OA_AUDIO_FORMAT_PCM, 40 * MS, GST_SECOND);
  g_assert_cmpuint (waiting_in (queue), ==, 45 * 48);
  g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 40);
  oa_upload_queue_pop (queue, &item);
  g_assert_cmpuint (g_bytes_get_size (item.audio), ==, 20 * 48);
  g_bytes_unref (item.audio);
  g_assert_cmpint (pop (queue), ==, -3);
  oa_upload_queue_end (queue);
  oa_upload_queue_pop (queue, &item);
  g_assert_cmpuint (g_bytes_get_size (item.audio), ==, 25 * 48);
  g_bytes_unref (item.audio);
  g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 85);
  assert_time (queue, 10, 10 * MS);
  assert_time (queue, 50, 50 * MS);
  assert_time (queue, 70, 310 * MS);
  oa_upload_queue_forget (queue, 20);
  g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 65 * MS);
}

/* A tone stays one, from each format to each. */
TEST (format_change_keeps_the_sound)
{
  static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
    OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

  for (guint f = 0; f < 9; f++) {
    OaAudioFormat from = formats[f / 3], to = formats[f % 3];
    guint rate = oa_audio_format_get_rate (from);
    g_autoptr (OaUploadQueue) queue = oa_upload_queue_new ();
    OaPauseDetector *ear = oa_pause_detector_new (to, 100);
    OaUploadItem item;
    gsize sum = 0;

    oa_upload_queue_configure (queue, from, 20 * MS, GST_SECOND);
    for (guint i = 0; i < rate / 2; i++) {
      gint16 s = i * 1000 / rate % 2 ? 4000 : -4000;
      guint8 pcm[2] = { s & 0xff, (s >> 8) & 0xff };
      guint8 law = from == OA_AUDIO_FORMAT_PCMU ? oa_ulaw_encode (s)
                                                : oa_alaw_encode (s);

      oa_upload_queue_push (queue, from == OA_AUDIO_FORMAT_PCM ? pcm : &law,
          from == OA_AUDIO_FORMAT_PCM ? 2 : 1, NONE, FALSE);
    }
    oa_upload_queue_configure (queue, to, 20 * MS, GST_SECOND);
    oa_upload_queue_end (queue);
    for (;;) {
      gsize size;
      const guint8 *data;

      oa_upload_queue_pop (queue, &item);
      if (item.kind == OA_UPLOAD_NOTHING)
        break;
      data = g_bytes_get_data (item.audio, &size);
      oa_pause_detector_process (ear, data, size, NULL, NULL);
      sum += size;
      g_bytes_unref (item.audio);
    }
    g_assert_cmpuint (sum, ==, 500 * oa_audio_format_get_bytes_per_ms (to));
    g_assert_true (oa_pause_detector_in_speech (ear));
    g_assert_cmpfloat (oa_pause_detector_get_peak (ear), >, -22);
    g_assert_cmpfloat (oa_pause_detector_get_peak (ear), <, -15);
    oa_pause_detector_free (ear);
  }
}

/* What was sent since the last forgetting comes once more, then what waits:
 * not a byte is missing or doubled. pop checks the bytes. */
TEST (resend)
{
  g_autoptr (OaUploadQueue) queue = queue_new (10000);

  push_ms (queue, 400, 0);
  pop_all (queue);
  oa_upload_queue_forget (queue, 130);
  push_ms (queue, 80, NONE);
  g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 270 * MS);
  g_assert_cmpuint (oa_upload_queue_get_position (queue), ==,
      130 * BYTES_PER_MS);
  g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 0);
  g_assert_cmpuint (waiting_in (queue), ==,
      350 * BYTES_PER_MS);
  pop_all (queue);
  oa_upload_queue_end (queue);
  pop_all (queue);
  g_assert_cmpuint (oa_upload_queue_get_sent_ms (queue), ==, 350);
  /* The new service's count leads to the same moments of the input. */
  g_assert_cmpuint (oa_upload_queue_ms_to_running_time (queue, 0), ==,
      130 * MS);
  g_assert_cmpuint (oa_upload_queue_ms_to_running_time (queue, 200), ==,
      330 * MS);
}

/* It breaks again before anything was forgotten. */
TEST (resend_twice)
{
  g_autoptr (OaUploadQueue) queue = queue_new (10000);

  push_ms (queue, 400, 0);
  for (guint i = 0; i < 5; i++) {
    pop_all (queue);
    g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 400 * MS);
  }
  pop (queue);
  g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 40 * MS);
  g_assert_cmpuint (waiting_in (queue), ==,
      400 * BYTES_PER_MS);
}

/* No more is kept than may wait, and nothing across a place where audio was
 * dropped. */
TEST (kept_audio_is_bounded)
{
  g_autoptr (OaUploadQueue) queue = queue_new (400);

  for (guint i = 0; i < 100; i++) {
    push_ms (queue, 40, NONE);
    pop_all (queue);
  }
  g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 400 * MS);
  pop_all (queue);
  push_bytes (queue, 480 * BYTES_PER_MS, NONE, TRUE);
  g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 0);
  pop_all (queue);
}

TEST (a_mark_outlives_a_resend)
{
  g_autoptr (OaUploadQueue) queue = queue_new (10000);

  push_ms (queue, 80, 0);
  pop_all (queue);
  mark (queue, END, 7);
  oa_upload_queue_resend (queue);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpint (pop (queue), ==, -7);
}

/* Silence for a hole is input: it waits its turn, counts and has its time. */
TEST (silence_as_input)
{
  g_autoptr (OaUploadQueue) queue = queue_new (1000);
  OaUploadItem item;
  const guint8 *data;
  gsize size;

  push_ms (queue, 20, 0);
  g_assert_cmpuint (oa_upload_queue_push_silence (queue, 0, 7, TRUE), ==, 0);
  g_assert_cmpuint (oa_upload_queue_push_silence (queue, 20 * BYTES_PER_MS,
          20 * MS, TRUE), ==, 0);
  oa_upload_queue_pop (queue, &item);
  data = g_bytes_get_data (item.audio, &size);
  g_assert_cmpuint (size, ==, CHUNK);
  for (gsize i = size / 2; i < size; i++)
    g_assert_cmpuint (data[i], ==, 0xff);
  g_bytes_unref (item.audio);
  assert_time (queue, 30, 30 * MS);
  g_assert_cmpuint (oa_upload_queue_push_silence (queue, 1200 * BYTES_PER_MS,
          40 * MS, TRUE), ==, 200 * MS);
}

/* What belongs to a turn stays, what comes behind it goes, and time is told
 * right for what comes then. */
TEST (retract)
{
  g_autoptr (OaUploadQueue) queue = oa_upload_queue_new ();
  OaUploadItem item;
  guint8 data[40 * 48] = { 0 };

  oa_upload_queue_push (queue, data, sizeof (data), 0, FALSE);
  oa_upload_queue_mark (queue, G_MAXUINT64, 7, NULL);
  oa_upload_queue_push (queue, data, sizeof (data), 40 * GST_MSECOND, FALSE);
  oa_upload_queue_mark (queue, G_MAXUINT64, 1, NULL);
  g_assert_cmpuint (oa_upload_queue_retract (queue, 7, FALSE), ==,
      40 * GST_MSECOND);
  oa_upload_queue_push (queue, data, sizeof (data), 500 * GST_MSECOND, FALSE);
  oa_upload_queue_pop (queue, &item);
  g_assert_cmpint (item.kind, ==, OA_UPLOAD_AUDIO);
  g_bytes_unref (item.audio);
  oa_upload_queue_pop (queue, &item);
  g_assert_cmpint (item.mark, ==, 7);
  oa_upload_queue_pop (queue, &item);
  g_assert_cmpint (item.kind, ==, OA_UPLOAD_AUDIO);
  g_bytes_unref (item.audio);
  oa_upload_queue_pop (queue, &item);
  g_assert_cmpint (item.kind, ==, OA_UPLOAD_NOTHING);
  g_assert_cmpuint (oa_upload_queue_ms_to_running_time (queue, 50), ==,
      510 * GST_MSECOND);
  /* Without a mark all goes, and what was sent when it is not needed. */
  g_assert_cmpuint (oa_upload_queue_retract (queue, 7, TRUE), ==, 0);
  g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 80 * GST_MSECOND);
  g_assert_cmpuint (oa_upload_queue_retract (queue, 7, FALSE), ==,
      80 * GST_MSECOND);
  g_assert_cmpuint (oa_upload_queue_resend (queue), ==, 0);
}

/* A turn whose audio was dropped ends at what is left: all that waits behind it
 * goes with a retract, and a later mark waits for the audio before it. */
TEST (retract_behind_dropped_audio)
{
  g_autoptr (OaUploadQueue) queue = queue_new (100);

  push_bytes (queue, 400, NONE, TRUE);
  mark (queue, END, 7);
  push_bytes (queue, 1200, NONE, TRUE);
  g_assert_cmpuint (waiting_in (queue), ==, 640);
  g_assert_cmpuint (oa_upload_queue_retract (queue, 7, TRUE), ==, 80 * MS);
  g_assert_cmpuint (waiting_in (queue), ==, 0);
  g_assert_cmpuint (oa_upload_queue_get_end (queue), ==,
      oa_upload_queue_get_position (queue));
  push_bytes (queue, 400, NONE, TRUE);
  mark (queue, END, 8);
  g_assert_cmpint (pop (queue), ==, -7);
  g_assert_cmpint (pop (queue), ==, CHUNK);
  g_assert_cmpint (pop (queue), ==, 400 - CHUNK);
  g_assert_cmpint (pop (queue), ==, -8);
}

TEST_MAIN (gst_init (NULL, NULL))

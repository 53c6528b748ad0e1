/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* segmenter.c - where the marks are, and that nothing overtakes them. */

#include <math.h>

#include "media/segmenter.h"
#include "../support/testcase.h"

#define RATE 24000
#define BYTES_PER_MS 48
#define MIN_PAUSE 300
#define LOOKBACK 300

/* Silence and a 500 Hz tone by turns, in ms. */
static GByteArray *
record (const guint *ms, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint k = 0; k < n; k++)
    for (guint i = 0; i < ms[k] * RATE / 1000; i++) {
      gint16 s = k % 2 ? (gint16) lrint (8000 * sin (G_PI * i / 24)) : 0;
      guint8 le[2] = { s & 0xff, (s >> 8) & 0xff };

      g_byte_array_append (bytes, le, 2);
    }
  return bytes;
}

typedef struct
{
  OaUploadQueue *queue;
  guint64 popped; /* bytes */
  GString *text;
} Listener;

/* Every mark as P, O or E with the ms of audio popped before it, the length of
 * the pause, what of it went up, and "s" when there was speech. */
static void
pop_all (Listener *listener)
{
  OaUploadItem item;
  OaSegment *segment;

  for (;;) {
    oa_upload_queue_pop (listener->queue, &item);
    if (item.kind == OA_UPLOAD_NOTHING)
      return;
    if (item.kind == OA_UPLOAD_AUDIO) {
      listener->popped += g_bytes_get_size (item.audio);
      g_bytes_unref (item.audio);
      continue;
    }
    segment = item.data;
    g_string_append_printf (listener->text, "%c%u:%u/%u%s ", " POE"[item.mark],
        (guint) (listener->popped / BYTES_PER_MS), segment -> sent_ms,
        segment -> pause_ms, segment -> has_speech ? "s" : "");
    if (item.mark == OA_MARK_END && segment->any_sound)
      g_string_append (listener->text, "sound");
    g_free (segment);
  }
}

/* Feeds the recording by @step bytes; pops after each when @greedy. */
static gchar *
segment (const GByteArray *bytes, gsize step, gboolean greedy, guint before)
{
  Listener listener = { oa_upload_queue_new (), 0, g_string_new (NULL) };
  OaSegmenter *segmenter =
      oa_segmenter_new (OA_AUDIO_FORMAT_PCM, MIN_PAUSE, LOOKBACK);
  g_autofree guint8 *other = g_malloc0 (before + 1);

  oa_upload_queue_configure (listener.queue, OA_AUDIO_FORMAT_PCM,
      20 * GST_MSECOND, 3600 * GST_SECOND);
  oa_upload_queue_push (listener.queue, other, before, GST_CLOCK_TIME_NONE,
      FALSE);
  for (gsize i = 0; i < bytes->len; i += step) {
    gsize size = MIN (step, bytes->len - i);

    oa_upload_queue_push (listener.queue, bytes->data + i, size,
        GST_CLOCK_TIME_NONE, FALSE);
    oa_segmenter_process (segmenter, listener.queue, bytes->data + i, size);
    if (greedy)
      pop_all (&listener);
  }
  oa_segmenter_end (segmenter, listener.queue);
  pop_all (&listener);
  g_assert_cmpuint (listener.popped, ==, before + bytes->len);
  g_assert_true (oa_upload_queue_is_finished (listener.queue));
  oa_segmenter_free (segmenter);
  oa_upload_queue_free (listener.queue);
  return g_string_free (listener.text, FALSE);
}

/* The same, whatever the sizes of buffers and however fast they are taken. */
static void
assert_marks (const guint *ms, guint n, const gchar *expected)
{
  static const gsize steps[] = { 1, 7, 481, 962, 4095, 33333, 10000000 };
  g_autoptr (GByteArray) bytes = record (ms, n);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (steps); i++) {
    g_autofree gchar *found = segment (bytes, steps[i / 2], i % 2, 0);

    g_assert_cmpstr (found, ==, expected);
  }
}

#define ASSERT_MARKS(expected, ...) \
  G_STMT_START \
  { \
    static const guint ms[] = { __VA_ARGS__ }; \
    assert_marks (ms, G_N_ELEMENTS (ms), expected); \
  } \
  G_STMT_END

TEST (marks_of_two_utterances)
{
  /* The second begins at 1700; the upload stops 300 ms before. */
  ASSERT_MARKS ("P800:300/300s O1400:900/1200s P2300:300/300s "
                "E2700:700/700 sound",
      100, 400, 1200, 300, 700);
}

TEST (lookback_is_a_third_of_a_short_pause)
{
  ASSERT_MARKS ("P800:300/300s O900:400/600s E1300:0/0s sound", 100, 400, 600,
      200);
}

/* Found here: the mark was behind audio that had gone up. */
TEST (onset_is_never_before_its_pause)
{
  ASSERT_MARKS ("P800:300/300s O800:300/300s E1000:0/0s sound", 100, 400, 300,
      200);
  ASSERT_MARKS ("P800:300/300s O800:300/350s E1050:0/0s sound", 100, 400, 350,
      200);
}

TEST (shorter_pauses_have_no_marks)
{
  ASSERT_MARKS ("E1190:0/0s sound", 100, 400, 290, 400);
}

TEST (plain_silence)
{
  ASSERT_MARKS ("E2000:0/0 ", 2000);
}

TEST (an_empty_recording)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree gchar *found = segment (bytes, 1, TRUE, 0);

  g_assert_cmpstr (found, ==, "E0:0/0 ");
}

TEST (places_count_from_the_first_input_seen)
{
  static const guint ms[] = { 100, 400, 1200, 300 };
  g_autoptr (GByteArray) bytes = record (ms, G_N_ELEMENTS (ms));
  g_autofree gchar *found = segment (bytes, 960, TRUE, 480);

  g_assert_cmpstr (found, ==,
      "P810:300/300s O1410:900/1200s E2010:0/0s sound");
}

/* What is taken greedily has the marks where an unhurried owner finds them. */
TEST (any_recording_any_buffers)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint run = 0; run < 60; run++) {
    guint ms[8];
    g_autoptr (GByteArray) bytes = NULL;
    g_autofree gchar *whole = NULL;
    g_autofree gchar *parts = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (ms); i++)
      ms[i] = g_rand_int_range (rand, 15, 900);
    bytes = record (ms, G_N_ELEMENTS (ms));
    whole = segment (bytes, bytes->len, FALSE, 0);
    parts = segment (bytes, g_rand_int_range (rand, 1, 5000), TRUE, 0);
    g_assert_cmpstr (parts, ==, whole);
  }
}

TEST_MAIN (gst_init (NULL, NULL))

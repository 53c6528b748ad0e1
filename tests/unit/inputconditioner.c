/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputconditioner.c - the pieces together: every byte that reaches the upload
 * queue, and the running time of each. A byte of input tells its place. */

#include <string.h>

#include "media/inputconditioner.h"
#include "../support/testcase.h"

#define MS GST_MSECOND
#define NONE GST_CLOCK_TIME_NONE

static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
  OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

typedef struct
{
  OaAudioFormat format;
  guint per_ms; /* bytes */
  OaInputConditioner *conditioner;
  OaUploadQueue *queue;
  OaInputConditionerConfig config;
} T;

static void
configure (T *t)
{
  oa_input_conditioner_configure (t->conditioner, t->format, &t->config);
}

static void
start (T *t, OaAudioFormat format)
{
  memset (t, 0, sizeof (*t));
  t->format = format;
  t->per_ms = oa_audio_format_get_bytes_per_ms (format);
  t->conditioner = oa_input_conditioner_new ();
  t->queue = oa_upload_queue_new ();
  t->config.max_gap = 3 * GST_SECOND;
  t->config.turn_silence = 500 * MS;
  t->config.tail = 300 * MS;
  t->config.pre_roll = 300 * MS;
  oa_upload_queue_configure (t->queue, format, 20 * MS, 30 * GST_SECOND);
  configure (t);
}

static void
stop (T *t)
{
  oa_input_conditioner_free (t->conditioner);
  oa_upload_queue_free (t->queue);
}

/* What is captured at @ms, byte by byte: never the byte of silence. */
static guint8
sound (const T *t, guint64 byte)
{
  return 1 + (byte + byte / t->per_ms) % 83;
}

/* @ms of input from @at on, which came as soon as it was complete. */
static void
push_piece (T *t, guint at, guint ms)
{
  gsize size = ms * t->per_ms;
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = sound (t, (guint64) at * t->per_ms + i);
  oa_input_conditioner_push (t->conditioner, t->queue, data, size, at * MS,
      (at + ms) * MS, FALSE);
  g_free (data);
}

static void
push (T *t, guint at, guint ms)
{
  for (guint done = 0; done < ms; done += 20)
    push_piece (t, at + done, 20);
}

/* A microphone that is on between words. */
static void
push_silence (T *t, guint at, guint ms)
{
  gsize size = ms * t->per_ms;
  guint8 *data = g_malloc (size);

  memset (data, oa_audio_format_get_silence (t->format), size);
  for (guint done = 0; done < ms; done += 20)
    oa_input_conditioner_push (t->conditioner, t->queue, data, 20 * t->per_ms,
        (at + done) * MS, (at + done + 20) * MS, FALSE);
  g_free (data);
}

/* All that goes up, appended to @heard. */
static void
hear (T *t, GByteArray *heard)
{
  OaUploadItem item;

  oa_upload_queue_end (t->queue);
  for (;;) {
    gsize size;
    const guint8 *data;

    oa_upload_queue_pop (t->queue, &item);
    if (item.kind != OA_UPLOAD_AUDIO)
      return;
    data = g_bytes_get_data (item.audio, &size);
    g_byte_array_append (heard, data, size);
    g_bytes_unref (item.audio);
  }
}

/* A stretch that must have gone up: input from @at on, or silence. */
typedef struct
{
  gint at; /* ms; -1 = silence */
  guint ms;
} Part;

#define SILENCE -1

static void
check (T *t, const Part *parts, guint n)
{
  g_autoptr (GByteArray) heard = g_byte_array_new ();
  gsize place = 0;

  hear (t, heard);
  for (guint i = 0; i < n; i++) {
    gsize size = parts[i].ms * t->per_ms;

    g_assert_cmpuint (place + size, <=, heard->len);
    for (gsize k = 0; k < size; k++)
      g_assert_cmpuint (heard->data[place + k], ==, parts[i].at == SILENCE
          ? oa_audio_format_get_silence (t->format)
          : sound (t, (guint64) parts[i].at * t->per_ms + k));
    place += size;
  }
  g_assert_cmpuint (heard->len, ==, place);
}

#define CHECK(t, ...) \
  G_STMT_START \
  { \
    const Part parts_[] = { __VA_ARGS__ }; \
    check (t, parts_, G_N_ELEMENTS (parts_)); \
  } \
  G_STMT_END

static void
assert_time (const T *t, guint ms, guint64 expected_ms)
{
  g_assert_cmpuint (oa_upload_queue_ms_to_running_time (t->queue, ms), ==,
      expected_ms * MS);
}

typedef void (*Case) (T *t);

static void
run (Case test)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    T t;

    start (&t, formats[i]);
    test (&t);
    stop (&t);
  }
}

#define CASE(name) \
  static void case_##name (T *t); \
  TEST (name) \
  { \
    run (case_##name); \
  } \
  static void case_##name (T *t)

CASE (holes_become_silence)
{
  push (t, 0, 100);
  push (t, 160, 40);
  oa_input_conditioner_gap (t->conditioner, t->queue, 200 * MS, 30 * MS, NONE);
  push (t, 230, 20);
  CHECK (t, { 0, 100 }, { SILENCE, 60 }, { 160, 40 }, { SILENCE, 30 },
      { 230, 20 });
  g_assert_cmpuint (oa_input_conditioner_take_filled (t->conditioner), ==,
      90 * MS);
  g_assert_cmpuint (oa_input_conditioner_take_filled (t->conditioner), ==, 0);
  assert_time (t, 99, 99);
  assert_time (t, 130, 130);
  assert_time (t, 245, 245);
}

CASE (a_long_hole_and_the_table)
{
  push (t, 0, 100);
  push (t, 60000, 100);
  CHECK (t, { 0, 100 }, { SILENCE, 3000 }, { 60000, 100 });
  assert_time (t, 3099, 3099);
  assert_time (t, 3100, 60000);
  assert_time (t, 3150, 60050);
}

/* In the middle of a word audio is taken for late, not for over. */
CASE (absence_in_a_word)
{
  GstClockTime wait;

  push (t, 0, 1000);
  g_assert_false (oa_input_conditioner_fill_missing (t->conditioner, t->queue,
      1100 * MS, &wait));
  g_assert_cmpuint (wait, ==, 920 * MS);
  g_assert_false (oa_input_conditioner_fill_missing (t->conditioner, t->queue,
      2019 * MS, &wait));
  g_assert_true (oa_input_conditioner_fill_missing (t->conditioner, t->queue,
      2020 * MS, &wait));
  g_assert_cmpuint (wait, ==, 20 * MS);
  push (t, 2100, 100);
  CHECK (t, { 0, 1000 }, { SILENCE, 1100 }, { 2100, 100 });
  assert_time (t, 1300, 1300);
  assert_time (t, 2150, 2150);
}

/* Behind a word silence takes its place in time for the service, which is to
 * end the turn after 500 ms. */
CASE (absence_between_words)
{
  GstClockTime wait;

  push (t, 0, 1000);
  push_silence (t, 1000, 120);
  g_assert_false (oa_input_conditioner_fill_missing (t->conditioner, t->queue,
      1240 * MS, &wait));
  g_assert_cmpuint (wait, ==, 300 * MS);
  g_assert_true (oa_input_conditioner_fill_missing (t->conditioner, t->queue,
      1540 * MS, &wait));
  push (t, 1600, 100);
  CHECK (t, { 0, 1000 }, { SILENCE, 600 }, { 1600, 100 });
}

/* Silence counts like audio: the oldest goes first. */
CASE (the_bound_holds_for_silence)
{
  oa_upload_queue_configure (t->queue, t->format, 20 * MS, GST_SECOND);
  push (t, 0, 100);
  push (t, 2000, 100);
  CHECK (t, { SILENCE, 900 }, { 2000, 100 });
  g_assert_cmpuint (oa_input_conditioner_take_dropped (t->conditioner), ==,
      1100 * MS);
  assert_time (t, 950, 2050);
}

CASE (half_duplex_mutes_exactly)
{
  t->config.half_duplex = TRUE;
  configure (t);
  push (t, 0, 100);
  oa_input_conditioner_note_speech (t->conditioner, 107 * MS, 127 * MS);
  push (t, 100, 100);
  oa_input_conditioner_note_speech (t->conditioner, 107 * MS, 333 * MS);
  push (t, 200, 600);
  CHECK (t, { 0, 107 }, { SILENCE, 333 + 300 - 107 }, { 633, 167 });
  g_assert_cmpuint (oa_input_conditioner_take_filled (t->conditioner), ==, 0);
}

CASE (half_duplex_between_two_answers)
{
  t->config.half_duplex = TRUE;
  t->config.tail = 0;
  configure (t);
  oa_input_conditioner_note_speech (t->conditioner, 40 * MS, 60 * MS);
  oa_input_conditioner_note_speech (t->conditioner, 95 * MS, 105 * MS);
  push_piece (t, 0, 200);
  CHECK (t, { 0, 40 }, { SILENCE, 20 }, { 60, 35 }, { SILENCE, 10 },
      { 105, 95 });
}

CASE (half_duplex_switched_off_forgets)
{
  t->config.half_duplex = TRUE;
  configure (t);
  oa_input_conditioner_note_speech (t->conditioner, 0, 1000 * MS);
  t->config.half_duplex = FALSE;
  configure (t);
  t->config.half_duplex = TRUE;
  configure (t);
  push (t, 0, 100);
  CHECK (t, { 0, 100 });
}

static void
push_to_talk (T *t)
{
  t->config.push_to_talk = TRUE;
  configure (t);
}

static void
talk_start (T *t, guint now)
{
  g_assert_true (
      oa_input_conditioner_talk_start (t->conditioner, t->queue, now * MS));
}

static OaTalk
talk_stop (T *t, guint at_least, guint silence)
{
  return oa_input_conditioner_talk_stop (t->conditioner, t->queue,
      at_least * MS, silence * MS);
}

CASE (nothing_goes_up_before_a_press)
{
  push_to_talk (t);
  push (t, 0, 5000);
  g_assert_cmpuint (oa_upload_queue_get_end (t->queue), ==, 0);
  g_assert_cmpint (talk_stop (t, 100, 0), ==, OA_TALK_NONE);
  talk_start (t, 5000);
  push (t, 5000, 200);
  CHECK (t, { 4700, 500 });
  assert_time (t, 0, 4700);
  assert_time (t, 499, 5199);
}

CASE (two_presses)
{
  push_to_talk (t);
  push (t, 0, 1000);
  talk_start (t, 1000);
  g_assert_false (
      oa_input_conditioner_talk_start (t->conditioner, t->queue, 1000 * MS));
  push (t, 1000, 200);
  g_assert_cmpint (talk_stop (t, 100, 0), ==, OA_TALK_SAID);
  g_assert_cmpint (talk_stop (t, 100, 0), ==, OA_TALK_NONE);
  push (t, 1200, 1000);
  talk_start (t, 2200);
  push (t, 2200, 100);
  CHECK (t, { 700, 500 }, { 1900, 400 });
  g_assert_cmpuint (oa_input_conditioner_take_filled (t->conditioner), ==, 0);
  assert_time (t, 499, 1199);
  assert_time (t, 500, 1900);
  assert_time (t, 899, 2299);
}

/* What went up with one press is no pre-roll of the next. */
CASE (a_quick_second_press)
{
  push_to_talk (t);
  push (t, 0, 1000);
  talk_start (t, 1000);
  push (t, 1000, 200);
  talk_stop (t, 100, 0);
  push (t, 1200, 100);
  talk_start (t, 1300);
  push (t, 1300, 100);
  CHECK (t, { 700, 700 });
  assert_time (t, 650, 1350);
}

CASE (pre_roll_is_cut_to_the_sample)
{
  push_to_talk (t);
  t->config.pre_roll = 133 * MS;
  configure (t);
  push (t, 0, 1000);
  talk_start (t, 1000);
  CHECK (t, { 867, 133 });
  assert_time (t, 100, 967);
}

CASE (no_pre_roll)
{
  push_to_talk (t);
  t->config.pre_roll = 0;
  configure (t);
  push (t, 0, 1000);
  talk_start (t, 1000);
  push (t, 1000, 100);
  CHECK (t, { 1000, 100 });
}

/* Holes in the pre-roll are silence in it, not more of it. */
CASE (holes_in_the_pre_roll)
{
  push_to_talk (t);
  push (t, 0, 1000);
  push (t, 1100, 100);
  oa_input_conditioner_gap (t->conditioner, t->queue, 1200 * MS, 60 * MS,
      1260 * MS);
  talk_start (t, 1260);
  push (t, 1260, 40);
  CHECK (t, { 960, 40 }, { SILENCE, 100 }, { 1100, 100 }, { SILENCE, 60 },
      { 1260, 40 });
  assert_time (t, 150, 1110);
}

/* The microphone was off: what it heard a minute ago is no pre-roll. */
CASE (pre_roll_grows_old)
{
  push_to_talk (t);
  push (t, 0, 1000);
  talk_start (t, 60000);
  push (t, 60000, 100);
  CHECK (t, { 60000, 100 });
}

CASE (pre_roll_when_time_begins_anew)
{
  push_to_talk (t);
  push (t, 10000, 1000);
  push (t, 0, 100);
  talk_start (t, 100);
  CHECK (t, { 0, 100 });
}

CASE (pre_roll_grows_partly_old)
{
  push_to_talk (t);
  push (t, 0, 1000);
  talk_start (t, 1200);
  push (t, 1200, 100);
  CHECK (t, { 900, 100 }, { SILENCE, 200 }, { 1200, 100 });
}

CASE (a_short_press_is_made_long_enough)
{
  push_to_talk (t);
  t->config.pre_roll = 20 * MS;
  configure (t);
  push (t, 0, 100);
  talk_start (t, 100);
  push (t, 100, 20);
  g_assert_cmpint (talk_stop (t, 100, 0), ==, OA_TALK_SAID);
  CHECK (t, { 80, 40 }, { SILENCE, 60 });
  g_assert_cmpuint (oa_input_conditioner_take_filled (t->conditioner), ==,
      60 * MS);
}

/* Silence has its own time, too, one stretch behind the other. */
CASE (a_short_press_with_silence_behind)
{
  push_to_talk (t);
  talk_start (t, 0);
  push (t, 0, 20);
  g_assert_cmpint (talk_stop (t, 100, 100), ==, OA_TALK_SAID);
  CHECK (t, { 0, 20 }, { SILENCE, 180 });
  assert_time (t, 10, 10);
  assert_time (t, 90, 90);
  assert_time (t, 199, 199);
}

CASE (an_empty_press)
{
  push_to_talk (t);
  talk_start (t, 0);
  g_assert_cmpint (talk_stop (t, 100, 500), ==, OA_TALK_EMPTY);
  g_assert_cmpuint (oa_upload_queue_get_end (t->queue), ==, 0);
}

CASE (silence_behind_a_press)
{
  GstClockTime wait;

  push_to_talk (t);
  push (t, 0, 1000);
  talk_start (t, 1000);
  push (t, 1000, 100);
  g_assert_cmpint (talk_stop (t, 0, 800), ==, OA_TALK_SAID);
  /* Held input is not absent. */
  g_assert_false (oa_input_conditioner_fill_missing (t->conditioner, t->queue,
      9000 * MS, &wait));
  g_assert_cmpuint (wait, ==, NONE);
  push (t, 1100, 400);
  talk_start (t, 1500);
  push (t, 1500, 100);
  CHECK (t, { 700, 400 }, { SILENCE, 800 }, { 1200, 400 });
  assert_time (t, 399, 1099);
  assert_time (t, 600, 1300);
  assert_time (t, 1200, 1200);
  assert_time (t, 1599, 1599);
}

CASE (absence_while_talking)
{
  GstClockTime wait;

  push_to_talk (t);
  push (t, 0, 1000);
  talk_start (t, 1000);
  g_assert_true (oa_input_conditioner_fill_missing (t->conditioner, t->queue,
      2020 * MS, &wait));
  CHECK (t, { 700, 300 }, { SILENCE, 1000 });
}

CASE (a_flush_keeps_the_press)
{
  push_to_talk (t);
  push (t, 0, 1000);
  oa_input_conditioner_reset (t->conditioner);
  talk_start (t, 1000);
  push (t, 1000, 100);
  oa_input_conditioner_reset (t->conditioner);
  oa_upload_queue_restart (t->queue);
  push (t, 0, 100);
  g_assert_cmpint (talk_stop (t, 0, 0), ==, OA_TALK_SAID);
  CHECK (t, { 0, 100 });
  g_assert_cmpuint (oa_input_conditioner_take_filled (t->conditioner), ==, 0);
}

CASE (switching_push_to_talk)
{
  push (t, 0, 100);
  push_to_talk (t);
  push (t, 100, 900);
  t->config.push_to_talk = FALSE;
  configure (t);
  g_assert_false (
      oa_input_conditioner_talk_start (t->conditioner, t->queue, NONE));
  push (t, 1000, 100);
  push_to_talk (t);
  talk_start (t, 1100);
  push (t, 1100, 100);
  t->config.push_to_talk = FALSE;
  configure (t);
  g_assert_cmpint (talk_stop (t, 0, 0), ==, OA_TALK_NONE);
  push (t, 1200, 100);
  CHECK (t, { 0, 100 }, { 1000, 300 });
  g_assert_cmpuint (oa_input_conditioner_take_filled (t->conditioner), ==, 0);
}

/* The echo of our own answer is not brought by the pre-roll either. */
CASE (half_duplex_in_the_pre_roll)
{
  t->config.half_duplex = TRUE;
  t->config.tail = 0;
  push_to_talk (t);
  oa_input_conditioner_note_speech (t->conditioner, 0, 900 * MS);
  push (t, 0, 1000);
  talk_start (t, 1000);
  CHECK (t, { SILENCE, 200 }, { 900, 100 });
}

CASE (a_change_of_format_forgets)
{
  push_to_talk (t);
  push (t, 0, 1000);
  t->format = t->format == OA_AUDIO_FORMAT_PCM ? OA_AUDIO_FORMAT_PCMU
                                               : OA_AUDIO_FORMAT_PCM;
  t->per_ms = oa_audio_format_get_bytes_per_ms (t->format);
  oa_upload_queue_configure (t->queue, t->format, 20 * MS, 30 * GST_SECOND);
  configure (t);
  talk_start (t, 1000);
  push (t, 1000, 100);
  CHECK (t, { 1000, 100 });
}

TEST_MAIN (gst_init (NULL, NULL))

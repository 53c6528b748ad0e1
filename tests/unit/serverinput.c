/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* serverinput.c - the local server's input buffer: turns on the audio clock,
 * whatever the length of the chunks. */

#include "config.h"

#include "input.h"
#include "protocol/json.h"
#include "../support/testcase.h"

#define BYTES_PER_MS 48

typedef struct
{
  OrsInput *input;
  JsonObject *vad;
  gsize odd; /* the length of chunks, in bytes */
  guint phase;
  guint64 started_ms;
  guint64 stopped_ms;
  guint turns;
  gsize turn_bytes;
} Fixture;

static void
set_up (Fixture *f, gconstpointer chunk)
{
  f->input = ors_input_new ();
  f->vad = oa_json_parse_object (
      "{\"type\":\"server_vad\",\"threshold\":0.5,"
      "\"prefix_padding_ms\":300,\"silence_duration_ms\":500}",
      -1, 0, "vad", NULL);
  f->odd = GPOINTER_TO_SIZE (chunk);
  ors_input_configure (f->input, OA_AUDIO_FORMAT_PCM, f->vad);
}

static void
tear_down (Fixture *f, gconstpointer chunk)
{
  ors_input_free (f->input);
  json_object_unref (f->vad);
}

static void
listen (Fixture *f)
{
  OrsInputEvent event;
  guint64 ms;
  OrsTurn turn;

  while ((event = ors_input_next (f->input, &ms)) != ORS_INPUT_NOTHING) {
    if (event == ORS_INPUT_STARTED) {
      f->started_ms = ms;
      continue;
    }
    f->stopped_ms = ms;
    f->turns++;
    ors_input_take (f->input, TRUE, &turn);
    g_assert_cmpuint (g_bytes_get_size (turn.audio), ==, turn.bytes);
    g_assert_cmpuint (turn.start_ms, ==, f->started_ms);
    g_assert_cmpuint (turn.end_ms, ==, f->stopped_ms);
    f->turn_bytes = turn.bytes;
    g_bytes_unref (turn.audio);
  }
}

static void
append (Fixture *f, gint16 level, guint ms)
{
  gsize size = ms * BYTES_PER_MS;
  g_autofree guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size / 2; i++) {
    guint16 sample = (i / 20) % 2 ? level : -level;

    data[2 * i] = sample & 0xff;
    data[2 * i + 1] = sample >> 8;
  }
  for (gsize offset = 0; offset < size; offset += f->odd) {
    ors_input_append (f->input, data + offset, MIN (f->odd, size - offset));
    listen (f);
  }
}

static void
test_turn (Fixture *f, gconstpointer chunk)
{
  append (f, 0, 2000);
  append (f, 8000, 1000);
  append (f, 0, 1000);
  g_assert_cmpuint (f->turns, ==, 1);
  g_assert_cmpuint (f->started_ms, ==, 1700);
  g_assert_cmpuint (f->stopped_ms, ==, 3500);
  g_assert_cmpuint (f->turn_bytes, ==, 1800 * BYTES_PER_MS);
}

static void
test_turns_do_not_overlap (Fixture *f, gconstpointer chunk)
{
  append (f, 8000, 500);
  append (f, 0, 600);
  g_assert_cmpuint (f->stopped_ms, ==, 1000);
  append (f, 8000, 500);
  append (f, 0, 600);
  g_assert_cmpuint (f->turns, ==, 2);
  /* Not 300 ms before the sound: there the first turn lies. */
  g_assert_cmpuint (f->started_ms, ==, 1000);
}

static void
test_hours_of_silence_are_not_kept (Fixture *f, gconstpointer chunk)
{
  for (guint i = 0; i < 600; i++)
    append (f, 0, 1000);
  g_assert_cmpuint (ors_input_total_ms (f->input), ==, 600000);
  g_assert_cmpfloat (ors_input_held_ms (f->input), <, 2000.0);
}

static void
test_manual_turn_counts_everything (Fixture *f, gconstpointer chunk)
{
  OrsTurn turn;

  ors_input_configure (f->input, OA_AUDIO_FORMAT_PCM, NULL);
  for (guint i = 0; i < 400; i++)
    append (f, 0, 1000);
  g_assert_cmpfloat (ors_input_held_ms (f->input), ==, 400000.0);
  ors_input_take (f->input, FALSE, &turn);
  g_assert_cmpuint (turn.bytes, ==, 400000 * BYTES_PER_MS);
  g_assert_cmpuint (g_bytes_get_size (turn.audio), <=,
      300000 * BYTES_PER_MS);
  g_bytes_unref (turn.audio);
}

static void
test_format_change_keeps_the_clock (Fixture *f, gconstpointer chunk)
{
  append (f, 0, 1000);
  ors_input_configure (f->input, OA_AUDIO_FORMAT_PCMU, f->vad);
  g_assert_cmpuint (ors_input_total_ms (f->input), ==, 1000);
  g_assert_cmpfloat (ors_input_held_ms (f->input), ==, 0.0);
}

#define ADD(name, function, chunk) \
  g_test_add ("/serverinput/" name, Fixture, GSIZE_TO_POINTER (chunk), set_up, \
      function, tear_down)

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  ADD ("turn", test_turn, 960);
  ADD ("turn-in-odd-chunks", test_turn, 997);
  ADD ("turn-in-one-chunk", test_turn, 1000000);
  ADD ("turns-do-not-overlap", test_turns_do_not_overlap, 960);
  ADD ("hours-of-silence-are-not-kept", test_hours_of_silence_are_not_kept,
      960);
  ADD ("manual-turn-counts-everything", test_manual_turn_counts_everything,
      960);
  ADD ("format-change-keeps-the-clock", test_format_change_keeps_the_clock,
      960);
  return g_test_run ();
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* devices.c - the recipes with microphone and loudspeaker: real speech goes in
 * in real time, and a sink that synchronizes stands for the loudspeaker. */

#include "recipe.h"
#include "tape.h"
#include "../support/testcase.h"

#include <gst/audio/audio.h>
#include <math.h>

#define SPEAKER "fakesink name=out sync=true"

typedef struct
{
  Recipe recipe;
  Tape *out;
} Room;

static gboolean
room_build (Room *self, gchar *line)
{
  OrsOptions options = { .script = g_getenv ("RECIPE_SCRIPT") };

  recipe_replace (&line, "autoaudiosrc", MICROPHONE (SPOKEN_CAPS));
  recipe_replace (&line, "autoaudiosink", SPEAKER);
  if (!recipe_can_run (line)) {
    g_free (line);
    return FALSE;
  }
  recipe_build (&self->recipe, line, &options);
  self->out = tape_new (self->recipe.pipeline, "out", "sink");
  g_free (line);
  return TRUE;
}

static void
room_speak (Room *self, guint pause_ms)
{
  pipeline_play (self->recipe.pipeline);
  pipeline_feed (self->recipe.pipeline,
      speak ("Hello, can you hear me?", pause_ms), 44);
}

static void
room_stop (Room *self)
{
  gst_element_set_state (self->recipe.pipeline, GST_STATE_NULL);
  tape_free (self->out);
  recipe_stop (&self->recipe);
}

static void
assert_output (Room *self, gint rate, gint channels)
{
  g_autoptr (GstElement) out =
      gst_bin_get_by_name (GST_BIN (self->recipe.pipeline), "out");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (out, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstAudioInfo info;

  g_assert_nonnull (caps);
  g_assert_true (gst_audio_info_from_caps (&info, caps));
  g_assert_cmpint (GST_AUDIO_INFO_RATE (&info), ==, rate);
  g_assert_cmpint (GST_AUDIO_INFO_CHANNELS (&info), ==, channels);
  g_assert_cmpint (GST_AUDIO_INFO_FORMAT (&info), ==, GST_AUDIO_FORMAT_S16LE);
}

/* Of @samples, from the first that is loud to the last. */
static guint
loud_samples (const gint16 *samples, gsize count)
{
  gsize first = 0, last = count;

  while (first < count && ABS (samples[first]) < 300)
    first++;
  while (last > first && ABS (samples[last - 1]) < 300)
    last--;
  return last - first;
}

/* The answer sounds, as long as it is, at 48 kHz. */
TEST (echo_cancellation)
{
  GBytes *sent, *heard;
  gdouble ratio;
  Room room;
  gsize size;

  if (!room_build (&room, recipe_read ("Echo cancellation")))
    return;
  room_speak (&room, 1500);
  pipeline_wait (room.recipe.pipeline, "response-done", 1);
  pipeline_wait_eos (room.recipe.pipeline);
  assert_output (&room, 48000, 1);
  heard = tape_dup_bytes (room.out);
  sent = ors_server_dup_sent_audio (room.recipe.server, 1);
  size = g_bytes_get_size (sent);
  ratio = (gdouble) loud_samples (g_bytes_get_data (heard, NULL),
              g_bytes_get_size (heard) / 2)
      / loud_samples (g_bytes_get_data (sent, NULL), size / 2);
  g_assert_cmpfloat (ratio, >, 1.98);
  g_assert_cmpfloat (ratio, <, 2.02);
  g_bytes_unref (heard);
  g_bytes_unref (sent);
  room_stop (&room);
}

static gdouble
rms (const gint16 *samples, const gint16 *without, gsize count)
{
  gdouble sum = 0;

  for (gsize i = 0; i < count; i++) {
    gdouble sample = samples[i] - (without != NULL ? without[i] : 0);

    sum += sample * sample;
  }
  return sqrt (sum / count);
}

/* What remains without the answer, which begins at @begin; the mixer rounds
 * that to a sample. */
static gdouble
rest (const gint16 *mix, gsize begin, GBytes *sent)
{
  const gint16 *answer = g_bytes_get_data (sent, NULL);
  gsize size = g_bytes_get_size (sent) / 2;
  gdouble least = G_MAXDOUBLE;

  for (gint i = -2; i <= 2; i++)
    least = MIN (least, rms (mix + begin + i, answer, size));
  return least;
}

/* Where the answer begins in what was mixed, in samples. */
static gsize
find_begin (Tape *answer)
{
  TapeEntry entry;
  guint n = 0;

  do
    tape_get (answer, n++, &entry);
  while (entry.flags & GST_BUFFER_FLAG_GAP);
  return gst_util_uint64_scale_round (entry.pts, 24000, GST_SECOND);
}

/* Taken the answer away, the music remains. */
TEST (answers_over_music)
{
  gchar *line = recipe_read ("Answers over music");
  GBytes *sent, *heard;
  const gint16 *mix;
  gdouble before;
  Tape *answer;
  gsize begin, size;
  Room room;

  recipe_replace (&line, "uridecodebin uri=file:///music.ogg",
      "audiotestsrc is-live=true volume=0.5");
  recipe_replace (&line, "openairealtime", "openairealtime name=model");
  recipe_replace (&line, "rate=48000,channels=2", "rate=24000,channels=1");
  /* Not a word is to be missed on a busy machine. */
  recipe_replace (&line, "latency=40000000", "latency=1000000000");
  if (!room_build (&room, line))
    return;
  answer = tape_new (room.recipe.pipeline, "model", "src");
  room_speak (&room, 5000);
  pipeline_wait (room.recipe.pipeline, "playback-done", 1);
  tape_wait (room.out, tape_count (room.out) + 10);
  gst_element_set_state (room.recipe.pipeline, GST_STATE_PAUSED);
  assert_output (&room, 24000, 1);

  sent = ors_server_dup_sent_audio (room.recipe.server, 1);
  heard = tape_dup_bytes (room.out);
  mix = g_bytes_get_data (heard, NULL);
  begin = find_begin (answer);
  size = g_bytes_get_size (sent) / 2;
  g_assert_cmpuint (g_bytes_get_size (heard) / 2, >=, begin + size + 2);
  /* The first second may begin with what the music needed to start. */
  g_assert_cmpuint (begin, >, 36000);
  before = rms (mix + 24000, NULL, begin - 24000);
  g_assert_cmpfloat (before, >, 1000);
  g_assert_cmpfloat_with_epsilon (rest (mix, begin, sent), before,
      before / 10);
  g_bytes_unref (heard);
  g_bytes_unref (sent);
  gst_element_set_state (room.recipe.pipeline, GST_STATE_NULL);
  tape_free (answer);
  room_stop (&room);
}

TEST_MAIN (fixture_init ())

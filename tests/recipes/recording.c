/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recording.c - both sides in one file: what was at the same moment on the
 * clock is at the same place in the file. */

#include "recipe.h"
#include "tape.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>
#include <string.h>

#define RATE 24000
#define FRAME_SAMPLES 480
#define WAV_HEADER 44
#define SPEECH_AT_MS 700

/* Silence, a tone of a second from a known time on, and silence. */
static GBytes *
make_input (void)
{
  g_autoptr (GBytes) tone = make_speech ("pcm", 1, 1000, 1500);
  GByteArray *audio = g_byte_array_new ();

  g_byte_array_set_size (audio, SPEECH_AT_MS * 48);
  memset (audio->data, 0, audio->len);
  g_byte_array_append (audio, g_bytes_get_data (tone, NULL),
      g_bytes_get_size (tone));
  return g_byte_array_free_to_bytes (audio);
}

/* One channel of the file, 0 or 1. */
static GByteArray *
read_channel (const gchar *path, guint channel)
{
  GByteArray *audio = g_byte_array_new ();
  GError *error = NULL;
  gsize length;
  g_autofree gchar *wav = NULL;

  g_file_get_contents (path, &wav, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, WAV_HEADER);
  g_assert_cmpuint (wav[22], ==, 2);
  for (gsize i = WAV_HEADER + 2 * channel; i + 2 <= length; i += 4)
    g_byte_array_append (audio, (guint8 *) wav + i, 2);
  return audio;
}

static void
assert_position (const gchar *path, guint channel, GBytes *what,
    GstClockTime when)
{
  g_autoptr (GByteArray) audio = read_channel (path, channel);
  gssize at = find_audio (audio->data, audio->len, what, 2);
  gint64 expected = gst_util_uint64_scale_round (when, RATE, GST_SECOND);

  g_assert_cmpint (at, >=, 0);
  g_test_message ("channel %u: %" G_GINT64_FORMAT " samples off", channel,
      at / 2 - expected);
  g_assert_cmpint (ABS (at / 2 - expected), <=, FRAME_SAMPLES);
}

/* When the answer began by the clock. */
static GstClockTime
answer_time (Tape *answer)
{
  TapeEntry entry;
  guint n = 0;

  do
    tape_get (answer, n++, &entry);
  while (entry.flags & GST_BUFFER_FLAG_GAP);
  return entry.pts;
}

/* At the start, audiointerleave of GStreamer 1.22 sometimes finds audio before
 * it has agreed on caps, and gives up. TRUE when it did not. */
static gboolean
has_begun (GstElement *pipeline, Tape *both)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstMessage *error = NULL;

  while (tape_count (both) < 5 && error == NULL)
    error =
        gst_bus_timed_pop_filtered (bus, 10 * GST_MSECOND, GST_MESSAGE_ERROR);
  if (error != NULL) {
    g_assert_cmpstr (GST_OBJECT_NAME (GST_MESSAGE_SRC (error)), ==, "both");
    gst_message_unref (error);
  }
  return error == NULL;
}

/* Running, and being fed; what the model says, and the file, on tape. */
static void
start_recording (Recipe *recipe, const gchar *line, const OrsOptions *options,
    const gchar *path, GBytes *said, Tape **answer, Tape **both)
{
  gboolean begun = FALSE;

  for (guint tries = 0; !begun; tries++) {
    GstElement *file;

    g_assert_cmpuint (tries, <, 5);
    recipe_build (recipe, line, options);
    file = gst_bin_get_by_name (GST_BIN (recipe->pipeline), "file");
    g_object_set (file, "location", path, NULL);
    gst_object_unref (file);
    *answer = tape_new (recipe->pipeline, "model", "sink");
    *both = tape_new (recipe->pipeline, "both", "src");
    pipeline_play (recipe->pipeline);
    pipeline_feed (recipe->pipeline, g_bytes_ref (said), 48);
    begun = has_begun (recipe->pipeline, *both);
    if (!begun) {
      gst_element_set_state (recipe->pipeline, GST_STATE_NULL);
      tape_free (*answer);
      tape_free (*both);
      recipe_stop (recipe);
    }
  }
}

TEST (stereo)
{
  OrsOptions options = { .script = g_getenv ("RECIPE_SCRIPT") };
  gchar *line = recipe_read ("Both sides in one stereo file");
  g_autofree gchar *dir = g_dir_make_tmp ("recipes-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (dir, "talk.wav", NULL);
  GBytes *said = make_input (), *sent, *tone;
  Recipe recipe;
  Tape *answer, *both;

  recipe_replace (&line, "location=talk.wav", "name=file");
  recipe_replace (&line, "autoaudiosrc", MICROPHONE (PCM_CAPS));
  recipe_replace (&line, "autoaudiosink", "fakesink sync=true");
  if (recipe_can_run (line)) {
    start_recording (&recipe, line, &options, path, said, &answer, &both);
    pipeline_wait_eos (recipe.pipeline);
    gst_element_set_state (recipe.pipeline, GST_STATE_NULL);

    /* From a quarter of the tone on: what comes before repeats itself. */
    tone = g_bytes_new_from_bytes (said, SPEECH_AT_MS * 48 - 480, 48 * 1000);
    assert_position (path, 0, tone,
        SPEECH_AT_MS * GST_MSECOND - 10 * GST_MSECOND);
    sent = ors_server_dup_sent_audio (recipe.server, 1);
    assert_position (path, 1, sent, answer_time (answer));
    g_bytes_unref (sent);
    g_bytes_unref (tone);
    tape_free (answer);
    tape_free (both);
    recipe_stop (&recipe);
  }
  g_bytes_unref (said);
  g_free (line);
  g_remove (path);
  g_rmdir (dir);
}

TEST_MAIN (fixture_init ())

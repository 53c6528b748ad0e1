/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* text.c - the text pads on recordings: each caption where its sentence is in
 * the audio, as subtitle files and over a picture; the pads coming, going and
 * failing without a harm to the voice. */

#include "textrun.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>
#include <string.h>

#define MS GST_MSECOND
#define TOLERANCE (150 * MS)

#define SOURCE \
  "appsrc name=src format=time max-bytes=0 " \
  "caps=audio/x-raw,format=S16LE,layout=interleaved,rate=24000,channels=1 "
#define SINK \
  " ! appsink name=sink sync=false wait-on-eos=false " \
  "caps=audio/x-raw,format=S16LE,layout=interleaved,rate=24000,channels=1 "

static gboolean
have_element (const gchar *name)
{
  GstElementFactory *factory = gst_element_factory_find (name);
  gboolean found = factory != NULL;

  gst_clear_object (&factory);
  if (!found)
    g_test_skip (name);
  return found;
}

static Run *
run_questions (Fixture *f, guint pause_ms)
{
  g_autoptr (GBytes) questions = text_questions (pause_ms);
  Run *run = fixture_run (f, questions);

  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  return run;
}

static void
assert_near (GstClockTime time, GstClockTime expected)
{
  g_assert_cmpuint (time + TOLERANCE, >=, expected);
  g_assert_cmpuint (time, <=, expected + TOLERANCE);
}

/* In order, without overlap, and nothing of the time left out. */
static void
assert_seamless (const GArray *cues)
{
  GstClockTime at = 0;

  for (guint i = 0; i < cues->len; i++) {
    const Cue *cue = &g_array_index (cues, Cue, i);

    g_assert_cmpuint (cue->begin, >=, at);
    if (cue->text == NULL)
      g_assert_cmpuint (cue->begin, ==, at);
    at = cue->end;
  }
}

/* The n-th sentence of both answers. */
static const gchar *
sentence (guint n)
{
  guint first = g_strv_length ((gchar **) first_answer);

  return n < first ? first_answer[n] : second_answer[n - first];
}

static guint
count_sentences (void)
{
  return g_strv_length ((gchar **) first_answer)
      + g_strv_length ((gchar **) second_answer);
}

/* Answers that are joined have no pause between them: each is looked at by
 * itself. */
static GArray *
find_sentences (const Run *run)
{
  const GstStructure *played = run_nth (run, "openairealtime/playback-done", 0);
  GArray *sounds, *more;
  guint64 heard_ms;
  gsize cut;

  sounds = find_sounds (run->audio->data, run->audio->len, 200);
  if (sounds->len == count_sentences ())
    return sounds;
  g_array_unref (sounds);
  g_assert_true (gst_structure_get_uint64 (played, "heard-ms", &heard_ms));
  cut = heard_ms * 48;
  sounds = find_sounds (run->audio->data, cut, 200);
  more = find_sounds (run->audio->data + cut, run->audio->len - cut, 200);
  for (guint i = 0; i < more->len; i++) {
    Cue *sound = &g_array_index (more, Cue, i);

    sound->begin += heard_ms * MS;
    sound->end += heard_ms * MS;
    g_array_append_val (sounds, *sound);
  }
  g_array_unref (more);
  g_assert_cmpuint (sounds->len, ==, count_sentences ());
  return sounds;
}

static void
assert_captions_match (const GArray *cues, const Run *run)
{
  g_autoptr (GArray) sounds = find_sentences (run);
  guint i;

  for (i = 0; i < sounds->len; i++) {
    const Cue *sound = &g_array_index (sounds, Cue, i);
    const Cue *cue = cues_nth (cues, i);

    g_assert_nonnull (cue);
    g_assert_cmpstr (cue->text, ==, sentence (i));
    assert_near (cue->begin, sound->begin);
    assert_near (cue->end, sound->end);
  }
  g_assert_null (cues_nth (cues, i));
}

/* However fast the answer comes. */
static void
test_captions_lie_where_their_sentences_are (gconstpointer speed)
{
  GArray *cues;
  Fixture f;
  Run *run;

  text_start (&f, GPOINTER_TO_UINT (speed), 0);
  text_launch (&f,
      SOURCE "! openairealtime %s" SINK
             "element.output_transcript ! fakesink name=text sync=false");
  cues = text_watch (f.element, "output_transcript");
  run = run_questions (&f, 1500);
  assert_captions_match (cues, run);
  assert_seamless (cues);
  /* The first gap lets sinks of text preroll. */
  g_assert_null (g_array_index (cues, Cue, 0).text);
  run_free (run);
  fixture_stop (&f);
  cues_free (cues);
}

/* The first text comes long after the second: still in order, at its time. */
static void
test_user_text_lies_where_it_was_said (gconstpointer delay)
{
  static const struct
  {
    const gchar *text;
    GstClockTime begin;
    GstClockTime end;
  } expected[] = {
    { "Who is there?", 0, 1150 * MS },
    { "Is it you?", 1150 * MS, 2000 * MS },
    { "What do we do now?", 3500 * MS, 4700 * MS },
  };
  GArray *cues;
  Fixture f;
  Run *run;
  guint i;

  text_start (&f, 0, GPOINTER_TO_UINT (delay));
  text_launch (&f,
      SOURCE "! openairealtime %s" SINK
             "element.input_transcript ! fakesink name=text sync=false");
  cues = text_watch (f.element, "input_transcript");
  run = run_questions (&f, 1500);
  for (i = 0; i < G_N_ELEMENTS (expected); i++) {
    const Cue *cue = cues_nth (cues, i);

    g_assert_nonnull (cue);
    g_assert_cmpstr (cue->text, ==, expected[i].text);
    assert_near (cue->begin, expected[i].begin);
    assert_near (cue->end, expected[i].end);
  }
  g_assert_null (cues_nth (cues, i));
  assert_seamless (cues);
  run_free (run);
  fixture_stop (&f);
  cues_free (cues);
}

TEST (written_answer)
{
  GArray *cues;
  Fixture f;
  Run *run;
  guint i;

  text_start (&f, 0, 0);
  text_launch (&f,
      SOURCE "! openairealtime %s output-modality=text" SINK
             "element.output_transcript ! fakesink name=text sync=false");
  cues = text_watch (f.element, "output_transcript");
  run = run_questions (&f, 1500);
  g_assert_cmpuint (run->audio->len, ==, 0);
  for (i = 0; i < count_sentences (); i++)
    g_assert_cmpstr (cues_nth (cues, i)->text, ==, sentence (i));
  g_assert_null (cues_nth (cues, i));
  assert_seamless (cues);
  run_free (run);
  fixture_stop (&f);
  cues_free (cues);
}

/*** subtitle files ***/

static gchar *
tmp_file (const gchar *pattern)
{
  GError *error = NULL;
  gchar *path;

  g_close (g_file_open_tmp (pattern, &path, &error), NULL);
  g_assert_no_error (error);
  return path;
}

/* "00:00:01.820 --> 00:00:02.310", with comma or point. */
static gboolean
parse_times (const gchar *line, Cue *cue)
{
  guint h[2], m[2], s[2], ms[2];

  if (sscanf (line, "%u:%u:%u%*[.,]%u --> %u:%u:%u%*[.,]%u", &h[0], &m[0],
          &s[0], &ms[0], &h[1], &m[1], &s[1], &ms[1])
      != 8)
    return FALSE;
  cue->begin = (((h[0] * 60 + m[0]) * 60 + s[0]) * 1000 + ms[0]) * MS;
  cue->end = (((h[1] * 60 + m[1]) * 60 + s[1]) * 1000 + ms[1]) * MS;
  return TRUE;
}

static GArray *
read_subtitles (const gchar *path)
{
  GArray *cues = g_array_new (FALSE, TRUE, sizeof (Cue));
  g_autofree gchar *content = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++) {
    Cue cue = { NULL };

    if (!parse_times (g_strchomp (lines[i]), &cue))
      continue;
    cue.text = g_strdup (g_strchomp (lines[i + 1]));
    g_array_append_val (cues, cue);
  }
  return cues;
}

static void
free_subtitles (GArray *cues)
{
  for (guint i = 0; i < cues->len; i++)
    g_free (g_array_index (cues, Cue, i).text);
  g_array_unref (cues);
}

TEST (webvtt_file)
{
  g_autofree gchar *path = tmp_file ("openairealtime-XXXXXX.vtt");
  g_autofree gchar *line = g_strdup_printf (SOURCE
      "! openairealtime %%s" SINK
      "element.output_transcript ! webvttenc ! filesink location=%s",
      path);
  GArray *cues;
  Fixture f;
  Run *run;

  if (!have_element ("webvttenc"))
    return;
  text_start (&f, 0, 0);
  text_launch (&f, line);
  run = run_questions (&f, 1500);
  cues = read_subtitles (path);
  assert_captions_match (cues, run);
  free_subtitles (cues);
  run_free (run);
  fixture_stop (&f);
  g_unlink (path);
}

/* Both sides, on the recording's own time: the second question comes after the
 * first answer. */
TEST (subtitles_of_a_recording)
{
  g_autofree gchar *user = tmp_file ("openairealtime-XXXXXX.srt");
  g_autofree gchar *model = tmp_file ("openairealtime-XXXXXX.srt");
  g_autofree gchar *line = g_strdup_printf (SOURCE
      "! openairealtime %%s "
      "align-answers=true" SINK
      "element.output_transcript ! srtenc ! filesink location=%s "
      "element.input_transcript ! srtenc ! filesink location=%s",
      model, user);
  GArray *said, *answered;
  Fixture f;
  Run *run;

  if (!have_element ("srtenc"))
    return;
  text_start (&f, 0, 100);
  text_launch (&f, line);
  run = run_questions (&f, 12000);
  answered = read_subtitles (model);
  said = read_subtitles (user);
  assert_captions_match (answered, run);
  g_assert_cmpuint (said->len, ==, 3);
  /* The answer does not begin before the question is over. */
  g_assert_cmpuint (cues_nth (answered, 0)->begin, >=,
      cues_nth (said, 1)->end);
  g_assert_cmpuint (cues_nth (answered, 4)->begin, >=,
      cues_nth (said, 2)->end);
  free_subtitles (answered);
  free_subtitles (said);
  run_free (run);
  fixture_stop (&f);
  g_unlink (user);
  g_unlink (model);
}

static void
on_pad_added (GstElement *demux, GstPad *pad, gpointer data)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  GstObject *pipeline = gst_element_get_parent (demux);
  g_autoptr (GstPad) peer = gst_element_get_static_pad (sink, "sink");

  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  gst_pad_link (pad, peer);
  if (g_str_has_prefix (GST_PAD_NAME (pad), "subtitle"))
    g_ptr_array_add (data, text_watch (sink, "sink"));
  gst_object_unref (pipeline);
}

/* All that is in the text tracks of a file. */
static GPtrArray *
read_tracks (const gchar *path)
{
  g_autofree gchar *line = g_strdup_printf ("filesrc location=%s ! "
                                            "matroskademux name=demux",
      path);
  GPtrArray *tracks = g_ptr_array_new_with_free_func (
      (GDestroyNotify) cues_free);
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, NULL);
  g_autoptr (GstElement) demux =
      gst_bin_get_by_name (GST_BIN (pipeline), "demux");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstMessage *message;

  g_signal_connect (demux, "pad-added", G_CALLBACK (on_pad_added), tracks);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, WAIT_S * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_message_unref (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return tracks;
}

/* One file for all: the muxer, which waits for each of its inputs and takes no
 * gaps, comes to the end. */
TEST (text_tracks_of_a_file)
{
  g_autofree gchar *path = tmp_file ("openairealtime-XXXXXX.mkv");
  g_autofree gchar *line = g_strdup_printf (SOURCE
      "! openairealtime %%s "
      "align-answers=true ! tee name=tee ! queue ! matroskamux name=mux ! "
      "filesink location=%s tee. ! queue" SINK
      "element.output_transcript ! queue ! mux. "
      "element.input_transcript ! queue ! mux.",
      path);
  GPtrArray *tracks;
  Fixture f;
  Run *run;

  if (!have_element ("matroskamux"))
    return;
  text_start (&f, 0, 100);
  text_launch (&f, line);
  run = run_questions (&f, 12000);
  tracks = read_tracks (path);
  g_assert_cmpuint (tracks->len, ==, 2);
  assert_captions_match (g_ptr_array_index (tracks, 0), run);
  for (guint i = 0; i < 3; i++)
    g_assert_nonnull (cues_nth (g_ptr_array_index (tracks, 1), i));
  g_ptr_array_unref (tracks);
  run_free (run);
  fixture_stop (&f);
  g_unlink (path);
}

/*** over a picture ***/

#define VIDEO_FPS 10

/* Bright points of the n-th picture. */
static guint
count_bright (GstBuffer *buffer)
{
  GstMapInfo map;
  guint bright = 0;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  for (gsize i = 0; i < map.size; i++)
    bright += map.data[i] > 128;
  gst_buffer_unmap (buffer, &map);
  return bright;
}

static GstPadProbeReturn
on_picture (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  guint bright = count_bright (GST_PAD_PROBE_INFO_BUFFER (info));

  g_array_append_val ((GArray *) data, bright);
  return GST_PAD_PROBE_OK;
}

/* @time lies in a caption, with a picture's distance to its ends. */
static gint
is_captioned (const GArray *cues, GstClockTime time)
{
  GstClockTime slack = GST_SECOND / VIDEO_FPS;
  const Cue *cue;

  for (guint n = 0; (cue = cues_nth (cues, n)) != NULL; n++) {
    if (time >= cue->begin + slack && time + slack < cue->end)
      return TRUE;
    if (time + slack >= cue->begin && time < cue->end + slack)
      return -1;
  }
  return FALSE;
}

TEST (captions_over_a_picture)
{
  GArray *cues, *pictures = g_array_new (FALSE, FALSE, sizeof (guint));
  guint i, with = 0, without = 0;
  GstElement *screen;
  GstPad *pad;
  Fixture f;
  Run *run;

  if (!have_element ("textoverlay"))
    return;
  text_start (&f, 0, 0);
  text_launch (&f,
      SOURCE
      "! openairealtime %s" SINK "videotestsrc pattern=black num-buffers=240 ! "
      "video/x-raw,format=GRAY8,width=320,height=120,framerate=10/1 ! "
      "textoverlay name=overlay font-desc=\"Sans 20\" ! fakesink name=screen "
      "sync=false element.output_transcript ! queue ! overlay.text_sink");
  cues = text_watch (f.element, "output_transcript");
  screen = gst_bin_get_by_name (GST_BIN (f.pipeline), "screen");
  pad = gst_element_get_static_pad (screen, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_picture, pictures,
      NULL);
  gst_object_unref (pad);
  gst_object_unref (screen);
  run = run_questions (&f, 1500);

  g_assert_cmpuint (pictures->len, ==, 240);
  for (i = 0; i < pictures->len; i++) {
    guint bright = g_array_index (pictures, guint, i);
    gint captioned = is_captioned (cues, i * (GST_SECOND / VIDEO_FPS));

    if (captioned == TRUE) {
      g_assert_cmpuint (bright, >, 100);
      with++;
    } else if (captioned == FALSE) {
      g_assert_cmpuint (bright, ==, 0);
      without++;
    }
  }
  g_assert_cmpuint (with, >, 60);
  g_assert_cmpuint (without, >, 20);
  g_array_unref (pictures);
  run_free (run);
  fixture_stop (&f);
  cues_free (cues);
}

/*** pads ***/

static GstPadProbeReturn
on_eos (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS)
    g_async_queue_push (data, GINT_TO_POINTER (TRUE));
  return GST_PAD_PROBE_OK;
}

/* All of it comes to its end, whichever pads are linked. */
TEST (unlinked_pad_is_harmless)
{
  g_autoptr (GBytes) questions = text_questions (1500);
  GAsyncQueue *ends = g_async_queue_new ();
  GArray *cues;
  g_autoptr (GstPad) pad = NULL;
  Fixture f;
  Run *run;

  text_start (&f, 0, 0);
  text_launch (&f, SOURCE "! openairealtime %s" SINK);
  pad = gst_element_request_pad_simple (f.element, "output_transcript");
  g_assert_nonnull (pad);
  cues = text_watch (f.element, "output_transcript");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_eos, ends,
      NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, questions, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_nonnull (g_async_queue_timeout_pop (ends, WAIT_S * G_USEC_PER_SEC));
  assert_captions_match (cues, run);
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  gst_element_release_request_pad (f.element, pad);
  g_async_queue_unref (ends);
  run_free (run);
  fixture_stop (&f);
  cues_free (cues);
}

static GstFlowReturn
refuse (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (pad), "flow"));
}

/* What becomes of a text branch is not the voice's business. */
static void
test_failing_branch_stops_nothing (gconstpointer flow)
{
  GstPad *pad, *sink = gst_pad_new ("broken", GST_PAD_SINK);
  GArray *sounds, *user;
  Fixture f;
  Run *run;

  text_start (&f, 0, 0);
  text_launch (&f,
      SOURCE "! openairealtime %s" SINK
             "element.input_transcript ! fakesink sync=false");
  user = text_watch (f.element, "input_transcript");
  pad = gst_element_request_pad_simple (f.element, "output_transcript");
  g_object_set_data (G_OBJECT (sink), "flow", (gpointer) flow);
  gst_pad_set_chain_function (sink, refuse);
  gst_pad_set_active (sink, TRUE);
  g_assert_cmpint (gst_pad_link (pad, sink), ==, GST_PAD_LINK_OK);
  run = run_questions (&f, 1500);
  g_assert_cmpuint (run->n_errors, ==, 0);
  sounds = find_sentences (run);
  for (guint i = 0; i < 3; i++)
    g_assert_nonnull (cues_nth (user, i));
  g_array_unref (sounds);
  gst_element_release_request_pad (f.element, pad);
  gst_object_unref (pad);
  gst_object_unref (sink);
  run_free (run);
  fixture_stop (&f);
  cues_free (user);
}

/* Requested, watched and released at any moment of a run. */
TEST (pads_come_and_go)
{
  static const gchar *const names[] = { "output_transcript",
    "input_transcript" };
  g_autoptr (GBytes) questions = text_questions (1500);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  text_start (&f, 8, 0);
  text_launch (&f, SOURCE "! openairealtime %s" SINK);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, questions, TRUE);
  for (guint i = 0; i < 200; i++) {
    g_autoptr (GstPad) pad =
        gst_element_request_pad_simple (f.element, names[i % 2]);

    g_assert_nonnull (pad);
    g_assert_true (GST_PAD_IS_ACTIVE (pad));
    if (i % 3 == 0)
      g_thread_yield ();
    gst_element_release_request_pad (f.element, pad);
  }
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->audio->len, >, 0);
}

/* Twice the same: states leave nothing behind. */
TEST (second_run)
{
  GArray *cues;
  Fixture f;

  text_start (&f, 0, 0);
  text_launch (&f,
      SOURCE "! openairealtime %s" SINK
             "element.output_transcript ! fakesink sync=false");
  cues = text_watch (f.element, "output_transcript");
  run_free (run_questions (&f, 1500));
  g_assert_nonnull (cues_nth (cues, 6));
  g_array_set_size (cues, 0);
  run_free (run_questions (&f, 1500));
  for (guint i = 0; i < 2; i++)
    g_assert_nonnull (cues_nth (cues, i));
  assert_seamless (cues);
  fixture_stop (&f);
  cues_free (cues);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROW (captions_lie_where_their_sentences_are, "burst",
      GUINT_TO_POINTER (0));
  TEST_ROW (captions_lie_where_their_sentences_are, "fast",
      GUINT_TO_POINTER (20));
  TEST_ROW (user_text_lies_where_it_was_said, "at-once", GUINT_TO_POINTER (0));
  TEST_ROW (user_text_lies_where_it_was_said, "late", GUINT_TO_POINTER (400));
  TEST_ROW (failing_branch_stops_nothing, "error",
      GINT_TO_POINTER (GST_FLOW_ERROR));
  TEST_ROW (failing_branch_stops_nothing, "flushing",
      GINT_TO_POINTER (GST_FLOW_FLUSHING));
  TEST_ROW (failing_branch_stops_nothing, "eos",
      GINT_TO_POINTER (GST_FLOW_EOS));
  return g_test_run ();
}

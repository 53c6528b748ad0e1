/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* textlive.c - the text pads live: captions leave with the frame in which they
 * begin, none of an answer that was cut follows, and time never stands still.
 * Time is a test clock; the pads have no wait of their own on it. */

#include "liveharness.h"
#include "textrun.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <string.h>

#define MS GST_MSECOND
#define FRAME (20 * MS)
/* What a text pad gave, and what the audio pad did. */
typedef struct
{
  Fixture f;
  GstHarness *h;
  GstHarness *text;

  GMutex lock;
  GCond cond;
  GArray *cues;         /* of Cue */
  GstClockTime covered; /* end of the last */
  gboolean eos;
  guint32 eos_seqnum;
  guint responses;
  guint interruptions;

  GByteArray *audio;
  GstClockTime first;    /* of the audio */
  GstClockTime position; /* end of the last frame */
} Live;

static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Live *live = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  Cue cue = { NULL, GST_CLOCK_TIME_NONE, 0 };
  GstMapInfo map;

  g_mutex_lock (&live->lock);
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER) {
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    cue.text = g_strndup ((gchar *) map.data, map.size);
    gst_buffer_unmap (buffer, &map);
    cue.begin = GST_BUFFER_PTS (buffer);
    cue.end = cue.begin + GST_BUFFER_DURATION (buffer);
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    gst_event_parse_gap (event, &cue.begin, &cue.end);
    cue.end += cue.begin;
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    live->eos = TRUE;
    live->eos_seqnum = gst_event_get_seqnum (event);
  }
  if (GST_CLOCK_TIME_IS_VALID (cue.begin)) {
    g_array_append_val (live->cues, cue);
    live->covered = cue.end;
  }
  g_cond_broadcast (&live->cond);
  g_mutex_unlock (&live->lock);
  return GST_PAD_PROBE_OK;
}

static void
count_up (Live *live, guint *count)
{
  SHARED_CHANGE (live, (*count)++);
}

static void
on_response_done (GstElement *element, const GstStructure *response,
    gpointer data)
{
  count_up (data, &((Live *) data)->responses);
}

static void
on_interrupted (GstElement *element, const gchar *item_id, guint64 heard_ms,
    gpointer data)
{
  count_up (data, &((Live *) data)->interruptions);
}

static void
wait_for (Live *live, guint *count, guint least)
{
  SHARED_WAIT (live, *count >= least);
}

static void
cue_clear (gpointer data)
{
  g_free (((Cue *) data)->text);
}

static void
live_start (Live *live, const gchar *name, gdouble speed)
{
  GstPad *pad;

  memset (live, 0, sizeof (*live));
  g_mutex_init (&live->lock);
  g_cond_init (&live->cond);
  live->cues = g_array_new (FALSE, FALSE, sizeof (Cue));
  g_array_set_clear_func (live->cues, cue_clear);
  live->audio = g_byte_array_new ();
  live->first = GST_CLOCK_TIME_NONE;
  text_start (&live->f, speed, 0);
  live->h = live_harness_new (live->f.server, "pcm");
  g_signal_connect (live->h->element, "response-done",
      G_CALLBACK (on_response_done), live);
  g_signal_connect (live->h->element, "interrupted",
      G_CALLBACK (on_interrupted), live);

  pad = gst_element_request_pad_simple (live->h->element, name);
  g_assert_nonnull (pad);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      live, NULL);
  gst_object_unref (pad);
  live->text = gst_harness_new_with_element (live->h->element, NULL, name);
}

static void
live_stop (Live *live)
{
  gst_harness_teardown (live->text);
  gst_harness_teardown (live->h);
  fixture_stop (&live->f);
  g_array_unref (live->cues);
  g_byte_array_unref (live->audio);
  g_mutex_clear (&live->lock);
  g_cond_clear (&live->cond);
}

/* One frame leaves, and the text pad follows. */
static void
step (Live *live)
{
  GstBuffer *buffer = live_harness_next (live->h);
  GstMapInfo map;

  if (!GST_CLOCK_TIME_IS_VALID (live->first))
    live->first = GST_BUFFER_PTS (buffer);
  live->position = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_byte_array_append (live->audio, map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);

  SHARED_WAIT (live, live->covered >= live->position);
}

static guint
count_captions (Live *live)
{
  guint n = 0;

  g_mutex_lock (&live->lock);
  while (cues_nth (live->cues, n) != NULL)
    n++;
  g_mutex_unlock (&live->lock);
  return n;
}

static void
ask (Live *live)
{
  ACT (live->h->element, "send-text", "Hello", TRUE);
}

static void
run_until (Live *live, GstClockTime position)
{
  while (live->position < position)
    step (live);
}

/* The captions from the @n-th on are the sentences, where these sound. */
static void
assert_captions (Live *live, guint n, const gchar *const *sentences,
    guint skip_sounds)
{
  g_autoptr (GArray) sounds =
      find_sounds (live->audio->data, live->audio->len, 200);
  guint i;

  g_assert_cmpuint (sounds->len, ==,
      skip_sounds + g_strv_length ((gchar **) sentences));
  for (i = 0; sentences[i] != NULL; i++) {
    const Cue *sound = &g_array_index (sounds, Cue, skip_sounds + i);
    const Cue *cue = cues_nth (live->cues, n + i);

    g_assert_nonnull (cue);
    g_assert_cmpstr (cue->text, ==, sentences[i]);
    g_assert_cmpuint (cue->begin + 50 * MS, >, live->first + sound->begin);
    g_assert_cmpuint (cue->begin, <, live->first + sound->begin + 50 * MS);
    g_assert_cmpuint (cue->end, <, live->first + sound->end + 150 * MS);
  }
  g_assert_null (cues_nth (live->cues, n + i));
}

/* Every caption leaves with the frame it begins in, not before and not later;
 * between them no gap is longer than 100 ms. */
TEST_WITH (Live, live, captions_leave_in_time, "output_transcript", 0)
{
  guint seen = 0, i;

  run_until (live, 500 * MS);
  ask (live);
  wait_for (live, &live->responses, 1);
  while (live->position < 12 * GST_SECOND) {
    step (live);
    for (; seen < count_captions (live); seen++) {
      const Cue *cue = cues_nth (live->cues, seen);

      g_assert_cmpuint (cue->begin, <, live->position);
      g_assert_cmpuint (cue->begin + FRAME, >=, live->position);
    }
  }
  assert_captions (live, 0, first_answer, 0);
  for (i = 0; i < live->cues->len; i++) {
    const Cue *cue = &g_array_index (live->cues, Cue, i);

    if (i > 0)
      g_assert_cmpuint (cue->begin, >=,
          g_array_index (live->cues, Cue, i - 1).end);
    if (cue->text == NULL)
      g_assert_cmpuint (cue->end - cue->begin, <=, 100 * MS);
  }
}

/* An answer that comes while it is sounded, somewhat faster. */
TEST_WITH (Live, live, answer_under_way, "output_transcript", 4)
{
  ask (live);
  /* Five seconds of audio are there before time goes on. */
  for (guint n = 25; n <= 60; n += 5) {
    if (!ors_server_wait_event (live->f.server, "server",
            "response.output_audio.delta", n, G_USEC_PER_SEC))
      break;
    run_until (live, (n - 25) * 200 * MS);
  }
  wait_for (live, &live->responses, 1);
  run_until (live, 14 * GST_SECOND);
  assert_captions (live, 0, first_answer, 0);
}

/* Captions of audio that was dropped are dropped; those that left stay. The
 * next answer's lie at their time. */
TEST_WITH (Live, live, interruption, "output_transcript", 0)
{
  GstClockTime cut;
  gboolean ok;
  guint sounds;
  GArray *found;

  ask (live);
  wait_for (live, &live->responses, 1);
  while (count_captions (live) < 2)
    step (live);
  run_until (live, live->position + 200 * MS);
  g_signal_emit_by_name (live->h->element, "interrupt", &ok);
  wait_for (live, &live->interruptions, 1);
  cut = live->position;
  run_until (live, cut + 8 * GST_SECOND);
  g_assert_cmpuint (count_captions (live), ==, 2);

  found = find_sounds (live->audio->data, live->audio->len, 200);
  sounds = found->len;
  g_array_unref (found);
  ask (live);
  wait_for (live, &live->responses, 2);
  run_until (live, live->position + 8 * GST_SECOND);
  assert_captions (live, 2, second_answer, sounds);
}

/* Text without sound has the time at which it came. */
TEST_WITH (Live, live, written_answer, "output_transcript", 0)
{
  GstClockTime asked;
  const Cue *cue;

  g_object_set (live->h->element, "output-modality", 1, NULL);
  run_until (live, 3 * GST_SECOND);
  asked = live->position;
  ask (live);
  wait_for (live, &live->responses, 1);
  run_until (live, live->position + 15 * GST_SECOND);
  for (guint i = 0; first_answer[i] != NULL; i++) {
    cue = cues_nth (live->cues, i);
    g_assert_nonnull (cue);
    g_assert_cmpstr (cue->text, ==, first_answer[i]);
    if (i == 0)
      g_assert_cmpuint (cue->begin, ==, asked);
    else
      g_assert_cmpuint (cue->begin, >=, cues_nth (live->cues, i - 1)->end);
  }
}

static void
push_speech (Live *live)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1200, 1000);
  gsize i, size = g_bytes_get_size (speech);

  for (i = 0; i + 960 <= size; i += 960) {
    GstBuffer *buffer = gst_buffer_new_memdup (
        (const guint8 *) g_bytes_get_data (speech, NULL) + i, 960);

    GST_BUFFER_PTS (buffer) = i / 48 * MS;
    g_assert_cmpint (gst_harness_push (live->h, buffer), ==, GST_FLOW_OK);
  }
}

/* What the user said is told when it is over: it comes then, as long as it
 * took to say. */
TEST_WITH (Live, live, text_of_the_user, "input_transcript", 0)
{
  const Cue *one, *two;

  g_object_set (live->h->element, "transcription-model", "gpt-transcribe",
      NULL);
  run_until (live, 2 * GST_SECOND);
  push_speech (live);
  await_sent (live->f.server, "response.done", 1);
  wait_for (live, &live->responses, 1);
  run_until (live, 5 * GST_SECOND);
  one = cues_nth (live->cues, 0);
  two = cues_nth (live->cues, 1);
  g_assert_cmpstr (one->text, ==, "Who is there?");
  g_assert_cmpstr (two->text, ==, "Is it you?");
  g_assert_cmpuint (one->begin, ==, 2 * GST_SECOND);
  g_assert_cmpuint (two->begin, ==, one->end);
  g_assert_cmpuint (two->end - one->begin, >, 1000 * MS);
  g_assert_cmpuint (two->end - one->begin, <, 1400 * MS);
}

/* EOS comes behind the last text and is the one that came in. */
TEST_WITH (Live, live, eos, "output_transcript", 0)
{
  GstEvent *eos = gst_event_new_eos ();
  guint32 seqnum = gst_event_get_seqnum (eos);
  GstTestClock *clock;

  step (live);
  ask (live);
  wait_for (live, &live->responses, 1);
  g_assert_true (gst_harness_push_event (live->h, eos));
  while (count_captions (live) < 4)
    step (live);
  g_assert_false (live->eos);
  clock = gst_harness_get_testclock (live->h);
  for (;;) {
    GstBuffer *buffer;
    gboolean over;

    g_mutex_lock (&live->lock);
    over = live->eos;
    g_mutex_unlock (&live->lock);
    if (over)
      break;
    if (gst_test_clock_peek_next_pending_id (clock, NULL)
        && gst_harness_crank_single_clock_wait (live->h)) {
      buffer = gst_harness_try_pull (live->h);
      gst_clear_buffer (&buffer);
    }
    g_thread_yield ();
  }
  gst_object_unref (clock);
  g_assert_cmpuint (live->eos_seqnum, ==, seqnum);
  g_assert_cmpuint (count_captions (live), ==, 4);
}

/* After a flush the stream begins anew. */
TEST_WITH (Live, live, flush, "output_transcript", 0)
{
  GstSegment segment;

  ask (live);
  wait_for (live, &live->responses, 1);
  while (count_captions (live) < 2)
    step (live);
  g_assert_true (
      gst_harness_push_event (live->h, gst_event_new_flush_start ()));
  g_assert_true (
      gst_harness_push_event (live->h, gst_event_new_flush_stop (FALSE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (
      gst_harness_push_event (live->h, gst_event_new_segment (&segment)));
  g_mutex_lock (&live->lock);
  live->covered = 0;
  g_mutex_unlock (&live->lock);
  /* A frame of before may have waited already. */
  ask (live);
  wait_for (live, &live->responses, 2);
  while (count_captions (live) < 5)
    step (live);
  g_assert_cmpstr (cues_nth (live->cues, 2)->text, ==, second_answer[0]);
  g_assert_cmpstr (cues_nth (live->cues, 4)->text, ==, second_answer[2]);
}

/* The same as the source pad says. */
TEST_WITH (Live, live, latency, "output_transcript", 0)
{
  step (live);
  g_assert_cmpuint (gst_harness_query_latency (live->text), ==, 0);
  g_object_set (live->h->element, "lookahead", 5, NULL);
  g_assert_cmpuint (gst_harness_query_latency (live->text), ==, 15 * MS);
  g_assert_cmpuint (gst_harness_query_latency (live->text), ==,
      gst_harness_query_latency (live->h));
}

/* Released while its task waits, then requested again. */
TEST_WITH (Live, live, release_while_waiting, "output_transcript", 0)
{
  GstPad *pad;

  step (live);
  for (guint i = 0; i < 50; i++) {
    pad = gst_element_request_pad_simple (live->h->element, "input_transcript");
    g_assert_true (gst_pad_is_active (pad));
    gst_element_release_request_pad (live->h->element, pad);
    gst_object_unref (pad);
    step (live);
  }
}

TEST_MAIN (fixture_init ())

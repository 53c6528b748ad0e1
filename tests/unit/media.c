/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* media.c - the media of a session without pads, a session or a clock. */

#include "media/mediaprivate.h"
#include "../support/testcase.h"

#include <string.h>

#define MS GST_MSECOND
#define BYTES_PER_MS 48

typedef struct
{
  OaMedia *media;
  GstClockTime now;
  guint wakes;
  guint flushes;
  guint warnings;
  guint hurries;
} Room;

/*** the owner ***/

static gboolean
is_locked (Room *room)
{
  if (!g_mutex_trylock (&room->media->lock))
    return TRUE;
  g_mutex_unlock (&room->media->lock);
  return FALSE;
}

static void
on_wake (gpointer owner)
{
  Room *room = owner;

  g_assert_false (is_locked (room));
  g_atomic_int_inc (&room->wakes);
}

static GstClockTime
get_now (gpointer owner)
{
  g_assert_true (is_locked (owner));
  return ((Room *) owner)->now;
}

static void
on_flush (gpointer owner)
{
  g_assert_true (is_locked (owner));
  ((Room *) owner)->flushes++;
}

static void
on_queue_full (gpointer owner)
{
  g_assert_true (is_locked (owner));
  ((Room *) owner)->warnings++;
}

static void
on_expedite (gpointer owner)
{
  g_assert_true (is_locked (owner));
  ((Room *) owner)->hurries++;
}

static const OaMediaOwner owner_functions = { on_wake, get_now, on_flush,
  on_queue_full, on_expedite };

static OaMediaSettings
make_settings (void)
{
  return (OaMediaSettings){
    .frame = 20 * MS,
    .chunk = 40 * MS,
    .max_queue = GST_SECOND,
    .silence = TRUE,
    .min_pause = 250,
    .lookback = 100,
    .input = { .max_gap = 3 * GST_SECOND },
  };
}

static Room *
room_new (OaLiveness liveness)
{
  Room *room = g_new0 (Room, 1);
  OaMediaSettings settings = make_settings ();

  room->media = oa_media_new (&owner_functions, room);
  oa_media_lock (room->media);
  oa_media_begin_run (room->media, &settings, FALSE);
  oa_media_unlock (room->media);
  oa_media_set_input_active (room->media, TRUE);
  oa_media_set_liveness (room->media, liveness);
  oa_media_set_input_format (room->media, OA_AUDIO_FORMAT_PCM);
  oa_media_set_output_format (room->media, OA_AUDIO_FORMAT_PCM);
  oa_media_lock (room->media);
  oa_media_get_run (room->media)->playing = TRUE;
  oa_media_unlock (room->media);
  return room;
}

static void
room_free (Room *room)
{
  oa_media_unref (room->media);
  g_free (room);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

/* Live audio that was captured up to now. */
static GstFlowReturn
push (Room *room, guint ms)
{
  g_autofree guint8 *data = g_malloc0 (ms * BYTES_PER_MS);
  GstClockTime captured = room->now;

  room->now += ms * MS;
  return oa_media_push (room->media, data, ms * BYTES_PER_MS, captured, FALSE);
}

/* What may go up: ms of audio; -1 - a mark; 0 nothing. */
static gint
take (Room *room)
{
  OaUploadItem item = {
    OA_UPLOAD_NOTHING,
  };
  gint found = 0;

  oa_media_take_upload (room->media, OA_AUDIO_FORMAT_PCM, &item);
  if (item.kind == OA_UPLOAD_AUDIO) {
    found = g_bytes_get_size (item.audio) / BYTES_PER_MS;
    g_bytes_unref (item.audio);
  } else if (item.kind == OA_UPLOAD_MARK) {
    found = -1 - item.mark;
    g_free (item.data);
  }
  return found;
}

static gboolean
play (Room *room, const gchar *item_id, guint ms)
{
  guint8 *data = g_malloc (ms * BYTES_PER_MS);
  OaDecodedChunk chunk = { .format = OA_AUDIO_FORMAT_PCM, .duration = ms * MS };
  gboolean room_left;

  memset (data, 0x11, ms * BYTES_PER_MS);
  chunk.response_id = g_ref_string_new ("response");
  chunk.item_id = g_ref_string_new (item_id);
  chunk.audio = g_bytes_new_take (data, ms * BYTES_PER_MS);
  room_left = oa_media_play (room->media, &chunk, GST_CLOCK_TIME_NONE);
  g_bytes_unref (chunk.audio);
  g_ref_string_release (chunk.response_id);
  g_ref_string_release (chunk.item_id);
  return room_left;
}

/* The next frame of the cadence; time goes on with it. */
static OaFrameKind
pop (Room *room)
{
  OaFrame frame = { OA_FRAME_NONE };
  OaFrameKind kind;

  oa_media_lock (room->media);
  oa_media_pop_paced (room->media, &frame);
  oa_media_unlock (room->media);
  kind = frame.kind;
  if (kind == OA_FRAME_SPEECH)
    oa_media_settle_frame (room->media, &frame, TRUE);
  room->now = frame.pts + frame.duration;
  oa_frame_clear (&frame);
  return kind;
}

static OaMediaFigures
get_figures (Room *room)
{
  OaMediaFigures figures;
  guint64 underruns;

  oa_media_get_figures (room->media, &figures, &underruns);
  return figures;
}

static gboolean
is_at_end (Room *room)
{
  gboolean at_end;

  oa_media_lock (room->media);
  at_end = oa_media_is_at_end (room->media);
  oa_media_unlock (room->media);
  return at_end;
}

/*** input ***/

TEST (live_input_goes_up)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  g_assert_cmpint (push (room, 30), ==, GST_FLOW_OK);
  g_assert_cmpint (take (room), ==, 0);
  g_assert_cmpuint (room->wakes, ==, 0);
  g_assert_cmpint (push (room, 30), ==, GST_FLOW_OK);
  g_assert_cmpuint (room->wakes, ==, 1);
  g_assert_cmpint (take (room), ==, 40);
  g_assert_cmpint (take (room), ==, 0);
  g_assert_cmpuint (oa_media_get_sent_ms (room->media), ==, 40);
  g_assert_cmpuint (oa_media_audio_ms_to_running_time (room->media, 25), ==,
      25 * MS);
  g_assert_cmpint (get_figures (room).input_latency, ==, 20 * MS);
  g_assert_cmpuint (get_figures (room).input_duration, ==, 60 * MS);
}

TEST (a_full_queue_is_told_once)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  for (guint i = 0; i < 60; i++)
    push (room, 20);
  g_assert_cmpuint (room->warnings, ==, 1);
  g_assert_cmpuint (get_figures (room).input_dropped, ==, 200 * MS);
}

static gpointer
push_much (gpointer data)
{
  Room *room = data;
  g_autofree guint8 *audio = g_malloc0 (60000 * BYTES_PER_MS);

  return GINT_TO_POINTER (
      oa_media_push (room->media, audio, 60000 * BYTES_PER_MS, 0, FALSE));
}

/* A recording waits for room; deactivation, a failure and what downstream says
 * end the wait. */
static GstFlowReturn
end_wait (void (*end) (OaMedia *media))
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_BATCH);
  GThread *thread = g_thread_new ("push", push_much, room);
  GstFlowReturn ret;

  while (g_atomic_int_get (&room->wakes) == 0)
    g_thread_yield ();
  end (room->media);
  ret = GPOINTER_TO_INT (g_thread_join (thread));
  return ret;
}

static void
deactivate (OaMedia *media)
{
  oa_media_set_input_active (media, FALSE);
}

static void
fail (OaMedia *media)
{
  oa_media_lock (media);
  oa_media_get_run (media)->failed = TRUE;
  oa_media_wake (media);
  oa_media_unlock (media);
}

static void
unlink_source (OaMedia *media)
{
  oa_media_lock (media);
  oa_media_get_run (media)->result = GST_FLOW_NOT_LINKED;
  oa_media_wake (media);
  oa_media_unlock (media);
}

TEST (a_wait_for_room_ends)
{
  g_assert_cmpint (end_wait (deactivate), ==, GST_FLOW_FLUSHING);
  g_assert_cmpint (end_wait (fail), ==, GST_FLOW_EOS);
  g_assert_cmpint (end_wait (unlink_source), ==, GST_FLOW_NOT_LINKED);
}

static OaInputState
check (Room *room)
{
  OaAudioFormat format;
  GstFlowReturn ret;

  return oa_media_check_input (room->media, &format, &ret);
}

TEST (what_input_is_taken)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  OaMediaSettings settings = make_settings ();

  g_assert_cmpint (check (room), ==, OA_INPUT_TAKEN);
  oa_media_end_input (room->media);
  g_assert_cmpint (check (room), ==, OA_INPUT_AFTER_END);
  oa_media_flush (room->media, FALSE, FALSE);
  g_assert_cmpint (check (room), ==, OA_INPUT_TAKEN);
  oa_media_close_input (room->media);
  g_assert_cmpint (check (room), ==, OA_INPUT_DROPPED);
  oa_media_lock (room->media);
  oa_media_begin_run (room->media, &settings, FALSE);
  oa_media_unlock (room->media);
  g_assert_cmpint (check (room), ==, OA_INPUT_WITHOUT_FORMAT);
  oa_media_set_input_format (room->media, OA_AUDIO_FORMAT_PCMU);
  g_assert_cmpint (check (room), ==, OA_INPUT_TAKEN);
  oa_media_lock (room->media);
  oa_media_begin_run (room->media, &settings, TRUE);
  oa_media_unlock (room->media);
  oa_media_set_input_format (room->media, OA_AUDIO_FORMAT_PCMU);
  g_assert_cmpint (check (room), ==, OA_INPUT_DROPPED);
}

/* What is marked is due behind the audio before it, complete or not. */
TEST (end_and_commit_are_marks)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  push (room, 30);
  oa_media_mark_commit (room->media);
  g_assert_cmpint (take (room), ==, 30);
  g_assert_cmpint (take (room), ==, -1 - OA_MARK_COMMIT);
  push (room, 10);
  oa_media_end_input (room->media);
  g_assert_cmpint (take (room), ==, 10);
  g_assert_cmpint (take (room), ==, -1 - OA_MARK_END);
  g_assert_cmpint (take (room), ==, 0);
}

TEST (sent_audio_goes_up_again)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  push (room, 120);
  g_assert_cmpint (take (room), ==, 40);
  g_assert_cmpint (take (room), ==, 40);
  g_assert_cmpuint (oa_media_forget (room->media, 40), ==, 80);
  g_assert_cmpuint (oa_media_resend (room->media, TRUE), ==, 40 * MS);
  g_assert_cmpuint (oa_media_get_sent_ms (room->media), ==, 0);
  g_assert_cmpint (take (room), ==, 40);
  g_assert_cmpint (take (room), ==, -1 - OA_MARK_COMMIT);
  g_assert_cmpint (take (room), ==, 40);
}

TEST (liveness_stays_with_input)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  g_assert_false (oa_media_set_liveness (room->media, OA_LIVENESS_LIVE));
  g_assert_true (oa_media_set_liveness (room->media, OA_LIVENESS_BATCH));
  g_assert_true (oa_media_set_liveness (room->media, OA_LIVENESS_LIVE));
  push (room, 20);
  g_assert_false (oa_media_set_liveness (room->media, OA_LIVENESS_BATCH));
}

/*** speech ***/

TEST (speech_becomes_frames)
{
  Room *room = room_new (OA_LIVENESS_LIVE);
  g_autofree gchar *item = NULL;
  gint64 heard;

  g_assert_cmpint (pop (room), ==, OA_FRAME_SILENCE);
  g_assert_true (play (room, "a", 40));
  g_assert_true (oa_media_is_sounding (room->media));
  oa_media_end_item (room->media, "a");
  g_assert_cmpint (pop (room), ==, OA_FRAME_SPEECH);
  g_assert_null (oa_media_take_played (room->media, &heard));
  g_assert_cmpint (pop (room), ==, OA_FRAME_SPEECH);
  g_assert_cmpint (pop (room), ==, OA_FRAME_SILENCE);
  item = oa_media_take_played (room->media, &heard);
  g_assert_cmpstr (item, ==, "a");
  g_assert_cmpint (heard, ==, 40);
  g_assert_false (oa_media_is_sounding (room->media));
  g_assert_cmpuint (get_figures (room).output_received, ==, 40 * MS);
  g_assert_cmpuint (get_figures (room).output_duration, ==, 40 * MS);
  room_free (room);
}

/* By the pipeline's latency, what left a moment ago was not heard yet. */
TEST (an_interruption_tells_what_was_heard)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  GPtrArray *truncated;
  OaTruncatedItem *item;

  oa_media_set_latency (room->media, 20 * MS);
  play (room, "a", 200);
  pop (room);
  pop (room);
  truncated = oa_media_interrupt (room->media, TRUE);
  g_assert_cmpuint (truncated->len, ==, 1);
  item = g_ptr_array_index (truncated, 0);
  g_assert_cmpstr (item->item_id, ==, "a");
  g_assert_cmpint (item->heard_ms, ==, 20);
  g_assert_cmpint (item->dropped_ms, ==, 160);
  g_ptr_array_unref (truncated);
  g_assert_cmpuint (room->flushes, ==, 1);
  g_assert_cmpuint (get_figures (room).output_dropped, ==, 160 * MS);
  g_assert_cmpint (pop (room), ==, OA_FRAME_TAIL);
  g_assert_cmpint (get_figures (room).cut_latency, >=, 0);
  g_assert_cmpint (pop (room), ==, OA_FRAME_SILENCE);
  /* With nothing to cut, nothing is flushed. */
  g_ptr_array_unref (oa_media_interrupt (room->media, TRUE));
  g_assert_cmpuint (room->flushes, ==, 1);
}

static const OaTruncatedItem *
interrupt (Room *room, GPtrArray **truncated)
{
  *truncated = oa_media_interrupt (room->media, FALSE);
  return (*truncated)->len > 0 ? g_ptr_array_index (*truncated, 0) : NULL;
}

/* Whatever latency and clock say. Behind what empties a buffer far away no fade
 * may come. */
TEST (a_far_ear_is_believed)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  g_autoptr (GPtrArray) truncated = NULL;
  const OaTruncatedItem *item;
  gint64 heard;

  oa_media_set_heard (room->media, 0);
  play (room, "a", 200);
  pop (room);
  pop (room);
  pop (room);
  room->now = GST_SECOND;
  oa_media_set_heard (room->media, 30 * MS);
  item = interrupt (room, &truncated);
  g_assert_cmpint (item->heard_ms, ==, 30);
  g_assert_cmpint (item->dropped_ms, ==, 140);
  g_assert_false (item->heard_all);
  g_assert_cmpint (pop (room), ==, OA_FRAME_SILENCE);
  g_assert_null (oa_media_take_played (room->media, &heard));
}

/* All of it has left long ago, and its end is still to be heard. */
TEST (speech_is_in_flight_until_it_is_heard)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  g_autofree gchar *item = NULL;
  gint64 heard;
  guint i;

  oa_media_set_heard (room->media, 0);
  play (room, "a", 40);
  oa_media_end_item (room->media, "a");
  for (i = 0; i < 10; i++)
    pop (room);
  room->now = GST_SECOND;
  g_assert_null (oa_media_take_played (room->media, &heard));
  oa_media_set_heard (room->media, 39 * MS);
  g_assert_null (oa_media_take_played (room->media, &heard));
  oa_media_set_heard (room->media, 40 * MS);
  item = oa_media_take_played (room->media, &heard);
  g_assert_cmpstr (item, ==, "a");
}

/* What a run has been told is nothing to the next one. */
TEST (a_far_ear_is_of_its_run)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  OaMediaSettings settings = make_settings ();
  g_autoptr (GPtrArray) truncated = NULL;

  oa_media_set_heard (room->media, 0);
  oa_media_lock (room->media);
  oa_media_begin_run (room->media, &settings, FALSE);
  oa_media_unlock (room->media);
  oa_media_set_liveness (room->media, OA_LIVENESS_LIVE);
  oa_media_set_output_format (room->media, OA_AUDIO_FORMAT_PCM);
  play (room, "a", 200);
  pop (room);
  g_assert_cmpint (interrupt (room, &truncated)->heard_ms, ==, 20);
}

TEST (an_interruption_is_told_downstream_once)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  OaMediaInterruption told;

  g_assert_false (oa_media_has_interruption (room->media));
  oa_media_announce_interruption (room->media, "a", 20, 160);
  oa_media_announce_interruption (room->media, "b", 40, 0);
  g_assert_cmpuint (room->hurries, ==, 2);
  g_assert_true (oa_media_has_interruption (room->media));
  told = oa_media_take_interruption (room->media);
  g_assert_cmpstr (told.item_id, ==, "b");
  g_assert_cmpint (told.heard_ms, ==, 40);
  g_assert_false (oa_media_has_interruption (room->media));
  g_free (told.item_id);
}

TEST (held_speech_goes_on)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  g_assert_false (GST_CLOCK_TIME_IS_VALID (oa_media_resume (room->media)));
  play (room, "a", 200);
  g_assert_cmpint (pop (room), ==, OA_FRAME_SPEECH);
  oa_media_hold (room->media);
  g_assert_cmpint (pop (room), ==, OA_FRAME_TAIL);
  g_assert_cmpint (pop (room), ==, OA_FRAME_SILENCE);
  g_assert_cmpuint (oa_media_resume (room->media), ==, 40 * MS);
  g_assert_cmpint (pop (room), ==, OA_FRAME_SPEECH);
}

TEST (responses_that_sound)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  GPtrArray *responses;

  play (room, "a", 20);
  oa_media_end_item (room->media, "a");
  responses = oa_media_list_speaking (room->media);
  g_assert_cmpuint (responses->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (responses, 0), ==, "response");
  g_ptr_array_unref (responses);
  pop (room);
  responses = oa_media_list_speaking (room->media);
  g_assert_cmpuint (responses->len, ==, 0);
  g_ptr_array_unref (responses);
}

/* More than memory may hold is refused, and so are too many items. */
TEST (speech_has_a_bound)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  for (guint i = 0; i < OA_MEDIA_MAX_ITEMS; i++) {
    g_autofree gchar *id = g_strdup_printf ("item-%u", i);

    g_assert_true (play (room, id, 1));
  }
  g_assert_false (play (room, "one more", 1));
  g_assert_true (play (room, "item-7", 1));
}

/*** ends ***/

TEST (the_end_comes_behind_the_last_word)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  gint64 heard;

  play (room, "a", 20);
  oa_media_set_drained (room->media);
  g_assert_false (is_at_end (room));
  pop (room);
  g_free (oa_media_take_played (room->media, &heard));
  g_assert_true (is_at_end (room));
}

/* What the session ends before it knows of a flush is not the new input. */
TEST (an_end_of_the_past_is_dropped)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);

  play (room, "a", 100);
  push (room, 100);
  oa_media_flush (room->media, TRUE, TRUE);
  g_assert_cmpint (take (room), ==, 0);
  g_assert_false (oa_media_is_sounding (room->media));
  g_assert_cmpuint (get_figures (room).output_dropped, ==, 100 * MS);
  oa_media_set_drained (room->media);
  oa_media_close_input (room->media);
  g_assert_false (is_at_end (room));
  g_assert_cmpint (check (room), ==, OA_INPUT_TAKEN);
  oa_media_begin_again (room->media);
  oa_media_set_drained (room->media);
  g_assert_true (is_at_end (room));
}

TEST (a_run_leaves_nothing)
{
  g_autoptr (Room) room = room_new (OA_LIVENESS_LIVE);
  OaMediaSettings settings = make_settings ();
  const OaMediaRun *run = oa_media_get_run (room->media);

  play (room, "a", 100);
  push (room, 100);
  fail (room->media);
  oa_media_set_drained (room->media);
  oa_media_lock (room->media);
  oa_media_begin_run (room->media, &settings, FALSE);
  oa_media_unlock (room->media);
  g_assert_false (run->failed);
  g_assert_false (run->drained);
  g_assert_false (run->playing);
  g_assert_false (oa_media_is_sounding (room->media));
  g_assert_cmpuint (oa_media_get_sent_ms (room->media), ==, 0);
  g_assert_cmpuint (get_figures (room).input_duration, ==, 0);
  g_assert_cmpint (get_figures (room).input_latency, ==, -1);
}

TEST_MAIN (gst_init (NULL, NULL))

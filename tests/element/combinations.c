/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* combinations.c - two things at the same time: an interruption while the
 * connection is gone, an end while speech is held, and the like. */

#include "callharness.h"
#include "enums.h"
#include "../support/testcase.h"

#include <string.h>

/* Gone, and not to be had again before the service allows it. */
static void
lose_connection (Call *call)
{
  ors_server_set_scenario (call->f.server, "http-503", NULL);
  ors_server_close_sessions (call->f.server, 1012, "restart");
  watch_wait (call->watch, M ("reconnecting"), 1);
}

static void
allow_connections (Call *call)
{
  ors_server_set_scenario (call->f.server, NULL, NULL);
  watch_wait (call->watch, M ("reconnected"), 1);
}

static void
assert_no_errors (Call *call)
{
  assert_sent (call->f.server, "error", 0);
}

/*** interruption and reconnecting ***/

/* What is heard stops at once, also without a service to tell. */
static void
check_stop_while_reconnecting (const gchar *action)
{
  const gint64 heard = 19 * FRAME_MS - 60;
  gchar *conversation, *expected;
  Call call;

  call_start (&call, NULL);
  g_object_set (call.h->element, "push-to-talk", TRUE, NULL);
  say (&call, "Hello");
  watch_wait (call.watch, M ("response-done"), 1);
  hear_frames (&call, 20);
  lose_connection (&call);
  g_assert_true (act (&call, action));
  g_assert_cmpuint (watch_get_uint64 (watch_wait (call.watch,
              M ("interrupted"), 1), "heard-ms"), ==, heard);
  /* A fade, then silence. */
  g_assert_true (next_frame (&call));
  for (guint i = 0; i < 10; i++)
    g_assert_false (next_frame (&call));
  allow_connections (&call);
  g_object_get (call.h->element, "conversation", &conversation, NULL);
  expected = g_strdup_printf ("\"heard-ms\":%d", (gint) heard);
  g_assert_nonnull (strstr (conversation, expected));
  g_free (expected);
  g_free (conversation);
  assert_no_errors (&call);
  call_stop (&call);
}

TEST (interrupt_while_reconnecting)
{
  check_stop_while_reconnecting ("interrupt");
}

TEST (talk_while_reconnecting)
{
  check_stop_while_reconnecting ("talk-start");
}

/* The answer that broke off would be continued; it is wanted no more. */
TEST_WITH (Call, call, interrupted_answer_is_not_continued,
    &(OrsOptions){ .speed = 1 })
{
  say (call, "Hello");
  await_sent (call->f.server, "response.output_audio.delta", 3);
  hear_frames (call, 5);
  lose_connection (call);
  g_assert_true (act (call, "interrupt"));
  watch_wait (call->watch, M ("interrupted"), 1);
  allow_connections (call);
  say (call, "Something else");
  watch_wait (call->watch, M ("response-done"), 1);
  g_assert_cmpuint (count_client (call, "response.create"), ==, 2);
}

/* Nobody is left to judge what the user said: speech goes on, and that is
 * told. */
TEST_WITH (Call, call, connection_lost_while_held, NULL)
{
  g_object_set (call->h->element, "interrupt-hold", 10000, NULL);
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  user_says (call, 600, 0);
  watch_wait (call->watch, M ("speech-started"), 1);
  lose_connection (call);
  watch_wait (call->watch, M ("resumed"), 1);
  hear_frames (call, 10);
  g_assert_cmpuint (watch_count (call->watch, M ("interrupted")), ==, 0);
}

/* The greeting was asked for, and not a word of it came: it is asked for again
 * in its own words. */
TEST (greeting_lost_before_a_word)
{
  OrsOptions options = { .latency_ms = 10000 };
  gchar **log, **line;
  guint greetings = 0;
  Call call;

  fixture_start (&call.f, &options);
  call_take (&call,
      live_harness_new_with (call.f.server, "pcm", "greeting", "Welcome.",
          NULL));
  await_sent (call.f.server, "response.created", 1);
  ors_server_close_sessions (call.f.server, 1012, "restart");
  await_got (call.f.server, "response.create", 2);
  log = ors_server_dup_log (call.f.server);
  for (line = log; *line != NULL; line++)
    greetings += strstr (*line, "\"response.create\"") != NULL
        && strstr (*line, "Welcome.") != NULL;
  g_assert_cmpuint (greetings, ==, 2);
  g_strfreev (log);
  call_stop (&call);
}

/*** ends ***/

static gboolean
take_eos (Call *call)
{
  gboolean eos = FALSE;
  GstEvent *event;

  while (!eos && (event = gst_harness_try_pull_event (call->h)) != NULL) {
    eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    gst_event_unref (event);
  }
  return eos;
}

/* Time goes on whenever the task waits for it; it does so for as many frames as
 * the news of the end takes. */
static void
wait_for_eos (Call *call)
{
  GstTestClock *clock = gst_harness_get_testclock (call->h);
  gint64 deadline = g_get_monotonic_time () + WAIT_US;
  GstClockID next;

  while (!take_eos (call)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    if (gst_test_clock_peek_next_pending_id (clock, &next)) {
      gst_test_clock_set_time (clock,
          MAX (gst_clock_id_get_time (next),
              gst_clock_get_time (GST_CLOCK (clock))));
      gst_clock_id_unref (next);
      next = gst_test_clock_process_next_clock_id (clock);
      g_clear_pointer (&next, gst_clock_id_unref);
    } else {
      g_thread_yield ();
    }
  }
  gst_object_unref (clock);
}

/* All that the service has sent is heard, and only then the stream ends. */
static void
hear_the_end (Call *call)
{
  g_autoptr (GBytes) sent = ors_server_dup_sent_audio (call->f.server, 1);
  GstBuffer *frame;

  while (call->spoken->len < g_bytes_get_size (sent))
    next_frame (call);
  /* The time of the lookahead, in silence. */
  wait_for_eos (call);
  while ((frame = gst_harness_try_pull (call->h)) != NULL) {
    g_assert_true (GST_BUFFER_FLAG_IS_SET (frame, GST_BUFFER_FLAG_GAP));
    gst_buffer_unref (frame);
  }
  g_assert_cmpuint (watch_count (call->watch, M ("playback-done")), ==, 1);
  g_assert_cmpuint (watch_count (call->watch, M ("interrupted")), ==, 0);
}

/* The user is not heard any more, so the doubt would last until it counts as
 * an interruption. */
TEST_WITH (Call, call, end_while_held, NULL)
{
  g_object_set (call->h->element, "interrupt-hold", 600, NULL);
  say (call, "Say goodbye");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  user_says (call, 600, 0);
  watch_wait (call->watch, M ("speech-started"), 1);
  g_assert_true (act (call, "end-after-response"));
  watch_wait (call->watch, M ("resumed"), 1);
  hear_the_end (call);
}

/* What came of the goodbye is heard, then the stream ends as was asked for. */
TEST_WITH (Call, call, end_and_connection_lost, &(OrsOptions){ .speed = 1 })
{
  say (call, "Say goodbye");
  await_sent (call->f.server, "response.output_audio.delta", 4);
  hear_frames (call, 5);
  g_assert_true (act (call, "end-after-response"));
  /* Taken by the element, as the settings that follow tell. */
  await_got (call->f.server, "session.update", 2);
  ors_server_close_sessions (call->f.server, 1012, "restart");
  await_connection (call->f.server, "closed", 1);
  hear_the_end (call);
  g_assert_cmpuint (watch_count (call->watch, M ("reconnecting")), ==, 0);
}

/*** a remote ear ***/

/* It hears later than the sink: what it has not heard can be interrupted. */
TEST_WITH (Call, call, remote_ear_is_interrupted, NULL)
{
  const guint delay = 500, late = 10;
  guint64 heard;

  g_object_set (call->h->element, "playout-delay", delay, NULL);
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 1);
  while (next_frame (call))
    ;
  for (guint i = 1; i < late; i++)
    g_assert_false (next_frame (call));
  g_assert_cmpuint (watch_count (call->watch, M ("playback-done")), ==, 0);
  g_assert_true (act (call, "interrupt"));
  heard = watch_get_uint64 (watch_wait (call->watch, M ("interrupted"), 1),
      "heard-ms");
  /* Frames leave a lookahead before their time; the last is not over then. */
  g_assert_cmpuint (heard, ==, call->spoken->len / 48 + (late - 1) * FRAME_MS
      - 60 - delay);
  await_sent (call->f.server, "conversation.item.truncated", 1);
}

/*** input ***/

static void
heard_by_session (Call *call, guint session, guint ms)
{
  g_autoptr (GBytes) audio =
      ors_server_dup_session_audio (call->f.server, session);

  g_assert_cmpuint (g_bytes_get_size (audio), ==, ms * 48);
}

static void
start_by_hand (Call *call, gboolean reconnect)
{
  fixture_start (&call->f, NULL);
  call_take (call,
      live_harness_new_with (call->f.server, "pcm", "turn-detection",
          GST_OPENAI_REALTIME_TURN_DETECTION_NONE, "reconnect", reconnect,
          NULL));
  await_sent (call->f.server, "session.updated", 1);
}

/* Sessions are renewed whether lost ones are replaced or not. */
TEST (renewal_without_reconnect)
{
  Call call;

  start_by_hand (&call, FALSE);
  user_says (&call, 600, 0);
  await_got (call.f.server, "input_audio_buffer.append", 15);
  g_assert_true (act (&call, "renew"));
  watch_wait (call.watch, M ("renewed"), 1);
  user_says (&call, 600, 0);
  g_assert_true (act (&call, "commit"));
  await_sent (call.f.server, "input_audio_buffer.committed", 1);
  heard_by_session (&call, 2, 1200);
  assert_no_errors (&call);
  call_stop (&call);
}

static guint64
get_dropped (Call *call)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 dropped = 0;

  g_object_get (call->h->element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "input-dropped", &dropped);
  return dropped;
}

/* It forgets what was said before, not what is said until it is carried out. */
TEST (clear_input_while_reconnecting)
{
  Call call;

  start_by_hand (&call, TRUE);
  lose_connection (&call);
  user_says (&call, 200, 0);
  g_assert_true (act (&call, "clear-input"));
  while (get_dropped (&call) == 0)
    g_thread_yield ();
  user_says (&call, 600, 0);
  g_assert_true (act (&call, "commit"));
  allow_connections (&call);
  await_sent (call.f.server, "input_audio_buffer.committed", 1);
  heard_by_session (&call, 2, 600);
  assert_no_errors (&call);
  call_stop (&call);
}

/* The commit goes with its audio; what was asked for behind it does not. */
TEST (flush_of_a_waiting_commit)
{
  GstSegment segment;
  Call call;

  start_by_hand (&call, TRUE);
  lose_connection (&call);
  user_says (&call, 600, 0);
  g_assert_true (act (&call, "commit"));
  say (&call, "Hello");
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (call.h, gst_event_new_flush_start ()));
  g_assert_true (
      gst_harness_push_event (call.h, gst_event_new_flush_stop (FALSE)));
  g_assert_true (
      gst_harness_push_event (call.h, gst_event_new_segment (&segment)));
  allow_connections (&call);
  watch_wait (call.watch, M ("response-done"), 1);
  call_stop (&call);
}

TEST_MAIN (fixture_init ())

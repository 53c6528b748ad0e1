/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secondthoughts.c - what is no interruption: a cough, a protected answer, a
 * mode that has none; and how answers end on purpose. Time is a test clock, the
 * user's speech is real audio that the server's detector hears. */

#include "callharness.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <string.h>

/* The speech that left is the server's, every sample once, but for the
 * milliseconds that faded. */
static void
assert_all_spoken (Call *call)
{
  g_autoptr (GBytes) sent = ors_server_dup_sent_audio (call->f.server, 1);
  const guint8 *want = g_bytes_get_data (sent, NULL);
  gsize size = g_bytes_get_size (sent), i, other = 0;

  g_assert_cmpuint (call->spoken->len, >=, size);
  for (i = 0; i < size; i++)
    other += want[i] != call->spoken->data[i];
  g_assert_cmpuint (other, <=, 5 * 48);
}

/*** a cough ***/

/* What the element was told to do before this, it has done. */
static void
settle (Call *call)
{
  guint n = count_client (call, "conversation.item.create");
  gboolean ok;

  g_signal_emit_by_name (call->h->element, "send-event",
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
      "\"role\":\"system\",\"content\":[{\"type\":\"input_text\","
      "\"text\":\"Go on.\"}]}}",
      &ok);
  await_got (call->f.server, "conversation.item.create", n + 1);
}

/* While speech is held: its fade, which is not kept, and silence. */
static void
hear_the_hold (Call *call)
{
  gsize before = call->spoken->len, i;
  const gint16 *tail;

  g_assert_true (next_frame (call));
  tail = (gconstpointer) (call->spoken->data + before);
  for (i = FRAME_BYTES / 4; i < FRAME_BYTES / 2; i++)
    g_assert_cmpint (tail[i], ==, 0);
  g_byte_array_set_size (call->spoken, before);
  for (i = 0; i < 7; i++)
    g_assert_false (next_frame (call));
}

/* A cough while the model speaks: the speech is held, then goes on where it
 * was; the cough is no turn, nothing is cancelled or truncated. */
TEST_WITH (Call, call, a_cough_interrupts_nothing, NULL)
{
  g_object_set (call->h->element, "interrupt-hold", 3000,
      "interrupt-min-duration", 400, NULL);
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  user_says (call, 200, 0);
  watch_wait (call->watch, M ("speech-started"), 1);
  settle (call);
  hear_the_hold (call);
  user_says (call, 0, 1000);
  g_assert_cmpuint (watch_get_uint64 (watch_wait (call->watch, M ("resumed"),
              1), "held-ms"), ==, 8 * FRAME_MS);
  await_sent (call->f.server, "conversation.item.deleted", 1);
  while (next_frame (call))
    ;
  g_assert_cmpuint (watch_count (call->watch, M ("interrupted")), ==, 0);
  assert_all_spoken (call);
  g_assert_cmpuint (count_client (call, "conversation.item.truncate"), ==, 0);
  g_assert_cmpuint (count_client (call, "response.cancel"), ==, 0);
  g_assert_cmpuint (count_client (call, "response.create"), ==, 1);
  assert_sent (call->f.server, "error", 0);
}

/* What is long enough is meant: the answer ends, and the turn is answered. */
TEST_WITH (Call, call, a_word_interrupts, NULL)
{
  g_object_set (call->h->element, "interrupt-hold", 3000,
      "interrupt-min-duration", 400, NULL);
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  user_says (call, 900, 1000);
  watch_wait (call->watch, M ("interrupted"), 1);
  watch_wait (call->watch, M ("response-done"), 2);
  g_assert_cmpuint (watch_count (call->watch, M ("resumed")), ==, 0);
  g_assert_cmpuint (count_client (call, "conversation.item.truncate"), ==, 1);
  g_assert_cmpuint (count_client (call, "response.create"), ==, 2);
  assert_sent (call->f.server, "error", 0);
}

/* The words decide where they are known: none were said. */
TEST (no_words_interrupt_nothing)
{
  g_autofree gchar *script =
      g_build_filename (g_getenv ("TESTDATADIR"), "wordless.json", NULL);
  OrsOptions options = { .script = script };
  Call call;

  call_start (&call, &options);
  g_object_set (call.h->element, "interrupt-hold", 10000, "transcription-model",
      "gpt-transcribe", NULL);
  say (&call, "Hello");
  watch_wait (call.watch, M ("response-done"), 1);
  hear_frames (&call, 10);
  user_says (&call, 900, 1000);
  watch_wait (call.watch, M ("resumed"), 1);
  await_sent (call.f.server, "conversation.item.deleted", 1);
  g_assert_cmpuint (count_client (&call, "response.create"), ==, 1);
  call_stop (&call);
}

/* Without an answer in the air, a short word is a turn like any other. */
TEST_WITH (Call, call, a_short_turn_is_a_turn, NULL)
{
  g_object_set (call->h->element, "interrupt-hold", 3000,
      "interrupt-min-duration", 400, NULL);
  gst_buffer_unref (live_harness_next (call->h));
  user_says (call, 200, 1000);
  watch_wait (call->watch, M ("response-done"), 1);
  g_assert_cmpuint (count_client (call, "response.create"), ==, 1);
  g_assert_cmpuint (count_client (call, "conversation.item.delete"), ==, 0);
}

/*** answers that are not interrupted ***/

TEST (protected_greeting)
{
  OrsOptions options = { .speed = 4 };
  Call call;

  fixture_start (&call.f, &options);
  call_take (&call,
      live_harness_new_with (call.f.server, "pcm", "greeting",
          "Welcome. This call is recorded.", "protect-greeting", TRUE, NULL));
  await_sent (call.f.server, "response.output_audio.delta", 1);
  hear_frames (&call, 10);
  user_says (&call, 900, 1000);
  /* The greeting, then the answer to what was said meanwhile. */
  watch_wait (call.watch, M ("response-done"), 2);
  g_assert_cmpuint (watch_count (call.watch, M ("interrupted")), ==, 0);
  g_assert_cmpstr (gst_structure_get_string (watch_wait (call.watch,
              M ("response-done"), 1), "status"), ==, "completed");
  g_assert_cmpuint (count_client (&call, "conversation.item.truncate"), ==, 0);
  /* Protection is over by then, and told. */
  await_got (call.f.server, "session.update", 2);
  call_stop (&call);
}

/* Any response can be protected by its metadata. */
TEST_WITH (Call, call, protected_response, &(OrsOptions){ .speed = 4 })
{
  gboolean ok;

  ACT (call->h->element, "create-response",
      "{\"instructions\":\"Read the terms.\","
      "\"metadata\":{\"interruptible\":\"false\"}}");
  hear_frames (call, 5);
  user_says (call, 900, 1000);
  watch_wait (call->watch, M ("response-done"), 2);
  g_assert_cmpuint (watch_count (call->watch, M ("interrupted")), ==, 0);
  /* The application may stop it all the same. */
  g_signal_emit_by_name (call->h->element, "interrupt", &ok);
  watch_wait (call->watch, M ("interrupted"), 1);
}

TEST_WITH (Call, call, mode_none, NULL)
{
  gst_util_set_object_arg (G_OBJECT (call->h->element), "interrupt-mode",
      "none");
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  user_says (call, 900, 1000);
  watch_wait (call->watch, M ("response-done"), 2);
  g_assert_cmpuint (watch_count (call->watch, M ("interrupted")), ==, 0);
  g_assert_cmpuint (count_client (call, "conversation.item.truncate"), ==, 0);
}

/*** flush ***/

typedef struct
{
  GMutex lock;
  GCond cond;
  guint starts, stops, segments;
} Events;

static GstPadProbeReturn
count_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Events *events = data;

  g_mutex_lock (&events->lock);
  switch (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info))) {
    case GST_EVENT_FLUSH_START:
      events->starts++;
      break;
    case GST_EVENT_FLUSH_STOP:
      events->stops++;
      break;
    case GST_EVENT_SEGMENT:
      events->segments++;
      break;
    default:
      break;
  }
  g_cond_broadcast (&events->cond);
  g_mutex_unlock (&events->lock);
  return GST_PAD_PROBE_OK;
}

static void
watch_events (Events *events, GstElement *element)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "src");

  memset (events, 0, sizeof (*events));
  g_mutex_init (&events->lock);
  g_cond_init (&events->cond);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      count_event, events, NULL);
}

/* What is downstream goes too, and the cadence goes on behind it, from the same
 * running time, with a segment of its own. */
TEST_WITH (Call, call, flush_mode, NULL)
{
  GstClockTime before, pts;
  GstBuffer *buffer;
  Events events;
  gboolean ok;

  gst_util_set_object_arg (G_OBJECT (call->h->element), "interrupt-mode",
      "flush");
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  watch_events (&events, call->h->element);
  buffer = live_harness_next (call->h);
  before = GST_BUFFER_PTS (buffer);
  gst_buffer_unref (buffer);
  g_signal_emit_by_name (call->h->element, "interrupt", &ok);
  SHARED_WAIT (&events, events.segments != 0);
  g_assert_cmpuint (events.starts, ==, 1);
  g_assert_cmpuint (events.stops, ==, 1);
  for (guint i = 0; i < 10; i++) {
    buffer = live_harness_next (call->h);
    pts = GST_BUFFER_PTS (buffer);
    g_assert_cmpuint (pts, ==, before + FRAME_MS * GST_MSECOND);
    g_assert_true (
        GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT) == (i == 0));
    before = pts;
    gst_buffer_unref (buffer);
  }
}

/*** the application's wishes ***/

TEST_WITH (Call, call, clear_input_in_doubt_resumes, NULL)
{
  gboolean ok;

  g_object_set (call->h->element, "interrupt-hold", 10000, NULL);
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  user_says (call, 600, 0);
  watch_wait (call->watch, M ("speech-started"), 1);
  g_signal_emit_by_name (call->h->element, "clear-input", &ok);
  watch_wait (call->watch, M ("resumed"), 1);
  g_assert_cmpuint (watch_count (call->watch, M ("interrupted")), ==, 0);
}

TEST_WITH (Call, call, clear_input_by_hand_interrupts, NULL)
{
  gboolean ok;

  gst_util_set_object_arg (G_OBJECT (call->h->element), "turn-detection",
      "none");
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 10);
  g_signal_emit_by_name (call->h->element, "clear-input", &ok);
  watch_wait (call->watch, M ("interrupted"), 1);
}

/* A goodbye is heard whole, then the stream ends; the user cannot begin
 * anything new any more. */
TEST_WITH (Call, call, end_after_response, NULL)
{
  g_autoptr (GBytes) sent = NULL;
  GstEvent *event;
  gboolean eos = FALSE;

  say (call, "Say goodbye");
  ACT (call->h->element, "end-after-response");
  watch_wait (call->watch, M ("response-done"), 1);
  hear_frames (call, 5);
  user_says (call, 900, 1000);
  sent = ors_server_dup_sent_audio (call->f.server, 1);
  while (call->spoken->len < g_bytes_get_size (sent))
    next_frame (call);
  g_assert_cmpmem (call->spoken->data, g_bytes_get_size (sent),
      g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  /* Silence for the time of the lookahead, until the last sample has been
   * sounded; then the task wakes for a frame that is not there any more. */
  for (guint i = 0; i < 4; i++)
    g_assert_false (next_frame (call));
  g_assert_true (gst_harness_crank_single_clock_wait (call->h));
  while (!eos) {
    event = gst_harness_pull_event (call->h);
    g_assert_nonnull (event);
    eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    gst_event_unref (event);
  }
  g_assert_cmpuint (watch_count (call->watch, M ("playback-done")), ==, 1);
  g_assert_cmpuint (watch_count (call->watch, M ("interrupted")), ==, 0);
  g_assert_cmpuint (count_client (call, "input_audio_buffer.append"), ==, 0);
}

/*** the service disagrees ***/

static gchar *
get_conversation (Call *call)
{
  gchar *json;

  g_object_get (call->h->element, "conversation", &json, NULL);
  return json;
}

/* Every truncation is refused: that is not told, the call goes on, and what
 * the service has is what counts as heard. */
TEST_WITH (Call, call, refused_truncations_do_not_matter,
    &(OrsOptions){ .scenario = "refuse-truncate" })
{
  gboolean ok;
  g_autofree gchar *json = NULL;

  for (guint i = 1; i <= 3; i++) {
    say (call, "Hello");
    watch_wait (call->watch, M ("response-done"), i);
    hear_frames (call, 20);
    g_signal_emit_by_name (call->h->element, "interrupt", &ok);
    watch_wait (call->watch, M ("interrupted"), i);
    await_sent (call->f.server, "error", i);
  }
  /* An answer whose words come proves that the refusals were dealt with. */
  say (call, "Still there?");
  watch_wait (call->watch, M ("response-done"), 4);
  g_assert_cmpuint (watch_count (call->watch, M ("error")), ==, 0);
  json = get_conversation (call);
  g_assert_nonnull (strstr (json, "\"heard-ms\":10"));
}

TEST_MAIN (fixture_init ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reconnect.c - it comes back: lost connections are replaced, old sessions are
 * renewed, and neither the user's words nor what was said is lost. */

#include "callharness.h"
#include "enums.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <string.h>

/*** recordings ***/

typedef struct
{
  const gchar *name;
  const gchar *scenario;
  const gchar *detection;
  guint losses;
} Loss;

/* Where and how the connection breaks; each only for the first sessions. */
static const Loss losses[] = {
  { "in-the-question",
      "{\"fault\":\"close\",\"close\":1011,"
      "\"after_input_ms\":700,\"sessions\":1}",
      "server-vad", 1 },
  { "in-the-question-by-hand",
      "{\"fault\":\"close\",\"close\":1011,"
      "\"after_input_ms\":700,\"sessions\":1}",
      "none", 1 },
  { "twice",
      "{\"fault\":\"close\",\"close\":1011,"
      "\"after_input_ms\":700,\"sessions\":2}",
      "server-vad", 2 },
  { "in-the-answer",
      "{\"fault\":\"reset\",\"after_audio_ms\":400,"
      "\"sessions\":1}",
      "server-vad", 1 },
  { "in-the-answer-by-hand",
      "{\"fault\":\"reset\",\"after_audio_ms\":400,"
      "\"sessions\":1}",
      "none", 1 },
  { "expired",
      "{\"fault\":\"error-close\",\"code\":\"session_expired\","
      "\"message\":\"Your session hit the maximum duration of 60 minutes.\","
      "\"close\":1001,\"after_input_ms\":2000,\"sessions\":1}",
      "server-vad", 1 },
};

static gboolean
contains (GBytes *all, const guint8 *part, gsize size)
{
  const guint8 *data = g_bytes_get_data (all, NULL);
  gsize i, n = g_bytes_get_size (all);

  for (i = 0; i + size <= n; i += 2) {
    if (memcmp (data + i, part, size) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Some session has heard every question whole. */
static void
assert_questions_heard (Fixture *f, GBytes *speech, guint n)
{
  gsize size = 1200 * 48, step = g_bytes_get_size (speech) / n;
  guint i, session, sessions = ors_server_count_sessions (f->server);

  for (i = 0; i < n; i++) {
    gboolean heard = FALSE;

    for (session = 1; session <= sessions && !heard; session++) {
      g_autoptr (GBytes) audio =
          ors_server_dup_session_audio (f->server, session);

      heard = contains (audio,
          (const guint8 *) g_bytes_get_data (speech, NULL) + i * step, size);
    }
    g_assert_true (heard);
  }
}

static void
test_recording (gconstpointer data)
{
  const Loss *loss = data;
  OrsOptions options = { .scenario = loss->scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 3, 1200, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, &options);
  gst_util_set_object_arg (G_OBJECT (f.element), "turn-detection",
      loss->detection);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run_count (run, M ("reconnecting")), ==, loss->losses);
  g_assert_cmpuint (run_count (run, M ("reconnected")), ==, loss->losses);
  g_assert_cmpuint (ors_server_count_sessions (f.server), ==,
      loss->losses + 1);
  g_assert_cmpuint (ors_server_count_events (f.server, "server", "error"), <=,
      g_str_equal (loss->name, "expired") ? 1 : 0);
  assert_questions_heard (&f, speech, 3);
  g_assert_cmpuint (run_count (run, M ("response-done")), >=, 3);
}

/*** after the end ***/

/* A seek upstream: a flush, and the recording once more. */
static void
play_again (Fixture *f, GBytes *speech)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (f->element, "sink");
  GstSegment segment;
  GstBuffer *buffer = gst_buffer_new_wrapped_bytes (speech);

  g_assert_true (gst_pad_send_event (pad, gst_event_new_flush_start ()));
  g_assert_true (gst_pad_send_event (pad, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_pad_send_event (pad, gst_event_new_segment (&segment)));
  GST_BUFFER_PTS (buffer) = 0;
  g_assert_cmpint (gst_pad_chain (pad, buffer), ==, GST_FLOW_OK);
  g_assert_true (gst_pad_send_event (pad, gst_event_new_eos ()));
}

static GstOpenaiRealtimeConnectionState
get_state (Fixture *f)
{
  GstOpenaiRealtimeConnectionState state;

  g_object_get (f->element, "connection-state", &state, NULL);
  return state;
}

static void
wait_state (Fixture *f, GstOpenaiRealtimeConnectionState state)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  while (get_state (f) != state) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
}

static void
assert_answers_again (Fixture *f, GBytes *speech)
{
  g_autoptr (Run) run = NULL;

  play_again (f, speech);
  run = fixture_finish (f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->audio->len, >, 0);
  assert_sent (f->server, "response.done", 2);
}

/* The service closed behind the last answer, as it may: that is not told, and
 * the next pass over the recording gets a new session. */
TEST_PCM (again_without_the_service, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1200, 1000);
  Run *run;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  fixture_push (f, speech, TRUE);
  run = fixture_finish (f);
  g_assert_true (run->eos);
  run_free (run);
  ors_server_close_sessions (f->server, 1000, "idle");
  wait_state (f, GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
  assert_answers_again (f, speech);
  g_assert_cmpint (get_state (f), ==,
      GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  g_assert_cmpuint (ors_server_count_sessions (f->server), ==, 2);
}

static void
on_event (GstElement *element, const gchar *type, const gchar *json,
    gint *count)
{
  g_atomic_int_inc (count);
}

static void
wait_count (gint *count, gint n)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  while (g_atomic_int_get (count) < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
}

/* An end that was asked for is over when the input begins anew. */
TEST_PCM (again_after_end_after_response, NULL)
{
  gint created = 0;
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1200, 1000);
  Run *run;

  /* As the element knows it: one that is on its way to it is not waited for. */
  g_signal_connect (f->element, "event::response.created",
      G_CALLBACK (on_event), &created);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  fixture_push (f, speech, FALSE);
  wait_count (&created, 1);
  ACT (f->element, "end-after-response");
  run = fixture_finish (f);
  g_assert_true (run->eos);
  run_free (run);
  assert_answers_again (f, speech);
}

/* All has arrived, and sounds for a while: what the service says now does not
 * matter. */
static void
test_lost_behind_the_last_answer (gconstpointer scenario)
{
  OrsOptions options = { .scenario = scenario };
  GBytes *speech = make_speech ("pcm", 1, 1200, 1000), *sent;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, &options);
  g_object_set (f.sink, "sync", TRUE, NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  sent = ors_server_dup_sent_audio (f.server, 1);
  g_assert_cmpuint (run->audio->len, >=, g_bytes_get_size (sent));
  g_bytes_unref (sent);
  g_bytes_unref (speech);
}

/*** live ***/

/* Frames until the cadence is silent again after @responses answers. */
static void
play_out (Call *call, guint responses)
{
  gboolean silent = FALSE;

  watch_wait (call->watch, M ("response-done"), responses);
  while (
      !silent || watch_count (call->watch, M ("playback-done")) < responses) {
    g_autoptr (GstBuffer) buffer = live_harness_next (call->h);

    silent = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  }
}

/* "role:text" of each message that session @n has. */
static gchar *
tell_items (Call *call, guint n)
{
  g_autofree gchar *json = ors_server_dup_items (call->f.server, n);
  g_autoptr (JsonParser) parser = json_parser_new ();
  GString *told = g_string_new (NULL);
  JsonArray *items;

  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  items = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);

    g_string_append_printf (told, "%s:%.12s|",
        json_object_get_string_member_with_default (item, "role", "-"),
        json_object_get_string_member_with_default (item, "text", "-"));
  }
  return g_string_free (told, FALSE);
}

static gboolean
is_restored (const GstStructure *message)
{
  gboolean restored = FALSE;

  g_assert_true (gst_structure_get_boolean (message, "restored", &restored));
  return restored;
}

/* The new session knows what was said, and is told not to greet again. */
TEST_WITH (Call, call, the_model_remembers, NULL)
{
  g_autofree gchar *told = NULL;

  say (call, "My name is Ann.");
  play_out (call, 1);
  ors_server_close_sessions (call->f.server, 1012, "restart");
  g_assert_true (is_restored (watch_wait (call->watch, M ("reconnected"), 1)));
  say (call, "Who am I?");
  watch_wait (call->watch, M ("response-done"), 2);
  told = tell_items (call, 2);
  g_assert_true (g_str_has_prefix (told, "user:My name is A|assistant:"));
  g_assert_nonnull (strstr (told, "|system:The connecti|user:Who am I?|"));
  assert_sent (call->f.server, "error", 0);
}

/* Nothing was said yet: nothing is told, and that is said honestly. */
TEST_WITH (Call, call, nothing_to_remember, NULL)
{
  g_autofree gchar *told = NULL;

  await_sent (call->f.server, "session.updated", 1);
  ors_server_close_sessions (call->f.server, 1012, "restart");
  g_assert_false (is_restored (watch_wait (call->watch, M ("reconnected"), 1)));
  told = tell_items (call, 2);
  g_assert_cmpstr (told, ==, "");
}

/* The user is speaking when it breaks: the words before, during and after
 * reach the new session in one piece. */
TEST_WITH (Call, call, the_user_speaks_on, NULL)
{
  GBytes *spoken = make_speech ("pcm", 1, 600, 0), *heard;

  user_says (call, 600, 0);
  await_sent (call->f.server, "input_audio_buffer.speech_started", 1);
  ors_server_close_sessions (call->f.server, 1012, "restart");
  watch_wait (call->watch, M ("reconnecting"), 1);
  user_says (call, 600, 0);
  watch_wait (call->watch, M ("reconnected"), 1);
  user_says (call, 600, 1000);
  watch_wait (call->watch, M ("response-done"), 1);
  heard = ors_server_dup_session_audio (call->f.server, 2);
  g_assert_cmpuint (g_bytes_get_size (heard), >=,
      3 * g_bytes_get_size (spoken));
  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (spoken),
      g_bytes_get_data (spoken, NULL), g_bytes_get_size (spoken));
  assert_sent (call->f.server, "input_audio_buffer.committed", 1);
  g_bytes_unref (heard);
  g_bytes_unref (spoken);
}

/* How old the user's audio is when it goes up says nothing after a loss: part
 * of it goes up again. */
TEST_WITH (Call, call, input_latency_is_of_new_input, NULL)
{
  gint64 latency = -1;
  g_autoptr (GstStructure) stats = NULL;

  user_says (call, 600, 0);
  await_sent (call->f.server, "input_audio_buffer.speech_started", 1);
  for (guint i = 0; i < 300; i++)
    gst_buffer_unref (live_harness_next (call->h));
  ors_server_close_sessions (call->f.server, 1012, "restart");
  watch_wait (call->watch, M ("reconnected"), 1);
  await_sent (call->f.server, "input_audio_buffer.speech_started", 2);
  g_object_get (call->h->element, "stats", &stats, NULL);
  gst_structure_get_int64 (stats, "last-input-latency", &latency);
  g_assert_cmpint (latency, <, 1000 * GST_MSECOND);
}

/* The cadence does not know of it: not a frame is missing or late. */
TEST_WITH (Call, call, cadence_goes_on, NULL)
{
  GstClockTime next = GST_CLOCK_TIME_NONE;

  await_sent (call->f.server, "session.updated", 1);
  for (guint i = 0; i < 200; i++) {
    g_autoptr (GstBuffer) buffer = live_harness_next (call->h);

    if (i == 20)
      ors_server_close_sessions (call->f.server, 1012, "restart");
    g_assert_true (
        next == GST_CLOCK_TIME_NONE || GST_BUFFER_PTS (buffer) == next);
    next = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  }
  watch_wait (call->watch, M ("reconnected"), 1);
}

/* A service that goes after each answer is of use all the same: the tries do
 * not run out, and the waits do not grow. */
TEST_WITH (Call, call, answers_give_the_tries_back, NULL)
{
  g_object_set (call->h->element, "max-reconnects", 1, NULL);
  for (guint i = 1; i <= 5; i++) {
    say (call, "Hello");
    play_out (call, i);
    ors_server_close_sessions (call->f.server, 1011, "again");
    watch_wait (call->watch, M ("reconnected"), i);
  }
  g_assert_cmpuint (watch_count (call->watch, M ("reconnecting")), ==, 5);
}

/* Requests made while there is no service are kept. */
TEST_WITH (Call, call, requests_wait, NULL)
{
  await_sent (call->f.server, "session.updated", 1);
  ors_server_close_sessions (call->f.server, 1012, "restart");
  watch_wait (call->watch, M ("reconnecting"), 1);
  say (call, "Are you there?");
  watch_wait (call->watch, M ("response-done"), 1);
}

/*** an interruption while there is no service ***/

/* Keeps back one key, and so a connection. */
typedef struct
{
  GMutex lock;
  GCond cond;
  guint asked;
  guint kept; /* this one; 0 = none */
} Gate;

static gchar *
give_key (GstElement *element, gpointer data)
{
  Gate *gate = data;
  guint asked;

  g_mutex_lock (&gate->lock);
  asked = ++gate->asked;
  g_cond_broadcast (&gate->cond);
  while (asked == gate->kept)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return g_strdup ("sk-test");
}

static void
gate_wait (Gate *gate)
{
  SHARED_WAIT (gate, gate->asked >= gate->kept);
}

static void
gate_open (Gate *gate)
{
  SHARED_CHANGE (gate, gate->kept = 0);
}

static void
start_behind (Fixture *f, Gate *gate, const gchar *scenario)
{
  OrsOptions options = { .scenario = scenario };

  fixture_start_pcm (f, &options);
  g_signal_connect (f->element, "request-api-key", G_CALLBACK (give_key), gate);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
}

static void
interrupt_behind (Fixture *f, Gate *gate, guint session)
{
  ACT (f->element, "interrupt");
  gate_open (gate);
  await_sent (f->server, "session.updated", session);
  ACT (f->element, "send-event", "{\"type\":\"input_audio_buffer.clear\"}");
  await_got (f->server, "input_audio_buffer.clear", 1);
}

/* The words stay, the answers to them are not asked for. */
TEST (interrupted_requests_do_not_wait_on)
{
  Gate gate = { .kept = 1 };
  gboolean ok;
  g_auto (Fixture) f = { NULL };

  start_behind (&f, &gate, NULL);
  gate_wait (&gate);
  g_signal_emit_by_name (f.element, "send-text", "Hello", TRUE, &ok);
  g_signal_emit_by_name (f.element, "create-response", "{}", &ok);
  interrupt_behind (&f, &gate, 1);
  assert_got (f.server, "conversation.item.create", 1);
  assert_got (f.server, "response.create", 0);
}

/* It was lost before it began. */
TEST (interrupted_loss_is_not_asked_again)
{
  Gate gate = { .kept = 2 };
  gboolean ok;
  g_auto (Fixture) f = { NULL };

  start_behind (&f, &gate, "no-response");
  await_sent (f.server, "session.updated", 1);
  g_signal_emit_by_name (f.element, "send-text", "Hello", TRUE, &ok);
  await_got (f.server, "response.create", 1);
  ors_server_close_sessions (f.server, 1012, "restart");
  gate_wait (&gate);
  interrupt_behind (&f, &gate, 2);
  assert_got (f.server, "response.create", 1);
}

/* The budget: then there is one error, which names the cause. */
TEST_PCM (gives_up, NULL)
{
  Run *run;

  g_object_set (f->element, "max-reconnects", 2, NULL);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
  ors_server_stop (f->server);
  run = fixture_finish (f);
  g_assert_nonnull (run->error);
  g_assert_cmpuint (run->n_errors, ==, 1);
  g_assert_cmpuint (run_count (run, M ("reconnecting")), ==, 2);
  g_assert_cmpstr (gst_structure_get_string (run->details, "error-class"), ==,
      "network");
  run_free (run);
}

static void
pop_until_reconnected (GstBus *bus, guint *progress)
{
  gboolean done = FALSE;

  while (!done) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus,
        WAIT_S * GST_SECOND, GST_MESSAGE_PROGRESS | GST_MESSAGE_ELEMENT);
    GstProgressType type;

    g_assert_nonnull (message);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT) {
      done = gst_message_has_name (message, M ("reconnected"));
    } else {
      gst_message_parse_progress (message, &type, NULL, NULL);
      /* What is complete does not go on. */
      g_assert_cmpuint (progress[GST_PROGRESS_TYPE_COMPLETE], ==, 0);
      progress[type]++;
    }
  }
}

TEST_PCM (progress_is_complete_once, NULL)
{
  guint progress[GST_PROGRESS_TYPE_ERROR + 1] = { 0 };
  g_autoptr (GstBus) bus = NULL;

  bus = gst_element_get_bus (f->pipeline);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
  ors_server_close_sessions (f->server, 1012, "restart");
  pop_until_reconnected (bus, progress);
  g_assert_cmpuint (progress[GST_PROGRESS_TYPE_START], ==, 1);
  g_assert_cmpuint (progress[GST_PROGRESS_TYPE_COMPLETE], ==, 1);
  g_assert_cmpuint (progress[GST_PROGRESS_TYPE_ERROR], ==, 0);
}

/* What cannot get better is not tried again. */
TEST_PCM (fatal_is_final, NULL)
{
  g_autoptr (Run) run = NULL;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
  ors_server_set_scenario (f->server, "http-401", NULL);
  ors_server_close_sessions (f->server, 1012, "restart");
  run = fixture_finish (f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  g_assert_cmpuint (run_count (run, M ("reconnecting")), ==, 1);
}

/*** renewal ***/

/* Make before break: the new session takes over in a pause, knows what was
 * said, and that is not noticed. */
TEST_WITH (Call, call, renewal_on_demand, NULL)
{
  g_autofree gchar *told = NULL;

  say (call, "My name is Ann.");
  play_out (call, 1);
  ACT (call->h->element, "renew");
  g_assert_true (is_restored (watch_wait (call->watch, M ("renewed"), 1)));
  say (call, "Who am I?");
  watch_wait (call->watch, M ("response-done"), 2);
  told = tell_items (call, 2);
  g_assert_nonnull (strstr (told, "|user:Who am I?|"));
  g_assert_cmpuint (watch_count (call->watch, M ("reconnecting")), ==, 0);
  g_assert_cmpuint (ors_server_count_sessions (call->f.server), ==, 2);
}

/* It waits for the end of what is being said. */
TEST_WITH (Call, call, renewal_waits_for_a_pause, NULL)
{
  gboolean ok;

  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  g_signal_emit_by_name (call->h->element, "renew", &ok);
  await_sent (call->f.server, "session.updated", 2);
  for (guint i = 0; i < 30; i++)
    gst_buffer_unref (live_harness_next (call->h));
  g_assert_cmpuint (watch_count (call->watch, M ("renewed")), ==, 0);
  play_out (call, 1);
  watch_wait (call->watch, M ("renewed"), 1);
}

/* The service tells when it will end the session. */
TEST_WITH (Call, call, renewal_before_the_end,
    &(OrsOptions){
        .scenario = "{\"fault\":\"expires\",\"seconds\":4,\"sessions\":1}" })
{
  say (call, "Hello");
  watch_wait (call->watch, M ("renewed"), 1);
  g_assert_cmpuint (watch_count (call->watch, M ("reconnecting")), ==, 0);
}

/* The new one fails: the old one goes on as if nothing had been. */
TEST_WITH (Call, call, renewal_that_fails, NULL)
{
  gboolean ok;

  await_sent (call->f.server, "session.updated", 1);
  ors_server_set_scenario (call->f.server, "http-503", NULL);
  g_signal_emit_by_name (call->h->element, "renew", &ok);
  await_connection (call->f.server, "refused", 1);
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), 1);
  g_assert_cmpuint (watch_count (call->watch, M ("reconnecting")), ==, 0);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (recording, losses);
  TEST_ROW (lost_behind_the_last_answer, "expired",
      "{\"fault\":\"error-close\",\"code\":\"session_expired\","
      "\"message\":\"It is over.\",\"close\":1001,"
      "\"when\":\"response.done\"}");
  TEST_ROW (lost_behind_the_last_answer, "closed",
      "{\"fault\":\"close\",\"close\":1011,\"when\":\"response.done\"}");
  return g_test_run ();
}

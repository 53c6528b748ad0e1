/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* actions.c - what applications do and see: actions, signals, properties while
 * connected. */

#include "fixture.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
start_idle (Fixture *f, const OrsOptions *options)
{
  fixture_start_pcm (f, options);
}

static void
play (Fixture *f)
{
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
}

static Run *
end_run (Fixture *f)
{
  Run *run;

  fixture_push (f, NULL, TRUE);
  run = fixture_finish (f);
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  return run;
}

/* Text typed before the connection exists is not lost. */
TEST (send_text_is_answered)
{
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_idle (&f, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  ACT (f.element, "send-text", "Hello \"there\"", TRUE);
  await_sent (f.server, "response.done", 1);
  run = end_run (&f);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run->audio->len, >, 0);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 1);
}

/* Three wishes at once never meet "already has an active response". */
TEST (one_answer_at_a_time)
{
  gboolean ok;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_idle (&f, NULL);
  play (&f);
  for (guint i = 0; i < 3; i++)
    g_signal_emit_by_name (f.element, "create-response",
        "{\"instructions\":\"Say something.\"}", &ok);
  await_sent (f.server, "response.done", 3);
  run = end_run (&f);
  g_assert_no_error (run->error);
  assert_sent (f.server, "error", 0);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 3);
}

/* The turn ends behind the audio that was pushed before the action. */
TEST (commit_comes_after_its_audio)
{
  GBytes *speech = make_speech ("pcm", 1, 1000, 0), *heard;
  gboolean ok;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_idle (&f, NULL);
  gst_util_set_object_arg (G_OBJECT (f.element), "turn-detection", "none");
  play (&f);
  fixture_push (&f, speech, FALSE);
  /* The element has it all when the service has most of it. */
  await_got (f.server, "input_audio_buffer.append", 2);
  ACT (f.element, "commit");
  await_sent (f.server, "input_audio_buffer.committed", 1);
  g_signal_emit_by_name (f.element, "create-response", NULL, &ok);
  await_sent (f.server, "response.done", 1);
  heard = ors_server_dup_session_audio (f.server, 1);
  g_assert_cmpuint (g_bytes_get_size (heard), ==, g_bytes_get_size (speech));
  run = end_run (&f);
  g_assert_no_error (run->error);
  g_bytes_unref (heard);
  g_bytes_unref (speech);
}

/* What was not spoken: words of the application's, a picture, items that go. */
TEST (items_of_the_application)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', 0, 1, 2, 3 };
  g_autoptr (GBytes) image = g_bytes_new_static (png, sizeof (png));
  gboolean ok;
  gchar *json;
  g_auto (Fixture) f = { NULL };

  start_idle (&f, NULL);
  play (&f);
  ACT (f.element, "add-message", "system", "Ann calls.");
  g_signal_emit_by_name (f.element, "add-message", "king", "No.", &ok);
  g_assert_false (ok);
  g_signal_emit_by_name (f.element, "send-image", "image/gif", image, TRUE,
      &ok);
  g_assert_false (ok);
  ACT (f.element, "send-image", "image/png", image, TRUE);
  await_sent (f.server, "response.done", 1);
  json = ors_server_dup_items (f.server, 1);
  g_assert_nonnull (strstr (json, "Ann calls."));
  g_assert_nonnull (strstr (json, "data:image/png;base64,iVBORwABAgM="));
  g_free (json);
  g_signal_emit_by_name (f.element, "retrieve-item", "nothing", &ok);
  await_got (f.server, "conversation.item.retrieve", 1);
  g_signal_emit_by_name (f.element, "delete-item", "nothing", &ok);
  await_got (f.server, "conversation.item.delete", 1);
  assert_got (f.server, "response.create", 1);
}

/* A conversation of before is told first, in order, then comes the greeting. */
TEST (history)
{
  const gchar *first, *second, *greeting;
  gchar *json, **log, *all;
  g_auto (Fixture) f = { NULL };

  start_idle (&f, NULL);
  g_object_set (f.element, "greeting", "Hello again", "history",
      "[{\"role\":\"user\",\"text\":\"I am Ann\"},"
      "{\"role\":\"assistant\",\"text\":\"Hello Ann\"}]",
      NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  await_sent (f.server, "response.done", 1);
  log = ors_server_dup_log (f.server);
  all = g_strjoinv ("", log);
  first = strstr (all, "I am Ann");
  second = strstr (all, "Hello Ann");
  greeting = strstr (all, "response.create\"");
  g_assert_nonnull (first);
  g_assert_true (first < second && second < greeting);
  json = ors_server_dup_items (f.server, 1);
  g_assert_nonnull (strstr (json, "I am Ann"));
  g_free (json);
  g_free (all);
  g_strfreev (log);
}

/* A guard rail: the answer goes, another comes, nothing is refused. */
TEST (replace_response)
{
  /* The answer has not begun when it is stopped: one that were over by then
   * would make the service refuse that. */
  const OrsOptions options = { .speed = 20, .latency_ms = 1000 };
  gboolean ok;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_idle (&f, &options);
  play (&f);
  g_signal_emit_by_name (f.element, "send-text", "Tell me", TRUE, &ok);
  ACT (f.element, "replace-response",
      "{\"instructions\":\"Say that you may not tell.\"}");
  await_sent (f.server, "response.done", 2);
  run = end_run (&f);
  g_assert_no_error (run->error);
  assert_sent (f.server, "error", 0);
}

/* A commit whose audio was cleared away does not keep back what follows. */
TEST (clear_input_does_not_block_requests)
{
  gboolean ok;
  g_auto (Fixture) f = { NULL };

  start_idle (&f, NULL);
  play (&f);
  g_signal_emit_by_name (f.element, "commit", &ok);
  g_signal_emit_by_name (f.element, "clear-input", &ok);
  g_signal_emit_by_name (f.element, "send-text", "Hello", TRUE, &ok);
  await_sent (f.server, "response.done", 1);
}

TEST (actions_need_a_session)
{
  gboolean ok;
  g_auto (Fixture) f = { NULL };

  start_idle (&f, NULL);
  g_signal_emit_by_name (f.element, "send-text", "Hello", TRUE, &ok);
  g_assert_false (ok);
  g_signal_emit_by_name (f.element, "commit", &ok);
  g_assert_false (ok);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (f.element, "send-event", "{\"no\":\"type\"}", &ok);
  g_assert_false (ok);
  g_signal_emit_by_name (f.element, "send-event", "[[[", &ok);
  g_assert_false (ok);
  g_signal_emit_by_name (f.element, "send-text", "\xff", TRUE, &ok);
  g_assert_false (ok);
}

/* A changed property goes out as the difference only. */
TEST (changed_property_is_sent)
{
  gchar **log;
  g_auto (Fixture) f = { NULL };
  guint i, found = 0;

  start_idle (&f, NULL);
  play (&f);
  g_object_set (f.element, "instructions", "Be brief.", NULL);
  await_sent (f.server, "session.updated", 2);
  log = ors_server_dup_log (f.server);
  for (i = 0; log[i] != NULL; i++) {
    if (strstr (log[i], "\"client\"") && strstr (log[i], "Be brief.")) {
      g_assert_null (strstr (log[i], "turn_detection"));
      found++;
    }
  }
  g_assert_cmpuint (found, ==, 1);
  g_strfreev (log);
}

typedef struct
{
  GMutex lock;
  GCond cond;
  guint events;
  GThread *thread;
} Seen;

static void
on_event (GstElement *element, const gchar *type, const gchar *json,
    gpointer data)
{
  Seen *seen = data;

  g_assert_cmpstr (type, ==, "session.updated");
  g_assert_nonnull (strstr (json, "session.updated"));
  g_mutex_lock (&seen->lock);
  seen->events++;
  seen->thread = g_thread_self ();
  g_cond_signal (&seen->cond);
  g_mutex_unlock (&seen->lock);
}

TEST (raw_events_by_detail)
{
  Seen seen = { 0 };
  Fixture f;

  g_mutex_init (&seen.lock);
  g_cond_init (&seen.cond);
  start_idle (&f, NULL);
  g_signal_connect (f.element, "event::session.updated", G_CALLBACK (on_event),
      &seen);
  play (&f);
  SHARED_WAIT (&seen, seen.events != 0);
  g_assert_true (seen.thread != g_thread_self ());
  fixture_stop (&f);
  g_mutex_clear (&seen.lock);
  g_cond_clear (&seen.cond);
}

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean entered;
  gboolean release;
} Gate;

static void
on_transcript (GstElement *element, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final, gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->entered = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->release)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

/* A handler that does not return delays neither the audio nor a state
 * change. */
TEST (slow_handler_delays_nobody)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  GstSample *sample = NULL;
  Gate gate = { 0 };
  g_auto (Fixture) f = { NULL };

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.cond);
  start_idle (&f, NULL);
  g_signal_connect (f.element, "transcript", G_CALLBACK (on_transcript), &gate);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, FALSE);
  SHARED_WAIT (&gate, gate.entered);
  g_signal_emit_by_name (f.sink, "try-pull-sample",
      (guint64) WAIT_S * GST_SECOND, &sample);
  g_assert_nonnull (sample);
  gst_sample_unref (sample);
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  SHARED_CHANGE (&gate, gate.release = TRUE);
}

/* Items in order with texts, lengths and what was heard; sums of usage. */
TEST (conversation_and_stats)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 2, 1000, 1500);
  guint64 turns = 0, received = 0, out = 0, sent = 0;
  g_autoptr (JsonParser) parser = json_parser_new ();
  gchar *json, *id;
  g_autoptr (GstStructure) stats = NULL;
  JsonObject *answer;
  JsonArray *items;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_idle (&f, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_object_get (f.element, "conversation", &json, "stats", &stats, "session-id",
      &id, NULL);
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  items = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (items), ==, 4);
  answer = json_array_get_object_element (items, 1);
  g_assert_cmpstr (json_object_get_string_member (answer, "role"), ==,
      "assistant");
  g_assert_nonnull (
      strstr (json_object_get_string_member (answer, "text"), "I heard"));
  g_assert_cmpint (json_object_get_int_member (answer, "heard-ms"), ==,
      json_object_get_int_member (answer, "audio-ms"));
  gst_structure_get (stats, "turns", G_TYPE_UINT64, &turns, "output-received",
      G_TYPE_UINT64, &received, "output-audio-tokens", G_TYPE_UINT64, &out,
      "events-sent", G_TYPE_UINT64, &sent, NULL);
  g_assert_cmpuint (turns, ==, 2);
  g_assert_cmpuint (received, ==,
      gst_util_uint64_scale (run->audio->len, GST_SECOND, 48000));
  g_assert_cmpuint (out, >, 0);
  /* Each message once, the silence that ends a recording too: the answer may be
   * here before the server has read the last of it. */
  await_got (f.server, NULL, sent);
  g_assert_cmpuint (sent, ==, ors_server_count_events (f.server, "client",
          NULL));
  g_assert_nonnull (id);
  g_free (json);
  g_free (id);
}

TEST (greeting_comes_first)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_idle (&f, NULL);
  g_object_set (f.element, "greeting", "Good morning!", NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 2);
}

TEST_MAIN (fixture_init ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tools.c - function calls: every call answered once, one answer for all calls
 * of a response, whatever handlers, timeouts, users and states do meanwhile.
 * The local server refuses an output that is early or second, and a second
 * response. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "fixture.h"
#include "liveharness.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define WAIT_US (WAIT_S * G_USEC_PER_SEC)

#define TOOLS \
  "[{\"type\":\"function\",\"name\":\"get_weather\"," \
  "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":" \
  "{\"type\":\"string\"}},\"required\":[\"city\"]}}]"
#define CALL "{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Ulm\"}}"
#define ANSWER \
  "{\"when\":{\"tool\":\"get_weather\"},\"say\":\"It says: " \
  "{output}.\"}"

/* What handlers and tests tell each other. */
typedef struct
{
  GMutex lock;
  GCond cond;
  guint calls; /* handlers that were entered */
  guint inside;
  guint wanted_inside;
  guint responses; /* response-done */
  gboolean release;
  gchar *call_id; /* of the last call */
  GstElement *element;
} Told;

static void
told_init (Told *told, GstElement *element)
{
  memset (told, 0, sizeof (*told));
  g_mutex_init (&told->lock);
  g_cond_init (&told->cond);
  told->element = element;
}

static void
told_clear (Told *told)
{
  g_mutex_clear (&told->lock);
  g_cond_clear (&told->cond);
  g_free (told->call_id);
}

static void
note_call (Told *told, const gchar *call_id)
{
  g_mutex_lock (&told->lock);
  told->calls++;
  g_free (told->call_id);
  told->call_id = g_strdup (call_id);
  g_cond_broadcast (&told->cond);
  g_mutex_unlock (&told->lock);
}

static void
wait_for (Told *told, guint *count, guint n)
{
  g_mutex_lock (&told->lock);
  while (*count < n)
    g_cond_wait (&told->cond, &told->lock);
  g_mutex_unlock (&told->lock);
}

static void
start (Fixture *f, const gchar *script)
{
  fixture_start_script (f, NULL, script);
  fixture_build (f, format_caps ("pcm"), format_caps ("pcm"));
  g_object_set (f->element, "tools", TOOLS, NULL);
}

static void
ask (Fixture *f)
{
  gboolean ok;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (f->element, "send-text", "The weather?", TRUE, &ok);
  g_assert_true (ok);
}

static void
wait_responses (Fixture *f, guint n)
{
  g_assert_true (
      ors_server_wait_event (f->server, "server", "response.done", n, WAIT_US));
}

static Run *
end_run (Fixture *f)
{
  Run *run;

  fixture_push (f, NULL, TRUE);
  run = fixture_finish (f);
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  return run;
}

/* The conversation as the server has it, one word per item: the role, "call",
 * or what was given as output. */
static gchar *
dup_items (OrsServer *server, guint session)
{
  JsonParser *parser = json_parser_new ();
  gchar *json = ors_server_dup_items (server, session);
  GString *text = g_string_new (NULL);
  JsonArray *items;
  guint i;

  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  items = json_node_get_array (json_parser_get_root (parser));
  for (i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    const gchar *type = json_object_get_string_member (item, "type");
    const gchar *word = "call";

    if (g_str_equal (type, "message"))
      word = json_object_get_string_member (item, "role");
    else if (g_str_equal (type, "function_call_output"))
      word = json_object_get_string_member (item, "output");
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
  }
  g_object_unref (parser);
  g_free (json);
  return g_string_free (text, FALSE);
}

static void
assert_items (Fixture *f, const gchar *expected)
{
  g_autofree gchar *got = dup_items (f->server, 1);

  g_assert_cmpstr (got, ==, expected);
}

static void
assert_counts (Fixture *f, guint creates, guint errors)
{
  g_assert_cmpuint (ors_server_count_events (f->server, "client",
          "response.create"), ==, creates);
  g_assert_cmpuint (ors_server_count_events (f->server, "server", "error"),
      ==, errors);
}

/*** handlers ***/

static gchar *
answer_at_once (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  g_assert_cmpstr (name, ==, "get_weather");
  g_assert_cmpstr (arguments, ==, "{\"city\":\"Ulm\"}");
  note_call (data, call_id);
  return g_strdup ("sunny");
}

static gchar *
answer_later (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  note_call (data, call_id);
  return NULL;
}

static gchar *
answer_when_released (GstElement *element, const gchar *call_id,
    const gchar *name, const gchar *arguments, gpointer data)
{
  Told *told = data;

  note_call (told, call_id);
  g_mutex_lock (&told->lock);
  while (!told->release)
    g_cond_wait (&told->cond, &told->lock);
  g_mutex_unlock (&told->lock);
  return g_strdup ("slow");
}

/* Only returns when all handlers are inside at the same time. */
static gchar *
answer_together (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  Told *told = data;

  g_mutex_lock (&told->lock);
  told->inside++;
  g_cond_broadcast (&told->cond);
  while (told->inside < told->wanted_inside)
    g_cond_wait (&told->cond, &told->lock);
  g_mutex_unlock (&told->lock);
  return g_strdup ("same");
}

static void
on_response_done (GstElement *element, const GstStructure *response,
    gpointer data)
{
  Told *told = data;

  g_mutex_lock (&told->lock);
  told->responses++;
  g_cond_broadcast (&told->cond);
  g_mutex_unlock (&told->lock);
}

static gboolean
send_output (GstElement *element, const gchar *call_id, const gchar *output)
{
  gboolean ok;

  g_signal_emit_by_name (element, "send-function-output", call_id, output, &ok);
  return ok;
}

/*** answering ***/

TEST (handler_answers)
{
  const GstStructure *message;
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_at_once),
      &told);
  ask (&f);
  wait_responses (&f, 2);
  run = end_run (&f);
  assert_items (&f, "user call sunny assistant");
  assert_counts (&f, 2, 0);
  g_assert_cmpuint (told.calls, ==, 1);
  g_assert_cmpuint (run_count (run, "openairealtime/function-call"), ==, 1);
  message = run_nth (run, "openairealtime/function-call", 0);
  g_assert_cmpstr (gst_structure_get_string (message, "call-id"), ==,
      told.call_id);
  g_assert_cmpstr (gst_structure_get_string (message, "name"), ==,
      "get_weather");
  g_assert_cmpstr (gst_structure_get_string (message, "arguments"), ==,
      "{\"city\":\"Ulm\"}");
  g_assert_false (send_output (f.element, told.call_id, "again"));
  told_clear (&told);
}

static gpointer
send_from_thread (gpointer data)
{
  Told *told = data;

  wait_for (told, &told->calls, 1);
  g_assert_true (send_output (told->element, told->call_id, "rainy"));
  g_assert_false (send_output (told->element, told->call_id, "snowy"));
  return NULL;
}

TEST (output_from_another_thread)
{
  GThread *thread;
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      &told);
  thread = g_thread_new ("application", send_from_thread, &told);
  ask (&f);
  wait_responses (&f, 2);
  g_thread_join (thread);
  run = end_run (&f);
  assert_items (&f, "user call rainy assistant");
  assert_counts (&f, 2, 0);
  told_clear (&told);
}

/* Handlers of calls run beside each other, and beside other signals. */
TEST (parallel_calls)
{
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f,
      "{\"turns\":[{\"say\":\"Let me see.\",\"calls\":[" CALL "," CALL "," CALL
      "]}," ANSWER "]}");
  told_init (&told, f.element);
  told.wanted_inside = 3;
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_together),
      &told);
  ask (&f);
  wait_responses (&f, 2);
  run = end_run (&f);
  assert_items (&f, "user assistant call call call same same same assistant");
  assert_counts (&f, 2, 0);
  told_clear (&told);
}

TEST (slow_handler_delays_no_signal)
{
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call",
      G_CALLBACK (answer_when_released), &told);
  g_signal_connect (f.element, "response-done", G_CALLBACK (on_response_done),
      &told);
  ask (&f);
  wait_for (&told, &told.calls, 1);
  wait_for (&told, &told.responses, 1);
  g_mutex_lock (&told.lock);
  told.release = TRUE;
  g_cond_broadcast (&told.cond);
  g_mutex_unlock (&told.lock);
  wait_for (&told, &told.responses, 2);
  run = end_run (&f);
  assert_items (&f, "user call slow assistant");
  assert_counts (&f, 2, 0);
  told_clear (&told);
}

static gchar *
never_called (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  g_assert_not_reached ();
}

TEST (first_output_wins)
{
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      &told);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_at_once),
      &told);
  g_signal_connect (f.element, "function-call", G_CALLBACK (never_called),
      &told);
  ask (&f);
  wait_responses (&f, 2);
  run = end_run (&f);
  assert_items (&f, "user call sunny assistant");
  told_clear (&told);
}

static gchar *
answer_nonsense (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  return g_strdup ("\xff\xfe");
}

TEST (output_that_is_no_text)
{
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_nonsense),
      NULL);
  ask (&f);
  wait_responses (&f, 2);
  run = end_run (&f);
  assert_items (&f,
      "user call "
      "{\"error\":\"The function gave no usable result.\"} assistant");
}

/* The way before there was an action; the element asks for the answer. */
TEST (output_as_event)
{
  gboolean ok;
  gchar *event;
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      &told);
  ask (&f);
  wait_for (&told, &told.calls, 1);
  event = g_strdup_printf (
      "{\"type\":\"conversation.item.create\",\"item\":{"
      "\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":"
      "\"windy\"}}",
      told.call_id);
  g_signal_emit_by_name (f.element, "send-event", event, &ok);
  g_free (event);
  wait_responses (&f, 2);
  run = end_run (&f);
  assert_items (&f, "user call windy assistant");
  assert_counts (&f, 2, 0);
  told_clear (&told);
}

/*** nobody answers ***/

/* With gst-launch-1.0 the output at the timeout is all there is. */
TEST (timeout)
{
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  g_object_set (f.element, "function-timeout", 20, "function-timeout-output",
      "foggy", NULL);
  ask (&f);
  wait_responses (&f, 2);
  run = end_run (&f);
  assert_items (&f, "user call foggy assistant");
  assert_counts (&f, 2, 0);
  g_assert_cmpuint (run_count (run, "openairealtime/function-call"), ==, 1);
}

static void
check_late_output (gboolean take_late, const gchar *items, guint creates)
{
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_object_set (f.element, "function-timeout", 20, "function-late-output",
      take_late, NULL);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      &told);
  ask (&f);
  wait_responses (&f, 2);
  g_assert_cmpint (send_output (f.element, told.call_id, "late"), ==,
      take_late);
  g_assert_false (send_output (f.element, told.call_id, "later"));
  wait_responses (&f, creates);
  run = end_run (&f);
  assert_items (&f, items);
  assert_counts (&f, creates, 0);
  told_clear (&told);
}

TEST (late_output)
{
#define NO_ANSWER "{\"error\":\"The function did not answer in time.\"}"
  check_late_output (FALSE, "user call " NO_ANSWER " assistant", 2);
  check_late_output (TRUE, "user call " NO_ANSWER " assistant system assistant",
      3);
}

static void
check_bad_call (const gchar *call, gboolean validate, const gchar *code,
    const gchar *output)
{
  g_autofree gchar *script =
      g_strdup_printf ("{\"turns\":[{\"call\":%s}],\"default\":"
                       "{\"say\":\"Sorry.\"}}",
          call);
  g_autofree gchar *items =
      g_strdup_printf ("user call {\"error\":\"%s\"} assistant", output);
  const GstStructure *message;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, script);
  g_object_set (f.element, "validate-arguments", validate, NULL);
  g_signal_connect (f.element, "function-call", G_CALLBACK (never_called),
      NULL);
  ask (&f);
  wait_responses (&f, 2);
  run = end_run (&f);
  assert_items (&f, items);
  assert_counts (&f, 2, 0);
  g_assert_cmpuint (run_count (run, "openairealtime/function-call"), ==, 0);
  message = run_nth (run, "openairealtime/error", 0);
  g_assert_nonnull (message);
  g_assert_cmpstr (gst_structure_get_string (message, "code"), ==, code);
}

TEST (bad_calls)
{
  check_bad_call ("{\"name\":\"get_wether\"}", FALSE, "unknown_function",
      "There is no function of this name. Call one of these: get_weather.");
  check_bad_call ("{\"name\":\"get_weather\",\"arguments\":\"{oops\"}", FALSE,
      "invalid_arguments",
      "The arguments are not a JSON object. Call the "
      "function again with a JSON object.");
  check_bad_call ("{\"name\":\"get_weather\",\"arguments\":{\"city\":7}}", TRUE,
      "invalid_arguments", "arguments.city must be of type string.");
}

TEST (action_refuses)
{
  g_auto (Fixture) f = { NULL };

  start (&f, "{\"turns\":[]}");
  g_assert_false (send_output (f.element, "call_1", "x"));
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_assert_false (send_output (f.element, "call_1", "x"));
  g_assert_false (send_output (f.element, NULL, "x"));
  g_assert_false (send_output (f.element, "call_1", NULL));
  g_assert_false (send_output (f.element, "call_1", "\xff"));
}

TEST (filler)
{
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f,
      "{\"turns\":[{\"call\":" CALL "}," ANSWER "],\"default\":"
      "{\"say\":\"One moment.\"}}");
  told_init (&told, f.element);
  g_object_set (f.element, "function-filler", "One moment.",
      "function-filler-delay", 10, NULL);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      &told);
  ask (&f);
  wait_responses (&f, 2);
  assert_items (&f, "user call assistant");
  g_assert_true (send_output (f.element, told.call_id, "dry"));
  wait_responses (&f, 3);
  run = end_run (&f);
  assert_items (&f, "user call assistant dry assistant");
  assert_counts (&f, 3, 0);
  told_clear (&told);
}

/*** meanwhile ***/

/* The answer is cut while the function's output is there already: it goes out
 * when the service is done, not before. */
TEST (interrupt_meanwhile)
{
  OrsOptions options = { .speed = 1, .chunk_ms = 20 };
  gboolean ok;
  Fixture f;
  Told told;

  fixture_start_script (&f, &options,
      "{\"turns\":[{\"calls_first\":true,\"call\":" CALL
      ",\"say\":\"I shall now tell you a very long story about the "
      "weather, its causes and what may be done about it.\"}," ANSWER "]}");
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  g_object_set (f.element, "tools", TOOLS, NULL);
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_at_once),
      &told);
  ask (&f);
  wait_for (&told, &told.calls, 1);
  g_assert_true (ors_server_wait_event (f.server, "server",
      "response.output_audio.delta", 5, WAIT_US));
  assert_counts (&f, 1, 0);
  g_signal_emit_by_name (f.element, "interrupt", &ok);
  g_assert_true (ors_server_wait_event (f.server, "server", "response.created",
      2, WAIT_US));
  assert_counts (&f, 2, 0);
  fixture_stop (&f);
  told_clear (&told);
}

static void
push_speech (GstHarness *h)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 800);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (speech);
  gsize i, size = g_bytes_get_size (speech);

  for (i = 0; i + 960 <= size; i += 960) {
    GstBuffer *part =
        gst_buffer_copy_region (buffer, GST_BUFFER_COPY_MEMORY, i, 960);

    GST_BUFFER_PTS (part) = i / 48 * GST_MSECOND;
    g_assert_cmpint (gst_harness_push (h, part), ==, GST_FLOW_OK);
  }
}

/* The user goes on while the function runs. */
TEST (user_speaks_meanwhile)
{
  OrsOptions options = { 0 };
  gboolean ok;
  GstHarness *h;
  gchar *items;
  Fixture f;
  Told told;

  fixture_start_script (&f, &options,
      "{\"turns\":[{\"call\":" CALL "}," ANSWER
      ",{\"say\":\"Still looking.\"}]}");
  h = live_harness_new (f.server, "pcm");
  g_object_set (h->element, "tools", TOOLS, NULL);
  told_init (&told, h->element);
  g_signal_connect (h->element, "function-call", G_CALLBACK (answer_later),
      &told);
  g_signal_connect (h->element, "response-done", G_CALLBACK (on_response_done),
      &told);
  g_signal_emit_by_name (h->element, "send-text", "The weather?", TRUE, &ok);
  wait_for (&told, &told.calls, 1);
  push_speech (h);
  wait_for (&told, &told.responses, 2);
  g_assert_true (send_output (h->element, told.call_id, "mild"));
  wait_for (&told, &told.responses, 3);
  items = dup_items (f.server, 1);
  g_assert_cmpstr (items, ==, "user call user assistant mild assistant");
  assert_counts (&f, 2, 0);
  g_free (items);
  gst_harness_teardown (h);
  fixture_stop (&f);
  told_clear (&told);
}

/* The input has ended: the call is waited for, and so is the answer to it. */
TEST (end_of_stream_meanwhile)
{
  GBytes *speech = make_speech ("pcm", 1, 1000, 1000), *sent;
  GThread *thread;
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      &told);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  wait_responses (&f, 1);
  thread = g_thread_new ("application", send_from_thread, &told);
  run = fixture_finish (&f);
  g_thread_join (thread);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run->n_warnings, ==, 0);
  assert_items (&f, "user call rainy assistant");
  sent = ors_server_dup_sent_audio (f.server, 1);
  g_assert_cmpuint (run->audio->len, >, 0);
  g_assert_cmpmem (run->audio->data, run->audio->len,
      g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  g_bytes_unref (sent);
  g_bytes_unref (speech);
  told_clear (&told);
}

/* A call without an output or a timeout: there is an end all the same. */
TEST (end_of_stream_gives_up)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  g_object_set (f.element, "function-timeout", 0, "drain-timeout", 300, NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 1);
  g_assert_true (ors_server_wait_event (f.server, "client",
      "conversation.item.create", 1, WAIT_US));
  g_assert_cmpuint (ors_server_count_events (f.server, "client",
          "response.create"), ==, 0);
}

/* The model calls in each of its answers. The recording ends all the same. */
TEST (endless_calls_end)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

#define AGAIN "{\"call\":" CALL "},"
  start (&f, "{\"turns\":[" AGAIN AGAIN AGAIN AGAIN "{\"call\":" CALL "}]}");
  g_object_set (f.element, "max-function-rounds", 3, "function-timeout", 1,
      NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 1);
  g_assert_cmpuint (run_count (run, "openairealtime/function-call"), ==, 4);
  g_assert_cmpuint (ors_server_count_events (f.server, "client",
          "response.create"), ==, 3);
}

/* A recording with two questions, each of which needs a function: the second
 * one goes up when the first is answered. */
TEST (recording_with_tools)
{
  GBytes *speech = make_speech ("pcm", 2, 1500, 1500);
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f,
      "{\"turns\":[{\"call\":" CALL "}," ANSWER ",{\"calls\":[" CALL "," CALL
      "]}]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_at_once),
      &told);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  assert_items (&f,
      "user call sunny assistant "
      "user call call sunny sunny assistant");
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 4);
  g_assert_cmpuint (told.calls, ==, 3);
  assert_counts (&f, 2, 0);
  g_bytes_unref (speech);
  told_clear (&told);
}

/* The connection is lost while the function runs. The next session is told the
 * call and gets the output: the first one never did. */
TEST (reconnect_meanwhile)
{
  gchar *items;
  g_auto (Fixture) f = { NULL };
  Told told;
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      &told);
  g_signal_connect (f.element, "response-done", G_CALLBACK (on_response_done),
      &told);
  ask (&f);
  wait_for (&told, &told.calls, 1);
  wait_for (&told, &told.responses, 1);
  ors_server_close_sessions (f.server, 1011, "restart");
  g_assert_true (send_output (f.element, told.call_id, "clear"));
  g_assert_false (send_output (f.element, told.call_id, "cloudy"));
  wait_for (&told, &told.responses, 2);
  run = end_run (&f);
  items = dup_items (f.server, 2);
  g_assert_cmpstr (items, ==, "user call system clear assistant");
  g_assert_cmpuint (run_count (run, "openairealtime/reconnected"), ==, 1);
  g_assert_cmpuint (run_count (run, "openairealtime/function-call"), ==, 1);
  g_assert_cmpuint (ors_server_count_events (f.server, "server", "error"), ==,
      0);
  g_free (items);
  told_clear (&told);
}

static gchar *
answer_and_end (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  gboolean ok;

  g_signal_emit_by_name (element, "end-after-response", &ok);
  g_assert_true (ok);
  return g_strdup ("bye");
}

/* A function that hangs up: the goodbye is the answer to its output, and is
 * heard to its end. */
TEST (function_that_ends_the_session)
{
  g_autoptr (GBytes) sent = NULL;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_and_end),
      NULL);
  ask (&f);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  assert_items (&f, "user call bye assistant");
  assert_counts (&f, 2, 0);
  sent = ors_server_dup_sent_audio (f.server, 1);
  g_assert_cmpuint (run->audio->len, >, 0);
  g_assert_cmpmem (run->audio->data, run->audio->len,
      g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
}

static void
on_finalized (gpointer data, GObject *object)
{
  Told *told = data;

  g_mutex_lock (&told->lock);
  told->responses = G_MAXUINT;
  g_cond_broadcast (&told->cond);
  g_mutex_unlock (&told->lock);
}

/* The state change does not wait for a handler; the output that it returns to
 * nobody is dropped, and the element goes away with its last handler. */
TEST (null_while_a_handler_blocks)
{
  Fixture f;
  Told told;

  start (&f, "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}");
  told_init (&told, f.element);
  g_signal_connect (f.element, "function-call",
      G_CALLBACK (answer_when_released), &told);
  g_object_weak_ref (G_OBJECT (f.element), on_finalized, &told);
  ask (&f);
  wait_for (&told, &told.calls, 1);
  g_assert_cmpint (gst_element_set_state (f.pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
  fixture_stop (&f);
  g_mutex_lock (&told.lock);
  g_assert_cmpuint (told.responses, ==, 0);
  told.release = TRUE;
  g_cond_broadcast (&told.cond);
  g_mutex_unlock (&told.lock);
  wait_for (&told, &told.responses, 1);
  told_clear (&told);
}

TEST_MAIN (fixture_init ())

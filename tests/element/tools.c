/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tools.c - function calls: every call answered once, one answer for all calls
 * of a response, whatever handlers, timeouts, users and states do meanwhile.
 * The local server refuses an output that is early or second, and a second
 * response. */

#include "fixture.h"
#include "liveharness.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define TOOLS \
  "[{\"type\":\"function\",\"name\":\"get_weather\"," \
  "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":" \
  "{\"type\":\"string\"}},\"required\":[\"city\"]}}]"
#define CALL "{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Ulm\"}}"
#define ANSWER \
  "{\"when\":{\"tool\":\"get_weather\"},\"say\":\"It says: " \
  "{output}.\"}"

#define ONE_CALL "{\"turns\":[{\"call\":" CALL "}," ANSWER "]}"

/* A session with a function, and what handlers and the test tell each other. */
typedef struct
{
  Fixture f;
  GstElement *element;
  Run *run;
  GMutex lock;
  GCond cond;
  guint calls; /* handlers that were entered */
  guint inside;
  guint wanted_inside;
  guint responses; /* response-done */
  gboolean release;
  gchar *call_id; /* of the last call */
} Tools;

static void
on_response_done (GstElement *element, const GstStructure *response,
    gpointer data)
{
  Tools *tools = data;

  SHARED_CHANGE (tools, tools->responses++);
}

static void
take_element (Tools *tools, GstElement *element)
{
  tools->element = element;
  g_object_set (element, "tools", TOOLS, NULL);
  g_signal_connect (element, "response-done", G_CALLBACK (on_response_done),
      tools);
}

static void
tools_start (Tools *tools, const OrsOptions *options, const gchar *script)
{
  fixture_start_script (&tools->f, options, script);
  fixture_build (&tools->f, format_caps ("pcm"), format_caps ("pcm"));
  take_element (tools, tools->f.element);
}

static void
tools_stop (Tools *tools)
{
  fixture_stop (&tools->f);
  g_clear_pointer (&tools->run, run_free);
  g_free (tools->call_id);
}

#define TEST_TOOLS(name, script) TEST_WITH (Tools, tools, name, NULL, script)

static void
note_call (Tools *tools, const gchar *call_id)
{
  g_mutex_lock (&tools->lock);
  tools->calls++;
  g_free (tools->call_id);
  tools->call_id = g_strdup (call_id);
  g_cond_broadcast (&tools->cond);
  g_mutex_unlock (&tools->lock);
}

static void
answer_by (Tools *tools, gpointer handler)
{
  g_signal_connect (tools->element, "function-call", handler, tools);
}

static void
ask (Tools *tools)
{
  gst_element_set_state (tools->f.pipeline, GST_STATE_PLAYING);
  ACT (tools->element, "send-text", "The weather?", TRUE);
}

static void
wait_call (Tools *tools)
{
  SHARED_WAIT (tools, tools->calls > 0);
}

static void
wait_told (Tools *tools, guint responses)
{
  SHARED_WAIT (tools, tools->responses >= responses);
}

/* The conversation as the server has it, one word per item: the role, "call",
 * or what was given as output. */
static gchar *
dup_items (OrsServer *server, guint session)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree gchar *json = ors_server_dup_items (server, session);
  GString *text = g_string_new (NULL);
  JsonArray *items;

  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  items = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    const gchar *type = json_object_get_string_member (item, "type");
    const gchar *word = "call";

    if (g_str_equal (type, "message"))
      word = json_object_get_string_member (item, "role");
    else if (g_str_equal (type, "function_call_output"))
      word = json_object_get_string_member (item, "output");
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
  }
  return g_string_free (text, FALSE);
}

static void
assert_items (Tools *tools, guint session, const gchar *expected)
{
  g_autofree gchar *got = dup_items (tools->f.server, session);

  g_assert_cmpstr (got, ==, expected);
}

static void
assert_counts (Tools *tools, guint creates)
{
  assert_got (tools->f.server, "response.create", creates);
  assert_sent (tools->f.server, "error", 0);
}

static void
end_run (Tools *tools)
{
  fixture_push (&tools->f, NULL, TRUE);
  tools->run = fixture_finish (&tools->f);
  gst_element_set_state (tools->f.pipeline, GST_STATE_NULL);
  g_assert_no_error (tools->run->error);
  g_assert_true (tools->run->eos);
}

/* So many answers, the last of which is to outputs, and this conversation. */
static void
ends_with (Tools *tools, guint responses, const gchar *items)
{
  await_sent (tools->f.server, "response.done", responses);
  end_run (tools);
  assert_items (tools, 1, items);
  assert_counts (tools, responses);
}

static void
asks_and_ends_with (Tools *tools, const gchar *items)
{
  ask (tools);
  ends_with (tools, 2, items);
}

static void
assert_told (Tools *tools, const gchar *name, guint n)
{
  g_autofree gchar *message = g_strconcat ("openairealtime/", name, NULL);

  g_assert_cmpuint (run_count (tools->run, message), ==, n);
}

/* All that the service sent was played. */
static void
assert_whole (Tools *tools)
{
  g_autoptr (GBytes) sent = ors_server_dup_sent_audio (tools->f.server, 1);
  GByteArray *audio = tools->run->audio;

  g_assert_cmpuint (audio->len, >, 0);
  g_assert_cmpmem (audio->data, audio->len, g_bytes_get_data (sent, NULL),
      g_bytes_get_size (sent));
}

static void
run_recording (Tools *tools, guint n, guint pause_ms)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", n, pause_ms, pause_ms);

  tools->run = fixture_run (&tools->f, speech);
  g_assert_no_error (tools->run->error);
  g_assert_true (tools->run->eos);
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
  Tools *tools = data;

  note_call (tools, call_id);
  SHARED_WAIT (tools, tools->release);
  return g_strdup ("slow");
}

/* Only returns when all handlers are inside at the same time. */
static gchar *
answer_together (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  Tools *tools = data;

  SHARED_CHANGE (tools, tools->inside++);
  SHARED_WAIT (tools, tools->inside >= tools->wanted_inside);
  return g_strdup ("same");
}

static gboolean
send_output (GstElement *element, const gchar *call_id, const gchar *output)
{
  gboolean ok;

  g_signal_emit_by_name (element, "send-function-output", call_id, output, &ok);
  return ok;
}

static gboolean
answer_last (Tools *tools, const gchar *output)
{
  return send_output (tools->element, tools->call_id, output);
}

/*** answering ***/

TEST_TOOLS (handler_answers, ONE_CALL)
{
  const GstStructure *message;

  answer_by (tools, answer_at_once);
  asks_and_ends_with (tools, "user call sunny assistant");
  g_assert_cmpuint (tools->calls, ==, 1);
  assert_told (tools, "function-call", 1);
  message = run_nth (tools->run, "openairealtime/function-call", 0);
  g_assert_cmpstr (gst_structure_get_string (message, "call-id"), ==,
      tools->call_id);
  g_assert_cmpstr (gst_structure_get_string (message, "name"), ==,
      "get_weather");
  g_assert_cmpstr (gst_structure_get_string (message, "arguments"), ==,
      "{\"city\":\"Ulm\"}");
  g_assert_false (answer_last (tools, "again"));
}

static gpointer
send_from_thread (gpointer data)
{
  Tools *tools = data;

  wait_call (tools);
  g_assert_true (answer_last (tools, "rainy"));
  g_assert_false (answer_last (tools, "snowy"));
  return NULL;
}

TEST_TOOLS (output_from_another_thread, ONE_CALL)
{
  GThread *thread;

  answer_by (tools, answer_later);
  thread = g_thread_new ("application", send_from_thread, tools);
  asks_and_ends_with (tools, "user call rainy assistant");
  g_thread_join (thread);
}

/* Handlers of calls run beside each other, and beside other signals. */
TEST_TOOLS (parallel_calls,
    "{\"turns\":[{\"say\":\"Let me see.\",\"calls\":[" CALL "," CALL "," CALL
    "]}," ANSWER "]}")
{
  tools->wanted_inside = 3;
  answer_by (tools, answer_together);
  asks_and_ends_with (tools,
      "user assistant call call call same same same assistant");
}

TEST_TOOLS (slow_handler_delays_no_signal, ONE_CALL)
{
  answer_by (tools, answer_when_released);
  ask (tools);
  wait_call (tools);
  wait_told (tools, 1);
  SHARED_CHANGE (tools, tools->release = TRUE);
  wait_told (tools, 2);
  ends_with (tools, 2, "user call slow assistant");
}

static gchar *
never_called (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  g_assert_not_reached ();
}

TEST_TOOLS (first_output_wins, ONE_CALL)
{
  answer_by (tools, answer_later);
  answer_by (tools, answer_at_once);
  answer_by (tools, never_called);
  asks_and_ends_with (tools, "user call sunny assistant");
}

static gchar *
answer_nonsense (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  return g_strdup ("\xff\xfe");
}

TEST_TOOLS (output_that_is_no_text, ONE_CALL)
{
  answer_by (tools, answer_nonsense);
  asks_and_ends_with (tools,
      "user call "
      "{\"error\":\"The function gave no usable result.\"} assistant");
}

/* The way before there was an action; the element asks for the answer. */
TEST_TOOLS (output_as_event, ONE_CALL)
{
  g_autofree gchar *event = NULL;

  answer_by (tools, answer_later);
  ask (tools);
  wait_call (tools);
  event = g_strdup_printf (
      "{\"type\":\"conversation.item.create\",\"item\":{"
      "\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":"
      "\"windy\"}}",
      tools->call_id);
  ACT (tools->element, "send-event", event);
  ends_with (tools, 2, "user call windy assistant");
}

/*** nobody answers ***/

/* With gst-launch-1.0 the output at the timeout is all there is. */
TEST_TOOLS (timeout, ONE_CALL)
{
  g_object_set (tools->element, "function-timeout", 20,
      "function-timeout-output", "foggy", NULL);
  asks_and_ends_with (tools, "user call foggy assistant");
  assert_told (tools, "function-call", 1);
}

static void
check_late_output (Tools *tools, gboolean take_late, guint responses,
    const gchar *items)
{
  g_object_set (tools->element, "function-timeout", 20, "function-late-output",
      take_late, NULL);
  answer_by (tools, answer_later);
  ask (tools);
  await_sent (tools->f.server, "response.done", 2);
  g_assert_cmpint (answer_last (tools, "late"), ==, take_late);
  g_assert_false (answer_last (tools, "later"));
  ends_with (tools, responses, items);
}

#define NO_ANSWER "{\"error\":\"The function did not answer in time.\"}"

TEST_TOOLS (late_output, ONE_CALL)
{
  check_late_output (tools, FALSE, 2, "user call " NO_ANSWER " assistant");
}

TEST_TOOLS (late_output_that_is_taken, ONE_CALL)
{
  check_late_output (tools, TRUE, 3,
      "user call " NO_ANSWER " assistant system assistant");
}

typedef struct
{
  const gchar *name;
  const gchar *call;
  gboolean validate;
  const gchar *code;
  const gchar *output;
} BadCall;

static void
test_bad_call (gconstpointer data)
{
  const BadCall *bad = data;
  g_autofree gchar *script =
      g_strdup_printf ("{\"turns\":[{\"call\":%s}],\"default\":"
                       "{\"say\":\"Sorry.\"}}",
          bad->call);
  g_autofree gchar *items =
      g_strdup_printf ("user call {\"error\":\"%s\"} assistant", bad->output);
  const GstStructure *message;
  Tools tools = { { NULL } };

  tools_start (&tools, NULL, script);
  g_object_set (tools.element, "validate-arguments", bad->validate, NULL);
  answer_by (&tools, never_called);
  asks_and_ends_with (&tools, items);
  assert_told (&tools, "function-call", 0);
  message = run_nth (tools.run, "openairealtime/error", 0);
  g_assert_nonnull (message);
  g_assert_cmpstr (gst_structure_get_string (message, "code"), ==, bad->code);
  tools_stop (&tools);
}

static const BadCall bad_calls[] = {
  { "name", "{\"name\":\"get_wether\"}", FALSE, "unknown_function",
      "There is no function of this name. Call one of these: get_weather." },
  { "json", "{\"name\":\"get_weather\",\"arguments\":\"{oops\"}", FALSE,
      "invalid_arguments",
      "The arguments are not a JSON object. Call the "
      "function again with a JSON object." },
  { "schema", "{\"name\":\"get_weather\",\"arguments\":{\"city\":7}}", TRUE,
      "invalid_arguments", "arguments.city must be of type string." },
};

TEST_TOOLS (action_refuses, "{\"turns\":[]}")
{
  g_assert_false (send_output (tools->element, "call_1", "x"));
  gst_element_set_state (tools->f.pipeline, GST_STATE_PLAYING);
  g_assert_false (send_output (tools->element, "call_1", "x"));
  g_assert_false (send_output (tools->element, NULL, "x"));
  g_assert_false (send_output (tools->element, "call_1", NULL));
  g_assert_false (send_output (tools->element, "call_1", "\xff"));
}

TEST_TOOLS (filler,
    "{\"turns\":[{\"call\":" CALL "}," ANSWER "],\"default\":"
    "{\"say\":\"One moment.\"}}")
{
  g_object_set (tools->element, "function-filler", "One moment.",
      "function-filler-delay", 10, NULL);
  answer_by (tools, answer_later);
  ask (tools);
  await_sent (tools->f.server, "response.done", 2);
  assert_items (tools, 1, "user call assistant");
  g_assert_true (answer_last (tools, "dry"));
  ends_with (tools, 3, "user call assistant dry assistant");
}

/*** meanwhile ***/

/* The answer is cut while the function's output is there already: it goes out
 * when the service is done, not before. */
TEST_WITH (Tools, tools, interrupt_meanwhile,
    &(OrsOptions){ .speed = 1, .chunk_ms = 20 },
    "{\"turns\":[{\"calls_first\":true,\"call\":" CALL
    ",\"say\":\"I shall now tell you a very long story about the "
    "weather, its causes and what may be done about it.\"}," ANSWER "]}")
{
  answer_by (tools, answer_at_once);
  ask (tools);
  wait_call (tools);
  await_sent (tools->f.server, "response.output_audio.delta", 5);
  assert_counts (tools, 1);
  ACT (tools->element, "interrupt");
  await_sent (tools->f.server, "response.created", 2);
  assert_counts (tools, 2);
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
  GstHarness *h;
  Tools tools = { { NULL } };

  fixture_start_script (&tools.f, NULL,
      "{\"turns\":[{\"call\":" CALL "}," ANSWER
      ",{\"say\":\"Still looking.\"}]}");
  h = live_harness_new (tools.f.server, "pcm");
  take_element (&tools, h->element);
  answer_by (&tools, answer_later);
  ACT (h->element, "send-text", "The weather?", TRUE);
  wait_call (&tools);
  push_speech (h);
  wait_told (&tools, 2);
  g_assert_true (answer_last (&tools, "mild"));
  wait_told (&tools, 3);
  assert_items (&tools, 1, "user call user assistant mild assistant");
  assert_counts (&tools, 2);
  gst_harness_teardown (h);
  tools_stop (&tools);
}

/* The input has ended: the call is waited for, and so is the answer to it. */
TEST_TOOLS (end_of_stream_meanwhile, ONE_CALL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  GThread *thread;

  answer_by (tools, answer_later);
  gst_element_set_state (tools->f.pipeline, GST_STATE_PLAYING);
  fixture_push (&tools->f, speech, TRUE);
  await_sent (tools->f.server, "response.done", 1);
  thread = g_thread_new ("application", send_from_thread, tools);
  tools->run = fixture_finish (&tools->f);
  g_thread_join (thread);
  g_assert_no_error (tools->run->error);
  g_assert_cmpuint (tools->run->n_warnings, ==, 0);
  assert_items (tools, 1, "user call rainy assistant");
  assert_whole (tools);
}

/* A call without an output or a timeout: there is an end all the same. */
TEST_TOOLS (end_of_stream_gives_up, ONE_CALL)
{
  g_object_set (tools->element, "function-timeout", 0, "drain-timeout", 300,
      NULL);
  run_recording (tools, 1, 1000);
  g_assert_cmpuint (tools->run->n_warnings, ==, 1);
  await_got (tools->f.server, "conversation.item.create", 1);
  assert_got (tools->f.server, "response.create", 0);
}

/* The model calls in each of its answers. The recording ends all the same. */
#define AGAIN "{\"call\":" CALL "},"
TEST_TOOLS (endless_calls_end,
    "{\"turns\":[" AGAIN AGAIN AGAIN AGAIN "{\"call\":" CALL "}]}")
{
  g_object_set (tools->element, "max-function-rounds", 3, "function-timeout", 1,
      NULL);
  run_recording (tools, 1, 1000);
  g_assert_cmpuint (tools->run->n_warnings, ==, 1);
  assert_told (tools, "function-call", 4);
  assert_got (tools->f.server, "response.create", 3);
}

/* A recording with two questions, each of which needs a function: the second
 * one goes up when the first is answered. */
TEST_TOOLS (recording_with_tools,
    "{\"turns\":[{\"call\":" CALL "}," ANSWER ",{\"calls\":[" CALL "," CALL
    "]}]}")
{
  answer_by (tools, answer_at_once);
  run_recording (tools, 2, 1500);
  assert_items (tools, 1,
      "user call sunny assistant "
      "user call call sunny sunny assistant");
  assert_told (tools, "response-done", 4);
  g_assert_cmpuint (tools->calls, ==, 3);
  assert_counts (tools, 2);
}

/* The connection is lost while the function runs. The next session is told the
 * call and gets the output: the first one never did. */
TEST_TOOLS (reconnect_meanwhile, ONE_CALL)
{
  answer_by (tools, answer_later);
  ask (tools);
  wait_call (tools);
  wait_told (tools, 1);
  ors_server_close_sessions (tools->f.server, 1011, "restart");
  g_assert_true (answer_last (tools, "clear"));
  g_assert_false (answer_last (tools, "cloudy"));
  wait_told (tools, 2);
  end_run (tools);
  assert_items (tools, 2, "user call system clear assistant");
  assert_told (tools, "reconnected", 1);
  assert_told (tools, "function-call", 1);
  assert_sent (tools->f.server, "error", 0);
}

static gchar *
answer_and_end (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  ACT (element, "end-after-response");
  return g_strdup ("bye");
}

/* A function that hangs up: the goodbye is the answer to its output, and is
 * heard to its end. */
TEST_TOOLS (function_that_ends_the_session, ONE_CALL)
{
  answer_by (tools, answer_and_end);
  ask (tools);
  tools->run = fixture_finish (&tools->f);
  g_assert_no_error (tools->run->error);
  g_assert_true (tools->run->eos);
  assert_items (tools, 1, "user call bye assistant");
  assert_counts (tools, 2);
  assert_whole (tools);
}

static void
on_finalized (gpointer data, GObject *object)
{
  Tools *tools = data;

  SHARED_CHANGE (tools, tools->responses = G_MAXUINT);
}

/* The state change does not wait for a handler; the output that it returns to
 * nobody is dropped, and the element goes away with its last handler. */
TEST_TOOLS (null_while_a_handler_blocks, ONE_CALL)
{
  guint before;

  answer_by (tools, answer_when_released);
  g_object_weak_ref (G_OBJECT (tools->element), on_finalized, tools);
  ask (tools);
  wait_call (tools);
  g_assert_cmpint (gst_element_set_state (tools->f.pipeline, GST_STATE_NULL),
      ==, GST_STATE_CHANGE_SUCCESS);
  fixture_stop (&tools->f);
  memset (&tools->f, 0, sizeof (tools->f));
  SHARED_CHANGE (tools, before = tools->responses; tools->release = TRUE);
  g_assert_cmpuint (before, <, G_MAXUINT);
  wait_told (tools, G_MAXUINT);
}

TEST_MAIN (fixture_init (); TEST_ROWS (bad_call, bad_calls))

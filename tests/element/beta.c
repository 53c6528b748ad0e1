/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* beta.c - a conversation in the dialect before May 2026, and the addresses and
 * the header of Azure's, by what the server saw. It refuses what the dialect
 * does not have. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "callharness.h"
#include "../support/testcase.h"

#include "enums.h"
#include "protocol/json.h"

#define TOOLS \
  "[{\"type\":\"function\",\"name\":\"get_weather\"," \
  "\"parameters\":{\"type\":\"object\",\"properties\":{}}}]"
#define SCRIPT \
  "{\"turns\":[{\"say\":\"Good morning.\"},{\"user\":\"Who is there?\"," \
  "\"say\":\"It is me.\"},{\"call\":{\"name\":\"get_weather\"," \
  "\"arguments\":{}}},{\"when\":{\"tool\":\"get_weather\"},\"say\":" \
  "\"It says: {output}.\"}],\"default\":{\"say\":\"A long answer, which goes " \
  "on and on until somebody says that it is enough.\"}}"
#define LOOKAHEAD_MS 60

/*** what came ***/

typedef struct
{
  GMutex lock;
  GHashTable *types; /* of the service's events */
} Heard;

static void
on_event (GstElement *element, const gchar *type, const gchar *json,
    gpointer data)
{
  Heard *heard = data;

  g_mutex_lock (&heard->lock);
  g_hash_table_add (heard->types, g_strdup (type));
  g_mutex_unlock (&heard->lock);
}

static void
assert_heard (Heard *heard, const gchar *type, gboolean came)
{
  g_mutex_lock (&heard->lock);
  g_test_message ("%s", type);
  g_assert_true (g_hash_table_contains (heard->types, type) == came);
  g_mutex_unlock (&heard->lock);
}

static gchar *
tell_weather (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  g_assert_cmpstr (name, ==, "get_weather");
  return g_strdup ("fog");
}

/*** a call ***/

/* The answer that @responses end with is there, and is heard to its end, which
 * is what leaves a while before it sounds. */
static void
hear_answer (Call *call, guint responses)
{
  watch_wait (call->watch, M ("response-done"), responses);
  hear_frames (call, 1);
  while (next_frame (call))
    continue;
  for (guint i = 0; i < LOOKAHEAD_MS / FRAME_MS; i++)
    g_assert_false (next_frame (call));
}

static void
interrupt (Call *call)
{
  guint frames = 20;
  gint64 heard = (gint64) (frames - 1) * FRAME_MS - LOOKAHEAD_MS;

  hear_frames (call, frames);
  g_assert_true (act (call, "interrupt"));
  g_assert_true (ors_server_wait_event (call->f.server, "server",
      "conversation.item.truncated", 1, WAIT_US));
  g_assert_cmpint (fixture_truncated_ms (call->f.server, 1), ==, heard);
}

static void
start_call (Call *call)
{
  OrsOptions options = { .beta = TRUE };

  fixture_start_script (&call->f, &options, SCRIPT);
  call_take (call,
      live_harness_new_with (call->f.server, "pcm", "dialect",
          GST_OPENAI_REALTIME_DIALECT_BETA, "greeting", "Good morning.",
          "tools", TOOLS, "transcription-model", "whisper-1", NULL));
  g_signal_connect (call->h->element, "function-call",
      G_CALLBACK (tell_weather), NULL);
}

/* Greeted, answered, with a function, interrupted: as in the other dialect. */
TEST (a_call)
{
  static const gchar *const then[] = { "response.audio.delta",
    "response.audio_transcript.done", "conversation.item.created" };
  static const gchar *const today[] = { "response.output_audio.delta",
    "response.output_audio_transcript.done", "conversation.item.added",
    "conversation.item.done" };
  Heard heard = { .types = g_hash_table_new_full (g_str_hash, g_str_equal,
                      g_free, NULL) };
  Call call;

  g_mutex_init (&heard.lock);
  start_call (&call);
  g_signal_connect (call.h->element, "event", G_CALLBACK (on_event), &heard);
  hear_answer (&call, 1);
  user_says (&call, 1000, 800);
  hear_answer (&call, 2);
  say (&call, "How is the weather?");
  hear_answer (&call, 4);
  say (&call, "Tell me more.");
  watch_wait (call.watch, M ("response-done"), 5);
  interrupt (&call);
  g_assert_cmpuint (watch_count (call.watch, M ("function-call")), ==, 1);
  g_assert_cmpuint (ors_server_count_events (call.f.server, "server", "error"),
      ==, 0);
  call_stop (&call);
  for (guint i = 0; i < G_N_ELEMENTS (then); i++)
    assert_heard (&heard, then[i], TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (today); i++)
    assert_heard (&heard, today[i], FALSE);
  g_hash_table_unref (heard.types);
  g_mutex_clear (&heard.lock);
}

/* Of a recording: two texts, no answer. */
TEST (a_transcription)
{
  OrsOptions options = { .beta = TRUE };
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start (&f, &options);
  fixture_build (&f, format_caps ("pcmu"), format_caps ("pcmu"));
  gst_util_set_object_arg (G_OBJECT (f.element), "dialect", "beta");
  gst_util_set_object_arg (G_OBJECT (f.element), "session-type",
      "transcription");
  g_object_set (f.element, "transcription-model", "whisper-1", NULL);
  run = fixture_run (&f, make_speech ("pcmu", 2, 600, 1200));
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (ors_server_count_events (f.server, "server",
          "conversation.item.input_audio_transcription.completed"), ==, 2);
  g_assert_cmpuint (ors_server_count_events (f.server, "server", "error"), ==,
      0);
}

/*** Azure ***/

typedef struct
{
  const gchar *name;
  const gchar *target; /* of the property uri */
  const gchar *dialect;
  const gchar *query; /* that the server saw */
} Address;

#define DATED "/openai/realtime?api-version=2025-04-01-preview"
#define SAW_DATED \
  "{\"deployment\":\"voice\",\"api-version\":\"2025-04-01-preview\"}"

static const Address addresses[] = {
  { "today", "/openai/v1/realtime", "ga", "{\"model\":\"voice\"}" },
  { "dated", DATED, "beta", SAW_DATED },
  { "dated-with-deployment", DATED "&deployment=voice", "beta", SAW_DATED },
};

/* Of the first session, as the log tells of it. */
static JsonObject *
dup_opened (OrsServer *server)
{
  g_auto (GStrv) log = ors_server_dup_log (server);

  for (guint i = 0; log[i] != NULL; i++) {
    g_autoptr (JsonObject) record =
        oa_json_parse_object (log[i], -1, 0, "log", NULL);
    JsonObject *event = oa_json_get_object (record, "event");

    if (g_strcmp0 (oa_json_get_string (event, "type"), "opened") == 0)
      return json_object_ref (event);
  }
  g_assert_not_reached ();
}

static void
assert_saw (OrsServer *server, const Address *address)
{
  g_autoptr (JsonObject) opened = dup_opened (server);
  g_autofree gchar *query = oa_json_object_to_text (
      oa_json_get_object (opened, "query"));
  g_autofree gchar *path =
      g_strndup (address->target, strcspn (address->target, "?"));

  g_assert_cmpstr (oa_json_get_string (opened, "path"), ==, path);
  g_assert_cmpstr (query, ==, address->query);
  g_assert_cmpstr (oa_json_get_string (opened, "key_from"), ==, "api-key");
  g_assert_cmpstr (oa_json_get_string (opened, "dialect"), ==,
      address->dialect);
}

static void
test_azure (gconstpointer data)
{
  const Address *address = data;
  OrsOptions options = { .beta = TRUE, .api_key = "sk-test" };
  g_auto (Fixture) f = { NULL };
  g_autofree gchar *uri = NULL;
  g_autoptr (Run) run = NULL;
  gboolean ok;

  fixture_start_script (&f, &options, "{\"models\":[\"voice\"]}");
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  uri = g_strdup_printf ("ws://127.0.0.1:%u%s", ors_server_get_port (f.server),
      address->target);
  g_object_set (f.element, "uri", uri, "model", "voice", "auth",
      GST_OPENAI_REALTIME_AUTH_API_KEY, NULL);
  gst_util_set_object_arg (G_OBJECT (f.element), "dialect", address->dialect);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (f.element, "send-text", "Hello", TRUE, &ok);
  g_assert_true (ok);
  fixture_push (&f, NULL, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->audio->len, >, 0);
  assert_saw (f.server, address);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();

  TEST_ROWS (azure, addresses);
  return g_test_run ();
}

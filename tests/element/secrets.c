/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secrets.c - the key is nowhere: not in any log at the highest level, not in
 * a pipeline graph, not in a readable property, not in a message. */

#include "fixture.h"
#include "talker.h"
#include "../support/testcase.h"

#include <string.h>

#define KEY "sk-seventeen-yellow-submarines"

static GMutex lock;
static gboolean leaked;
static guint64 lines;

static void
look_at_log (GstDebugCategory *category, GstDebugLevel level, const gchar *file,
    const gchar *function, gint line, GObject *object, GstDebugMessage *message,
    gpointer data)
{
  const gchar *text = gst_debug_message_get (message);

  g_mutex_lock (&lock);
  lines++;
  if (text != NULL && strstr (text, KEY) != NULL) {
    g_printerr ("%s:%d: %s\n", file, line, text);
    leaked = TRUE;
  }
  g_mutex_unlock (&lock);
}

static void
assert_not_in_graph (Fixture *f)
{
  g_autofree gchar *graph = gst_debug_bin_to_dot_data (GST_BIN (f->pipeline),
      GST_DEBUG_GRAPH_SHOW_VERBOSE);

  g_assert_nonnull (strstr (graph, "GstOpenaiRealtime"));
  g_assert_null (strstr (graph, KEY));
}

static void
assert_not_in_messages (const Run *run)
{
  for (guint i = 0; i < run->messages->len; i++) {
    g_autofree gchar *text = gst_structure_to_string (
        g_ptr_array_index (run->messages, i));

    g_assert_null (strstr (text, KEY));
  }
}

static void
run_with_key (const gchar *scenario, gboolean works)
{
  OrsOptions options = { .scenario = scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, &options);
  g_object_set (f.element, "api-key", KEY, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  run = fixture_finish (&f);
  assert_not_in_graph (&f);
  g_assert_true ((run->error == NULL) == works);
  assert_not_in_messages (run);
  if (run->error != NULL)
    g_assert_null (strstr (run->error->message, KEY));
}

TEST (key_is_nowhere)
{
  gst_debug_remove_log_function (gst_debug_log_default);
  gst_debug_add_log_function (look_at_log, NULL, NULL);
  gst_debug_set_active (TRUE);
  gst_debug_set_default_threshold (GST_LEVEL_MEMDUMP);
  run_with_key (NULL, TRUE);
  run_with_key ("invalid-key", FALSE);
  run_with_key ("http-401", FALSE);
  gst_debug_set_default_threshold (GST_LEVEL_NONE);
  gst_debug_remove_log_function (look_at_log);
  g_assert_cmpuint (lines, >, 1000);
  g_assert_false (leaked);
}

/* Whatever the service's words are, neither of these is in what leaves. */
static const gchar *const never[] = { KEY, "sk-seventeen", "hunter2-hunter2",
  "\x1b", "\xc2\x9b", "\xe2\x80\xae" };

static void
assert_clean (const gchar *text)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (never); i++) {
    if (strstr (text, never[i]) != NULL)
      g_error ("told: %s", text);
  }
}

static void
look_for_words (GstDebugCategory *category, GstDebugLevel level,
    const gchar *file, const gchar *function, gint line, GObject *object,
    GstDebugMessage *message, gpointer data)
{
  /* libsoup's and GStreamer's own are not ours to clean. */
  if (strstr (file, "openairealtime") != NULL)
    assert_clean (gst_debug_message_get (message));
}

static void
assert_reads_clean (GstElement *element, const gchar *property)
{
  g_autofree gchar *text = NULL;

  g_object_get (element, property, &text, NULL);
  g_assert_nonnull (text);
  g_assert_null (strstr (text, KEY));
}

static void
assert_message_is_clean (gpointer data, gpointer user_data)
{
  GstMessage *message = data;
  const GstStructure *s = gst_message_get_structure (message), *details = NULL;
  GError *error = NULL;
  gchar *text, *debug = NULL;

  text = s != NULL ? gst_structure_to_string (s) : NULL;
  assert_clean (text);
  g_free (text);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, &debug);
    gst_message_parse_error_details (message, &details);
  } else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    gst_message_parse_warning (message, &error, &debug);
  }
  if (error != NULL)
    assert_clean (error->message);
  assert_clean (debug);
  text = details != NULL ? gst_structure_to_string (details) : NULL;
  assert_clean (text);
  g_free (text);
  g_free (debug);
  g_clear_error (&error);
}

#define CUT_KEY "sk-seventeen-yellow…"
#define ESCAPES "\\u001b]0;owned\\u0007\\u009b31m\\u202e"
/* With a mark in it that is not shown. */
#define PARTED_KEY "sk-\\u200fseventeen-yellow-submarines"
#define WORDS \
  "Bad key " KEY ", " CUT_KEY ", " PARTED_KEY ", " \
  "hunter2-hunter2 " ESCAPES
#define ERROR \
  "{\"type\":\"" WORDS "\",\"code\":\"" WORDS "\"," \
  "\"message\":\"" WORDS "\",\"param\":\"" WORDS "\"}"

static const gchar *const quoting[] = {
  "{\"type\":\"error\",\"error\":" ERROR "}",
  "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}",
  "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
  "\"status\":\"failed\",\"status_details\":{\"type\":\"failed\","
  "\"error\":" ERROR "}}}",
  "{\"type\":\"conversation.item.created\",\"item\":{\"id\":\"m1\","
  "\"type\":\"mcp_call\",\"name\":\"" KEY "\",\"server_label\":\"s\","
  "\"arguments\":\"" KEY "\",\"error\":{\"message\":\"" WORDS "\"}}}",
  "{\"type\":\"response.output_item.done\",\"response_id\":\"r1\","
  "\"item\":{\"id\":\"m1\",\"type\":\"mcp_call\",\"name\":\"" KEY "\","
  "\"server_label\":\"s\",\"arguments\":\"" KEY "\","
  "\"error\":{\"message\":\"" WORDS "\"}}}",
  "{\"type\":\"" WORDS "\"}",
  "{\"type\":\"conversation.item.input_audio_transcription.completed\","
  "\"item_id\":\"i1\",\"transcript\":\"" KEY "\","
  "\"logprobs\":[{\"token\":\"" KEY "\",\"logprob\":-1}],"
  "\"languages\":[\"" KEY "\"],"
  "\"words\":[{\"word\":\"" KEY "\",\"start\":0,\"end\":1}]}",
  "{\"type\":\"conversation.item.input_audio_transcription.segment\","
  "\"item_id\":\"i1\",\"id\":\"" KEY "\",\"text\":\"" KEY "\","
  "\"speaker\":\"" KEY "\",\"start\":0,\"end\":1}",
  "{\"type\":\"rate_limits.updated\",\"rate_limits\":[{\"name\":\"" WORDS
  "\",\"limit\":1,\"remaining\":1,\"reset_seconds\":1}]}",
  ("{\"type\":\"conversation.item.created\",\"item\":{\"id\":\"t1\","
   "\"type\":\"message\",\"role\":\"user\",\"content\":[{"
   "\"type\":\"input_text\",\"text\":\"" KEY "\"}]}}"),
  "{\"type\":\"session.created\",\"session\":{\"id\":\"" KEY "\"}}",
  "{\"type\":" KEY,
};

/* The service quotes the key, whole and cut, a header and a password, with what
 * a terminal obeys, wherever it has words. */
TEST (quoted_secrets_and_controls_are_not_told)
{
  GstStructure *headers = gst_structure_new ("headers", "X-Token",
      G_TYPE_STRING, "hunter2-hunter2", NULL);
  Line line;

  gst_debug_remove_log_function (gst_debug_log_default);
  gst_debug_add_log_function (look_for_words, NULL, NULL);
  gst_debug_set_active (TRUE);
  gst_debug_set_threshold_for_name ("openairealtime", GST_LEVEL_MEMDUMP);
  line_start (&line, "api-key=" KEY);
  g_object_set (line.element, "extra-headers", headers, NULL);
  gst_structure_free (headers);
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, "openairealtime/connected");
  for (guint i = 0; i < G_N_ELEMENTS (quoting); i++)
    talker_say (line.talker, quoting[i]);
  talker_close (line.talker, 4000, "no " KEY " \xc2\x9b");
  line_wait (&line, GST_MESSAGE_ERROR, NULL);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ELEMENT,
          "openairealtime/error"), >=, 1);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ELEMENT,
          "openairealtime/response-done"), ==, 1);
  /* Of the answer that failed, and of what cannot be read. */
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_WARNING, NULL), ==, 2);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ELEMENT,
          "openairealtime/rate-limits"), ==, 1);
  g_ptr_array_foreach (line.messages, assert_message_is_clean, NULL);
  assert_reads_clean (line.element, "conversation");
  assert_reads_clean (line.element, "session-id");
  line_stop (&line);
  gst_debug_unset_threshold_for_name ("openairealtime");
  gst_debug_remove_log_function (look_for_words);
}

static void
assert_reads (GstElement *element, const gchar *property, const gchar *set,
    const gchar *read)
{
  g_autofree gchar *text = NULL;

  g_object_set (element, property, set, NULL);
  g_object_get (element, property, &text, NULL);
  g_assert_cmpstr (text, ==, read);
}

TEST (addresses_are_read_without_secrets)
{
  g_autoptr (GstElement) element =
      gst_element_factory_make ("openairealtime", NULL);

  assert_reads (element, "proxy", "http://bob:hunter2@proxy.test:8080",
      "http://***@proxy.test:8080");
  assert_reads (element, "proxy", "http://proxy.test:8080/",
      "http://proxy.test:8080/");
  assert_reads (element, "proxy", "bob:hun@ter2@proxy", "***@proxy");
  assert_reads (element, "uri", "wss://h.test/v1?api-key=hunter2&model=m",
      "wss://h.test/v1?api-key=***&model=m");
  assert_reads (element, "uri", "wss://u@h.test/a@b?Access_Token=1",
      "wss://***@h.test/a@b?Access_Token=***");
  assert_reads (element, "uri", "wss://h.test/v1/realtime",
      "wss://h.test/v1/realtime");
}

TEST (key_is_write_only)
{
  g_autoptr (GstElement) element =
      gst_element_factory_make ("openairealtime", NULL);
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);

  g_assert_false (g_object_class_find_property (klass, "api-key")->flags
      & G_PARAM_READABLE);
  g_assert_false (g_object_class_find_property (klass, "extra-headers")->flags
      & G_PARAM_READABLE);
}

TEST_MAIN (fixture_init ())

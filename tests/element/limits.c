/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limits.c - a conversation that has lasted, cost or been silent long enough
 * ends with words; keys that come out of a file. */

#include "fixture.h"
#include "watch.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define M(name) "openairealtime/" name
#define KEY "sk-out-of-a-file-1234567890"

static gchar *
write_file (const gchar *content)
{
  GError *error = NULL;
  gchar *path;
  gint fd = g_file_open_tmp ("openairealtime-XXXXXX", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return path;
}

static void
remove_file (gchar *path)
{
  g_unlink (path);
  g_free (path);
}

static void
start_live (Fixture *f, const gchar *script)
{
  fixture_start_script (f, NULL, script);
  fixture_build (f, format_caps ("pcm"), format_caps ("pcm"));
  gst_util_set_object_arg (G_OBJECT (f->element), "live", "yes");
}

/* The stream ends by itself, upstream still being there. */
static Run *
run_until_the_end (Fixture *f)
{
  Run *run;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  run = fixture_finish (f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  return run;
}

static const gchar *
get_limit (const Run *run)
{
  g_assert_cmpuint (run_count (run, M ("limit")), ==, 1);
  return gst_structure_get_string (run_nth (run, M ("limit"), 0), "limit");
}

TEST (duration_ends_with_words)
{
  gchar **log, *all;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_live (&f, NULL);
  g_object_set (f.element, "max-session-duration", 1, "farewell",
      "Time is up. Goodbye.", NULL);
  run = run_until_the_end (&f);
  g_assert_cmpstr (get_limit (run), ==, "duration");
  g_assert_cmpuint (run_count (run, M ("playback-done")), ==, 1);
  log = ors_server_dup_log (f.server);
  all = g_strjoinv ("", log);
  g_assert_nonnull (strstr (all, "Time is up. Goodbye."));
  g_free (all);
  g_strfreev (log);
}

TEST (idle)
{
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_live (&f, NULL);
  g_object_set (f.element, "max-idle", 1, NULL);
  run = run_until_the_end (&f);
  g_assert_cmpstr (get_limit (run), ==, "idle");
}

static gchar *
answer_later (GstElement *element, const gchar *call_id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  return NULL;
}

/* Another call, which began later, is idle for long enough meanwhile. */
TEST (not_idle_while_a_function_runs)
{
  const gchar *id;
  gboolean ok;
  g_auto (Fixture) f = { NULL };
  Watch *watch;

  start_live (&f,
      "{\"turns\":[{\"call\":{\"name\":\"look\","
      "\"arguments\":{}}}],\"default\":{\"say\":\"There it is.\"}}");
  g_object_set (f.element, "max-idle", 1, "tools",
      "[{\"type\":\"function\",\"name\":\"look\"}]", NULL);
  g_signal_connect (f.element, "function-call", G_CALLBACK (answer_later),
      NULL);
  watch = watch_new (f.element);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (f.element, "send-text", "Look", TRUE, &ok);
  id = gst_structure_get_string (watch_wait (watch, M ("function-call"), 1),
      "call-id");
  watch_wait (watch, M ("response-done"), 1);

  test_idle ();
  g_assert_cmpuint (watch_count (watch, M ("limit")), ==, 0);
  ACT (f.element, "send-function-output", id, "here");
  watch_wait (watch, M ("limit"), 1);
  g_assert_cmpuint (watch_count (watch, M ("response-done")), ==, 2);
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  watch_free (watch);
}

/* The first answer already costs too much: it is the last, and it is whole. */
TEST (cost)
{
  gchar *table = write_file (
      "{\"currency\":\"EUR\",\"models\":{"
      "\"gpt-realtime-2.1\":{\"text_input\":4,\"text_output\":24,"
      "\"audio_input\":32,\"audio_output\":64}}}");
  GstStructure *stats;
  gdouble cost = 0;
  gboolean ok;
  Fixture f;
  Run *run;

  start_live (&f, NULL);
  g_object_set (f.element, "price-table", table, "max-cost", 0.000001, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (f.element, "send-text", "Hello", TRUE, &ok);
  run = fixture_finish (&f);
  g_assert_cmpstr (get_limit (run), ==, "cost");
  g_assert_cmpuint (run_count (run, M ("playback-done")), ==, 1);
  g_object_get (f.element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_double (stats, "cost", &cost));
  g_assert_cmpfloat (cost, >=, 0.000001);
  gst_structure_free (stats);
  run_free (run);
  fixture_stop (&f);
  remove_file (table);
}

/* Reached while there is no service: the words are said to the end when there
 * is one again. */
TEST (limit_while_reconnecting)
{
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start_live (&f, NULL);
  g_object_set (f.element, "max-session-duration", 1, "farewell",
      "Time is up. Goodbye.", NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  await_sent (f.server, "session.updated", 1);
  ors_server_set_scenario (f.server, "http-503", NULL);
  ors_server_close_sessions (f.server, 1012, "restart");
  /* By then the limit is reached, as good as always. */
  await_connection (f.server, "refused", 3);
  ors_server_set_scenario (f.server, NULL, NULL);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpstr (get_limit (run), ==, "duration");
  g_assert_cmpuint (run_count (run, M ("playback-done")), ==, 1);
}

static void
check_setting (const gchar *property, const gchar *value, const gchar *says)
{
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, NULL);
  gst_util_set_object_arg (G_OBJECT (f.element), property, value);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (run->error->message, says));
  g_assert_null (strstr (run->error->message, KEY));
}

TEST (files_that_are_none)
{
  gchar *table = write_file ("{\"models\":{}}");
  gchar *key = write_file (KEY " and more\n");

  check_setting ("price-table", "/nowhere/prices.json", "price-table");
  check_setting ("price-table", table, "gpt-realtime-2.1");
  check_setting ("api-key-file", "/nowhere/key", "api-key-file");
  check_setting ("api-key-file", key, "does not hold a key");
  remove_file (table);
  remove_file (key);
}

/* The key is read anew for each connection: it may have changed meanwhile. */
TEST (key_from_a_file)
{
  gchar *key = write_file (KEY "\n");
  OrsOptions options = { .api_key = KEY };
  Fixture f;
  Run *run;

  fixture_start_pcm (&f, &options);
  g_object_set (f.element, "api-key-file", key, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  await_sent (f.server, "session.updated", 1);
  g_assert_true (g_file_set_contents (key, "sk-another", -1, NULL));
  /* A change of settings must not lose it, nor bring it back. */
  g_object_set (f.element, "instructions", "Be brief.", NULL);
  await_sent (f.server, "session.updated", 2);
  ors_server_close_sessions (f.server, 1012, "restart");
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  run_free (run);
  fixture_stop (&f);
  remove_file (key);
}

static gchar *
give_key (GstElement *element, gpointer data)
{
  guint *asked = data;

  return g_strdup_printf ("%s-%u", KEY, ++*asked);
}

/* A fresh key for each connection, and none of them is told anywhere. */
TEST_PCM (key_from_a_handler, &(OrsOptions){ .api_key = KEY "-1" })
{
  guint asked = 0;
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "api-key", NULL, NULL);
  g_signal_connect (f->element, "request-api-key", G_CALLBACK (give_key),
      &asked);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
  g_object_set (f->element, "instructions", "Be brief.", NULL);
  await_sent (f->server, "session.updated", 2);
  ors_server_close_sessions (f->server, 1012, "restart");
  /* The second key is not the server's: asked it was. */
  run = fixture_finish (f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  g_assert_null (strstr (run->error->message, KEY));
  g_assert_cmpuint (asked, ==, 2);
}

static gchar *
give_none (GstElement *element, gpointer data)
{
  return NULL;
}

TEST_PCM (handler_without_a_key, NULL)
{
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "api-key", NULL, NULL);
  g_signal_connect (f->element, "request-api-key", G_CALLBACK (give_none),
      NULL);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  run = fixture_finish (f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  g_assert_nonnull (strstr (run->error->message, "No API key"));
}

TEST_MAIN (fixture_init ())

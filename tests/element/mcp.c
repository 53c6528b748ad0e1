/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcp.c - tools that the service calls itself: told, approved by a handler or
 * later, and answered once. */

#include "fixture.h"
#include "../support/testcase.h"

#include <string.h>

#define SECRET "secret-of-the-server"

#define TOOLS(approval, url) \
  "[{\"type\":\"mcp\",\"server_label\":\"docs\"," \
  "\"server_url\":\"" url "\",\"authorization\":\"" SECRET "\"," \
  "\"require_approval\":\"" approval "\"}]"
#define SCRIPT(rest) \
  "{\"turns\":[{\"mcp\":[{\"server\":\"docs\",\"name\":" \
  "\"search\",\"arguments\":{\"q\":\"x\"}" rest "}]}],\"default\":" \
  "{\"say\":\"That was it.\"}}"

typedef enum
{
  BY_NOBODY,
  BY_HANDLER,
  BY_ACTION,
  REFUSED,
} Decision;

typedef struct
{
  const gchar *name;
  const gchar *tools;
  const gchar *script;
  Decision decision;
  const gchar *status; /* of the last message of the call */
} Case;

static const Case cases[] = {
  { "no approval", TOOLS ("never", "http://h"),
      SCRIPT (",\"output\":\"found\""), BY_NOBODY, "result" },
  { "slow", TOOLS ("never", "http://h"),
      SCRIPT (",\"output\":\"found\",\"delay_ms\":300"), BY_NOBODY, "result" },
  { "fails", TOOLS ("never", "http://h"), SCRIPT (""), BY_NOBODY, "result" },
  { "by a handler", TOOLS ("always", "http://h"),
      SCRIPT (",\"output\":\"found\""), BY_HANDLER, "result" },
  { "later", TOOLS ("always", "http://h"), SCRIPT (",\"output\":\"found\""),
      BY_ACTION, "result" },
  { "later, and slow", TOOLS ("always", "http://h"),
      SCRIPT (",\"output\":\"found\",\"delay_ms\":300"), BY_ACTION, "result" },
  { "refused", TOOLS ("always", "http://h"), SCRIPT (",\"output\":\"found\""),
      REFUSED, NULL },
};

static void
start (Fixture *f, const gchar *tools, const gchar *script)
{
  fixture_start_script (f, NULL, script);
  fixture_build (f, format_caps ("pcm"), format_caps ("pcm"));
  g_object_set (f->element, "tools", tools, NULL);
}

static gboolean
on_request (GstElement *element, const gchar *id, const gchar *server,
    const gchar *name, const gchar *arguments, gpointer data)
{
  const Case *c = data;
  gboolean ok;

  g_assert_cmpstr (server, ==, "docs");
  g_assert_cmpstr (name, ==, "search");
  g_assert_cmpstr (arguments, ==, "{\"q\":\"x\"}");
  if (c->decision == BY_HANDLER)
    return TRUE;
  ACT (element, "approve-mcp-call", id, c->decision == BY_ACTION, "because");
  /* Decided: neither again, nor otherwise. */
  g_signal_emit_by_name (element, "approve-mcp-call", id, TRUE, NULL, &ok);
  g_assert_false (ok);
  return FALSE;
}

static const gchar *
last_status (const Run *run)
{
  guint n = run_count (run, "openairealtime/mcp-call");

  return n > 0 ? gst_structure_get_string (
             run_nth (run, "openairealtime/mcp-call", n - 1), "status")
               : NULL;
}

/* The call's response and one that answers it, whatever happened; EOS waits
 * for both. */
static void
test_call (gconstpointer data)
{
  const Case *c = data;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, c->tools, c->script);
  if (c->decision != BY_NOBODY)
    g_signal_connect (f.element, "mcp-approval-request",
        G_CALLBACK (on_request), (gpointer) c);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  ACT (f.element, "send-text", "Search!", TRUE);
  await_sent (f.server, "response.done", 2);
  fixture_push (&f, NULL, TRUE);
  run = fixture_finish (&f);
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run->n_warnings, ==, 0);
  g_assert_cmpstr (last_status (run), ==, c->status);
  g_assert_cmpuint (run_count (run, "openairealtime/mcp-approval-request"),
      ==, c->decision != BY_NOBODY);
  assert_got (f.server, "response.create", 2);
  assert_sent (f.server, "response.done", 2);
  assert_sent (f.server, "error", 0);
}

/* A request that nobody decides does not hold the end up without end, and
 * cannot be decided any more then. */
TEST (nobody_decides)
{
  gboolean ok;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, TOOLS ("always", "http://h"), SCRIPT (",\"output\":\"found\""));
  g_object_set (f.element, "drain-timeout", 300, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (f.element, "send-text", "Search!", TRUE, &ok);
  await_sent (f.server, "response.done", 1);
  fixture_push (&f, NULL, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run->n_warnings, ==, 1);
  g_signal_emit_by_name (f.element, "approve-mcp-call", "mcpr_1_1", TRUE, NULL,
      &ok);
  g_assert_false (ok);
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
}

static void
test_tools_are_listed (gconstpointer url)
{
  gboolean fails = strstr (url, "unreachable") != NULL;
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 300, 800);
  const GstStructure *s;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f,
      fails ? TOOLS ("never", "http://unreachable")
            : TOOLS ("never", "http://h"),
      SCRIPT (",\"output\":\"found\""));
  run = fixture_run (&f, speech);
  s = run_nth (run, "openairealtime/mcp-tools", 1);
  g_assert_nonnull (s);
  g_assert_cmpstr (gst_structure_get_string (s, "status"), ==,
      fails ? "failed" : "completed");
  if (!fails) {
    g_assert_cmpstr (gst_structure_get_string (s, "server"), ==, "docs");
    g_assert_cmpuint (gst_value_list_get_size (gst_structure_get_value (s,
                "tools")), ==, 2);
  }
}

/* What authorizes at the server is sent, and not shown. */
static void
test_secret (gconstpointer property)
{
  gchar *tools = g_strdup (TOOLS ("never", "http://h")), *shown, *json;
  g_autoptr (GstElement) element =
      gst_element_factory_make ("openairealtime", NULL);

  json = g_str_equal (property, "tools")
      ? g_strdup (tools)
      : g_strdup_printf ("{\"tools\":%s}", tools);
  g_object_set (element, (const gchar *) property, json, NULL);
  g_object_get (element, (const gchar *) property, &shown, NULL);
  g_assert_null (strstr (shown, SECRET));
  g_assert_nonnull (strstr (shown, "http://h"));
  g_free (shown);
  /* What is no JSON is shown as it is: it was refused, or will be. */
  g_object_set (element, (const gchar *) property, "{", NULL);
  g_object_get (element, (const gchar *) property, &shown, NULL);
  g_assert_cmpstr (shown, ==, "{");
  g_free (shown);
  g_free (tools);
  g_free (json);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (call, cases);
  TEST_ROW (secret, "tools", "tools");
  TEST_ROW (secret, "session-config", "session-config");
  TEST_ROW (tools_are_listed, "listed", "http://h");
  TEST_ROW (tools_are_listed, "failed", "http://unreachable");
  return g_test_run ();
}

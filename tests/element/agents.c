/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agents.c - another agent takes over: in one update, with another voice, and
 * the conversation goes on. The local server refuses a new voice once it has
 * spoken. */

#include "fixture.h"
#include "liveharness.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define M(name) "openairealtime/" name

typedef struct
{
  Fixture f;
  GstHarness *h;
  Watch *watch;
} Call;

static void
call_start_on (Call *call, const OrsOptions *options)
{
  fixture_start (&call->f, options);
  call->h = live_harness_new_with (call->f.server, "pcm", "voice", "marin",
      "instructions", "Be the host.", NULL);
  call->watch = watch_new (call->h->element);
}

static void
call_start (Call *call)
{
  call_start_on (call, NULL);
}

static void
call_stop (Call *call)
{
  live_harness_stop (call->h, call->watch);
  fixture_stop (&call->f);
}

static void
say (Call *call, const gchar *text)
{
  ACT (call->h->element, "send-text", text, TRUE);
}

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

/* Takes @fields. */
static gboolean
switch_agent (GstElement *element, GstStructure *fields)
{
  gboolean ok;

  g_signal_emit_by_name (element, "switch-agent", fields, &ok);
  gst_structure_free (fields);
  return ok;
}

static guint
count_updates (Call *call)
{
  return ors_server_count_events (call->f.server, "client", "session.update");
}

/* The last session.update of all sessions, as text. */
static gchar *
dup_last_update (Call *call)
{
  gchar **log = ors_server_dup_log (call->f.server), *last = NULL;

  for (guint i = 0; log[i] != NULL; i++) {
    if (strstr (log[i], "\"session.update\"") != NULL)
      last = log[i];
  }
  g_assert_nonnull (last);
  last = g_strdup (last);
  g_strfreev (log);
  return last;
}

static void
assert_has (const gchar *text, const gchar *part)
{
  if (strstr (text, part) == NULL)
    g_error ("%s is not in %s", part, text);
}

/*** tests ***/

TEST_WITH (Call, call, one_update)
{
  g_autofree gchar *update = NULL;
  guint n;

  say (call, "Hello");
  play_out (call, 1);
  n = count_updates (call);
  g_assert_true (switch_agent (call->h->element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "Be the cook.",
          "tools", G_TYPE_STRING, "[{\"type\":\"function\",\"name\":\"cook\"}]",
          "tool-choice", G_TYPE_STRING, "none", "max-output-tokens", G_TYPE_INT,
          500, "turn-detection", G_TYPE_STRING, "semantic-vad", NULL)));
  await_sent (call->f.server, "session.updated", n + 1);
  say (call, "Who are you?");
  play_out (call, 2);
  g_assert_cmpuint (count_updates (call), ==, n + 1);
  update = dup_last_update (call);
  assert_has (update, "\"instructions\":\"Be the cook.\"");
  assert_has (update, "\"name\":\"cook\"");
  assert_has (update, "\"tool_choice\":\"none\"");
  assert_has (update, "\"max_output_tokens\":500");
  assert_has (update, "\"semantic_vad\"");
  g_assert_cmpuint (ors_server_count_sessions (call->f.server), ==, 1);
  assert_sent (call->f.server, "error", 0);
}

/* The instructions are there at once, the voice with another session, which
 * knows what was said. */
TEST_WITH (Call, call, other_voice)
{
  gchar *update, *items;

  say (call, "My name is Ann.");
  play_out (call, 1);
  g_assert_true (switch_agent (call->h->element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "Be the cook.",
          "voice", G_TYPE_STRING, "cedar", NULL)));
  watch_wait (call->watch, M ("renewed"), 1);
  say (call, "Who am I?");
  play_out (call, 2);
  update = dup_last_update (call);
  assert_has (update, "\"session\":2");
  assert_has (update, "\"voice\":\"cedar\"");
  assert_has (update, "\"instructions\":\"Be the cook.\"");
  items = ors_server_dup_items (call->f.server, 2);
  assert_has (items, "My name is Ann.");
  g_assert_cmpuint (ors_server_count_sessions (call->f.server), ==, 2);
  assert_sent (call->f.server, "error", 0);
  g_assert_cmpuint (watch_count (call->watch, M ("reconnecting")), ==, 0);
  g_free (items);
  g_free (update);
}

/* Notifications that the application holds back hold no agent back. */
TEST_WITH (Call, call, other_voice_while_frozen)
{
  g_autofree gchar *update = NULL;

  say (call, "My name is Ann.");
  play_out (call, 1);
  g_object_freeze_notify (G_OBJECT (call->h->element));
  g_assert_true (switch_agent (call->h->element,
      gst_structure_new ("agent", "voice", G_TYPE_STRING, "cedar", NULL)));
  watch_wait (call->watch, M ("renewed"), 1);
  update = dup_last_update (call);
  assert_has (update, "\"session\":2");
  assert_has (update, "\"voice\":\"cedar\"");
  g_object_thaw_notify (G_OBJECT (call->h->element));
}

/* Before the model has spoken, the service takes another voice. */
TEST_WITH (Call, call, other_voice_before_speech)
{
  g_autofree gchar *update = NULL;

  watch_wait (call->watch, M ("connected"), 1);
  g_assert_true (switch_agent (call->h->element,
      gst_structure_new ("agent", "voice", G_TYPE_STRING, "cedar", NULL)));
  say (call, "Hello");
  play_out (call, 1);
  update = dup_last_update (call);
  assert_has (update, "\"voice\":\"cedar\"");
  g_assert_cmpuint (ors_server_count_sessions (call->f.server), ==, 1);
  assert_sent (call->f.server, "error", 0);
}

/* As they were sent. */
static guint
count_updates_before (Call *call, const gchar *type)
{
  gchar **log = ors_server_dup_log (call->f.server), **line;
  gchar *member = g_strdup_printf ("\"type\":\"%s\"", type);
  guint n = 0;

  for (line = log; *line != NULL && strstr (*line, member) == NULL; line++)
    n += strstr (*line, "\"session.update\"") != NULL;
  g_assert_nonnull (*line);
  g_free (member);
  g_strfreev (log);
  return n;
}

/* The first settings are still to be confirmed, so that the others wait: what
 * is asked for behind them waits as well. */
TEST (words_do_not_overtake_settings)
{
  OrsOptions options = { .scenario =
                             "{\"fault\":\"hold-updates\",\"count\":2}" };
  Call call;

  call_start_on (&call, &options);
  await_got (call.f.server, "session.update", 1);
  ors_server_answer_update (call.f.server, TRUE);
  watch_wait (call.watch, M ("connected"), 1);
  g_object_set (call.h->element, "instructions", "Be brief.", NULL);
  await_got (call.f.server, "session.update", 2);
  g_assert_true (switch_agent (call.h->element,
      gst_structure_new ("agent", "voice", G_TYPE_STRING, "cedar", NULL)));
  say (&call, "Hello");
  assert_sent (call.f.server, "response.created", 0);
  ors_server_answer_update (call.f.server, TRUE);
  /* The words go right behind the third, which is answered at once. */
  watch_wait (call.watch, M ("response-done"), 1);
  g_assert_cmpuint (count_updates_before (&call, "response.create"), ==, 3);
  assert_sent (call.f.server, "error", 0);
  call_stop (&call);
}

/* A voice that is set as a property waits for the next session, and spoils no
 * update. */
TEST_WITH (Call, call, voice_as_property)
{
  guint n;

  say (call, "Hello");
  play_out (call, 1);
  n = count_updates (call);
  g_object_set (call->h->element, "voice", "cedar", NULL);
  g_object_set (call->h->element, "instructions", "Be the cook.", NULL);
  await_sent (call->f.server, "session.updated", n + 1);
  g_assert_cmpuint (ors_server_count_sessions (call->f.server), ==, 1);
  assert_sent (call->f.server, "error", 0);
}

TEST (bad_fields)
{
  g_autoptr (GstElement) element =
      gst_element_factory_make ("openairealtime", NULL);
  g_autofree gchar *instructions = NULL;

  gst_object_ref_sink (element);
  g_object_set (element, "instructions", "before", NULL);
  g_assert_false (switch_agent (element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "after",
          "api-key", G_TYPE_STRING, "sk-other", NULL)));
  g_assert_false (switch_agent (element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "after",
          "no-such-thing", G_TYPE_INT, 1, NULL)));
  g_assert_false (switch_agent (element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "after",
          "speed", G_TYPE_DOUBLE, 9.0, NULL)));
  g_assert_false (switch_agent (element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "after",
          "turn-detection", G_TYPE_STRING, "never", NULL)));
  g_assert_false (switch_agent (element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "after",
          "max-output-tokens", G_TYPE_STRING, NULL, NULL)));
  g_object_get (element, "instructions", &instructions, NULL);
  g_assert_cmpstr (instructions, ==, "before");
}

static void
count_notify (GstElement *element, GParamSpec *pspec, guint *n)
{
  ++*n;
}

TEST (without_session)
{
  g_autoptr (GstElement) element =
      gst_element_factory_make ("openairealtime", NULL);
  g_autofree gchar *instructions = NULL;
  guint n = 0;

  gst_object_ref_sink (element);
  g_signal_connect (element, "notify", G_CALLBACK (count_notify), &n);
  g_assert_true (switch_agent (element,
      gst_structure_new ("agent", "instructions", G_TYPE_STRING, "after",
          "voice", G_TYPE_STRING, "cedar", NULL)));
  g_object_get (element, "instructions", &instructions, NULL);
  g_assert_cmpstr (instructions, ==, "after");
  g_assert_cmpuint (n, ==, 2);
}

TEST_MAIN (fixture_init ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* updates.c - settings that change while the service has not answered yet: it
 * answers each session.update when the test says so. */

#include "callharness.h"
#include "crowd.h"
#include "enums.h"
#include "transport/loop.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <string.h>

#define HOLD "{\"fault\":\"hold-updates\"}"

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean passed;
} Barrier;

static gboolean
pass (gpointer data)
{
  Barrier *barrier = data;

  g_mutex_lock (&barrier->lock);
  barrier->passed = TRUE;
  g_cond_signal (&barrier->cond);
  g_mutex_unlock (&barrier->lock);
  return G_SOURCE_REMOVE;
}

/* Returns when the I/O thread has done what it was told before. */
static void
pass_io (void)
{
  OaLoop *loop = oa_loop_acquire ();
  Barrier barrier = { .passed = FALSE };

  g_mutex_init (&barrier.lock);
  g_cond_init (&barrier.cond);
  oa_loop_invoke (loop, pass, &barrier, NULL);
  SHARED_WAIT (&barrier, barrier.passed);
  g_cond_clear (&barrier.cond);
  g_mutex_clear (&barrier.lock);
  oa_loop_release (loop);
}

/* The @n-th has come, and what led to it has been dealt with. */
static void
wait_update (Call *call, guint n)
{
  await_got (call->f.server, "session.update", n);
  pass_io ();
  g_assert_cmpuint (count_client (call, "session.update"), ==, n);
}

/* What the @n-th update, from 1, carries. */
static void
assert_update_has (Call *call, guint n, const gchar *text)
{
  gchar **log = ors_server_dup_log (call->f.server), **line;

  for (line = log; *line != NULL; line++) {
    if (strstr (*line, "\"session.update\"") != NULL && --n == 0)
      break;
  }
  g_assert_nonnull (*line);
  g_assert_nonnull (strstr (*line, text));
  g_strfreev (log);
}

static void
instruct (Call *call, const gchar *text)
{
  g_object_set (call->h->element, "instructions", text, NULL);
  pass_io ();
}

static void
assert_state (Call *call, GstOpenaiRealtimeConnectionState expected)
{
  GstOpenaiRealtimeConnectionState state;

  g_object_get (call->h->element, "connection-state", &state, NULL);
  g_assert_cmpint (state, ==, expected);
}

static void
assert_setting_up (Call *call)
{
  assert_state (call, GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING);
  g_assert_cmpuint (watch_count (call->watch, M ("connected")), ==, 0);
}

static void
assert_works (Call *call, guint answers)
{
  say (call, "Hello");
  watch_wait (call->watch, M ("response-done"), answers);
  assert_state (call, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  g_assert_cmpuint (watch_count (call->watch, M ("connected")), ==, 1);
}

static void
start (Call *call)
{
  OrsOptions options = { .scenario = HOLD };

  call_start (call, &options);
  wait_update (call, 1);
  assert_setting_up (call);
}

/* One update is under way at a time; the first one's confirmation is enough to
 * be up, and what changed meanwhile follows. */
TEST (up_while_a_change_is_unconfirmed)
{
  Call call;

  start (&call);
  instruct (&call, "Be brief.");
  instruct (&call, "Be long.");
  g_assert_cmpuint (count_client (&call, "session.update"), ==, 1);
  assert_setting_up (&call);

  ors_server_answer_update (call.f.server, TRUE);
  wait_update (&call, 2);
  assert_update_has (&call, 2, "Be long.");
  assert_state (&call, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  watch_wait (call.watch, M ("connected"), 1);
  assert_works (&call, 1);

  ors_server_answer_update (call.f.server, TRUE);
  assert_works (&call, 2);
  g_assert_cmpuint (count_client (&call, "session.update"), ==, 2);
  assert_sent (call.f.server, "error", 0);
  call_stop (&call);
}

/* Never settled: each change comes before the one before it is confirmed. */
TEST (up_while_settings_change_all_the_time)
{
  Call call;

  start (&call);
  for (guint i = 1; i <= 10; i++) {
    g_autofree gchar *text = g_strdup_printf ("Count to %u.", i);

    instruct (&call, text);
    ors_server_answer_update (call.f.server, TRUE);
    wait_update (&call, i + 1);
    assert_update_has (&call, i + 1, text);
    assert_state (&call, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  }
  assert_works (&call, 1);
  call_stop (&call);
}

/* The refused one is not the one that the session cannot do without. */
TEST (refused_change_does_not_end_the_session)
{
  Call call;

  start (&call);
  instruct (&call, "Be rude.");
  ors_server_answer_update (call.f.server, TRUE);
  wait_update (&call, 2);
  assert_state (&call, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  /* Changed again while the one that will be refused is under way. */
  g_object_set (call.h->element, "speed", 1.25, NULL);
  pass_io ();
  g_assert_cmpuint (count_client (&call, "session.update"), ==, 2);
  ors_server_answer_update (call.f.server, FALSE);
  wait_update (&call, 3);
  assert_update_has (&call, 3, "1.25");
  watch_wait (call.watch, M ("error"), 1);
  assert_works (&call, 1);

  ors_server_answer_update (call.f.server, TRUE);
  instruct (&call, "Be polite.");
  wait_update (&call, 4);
  assert_update_has (&call, 4, "Be polite.");
  ors_server_answer_update (call.f.server, TRUE);
  assert_works (&call, 2);
  g_assert_cmpuint (watch_count (call.watch, M ("error")), ==, 1);
  g_assert_cmpuint (count_client (&call, "session.update"), ==, 4);
  call_stop (&call);
}

/* Refused was what is wanted no more: all of it is tried as it is wanted
 * now. */
TEST (first_refused_but_changed_meanwhile)
{
  Call call;

  start (&call);
  instruct (&call, "Be polite.");
  ors_server_answer_update (call.f.server, FALSE);
  wait_update (&call, 2);
  assert_setting_up (&call);
  assert_update_has (&call, 2, "Be polite.");
  assert_update_has (&call, 2, "\"format\"");
  ors_server_answer_update (call.f.server, TRUE);
  watch_wait (call.watch, M ("connected"), 1);
  assert_works (&call, 1);
  call_stop (&call);
}

/* Audio would not be understood: other formats than the ones confirmed are
 * waited for. */
TEST (not_up_before_the_formats_are_confirmed)
{
  Call call;

  start (&call);
  gst_harness_set_src_caps_str (call.h, format_caps ("pcmu"));
  pass_io ();
  ors_server_answer_update (call.f.server, TRUE);
  wait_update (&call, 2);
  assert_update_has (&call, 2, "audio/pcmu");
  assert_setting_up (&call);
  ors_server_answer_update (call.f.server, TRUE);
  watch_wait (call.watch, M ("connected"), 1);
  assert_works (&call, 1);
  call_stop (&call);
}

/* What was refused in the call would be refused in the next connection with all
 * the rest: there it is left out. */
TEST_WITH (Call, call, refused_setting_does_not_keep_it_from_coming_back, NULL)
{
  assert_works (call, 1);
  g_object_set (call->h->element, "session-config", "{\"nonsense\":1}", NULL);
  watch_wait (call->watch, M ("error"), 1);
  ors_server_close_sessions (call->f.server, 1012, "restart");
  watch_wait (call->watch, M ("reconnected"), 1);
  assert_works (call, 2);
  g_assert_cmpuint (watch_count (call->watch, M ("error")), ==, 1);
}

/* What changes while one update is under way goes out as one behind it. */
TEST (storm_is_one_update)
{
  Call call;

  start (&call);
  for (guint i = 1; i <= 500; i++) {
    g_autofree gchar *text = g_strdup_printf ("Count to %u.", i);

    g_object_set (call.h->element, "instructions", text, NULL);
  }
  pass_io ();
  g_assert_cmpuint (count_client (&call, "session.update"), ==, 1);
  ors_server_answer_update (call.f.server, TRUE);
  wait_update (&call, 2);
  assert_update_has (&call, 2, "Count to 500.");
  ors_server_answer_update (call.f.server, TRUE);
  assert_works (&call, 1);
  g_assert_cmpuint (count_client (&call, "session.update"), ==, 2);
  call_stop (&call);
}

TEST_WITH (Call, call, properties_of_one_call_are_one_update, NULL)
{
  assert_works (call, 1);
  g_assert_cmpuint (count_client (call, "session.update"), ==, 1);
  g_object_set (call->h->element, "instructions", "Be brief.", "speed", 1.25,
      "vad-threshold", 0.75, "max-output-tokens", 77, NULL);
  wait_update (call, 2);
  assert_update_has (call, 2, "Be brief.");
  assert_update_has (call, 2, "1.25");
  assert_update_has (call, 2, "0.75");
  assert_update_has (call, 2, "77");
  assert_works (call, 2);
  g_assert_cmpuint (count_client (call, "session.update"), ==, 2);
}

#define N_SETS 2000

static gpointer
set_instructions (gpointer element)
{
  for (guint i = 1; i <= N_SETS; i++) {
    g_autofree gchar *text = g_strdup_printf ("Count to %u.", i);

    g_object_set (element, "instructions", text, NULL);
  }
  return NULL;
}

static gpointer
set_tokens (gpointer element)
{
  for (guint i = 1; i <= N_SETS; i++)
    g_object_set (element, "max-output-tokens", i, NULL);
  return NULL;
}

/* The last value that was sent of a member. */
static gboolean
has_sent_last (Call *call, const gchar *member, const gchar *value)
{
  gchar **log = ors_server_dup_log (call->f.server), **line;
  const gchar *last = NULL;
  gboolean has;

  for (line = log; *line != NULL; line++) {
    if (strstr (*line, "\"session.update\"") != NULL
        && strstr (*line, member) != NULL)
      last = *line;
  }
  has = last != NULL && strstr (strstr (last, member), value) != NULL;
  g_strfreev (log);
  return has;
}

static gboolean
has_sent_all (gconstpointer data)
{
  Call *call = (Call *) data;

  return has_sent_last (call, "instructions", "Count to 2000.")
      && has_sent_last (call, "max_output_tokens", "2000");
}

TEST_WITH (Call, call, threads_that_set_properties_lose_nothing, NULL)
{
  GThread *threads[2];

  assert_works (call, 1);
  threads[0] = g_thread_new ("set", set_instructions, call->h->element);
  threads[1] = g_thread_new ("set", set_tokens, call->h->element);
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  wait_until (has_sent_all, call);
}

TEST_MAIN (fixture_init ())

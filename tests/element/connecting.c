/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connecting.c - a hundred elements go to PLAYING at once, and the server is
 * slow to take them: threads do not pile up, all get up once it does, and who
 * is stopped meanwhile is gone at once and leaves nothing behind. */

#include "crowd.h"
#include "enums.h"
#include "../support/testcase.h"

#include <stdlib.h>
#include <string.h>

#define N_CALLS 100

/* What a process may have more than before: I/O loops; the shared thread and
 * its deputy; threads that GLib keeps for a while for its pools. */
#define IO_LOOPS 4
#define PACERS 2
#define IDLE_THREADS 16
#define EXTRA_THREADS (IO_LOOPS + PACERS + IDLE_THREADS)
/* A loop has an event of its own. */
#define EXTRA_FILES (2 * IO_LOOPS)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STOP_LIMIT_MS 8000
#else
#define STOP_LIMIT_MS 2000
#endif

static guint
count_threads (void)
{
  gchar *status, *line;
  guint n;

  g_assert_true (
      g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "\nThreads:");
  g_assert_nonnull (line);
  n = strtoul (line + strlen ("\nThreads:"), NULL, 10);
  g_free (status);
  return n;
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
has_so_many_threads (gconstpointer data)
{
  return count_threads () <= GPOINTER_TO_UINT (data);
}

static gboolean
has_so_many_files (gconstpointer data)
{
  return count_files () <= GPOINTER_TO_UINT (data);
}

/* Threads that tell messages and ask for sentences come and go: what counts is
 * what stays. */
static void
wait_for_threads (guint n)
{
  wait_until (has_so_many_threads, GUINT_TO_POINTER (n));
}

static gboolean
is_connecting (gconstpointer data)
{
  const Member *member = data;
  GstOpenaiRealtimeConnectionState state;

  g_object_get (member->call.h->element, "connection-state", &state, NULL);
  return state == GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING;
}

static void
wait_connecting (Crowd *crowd)
{
  for (guint i = 0; i < crowd->n; i++)
    wait_until (is_connecting, &crowd->members[i]);
}

static void
stop_in_time (Crowd *crowd)
{
  guint ms = crowd_stop (crowd);

  g_test_message ("stopped within %u ms", ms);
  g_assert_cmpuint (ms, <, STOP_LIMIT_MS);
  crowd_free (crowd);
}

/* A thread each; or, all by one thread, far less, though on a machine that
 * stumbles some are taken for blocked and get a thread for a while. */
static void
test_server_is_slow_to_accept (gconstpointer data)
{
  gboolean shared = g_str_equal (data, "shared");
  guint threads, files, bound;
  g_auto (Fixture) f = { NULL };
  Crowd crowd;

  fixture_start (&f, NULL);
  threads = count_threads ();
  files = count_files ();
  bound = threads + EXTRA_THREADS + (shared ? N_CALLS / 4 : N_CALLS);
  ors_server_set_accepting (f.server, FALSE);
  crowd_start (&crowd, N_CALLS, shared, f.server, NULL);
  wait_connecting (&crowd);
  wait_for_threads (bound);
  g_test_message ("%u threads for %u elements", count_threads () - threads,
      N_CALLS);
  g_assert_cmpuint (ors_server_count_sessions (f.server), ==, 0);

  ors_server_set_accepting (f.server, TRUE);
  for (guint i = 0; i < N_CALLS; i++)
    watch_wait (crowd.members[i].call.watch, M ("connected"), 1);
  g_assert_cmpuint (ors_server_count_sessions (f.server), ==, N_CALLS);
  wait_for_threads (bound);
  stop_in_time (&crowd);
  await_connection (f.server, "closed", N_CALLS);
  wait_for_threads (threads + EXTRA_THREADS);
  wait_until (has_so_many_files, GUINT_TO_POINTER (files + EXTRA_FILES));
}

/* How far they get; with events of the connection that tell so. */
typedef struct
{
  const gchar *name;
  const gchar *scenario;
  const gchar *event;
} Stage;

static const Stage stages[] = {
  { "not-accepted", NULL, NULL },
  { "not-upgraded", "half-open", "refused" },
  { "not-greeted", "silent", "opened" },
};

static void
test_stopped_while_connecting (gconstpointer data)
{
  const Stage *stage = data;
  OrsOptions options = { .scenario = stage->scenario };
  guint threads, files;
  Fixture f;
  Crowd crowd;

  threads = count_threads ();
  files = count_files ();
  fixture_start (&f, &options);
  ors_server_set_accepting (f.server, stage->event != NULL);
  crowd_start (&crowd, N_CALLS, FALSE, f.server, NULL);
  if (stage->event != NULL)
    g_assert_true (ors_server_wait_event (f.server, "connection", stage->event,
        N_CALLS, WAIT_US));
  wait_connecting (&crowd);
  stop_in_time (&crowd);

  /* The next connection finds all in order. */
  ors_server_set_scenario (f.server, NULL, NULL);
  ors_server_set_accepting (f.server, TRUE);
  crowd_start (&crowd, 1, FALSE, f.server, NULL);
  watch_wait (crowd.members[0].call.watch, M ("connected"), 1);
  stop_in_time (&crowd);
  fixture_stop (&f);
  wait_for_threads (threads + EXTRA_THREADS);
  wait_until (has_so_many_files, GUINT_TO_POINTER (files + EXTRA_FILES));
}

/* A service that no longer reads answers no close: each connection takes its
 * time, and no change of state waits for it. */
TEST_FIXTURE (stopped_in_sequence, &(OrsOptions){ .scenario = "slow-reader" })
{
  gint64 begin, took;
  Crowd crowd;

  crowd_start (&crowd, N_CALLS, FALSE, f->server, NULL);
  await_connection (f->server, "opened", N_CALLS);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_CALLS; i++)
    gst_element_set_state (crowd.members[i].call.h->element, GST_STATE_NULL);
  took = (g_get_monotonic_time () - begin) / 1000;
  g_test_message ("%d stopped in %" G_GINT64_FORMAT " ms", N_CALLS, took);
  g_assert_cmpint (took, <, STOP_LIMIT_MS);
  crowd_free (&crowd);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROW (server_is_slow_to_accept, "a-thread-each", "own");
  TEST_ROW (server_is_slow_to_accept, "a-shared-thread", "shared");
  TEST_ROWS (stopped_while_connecting, stages);
  return g_test_run ();
}

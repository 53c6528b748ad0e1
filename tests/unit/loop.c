/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transport/loop.h"
#include "../support/testcase.h"

#include <gio/gio.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the loop's thread tells the test's. */
static GMutex lock;
static GCond cond;

typedef struct
{
  OaLoop *loop;
  GString *log;
  guint wanted;
  guint done;
} Work;

static void
work_done (Work *work)
{
  g_mutex_lock (&lock);
  work->done++;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

static void
wait_done (Work *work)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&lock);
  while (work->done < work->wanted)
    g_assert_true (g_cond_wait_until (&cond, &lock, deadline));
  g_mutex_unlock (&lock);
}

typedef struct
{
  Work *work;
  guint number;
} Call;

static gboolean
run_call (gpointer data)
{
  Call *call = data;

  g_assert_true (oa_loop_is_current (call->work->loop));
  g_assert_true (g_main_context_get_thread_default ()
      == oa_loop_get_context (call->work->loop));
  g_string_append_printf (call->work->log, "%u ", call->number);
  return G_SOURCE_REMOVE;
}

static void
destroy_call (gpointer data)
{
  Call *call = data;

  g_assert_true (oa_loop_is_current (call->work->loop));
  g_string_append_printf (call->work->log, "-%u ", call->number);
  work_done (call->work);
  g_free (call);
}

static void
invoke_numbered (Work *work, guint number)
{
  Call *call = g_new (Call, 1);

  call->work = work;
  call->number = number;
  oa_loop_invoke (work->loop, run_call, call, destroy_call);
}

TEST (invoke_keeps_order)
{
  Work work = { oa_loop_acquire (), g_string_new (NULL), 1000, 0 };
  GString *expected = g_string_new (NULL);

  for (guint i = 0; i < work.wanted; i++) {
    invoke_numbered (&work, i);
    g_string_append_printf (expected, "%u -%u ", i, i);
  }
  wait_done (&work);
  g_assert_cmpstr (work.log->str, ==, expected->str);

  g_string_free (expected, TRUE);
  g_string_free (work.log, TRUE);
  oa_loop_release (work.loop);
}

static void
on_late_timer (gpointer data)
{
  work_done (data);
}

static gboolean
add_late_timer (gpointer data)
{
  Work *work = data;

  oa_loop_add_timer (work->loop, 20000, on_late_timer, work);
  return G_SOURCE_REMOVE;
}

static gboolean
invoke_from_inside (gpointer data)
{
  Work *work = data;

  invoke_numbered (work, 1);
  g_assert_cmpstr (work->log->str, ==, "");
  g_string_append (work->log, "first ");
  return G_SOURCE_REMOVE;
}

TEST (invoke_is_never_inline)
{
  Work work = { oa_loop_acquire (), g_string_new (NULL), 1, 0 };

  oa_loop_invoke (work.loop, invoke_from_inside, &work, NULL);
  wait_done (&work);
  g_assert_cmpstr (work.log->str, ==, "first 1 -1 ");

  g_string_free (work.log, TRUE);
  oa_loop_release (work.loop);
}

TEST (is_current_only_on_its_thread)
{
  OaLoop *loop = oa_loop_acquire ();

  g_assert_false (oa_loop_is_current (loop));
  oa_loop_release (loop);
}

static guint
count_loops (GPtrArray *loops)
{
  g_autoptr (GHashTable) set = g_hash_table_new (NULL, NULL);
  guint count;

  for (guint i = 0; i < loops->len; i++)
    g_hash_table_add (set, loops->pdata[i]);
  count = g_hash_table_size (set);
  return count;
}

static void
acquire_many (GPtrArray *loops, guint count)
{
  while (count-- > 0)
    g_ptr_array_add (loops, oa_loop_acquire ());
}

/* Users of a loop before there is another. */
#define ENOUGH 64

static guint
most_loops (void)
{
  return MIN (4, g_get_num_processors ());
}

TEST (threads_are_few_and_shared_evenly)
{
  g_autoptr (GPtrArray) loops = g_ptr_array_new_with_free_func (
      (GDestroyNotify) oa_loop_release);

  acquire_many (loops, ENOUGH);
  g_assert_cmpuint (count_loops (loops), ==, 1);
  acquire_many (loops, ENOUGH * (most_loops () - 1));
  g_assert_cmpuint (count_loops (loops), ==, most_loops ());
  acquire_many (loops, 3 * most_loops ());
  g_assert_cmpuint (count_loops (loops), ==, most_loops ());
}

TEST (the_least_used_is_chosen)
{
  g_autoptr (GPtrArray) loops = g_ptr_array_new_with_free_func (
      (GDestroyNotify) oa_loop_release);
  OaLoop *freed;

  acquire_many (loops, ENOUGH * most_loops ());
  freed = loops->pdata[0];
  g_ptr_array_remove_index (loops, 0);
  acquire_many (loops, 1);
  g_assert_true (loops->pdata[loops->len - 1] == freed);
}

/* Iterations are kept apart for company; what comes meanwhile is not lost. */
TEST (a_full_loop_keeps_order_too)
{
  g_autoptr (GPtrArray) loops = g_ptr_array_new_with_free_func (
      (GDestroyNotify) oa_loop_release);

  acquire_many (loops, 100 * most_loops ());
  for (guint i = 0; i < loops->len; i++)
    oa_loop_change_delay (loops->pdata[i], OA_LOOP_DELAY, OA_LOOP_MAX_DELAY);
  test_invoke_keeps_order ();
  for (guint i = 0; i < loops->len; i++)
    oa_loop_change_delay (loops->pdata[i], OA_LOOP_MAX_DELAY, OA_LOOP_DELAY);
}

/* ---- the number of threads ---- */

/* Of loops that are left in this process. */
static guint
count_threads (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const gchar *id;
  guint count = 0;

  while ((id = g_dir_read_name (tasks)) != NULL) {
    g_autofree gchar *path =
        g_build_filename ("/proc/self/task", id, "comm", NULL);
    g_autofree gchar *name = NULL;

    if (g_file_get_contents (path, &name, NULL, NULL))
      count += g_str_has_prefix (name, "oa-io-");
  }
  return count;
}

/* The kernel lists a thread for a moment after it was joined. */
static void
assert_no_thread (void)
{
  gint64 until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (count_threads () > 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_thread_yield ();
  }
}

TEST (an_unused_loop_ends)
{
  oa_loop_join_unused ();
  assert_no_thread ();
  for (guint i = 0; i < 100; i++) {
    Work work = { oa_loop_acquire (), g_string_new (NULL), 1, 0 };

    invoke_numbered (&work, 1);
    wait_done (&work);
    g_assert_cmpuint (count_threads (), ==, 1);
    g_string_free (work.log, TRUE);
    oa_loop_release (work.loop);
    oa_loop_join_unused ();
    assert_no_thread ();
  }
}

TEST (a_used_loop_goes_on)
{
  Work work = { oa_loop_acquire (), g_string_new (NULL), 1, 0 };

  oa_loop_release (oa_loop_acquire ());
  oa_loop_join_unused ();
  invoke_numbered (&work, 1);
  wait_done (&work);
  g_assert_cmpuint (count_threads (), ==, 1);
  g_string_free (work.log, TRUE);
  oa_loop_release (work.loop);
}

/* What was left to it is done before. */
TEST (calls_and_timers_come_before_the_end)
{
  Work work = { oa_loop_acquire (), g_string_new (NULL), 2, 0 };

  invoke_numbered (&work, 1);
  oa_loop_invoke (work.loop, add_late_timer, &work, NULL);
  oa_loop_release (work.loop);
  oa_loop_join_unused ();
  g_assert_cmpuint (work.done, ==, 2);
  assert_no_thread ();
  g_string_free (work.log, TRUE);
}

static gboolean
hold (gpointer data)
{
  Work *work = data;

  oa_loop_hold (work->loop);
  work_done (work);
  return G_SOURCE_REMOVE;
}

static gboolean
unhold (gpointer data)
{
  oa_loop_unhold (data);
  return G_SOURCE_REMOVE;
}

TEST (a_held_loop_goes_on)
{
  Work work = { oa_loop_acquire (), NULL, 1, 0 };
  GSource *source = g_idle_source_new ();

  oa_loop_invoke (work.loop, hold, &work, NULL);
  wait_done (&work);
  g_source_set_callback (source, unhold, work.loop, NULL);
  g_assert_cmpuint (count_threads (), ==, 1);
  /* As GIO comes back: by the context, without a user. */
  g_source_attach (source, oa_loop_get_context (work.loop));
  oa_loop_release (work.loop);
  oa_loop_join_unused ();
  assert_no_thread ();
  g_source_unref (source);
}

/* Nobody else gets it, and it ends like the others. */
TEST (a_loop_of_ones_own)
{
  OaLoop *own = oa_loop_acquire_own ("own"), *shared = oa_loop_acquire ();
  Work work = { own, NULL, 1, 0 },
       other = { shared, g_string_new (NULL), 1, 0 };

  g_assert_true (own != shared);
  oa_loop_invoke (own, hold, &work, NULL);
  wait_done (&work);
  oa_loop_invoke (own, unhold, own, NULL);
  oa_loop_release (own);
  oa_loop_join_unused ();
  /* A thread gives itself its name before its first work. */
  invoke_numbered (&other, 1);
  wait_done (&other);
  g_string_free (other.log, TRUE);
  g_assert_cmpuint (count_threads (), ==, 1);
  oa_loop_release (shared);
  oa_loop_join_unused ();
  assert_no_thread ();
}

typedef struct
{
  const gchar *value;
  guint threads; /* 0 = as many as without */
} Setting;

static void
test_the_number_may_be_set (gconstpointer data)
{
  const Setting *setting = data;
  guint wanted = setting->threads > 0 ? setting->threads : most_loops ();
  GPtrArray *loops;

  if (!g_test_subprocess ()) {
    g_setenv (OA_LOOP_THREADS_VARIABLE, setting->value, TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_unsetenv (OA_LOOP_THREADS_VARIABLE);
    g_test_trap_assert_passed ();
    return;
  }
  loops = g_ptr_array_new_with_free_func ((GDestroyNotify) oa_loop_release);
  acquire_many (loops, ENOUGH * (wanted + 2));
  g_assert_cmpuint (count_loops (loops), ==, wanted);
  g_ptr_array_unref (loops);
}

static const Setting settings[] = {
  { "1", 1 },
  { "7", 7 },
  { "64", 64 },
  { "0", 0 },
  { "65", 0 },
  { "-1", 0 },
  { "two", 0 },
  { "", 0 },
};

/* ---- timers ---- */

static void
on_timer (gpointer data)
{
  Work *work = data;

  g_assert_true (oa_loop_is_current (work->loop));
  work_done (work);
}

static gboolean
add_timers (gpointer data)
{
  Work *work = data;

  oa_timer_remove (oa_loop_add_timer (work->loop, 1000, on_timer, work));
  oa_loop_add_timer (work->loop, 2000, on_timer, work);
  return G_SOURCE_REMOVE;
}

TEST (timer_runs_once_on_the_loop)
{
  Work work = { oa_loop_acquire (), NULL, 1, 0 };

  oa_loop_invoke (work.loop, add_timers, &work, NULL);
  wait_done (&work);
  g_assert_cmpuint (work.done, ==, 1);
  oa_loop_release (work.loop);
}

typedef struct
{
  GString *log;
  OaTimers *timers;
  OaTimer *victim;
} Order;

static void
log_first (gpointer data)
{
  g_string_append (((Order *) data)->log, "first ");
}

/* Takes another one's turn away, and one more for itself. */
static void
log_second (gpointer data)
{
  Order *order = data;

  g_string_append (order->log, "second ");
  g_clear_pointer (&order->victim, oa_timer_remove);
  oa_timers_add (order->timers, 0, log_first, order);
}

static void
never (gpointer data)
{
  g_assert_not_reached ();
}

TEST (timers_run_in_order)
{
  GMainContext *context = g_main_context_new ();
  Order order = { g_string_new (NULL), oa_timers_new (context), NULL };

  oa_timers_add (order.timers, G_TIME_SPAN_HOUR, never, &order);
  oa_timers_add (order.timers, 100, log_first, &order);
  oa_timers_add (order.timers, 200, log_second, &order);
  order.victim = oa_timers_add (order.timers, 300, never, &order);
  while (!g_str_equal (order.log->str, "first second first "))
    g_main_context_iteration (context, TRUE);

  g_main_context_unref (context);
  g_string_free (order.log, TRUE);
}

/* ---- the limiter ---- */

typedef struct
{
  GMainContext *context;
  OaHandshakeLimiter *limiter;
  OaHandshakeSlot slots[OA_HANDSHAKE_LIMITER_AT_ONCE + 3];
} Crowd;

static void
crowd_come (Crowd *crowd)
{
  memset (crowd, 0, sizeof (*crowd));
  crowd->context = g_main_context_new ();
  crowd->limiter = oa_handshake_limiter_new (oa_timers_new (crowd->context));
  for (guint i = 0; i < G_N_ELEMENTS (crowd->slots); i++) {
    oa_handshake_limiter_enter (crowd->limiter, &crowd->slots[i]);
    g_assert_true (
        crowd->slots[i].inside == (i < OA_HANDSHAKE_LIMITER_AT_ONCE));
  }
}

static void
crowd_go (Crowd *crowd)
{
  oa_handshake_limiter_free (crowd->limiter);
  g_main_context_unref (crowd->context);
}

/* One leaves, the one who came first comes in, but for who has gone. */
TEST (limiter_keeps_order)
{
  Crowd crowd;
  OaHandshakeSlot *first = &crowd.slots[OA_HANDSHAKE_LIMITER_AT_ONCE];

  crowd_come (&crowd);
  oa_handshake_limiter_leave (crowd.limiter, &first[0]);
  oa_handshake_limiter_leave (crowd.limiter, &crowd.slots[3]);
  oa_handshake_limiter_leave (crowd.limiter, &crowd.slots[3]);
  g_assert_true (first[1].inside);
  g_assert_false (first[0].inside);
  g_assert_false (first[2].inside);
  crowd_go (&crowd);
}

/* No handshake ends, and yet none waits for ever. */
TEST (limiter_never_blocks_for_ever)
{
  Crowd crowd;

  crowd_come (&crowd);
  while (!crowd.slots[G_N_ELEMENTS (crowd.slots) - 1].inside)
    g_main_context_iteration (crowd.context, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (crowd.slots); i++) {
    g_assert_true (crowd.slots[i].inside);
    oa_handshake_limiter_leave (crowd.limiter, &crowd.slots[i]);
  }
  crowd_go (&crowd);
}

/* ---- sockets ---- */

TEST (poller_tells_once)
{
  OaPoller *poller = oa_poller_new ();
  OaPollHandle handle = { 0 };
  gint fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  handle.fd = fds[0];
  g_assert_true (oa_poller_add (poller, &handle));
  oa_poller_collect (poller);
  g_assert_true (handle.writable);
  g_assert_false (handle.readable);

  g_assert_cmpint (write (fds[1], "x", 1), ==, 1);
  oa_poller_collect (poller);
  g_assert_true (handle.readable);
  g_assert_false (handle.hung_up);
  /* A mark that was taken back comes with news only. */
  handle.readable = FALSE;
  oa_poller_collect (poller);
  g_assert_false (handle.readable);

  close (fds[1]);
  oa_poller_collect (poller);
  g_assert_true (handle.readable);
  g_assert_true (handle.hung_up);

  oa_poller_remove (poller, &handle);
  oa_poller_free (poller);
  close (fds[0]);
}

/* ---- what takes long ---- */

static gboolean
use_up_time (gpointer data)
{
  Work *work = data;
  guint i;

  for (i = 0; oa_loop_may_do_heavy_op (work->loop); i++)
    g_assert_cmpuint (i, <, 100);
  g_assert_cmpuint (i, >, 0);
  work_done (work);
  return G_SOURCE_REMOVE;
}

TEST (each_iteration_has_time)
{
  Work work = { oa_loop_acquire (), NULL, 0, 0 };

  while (work.wanted++ < 3) {
    oa_loop_invoke (work.loop, use_up_time, &work, NULL);
    wait_done (&work);
  }
  oa_loop_release (work.loop);
}

TEST_MAIN (TEST_NUMBERED (the_number_may_be_set, settings))

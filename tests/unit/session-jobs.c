/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-jobs.c - work on other threads, at once or later. */

#include "../support/shared.h"
#include "../support/testcase.h"

#include "session/jobs.h"
#include "transport/loop.h"

/* So many users are on one loop before another is made. */
#define ENOUGH 64

typedef struct
{
  GMutex lock;
  GCond cond;
  guint done;
} Counter;

static void
counter_start (Counter *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

static void
counter_stop (Counter *self)
{
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
}

static void
count (gpointer data)
{
  Counter *counter = data;

  SHARED_CHANGE (counter, counter->done++);
}

TEST_WITH (Counter, counter, at_once)
{
  for (guint i = 0; i < 100; i++)
    oa_jobs_push (count, counter);
  SHARED_WAIT (counter, counter->done == 100);
}

TEST_WITH (Counter, counter, later)
{
  gint64 begin = g_get_monotonic_time ();

  oa_jobs_run_later (20000, count, counter);
  SHARED_WAIT (counter, counter->done == 1);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 20000);
}

/* Of two loops the one with fewer sessions gets the next ones, however many
 * jobs wait there: all of them are one user. */
TEST_WITH (Counter, counter, waiting_jobs_are_one_user)
{
  OaLoop *loops[2 * ENOUGH];
  guint i, with_jobs = 0;

  for (i = 0; i <= ENOUGH; i++)
    loops[i] = oa_loop_acquire ();
  g_assert_true (loops[0] != loops[ENOUGH]);
  for (guint n = 0; n < ENOUGH; n++)
    oa_jobs_run_later (200 * 1000, count, counter);
  for (i = ENOUGH + 1; i < 2 * ENOUGH; i++) {
    loops[i] = oa_loop_acquire ();
    with_jobs += loops[i] == loops[ENOUGH];
  }
  g_assert_cmpuint (with_jobs, >=, ENOUGH - 2);
  for (i = 0; i < 2 * ENOUGH; i++)
    oa_loop_release (loops[i]);
  SHARED_WAIT (counter, counter->done == ENOUGH);
}

/* Its users go, but not what they left to it. */
TEST_WITH (Counter, counter, a_job_outlives_the_users)
{
  OaLoop *loop = oa_loop_acquire ();

  oa_jobs_run_later (50 * 1000, count, counter);
  oa_loop_release (loop);
  SHARED_WAIT (counter, counter->done == 1);
}

TEST_MAIN (g_setenv (OA_LOOP_THREADS_VARIABLE, "2", TRUE))

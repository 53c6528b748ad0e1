/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jobs.c - a GThreadPool without a limit: a thread exists only while a job
 * runs, and a blocked one must not make another wait. */

#include "session/jobs.h"
#include "session/debug.h"
#include "transport/loop.h"

#define RETRY_US (100 * 1000)

typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
} Job;

static gint retrying; /* atomic */

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;

  job->func (job->data);
  g_free (job);
}

static GThreadPool *
get_pool (void)
{
  static gsize pool = 0;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool,
        (gsize) g_thread_pool_new (run_job, NULL, -1, FALSE, NULL));
  return (GThreadPool *) pool;
}

/*** later ***/

typedef struct
{
  Job job;
  gint64 us;
  OaLoop *loop;
} LaterJob;

/* All that waits is one user of one loop. Sessions go to the loop with the
 * fewest users: if each of many that start had a job there, the next ones would
 * all go to the other loop, and stay. */
static GMutex later_lock;
static OaLoop *later_loop;
static guint later_jobs;

static OaLoop *
acquire_later_loop (void)
{
  OaLoop *loop;

  g_mutex_lock (&later_lock);
  if (later_jobs++ == 0)
    later_loop = oa_loop_acquire ();
  loop = later_loop;
  g_mutex_unlock (&later_lock);
  return loop;
}

static void
release_later_loop (void)
{
  g_mutex_lock (&later_lock);
  if (--later_jobs == 0)
    oa_loop_release (g_steal_pointer (&later_loop));
  g_mutex_unlock (&later_lock);
}

static void
run_later (gpointer data)
{
  LaterJob *later = data;

  later->job.func (later->job.data);
  g_free (later);
  release_later_loop ();
}

static gboolean
start_timer (gpointer data)
{
  LaterJob *later = data;

  oa_loop_add_timer (later->loop, later->us, run_later, later);
  return G_SOURCE_REMOVE;
}

void
oa_jobs_run_later (gint64 us, void (*func) (gpointer data), gpointer data)
{
  LaterJob *later = g_new (LaterJob, 1);

  later->job = (Job){ func, data };
  later->us = us;
  later->loop = acquire_later_loop ();
  oa_loop_invoke (later->loop, start_timer, later, NULL);
}

/*** at once ***/

/* Jobs whose thread could not be made lie in the pool; setting its limit makes
 * threads for them. */
static void
retry (gpointer data)
{
  /* A failure from here on begins a retry of its own. */
  g_atomic_int_set (&retrying, 0);
  if (!g_thread_pool_set_max_threads (get_pool (), -1, NULL)
      && g_atomic_int_compare_and_exchange (&retrying, 0, 1))
    oa_jobs_run_later (RETRY_US, retry, NULL);
}

void
oa_jobs_push (void (*func) (gpointer data), gpointer data)
{
  Job *job = g_new (Job, 1);
  GError *error = NULL;

  job->func = func;
  job->data = data;
  if (g_thread_pool_push (get_pool (), job, &error))
    return;
  GST_WARNING ("what is to be told waits for a thread: %s", error->message);
  g_error_free (error);
  if (g_atomic_int_compare_and_exchange (&retrying, 0, 1))
    oa_jobs_run_later (RETRY_US, retry, NULL);
}

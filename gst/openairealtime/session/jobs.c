/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jobs.c - a GThreadPool without a limit: a thread exists only while a job
 * runs, and a blocked one must not make another wait. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/jobs.h"
#include "session/debug.h"
#include "transport/loop.h"

#define RETRY_US (100 * 1000)

typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
} Job;

static gint retrying;           /* atomic */

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

/* Jobs whose thread could not be made lie in the pool; setting its limit makes
 * threads for them. */
static void
retry (gpointer data)
{
  OaLoop *loop = data;

  /* A failure from here on begins a retry of its own. */
  g_atomic_int_set (&retrying, 0);
  if (g_thread_pool_set_max_threads (get_pool (), -1, NULL))
    oa_loop_release (loop);
  else if (g_atomic_int_compare_and_exchange (&retrying, 0, 1))
    oa_loop_add_timer (loop, RETRY_US, retry, loop);
  else
    oa_loop_release (loop);
}

static gboolean
retry_on_loop (gpointer loop)
{
  oa_loop_add_timer (loop, RETRY_US, retry, loop);
  return G_SOURCE_REMOVE;
}

void
oa_jobs_push (void (*func) (gpointer data), gpointer data)
{
  Job *job = g_new (Job, 1);
  GError *error = NULL;
  OaLoop *loop;

  job->func = func;
  job->data = data;
  if (g_thread_pool_push (get_pool (), job, &error))
    return;
  GST_WARNING ("what is to be told waits for a thread: %s", error->message);
  g_error_free (error);
  if (!g_atomic_int_compare_and_exchange (&retrying, 0, 1))
    return;
  loop = oa_loop_acquire ();
  oa_loop_invoke (loop, retry_on_loop, loop, NULL);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A pool of at most four threads, made on demand and kept. The pool's lock
 * guards who has how many users and nothing else; a running loop has none.
 *
 * Calls of other threads lie in one call queue per loop, so that many of them
 * cost one source and one wake-up.
 *
 * What costs is not bytes but iterations: each walks all sources and asks for
 * all sockets. So iterations are kept apart, the further the more users there
 * are, and each serves all that has come meanwhile. With few users nothing
 * waits. */

#include "loop.h"

#include "callqueue.h"

/* A handshake takes the better part of a millisecond of CPU. */
#define HEAVY_OPS_PER_ITERATION 2

#define MAX_LOOPS 4
/* From so many users on, a loop makes full use of the delay it may cause. */
#define FULL_LOOP 100
/* A pause shorter than this, in us, costs more than the iteration that it
 * spares. */
#define LEAST_PAUSE 200
/* Below so many users a loop wants more, so that its iterations serve
 * several. */
#define ENOUGH 64
/* A connection is closed well within these. */
#define EXPEDITED_ITERATIONS 20

struct _OaLoop
{
  GMainContext *context;
  GMainLoop *main_loop;

  /* Protected by pool_lock. */
  guint users;
  guint users_by_delay[OA_LOOP_MAX_DELAY + 1];

  gint pause;                   /* us between two iterations; atomic */
  gint expedited;               /* iterations without a pause; atomic */
  /* Of the loop's thread. */
  gint64 last_iteration;
  guint heavy_ops;              /* since then */
  OaPoller *poller;
  GPollFD poller_fd;

  OaCallQueue *call_queue;
  OaTimers *timers;
  OaHandshakeLimiter *limiter;
};

static GMutex pool_lock;
static OaLoop *pool[MAX_LOOPS];
static guint pool_size;

static GPrivate loop_of_thread;

/* In place of the context's poll. An iteration that comes after a long silence
 * is not held up: only what follows it closely waits for company. */
static gint
poll_with_pause (GPollFD *fds, guint n_fds, gint timeout)
{
  OaLoop *self = g_private_get (&loop_of_thread);
  gint64 now = g_get_monotonic_time ();
  gint64 wait = self->last_iteration + g_atomic_int_get (&self->pause) - now;
  gint result;

  if (timeout > 0)
    wait = MIN (wait, (gint64) timeout * 1000);
  if (g_atomic_int_get (&self->expedited) > 0) {
    g_atomic_int_add (&self->expedited, -1);
    wait = 0;
  }
  if (timeout != 0 && wait > 0) {
    g_usleep (wait);
    if (timeout > 0)
      timeout -= wait / 1000;
  }
  result = g_poll (fds, n_fds, timeout);
  if (result > 0)
    oa_poller_collect (self->poller);
  self->heavy_ops = 0;
  if (timeout != 0)
    self->last_iteration = g_get_monotonic_time ();
  return result;
}

static gpointer
run_loop (gpointer data)
{
  OaLoop *self = data;

  g_private_set (&loop_of_thread, self);
  g_main_context_set_poll_func (self->context, poll_with_pause);

  /* libsoup attaches its sources to the thread's default context. */
  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->main_loop);
  return NULL;
}

/* Waits with the context's sources for any of the sockets. */
static void
make_poller (OaLoop *self)
{
  self->poller = oa_poller_new ();
  self->poller_fd.fd = oa_poller_get_fd (self->poller);
  self->poller_fd.events = G_IO_IN;
  if (self->poller_fd.fd >= 0)
    g_main_context_add_poll (self->context, &self->poller_fd,
        G_PRIORITY_DEFAULT);
}

static OaLoop *
start_loop (guint index)
{
  OaLoop *self = g_new0 (OaLoop, 1);
  gchar *name = g_strdup_printf ("oa-io-%u", index);

  self->context = g_main_context_new ();
  self->main_loop = g_main_loop_new (self->context, FALSE);
  self->call_queue = oa_call_queue_new (self->context);
  self->timers = oa_timers_new (self->context);
  self->limiter = oa_handshake_limiter_new (self->timers);
  make_poller (self);
  g_thread_unref (g_thread_new (name, run_loop, self));
  g_free (name);
  return self;
}

static guint
max_loops (void)
{
  return MIN (MAX_LOOPS, MAX (1, g_get_num_processors ()));
}

static OaLoop *
least_used (void)
{
  OaLoop *best = NULL;
  guint i;

  for (i = 0; i < pool_size; i++) {
    if (best == NULL || pool[i]->users < best->users)
      best = pool[i];
  }
  return best;
}

/* The one who bears least delay decides for all; with pool_lock held. */
static void
set_pause (OaLoop *self)
{
  guint delay = 0, pause;

  while (delay < OA_LOOP_MAX_DELAY && self->users_by_delay[delay] == 0)
    delay++;
  pause = delay * 1000 * MIN (self->users, FULL_LOOP) / FULL_LOOP;
  g_atomic_int_set (&self->pause, pause >= LEAST_PAUSE ? pause : 0);
}

OaLoop *
oa_loop_acquire (void)
{
  OaLoop *self;

  g_mutex_lock (&pool_lock);
  self = least_used ();
  if ((self == NULL || self->users >= ENOUGH) && pool_size < max_loops ()) {
    self = start_loop (pool_size);
    pool[pool_size++] = self;
  }
  self->users++;
  self->users_by_delay[OA_LOOP_DELAY]++;
  set_pause (self);
  g_mutex_unlock (&pool_lock);
  return self;
}

void
oa_loop_release (OaLoop *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&pool_lock);
  g_warn_if_fail (self->users > 0);
  if (self->users > 0) {
    self->users--;
    self->users_by_delay[OA_LOOP_DELAY]--;
  }
  set_pause (self);
  g_mutex_unlock (&pool_lock);
}

void
oa_loop_change_delay (OaLoop *self, guint from, guint to)
{
  g_return_if_fail (from <= OA_LOOP_MAX_DELAY && to <= OA_LOOP_MAX_DELAY);

  g_mutex_lock (&pool_lock);
  self->users_by_delay[from]--;
  self->users_by_delay[to]++;
  set_pause (self);
  g_mutex_unlock (&pool_lock);
}

GMainContext *
oa_loop_get_context (OaLoop *self)
{
  return self->context;
}

gboolean
oa_loop_is_current (OaLoop *self)
{
  return g_main_context_is_owner (self->context);
}

void
oa_loop_invoke (OaLoop *self, GSourceFunc func, gpointer data,
    GDestroyNotify destroy)
{
  oa_call_queue_push (self->call_queue, func, data, destroy);
}

void
oa_loop_expedite (OaLoop *self)
{
  g_atomic_int_set (&self->expedited, EXPEDITED_ITERATIONS);
}

gboolean
oa_loop_watch (OaLoop *self, OaPollHandle *handle)
{
  g_return_val_if_fail (oa_loop_is_current (self), FALSE);

  return oa_poller_add (self->poller, handle);
}

void
oa_loop_unwatch (OaLoop *self, OaPollHandle *handle)
{
  g_return_if_fail (oa_loop_is_current (self));

  oa_poller_remove (self->poller, handle);
}

gboolean
oa_loop_may_do_heavy_op (OaLoop *self)
{
  g_return_val_if_fail (oa_loop_is_current (self), FALSE);

  return self->heavy_ops++ < HEAVY_OPS_PER_ITERATION;
}

OaTimer *
oa_loop_add_timer (OaLoop *self, gint64 us, OaTimerFunc func,
    gpointer user_data)
{
  g_return_val_if_fail (oa_loop_is_current (self), NULL);

  return oa_timers_add (self->timers, us, func, user_data);
}

OaHandshakeLimiter *
oa_loop_get_handshake_limiter (OaLoop *self)
{
  return self->limiter;
}

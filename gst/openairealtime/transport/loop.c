/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A pool of a few threads, made on demand. The pool's lock guards who has how
 * many users; a running loop does not hold it.
 *
 * Without a user a loop ends once it has no hold, timer or call left. It leaves
 * the pool before, so it gets no new user.
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

#include <unistd.h>

/* A handshake takes the better part of a millisecond of CPU. */
#define HEAVY_OPS_PER_ITERATION 2

#define DEFAULT_LOOPS 4
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

  GThread *thread;
  gint unused;    /* has no users; atomic */
  gint pause;     /* us between two iterations; atomic */
  gint expedited; /* iterations without a pause; atomic */
  /* Of the loop's thread. */
  gint64 last_iteration;
  guint heavy_ops; /* since then */
  guint holds;     /* that keep it from ending: also sockets */
  OaPoller *poller;
  GPollFD poller_fd;

  OaCallQueue *call_queue;
  OaTimers *timers;
  OaHandshakeLimiter *limiter;
};

static GMutex pool_lock;
static GCond pool_cond; /* a loop has ended */
static OaLoop *pool[OA_LOOP_MOST_THREADS];
static guint pool_size;
static guint running;         /* threads, also those out of the pool */
static guint used;            /* of these */
static GSList *ended_threads; /* of GThread, to be joined */
static pid_t running_in;

static GPrivate loop_of_thread;

static gboolean
has_work (OaLoop *self)
{
  return self->holds > 0 || !oa_timers_are_empty (self->timers)
      || !oa_call_queue_is_empty (self->call_queue);
}

/* TRUE: it has no user and gets none any more. What users asked for before they
 * went is seen here, with the lock held under which they went. */
static gboolean
leave_pool (OaLoop *self)
{
  guint i = 0;

  g_mutex_lock (&pool_lock);
  if (self->users > 0 || has_work (self)) {
    g_mutex_unlock (&pool_lock);
    return FALSE;
  }
  while (i < pool_size && pool[i] != self)
    i++;
  if (i < pool_size)
    pool[i] = pool[--pool_size];
  g_mutex_unlock (&pool_lock);
  return TRUE;
}

static void
end_if_unused (OaLoop *self)
{
  if (g_atomic_int_get (&self->unused) && !has_work (self)
      && leave_pool (self)) {
    g_atomic_int_set (&self->unused, FALSE);
    g_main_loop_quit (self->main_loop);
  }
}

/* In place of the context's poll. An iteration that begins a pause or more
 * after the one before is not delayed; one that would begin earlier waits, to
 * serve what comes meanwhile too. */
static gint
poll_with_pause (GPollFD *fds, guint n_fds, gint timeout)
{
  OaLoop *self = g_private_get (&loop_of_thread);
  gint64 now = g_get_monotonic_time ();
  gint64 wait = self->last_iteration + g_atomic_int_get (&self->pause) - now;
  gint result;

  end_if_unused (self);
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

/* Timers and calls are sources of the context. */
static void
free_loop (OaLoop *self)
{
  oa_handshake_limiter_free (self->limiter);
  if (self->poller_fd.fd >= 0)
    g_main_context_remove_poll (self->context, &self->poller_fd);
  oa_poller_free (self->poller);
  g_main_loop_unref (self->main_loop);
  g_main_context_unref (self->context);
  g_free (self);
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
  /* What was put off, such as the ends of streams. */
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);

  g_mutex_lock (&pool_lock);
  running--;
  ended_threads = g_slist_prepend (ended_threads, self->thread);
  g_cond_broadcast (&pool_cond);
  g_mutex_unlock (&pool_lock);
  free_loop (self);
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

/* With pool_lock held, which an ended thread does not take any more. */
static void
join_ended (void)
{
  while (ended_threads != NULL) {
    g_thread_join (ended_threads->data);
    ended_threads = g_slist_delete_link (ended_threads, ended_threads);
  }
}

/* With pool_lock held. */
static OaLoop *
start_loop (const gchar *name)
{
  OaLoop *self = g_new0 (OaLoop, 1);

  join_ended ();
  running++;
  running_in = getpid ();
  self->context = g_main_context_new ();
  self->main_loop = g_main_loop_new (self->context, FALSE);
  self->call_queue = oa_call_queue_new (self->context);
  self->timers = oa_timers_new (self->context);
  self->limiter = oa_handshake_limiter_new (self->timers);
  make_poller (self);
  self->thread = g_thread_new (name, run_loop, self);
  return self;
}

/* With pool_lock held. */
static OaLoop *
add_to_pool (void)
{
  gchar *name = g_strdup_printf ("oa-io-%u", pool_size);
  OaLoop *self = start_loop (name);

  pool[pool_size++] = self;
  g_free (name);
  return self;
}

/* With pool_lock held. */
static guint
max_loops (void)
{
  static guint most;
  const gchar *wanted = g_getenv (OA_LOOP_THREADS_VARIABLE);
  guint64 number;

  if (most > 0)
    return most;
  if (wanted != NULL
      && g_ascii_string_to_unsigned (wanted, 10, 1, OA_LOOP_MOST_THREADS,
          &number, NULL))
    most = number;
  else
    most = CLAMP (g_get_num_processors (), 1, DEFAULT_LOOPS);
  return most;
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

/* The user with the smallest delay sets it for all; with pool_lock held. */
static void
set_pause (OaLoop *self)
{
  guint delay = 0, pause;

  while (delay < OA_LOOP_MAX_DELAY && self->users_by_delay[delay] == 0)
    delay++;
  pause = delay * 1000 * MIN (self->users, FULL_LOOP) / FULL_LOOP;
  g_atomic_int_set (&self->pause, pause >= LEAST_PAUSE ? pause : 0);
}

/* With pool_lock held. */
static void
add_user (OaLoop *self)
{
  used += self->users == 0;
  self->users++;
  g_atomic_int_set (&self->unused, FALSE);
  self->users_by_delay[OA_LOOP_DELAY]++;
  set_pause (self);
}

OaLoop *
oa_loop_acquire (void)
{
  OaLoop *self;

  g_mutex_lock (&pool_lock);
  self = least_used ();
  if ((self == NULL || self->users >= ENOUGH) && pool_size < max_loops ())
    self = add_to_pool ();
  add_user (self);
  g_mutex_unlock (&pool_lock);
  return self;
}

OaLoop *
oa_loop_acquire_own (const gchar *name)
{
  OaLoop *self;

  g_mutex_lock (&pool_lock);
  self = start_loop (name);
  add_user (self);
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
  if (self->users == 0) {
    used--;
    g_atomic_int_set (&self->unused, TRUE);
    g_main_context_wakeup (self->context);
  }
  /* From here on it may be gone. */
  g_mutex_unlock (&pool_lock);
}

void
oa_loop_join_unused (void)
{
  gint64 deadline = g_get_monotonic_time () + G_TIME_SPAN_SECOND;

  g_return_if_fail (g_private_get (&loop_of_thread) == NULL);

  g_mutex_lock (&pool_lock);
  while (running > used && g_cond_wait_until (&pool_cond, &pool_lock, deadline))
    continue;
  join_ended ();
  g_mutex_unlock (&pool_lock);
}

/* A thread that is about to end has done so before the process does. Not in a
 * child of fork(), which has none of them, nor when a callback exits. */
static void __attribute__ ((destructor)) join_at_exit (void)
{
  if (running_in == getpid () && g_private_get (&loop_of_thread) == NULL)
    oa_loop_join_unused ();
}

void
oa_loop_hold (OaLoop *self)
{
  g_return_if_fail (oa_loop_is_current (self));

  self->holds++;
}

void
oa_loop_unhold (OaLoop *self)
{
  g_return_if_fail (oa_loop_is_current (self));

  self->holds--;
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

  if (!oa_poller_add (self->poller, handle))
    return FALSE;
  self->holds++;
  return TRUE;
}

void
oa_loop_unwatch (OaLoop *self, OaPollHandle *handle)
{
  g_return_if_fail (oa_loop_is_current (self));

  oa_poller_remove (self->poller, handle);
  self->holds--;
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

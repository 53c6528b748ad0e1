/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pacer.c - a leader takes the steps, a deputy looks after it: when a step
 * lasts too long the deputy leads and gets a deputy of its own, and the former
 * leader serves that member only, until it has not blocked for long. A member
 * whose steps are merely slow gets a thread of its own in the same way. Threads
 * are made on demand, and joined when the last member leaves. Where none can be
 * made, the leader goes on with all members. */

#include "pacer.h"

/* us that a step may last before the others go on without it. */
#define PATIENCE 20000
/* What is not that long, but too long for a hundred others behind it; and how
 * often in a row, since a busy machine may have been the reason. */
#define SLOW 2000
#define SLOW_STEPS 2
/* So many quick steps in a row, and a member is served with the others
 * again. */
#define QUICK_STEPS 500
#define REST (-1)

struct _OaPacerMember
{
  OaPacerStep step;
  gpointer user_data;
  gint64 due;
  guint changes; /* of `due` by others */
  gboolean running;
  guint slow_steps;    /* in a row */
  gboolean own_thread; /* it blocked, or was slow */
  gboolean leaving;
};

/* Everything is protected by lock; work tells the leader of what is due, cond
 * all others of every change. */
static GMutex lock;
static GCond work;
static gboolean leader_waits; /* for work */
static GCond cond;
static GPtrArray *members;
static GPtrArray *due_now; /* of them: a round of the leader */
static GThread *leader;
static GPtrArray *threads; /* that run, to be joined at the end */
static gboolean ending;    /* the last member left */
static gboolean has_deputy;
static gint64 busy_since; /* the leader is in a step; 0 = it is not */
static guint serial;      /* of the leader's step */

static gpointer run_deputy (gpointer data);

/* With the lock held. */
static gboolean
start_thread (GThreadFunc run, gpointer data)
{
  GThread *thread = g_thread_try_new ("oa-pacer", run, data, NULL);

  if (thread == NULL)
    return FALSE;
  g_ptr_array_add (threads, thread);
  return TRUE;
}

/* The calling one ends; with the lock held. */
static void
end_thread (void)
{
  GThread *self = g_thread_self ();

  if (!ending && g_ptr_array_remove_fast (threads, self))
    g_thread_unref (self);
}

/* With the lock held, and let go of meanwhile. */
static void
take_step (OaPacerMember *member)
{
  gint64 begin = g_get_monotonic_time ();
  guint changes = member->changes;
  gint64 due;

  member->running = TRUE;
  g_mutex_unlock (&lock);
  due = member->step (member->user_data);
  g_mutex_lock (&lock);
  member->running = FALSE;
  member->slow_steps =
      g_get_monotonic_time () - begin > SLOW ? member->slow_steps + 1 : 0;
  /* A pause or resume that came meanwhile counts. */
  if (changes == member->changes)
    member->due = due;
  if (member->leaving)
    g_cond_broadcast (&cond);
}

static void
wait_until (GCond *what, gint64 due)
{
  if (due == REST)
    g_cond_wait (what, &lock);
  else
    g_cond_wait_until (what, &lock, due);
}

/* A signal is a system call, also where nobody waits. With the lock held. */
static void
wake_leader (void)
{
  if (leader_waits)
    g_cond_signal (&work);
}

/* A thread of its own for one whose steps last too long. A busy machine may
 * have been the reason, so that is not for ever. */
static void
serve_one (OaPacerMember *member)
{
  guint quick = 0;

  while (!member->leaving && quick < QUICK_STEPS) {
    gint64 now = g_get_monotonic_time ();

    if (member->due == REST || member->due > now) {
      wait_until (&cond, member->due);
      continue;
    }
    take_step (member);
    quick = member->slow_steps == 0 ? quick + 1 : 0;
  }
  member->own_thread = FALSE;
  g_cond_broadcast (&cond);
  wake_leader ();
}

static gboolean
is_served (const OaPacerMember *member)
{
  return member->due != REST && !member->own_thread && !member->running
      && !member->leaving;
}

/* Collects the members that are due; returns when the next of the others is. */
static gint64
start_round (void)
{
  gint64 now = g_get_monotonic_time (), next = REST;
  guint i;

  g_ptr_array_set_size (due_now, 0);
  for (i = 0; i < members->len; i++) {
    OaPacerMember *member = g_ptr_array_index (members, i);

    if (!is_served (member))
      continue;
    if (member->due <= now)
      g_ptr_array_add (due_now, member);
    else if (next == REST || member->due < next)
      next = member->due;
  }
  return next;
}

/* NULL at the end of the round. A member that left meanwhile is not in it. */
static OaPacerMember *
take_next (void)
{
  while (due_now->len > 0) {
    OaPacerMember *member =
        g_ptr_array_steal_index_fast (due_now, due_now->len - 1);

    if (is_served (member))
      return member;
  }
  return NULL;
}

static gpointer
run_one (gpointer data)
{
  g_mutex_lock (&lock);
  serve_one (data);
  end_thread ();
  g_mutex_unlock (&lock);
  return NULL;
}

static void
start_deputy (void)
{
  has_deputy = start_thread (run_deputy, NULL);
}

/* FALSE when the thread leads no longer. */
static gboolean
lead_step (OaPacerMember *member)
{
  serial++;
  busy_since = g_get_monotonic_time ();
  take_step (member);
  if (leader != g_thread_self ())
    return FALSE;
  busy_since = 0;
  if (member->slow_steps >= SLOW_STEPS && !member->leaving)
    member->own_thread = start_thread (run_one, member);
  if (!has_deputy)
    start_deputy ();
  return TRUE;
}

static void
lead (void)
{
  OaPacerMember *member;
  gint64 next;

  while (!ending) {
    next = start_round ();
    leader_waits = due_now->len == 0;
    if (leader_waits)
      wait_until (&work, next);
    leader_waits = FALSE;
    while ((member = take_next ()) != NULL) {
      if (!lead_step (member)) {
        serve_one (member);
        return;
      }
    }
  }
}

/* The leader's step lasts since before @since: its member is on its own. */
static void
take_over (void)
{
  guint i;

  for (i = 0; i < members->len; i++) {
    OaPacerMember *member = g_ptr_array_index (members, i);

    if (member->running && !member->own_thread)
      member->own_thread = TRUE;
  }
  leader = g_thread_self ();
  busy_since = 0;
  start_deputy ();
}

static gpointer
run_deputy (gpointer data)
{
  guint seen = 0;

  g_mutex_lock (&lock);
  while (!ending
      && (busy_since == 0 || seen != serial
          || g_get_monotonic_time () - busy_since < PATIENCE)) {
    seen = serial;
    wait_until (&cond, g_get_monotonic_time () + PATIENCE);
  }
  if (!ending)
    take_over ();
  lead ();
  end_thread ();
  g_mutex_unlock (&lock);
  return NULL;
}

static gpointer
run_leader (gpointer data)
{
  g_mutex_lock (&lock);
  lead ();
  end_thread ();
  g_mutex_unlock (&lock);
  return NULL;
}

/* FALSE when there is no thread to lead. With the lock held. */
static gboolean
start_threads (void)
{
  while (ending)
    g_cond_wait (&cond, &lock);
  if (leader != NULL)
    return TRUE;
  if (members == NULL) {
    members = g_ptr_array_new ();
    due_now = g_ptr_array_new ();
    threads = g_ptr_array_new ();
  }
  if (!start_thread (run_leader, NULL))
    return FALSE;
  leader = g_ptr_array_index (threads, 0);
  start_deputy ();
  return TRUE;
}

/* With the lock held, and let go of meanwhile. */
static void
end_threads (void)
{
  ending = TRUE;
  g_cond_broadcast (&cond);
  wake_leader ();
  while (threads->len > 0) {
    GThread *thread = g_ptr_array_steal_index_fast (threads, 0);

    g_mutex_unlock (&lock);
    g_thread_join (thread);
    g_mutex_lock (&lock);
  }
  g_clear_pointer (&members, g_ptr_array_unref);
  g_clear_pointer (&due_now, g_ptr_array_unref);
  g_clear_pointer (&threads, g_ptr_array_unref);
  leader = NULL;
  busy_since = 0;
  has_deputy = ending = FALSE;
  g_cond_broadcast (&cond);
}

/*** for the members ***/

guint
oa_pacer_count (gint change)
{
  static gint live = 0;

  return g_atomic_int_add (&live, change) + change;
}

OaPacerMember *
oa_pacer_join (OaPacerStep step, gpointer user_data)
{
  OaPacerMember *member = g_new0 (OaPacerMember, 1);

  member->step = step;
  member->user_data = user_data;
  member->due = REST;
  g_mutex_lock (&lock);
  if (start_threads ())
    g_ptr_array_add (members, member);
  else
    g_clear_pointer (&member, g_free);
  g_mutex_unlock (&lock);
  return member;
}

void
oa_pacer_leave (OaPacerMember *member)
{
  g_mutex_lock (&lock);
  member->leaving = TRUE;
  g_cond_broadcast (&cond);
  while (member->running || member->own_thread)
    g_cond_wait (&cond, &lock);
  g_ptr_array_remove_fast (members, member);
  g_ptr_array_remove_fast (due_now, member);
  if (members->len == 0)
    end_threads ();
  g_mutex_unlock (&lock);
  g_free (member);
}

static void
set_due (OaPacerMember *member, gint64 due)
{
  g_mutex_lock (&lock);
  member->due = due;
  member->changes++;
  if (member->own_thread)
    g_cond_broadcast (&cond);
  else if (due != REST)
    wake_leader ();
  g_mutex_unlock (&lock);
}

void
oa_pacer_resume (OaPacerMember *member)
{
  set_due (member, 0);
}

void
oa_pacer_pause (OaPacerMember *member)
{
  set_due (member, REST);
}

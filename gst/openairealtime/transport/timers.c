/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "timers.h"

struct _OaTimers
{
  GSource source;
  GSequence *queue; /* of OaTimer, the next one first */
};

struct _OaTimer
{
  gint64 due; /* us, monotonic */
  OaTimerFunc func;
  gpointer user_data;
  GSequenceIter *place;
};

static gint
compare (gconstpointer a, gconstpointer b, gpointer unused)
{
  gint64 due_a = ((const OaTimer *) a)->due;
  gint64 due_b = ((const OaTimer *) b)->due;

  return due_a < due_b ? -1 : due_a > due_b;
}

static OaTimer *
get_next (OaTimers *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->queue);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

/* A time by which to wake up is told here, not set: that would wake us now. */
static gboolean
timers_prepare (GSource *source, gint *timeout)
{
  OaTimer *next = get_next ((OaTimers *) source);
  gint64 wait;

  *timeout = -1;
  if (next == NULL)
    return FALSE;
  wait = MAX (next->due - g_source_get_time (source), 0);
  *timeout = MIN ((wait + 999) / 1000, G_MAXINT);
  return wait == 0;
}

static gboolean
timers_check (GSource *source)
{
  OaTimer *next = get_next ((OaTimers *) source);

  return next != NULL && next->due <= g_source_get_time (source);
}

/* Those that are made meanwhile wait for the next iteration, or one with no
 * time to wait would keep the loop here. */
static gboolean
timers_dispatch (GSource *source, GSourceFunc func, gpointer user_data)
{
  OaTimers *self = (OaTimers *) source;
  gint64 now = g_source_get_time (source);
  OaTimer *next;

  while ((next = get_next (self)) != NULL && next->due <= now) {
    OaTimer due = *next;

    oa_timer_remove (next);
    due.func (due.user_data);
  }
  return G_SOURCE_CONTINUE;
}

static void
timers_finalize (GSource *source)
{
  g_sequence_free (((OaTimers *) source)->queue);
}

OaTimers *
oa_timers_new (GMainContext *context)
{
  static GSourceFuncs funcs = { timers_prepare, timers_check, timers_dispatch,
    timers_finalize };
  GSource *source = g_source_new (&funcs, sizeof (OaTimers));
  OaTimers *self = (OaTimers *) source;

  g_source_set_static_name (source, "oa_timers");
  self->queue = g_sequence_new (g_free);
  g_source_attach (source, context);
  /* It lives as long as its context. */
  g_source_unref (source);
  return self;
}

gboolean
oa_timers_are_empty (OaTimers *self)
{
  return get_next (self) == NULL;
}

OaTimer *
oa_timers_add (OaTimers *self, gint64 us, OaTimerFunc func, gpointer user_data)
{
  OaTimer *timer = g_new (OaTimer, 1);

  /* Later than now, also by the clock of an iteration that began long ago. */
  timer->due = g_get_monotonic_time () + MAX (us, 1);
  timer->func = func;
  timer->user_data = user_data;
  timer->place = g_sequence_insert_sorted (self->queue, timer, compare, NULL);
  return timer;
}

void
oa_timer_remove (OaTimer *timer)
{
  g_sequence_remove (timer->place);
}

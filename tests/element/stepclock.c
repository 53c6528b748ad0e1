/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* stepclock.c - see stepclock.h. */

#include "stepclock.h"
#include "../support/shared.h"

struct _StepClock
{
  GstClock parent;

  GMutex lock;
  GCond cond;
  GstClockTime now;
  GHashTable *waits; /* of GThread to GstClockEntry, not owned */
};

G_DEFINE_TYPE (StepClock, step_clock, GST_TYPE_CLOCK)

static GstClockTime
get_internal_time (GstClock *clock)
{
  StepClock *self = STEP_CLOCK (clock);
  GstClockTime now;

  g_mutex_lock (&self->lock);
  now = self->now;
  g_mutex_unlock (&self->lock);
  return now;
}

static GstClockReturn
wait_entry (GstClock *clock, GstClockEntry *entry, GstClockTimeDiff *jitter)
{
  StepClock *self = STEP_CLOCK (clock);
  GstClockReturn result;

  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->waits, g_thread_self (), entry);
  while (GST_CLOCK_ENTRY_STATUS (entry) != GST_CLOCK_UNSCHEDULED
      && self->now < GST_CLOCK_ENTRY_TIME (entry))
    g_cond_wait (&self->cond, &self->lock);
  g_hash_table_remove (self->waits, g_thread_self ());
  result = GST_CLOCK_ENTRY_STATUS (entry) == GST_CLOCK_UNSCHEDULED
      ? GST_CLOCK_UNSCHEDULED
      : GST_CLOCK_OK;
  if (jitter != NULL)
    *jitter = GST_CLOCK_DIFF (GST_CLOCK_ENTRY_TIME (entry), self->now);
  g_mutex_unlock (&self->lock);
  return result;
}

static void
unschedule (GstClock *clock, GstClockEntry *entry)
{
  StepClock *self = STEP_CLOCK (clock);

  SHARED_CHANGE (self, GST_CLOCK_ENTRY_STATUS (entry) = GST_CLOCK_UNSCHEDULED);
}

static void
step_clock_finalize (GObject *object)
{
  StepClock *self = STEP_CLOCK (object);

  g_hash_table_unref (self->waits);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (step_clock_parent_class)->finalize (object);
}

static void
step_clock_class_init (StepClockClass *klass)
{
  GstClockClass *clock_class = GST_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = step_clock_finalize;
  clock_class->get_internal_time = get_internal_time;
  clock_class->wait = wait_entry;
  clock_class->unschedule = unschedule;
}

static void
step_clock_init (StepClock *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->waits = g_hash_table_new (NULL, NULL);
}

StepClock *
step_clock_new (void)
{
  return gst_object_ref_sink (g_object_new (STEP_TYPE_CLOCK, NULL));
}

void
step_clock_advance (StepClock *self, GstClockTime by)
{
  SHARED_CHANGE (self, self->now += by);
}

GstClockTime
step_clock_get_wait (StepClock *self, GThread *thread)
{
  GstClockTime time = 0;
  GstClockEntry *entry;

  g_mutex_lock (&self->lock);
  entry = g_hash_table_lookup (self->waits, thread);
  if (entry != NULL && GST_CLOCK_ENTRY_STATUS (entry) != GST_CLOCK_UNSCHEDULED
      && GST_CLOCK_ENTRY_TIME (entry) > self->now)
    time = GST_CLOCK_ENTRY_TIME (entry) - self->now;
  g_mutex_unlock (&self->lock);
  return time;
}

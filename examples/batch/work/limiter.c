/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limiter.c - see limiter.h. */

#include "limiter.h"

/* What is left must be more than this share of the limit: answers under way
 * take from it too. */
#define RESERVE 0.05
#define FIRST_PAUSE 1.0
#define LAST_PAUSE 60.0
/* A service that names a reset days away has told something wrong. */
#define LONGEST 600.0
/* Names come from outside. */
#define MAX_NAMES 16

struct _OrbLimiter
{
  GMutex lock;
  GCond changed;
  GHashTable *until; /* name -> gdouble: room again from then on */
  gdouble refused_until;
  gdouble pause;
};

gdouble
orb_limiter_now (void)
{
  return g_get_monotonic_time () / (gdouble) G_USEC_PER_SEC;
}

OrbLimiter *
orb_limiter_new (void)
{
  OrbLimiter *self = g_new0 (OrbLimiter, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->until = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  orb_limiter_went_well (self);
  return self;
}

void
orb_limiter_free (OrbLimiter *self)
{
  g_hash_table_unref (self->until);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

static void
note (OrbLimiter *self, const gchar *name, gint64 limit, gint64 remaining,
    gdouble reset, gdouble now)
{
  gdouble *until;

  if (limit <= 0 || reset < 0 || remaining > limit * RESERVE) {
    g_hash_table_remove (self->until, name);
    return;
  }
  if (g_hash_table_size (self->until) >= MAX_NAMES
      && !g_hash_table_contains (self->until, name))
    return;
  until = g_new (gdouble, 1);
  *until = now + MIN (reset, LONGEST);
  g_hash_table_insert (self->until, g_strdup (name), until);
}

void
orb_limiter_note (OrbLimiter *self, const gchar *name, gint64 limit,
    gint64 remaining, gdouble reset, gdouble now)
{
  g_mutex_lock (&self->lock);
  note (self, name, limit, remaining, reset, now);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
note_entry (OrbLimiter *self, const GstStructure *entry, gdouble now)
{
  const gchar *name = gst_structure_get_string (entry, "name");
  gint64 limit = 0, remaining = 0;
  gdouble reset = -1;

  if (!gst_structure_get_int64 (entry, "limit", &limit)
      || !gst_structure_get_int64 (entry, "remaining", &remaining)
      || !gst_structure_get_double (entry, "reset-seconds", &reset))
    return;
  orb_limiter_note (self, name != NULL ? name : "", limit, remaining, reset,
      now);
}

void
orb_limiter_message (OrbLimiter *self, const GstStructure *message, gdouble now)
{
  const GValue *list = gst_structure_get_value (message, "rate-limits");

  if (list == NULL || !GST_VALUE_HOLDS_LIST (list))
    return;
  for (guint i = 0; i < gst_value_list_get_size (list); i++) {
    const GValue *value = gst_value_list_get_value (list, i);

    if (GST_VALUE_HOLDS_STRUCTURE (value))
      note_entry (self, gst_value_get_structure (value), now);
  }
}

/* Several sessions are refused together; that is one refusal. */
static void
refuse (OrbLimiter *self, gdouble after, gdouble now)
{
  if (after < 0 && now < self->refused_until)
    return;
  if (after < 0) {
    after = self->pause;
    self->pause = MIN (2 * self->pause, LAST_PAUSE);
  }
  self->refused_until = MAX (self->refused_until, now + MIN (after, LONGEST));
}

void
orb_limiter_refused (OrbLimiter *self, gdouble after, gdouble now)
{
  g_mutex_lock (&self->lock);
  refuse (self, after, now);
  g_mutex_unlock (&self->lock);
}

void
orb_limiter_went_well (OrbLimiter *self)
{
  g_mutex_lock (&self->lock);
  self->pause = FIRST_PAUSE;
  g_mutex_unlock (&self->lock);
}

static gdouble
get_time (OrbLimiter *self)
{
  gdouble latest = self->refused_until;
  GHashTableIter iter;
  gpointer until;

  g_hash_table_iter_init (&iter, self->until);
  while (g_hash_table_iter_next (&iter, NULL, &until))
    latest = MAX (latest, *(gdouble *) until);
  return latest;
}

gdouble
orb_limiter_get_time (OrbLimiter *self)
{
  gdouble time;

  g_mutex_lock (&self->lock);
  time = get_time (self);
  g_mutex_unlock (&self->lock);
  return time;
}

void
orb_limiter_wait (OrbLimiter *self, const gint *stop)
{
  gdouble until;

  g_mutex_lock (&self->lock);
  while (!g_atomic_int_get (stop)
      && (until = get_time (self)) > orb_limiter_now ())
    g_cond_wait_until (&self->changed, &self->lock, until * G_USEC_PER_SEC);
  g_mutex_unlock (&self->lock);
}

void
orb_limiter_wake (OrbLimiter *self)
{
  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

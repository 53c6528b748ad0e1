/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* feed.c - see feed.h. */

#include "feed.h"

#include "eventring.h"
#include "eventtext.h"

/* The service's events are many: they push nothing else out. */
enum
{
  RING_CALL,
  RING_SERVICE,
  N_RINGS
};

typedef struct
{
  guint number;
  guint n_rings;         /* that it reads: the call's, or both */
  guint64 next[N_RINGS]; /* places in them */
  gint64 lost;           /* events that it is to be told of */
  gint64 last;           /* id that it was told */
  OvsFeedFunc func;
  gpointer user_data;
  gboolean full;
  gboolean telling; /* now, further out */
  gboolean gone;
} Watch;

struct _OvsFeed
{
  gint refs;
  OvsEventRing *rings[N_RINGS];
  gint64 last_id;
  gboolean over;
  GPtrArray *watches;
  guint last_number;
  guint telling; /* calls of tell_all() that are under way */
  guint levels;  /* who want them */
  OvsFeedChangedFunc changed;
  gpointer user_data;
};

OvsFeed *
ovs_feed_new (void)
{
  OvsFeed *self = g_new0 (OvsFeed, 1);

  self->refs = 1;
  self->rings[RING_CALL] =
      ovs_event_ring_new (OVS_FEED_MAX_EVENTS, OVS_FEED_MAX_BYTES);
  self->rings[RING_SERVICE] = ovs_event_ring_new (OVS_FEED_MAX_SERVICE_EVENTS,
      OVS_FEED_MAX_SERVICE_BYTES);
  self->watches = g_ptr_array_new_with_free_func (g_free);
  return self;
}

OvsFeed *
ovs_feed_ref (OvsFeed *self)
{
  self->refs++;
  return self;
}

void
ovs_feed_unref (OvsFeed *self)
{
  if (--self->refs > 0)
    return;
  for (guint i = 0; i < N_RINGS; i++)
    ovs_event_ring_free (self->rings[i]);
  g_ptr_array_unref (self->watches);
  g_free (self);
}

static void
tell_changed (OvsFeed *self)
{
  if (self->changed != NULL)
    self->changed (self->user_data);
}

/*** watches ***/

static Watch *
find_watch (OvsFeed *self, guint number)
{
  for (guint i = 0; i < self->watches->len; i++) {
    Watch *watch = self->watches->pdata[i];

    if (watch->number == number && !watch->gone)
      return watch;
  }
  return NULL;
}

/* What it has not read yet, and is gone. */
static void
find_lost (OvsFeed *self, Watch *watch)
{
  for (guint i = 0; i < watch->n_rings; i++) {
    guint64 first = ovs_event_ring_get_first (self->rings[i]);

    if (watch->next[i] < first) {
      watch->lost += first - watch->next[i];
      watch->next[i] = first;
    }
  }
}

/* The ring of the next one. NULL: there is none. */
static const OvsEvent *
find_next (OvsFeed *self, Watch *watch, guint *ring)
{
  const OvsEvent *next = NULL;

  for (guint i = 0; i < watch->n_rings; i++) {
    const OvsEvent *event = ovs_event_ring_get (self->rings[i], watch->next[i]);

    if (event != NULL && (next == NULL || event->id < next->id)) {
      next = event;
      *ring = i;
    }
  }
  return next;
}

/* Ahead of the event @before. Where no id is between, it has none: what is gone
 * may lie further on, too. */
static void
tell_gap (Watch *watch, gint64 before)
{
  gint64 id = before - 1 > watch->last ? before - 1 : 0;
  JsonObject *data = json_object_new ();
  g_autofree gchar *json = NULL;

  json_object_set_int_member (data, "lost", watch->lost);
  watch->lost = 0;
  watch->last = before - 1;
  json = ovs_event_to_text (id, "gap", data);
  if (!watch->func (id, "gap", json, watch->user_data))
    watch->full = TRUE;
}

static void
tell_event (Watch *watch, const OvsEvent *event)
{
  /* What is called may add events, and this one may make room. */
  const OvsEvent copy = *event;
  gchar *json = g_ref_string_acquire (copy.json);

  if (!watch->func (copy.id, copy.kind, json, watch->user_data))
    watch->full = TRUE;
  g_ref_string_release (json);
}

/* FALSE: there is none. */
static gboolean
tell_next (OvsFeed *self, Watch *watch)
{
  guint ring = 0;
  const OvsEvent *event;

  find_lost (self, watch);
  event = find_next (self, watch, &ring);
  if (event == NULL)
    return FALSE;
  if (watch->lost > 0) {
    tell_gap (watch, event->id);
  } else {
    watch->next[ring]++;
    watch->last = event->id;
    tell_event (watch, event);
  }
  return TRUE;
}

/* Its function may end it, end others, and add events. */
static void
tell (OvsFeed *self, Watch *watch)
{
  if (watch->telling)
    return;
  watch->telling = TRUE;
  while (!watch->full && !watch->gone && tell_next (self, watch))
    continue;
  watch->telling = FALSE;
}

static void
sweep (OvsFeed *self)
{
  for (guint i = self->watches->len; i > 0; i--)
    if (((Watch *) self->watches->pdata[i - 1])->gone)
      g_ptr_array_remove_index (self->watches, i - 1);
}

static void
begin (OvsFeed *self)
{
  ovs_feed_ref (self);
  self->telling++;
}

static void
end (OvsFeed *self)
{
  if (--self->telling == 0)
    sweep (self);
  ovs_feed_unref (self);
}

static guint
add_watch (OvsFeed *self, Watch *watch, OvsFeedFunc func, gpointer user_data)
{
  guint number = ++self->last_number;

  watch->number = number;
  watch->func = func;
  watch->user_data = user_data;
  g_ptr_array_add (self->watches, watch);
  begin (self);
  tell_changed (self);
  tell (self, watch);
  end (self);
  return number;
}

/* Each id is in one of the rings, or gone. */
static void
start_after (OvsFeed *self, Watch *watch, gint64 id)
{
  watch->last = id;
  watch->lost = self->last_id - id;
  for (guint i = 0; i < N_RINGS; i++) {
    watch->next[i] = ovs_event_ring_find (self->rings[i], id);
    watch->lost -= ovs_event_ring_get_end (self->rings[i]) - watch->next[i];
  }
}

guint
ovs_feed_watch (OvsFeed *self, gint64 after_id, OvsFeedFunc func,
    gpointer user_data)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->n_rings = N_RINGS;
  /* An id of the future is of another life of the server. */
  if (after_id > 0 && after_id <= self->last_id)
    start_after (self, watch, after_id);
  return add_watch (self, watch, func, user_data);
}

guint
ovs_feed_watch_call (OvsFeed *self, OvsFeedFunc func, gpointer user_data)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->n_rings = RING_CALL + 1;
  return add_watch (self, watch, func, user_data);
}

void
ovs_feed_resume (OvsFeed *self, guint number)
{
  Watch *watch = find_watch (self, number);

  if (watch == NULL)
    return;
  watch->full = FALSE;
  begin (self);
  tell (self, watch);
  end (self);
}

void
ovs_feed_unwatch (OvsFeed *self, guint number)
{
  Watch *watch = find_watch (self, number);

  if (watch == NULL)
    return;
  watch->gone = TRUE;
  if (self->telling == 0)
    sweep (self);
  tell_changed (self);
}

gboolean
ovs_feed_is_watched (OvsFeed *self)
{
  for (guint i = 0; i < self->watches->len; i++)
    if (!((Watch *) self->watches->pdata[i])->gone)
      return TRUE;
  return FALSE;
}

gsize
ovs_feed_get_bytes (OvsFeed *self)
{
  gsize bytes = 0;

  for (guint i = 0; i < N_RINGS; i++)
    bytes += ovs_event_ring_get_bytes (self->rings[i]);
  return bytes;
}

gboolean
ovs_feed_wants_service (OvsFeed *self)
{
  for (guint i = 0; i < self->watches->len; i++) {
    const Watch *watch = self->watches->pdata[i];

    if (!watch->gone && watch->n_rings == N_RINGS)
      return TRUE;
  }
  return FALSE;
}

void
ovs_feed_want_levels (OvsFeed *self, gboolean wanted)
{
  self->levels += wanted ? 1 : -1;
  tell_changed (self);
}

gboolean
ovs_feed_wants_levels (OvsFeed *self)
{
  return self->levels > 0;
}

void
ovs_feed_set_changed (OvsFeed *self, OvsFeedChangedFunc func,
    gpointer user_data)
{
  self->changed = func;
  self->user_data = user_data;
}

/*** events ***/

static void
add (OvsFeed *self, guint ring, const gchar *kind, JsonObject *data)
{
  gint64 id = ++self->last_id;
  g_autofree gchar *json = ovs_event_to_text (id, kind, data);

  ovs_event_ring_add (self->rings[ring], id, kind, json);
  begin (self);
  for (guint i = 0; i < self->watches->len; i++)
    tell (self, self->watches->pdata[i]);
  end (self);
}

void
ovs_feed_add (OvsFeed *self, const gchar *kind, JsonObject *data)
{
  add (self, RING_CALL, kind, data);
}

void
ovs_feed_add_service (OvsFeed *self, const gchar *kind, JsonObject *data)
{
  add (self, RING_SERVICE, kind, data);
}

void
ovs_feed_end (OvsFeed *self, const gchar *kind, JsonObject *data)
{
  self->over = TRUE;
  ovs_feed_add (self, kind, data);
}

gboolean
ovs_feed_is_over (OvsFeed *self, gint64 id)
{
  return self->over && id >= self->last_id;
}

void
ovs_feed_flash (OvsFeed *self, const gchar *kind, JsonObject *data)
{
  g_autofree gchar *json = ovs_event_to_text (0, kind, data);

  begin (self);
  for (guint i = 0; i < self->watches->len; i++) {
    Watch *watch = self->watches->pdata[i];

    if (!watch->gone && !watch->full && !watch->telling
        && !watch->func (0, kind, json, watch->user_data))
      watch->full = TRUE;
  }
  end (self);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* feed.c - see feed.h. */

#include "feed.h"

#include "eventtext.h"

#include <string.h>

/* Most calls have fewer; there is more room as it is needed. */
#define FIRST_ROOM 16

typedef struct
{
  const gchar *kind; /* interned */
  gchar *json;       /* a GRefString */
} Event;

typedef struct
{
  guint number;
  gint64 last; /* that was told */
  OvsFeedFunc func;
  gpointer user_data;
  gboolean full;
  gboolean telling; /* now, further out */
  gboolean gone;
} Watch;

struct _OvsFeed
{
  gint refs;
  /* Those with the ids from first_id to last_id, each at its id's place. */
  Event *events;
  guint room;
  gint64 first_id, last_id;
  gboolean over;
  gsize bytes;
  GPtrArray *watches;
  guint last_number;
  guint telling; /* calls of tell_all() that are under way */
  guint levels;  /* who want them */
  OvsFeedChangedFunc changed;
  gpointer user_data;
};

static Event *
get_event (OvsFeed *self, gint64 id)
{
  return &self->events[id % self->room];
}

static gint64
count (OvsFeed *self)
{
  return self->last_id - self->first_id + 1;
}

/* Where it is full, as long as it may be more. */
static void
grow (OvsFeed *self)
{
  guint room = MIN (self->room * 2, OVS_FEED_MAX_EVENTS);
  Event *events;

  if (count (self) < self->room || self->room == OVS_FEED_MAX_EVENTS)
    return;
  events = g_new0 (Event, room);
  for (gint64 id = self->first_id; id <= self->last_id; id++)
    events[id % room] = *get_event (self, id);
  g_free (self->events);
  self->events = events;
  self->room = room;
}

static void
drop_oldest (OvsFeed *self)
{
  Event *event = get_event (self, self->first_id++);

  self->bytes -= strlen (event->json);
  g_clear_pointer (&event->json, g_ref_string_release);
}

OvsFeed *
ovs_feed_new (void)
{
  OvsFeed *self = g_new0 (OvsFeed, 1);

  self->refs = 1;
  self->room = FIRST_ROOM;
  self->events = g_new0 (Event, FIRST_ROOM);
  self->first_id = 1;
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
  while (self->first_id <= self->last_id)
    drop_oldest (self);
  g_free (self->events);
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

/* What came ahead of the event @before is gone. */
static void
tell_gap (Watch *watch, gint64 before)
{
  JsonObject *data = json_object_new ();
  g_autofree gchar *json = NULL;

  json_object_set_int_member (data, "lost", before - 1 - watch->last);
  watch->last = before - 1;
  json = ovs_event_to_text (watch->last, "gap", data);
  if (!watch->func (watch->last, "gap", json, watch->user_data))
    watch->full = TRUE;
}

static void
tell_next (OvsFeed *self, Watch *watch)
{
  gint64 id = ++watch->last;
  Event *event = get_event (self, id);
  /* What is called may add events, and this one may make room. */
  gchar *json = g_ref_string_acquire (event->json);

  if (!watch->func (id, event->kind, json, watch->user_data))
    watch->full = TRUE;
  g_ref_string_release (json);
}

/* Its function may end it, end others, and add events. */
static void
tell (OvsFeed *self, Watch *watch)
{
  if (watch->telling)
    return;
  watch->telling = TRUE;
  while (!watch->full && !watch->gone && watch->last < self->last_id) {
    if (watch->last + 1 < self->first_id)
      tell_gap (watch, self->first_id);
    else
      tell_next (self, watch);
  }
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

guint
ovs_feed_watch (OvsFeed *self, gint64 after_id, OvsFeedFunc func,
    gpointer user_data)
{
  Watch *watch = g_new0 (Watch, 1);
  guint number = ++self->last_number;

  watch->number = number;
  /* An id of the future is of another life of the server. */
  watch->last = after_id > self->last_id ? 0 : MAX (after_id, 0);
  watch->func = func;
  watch->user_data = user_data;
  g_ptr_array_add (self->watches, watch);
  begin (self);
  tell_changed (self);
  tell (self, watch);
  end (self);
  return number;
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

void
ovs_feed_add (OvsFeed *self, const gchar *kind, JsonObject *data)
{
  g_autofree gchar *json = ovs_event_to_text (self->last_id + 1, kind, data);
  gsize size = strlen (json);
  Event *event;

  while (count (self) >= OVS_FEED_MAX_EVENTS
      || (self->bytes > 0 && self->bytes + size > OVS_FEED_MAX_BYTES))
    drop_oldest (self);
  grow (self);
  event = get_event (self, ++self->last_id);
  event->kind = g_intern_string (kind);
  event->json = g_ref_string_new (json);
  self->bytes += size;
  begin (self);
  for (guint i = 0; i < self->watches->len; i++)
    tell (self, self->watches->pdata[i]);
  end (self);
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

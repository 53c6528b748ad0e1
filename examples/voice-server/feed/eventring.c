/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventring.c - see eventring.h. */

#include "eventring.h"

#include <string.h>

/* Most calls have fewer; there is more room as it is needed. */
#define FIRST_ROOM 16

struct _OvsEventRing
{
  OvsEvent *events; /* NULL: none has come */
  guint room, max_events;
  gsize bytes, max_bytes;
  guint64 first, end;
};

OvsEventRing *
ovs_event_ring_new (guint max_events, gsize max_bytes)
{
  OvsEventRing *self = g_new0 (OvsEventRing, 1);

  self->max_events = max_events;
  self->max_bytes = max_bytes;
  return self;
}

static OvsEvent *
get (OvsEventRing *self, guint64 place)
{
  return &self->events[place % self->room];
}

static void
drop_oldest (OvsEventRing *self)
{
  OvsEvent *event = get (self, self->first++);

  self->bytes -= strlen (event->json);
  g_clear_pointer (&event->json, g_ref_string_release);
}

void
ovs_event_ring_free (OvsEventRing *self)
{
  while (self->first < self->end)
    drop_oldest (self);
  g_free (self->events);
  g_free (self);
}

/* Where it is full, as long as it may be more. */
static void
grow (OvsEventRing *self)
{
  guint room = self->room == 0 ? FIRST_ROOM : self->room * 2;
  OvsEvent *events;

  if (self->end - self->first < self->room || self->room == self->max_events)
    return;
  room = MIN (room, self->max_events);
  events = g_new0 (OvsEvent, room);
  for (guint64 place = self->first; place < self->end; place++)
    events[place % room] = *get (self, place);
  g_free (self->events);
  self->events = events;
  self->room = room;
}

void
ovs_event_ring_add (OvsEventRing *self, gint64 id, const gchar *kind,
    const gchar *json)
{
  gsize size = strlen (json);

  while (self->end - self->first >= self->max_events
      || (self->bytes > 0 && self->bytes + size > self->max_bytes))
    drop_oldest (self);
  grow (self);
  *get (self, self->end++) =
      (OvsEvent){ id, g_intern_string (kind), g_ref_string_new (json) };
  self->bytes += size;
}

guint64
ovs_event_ring_get_first (OvsEventRing *self)
{
  return self->first;
}

guint64
ovs_event_ring_get_end (OvsEventRing *self)
{
  return self->end;
}

guint64
ovs_event_ring_find (OvsEventRing *self, gint64 id)
{
  guint64 low = self->first, high = self->end;

  while (low < high) {
    guint64 middle = low + (high - low) / 2;

    if (get (self, middle)->id > id)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

const OvsEvent *
ovs_event_ring_get (OvsEventRing *self, guint64 place)
{
  return place < self->end ? get (self, place) : NULL;
}

gsize
ovs_event_ring_get_bytes (OvsEventRing *self)
{
  return self->bytes;
}

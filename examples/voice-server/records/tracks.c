/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tracks.c - see tracks.h. */

#include "records/tracks.h"

#include <string.h>

/* Shorter steps between two buffers are rounding, or a clock that drifts. */
#define MAX_STEP_MS 10
/* How far one track may be behind: a network that stalls delivers later. */
#define MAX_BEHIND_MS 5000
/* What waits while a disk takes nothing, of each track. */
#define MAX_WAITING_MS 10000
/* No gap is longer: the time stamps are wrong. */
#define MAX_GAP_MS (3600 * 1000)

typedef struct
{
  gint64 start;
  gsize n;
  gint16 samples[];
} Chunk;

typedef struct
{
  GQueue chunks;
  gint64 end; /* what comes next */
  gsize waiting;
  gboolean ended;
} Track;

struct _OvsTracks
{
  guint rate;
  gboolean begun;
  gint64 taken; /* up to here */
  Track tracks[OVS_TRACKS];
};

OvsTracks *
ovs_tracks_new (guint rate)
{
  OvsTracks *self = g_new0 (OvsTracks, 1);

  self->rate = rate;
  return self;
}

void
ovs_tracks_free (OvsTracks *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < OVS_TRACKS; i++)
    g_queue_clear_full (&self->tracks[i].chunks, g_free);
  g_free (self);
}

static gint64
from_ms (const OvsTracks *self, gint64 ms)
{
  return ms * self->rate / 1000;
}

/*** adding ***/

static void
begin (OvsTracks *self, gint64 position)
{
  self->begun = TRUE;
  self->taken = MAX (position, 0);
  for (guint i = 0; i < OVS_TRACKS; i++)
    self->tracks[i].end = self->taken;
}

static gint64
find_place (const OvsTracks *self, const Track *track, gint64 position)
{
  gint64 step = position - track->end;

  if (position < 0 || ABS (step) <= from_ms (self, MAX_STEP_MS)
      || step > from_ms (self, MAX_GAP_MS))
    return track->end;
  return position;
}

static void
keep (OvsTracks *self, Track *track, gint64 place, const gint16 *samples,
    gsize n)
{
  Chunk *chunk;

  if (track->waiting + n > (gsize) from_ms (self, MAX_WAITING_MS))
    return;
  chunk = g_malloc (sizeof (Chunk) + n * sizeof (gint16));
  chunk->start = place;
  chunk->n = n;
  memcpy (chunk->samples, samples, n * sizeof (gint16));
  g_queue_push_tail (&track->chunks, chunk);
  track->waiting += n;
}

void
ovs_tracks_add (OvsTracks *self, guint track_number, gint64 position,
    const gint16 *samples, gsize n)
{
  Track *track = &self->tracks[track_number];
  gint64 place, from;

  if (track->ended || n > (gsize) from_ms (self, MAX_GAP_MS))
    return;
  if (!self->begun)
    begin (self, position);
  place = find_place (self, track, position);
  /* Before this all is taken, or was there before. */
  from = MAX (track->end, self->taken);
  if (place + (gint64) n <= from)
    return;
  if (place < from) {
    samples = samples != NULL ? samples + (from - place) : NULL;
    n -= from - place;
    place = from;
  }
  if (samples != NULL)
    keep (self, track, place, samples, n);
  track->end = place + n;
}

void
ovs_tracks_end (OvsTracks *self, guint track)
{
  self->tracks[track].ended = TRUE;
}

/*** taking ***/

gsize
ovs_tracks_get_ready (const OvsTracks *self)
{
  gint64 first = G_MAXINT64, last = self->taken;

  for (guint i = 0; i < OVS_TRACKS; i++) {
    if (!self->tracks[i].ended)
      first = MIN (first, self->tracks[i].end);
    last = MAX (last, self->tracks[i].end);
  }
  first = MAX (first, last - from_ms (self, MAX_BEHIND_MS));
  return MAX (MIN (first, last) - self->taken, 0);
}

static void
copy_track (OvsTracks *self, guint track_number, gint16 *pairs, gsize n)
{
  Track *track = &self->tracks[track_number];
  gint64 end = self->taken + n;
  Chunk *chunk;

  while ((chunk = g_queue_peek_head (&track->chunks)) != NULL
      && chunk->start < end) {
    gint64 from = MAX (chunk->start, self->taken);
    gint64 to = MIN (chunk->start + (gint64) chunk->n, end);

    for (gint64 i = from; i < to; i++)
      pairs[(i - self->taken) * OVS_TRACKS + track_number] =
          chunk->samples[i - chunk->start];
    if (to < chunk->start + (gint64) chunk->n)
      break;
    track->waiting -= chunk->n;
    g_free (g_queue_pop_head (&track->chunks));
  }
}

gsize
ovs_tracks_take (OvsTracks *self, gint16 *pairs, gsize n)
{
  n = MIN (n, ovs_tracks_get_ready (self));
  memset (pairs, 0, n * OVS_TRACKS * sizeof (gint16));
  for (guint i = 0; i < OVS_TRACKS; i++)
    copy_track (self, i, pairs, n);
  self->taken += n;
  return n;
}

gboolean
ovs_tracks_have_ended (const OvsTracks *self)
{
  return self->tracks[0].ended && self->tracks[1].ended;
}

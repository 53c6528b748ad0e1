/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* vad.c - energy against a threshold and an adaptive floor. See vad.h.
 *
 * Not a model of the service's detector, only a deterministic stand-in that
 * has the same settings and the same clock. */

#include "config.h"

#include "vad.h"

/* Sound must last this long to count: a click is no speech. */
#define ONSET_MS 30
/* Speech is that much louder than the background. */
#define ABOVE_FLOOR_DB 9.0
/* The floor falls at once and rises slowly, so that speech does not lift it. */
#define FLOOR_RISE_DB 0.005
/* A loud steady background may be learned; a speaker must not be. */
#define FLOOR_MAX_DB -35.0
#define FLOOR_MIN_DB -90.0

void
ors_vad_init (OrsVad *self, gdouble threshold, guint silence_ms)
{
  self->threshold = threshold;
  self->silence_ms = silence_ms;
  self->floor_db = FLOOR_MIN_DB;
  ors_vad_reset (self);
}

void
ors_vad_reset (OrsVad *self)
{
  self->speaking = FALSE;
  self->voiced_ms = 0;
  self->unvoiced_ms = 0;
}

gdouble
ors_vad_threshold_db (gdouble threshold)
{
  return -60.0 + 40.0 * threshold;
}

guint
ors_vad_onset_ms (void)
{
  return ONSET_MS;
}

static gboolean
is_voiced (const OrsVad *self, gdouble level_db)
{
  return level_db > ors_vad_threshold_db (self->threshold)
      && level_db > self->floor_db + ABOVE_FLOOR_DB;
}

static void
adapt_floor (OrsVad *self, gdouble level_db)
{
  if (level_db < self->floor_db)
    self->floor_db = MAX (level_db, FLOOR_MIN_DB);
  else
    self->floor_db = MIN (self->floor_db + FLOOR_RISE_DB, FLOOR_MAX_DB);
}

static OrsVadEvent
listen_for_start (OrsVad *self, gboolean voiced)
{
  self->voiced_ms = voiced ? self->voiced_ms + ORS_VAD_FRAME_MS : 0;
  if (self->voiced_ms < ONSET_MS)
    return ORS_VAD_NOTHING;

  self->speaking = TRUE;
  self->voiced_ms = 0;
  self->unvoiced_ms = 0;
  return ORS_VAD_STARTED;
}

static OrsVadEvent
listen_for_end (OrsVad *self, gboolean voiced)
{
  if (voiced) {
    self->unvoiced_ms = 0;
    return ORS_VAD_NOTHING;
  }

  self->unvoiced_ms += ORS_VAD_FRAME_MS;
  if (self->unvoiced_ms < self->silence_ms)
    return ORS_VAD_NOTHING;

  ors_vad_reset (self);
  return ORS_VAD_STOPPED;
}

OrsVadEvent
ors_vad_frame (OrsVad *self, gdouble level_db)
{
  gboolean voiced = is_voiced (self, level_db);

  adapt_floor (self, level_db);
  if (self->speaking)
    return listen_for_end (self, voiced);
  return listen_for_start (self, voiced);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* loudness.c - see loudness.h. */

#include "loudness.h"

#include <math.h>

#define STEP (ORB_RATE / 100)
#define STEPS_PER_S 100
#define BOTTOM_DB 96.0
/* Sound is that much above the quiet of the recording, and above -55 dBFS; */
#define ABOVE_QUIET_DB 9.0
#define LEAST_DB (BOTTOM_DB - 55.0)
/* a loud background must not hide all that is louder. */
#define BELOW_PEAK_DB 12.0
/* Speech is not all of one loudness, and not at the edge of hearing. */
#define SPEECH_RANGE_DB 18
#define LEAST_PEAK_DB (BOTTOM_DB - 42.0)

struct _OrbLoudness
{
  GByteArray *steps; /* dB above -96 dBFS */
  guint64 sum;       /* of the squares of the step under way */
  guint n;
  guint8 threshold; /* 0 = to be found */
  guint count[256]; /* of steps, by their level */
  guint counted;    /* not those that fill holes */
};

OrbLoudness *
orb_loudness_new (void)
{
  OrbLoudness *self = g_new0 (OrbLoudness, 1);

  self->steps = g_byte_array_new ();
  return self;
}

void
orb_loudness_free (OrbLoudness *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->steps);
  g_free (self);
}

static void
end_step (OrbLoudness *self, gboolean filled)
{
  gdouble power = (gdouble) self->sum / self->n / (32768.0 * 32768.0);
  gdouble level = power > 0 ? 10 * log10 (power) + BOTTOM_DB : 0;
  guint8 step = CLAMP (level, 0, BOTTOM_DB);

  g_byte_array_append (self->steps, &step, 1);
  self->count[step] += !filled;
  self->counted += !filled;
  self->sum = 0;
  self->n = 0;
  self->threshold = 0;
}

void
orb_loudness_add (OrbLoudness *self, const gint16 *samples, gsize n,
    gboolean filled)
{
  for (gsize i = 0; i < n; i++) {
    self->sum += (gint32) samples[i] * samples[i];
    if (++self->n == STEP)
      end_step (self, filled);
  }
}

gdouble
orb_loudness_get_duration (OrbLoudness *self)
{
  return (gdouble) self->steps->len / STEPS_PER_S
      + (gdouble) self->n / ORB_RATE;
}

static guint
find_peak (OrbLoudness *self)
{
  guint peak = 255;

  while (peak > 0 && self->count[peak] == 0)
    peak--;
  return peak;
}

/* A tenth of it is not louder. */
static guint
find_quiet (OrbLoudness *self)
{
  guint seen = 0, quiet = 0;

  while (quiet < 255 && (seen += self->count[quiet]) * 10 < self->counted)
    quiet++;
  return quiet;
}

static guint8
find_threshold (OrbLoudness *self)
{
  guint quiet = find_quiet (self), peak = find_peak (self);
  gdouble level;

  level = MAX (quiet + ABOVE_QUIET_DB, LEAST_DB);
  level = MIN (level, MAX (peak - BELOW_PEAK_DB, LEAST_DB));
  return (guint8) level;
}

static gboolean
is_loud (OrbLoudness *self, guint step)
{
  if (self->threshold == 0)
    self->threshold = find_threshold (self);
  return self->steps->data[step] >= self->threshold;
}

static guint
step_at (OrbLoudness *self, gdouble time)
{
  return CLAMP (floor (time * STEPS_PER_S + 0.5), 0,
      (gdouble) self->steps->len);
}

gdouble
orb_loudness_first_sound (OrbLoudness *self, gdouble from, gdouble to)
{
  guint end = step_at (self, to);

  for (guint i = step_at (self, from); i < end; i++)
    if (is_loud (self, i))
      return (gdouble) i / STEPS_PER_S;
  return -1;
}

gdouble
orb_loudness_last_sound (OrbLoudness *self, gdouble from, gdouble to)
{
  guint start = step_at (self, from);

  for (guint i = step_at (self, to); i > start; i--)
    if (is_loud (self, i - 1))
      return (gdouble) i / STEPS_PER_S;
  return -1;
}

gdouble
orb_loudness_last_pause (OrbLoudness *self, gdouble to, gdouble length)
{
  guint least = length * STEPS_PER_S, silent = 0;

  for (guint i = step_at (self, to); i > 0; i--) {
    if (!is_loud (self, i - 1))
      silent++;
    else if (silent >= least)
      return (gdouble) i / STEPS_PER_S;
    else
      silent = 0;
  }
  return -1;
}

gdouble
orb_loudness_get_speech (OrbLoudness *self)
{
  guint loud = 0, quiet = find_quiet (self), peak = find_peak (self);

  if (peak < LEAST_PEAK_DB || peak < quiet + SPEECH_RANGE_DB)
    return 0;
  for (guint i = find_threshold (self); i <= peak; i++)
    loud += self->count[i];
  return (gdouble) loud / STEPS_PER_S;
}

void
orb_loudness_draw (OrbLoudness *self, guint8 *columns, guint n)
{
  for (guint c = 0; c < n; c++) {
    guint from = (guint64) self->steps->len * c / n;
    guint to = (guint64) self->steps->len * (c + 1) / n;
    guint peak = 0;

    /* Fewer steps than columns: each is drawn more than once. */
    for (guint i = from; i < MAX (to, from + 1) && i < self->steps->len; i++)
      peak = MAX (peak, self->steps->data[i]);
    /* The noise of a converter is no sound. */
    columns[c] = MIN (255 * pow (10, (peak - BOTTOM_DB) / 20), 255);
  }
}

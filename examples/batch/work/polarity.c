/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* polarity.c - see polarity.h. */

#include "polarity.h"

#include <math.h>

/* What is heard counts for so long. In s. */
#define MEMORY 0.5
/* Quieter is noise; of full scale, squared. */
#define LEAST_POWER 1e-8
/* So alike, in either direction, are channels of one sound. */
#define ALIKE 0.7

/* What the past still counts; power and common are means of so many frames. */
static void
measure (OrbPolarity *self, const gfloat *samples, guint channels,
    guint counted, gsize frames, gdouble keep)
{
  for (guint c = 0; c < counted; c++)
    for (guint k = 0; k <= c; k++) {
      gdouble sum = 0, *mean = k == c ? &self->power[c] : &self->common[c][k];

      for (gsize i = 0; i < frames; i++)
        sum += samples[i * channels + c] * samples[i * channels + k];
      *mean = keep * *mean + (1 - keep) * (sum / frames);
    }
}

static gboolean
is_heard (const OrbPolarity *self, guint channel, gdouble share)
{
  return self->power[channel] > LEAST_POWER * share;
}

static void
judge (OrbPolarity *self, guint counted, gdouble share)
{
  for (guint c = 1; c < counted; c++) {
    guint loudest = 0;
    gdouble alike;

    for (guint k = 1; k < c; k++)
      if (self->power[k] > self->power[loudest])
        loudest = k;
    if (!is_heard (self, c, share) || !is_heard (self, loudest, share))
      continue;
    alike = self->common[c][loudest]
        / sqrt (self->power[c] * self->power[loudest]);
    if (fabs (alike) >= ALIKE)
      self->turned[c] = self->turned[loudest] != (alike < 0);
    self->found |= self->turned[c];
  }
}

void
orb_polarity_take (OrbPolarity *self, gfloat *samples, guint channels,
    gsize frames, guint rate)
{
  guint counted = MIN (channels, ORB_POLARITY_CHANNELS);
  gdouble keep = exp (-(gdouble) frames / (rate * MEMORY));

  if (counted < 2 || frames == 0)
    return;
  measure (self, samples, channels, counted, frames, keep);
  judge (self, counted, 1 - keep);
  for (guint c = 1; c < counted; c++)
    for (gsize i = 0; self->turned[c] && i < frames; i++)
      samples[i * channels + c] = -samples[i * channels + c];
}

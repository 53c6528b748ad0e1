/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* arrivalpace.c - sums of what has come and what has sounded. */

#include "arrivalpace.h"

void
oa_arrival_pace_restart (OaArrivalPace *self)
{
  gboolean ahead = self->ahead;

  *self = (OaArrivalPace){ .ahead = ahead };
}

/* Twice as fast as it is sounded is far enough ahead. */
void
oa_arrival_pace_add (OaArrivalPace *self, guint64 samples)
{
  if (self->pieces++ == 0)
    self->first = samples;
  self->arrived += samples;
  if (self->pieces == 2)
    self->ahead = FALSE;
  if (self->pieces >= 2 && self->arrived >= 2 * self->elapsed + self->first)
    self->ahead = TRUE;
}

void
oa_arrival_pace_advance (OaArrivalPace *self, guint64 samples)
{
  if (self->pieces > 0)
    self->elapsed += samples;
}

void
oa_arrival_pace_starve (OaArrivalPace *self)
{
  self->ahead = FALSE;
  oa_arrival_pace_restart (self);
}

gboolean
oa_arrival_pace_wants_more (const OaArrivalPace *self, guint64 limit)
{
  return self->pieces == 1 && !self->ahead && self->elapsed < limit;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* arrivalpace.h - how fast speech comes, beside how fast it is sounded.
 *
 * A service that sends as fast as it is listened to, in large pieces, leaves
 * nothing to bridge the wait for the next piece with, unless speech begins
 * only when the second piece is there. One that sends ahead needs no such wait.
 *
 * Times are samples of one rate. Private to the timeline. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint pieces;    /* since it began; 0 = nothing has come */
  guint64 first;   /* length of the first piece */
  guint64 arrived; /* of all */
  guint64 elapsed; /* since the first */
  gboolean ahead;  /* the last speech came faster than it sounds */
} OaArrivalPace;

/* Speech ended, or was cut. */
void oa_arrival_pace_restart (OaArrivalPace *self);
void oa_arrival_pace_add (OaArrivalPace *self, guint64 samples);
/* Time goes on. */
void oa_arrival_pace_advance (OaArrivalPace *self, guint64 samples);
/* It ran dry. */
void oa_arrival_pace_starve (OaArrivalPace *self);
/* Whether a second piece should be waited for, at most @limit from the first
 * on. */
gboolean oa_arrival_pace_wants_more (const OaArrivalPace *self, guint64 limit);

G_END_DECLS

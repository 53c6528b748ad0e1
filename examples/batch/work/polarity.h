/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* polarity.h - channels that would cancel each other out when they are mixed.
 *
 * A line that was wired the wrong way round gives the same sound turned over;
 * mixed with the right one, nothing is left. It is turned back. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ORB_POLARITY_CHANNELS 8

typedef struct
{
  gdouble power[ORB_POLARITY_CHANNELS];
  gdouble common[ORB_POLARITY_CHANNELS][ORB_POLARITY_CHANNELS];
  gboolean turned[ORB_POLARITY_CHANNELS];
  gboolean found; /* one was turned at some time */
} OrbPolarity;

/* Frames of interleaved samples, turned in place. */
void orb_polarity_take (OrbPolarity *self, gfloat *samples, guint channels,
    gsize frames, guint rate);

G_END_DECLS

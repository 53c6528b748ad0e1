/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* loudness.h - how loud a recording is, in steps of 10 ms, and where it has
 * speech.
 *
 * One byte per step, 360 kB per hour. Pure: no thread, no clock. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OrbLoudness OrbLoudness;

#define ORB_RATE 24000

OrbLoudness *orb_loudness_new (void);
void orb_loudness_free (OrbLoudness *self);

/* Samples at ORB_RATE, in any portions. filled: silence that stands in a hole,
 * and says nothing of how quiet the recording is. */
void orb_loudness_add (OrbLoudness *self, const gint16 *samples, gsize n,
    gboolean filled);

/* Of what was added, in s. */
gdouble orb_loudness_get_duration (OrbLoudness *self);

/* The first moment in [from, to) that is loud, or -1. */
gdouble orb_loudness_first_sound (OrbLoudness *self, gdouble from, gdouble to);

/* The end of the last loud step in [from, to), or -1. */
gdouble orb_loudness_last_sound (OrbLoudness *self, gdouble from, gdouble to);

/* The end of the last speech before `to` that a pause of at least `length`
 * follows, itself over by `to`; -1 when there is none. All in s. */
gdouble orb_loudness_last_pause (OrbLoudness *self, gdouble to, gdouble length);

/* How long there is sound that comes and goes as speech does, in s. */
gdouble orb_loudness_get_speech (OrbLoudness *self);

/* The loudest sample of each of n equal parts, 0 to 255. */
void orb_loudness_draw (OrbLoudness *self, guint8 *columns, guint n);

G_END_DECLS

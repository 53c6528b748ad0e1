/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* drawing.h - waveforms and histograms as inline SVG. Pure. */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* wave: two hexadecimal digits per column. turns: arrays of user, channel,
 * start and end. channel: only these; 0 = all. duration: of the wave, in s. */
void orb_draw_wave (GString *out, const gchar *wave, JsonArray *turns,
    guint channel, gdouble duration);

/* values in s, all above 0, on a logarithmic axis. */
void orb_draw_histogram (GString *out, const gdouble *values, guint n);

/* The distance of ticks on an axis of this length: 1, 2, 5, 10, 15, 30 s … */
gdouble orb_draw_find_step (gdouble length, guint most);

G_END_DECLS

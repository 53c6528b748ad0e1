/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* format.h - figures as words, for the terminal and the report. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "1:02:03 h", "1:02 min" or "4.2 s". */
gchar *orb_format_time (gdouble seconds);
/* Of real time: "0.6", "12". */
gchar *orb_format_factor (gdouble duration, gdouble wall);
/* "1 turn", "2 turns". */
gchar *orb_format_count (gdouble n, const gchar *word);
gchar *orb_format_cost (gdouble cost, const gchar *currency);

G_END_DECLS

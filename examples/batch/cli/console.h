/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* console.h - what the person, or the program, before the screen is told.
 *
 * A line per recording, a bar on a terminal, JSON when wanted. Names and texts
 * come from outside: what a terminal would obey leaves by this file only as
 * something to look at. */

#pragma once

#include "results/settings.h"

#include <json-glib/json-glib.h>

#include <stdio.h>

G_BEGIN_DECLS

typedef struct _OrbConsole OrbConsole;

OrbConsole *orb_console_new (const OrbSettings *settings);
void orb_console_free (OrbConsole *self);

/* An error about a recording, or about nothing (NULL). */
void orb_console_error (OrbConsole *self, const gchar *recording,
    const gchar *sentence);
void orb_console_note (OrbConsole *self, const gchar *sentence);

void orb_console_start (OrbConsole *self, const gchar *recording);
void orb_console_again (OrbConsole *self, const gchar *recording,
    const gchar *cause, gdouble delay);
/* A result: done or failed. */
void orb_console_result (OrbConsole *self, JsonObject *result);
void orb_console_total (OrbConsole *self, JsonObject *total);

/* share: of all work, 0 to 1; done of total recordings; elapsed in s; heard:
 * s of audio so far. Not more often than somebody can read. */
void orb_console_progress (OrbConsole *self, gdouble share, guint done,
    guint total, gdouble elapsed, gdouble heard);

/* The bar itself; pure. */
gchar *orb_console_format_bar (guint columns, gdouble share, guint done,
    guint total, gdouble elapsed, gdouble heard);

G_END_DECLS

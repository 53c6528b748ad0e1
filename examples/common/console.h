/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* console.h - what a program writes to a person: lines, and bars that are drawn
 * over. Texts may come from outside: a terminal shows them and does not obey
 * them. */

#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

#define APP_CONSOLE_CLEAR_LINE "\r\033[K"

/* A terminal on which a line can be drawn over, and in colours. */
gboolean app_console_draws (gint fd);
gboolean app_console_has_colours (gint fd);
/* In columns. */
guint app_console_get_width (gint fd);

/* A line. */
void app_console_print (FILE *file, const gchar *text);

/* "####......" for a share from 0 to 1. */
void app_console_append_bar (GString *line, guint cells, gdouble share);

G_END_DECLS

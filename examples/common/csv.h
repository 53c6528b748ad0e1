/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* csv.h - cells of a table for spreadsheets (RFC 4180). A text from outside
 * that a spreadsheet would compute stays a text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NULL is an empty cell. */
void app_csv_append_text (GString *out, const gchar *text);
/* Below 0 = not known: an empty cell. */
void app_csv_append_number (GString *out, gdouble number);

G_END_DECLS

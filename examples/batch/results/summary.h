/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* summary.h - all results of a folder as one JSON object and one table.
 *
 * Pure. */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* results: of JsonObject. elapsed: of this run, in s; < 0 = leave out. */
JsonObject *orb_summary_new (GPtrArray *results, gdouble elapsed);

/* The summary as text, and the results as RFC 4180 with a header. */
gchar *orb_summary_to_json (JsonObject *summary);
GString *orb_summary_to_csv (GPtrArray *results);

G_END_DECLS

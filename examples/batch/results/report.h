/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* report.h - the results of a folder as one page to look at. Pure.
 *
 * Complete in itself: no script, nothing loaded from elsewhere. */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* summary: of orb_summary_new(). results: of JsonObject. */
GString *orb_report_new (JsonObject *summary, GPtrArray *results);

G_END_DECLS

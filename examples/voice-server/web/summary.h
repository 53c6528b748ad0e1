/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* summary.h - how all calls are, in parts that are not too long for events.
 * Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* So many calls are in one. */
#define OVS_SUMMARY_PART 50

/* Data of events "calls", JsonObjects in their order, one at least. @calls:
 * objects, which the parts share. (transfer full) */
GQueue *ovs_summary_split (JsonArray *calls, gboolean draining);

G_END_DECLS

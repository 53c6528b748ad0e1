/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventtext.h - one event of a call as a line of JSON, however large or odd
 * what it tells is. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define OVS_EVENT_MAX (64 * 1024)

/* Takes @data. @id 0 is left out. At most OVS_EVENT_MAX bytes: long texts of
 * @data are cut short first, then it is {"bytes": n}. (transfer full) */
gchar *ovs_event_to_text (gint64 id, const gchar *kind, JsonObject *data);

G_END_DECLS

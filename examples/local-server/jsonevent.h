/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonevent.h - what all events are made of. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *ors_event_new (const gchar *type);
void ors_set_string_or_null (JsonObject *object, const gchar *member,
    const gchar *value);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* redact.h - events as a log may show them. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* JSON text of @event without secrets of tools; audio and images are
 * replaced by their byte counts unless @keep_audio. */
gchar *ors_redact_event (JsonObject *event, gboolean keep_audio);

G_END_DECLS

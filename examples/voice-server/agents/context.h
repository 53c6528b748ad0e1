/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* context.h - what a template may name: of the file, of whoever sent some, and
 * of the program. Pure. */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Names at the top that are the program's. */
#define OVS_CONTEXT_AGENT "agent"
#define OVS_CONTEXT_ARGUMENTS "arguments"
#define OVS_CONTEXT_CALL "call"
#define OVS_CONTEXT_FACTS "facts"
#define OVS_CONTEXT_NOW "now"

/* The first name of @context that is the program's, or NULL. */
const gchar *ovs_context_find_reserved (JsonObject *context);

/* Objects go into each other, all else of @patch takes the place of what was
 * there. FALSE: nothing has changed, as it would be too large or too deep, or
 * takes a name of the program's. */
gboolean ovs_context_merge (JsonObject **context, JsonObject *patch,
    GError **error);

/* The time as words and numbers: date, time, weekday, year, ... in English.
 * (transfer full) */
JsonObject *ovs_context_describe_time (GDateTime *time);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessions.h - sessions that were made for pages: ids that are good once, and
 * not for long. Pure but for random numbers. */

#pragma once

#include "agents/agent.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _OvsSessions OvsSessions;

OvsSessions *ovs_sessions_new (void);
void ovs_sessions_free (OvsSessions *self);

/* Times are of one clock, in µs. (transfer full); NULL: there are too many that
 * nobody has used yet. */
gchar *ovs_sessions_add (OvsSessions *self, OvsAgent *agent,
    JsonObject *metadata, gint64 now, gint64 expires);
gboolean ovs_sessions_has (OvsSessions *self, const gchar *id, gint64 now);
/* FALSE: there is none. Both (transfer full); *metadata may be NULL. */
gboolean ovs_sessions_take (OvsSessions *self, const gchar *id, gint64 now,
    OvsAgent **agent, JsonObject **metadata);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* responseevent.h - a response as its events show it. Pure. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  const gchar *id;
  const gchar *conversation_id; /* NULL: out of band */
  JsonObject *settings;
  const gchar *status;
  JsonObject *details; /* or NULL */
  JsonArray *output;
  JsonObject *usage; /* or NULL */
} OrsResponseState;

/* Takes the last three of @state. */
JsonObject *ors_response_event_new (const gchar *type,
    const OrsResponseState *state);

JsonObject *ors_response_details_new (const gchar *type, const gchar *reason);

/* @used_up: no tokens are left for @reset_s. */
JsonObject *ors_rate_limits_new (gboolean used_up, gdouble reset_s);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* queries.h - questions to the records, from the main loop: a thread asks the
 * database, with a connection of its own. */

#pragma once

#include "records/types.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _OvsQueries OvsQueries;

/* result: transfer none, NULL with an error. */
typedef void (
    *OvsQueryFunc) (JsonNode *result, const GError *error, gpointer user_data);

/* On the thread, before the first question: until the database is ready. */
typedef void (*OvsReadyFunc) (gpointer user_data);

/* All of it from the thread of the context that is the default one here;
 * answers come there. @url may be none: all answers are errors. @destroy: of
 * user_data, on any thread. */
OvsQueries *ovs_queries_new (const gchar *url, OvsReadyFunc wait,
    gpointer user_data, GDestroyNotify destroy, GError **error);
/* What is under way is answered with an error. */
void ovs_queries_close (OvsQueries *self);

void ovs_queries_ask_calls (OvsQueries *self, const OvsCallFilter *filter,
    OvsQueryFunc func, gpointer user_data);
void ovs_queries_ask_call (OvsQueries *self, const gchar *call_id,
    OvsQueryFunc func, gpointer user_data);

G_END_DECLS

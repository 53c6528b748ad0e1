/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* store.h - the records of calls, on their way into a database.
 *
 * What is told is in a journal on the disk within a moment, and in the database
 * when that takes it: a database that is slow or gone delays nobody. The
 * journal outlives the process; the next one with the same folder goes on with
 * it, and marks the calls that the last one did not end. */

#pragma once

#include "records/places.h"
#include "records/queries.h"
#include "records/storelog.h"
#include "records/types.h"

G_BEGIN_DECLS

typedef struct _OvsStore OvsStore;

typedef struct
{
  gboolean writing;  /* the database takes what comes */
  guint64 backlog;   /* records that are not in the database yet */
  guint64 dropped;   /* records that are lost: no room, or refused */
  gchar *last_error; /* what is wrong now, as a sentence, or NULL */
} OvsStoreHealth;

/* result: transfer none, NULL with an error. */
typedef void (
    *OvsQueryFunc) (JsonNode *result, const GError *error, gpointer user_data);
/* @url: sqlite:FILE, postgresql://..., or none. @folder: of this process alone,
 * the same one at the next start; made if it is not there. Fails for what only
 * a person can put right; a database that is away is waited for. @log: called
 * on the thread-default main context of the caller; NULL = nobody. Reads and
 * writes files: for the start. */
OvsStore *ovs_store_open (const gchar *url, const gchar *folder,
    OvsStoreLogFunc log, gpointer user_data, GError **error);
/* Writes what waits, for some seconds at most; the journal keeps the rest.
 * Queries under way are answered with an error. */
void ovs_store_close (OvsStore *self);

/* From any thread; none of them blocks. */
void ovs_store_begin_call (OvsStore *self, const OvsCallRecord *call);
void ovs_store_add_turn (OvsStore *self, const gchar *call_id,
    const OvsTurnRecord *turn);
void ovs_store_add_tool (OvsStore *self, const gchar *call_id,
    const OvsToolRecord *tool);
/* A later value takes the place of an earlier one. */
void ovs_store_set_fact (OvsStore *self, const gchar *call_id,
    const gchar *name, const gchar *value);
void ovs_store_add_usage (OvsStore *self, const gchar *call_id,
    const OvsUsageRecord *usage);
void ovs_store_end_call (OvsStore *self, const gchar *call_id,
    const OvsEndRecord *end);

/* From the thread of ovs_store_open(), answered there: an array of calls, the
 * latest first; or one call with all that belongs to it, null = there is
 * none. */
void ovs_store_query_calls (OvsStore *self, const OvsCallFilter *filter,
    OvsQueryFunc func, gpointer user_data);
void ovs_store_query_call (OvsStore *self, const gchar *call_id,
    OvsQueryFunc func, gpointer user_data);

/* From any thread. */
void ovs_store_get_health (OvsStore *self, OvsStoreHealth *health);
void ovs_store_health_clear (OvsStoreHealth *health);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsStore, ovs_store_close)

G_END_DECLS

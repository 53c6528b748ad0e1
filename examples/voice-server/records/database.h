/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* database.h - a connection to a database of either kind: prepared statements
 * with values in, rows out.
 *
 * It blocks, for some seconds at most: for a thread. Its errors are sentences
 * for a person. */

#pragma once

#include "records/databasekind.h"

G_BEGIN_DECLS

typedef struct _OvsDatabase OvsDatabase;

/* Nothing is opened. NULL without an error: "none". */
OvsDatabase *ovs_database_new (const gchar *url, GError **error);
/* Its connection is closed, too. */
void ovs_database_free (OvsDatabase *self);

/* Brings the schema to the latest version if it may be written. */
gboolean ovs_database_connect (OvsDatabase *self, gboolean writable,
    GError **error);
gboolean ovs_database_is_connected (OvsDatabase *self);
void ovs_database_disconnect (OvsDatabase *self);

/* rows: an object for each, by the names of its columns; NULL = none wanted. */
gboolean ovs_database_run (OvsDatabase *self, OvsStatement statement,
    const OvsValue *values, guint n_values, JsonArray *rows, GError **error);

/* From any thread: what runs now, and all that follows, fails soon. */
void ovs_database_cancel (OvsDatabase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsDatabase, ovs_database_free)

G_END_DECLS

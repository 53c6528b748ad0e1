/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventlog.h - everything that passed between clients and the server.
 *
 * Thread safe: sessions write on the server's thread, tests read and wait on
 * theirs. Secrets and, unless wanted, audio are taken out by the writer. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OrsLog OrsLog;

#define ORS_FROM_CLIENT "client"
#define ORS_FROM_SERVER "server"
#define ORS_FROM_CONNECTION "connection"

/* @path (or NULL) gets every record as a line; @keep also keeps them in
 * memory; @verbose prints a short line per event to stdout. */
OrsLog *ors_log_new (const gchar *path, gboolean keep, gboolean verbose,
    GError **error);
void ors_log_free (OrsLog *self);

/* FALSE when a record's text would go nowhere: do not make one. */
gboolean ors_log_wants_text (OrsLog *self);

/* @event is JSON text or NULL; @size is what travelled, in bytes. */
void ors_log_add (OrsLog *self, guint session, const gchar *from,
    const gchar *type, const gchar *event, gsize size);

gchar **ors_log_dup_lines (OrsLog *self);

/* Over all sessions; NULL as @type counts every event from there. */
guint ors_log_count (OrsLog *self, const gchar *from, const gchar *type);
gboolean ors_log_wait (OrsLog *self, const gchar *from, const gchar *type,
    guint count, gint64 timeout_us);

G_END_DECLS

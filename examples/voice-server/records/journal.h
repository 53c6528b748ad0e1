/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.h - the lines that are not in the database yet, on the disk.
 *
 * A folder of one process: it is locked while it is open. From one thread at a
 * time. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OvsJournal OvsJournal;

/* What was there is appended to lines (of gchar *). unreadable: lines that are
 * no use, which are kept in a file of their own. */
OvsJournal *ovs_journal_open (const gchar *folder, GQueue *lines,
    guint *unreadable, GError **error);
void ovs_journal_close (OvsJournal *self);

/* Names the folder from now on; the same after every start. */
const gchar *ovs_journal_get_instance (OvsJournal *self);
const gchar *ovs_journal_get_path (OvsJournal *self);
/* Bytes. */
guint64 ovs_journal_get_size (OvsJournal *self);

/* Both at once or not at all; on the disk when they return. text: lines, the
 * last one without its end. Writing anew with NULL leaves none. */
gboolean ovs_journal_append (OvsJournal *self, const gchar *text,
    GError **error);
gboolean ovs_journal_rewrite (OvsJournal *self, const gchar *text,
    GError **error);

/* A line that the database does not take, or that is none. */
gboolean ovs_journal_set_aside (OvsJournal *self, const gchar *line,
    GError **error);
const gchar *ovs_journal_get_aside_path (OvsJournal *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.h - what was done, so that nothing is done twice.
 *
 * Lines of JSON, only ever appended, each on the disk before what follows from
 * it is done. A recording is `staged` when all its results are whole in work
 * and their names are decided, and `done` when they have their names: a process
 * that is killed in between is finished by the next. */

#pragma once

#include "common/folder.h"
#include "common/linelog.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _OrbJournal OrbJournal;

/* Reads what is there, and finishes what was staged; what cannot be finished
 * is kept, and told as sentences in problems. Lines that cannot be read are
 * left out; their number is told. A journal that cannot be read is an error:
 * it is never begun anew. */
OrbJournal *orb_journal_open (AppFolder *folder, guint *unreadable,
    GPtrArray *problems, GError **error);
/* To ask only: nothing is changed. */
OrbJournal *orb_journal_open_to_read (AppFolder *folder, guint *unreadable,
    GError **error);
void orb_journal_close (OrbJournal *self);

/* Identifies a recording as it is now and the digest. */
gchar *orb_journal_key (const gchar *uri, gint64 size, gint64 modified,
    const gchar *digest);

/* Done, and all its results are there. Its result, or NULL. */
JsonObject *orb_journal_find (OrbJournal *self, const gchar *key);

/* All its results are whole, but do not have their names yet. */
gboolean orb_journal_waits (OrbJournal *self, const gchar *key);

/* Nothing was noted yet in this folder; the first run notes that it began. */
gboolean orb_journal_is_fresh (OrbJournal *self);
gboolean orb_journal_begin (OrbJournal *self, GError **error);

/* name -> URI: names that are in use. */
GHashTable *orb_journal_get_names (OrbJournal *self);

/* The names of all files that were ever made, as a set. */
GHashTable *orb_journal_get_files (OrbJournal *self);

/* The latest result of each recording, done or failed, in order. */
GPtrArray *orb_journal_list (OrbJournal *self); /* of JsonObject */

/* From any thread. files: a JSON array of objects with "from" and "to".
 * result has "input" and "name". What is staged is kept, and can be finished
 * later if it cannot now. */
gboolean orb_journal_stage (OrbJournal *self, const gchar *key,
    JsonArray *files, JsonObject *result, GError **error);
gboolean orb_journal_finish (OrbJournal *self, const gchar *key,
    GError **error);
gboolean orb_journal_fail (OrbJournal *self, const gchar *key,
    JsonObject *result, GError **error);

G_END_DECLS

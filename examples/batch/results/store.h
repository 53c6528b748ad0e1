/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* store.h - files that exist only when they are whole.
 *
 * A folder for results has a hidden folder of its own for what is not finished.
 * Files are made there, brought to the disk, and moved to their names.
 *
 * The folder may have been made by another user: below it no link is
 * followed, and the hidden folder must be the user's own. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ORB_STORE_FOLDER ".openai-realtime-batch"

typedef struct _OrbStore OrbStore;

/* Fails when another process uses the folder. */
OrbStore    *orb_store_open  (const gchar *folder, GError **error);
/* To look only: nothing is made or changed, no other process is hindered.
 * NULL without an error when there is nothing to see. */
OrbStore    *orb_store_open_to_read (const gchar *folder, GError **error);
void         orb_store_close (OrbStore *self);

const gchar *orb_store_get_folder (OrbStore *self);
gchar       *orb_store_path    (OrbStore *self, const gchar *name);
/* The length in bytes that a name of a file may have. */
guint        orb_store_get_name_max (OrbStore *self);

/* Names of results lie below the folder and not in the hidden one. */
gboolean     orb_store_is_name (const gchar *name);
gboolean     orb_store_exists  (OrbStore *self, const gchar *name);
/* Could a file of this name be published? The folders on the way are looked
 * at, not made. */
gboolean     orb_store_check_name (OrbStore *self, const gchar *name,
    GError **error);

/* A regular file of the user's in the hidden folder; -1 with an error. */
gint         orb_store_open_own (OrbStore *self, const gchar *name, gint flags,
    GError **error);

/* Removes what a process that was killed left behind, but for `keep`: names
 * of files in work that are still wanted. */
void         orb_store_clean   (OrbStore *self, GHashTable *keep);

/* A name in work, unique in this folder, and its path. */
gchar       *orb_store_new_work  (OrbStore *self, const gchar *suffix);
gboolean     orb_store_is_work   (const gchar *work);
gchar       *orb_store_work_path (OrbStore *self, const gchar *work);
void         orb_store_drop_work (OrbStore *self, const gchar *work);

/* Makes the file, which must not be there; -1 with an error. */
gint         orb_store_create_work (OrbStore *self, const gchar *work,
    GError **error);
/* Writes to work and brings it to the disk. */
gboolean     orb_store_write_work (OrbStore *self, const gchar *work,
    const gchar *data, gssize length, GError **error);
gboolean     orb_store_sync_work  (OrbStore *self, const gchar *work,
    GError **error);

/* From work to its name below the folder; TRUE also when that was done before.
 * The folders on the way are made. G_FILE_ERROR_NOENT: it is nowhere. */
gboolean     orb_store_publish (OrbStore *self, const gchar *work,
    const gchar *name, GError **error);

/* All of it at once. */
gboolean     orb_store_write (OrbStore *self, const gchar *name,
    const gchar *data, gssize length, GError **error);

/* Is that so for one name only, and not for all that would be written? */
gboolean     orb_store_error_is_of_a_name (const GError *error);

G_END_DECLS

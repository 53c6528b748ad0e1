/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* folder.h - a folder whose files exist only when they are whole.
 *
 * It has a hidden folder of the program's own for what is not finished.
 * Files are made there, brought to the disk, and moved to their names.
 *
 * The folder may have been made by another user: below it no link is
 * followed, and the hidden folder must be the user's own. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AppFolder AppFolder;

/* own: name of the hidden folder, "." and the program's. Fails when another
 * process uses the folder. */
AppFolder *app_folder_open (const gchar *path, const gchar *own,
    GError **error);
/* To look only: nothing is made or changed, no other process is hindered.
 * NULL without an error when there is nothing to see. */
AppFolder *app_folder_open_to_read (const gchar *path, const gchar *own,
    GError **error);
void app_folder_close (AppFolder *self);

const gchar *app_folder_get_path (AppFolder *self);
gchar *app_folder_build_path (AppFolder *self, const gchar *name);
/* The length in bytes that a name of a file may have. */
guint app_folder_get_name_max (AppFolder *self);

/* Names of files lie below the folder and not in the hidden one. */
gboolean app_folder_is_name (const gchar *name, const gchar *own);
gboolean app_folder_exists (AppFolder *self, const gchar *name);
/* Could a file of this name be published? The folders on the way are looked
 * at, not made. */
gboolean app_folder_check_name (AppFolder *self, const gchar *name,
    GError **error);

/* A regular file of the user's in the hidden folder; -1 with an error. */
gint app_folder_open_own (AppFolder *self, const gchar *name, gint flags,
    GError **error);

/* Removes what a process that was killed left behind, but for `keep`: names
 * of files in work that are still wanted. */
void app_folder_clean (AppFolder *self, GHashTable *keep);

/* A name in work, unique in this folder, and its path. */
gchar *app_folder_new_work (AppFolder *self, const gchar *suffix);
gboolean app_folder_is_work (const gchar *work);
gchar *app_folder_work_path (AppFolder *self, const gchar *work);
void app_folder_drop_work (AppFolder *self, const gchar *work);

/* Makes the file, which must not be there; -1 with an error. */
gint app_folder_create_work (AppFolder *self, const gchar *work,
    GError **error);
/* Writes to work and brings it to the disk. */
gboolean app_folder_write_work (AppFolder *self, const gchar *work,
    const gchar *data, gssize length, GError **error);
gboolean app_folder_sync_work (AppFolder *self, const gchar *work,
    GError **error);

/* From work to its name below the folder; TRUE also when that was done before.
 * The folders on the way are made. G_FILE_ERROR_NOENT: it is nowhere. */
gboolean app_folder_publish (AppFolder *self, const gchar *work,
    const gchar *name, GError **error);

/* All of it at once. */
gboolean app_folder_write (AppFolder *self, const gchar *name,
    const gchar *data, gssize length, GError **error);

/* Is that so for one name only, and not for all that would be written? */
gboolean app_folder_error_is_of_a_name (const GError *error);

G_END_DECLS

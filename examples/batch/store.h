/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* store.h - files that exist only when they are whole.
 *
 * A folder for results has a hidden folder of its own for what is not finished.
 * Files are made there, brought to the disk, and moved to their names. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ORB_STORE_FOLDER ".openai-realtime-batch"

typedef struct _OrbStore OrbStore;

/* Fails when another process uses the folder. */
OrbStore    *orb_store_open  (const gchar *folder, GError **error);
void         orb_store_close (OrbStore *self);

const gchar *orb_store_get_folder (OrbStore *self);
gchar       *orb_store_path    (OrbStore *self, const gchar *name);

/* Removes what a process that was killed left behind, but for `keep`: names
 * of files in work that are still wanted. */
void         orb_store_clean   (OrbStore *self, GHashTable *keep);

/* A name in work, unique in this folder, and its path. */
gchar       *orb_store_new_work  (OrbStore *self, const gchar *suffix);
gchar       *orb_store_work_path (OrbStore *self, const gchar *work);
void         orb_store_drop_work (OrbStore *self, const gchar *work);

/* Writes to work and brings it to the disk. */
gboolean     orb_store_write_work (OrbStore *self, const gchar *work,
    const gchar *data, gssize length, GError **error);
gboolean     orb_store_sync_work  (OrbStore *self, const gchar *work,
    GError **error);

/* From work to its name below the folder; TRUE also when that was done before.
 * The folders on the way are made. */
gboolean     orb_store_publish (OrbStore *self, const gchar *work,
    const gchar *name, GError **error);

/* All of it at once. */
gboolean     orb_store_write (OrbStore *self, const gchar *name,
    const gchar *data, gssize length, GError **error);

G_END_DECLS

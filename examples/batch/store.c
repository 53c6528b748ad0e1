/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* store.c - see store.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "store.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct _OrbStore
{
  gchar *folder;
  gchar *own;
  gchar *work;
  gint lock;
  guint64 run;                  /* tells works of different runs apart */
  gint next;                    /* atomic */
};

static gboolean
fail (GError **error, const gchar *what, const gchar *path)
{
  int saved = errno;
  g_autofree gchar *display = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "%s %s: %s", what, display, g_strerror (saved));
  return FALSE;
}

static gboolean
make_folder (const gchar *path, GError **error)
{
  return g_mkdir_with_parents (path, 0777) == 0
      || fail (error, "Cannot make the folder", path);
}

/* The lock goes with the process, however it ends. */
static gboolean
take_lock (OrbStore *self, GError **error)
{
  g_autofree gchar *path = g_build_filename (self->own, "lock", NULL);

  self->lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (self->lock < 0)
    return fail (error, "Cannot open", path);
  if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN, "Another "
      "openai-realtime-batch works in %s. Wait for it, or name another "
      "folder with --output.", self->folder);
  return FALSE;
}

OrbStore *
orb_store_open (const gchar *folder, GError **error)
{
  OrbStore *self = g_new0 (OrbStore, 1);

  self->folder = g_canonicalize_filename (folder, NULL);
  self->own = g_build_filename (self->folder, ORB_STORE_FOLDER, NULL);
  self->work = g_build_filename (self->own, "work", NULL);
  self->lock = -1;
  self->run = g_get_real_time ();
  if (!make_folder (self->work, error) || !take_lock (self, error))
    g_clear_pointer (&self, orb_store_close);
  return self;
}

void
orb_store_close (OrbStore *self)
{
  if (self == NULL)
    return;
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->folder);
  g_free (self->own);
  g_free (self->work);
  g_free (self);
}

const gchar *
orb_store_get_folder (OrbStore *self)
{
  return self->folder;
}

gchar *
orb_store_path (OrbStore *self, const gchar *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/*** work ***/

void
orb_store_clean (OrbStore *self, GHashTable *keep)
{
  GDir *dir = g_dir_open (self->work, 0, NULL);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_hash_table_contains (keep, name))
      orb_store_drop_work (self, name);
  if (dir != NULL)
    g_dir_close (dir);
}

gchar *
orb_store_new_work (OrbStore *self, const gchar *suffix)
{
  return g_strdup_printf ("%" G_GINT64_MODIFIER "x-%d.%s", self->run,
      g_atomic_int_add (&self->next, 1), suffix);
}

gchar *
orb_store_work_path (OrbStore *self, const gchar *work)
{
  return g_build_filename (self->work, work, NULL);
}

void
orb_store_drop_work (OrbStore *self, const gchar *work)
{
  g_autofree gchar *path = orb_store_work_path (self, work);

  g_unlink (path);
}

static gboolean
sync_path (const gchar *path, GError **error)
{
  gint fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    fail (error, "Cannot write", path);
  if (fd >= 0)
    close (fd);
  return ok;
}

gboolean
orb_store_sync_work (OrbStore *self, const gchar *work, GError **error)
{
  g_autofree gchar *path = orb_store_work_path (self, work);

  return sync_path (path, error);
}

gboolean
orb_store_write_work (OrbStore *self, const gchar *work, const gchar *data,
    gssize length, GError **error)
{
  g_autofree gchar *path = orb_store_work_path (self, work);

  return g_file_set_contents_full (path, data, length,
      G_FILE_SET_CONTENTS_NONE, 0666, error)
      && sync_path (path, error);
}

/*** publishing ***/

gboolean
orb_store_publish (OrbStore *self, const gchar *work, const gchar *name,
    GError **error)
{
  g_autofree gchar *from = orb_store_work_path (self, work);
  g_autofree gchar *to = orb_store_path (self, name);
  g_autofree gchar *folder = g_path_get_dirname (to);

  if (!make_folder (folder, error))
    return FALSE;
  if (g_rename (from, to) != 0) {
    int saved = errno;

    /* A process that was killed had come so far. */
    if (saved == ENOENT && g_file_test (to, G_FILE_TEST_EXISTS))
      return TRUE;
    errno = saved;
    return fail (error, "Cannot make", to);
  }
  return sync_path (folder, error);
}

gboolean
orb_store_write (OrbStore *self, const gchar *name, const gchar *data,
    gssize length, GError **error)
{
  g_autofree gchar *work = orb_store_new_work (self, "tmp");

  if (orb_store_write_work (self, work, data, length, error)
      && orb_store_publish (self, work, name, error))
    return TRUE;
  orb_store_drop_work (self, work);
  return FALSE;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* store.c - see store.h. */

#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define WORK "work"

struct _OrbStore
{
  gchar *folder;
  gchar *work;
  gint folder_fd;
  gint own_fd;
  gint work_fd;                 /* -1 when it is only read */
  gint lock;
  guint64 run;                  /* tells works of different runs apart */
  gint next;                    /* atomic */
};

static gboolean
fail (GError **error, const gchar *what, const gchar *path)
{
  int saved = errno;
  g_autofree gchar *display = g_filename_display_name (path);
  const gchar *next = "";

  if (saved == ENOSPC || saved == EDQUOT)
    next = ". Make room and give the same command again; what is done stays "
        "done.";
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "%s %s: %s%s", what, display, g_strerror (saved), next);
  return FALSE;
}

gboolean
orb_store_error_is_of_a_name (const GError *error)
{
  static const gint codes[] = {
    G_FILE_ERROR_NAMETOOLONG, G_FILE_ERROR_ISDIR, G_FILE_ERROR_NOTDIR,
    G_FILE_ERROR_ACCES, G_FILE_ERROR_PERM, G_FILE_ERROR_LOOP,
    G_FILE_ERROR_EXIST, G_FILE_ERROR_INVAL
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_FILE_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

/*** opening ***/

/* What another user prepared could make this program write and move files of
 * the one who runs it. */
static gboolean
check_own (gint fd, mode_t kind, const gchar *path, GError **error)
{
  g_autofree gchar *display = g_filename_display_name (path);
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail (error, "Cannot look at", path);
  if ((info.st_mode & S_IFMT) == kind && info.st_uid == geteuid ())
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_PERM, "%s %s. Remove it, or "
      "name another folder with --output.", display,
      (info.st_mode & S_IFMT) == kind ? "belongs to somebody else"
      : kind == S_IFDIR ? "is no folder" : "is no plain file");
  return FALSE;
}

static gint
open_folder (gint parent, const gchar *name, gboolean make,
    const gchar *path, GError **error)
{
  gint fd;

  if (make && mkdirat (parent, name, 0700) != 0 && errno != EEXIST) {
    fail (error, "Cannot make the folder", path);
    return -1;
  }
  fd = openat (parent, name, FOLDER_FLAGS | O_NOFOLLOW);
  if (fd < 0) {
    fail (error, "Cannot open the folder", path);
  } else if (!check_own (fd, S_IFDIR, path, error)) {
    close (fd);
    fd = -1;
  }
  return fd;
}

gint
orb_store_open_own (OrbStore *self, const gchar *name, gint flags,
    GError **error)
{
  g_autofree gchar *path = g_build_filename (self->folder, ORB_STORE_FOLDER,
      name, NULL);
  /* A pipe shall not be waited for. */
  gint fd = openat (self->own_fd, name, flags | O_NOFOLLOW | O_NONBLOCK
      | O_CLOEXEC, 0666);

  if (fd < 0) {
    fail (error, "Cannot open", path);
  } else if (!check_own (fd, S_IFREG, path, error)) {
    close (fd);
    fd = -1;
  }
  return fd;
}

/* The lock goes with the process, however it ends. */
static gboolean
take_lock (OrbStore *self, GError **error)
{
  self->lock = orb_store_open_own (self, "lock", O_RDWR | O_CREAT, error);
  if (self->lock < 0)
    return FALSE;
  if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN, "Another "
      "openai-realtime-batch works in %s. Wait for it, or name another "
      "folder with --output.", self->folder);
  return FALSE;
}

static OrbStore *
new_store (const gchar *folder)
{
  OrbStore *self = g_new0 (OrbStore, 1);

  self->folder = g_canonicalize_filename (folder, NULL);
  self->work = g_build_filename (self->folder, ORB_STORE_FOLDER, WORK, NULL);
  self->folder_fd = self->own_fd = self->work_fd = self->lock = -1;
  self->run = (guint64) g_random_int () << 32 | g_random_int ();
  return self;
}

static gboolean
open_all (OrbStore *self, GError **error)
{
  g_autofree gchar *own = g_build_filename (self->folder, ORB_STORE_FOLDER,
      NULL);

  if (g_mkdir_with_parents (self->folder, 0777) != 0)
    return fail (error, "Cannot make the folder", self->folder);
  self->folder_fd = open (self->folder, FOLDER_FLAGS);
  if (self->folder_fd < 0)
    return fail (error, "Cannot open the folder", self->folder);
  self->own_fd = open_folder (self->folder_fd, ORB_STORE_FOLDER, TRUE, own,
      error);
  if (self->own_fd < 0 || !take_lock (self, error))
    return FALSE;
  self->work_fd = open_folder (self->own_fd, WORK, TRUE, self->work, error);
  return self->work_fd >= 0;
}

OrbStore *
orb_store_open (const gchar *folder, GError **error)
{
  OrbStore *self = new_store (folder);

  if (!open_all (self, error))
    g_clear_pointer (&self, orb_store_close);
  return self;
}

OrbStore *
orb_store_open_to_read (const gchar *folder, GError **error)
{
  OrbStore *self = new_store (folder);
  g_autofree gchar *own = g_build_filename (self->folder, ORB_STORE_FOLDER,
      NULL);
  struct stat info;

  self->folder_fd = open (self->folder, FOLDER_FLAGS);
  if (self->folder_fd >= 0 && fstatat (self->folder_fd, ORB_STORE_FOLDER,
          &info, AT_SYMLINK_NOFOLLOW) == 0)
    self->own_fd = open_folder (self->folder_fd, ORB_STORE_FOLDER, FALSE, own,
        error);
  else if (errno != ENOENT)
    fail (error, "Cannot open the folder", self->folder);
  if (self->own_fd < 0)
    g_clear_pointer (&self, orb_store_close);
  return self;
}

static void
close_fd (gint fd)
{
  if (fd >= 0)
    close (fd);
}

void
orb_store_close (OrbStore *self)
{
  if (self == NULL)
    return;
  close_fd (self->folder_fd);
  close_fd (self->own_fd);
  close_fd (self->work_fd);
  close_fd (self->lock);
  g_free (self->folder);
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

guint
orb_store_get_name_max (OrbStore *self)
{
  glong length = fpathconf (self->folder_fd, _PC_NAME_MAX);

  return length > 0 ? MIN (length, 255) : 255;
}

/*** names ***/

gboolean
orb_store_is_name (const gchar *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  if (*name == '\0' || g_str_equal (parts[0], ORB_STORE_FOLDER))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".")
        || g_str_equal (parts[i], ".."))
      return FALSE;
  return TRUE;
}

/* The folder that a name lies in; no link leads out of the results. Not made:
 * the last one on the way that is there. */
static gint
open_parent (OrbStore *self, const gchar *name, gboolean make, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  gint fd = fcntl (self->folder_fd, F_DUPFD_CLOEXEC, 0), next;

  for (guint i = 0; fd >= 0 && parts[i] != NULL && parts[i + 1] != NULL; i++) {
    if (make && mkdirat (fd, parts[i], 0777) != 0 && errno != EEXIST)
      next = -1;
    else
      next = openat (fd, parts[i], FOLDER_FLAGS | O_NOFOLLOW);
    if (next < 0 && !make && errno == ENOENT)
      return fd;
    if (next < 0) {
      int saved = errno;

      close (fd);
      errno = saved;
    }
    fd = next;
  }
  if (fd < 0)
    fail (error, "Cannot make", name);
  return fd;
}

gboolean
orb_store_exists (OrbStore *self, const gchar *name)
{
  struct stat info;

  return fstatat (self->folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0
      || (errno != ENOENT && errno != ENAMETOOLONG && errno != ENOTDIR);
}

gboolean
orb_store_check_name (OrbStore *self, const gchar *name, GError **error)
{
  const gchar *slash = strrchr (name, '/');
  struct stat info;
  gint fd = open_parent (self, name, FALSE, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = faccessat (fd, ".", W_OK | X_OK, AT_EACCESS) == 0;
  if (ok && fstatat (fd, slash != NULL ? slash + 1 : name, &info,
          AT_SYMLINK_NOFOLLOW) != 0 && errno != ENOENT)
    ok = FALSE;
  if (!ok)
    fail (error, "Cannot make", name);
  close (fd);
  return ok;
}

/*** work ***/

gboolean
orb_store_is_work (const gchar *work)
{
  return orb_store_is_name (work) && strchr (work, '/') == NULL;
}

void
orb_store_clean (OrbStore *self, GHashTable *keep)
{
  gint fd = openat (self->work_fd, ".", FOLDER_FLAGS);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  while (dir != NULL && (entry = readdir (dir)) != NULL)
    if (!g_hash_table_contains (keep, entry->d_name))
      orb_store_drop_work (self, entry->d_name);
  if (dir != NULL)
    closedir (dir);
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
  unlinkat (self->work_fd, work, 0);
}

gint
orb_store_create_work (OrbStore *self, const gchar *work, GError **error)
{
  gint fd = openat (self->work_fd, work, O_RDWR | O_CREAT | O_EXCL
      | O_NOFOLLOW | O_CLOEXEC, 0666);
  g_autofree gchar *path = orb_store_work_path (self, work);

  if (fd < 0)
    fail (error, "Cannot make", path);
  return fd;
}

static gboolean
write_all (gint fd, const gchar *data, gsize length)
{
  while (length > 0) {
    gssize n = write (fd, data, length);

    if (n < 0 && errno != EINTR)
      return FALSE;
    if (n > 0) {
      data += n;
      length -= n;
    }
  }
  return fsync (fd) == 0;
}

gboolean
orb_store_sync_work (OrbStore *self, const gchar *work, GError **error)
{
  g_autofree gchar *path = orb_store_work_path (self, work);
  gint fd = openat (self->work_fd, work, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    fail (error, "Cannot write", path);
  close_fd (fd);
  return ok;
}

gboolean
orb_store_write_work (OrbStore *self, const gchar *work, const gchar *data,
    gssize length, GError **error)
{
  g_autofree gchar *path = orb_store_work_path (self, work);
  gint fd = orb_store_create_work (self, work, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = write_all (fd, data, length < 0 ? strlen (data) : (gsize) length)
      || fail (error, "Cannot write", path);
  close (fd);
  return ok;
}

/*** publishing ***/

/* Moved before by a process that was killed, or lost. */
static gboolean
is_published (OrbStore *self, gint parent, const gchar *base)
{
  struct stat info;

  return fstatat (parent, base, &info, AT_SYMLINK_NOFOLLOW) == 0
      && S_ISREG (info.st_mode);
}

gboolean
orb_store_publish (OrbStore *self, const gchar *work, const gchar *name,
    GError **error)
{
  const gchar *slash = strrchr (name, '/');
  const gchar *base = slash != NULL ? slash + 1 : name;
  gint parent = open_parent (self, name, TRUE, error);
  gboolean ok;

  if (parent < 0)
    return FALSE;
  ok = renameat (self->work_fd, work, parent, base) == 0;
  if (!ok && errno == ENOENT && is_published (self, parent, base))
    ok = TRUE;
  if (!ok)
    fail (error, "Cannot make", name);
  else if (!(ok = fsync (parent) == 0))
    fail (error, "Cannot write", name);
  close (parent);
  return ok;
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

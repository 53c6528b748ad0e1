/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* folder.c - see folder.h. */

#include "folder.h"

#include "linelog.h"

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

struct _AppFolder
{
  gchar *path;
  gchar *own;  /* name of the hidden folder */
  gchar *work; /* its path */
  gint folder_fd;
  gint own_fd;
  gint work_fd; /* -1 when it is only read */
  gint lock;
  guint64 run; /* tells works of different runs apart */
  gint next;   /* atomic */
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
app_folder_error_is_of_a_name (const GError *error)
{
  static const gint codes[] = { G_FILE_ERROR_NAMETOOLONG, G_FILE_ERROR_ISDIR,
    G_FILE_ERROR_NOTDIR, G_FILE_ERROR_ACCES, G_FILE_ERROR_PERM,
    G_FILE_ERROR_LOOP, G_FILE_ERROR_EXIST, G_FILE_ERROR_INVAL };

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
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_PERM,
      "%s %s. Remove it, or "
      "name another folder.",
      display,
      (info.st_mode & S_IFMT) == kind ? "belongs to somebody else"
          : kind == S_IFDIR           ? "is no folder"
                                      : "is no plain file");
  return FALSE;
}

static gint
open_folder (gint parent, const gchar *name, gboolean make, const gchar *path,
    GError **error)
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
app_folder_open_own (AppFolder *self, const gchar *name, gint flags,
    GError **error)
{
  g_autofree gchar *path = g_build_filename (self->path, self->own, name, NULL);
  /* A pipe shall not be waited for. */
  gint fd = openat (self->own_fd, name,
      flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);

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
take_lock (AppFolder *self, GError **error)
{
  self->lock = app_folder_open_own (self, "lock", O_RDWR | O_CREAT, error);
  if (self->lock < 0)
    return FALSE;
  if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
      "Another "
      "%s works in %s. Wait for it, or name another folder.",
      self->own + 1, self->path);
  return FALSE;
}

static AppFolder *
new_folder (const gchar *path, const gchar *own)
{
  AppFolder *self = g_new0 (AppFolder, 1);

  self->path = g_canonicalize_filename (path, NULL);
  self->own = g_strdup (own);
  self->work = g_build_filename (self->path, self->own, WORK, NULL);
  self->folder_fd = self->own_fd = self->work_fd = self->lock = -1;
  self->run = (guint64) g_random_int () << 32 | g_random_int ();
  return self;
}

static gboolean
open_all (AppFolder *self, GError **error)
{
  g_autofree gchar *own = g_build_filename (self->path, self->own, NULL);

  if (g_mkdir_with_parents (self->path, 0777) != 0)
    return fail (error, "Cannot make the folder", self->path);
  self->folder_fd = open (self->path, FOLDER_FLAGS);
  if (self->folder_fd < 0)
    return fail (error, "Cannot open the folder", self->path);
  self->own_fd = open_folder (self->folder_fd, self->own, TRUE, own, error);
  if (self->own_fd < 0 || !take_lock (self, error))
    return FALSE;
  self->work_fd = open_folder (self->own_fd, WORK, TRUE, self->work, error);
  return self->work_fd >= 0;
}

AppFolder *
app_folder_open (const gchar *path, const gchar *own, GError **error)
{
  AppFolder *self = new_folder (path, own);

  if (!open_all (self, error))
    g_clear_pointer (&self, app_folder_close);
  return self;
}

AppFolder *
app_folder_open_to_read (const gchar *path, const gchar *own, GError **error)
{
  AppFolder *self = new_folder (path, own);
  g_autofree gchar *own_path = g_build_filename (self->path, own, NULL);
  struct stat info;

  self->folder_fd = open (self->path, FOLDER_FLAGS);
  if (self->folder_fd >= 0
      && fstatat (self->folder_fd, own, &info, AT_SYMLINK_NOFOLLOW) == 0)
    self->own_fd = open_folder (self->folder_fd, own, FALSE, own_path, error);
  else if (errno != ENOENT)
    fail (error, "Cannot open the folder", self->path);
  if (self->own_fd < 0)
    g_clear_pointer (&self, app_folder_close);
  return self;
}

static void
close_fd (gint fd)
{
  if (fd >= 0)
    close (fd);
}

void
app_folder_close (AppFolder *self)
{
  if (self == NULL)
    return;
  close_fd (self->folder_fd);
  close_fd (self->own_fd);
  close_fd (self->work_fd);
  close_fd (self->lock);
  g_free (self->path);
  g_free (self->own);
  g_free (self->work);
  g_free (self);
}

const gchar *
app_folder_get_path (AppFolder *self)
{
  return self->path;
}

gchar *
app_folder_build_path (AppFolder *self, const gchar *name)
{
  return g_build_filename (self->path, name, NULL);
}

guint
app_folder_get_name_max (AppFolder *self)
{
  glong length = fpathconf (self->folder_fd, _PC_NAME_MAX);

  return length > 0 ? MIN (length, 255) : 255;
}

/*** names ***/

gboolean
app_folder_is_name (const gchar *name, const gchar *own)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  if (*name == '\0' || g_str_equal (parts[0], own))
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
open_parent (AppFolder *self, const gchar *name, gboolean make, GError **error)
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
app_folder_exists (AppFolder *self, const gchar *name)
{
  struct stat info;

  return fstatat (self->folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0
      || (errno != ENOENT && errno != ENAMETOOLONG && errno != ENOTDIR);
}

gboolean
app_folder_check_name (AppFolder *self, const gchar *name, GError **error)
{
  const gchar *slash = strrchr (name, '/');
  struct stat info;
  gint fd = open_parent (self, name, FALSE, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = faccessat (fd, ".", W_OK | X_OK, AT_EACCESS) == 0;
  if (ok
      && fstatat (fd, slash != NULL ? slash + 1 : name, &info,
             AT_SYMLINK_NOFOLLOW)
          != 0
      && errno != ENOENT)
    ok = FALSE;
  if (!ok)
    fail (error, "Cannot make", name);
  close (fd);
  return ok;
}

/*** work ***/

gboolean
app_folder_is_work (const gchar *work)
{
  return app_folder_is_name (work, "") && strchr (work, '/') == NULL;
}

void
app_folder_clean (AppFolder *self, GHashTable *keep)
{
  gint fd = openat (self->work_fd, ".", FOLDER_FLAGS);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  while (dir != NULL && (entry = readdir (dir)) != NULL)
    if (!g_hash_table_contains (keep, entry->d_name))
      app_folder_drop_work (self, entry->d_name);
  if (dir != NULL)
    closedir (dir);
}

gchar *
app_folder_new_work (AppFolder *self, const gchar *suffix)
{
  return g_strdup_printf ("%" G_GINT64_MODIFIER "x-%d.%s", self->run,
      g_atomic_int_add (&self->next, 1), suffix);
}

gchar *
app_folder_work_path (AppFolder *self, const gchar *work)
{
  return g_build_filename (self->work, work, NULL);
}

void
app_folder_drop_work (AppFolder *self, const gchar *work)
{
  unlinkat (self->work_fd, work, 0);
}

gint
app_folder_create_work (AppFolder *self, const gchar *work, GError **error)
{
  gint fd = openat (self->work_fd, work,
      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  g_autofree gchar *path = app_folder_work_path (self, work);

  if (fd < 0)
    fail (error, "Cannot make", path);
  return fd;
}

gboolean
app_folder_sync_work (AppFolder *self, const gchar *work, GError **error)
{
  g_autofree gchar *path = app_folder_work_path (self, work);
  gint fd = openat (self->work_fd, work, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    fail (error, "Cannot write", path);
  close_fd (fd);
  return ok;
}

gboolean
app_folder_write_work (AppFolder *self, const gchar *work, const gchar *data,
    gssize length, GError **error)
{
  g_autofree gchar *path = app_folder_work_path (self, work);
  gint fd = app_folder_create_work (self, work, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = app_write_all (fd, data, length < 0 ? strlen (data) : (gsize) length)
      || fail (error, "Cannot write", path);
  close (fd);
  return ok;
}

/*** publishing ***/

/* Moved before by a process that was killed, or lost. */
static gboolean
is_published (AppFolder *self, gint parent, const gchar *base)
{
  struct stat info;

  return fstatat (parent, base, &info, AT_SYMLINK_NOFOLLOW) == 0
      && S_ISREG (info.st_mode);
}

gboolean
app_folder_publish (AppFolder *self, const gchar *work, const gchar *name,
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
app_folder_write (AppFolder *self, const gchar *name, const gchar *data,
    gssize length, GError **error)
{
  g_autofree gchar *work = app_folder_new_work (self, "tmp");

  if (app_folder_write_work (self, work, data, length, error)
      && app_folder_publish (self, work, name, error))
    return TRUE;
  app_folder_drop_work (self, work);
  return FALSE;
}

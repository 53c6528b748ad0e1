/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.c - see journal.h. */

#include "records/journal.h"

#include "records/entry.h"

#include "common/linelog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOURNAL "journal.jsonl"
#define NEW_JOURNAL "journal.new"
#define ASIDE "journal-refused.jsonl"
#define INSTANCE "instance"

struct _OvsJournal
{
  gint folder;
  gchar *path;
  gchar *aside_path;
  gchar *instance;
  AppLineLog *log;
  gint fd; /* the log's */
  AppLineLog *aside;
};

typedef struct
{
  GQueue *lines;
  GQueue bad;
} Reading;

static gboolean
fail (OvsJournal *self, const gchar *what, GError **error)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "The journal %s cannot be %s: %s.", self->path, what, g_strerror (saved));
  return FALSE;
}

static gint
open_file (OvsJournal *self, const gchar *name, gint flags)
{
  gint fd = openat (self->folder, name,
      flags | O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  struct stat info;

  if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;
  if (fd >= 0) {
    close (fd);
    errno = EINVAL;
  }
  return -1;
}

/*** opening ***/

static gboolean
open_folder (OvsJournal *self, const gchar *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) == 0)
    self->folder = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder < 0)
    return fail (self, "opened", error);
  if (flock (self->folder, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return fail (self, "locked", error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
      "The folder %s is in use by another openai-voice-server. Give each of "
      "them its own.",
      folder);
  return FALSE;
}

static gboolean
read_instance (OvsJournal *self, GError **error)
{
  gint fd = open_file (self, INSTANCE, 0);
  gchar text[64];
  gssize n;
  gboolean ok;

  if (fd < 0)
    return fail (self, "opened", error);
  n = read (fd, text, sizeof (text) - 1);
  text[MAX (n, 0)] = '\0';
  g_strchomp (text);
  ok = n >= 0;
  if (ok && g_uuid_string_is_valid (text)) {
    self->instance = g_strdup (text);
  } else if (ok) {
    self->instance = g_uuid_string_random ();
    ok = ftruncate (fd, 0) == 0 && lseek (fd, 0, SEEK_SET) == 0
        && app_write_all (fd, self->instance, strlen (self->instance));
  }
  if (!ok)
    fail (self, "written", error);
  close (fd);
  return ok;
}

static gboolean
take_line (const gchar *line, gsize length, gpointer user_data)
{
  Reading *reading = user_data;
  OvsEntry entry;

  if (ovs_entry_read (&entry, line, length)) {
    ovs_entry_clear (&entry);
    g_queue_push_tail (reading->lines, g_strndup (line, length));
    return TRUE;
  }
  g_queue_push_tail (&reading->bad, g_utf8_make_valid (line, length));
  return FALSE;
}

static gboolean
ignore_line (const gchar *line, gsize length, gpointer user_data)
{
  return TRUE;
}

static AppLineLog *
open_log (OvsJournal *self, const gchar *name, AppLineFunc func,
    gpointer user_data, guint *unreadable, gint *fd, GError **error)
{
  AppLineLog *log;

  *fd = open_file (self, name, 0);
  if (*fd < 0) {
    fail (self, "opened", error);
    return NULL;
  }
  log = app_line_log_new (*fd, TRUE, func, user_data, unreadable, error);
  if (log == NULL)
    g_prefix_error (error, "The journal %s ", self->path);
  return log;
}

static gboolean
open_logs (OvsJournal *self, GQueue *lines, guint *unreadable, GError **error)
{
  Reading reading = { lines, G_QUEUE_INIT };
  gchar *line;
  guint ignored;
  gint fd;

  self->log = open_log (self, JOURNAL, take_line, &reading, unreadable,
      &self->fd, error);
  if (self->log != NULL)
    self->aside =
        open_log (self, ASIDE, ignore_line, NULL, &ignored, &fd, error);
  *unreadable = reading.bad.length;
  while ((line = g_queue_pop_head (&reading.bad)) != NULL) {
    if (self->aside != NULL)
      ovs_journal_set_aside (self, line, NULL);
    g_free (line);
  }
  return self->aside != NULL;
}

OvsJournal *
ovs_journal_open (const gchar *folder, GQueue *lines, guint *unreadable,
    GError **error)
{
  OvsJournal *self = g_new0 (OvsJournal, 1);

  self->folder = self->fd = -1;
  self->path = g_build_filename (folder, JOURNAL, NULL);
  self->aside_path = g_build_filename (folder, ASIDE, NULL);
  if (!open_folder (self, folder, error) || !read_instance (self, error)
      || !open_logs (self, lines, unreadable, error))
    g_clear_pointer (&self, ovs_journal_close);
  return self;
}

void
ovs_journal_close (OvsJournal *self)
{
  app_line_log_free (self->log);
  app_line_log_free (self->aside);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self->path);
  g_free (self->aside_path);
  g_free (self->instance);
  g_free (self);
}

const gchar *
ovs_journal_get_instance (OvsJournal *self)
{
  return self->instance;
}

const gchar *
ovs_journal_get_path (OvsJournal *self)
{
  return self->path;
}

const gchar *
ovs_journal_get_aside_path (OvsJournal *self)
{
  return self->aside_path;
}

guint64
ovs_journal_get_size (OvsJournal *self)
{
  struct stat info;

  return fstat (self->fd, &info) == 0 ? info.st_size : 0;
}

/*** writing ***/

gboolean
ovs_journal_append (OvsJournal *self, const gchar *text, GError **error)
{
  if (app_line_log_append (self->log, text, error))
    return TRUE;
  g_prefix_error (error, "The journal %s ", self->path);
  return FALSE;
}

/* The new file takes the place of the old one when it is whole. */
static gboolean
replace (OvsJournal *self, const gchar *text, GError **error)
{
  gint fd = open_file (self, NEW_JOURNAL, O_TRUNC);
  AppLineLog *log;
  guint ignored;

  if (fd < 0)
    return fail (self, "written", error);
  if (!app_write_all (fd, text, strlen (text)) || !app_write_all (fd, "\n", 1)
      || renameat (self->folder, NEW_JOURNAL, self->folder, JOURNAL) != 0) {
    fail (self, "written", error);
    close (fd);
    unlinkat (self->folder, NEW_JOURNAL, 0);
    return FALSE;
  }
  fsync (self->folder);
  log = app_line_log_new (fd, TRUE, ignore_line, NULL, &ignored, error);
  if (log == NULL)
    return FALSE;
  app_line_log_free (self->log);
  self->log = log;
  self->fd = fd;
  return TRUE;
}

gboolean
ovs_journal_rewrite (OvsJournal *self, const gchar *text, GError **error)
{
  if (text != NULL)
    return replace (self, text, error);
  return (ftruncate (self->fd, 0) == 0 && fsync (self->fd) == 0)
      || fail (self, "emptied", error);
}

gboolean
ovs_journal_set_aside (OvsJournal *self, const gchar *line, GError **error)
{
  return app_line_log_append (self->aside, line, error);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventlog.c - see eventlog.h. */

#include "config.h"

#include "eventlog.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <gio/gio.h>

struct _OrsLog
{
  GMutex lock;
  GCond added;

  /* Protected by lock. */
  int fd;        /* of the file, -1 = none */
  gboolean torn; /* the file's last line was not written whole */
  gboolean failing;
  GPtrArray *lines;   /* NULL if nothing is kept */
  GHashTable *counts; /* "from/type" and "from/" -> number */

  gboolean verbose;
  gint64 start;
};

OrsLog *
ors_log_new (const gchar *path, gboolean keep, gboolean verbose, GError **error)
{
  OrsLog *self;
  int fd = path == NULL
      ? -1
      : open (path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);

  if (path != NULL && fd < 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
        "Cannot write the log \"%s\": %s", path, g_strerror (errno));
    return NULL;
  }

  self = g_new0 (OrsLog, 1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->added);
  self->fd = fd;
  self->lines = keep ? g_ptr_array_new_with_free_func (g_free) : NULL;
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->verbose = verbose;
  self->start = g_get_monotonic_time ();
  return self;
}

void
ors_log_free (OrsLog *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_hash_table_unref (self->counts);
  g_cond_clear (&self->added);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
ors_log_wants_text (OrsLog *self)
{
  return self->fd >= 0 || self->lines != NULL;
}

static void
count_one (OrsLog *self, const gchar *from, const gchar *type)
{
  gchar *key = g_strconcat (from, "/", type, NULL);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));

  g_hash_table_replace (self->counts, key, GUINT_TO_POINTER (n + 1));
}

/* FALSE when not all of it could be written. */
static gboolean
write_all (OrsLog *self, const gchar *text, gsize length)
{
  while (length > 0) {
    gssize n = write (self->fd, text, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    self->torn = TRUE;
    text += n;
    length -= n;
  }
  self->torn = FALSE;
  return TRUE;
}

/* A full disk costs lines, and no other line suffers from it. */
static void
write_line (OrsLog *self, const gchar *line)
{
  g_autofree gchar *text =
      g_strconcat (self->torn ? "\n" : "", line, "\n", NULL);
  gboolean failed = !write_all (self, text, strlen (text));

  if (failed && !self->failing)
    g_warning ("Cannot write the log, events are missing in it: %s",
        g_strerror (errno));
  self->failing = failed;
}

static void
keep_record (OrsLog *self, gchar *line)
{
  if (self->fd >= 0)
    write_line (self, line);
  if (self->lines != NULL)
    g_ptr_array_add (self->lines, line);
  else
    g_free (line);
}

void
ors_log_add (OrsLog *self, guint session, const gchar *from, const gchar *type,
    const gchar *event, gsize size)
{
  gint64 ms = (g_get_monotonic_time () - self->start) / 1000;

  if (self->verbose)
    g_print ("%8.3f  session %u  %-10s  %s (%" G_GSIZE_FORMAT " bytes)\n",
        ms / 1000.0, session, from, type, size);

  g_mutex_lock (&self->lock);
  count_one (self, from, type);
  count_one (self, from, "");
  if (event != NULL && ors_log_wants_text (self))
    keep_record (self,
        g_strdup_printf ("{\"session\":%u,\"from\":\"%s\","
                         "\"time_ms\":%" G_GINT64_FORMAT ",\"event\":%s}",
            session, from, ms, event));
  g_cond_broadcast (&self->added);
  g_mutex_unlock (&self->lock);
}

gchar **
ors_log_dup_lines (OrsLog *self)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  gchar **lines;

  g_mutex_lock (&self->lock);
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->lines, i));
  g_mutex_unlock (&self->lock);

  lines = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return lines;
}

static guint
count_unlocked (OrsLog *self, const gchar *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));
}

guint
ors_log_count (OrsLog *self, const gchar *from, const gchar *type)
{
  g_autofree gchar *key =
      g_strconcat (from, "/", type != NULL ? type : "", NULL);
  guint n;

  g_mutex_lock (&self->lock);
  n = count_unlocked (self, key);
  g_mutex_unlock (&self->lock);
  return n;
}

gboolean
ors_log_wait (OrsLog *self, const gchar *from, const gchar *type, guint count,
    gint64 timeout_us)
{
  g_autofree gchar *key =
      g_strconcat (from, "/", type != NULL ? type : "", NULL);
  gint64 end = g_get_monotonic_time () + timeout_us;
  gboolean in_time = TRUE, reached;

  g_mutex_lock (&self->lock);
  while (in_time && count_unlocked (self, key) < count)
    in_time = g_cond_wait_until (&self->added, &self->lock, end);
  reached = count_unlocked (self, key) >= count;
  g_mutex_unlock (&self->lock);
  return reached;
}

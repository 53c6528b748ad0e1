/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linelog.c - see linelog.h. */

#include "linelog.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing that is written here is larger. */
#define MAX_LINE (64 * 1024 * 1024)
#define MAX_FILE (2 * G_GINT64_CONSTANT (1024) * 1024 * 1024)
#define PORTION 65536

struct _AppLineLog
{
  gint fd;
  gboolean torn; /* the last line has no end */
  goffset whole; /* length of the lines with an end, as read */

  AppLineFunc func;
  gpointer user_data;
  GString *line;     /* as far as it has come */
  gboolean too_long; /* it is not kept */
};

static gboolean
fail (const gchar *what, GError **error)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "cannot be %s: %s.", what, g_strerror (saved));
  return FALSE;
}

gboolean
app_write_all (gint fd, const gchar *data, gsize length)
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

/*** reading ***/

static void
take_piece (AppLineLog *self, const gchar *data, gsize length)
{
  if (self->line->len + length > MAX_LINE)
    self->too_long = TRUE;
  else if (!self->too_long)
    g_string_append_len (self->line, data, length);
}

static gboolean
end_line (AppLineLog *self)
{
  gboolean ok = !self->too_long
      && (self->line->len == 0
          || self->func (self->line->str, self->line->len, self->user_data));

  self->too_long = FALSE;
  g_string_truncate (self->line, 0);
  return ok;
}

/* Returns how much of the data is of lines that have an end. */
static gsize
take_data (AppLineLog *self, const gchar *data, gsize length, guint *unreadable)
{
  const gchar *at = data, *end = data + length, *feed;

  while ((feed = memchr (at, '\n', end - at)) != NULL) {
    take_piece (self, at, feed - at);
    if (!end_line (self))
      (*unreadable)++;
    at = feed + 1;
  }
  take_piece (self, at, end - at);
  return at - data;
}

static gboolean
read_all (AppLineLog *self, guint *unreadable)
{
  gchar data[PORTION];
  struct stat info;
  goffset place = 0;
  gssize n;

  if (fstat (self->fd, &info) != 0)
    return FALSE;
  if (info.st_size > MAX_FILE) {
    errno = EFBIG;
    return FALSE;
  }
  while ((n = read (self->fd, data, sizeof (data))) != 0) {
    gsize ended;

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    ended = take_data (self, data, n, unreadable);
    if (ended > 0)
      self->whole = place + ended;
    place += n;
  }
  return TRUE;
}

/* The end of the last line may have been lost with the process: then it is
 * cut off, or ended if that is all that it lacks. */
static gboolean
mend_end (AppLineLog *self)
{
  if (self->line->len == 0 && !self->too_long)
    return TRUE;
  if (end_line (self))
    return app_write_all (self->fd, "\n", 1);
  return ftruncate (self->fd, self->whole) == 0;
}

AppLineLog *
app_line_log_new (gint fd, gboolean writable, AppLineFunc func,
    gpointer user_data, guint *unreadable, GError **error)
{
  AppLineLog *self = g_new0 (AppLineLog, 1);
  gboolean ok;

  self->fd = fd;
  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  *unreadable = 0;
  ok = (read_all (self, unreadable) || fail ("read", error))
      && (!writable || mend_end (self) || fail ("written", error));
  g_string_free (g_steal_pointer (&self->line), TRUE);
  if (!ok)
    g_clear_pointer (&self, app_line_log_free);
  return self;
}

void
app_line_log_free (AppLineLog *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}

gboolean
app_line_log_was_empty (AppLineLog *self)
{
  return self->whole == 0;
}

/*** writing ***/

/* A line that did not come to its end must not take the next with it. */
static void
take_back (AppLineLog *self, goffset length)
{
  int saved = errno;

  self->torn = length < 0 || ftruncate (self->fd, length) != 0;
  errno = saved;
}

gboolean
app_line_log_append (AppLineLog *self, const gchar *line, GError **error)
{
  g_autofree gchar *text =
      g_strconcat (self->torn ? "\n" : "", line, "\n", NULL);
  goffset length = lseek (self->fd, 0, SEEK_END);

  if (!app_write_all (self->fd, text, strlen (text))) {
    take_back (self, length);
    return fail ("written", error);
  }
  self->torn = FALSE;
  return TRUE;
}

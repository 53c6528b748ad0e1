/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linewriter.c - see linewriter.h. The descriptor stays as it is: others write
 * to the same one, and would not expect that it refuses. */

#include "linewriter.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct _AppLineWriter
{
  gint fd;
  gsize max_bytes;
  AppLineLostFunc lost_func;

  GMutex lock; /* of all that follows; not held while something is written */
  GCond changed;
  GQueue lines; /* with their line feeds */
  gsize bytes;
  guint64 lost; /* behind those */
  gboolean writing;
};

/*** the thread ***/

/* Somebody else may have told the descriptor not to wait. */
static gboolean
wait_until_writable (gint fd)
{
  GPollFD poll_fd = { fd, G_IO_OUT, 0 };

  return g_poll (&poll_fd, 1, -1) > 0 || errno == EINTR;
}

/* What cannot be written for another cause has no reader. */
static void
write_line (gint fd, const gchar *line)
{
  gsize length = strlen (line);

  while (length > 0) {
    gssize n = write (fd, line, length);

    if (n > 0) {
      line += n;
      length -= n;
    } else if (n == 0 || (errno != EINTR && errno != EAGAIN)
        || (errno == EAGAIN && !wait_until_writable (fd))) {
      return;
    }
  }
}

static void
write_lines (AppLineWriter *self, GQueue *lines, guint64 lost)
{
  gchar *line;

  while ((line = g_queue_pop_head (lines)) != NULL) {
    write_line (self->fd, line);
    g_free (line);
  }
  if (lost > 0) {
    g_autofree gchar *note = self->lost_func (lost);
    g_autofree gchar *ended = g_strconcat (note, "\n", NULL);

    write_line (self->fd, ended);
  }
}

/* With the lock: lines, and what was lost behind them. */
static void
take (AppLineWriter *self, GQueue *lines, guint64 *lost)
{
  *lines = self->lines;
  *lost = self->lost;
  g_queue_init (&self->lines);
  self->bytes = 0;
  self->lost = 0;
}

static gpointer
run (gpointer data)
{
  AppLineWriter *self = data;

  g_mutex_lock (&self->lock);
  for (;;) {
    GQueue lines;
    guint64 lost;

    while (self->lines.length == 0)
      g_cond_wait (&self->changed, &self->lock);
    take (self, &lines, &lost);
    self->writing = TRUE;
    g_mutex_unlock (&self->lock);
    write_lines (self, &lines, lost);
    g_mutex_lock (&self->lock);
    self->writing = FALSE;
    g_cond_broadcast (&self->changed);
  }
  return NULL;
}

/*** the owner ***/

AppLineWriter *
app_line_writer_new (gint fd, gsize max_bytes, AppLineLostFunc lost)
{
  AppLineWriter *self = g_new0 (AppLineWriter, 1);

  self->fd = fd;
  self->max_bytes = max_bytes;
  self->lost_func = lost;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->lines);
  g_thread_unref (g_thread_new ("line-writer", run, self));
  return self;
}

void
app_line_writer_flush (AppLineWriter *self, guint ms)
{
  gint64 deadline = g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000);

  g_mutex_lock (&self->lock);
  while ((self->writing || self->lines.length > 0)
      && g_cond_wait_until (&self->changed, &self->lock, deadline))
    continue;
  g_mutex_unlock (&self->lock);
}

void
app_line_writer_write (AppLineWriter *self, const gchar *line)
{
  gsize length = strlen (line) + 1;

  g_mutex_lock (&self->lock);
  if (self->bytes + length > self->max_bytes) {
    self->lost++;
  } else {
    g_queue_push_tail (&self->lines, g_strconcat (line, "\n", NULL));
    self->bytes += length;
    g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->lock);
}

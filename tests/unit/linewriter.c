/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linewriter.c - lines to a reader who does not read, reads late, or is gone.
 */

#include "config.h"

#include "common/linewriter.h"
#include "../support/testcase.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 30000
#define N_LINES 20000
#define MAX_BYTES 65536

static gchar *
tell_lost (guint64 n)
{
  return g_strdup_printf ("lost %" G_GUINT64_FORMAT, n);
}

static void
open_pipe (gint *fds)
{
  g_assert_cmpint (pipe (fds), ==, 0);
}

static gpointer
read_all (gpointer fd)
{
  GString *text = g_string_new (NULL);
  gchar data[4096];
  gssize n;

  while ((n = read (GPOINTER_TO_INT (fd), data, sizeof data)) > 0)
    g_string_append_len (text, data, n);
  return g_string_free (text, FALSE);
}

/* Each line of N_LINES is there once and in order, or counted as lost. */
static guint64
check_lines (const gchar *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint64 next = 0, n, lost = 0;

  for (guint i = 0; lines[i + 1] != NULL; i++) {
    gboolean counts_lost = g_str_has_prefix (lines[i], "lost ");
    const gchar *number = lines[i] + strlen (counts_lost ? "lost " : "line ");

    g_assert_true (
        g_ascii_string_to_unsigned (number, 10, 0, N_LINES, &n, NULL));
    if (counts_lost) {
      lost += n;
      next += n;
    } else {
      g_assert_cmpuint (n, ==, next++);
    }
  }
  g_assert_cmpuint (next, ==, N_LINES);
  return lost;
}

static void
write_lines (AppLineWriter *writer)
{
  for (guint i = 0; i < N_LINES; i++) {
    g_autofree gchar *line = g_strdup_printf ("line %u", i);

    app_line_writer_write (writer, line);
  }
}

/* Nobody reads while they are written: that this ends is the test. */
static guint64
read_late (gsize max_bytes, gboolean nonblocking)
{
  g_autofree gchar *text = NULL;
  AppLineWriter *writer;
  GThread *reader;
  gint fds[2];

  open_pipe (fds);
  if (nonblocking)
    g_assert_cmpint (fcntl (fds[1], F_SETFL, O_NONBLOCK), ==, 0);
  writer = app_line_writer_new (fds[1], max_bytes, tell_lost);
  write_lines (writer);
  reader = g_thread_new ("reader", read_all, GINT_TO_POINTER (fds[0]));
  app_line_writer_flush (writer, PATIENCE_MS);
  g_close (fds[1], NULL);
  text = g_thread_join (reader);
  g_close (fds[0], NULL);
  return check_lines (text);
}

TEST (what_has_room_comes_late_and_whole)
{
  g_assert_cmpuint (read_late (16 * MAX_BYTES, FALSE), ==, 0);
  g_assert_cmpuint (read_late (16 * MAX_BYTES, TRUE), ==, 0);
}

TEST (what_has_no_room_is_counted)
{
  g_assert_cmpuint (read_late (MAX_BYTES, FALSE), >, 0);
  g_assert_cmpuint (read_late (MAX_BYTES, TRUE), >, 0);
}

TEST (nobody_waits_for_who_never_reads)
{
  AppLineWriter *writer;
  gint fds[2];

  open_pipe (fds);
  writer = app_line_writer_new (fds[1], MAX_BYTES, tell_lost);
  write_lines (writer);
  app_line_writer_flush (writer, 10);
  g_close (fds[0], NULL);
  /* The writer's thread may still be at it: its end stays open. */
}

TEST (who_is_gone_is_no_matter)
{
  AppLineWriter *writer;
  gint fds[2];

  open_pipe (fds);
  g_close (fds[0], NULL);
  writer = app_line_writer_new (fds[1], MAX_BYTES, tell_lost);
  write_lines (writer);
  app_line_writer_flush (writer, PATIENCE_MS);
  g_close (fds[1], NULL);
}

TEST_MAIN (signal (SIGPIPE, SIG_IGN))

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* regularfile.c - opens, checks and reads at once; wipes what it read. */

#include "session/regularfile.h"
#include "transport/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
set_error (GError **error, const gchar *path, gint number)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
      "%s cannot be read: %s.", path, g_strerror (number));
}

static gint
open_regular (const gchar *path, GError **error)
{
  gint fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat info;

  if (fd < 0) {
    set_error (error, path, errno);
    return -1;
  }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
      "%s is not a regular file.", path);
  close (fd);
  return -1;
}

/* Up to one byte more than there is room for: @size tells. */
static gboolean
read_all (gint fd, gchar *text, gsize limit, gsize *size)
{
  gssize n;

  *size = 0;
  do {
    n = read (fd, text + *size, limit + 1 - *size);
    if (n > 0)
      *size += n;
  } while ((n > 0 && *size <= limit) || (n < 0 && errno == EINTR));
  return n >= 0;
}

/* TRUE: all of it was read, and it is a text. */
static gboolean
read_text (gint fd, const gchar *path, gchar *text, gsize limit, GError **error)
{
  gsize size;

  if (!read_all (fd, text, limit, &size))
    set_error (error, path, errno);
  else if (size > limit)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
        "%s has more than %" G_GSIZE_FORMAT " bytes.", path, limit);
  else if (strlen (text) < size)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
        "%s is not a text: there is a zero byte in it.", path);
  else
    return TRUE;
  return FALSE;
}

gchar *
oa_regular_file_read (const gchar *path, gsize limit, GError **error)
{
  gint fd = open_regular (path, error);
  gchar *text;
  gboolean ok;

  if (fd < 0)
    return NULL;
  text = g_malloc0 (limit + 2);
  ok = read_text (fd, path, text, limit, error);
  close (fd);
  if (ok)
    return text;
  /* It may hold a part of a key: wiped. */
  oa_secret_free (text);
  return NULL;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* testserver.c - see testserver.h. */

#include "testserver.h"

#include <glib/gstdio.h>

static gchar *
write_script (const gchar *script)
{
  GError *error = NULL;
  gchar *path;
  gint fd = g_file_open_tmp ("script-XXXXXX.json", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, script, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* The file is gone by the end: a server reads its script when it is made. */
OrsServer *
test_server_new (const OrsOptions *options, const gchar *script)
{
  OrsOptions all = { NULL };
  gchar *path = script != NULL ? write_script (script) : NULL;
  GError *error = NULL;
  OrsServer *server;

  if (options != NULL)
    all = *options;
  if (path != NULL)
    all.script = path;
  server = ors_server_new (&all, &error);
  g_assert_no_error (error);
  if (path != NULL)
    g_unlink (path);
  g_free (path);
  g_assert_true (ors_server_start (server, &error));
  g_assert_no_error (error);
  return server;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* main.c - openai-voice-server: the command line. */

#include "log.h"
#include "server.h"
#include "settings.h"

#include "records/callscommand.h"

#include <gst/gst.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <sys/resource.h>

#define EXIT_CANNOT_BEGIN 1
#define EXIT_USAGE 2

#define MEMORY_POOLS 2

/* What a thread frees goes back to a pool of its own, and what others need is
 * taken anew: with two pools for all threads a call takes a tenth less. */
static void
share_memory (void)
{
#ifdef M_ARENA_MAX
  mallopt (M_ARENA_MAX, MEMORY_POOLS);
#endif
}

/* A call takes some file descriptors; the usual 1024 are for programs that
 * know no better. */
static void
raise_limits (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static const gchar *
find_field (const GLogField *fields, gsize n, const gchar *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (fields[i].key, name) && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

/* What libraries warn of. A phone is the source and the sink of its pipeline,
 * which GStreamer remarks on whenever the state changes. */
static GLogWriterOutput
on_library_note (GLogLevelFlags level, const GLogField *fields, gsize n,
    gpointer user_data)
{
  const gchar *message = find_field (fields, n, "MESSAGE");
  const gchar *domain = find_field (fields, n, "GLIB_DOMAIN");

  if (!(level & G_LOG_LEVEL_WARNING) || message == NULL)
    return g_log_writer_default (level, fields, n, user_data);
  if (!g_str_has_prefix (message, "loop detected in the graph of bin"))
    ovs_log (OVS_LOG_WARNING, NULL, "library", "%s: %s",
        domain != NULL ? domain : "GLib", message);
  return G_LOG_WRITER_HANDLED;
}

static gint
complain (const GError *error, gint status)
{
  g_printerr ("openai-voice-server: %s\n", error->message);
  return status;
}

static gint
serve (const OvsSettings *settings)
{
  g_autoptr (GError) error = NULL;
  OvsServer *server;

  /* Whoever reads the log may be gone. */
  signal (SIGPIPE, SIG_IGN);
  ovs_log_init (settings->log == OVS_LOG_JSON, settings->log_private);
  g_log_set_writer_func (on_library_note, NULL, NULL);
  raise_limits ();
  server = ovs_server_new (settings, &error);
  if (server != NULL && settings->check)
    ovs_server_check (server);
  else if (server != NULL)
    ovs_server_run (server);
  g_clear_pointer (&server, ovs_server_free);
  ovs_log_flush ();
  return error != NULL ? complain (error, EXIT_CANNOT_BEGIN) : 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  OvsSettings *settings;
  gint status;

  setlocale (LC_ALL, "");
  /* Numbers go into JSON and metrics. */
  setlocale (LC_NUMERIC, "C");
  if (argc > 1 && g_str_equal (argv[1], "calls"))
    return ovs_calls_main (argc - 1, argv + 1);
  share_memory ();
  gst_init (NULL, NULL);
  settings = ovs_settings_read (argc, argv, &error);
  if (settings == NULL)
    return error != NULL ? complain (error, EXIT_USAGE) : 0;
  status = serve (settings);
  ovs_settings_free (settings);
  return status;
}

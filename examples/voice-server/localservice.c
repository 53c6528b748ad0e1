/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* localservice.c - see localservice.h. */

#include "localservice.h"

#include "log.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PROGRAM "openai-realtime-server"
#define KEY_VARIABLE "OPENAI_REALTIME_SERVER_API_KEY"
#define LISTENING "Listening on "
#define PATIENCE_MS 30000
/* What it may say before that it listens. */
#define MAX_LINES 20

struct _OvsLocalService
{
  GSubprocess *process;
  GCancellable *cancellable;
  GDataInputStream *output;
  gchar *uri;
  gchar *key;
  guint lines;
  gboolean over; /* it has said what it will say */
};

/* Beside this program, beside it in a build, or where programs are. */
static gchar *
find_program (void)
{
  g_autofree gchar *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree gchar *folder = self != NULL ? g_path_get_dirname (self) : NULL;

  if (folder != NULL) {
    g_autofree gchar *beside = g_build_filename (folder, PROGRAM, NULL);
    g_autofree gchar *built =
        g_build_filename (folder, "..", "local-server", PROGRAM, NULL);

    if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&beside);
    if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&built);
  }
  return g_find_program_in_path (PROGRAM);
}

/* Ctrl-C is for this program, which lets calls finish; its end is the
 * child's. */
static void
set_up_child (gpointer user_data)
{
  setpgid (0, 0);
  signal (SIGPIPE, SIG_DFL);
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
start (OvsLocalService *self, const gchar *script, GError **error)
{
  g_autofree gchar *program = find_program ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  const gchar *arguments[] = { program, "--script", script, NULL };

  if (program == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
        "There is no key, and no " PROGRAM " to be used in its place. Set "
        "OPENAI_API_KEY, or install that program.");
    return FALSE;
  }
  if (script == NULL)
    arguments[1] = NULL;
  g_subprocess_launcher_set_child_setup (launcher, set_up_child, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, KEY_VARIABLE, self->key, TRUE);
  self->process = g_subprocess_launcher_spawnv (launcher, arguments, error);
  return self->process != NULL;
}

static void
on_line (GObject *output, GAsyncResult *result, gpointer user_data)
{
  OvsLocalService *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *line =
      g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (output),
          result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (line != NULL && g_str_has_prefix (line, LISTENING))
    self->uri = g_strdup (line + strlen (LISTENING));
  else if (line != NULL && ++self->lines < MAX_LINES) {
    g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT,
        self->cancellable, on_line, self);
    return;
  }
  self->over = TRUE;
}

static gboolean
on_late (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
wait_for_it (OvsLocalService *self, GError **error)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add (PATIENCE_MS, on_late, &late);

  self->output = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT,
      self->cancellable, on_line, self);
  while (!self->over && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  if (self->uri != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
      "There is no key, and the " PROGRAM " to be used in its place did not "
      "start. Its own words are above; --local-script must be a script of "
      "its.");
  return FALSE;
}

static void
on_child_exit (GObject *process, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (process), result, &error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ovs_log (OVS_LOG_ERROR, NULL, "local-service-ended",
        "The local server has ended; calls have no service. Start this "
        "program again.");
}

OvsLocalService *
ovs_local_service_new (const gchar *script, GError **error)
{
  OvsLocalService *self = g_new0 (OvsLocalService, 1);

  self->key = g_uuid_string_random ();
  self->cancellable = g_cancellable_new ();
  if (!start (self, script, error) || !wait_for_it (self, error)) {
    ovs_local_service_free (self);
    return NULL;
  }
  g_subprocess_wait_async (self->process, self->cancellable, on_child_exit,
      NULL);
  ovs_log (OVS_LOG_INFO, NULL, "local-service",
      "Without OPENAI_API_KEY, the local server answers from a script: %s",
      self->uri);
  return self;
}

void
ovs_local_service_free (OvsLocalService *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_object_unref (self->cancellable);
  g_free (self->uri);
  g_free (self->key);
  g_free (self);
}

const gchar *
ovs_local_service_get_uri (OvsLocalService *self)
{
  return self->uri;
}

const gchar *
ovs_local_service_get_key (OvsLocalService *self)
{
  return self->key;
}

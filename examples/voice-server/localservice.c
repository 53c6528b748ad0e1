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
/* Between two starts: twice as long each time, until one holds for a while. */
#define FIRST_WAIT_MS 250
#define MAX_WAIT_MS 10000
#define STEADY_US (30 * G_USEC_PER_SEC)

struct _OvsLocalService
{
  GSubprocess *process;
  GCancellable *cancellable;
  GDataInputStream *output;
  gchar *script; /* NULL: its own */
  gchar *uri;
  gchar *key;
  gint port; /* 0: any free one */
  guint lines;
  gboolean over;  /* it has said what it will say */
  gint64 started; /* monotonic */
  guint wait_ms;  /* before the next start */
  guint timer;    /* of that */
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

/* The same port again: calls come back to it. */
static gboolean
start (OvsLocalService *self, GError **error)
{
  g_autofree gchar *program = find_program ();
  g_autofree gchar *port = g_strdup_printf ("%d", self->port);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  const gchar *arguments[] = { program, "--port", port, "--script",
    self->script, NULL };

  if (program == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
        "There is no key, and no " PROGRAM " to be used in its place. Set "
        "OPENAI_API_KEY, or install that program.");
    return FALSE;
  }
  if (self->script == NULL)
    arguments[3] = NULL;
  g_subprocess_launcher_set_child_setup (launcher, set_up_child, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, KEY_VARIABLE, self->key, TRUE);
  self->process = g_subprocess_launcher_spawnv (launcher, arguments, error);
  self->started = g_get_monotonic_time ();
  return self->process != NULL;
}

/*** what it says ***/

static void
take_address (OvsLocalService *self, const gchar *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  if (self->uri != NULL) {
    ovs_log (OVS_LOG_INFO, NULL, "local-service",
        "The local server answers again: %s", self->uri);
    return;
  }
  self->uri = g_strdup (uri);
  self->port = parsed != NULL ? g_uri_get_port (parsed) : 0;
}

static void read_line (OvsLocalService *self);

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
  if (line != NULL && g_str_has_prefix (line, LISTENING)) {
    take_address (self, line + strlen (LISTENING));
  } else if (line != NULL && ++self->lines < MAX_LINES) {
    read_line (self);
    return;
  }
  self->over = TRUE;
}

static void
read_line (OvsLocalService *self)
{
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT,
      self->cancellable, on_line, self);
}

static void
listen_to_it (OvsLocalService *self)
{
  self->lines = 0;
  self->over = FALSE;
  g_clear_object (&self->output);
  self->output = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (self->process));
  read_line (self);
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

  listen_to_it (self);
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

/*** its end ***/

static gboolean on_restart (gpointer user_data);

static void
start_later (OvsLocalService *self, const gchar *cause)
{
  if (g_get_monotonic_time () - self->started > STEADY_US)
    self->wait_ms = FIRST_WAIT_MS;
  ovs_log (OVS_LOG_ERROR, NULL, "local-service-ended",
      "The local server %s; calls have no service until it answers again. It "
      "is started in %.2f s.",
      cause, self->wait_ms / 1000.0);
  self->timer = g_timeout_add (self->wait_ms, on_restart, self);
  self->wait_ms = MIN (2 * self->wait_ms, MAX_WAIT_MS);
}

static gchar *
describe_end (GSubprocess *process)
{
  return g_subprocess_get_if_signaled (process)
      ? g_strdup_printf ("was ended by signal %d",
          g_subprocess_get_term_sig (process))
      : g_strdup_printf ("has ended with status %d",
          g_subprocess_get_exit_status (process));
}

static void
on_child_exit (GObject *process, GAsyncResult *result, gpointer user_data)
{
  OvsLocalService *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *cause = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (process), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  cause = describe_end (self->process);
  g_clear_object (&self->process);
  start_later (self, cause);
}

static void
watch (OvsLocalService *self)
{
  g_subprocess_wait_async (self->process, self->cancellable, on_child_exit,
      self);
}

static gboolean
on_restart (gpointer user_data)
{
  OvsLocalService *self = user_data;
  g_autoptr (GError) error = NULL;

  self->timer = 0;
  if (start (self, &error)) {
    listen_to_it (self);
    watch (self);
  } else {
    g_autofree gchar *cause =
        g_strdup_printf ("cannot be started: %s", error->message);

    start_later (self, cause);
  }
  return G_SOURCE_REMOVE;
}

OvsLocalService *
ovs_local_service_new (const gchar *script, GError **error)
{
  OvsLocalService *self = g_new0 (OvsLocalService, 1);

  self->key = g_uuid_string_random ();
  self->script = g_strdup (script);
  self->wait_ms = FIRST_WAIT_MS;
  self->cancellable = g_cancellable_new ();
  if (!start (self, error) || !wait_for_it (self, error)) {
    ovs_local_service_free (self);
    return NULL;
  }
  watch (self);
  ovs_log (OVS_LOG_INFO, NULL, "local-service",
      "Without OPENAI_API_KEY, the local server answers from a script: %s",
      self->uri);
  return self;
}

void
ovs_local_service_free (OvsLocalService *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->timer != 0)
    g_source_remove (self->timer);
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_object_unref (self->cancellable);
  g_free (self->script);
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

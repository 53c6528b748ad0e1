/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.c - a process, its three pipes, its end. */

#include "command.h"

#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (16 * 1024)
#define MAX_ERRORS 4096
#define MAX_SHOWN 300

typedef struct _Job Job;

typedef struct
{
  Job *job;
  GInputStream *stream;
  GByteArray *bytes;
  gsize max;
  gboolean drops; /* what is beyond max, instead of ending the job */
} Pipe;

struct _Job
{
  OvsWork work;
  GSubprocess *process;
  pid_t group;
  gchar *input;
  Pipe out, err;
  guint open; /* pipes and process that have not ended */
};

/*** life ***/

static void
job_free (OvsWork *work)
{
  Job *job = (Job *) work;

  g_clear_object (&job->process);
  g_free (job->input);
  g_byte_array_unref (job->out.bytes);
  g_byte_array_unref (job->err.bytes);
  g_free (job);
}

/* A group lives as long as a process of it: its number is not another's. */
static void
kill_group (OvsWork *work)
{
  Job *job = (Job *) work;

  if (job->group > 1)
    kill (-job->group, SIGKILL);
  job->group = 0;
}

/*** its end ***/

/* What it said last is the most likely cause. */
static gchar *
get_last_words (Job *job)
{
  g_autofree gchar *text = ovs_work_to_text (job->err.bytes);
  const gchar *line = strrchr (text, '\n');

  return oa_text_make_printable (line != NULL ? line + 1 : text, MAX_SHOWN);
}

static void
finish_with_output (Job *job)
{
  g_autofree gchar *text = ovs_work_to_text (job->out.bytes);

  ovs_work_finish (&job->work, text);
}

static void
end_one (Job *job)
{
  g_autofree gchar *words = NULL;

  if (--job->open > 0 || job->work.done == NULL)
    return;
  job->group = 0; /* it may be another's by now */
  if (g_subprocess_get_successful (job->process)) {
    finish_with_output (job);
    return;
  }
  words = get_last_words (job);
  if (g_subprocess_get_if_exited (job->process))
    ovs_work_fail (&job->work, G_IO_ERROR_FAILED,
        "The command failed with status %d%s%s.",
        g_subprocess_get_exit_status (job->process), *words ? ": " : "", words);
  else
    ovs_work_fail (&job->work, G_IO_ERROR_FAILED,
        "The command was ended by a signal.");
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;

  if (g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL))
    end_one (job);
  ovs_work_unref (job);
}

/*** pipes ***/

static void read_pipe (Pipe *pipe);

static gboolean
take_bytes (Pipe *pipe, GBytes *bytes)
{
  gsize size, room = pipe->max - pipe->bytes->len;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_byte_array_append (pipe->bytes, data, MIN (size, room));
  if (size <= room || pipe->drops)
    return TRUE;
  ovs_work_fail (&pipe->job->work, G_IO_ERROR_NO_SPACE,
      "The command wrote more than %" G_GSIZE_FORMAT " bytes and was ended.",
      pipe->max);
  return FALSE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Pipe *pipe = data;
  Job *job = pipe->job;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    end_one (job);
  else if (take_bytes (pipe, bytes))
    read_pipe (pipe);
  ovs_work_unref (job);
}

static void
read_pipe (Pipe *pipe)
{
  ovs_work_ref (pipe->job);
  g_input_stream_read_bytes_async (pipe->stream, CHUNK, G_PRIORITY_DEFAULT,
      pipe->job->work.stop, on_read, pipe);
}

static void
open_pipe (Job *job, Pipe *pipe, GInputStream *stream, gsize max,
    gboolean drops)
{
  pipe->job = job;
  pipe->stream = stream; /* the process's */
  pipe->max = max;
  pipe->drops = drops;
  read_pipe (pipe);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, NULL);
  ovs_work_unref (data);
}

/* A command need not read. */
static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  GOutputStream *stream = G_OUTPUT_STREAM (source);

  g_output_stream_write_all_finish (stream, result, NULL, NULL);
  g_output_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, on_closed,
      data);
}

static void
write_input (Job *job)
{
  g_output_stream_write_all_async (g_subprocess_get_stdin_pipe (job->process),
      job->input, strlen (job->input), G_PRIORITY_DEFAULT, job->work.stop,
      on_written, ovs_work_ref (job));
}

/*** its begin ***/

/* A server's own keys are not for its commands. */
static gchar **
make_environment (JsonObject *command)
{
  static const gchar *const always[] = { "PATH", "HOME", "LANG", "LC_ALL", "TZ",
    "TMPDIR" };
  JsonArray *names = oa_json_get_array (command, "environment");
  gchar **environment = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    if (g_getenv (always[i]) != NULL)
      environment =
          g_environ_setenv (environment, always[i], g_getenv (always[i]), TRUE);
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++) {
    const gchar *name = oa_json_array_get_string (names, i);

    if (g_getenv (name) != NULL)
      environment = g_environ_setenv (environment, name, g_getenv (name), TRUE);
  }
  return environment != NULL ? environment : g_new0 (gchar *, 1);
}

static gchar **
make_argv (JsonObject *command, const gchar *folder)
{
  JsonArray *array = oa_json_get_array (command, "argv");
  guint length = json_array_get_length (array);
  gchar **argv = g_new0 (gchar *, length + 1);
  const gchar *program = oa_json_array_get_string (array, 0);

  argv[0] = strchr (program, '/') != NULL && !g_path_is_absolute (program)
      ? g_build_filename (folder, program, NULL)
      : g_strdup (program);
  for (guint i = 1; i < length; i++)
    argv[i] = g_strdup (oa_json_array_get_string (array, i));
  return argv;
}

/* In the child, before it becomes the command. It tells its number itself: a
 * command that has ended already has none for GSubprocess, but what it left
 * behind is still in its group. */
static void
set_up_child (gpointer data)
{
  pid_t pid = getpid ();

  setpgid (0, 0);
  signal (SIGPIPE, SIG_DFL);
  if (write (GPOINTER_TO_INT (data), &pid, sizeof (pid)) != sizeof (pid))
    _exit (127);
}

/* @number: where the child writes its own. */
static GSubprocess *
launch (JsonObject *command, const gchar *folder, gint number)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
      | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_auto (GStrv) environment = make_environment (command);
  g_auto (GStrv) argv = make_argv (command, folder);

  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_set_cwd (launcher, folder);
  g_subprocess_launcher_set_child_setup (launcher, set_up_child,
      GINT_TO_POINTER (number), NULL);
  return g_subprocess_launcher_spawnv (launcher, (const gchar *const *) argv,
      NULL);
}

/* When it has been launched, the child has written. */
static GSubprocess *
spawn (JsonObject *command, const gchar *folder, pid_t *group)
{
  GSubprocess *process;
  gint numbers[2];

  if (!g_unix_open_pipe (numbers, FD_CLOEXEC, NULL))
    return NULL;
  process = launch (command, folder, numbers[1]);
  close (numbers[1]);
  if (process != NULL
      && read (numbers[0], group, sizeof (*group)) != sizeof (*group))
    *group = 0;
  close (numbers[0]);
  return process;
}

/* A pipe whose reader has gone must not end the server. */
static void
ignore_broken_pipes (void)
{
  struct sigaction action;

  if (sigaction (SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
    signal (SIGPIPE, SIG_IGN);
}

static Job *
job_new (const gchar *input, GCancellable *cancellable, OvsWorkDone done,
    gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  ovs_work_init (&job->work, cancellable, done, user_data);
  job->work.abort = kill_group;
  job->work.free = job_free;
  job->input = g_strdup (input);
  job->out.bytes = g_byte_array_new ();
  job->err.bytes = g_byte_array_new ();
  return job;
}

void
ovs_command_run (JsonObject *command, const gchar *folder, const gchar *input,
    GCancellable *cancellable, OvsWorkDone done, gpointer user_data)
{
  Job *job = job_new (input, cancellable, done, user_data);

  ignore_broken_pipes ();
  job->process = spawn (command, folder, &job->group);
  if (job->process == NULL) {
    ovs_work_refuse (&job->work, g_strdup ("The command cannot be run."));
    return;
  }
  job->open = 3;
  open_pipe (job, &job->out, g_subprocess_get_stdout_pipe (job->process),
      oa_json_get_int (command, "max_output", CHUNK), FALSE);
  open_pipe (job, &job->err, g_subprocess_get_stderr_pipe (job->process),
      MAX_ERRORS, TRUE);
  write_input (job);
  g_subprocess_wait_async (job->process, job->work.stop, on_exited,
      ovs_work_ref (job));
  ovs_work_start (&job->work, oa_json_get_int (command, "timeout", 10000),
      "The command took too long and was ended.");
}

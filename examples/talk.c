/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* talk.c - a conversation in a terminal.
 *
 * Shows what an application does with the element: a pipeline from a line of
 * text, its bus messages, its action signals, and an orderly end. The keys are
 * read from standard input, a terminal or not. */

#include <gio/gio.h>
#include <glib-unix.h>
#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/mainloop.h"
#include "common/options.h"
#include "terminal.h"

typedef struct
{
  /* Options. */
  gchar *source;
  gchar *sink;
  gchar *properties;
  gboolean push_to_talk;
  gboolean local;

  GSubprocess *server; /* with --local */
  gchar *uri;          /* its address */

  AppMainLoop main;
  GstElement *pipeline;
  GstElement *element;
  gint status;
  gboolean talking; /* with push-to-talk */
} Talk;

/*** the conversation ***/

static gboolean
ask (Talk *self, const gchar *action)
{
  gboolean taken = FALSE;

  g_signal_emit_by_name (self->element, action, &taken);
  return taken;
}

/* Between the two keys the user speaks. */
static void
toggle_talking (Talk *self)
{
  if (!self->push_to_talk
      || !ask (self, self->talking ? "talk-stop" : "talk-start"))
    return;
  self->talking = !self->talking;
  terminal_set_listening (self->talking);
  if (self->talking)
    terminal_print ("", "(speak, then press space again)");
}

/* The source ends, the last answer is said, then EOS comes. */
static void
end (gpointer data)
{
  Talk *self = data;

  terminal_print ("", "(ending; once more to end at once)");
  gst_element_send_event (self->pipeline, gst_event_new_eos ());
}

static gboolean
on_key (gint fd, GIOCondition condition, gpointer data)
{
  Talk *self = data;
  gchar key;

  if (read (fd, &key, 1) != 1)
    return G_SOURCE_REMOVE;
  switch (key) {
    case 'q':
      app_main_loop_end (&self->main);
      break;
    case 'i':
      ask (self, "interrupt");
      break;
    case ' ':
      toggle_talking (self);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/*** messages ***/

static void
show_transcript (const gchar *role, const gchar *text, gboolean final)
{
  gboolean user = g_strcmp0 (role, "user") == 0;

  if (final && !user)
    terminal_clear_words ();
  if (final)
    terminal_print (user ? "You" : "Model", text);
  else if (!user)
    terminal_add_words (text);
}

static void
show_response (GstMessage *message, const gchar *status)
{
  const GstStructure *s = gst_message_get_structure (message);
  g_autofree gchar *text = NULL;
  g_autofree gchar *failure = gst_openai_realtime_message_dup_failure (message);
  guint64 latency = 0;

  terminal_clear_words ();
  if (failure != NULL)
    text = g_strdup_printf ("(%s)", failure);
  else if (gst_structure_get_uint64 (s, "first-sound-latency", &latency)
      || gst_structure_get_uint64 (s, "first-frame-latency", &latency))
    text = g_strdup_printf ("(%s, first sound after %" G_GUINT64_FORMAT " ms)",
        status, latency / GST_MSECOND);
  else
    text = g_strdup_printf ("(%s)", status);
  terminal_print ("", text);
}

static void
show_interruption (guint64 heard_ms)
{
  g_autofree gchar *text =
      g_strdup_printf ("(interrupted after %.1f s)", heard_ms / 1000.0);

  terminal_print ("", text);
}

static void
show_level (GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);
  GValueArray *channels = g_value_get_boxed (
      gst_structure_get_value (s, "rms"));

  if (channels != NULL && channels->n_values > 0)
    terminal_set_level (
        g_str_equal (GST_OBJECT_NAME (GST_MESSAGE_SRC (message)), "user")
            ? METER_USER
            : METER_MODEL,
        g_value_get_double (channels->values));
}

static void
show_element_message (Talk *self, GstMessage *message)
{
  const gchar *role, *status, *text;
  guint64 heard_ms;
  gboolean final;

  if (gst_message_has_name (message, "level"))
    show_level (message);
  else if (gst_message_has_name (message, "openairealtime/connected"))
    terminal_print ("",
        self->push_to_talk ? "(connected; space to talk, i interrupts, q ends)"
                           : "(connected, speak; i interrupts, q ends)");
  else if (gst_openai_realtime_message_parse_transcript (message, &role, NULL,
               &text, &final))
    show_transcript (role, text, final);
  else if (gst_openai_realtime_message_parse_response_done (message, NULL,
               &status, NULL, NULL))
    show_response (message, status);
  else if (gst_openai_realtime_message_parse_interrupted (message, NULL,
               &heard_ms, NULL))
    show_interruption (heard_ms);
  else if (gst_openai_realtime_message_parse_error (message, NULL, NULL, &text,
               NULL))
    terminal_print ("Service", text);
}

/* What the devices say does not sound like it, and a key is not needed to
 * try. */
static void
show_hint (Talk *self, GstMessage *message, const GError *error)
{
  if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->element)) {
    if (g_error_matches (error, GST_RESOURCE_ERROR,
            GST_RESOURCE_ERROR_NOT_AUTHORIZED)
        && !self->local)
      terminal_print ("", "(without a key: talk --local)");
  } else if (self->source == NULL || self->sink == NULL) {
    terminal_print ("",
        "(this is about the microphone or the loudspeaker: "
        "choose others with --source and --sink)");
  }
}

static void
show_failure (Talk *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &error, NULL);
  else
    gst_message_parse_error (message, &error, NULL);
  terminal_print (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING ? "Warning"
                                                                    : "Error",
      error->message);
  show_hint (self, message, error);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Talk *self = data;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      show_failure (self, message);
      self->status = 1;
      g_main_loop_quit (self->main.loop);
      break;
    case GST_MESSAGE_WARNING:
      show_failure (self, message);
      break;
    case GST_MESSAGE_EOS:
      g_main_loop_quit (self->main.loop);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (self->pipeline));
      break;
    case GST_MESSAGE_ELEMENT:
      show_element_message (self, message);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/*** the local server ***/

/* It goes with us, however we go, and not at the first Ctrl-C. */
static void
prepare_server (gpointer data)
{
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* Beside this program, as in a build folder or an installation, or in PATH. */
static gchar *
find_server (void)
{
  static const gchar *const places[] = { "local-server", "." };
  g_autofree gchar *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree gchar *folder = g_path_get_dirname (self != NULL ? self : ".");
  gchar *path = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (places) && path == NULL; i++) {
    path = g_build_filename (folder, places[i], "openai-realtime-server", NULL);
    if (!g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      g_clear_pointer (&path, g_free);
  }
  return path != NULL ? path
                      : g_find_program_in_path ("openai-realtime-server");
}

/* Its first line is "Listening on ADDRESS". */
static gchar *
read_address (GSubprocess *server, GError **error)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (server));
  g_autofree gchar *line =
      g_data_input_stream_read_line_utf8 (lines, NULL, NULL, error);
  const gchar *address = line != NULL ? strrchr (line, ' ') : NULL;
  gchar *uri = address != NULL ? g_strdup (address + 1) : NULL;

  if (uri == NULL && (error == NULL || *error == NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "the local server has not started");
  return uri;
}

static gboolean
start_server (Talk *self, GError **error)
{
  g_autofree gchar *path = find_server ();
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  if (path == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
        "no openai-realtime-server beside this program or in PATH");
    return FALSE;
  }
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, prepare_server, NULL, NULL);
  self->server = g_subprocess_launcher_spawn (launcher, error, path, NULL);
  if (self->server != NULL)
    self->uri = read_address (self->server, error);
  return self->uri != NULL;
}

static void
stop_server (Talk *self)
{
  if (self->server == NULL)
    return;
  g_subprocess_send_signal (self->server, SIGTERM);
  g_subprocess_wait (self->server, NULL, NULL);
  g_clear_object (&self->server);
}

/*** start and end ***/

static gchar *
make_line (Talk *self)
{
  g_autofree gchar *where = self->local
      ? g_strdup_printf ("uri=%s api-key=none", self->uri)
      : g_strdup ("");
  return g_strdup_printf (
      "%s ! audioconvert ! audioresample "
      "! audio/x-raw,rate=24000,channels=1 ! level name=user "
      "! openairealtime name=model live=yes %s %s "
      "transcription-model=gpt-transcribe %s "
      "! level name=voice ! audioconvert ! audioresample ! %s",
      self->source != NULL ? self->source : "autoaudiosrc", where,
      self->push_to_talk ? "push-to-talk=true turn-detection=none" : "",
      self->properties != NULL ? self->properties : "",
      self->sink != NULL ? self->sink : "autoaudiosink");
}

static gboolean
has_element (GError **error)
{
  GstElementFactory *factory = gst_element_factory_find ("openairealtime");

  if (factory == NULL) {
    g_set_error_literal (error, GST_PARSE_ERROR,
        GST_PARSE_ERROR_NO_SUCH_ELEMENT,
        "no element \"openairealtime\". "
        "Install its plugin or set GST_PLUGIN_PATH to its folder; out of a "
        "build folder, \"meson devenv -C build examples/talk\" does");
    return FALSE;
  }
  gst_object_unref (factory);
  return TRUE;
}

static gboolean
build (Talk *self, GError **error)
{
  g_autofree gchar *line = NULL;

  if (!has_element (error) || (self->local && !start_server (self, error)))
    return FALSE;
  line = make_line (self);
  self->pipeline =
      gst_parse_launch_full (line, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (self->pipeline != NULL)
    self->element = gst_bin_get_by_name (GST_BIN (self->pipeline), "model");
  return self->pipeline != NULL;
}

static void
run (Talk *self)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);
  guint watch = gst_bus_add_watch (bus, on_message, self);

  app_main_loop_init (&self->main, end, self);
  terminal_open ();
  terminal_set_listening (!self->push_to_talk);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_key, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (self->main.loop);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  terminal_close ();
  app_main_loop_clear (&self->main);
  g_source_remove (watch);
  gst_object_unref (bus);
}

static const AppOption options[] = { { "source", 0, "ELEMENTS",
                                         "where the user's audio comes from "
                                         "(autoaudiosrc)",
                                         APP_OPTION_TEXT,
                                         G_STRUCT_OFFSET (Talk, source) },
  { "sink", 0, "ELEMENTS", "where the answers go (autoaudiosink)",
      APP_OPTION_TEXT, G_STRUCT_OFFSET (Talk, sink) },
  { "push-to-talk", 'p', NULL, "the space bar begins and ends what is said",
      APP_OPTION_SWITCH, G_STRUCT_OFFSET (Talk, push_to_talk) },
  { "local", 'l', NULL, "talk to a local server, which needs no key",
      APP_OPTION_SWITCH, G_STRUCT_OFFSET (Talk, local) },
  { "properties", 0, "NAME=VALUE…",
      "of openairealtime, such as "
      "\"voice=marin\"",
      APP_OPTION_TEXT, G_STRUCT_OFFSET (Talk, properties) },
  { NULL } };

static const AppProgram program = { "talk", "- talk to a model", NULL,
  "Keys:\n"
  "  i      interrupts the model\n"
  "  space  with --push-to-talk, begins and ends what is said\n"
  "  q      lets the model finish, then ends; again, ends at once\n"
  "\nOPENAI_API_KEY has the key, unless with --local.",
  options, NULL, gst_init_get_option_group };

static void
clear (Talk *self)
{
  g_clear_object (&self->element);
  g_clear_object (&self->pipeline);
  stop_server (self);
  g_free (self->uri);
  app_options_clear (&program, self);
}

/* FALSE when there is nothing to be talked about. */
static gboolean
start (Talk *self, int argc, char **argv)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = app_options_read (&program, self, argc, argv, &rest, &error);

  if (ok && rest != NULL)
    ok = app_fail (&error,
        "\"%s\" is no option; --help shows those there "
        "are",
        rest[0]);
  if ((ok && build (self, &error)) || error == NULL)
    return ok;
  g_printerr ("talk: %s\n", error->message);
  self->status = 2;
  return FALSE;
}

int
main (int argc, char **argv)
{
  Talk talk = { 0 };

  setlocale (LC_ALL, "");
  if (start (&talk, argc, argv))
    run (&talk);
  clear (&talk);
  return talk.status;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* talk.c - a conversation in a terminal.
 *
 * Shows what an application does with the element: a pipeline from a line of
 * text, its bus messages, its action signals, and an orderly end. The keys are
 * read from standard input, a terminal or not. */

#include <glib-unix.h>
#include <gst/gst.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define METER_CELLS 10
#define METER_FLOOR -50.0       /* dB */

typedef struct
{
  /* Options. */
  gchar *source;
  gchar *sink;
  gchar *properties;
  gboolean push_to_talk;

  GMainLoop *loop;
  GstElement *pipeline;
  GstElement *element;
  gint status;
  gboolean talking;             /* with push-to-talk */
  gboolean ending;

  /* The last line of a terminal: meters, and what is being said. */
  gboolean draws;
  gdouble user_level;
  gdouble model_level;
  GString *saying;

  gboolean reads_keys;
  struct termios before;
} Talk;

/*** the terminal ***/

static guint
terminal_width (void)
{
  struct winsize size;

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

static void
append_meter (GString *line, const gchar *name, gdouble level)
{
  gdouble share = (level - METER_FLOOR) / -METER_FLOOR;
  gint i, full = CLAMP (share, 0, 1) * METER_CELLS + 0.5;

  g_string_append_printf (line, "%s [", name);
  for (i = 0; i < METER_CELLS; i++)
    g_string_append_c (line, i < full ? '#' : '.');
  g_string_append (line, "] ");
}

/* The end of what is being said, as much as there is room for. */
static const gchar *
last_words (const Talk *self, glong room)
{
  glong length = g_utf8_strlen (self->saying->str, -1);

  return g_utf8_offset_to_pointer (self->saying->str,
      MAX (length - MAX (room, 0), 0));
}

static void
draw_status (Talk *self)
{
  GString *line;

  if (!self->draws)
    return;
  line = g_string_new ("\r\033[K");
  append_meter (line, self->talking || !self->push_to_talk ? "You" : "---",
      self->user_level);
  append_meter (line, "Model", self->model_level);
  g_string_append (line, last_words (self, (glong) terminal_width ()
          - 2 * METER_CELLS - 16));
  fputs (line->str, stdout);
  fflush (stdout);
  g_string_free (line, TRUE);
}

/* Texts come from outside: nothing in them may control the terminal. */
static gchar *
printable (const gchar *text)
{
  GString *clean = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
  }
  return g_string_free (clean, FALSE);
}

/* A line that stays; the status goes on below it. */
static void
print_line (Talk *self, const gchar *who, const gchar *text)
{
  gchar *clean = printable (text);

  printf ("%s%-7s %s\n", self->draws ? "\r\033[K" : "", who, clean);
  fflush (stdout);
  g_free (clean);
  draw_status (self);
}

/* Keys come one by one, unseen; Ctrl-C stays a signal. */
static void
take_terminal (Talk *self)
{
  struct termios raw;

  self->draws = isatty (STDOUT_FILENO);
  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &self->before) != 0)
    return;
  raw = self->before;
  raw.c_lflag &= ~(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  self->reads_keys = tcsetattr (STDIN_FILENO, TCSANOW, &raw) == 0;
}

static void
give_terminal_back (Talk *self)
{
  if (self->reads_keys)
    tcsetattr (STDIN_FILENO, TCSANOW, &self->before);
  if (self->draws)
    fputs ("\r\033[K", stdout);
  fflush (stdout);
}

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
  if (self->talking)
    print_line (self, "", "(speak, then press space again)");
}

/* The source ends, the last answer is said, then EOS comes. Asked again, it
 * ends at once. */
static void
end (Talk *self)
{
  if (self->ending) {
    g_main_loop_quit (self->loop);
    return;
  }
  self->ending = TRUE;
  print_line (self, "", "(ending; once more to end at once)");
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
      end (self);
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

static gboolean
on_signal (gpointer data)
{
  end (data);
  return G_SOURCE_CONTINUE;
}

/*** messages ***/

static void
show_transcript (Talk *self, const GstStructure *s)
{
  const gchar *role = gst_structure_get_string (s, "role");
  const gchar *text = gst_structure_get_string (s, "text");
  gboolean user = g_strcmp0 (role, "user") == 0, final = FALSE;

  gst_structure_get_boolean (s, "final", &final);
  if (text == NULL)
    return;
  if (final) {
    if (!user)
      g_string_truncate (self->saying, 0);
    print_line (self, user ? "You" : "Model", text);
  } else if (!user) {
    gchar *clean = printable (text);

    g_string_append (self->saying, clean);
    g_free (clean);
    draw_status (self);
  }
}

static void
show_response (Talk *self, const GstStructure *s)
{
  const gchar *status = gst_structure_get_string (s, "status");
  guint64 latency = 0;
  gchar *text;

  g_string_truncate (self->saying, 0);
  if (gst_structure_get_uint64 (s, "first-sound-latency", &latency)
      || gst_structure_get_uint64 (s, "first-frame-latency", &latency))
    text = g_strdup_printf ("(%s, first sound after %" G_GUINT64_FORMAT
        " ms)", status, latency / GST_MSECOND);
  else
    text = g_strdup_printf ("(%s)", status);
  print_line (self, "", text);
  g_free (text);
}

static void
show_interruption (Talk *self, const GstStructure *s)
{
  guint64 heard = 0;
  gchar *text;

  gst_structure_get_uint64 (s, "heard-ms", &heard);
  text = g_strdup_printf ("(interrupted after %.1f s)", heard / 1000.0);
  print_line (self, "", text);
  g_free (text);
}

static void
show_level (Talk *self, GstMessage *message, const GstStructure *s)
{
  const GValue *rms = gst_structure_get_value (s, "rms");
  GValueArray *channels = g_value_get_boxed (rms);
  gdouble level = METER_FLOOR;

  if (channels != NULL && channels->n_values > 0)
    level = g_value_get_double (channels->values);
  if (g_str_equal (GST_OBJECT_NAME (GST_MESSAGE_SRC (message)), "user"))
    self->user_level = level;
  else
    self->model_level = level;
  draw_status (self);
}

static void
show_element_message (Talk *self, GstMessage *message)
{
  const GstStructure *s = gst_message_get_structure (message);

  if (gst_structure_has_name (s, "level"))
    show_level (self, message, s);
  else if (gst_structure_has_name (s, "openairealtime/connected"))
    print_line (self, "", self->push_to_talk
        ? "(connected; space to talk, i interrupts, q ends)"
        : "(connected, speak; i interrupts, q ends)");
  else if (gst_structure_has_name (s, "openairealtime/transcript"))
    show_transcript (self, s);
  else if (gst_structure_has_name (s, "openairealtime/response-done"))
    show_response (self, s);
  else if (gst_structure_has_name (s, "openairealtime/interrupted"))
    show_interruption (self, s);
  else if (gst_structure_has_name (s, "openairealtime/error"))
    print_line (self, "Service", gst_structure_get_string (s, "message"));
}

static void
show_failure (Talk *self, GstMessage *message)
{
  GError *error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &error, NULL);
  else
    gst_message_parse_error (message, &error, NULL);
  print_line (self, GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING
      ? "Warning" : "Error", error->message);
  g_error_free (error);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Talk *self = data;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      show_failure (self, message);
      self->status = 1;
      g_main_loop_quit (self->loop);
      break;
    case GST_MESSAGE_WARNING:
      show_failure (self, message);
      break;
    case GST_MESSAGE_EOS:
      g_main_loop_quit (self->loop);
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

/*** start and end ***/

static gboolean
build (Talk *self, GError **error)
{
  gchar *line = g_strdup_printf ("%s ! audioconvert ! audioresample "
      "! audio/x-raw,rate=24000,channels=1 ! level name=user "
      "! openairealtime name=model live=yes %s "
      "transcription-model=gpt-4o-mini-transcribe %s "
      "! level name=voice ! audioconvert ! audioresample ! %s",
      self->source != NULL ? self->source : "autoaudiosrc",
      self->push_to_talk ? "push-to-talk=true turn-detection=none" : "",
      self->properties != NULL ? self->properties : "",
      self->sink != NULL ? self->sink : "autoaudiosink");

  self->pipeline = gst_parse_launch_full (line, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_free (line);
  if (self->pipeline != NULL)
    self->element = gst_bin_get_by_name (GST_BIN (self->pipeline), "model");
  return self->pipeline != NULL;
}

static void
run (Talk *self)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);
  guint watch = gst_bus_add_watch (bus, on_message, self);
  guint interrupted = g_unix_signal_add (SIGINT, on_signal, self);
  guint terminated = g_unix_signal_add (SIGTERM, on_signal, self);

  take_terminal (self);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_key, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (self->loop);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  give_terminal_back (self);
  g_source_remove (terminated);
  g_source_remove (interrupted);
  g_source_remove (watch);
  gst_object_unref (bus);
}

static gboolean
parse_arguments (Talk *self, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "source", 0, 0, G_OPTION_ARG_STRING, &self->source,
        "where the user's audio comes from (autoaudiosrc)", "ELEMENTS" },
    { "sink", 0, 0, G_OPTION_ARG_STRING, &self->sink,
        "where the answers go (autoaudiosink)", "ELEMENTS" },
    { "push-to-talk", 'p', 0, G_OPTION_ARG_NONE, &self->push_to_talk,
        "the space bar begins and ends what is said", NULL },
    { "properties", 0, 0, G_OPTION_ARG_STRING, &self->properties,
        "of openairealtime, such as \"voice=marin\"", "NAME=VALUE…" },
    { NULL }
  };
  GOptionContext *context = g_option_context_new ("- talk to a model");
  gboolean ok;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  ok = g_option_context_parse (context, argc, argv, error);
  g_option_context_free (context);
  return ok;
}

static void
clear (Talk *self)
{
  g_clear_object (&self->element);
  g_clear_object (&self->pipeline);
  g_main_loop_unref (self->loop);
  g_string_free (self->saying, TRUE);
  g_free (self->source);
  g_free (self->sink);
  g_free (self->properties);
}

int
main (int argc, char **argv)
{
  Talk talk = { 0, };
  GError *error = NULL;

  setlocale (LC_ALL, "");
  talk.user_level = talk.model_level = METER_FLOOR;
  talk.saying = g_string_new (NULL);
  talk.loop = g_main_loop_new (NULL, FALSE);
  if (parse_arguments (&talk, &argc, &argv, &error) && build (&talk, &error)) {
    run (&talk);
  } else {
    fprintf (stderr, "talk: %s\n", error->message);
    g_error_free (error);
    talk.status = 2;
  }
  clear (&talk);
  return talk.status;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* main.c - the command line of openai-realtime-server. */

#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <gst/gst.h>

#include "scenario.h"
#include "server.h"

static const gchar summary[] =
    "A local server that speaks the OpenAI Realtime API, for trying things "
    "without a key\nand for tests. It hears real speech turns and answers "
    "with real audio; what it\nanswers is built in or comes from a script.";

static const gchar examples[] =
    "Examples:\n"
    "  openai-realtime-server\n"
    "      any free port, any key, answers at the speed of speech\n"
    "  openai-realtime-server --port 8090 --script demo.json --verbose\n"
    "      a fixed port, scripted answers, a line per event\n"
    "  openai-realtime-server --scenario reset-mid-delta --once\n"
    "      breaks the connection in the middle of an answer, then exits\n"
    "  openai-realtime-server --speed 0 --log events.jsonl\n"
    "      answers in a burst, as the service nearly does; keeps a log\n"
    "\n"
    "server_vad is a detector of energy; semantic_vad is imitated by windows\n"
    "of silence: 600 ms (eagerness high), 800 ms (medium, auto), 1200 ms "
    "(low).\n"
    "The key that clients must have can also come from the environment:\n"
    "OPENAI_REALTIME_SERVER_KEY. Scripts and scenarios are described in\n"
    "README.md.";

#define KEY_VARIABLE "OPENAI_REALTIME_SERVER_KEY"
/* A key has one line. */
#define MAX_KEY_BYTES 4096

typedef struct
{
  OrsOptions server;
  gchar **origins;
  gchar *api_key_file;
  gboolean version;
  gint port;
  gint chunk_ms;
  gint latency_ms;
  gchar *port_file;
  gboolean list_scenarios;
  gboolean once;
} Arguments;

static gboolean
parse_arguments (Arguments *self, int *argc, char ***argv, GError **error)
{
  OrsOptions *server = &self->server;
  const GOptionEntry entries[] = {
    { "host", 0, 0, G_OPTION_ARG_STRING, &server->host,
        "IP address or localhost, to listen on (default: 127.0.0.1)",
        "ADDRESS" },
    { "port", 'p', 0, G_OPTION_ARG_INT, &self->port,
        "port to listen on (default: any free one)", "PORT" },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &self->port_file,
        "write the port to this file when listening", "FILE" },
    { "cert", 0, 0, G_OPTION_ARG_FILENAME, &server->certificate,
        "certificate (PEM): serve wss", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &server->private_key,
        "its private key (PEM)", "FILE" },
    { "api-key", 0, 0, G_OPTION_ARG_STRING, &server->api_key,
        "the only accepted key (default: none is needed); others on this "
        "machine can see it",
        "KEY" },
    { "api-key-file", 0, 0, G_OPTION_ARG_FILENAME, &self->api_key_file,
        "the same, from the first line of a file", "FILE" },
    { "allow-origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->origins,
        "a web page that may connect, as https://example.com, or * for all "
        "(default: none); may be repeated",
        "ORIGIN" },
    { "script", 's', 0, G_OPTION_ARG_FILENAME, &server->script,
        "what to answer", "FILE" },
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &server->scenario,
        "misbehave: a name, or inline JSON", "NAME" },
    { "list-scenarios", 0, 0, G_OPTION_ARG_NONE, &self->list_scenarios,
        "print the scenarios and exit", NULL },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &server->speed,
        "of the answer's audio: 1 = real time (default), 0 = burst", "FACTOR" },
    { "chunk", 0, 0, G_OPTION_ARG_INT, &self->chunk_ms,
        "audio per delta (default: 200)", "MS" },
    { "latency", 0, 0, G_OPTION_ARG_INT, &self->latency_ms,
        "wait before each answer (default: 0)", "MS" },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &server->log_file,
        "write all events as JSON lines; no key, no audio", "FILE" },
    { "log-audio", 0, 0, G_OPTION_ARG_NONE, &server->log_audio,
        "keep the audio in the log", NULL },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &server->record_dir,
        "write what each session heard to session-N.wav there", "DIR" },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &server->verbose,
        "print a line per event", NULL },
    { "once", 0, 0, G_OPTION_ARG_NONE, &self->once,
        "exit when the first session ends", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version,
        "print the version and exit", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, examples);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static gboolean
check_range (const gchar *option, gdouble value, gdouble most, GError **error)
{
  if (value >= 0 && value <= most)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
      "--%s is 0 to %.0f, %g is not", option, most, value);
  return FALSE;
}

static gboolean
check_rest (int argc, char **argv, GError **error)
{
  if (argc < 2)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
      "\"%s\" is no option; --help shows those there are", argv[1]);
  return FALSE;
}

static gboolean
read_key (Arguments *self, GError **error)
{
  g_autofree gchar *text = NULL;
  gsize length;

  if (!g_file_get_contents (self->api_key_file, &text, &length, error))
    return FALSE;
  g_strstrip (text);
  if (text[0] != '\0' && strlen (text) <= MAX_KEY_BYTES
      && strpbrk (text, "\r\n") == NULL) {
    self->server.api_key = g_steal_pointer (&text);
    return TRUE;
  }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
      "\"%s\" does not hold a key: one line of text", self->api_key_file);
  return FALSE;
}

/* What is on the command line counts more than the environment. */
static gboolean
find_key (Arguments *self, GError **error)
{
  if (self->server.api_key != NULL)
    return TRUE;
  if (self->api_key_file != NULL)
    return read_key (self, error);
  self->server.api_key = g_strdup (g_getenv (KEY_VARIABLE));
  if (self->server.api_key == NULL)
    self->server.api_key = g_strdup (""); /* none is needed */
  return TRUE;
}

static void
warn_of_open_door (const OrsOptions *server)
{
  g_autoptr (GInetAddress) ip = server->host != NULL
      ? g_inet_address_new_from_string (server->host)
      : NULL;

  if (ip == NULL || g_inet_address_get_is_loopback (ip)
      || server->api_key[0] != '\0')
    return;
  g_printerr ("openai-realtime-server: Whoever reaches %s may use this server. "
              "Give it a key with --api-key-file or " KEY_VARIABLE ".\n",
      server->host);
}

static gboolean
check_arguments (Arguments *self, GError **error)
{
  if (self->server.private_key != NULL && self->server.certificate == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        "--key is the private key of a certificate, which --cert names");
    return FALSE;
  }
  if (self->server.record_dir != NULL
      && !g_file_test (self->server.record_dir, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        "--record is a folder that exists, \"%s\" is not",
        self->server.record_dir);
    return FALSE;
  }
  if (!check_range ("port", self->port, 65535, error)
      || !check_range ("chunk", self->chunk_ms, 60000, error)
      || !check_range ("latency", self->latency_ms, 600000, error)
      || !check_range ("speed", self->server.speed, 1000, error)
      || !find_key (self, error))
    return FALSE;
  warn_of_open_door (&self->server);
  self->server.origins = (const gchar *const *) self->origins;
  self->server.port = self->port;
  self->server.chunk_ms = self->chunk_ms;
  self->server.latency_ms = self->latency_ms;
  return TRUE;
}

static void
clear_arguments (Arguments *self)
{
  OrsOptions *server = &self->server;

  g_free ((gchar *) server->host);
  g_free ((gchar *) server->certificate);
  g_free ((gchar *) server->private_key);
  g_free ((gchar *) server->api_key);
  g_free ((gchar *) server->script);
  g_free ((gchar *) server->scenario);
  g_free ((gchar *) server->log_file);
  g_free ((gchar *) server->record_dir);
  g_free (self->port_file);
  g_free (self->api_key_file);
  g_strfreev (self->origins);
}

static void
list_scenarios (void)
{
  for (const OrsScenarioEntry *entry = ors_scenario_list ();
       entry->name != NULL; entry++)
    g_print ("%-22s %s\n", entry->name, entry->description);
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* The server's thread tells the log; a look at it now and then is enough. */
static gboolean
quit_after_session (gpointer user_data)
{
  gpointer *pair = user_data;

  if (ors_server_count_events (pair[0], "connection", "closed") == 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (pair[1]);
  return G_SOURCE_REMOVE;
}

static gboolean
write_port (const gchar *path, guint port, GError **error)
{
  g_autofree gchar *text = g_strdup_printf ("%u\n", port);

  return path == NULL || g_file_set_contents (path, text, -1, error);
}

static GMainLoop *
loop_new (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  return loop;
}

static void
run (OrsServer *server, GMainLoop *loop, gboolean once)
{
  gpointer pair[] = { server, loop };

  if (once)
    g_timeout_add (50, quit_after_session, pair);
  g_main_loop_run (loop);
}

/* Who reads "Listening" may end the server at once: signals come first. */
static gboolean
serve (Arguments *arguments, GError **error)
{
  g_autoptr (GMainLoop) loop = loop_new ();
  OrsServer *server = ors_server_new (&arguments->server, error);
  gboolean ok;

  if (server == NULL)
    return FALSE;

  ok = ors_server_start (server, error)
      && write_port (arguments->port_file, ors_server_get_port (server), error);
  if (ok) {
    g_print ("Listening on %s\n", ors_server_get_uri (server));
    fflush (stdout);
    run (server, loop, arguments->once);
  }
  ors_server_free (server);
  return ok;
}

int
main (int argc, char **argv)
{
  Arguments arguments = {
    .server = { .api_key = NULL, .speed = 1.0, .forget = TRUE }
  };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  setlocale (LC_ALL, "");
  /* Numbers go into events and into what is said. */
  setlocale (LC_NUMERIC, "C");
  gst_init (NULL, NULL);

  ok = parse_arguments (&arguments, &argc, &argv, &error)
      && check_rest (argc, argv, &error);
  if (ok && arguments.version)
    g_print ("openai-realtime-server %s\n", PACKAGE_VERSION);
  else if (ok && arguments.list_scenarios)
    list_scenarios ();
  else if (ok)
    ok = check_arguments (&arguments, &error) && serve (&arguments, &error);
  clear_arguments (&arguments);

  if (ok)
    return 0;
  g_printerr ("openai-realtime-server: %s\n", error->message);
  return 1;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* main.c - openai-realtime-server: its options, and its life until it is
 * ended. */

#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <gio/gio.h>
#include <gst/gst.h>

#include "common/console.h"
#include "common/mainloop.h"
#include "common/options.h"
#include "scenario.h"
#include "server.h"

#define PROGRAM "openai-realtime-server"
/* A key has one line. */
#define MAX_KEY_BYTES 4096

typedef struct
{
  OrsOptions server;
  gchar **origins;
  gchar *port_file;
  gint drain_timeout;
  gboolean list_scenarios;
  gboolean once;
} Arguments;

/*** options ***/

/* From a file or the environment, too: a list. */
static gboolean
add_origins (gpointer to, const gchar *value, GError **error)
{
  gchar ***origins = to;
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) more = g_strsplit_set (value, " ,", -1);

  if (*origins != NULL)
    g_strv_builder_addv (all, (const char **) *origins);
  for (guint i = 0; more[i] != NULL; i++) {
    if (more[i][0] != '\0')
      g_strv_builder_add (all, more[i]);
  }
  g_strfreev (*origins);
  *origins = g_strv_builder_end (all);
  return TRUE;
}

/* Where it is named; so the last one counts. */
static gboolean
read_key (gpointer to, const gchar *path, GError **error)
{
  gchar **key = to;
  g_autofree gchar *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  g_strstrip (text);
  if (text[0] == '\0' || strlen (text) > MAX_KEY_BYTES
      || strpbrk (text, "\r\n") != NULL)
    return app_fail (error, "\"%s\" does not hold a key: one line of text",
        path);
  g_free (*key);
  *key = g_steal_pointer (&text);
  return TRUE;
}

#define AT(member) G_STRUCT_OFFSET (Arguments, member)

static const AppOption options[] = {
  { "host", 0, "ADDRESS",
      "IP address or localhost, to listen on (default: 127.0.0.1)",
      APP_OPTION_TEXT, AT (server.host) },
  { "port", 'p', "PORT", "port to listen on (default: any free one)",
      APP_OPTION_INT, AT (server.port), 0, 65535 },
  { "port-file", 0, "FILE", "write the port to this file when listening",
      APP_OPTION_TEXT, AT (port_file) },
  { "cert", 0, "FILE", "certificate (PEM): serve wss", APP_OPTION_TEXT,
      AT (server.certificate) },
  { "key", 0, "FILE", "its private key (PEM)", APP_OPTION_TEXT,
      AT (server.private_key) },
  { "api-key", 0, "KEY",
      "the only accepted key (default: none is needed); others on this "
      "machine can see it",
      APP_OPTION_TEXT, AT (server.api_key) },
  { "api-key-file", 0, "FILE", "the same, from the first line of a file",
      APP_OPTION_OTHER, AT (server.api_key), .set = read_key },
  { "allow-origin", 0, "ORIGIN",
      "a web page that may connect, as https://example.com, or * for all "
      "(default: none); may be repeated",
      APP_OPTION_OTHER, AT (origins), .set = add_origins },
  { "max-sessions", 0, "N", "sessions at the same time (default: 4096)",
      APP_OPTION_INT, AT (server.max_sessions), 1, 4096 },
  { "drain-timeout", 0, "SECONDS",
      "how long sessions may go on after SIGTERM (default: 0)", APP_OPTION_INT,
      AT (drain_timeout), 0, 86400 },
  { "beta", 0, NULL,
      "serve the beta dialect, too: to clients that send OpenAI-Beta, or ask "
      "for /openai/realtime",
      APP_OPTION_SWITCH, AT (server.beta) },
  { "script", 's', "FILE", "what to answer", APP_OPTION_TEXT,
      AT (server.script) },
  { "scenario", 0, "NAME", "misbehave: a name, or inline JSON", APP_OPTION_TEXT,
      AT (server.scenario) },
  { "list-scenarios", 0, NULL, "print the scenarios and exit",
      APP_OPTION_SWITCH, AT (list_scenarios) },
  { "speed", 0, "FACTOR",
      "of the answer's audio: 1 = real time (default), 0 = burst",
      APP_OPTION_NUMBER, AT (server.speed), 0, 1000 },
  { "chunk", 0, "MS", "audio per delta (default: 200)", APP_OPTION_INT,
      AT (server.chunk_ms), 0, 60000 },
  { "latency", 0, "MS", "wait before each answer (default: 0)", APP_OPTION_INT,
      AT (server.latency_ms), 0, 600000 },
  { "log", 0, "FILE", "write all events as JSON lines; no key, no audio",
      APP_OPTION_TEXT, AT (server.log_file) },
  { "log-audio", 0, NULL, "keep the audio in the log", APP_OPTION_SWITCH,
      AT (server.log_audio) },
  { "record", 0, "DIR", "write what each session heard to session-N.wav there",
      APP_OPTION_TEXT, AT (server.record_dir) },
  { "verbose", 'v', NULL, "print a line per event", APP_OPTION_SWITCH,
      AT (server.verbose) },
  { "once", 0, NULL, "exit when the first session ends", APP_OPTION_SWITCH,
      AT (once) },
  { NULL }
};

static const gchar summary[] =
    "A local server that speaks the OpenAI Realtime API, for trying things "
    "without a key\nand for tests. It hears real speech turns and answers "
    "with real audio; what it\nanswers is built in or comes from a script.";

static const gchar description[] =
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
    "Each option can also come from the environment, as\n"
    "OPENAI_REALTIME_SERVER_API_KEY, or from the configuration. README.md\n"
    "describes scripts and scenarios.";

static const AppProgram program = { PROGRAM, NULL, summary, description,
  options, "server", NULL };

static void
warn_of_open_door (const OrsOptions *server)
{
  g_autoptr (GInetAddress) ip = server->host != NULL
      ? g_inet_address_new_from_string (server->host)
      : NULL;
  g_autofree gchar *warning = NULL;

  if (ip == NULL || g_inet_address_get_is_loopback (ip)
      || server->api_key[0] != '\0')
    return;
  warning = g_strdup_printf (PROGRAM
      ": Whoever reaches %s may use this server. Give it a key with "
      "--api-key-file or OPENAI_REALTIME_SERVER_API_KEY.",
      server->host);
  app_console_print (stderr, warning);
}

static gboolean
read_arguments (Arguments *self, gint argc, gchar **argv, GError **error)
{
  g_auto (GStrv) rest = NULL;

  if (!app_options_read (&program, self, argc, argv, &rest, error))
    return FALSE;
  if (rest != NULL && rest[0] != NULL)
    return app_fail (error, "\"%s\" is no option; --help shows those there are",
        rest[0]);
  if (self->server.private_key != NULL && self->server.certificate == NULL)
    return app_fail (error,
        "--key is the private key of a certificate, which --cert names");
  if (self->server.record_dir != NULL
      && !g_file_test (self->server.record_dir, G_FILE_TEST_IS_DIR))
    return app_fail (error, "--record is a folder that exists, \"%s\" is not",
        self->server.record_dir);
  self->server.origins = (const gchar *const *) self->origins;
  if (self->server.api_key == NULL)
    self->server.api_key = g_strdup (""); /* none is needed */
  return TRUE;
}

static void
list_scenarios (void)
{
  for (const OrsScenarioEntry *entry = ors_scenario_list ();
       entry->name != NULL; entry++)
    g_print ("%-22s %s\n", entry->name, entry->description);
}

/*** its life ***/

typedef struct
{
  const Arguments *arguments;
  OrsServer *server;
  AppMainLoop main;
  guint deadline; /* of the sessions that may go on, or 0 */
} Life;

static gboolean
on_deadline (gpointer data)
{
  Life *self = data;

  self->deadline = 0;
  g_main_loop_quit (self->main.loop);
  return G_SOURCE_REMOVE;
}

/* Whoever is connected may go on for a while; nobody else comes. */
static void
begin_end (gpointer data)
{
  Life *self = data;
  guint open;
  g_autofree gchar *text = NULL;

  ors_server_drain (self->server);
  open = ors_server_count_open (self->server);
  if (open == 0 || self->arguments->drain_timeout == 0) {
    g_main_loop_quit (self->main.loop);
    return;
  }
  text = g_strdup_printf ("Ending: %u %s up to %d s more; a second signal ends "
                          "%s now",
      open, open == 1 ? "session has" : "sessions have",
      self->arguments->drain_timeout, open == 1 ? "it" : "them");
  app_console_print (stdout, text);
  self->deadline =
      g_timeout_add_seconds (self->arguments->drain_timeout, on_deadline, self);
}

static gboolean
check_open (gpointer data)
{
  Life *self = data;

  if (self->arguments->once
      || (self->main.ending && ors_server_count_open (self->server) == 0))
    g_main_loop_quit (self->main.loop);
  return G_SOURCE_REMOVE;
}

/* On the server's thread. */
static void
on_session_ended (gpointer life)
{
  g_idle_add (check_open, life);
}

static gboolean
write_port (const gchar *path, guint port, GError **error)
{
  g_autofree gchar *text = g_strdup_printf ("%u\n", port);

  return path == NULL || g_file_set_contents (path, text, -1, error);
}

static gboolean
start (Life *self, GError **error)
{
  g_autofree gchar *text = NULL;

  self->server = ors_server_new (&self->arguments->server, error);
  if (self->server == NULL)
    return FALSE;
  ors_server_watch (self->server, on_session_ended, self);
  if (!ors_server_start (self->server, error)
      || !write_port (self->arguments->port_file,
          ors_server_get_port (self->server), error))
    return FALSE;
  warn_of_open_door (&self->arguments->server);
  text = g_strdup_printf ("Listening on %s", ors_server_get_uri (self->server));
  app_console_print (stdout, text);
  return TRUE;
}

/* Who reads "Listening" may end the server at once: signals come first. */
static gboolean
serve (const Arguments *arguments, GError **error)
{
  Life self = { arguments };
  gboolean ok;

  app_main_loop_init (&self.main, begin_end, &self);
  ok = start (&self, error);
  if (ok)
    g_main_loop_run (self.main.loop);
  g_clear_pointer (&self.server, ors_server_free);
  if (self.deadline != 0)
    g_source_remove (self.deadline);
  app_main_loop_clear (&self.main);
  return ok;
}

int
main (int argc, char **argv)
{
  Arguments arguments = { .server = { .speed = 1.0, .forget = TRUE } };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  /* Numbers go into events and into what is said. */
  setlocale (LC_NUMERIC, "C");
  gst_init (NULL, NULL);
  g_set_prgname (PROGRAM);

  if (read_arguments (&arguments, argc, argv, &error)) {
    if (arguments.list_scenarios)
      list_scenarios ();
    else
      serve (&arguments, &error);
  }
  app_options_clear (&program, &arguments);
  g_strfreev (arguments.origins);

  if (error == NULL)
    return 0;
  g_prefix_error (&error, PROGRAM ": ");
  app_console_print (stderr, error->message);
  return 1;
}

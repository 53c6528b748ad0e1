/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callscommand.c - see callscommand.h. */

#include "records/callscommand.h"

#include "records/callsprint.h"
#include "records/places.h"
#include "records/reader.h"
#include "records/times.h"

#include "common/options.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define NAME "openai-voice-server calls"
#define EXIT_FAILED 1
#define EXIT_USAGE 2

typedef struct
{
  gchar *config;
  gchar *database;
  gchar *state;
  gchar *since;
  gchar *until;
  gchar *agent;
  gchar *leg;
  gchar *cause;
  gchar *from;
  gchar *to;
  gchar *text;
  gint limit;
  gint form; /* OvsForm */
} Settings;

#define AT(member) G_STRUCT_OFFSET (Settings, member)

static const AppOption options[] = {
  { "since", 's', "TIME",
      "calls that began then or later: today, yesterday, 2026-11-29, "
      "2026-11-29T10:15, or 30m, 12h, 7d before now",
      APP_OPTION_TEXT, AT (since) },
  { "until", 'u', "TIME", "calls that began before then", APP_OPTION_TEXT,
      AT (until) },
  { "agent", 'a', "NAME", "calls of this agent", APP_OPTION_TEXT, AT (agent) },
  { "leg", 0, "NAME", "calls by this leg, as twilio", APP_OPTION_TEXT,
      AT (leg) },
  { "cause", 'c', "WORD",
      "calls that ended so, as broken-off; running = those that have not",
      APP_OPTION_TEXT, AT (cause) },
  { "from", 0, "NUMBER", "calls of this number", APP_OPTION_TEXT, AT (from) },
  { "to", 0, "NUMBER", "calls to this number", APP_OPTION_TEXT, AT (to) },
  { "text", 't', "WORDS", "calls in which this was said, in capitals or not",
      APP_OPTION_TEXT, AT (text) },
  { "limit", 'n', "N", "the latest ones, 1 to 100000 (default: 100)",
      APP_OPTION_INT, AT (limit), 1, OVS_CALLS_MAX },
  { "format", 'f', "FORM", "table (default), json or csv", APP_OPTION_INDEX,
      AT (form), 0, 0, ovs_form_words },
  { "database", 'd', "URL",
      "sqlite:FILE or postgresql://… (default: that of the server)",
      APP_OPTION_TEXT, AT (database) },
  { "state", 0, "DIR",
      "folder of the server, with calls.db in it (default: the server's own)",
      APP_OPTION_TEXT, AT (state) },
  { "config", 0, "FILE",
      "configuration of the server (default: "
      "~/.config/openai-voice-server.conf)",
      APP_OPTION_TEXT, AT (config) },
  { NULL }
};

/* What the server was told, too: in the same words, from the same places. */
static const AppOption server_options[] = {
  { "database", 0, "URL", "", APP_OPTION_TEXT, AT (database) },
  { "state", 0, "DIR", "", APP_OPTION_TEXT, AT (state) },
  { NULL },
};

static const gchar summary[] =
    "Lists the calls of openai-voice-server, the latest first; with an ID, one\n"
    "call in full: what was said, which functions were called, what it cost.";

static const gchar description[] =
    "Examples:\n"
    "  openai-voice-server calls --since today\n"
    "  openai-voice-server calls --cause broken-off --since 7d\n"
    "  openai-voice-server calls --text 'late check-out' --format json\n"
    "  openai-voice-server calls --limit 100000 --format csv > calls.csv\n"
    "  openai-voice-server calls 5d1e0c6a\n"
    "\n"
    "Exit status: 0 done, 1 there is no such call or the database cannot be\n"
    "read, 2 wrong use.";

static const AppProgram program = { NAME, "[ID]", summary, description, options,
  NULL, NULL };
static const AppProgram server_program = { "openai-voice-server", "", NULL,
  NULL, server_options, "voice-server", NULL, .part = TRUE };

/*** settings ***/

static gboolean
read_time (const gchar *option, const gchar *text, gint64 *time, GError **error)
{
  *time = 0;
  return text == NULL || ovs_time_read (text, g_get_real_time (), time)
      || app_fail (error,
          "%s is a time, as today, 2026-11-29, 2026-11-29T10:15 or 7d, not "
          "\"%s\".",
          option, text);
}

static gboolean
read_filter (const Settings *self, OvsCallFilter *filter, GError **error)
{
  *filter = (OvsCallFilter){ .agent = self->agent,
    .leg = self->leg,
    .cause = self->cause,
    .from = self->from,
    .to = self->to,
    .text = self->text,
    .limit = self->limit };
  return read_time ("since", self->since, &filter->since, error)
      && read_time ("until", self->until, &filter->until, error);
}

/* Where the server writes, unless the command line says it. */
static gboolean
find_database (Settings *self, GError **error)
{
  Settings server = { NULL };
  const gchar *arguments[] = { NAME, self->config != NULL ? "--config" : NULL,
    self->config, NULL };
  g_auto (GStrv) rest = NULL;
  gboolean ok = TRUE;

  if (self->database == NULL && self->state == NULL) {
    ok = app_options_read (&server_program, &server,
        self->config != NULL ? 3 : 1, (gchar **) arguments, &rest, error);
    self->database = g_steal_pointer (&server.database);
    self->state = g_steal_pointer (&server.state);
  }
  if (ok && self->database == NULL)
    self->database = self->state != NULL
        ? g_strconcat ("sqlite:", self->state, "/calls.db", NULL)
        : ovs_store_get_default_url ();
  return ok;
}

static gboolean
check_rest (GStrv rest, GError **error)
{
  return rest == NULL || rest[0] == NULL || rest[1] == NULL
      || app_fail (error, "One ID at a time; \"%s\" is one too many.", rest[1]);
}

/*** answers ***/

static gint
complain (const GError *error, gint status)
{
  g_printerr (NAME ": %s\n", error->message);
  return status;
}

static gint
print_text (const gchar *text)
{
  g_autofree gchar *safe = isatty (STDOUT_FILENO) ? ovs_text_for_terminal (text)
                                                  : NULL;

  if (fputs (safe != NULL ? safe : text, stdout) >= 0 && fflush (stdout) == 0)
    return 0;
  g_printerr (NAME ": The output cannot be written: %s.\n", g_strerror (errno));
  return EXIT_FAILED;
}

/* NULL: the question is why. */
static gchar *
ask (OvsDatabase *database, const Settings *self, const gchar *id,
    const OvsCallFilter *filter, GError **error)
{
  g_autoptr (JsonNode) node = id != NULL
      ? ovs_reader_get_call (database, id, error)
      : ovs_reader_get_calls (database, filter, error);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return ovs_call_to_text (json_node_get_object (node), self->form);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return ovs_calls_to_text (json_node_get_array (node), self->form);
  app_fail (error, "There is no call %s. List calls to see their IDs.", id);
  return NULL;
}

static gint
run (Settings *self, const gchar *id, GError **error)
{
  g_autoptr (OvsDatabase) database = NULL;
  g_autofree gchar *text = NULL;
  OvsCallFilter filter;

  if (!read_filter (self, &filter, error) || !find_database (self, error))
    return EXIT_USAGE;
  database = ovs_database_new (self->database, error);
  if (database == NULL && *error == NULL)
    app_fail (error, "No records are kept: the database is none.");
  if (database == NULL)
    return EXIT_USAGE;
  text = ask (database, self, id, &filter, error);
  return text != NULL ? print_text (text) : EXIT_FAILED;
}

gint
ovs_calls_main (gint argc, gchar **argv)
{
  g_autoptr (GError) error = NULL;
  Settings self = { .limit = 100 };
  g_auto (GStrv) rest = NULL;
  gint status = EXIT_USAGE;

  g_set_prgname (NAME);
  if (!app_options_read (&program, &self, argc, argv, &rest, &error))
    status = error != NULL ? EXIT_USAGE : 0;
  else if (check_rest (rest, &error))
    status = run (&self, rest != NULL ? rest[0] : NULL, &error);
  app_options_clear (&program, &self);
  return error != NULL ? complain (error, status) : status;
}

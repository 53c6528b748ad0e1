/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordswriter.c - the records of calls, told line by line on the standard
 * input; for tests that kill it.
 *
 *   recordswriter URL FOLDER
 *
 *   begin CALL           turns CALL FROM COUNT     tool CALL
 *   fact CALL NAME VALUE usage CALL COST           end CALL CAUSE
 *   calls                call CALL                 health
 *   written              (answered when nothing waits any more)
 *   stream CALL          (a turn now and then, told as "turn N TIME")
 *   EOF on the standard input closes the store.
 *
 * Each line is answered by one: "ok", or JSON. What the store says for the log
 * goes to the standard error. */

#include "records/store.h"

#include <gio/gio.h>
#include <glib-unix.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static OvsStore *store;
static GMainLoop *loop;
static gchar *streaming;
static guint streamed;

G_GNUC_PRINTF (1, 2)
static void
answer (const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

static void
add_turn (const gchar *call, guint index)
{
  g_autofree gchar *text = g_strdup_printf ("Turn %u of the Call", index);
  const OvsTurnRecord turn = { index, index % 2 == 0 ? "user" : "assistant",
    text, 1000000 * (gint64) index, 1000000 * (gint64) index + 500000,
    index % 3 == 0, index % 2 == 0 ? -1 : 420 };

  ovs_store_add_turn (store, call, &turn);
}

static void
begin (gchar **words)
{
  const OvsCallRecord call = { words[1], "twilio", "in", "hotel", "+15550001",
    "+15550002", "CA1", 1000 };

  ovs_store_begin_call (store, &call);
  answer ("ok");
}

static void
add_turns (gchar **words)
{
  guint from = atoi (words[2]), count = atoi (words[3]);

  for (guint i = from; i < from + count; i++)
    add_turn (words[1], i);
  answer ("ok");
}

static void
add_tool (gchar **words)
{
  const OvsToolRecord tool = { "book", "{\"nights\":2}", "{\"ok\":true}", NULL,
    2000000, 30 };

  ovs_store_add_tool (store, words[1], &tool);
  answer ("ok");
}

static void
set_fact (gchar **words)
{
  ovs_store_set_fact (store, words[1], words[2], words[3]);
  answer ("ok");
}

static void
add_usage (gchar **words)
{
  const OvsUsageRecord usage = { "gpt-realtime-2.1", 10, 20, 3, 4, 5, 6,
    g_ascii_strtod (words[2], NULL), "USD" };

  ovs_store_add_usage (store, words[1], &usage);
  answer ("ok");
}

static void
end (gchar **words)
{
  const OvsEndRecord record = { 9000000, words[2], "It is over.",
    "/tmp/a.wav" };

  ovs_store_end_call (store, words[1], &record);
  answer ("ok");
}

static void
tell_result (JsonNode *result, const GError *error, gpointer user_data)
{
  g_autofree gchar *text = error == NULL ? json_to_string (result, FALSE)
                                         : NULL;

  answer ("%s%s", error != NULL ? "error " : "",
      error != NULL ? error->message : text);
}

static void
list_calls (gchar **words)
{
  const OvsCallFilter filter = { 0 };

  ovs_store_query_calls (store, &filter, tell_result, NULL);
}

static void
show_call (gchar **words)
{
  ovs_store_query_call (store, words[1], tell_result, NULL);
}

static void
tell_health (gchar **words)
{
  OvsStoreHealth health;
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree gchar *text = NULL;

  ovs_store_get_health (store, &health);
  json_object_set_boolean_member (object, "writing", health.writing);
  json_object_set_int_member (object, "backlog", health.backlog);
  json_object_set_int_member (object, "dropped", health.dropped);
  if (health.last_error != NULL)
    json_object_set_string_member (object, "last_error", health.last_error);
  ovs_store_health_clear (&health);
  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  json_node_unref (node);
  answer ("%s", text);
}

static gboolean
look_whether_written (gpointer data)
{
  OvsStoreHealth health;
  gboolean done;

  ovs_store_get_health (store, &health);
  done = health.writing && health.backlog == 0;
  ovs_store_health_clear (&health);
  if (done)
    answer ("ok");
  return !done;
}

static void
wait_until_written (gchar **words)
{
  g_timeout_add (5, look_whether_written, NULL);
}

static gboolean
stream_turn (gpointer data)
{
  add_turn (streaming, streamed);
  answer ("turn %u %" G_GINT64_FORMAT, streamed++, g_get_monotonic_time ());
  return G_SOURCE_CONTINUE;
}

static void
stream (gchar **words)
{
  streaming = g_strdup (words[1]);
  g_timeout_add (2, stream_turn, NULL);
}

static const struct
{
  const gchar *name;
  guint words;
  void (*func) (gchar **words);
} commands[] = {
  { "begin", 2, begin },
  { "turns", 4, add_turns },
  { "tool", 2, add_tool },
  { "fact", 4, set_fact },
  { "usage", 3, add_usage },
  { "end", 3, end },
  { "calls", 1, list_calls },
  { "call", 2, show_call },
  { "health", 1, tell_health },
  { "written", 1, wait_until_written },
  { "stream", 2, stream },
};

static void
obey (const gchar *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_strcmp0 (words[0], commands[i].name) == 0
        && g_strv_length (words) >= commands[i].words) {
      commands[i].func (words);
      return;
    }
  answer ("error what is \"%s\"?", line);
}

static gboolean
read_line (gint fd, GIOCondition condition, gpointer data)
{
  gchar line[4096];

  if (fgets (line, sizeof (line), stdin) == NULL) {
    g_main_loop_quit (loop);
    return G_SOURCE_REMOVE;
  }
  obey (g_strchomp (line));
  return G_SOURCE_CONTINUE;
}

static void
log_sentence (const gchar *sentence, gpointer user_data)
{
  fprintf (stderr, "%s\n", sentence);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 3) {
    fprintf (stderr, "usage: recordswriter URL FOLDER\n");
    return 2;
  }
  /* Lines are waited for by poll: none may hide in a buffer. */
  setvbuf (stdin, NULL, _IONBF, 0);
  store = ovs_store_open (argv[1], argv[2], log_sentence, NULL, &error);
  if (store == NULL) {
    fprintf (stderr, "%s\n", error->message);
    return 1;
  }
  answer ("open");
  loop = g_main_loop_new (NULL, FALSE);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, read_line, NULL);
  g_main_loop_run (loop);
  ovs_store_close (store);
  answer ("closed");
  g_main_loop_unref (loop);
  g_free (streaming);
  return 0;
}

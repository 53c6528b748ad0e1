/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentwork.c - commands and HTTP endpoints of agents that misbehave: they
 * write for ever, never answer, never end. The limits are what ends them. */

#include "config.h"

#include "agents/command.h"
#include "agents/httpcall.h"
#include "protocol/json.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_S 30

typedef struct
{
  GMainLoop *loop;
  gchar *folder;
  guint done;
  gchar *output;
  gchar *error;
} Work;

static gboolean
on_late (gpointer data)
{
  g_error ("The work did not end.");
  return G_SOURCE_REMOVE;
}

static void
on_done (const gchar *output, const GError *error, gpointer data)
{
  Work *work = data;

  g_assert_true ((output == NULL) == (error != NULL));
  work->done++;
  work->output = g_strdup (output);
  work->error = g_strdup (error != NULL ? error->message : NULL);
  g_main_loop_quit (work->loop);
}

static void
wait_for_end (Work *work)
{
  guint timer = g_timeout_add_seconds (WAIT_S, on_late, NULL);

  if (work->done == 0)
    g_main_loop_run (work->loop);
  g_source_remove (timer);
  /* It is told once, whatever still comes. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (work->done, ==, 1);
}

static void
set_up (Work *work, gconstpointer data)
{
  memset (work, 0, sizeof (*work));
  work->loop = g_main_loop_new (NULL, FALSE);
  work->folder = g_dir_make_tmp ("agentwork-XXXXXX", NULL);
}

static void
tear_down (Work *work, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (work->folder, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (work->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (work->folder);
  g_main_loop_unref (work->loop);
  g_free (work->folder);
  g_free (work->output);
  g_free (work->error);
}

static JsonObject *parse (const gchar *format, ...) G_GNUC_PRINTF (1, 2);

static JsonObject *
parse (const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  JsonObject *object;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  object = oa_json_parse_object (text, -1, 0, "A test's JSON", NULL);
  g_assert_nonnull (object);
  return object;
}

/*** commands ***/

static void
run_shell (Work *work, const gchar *script, guint timeout, const gchar *input,
    GCancellable *cancellable)
{
  g_autoptr (JsonObject) command = parse (
      "{\"argv\":[\"sh\",\"-c\",\"%s\"],\"timeout\":%u,\"max_output\":1000,"
      "\"environment\":[\"AGENTWORK_KEY\"]}",
      script, timeout);

  ovs_command_run (command, work->folder, input, cancellable, on_done, work);
  g_assert_cmpuint (work->done, ==, 0);
}

static void
test_command (Work *work, gconstpointer data)
{
  g_setenv ("AGENTWORK_KEY", "key", TRUE);
  g_setenv ("AGENTWORK_SECRET", "secret", TRUE);
  run_shell (work, "cat; echo $AGENTWORK_KEY:$AGENTWORK_SECRET; echo no >&2",
      30000, "{\"a\":1}", NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->output, ==, "{\"a\":1}key:");
}

static void
test_command_fails (Work *work, gconstpointer data)
{
  run_shell (work, "echo one >&2; printf 'The\\u001b[1m reason' >&2; exit 3",
      30000, "", NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==,
      "The command failed with status 3: The [1m reason.");
}

static void
test_command_is_silent (Work *work, gconstpointer data)
{
  run_shell (work, "exit 4", 30000, "", NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==, "The command failed with status 4.");
}

static void
test_command_is_not_there (Work *work, gconstpointer data)
{
  g_autoptr (JsonObject) command = parse ("{\"argv\":[\"./nothing\"]}");

  ovs_command_run (command, work->folder, "", NULL, on_done, work);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==, "The command cannot be run.");
}

static void
test_command_writes_for_ever (Work *work, gconstpointer data)
{
  run_shell (work, "yes", 600000, "", NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==,
      "The command wrote more than 1000 bytes and was ended.");
}

/* On stderr that is no reason to end it, and no reason to keep it. */
static void
test_command_complains_for_ever (Work *work, gconstpointer data)
{
  run_shell (work, "yes >&2", 1000, "", NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==,
      "The command took too long and was ended.");
}

/* More than a pipe holds, to a command that has closed it. */
static void
test_command_does_not_read (Work *work, gconstpointer data)
{
  g_autofree gchar *input = g_strnfill (1024 * 1024, 'x');

  run_shell (work, "exec <&-; echo ok", 30000, input, NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->output, ==, "ok");
}

/* 0: it has not been written. */
static pid_t
read_pid (Work *work)
{
  g_autofree gchar *path = g_build_filename (work->folder, "pid", NULL);
  g_autofree gchar *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

static pid_t
wait_for_pid (Work *work)
{
  pid_t pid;

  while ((pid = read_pid (work)) == 0) {
    g_main_context_iteration (NULL, FALSE);
    g_thread_yield ();
  }
  return pid;
}

/* Its init reaps what has no parent any more, in its own time. */
static void
wait_until_gone (pid_t pid)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/stat", (gint) pid);
  g_autofree gchar *text = NULL;
  gint64 end = g_get_monotonic_time () + WAIT_S * G_TIME_SPAN_SECOND;

  while (g_file_get_contents (path, &text, NULL, NULL)
      && strstr (text, ") Z ") == NULL) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_clear_pointer (&text, g_free);
    g_thread_yield ();
  }
}

/* A child that has its pipes is ended with it. */
static void
test_command_leaves_a_child (Work *work, gconstpointer data)
{
  run_shell (work, "sleep 1000 & echo $! > pid.new; mv pid.new pid", 2000, "",
      NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==,
      "The command took too long and was ended.");
  wait_until_gone (read_pid (work));
}

static void
test_command_is_cancelled (Work *work, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  pid_t pid;

  run_shell (work, "sleep 1000 & echo $! > pid.new; mv pid.new pid; wait",
      600000, "", cancellable);
  pid = wait_for_pid (work);
  g_cancellable_cancel (cancellable);
  wait_for_end (work);
  g_assert_nonnull (work->error);
  wait_until_gone (pid);
}

static void
test_command_was_cancelled_before (Work *work, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  run_shell (work, "sleep 1000", 600000, "", cancellable);
  wait_for_end (work);
  g_assert_nonnull (work->error);
}

/*** endpoints ***/

typedef struct
{
  SoupServer *soup;
  SoupSession *session;
  gchar *base;
  guint requests;
  gchar *seen; /* of the last request */
} Endpoint;

static void
send_chunk (SoupServerMessage *message, gpointer data)
{
  static gchar zeros[64 * 1024];
  guint *left = data;

  if ((*left)-- > 0)
    soup_message_body_append (soup_server_message_get_response_body (message),
        SOUP_MEMORY_STATIC, zeros, sizeof (zeros));
  else
    soup_message_body_complete (
        soup_server_message_get_response_body (message));
}

/* A gigabyte, as it is asked for. */
static void
answer_without_end (SoupServerMessage *message)
{
  guint *left = g_new (guint, 1);

  *left = 16 * 1024;
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (
                                         message),
      SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (
      soup_server_message_get_response_body (message), FALSE);
  soup_server_message_set_status (message, 200, NULL);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (send_chunk), left);
  g_object_set_data_full (G_OBJECT (message), "left", left, g_free);
  send_chunk (message, left);
}

static void
note_request (Endpoint *endpoint, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (
      message);
  const gchar *key = soup_message_headers_get_one (headers, "X-Key");
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize size;
  const gchar *text = g_bytes_get_data (bytes, &size);

  endpoint->requests++;
  g_free (endpoint->seen);
  endpoint->seen = g_strdup_printf ("%s %s %s %.*s",
      soup_server_message_get_method (message),
      g_uri_get_query (soup_server_message_get_uri (message)), key, (gint) size,
      text != NULL ? text : "");
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const gchar *path,
    GHashTable *query, gpointer data)
{
  Endpoint *endpoint = data;

  note_request (endpoint, message);
  if (g_str_equal (path, "/silent")) {
    soup_server_message_pause (message);
  } else if (g_str_equal (path, "/huge")) {
    answer_without_end (message);
  } else if (g_str_equal (path, "/elsewhere")) {
    soup_server_message_set_redirect (message, 302, endpoint->base);
  } else if (g_str_equal (path, "/wrong")) {
    soup_server_message_set_status (message, 404, NULL);
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC,
        "no\nroom", 7);
  } else {
    soup_server_message_set_status (message, 200, NULL);
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC,
        "free \xff", 6);
  }
}

static void
endpoint_init (Endpoint *endpoint)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  memset (endpoint, 0, sizeof (*endpoint));
  endpoint->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (endpoint->soup, NULL, on_request, endpoint, NULL);
  g_assert_true (soup_server_listen_local (endpoint->soup, 0,
      SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (endpoint->soup);
  endpoint->base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  endpoint->session = ovs_http_session_new ();
}

static void
endpoint_clear (Endpoint *endpoint)
{
  soup_session_abort (endpoint->session);
  g_object_unref (endpoint->session);
  soup_server_disconnect (endpoint->soup);
  g_object_unref (endpoint->soup);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (endpoint->base);
  g_free (endpoint->seen);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Endpoint, endpoint_clear)

static void
request (Work *work, Endpoint *endpoint, const gchar *method, const gchar *path,
    guint timeout, const gchar *body, GCancellable *cancellable)
{
  g_autoptr (JsonObject) http =
      parse ("{\"method\":\"%s\",\"timeout\":%u,\"max_response\":100000,"
             "\"headers_from_environment\":{\"X-Key\":\"AGENTWORK_KEY\"}}",
          method, timeout);
  g_autofree gchar *url = g_strconcat (endpoint->base, path, NULL);

  g_setenv ("AGENTWORK_KEY", "key", TRUE);
  ovs_http_call (endpoint->session, http, url, body, cancellable, on_done,
      work);
  g_assert_cmpuint (work->done, ==, 0);
}

static void
test_http (Work *work, gconstpointer data)
{
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  request (work, &endpoint, "POST", "rooms?a=1", 30000, "{\"b\":2}", NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->output, ==, "free \xef\xbf\xbd");
  g_assert_cmpstr (endpoint.seen, ==, "POST a=1 key {\"b\":2}");
}

static void
test_http_refuses (Work *work, gconstpointer data)
{
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  request (work, &endpoint, "GET", "wrong", 30000, NULL, NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==,
      "The service answered with status 404: no room");
}

/* The key would go along. */
static void
test_http_sends_elsewhere (Work *work, gconstpointer data)
{
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  request (work, &endpoint, "GET", "elsewhere", 30000, NULL, NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==,
      "The service sent the request elsewhere (status 302), which is not "
      "followed.");
  g_assert_cmpuint (endpoint.requests, ==, 1);
}

static void
test_http_never_answers (Work *work, gconstpointer data)
{
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  request (work, &endpoint, "GET", "silent", 200, NULL, NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==, "The service did not answer in time.");
}

static void
test_http_answers_without_end (Work *work, gconstpointer data)
{
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  request (work, &endpoint, "GET", "huge", 600000, NULL, NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==,
      "The service answered with more than 100000 bytes.");
}

static void
test_http_is_cancelled (Work *work, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  request (work, &endpoint, "GET", "silent", 600000, NULL, cancellable);
  while (endpoint.requests == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  wait_for_end (work);
  g_assert_nonnull (work->error);
}

static void
test_http_is_not_there (Work *work, gconstpointer data)
{
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  soup_server_disconnect (endpoint.soup);
  request (work, &endpoint, "GET", "rooms", 30000, NULL, NULL);
  wait_for_end (work);
  g_assert_cmpstr (work->error, ==, "The service cannot be reached.");
}

static void
test_http_lacks_a_variable (Work *work, gconstpointer data)
{
  g_autoptr (JsonObject) http = parse (
      "{\"method\":\"GET\",\"headers_from_environment\":"
      "{\"X-Key\":\"AGENTWORK_NOT_SET\"}}");
  g_auto (Endpoint) endpoint = { NULL };

  endpoint_init (&endpoint);
  ovs_http_call (endpoint.session, http, endpoint.base, NULL, NULL, on_done,
      work);
  wait_for_end (work);
  g_assert_nonnull (strstr (work->error, "AGENTWORK_NOT_SET"));
  g_assert_cmpuint (endpoint.requests, ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *path;
    void (*func) (Work *work, gconstpointer data);
  } rows[] = {
    { "/command/runs", test_command },
    { "/command/fails", test_command_fails },
    { "/command/is-silent", test_command_is_silent },
    { "/command/is-not-there", test_command_is_not_there },
    { "/command/writes-for-ever", test_command_writes_for_ever },
    { "/command/complains-for-ever", test_command_complains_for_ever },
    { "/command/does-not-read", test_command_does_not_read },
    { "/command/leaves-a-child", test_command_leaves_a_child },
    { "/command/cancelled", test_command_is_cancelled },
    { "/command/cancelled-before", test_command_was_cancelled_before },
    { "/http/answers", test_http },
    { "/http/refuses", test_http_refuses },
    { "/http/sends-elsewhere", test_http_sends_elsewhere },
    { "/http/never-answers", test_http_never_answers },
    { "/http/answers-without-end", test_http_answers_without_end },
    { "/http/cancelled", test_http_is_cancelled },
    { "/http/is-not-there", test_http_is_not_there },
    { "/http/lacks-a-variable", test_http_lacks_a_variable },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add (rows[i].path, Work, NULL, set_up, rows[i].func, tear_down);
  return g_test_run ();
}

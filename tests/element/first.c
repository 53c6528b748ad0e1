/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* first.c - the first connection: what may pass is tried again within
 * connect-timeout, what cannot is told at once, and there is always an end. */

#include "fixture.h"
#include "../support/testcase.h"

#include <string.h>
#include <sys/socket.h>

#define TIMEOUT_MS 3000

/*** who answers in the service's place at first ***/

typedef enum
{
  DOOR_SAYS, /* the answer, and closes */
  DOOR_RESETS,
  DOOR_STALLS,
} DoorAct;

typedef struct
{
  const gchar *name;
  DoorAct act;
  const gchar *answer;
  gboolean passes;
  const gchar *says; /* the error, when it does not pass */
} Trouble;

#define HTTP(status, more) \
  "HTTP/1.1 " status " x\r\n" more "Content-Length: 0\r\n\r\n"

static const Trouble troubles[] = {
  { "hangs-up", DOOR_SAYS, "", TRUE, NULL },
  { "resets", DOOR_RESETS, "", TRUE, NULL },
  { "half-an-answer", DOOR_SAYS, "HTTP/1.1 101 Switching Proto", TRUE, NULL },
  { "stalls", DOOR_STALLS, "", TRUE, NULL },
  { "stalls-in-the-answer", DOOR_STALLS, "HTTP/1.1 101 Switch", TRUE, NULL },
  { "408", DOOR_SAYS, HTTP ("408", ""), TRUE, NULL },
  { "425", DOOR_SAYS, HTTP ("425", ""), TRUE, NULL },
  { "429", DOOR_SAYS, HTTP ("429", ""), TRUE, NULL },
  { "429-later", DOOR_SAYS, HTTP ("429", "Retry-After: 1\r\n"), TRUE, NULL },
  { "429-much-later", DOOR_SAYS, HTTP ("429", "Retry-After: 60\r\n"), FALSE,
      "429" },
  { "500", DOOR_SAYS, HTTP ("500", ""), TRUE, NULL },
  { "502", DOOR_SAYS, HTTP ("502", ""), TRUE, NULL },
  { "503", DOOR_SAYS, HTTP ("503", ""), TRUE, NULL },
  { "504", DOOR_SAYS, HTTP ("504", ""), TRUE, NULL },
  { "301", DOOR_SAYS, HTTP ("301", "Location: wss://a.example/\r\n"), FALSE,
      "a.example" },
  { "400", DOOR_SAYS, HTTP ("400", ""), FALSE, "400" },
  { "401", DOOR_SAYS, HTTP ("401", ""), FALSE, "401" },
  { "403", DOOR_SAYS, HTTP ("403", ""), FALSE, "403" },
  { "404", DOOR_SAYS, HTTP ("404", ""), FALSE, "404" },
  { "200", DOOR_SAYS, HTTP ("200", ""), FALSE, "" },
  { "no-http", DOOR_SAYS, "220 mail.example ESMTP\r\n\r\n", FALSE, "" },
};

static GSocket *
listen_somewhere (guint *port)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL);
  GSocketAddress *any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  GSocketAddress *bound;

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  g_socket_set_timeout (socket, WAIT_S);
  bound = g_socket_get_local_address (socket, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_object_unref (bound);
  g_object_unref (any);
  return socket;
}

/* The whole request, so that a close is no reset. */
static void
read_request (GSocket *client)
{
  g_autoptr (GString) head = g_string_new (NULL);
  gchar c[2] = "";

  while (strstr (head->str, "\r\n\r\n") == NULL
      && g_socket_receive (client, c, 1, NULL, NULL) == 1)
    g_string_append (head, c);
}

static void
act (const Trouble *trouble, GSocket *client)
{
  struct linger now = { 1, 0 };

  read_request (client);
  if (*trouble->answer != '\0')
    g_socket_send (client, trouble->answer, strlen (trouble->answer), NULL,
        NULL);
  if (trouble->act == DOOR_RESETS)
    setsockopt (g_socket_get_fd (client), SOL_SOCKET, SO_LINGER, &now,
        sizeof (now));
  if (trouble->act != DOOR_STALLS)
    g_socket_close (client, NULL);
}

static void
start_pipeline (Fixture *f, guint port, gboolean live, GBytes *speech)
{
  g_autofree gchar *uri =
      g_strdup_printf ("ws://127.0.0.1:%u/v1/realtime", port);

  fixture_build (f, format_caps ("pcm"), format_caps ("pcm"));
  g_object_set (f->element, "uri", uri, "connect-timeout", TIMEOUT_MS, NULL);
  gst_util_set_object_arg (G_OBJECT (f->element), "live", live ? "yes" : "no");
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  fixture_push (f, speech, TRUE);
}

static void
assert_told_at_once (const Trouble *trouble, const Run *run, gint64 took)
{
  g_assert_nonnull (run->error);
  g_assert_cmpuint (run->n_errors, ==, 1);
  g_assert_nonnull (strstr (run->error->message, trouble->says));
  g_assert_null (strstr (run->error->message, "It was tried"));
  g_assert_cmpint (took, <, TIMEOUT_MS * 1000);
}

/* The service itself is there behind the first answer, on the same port. */
static void
run_trouble (const Trouble *trouble, gboolean live)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  OrsOptions options = { 0 };
  GSocket *door, *client;
  gint64 begin;
  Fixture f;
  Run *run;

  memset (&f, 0, sizeof (f));
  door = listen_somewhere (&options.port);
  start_pipeline (&f, options.port, live, speech);
  client = g_socket_accept (door, NULL, NULL);
  g_assert_nonnull (client);
  g_socket_close (door, NULL);
  fixture_start_server (&f, &options);
  begin = g_get_monotonic_time ();
  act (trouble, client);
  run = fixture_finish (&f);
  if (trouble->passes) {
    g_assert_no_error (run->error);
    g_assert_true (run->eos);
    g_assert_cmpuint (run->audio->len, >, 0);
    g_assert_cmpuint (ors_server_count_sessions (f.server), ==, 1);
  } else {
    assert_told_at_once (trouble, run, g_get_monotonic_time () - begin);
    g_assert_cmpuint (ors_server_count_sessions (f.server), ==, 0);
  }
  run_free (run);
  fixture_stop (&f);
  g_object_unref (client);
  g_object_unref (door);
}

static void
test_recording (gconstpointer trouble)
{
  run_trouble (trouble, FALSE);
}

static void
test_live (gconstpointer trouble)
{
  run_trouble (trouble, TRUE);
}

/*** behind an open door ***/

typedef struct
{
  const gchar *name;
  const gchar *fault; /* of the first session only */
} Greeting;

static const Greeting greetings[] = {
  { "silent", "'fault':'silent'" },
  { "half-open", "'fault':'half-open'" },
  { "no-session-updated", "'fault':'no-session-updated'" },
  { "close-1011", "'fault':'close','close':1011" },
  { "close-1012", "'fault':'close','close':1012" },
  { "expired",
      "'fault':'error-close','code':'session_expired',"
      "'message':'It is over.','close':1001" },
  { "server-error",
      "'fault':'error-close','code':'server_error',"
      "'message':'The server had an error.','close':1011" },
};

static void
test_greeting (gconstpointer data)
{
  const Greeting *greeting = data;
  g_autofree gchar *scenario =
      g_strdelimit (g_strdup_printf ("{%s,'sessions':1}", greeting->fault), "'",
          '"');
  OrsOptions options = { .scenario = scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  Fixture f;
  Run *run;

  fixture_start_pcm (&f, &options);
  g_object_set (f.element, "connect-timeout", 3000, NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->audio->len, >, 0);
  run_free (run);
  fixture_stop (&f);
}

/* It does not pass: the last error says how often it was tried. */
TEST_PCM (in_vain, &(OrsOptions){ .scenario = "http-503" })
{
  guint attempts = 0;
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "connect-timeout", 2000, NULL);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  run = fixture_finish (f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE);
  g_assert_nonnull (strstr (run->error->message, "It was tried"));
  g_assert_true (gst_structure_get_uint (run->details, "attempts", &attempts));
  g_assert_cmpuint (attempts, >, 1);
  assert_connections (f->server, "refused", attempts);
}

TEST_PCM (not_wanted, &(OrsOptions){ .scenario = "http-503" })
{
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "reconnect", FALSE, NULL);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  run = fixture_finish (f);
  g_assert_nonnull (run->error);
  assert_connections (f->server, "refused", 1);
}

/* Without a second try, the first has all of the time. */
TEST_PCM (one_try_has_all_of_the_time, &(OrsOptions){ .scenario = "silent" })
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "reconnect", FALSE, "connect-timeout", 1800, NULL);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  run = fixture_finish (f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE);
  g_assert_nonnull (strstr (run->error->message, "1800 ms"));
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 1800 * 1000);
}

/* The service does not know a call yet in the moment in which it is taken. */
TEST_PCM (call_is_not_there_yet,
    &(OrsOptions){
        .scenario = "{\"fault\":\"http\",\"status\":404,\"sessions\":2}" })
{
  g_object_set (f->element, "call-id", "rtc_1", NULL);
  gst_util_set_object_arg (G_OBJECT (f->element), "live", "yes");
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
  assert_connections (f->server, "refused", 2);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (recording, troubles);
  /* In real time. */
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i += 3)
    TEST_ROW (live, troubles[i].name, &troubles[i]);
  TEST_ROWS (greeting, greetings);
  return g_test_run ();
}

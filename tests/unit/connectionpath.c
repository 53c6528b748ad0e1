/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connectionpath.c - a connection over a bad way: who is silent is found out,
 * who is only slow is not. */

#include "client.h"
#include "scripts.h"
#include "tcppath.h"
#include "../support/testcase.h"

typedef struct
{
  Peer *peer;
  TcpPath *path;
  Client *client;
} Line;

static void
line_start (Line *line, PeerScript script, const TcpRules *rules)
{
  line->peer = peer_new (script, NULL);
  line->path = tcp_path_new (peer_get_port (line->peer), rules);
  line->client = client_new (tcp_path_get_port (line->path));
  line->client->config.keepalive_interval = 1000;
}

static void
line_stop (Line *line)
{
  client_free (line->client);
  tcp_path_free (line->path);
  peer_free (line->peer);
}

/* Bytes go nowhere, or nothing comes back: the same to us. */
static void
test_black_hole (gconstpointer data)
{
  const gchar *held = data;
  Line line;

  line_start (&line, script_echo, NULL);
  line.client->config.silence_timeout = 2500;
  client_open (line.client);
  client_wait_opened (line.client);
  client_send (line.client, "before");
  client_wait_messages (line.client, 1);
  tcp_path_hold (line.path, *held != 'd', *held != 'u');
  client_send (line.client, "into the hole");
  client_wait_ended (line.client);
  g_assert_error (line.client->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_TIMEOUT);
  client_end_says (line.client, "silent for 3000 ms", NULL);
  g_assert_cmpuint (line.client->messages->len, ==, 1);
  line_stop (&line);
}

/* It closes again in time: nothing is lost or told. */
TEST_WITH (Line, line, black_hole_that_closes, script_echo, NULL)
{
  line->client->config.silence_timeout = 5000;
  client_open (line->client);
  client_wait_opened (line->client);
  tcp_path_hold (line->path, TRUE, TRUE);
  client_run (line->client, client_send_thousand_here);
  tcp_path_hold (line->path, FALSE, FALSE);
  client_wait_messages (line->client, 1000);
  client_assert_numbered (line->client, 0, 1000);
  g_assert_cmpuint (line->client->ended, ==, 0);
}

typedef struct
{
  const gchar *name;
  TcpRules rules;
} Way;

static const Way ways[] = {
  { "delay", { .delay_ms = 400 } },
  { "loss", { .loss_percent = 5 } },
  { "throttle", { .bytes_per_s = 20000 } },
};

/* A thousand messages, longer under way than silence may last. */
static void
test_slow_way (gconstpointer data)
{
  const Way *way = data;
  Line line;

  line_start (&line, script_echo, &way->rules);
  line.client->config.silence_timeout = 2500;
  client_open (line.client);
  client_wait_opened (line.client);
  client_run (line.client, client_send_thousand_here);
  client_wait_messages (line.client, 1000);
  client_assert_numbered (line.client, 0, 1000);
  g_assert_cmpuint (line.client->ended, ==, 0);
  line_stop (&line);
}

/* The upgrade never comes back. */
TEST_WITH (Line, line, black_hole_from_the_beginning, script_echo, NULL)
{
  line->client->config.connect_timeout = 200;
  tcp_path_hold (line->path, FALSE, TRUE);
  client_fails_with (line->client, OA_TRANSPORT_ERROR_TIMEOUT);
  client_end_says (line->client, "in time", "waiting for the answer", NULL);
}

static void
test_cut (gconstpointer how)
{
  Line line;

  line_start (&line, script_echo, NULL);
  client_open (line.client);
  client_wait_opened (line.client);
  tcp_path_cut (line.path, *(const gchar *) how == 'r');
  client_wait_ended (line.client);
  g_assert_true (line.client->end.was_open);
  g_assert_cmpuint (line.client->end.close_code, ==, 1006);
  line_stop (&line);
}

int
main (int argc, char **argv)
{
  static const gchar *const holes[] = { "up", "down", "both" };
  static const gchar *const cuts[] = { "reset", "close" };

  test_init (&argc, &argv);
  client_init_tests ();
  TEST_WORDS (black_hole, holes);
  TEST_ROWS (slow_way, ways);
  TEST_WORDS (cut, cuts);
  return g_test_run ();
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Letting go of a connection, at any moment and from anywhere. */

#include "client.h"
#include "scripts.h"
#include "../support/testcase.h"

#include <string.h>

#define TIMES 50

/* ---- we let go: at any moment, and every time the socket is closed ---- */

typedef void (*Phase) (Peer *peer, Client *client);

static void
detach_in_phase (PeerScript script, Phase reach, guint accepted)
{
  g_autoptr (Peer) peer = peer_new (script, NULL);

  for (guint i = 1; i <= TIMES; i++) {
    g_autoptr (Client) client = client_new (peer_get_port (peer));

    reach (peer, client);
    if (client->connection != NULL)
      client_detach (client, 10);
    if (accepted > 0)
      peer_wait_eofs (peer, i);
  }
}

static void
open_and_detach_here (Client *client)
{
  static const OaConnectionHandlers none = { NULL };

  oa_connection_detach (
      oa_connection_open (client->loop, &client->config, &none, NULL), 10);
}

static void
phase_at_once (Peer *peer, Client *client)
{
  client_run (client, open_and_detach_here);
}

TEST (detach_at_once)
{
  detach_in_phase (script_echo, phase_at_once, 0);
}

static void
phase_bad_config (Peer *peer, Client *client)
{
  client_set_uri (client, "nonsense");
  client_run (client, open_and_detach_here);
}

TEST (detach_with_bad_config)
{
  detach_in_phase (script_echo, phase_bad_config, 0);
}

static void
phase_connecting (Peer *peer, Client *client)
{
  static guint accepted;

  client_open (client);
  peer_wait_accepted (peer, ++accepted);
}

TEST (detach_connecting)
{
  detach_in_phase (script_no_answer, phase_connecting, 1);
}

static void
phase_open (Peer *peer, Client *client)
{
  client_open (client);
  client_wait_opened (client);
}

TEST (detach_open)
{
  detach_in_phase (script_echo, phase_open, 1);
}

TEST (detach_open_from_a_silent_peer)
{
  detach_in_phase (script_silent, phase_open, 1);
}

static void
phase_sending (Peer *peer, Client *client)
{
  client->next_count = 100;
  client->next_size = 1000;
  phase_open (peer, client);
  client_run (client, client_send_megabytes_here);
}

TEST (detach_sending)
{
  detach_in_phase (script_silent, phase_sending, 1);
}

/* The peer does not even read: nothing but the cut ends this. */
TEST (detach_while_the_peer_does_not_read)
{
  detach_in_phase (script_never_reads, phase_sending, 0);
}

static void
phase_closing (Peer *peer, Client *client)
{
  phase_open (peer, client);
  client_close (client, 20000);
}

TEST (detach_closing)
{
  detach_in_phase (script_silent, phase_closing, 1);
}

static void
phase_ended (Peer *peer, Client *client)
{
  client_open (client);
  client_wait_ended (client);
}

TEST (detach_ended)
{
  detach_in_phase (script_hang_up, phase_ended, 1);
}

static void
detach_hook (Client *client)
{
  client_detach_here (client, 10);
}

static void
phase_in_opened (Peer *peer, Client *client)
{
  client->in_opened = detach_hook;
  phase_open (peer, client);
}

TEST (detach_inside_opened)
{
  detach_in_phase (script_echo, phase_in_opened, 1);
}

static void
phase_in_message (Peer *peer, Client *client)
{
  client->in_message = detach_hook;
  client_open (client);
  client_wait_messages (client, 1);
}

static void
script_burst (Talk *talk)
{
  if (!peer_upgrade (talk))
    return;
  for (guint i = 0; i < 100; i++)
    peer_write_frame (talk, TRUE, OPCODE_TEXT, "burst", 5);
  peer_drain (talk);
}

TEST (detach_inside_message)
{
  detach_in_phase (script_burst, phase_in_message, 1);
}

static void
phase_in_next (Peer *peer, Client *client)
{
  client->in_next = detach_hook;
  client->next_count = 5;
  client->next_size = 10;
  client_open (client);
  client_wait_given (client, 1);
}

TEST (detach_inside_next)
{
  detach_in_phase (script_echo, phase_in_next, 1);
}

static void
phase_in_ended (Peer *peer, Client *client)
{
  client->in_ended = detach_hook;
  client_open (client);
  client_wait_ended (client);
}

TEST (detach_inside_ended)
{
  detach_in_phase (script_hang_up, phase_in_ended, 1);
}

TEST_MAIN (client_init_tests ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What goes over an open connection, and how it ends. */

#include "client.h"
#include "scripts.h"
#include "../support/testcase.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- words back and forth ---- */

TEST (echo)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  client_wait_opened (client);
  client_send (client, "{\"type\":\"grüß Gott\"}");
  client_wait_messages (client, 1);
  g_assert_cmpstr (client_get_message (client, 0), ==,
      "{\"type\":\"grüß Gott\"}");
}

TEST (thousand_messages_keep_order)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  client_wait_opened (client);
  client_run (client, client_send_thousand_here);
  client_wait_messages (client, 1000);
  client_assert_numbered (client, 0, 1000);
}

TEST (sent_goes_before_next)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->next_count = 10;
  client->next_size = 10;
  client->in_opened = client_send_thousand_here;
  client_open (client);
  client_wait_messages (client, 1010);
  client_assert_numbered (client, 0, 1000);
  client_assert_numbered (client, 1000, 10);
}

static void
wake_here (Client *client)
{
  g_mutex_lock (&client->lock);
  client->next_count++;
  g_mutex_unlock (&client->lock);
  oa_connection_schedule_send (client->connection);
}

TEST (next_is_asked_again_only_when_woken)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->next_size = 10;
  client_open (client);
  client_wait_opened (client);
  for (guint i = 0; i < 20; i++) {
    client_run (client, wake_here);
    client_wait_messages (client, i + 1);
  }
  /* Once at the opening, then per waking: one message and one "no more". */
  g_assert_cmpuint (client->asked, <=, 1 + 2 * 20);
}

static void
send_once_here (Client *client)
{
  g_autoptr (GBytes) bytes = NULL;

  if (client->asked > 0)
    return;
  bytes = g_bytes_new_static ("from inside", 11);
  oa_connection_send (client->connection, bytes);
}

TEST (send_from_inside_next_is_not_forgotten)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->in_next = send_once_here;
  client_open (client);
  client_wait_messages (client, 1);
  g_assert_cmpstr (client_get_message (client, 0), ==, "from inside");
}

static void
check_state_here (Client *client)
{
  g_assert_true (oa_connection_is_open (client->connection));
}

TEST (is_open_inside_opened)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->in_opened = check_state_here;
  client_open (client);
  client_wait_opened (client);
}

static void
script_check_request (Talk *talk)
{
  if (!peer_upgrade (talk))
    return;
  g_assert_true (
      g_str_has_prefix (talk->request, "GET /v1/realtime?token=sk-secret "));
  g_assert_nonnull (
      strstr (talk->request, "\r\nAuthorization: Bearer sk-secret\r\n"));
  g_assert_nonnull (strstr (talk->request, "\r\nUser-Agent: openairealtime/"));
  g_assert_null (strstr (talk->request, "Sec-WebSocket-Extensions"));
  peer_drain (talk);
}

TEST (request_has_our_headers_and_no_compression)
{
  g_autoptr (Peer) peer = peer_new (script_check_request, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  client_wait_opened (client);
}

/* ---- messages of all kinds ---- */

#define LARGE (5 * 1024 * 1024)

static void
script_large (Talk *talk)
{
  g_autofree gchar *text = g_strnfill (LARGE, 'a');

  if (peer_upgrade (talk)) {
    peer_write_frame (talk, TRUE, OPCODE_TEXT, text, LARGE);
    peer_drain (talk);
  }
}

TEST (large_message)
{
  g_autoptr (Peer) peer = peer_new (script_large, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.max_message_size = LARGE;
  client_open (client);
  client_wait_messages (client, 1);
  g_assert_cmpuint (g_bytes_get_size (client->messages->pdata[0]), ==, LARGE);
}

TEST (message_above_the_limit)
{
  g_autoptr (Peer) peer = peer_new (script_large, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.max_message_size = LARGE - 1;
  client_fails_with (client, OA_TRANSPORT_ERROR_TOO_LARGE);
  g_assert_cmpuint (client->end.close_code, ==, 1006);
}

static void
script_fragments (Talk *talk)
{
  if (!peer_upgrade (talk))
    return;
  peer_write_frame (talk, FALSE, OPCODE_TEXT, "one ", 4);
  peer_write_frame (talk, TRUE, OPCODE_PING, "?", 1);
  peer_write_frame (talk, FALSE, OPCODE_CONTINUATION, "two ", 4);
  peer_write_frame (talk, TRUE, OPCODE_CONTINUATION, "three", 5);
  peer_drain (talk);
}

TEST (fragmented_message)
{
  g_autoptr (Peer) peer = peer_new (script_fragments, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.max_message_size = 13;
  client_open (client);
  client_wait_messages (client, 1);
  g_assert_cmpstr (client_get_message (client, 0), ==, "one two three");
}

TEST (fragments_above_the_limit)
{
  g_autoptr (Peer) peer = peer_new (script_fragments, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.max_message_size = 12;
  client_fails_with (client, OA_TRANSPORT_ERROR_TOO_LARGE);
  g_assert_cmpuint (client->messages->len, ==, 0);
}

/* ---- a peer that does not read ---- */

TEST (next_is_not_asked_while_the_peer_does_not_read)
{
  g_autoptr (Peer) peer = peer_new (script_never_reads, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->next_count = 1600;
  client->next_size = 64 * 1024;
  client->config.silence_timeout = 400;
  client->config.keepalive_interval = 0;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  /* What the kernel takes, and not the hundred megabytes. */
  g_assert_cmpuint (client->given, <, 300);
}

#define HUGE (30 * 1024 * 1024)

static void
script_reads_a_part (Talk *talk)
{
  gchar buffer[4096];
  gsize total = 0;

  if (!peer_upgrade (talk))
    return;
  while (total < HUGE / 4)
    total += g_input_stream_read (g_io_stream_get_input_stream (talk->stream),
        buffer, sizeof (buffer), NULL, NULL);
  peer_wait_released (talk);
}

/* The socket takes a message in many parts. It is ready for more each time, but
 * the next message must wait until all of this one is gone. */
TEST (large_messages_do_not_pile_up)
{
  g_autoptr (Peer) peer = peer_new (script_reads_a_part, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->next_count = 10;
  client->next_size = HUGE;
  client->config.silence_timeout = 400;
  client->config.keepalive_interval = 0;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  g_assert_cmpuint (client->given, ==, 1);
}

typedef struct
{
  guint count;
  gsize size;
} Expected;

static void
script_reads_late (Talk *talk)
{
  const Expected *expected = talk->data;

  if (!peer_upgrade (talk))
    return;
  peer_wait_released (talk);
  for (guint i = 0; i < expected->count; i++) {
    guint8 opcode;
    g_autoptr (GBytes) payload = peer_read_frame (talk, &opcode);

    g_assert_nonnull (payload);
    g_assert_cmpuint (opcode, ==, OPCODE_TEXT);
    g_assert_cmpuint (g_bytes_get_size (payload), ==, expected->size);
    g_assert_cmpint (atoi (g_bytes_get_data (payload, NULL)), ==, i);
  }
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "all there", 9);
  peer_drain (talk);
}

TEST (all_arrives_when_the_peer_reads_on)
{
  Expected expected = { 400, 64 * 1024 };
  g_autoptr (Peer) peer = peer_new (script_reads_late, &expected);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->next_count = expected.count;
  client->next_size = expected.size;
  client_open (client);
  client_wait_given (client, 10);
  peer_release (peer);
  client_wait_messages (client, 1);
  g_assert_cmpuint (client->given, ==, expected.count);
}

/* Messages too large for the socket, and pongs of libsoup between them. */
#define LARGE_COUNT 60
#define LARGE_SIZE 300001
#define PINGS 120

static void
script_pings_between (Talk *talk)
{
  guint texts = 0, pongs = 0, pings = 0;
  GBytes *payload;
  guint8 opcode;

  if (!peer_upgrade (talk))
    return;
  while (texts < LARGE_COUNT || pongs < PINGS) {
    for (; pings < PINGS && pings <= 2 * texts; pings++)
      peer_write_frame (talk, TRUE, OPCODE_PING, "still there?", 12);
    payload = peer_read_frame (talk, &opcode);
    g_assert_nonnull (payload);
    if (opcode == OPCODE_PONG) {
      pongs++;
    } else {
      g_assert_cmpuint (opcode, ==, OPCODE_TEXT);
      g_assert_cmpuint (g_bytes_get_size (payload), ==, LARGE_SIZE);
      g_assert_cmpint (atoi (g_bytes_get_data (payload, NULL)), ==, texts);
      texts++;
    }
    g_bytes_unref (payload);
  }
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "all", 3);
  peer_drain (talk);
}

static void
check_frames_do_not_mix (Peer *peer, Client *client)
{
  client->next_count = LARGE_COUNT;
  client->next_size = LARGE_SIZE;
  client_open (client);
  client_wait_messages (client, 1);
  client_free (client);
  peer_free (peer);
}

TEST (frames_do_not_mix)
{
  Peer *peer = peer_new (script_pings_between, NULL);

  check_frames_do_not_mix (peer, client_new (peer_get_port (peer)));
}

TEST (frames_do_not_mix_in_tls)
{
  g_autofree gchar *pem =
      g_build_filename (g_getenv ("TESTDATADIR"), "tls", "localhost.pem", NULL);
  Peer *peer = peer_new_tls (pem, script_pings_between, NULL);
  Client *client = client_new (1);

  client_set_uri (client, "wss://localhost:%u/", peer_get_port (peer));
  client->config.ssl_strict = FALSE;
  check_frames_do_not_mix (peer, client);
}

TEST (overflow)
{
  g_autoptr (Peer) peer = peer_new (script_never_reads, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.max_queued_bytes = 20 * 1024 * 1024;
  client_open (client);
  client_wait_opened (client);
  client_run (client, client_send_megabytes_here);
  client_wait_ended (client);
  g_assert_error (client->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_OVERFLOW);
  client_end_says (client, "does not read", NULL);
}

/* ---- a peer that says nothing ---- */

TEST (silent_peer)
{
  g_autoptr (Peer) peer = peer_new (script_silent, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.keepalive_interval = 100;
  client->config.silence_timeout = 100;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  g_assert_true (client->end.was_open);
  g_assert_cmpuint (client->end.close_code, ==, 1006);
  client_end_says (client, "silent for 100 ms", NULL);
  peer_wait_eofs (peer, 1);
}

/* Every part of a slow message and every ping is life. The peer's pauses are
 * shorter than the limit, all of them together are far longer. */
static gboolean
pause_and_write (Talk *talk, gconstpointer data, gsize size)
{
  GError *error = NULL;
  gboolean alive;

  /* Reading is the pause: the client has nothing to say. */
  alive = !g_socket_condition_timed_wait (g_socket_connection_get_socket (
                                              talk->connection),
              G_IO_IN, 40 * G_TIME_SPAN_MILLISECOND, NULL, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  if (alive)
    peer_write (talk, data, size);
  return alive;
}

static void
script_slow (Talk *talk)
{
  if (!peer_upgrade (talk))
    return;
  peer_write (talk, "\x81\x14", 2);
  for (guint i = 0; i < 20; i++)
    g_assert_true (pause_and_write (talk, "x", 1));
  for (guint i = 0; i < 20; i++)
    g_assert_true (pause_and_write (talk, "\x8a\x00", 2));
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "end", 3);
  peer_drain (talk);
}

TEST (slow_peer_is_not_a_silent_one)
{
  g_autoptr (Peer) peer = peer_new (script_slow, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.keepalive_interval = 0;
  client->config.silence_timeout = 400;
  client_open (client);
  client_wait_messages (client, 2);
  g_assert_cmpuint (client->ended, ==, 0);
}

static gboolean
answer_ping (Talk *talk)
{
  guint8 opcode;
  GBytes *payload = peer_read_frame (talk, &opcode);
  gconstpointer data;
  gsize size;

  if (payload == NULL)
    return FALSE;
  g_assert_cmpuint (opcode, ==, OPCODE_PING);
  data = g_bytes_get_data (payload, &size);
  peer_write_frame (talk, TRUE, OPCODE_PONG, data, size);
  g_bytes_unref (payload);
  return TRUE;
}

/* Silent but for pongs, and for longer than the limit. */
static void
script_pongs (Talk *talk)
{
  if (!peer_upgrade (talk))
    return;
  if (answer_ping (talk) && answer_ping (talk) && answer_ping (talk)
      && answer_ping (talk))
    peer_write_frame (talk, TRUE, OPCODE_TEXT, "end", 3);
  peer_drain (talk);
}

TEST (pings_and_pongs_keep_alive)
{
  g_autoptr (Peer) peer = peer_new (script_pongs, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.keepalive_interval = 1000;
  client->config.silence_timeout = 2500;
  client_open (client);
  client_wait_messages (client, 1);
  /* The early ping is not told of. */
  g_assert_cmpuint (client->pongs, ==, 3);
  g_assert_cmpuint (client->ended, ==, 0);
}

/* It has answered, so it would answer. */
static void
script_one_pong (Talk *talk)
{
  if (peer_upgrade (talk) && answer_ping (talk))
    peer_drain (talk);
}

TEST (unanswered_pings_end_it)
{
  g_autoptr (Peer) peer = peer_new (script_one_pong, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.keepalive_interval = 100;
  client->config.silence_timeout = 60000;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  client_end_says (client, "silent for 300 ms", NULL);
}

TEST (peer_that_never_answers_pings_has_longer)
{
  g_autoptr (Peer) peer = peer_new (script_silent, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.keepalive_interval = 100;
  client->config.silence_timeout = 1000;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  client_end_says (client, "silent for 1000 ms", NULL);
}

/* All that it sends are other bytes, and too late for a single ping. */
static void
script_pong_then_bytes (Talk *talk)
{
  if (!peer_upgrade (talk) || !answer_ping (talk))
    return;
  peer_write (talk, "\x81\x0a", 2);
  for (guint i = 0; i < 10; i++) {
    guint8 opcode;
    GBytes *payload = peer_read_frame (talk, &opcode);

    g_clear_pointer (&payload, g_bytes_unref);
    payload = peer_read_frame (talk, &opcode);
    g_clear_pointer (&payload, g_bytes_unref);
    peer_write (talk, "x", 1);
  }
  peer_drain (talk);
}

TEST (other_bytes_are_life_too)
{
  g_autoptr (Peer) peer = peer_new (script_pong_then_bytes, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.keepalive_interval = 100;
  client->config.silence_timeout = 60000;
  client_open (client);
  client_wait_messages (client, 1);
  g_assert_cmpuint (client->ended, ==, 0);
}

/* Pings wait behind a message that the peer takes slowly for a while, and it
 * says nothing meanwhile. What comes before or behind it the peer answers, and
 * soon: little waits in its kernel. */
#define SLOW_READS 40
#define LITTLE (256 * 1024)

/* FALSE: the client is gone. */
static gboolean
take_message (Talk *talk)
{
  guint8 opcode = OPCODE_PING;

  while (opcode == OPCODE_PING) {
    g_autoptr (GBytes) payload = peer_read_frame (talk, &opcode);

    if (payload == NULL)
      return FALSE;
    if (opcode == OPCODE_PING)
      peer_write_frame (talk, TRUE, OPCODE_PONG,
          g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  }
  return opcode == OPCODE_TEXT;
}

static void
script_takes_slowly (Talk *talk)
{
  GSocket *socket = g_socket_connection_get_socket (talk->connection);

  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, LITTLE, NULL);
  if (!peer_upgrade (talk) || !answer_ping (talk))
    return;
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "go", 2);
  if (!take_message (talk))
    return;
  talk->slow_reads = SLOW_READS;
  if (!take_message (talk))
    return;
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "end", 3);
  peer_drain (talk);
}

static void
send_slowly_taken_here (Client *client)
{
  gsize size = SLOW_READS * PEER_SLOW_READ_BYTES;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_strnfill (size, 'a'), size);
  g_autoptr (GBytes) first = g_bytes_new_static ("now", 3);

  oa_connection_send (client->connection, first);
  oa_connection_send (client->connection, bytes);
}

TEST (slow_line_is_not_a_dead_one)
{
  g_autoptr (Peer) peer = peer_new (script_takes_slowly, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.keepalive_interval = 400;
  client->config.silence_timeout = 60000;
  client_open (client);
  client_wait_messages (client, 1);
  client_run (client, send_slowly_taken_here);
  client_wait_messages (client, 2);
  g_assert_cmpuint (client->ended, ==, 0);
}

/* Some of them have no answer, which RFC 6455 allows; the last one has. */
#define PING_FLOOD 20000

static void
script_pings_and_does_not_read (Talk *talk)
{
  gboolean found = FALSE;

  if (!peer_upgrade (talk))
    return;
  for (guint i = 0; i < PING_FLOOD; i++)
    peer_write (talk,
        "\x89\x04"
        "many",
        6);
  for (guint i = 0; i <= 2 * PING_FLOOD && !found; i++) {
    guint8 opcode;
    g_autoptr (GBytes) payload = NULL;

    /* One at a time from here on: each must get its answer. */
    peer_write (talk,
        "\x89\x04"
        "last",
        6);
    payload = peer_read_frame (talk, &opcode);
    g_assert_nonnull (payload);
    g_assert_cmpuint (opcode, ==, OPCODE_PONG);
    found = memcmp (g_bytes_get_data (payload, NULL), "last", 4) == 0;
  }
  g_assert_true (found);
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "end", 3);
  peer_drain (talk);
}

TEST (pings_are_answered_behind_a_flood)
{
  g_autoptr (Peer) peer = peer_new (script_pings_and_does_not_read, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  client_wait_messages (client, 1);
  g_assert_cmpuint (client->ended, ==, 0);
}

/* ---- the peer closes ---- */

typedef struct
{
  guint16 code;
  const gchar *reason;
} Closing;

static void
script_close (Talk *talk)
{
  const Closing *closing = talk->data;

  if (!peer_upgrade (talk))
    return;
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "last words", 10);
  if (closing->code == 0)
    peer_write_frame (talk, TRUE, OPCODE_CLOSE, "", 0);
  else
    peer_write_close (talk, closing->code, closing->reason);
  /* Does not close the stream: nobody may wait for that. */
  peer_drain (talk);
}

static void
closes_with (guint16 code, const gchar *reason, guint told, const gchar *words)
{
  Closing closing = { code, reason };
  g_autoptr (Peer) peer = peer_new (script_close, &closing);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_fails_with (client, OA_TRANSPORT_ERROR_CLOSED);
  g_assert_true (client->end.was_open);
  g_assert_cmpuint (client->end.close_code, ==, told);
  g_assert_cmpstr (client->end.close_reason, ==, *reason ? reason : NULL);
  g_assert_cmpuint (client->messages->len, ==, 1);
  client_end_says (client, reason, words, NULL);
  peer_wait_eofs (peer, 1);
}

TEST (peer_closes)
{
  closes_with (1000, "", 1000, "code 1000");
  closes_with (3000, "invalid_request_error.invalid_api_key", 3000,
      "Check the key");
  closes_with (4000, "invalid_request_error.missing_model", 4000, "4000");
  closes_with (1001, "Your session hit the maximum duration of 60 minutes.",
      1001, "Connect again");
  closes_with (1011, "oops", 1011, "Try again later");
  closes_with (0, "", 1005, "without a code");
}

static void
script_cut (Talk *talk)
{
  if (peer_upgrade (talk))
    peer_write_frame (talk, TRUE, OPCODE_TEXT, "last words", 10);
}

TEST (peer_cuts_the_stream)
{
  g_autoptr (Peer) peer = peer_new (script_cut, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_fails_with (client, OA_TRANSPORT_ERROR_CLOSED);
  g_assert_cmpuint (client->end.close_code, ==, 1006);
  g_assert_cmpuint (client->messages->len, ==, 1);
}

static void
script_reset (Talk *talk)
{
  GBytes *payload;
  guint8 opcode;

  if (!peer_upgrade (talk))
    return;
  /* A thousand bytes are promised, three come. */
  peer_write (talk,
      "\x81\x7e\x03\xe8"
      "abc",
      7);
  payload = peer_read_frame (talk, &opcode);
  g_clear_pointer (&payload, g_bytes_unref);
  peer_reset (talk);
}

TEST (peer_resets_within_a_message)
{
  g_autoptr (Peer) peer = peer_new (script_reset, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  client_send (client, "now");
  client_wait_ended (client);
  g_assert_error (client->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_CLOSED);
  g_assert_cmpuint (client->end.close_code, ==, 1006);
  g_assert_cmpuint (client->messages->len, ==, 0);
}

/* ---- we close ---- */

/* Data: what the client must have said before its close frame, or NULL. */
static void
script_expect_close (Talk *talk)
{
  const gchar *expected = talk->data;
  GBytes *payload;
  guint8 opcode;

  if (!peer_upgrade (talk))
    return;
  payload = peer_read_frame (talk, &opcode);
  if (expected != NULL) {
    g_assert_cmpuint (opcode, ==, OPCODE_TEXT);
    g_assert_cmpmem (g_bytes_get_data (payload, NULL),
        g_bytes_get_size (payload), expected, strlen (expected));
    g_bytes_unref (payload);
    payload = peer_read_frame (talk, &opcode);
  }
  g_assert_cmpuint (opcode, ==, OPCODE_CLOSE);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), 2, "\x03\xe8", 2);
  g_bytes_unref (payload);
  peer_write_close (talk, 1000, "bye");
}

static void
send_and_close_here (Client *client)
{
  GBytes *bytes = g_bytes_new_static ("last words", 10);

  oa_connection_send (client->connection, bytes);
  oa_connection_close (client->connection, 20000);
  /* Too late. */
  oa_connection_send (client->connection, bytes);
  oa_connection_schedule_send (client->connection);
  g_bytes_unref (bytes);
  g_assert_cmpuint (client->ended, ==, 0);
}

TEST (close_is_answered)
{
  g_autoptr (Peer) peer = peer_new (script_expect_close, "last words");
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  client_wait_opened (client);
  client_run (client, send_and_close_here);
  client_wait_ended (client);
  g_assert_error (client->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_CLOSED);
  client_end_says (client, "as asked", NULL);
  g_assert_cmpuint (client->end.close_code, ==, 1000);
  g_assert_cmpstr (client->end.close_reason, ==, "bye");
  peer_wait_eofs (peer, 1);
}

TEST (close_is_never_answered)
{
  g_autoptr (Peer) peer = peer_new (script_silent, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));
  gint64 start;

  client_open (client);
  client_wait_opened (client);
  start = g_get_monotonic_time ();
  client_close (client, 100);
  client_wait_ended (client);
  /* libsoup alone would take five seconds. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (client->end.close_code, ==, 1006);
  peer_wait_eofs (peer, 1);
}

TEST (close_before_the_answer)
{
  g_autoptr (Peer) peer = peer_new (script_no_answer, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  peer_wait_accepted (peer, 1);
  client_close (client, 20000);
  client_wait_ended (client);
  g_assert_error (client->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_CLOSED);
  g_assert_false (client->end.was_open);
  peer_wait_eofs (peer, 1);
}

static void
close_twice_here (Client *client)
{
  oa_connection_close (client->connection, 100);
  oa_connection_close (client->connection, 100);
}

TEST (close_twice_ends_once)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_open (client);
  client_wait_opened (client);
  client_run (client, close_twice_here);
  client_wait_ended (client);
  client_run (client, close_twice_here);
}

TEST_MAIN (client_init_tests ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* One peer sends as fast as it can, another connection of the same I/O thread
 * must come up, send and receive. What is counted is turns of the loop, never
 * time: how fast the machine is does not matter. */

#include "client.h"
#include "scripts.h"
#include "../support/testcase.h"

#include <string.h>

#define BLOCK (64 * 1024)
#define ROUND_TRIPS 50
/* From "something waits" to "the next one, please", and one to spare. */
#define MOST_TURNS 4
/* Of one connection in a turn. */
#define MOST_MESSAGES 64

/* ---- turns of the loop ---- */

typedef struct
{
  GSource source;
  guint turns;
} Counter;

/* Asked once in each turn, whatever is ready. */
static gboolean
counter_prepare (GSource *source, gint *timeout)
{
  *timeout = -1;
  ((Counter *) source)->turns++;
  return FALSE;
}

static Counter *
counter_new (OaLoop *loop)
{
  static GSourceFuncs funcs = {
    counter_prepare,
    NULL,
    NULL,
    NULL,
  };
  GSource *source = g_source_new (&funcs, sizeof (Counter));

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_attach (source, oa_loop_get_context (loop));
  return (Counter *) source;
}

static void
counter_free (Counter *self)
{
  g_source_destroy (&self->source);
  g_source_unref (&self->source);
}

static Counter *counter;

/* ---- the good connection ---- */

static guint woken_at;
static guint most_turns;

static void
wake_here (Client *client)
{
  g_mutex_lock (&client->lock);
  client->next_count++;
  g_mutex_unlock (&client->lock);
  woken_at = counter->turns;
  oa_connection_schedule_send (client->connection);
}

static void
note_turns_here (Client *client)
{
  if (client->given < client->next_count)
    most_turns = MAX (most_turns, counter->turns - woken_at);
}

static void
talk_beside_the_flood (void)
{
  g_autoptr (Peer) peer = peer_new (script_echo, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  most_turns = 0;
  client->next_size = 10;
  client->in_next = note_turns_here;
  client_open (client);
  client_wait_opened (client);
  for (guint i = 0; i < ROUND_TRIPS; i++) {
    client_run (client, wake_here);
    client_wait_messages (client, i + 1);
  }
  g_assert_cmpuint (most_turns, <=, MOST_TURNS);
}

/* ---- the flood ---- */

typedef struct
{
  const gchar *name;
  const gchar *bytes; /* again and again */
  gsize size;
  gsize filler; /* so many bytes of text behind each */
  gsize piece;  /* written at once; 0 = a block */
} Flood;

static guint flood_turn;
static guint flood_in_turn;
static guint most_messages;

static void
note_message_here (Client *client)
{
  if (flood_turn != counter->turns)
    flood_in_turn = 0;
  flood_turn = counter->turns;
  flood_in_turn++;
  most_messages = MAX (most_messages, flood_in_turn);
}

static GByteArray *
make_block (const Flood *flood)
{
  GByteArray *block = g_byte_array_new ();
  g_autofree gchar *filler = g_strnfill (flood->filler, 'x');

  while (block->len < BLOCK) {
    g_byte_array_append (block, (const guint8 *) flood->bytes, flood->size);
    g_byte_array_append (block, (const guint8 *) filler, flood->filler);
  }
  return block;
}

static void
pour (Talk *talk)
{
  const Flood *flood = talk->data;
  g_autoptr (GByteArray) block = make_block (flood);
  gsize piece = flood->piece > 0 ? flood->piece : block->len;
  gsize at = 0;

  while (peer_write (talk, block->data + at, MIN (piece, block->len - at)))
    at = at + piece < block->len ? at + piece : 0;
}

static gpointer
drain_beside (gpointer talk)
{
  peer_drain (talk);
  return NULL;
}

static void
script_flood (Talk *talk)
{
  GThread *reader;

  if (!peer_upgrade (talk))
    return;
  reader = g_thread_new ("reader", drain_beside, talk);
  pour (talk);
  g_thread_join (reader);
}

static void
test_flood (gconstpointer data)
{
  Peer *peer = peer_new (script_flood, data);
  Client *client = client_new (peer_get_port (peer));

  most_messages = 0;
  counter = counter_new (client->loop);
  client->forgets = TRUE;
  client->in_message = note_message_here;
  client_open (client);
  client_wait_opened (client);
  talk_beside_the_flood ();
  g_assert_cmpuint (client->ended, ==, 0);
  client_free (client);
  g_assert_cmpuint (most_messages, <=, MOST_MESSAGES);
  peer_free (peer);
  counter_free (counter);
}

/* ---- floods before there is a WebSocket ---- */

static void
script_flood_of_bytes (Talk *talk)
{
  GThread *reader = g_thread_new ("reader", drain_beside, talk);

  pour (talk);
  g_thread_join (reader);
}

static void
check_early_flood (const Flood *flood, const gchar *scheme)
{
  Peer *peer = peer_new (script_flood_of_bytes, flood);
  Client *client = client_new (peer_get_port (peer));

  counter = counter_new (client->loop);
  client_set_uri (client, "%s://127.0.0.1:%u/", scheme, peer_get_port (peer));
  client_open (client);
  talk_beside_the_flood ();
  client_free (client);
  peer_free (peer);
  counter_free (counter);
}

static void
test_early_flood (gconstpointer data)
{
  check_early_flood (data, "ws");
}

static void
test_early_flood_in_tls (gconstpointer data)
{
  check_early_flood (data, "wss");
}

#define BYTES(bytes) bytes, sizeof (bytes) - 1

static const Flood floods[] = {
  { "tiny-texts", BYTES ("\x81\x02{}") },
  { "texts-in-pieces", BYTES ("\x81\x02{}"), 0, 1 },
  { "bad-texts", BYTES ("\x81\x03\xff{}") },
  { "pings", BYTES ("\x89\x00") },
  { "pongs", BYTES ("\x8a\x00") },
  { "empty-fragments",
      BYTES ("\x01\x00"
             "\x00\x00\x00\x00\x00\x00\x80\x00") },
  { "large-frames", BYTES ("\x81\x7f\x00\x00\x00\x00\x00\x02\x00\x00"),
      128 * 1024 },
  { "binary", BYTES ("\x82\x02{}") },
};

static const Flood early_floods[] = {
  { "answers-to-come", BYTES ("HTTP/1.1 100 \r\n\r\n"), 0, 1 },
};

static const Flood tls_floods[] = {
  /* A record of a handshake, byte by byte. */
  { "tls-bytes", BYTES ("\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb"), 0x3ffb, 1 },
};

TEST_MAIN (client_init_tests (); TEST_ROWS (flood, floods);
           TEST_ROWS (early_flood, early_floods);
           TEST_ROWS (early_flood_in_tls, tls_floods))

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* RFC 6455, sections 5 to 7, by cases, over an open connection: what is taken,
 * and what ends it, whichever of the two readers gets the frame and whichever
 * version libsoup has. */

#include "client.h"
#include "scripts.h"
#include "../support/testcase.h"

#include <string.h>

/* Behind each case that is allowed: shows that the connection goes on. */
#define GOES_ON "\x81\x07goes on"

typedef struct
{
  const gchar *name;
  const gchar *bytes; /* of the peer */
  gsize size;
  const gchar *told; /* what becomes of them; each with a bar */
} Allowed;

typedef struct
{
  const gchar *name;
  const gchar *bytes;
  gsize size;
  guint16 close_code; /* of ours; 0 = any, or none */
} Refused;

#define BYTES(bytes) bytes, sizeof (bytes) - 1

/* ---- allowed ---- */

static void
script_allowed (Talk *talk)
{
  const Allowed *allowed = talk->data;

  if (!peer_upgrade (talk))
    return;
  peer_write (talk, allowed->bytes, allowed->size);
  peer_write_text (talk, GOES_ON);
  peer_drain (talk);
}

/* The same, byte by byte. */
static void
script_allowed_in_bytes (Talk *talk)
{
  const Allowed *allowed = talk->data;

  if (!peer_upgrade (talk))
    return;
  for (gsize i = 0; i < allowed->size; i++)
    peer_write (talk, allowed->bytes + i, 1);
  peer_write_text (talk, GOES_ON);
  peer_drain (talk);
}

static gchar *
get_told (Client *client)
{
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < client->messages->len; i++) {
    GBytes *message = client->messages->pdata[i];

    g_string_append_len (told, g_bytes_get_data (message, NULL),
        g_bytes_get_size (message));
    g_string_append_c (told, '|');
  }
  return g_string_free (told, FALSE);
}

static guint
count_messages (const gchar *told)
{
  guint count = 0;

  for (; *told != '\0'; told++)
    count += *told == '|';
  return count;
}

static void
is_allowed (const Allowed *allowed, PeerScript script)
{
  g_autoptr (Peer) peer = peer_new (script, allowed);
  g_autoptr (Client) client = client_new (peer_get_port (peer));
  g_autofree gchar *expected = g_strconcat (allowed->told, "goes on|", NULL);
  g_autofree gchar *told = NULL;

  client_open (client);
  client_wait_messages (client, count_messages (expected));
  told = get_told (client);
  g_assert_cmpstr (told, ==, expected);
  g_assert_cmpuint (client->ended, ==, 0);
}

static void
test_allowed (gconstpointer data)
{
  is_allowed (data, script_allowed);
  is_allowed (data, script_allowed_in_bytes);
}

static const Allowed all_allowed[] = {
  { "text", BYTES ("\x81\x05hello"), "hello|" },
  { "empty-text", BYTES ("\x81\x00"), "|" },
  { "binary", BYTES ("\x82\x05hello"), "hello|" },
  { "empty-binary", BYTES ("\x82\x00"), "|" },
  { "text-of-126-is-long",
      BYTES ("\x81\x7e\x00\x7e"
             "0123456789012345678901234567890123456789012345678901234567890123"
             "45678901234567890123456789012345678901234567890123456789abcdef"),
      "0123456789012345678901234567890123456789012345678901234567890123"
      "45678901234567890123456789012345678901234567890123456789abcdef|" },
  { "parts", BYTES ("\x01\x02he\x00\x02ll\x80\x01o"), "hello|" },
  { "parts-of-binary", BYTES ("\x02\x02he\x80\x03llo"), "hello|" },
  { "empty-parts", BYTES ("\x01\x00\x00\x00\x00\x05hello\x80\x00"), "hello|" },
  { "nothing-in-parts", BYTES ("\x01\x00\x80\x00"), "|" },
  { "ping-between-parts", BYTES ("\x01\x02he\x89\x01p\x80\x03llo"), "hello|" },
  { "pong-between-parts", BYTES ("\x01\x02he\x8a\x00\x80\x03llo"), "hello|" },
  { "ping", BYTES ("\x89\x00\x89\x01p"), "" },
  { "pong-that-was-not-asked-for", BYTES ("\x8a\x00\x8a\x01p"), "" },
  { "character-over-parts", BYTES ("\x01\x01\xc3\x80\x01\xbc"), "\xc3\xbc|" },
  /* RFC 6455, 8.1, would end these. Here it is one message that cannot be
   * read, and no reason to end a call. */
  { "text-not-utf8", BYTES ("\x81\x02\xc3x"), "\xc3x|" },
  { "surrogate", BYTES ("\x81\x03\xed\xa0\x80"), "\xed\xa0\x80|" },
  { "overlong", BYTES ("\x81\x02\xc0\xaf"), "\xc0\xaf|" },
  { "text-not-utf8-in-parts", BYTES ("\x01\x01\xc3\x80\x01x"), "\xc3x|" },
  { "text-cut-in-a-character", BYTES ("\x01\x01\xc3\x80\x00"), "\xc3|" },
};

/* ---- refused ---- */

/* The last that the client says. */
static gint
read_close (Talk *talk)
{
  GBytes *payload;
  guint8 opcode;
  gint code = 0;

  while ((payload = peer_read_frame (talk, &opcode)) != NULL) {
    const guint8 *data = g_bytes_get_data (payload, NULL);

    if (opcode == OPCODE_CLOSE && g_bytes_get_size (payload) >= 2)
      code = data[0] << 8 | data[1];
    g_bytes_unref (payload);
  }
  return code;
}

static void
script_refused (Talk *talk)
{
  const Refused *refused = talk->data;
  gint code;

  if (!peer_upgrade (talk))
    return;
  peer_write (talk, refused->bytes, refused->size);
  code = read_close (talk);
  if (refused->close_code != 0)
    g_assert_cmpint (code, ==, refused->close_code);
}

static void
test_refused (gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new (script_refused, data);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.max_message_size = 1000;
  client_open (client);
  client_wait_ended (client);
  g_test_message ("%s", client->end.error->message);
  g_assert_true (g_error_matches (client->end.error, OA_TRANSPORT_ERROR,
                     OA_TRANSPORT_ERROR_PROTOCOL)
      || g_error_matches (client->end.error, OA_TRANSPORT_ERROR,
          OA_TRANSPORT_ERROR_TOO_LARGE));
  g_assert_cmpuint (client->messages->len, ==, 0);
  g_assert_true (client->end.was_open);
  peer_wait_eofs (peer, 1);
}

#define OF_125 \
  "0123456789012345678901234567890123456789012345678901234567890123" \
  "4567890123456789012345678901234567890123456789012345678901234"

static const Refused all_refused[] = {
  { "reserved-1", BYTES ("\xc1\x01x"), 1002 },
  { "reserved-2", BYTES ("\xa1\x01x"), 1002 },
  { "reserved-3", BYTES ("\x91\x01x"), 1002 },
  { "reserved-in-a-ping", BYTES ("\xc9\x00"), 1002 },
  { "opcode-3", BYTES ("\x83\x01x"), 1002 },
  { "opcode-7", BYTES ("\x87\x00"), 1002 },
  { "opcode-11", BYTES ("\x8b\x00"), 1002 },
  { "opcode-15", BYTES ("\x8f\x00"), 1002 },
  { "masked-text", BYTES ("\x81\x85mask....."), 1002 },
  { "masked-ping", BYTES ("\x89\x80mask"), 1002 },
  { "length-16-too-long", BYTES ("\x81\x7e\x00\x05hello"), 1002 },
  { "length-64-too-long",
      BYTES ("\x81\x7f\x00\x00\x00\x00\x00\x00\x00\x05hello"), 1002 },
  { "length-negative", BYTES ("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff"), 0 },
  { "continuation-of-nothing", BYTES ("\x80\x01x"), 1002 },
  { "continuation-of-nothing-in-parts", BYTES ("\x00\x01x"), 1002 },
  { "text-within-parts", BYTES ("\x01\x01x\x81\x01y"), 1002 },
  { "binary-within-parts", BYTES ("\x01\x01x\x02\x01y"), 1002 },
  { "ping-of-126", BYTES ("\x89\x7e\x00\x7e" OF_125 "6"), 1002 },
  { "pong-of-126", BYTES ("\x8a\x7e\x00\x7e" OF_125 "6"), 1002 },
  { "close-of-126", BYTES ("\x88\x7e\x00\x7e" OF_125 "6"), 1002 },
  { "ping-in-parts", BYTES ("\x09\x01p"), 1002 },
  { "close-in-parts", BYTES ("\x08\x02\x03\xe8"), 1002 },
  { "close-of-one-byte", BYTES ("\x88\x01x"), 1002 },
  { "close-code-0", BYTES ("\x88\x02\x00\x00"), 1002 },
  { "close-code-999", BYTES ("\x88\x02\x03\xe7"), 1002 },
  { "close-code-1004", BYTES ("\x88\x02\x03\xec"), 1002 },
  { "close-code-1005", BYTES ("\x88\x02\x03\xed"), 1002 },
  { "close-code-1006", BYTES ("\x88\x02\x03\xee"), 1002 },
  { "close-code-1015", BYTES ("\x88\x02\x03\xf7"), 1002 },
  { "close-code-1016", BYTES ("\x88\x02\x03\xf8"), 1002 },
  { "close-code-2999", BYTES ("\x88\x02\x0b\xb7"), 1002 },
  { "close-code-5000", BYTES ("\x88\x02\x13\x88"), 1002 },
  { "close-reason-not-utf8", BYTES ("\x88\x04\x03\xe8\xc3x"), 1002 },
  { "too-large", BYTES ("\x81\x7e\x03\xe9"), 1009 },
  { "too-large-binary", BYTES ("\x82\x7e\x03\xe9"), 1009 },
  { "too-large-in-parts", BYTES ("\x02\x05hello\x00\x7e\x03\xe4"), 1009 },
};

/* ---- close ---- */

typedef struct
{
  const gchar *name;
  const gchar *bytes; /* two messages at most, then the close frame */
  gsize size;
  guint messages;
  guint code;
  const gchar *reason;
} Closed;

static void
script_closed (Talk *talk)
{
  const Closed *closed = talk->data;

  if (!peer_upgrade (talk))
    return;
  peer_write (talk, closed->bytes, closed->size);
  peer_drain (talk);
}

static void
test_closed (gconstpointer data)
{
  const Closed *closed = data;
  g_autoptr (Peer) peer = peer_new (script_closed, data);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_fails_with (client, OA_TRANSPORT_ERROR_CLOSED);
  g_assert_cmpuint (client->messages->len, ==, closed->messages);
  g_assert_cmpuint (client->end.close_code, ==, closed->code);
  g_assert_cmpstr (client->end.close_reason, ==, closed->reason);
}

static const Closed all_closed[] = {
  { "without-a-code", BYTES ("\x88\x00"), 0, 1005, NULL },
  { "1000", BYTES ("\x88\x02\x03\xe8"), 0, 1000, NULL },
  { "1003", BYTES ("\x88\x02\x03\xeb"), 0, 1003, NULL },
  { "1007", BYTES ("\x88\x02\x03\xef"), 0, 1007, NULL },
  { "1010", BYTES ("\x88\x02\x03\xf2"), 0, 1010, NULL },
  { "1011", BYTES ("\x88\x02\x03\xf3"), 0, 1011, NULL },
  /* Registered later than libsoup was written. */
  { "1012", BYTES ("\x88\x09\x03\xf4restart"), 0, 1012, "restart" },
  { "1013", BYTES ("\x88\x02\x03\xf5"), 0, 1013, NULL },
  { "1014", BYTES ("\x88\x02\x03\xf6"), 0, 1014, NULL },
  { "3000",
      BYTES ("\x88\x05\x0b\xb8"
             "key"),
      0, 3000, "key" },
  { "4999", BYTES ("\x88\x02\x13\x87"), 0, 4999, NULL },
  { "reason-of-123",
      BYTES ("\x88\x7d\x03\xe8"
             "0123456789012345678901234567890123456789012345678901234567890123"
             "45678901234567890123456789012345678901234567890123456789abc"),
      0, 1000,
      "0123456789012345678901234567890123456789012345678901234567890123"
      "45678901234567890123456789012345678901234567890123456789abc" },
  { "reason-with-controls",
      BYTES ("\x88\x0e\x03\xe8"
             "a\x1b[2J\xc2\x9b\xe2\x80\xae"
             "b!"),
      0, 1000, "a [2J b!" },
  { "behind-messages", BYTES ("\x81\x01x\x01\x01y\x80\x01z\x88\x02\x03\xe8"), 2,
      1000, NULL },
  { "within-a-message-in-parts", BYTES ("\x01\x01x\x88\x02\x03\xe8"), 0, 1000,
      NULL },
  { "before-messages", BYTES ("\x88\x02\x03\xe8\x81\x01x"), 0, 1000, NULL },
  { "twice", BYTES ("\x88\x02\x03\xe8\x88\x02\x03\xe9"), 0, 1000, NULL },
};

TEST_MAIN (client_init_tests (); TEST_ROWS (allowed, all_allowed);
           TEST_ROWS (refused, all_refused); TEST_ROWS (closed, all_closed))

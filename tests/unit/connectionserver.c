/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The server's side: which requests are accepted (RFC 6455, 4.2), how others
 * are refused and within which bounds, and the frames after that, with a client
 * of raw bytes and with our own. */

#include "client.h"
#include "../support/testcase.h"

#include "transport/httphead.h"
#include "transport/upgraderequest.h"

#include <string.h>

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define BYTES(bytes) bytes, sizeof (bytes) - 1

typedef struct
{
  GSocketListener *listener;
  guint16 port;
  Client *server;
  GSocketConnection *raw; /* the client's end, for raw bytes */
} Pair;

static void
pair_start (Pair *pair)
{
  memset (pair, 0, sizeof (*pair));
  pair->listener = g_socket_listener_new ();
  pair->port = g_socket_listener_add_any_inet_port (pair->listener, NULL, NULL);
  g_assert_cmpuint (pair->port, >, 0);
  pair->server = client_new (1);
}

static void
pair_accept (Pair *pair)
{
  GError *error = NULL;
  g_autoptr (GSocketConnection) accepted =
      g_socket_listener_accept (pair->listener, NULL, NULL, &error);

  g_assert_no_error (error);
  client_accept (pair->server, accepted);
}

/* With a client of raw bytes. */
static void
pair_connect (Pair *pair)
{
  GSocketClient *client = g_socket_client_new ();
  GError *error = NULL;

  g_socket_client_set_timeout (client, 20);
  g_socket_client_set_enable_proxy (client, FALSE);
  pair->raw = g_socket_client_connect_to_host (client, "127.0.0.1", pair->port,
      NULL, &error);
  g_assert_no_error (error);
  g_object_unref (client);
  pair_accept (pair);
}

static void
pair_stop (Pair *pair)
{
  client_free (pair->server);
  g_clear_object (&pair->raw);
  g_object_unref (pair->listener);
}

static void
raw_write (Pair *pair, gconstpointer data, gsize size)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (
                                 G_IO_STREAM (pair->raw)),
      data, size, NULL, NULL, NULL);
}

static void
raw_read (Pair *pair, gpointer data, gsize size)
{
  GError *error = NULL;
  gsize count;

  g_input_stream_read_all (g_io_stream_get_input_stream (
                               G_IO_STREAM (pair->raw)),
      data, size, &count, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, size);
}

/* Until the server hangs up. */
static GByteArray *
raw_read_all (Pair *pair)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (pair->raw));
  GByteArray *all = g_byte_array_new ();
  guint8 bytes[512];
  gssize count;

  while (
      (count = g_input_stream_read (input, bytes, sizeof (bytes), NULL, NULL))
      > 0)
    g_byte_array_append (all, bytes, count);
  g_byte_array_append (all, (const guint8 *) "", 1);
  return all;
}

/* The head of the answer. */
static gchar *
raw_read_head (Pair *pair)
{
  GString *head = g_string_new (NULL);
  gchar c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n")) {
    raw_read (pair, &c, 1);
    g_string_append_c (head, c);
  }
  return g_string_free (head, FALSE);
}

#define REQUEST \
  "GET /media?a=b HTTP/1.1\r\nHost: example.org\r\n" \
  "Upgrade: websocket\r\nConnection: Upgrade\r\n" \
  "Sec-WebSocket-Key: " KEY "\r\nSec-WebSocket-Version: 13\r\n"

static void
raw_upgrade (Pair *pair)
{
  g_autofree gchar *head = NULL;

  pair_connect (pair);
  raw_write (pair, BYTES (REQUEST "\r\n"));
  head = raw_read_head (pair);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  client_wait_opened (pair->server);
}

/* ---- requests that are accepted ---- */

typedef struct
{
  const gchar *name;
  const gchar *request;
  const gchar *protocol; /* in the answer, or NULL */
} Accepted;

static gchar *protocols[] = { (gchar *) "media.v2", (gchar *) "media", NULL };

static void
is_accepted (const Accepted *accepted, gsize piece)
{
  gsize size = strlen (accepted->request), i;
  gchar *head, *protocol;
  Pair pair;

  pair_start (&pair);
  pair.server->config.protocols = g_strdupv (protocols);
  pair_connect (&pair);
  for (i = 0; i < size; i += piece)
    raw_write (&pair, accepted->request + i, MIN (piece, size - i));
  head = raw_read_head (&pair);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  g_assert_nonnull (strstr (head, "\r\nSec-WebSocket-Accept: " ACCEPT "\r\n"));
  g_assert_nonnull (strstr (head, "\r\nUpgrade: websocket\r\n"));
  g_assert_nonnull (strstr (head, "\r\nConnection: Upgrade\r\n"));
  g_assert_null (strstr (head, "Extensions"));
  protocol = accepted->protocol != NULL
      ? g_strdup_printf ("\r\nSec-WebSocket-Protocol: %s\r\n",
          accepted->protocol)
      : NULL;
  if (protocol != NULL)
    g_assert_nonnull (strstr (head, protocol));
  else
    g_assert_null (strstr (head, "Sec-WebSocket-Protocol"));
  client_wait_opened (pair.server);
  g_free (protocol);
  g_free (head);
  pair_stop (&pair);
}

static void
test_accepted (gconstpointer data)
{
  is_accepted (data, G_MAXSIZE / 2);
  is_accepted (data, 1);
}

static const Accepted all_accepted[] = {
  { "plain", REQUEST "\r\n", NULL },
  { "other-case-and-lists",
      "GET / HTTP/1.1\r\nhost: a\r\nupgrade: WebSocket\r\n"
      "connection: keep-alive, upgrade\r\nsec-websocket-key: " KEY "\r\n"
      "sec-websocket-version: 13\r\n\r\n",
      NULL },
  { "protocol", REQUEST "Sec-WebSocket-Protocol: media\r\n\r\n", "media" },
  { "protocol-the-client-likes-most",
      REQUEST "Sec-WebSocket-Protocol: other, media, media.v2\r\n\r\n",
      "media" },
  { "protocols-in-two-headers",
      REQUEST "Sec-WebSocket-Protocol: other\r\n"
              "Sec-WebSocket-Protocol: media.v2\r\n\r\n",
      "media.v2" },
  { "no-protocol-in-common", REQUEST "Sec-WebSocket-Protocol: other\r\n\r\n",
      NULL },
  { "extension-that-is-not-taken",
      REQUEST "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", NULL },
  { "body-of-nothing", REQUEST "Content-Length: 0\r\n\r\n", NULL },
};

/* ---- requests that are refused ---- */

typedef struct
{
  const gchar *name;
  const gchar *request;
  gsize size;
  guint status;
  const gchar *header; /* in the answer, or NULL */
} Refused;

static void
check_answer (const gchar *answer, guint status, const gchar *header)
{
  g_autofree gchar *begin = g_strdup_printf ("HTTP/1.1 %u ", status);

  g_test_message ("%s", answer);
  g_assert_true (g_str_has_prefix (answer, begin));
  g_assert_nonnull (strstr (answer, "\r\nConnection: close\r\n"));
  if (header != NULL)
    g_assert_nonnull (strstr (answer, header));
}

static void
test_refused (gconstpointer data)
{
  const Refused *refused = data;
  g_autoptr (GByteArray) answer = NULL;
  Pair pair;

  pair_start (&pair);
  pair_connect (&pair);
  raw_write (&pair, refused->request, refused->size);
  g_socket_shutdown (g_socket_connection_get_socket (pair.raw), FALSE, TRUE,
      NULL);
  answer = raw_read_all (&pair);
  check_answer ((const gchar *) answer->data, refused->status, refused->header);
  client_wait_ended (pair.server);
  g_assert_error (pair.server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_HTTP);
  g_assert_cmpuint (pair.server->end.http_status, ==, refused->status);
  g_assert_false (pair.server->end.was_open);
  g_assert_false (pair.server->opened);
  pair_stop (&pair);
}

#define FIELDS "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define TARGET "GET / HTTP/1.1\r\nHost: a\r\n"

static const Refused all_refused[] = {
  { "method",
      BYTES ("POST / HTTP/1.1\r\nHost: a\r\n" FIELDS VERSION
             "Sec-WebSocket-Key: " KEY "\r\n\r\n"),
      405, "\r\nAllow: GET\r\n" },
  { "http-1.0",
      BYTES ("GET / HTTP/1.0\r\nHost: a\r\n" FIELDS VERSION
             "Sec-WebSocket-Key: " KEY "\r\n\r\n"),
      505, NULL },
  { "target-is-no-path",
      BYTES ("GET * HTTP/1.1\r\nHost: a\r\n" FIELDS VERSION
             "Sec-WebSocket-Key: " KEY "\r\n\r\n"),
      400, NULL },
  { "no-host",
      BYTES ("GET / HTTP/1.1\r\n" FIELDS VERSION "Sec-WebSocket-Key: " KEY
             "\r\n\r\n"),
      400, NULL },
  { "two-hosts",
      BYTES (TARGET "Host: b\r\n" FIELDS VERSION "Sec-WebSocket-Key: " KEY
                    "\r\n\r\n"),
      400, NULL },
  { "no-upgrade",
      BYTES (TARGET "Connection: Upgrade\r\n" VERSION "Sec-WebSocket-Key: " KEY
                    "\r\n\r\n"),
      426, "\r\nUpgrade: websocket\r\n" },
  { "upgrade-to-something-else",
      BYTES (TARGET "Upgrade: h2c\r\n"
                    "Connection: Upgrade\r\n" VERSION "Sec-WebSocket-Key: " KEY
                    "\r\n\r\n"),
      426, NULL },
  { "no-connection",
      BYTES (TARGET "Upgrade: websocket\r\n" VERSION "Sec-WebSocket-Key: " KEY
                    "\r\n\r\n"),
      426, NULL },
  { "version-8",
      BYTES (TARGET FIELDS "Sec-WebSocket-Version: 8\r\n"
                           "Sec-WebSocket-Key: " KEY "\r\n\r\n"),
      426, "\r\nSec-WebSocket-Version: 13\r\n" },
  { "no-version", BYTES (TARGET FIELDS "Sec-WebSocket-Key: " KEY "\r\n\r\n"),
      426, "\r\nSec-WebSocket-Version: 13\r\n" },
  { "no-key", BYTES (TARGET FIELDS VERSION "\r\n"), 400, NULL },
  { "short-key",
      BYTES (TARGET FIELDS VERSION "Sec-WebSocket-Key: c2hvcnQ=\r\n\r\n"), 400,
      NULL },
  { "key-not-in-base64",
      BYTES (TARGET FIELDS VERSION
          "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==\r\n\r\n"),
      400, NULL },
  { "two-keys",
      BYTES (TARGET FIELDS VERSION "Sec-WebSocket-Key: " KEY "\r\n"
                                   "Sec-WebSocket-Key: " KEY "\r\n\r\n"),
      400, NULL },
  { "body", BYTES (REQUEST "Content-Length: 5\r\n\r\nhello"), 400, NULL },
  { "body-in-chunks", BYTES (REQUEST "Transfer-Encoding: chunked\r\n\r\n"), 400,
      NULL },
  { "plain-page", BYTES ("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 426, NULL },
  { "not-http", BYTES ("EHLO example.org\r\n\r\n"), 400, NULL },
  { "tls-hello", BYTES ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), 400,
      NULL },
  { "bare-line-feeds", BYTES ("GET / HTTP/1.1\nHost: a\n\n"), 400, NULL },
  { "zero-in-a-header", BYTES (TARGET "A: \0\r\n\r\n"), 400, NULL },
  { "line-that-is-no-header", BYTES (TARGET "nothing\r\n\r\n"), 400, NULL },
};

/* It can read why, though most of what it sent was not read. */
TEST (too_large_a_request_is_refused)
{
  g_autofree gchar *filler = g_strnfill (60 * 1024, 'x');
  g_autofree gchar *request =
      g_strconcat (TARGET "Filler: ", filler, "\r\n\r\n", NULL);
  Refused refused = { "", request, strlen (request), 431, NULL };

  test_refused (&refused);
}

static guint
not_found (const OaHttpHead *request, OaRefusal *refusal)
{
  g_assert_cmpstr (request->target, ==, "/media?a=b");
  g_assert_cmpstr (oa_http_head_get_header (request, "Origin"), ==,
      "https://example.org");
  return 404;
}

TEST_WITH (Pair, pair, the_owner_refuses)
{
  g_autoptr (GByteArray) answer = NULL;

  pair->server->in_requested = not_found;
  pair_connect (pair);
  raw_write (pair, BYTES (REQUEST "Origin: https://example.org\r\n\r\n"));
  answer = raw_read_all (pair);
  check_answer ((const gchar *) answer->data, 404, NULL);
  client_wait_ended (pair->server);
  g_assert_cmpuint (pair->server->end.http_status, ==, 404);
}

static guint
too_many (const OaHttpHead *request, OaRefusal *refusal)
{
  refusal->reason = "There are too many.";
  refusal->body = g_strdup ("{\"error\":{}}");
  refusal->retry_after = 7;
  return 503;
}

TEST_WITH (Pair, pair, a_refusal_has_a_body)
{
  g_autoptr (GByteArray) answer = NULL;

  pair->server->in_requested = too_many;
  pair_connect (pair);
  raw_write (pair, BYTES (REQUEST "\r\n"));
  answer = raw_read_all (pair);
  check_answer ((const gchar *) answer->data, 503, "Retry-After: 7\r\n");
  g_assert_nonnull (strstr ((const gchar *) answer->data,
      "\r\nContent-Type: application/json\r\n"));
  g_assert_true (g_str_has_suffix ((const gchar *) answer->data,
      "\r\n\r\n{\"error\":{}}\n"));
  client_wait_ended (pair->server);
  g_assert_nonnull (
      strstr (pair->server->end.error->message, "There are too many."));
}

/* ---- requests that do not come ---- */

static void
ends_in_time (const gchar *bytes)
{
  g_autoptr (GByteArray) answer = NULL;
  Pair pair;

  pair_start (&pair);
  pair.server->config.connect_timeout = 50;
  pair_connect (&pair);
  raw_write (&pair, bytes, strlen (bytes));
  answer = raw_read_all (&pair);
  g_assert_cmpuint (answer->len, ==, 1);
  client_wait_ended (pair.server);
  g_assert_error (pair.server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_TIMEOUT);
  pair_stop (&pair);
}

TEST (a_request_has_a_deadline)
{
  ends_in_time ("");
  ends_in_time (REQUEST);
}

TEST_WITH (Pair, pair, the_client_leaves)
{
  pair_connect (pair);
  raw_write (pair, BYTES (REQUEST));
  g_clear_object (&pair->raw);
  client_wait_ended (pair->server);
  g_assert_error (pair->server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_FAILED);
}

/* ---- frames, with raw bytes ---- */

/* "mask" over it. */
#define MASKED_HELLO "\x81\x85mask\x05\x04\x1f\x07\x02"

TEST_WITH (Pair, pair, masked_frames_are_read)
{
  raw_upgrade (pair);
  raw_write (pair, BYTES (MASKED_HELLO));
  client_wait_messages (pair->server, 1);
  g_assert_cmpstr (client_get_message (pair->server, 0), ==, "hello");
  /* In parts, which libsoup joins. */
  raw_write (pair, BYTES ("\x01\x82mask\x05\x04\x80\x83mask\x01\x0d\x1c"));
  client_wait_messages (pair->server, 2);
  g_assert_cmpstr (client_get_message (pair->server, 1), ==, "hello");
}

/* A service may begin at once; so may its client, against the rules. */
TEST_WITH (Pair, pair, frames_behind_the_request_are_kept)
{
  pair_connect (pair);
  raw_write (pair, BYTES (REQUEST "\r\n" MASKED_HELLO MASKED_HELLO));
  client_wait_messages (pair->server, 2);
  g_assert_cmpstr (client_get_message (pair->server, 1), ==, "hello");
}

TEST_WITH (Pair, pair, what_is_sent_is_not_masked)
{
  guint8 bytes[7];

  raw_upgrade (pair);
  client_send (pair->server, "hello");
  raw_read (pair, bytes, sizeof (bytes));
  g_assert_cmpmem (bytes, sizeof (bytes), "\x81\x05hello", 7);
  /* A ping with one byte, and its answer by libsoup. */
  raw_write (pair, BYTES ("\x89\x81mask\x1d"));
  raw_read (pair, bytes, 3);
  g_assert_cmpmem (bytes, 3, "\x8a\x01p", 3);
}

TEST_WITH (Pair, pair, messages_go_in_parts)
{
  guint8 bytes[11];

  pair->server->config.part_size = 2;
  raw_upgrade (pair);
  client_send (pair->server, "hello");
  raw_read (pair, bytes, 11);
  g_assert_cmpmem (bytes, 11, "\x01\x02he\x00\x02ll\x80\x01o", 11);
  client_send (pair->server, "me");
  raw_read (pair, bytes, 4);
  g_assert_cmpmem (bytes, 4, "\x81\x02me", 4);
}

/* Small, in parts, and behind what libsoup has not read. */
TEST_WITH (Pair, pair, binary_is_parted)
{
  pair->server->parts_binary = TRUE;
  raw_upgrade (pair);
  raw_write (pair,
      BYTES ("\x82\x81mask."
             "\x02\x81mask."
             "\x80\x81mask." MASKED_HELLO "\x82\x81mask." MASKED_HELLO));
  client_wait_messages (pair->server, 2);
  g_assert_cmpstr (client_get_message (pair->server, 0), ==, "hello");
  g_assert_cmpstr (client_get_message (pair->server, 1), ==, "hello");
  g_assert_cmpuint (pair->server->binaries, ==, 3);
}

static void
stop_reading_here (Client *server)
{
  oa_connection_set_reading (server->connection, FALSE);
}

static void
go_on_reading_here (Client *server)
{
  oa_connection_set_reading (server->connection, TRUE);
}

static void
do_nothing_here (Client *server)
{}

TEST_WITH (Pair, pair, reading_can_wait)
{
  raw_upgrade (pair);
  client_run (pair->server, stop_reading_here);
  raw_write (pair, BYTES (MASKED_HELLO));
  for (guint i = 0; i < 100; i++)
    client_run (pair->server, do_nothing_here);
  g_assert_cmpuint (pair->server->messages->len, ==, 0);
  client_run (pair->server, go_on_reading_here);
  client_wait_messages (pair->server, 1);
}

static void
reset_here (Client *server)
{
  oa_connection_reset (server->connection);
}

TEST_WITH (Pair, pair, the_server_resets)
{
  GError *error = NULL;
  guint8 byte;

  raw_upgrade (pair);
  client_run (pair->server, reset_here);
  client_wait_ended (pair->server);
  g_assert_error (pair->server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_CLOSED);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (
              G_IO_STREAM (pair->raw)), &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_clear_error (&error);
}

typedef struct
{
  const gchar *name;
  const gchar *bytes;
  gsize size;
  guint16 close_code;
} Broken;

static void
test_broken (gconstpointer data)
{
  const Broken *broken = data;
  g_autoptr (GByteArray) answer = NULL;
  Pair pair;

  pair_start (&pair);
  pair.server->config.max_message_size = 1000;
  raw_upgrade (&pair);
  raw_write (&pair, broken->bytes, broken->size);
  answer = raw_read_all (&pair);
  client_wait_ended (pair.server);
  g_test_message ("%s", pair.server->end.error->message);
  g_assert_cmpuint (answer->len, >=, 4);
  g_assert_cmphex (answer->data[0], ==, 0x88);
  /* Not masked either. */
  g_assert_cmphex (answer->data[1] & 0x80, ==, 0);
  g_assert_cmpuint (answer->data[2] << 8 | answer->data[3], ==,
      broken->close_code);
  g_assert_cmpuint (pair.server->messages->len, ==, 0);
  pair_stop (&pair);
}

static const Broken all_broken[] = {
  { "text-not-masked", BYTES ("\x81\x05hello"), 1002 },
  { "part-not-masked", BYTES ("\x01\x05hello"), 1002 },
  { "ping-not-masked", BYTES ("\x89\x00"), 1002 },
  { "reserved", BYTES ("\xc1\x81mask."), 1002 },
  { "opcode", BYTES ("\x83\x81mask."), 1002 },
  { "length-not-the-shortest", BYTES ("\x81\xfe\x00\x01mask."), 1002 },
  { "ping-in-parts", BYTES ("\x09\x81mask."), 1002 },
  { "continuation-of-nothing", BYTES ("\x80\x81mask."), 1002 },
  { "too-large", BYTES ("\x81\xfe\x03\xe9mask"), 1009 },
  { "too-large-in-parts", BYTES ("\x01\x81mask.\x80\xfe\x03\xe8mask"), 1009 },
};

TEST_WITH (Pair, pair, the_client_closes)
{
  g_autoptr (GByteArray) answer = NULL;

  raw_upgrade (pair);
  /* 1000, "by". */
  raw_write (pair, BYTES ("\x88\x84mask\x6e\x89\x11\x12"));
  answer = raw_read_all (pair);
  g_assert_cmphex (answer->data[0], ==, 0x88);
  client_wait_ended (pair->server);
  g_assert_error (pair->server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_CLOSED);
  g_assert_cmpuint (pair->server->end.close_code, ==, 1000);
  g_assert_cmpstr (pair->server->end.close_reason, ==, "by");
}

/* ---- both ends ours ---- */

static Client *
pair_connect_client (Pair *pair, const gchar *scheme)
{
  Client *client = client_new (1);

  client_set_uri (client, "%s://localhost:%u/media?token=sk-secret", scheme,
      pair->port);
  return client;
}

static void
both_talk (Pair *pair, Client *client)
{
  pair->server->echoes = TRUE;
  client_open (client);
  pair_accept (pair);
  client_wait_opened (client);
  client_wait_opened (pair->server);
  client_run (client, client_send_thousand_here);
  client_wait_messages (client, 1000);
  client_assert_numbered (client, 0, 1000);
}

TEST_WITH (Pair, pair, both_ends_are_ours)
{
  Client *client;

  client = pair_connect_client (pair, "ws");
  client->config.keepalive_interval = 20;
  pair->server->config.keepalive_interval = 20;
  both_talk (pair, client);
  client_close (client, 5000);
  client_wait_ended (client);
  client_wait_ended (pair->server);
  g_assert_cmpuint (client->end.close_code, ==, 1000);
  g_assert_cmpuint (pair->server->end.close_code, ==, 1000);
  client_free (client);
}

TEST_WITH (Pair, pair, pings_both_ways)
{
  Client *client;
  gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  guint pongs = 0;

  client = pair_connect_client (pair, "ws");
  client->config.keepalive_interval = 5;
  pair->server->config.keepalive_interval = 5;
  client_open (client);
  pair_accept (pair);
  while (pongs < 3 && g_get_monotonic_time () < deadline) {
    g_mutex_lock (&client->lock);
    pongs = client->pongs;
    g_mutex_unlock (&client->lock);
    g_mutex_lock (&pair->server->lock);
    pongs = MIN (pongs, pair->server->pongs);
    g_mutex_unlock (&pair->server->lock);
    g_thread_yield ();
  }
  g_assert_cmpuint (pongs, >=, 3);
  client_free (client);
}

TEST_WITH (Pair, pair, the_server_closes)
{
  Client *client;

  client = pair_connect_client (pair, "ws");
  both_talk (pair, client);
  client_close (pair->server, 5000);
  client_wait_ended (pair->server);
  client_wait_ended (client);
  g_assert_cmpuint (client->end.close_code, ==, 1000);
  client_free (client);
}

static void
close_with_here (Client *server)
{
  oa_connection_close_with (server->connection, 3000, "no key", 5000);
}

TEST_WITH (Pair, pair, the_server_says_why_it_closes)
{
  Client *client;

  client = pair_connect_client (pair, "ws");
  both_talk (pair, client);
  client_run (pair->server, close_with_here);
  client_wait_ended (client);
  g_assert_cmpuint (client->end.close_code, ==, 3000);
  g_assert_cmpstr (client->end.close_reason, ==, "no key");
  client_free (client);
}

TEST_WITH (Pair, pair, large_messages)
{
  Client *client;

  client = pair_connect_client (pair, "ws");
  pair->server->echoes = TRUE;
  client_open (client);
  pair_accept (pair);
  client_wait_opened (client);
  client_run (client, client_send_megabytes_here);
  client_wait_messages (client, 30);
  client_free (client);
}

static gchar *
get_pem (const gchar *name)
{
  return g_build_filename (g_getenv ("TESTDATADIR"), "tls", name, NULL);
}

static OaIdentity *
make_identity (const gchar *name)
{
  g_autofree gchar *pem = get_pem (name);
  GError *error = NULL;
  OaIdentity *identity = oa_identity_new (pem, pem, &error);

  g_assert_no_error (error);
  return identity;
}

TEST_WITH (Pair, pair, both_ends_over_tls)
{
  Client *client;

  pair->server->config.identity = make_identity ("localhost.pem");
  client = pair_connect_client (pair, "wss");
  client->config.tls_database = get_pem ("localhost.pem");
  both_talk (pair, client);
  client_close (pair->server, 5000);
  client_wait_ended (client);
  client_free (client);
}

/* The other end hears why, and ours that it was not believed. */
TEST_WITH (Pair, pair, the_client_distrusts_us)
{
  Client *client;

  pair->server->config.identity = make_identity ("expired.pem");
  client = pair_connect_client (pair, "wss");
  client->config.tls_database = get_pem ("localhost.pem");
  client_open (client);
  pair_accept (pair);
  client_wait_ended (client);
  client_wait_ended (pair->server);
  g_assert_error (client->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_TLS);
  g_assert_error (pair->server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_TLS);
  client_free (client);
}

TEST_WITH (Pair, pair, plain_words_to_an_encrypted_server)
{
  pair->server->config.identity = make_identity ("localhost.pem");
  pair_connect (pair);
  raw_write (pair, BYTES (REQUEST "\r\n"));
  client_wait_ended (pair->server);
  g_assert_error (pair->server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_TLS);
}

TEST (an_identity_that_cannot_be_used)
{
  gchar *pem = get_pem ("localhost.pem"), *other = get_pem ("issued.pem");
  GError *error = NULL;

  g_assert_null (oa_identity_new ("/nowhere", pem, &error));
  g_assert_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS);
  g_clear_error (&error);
  g_assert_null (oa_identity_new (pem, other, &error));
  g_assert_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS);
  g_clear_error (&error);
  g_free (other);
  g_free (pem);
}

/* ---- many, and the end ---- */

#define MANY 200

TEST_WITH (Pair, pair, many_at_once)
{
  Client *servers[MANY], *clients[MANY];

  for (guint i = 0; i < MANY; i++) {
    servers[i] = pair->server;
    servers[i]->echoes = TRUE;
    clients[i] = pair_connect_client (pair, "ws");
    client_open (clients[i]);
    pair_accept (pair);
    client_send (clients[i], "hello");
    pair->server = client_new (1);
  }
  for (guint i = 0; i < MANY; i++) {
    client_wait_messages (clients[i], 1);
    g_assert_cmpstr (client_get_message (clients[i], 0), ==, "hello");
    client_free (clients[i]);
    client_free (servers[i]);
  }
}

/* At any stage. */
TEST (closed_before_it_was_open)
{
  Pair pair;

  pair_start (&pair);
  pair_connect (&pair);
  raw_write (&pair, BYTES (REQUEST));
  client_close (pair.server, 5000);
  client_wait_ended (pair.server);
  g_assert_error (pair.server->end.error, OA_TRANSPORT_ERROR,
      OA_TRANSPORT_ERROR_CLOSED);
  pair_stop (&pair);

  pair_start (&pair);
  pair_connect (&pair);
  pair_stop (&pair);
}

TEST_MAIN (client_init_tests (); TEST_ROWS (accepted, all_accepted);
           TEST_ROWS (refused, all_refused); TEST_ROWS (broken, all_broken))

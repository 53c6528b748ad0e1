/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connectionadopt.c - a connection of which another server has answered the
 * request: a socket, libsoup's around one in which bytes wait, any stream. */

#include "client.h"
#include "../support/testcase.h"

#include "transport/httphead.h"

#include <libsoup/soup.h>
#include <sys/socket.h>

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
/* Text frames with a mask of zeros, and one without a mask. */
#define ONE "\x81\x83\0\0\0\0one"
#define TWO "\x81\x83\0\0\0\0two"
#define ANSWER "\x81\x05hello"
/* For `next`, more than the buffers of a socket. */
#define BULK_COUNT 100
#define BULK_SIZE 65000
#define BULK_HEAD 4
#define CLOSE "\x88\x82\0\0\0\0\x03\xe8"

static GSocketConnection *
make_end (gint fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);

  g_assert_nonnull (socket);
  g_socket_set_timeout (socket, 20);
  return g_socket_connection_factory_create_connection (socket);
}

static void
make_pair (GSocketConnection **near, GSocketConnection **far)
{
  gint fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  *near = make_end (fds[0]);
  *far = make_end (fds[1]);
}

static void
write_far (gpointer far, gconstpointer data, gsize size)
{
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (far),
      data, size, NULL, NULL, NULL));
}

static void
assert_reads (gpointer far, const gchar *expected, gsize size)
{
  g_autofree gchar *data = g_malloc (size);
  gsize count;

  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (far),
      data, size, &count, NULL, NULL));
  g_assert_cmpmem (data, count, expected, size);
}

/* Both ways, and to its end by the peer. */
static void
talk (Client *server, gpointer far, guint received)
{
  client_wait_opened (server);
  write_far (far, TWO, sizeof (TWO) - 1);
  client_wait_messages (server, received + 1);
  g_assert_cmpstr (client_get_message (server, received), ==, "two");
  client_send (server, "hello");
  assert_reads (far, ANSWER, sizeof (ANSWER) - 1);
  write_far (far, CLOSE, sizeof (CLOSE) - 1);
  client_wait_ended (server);
  g_assert_cmpuint (server->end.close_code, ==, 1000);
}

TEST (a_socket)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GSocketConnection) near = NULL, far = NULL;

  make_pair (&near, &far);
  write_far (far, ONE, sizeof (ONE) - 1);
  client_adopt (server, G_IO_STREAM (near));
  client_wait_messages (server, 1);
  g_assert_cmpstr (client_get_message (server, 0), ==, "one");
  talk (server, far, 1);
}

/* It has no socket that could be used. */
TEST (any_stream)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GSocketConnection) near = NULL, far = NULL;
  g_autoptr (GIOStream) stream = NULL;

  make_pair (&near, &far);
  g_socket_set_timeout (g_socket_connection_get_socket (near), 0);
  stream =
      g_simple_io_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (near)),
          g_io_stream_get_output_stream (G_IO_STREAM (near)));
  write_far (far, ONE, sizeof (ONE) - 1);
  client_adopt (server, stream);
  client_wait_messages (server, 1);
  talk (server, far, 1);
}

/* The end that left before it was adopted. */
TEST (a_socket_whose_peer_is_gone)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GSocketConnection) near = NULL, far = NULL;

  make_pair (&near, &far);
  g_io_stream_close (G_IO_STREAM (far), NULL, NULL);
  client_adopt (server, G_IO_STREAM (near));
  client_wait_ended (server);
}

/*** encryption by GIO ***/

static void
on_handshake (GObject *connection, GAsyncResult *result, gpointer waiting)
{
  GError *error = NULL;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (connection), result,
      &error);
  g_assert_no_error (error);
  --*(guint *) waiting;
}

static gboolean
accept_any (void)
{
  return TRUE;
}

/* Both ends of a pair, which have shaken hands. */
static void
make_tls_pair (GIOStream **near, GIOStream **far)
{
  g_autofree gchar *path =
      g_build_filename (g_getenv ("TESTDATADIR"), "tls", "localhost.pem", NULL);
  g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_file (path, NULL);
  g_autoptr (GSocketConnection) near_socket = NULL, far_socket = NULL;
  guint waiting = 2;

  make_pair (&near_socket, &far_socket);
  g_socket_set_timeout (g_socket_connection_get_socket (near_socket), 0);
  *near = g_tls_server_connection_new (G_IO_STREAM (near_socket), certificate,
      NULL);
  *far = g_tls_client_connection_new (G_IO_STREAM (far_socket), NULL, NULL);
  g_assert_true (*near != NULL && *far != NULL);
  g_tls_connection_set_database (G_TLS_CONNECTION (*near), NULL);
  g_signal_connect (*far, "accept-certificate", G_CALLBACK (accept_any), NULL);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (*near), 0, NULL,
      on_handshake, &waiting);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (*far), 0, NULL,
      on_handshake, &waiting);
  while (waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

TEST (a_stream_that_encrypts)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GIOStream) near = NULL, far = NULL;

  make_tls_pair (&near, &far);
  write_far (far, ONE, sizeof (ONE) - 1);
  client_adopt (server, near);
  client_wait_messages (server, 1);
  g_assert_cmpstr (client_get_message (server, 0), ==, "one");
  talk (server, far, 1);
}

/* A record has been read, and not all that is in it. */
TEST (what_was_decrypted_already)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GIOStream) near = NULL, far = NULL;
  gchar byte;

  make_tls_pair (&near, &far);
  write_far (far, "!" ONE, sizeof (ONE));
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (near),
                       &byte, 1, NULL, NULL), ==, 1);
  client_adopt (server, near);
  client_wait_messages (server, 1);
  g_assert_cmpstr (client_get_message (server, 0), ==, "one");
  talk (server, far, 1);
}

/* More than the socket takes at once, to a peer that reads late. */
TEST (much_to_a_peer_that_encrypts)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GIOStream) near = NULL, far = NULL;
  guint64 expected = BULK_COUNT * (guint64) (BULK_SIZE + BULK_HEAD);
  g_autofree guint8 *data = g_malloc (BULK_SIZE);
  gsize count;

  server->next_count = BULK_COUNT;
  server->next_size = BULK_SIZE;
  make_tls_pair (&near, &far);
  client_adopt (server, near);
  client_wait_opened (server);
  for (; expected > 0; expected -= count) {
    g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (far),
        data, MIN (expected, BULK_SIZE), &count, NULL, NULL));
    g_assert_cmpuint (count, >, 0);
  }
  talk (server, far, 0);
}

TEST (a_peer_that_encrypted_and_is_gone)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GIOStream) near = NULL, far = NULL;

  make_tls_pair (&near, &far);
  client_adopt (server, near);
  client_wait_opened (server);
  g_io_stream_close (far, NULL, NULL);
  client_wait_ended (server);
}

/* Behind our close frame it reads the end. */
TEST (close_notify_is_sent)
{
  g_autoptr (Client) server = client_new (1);
  g_autoptr (GIOStream) near = NULL, far = NULL;
  GError *error = NULL;
  gchar byte;

  make_tls_pair (&near, &far);
  client_adopt (server, near);
  client_wait_opened (server);
  client_close (server, 20000);
  assert_reads (far, "\x88\x02\x03\xe8", 4);
  write_far (far, CLOSE, sizeof (CLOSE) - 1);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (far),
                       &byte, 1, NULL, &error), ==, 0);
  g_assert_no_error (error);
  client_wait_ended (server);
}

/*** a server of libsoup's ***/

static void
on_answered (SoupServerMessage *message, gpointer stream)
{
  *(GIOStream **) stream = soup_server_message_steal_connection (message);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer stream)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (
      message);
  g_autofree gchar *accept = oa_http_head_make_accept (KEY);

  soup_server_message_set_status (message, SOUP_STATUS_SWITCHING_PROTOCOLS,
      NULL);
  soup_message_headers_replace (headers, "Upgrade", "websocket");
  soup_message_headers_append (headers, "Connection", "Upgrade");
  soup_message_headers_append (headers, "Sec-WebSocket-Accept", accept);
  g_signal_connect (message, "wrote-informational", G_CALLBACK (on_answered),
      stream);
}

/* The request and a first message in one piece: libsoup has read both. */
TEST (what_libsoup_has_read_too_far)
{
  static const gchar request[] =
      "GET /media HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: " KEY "\r\n\r\n" ONE;
  g_autoptr (Client) server = client_new (1);
  g_autoptr (SoupServer) soup = soup_server_new (NULL, NULL);
  g_autoptr (GSocketConnection) far = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GIOStream) stream = NULL;
  GSList *uris;
  gchar byte;
  GString *head = g_string_new (NULL);

  soup_server_add_handler (soup, "/media", on_request, &stream, NULL);
  g_assert_true (
      soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (soup);
  g_socket_client_set_timeout (client, 20);
  far = g_socket_client_connect_to_host (client, "127.0.0.1",
      g_uri_get_port (uris->data), NULL, NULL);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_assert_nonnull (far);
  write_far (far, request, sizeof (request) - 1);
  while (stream == NULL)
    g_main_context_iteration (NULL, TRUE);
  client_adopt (server, stream);
  while (!g_str_has_suffix (head->str, "\r\n\r\n")) {
    g_assert_cmpint (g_input_stream_read (
                         g_io_stream_get_input_stream (G_IO_STREAM (far)),
                         &byte, 1, NULL, NULL), ==, 1);
    g_string_append_c (head, byte);
  }
  g_string_free (head, TRUE);
  client_wait_messages (server, 1);
  g_assert_cmpstr (client_get_message (server, 0), ==, "one");
  talk (server, far, 1);
}

TEST_MAIN (client_init_tests ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connectionproxy.c - connections through an HTTP proxy: what it is told, and
 * what it may not say. */

#include "client.h"
#include "scripts.h"
#include "../support/testcase.h"

#include <string.h>

/*** a proxy ***/

typedef struct
{
  Peer *service;
  gboolean wants_password;
} Proxy;

static gpointer
carry_back (gpointer data)
{
  GIOStream **ends = data;

  g_output_stream_splice (g_io_stream_get_output_stream (ends[0]),
      g_io_stream_get_input_stream (ends[1]),
      G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  return NULL;
}

/* Both ways, until both have ended. */
static void
carry (GIOStream *near, GIOStream *far)
{
  GIOStream *ends[] = { near, far };
  GThread *back = g_thread_new ("back", carry_back, ends);

  g_output_stream_splice (g_io_stream_get_output_stream (far),
      g_io_stream_get_input_stream (near), G_OUTPUT_STREAM_SPLICE_NONE, NULL,
      NULL);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (far)),
      TRUE, TRUE, NULL);
  g_thread_join (back);
}

static void
script_proxy (Talk *talk)
{
  const Proxy *proxy = talk->data;
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketConnection) far = NULL;

  g_assert_true (peer_read_request (talk));
  g_assert_true (g_str_has_prefix (talk->request,
      "CONNECT service.invalid:443 HTTP/1.1\r\n"));
  g_assert_null (strstr (talk->request, "sk-secret"));
  g_assert_true (proxy->wants_password
      == (strstr (talk->request, "Proxy-Authorization: Basic bWU6aGVsbG8=\r\n")
          != NULL));
  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  far = g_socket_client_connect_to_host (client, "127.0.0.1",
      peer_get_port (proxy->service), NULL, NULL);
  g_assert_nonnull (far);
  peer_write_text (talk, "HTTP/1.1 200 Connected\r\nVia: x\r\n\r\n");
  carry (talk->stream, G_IO_STREAM (far));
}

static gchar *
get_pem (void)
{
  return g_build_filename (g_getenv ("TESTDATADIR"), "tls", "localhost.pem",
      NULL);
}

/* The name is the proxy's to resolve. */
static Client *
client_through (Peer *peer, const gchar *credentials)
{
  Client *client = client_new (1);

  client_set_uri (client, "wss://service.invalid/v1?token=sk-secret");
  client->config.proxy = g_strdup_printf ("http://%s127.0.0.1:%u", credentials,
      peer_get_port (peer));
  client->config.ssl_strict = FALSE;
  return client;
}

static void
check_through_a_proxy (const gchar *credentials)
{
  g_autofree gchar *pem = get_pem ();
  Proxy proxy = { peer_new_tls (pem, script_echo, NULL), *credentials != '\0' };
  Peer *peer = peer_new (script_proxy, &proxy);
  Client *client = client_through (peer, credentials);

  client_open (client);
  client_wait_opened (client);
  client_run (client, client_send_thousand_here);
  client_wait_messages (client, 1000);
  client_assert_numbered (client, 0, 1000);
  client_free (client);
  peer_free (peer);
  peer_free (proxy.service);
}

TEST (through_a_proxy)
{
  check_through_a_proxy ("");
}

TEST (with_a_password)
{
  check_through_a_proxy ("me:hello@");
}

/* What comes in plain text before the encryption is not the service's. */
TEST (proxy_speaks_out_of_turn)
{
  g_autoptr (Peer) peer = peer_new (script_answer,
      "HTTP/1.1 200 Connected\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n");
  g_autoptr (Client) client = client_through (peer, "");

  client_fails_with (client, OA_TRANSPORT_ERROR_PROXY);
  client_end_says (client, "not asked for", NULL);
}

TEST (proxy_is_none)
{
  g_autoptr (Peer) peer =
      peer_new (script_answer, "220 mail.example ESMTP\r\n\r\n");
  g_autoptr (Client) client = client_through (peer, "");

  client_fails_with (client, OA_TRANSPORT_ERROR_PROXY);
}

TEST (proxy_hangs_up)
{
  g_autoptr (Peer) peer = peer_new (script_hang_up, NULL);
  g_autoptr (Client) client = client_through (peer, "");

  client_fails_with (client, OA_TRANSPORT_ERROR_PROXY);
}

TEST (proxy_never_answers)
{
  g_autoptr (Peer) peer = peer_new (script_no_answer, NULL);
  g_autoptr (Client) client = client_through (peer, "");

  client->config.connect_timeout = 200;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  client_end_says (client, "negotiating with the proxy", NULL);
}

TEST (encrypted_proxy)
{
  g_autoptr (Client) client = client_new (1);

  client->config.proxy = g_strdup ("https://me:sk-secret@127.0.0.1:1");
  client_fails_with (client, OA_TRANSPORT_ERROR_PROXY);
  client_end_says (client, "http://host:port", NULL);
}

TEST_MAIN (client_init_tests ())

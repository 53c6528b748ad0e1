/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Encryption: which certificates are accepted, and what the others hear. */

#include "client.h"
#include "scripts.h"
#include "../support/testcase.h"

#include <string.h>

/* ---- TLS ---- */

static gchar *
get_pem (const gchar *name)
{
  return g_build_filename (g_getenv ("TESTDATADIR"), "tls", name, NULL);
}

static Peer *
peer_with_certificate (const gchar *name, PeerScript script)
{
  g_autofree gchar *pem = get_pem (name);
  Peer *peer = peer_new_tls (pem, script, NULL);

  return peer;
}

static Client *
client_for_tls (Peer *peer, const gchar *host)
{
  Client *client = client_new (1);

  client_set_uri (client, "wss://%s:%u/v1?token=sk-secret", host,
      peer_get_port (peer));
  return client;
}

static void
tls_works (Client *client)
{
  client_open (client);
  client_wait_opened (client);
  client_run (client, client_send_thousand_here);
  client_wait_messages (client, 1000);
  client_assert_numbered (client, 0, 1000);
  client_free (client);
}

static void
tls_is_refused (Client *client, GTlsCertificateFlags fault, const gchar *words)
{
  client_fails_with (client, OA_TRANSPORT_ERROR_TLS);
  g_assert_cmpuint (client->end.tls_errors & fault, ==, fault);
  client_end_says (client, words, NULL);
  client_free (client);
}

TEST (tls_with_our_own_authority)
{
  g_autoptr (Peer) peer = peer_with_certificate ("localhost.pem", script_echo);
  Client *client = client_for_tls (peer, "localhost");

  client->config.tls_database = get_pem ("localhost.pem");
  tls_works (client);
}

/* By a certificate that is not the authority's own. */
TEST (tls_issued_by_an_authority)
{
  g_autoptr (Peer) peer = peer_with_certificate ("issued.pem", script_echo);
  Client *client = client_for_tls (peer, "localhost");

  client->config.tls_database = get_pem ("authority.pem");
  tls_works (client);
}

TEST (tls_issued_by_another_authority)
{
  g_autoptr (Peer) peer = peer_with_certificate ("issued.pem", script_echo);
  Client *client = client_for_tls (peer, "localhost");

  client->config.tls_database = get_pem ("localhost.pem");
  tls_is_refused (client, G_TLS_CERTIFICATE_UNKNOWN_CA, "unknown authority");
}

TEST (tls_issued_to_another_host)
{
  g_autoptr (Peer) peer = peer_with_certificate ("issued.pem", script_echo);
  Client *client = client_for_tls (peer, "wrong.localhost");

  client->config.tls_database = get_pem ("authority.pem");
  tls_is_refused (client, G_TLS_CERTIFICATE_BAD_IDENTITY, "another host name");
}

/* An ordinary certificate is no authority, even of one that is trusted. */
TEST (tls_issued_by_who_may_not)
{
  g_autoptr (Peer) peer = peer_with_certificate ("forged.pem", script_echo);
  g_autoptr (Client) client = client_for_tls (peer, "localhost");

  client->config.tls_database = get_pem ("authority.pem");
  client_fails_with (client, OA_TRANSPORT_ERROR_TLS);
  g_assert_cmpuint (client->end.tls_errors, !=, G_TLS_CERTIFICATE_NO_FLAGS);
}

TEST (tls_with_an_unknown_authority)
{
  g_autoptr (Peer) peer = peer_with_certificate ("localhost.pem", script_echo);

  tls_is_refused (client_for_tls (peer, "127.0.0.1"),
      G_TLS_CERTIFICATE_UNKNOWN_CA, "unknown authority");
}

/* It is no name of the host (RFC 9525). */
TEST (tls_by_the_common_name_only)
{
  g_autoptr (Peer) peer =
      peer_with_certificate ("common-name.pem", script_echo);
  Client *client = client_for_tls (peer, "localhost");

  client->config.tls_database = get_pem ("common-name.pem");
  tls_is_refused (client, G_TLS_CERTIFICATE_BAD_IDENTITY, "another host name");
}

/* A complete name ends in a dot; names in certificates and in TLS do not. */
TEST (tls_with_a_complete_name)
{
  g_autoptr (Peer) peer = peer_with_certificate ("localhost.pem", script_echo);
  Client *client = client_for_tls (peer, "localhost.");

  client->config.tls_database = get_pem ("localhost.pem");
  tls_works (client);
}

/* The other way round: asked in plain text, it hangs up, or answers with an
 * alert. */
static void
script_alert (Talk *talk)
{
  peer_read_request (talk);
  peer_write (talk, "\x15\x03\x03\x00\x02\x02\x46", 7);
  peer_drain (talk);
}

TEST (plain_against_a_tls_peer)
{
  Peer *peer = peer_with_certificate ("localhost.pem", script_echo);
  Client *client = client_new (peer_get_port (peer));

  client_fails_with (client, OA_TRANSPORT_ERROR_FAILED);
  client_end_says (client, "is it wss://", NULL);
  client_free (client);
  peer_free (peer);

  peer = peer_new (script_alert, NULL);
  client = client_new (peer_get_port (peer));
  client_fails_with (client, OA_TRANSPORT_ERROR_PROTOCOL);
  client_end_says (client, "Use a wss:// address", NULL);
  client_free (client);
  peer_free (peer);
}

/* A session that was accepted once must not be resumed by a stricter one. */
TEST (tls_any_certificate_if_asked)
{
  g_autoptr (Peer) peer = peer_with_certificate ("localhost.pem", script_echo);
  Client *client = client_for_tls (peer, "127.0.0.1");

  client->config.ssl_strict = FALSE;
  tls_works (client);
  tls_is_refused (client_for_tls (peer, "127.0.0.1"),
      G_TLS_CERTIFICATE_UNKNOWN_CA, "unknown authority");
}

TEST (tls_with_a_wrong_host_name)
{
  g_autoptr (Peer) peer = peer_with_certificate ("localhost.pem", script_echo);
  Client *client = client_for_tls (peer, "wrong.localhost");

  client->config.tls_database = get_pem ("localhost.pem");
  tls_is_refused (client, G_TLS_CERTIFICATE_BAD_IDENTITY, "another host name");
}

TEST (tls_with_an_expired_certificate)
{
  g_autoptr (Peer) peer = peer_with_certificate ("expired.pem", script_echo);
  Client *client = client_for_tls (peer, "localhost");

  client->config.tls_database = get_pem ("expired.pem");
  tls_is_refused (client, G_TLS_CERTIFICATE_EXPIRED, "expired");
}

static void
script_speak_first (Talk *talk)
{
  peer_write_text (talk, "HTTP/1.1 400 No\r\n\r\n");
  peer_drain (talk);
}

TEST (tls_against_a_plain_peer)
{
  g_autoptr (Peer) peer = peer_new (script_speak_first, NULL);

  tls_is_refused (client_for_tls (peer, "localhost"), 0,
      "is it a ws:// address");
}

TEST (tls_peer_never_answers)
{
  g_autoptr (Peer) peer = peer_new (script_no_answer, NULL);
  g_autoptr (Client) client = client_for_tls (peer, "127.0.0.1");

  client->config.connect_timeout = 200;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  client_end_says (client, "negotiating encryption", "is it ws://", NULL);
}

TEST (tls_unreadable_database)
{
  Client *client = client_new (1);

  client_set_uri (client, "wss://localhost:1/");
  client->config.tls_database = g_strdup ("/nonexistent.pem");
  tls_is_refused (client, 0,
      "/nonexistent.pem cannot be read (No such file or directory)");
}

static guint
count_descriptors (void)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  g_clear_pointer (&dir, g_dir_close);
  return count;
}

static void
wait_for_descriptors (guint most)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (count_descriptors () > most) {
    if (g_get_monotonic_time () > deadline)
      g_error ("sockets are left open");
    g_thread_yield ();
  }
}

/* Closing TLS says goodbye, and must not wait for one that does not read. */
TEST (tls_cut_while_the_peer_does_not_read)
{
  g_autoptr (Peer) peer =
      peer_with_certificate ("localhost.pem", script_never_reads);
  g_autoptr (Client) client = client_for_tls (peer, "localhost");
  guint before;

  client->config.ssl_strict = FALSE;
  client->config.silence_timeout = 500;
  client->config.keepalive_interval = 0;
  client->next_count = 1000;
  client->next_size = 64 * 1024;
  client_open (client);
  client_wait_opened (client);
  before = count_descriptors ();
  client_wait_ended (client);
  /* The kernel's buffers are full: not a byte more can be said. */
  g_assert_cmpuint (client->given, <, client->next_count);
  wait_for_descriptors (before - 1);
}

/* Where OpenSSL looks for the authorities of the system. The last test: what
 * was read is kept while somebody uses it. */
TEST (tls_by_the_systems_authorities)
{
  g_autoptr (Peer) peer = peer_with_certificate ("issued.pem", script_echo);

  tls_works (client_for_tls (peer, "localhost"));
}

int
main (int argc, char **argv)
{
  g_autofree gchar *authority = NULL;

  test_init (&argc, &argv);
  client_init_tests ();
  /* Read once for the process. */
  authority = get_pem ("authority.pem");
  g_setenv ("SSL_CERT_FILE", authority, TRUE);
  return g_test_run ();
}

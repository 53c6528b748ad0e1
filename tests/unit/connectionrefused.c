/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Why there is no connection: every cause, and that its sentence says so. */

#include "client.h"
#include "scripts.h"
#include "../support/testcase.h"

#include <string.h>

/* ---- refused upgrades ---- */

static void
refuses (const gchar *answer, OaTransportErrorCode code, Client **result)
{
  g_autoptr (Peer) peer = peer_new (script_answer, answer);
  Client *client = client_new (peer_get_port (peer));

  client_fails_with (client, code);
  g_assert_false (client->opened);
  g_assert_false (client->end.was_open);
  g_assert_cmpuint (client->end.close_code, ==, 0);
  *result = client;
}

static void
refuses_with (guint status, const gchar *headers, gint retry_after,
    const gchar *advice)
{
  g_autofree gchar *answer =
      g_strdup_printf ("HTTP/1.1 %u No\r\n%sContent-Length: 0\r\n\r\n", status,
          headers);
  g_autofree gchar *number = g_strdup_printf ("%u", status);
  g_autoptr (Client) client = NULL;

  refuses (answer, OA_TRANSPORT_ERROR_HTTP, &client);
  g_assert_cmpuint (client->end.http_status, ==, status);
  g_assert_cmpint (client->end.retry_after, ==, retry_after);
  client_end_says (client, number, advice, NULL);
}

TEST (refused_by_status)
{
  refuses_with (400, "", -1, "Check the address");
  refuses_with (401, "WWW-Authenticate: Basic realm=\"x\"\r\n", -1,
      "Check the key");
  refuses_with (403, "", -1, "no access");
  refuses_with (404, "", -1, "address and the model");
  refuses_with (429, "", -1, "quota");
  refuses_with (503, "", -1, "Try again later");
}

static void
refuses_because (guint status, const gchar *body, const gchar *code,
    const gchar *message, const gchar *advice)
{
  g_autofree gchar *answer = g_strdup_printf ("HTTP/1.1 %u No\r\n"
                                              "Content-Length: %" G_GSIZE_FORMAT
                                              "\r\n\r\n%s",
      status, strlen (body), body);
  g_autoptr (Client) client = NULL;

  refuses (answer, OA_TRANSPORT_ERROR_HTTP, &client);
  g_assert_cmpuint (client->end.http_status, ==, status);
  g_assert_cmpstr (client->end.api_error_code, ==, code);
  g_assert_cmpstr (client->end.api_message, ==, message);
  client_end_says (client, advice, NULL);
}

#define REFUSAL(code, message) \
  "{\"error\":{\"code\":\"" code "\",\"message\":\"" message "\"}}"

TEST (refused_with_a_cause)
{
  refuses_because (429, REFUSAL ("insufficient_quota", "You exceeded"),
      "insufficient_quota", "You exceeded", "no quota left");
  refuses_because (429, REFUSAL ("rate_limit_exceeded", "Slow down"),
      "rate_limit_exceeded", "Slow down", "Too many requests. Wait");
  refuses_because (403, REFUSAL ("model_not_found", "No such model"),
      "model_not_found", "No such model", "does not know this model");
  /* The sentence does not quote it: it may have the key in it. */
  refuses_because (401, REFUSAL ("invalid_api_key", "Wrong key sk-secret"),
      "invalid_api_key", "Wrong key sk-secret", "Check the key");
  refuses_because (403, REFUSAL ("of_its_own", "Not here"), "of_its_own",
      "Not here", "project and its region");
  refuses_because (403, "<html>Blocked by policy</html>", NULL, NULL,
      "proxy or gateway");
}

/* Words that do not come are not waited for long. */
TEST (refused_with_half_a_body)
{
  g_autoptr (Client) client = NULL;

  refuses ("HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\n<html>",
      OA_TRANSPORT_ERROR_HTTP, &client);
  g_assert_true (client->end.is_web_page);
  client_end_says (client, "proxy or gateway", NULL);
}

TEST (refused_until_later)
{
  refuses_with (429, "Retry-After: 7\r\n", 7, "Wait");
  refuses_with (503, "Retry-After: nonsense\r\n", -1, "later");
  refuses_with (503, "Retry-After: -3\r\n", -1, "later");
  refuses_with (429,
      "Date: Wed, 21 Oct 2026 07:28:00 GMT\r\n"
      "Retry-After: Wed, 21 Oct 2026 07:30:05 GMT\r\n",
      125, "Wait");
  refuses_with (429, "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", 0,
      "Wait");
}

TEST (redirect_is_not_followed)
{
  g_autoptr (Client) client = NULL;

  refuses ("HTTP/1.1 302 Found\r\n"
           "Location: wss://else.example/there?token=sk-secret\r\n"
           "Content-Length: 0\r\n\r\n",
      OA_TRANSPORT_ERROR_REDIRECT, &client);
  g_assert_cmpuint (client->end.http_status, ==, 302);
  client_end_says (client, "else.example/there", "not followed", NULL);
}

/* GUri takes these apart, and there is no host to show. */
TEST (redirect_to_nowhere)
{
  Client *client;

  refuses ("HTTP/1.1 302 Found\r\nLocation: x:/..//y\r\n"
           "Content-Length: 0\r\n\r\n",
      OA_TRANSPORT_ERROR_REDIRECT, &client);
  client_end_says (client, "points to another address (HTTP", NULL);
  client_free (client);
  refuses ("HTTP/1.1 302 Found\r\nLocation: wss://a%0d%0ab/\r\n"
           "Content-Length: 0\r\n\r\n",
      OA_TRANSPORT_ERROR_REDIRECT, &client);
  client_end_says (client, "points to another address (HTTP", NULL);
  client_free (client);
}

TEST (answer_without_upgrade)
{
  g_autoptr (Client) client = NULL;

  refuses ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
      OA_TRANSPORT_ERROR_PROTOCOL, &client);
  g_assert_cmpuint (client->end.http_status, ==, 200);
  client_end_says (client, "not answer as a WebSocket", NULL);
}

TEST (upgrade_with_wrong_accept_key)
{
  g_autoptr (Client) client = NULL;

  refuses ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n",
      OA_TRANSPORT_ERROR_PROTOCOL, &client);
  g_assert_cmpuint (client->end.http_status, ==, 0);
}

TEST (peer_hangs_up_before_the_answer)
{
  g_autoptr (Peer) peer = peer_new (script_hang_up, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client_fails_with (client, OA_TRANSPORT_ERROR_FAILED);
  g_assert_false (client->end.was_open);
}

/* ---- no connection ---- */

TEST (connect_timeout)
{
  g_autoptr (Peer) peer = peer_new (script_no_answer, NULL);
  g_autoptr (Client) client = client_new (peer_get_port (peer));

  client->config.connect_timeout = 200;
  client_fails_with (client, OA_TRANSPORT_ERROR_TIMEOUT);
  client_end_says (client, "in time", "waiting for the answer", NULL);
  peer_wait_eofs (peer, 1);
}

TEST (unknown_host)
{
  g_autoptr (Client) client = client_new (1);

  client_set_uri (client, "wss://nonexistent.invalid/v1?token=sk-secret");
  client->config.proxy = g_strdup ("");
  client_fails_with (client, OA_TRANSPORT_ERROR_RESOLVE);
  client_end_says (client, "nonexistent.invalid is unknown", NULL);
}

TEST (refused_port)
{
  Peer *peer = peer_new (script_echo, NULL);
  guint16 port = peer_get_port (peer);
  g_autoptr (Client) client = client_new (port);

  peer_free (peer);
  client_fails_with (client, OA_TRANSPORT_ERROR_CONNECT);
  client_end_says (client, "127.0.0.1 refused", "Check the port", NULL);
}

TEST (unusable_proxy)
{
  Peer *peer = peer_new (script_echo, NULL);
  guint16 port = peer_get_port (peer);
  g_autoptr (Client) client = client_new (port);

  peer_free (peer);
  client_set_uri (client, "wss://nonexistent.invalid/");
  client->config.proxy =
      g_strdup_printf ("http://me:sk-secret@127.0.0.1:%u", port);
  client_fails_with (client, OA_TRANSPORT_ERROR_PROXY);
}

TEST (proxy_wants_a_password)
{
  g_autoptr (Peer) peer = peer_new (script_answer,
      "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
      "Content-Length: 0\r\n\r\n");
  g_autoptr (Client) client = client_new (1);

  client_set_uri (client, "wss://nonexistent.invalid/");
  client->config.proxy =
      g_strdup_printf ("http://127.0.0.1:%u", peer_get_port (peer));
  client_fails_with (client, OA_TRANSPORT_ERROR_PROXY);
  client_end_says (client, "The proxy refused", "password", NULL);
}

/* The key is none of its business. */
TEST (proxy_forbids)
{
  g_autoptr (Peer) peer =
      peer_new (script_answer, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
  g_autoptr (Client) client = client_new (1);

  client_set_uri (client, "wss://nonexistent.invalid/");
  client->config.proxy =
      g_strdup_printf ("http://127.0.0.1:%u", peer_get_port (peer));
  client_fails_with (client, OA_TRANSPORT_ERROR_PROXY);
  g_assert_cmpuint (client->end.http_status, ==, 403);
  client_end_says (client, "The proxy refused", "nonexistent.invalid", NULL);
  g_assert_null (strstr (client->end.error->message, "key"));
}

/* ---- what needs no network ---- */

static void
refuses_config (Client *client, OaTransportErrorCode code, const gchar *words)
{
  GError *error = NULL;

  g_assert_false (oa_connection_config_check (&client->config, &error));
  g_assert_error (error, OA_TRANSPORT_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strstr (error->message, "sk-secret"));
  g_error_free (error);

  client_fails_with (client, code);
  client_free (client);
}

static void
refuses_uri (const gchar *uri, const gchar *words)
{
  Client *client = client_new (1);

  client_set_uri (client, "%s", uri);
  refuses_config (client, OA_TRANSPORT_ERROR_URI, words);
}

TEST (bad_uri)
{
  refuses_uri ("", "Set the uri");
  refuses_uri ("sk-secret", "cannot be understood");
  refuses_uri ("https://host/sk-secret", "wss://");
  refuses_uri ("wss:///sk-secret", "host name");
  refuses_uri ("wss://me:sk-secret@host/", "user name");
  refuses_uri ("wss://host/v1#sk-secret", "fragment");
  /* Decoded, they would begin a header, or a request of their own. */
  refuses_uri ("wss://a%0d%0asecret/", "characters");
  refuses_uri ("wss://a%0ab/", "characters");
  refuses_uri ("wss://a%20b/", "characters");
  refuses_uri ("wss://a%2fb/", "characters");
  refuses_uri ("wss://a..b/", "characters");
}

static void
refuses_insecure (const gchar *uri, const gchar *proxy)
{
  Client *client = client_new (1);

  client_set_uri (client, "%s", uri);
  client->config.proxy = g_strdup (proxy);
  refuses_config (client, OA_TRANSPORT_ERROR_INSECURE, "wss://");
}

TEST (secret_needs_encryption)
{
  refuses_insecure ("ws://api.example/v1?token=sk-secret", NULL);
  refuses_insecure ("ws://10.0.0.1/", NULL);
  refuses_insecure ("ws://128.0.0.1/", NULL);
  refuses_insecure ("ws://[2001:db8::1]/", NULL);
  refuses_insecure ("ws://localhost.example/", NULL);
  refuses_insecure ("ws://notlocalhost/", NULL);
  refuses_insecure ("ws://localhost/", "http://proxy.example:3128");
}

static void
accepts_config (const gchar *uri, gboolean has_secret, gboolean insecure)
{
  g_autoptr (Client) client = client_new (1);
  GError *error = NULL;

  client_set_uri (client, "%s", uri);
  client->config.has_secret = has_secret;
  client->config.allow_insecure = insecure;
  oa_connection_config_check (&client->config, &error);
  g_assert_no_error (error);
}

TEST (secret_may_go_where_nobody_listens)
{
  accepts_config ("wss://api.example/v1", TRUE, FALSE);
  accepts_config ("WS://LocalHost:8080/", TRUE, FALSE);
  accepts_config ("ws://localhost./", TRUE, FALSE);
  accepts_config ("ws://a.localhost/", TRUE, FALSE);
  accepts_config ("ws://127.3.2.1/", TRUE, FALSE);
  accepts_config ("ws://[::1]:8080/", TRUE, FALSE);
  accepts_config ("ws://api.example/", FALSE, FALSE);
  accepts_config ("wss://my_service-1.example.:443/", TRUE, FALSE);
  accepts_config ("wss://m\xc3\xbcller.example/", TRUE, FALSE);
  accepts_config ("ws://api.example/", TRUE, TRUE);
}

static void
refuses_header (const gchar *name, const gchar *value, const gchar *words)
{
  Client *client = client_new (1);

  client_set_header (client, name, value);
  refuses_config (client, OA_TRANSPORT_ERROR_HEADER, words);
}

TEST (header_injection)
{
  refuses_header ("Authorization", "Bearer sk-secret\n", "Authorization");
  refuses_header ("X-A", "a\r\nHost: evil sk-secret", "X-A");
  refuses_header ("X-A", "sk-secret\r", "X-A");
  refuses_header ("X-A", "sk-secret\x7f", "X-A");
  refuses_header ("X-A", "sk-secret\xe2\x80\x93", "X-A");
  refuses_header ("X-A: b\r\nX-B", "sk-secret", "X-A");
  refuses_header ("", "sk-secret", "not the name");
  refuses_header ("X A", "sk-secret", "not the name");
  refuses_header ("upgrade", "sk-secret", "belongs to");
  refuses_header ("Sec-WebSocket-Key", "sk-secret", "belongs to");
}

TEST (user_agent_injection)
{
  Client *client = client_new (1);

  g_free (client->config.user_agent);
  client->config.user_agent = g_strdup ("me\r\nX: sk-secret");
  refuses_config (client, OA_TRANSPORT_ERROR_HEADER, "User-Agent");
}

TEST (config_copy_is_deep)
{
  g_autoptr (Client) client = client_new (1);
  OaConnectionConfig copy;

  client->config.proxy = g_strdup ("http://a");
  oa_connection_config_copy (&copy, &client->config);
  g_assert_cmpstr (copy.uri, ==, client->config.uri);
  g_assert_true (copy.uri != client->config.uri);
  g_assert_cmpstrv (copy.headers, client->config.headers);
  g_assert_true (copy.headers != client->config.headers);
  oa_connection_config_clear (&copy);
  g_assert_null (copy.headers);
  g_assert_null (copy.uri);
}

TEST_MAIN (client_init_tests ())

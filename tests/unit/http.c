/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* http.c - the requests before a WebSocket, and what is read out of an answer,
 * as texts. */

#include "transport/address.h"
#include "transport/httpbody.h"
#include "transport/httphead.h"
#include "transport/httprequest.h"
#include "transport/secret.h"
#include "transport/transporterror.h"
#include "../support/testcase.h"

#include <string.h>

/* Of RFC 6455, 1.3. */
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

#define UPGRADE \
  "HTTP/1.1 101 Switching Protocols\r\n" \
  "Upgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n" \
  "Sec-WebSocket-Accept: " ACCEPT "\r\n"

/*** answers ***/

static gssize
read_head (OaHttpHead *head, const gchar *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gssize result;

  g_byte_array_append (bytes, (const guint8 *) text, strlen (text));
  result = oa_http_head_read (head, bytes);
  return result;
}

static gboolean
is_upgrade (const gchar *text)
{
  OaHttpHead head = { 0 };
  gboolean result;

  g_assert_cmpint (read_head (&head, text), ==, strlen (text));
  result = oa_http_head_is_upgrade (&head, KEY);
  oa_http_head_clear (&head);
  return result;
}

TEST (upgrade)
{
  g_assert_true (is_upgrade (UPGRADE "\r\n"));
  g_assert_true (is_upgrade (UPGRADE "Server: x\r\n\r\n"));
  /* What was not asked for. */
  g_assert_false (is_upgrade (
      UPGRADE "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
  g_assert_false (is_upgrade (UPGRADE "Sec-WebSocket-Protocol: x\r\n\r\n"));
}

TEST (no_upgrade)
{
  static const gchar *const parts[] = { "101", "Upgrade: WebSocket",
    "keep-alive, Upgrade", ACCEPT };

  /* Each part of a good answer is needed. */
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (GString) text = g_string_new (UPGRADE "\r\n");

    g_string_replace (text, parts[i], i == 0 ? "200" : "X: x", 1);
    g_assert_false (is_upgrade (text->str));
  }
}

/* The service may speak at once: what follows the head is not its own. */
TEST (head_ends_where_it_ends)
{
  OaHttpHead head = { 0 };

  g_assert_cmpint (read_head (&head, UPGRADE "\r\n\x81\x02hi\r\n\r\n"), ==,
      strlen (UPGRADE "\r\n"));
  g_assert_cmpuint (head.status, ==, 101);
  oa_http_head_clear (&head);
}

TEST (head_byte_by_byte)
{
  const gchar *text = "HTTP/1.1 429 Slow down\r\nRetry-After: 7\r\n\r\n";
  OaHttpHead head = { 0 };

  for (gsize i = 0; i < strlen (text); i++) {
    g_autofree gchar *part = g_strndup (text, i);

    g_assert_cmpint (read_head (&head, part), ==, 0);
    /* Not a byte is looked at twice. */
    g_assert_cmpuint (head.seen, ==, i);
  }
  g_assert_cmpint (read_head (&head, text), ==, strlen (text));
  g_assert_cmpuint (head.status, ==, 429);
  g_assert_cmpstr (soup_message_headers_get_one (head.headers, "retry-after"),
      ==, "7");
  oa_http_head_clear (&head);
}

TEST (information_is_skipped)
{
  const gchar *text = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                      "HTTP/1.1 403 No\r\n\r\n";
  OaHttpHead head = { 0 };

  g_assert_cmpint (read_head (&head, "HTTP/1.1 100 Go on\r\n\r\n"), ==, 0);
  oa_http_head_clear (&head);
  g_assert_cmpint (read_head (&head, text), ==, strlen (text));
  g_assert_cmpuint (head.status, ==, 403);
  g_assert_null (soup_message_headers_get_one (head.headers, "Link"));
  oa_http_head_clear (&head);
}

TEST (no_head)
{
  static const gchar *const texts[] = { "hello\r\n\r\n", "\r\n\r\n",
    "HTTP/1.1\r\n\r\n", "HTTP/1.1 x y\r\n\r\n", "HTTP/1.1 99999 No\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    /* What need not be waited for. */
    "h", "\x15\x03\x03", "HTTP/2", "220 mail", "HTTP/1.1 200 OK\n",
    "HTTP/1.1 200 OK\rX", "HTTP/1.1 200 OK\r\nno colon\r\n",
    "HTTP/1.1 200 OK\r\nX: y\n", "HTTP/1.1 100 Go on\r\n\r\nX" };
  OaHttpHead head = { 0 };
  g_autofree gchar *endless = g_strnfill (OA_HTTP_HEAD_MAX + 1, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_test_message ("%s", texts[i]);
    g_assert_cmpint (read_head (&head, texts[i]), ==, -1);
    oa_http_head_clear (&head);
  }
  memcpy (endless, "HTTP/1.1 200 ", 13);
  g_assert_cmpint (read_head (&head, endless), ==, -1);
  oa_http_head_clear (&head);
}

TEST (zero_in_a_head)
{
  OaHttpHead head = { 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) "HTTP/1.1 101\0", 13);
  g_assert_cmpint (oa_http_head_read (&head, bytes), ==, -1);
  oa_http_head_clear (&head);
}

/* All of it together: a stream of them never ends. */
TEST (information_is_bounded)
{
  const gchar *text = "HTTP/1.1 100 Go on\r\n\r\n";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  OaHttpHead head = { 0 };
  guint heads = 0;

  do
    g_byte_array_append (bytes, (const guint8 *) text, strlen (text));
  while (oa_http_head_read (&head, bytes) == 0 && ++heads < 10000);
  g_assert_cmpuint (heads, ==, OA_HTTP_HEAD_MAX / strlen (text));
  oa_http_head_clear (&head);
}

/* The right one among them does not help. */
TEST (two_accept_headers)
{
  g_assert_false (is_upgrade (UPGRADE "Sec-WebSocket-Accept: AAAA\r\n\r\n"));
  g_assert_false (
      is_upgrade (UPGRADE "Sec-WebSocket-Accept: " ACCEPT "\r\n\r\n"));
}

/*** bodies ***/

typedef struct
{
  const gchar *head; /* behind the status */
  const gchar *body;
  gboolean whole;
  const gchar *code;
  const gchar *type;
  const gchar *message;
  gboolean is_web_page;
} Body;

static void
check_body (const Body *body)
{
  g_autofree gchar *text =
      g_strconcat ("HTTP/1.1 403 No\r\n", body->head, "\r\n", NULL);
  const guint8 *bytes = (const guint8 *) body->body;
  OaTransportEnd end = { NULL };
  OaHttpHead head = { 0 };

  g_test_message ("%s", body->body);
  g_assert_cmpint (read_head (&head, text), >, 0);
  g_assert_true (
      oa_http_body_is_whole (&head, bytes, strlen (body->body)) == body->whole);
  oa_http_body_read (&head, bytes, strlen (body->body), &end);
  g_assert_cmpstr (end.api_error_code, ==, body->code);
  g_assert_cmpstr (end.api_error_type, ==, body->type);
  g_assert_cmpstr (end.api_message, ==, body->message);
  g_assert_true (end.is_web_page == body->is_web_page);
  oa_transport_end_clear (&end);
  oa_http_head_clear (&head);
}

#define CAUSE "{\"error\":{\"code\":\"c\",\"type\":\"t\",\"message\":\"m\"}}"

TEST (bodies)
{
  static const Body bodies[] = {
    { "Content-Length: 48\r\n", CAUSE, FALSE, "c", "t", "m", FALSE },
    { "Content-Length: 47\r\n", CAUSE, TRUE, "c", "t", "m", FALSE },
    { "Content-Length: 47\r\n", CAUSE "garbage", TRUE, "c", "t", "m", FALSE },
    { "", CAUSE, FALSE, "c", "t", "m", FALSE },
    { "", "", FALSE, NULL, NULL, NULL, FALSE },
    { "Content-Length: 0\r\n", "", TRUE, NULL, NULL, NULL, FALSE },
    { "Content-Length: 99999999999999999999999\r\n", "x", FALSE },
    { "Transfer-Encoding: chunked\r\n", "2F\r\n" CAUSE "\r\n0\r\n\r\n", TRUE,
        "c", "t", "m", FALSE },
    { "Transfer-Encoding: chunked\r\n",
        "1;ext\r\n{\r\nF\r\n\"error\":\"words\"\r\n1\r\n}\r\n", FALSE, NULL,
        NULL, "words", FALSE },
    { "Transfer-Encoding: chunked\r\n", "fffffffffffffffffff\r\n{", FALSE },
    { "Transfer-Encoding: chunked\r\n", "x", FALSE },
    { "", "{\"error\":{\"code\":7,\"message\":\"a\\u001b[31m\\nb\"}}", FALSE,
        NULL, NULL, "a [31m b", FALSE },
    { "", "{\"error\":[]}", FALSE },
    { "", "[1]", FALSE },
    { "", "not JSON", FALSE },
    { "", " \n<!doctype html><p>No", FALSE, NULL, NULL, NULL, TRUE },
    { "Content-Type: text/html; charset=utf-8\r\n", "No", FALSE, NULL, NULL,
        NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    check_body (&bodies[i]);
}

TEST (long_bodies_are_cut)
{
  g_autofree gchar *body = g_strnfill (OA_HTTP_BODY_MAX, ' ');
  OaHttpHead head = { 0 };

  read_head (&head, "HTTP/1.1 403 No\r\nContent-Length: 99999\r\n\r\n");
  g_assert_true (
      oa_http_body_is_whole (&head, (const guint8 *) body, OA_HTTP_BODY_MAX));
  g_assert_false (oa_http_body_is_whole (&head, (const guint8 *) body,
      OA_HTTP_BODY_MAX - 1));
  oa_http_head_clear (&head);
}

/*** requests ***/

static gchar *
make_upgrade (const gchar *address, const OaConnectionConfig *config)
{
  g_autoptr (GUri) uri = oa_address_parse (address, NULL);
  gchar *text = oa_http_request_upgrade (uri, KEY, config);

  return text;
}

TEST (upgrade_request)
{
  gchar *headers[] = { (gchar *) "Authorization", (gchar *) "Bearer k", NULL };
  OaConnectionConfig config = { .user_agent = (gchar *) "a/1",
    .headers = headers };
  gchar *text = make_upgrade ("wss://example.com/v1?model=m%20n", &config);

  g_assert_cmpstr (text, ==, "GET /v1?model=m%20n HTTP/1.1\r\n"
      "Host: example.com\r\nUser-Agent: a/1\r\n"
      "Upgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: " KEY "\r\nSec-WebSocket-Version: 13\r\n"
      "Authorization: Bearer k\r\n\r\n");
  oa_secret_free (text);
}

static void
request_has (const gchar *address, const gchar *words)
{
  const OaConnectionConfig config = { NULL };
  gchar *text = make_upgrade (address, &config);

  g_assert_nonnull (strstr (text, words));
  oa_secret_free (text);
}

TEST (request_names_the_host)
{
  request_has ("ws://example.com", "GET / HTTP/1.1\r\nHost: example.com\r\n");
  request_has ("ws://example.com:80/", "Host: example.com\r\n");
  request_has ("ws://example.com:443/", "Host: example.com:443\r\n");
  request_has ("wss://example.com:80/", "Host: example.com:80\r\n");
  request_has ("wss://[::1]:8080/", "Host: [::1]:8080\r\n");
}

/* Twice would be an error for many services. */
TEST (headers_that_the_user_sets)
{
  gchar *headers[] = { (gchar *) "host", (gchar *) "other",
    (gchar *) "USER-AGENT", (gchar *) "mine", NULL };
  OaConnectionConfig config = { .user_agent = (gchar *) "a/1",
    .headers = headers };
  gchar *text = make_upgrade ("ws://example.com/", &config);

  g_assert_null (strstr (text, "example.com"));
  g_assert_null (strstr (text, "a/1"));
  g_assert_nonnull (strstr (text, "host: other\r\nUSER-AGENT: mine\r\n"));
  oa_secret_free (text);
}

TEST (tunnel_request)
{
  g_autoptr (GUri) uri = oa_address_parse ("wss://[::1]/v1?secret", NULL);
  gchar *text = oa_http_request_tunnel (uri, "user", "pass", "a/1");

  g_assert_cmpstr (text, ==, "CONNECT [::1]:443 HTTP/1.1\r\n"
      "Host: [::1]:443\r\nUser-Agent: a/1\r\n"
      "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n");
  oa_secret_free (text);
  text = oa_http_request_tunnel (uri, NULL, NULL, NULL);
  g_assert_cmpstr (text, ==,
      "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n");
  oa_secret_free (text);
}

/* A key of any length, as it stands. */
TEST (long_secrets)
{
  g_autofree gchar *secret = g_strnfill (20000, 'k');
  gchar *headers[] = { (gchar *) "Authorization", secret, NULL };
  OaConnectionConfig config = { .headers = headers };
  g_autoptr (GUri) uri = oa_address_parse ("wss://[fe80::1%25eth0]/", NULL);
  gchar *text = make_upgrade ("wss://host/", &config);

  g_assert_nonnull (strstr (text, secret));
  oa_secret_free (text);
  text = oa_http_request_tunnel (uri, secret, secret, secret);
  g_assert_true (g_str_has_prefix (text, "CONNECT [fe80::1]:443 "));
  g_assert_cmpuint (strlen (text), >, 3 * strlen (secret));
  oa_secret_free (text);
}

TEST (keys_are_new)
{
  g_autofree gchar *one = oa_http_request_make_key ();
  g_autofree gchar *two = oa_http_request_make_key ();

  g_assert_cmpuint (strlen (one), ==, 24);
  g_assert_cmpstr (one, !=, two);
}

TEST_MAIN ()

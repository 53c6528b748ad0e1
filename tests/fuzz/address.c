/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* address.c - any text as the address of a service, or as where a redirect
 * points to.
 *
 * What is accepted makes a request of one line and headers, one a line, and no
 * more; it is shown on one line, without its query. */

#include "fuzz.h"

#include "protocol/endpoint.h"
#include "transport/address.h"
#include "transport/httprequest.h"
#include "transport/secret.h"

#include <libsoup/soup.h>
#include <string.h>

const gchar fuzz_name[] = "address";
const guint fuzz_mutations = 50000;

static GUri *base;

void
fuzz_set_up (void)
{
  base = g_uri_parse ("wss://service.example/v1", SOUP_HTTP_URI_FLAGS, NULL);
}

static void
check_lines (const gchar *text, guint expected)
{
  guint lines = 0;
  const gchar *p;

  for (p = text; *p != '\0'; p++) {
    g_assert_true (*p == '\r' || *p == '\n' || !g_ascii_iscntrl (*p));
    if (*p == '\r')
      g_assert_cmpint (p[1], ==, '\n');
    if (*p == '\n') {
      g_assert_cmpint (p[-1], ==, '\r');
      lines++;
    }
  }
  g_assert_cmpuint (lines, ==, expected);
  g_assert_true (g_str_has_suffix (text, "\r\n\r\n"));
}

static void
check_requests (GUri *uri)
{
  const OaConnectionConfig config = { NULL };
  gchar *text = oa_http_request_upgrade (uri, "key", &config);

  check_lines (text, 7);
  oa_secret_free (text);
  text = oa_http_request_tunnel (uri, NULL, NULL, NULL);
  check_lines (text, 3);
  oa_secret_free (text);
}

static void
check_description (GUri *uri)
{
  g_autofree gchar *shown = oa_address_describe (uri);

  if (shown == NULL)
    return;
  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_null (strpbrk (shown, "?#\r\n\x1b\x7f"));
}

static void
check_address (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = oa_address_parse (text, &error);

  g_assert_true ((uri != NULL) == (error == NULL));
  if (uri == NULL)
    return;
  g_assert_true (oa_endpoint_is_host (g_uri_get_host (uri)));
  g_assert_false (g_hostname_is_non_ascii (g_uri_get_host (uri)));
  oa_address_is_loopback (uri);
  check_requests (uri);
  check_description (uri);
}

static void
check_redirect (const gchar *text)
{
  g_autoptr (GUri) target =
      g_uri_parse_relative (base, text, SOUP_HTTP_URI_FLAGS, NULL);

  if (target != NULL)
    check_description (target);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  g_autofree gchar *text = g_strndup ((const gchar *) data, size);

  check_address (text);
  check_redirect (text);
}

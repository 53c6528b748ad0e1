/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "httprequest.h"

#include "address.h"
#include "secret.h"

#include <openssl/rand.h>

static guint16
default_port (GUri *uri)
{
  return oa_address_is_secure (uri) ? 443 : 80;
}

guint16
oa_http_request_get_port (GUri *uri)
{
  gint port = g_uri_get_port (uri);

  return port > 0 ? port : default_port (uri);
}

gchar *
oa_http_request_make_key (void)
{
  guint8 bytes[16];

  RAND_bytes (bytes, sizeof (bytes));
  return g_base64_encode (bytes, sizeof (bytes));
}

/* Brackets for an address of version 6, as in the URI. */
static void
append_host (GString *text, GUri *uri)
{
  const gchar *host = g_uri_get_host (uri);
  gboolean brackets = strchr (host, ':') != NULL;

  g_string_append_printf (text, "%s%s%s", brackets ? "[" : "", host,
      brackets ? "]" : "");
}

static gboolean
has_header (const OaConnectionConfig *config, const gchar *name)
{
  guint i;

  for (i = 0; config->headers != NULL && config->headers[i] != NULL; i += 2) {
    if (g_ascii_strcasecmp (config->headers[i], name) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
append_target (GString *text, GUri *uri)
{
  const gchar *path = g_uri_get_path (uri);
  const gchar *query = g_uri_get_query (uri);

  g_string_append (text, *path != '\0' ? path : "/");
  if (query != NULL)
    g_string_append_printf (text, "?%s", query);
}

/* Whoever sets one of these means it. */
static void
append_own_headers (GString *text, GUri *uri, const OaConnectionConfig *config)
{
  if (!has_header (config, "Host")) {
    g_string_append (text, "Host: ");
    append_host (text, uri);
    if (oa_http_request_get_port (uri) != default_port (uri))
      g_string_append_printf (text, ":%u", oa_http_request_get_port (uri));
    g_string_append (text, "\r\n");
  }
  if (config->user_agent != NULL && !has_header (config, "User-Agent"))
    g_string_append_printf (text, "User-Agent: %s\r\n", config->user_agent);
}

/* So much that the text never moves: what it leaves behind would not be wiped. */
static gsize
count_upgrade (GUri *uri, const OaConnectionConfig *config)
{
  const gchar *query = g_uri_get_query (uri);
  gsize size = 512 + strlen (g_uri_get_host (uri))
      + strlen (g_uri_get_path (uri));
  guint i;

  if (query != NULL)
    size += strlen (query);
  if (config->user_agent != NULL)
    size += strlen (config->user_agent);
  for (i = 0; config->headers != NULL && config->headers[i] != NULL; i++)
    size += strlen (config->headers[i]) + 4;
  return size;
}

gchar *
oa_http_request_upgrade (GUri *uri, const gchar *key,
    const OaConnectionConfig *config)
{
  gsize size = count_upgrade (uri, config);
  GString *text = g_string_sized_new (size);
  guint i;

  g_string_append (text, "GET ");
  append_target (text, uri);
  g_string_append (text, " HTTP/1.1\r\n");
  append_own_headers (text, uri, config);
  g_string_append_printf (text,
      "Upgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n", key);
  for (i = 0; config->headers != NULL && config->headers[i] != NULL; i += 2)
    g_string_append_printf (text, "%s: %s\r\n", config->headers[i],
        config->headers[i + 1]);
  g_string_append (text, "\r\n");
  g_warn_if_fail (text->len < size);
  return g_string_free (text, FALSE);
}

static void
append_credentials (GString *text, const gchar *user, const gchar *password)
{
  gchar *both = g_strdup_printf ("%s:%s", user,
      password != NULL ? password : "");
  gchar *coded = g_base64_encode ((const guchar *) both, strlen (both));

  g_string_append_printf (text, "Proxy-Authorization: Basic %s\r\n", coded);
  oa_secret_free (both);
  oa_secret_free (coded);
}

gchar *
oa_http_request_tunnel (GUri *uri, const gchar *user, const gchar *password,
    const gchar *user_agent)
{
  GString *text = g_string_sized_new (4 * 1024);

  g_string_append (text, "CONNECT ");
  append_host (text, uri);
  g_string_append_printf (text, ":%u HTTP/1.1\r\nHost: ",
      oa_http_request_get_port (uri));
  append_host (text, uri);
  g_string_append_printf (text, ":%u\r\n", oa_http_request_get_port (uri));
  if (user_agent != NULL)
    g_string_append_printf (text, "User-Agent: %s\r\n", user_agent);
  if (user != NULL)
    append_credentials (text, user, password);
  g_string_append (text, "\r\n");
  return g_string_free (text, FALSE);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "httprequest.h"

#include "address.h"
#include "random.h"
#include "secret.h"

#include <string.h>

gchar *
oa_http_request_make_key (void)
{
  guint8 bytes[16];

  if (!oa_random_fill (bytes, sizeof (bytes)))
    return NULL;
  return g_base64_encode (bytes, sizeof (bytes));
}

/*** texts that may hold a secret ***/

/* Never moved, or what it leaves behind would not be wiped. For the same reason
 * nothing is formatted into it: GLib does that in memory of its own. */
typedef struct
{
  GString *text;
  gsize room;
} Request;

static void
begin (Request *self, gsize room)
{
  self->text = g_string_sized_new (room);
  self->room = self->text->allocated_len;
}

static void
add (Request *self, const gchar *part)
{
  g_string_append (self->text, part);
}

static gchar *
end (Request *self)
{
  g_warn_if_fail (self->text->allocated_len == self->room);
  return g_string_free (self->text, FALSE);
}

static void
add_header (Request *self, const gchar *name, const gchar *value)
{
  add (self, name);
  add (self, ": ");
  add (self, value);
  add (self, "\r\n");
}

static void
add_port (Request *self, guint16 port)
{
  gchar digits[8];

  g_snprintf (digits, sizeof (digits), ":%u", port);
  add (self, digits);
}

/* Brackets for an address of version 6, as in the URI. Its zone is a matter of
 * this machine (RFC 6874). */
static void
add_host (Request *self, GUri *uri)
{
  const gchar *host = g_uri_get_host (uri);
  gsize length = strcspn (host, "%");

  if (strchr (host, ':') == NULL) {
    add (self, host);
    return;
  }
  add (self, "[");
  g_string_append_len (self->text, host, length);
  add (self, "]");
}

/*** the upgrade ***/

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
add_target (Request *self, GUri *uri)
{
  const gchar *path = g_uri_get_path (uri);
  const gchar *query = g_uri_get_query (uri);

  add (self, *path != '\0' ? path : "/");
  if (query == NULL)
    return;
  add (self, "?");
  add (self, query);
}

/* What the user sets takes their place. */
static void
add_own_headers (Request *self, GUri *uri, const OaConnectionConfig *config)
{
  if (!has_header (config, "Host")) {
    add (self, "Host: ");
    add_host (self, uri);
    if (oa_address_get_port (uri) != oa_address_get_default_port (uri))
      add_port (self, oa_address_get_port (uri));
    add (self, "\r\n");
  }
  if (config->user_agent != NULL && !has_header (config, "User-Agent"))
    add_header (self, "User-Agent", config->user_agent);
}

static gsize
count (const gchar *text)
{
  return text != NULL ? strlen (text) : 0;
}

/* At least. */
static gsize
count_upgrade (GUri *uri, const OaConnectionConfig *config)
{
  gsize size = 512 + count (g_uri_get_host (uri)) + count (g_uri_get_path (uri))
      + count (g_uri_get_query (uri)) + count (config->user_agent);
  guint i;

  for (i = 0; config->headers != NULL && config->headers[i] != NULL; i++)
    size += count (config->headers[i]) + 4;
  return size;
}

gchar *
oa_http_request_upgrade (GUri *uri, const gchar *key,
    const OaConnectionConfig *config)
{
  Request request;
  guint i;

  begin (&request, count_upgrade (uri, config));
  add (&request, "GET ");
  add_target (&request, uri);
  add (&request, " HTTP/1.1\r\n");
  add_own_headers (&request, uri, config);
  add (&request, "Upgrade: websocket\r\nConnection: Upgrade\r\n");
  add_header (&request, "Sec-WebSocket-Key", key);
  add_header (&request, "Sec-WebSocket-Version", "13");
  for (i = 0; config->headers != NULL && config->headers[i] != NULL; i += 2)
    add_header (&request, config->headers[i], config->headers[i + 1]);
  add (&request, "\r\n");
  return end (&request);
}

/*** the tunnel ***/

static gchar *
make_credentials (const gchar *user, const gchar *password)
{
  Request both;
  gchar *plain, *coded;

  begin (&both, count (user) + count (password) + 2);
  add (&both, user);
  add (&both, ":");
  add (&both, password != NULL ? password : "");
  plain = end (&both);
  coded = g_base64_encode ((const guchar *) plain, strlen (plain));
  oa_secret_free (plain);
  return coded;
}

gchar *
oa_http_request_tunnel (GUri *uri, const gchar *user, const gchar *password,
    const gchar *user_agent)
{
  gchar *credentials = user != NULL ? make_credentials (user, password) : NULL;
  Request request;

  begin (&request,
      256 + 2 * count (g_uri_get_host (uri)) + count (user_agent)
          + count (credentials));
  add (&request, "CONNECT ");
  add_host (&request, uri);
  add_port (&request, oa_address_get_port (uri));
  add (&request, " HTTP/1.1\r\nHost: ");
  add_host (&request, uri);
  add_port (&request, oa_address_get_port (uri));
  add (&request, "\r\n");
  if (user_agent != NULL)
    add_header (&request, "User-Agent", user_agent);
  if (credentials != NULL) {
    add (&request, "Proxy-Authorization: Basic ");
    add (&request, credentials);
    add (&request, "\r\n");
  }
  add (&request, "\r\n");
  oa_secret_free (credentials);
  return end (&request);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* allowedhosts.c - the host of an address, compared as a whole. */

#include "allowedhosts.h"

#include <string.h>

typedef struct
{
  gchar *host; /* in small letters, without brackets */
  gint port;
  gboolean tls;
} Place;

static gboolean
fail (GError **error, const gchar *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, sentence);
  return FALSE;
}

/* Beyond scheme and host: where a path, a query or a tag begins. */
static gsize
measure_authority (const gchar *url)
{
  const gchar *start = strstr (url, "://");

  start = start != NULL ? start + 3 : url;
  return start - url + strcspn (start, "/?#{");
}

static gboolean
parse_place (const gchar *url, Place *place, GError **error)
{
  g_autofree gchar *base = g_strndup (url, measure_authority (url));
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_HAS_PASSWORD, NULL);
  const gchar *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const gchar *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (uri == NULL || host == NULL || *host == '\0'
      || (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0))
    return fail (error,
        "This must be the address of an HTTP server, as "
        "https://api.example.com/rooms; tags stand behind the host.");
  if (g_uri_get_user (uri) != NULL || g_uri_get_password (uri) != NULL)
    return fail (error,
        "An address with a user or a password is not taken. Use "
        "headers_from_environment.");
  place->tls = g_str_equal (scheme, "https");
  place->port = g_uri_get_port (uri);
  if (place->port == -1)
    place->port = place->tls ? 443 : 80;
  place->host = g_ascii_strdown (host, -1);
  return TRUE;
}

/* Into host and port, -1 without one. */
static gboolean
split_host (const gchar *text, gchar **host, gint *port)
{
  const gchar *end = *text == '[' ? strchr (text, ']')
                                  : text + strcspn (text, ":");
  guint64 number = 0;

  if (end == NULL || strlen (text) > 260)
    return FALSE;
  *port = -1;
  if (*end == ']')
    end++;
  if (*end == ':'
      && !g_ascii_string_to_unsigned (end + 1, 10, 1, 65535, &number, NULL))
    return FALSE;
  if (*end != '\0' && *end != ':')
    return FALSE;
  if (*end == ':')
    *port = number;
  *host = *text == '[' ? g_strndup (text + 1, end - text - 2)
                       : g_strndup (text, end - text);
  return TRUE;
}

static gboolean
is_host_name (const gchar *host)
{
  if (g_hostname_is_ip_address (host))
    return TRUE;
  for (const gchar *p = host; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '.' && *p != '_')
      return FALSE;
  return *host != '\0';
}

gboolean
ovs_allowed_host_is_valid (const gchar *text)
{
  g_autofree gchar *host = NULL;
  gint port;

  return split_host (text, &host, &port) && is_host_name (host);
}

static gboolean
is_entry_for (const gchar *entry, const Place *place)
{
  g_autofree gchar *host = NULL;
  gint port;

  if (!split_host (entry, &host, &port))
    return FALSE;
  if (port == -1)
    port = place->tls ? 443 : 80;
  return g_ascii_strcasecmp (host, place->host) == 0 && port == place->port;
}

gboolean
ovs_allowed_hosts_check (const gchar *url, const gchar *const *hosts,
    GError **error)
{
  Place place;
  gboolean allowed = FALSE;

  if (!parse_place (url, &place, error))
    return FALSE;
  for (; hosts != NULL && *hosts != NULL && !allowed; hosts++)
    allowed = is_entry_for (*hosts, &place);
  g_free (place.host);
  return allowed
      || fail (error,
          "The host of this address is not in allowed_hosts. Add it there, "
          "with its port if that is not the usual one.");
}

static gboolean
is_this_machine (const gchar *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost")
      || (address != NULL && g_inet_address_get_is_loopback (address));
}

gboolean
ovs_address_is_open (const gchar *url)
{
  Place place;
  gboolean open;

  if (!parse_place (url, &place, NULL))
    return FALSE;
  open = !place.tls && !is_this_machine (place.host);
  g_free (place.host);
  return open;
}

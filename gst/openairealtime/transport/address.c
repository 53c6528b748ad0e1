/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Sentences from here never quote the address: keys are put into every part
 * of it, and one that does not parse has no part that is surely harmless. */

#include "address.h"

#include "connection.h"

#include <libsoup/soup.h>

static GUri *
refuse (const gchar *sentence, GError **error)
{
  g_set_error_literal (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_URI,
      sentence);
  return NULL;
}

static gboolean
has_known_scheme (GUri *uri)
{
  /* GUri has made it lower case. */
  return g_str_equal (g_uri_get_scheme (uri), "ws")
      || g_str_equal (g_uri_get_scheme (uri), "wss");
}

static gboolean
has_host (GUri *uri)
{
  return g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

GUri *
oa_address_parse (const gchar *text, GError **error)
{
  GUri *uri;

  if (text == NULL || *text == '\0')
    return refuse ("No address of a service. Set the uri property.", error);

  uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL)
    return refuse ("The address of the service cannot be understood. "
                   "Write it like wss://host/path.",
        error);

  if (!has_known_scheme (uri))
    refuse ("The address of the service must begin with wss:// or ws://.",
        error);
  else if (!has_host (uri))
    refuse ("The address of the service has no host name. "
            "Write it like wss://host/path.",
        error);
  else if (g_uri_get_userinfo (uri) != NULL)
    refuse ("The address of the service must not contain a user name or "
            "password. Send credentials in a header.",
        error);
  else
    return uri;

  g_uri_unref (uri);
  return NULL;
}

gboolean
oa_address_is_secure (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "wss")
      || g_str_equal (g_uri_get_scheme (uri), "https");
}

static gboolean
is_localhost (const gchar *host)
{
  gchar *name = g_ascii_strdown (host, -1);
  gsize length = strlen (name);
  gboolean result;

  if (length > 0 && name[length - 1] == '.')
    name[length - 1] = '\0';
  /* GLib resolves these names itself, to loopback addresses only. */
  result = g_str_equal (name, "localhost")
      || g_str_has_suffix (name, ".localhost");
  g_free (name);
  return result;
}

gboolean
oa_address_is_loopback (GUri *uri)
{
  const gchar *host = g_uri_get_host (uri);
  GInetAddress *address;
  gboolean result;

  if (host == NULL)
    return FALSE;
  address = g_inet_address_new_from_string (host);
  if (address == NULL)
    return is_localhost (host);

  result = g_inet_address_get_is_loopback (address);
  g_object_unref (address);
  return result;
}

gchar *
oa_address_describe (GUri *uri)
{
  return g_uri_join (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (uri), NULL,
      g_uri_get_host (uri), g_uri_get_port (uri), g_uri_get_path (uri), NULL,
      NULL);
}

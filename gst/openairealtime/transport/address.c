/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Sentences from here never quote the address: keys are put into every part
 * of it, and one that does not parse has no part that is surely harmless. */

#include "address.h"

#include "transporterror.h"

#include "protocol/endpoint.h"
#include "protocol/printabletext.h"

#include <libsoup/soup.h>

/* Bytes of an address in a sentence. */
#define MAX_SHOWN 300

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
is_empty (const gchar *text)
{
  return text == NULL || *text == '\0';
}

/* As DNS, certificates and headers have it. Takes @uri. */
static GUri *
make_host_ascii (GUri *uri)
{
  gchar *host;
  GUri *result;

  if (!g_hostname_is_non_ascii (g_uri_get_host (uri)))
    return uri;
  host = g_hostname_to_ascii (g_uri_get_host (uri));
  result = g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (uri), NULL, host,
      g_uri_get_port (uri), g_uri_get_path (uri), g_uri_get_query (uri), NULL);
  g_free (host);
  g_uri_unref (uri);
  return result;
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
  else if (is_empty (g_uri_get_host (uri)))
    refuse ("The address of the service has no host name. "
            "Write it like wss://host/path.",
        error);
  else if (!oa_endpoint_is_host (g_uri_get_host (uri)))
    refuse ("The host name in the address of the service has characters that "
            "no host name has. Write it like wss://host/path.",
        error);
  else if (g_uri_get_fragment (uri) != NULL)
    refuse ("The address of the service ends in a fragment (#...), which has "
            "no meaning here. Leave it out.",
        error);
  else if (g_uri_get_userinfo (uri) != NULL)
    refuse ("The address of the service must not contain a user name or "
            "password. Send credentials in a header.",
        error);
  else
    return make_host_ascii (uri);

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

guint16
oa_address_get_default_port (GUri *uri)
{
  return oa_address_is_secure (uri) ? 443 : 80;
}

guint16
oa_address_get_port (GUri *uri)
{
  gint port = g_uri_get_port (uri);

  return port > 0 ? port : oa_address_get_default_port (uri);
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
  gchar *text, *shown;

  if (!oa_endpoint_is_host (g_uri_get_host (uri)))
    return NULL;
  text = g_uri_join (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (uri), NULL,
      g_uri_get_host (uri), g_uri_get_port (uri), g_uri_get_path (uri), NULL,
      NULL);
  shown = oa_text_make_printable (text, MAX_SHOWN);
  g_free (text);
  return shown;
}

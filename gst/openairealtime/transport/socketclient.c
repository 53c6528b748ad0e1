/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "socketclient.h"

#include "address.h"
#include "httprequest.h"

static GProxyResolver *
make_resolver (const gchar *proxy)
{
  if (proxy == NULL)
    return g_object_ref (g_proxy_resolver_get_default ());
  return g_simple_proxy_resolver_new (proxy, NULL);
}

GSocketClient *
oa_socket_client_new (const gchar *proxy)
{
  GSocketClient *client = g_socket_client_new ();
  GProxyResolver *resolver;

  if (proxy != NULL && *proxy == '\0') {
    g_socket_client_set_enable_proxy (client, FALSE);
    return client;
  }
  resolver = make_resolver (proxy);
  g_socket_client_set_proxy_resolver (client, resolver);
  g_object_unref (resolver);
  /* GIO's own way to ask it does not tell what it answers. */
  g_socket_client_add_application_proxy (client, "http");
  return client;
}

GSocketConnectable *
oa_socket_client_make_address (GUri *uri)
{
  /* Settings of proxies know these schemes, and not those of WebSockets. */
  return g_object_new (G_TYPE_NETWORK_ADDRESS,
      "hostname", g_uri_get_host (uri),
      "port", (guint) oa_http_request_get_port (uri),
      "scheme", oa_address_is_secure (uri) ? "https" : "http", NULL);
}

GProxyAddress *
oa_socket_client_get_proxy (GSocketConnection *connection)
{
  GSocketAddress *address = g_socket_get_remote_address (
      g_socket_connection_get_socket (connection), NULL);

  if (G_IS_PROXY_ADDRESS (address)
      && g_str_equal (g_proxy_address_get_protocol (G_PROXY_ADDRESS (address)),
          "http"))
    return G_PROXY_ADDRESS (address);
  g_clear_object (&address);
  return NULL;
}

gboolean
oa_socket_client_is_wrapped (GSocketConnection *connection)
{
  return G_IS_TCP_WRAPPER_CONNECTION (connection);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "socketclient.h"

#include "address.h"

static GProxyResolver *
make_resolver (const gchar *proxy)
{
  if (proxy == NULL)
    return g_object_ref (g_proxy_resolver_get_default ());
  return g_simple_proxy_resolver_new (proxy, NULL);
}

static GSocketClient *
make_client (const gchar *proxy)
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

static GSocketConnectable *
make_address (GUri *uri)
{
  /* Settings of proxies know these schemes, and not those of WebSockets. */
  return g_object_new (G_TYPE_NETWORK_ADDRESS, "hostname", g_uri_get_host (uri),
      "port", (guint) oa_address_get_port (uri), "scheme",
      oa_address_is_secure (uri) ? "https" : "http", NULL);
}

void
oa_socket_client_connect (GUri *uri, const gchar *proxy,
    GCancellable *cancellable, GCallback on_event, GAsyncReadyCallback done,
    gpointer user_data)
{
  GSocketConnectable *address = make_address (uri);
  GSocketClient *client;

  /* Loopback never needs a proxy, and one set for the whole system would read
   * what is meant for this machine. */
  if (proxy == NULL && oa_address_is_loopback (uri))
    proxy = "";
  client = make_client (proxy);
  g_signal_connect (client, "event", on_event, user_data);
  g_socket_client_connect_async (client, address, cancellable, done, user_data);
  g_object_unref (address);
  g_object_unref (client);
}

GSocketConnection *
oa_socket_client_finish (GSocketClient *client, GAsyncResult *result,
    GError **error)
{
  GSocketConnection *connection =
      g_socket_client_connect_finish (client, result, error);

  if (connection == NULL)
    return NULL;
  if (G_IS_TCP_WRAPPER_CONNECTION (connection)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED,
        "encryption on the way to a proxy is not supported");
    g_clear_object (&connection);
    return NULL;
  }
  return connection;
}

const gchar *
oa_socket_client_get_phase (GSocketClientEvent event)
{
  switch (event) {
    case G_SOCKET_CLIENT_RESOLVING:
      return "looking up the host name";
    case G_SOCKET_CLIENT_PROXY_NEGOTIATING:
      return "negotiating with the proxy";
    default:
      return "waiting for the network connection";
  }
}

GProxyAddress *
oa_socket_client_get_proxy (GSocketConnection *connection)
{
  GSocketAddress *address =
      g_socket_get_remote_address (g_socket_connection_get_socket (connection),
          NULL);

  if (G_IS_PROXY_ADDRESS (address)
      && g_str_equal (g_proxy_address_get_protocol (G_PROXY_ADDRESS (address)),
          "http"))
    return G_PROXY_ADDRESS (address);
  g_clear_object (&address);
  return NULL;
}

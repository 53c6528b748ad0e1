/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.c - see listener.h. */

#include "config.h"

#include "listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* So many wait to be accepted; more would have to try again. */
#define BACKLOG 256

struct _OrsListener
{
  SoupServer *soup;
  GSocketService *service;
  GTlsCertificate *certificate;
  guint port;
};

static GIOStream *
add_tls (OrsListener *self, GIOStream *stream, GError **error)
{
  if (self->certificate == NULL)
    return g_object_ref (stream);
  return g_tls_server_connection_new (stream, self->certificate, error);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection,
    GObject *source, gpointer user_data)
{
  OrsListener *self = user_data;
  g_autoptr (GSocketAddress) local =
      g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote =
      g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GIOStream) plain = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  /* Both are unknown when the client is gone already. */
  if (local == NULL || remote == NULL)
    return TRUE;

  /* Events are small and each one is waited for. */
  g_socket_set_option (g_socket_connection_get_socket (connection),
      IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  plain = add_tls (self, G_IO_STREAM (connection), &error);
  if (plain != NULL)
    stream = ors_gate_new (plain);
  if (stream == NULL
      || !soup_server_accept_iostream (self->soup, stream, local, remote,
          &error))
    g_warning ("Cannot serve a client: %s", error->message);
  return TRUE;
}

OrsListener *
ors_listener_new (SoupServer *soup, const gchar *host, guint port,
    GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GInetAddress) ip = g_inet_address_new_from_string (host);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GSocketService) service = g_socket_service_new ();
  OrsListener *self;

  if (ip == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "The host must be an IP address, \"%s\" is not", host);
    return NULL;
  }
  address = g_inet_socket_address_new (ip, port);
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), BACKLOG);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address,
          G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective,
          error))
    return NULL;

  self = g_new0 (OrsListener, 1);
  self->soup = soup;
  self->service = g_steal_pointer (&service);
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->port =
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return self;
}

void
ors_listener_free (OrsListener *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  g_free (self);
}

void
ors_listener_set_accepting (OrsListener *self, gboolean accepting)
{
  if (accepting)
    g_socket_service_start (self->service);
  else
    g_socket_service_stop (self->service);
}

guint
ors_listener_get_port (OrsListener *self)
{
  return self->port;
}

/* libsoup's own stream has the connection's as a property. */
OrsGate *
ors_listener_find_gate (GIOStream *stream)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (stream);
  g_autoptr (GIOStream) base = NULL;

  if (ORS_IS_GATE (stream))
    return ORS_GATE (stream);
  if (g_object_class_find_property (klass, "base-iostream") == NULL)
    return NULL;
  g_object_get (stream, "base-iostream", &base, NULL);
  return ORS_IS_GATE (base) ? ORS_GATE (base) : NULL;
}

GSocket *
ors_listener_find_socket (GIOStream *stream)
{
  OrsGate *gate = ors_listener_find_gate (stream);
  GIOStream *base = gate != NULL ? ors_gate_get_base (gate) : NULL;
  g_autoptr (GIOStream) below_tls = NULL;

  if (G_IS_TLS_CONNECTION (base)) {
    g_object_get (base, "base-io-stream", &below_tls, NULL);
    base = below_tls;
  }
  if (!G_IS_SOCKET_CONNECTION (base))
    return NULL;
  return g_socket_connection_get_socket (G_SOCKET_CONNECTION (base));
}

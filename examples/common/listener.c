/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.c - see listener.h. */

#include "listener.h"

/* So many wait to be accepted; more would have to try again. */
#define BACKLOG 256
/* How long it waits when the system has no descriptor for a connection. */
#define PAUSE_MS 200

struct _AppListener
{
  AppListenerFunc func;
  gpointer user_data;
  GMainContext *context;
  GSocket *socket;
  GSource *source;    /* while it accepts */
  GSource *pause;     /* while the system cannot */
  gboolean accepting; /* what is wanted */
  gboolean exhausted; /* and told */
  guint port;
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
serve (AppListener *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) connection =
      g_socket_connection_factory_create_connection (socket);

  self->func (connection, self->user_data);
}

static void update_source (AppListener *self);

static gboolean
on_pause_over (gpointer data)
{
  AppListener *self = data;

  clear_source (&self->pause);
  update_source (self);
  return G_SOURCE_REMOVE;
}

/* Most often the process or the system is out of descriptors. Trying again at
 * once would take all of the processor until a client leaves. */
static void
pause_accepting (AppListener *self, const GError *error)
{
  if (!self->exhausted)
    g_warning ("No more clients for now: %s", error->message);
  self->exhausted = TRUE;
  clear_source (&self->pause);
  self->pause = g_timeout_source_new (PAUSE_MS);
  g_source_set_callback (self->pause, on_pause_over, self, NULL);
  g_source_attach (self->pause, self->context);
  update_source (self);
}

static gboolean
on_incoming (GSocket *listening, GIOCondition condition, gpointer data)
{
  AppListener *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (listening, NULL, &error);

  if (socket != NULL) {
    self->exhausted = FALSE;
    serve (self, socket);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)) {
    pause_accepting (self, error);
  }
  return self->source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Accepts, or leaves new clients to the system's queue. */
static void
update_source (AppListener *self)
{
  gboolean accepts = self->accepting && self->pause == NULL;

  if (accepts == (self->source != NULL))
    return;
  if (!accepts) {
    clear_source (&self->source);
    return;
  }
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_incoming), self, NULL);
  g_source_attach (self->source, self->context);
}

static GSocket *
listen_at (const gchar *host, guint port, GError **error)
{
  g_autoptr (GInetAddress) ip = g_inet_address_new_from_string (
      g_strcmp0 (host, "localhost") == 0 ? "127.0.0.1" : host);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) cause = NULL;

  if (ip == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "The host must be an IP address or localhost, \"%s\" is not", host);
    return NULL;
  }
  address = g_inet_socket_address_new (ip, port);
  socket = g_socket_new (g_inet_address_get_family (ip), G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (g_socket_bind (socket, address, TRUE, &cause)
      && g_socket_listen (socket, &cause))
    return g_steal_pointer (&socket);
  g_set_error (error, cause->domain, cause->code,
      "Cannot listen on %s, port %u (%s). Choose another port or host", host,
      port, cause->message);
  return NULL;
}

AppListener *
app_listener_new (const gchar *host, guint port, AppListenerFunc func,
    gpointer user_data, GError **error)
{
  g_autoptr (GSocket) socket = listen_at (host, port, error);
  g_autoptr (GSocketAddress) effective = NULL;
  AppListener *self;

  if (socket == NULL)
    return NULL;
  effective = g_socket_get_local_address (socket, error);
  if (effective == NULL)
    return NULL;

  self = g_new0 (AppListener, 1);
  self->func = func;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->socket = g_steal_pointer (&socket);
  self->accepting = TRUE;
  self->port = g_inet_socket_address_get_port (
      G_INET_SOCKET_ADDRESS (effective));
  update_source (self);
  return self;
}

void
app_listener_free (AppListener *self)
{
  clear_source (&self->source);
  clear_source (&self->pause);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_main_context_unref (self->context);
  g_free (self);
}

void
app_listener_set_accepting (AppListener *self, gboolean accepting)
{
  self->accepting = accepting;
  update_source (self);
}

guint
app_listener_get_port (AppListener *self)
{
  return self->port;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.c - see listener.h. */

#include "config.h"

#include "listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* So many wait to be accepted; more would have to try again. */
#define BACKLOG 256
/* How long a request may take to come, and how large it may be. */
#define REQUEST_MS 10000
#define REQUEST_BYTES (64 * 1024)
/* Connections without a whole request. With more, the oldest goes: a request
 * takes milliseconds, unless it is never meant to end. */
#define MAX_PENDING 256
/* How long it waits when the system has no descriptor for a connection. */
#define PAUSE_MS 200

struct _OrsListener
{
  SoupServer *soup;
  GMainContext *context;
  GSocket *socket;
  GSource *source;     /* while it accepts */
  GSource *pause;      /* while the system cannot */
  gboolean accepting;  /* what is wanted */
  gboolean exhausted;  /* and told */
  GHashTable *pending; /* "address:port" -> Pending */
  GQueue by_age;       /* the same, oldest first */
  GTlsCertificate *certificate;
  guint port;
};

/* A connection without a whole request. */
typedef struct
{
  OrsListener *listener;
  gchar *name; /* its key */
  GList link;  /* in by_age */
  GSocketConnection *connection;
  GSource *timer;
} Pending;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
start_timer (OrsListener *self, GSource **timer, guint ms,
    GSourceFunc callback, gpointer data)
{
  *timer = g_timeout_source_new (ms);
  g_source_set_callback (*timer, callback, data, NULL);
  g_source_attach (*timer, self->context);
}

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_queue_unlink (&pending->listener->by_age, &pending->link);
  clear_source (&pending->timer);
  g_object_unref (pending->connection);
  g_free (pending->name);
  g_free (pending);
}

/* libsoup sees the end of the stream, and cleans up. */
static void
drop (Pending *pending)
{
  g_socket_shutdown (g_socket_connection_get_socket (pending->connection),
      TRUE, TRUE, NULL);
  g_hash_table_remove (pending->listener->pending, pending->name);
}

static gboolean
on_too_late (gpointer data)
{
  drop (data);
  return G_SOURCE_REMOVE;
}

static gchar *
name_address (GSocketAddress *address)
{
  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

static void
add_pending (OrsListener *self, GSocketConnection *connection,
    GSocketAddress *remote)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->listener = self;
  pending->name = name_address (remote);
  pending->connection = g_object_ref (connection);
  start_timer (self, &pending->timer, REQUEST_MS, on_too_late, pending);
  pending->link.data = pending;
  g_queue_push_tail_link (&self->by_age, &pending->link);
  g_hash_table_replace (self->pending, pending->name, pending);
  if (self->by_age.length > MAX_PENDING)
    drop (g_queue_peek_head (&self->by_age));
}

void
ors_listener_admit (OrsListener *self, GSocketAddress *remote)
{
  g_autofree gchar *name = name_address (remote);

  g_hash_table_remove (self->pending, name);
}

static GIOStream *
add_tls (OrsListener *self, GIOStream *stream, GError **error)
{
  if (self->certificate == NULL)
    return g_object_ref (stream);
  return g_tls_server_connection_new (stream, self->certificate, error);
}

static void
serve (OrsListener *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) connection =
      g_socket_connection_factory_create_connection (socket);
  g_autoptr (GSocketAddress) local =
      g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote =
      g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GIOStream) plain = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  /* Both are unknown when the client is gone already. */
  if (local == NULL || remote == NULL)
    return;

  /* Events are small and each one is waited for. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  plain = add_tls (self, G_IO_STREAM (connection), &error);
  if (plain != NULL)
    stream = ors_gate_new (plain);
  if (stream != NULL)
    ors_gate_allow (ORS_GATE (stream), REQUEST_BYTES);
  /* A request that is there already is answered on the way. */
  add_pending (self, connection, remote);
  if (stream != NULL
      && soup_server_accept_iostream (self->soup, stream, local, remote,
          &error))
    return;
  g_warning ("Cannot serve a client: %s", error->message);
  ors_listener_admit (self, remote);
}

static void update_source (OrsListener *self);

static gboolean
on_pause_over (gpointer data)
{
  OrsListener *self = data;

  clear_source (&self->pause);
  update_source (self);
  return G_SOURCE_REMOVE;
}

/* Most often the process or the system is out of descriptors. Trying again at
 * once would take all of the processor until a client leaves. */
static void
pause_accepting (OrsListener *self, const GError *error)
{
  if (!self->exhausted)
    g_warning ("No more clients for now: %s", error->message);
  self->exhausted = TRUE;
  clear_source (&self->pause);
  start_timer (self, &self->pause, PAUSE_MS, on_pause_over, self);
  update_source (self);
}

static gboolean
on_incoming (GSocket *listening, GIOCondition condition, gpointer data)
{
  OrsListener *self = data;
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
update_source (OrsListener *self)
{
  gboolean accepts = self->accepting && self->pause == NULL;

  if (accepts == (self->source != NULL))
    return;
  if (!accepts) {
    clear_source (&self->source);
    return;
  }
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_incoming), self,
      NULL);
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

OrsListener *
ors_listener_new (SoupServer *soup, const gchar *host, guint port,
    GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GSocket) socket = listen_at (host, port, error);
  g_autoptr (GSocketAddress) effective = NULL;
  OrsListener *self;

  if (socket == NULL)
    return NULL;
  effective = g_socket_get_local_address (socket, error);
  if (effective == NULL)
    return NULL;

  self = g_new0 (OrsListener, 1);
  self->soup = soup;
  self->context = g_main_context_ref_thread_default ();
  self->socket = g_steal_pointer (&socket);
  self->accepting = TRUE;
  g_queue_init (&self->by_age);
  self->pending =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, pending_free);
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->port =
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  update_source (self);
  return self;
}

void
ors_listener_free (OrsListener *self)
{
  clear_source (&self->source);
  clear_source (&self->pause);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_hash_table_unref (self->pending);
  g_clear_object (&self->certificate);
  g_main_context_unref (self->context);
  g_free (self);
}

void
ors_listener_set_accepting (OrsListener *self, gboolean accepting)
{
  self->accepting = accepting;
  update_source (self);
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

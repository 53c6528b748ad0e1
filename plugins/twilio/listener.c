/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.c - connections that are accepted, until one of them is the call. */

#include "listener.h"

#include "routes.h"

/* Connections that have not been answered yet. */
#define MAX_VISITORS 32
/* ms for what is refused to be read. */
#define CLOSE_TIME 1000
/* us until another try, where the system has no more sockets. */
#define RETRY_TIME (100 * 1000)

struct _OaTwilioListener
{
  grefcount refs; /* the owner's, and one while it accepts */
  OaTwilioSettings settings;
  OaTwilioCall *call;
  GSocketListener *socket;
  GCancellable *cancellable;
  guint port;

  /* The loop's own. */
  GQueue visitors;
  gboolean busy;  /* somebody has the call, or had it */
  OaTimer *timer; /* no more could be accepted: another try */
};

typedef struct
{
  OaTwilioListener *listener;
  OaConnection *connection;
  gboolean is_call; /* it was let in for it */
  gboolean opened;
} Visitor;

static void
unref (gpointer data)
{
  OaTwilioListener *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  oa_twilio_settings_clear (&self->settings);
  g_object_unref (self->socket);
  g_object_unref (self->cancellable);
  oa_twilio_call_unref (self->call);
  g_free (self);
}

static OaTwilioListener *
ref (OaTwilioListener *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

/*** a connection ***/

static guint
on_requested (const OaHttpHead *request, OaRefusal *refusal, gpointer user_data)
{
  Visitor *visitor = user_data;
  OaTwilioListener *self = visitor->listener;
  guint status =
      oa_twilio_routes_upgrade (&self->settings, self->busy, request, refusal);

  if (status == 0)
    self->busy = visitor->is_call = TRUE;
  return status;
}

static guint
on_plain (const OaHttpHead *request, const gchar *body, OaRefusal *answer,
    gpointer user_data)
{
  Visitor *visitor = user_data;

  return oa_twilio_routes_plain (&visitor->listener->settings,
      visitor->listener->busy, request, body, answer);
}

static void
on_opened (gpointer user_data)
{
  Visitor *visitor = user_data;

  visitor->opened = TRUE;
  oa_twilio_call_attach (visitor->listener->call, visitor->connection);
}

static void
on_message (GBytes *text, gpointer user_data)
{
  Visitor *visitor = user_data;

  oa_twilio_call_message (text, visitor->listener->call);
}

static GBytes *
on_next (gpointer user_data)
{
  Visitor *visitor = user_data;

  return oa_twilio_call_next (visitor->listener->call);
}

static void
on_ended (const OaTransportEnd *end, gpointer user_data)
{
  Visitor *visitor = user_data;
  OaTwilioListener *self = visitor->listener;

  g_queue_remove (&self->visitors, visitor);
  if (visitor->opened)
    oa_twilio_call_ended (end, self->call);
  else
    oa_connection_detach (visitor->connection, 0);
  if (visitor->is_call && !visitor->opened)
    self->busy = FALSE;
  g_free (visitor);
}

static void
welcome (OaTwilioListener *self, GSocketConnection *connection)
{
  static const OaConnectionHandlers handlers = { .requested = on_requested,
    .plain = on_plain,
    .opened = on_opened,
    .message = on_message,
    .next = on_next,
    .ended = on_ended };
  Visitor *visitor = g_new0 (Visitor, 1);
  OaConnectionConfig config;

  visitor->listener = self;
  g_queue_push_tail (&self->visitors, visitor);
  oa_twilio_call_config (&config);
  visitor->connection =
      oa_connection_accept (oa_twilio_call_get_loop (self->call), connection,
          &config, &handlers, visitor);
  oa_connection_config_clear (&config);
}

/*** the socket ***/

static void on_accepted (GObject *source, GAsyncResult *result,
    gpointer user_data);

static void
accept_next (OaTwilioListener *self)
{
  g_socket_listener_accept_async (self->socket, self->cancellable, on_accepted,
      self);
}

static void
stop_accepting (OaTwilioListener *self)
{
  g_socket_listener_close (self->socket);
  oa_loop_unhold (oa_twilio_call_get_loop (self->call));
  unref (self);
}

static void
on_retry (gpointer user_data)
{
  OaTwilioListener *self = user_data;

  self->timer = NULL;
  accept_next (self);
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OaTwilioListener *self = user_data;
  GError *error = NULL;
  GSocketConnection *connection =
      g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL,
          &error);

  if (g_cancellable_is_cancelled (self->cancellable)) {
    g_clear_object (&connection);
    g_clear_error (&error);
    stop_accepting (self);
    return;
  }
  if (connection == NULL) {
    g_error_free (error);
    self->timer = oa_loop_add_timer (oa_twilio_call_get_loop (self->call),
        RETRY_TIME, on_retry, self);
    return;
  }
  if (self->visitors.length < MAX_VISITORS)
    welcome (self, connection);
  g_object_unref (connection);
  accept_next (self);
}

static gboolean
begin (gpointer data)
{
  OaTwilioListener *self = ref (data);

  oa_loop_hold (oa_twilio_call_get_loop (self->call));
  accept_next (self);
  return G_SOURCE_REMOVE;
}

/* The call has let go of its connection. */
static gboolean
end (gpointer data)
{
  OaTwilioListener *self = data;
  Visitor *visitor;

  g_cancellable_cancel (self->cancellable);
  while ((visitor = g_queue_pop_head (&self->visitors)) != NULL) {
    if (!visitor->opened)
      oa_connection_detach (visitor->connection, CLOSE_TIME);
    g_free (visitor);
  }
  if (self->timer != NULL) {
    g_clear_pointer (&self->timer, oa_timer_remove);
    stop_accepting (self);
  }
  return G_SOURCE_REMOVE;
}

static GInetAddress *
find_address (const gchar *host)
{
  if (g_strcmp0 (host, "localhost") == 0)
    return g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  return host != NULL ? g_inet_address_new_from_string (host) : NULL;
}

static gboolean
bind (OaTwilioListener *self, GError **error)
{
  GInetAddress *host = find_address (self->settings.host);
  GSocketAddress *address, *bound = NULL;
  gboolean good;

  if (host == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "it is no address");
    return FALSE;
  }
  address = g_inet_socket_address_new (host, self->settings.port);
  good = g_socket_listener_add_address (self->socket, address,
      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, error);
  if (good)
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_clear_object (&bound);
  g_object_unref (address);
  g_object_unref (host);
  return good;
}

/*** for the element ***/

OaTwilioListener *
oa_twilio_listener_new (const OaTwilioSettings *settings, OaTwilioCall *call,
    GError **error)
{
  OaTwilioListener *self = g_new0 (OaTwilioListener, 1);

  g_ref_count_init (&self->refs);
  oa_twilio_settings_copy (&self->settings, settings);
  self->call = oa_twilio_call_ref (call);
  self->socket = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->visitors);
  if (!bind (self, error)) {
    unref (self);
    return NULL;
  }
  oa_loop_invoke (oa_twilio_call_get_loop (call), begin, self, NULL);
  return self;
}

guint
oa_twilio_listener_get_port (OaTwilioListener *self)
{
  return self->port;
}

void
oa_twilio_listener_stop (OaTwilioListener *self)
{
  oa_loop_invoke (oa_twilio_call_get_loop (self->call), end, self, unref);
}

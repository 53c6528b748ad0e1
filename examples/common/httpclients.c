/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpclients.c - see httpclients.h. */

#include "httpclients.h"

#include "boundedstream.h"
#include "listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define SWEEP_MS 250
#define LINGER_MS 1000
/* A peer that acknowledges nothing for so long is dead. */
#define SILENCE_MS 45000
/* Of a stream, in the system. */
#define KEPT_BYTES (128 * 1024)
#define LINGER_BYTES (1024 * 1024)
/* GIO's handshakes take a thread each of the ten that all of GIO's work
 * begins with. */
#define MAX_HANDSHAKES 8
/* One that takes longer makes way for others. */
#define HANDSHAKE_MS 1000

struct _AppHttpClients
{
  AppListener *listener;
  GTlsCertificate *certificate;
  AppHttpLimits limits;
  AppHttpClientFunc func;
  gpointer user_data;
  GQueue clients; /* in the order of their coming */
  GSource *sweep; /* while there are clients */
  guint handshakes;
};

struct _AppHttpClient
{
  AppHttpClients *owner;
  GList link;
  GSocketConnection *connection;
  AppBoundedStream *stream; /* weak, from the handshake on; NULL: gone */
  GSocketAddress *remote;
  GSource *hello;          /* until its first bytes come */
  GCancellable *handshake; /* while it lasts */
  AppHttpPhase phase;
  gint64 deadline;
  guint lingered;
};

static G_DEFINE_QUARK (app-http-client, client);

/*** ends ***/

static void
drop_hello (AppHttpClient *self)
{
  if (self->hello != NULL)
    g_source_destroy (self->hello);
  g_clear_pointer (&self->hello, g_source_unref);
}

static void
client_free (AppHttpClient *self)
{
  if (self->owner != NULL)
    g_queue_unlink (&self->owner->clients, &self->link);
  drop_hello (self);
  if (self->stream != NULL) {
    app_bounded_stream_set_close (self->stream, NULL, NULL);
    g_object_unref (self->stream);
  }
  if (self->remote != NULL)
    g_object_set_qdata (G_OBJECT (self->remote), client_quark (), NULL);
  g_clear_object (&self->remote);
  g_clear_object (&self->handshake);
  g_object_unref (self->connection);
  g_free (self);
}

static GSocket *
get_socket (AppHttpClient *self)
{
  return g_socket_connection_get_socket (self->connection);
}

/* A reader or writer of the stream meets its end, and then closes it. */
static void
client_close (AppHttpClient *self)
{
  g_socket_shutdown (get_socket (self), TRUE, TRUE, NULL);
  if (self->handshake == NULL) {
    client_free (self);
  } else {
    /* Its callback frees it. */
    self->deadline = G_MAXINT64;
    g_cancellable_cancel (self->handshake);
  }
}

/* A close with unread input would be a reset, which can overtake the answer
 * on its way. So it is read and thrown away for a moment. */
static void
linger (AppHttpClient *self)
{
  gchar waste[8192];
  gssize n;

  do {
    n = g_socket_receive_with_blocking (get_socket (self), waste, sizeof waste,
        FALSE, NULL, NULL);
    self->lingered += MAX (n, 0);
  } while (n > 0 && self->lingered < LINGER_BYTES);
  if (n == 0 || self->lingered >= LINGER_BYTES)
    self->deadline = 0;
}

static const gchar *
find_sentence (guint status)
{
  switch (status) {
    case 408:
      return "408 Request Timeout\r\n%s{\"error\":\"The request did not come "
             "in time.\"}\n";
    case 413:
      return "413 Content Too Large\r\n%s{\"error\":\"The body is larger than "
             "this address takes.\"}\n";
    case 431:
      return "431 Request Header Fields Too Large\r\n%s{\"error\":\"The "
             "headers are larger than this server takes.\"}\n";
    default:
      return "503 Service Unavailable\r\n%s{\"error\":\"Too many clients. Try "
             "again later.\"}\n";
  }
}

static void
send_refusal (AppHttpClient *self, guint status)
{
  GIOStream *base = app_bounded_stream_get_base (self->stream);
  GOutputStream *output = g_io_stream_get_output_stream (base);
  g_autofree gchar *sentence = g_strdup (find_sentence (status));
  gchar *cut = strstr (sentence, "%s");
  GString *text = g_string_new ("HTTP/1.1 ");

  *cut = '\0';
  g_string_append (text, sentence);
  g_string_append_printf (text,
      "Content-Type: application/json\r\nContent-Length: %u\r\n"
      "Connection: close\r\n\r\n%s",
      (guint) strlen (cut + 2), cut + 2);
  /* What does not fit into the socket's buffer at once is not read anyway. */
  g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output),
      text->str, text->len, NULL, NULL);
  g_string_free (text, TRUE);
}

static void
begin_to_linger (AppHttpClient *self)
{
  g_socket_shutdown (get_socket (self), FALSE, TRUE, NULL);
  self->phase = APP_HTTP_LINGER;
  self->deadline = g_get_monotonic_time () + LINGER_MS * 1000;
  /* Its reader finds the end. */
  app_bounded_stream_allow (self->stream, 0);
}

void
app_http_client_refuse (AppHttpClient *self, guint status)
{
  if (self->phase == APP_HTTP_LINGER)
    return;
  send_refusal (self, status);
  begin_to_linger (self);
}

static void
refuse_excess (AppHttpClient *self)
{
  app_http_client_refuse (self, self->phase == APP_HTTP_IDLE ? 431 : 413);
}

/* Its owner has closed the stream: the client can be freed, when it has seen
 * its answer. */
static void
on_stream_close (gpointer user_data)
{
  AppHttpClient *self = user_data;

  if (self->phase == APP_HTTP_LINGER)
    return;
  if (app_bounded_stream_is_exhausted (self->stream)
      && (self->phase == APP_HTTP_IDLE || self->phase == APP_HTTP_BODY)) {
    refuse_excess (self);
  } else if (self->phase == APP_HTTP_IDLE) {
    app_bounded_stream_hang_up (self->stream);
    client_free (self);
  } else {
    app_bounded_stream_end_output (self->stream);
    begin_to_linger (self);
  }
}

static void
end_late (AppHttpClient *self)
{
  if (self->phase == APP_HTTP_IDLE
      && app_bounded_stream_get_read (self->stream) > 0)
    app_http_client_refuse (self, 408);
  else if (self->phase == APP_HTTP_BODY)
    app_http_client_refuse (self, 408);
  else
    client_close (self);
}

static void greet (AppHttpClient *self);

static gboolean
on_sweep (gpointer user_data)
{
  AppHttpClients *self = user_data;
  gint64 now = g_get_monotonic_time ();

  for (GList *l = self->clients.head, *next; l != NULL; l = next) {
    AppHttpClient *client = l->data;

    next = l->next;
    if (client->phase == APP_HTTP_LINGER)
      linger (client);
    else if (client->phase == APP_HTTP_HELLO && client->hello == NULL)
      greet (client);
    if (client->deadline <= now)
      end_late (client);
  }
  if (self->clients.length > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->sweep, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
start_sweep (AppHttpClients *self)
{
  if (self->sweep != NULL)
    return;
  self->sweep = g_timeout_source_new (SWEEP_MS);
  g_source_set_callback (self->sweep, on_sweep, self, NULL);
  g_source_attach (self->sweep, g_main_context_get_thread_default ());
}

/*** phases ***/

/* Nothing is awaited of it that would tell that it is there: so what is sent
 * must be acknowledged. The system keeps little of what it does not read. */
static void
prepare_stream (AppHttpClient *self)
{
  g_socket_set_option (get_socket (self), SOL_SOCKET, SO_SNDBUF, KEPT_BYTES,
      NULL);
  g_socket_set_option (get_socket (self), IPPROTO_TCP, TCP_USER_TIMEOUT,
      SILENCE_MS, NULL);
}

void
app_http_client_enter (AppHttpClient *self, AppHttpPhase phase,
    guint64 max_bytes)
{
  if (self->phase == APP_HTTP_LINGER)
    return;
  self->phase = phase;
  self->deadline = phase == APP_HTTP_HANDLER || phase == APP_HTTP_STREAM
      ? G_MAXINT64
      : g_get_monotonic_time () + self->owner->limits.deadline_ms * 1000;
  if (self->stream != NULL)
    app_bounded_stream_allow (self->stream, max_bytes);
  if (phase == APP_HTTP_STREAM)
    prepare_stream (self);
}

void
app_http_client_release (AppHttpClient *self)
{
  app_bounded_stream_release (self->stream);
  client_free (self);
}

AppHttpClient *
app_http_client_find (GSocketAddress *remote)
{
  return remote != NULL
      ? g_object_get_qdata (G_OBJECT (remote), client_quark ())
      : NULL;
}

/*** beginnings ***/

static void
begin (AppHttpClient *self, GIOStream *base)
{
  AppHttpClients *owner = self->owner;
  g_autoptr (GSocketAddress) local =
      g_socket_connection_get_local_address (self->connection, NULL);
  g_autoptr (GSocketAddress) remote =
      g_socket_connection_get_remote_address (self->connection, NULL);

  if (local == NULL || remote == NULL) {
    client_close (self);
    return;
  }
  self->remote = g_steal_pointer (&remote);
  g_object_set_qdata (G_OBJECT (self->remote), client_quark (), self);
  self->stream = app_bounded_stream_new (base, get_socket (self));
  app_bounded_stream_set_close (self->stream, on_stream_close, self);
  app_http_client_enter (self, APP_HTTP_IDLE, owner->limits.max_head);
  owner->func (self, G_IO_STREAM (self->stream), local, self->remote,
      owner->user_data);
}

static void
on_handshake (GObject *tls, GAsyncResult *result, gpointer user_data)
{
  AppHttpClient *self = user_data;
  g_autoptr (GIOStream) stream = G_IO_STREAM (tls);
  gboolean ok =
      g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), result, NULL);
  gboolean given_up = g_cancellable_is_cancelled (self->handshake);

  g_clear_object (&self->handshake);
  if (self->owner != NULL)
    self->owner->handshakes--;
  if (self->owner != NULL && ok && !given_up)
    begin (self, stream);
  else
    client_close (self);
}

static void
begin_tls (AppHttpClient *self)
{
  /* Clients show no certificate. Without a word on it GIO would read the
   * system's authorities, which takes megabytes. */
  GIOStream *tls = g_initable_new (g_tls_backend_get_server_connection_type (
                                       g_tls_backend_get_default ()),
      NULL, NULL, "base-io-stream", self->connection, "certificate",
      self->owner->certificate, "database", NULL, NULL);

  if (tls == NULL) {
    client_close (self);
    return;
  }
  self->handshake = g_cancellable_new ();
  self->owner->handshakes++;
  app_http_client_enter (self, APP_HTTP_HANDSHAKE, 0);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT,
      self->handshake, on_handshake, self);
}

/* The first record is there: a client that sends less takes no thread. */
static gboolean
has_hello (AppHttpClient *self)
{
  guint8 head[5 + 512];
  GInputVector vector = { head, sizeof head };
  gint flags = G_SOCKET_MSG_PEEK;
  gssize n = g_socket_receive_message (get_socket (self), NULL, &vector, 1,
      NULL, NULL, &flags, NULL, NULL);

  return n >= 5
      && (head[0] != 22
          || n >= MIN (5 + (head[3] << 8 | head[4]), (gint) sizeof head));
}

/* Makes a handshake that takes long give way. */
static void
hurry (AppHttpClients *self)
{
  gint64 latest = g_get_monotonic_time ()
      + (self->limits.deadline_ms - HANDSHAKE_MS) * G_GINT64_CONSTANT (1000);

  for (GList *l = self->clients.head; l != NULL; l = l->next) {
    AppHttpClient *client = l->data;

    if (client->phase == APP_HTTP_HANDSHAKE && client->deadline < latest) {
      client_close (client);
      return;
    }
  }
}

static void
greet (AppHttpClient *self)
{
  if (!has_hello (self))
    return;
  if (self->owner->handshakes < MAX_HANDSHAKES)
    begin_tls (self);
  else
    hurry (self->owner);
}

/* What does not come at once is looked for at the sweeps. */
static gboolean
on_hello (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  AppHttpClient *self = user_data;

  drop_hello (self);
  greet (self);
  return G_SOURCE_REMOVE;
}

static void
await_hello (AppHttpClient *self)
{
  self->hello = g_socket_create_source (get_socket (self), G_IO_IN, NULL);
  g_source_set_callback (self->hello, G_SOURCE_FUNC (on_hello), self, NULL);
  g_source_attach (self->hello, g_main_context_get_thread_default ());
}

/* The oldest that has asked nothing yet: a request takes milliseconds, unless
 * it is never meant to end. */
static void
make_room (AppHttpClients *self)
{
  if (self->clients.length < self->limits.max_clients)
    return;
  for (GList *l = self->clients.head; l != NULL; l = l->next) {
    AppHttpClient *client = l->data;

    if (client->phase == APP_HTTP_HANDLER || client->phase == APP_HTTP_ANSWER
        || client->phase == APP_HTTP_STREAM || client->handshake != NULL)
      continue;
    client_close (client);
    return;
  }
}

static void
on_incoming (GSocketConnection *connection, gpointer user_data)
{
  AppHttpClients *owner = user_data;
  AppHttpClient *self;

  make_room (owner);
  if (owner->clients.length >= owner->limits.max_clients) {
    g_socket_close (g_socket_connection_get_socket (connection), NULL);
    return;
  }
  self = g_new0 (AppHttpClient, 1);
  self->owner = owner;
  self->connection = g_object_ref (connection);
  self->link.data = self;
  g_queue_push_tail_link (&owner->clients, &self->link);
  g_socket_set_blocking (g_socket_connection_get_socket (connection), FALSE);
  app_http_client_enter (self, APP_HTTP_HELLO, 0);
  start_sweep (owner);
  if (owner->certificate != NULL)
    await_hello (self);
  else
    begin (self, G_IO_STREAM (connection));
}

AppHttpClients *
app_http_clients_new (const gchar *host, guint port,
    GTlsCertificate *certificate, const AppHttpLimits *limits,
    AppHttpClientFunc func, gpointer user_data, GError **error)
{
  AppHttpClients *self = g_new0 (AppHttpClients, 1);

  self->limits = *limits;
  self->func = func;
  self->user_data = user_data;
  g_set_object (&self->certificate, certificate);
  self->listener = app_listener_new (host, port, on_incoming, self, error);
  if (self->listener == NULL) {
    app_http_clients_free (self);
    return NULL;
  }
  return self;
}

void
app_http_clients_free (AppHttpClients *self)
{
  if (self->sweep != NULL)
    g_source_destroy (self->sweep);
  g_clear_pointer (&self->sweep, g_source_unref);
  g_clear_pointer (&self->listener, app_listener_free);
  while (self->clients.head != NULL) {
    AppHttpClient *client = self->clients.head->data;

    g_queue_unlink (&self->clients, &client->link);
    client->owner = NULL;
    client_close (client);
  }
  g_clear_object (&self->certificate);
  g_free (self);
}

void
app_http_clients_set_certificate (AppHttpClients *self,
    GTlsCertificate *certificate)
{
  if (self->certificate != NULL)
    g_set_object (&self->certificate, certificate);
}

guint
app_http_clients_get_port (AppHttpClients *self)
{
  return app_listener_get_port (self->listener);
}

guint
app_http_clients_get_count (AppHttpClients *self)
{
  return self->clients.length;
}

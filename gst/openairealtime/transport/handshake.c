/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A thread reads the authorities, GIO resolves and connects, OpenSSL encrypts,
 * libsoup takes over once both sides speak WebSocket. What is ours: the order
 * of things, the two requests, and the time limit over all of it. */

#include "handshake.h"

#include "address.h"
#include "debug.h"
#include "socketclient.h"
#include "httpbody.h"
#include "httpexchange.h"
#include "httprefusal.h"
#include "httprequest.h"
#include "secret.h"
#include "transporterror.h"
#include "trust.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* us for the body of a refusal, which is not worth a longer wait. */
#define REFUSAL_TIME (2 * G_TIME_SPAN_SECOND)

typedef enum
{
  STAGE_TRUST,                  /* reads the authorities */
  STAGE_CONNECT,
  STAGE_TUNNEL,                 /* asks the proxy */
  STAGE_ENCRYPT,
  STAGE_UPGRADE,                /* asks the service */
  STAGE_REFUSAL,                /* reads why it refuses */
} Stage;

struct _OaHandshake
{
  /* One for the starter, one for an operation of GIO's. */
  grefcount refs;
  gboolean pending;             /* that operation */
  OaHandshakeDone done;         /* NULL when told or cancelled */
  gpointer user_data;
  OaLoop *loop;

  GUri *uri;
  const gchar *host;            /* of it */
  gboolean secure;
  gchar *proxy;                 /* NULL: as the system says */
  gboolean by_proxy;
  gboolean ssl_strict;
  gchar *user_agent;
  OaTrust *trust;               /* until it encrypts */
  gchar *key;                   /* of the upgrade */
  gchar *request;               /* for it, until it is made */

  GCancellable *cancellable;
  OaTimer *timer;
  OaTimer *refusal_timer;
  guint timeout;

  Stage stage;
  const gchar *phase;           /* the same, in words */
  OaStream *stream;
  OaHandshakeSlot slot;         /* while it encrypts */
  OaHttpExchange *exchange;
  GSource *waiting;             /* for the stream */
};

static void
stop_waiting (OaHandshake *self)
{
  oa_handshake_limiter_leave (oa_loop_get_handshake_limiter (self->loop),
      &self->slot);
  if (self->waiting != NULL)
    g_source_destroy (self->waiting);
  g_clear_pointer (&self->waiting, g_source_unref);
}

static void
unref (OaHandshake *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->exchange, oa_http_exchange_free);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->trust, oa_trust_unref);
  g_clear_pointer (&self->request, oa_secret_free);
  g_clear_pointer (&self->proxy, oa_secret_free);
  g_free (self->user_agent);
  g_free (self->key);
  g_object_unref (self->cancellable);
  g_uri_unref (self->uri);
  g_free (self);
}

static void
stop_timers (OaHandshake *self)
{
  g_clear_pointer (&self->timer, oa_timer_remove);
  g_clear_pointer (&self->refusal_timer, oa_timer_remove);
}

/*** the outcome ***/

static void
tell (OaHandshake *self, SoupWebsocketConnection *websocket,
    OaTransportEnd *end)
{
  OaHandshakeDone done = self->done;

  self->done = NULL;
  stop_timers (self);
  stop_waiting (self);
  /* It cannot become a WebSocket: what else came is not read. */
  if (websocket == NULL && self->stream != NULL)
    oa_stream_cut (self->stream);
  done (websocket, self->stream, end, self->user_data);
}

static void
tell_error (OaHandshake *self, GError *error)
{
  OaTransportEnd end = { .error = error, .retry_after = -1 };
  const OaHttpHead *head = self->exchange != NULL
      ? oa_http_exchange_get_head (self->exchange) : NULL;

  if (self->stream != NULL)
    end.tls_errors = oa_stream_get_tls_faults (self->stream);
  if (head != NULL && head->status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    end.http_status = head->status;
  tell (self, NULL, &end);
}

/* Takes @cause. */
static void
tell_failure (OaHandshake *self, GError *cause)
{
  GTlsCertificateFlags faults = self->stream != NULL
      ? oa_stream_get_tls_faults (self->stream) : G_TLS_CERTIFICATE_NO_FLAGS;
  GError *error = oa_transport_error_from_connect (cause, self->host,
      self->by_proxy && self->stage <= STAGE_TUNNEL, faults);

  g_error_free (cause);
  tell_error (self, error);
}

static void
tell_refusal (OaHandshake *self)
{
  OaTransportEnd end = { NULL, };
  const OaHttpHead *head = oa_http_exchange_get_head (self->exchange);
  gsize size;
  const guint8 *body = oa_http_exchange_get_rest (self->exchange, &size);

  if (self->stage == STAGE_REFUSAL)
    oa_http_body_read (head, body, size, &end);
  oa_http_refusal_read (head, self->uri, self->stage == STAGE_TUNNEL, &end);
  tell (self, NULL, &end);
}

static void
tell_not_websocket (OaHandshake *self)
{
  tell_failure (self, g_error_new_literal (SOUP_WEBSOCKET_ERROR,
          SOUP_WEBSOCKET_ERROR_NOT_WEBSOCKET, "not a WebSocket"));
}

static void
tell_success (OaHandshake *self)
{
  SoupWebsocketConnection *websocket;
  gsize size;
  const guint8 *rest = oa_http_exchange_get_rest (self->exchange, &size);

  /* The service may have begun to speak. */
  oa_stream_unread (self->stream, rest, size);
  websocket = soup_websocket_connection_new (G_IO_STREAM (self->stream),
      self->uri, SOUP_WEBSOCKET_CONNECTION_CLIENT, NULL, NULL, NULL);
  tell (self, websocket, NULL);
  g_object_unref (websocket);
}

/*** the stages ***/

static void go_on (OaHandshake *self);

static gboolean
on_stream_ready (GObject *stream, gpointer user_data)
{
  OaHandshake *self = user_data;

  if (self->stage == STAGE_ENCRYPT && !oa_loop_may_do_heavy_op (self->loop))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->waiting, g_source_unref);
  go_on (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for (OaHandshake *self, GIOCondition condition)
{
  self->waiting = oa_stream_add_watch (self->stream, condition,
      G_PRIORITY_DEFAULT, on_stream_ready, self);
}

static void
start_upgrade (OaHandshake *self)
{
  self->stage = STAGE_UPGRADE;
  self->phase = "waiting for the answer to the request";
  self->exchange = oa_http_exchange_new (self->stream,
      g_steal_pointer (&self->request));
}

static void
on_admitted (gpointer user_data)
{
  OaHandshake *self = user_data;

  oa_stream_start_tls (self->stream, g_steal_pointer (&self->trust),
      self->host, self->ssl_strict);
  go_on (self);
}

/* TRUE: go on. */
static gboolean
start_encryption (OaHandshake *self)
{
  if (!self->secure) {
    start_upgrade (self);
    return TRUE;
  }
  self->stage = STAGE_ENCRYPT;
  self->phase = "negotiating encryption";
  if (!oa_handshake_limiter_enter (oa_loop_get_handshake_limiter (self->loop),
          &self->slot, on_admitted, self))
    return FALSE;
  oa_stream_start_tls (self->stream, g_steal_pointer (&self->trust),
      self->host, self->ssl_strict);
  return TRUE;
}

static void
start_tunnel (OaHandshake *self, GProxyAddress *proxy)
{
  self->stage = STAGE_TUNNEL;
  self->phase = "negotiating with the proxy";
  self->exchange = oa_http_exchange_new (self->stream,
      oa_http_request_tunnel (self->uri, g_proxy_address_get_username (proxy),
          g_proxy_address_get_password (proxy), self->user_agent));
}

/* FALSE: told, or it waits. */
static gboolean
take_tunnel (OaHandshake *self)
{
  gsize rest;

  if (!SOUP_STATUS_IS_SUCCESSFUL (
          oa_http_exchange_get_head (self->exchange)->status)) {
    tell_refusal (self);
    return FALSE;
  }
  /* The service was asked nothing yet: these words are not its. */
  oa_http_exchange_get_rest (self->exchange, &rest);
  if (rest > 0) {
    tell_failure (self, g_error_new_literal (G_IO_ERROR,
            G_IO_ERROR_PROXY_FAILED, "it speaks out of turn"));
    return FALSE;
  }
  g_clear_pointer (&self->exchange, oa_http_exchange_free);
  return start_encryption (self);
}

static void
read_refusal (OaHandshake *self)
{
  if (oa_http_exchange_read_body (self->exchange) == OA_HTTP_EXCHANGE_READS)
    wait_for (self, G_IO_IN);
  else
    tell_refusal (self);
}

static void
on_refusal_timeout (gpointer user_data)
{
  OaHandshake *self = user_data;

  self->refusal_timer = NULL;
  tell_refusal (self);
}

static void
start_refusal (OaHandshake *self)
{
  self->stage = STAGE_REFUSAL;
  self->refusal_timer = oa_loop_add_timer (self->loop, REFUSAL_TIME,
      on_refusal_timeout, self);
  read_refusal (self);
}

static void
take_upgrade (OaHandshake *self)
{
  const OaHttpHead *head = oa_http_exchange_get_head (self->exchange);

  if (oa_http_head_is_upgrade (head, self->key))
    tell_success (self);
  else if (SOUP_STATUS_IS_REDIRECTION (head->status))
    tell_refusal (self);
  else if (head->status >= 300)
    start_refusal (self);
  else
    tell_not_websocket (self);
}

/* Takes @cause. */
static void
tell_exchange_failure (OaHandshake *self, GError *cause)
{
  GError *error = NULL;

  if (self->stage == STAGE_UPGRADE && !self->secure)
    error = oa_http_exchange_met_tls (self->exchange)
        ? oa_transport_error_met_tls (self->host)
        : oa_transport_error_from_plain (cause, self->host);
  if (error == NULL) {
    tell_failure (self, cause);
    return;
  }
  g_error_free (cause);
  tell_error (self, error);
}

/* TRUE when the stage is done. */
static gboolean
exchange (OaHandshake *self)
{
  GError *error = NULL;

  switch (oa_http_exchange_go_on (self->exchange, &error)) {
  case OA_HTTP_EXCHANGE_READS:
    wait_for (self, G_IO_IN);
    return FALSE;
  case OA_HTTP_EXCHANGE_WRITES:
    wait_for (self, G_IO_OUT);
    return FALSE;
  case OA_HTTP_EXCHANGE_FAILED:
    tell_exchange_failure (self, error);
    return FALSE;
  default:
    return TRUE;
  }
}

static gboolean
encrypt (OaHandshake *self)
{
  GError *error = NULL;

  if (oa_stream_handshake (self->stream, &error)) {
    oa_handshake_limiter_leave (oa_loop_get_handshake_limiter (self->loop),
        &self->slot);
    return TRUE;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    g_error_free (error);
    wait_for (self, G_IO_IN);
  } else {
    tell_failure (self, error);
  }
  return FALSE;
}

/* As far as it goes without waiting. */
static void
go_on (OaHandshake *self)
{
  GST_DEBUG ("%p: %s", self, self->phase);
  if (self->stage == STAGE_TUNNEL && (!exchange (self) || !take_tunnel (self)))
    return;
  if (self->stage == STAGE_ENCRYPT) {
    if (!encrypt (self))
      return;
    start_upgrade (self);
  }
  if (self->stage == STAGE_REFUSAL)
    read_refusal (self);
  else if (exchange (self))
    take_upgrade (self);
}

/*** connecting ***/

static void
start_talking (OaHandshake *self, GSocketConnection *connection)
{
  GProxyAddress *proxy = oa_socket_client_get_proxy (connection);

  if (proxy != NULL)
    start_tunnel (self, proxy);
  if (proxy != NULL || start_encryption (self))
    go_on (self);
  g_clear_object (&proxy);
}

static void
take_connection (OaHandshake *self, GSocketConnection *connection)
{
  GError *error = NULL;

  if (oa_socket_client_is_wrapped (connection))
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED,
        "encryption on the way to a proxy is not supported");
  else
    self->stream = oa_stream_new (self->loop, connection, &error);
  if (error != NULL) {
    tell_failure (self, error);
    return;
  }
  /* A frame of audio waits for nothing. */
  g_socket_set_option (g_socket_connection_get_socket (connection),
      IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  start_talking (self, connection);
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer user_data)
{
  OaHandshake *self = user_data;
  GError *error = NULL;
  GSocketConnection *connection = g_socket_client_connect_finish (
      G_SOCKET_CLIENT (client), result, &error);

  self->pending = FALSE;
  g_signal_handlers_disconnect_by_data (client, self);
  if (self->done == NULL) {
    GST_DEBUG ("%p: the outcome comes too late", self);
    g_clear_error (&error);
  } else if (connection != NULL) {
    take_connection (self, connection);
  } else {
    tell_failure (self, error);
  }
  g_clear_object (&connection);
  unref (self);
}

static void
on_connect_event (GSocketClient *client, GSocketClientEvent event,
    GSocketConnectable *connectable, GIOStream *stream, gpointer user_data)
{
  OaHandshake *self = user_data;

  switch (event) {
  case G_SOCKET_CLIENT_RESOLVING:
    self->phase = "looking up the host name";
    break;
  case G_SOCKET_CLIENT_PROXY_NEGOTIATING:
    self->phase = "negotiating with the proxy";
    break;
  default:
    self->phase = "waiting for the network connection";
  }
  GST_DEBUG ("%p: %s", self, self->phase);
}

/* Loopback never needs a proxy, and one set for the whole system would read
 * what is meant for this machine. */
static const gchar *
choose_proxy (OaHandshake *self)
{
  if (self->proxy == NULL && oa_address_is_loopback (self->uri))
    return "";
  return self->proxy;
}

static void
connect_socket (OaHandshake *self)
{
  GSocketClient *client = oa_socket_client_new (choose_proxy (self));
  GSocketConnectable *address = oa_socket_client_make_address (self->uri);

  self->stage = STAGE_CONNECT;
  self->phase = "looking up the host name";
  g_signal_connect (client, "event", G_CALLBACK (on_connect_event), self);
  g_ref_count_inc (&self->refs);
  self->pending = TRUE;
  g_socket_client_connect_async (client, address, self->cancellable,
      on_connected, self);
  g_object_unref (address);
  g_object_unref (client);
}

/*** authorities ***/

static void
on_trust_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OaHandshake *self = user_data;
  GError *error = NULL;

  self->pending = FALSE;
  self->trust = oa_trust_read_finish (result, &error);
  if (self->done == NULL)
    g_clear_error (&error);
  else if (self->trust == NULL)
    tell_error (self, error);
  else
    connect_socket (self);
  unref (self);
}

static void
read_trust (OaHandshake *self, const gchar *file)
{
  self->trust = oa_trust_find (file);
  if (self->trust != NULL) {
    connect_socket (self);
    return;
  }
  self->phase = "reading the authorities' certificates";
  g_ref_count_inc (&self->refs);
  self->pending = TRUE;
  oa_trust_read (file, on_trust_read, self);
}

/*** for the connection ***/

static void
on_timeout (gpointer user_data)
{
  OaHandshake *self = user_data;

  self->timer = NULL;
  if (self->stage == STAGE_REFUSAL) {
    tell_refusal (self);
    return;
  }
  tell_error (self,
      g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TIMEOUT,
          /* What was left for this try is not what the user has set. */
          "%s was not connected in time, still %s. Check the address%s "
          "and the network, or raise connect-timeout.",
          self->host, self->phase,
          /* A service without TLS may wait for the rest of what it takes for
           * a request. */
          self->stage == STAGE_ENCRYPT ? " (is it ws://?)" : ""));
}

static void
on_no_key (gpointer user_data)
{
  OaHandshake *self = user_data;

  self->timer = NULL;
  tell_error (self,
      g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_FAILED,
          "%s cannot be asked for a connection: this machine gives no random "
          "numbers. Try again later.", self->host));
}

static void
start (OaHandshake *self, const OaConnectionConfig *config)
{
  if (self->key == NULL) {
    self->timer = oa_loop_add_timer (self->loop, 0, on_no_key, self);
    return;
  }
  self->request = oa_http_request_upgrade (self->uri, self->key, config);
  if (self->timeout > 0)
    self->timer = oa_loop_add_timer (self->loop,
        (gint64) self->timeout * 1000, on_timeout, self);
  if (self->secure)
    read_trust (self, config->tls_database);
  else
    connect_socket (self);
}

OaHandshake *
oa_handshake_start (OaLoop *loop, const OaConnectionConfig *config,
    OaHandshakeDone done, gpointer user_data)
{
  OaHandshake *self = g_new0 (OaHandshake, 1);

  g_ref_count_init (&self->refs);
  self->loop = loop;
  self->done = done;
  self->user_data = user_data;
  self->uri = oa_address_parse (config->uri, NULL);
  self->host = g_uri_get_host (self->uri);
  self->secure = oa_address_is_secure (self->uri);
  self->proxy = g_strdup (config->proxy);
  self->by_proxy = config->proxy != NULL && *config->proxy != '\0';
  self->ssl_strict = config->ssl_strict;
  self->user_agent = g_strdup (config->user_agent);
  self->key = oa_http_request_make_key ();
  self->cancellable = g_cancellable_new ();
  self->timeout = config->connect_timeout;
  start (self, config);
  return self;
}

void
oa_handshake_cancel (OaHandshake *self)
{
  self->done = NULL;
  stop_timers (self);
  stop_waiting (self);
  if (self->pending)
    g_cancellable_cancel (self->cancellable);
  unref (self);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libsoup resolves, connects, encrypts and upgrades. What is ours: the
 * request, the time limit over all of it, the word on the certificate, and
 * keeping the socket, by which a dead connection can be cut later. */

#include "handshake.h"

#include "address.h"
#include "certificate.h"
#include "debug.h"
#include "httprefusal.h"
#include "sessionpool.h"
#include "transporterror.h"

struct _OaHandshake
{
  /* One for the starter, one for libsoup's operation. */
  grefcount refs;
  gboolean pending;             /* libsoup's operation */
  OaHandshakeDone done;         /* NULL when told or cancelled */
  gpointer user_data;

  gchar *host;
  gboolean by_proxy;
  gboolean secure;
  gboolean ssl_strict;
  SoupSession *session;
  SoupMessage *message;
  GCancellable *cancellable;
  GSource *timer;
  guint timeout;

  /* What libsoup's signals tell on the way. */
  const gchar *phase;
  GSocket *socket;
  gboolean encrypts;
  GTlsCertificateFlags tls_errors;
  gboolean checked;             /* the certificate */
  gboolean distrusted;          /* after the handshake had let it pass */
};

static void
unref (OaHandshake *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_object (&self->socket);
  g_object_unref (self->cancellable);
  g_object_unref (self->message);
  g_object_unref (self->session);
  g_free (self->host);
  g_free (self);
}

static void
stop_timer (OaHandshake *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
tell (OaHandshake *self, SoupWebsocketConnection *websocket,
    OaTransportEnd *end)
{
  OaHandshakeDone done = self->done;

  self->done = NULL;
  stop_timer (self);
  done (websocket, self->socket, end, self->user_data);
}

static void
tell_error (OaHandshake *self, GError *error)
{
  OaTransportEnd end = { .error = error, .retry_after = -1 };
  guint status = soup_message_get_status (self->message);

  end.tls_errors = self->tls_errors;
  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    end.http_status = status;
  tell (self, NULL, &end);
}

static void
tell_refusal (OaHandshake *self)
{
  OaTransportEnd end = { NULL, };

  /* Whoever refuses what is to be encrypted before it is, is not the service. */
  oa_http_refusal_read (self->message, self->host,
      self->secure && !self->encrypts, &end);
  tell (self, NULL, &end);
}

/* An answer that is none of a WebSocket: then the status says why. */
static gboolean
was_refused (OaHandshake *self, const GError *error)
{
  guint status = soup_message_get_status (self->message);

  return error->domain == SOUP_WEBSOCKET_ERROR && status >= 300;
}

static void
tell_failure (OaHandshake *self, const GError *cause)
{
  const GError distrust = { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
    (gchar *) "unacceptable certificate" };

  if (self->distrusted)
    cause = &distrust;
  if (was_refused (self, cause))
    tell_refusal (self);
  else
    tell_error (self,
        oa_transport_error_from_connect (cause, self->host, self->by_proxy,
            self->tls_errors));
}

static void
on_connected (GObject *session, GAsyncResult *result, gpointer user_data)
{
  OaHandshake *self = user_data;
  GError *error = NULL;
  SoupWebsocketConnection *websocket = soup_session_websocket_connect_finish (
      SOUP_SESSION (session), result, &error);

  self->pending = FALSE;
  /* The message may outlive us. */
  g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->done == NULL)
    GST_DEBUG ("%p: the outcome comes too late", self);
  else if (websocket != NULL)
    tell (self, websocket, NULL);
  else
    tell_failure (self, error);

  g_clear_error (&error);
  g_clear_object (&websocket);
  unref (self);
}

static gboolean
on_timeout (gpointer user_data)
{
  OaHandshake *self = user_data;

  tell_error (self,
      g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TIMEOUT,
          "%s was not connected within %u ms, still %s. Check the address and "
          "the network, or raise connect-timeout.",
          self->host, self->timeout, self->phase));
  return G_SOURCE_REMOVE;
}

static const gchar *
describe_phase (GSocketClientEvent event)
{
  switch (event) {
  case G_SOCKET_CLIENT_RESOLVING:
    return "looking up the host name";
  case G_SOCKET_CLIENT_RESOLVED:
  case G_SOCKET_CLIENT_CONNECTING:
    return "waiting for the network connection";
  case G_SOCKET_CLIENT_PROXY_NEGOTIATING:
    return "negotiating with the proxy";
  case G_SOCKET_CLIENT_TLS_HANDSHAKING:
    return "negotiating encryption";
  default:
    return "waiting for the answer to the request";
  }
}

static gboolean
check_certificate (OaHandshake *self, GTlsCertificate *certificate,
    GTlsCertificateFlags faults)
{
  GTlsDatabase *trust = oa_session_pool_get_trust (self->session);

  self->checked = TRUE;
  self->tls_errors = oa_certificate_verify (trust, certificate, self->host,
      faults);
  g_clear_object (&trust);
  return oa_certificate_accept (certificate, self->tls_errors,
      self->ssl_strict);
}

/* A handshake that did not ask has accepted by rules of its own: a backend's,
 * or those of an earlier session. Ours come before the first word. */
static void
check_afterwards (OaHandshake *self, GIOStream *stream)
{
  GTlsCertificate *certificate = NULL;

  if (G_IS_TLS_CONNECTION (stream))
    certificate =
        g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (stream));
  self->distrusted = certificate == NULL
      || !check_certificate (self, certificate,
          g_tls_connection_get_peer_certificate_errors (G_TLS_CONNECTION (
                  stream)));
  if (self->distrusted)
    g_cancellable_cancel (self->cancellable);
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event,
    GIOStream *stream, gpointer user_data)
{
  OaHandshake *self = user_data;

  self->phase = describe_phase (event);
  self->encrypts |= event == G_SOCKET_CLIENT_TLS_HANDSHAKING;
  GST_DEBUG ("%p: %s", self, self->phase);
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (stream))
    g_set_object (&self->socket,
        g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED && !self->checked)
    check_afterwards (self, stream);
}

static gboolean
on_accept_certificate (SoupMessage *message, GTlsCertificate *certificate,
    GTlsCertificateFlags faults, gpointer user_data)
{
  return check_certificate (user_data, certificate, faults);
}

static void
add_headers (SoupMessage *message, const OaConnectionConfig *config)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  guint i;

  if (config->user_agent != NULL)
    soup_message_headers_replace (headers, "User-Agent", config->user_agent);
  for (i = 0; config->headers != NULL && config->headers[i] != NULL; i += 2)
    soup_message_headers_replace (headers, config->headers[i],
        config->headers[i + 1]);
}

static SoupMessage *
make_message (OaHandshake *self, GUri *uri, const OaConnectionConfig *config)
{
  SoupMessage *message = soup_message_new_from_uri ("GET", uri);

  /* A redirect would take the key to another host. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  add_headers (message, config);
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event),
      self);
  g_signal_connect (message, "accept-certificate",
      G_CALLBACK (on_accept_certificate), self);
  return message;
}

OaHandshake *
oa_handshake_start (OaLoop *loop, SoupSession *session,
    const OaConnectionConfig *config, OaHandshakeDone done, gpointer user_data)
{
  OaHandshake *self = g_new0 (OaHandshake, 1);
  GUri *uri = oa_address_parse (config->uri, NULL);

  g_ref_count_init (&self->refs);
  self->done = done;
  self->user_data = user_data;
  self->host = g_strdup (g_uri_get_host (uri));
  self->secure = oa_address_is_secure (uri);
  self->by_proxy = config->proxy != NULL && *config->proxy != '\0';
  self->ssl_strict = config->ssl_strict;
  self->session = g_object_ref (session);
  self->phase = describe_phase (G_SOCKET_CLIENT_RESOLVING);
  self->message = make_message (self, uri, config);
  self->cancellable = g_cancellable_new ();
  self->timeout = config->connect_timeout;
  if (self->timeout > 0)
    self->timer = oa_loop_add_timeout (loop, self->timeout, on_timeout, self);

  g_ref_count_inc (&self->refs);
  self->pending = TRUE;
  soup_session_websocket_connect_async (session, self->message, NULL, NULL,
      G_PRIORITY_DEFAULT, self->cancellable, on_connected, self);
  g_uri_unref (uri);
  return self;
}

void
oa_handshake_cancel (OaHandshake *self)
{
  self->done = NULL;
  stop_timer (self);
  if (self->pending)
    g_cancellable_cancel (self->cancellable);
  unref (self);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is ours of an upgrade: the order of things, and the two requests.
 * OpenSSL encrypts, libsoup reads the headers. */

#include "upgrade.h"

#include "address.h"
#include "debug.h"
#include "httpbody.h"
#include "httpexchange.h"
#include "httprefusal.h"
#include "httprequest.h"
#include "readysource.h"
#include "secret.h"

/* us for the body of a refusal, which is not worth a longer wait. */
#define REFUSAL_TIME (2 * G_TIME_SPAN_SECOND)

typedef enum
{
  STAGE_CONNECT, /* not started */
  STAGE_TUNNEL,  /* asks the proxy */
  STAGE_ENCRYPT,
  STAGE_UPGRADE, /* asks the service */
  STAGE_REFUSAL, /* reads why it refuses */
} Stage;

struct _OaUpgrade
{
  OaUpgradeDone done;
  gpointer user_data;

  GUri *uri;
  const gchar *host; /* of it */
  gboolean secure;
  gboolean by_proxy; /* which the user has set */
  gboolean ssl_strict;
  gchar *user_agent;
  gchar *key;
  gchar *request; /* until it is made */
  OaTrust *trust; /* until it encrypts */

  Stage stage;
  OaChannel *channel; /* NULL: not started */
  OaHttpExchange *exchange;
  GSource *waiting; /* for the channel */
  OaTimer *refusal_timer;
};

static void
stop (OaUpgrade *self)
{
  g_clear_pointer (&self->refusal_timer, oa_timer_remove);
  oa_ready_source_clear (&self->waiting);
}

void
oa_upgrade_free (OaUpgrade *self)
{
  stop (self);
  g_clear_pointer (&self->exchange, oa_http_exchange_free);
  g_clear_pointer (&self->channel, oa_channel_unref);
  g_clear_pointer (&self->trust, oa_trust_unref);
  g_clear_pointer (&self->request, oa_secret_free);
  g_free (self->user_agent);
  g_free (self->key);
  g_uri_unref (self->uri);
  g_free (self);
}

/*** the outcome ***/

static void
tell (OaUpgrade *self, OaTransportEnd *end)
{
  stop (self);
  /* It cannot become a WebSocket: what else came is not read. */
  if (end != NULL && self->channel != NULL)
    oa_channel_close (self->channel);
  self->done (end == NULL ? self->channel : NULL, end, self->user_data);
}

static void
tell_error (OaUpgrade *self, GError *error)
{
  OaTransportEnd end = { .error = error, .retry_after = -1 };
  const OaHttpHead *head = self->exchange != NULL
      ? oa_http_exchange_get_head (self->exchange)
      : NULL;

  if (self->channel != NULL)
    end.tls_errors = oa_channel_get_tls_faults (self->channel);
  if (head != NULL && head->status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    end.http_status = head->status;
  tell (self, &end);
}

/* Takes @cause. */
static void
tell_failure (OaUpgrade *self, GError *cause)
{
  GTlsCertificateFlags faults = self->channel != NULL
      ? oa_channel_get_tls_faults (self->channel)
      : G_TLS_CERTIFICATE_NO_FLAGS;
  GError *error = oa_transport_error_from_connect (cause, self->host,
      self->by_proxy && self->stage <= STAGE_TUNNEL, faults);

  g_error_free (cause);
  tell_error (self, error);
}

static void
tell_refusal (OaUpgrade *self)
{
  OaTransportEnd end = { NULL };
  const OaHttpHead *head = oa_http_exchange_get_head (self->exchange);
  gsize size;
  const guint8 *body = oa_http_exchange_get_rest (self->exchange, &size);

  if (self->stage == STAGE_REFUSAL)
    oa_http_body_read (head, body, size, &end);
  oa_http_refusal_read (head, self->uri, self->stage == STAGE_TUNNEL, &end);
  tell (self, &end);
}

static void
tell_not_websocket (OaUpgrade *self)
{
  tell_failure (self,
      g_error_new_literal (SOUP_WEBSOCKET_ERROR,
          SOUP_WEBSOCKET_ERROR_NOT_WEBSOCKET, "not a WebSocket"));
}

static void
tell_success (OaUpgrade *self)
{
  gsize size;
  const guint8 *rest = oa_http_exchange_get_rest (self->exchange, &size);

  /* The service may have begun to speak. */
  oa_channel_unread (self->channel, rest, size);
  tell (self, NULL);
}

/*** the stages ***/

static void go_on (OaUpgrade *self);

static gboolean
on_channel_ready (GObject *stream, gpointer user_data)
{
  OaUpgrade *self = user_data;

  g_clear_pointer (&self->waiting, g_source_unref);
  go_on (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for (OaUpgrade *self, GIOCondition condition)
{
  self->waiting =
      oa_channel_add_watch (self->channel, condition, on_channel_ready, self);
}

static void
start_upgrade (OaUpgrade *self)
{
  self->stage = STAGE_UPGRADE;
  self->exchange =
      oa_http_exchange_new (self->channel, g_steal_pointer (&self->request));
}

static void
start_encryption (OaUpgrade *self)
{
  if (!self->secure) {
    start_upgrade (self);
    return;
  }
  self->stage = STAGE_ENCRYPT;
  oa_channel_connect_tls (self->channel, g_steal_pointer (&self->trust),
      self->host, self->ssl_strict);
}

static void
start_tunnel (OaUpgrade *self, GProxyAddress *proxy)
{
  self->stage = STAGE_TUNNEL;
  self->exchange = oa_http_exchange_new (self->channel,
      oa_http_request_tunnel (self->uri, g_proxy_address_get_username (proxy),
          g_proxy_address_get_password (proxy), self->user_agent));
}

/* FALSE: told. */
static gboolean
take_tunnel (OaUpgrade *self)
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
    tell_failure (self,
        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED,
            "it sent bytes that were not asked for"));
    return FALSE;
  }
  g_clear_pointer (&self->exchange, oa_http_exchange_free);
  start_encryption (self);
  return TRUE;
}

static void
read_refusal (OaUpgrade *self)
{
  if (oa_http_exchange_read_body (self->exchange) == OA_HTTP_EXCHANGE_READS)
    wait_for (self, G_IO_IN);
  else
    tell_refusal (self);
}

static void
on_refusal_timeout (gpointer user_data)
{
  OaUpgrade *self = user_data;

  self->refusal_timer = NULL;
  tell_refusal (self);
}

static void
start_refusal (OaUpgrade *self)
{
  self->stage = STAGE_REFUSAL;
  self->refusal_timer = oa_loop_add_timer (oa_channel_get_loop (self->channel),
      REFUSAL_TIME, on_refusal_timeout, self);
  read_refusal (self);
}

static void
take_upgrade (OaUpgrade *self)
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
tell_exchange_failure (OaUpgrade *self, GError *cause)
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
exchange (OaUpgrade *self)
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
encrypt (OaUpgrade *self)
{
  GError *error = NULL;

  if (oa_channel_handshake (self->channel, &error))
    return TRUE;
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
go_on (OaUpgrade *self)
{
  GST_DEBUG ("%p: stage %d", self, self->stage);
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

/*** for the owner ***/

OaUpgrade *
oa_upgrade_new (GUri *uri, const OaConnectionConfig *config, OaUpgradeDone done,
    gpointer user_data)
{
  gchar *key = oa_http_request_make_key ();
  OaUpgrade *self;

  if (key == NULL)
    return NULL;
  self = g_new0 (OaUpgrade, 1);
  self->done = done;
  self->user_data = user_data;
  self->uri = g_uri_ref (uri);
  self->host = g_uri_get_host (uri);
  self->secure = oa_address_is_secure (uri);
  self->by_proxy = config->proxy != NULL && *config->proxy != '\0';
  self->ssl_strict = config->ssl_strict;
  self->user_agent = g_strdup (config->user_agent);
  self->key = key;
  self->request = oa_http_request_upgrade (uri, key, config);
  return self;
}

void
oa_upgrade_start (OaUpgrade *self, OaChannel *channel, GProxyAddress *proxy,
    OaTrust *trust)
{
  self->channel = oa_channel_ref (channel);
  self->trust = trust;
  if (proxy != NULL)
    start_tunnel (self, proxy);
  else
    start_encryption (self);
  go_on (self);
}

void
oa_upgrade_fail (OaUpgrade *self, GError *cause)
{
  tell_failure (self, cause);
}

void
oa_upgrade_time_out (OaUpgrade *self, const gchar *phase)
{
  static const gchar *const phases[] = {
    [STAGE_TUNNEL] = "negotiating with the proxy",
    [STAGE_ENCRYPT] = "negotiating encryption",
    [STAGE_UPGRADE] = "waiting for the answer to the request",
  };

  if (self->stage == STAGE_REFUSAL)
    tell_refusal (self);
  else
    tell_error (self,
        oa_transport_error_from_timeout (self->host,
            self->stage == STAGE_CONNECT ? phase : phases[self->stage],
            self->stage == STAGE_ENCRYPT));
}

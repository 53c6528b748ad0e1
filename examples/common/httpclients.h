/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpclients.h - the connections of an HTTP server: accepted, encrypted,
 * counted, and ended when they take too long or send too much. Does not know
 * what is asked. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a client is at; each but the application's turn has a deadline. */
typedef enum
{
  APP_HTTP_HELLO, /* the first record of TLS is awaited */
  APP_HTTP_HANDSHAKE,
  APP_HTTP_IDLE,    /* nothing of a request has come */
  APP_HTTP_BODY,    /* its head is read */
  APP_HTTP_HANDLER, /* the application's turn */
  APP_HTTP_ANSWER,
  APP_HTTP_STREAM, /* the application's, for as long as it likes */
  APP_HTTP_LINGER, /* answered; what it still sends is thrown away */
} AppHttpPhase;

typedef struct _AppHttpClients AppHttpClients;
typedef struct _AppHttpClient AppHttpClient;

/* A client whose stream is ready. */
typedef void (*AppHttpClientFunc) (AppHttpClient *client, GIOStream *stream,
    GSocketAddress *local, GSocketAddress *remote, gpointer user_data);

typedef struct
{
  guint max_clients;
  guint max_head;    /* bytes, of the request line and headers */
  guint deadline_ms; /* of each phase */
} AppHttpLimits;

/* @certificate: NULL without TLS. */
AppHttpClients *app_http_clients_new (const gchar *host, guint port,
    GTlsCertificate *certificate, const AppHttpLimits *limits,
    AppHttpClientFunc func, gpointer user_data, GError **error);
void app_http_clients_free (AppHttpClients *self);
/* For those that come from now on; where there was none, nothing happens. */
void app_http_clients_set_certificate (AppHttpClients *self,
    GTlsCertificate *certificate);
guint app_http_clients_get_port (AppHttpClients *self);
guint app_http_clients_get_count (AppHttpClients *self);

/* Of a remote address that the function was given; NULL: it is gone. */
AppHttpClient *app_http_client_find (GSocketAddress *remote);

/* @max_bytes: that may be read in it. */
void app_http_client_enter (AppHttpClient *self, AppHttpPhase phase,
    guint64 max_bytes);
/* Its stream is the caller's: no longer counted, limited or ended here. */
void app_http_client_release (AppHttpClient *self);
/* A whole answer, if none has begun; then it is hung up. */
void app_http_client_refuse (AppHttpClient *self, guint status);

G_END_DECLS

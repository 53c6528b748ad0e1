/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* http.h - an HTTP server of routes: which method and address, who may ask, how
 * large and slow a request may be; everything else is answered by a sentence in
 * JSON. All of it in the context of the thread that made it. */

#pragma once

#include "httpaccess.h"
#include "httpclients.h"
#include "httprequest.h"
#include "httpstream.h"

G_BEGIN_DECLS

typedef struct _AppHttpServer AppHttpServer;

typedef struct
{
  const gchar *host;
  guint port;
  GTlsCertificate *certificate;
  AppHttpAccess access;
  AppHttpLimits limits;
} AppHttpConfig;

/* @config is copied, but for the texts of its access. */
AppHttpServer *app_http_server_new (const AppHttpConfig *config,
    GError **error);
void app_http_server_free (AppHttpServer *self);
/* Until the answers that were given have been sent, not longer than this. The
 * main context runs meanwhile. */
void app_http_server_wait (AppHttpServer *self, guint ms);
/* @routes: ended by one without a method; used until the end. */
void app_http_server_add (AppHttpServer *self, const AppHttpRoute *routes,
    gpointer user_data);
/* Who may ask. */
const AppHttpAccess *app_http_server_get_access (AppHttpServer *self);
guint app_http_server_get_port (AppHttpServer *self);
/* Of connections that come from now on, where there was one before. */
void app_http_server_set_certificate (AppHttpServer *self,
    GTlsCertificate *certificate);
/* Connections that ask; upgraded ones do not count. */
guint app_http_server_get_clients (AppHttpServer *self);

/* For a WebSocket. FALSE: it asks for none, and was answered so. Else @func is
 * called when 101 has been sent. */
gboolean app_http_request_upgrade (AppHttpRequest *self, AppHttpTakenFunc func,
    gpointer user_data);

G_END_DECLS

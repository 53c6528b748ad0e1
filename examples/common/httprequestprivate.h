/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprequestprivate.h - a request as the server sees it. */

#pragma once

#include "httpaccess.h"
#include "httpclients.h"
#include "httprequest.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Lines between chunks, trailers. */
#define APP_HTTP_BODY_SLACK 16384

struct _AppHttpRequest
{
  gint refs;
  guint *answering; /* answers that are being sent; shared with the server */
  const AppHttpAccess *access;
  SoupServerMessage *message;
  AppHttpMatch match;
  GHashTable *query;
  GBytes *body;
  SoupMessageHeaders *headers; /* that the answer shall have */
  gboolean handled, paused, answered, over, sending;
  AppHttpTakenFunc taken; /* the connection, in the place of an answer */
  gpointer taken_data;
};

/* Belongs to @message until that is over. */
AppHttpRequest *app_http_request_new (SoupServerMessage *message,
    const AppHttpAccess *access, guint *answering);
AppHttpRequest *app_http_request_find (SoupServerMessage *message);
/* The message is over, or its connection was handed over. */
void app_http_request_end (SoupServerMessage *message);

/* The application's turn. */
void app_http_request_handle (AppHttpRequest *self);
/* The next step of the client's; nothing when that has gone. */
void app_http_request_enter (AppHttpRequest *self, AppHttpPhase phase,
    guint64 max_bytes);
/* Those that the application has set, to the answer's. */
void app_http_request_add_headers (AppHttpRequest *self);
/* Tells off who asks, or what cannot be understood; @status 0: for when
 * libsoup has one. */
void app_http_message_fail (SoupServerMessage *message, guint status,
    const gchar *sentence);
/* It is not answered: @func gets the connection by
 * app_http_request_take(), or NULL when the client goes before. */
void app_http_request_await (AppHttpRequest *self, AppHttpTakenFunc func,
    gpointer user_data);
/* Until there is something to be sent. */
void app_http_request_pause (AppHttpRequest *self);
void app_http_request_resume (AppHttpRequest *self);
/* @released: the connection is no longer the server's in any way. */
void app_http_request_take (AppHttpRequest *self, gboolean released);

G_END_DECLS

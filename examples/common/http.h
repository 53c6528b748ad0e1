/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* http.h - an HTTP server of routes: which method and address, who may ask, how
 * large and slow a request may be; everything else is answered by a sentence in
 * JSON. All of it in the context of the thread that made it. */

#pragma once

#include "httpclients.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _AppHttpServer AppHttpServer;
typedef struct _AppHttpRequest AppHttpRequest;

typedef enum
{
  APP_HTTP_OPEN = 0,
  /* For who shows the token. If there is none, for who asks this machine for
   * itself, not by a proxy; for nobody when the server is public. A web page
   * must be one of those that may. */
  APP_HTTP_PROTECTED = 1 << 0,
} AppHttpFlags;

/* Answers now, or keeps a reference and answers later. */
typedef void (*AppHttpFunc) (AppHttpRequest *request, gpointer user_data);

typedef struct
{
  const gchar *method;
  /* As /calls/{ID}/say; what stands in braces is one part of the path, of
   * letters, digits, ".", "_" and "-". */
  const gchar *path;
  AppHttpFlags flags;
  gsize max_body;
  AppHttpFunc handle;
} AppHttpRoute;

typedef struct
{
  const gchar *host;
  guint port;
  GTlsCertificate *certificate;
  const gchar *token;
  const gchar *const *origins;
  /* Others reach it by something on this machine, which need not say so. */
  gboolean is_public;
  AppHttpLimits limits;
} AppHttpConfig;

/* @config is copied, but for token and origins. */
AppHttpServer *app_http_server_new (const AppHttpConfig *config,
    GError **error);
void app_http_server_free (AppHttpServer *self);
/* Until the answers that were given have been sent, not longer than this. The
 * main context runs meanwhile. */
void app_http_server_wait (AppHttpServer *self, guint ms);
/* @routes: ended by one without a method; used until the end. */
void app_http_server_add (AppHttpServer *self, const AppHttpRoute *routes,
    gpointer user_data);
guint app_http_server_get_port (AppHttpServer *self);
/* Of connections that come from now on, where there was one before. */
void app_http_server_set_certificate (AppHttpServer *self,
    GTlsCertificate *certificate);
/* Connections that ask; upgraded ones do not count. */
guint app_http_server_get_clients (AppHttpServer *self);

AppHttpRequest *app_http_request_ref (AppHttpRequest *self);
void app_http_request_unref (AppHttpRequest *self);

/* What stands for the n-th brace. */
const gchar *app_http_request_get_part (AppHttpRequest *self, guint n);
const gchar *app_http_request_get_header (AppHttpRequest *self,
    const gchar *name);
/* Path and query as they were asked for. */
gchar *app_http_request_dup_target (AppHttpRequest *self);
/* Of the query or of a form; NULL without it. */
GHashTable *app_http_request_get_query (AppHttpRequest *self);
/* Belongs to the request; NUL-terminated beyond its size. */
const gchar *app_http_request_get_body (AppHttpRequest *self, gsize *length);
/* The body as an object; NULL: it was answered that it is none. An empty one is
 * an empty object. */
JsonObject *app_http_request_read_json (AppHttpRequest *self);

/* One of these, once. */
void app_http_request_answer (AppHttpRequest *self, guint status,
    const gchar *type, const gchar *text, gssize length);
void app_http_request_answer_json (AppHttpRequest *self, guint status,
    JsonNode *node);
/* Takes @object. */
void app_http_request_answer_object (AppHttpRequest *self, guint status,
    JsonObject *object);
void app_http_request_fail (AppHttpRequest *self, guint status,
    const gchar *format, ...) G_GNUC_PRINTF (3, 4);

/* @stream (transfer full) carries a WebSocket from here on. */
typedef void (*AppHttpUpgradeFunc) (GIOStream *stream, gpointer user_data);

/* FALSE: it asks for none, and was answered so. Else @func is called when 101
 * has been sent, or with NULL when the client has gone. */
gboolean app_http_request_upgrade (AppHttpRequest *self,
    AppHttpUpgradeFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppHttpRequest, app_http_request_unref)

G_END_DECLS

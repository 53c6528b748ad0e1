/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprequest.h - one request of an HTTP server, and its answer. */

#pragma once

#include "httproutes.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @stream (transfer full) is the caller's from here on; NULL: the client has
 * gone. */
typedef void (*AppHttpTakenFunc) (GIOStream *stream, gpointer user_data);

AppHttpRequest *app_http_request_ref (AppHttpRequest *self);
void app_http_request_unref (AppHttpRequest *self);

/* What stands for the n-th brace. */
const gchar *app_http_request_get_part (AppHttpRequest *self, guint n);
const gchar *app_http_request_get_header (AppHttpRequest *self,
    const gchar *name);
/* Where it comes from, which may be a proxy, without its port; or NULL.
 * (transfer full) */
gchar *app_http_request_dup_address (AppHttpRequest *self);
/* Path and query as they were asked for. */
gchar *app_http_request_dup_target (AppHttpRequest *self);
/* Of the query or of a form; NULL without it. */
GHashTable *app_http_request_get_query (AppHttpRequest *self);
/* Belongs to the request; NUL-terminated beyond its size. */
const gchar *app_http_request_get_body (AppHttpRequest *self, gsize *length);
/* The answer has no body. */
/* Its client has gone, or has its answer. */
gboolean app_http_request_is_over (AppHttpRequest *self);
gboolean app_http_request_is_head (AppHttpRequest *self);
/* The body as an object; NULL: it was answered that it is none. An empty one is
 * an empty object. */
JsonObject *app_http_request_read_json (AppHttpRequest *self);
/* A function of a route that everybody may ask: whether this one may ask what
 * is protected. FALSE: it was answered that it may not. */
gboolean app_http_request_may_ask (AppHttpRequest *self);
/* The same without an answer; *@sentence says why not. */
gboolean app_http_request_is_allowed (AppHttpRequest *self,
    const gchar **sentence);

/* Of the answer, before it; it takes the place of the usual one. */
void app_http_request_set_header (AppHttpRequest *self, const gchar *name,
    const gchar *value);

/* One of these, once. @text may be any bytes. */
void app_http_request_answer (AppHttpRequest *self, guint status,
    const gchar *type, const gchar *text, gssize length);
void app_http_request_answer_json (AppHttpRequest *self, guint status,
    JsonNode *node);
/* Takes @object. */
void app_http_request_answer_object (AppHttpRequest *self, guint status,
    JsonObject *object);
void app_http_request_fail (AppHttpRequest *self, guint status,
    const gchar *format, ...) G_GNUC_PRINTF (3, 4);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppHttpRequest, app_http_request_unref)

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* http.c - see http.h. libsoup reads requests and writes answers. It closes
 * connections that it was given behind the first answer, which says so. */

#include "http.h"

#include "httprequestprivate.h"
#include "mainloop.h"

#include <libsoup/soup.h>

#define MAX_HEADERS 100

struct _AppHttpServer
{
  SoupServer *soup;
  AppHttpClients *clients;
  AppHttpConfig config;
  AppHttpRoutes *routes;
  guint *answering; /* answers that are being sent; shared with requests */
};

/*** what may come ***/

static guint
check_size (AppHttpRequest *request, const gchar **sentence)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (
      request->message);
  SoupMessageHeadersIter iter;
  const gchar *name, *value;
  guint n = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    n++;
  if (n > MAX_HEADERS) {
    *sentence = "The request has too many headers.";
    return 431;
  }
  if (soup_message_headers_get_encoding (headers)
          == SOUP_ENCODING_CONTENT_LENGTH
      && (guint64) soup_message_headers_get_content_length (headers)
          > request->match.route->max_body) {
    *sentence = "The body is larger than this address takes.";
    return 413;
  }
  return 0;
}

static guint
find_route (AppHttpServer *self, AppHttpRequest *request,
    const gchar **sentence)
{
  SoupServerMessage *message = request->message;
  AppHttpMatch *match = &request->match;

  app_http_routes_find (self->routes, soup_server_message_get_method (message),
      g_uri_get_path (soup_server_message_get_uri (message)), match);
  if (match->route != NULL)
    return 0;
  if (match->allowed == NULL) {
    *sentence = "There is nothing at this address.";
    return 404;
  }
  *sentence = "This address does not take this method.";
  soup_message_headers_replace (soup_server_message_get_response_headers (
                                    message),
      "Allow", match->allowed);
  return 405;
}

static guint
check_asker (AppHttpServer *self, AppHttpRequest *request,
    const gchar **sentence)
{
  const AppHttpAccess *access = &self->config.access;
  AppHttpFlags flags = request->match.route->flags;

  if (flags & APP_HTTP_PROTECTED)
    return app_http_access_check (access, request->message, sentence);
  if (flags & APP_HTTP_PAGES)
    return app_http_access_check_page (access, request->message, sentence);
  return 0;
}

/* 0: the request may come. */
static guint
check (AppHttpServer *self, AppHttpRequest *request, const gchar **sentence)
{
  guint status = find_route (self, request, sentence);

  app_http_access_allow_page (&self->config.access, request->message);
  if (status == 0)
    status = check_size (request, sentence);
  if (status == 0)
    status = check_asker (self, request, sentence);
  return status;
}

/*** libsoup ***/

/* May a page ask? It asks for itself, with whatever it must show, behind
 * this. */
static gboolean
answer_preflight (AppHttpServer *self, AppHttpRequest *request)
{
  SoupServerMessage *message = request->message;

  if (request->match.allowed == NULL || !app_http_access_is_preflight (message))
    return FALSE;
  app_http_message_fail (message, 204, "");
  soup_message_headers_remove (
      soup_server_message_get_response_headers (message), "Content-Type");
  soup_message_body_truncate (soup_server_message_get_response_body (message));
  app_http_access_answer_preflight (&self->config.access, message,
      request->match.allowed);
  return TRUE;
}

/* The head has come. */
static void
on_early (SoupServer *soup, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  AppHttpServer *self = user_data;
  AppHttpRequest *request =
      app_http_request_new (message, &self->config.access, self->answering);
  const gchar *sentence = NULL;
  guint status = check (self, request, &sentence);

  if (status != 0) {
    request->answered = TRUE;
    if (!answer_preflight (self, request))
      app_http_message_fail (message, status, sentence);
  } else {
    /* What goes before the answer, as 100, is not the end. */
    soup_message_headers_remove (
        soup_server_message_get_response_headers (message), "Connection");
  }
  app_http_request_enter (request, APP_HTTP_BODY,
      (status == 0 ? request->match.route->max_body : 0) + APP_HTTP_BODY_SLACK);
}

/* All of it has come. */
static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  AppHttpRequest *request = app_http_request_find (message);

  if (request != NULL && !request->answered)
    app_http_request_handle (request);
}

static void
on_started (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  AppHttpServer *self = user_data;
  AppHttpClient *client = app_http_client_find (
      soup_server_message_get_remote_address (message));

  if (client != NULL)
    app_http_client_enter (client, APP_HTTP_IDLE, self->config.limits.max_head);
  /* For what libsoup refuses by itself. */
  app_http_message_fail (message, 0,
      "The request is none that this server understands.");
}

static void
on_over (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  app_http_request_end (message);
}

static void
on_client (AppHttpClient *client, GIOStream *stream, GSocketAddress *local,
    GSocketAddress *remote, gpointer user_data)
{
  AppHttpServer *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!soup_server_accept_iostream (self->soup, stream, local, remote, &error))
    g_io_stream_close (stream, NULL, NULL);
}

/*** upgrades ***/

static void
on_switched (SoupServerMessage *message, gpointer user_data)
{
  app_http_request_take (app_http_request_find (message), TRUE);
}

gboolean
app_http_request_upgrade (AppHttpRequest *self, AppHttpTakenFunc func,
    gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!soup_websocket_server_check_handshake (self->message, NULL, NULL, NULL,
          &error)) {
    app_http_request_fail (self, 426,
        "This address is for WebSockets: a GET that asks for an upgrade by "
        "RFC 6455.");
    return FALSE;
  }
  soup_websocket_server_process_handshake (self->message, NULL, NULL, NULL,
      NULL);
  soup_message_body_truncate (
      soup_server_message_get_response_body (self->message));
  soup_message_headers_remove (
      soup_server_message_get_response_headers (self->message), "Content-Type");
  g_signal_connect (self->message, "wrote-informational",
      G_CALLBACK (on_switched), NULL);
  app_http_request_await (self, func, user_data);
  app_http_request_resume (self);
  return TRUE;
}

/*** the server ***/

AppHttpServer *
app_http_server_new (const AppHttpConfig *config, GError **error)
{
  AppHttpServer *self = g_new0 (AppHttpServer, 1);

  self->config = *config;
  self->answering = g_rc_box_new0 (guint);
  self->routes = app_http_routes_new ();
  self->soup = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (on_started),
      self);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (on_over), self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (on_over), self);
  soup_server_add_early_handler (self->soup, NULL, on_early, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  self->clients = app_http_clients_new (config->host, config->port,
      config->certificate, &config->limits, on_client, self, error);
  if (self->clients == NULL) {
    app_http_server_free (self);
    return NULL;
  }
  return self;
}

void
app_http_server_free (AppHttpServer *self)
{
  soup_server_disconnect (self->soup);
  g_clear_pointer (&self->clients, app_http_clients_free);
  g_object_unref (self->soup);
  app_http_routes_free (self->routes);
  g_rc_box_release (self->answering);
  g_free (self);
}

void
app_http_server_wait (AppHttpServer *self, guint ms)
{
  app_main_loop_wait (self->answering, ms);
}

void
app_http_server_add (AppHttpServer *self, const AppHttpRoute *routes,
    gpointer user_data)
{
  app_http_routes_add (self->routes, routes, user_data);
}

const AppHttpAccess *
app_http_server_get_access (AppHttpServer *self)
{
  return &self->config.access;
}

guint
app_http_server_get_port (AppHttpServer *self)
{
  return app_http_clients_get_port (self->clients);
}

void
app_http_server_set_certificate (AppHttpServer *self,
    GTlsCertificate *certificate)
{
  app_http_clients_set_certificate (self->clients, certificate);
}

guint
app_http_server_get_clients (AppHttpServer *self)
{
  return app_http_clients_get_count (self->clients);
}

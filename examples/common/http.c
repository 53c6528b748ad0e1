/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* http.c - see http.h. libsoup reads requests and writes answers. It closes
 * connections that it was given behind the first answer, which says so. */

#include "http.h"

#include "mainloop.h"
#include "protocol/json.h"

#include <libsoup/soup.h>
#include <string.h>

#define MAX_HEADERS 100
#define MAX_PARTS 4
#define JSON_TYPE "application/json"
/* Lines between chunks, trailers. */
#define BODY_SLACK 16384

typedef struct
{
  const AppHttpRoute *routes;
  gpointer user_data;
} Group;

struct _AppHttpServer
{
  SoupServer *soup;
  AppHttpClients *clients;
  AppHttpConfig config;
  GArray *groups;
  guint *answering; /* answers that are being sent; shared with requests */
};

struct _AppHttpRequest
{
  gint refs;
  AppHttpServer *server; /* NULL: it has gone */
  guint *answering;
  SoupServerMessage *message;
  const AppHttpRoute *route;
  gpointer user_data;
  gchar *parts[MAX_PARTS];
  GHashTable *query;
  GBytes *body;
  gboolean handled, paused, answered, over, sending;
  AppHttpUpgradeFunc upgraded;
  gpointer upgraded_data;
};

static G_DEFINE_QUARK (app-http-request, request);

static AppHttpRequest *
find_request (SoupServerMessage *message)
{
  return g_object_get_qdata (G_OBJECT (message), request_quark ());
}

static AppHttpClient *
find_client (SoupServerMessage *message)
{
  return app_http_client_find (
      soup_server_message_get_remote_address (message));
}

static void
enter (SoupServerMessage *message, AppHttpPhase phase, guint64 max_bytes)
{
  AppHttpClient *client = find_client (message);

  if (client != NULL)
    app_http_client_enter (client, phase, max_bytes);
}

/*** answers ***/

static gchar *
make_error (const gchar *sentence)
{
  JsonObject *object = json_object_new ();
  gchar *text;

  json_object_set_string_member (object, "error", sentence);
  text = oa_json_object_to_text (object);
  json_object_unref (object);
  return text;
}

static void
set_answer (SoupServerMessage *message, guint status, const gchar *type,
    const gchar *text, gsize length)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (
      message);

  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_body_truncate (soup_server_message_get_response_body (message));
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text,
      length);
  if (status != 0)
    soup_server_message_set_status (message, status, NULL);
}

static void
set_error (SoupServerMessage *message, guint status, const gchar *sentence)
{
  g_autofree gchar *text = make_error (sentence);

  set_answer (message, status, JSON_TYPE, text, strlen (text));
}

void
app_http_request_answer (AppHttpRequest *self, guint status, const gchar *type,
    const gchar *text, gssize length)
{
  g_return_if_fail (!self->answered);
  self->answered = TRUE;
  if (self->over)
    return;
  set_answer (self->message, status, type, text,
      length < 0 ? strlen (text) : (gsize) length);
  self->sending = TRUE;
  ++*self->answering;
  enter (self->message, APP_HTTP_ANSWER, BODY_SLACK);
  if (self->paused)
    soup_server_message_unpause (self->message);
  self->paused = FALSE;
}

void
app_http_request_answer_json (AppHttpRequest *self, guint status,
    JsonNode *node)
{
  g_autofree gchar *text = oa_json_node_to_text (node);

  app_http_request_answer (self, status, JSON_TYPE, text, -1);
}

void
app_http_request_answer_object (AppHttpRequest *self, guint status,
    JsonObject *object)
{
  g_autofree gchar *text = oa_json_object_to_text (object);

  json_object_unref (object);
  app_http_request_answer (self, status, JSON_TYPE, text, -1);
}

void
app_http_request_fail (AppHttpRequest *self, guint status, const gchar *format,
    ...)
{
  g_autofree gchar *sentence = NULL;
  g_autofree gchar *text = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  text = make_error (sentence);
  app_http_request_answer (self, status, JSON_TYPE, text, -1);
}

/*** requests ***/

AppHttpRequest *
app_http_request_ref (AppHttpRequest *self)
{
  self->refs++;
  return self;
}

void
app_http_request_unref (AppHttpRequest *self)
{
  /* The last one is the message's. */
  if (--self->refs == 1 && self->handled && !self->answered && !self->over)
    app_http_request_fail (self, 500, "The request was given up.");
  if (self->refs > 0)
    return;
  for (guint i = 0; i < MAX_PARTS; i++)
    g_free (self->parts[i]);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_rc_box_release (self->answering);
  g_object_unref (self->message);
  g_free (self);
}

const gchar *
app_http_request_get_part (AppHttpRequest *self, guint n)
{
  return self->parts[n];
}

const gchar *
app_http_request_get_header (AppHttpRequest *self, const gchar *name)
{
  return soup_message_headers_get_one (
      soup_server_message_get_request_headers (self->message), name);
}

gchar *
app_http_request_dup_target (AppHttpRequest *self)
{
  GUri *uri = soup_server_message_get_uri (self->message);
  const gchar *query = g_uri_get_query (uri);

  return g_strconcat (g_uri_get_path (uri), query != NULL ? "?" : NULL, query,
      NULL);
}

const gchar *
app_http_request_get_body (AppHttpRequest *self, gsize *length)
{
  gsize size;
  const gchar *data;

  if (self->body == NULL) {
    g_autoptr (GBytes) bytes = soup_message_body_flatten (
        soup_server_message_get_request_body (self->message));
    gconstpointer raw = g_bytes_get_data (bytes, &size);
    gchar *copy = g_malloc (size + 1);

    if (size > 0)
      memcpy (copy, raw, size);
    copy[size] = '\0';
    self->body = g_bytes_new_take (copy, size + 1);
  }
  data = g_bytes_get_data (self->body, &size);
  if (length != NULL)
    *length = size - 1;
  return data;
}

/* libsoup takes any bytes. */
static void
add_text (gpointer name, gpointer value, gpointer query)
{
  g_hash_table_insert (query, g_utf8_make_valid (name, -1),
      g_utf8_make_valid (value != NULL ? value : "", -1));
}

static GHashTable *
decode_query (const gchar *query)
{
  GHashTable *table =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTable *raw = soup_form_decode (query);

  g_hash_table_foreach (raw, add_text, table);
  g_hash_table_unref (raw);
  return table;
}

GHashTable *
app_http_request_get_query (AppHttpRequest *self)
{
  const gchar *query = g_uri_get_query (
      soup_server_message_get_uri (self->message));

  if (self->query == NULL)
    self->query = decode_query (query != NULL ? query : "");
  return self->query;
}

JsonObject *
app_http_request_read_json (AppHttpRequest *self)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const gchar *text = app_http_request_get_body (self, &length);
  JsonObject *object;

  if (length == 0)
    return json_object_new ();
  object = oa_json_parse_object (text, length, self->route->max_body,
      "The body", &error);
  if (object == NULL)
    app_http_request_fail (self, 400, "%s", error->message);
  return object;
}

/*** routes ***/

static gboolean
is_part (const gchar *text, gsize length)
{
  if (length == 0 || length > 128)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("._-", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* @parts: filled as far as it fits. */
static gboolean
match (const gchar *pattern, const gchar *path, gchar **parts)
{
  guint n = 0;

  while (*pattern != '\0') {
    if (*pattern == '{') {
      gsize length = strcspn (path, "/");

      if (!is_part (path, length) || n == MAX_PARTS)
        return FALSE;
      g_free (parts[n]);
      parts[n++] = g_strndup (path, length);
      path += length;
      pattern = strchr (pattern, '}') + 1;
    } else if (*pattern++ != *path++) {
      return FALSE;
    }
  }
  return *path == '\0';
}

static gboolean
is_method (const AppHttpRoute *route, const gchar *method)
{
  return g_str_equal (route->method, method)
      || (g_str_equal (method, "HEAD") && g_str_equal (route->method, "GET"));
}

/* @allowed: methods of routes with this address. */
static gboolean
find_route (AppHttpServer *self, AppHttpRequest *request, GString *allowed)
{
  const gchar *method = soup_server_message_get_method (request->message);
  const gchar *path = g_uri_get_path (
      soup_server_message_get_uri (request->message));

  for (guint i = 0; i < self->groups->len; i++) {
    const Group *group = &g_array_index (self->groups, Group, i);

    for (const AppHttpRoute *r = group->routes; r->method != NULL; r++) {
      if (!match (r->path, path, request->parts))
        continue;
      g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "",
          r->method);
      if (is_method (r, method)) {
        request->route = r;
        request->user_data = group->user_data;
        return TRUE;
      }
    }
  }
  return FALSE;
}

/*** who may ask ***/

/* Takes as long for any token. */
static gboolean
is_token (AppHttpServer *self, const gchar *authorization)
{
  g_autofree gchar *wanted = NULL;
  g_autofree gchar *given = NULL;
  guint8 differs = 0;

  if (authorization == NULL
      || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return FALSE;
  wanted =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->config.token, -1);
  given =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, authorization + 7, -1);
  for (gsize i = 0; wanted[i] != '\0'; i++)
    differs |= wanted[i] ^ given[i];
  return differs == 0;
}

/* A name that anybody may point to this machine is not ours, nor is that by
 * which a tunnel or a proxy is known. */
static gboolean
is_own_host (SoupServerMessage *message)
{
  const gchar *host = g_uri_get_host (soup_server_message_get_uri (message));

  return host != NULL
      && (g_hostname_is_ip_address (host)
          || g_ascii_strcasecmp (host, "localhost") == 0);
}

/* Tunnels and proxies come from this machine, too, and say for whom. */
static gboolean
is_forwarded (AppHttpRequest *request)
{
  static const gchar *const names[] = { "Forwarded", "Via", "X-Forwarded-For",
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "CF-Connecting-IP" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (app_http_request_get_header (request, names[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_own_page (AppHttpServer *self, const gchar *origin)
{
  return origin == NULL
      || (self->config.origins != NULL
          && g_strv_contains (self->config.origins, origin));
}

static guint
check_asker (AppHttpServer *self, AppHttpRequest *request,
    const gchar **sentence)
{
  SoupServerMessage *message = request->message;

  if (!is_own_page (self, app_http_request_get_header (request, "Origin"))) {
    *sentence = "This web page may not use the API. Name it with "
                "--allow-origin.";
    return 403;
  }
  if (self->config.token != NULL
      && !is_token (self,
          app_http_request_get_header (request, "Authorization"))) {
    soup_message_headers_replace (soup_server_message_get_response_headers (
                                      message),
        "WWW-Authenticate", "Bearer");
    *sentence = "The token is missing or wrong. Send the header "
                "\"Authorization: Bearer TOKEN\".";
    return 401;
  }
  if (self->config.token == NULL && self->config.is_public) {
    *sentence = "Others reach this server, and there is no token to tell who "
                "may ask. Set one.";
    return 403;
  }
  if (self->config.token == NULL
      && (!is_own_host (message) || is_forwarded (request))) {
    *sentence = "Without a token, the API is for this machine only. Ask for "
                "127.0.0.1, or set a token.";
    return 403;
  }
  return 0;
}

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
          > request->route->max_body) {
    *sentence = "The body is larger than this address takes.";
    return 413;
  }
  return 0;
}

/* 0: the request may come. */
static guint
check (AppHttpServer *self, AppHttpRequest *request, const gchar **sentence)
{
  SoupServerMessage *message = request->message;
  GString *allowed = g_string_new (NULL);
  guint status = 0;

  if (!find_route (self, request, allowed)) {
    status = allowed->len > 0 ? 405 : 404;
    *sentence = allowed->len > 0 ? "This address does not take this method."
                                 : "There is nothing at this address.";
    if (allowed->len > 0)
      soup_message_headers_replace (soup_server_message_get_response_headers (
                                        message),
          "Allow", allowed->str);
  }
  g_string_free (allowed, TRUE);
  if (status == 0)
    status = check_size (request, sentence);
  if (status == 0 && (request->route->flags & APP_HTTP_PROTECTED))
    status = check_asker (self, request, sentence);
  return status;
}

/*** libsoup ***/

static void
release_request (gpointer data)
{
  AppHttpRequest *self = data;

  self->over = TRUE;
  if (self->sending)
    --*self->answering;
  app_http_request_unref (self);
}

static void
end_request (SoupServerMessage *message)
{
  /* Its reference to the message would keep both. */
  g_object_set_qdata (G_OBJECT (message), request_quark (), NULL);
}

/* The head has come. */
static void
on_early (SoupServer *soup, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  AppHttpServer *self = user_data;
  AppHttpRequest *request = g_new0 (AppHttpRequest, 1);
  const gchar *sentence = NULL;
  guint status;

  request->refs = 1;
  request->server = self;
  request->answering = g_rc_box_acquire (self->answering);
  request->message = g_object_ref (message);
  g_object_set_qdata_full (G_OBJECT (message), request_quark (), request,
      release_request);
  status = check (self, request, &sentence);
  if (status != 0) {
    request->answered = TRUE;
    set_error (message, status, sentence);
  } else {
    /* What goes before the answer, as 100, is not the end. */
    soup_message_headers_remove (
        soup_server_message_get_response_headers (message), "Connection");
  }
  enter (message, APP_HTTP_BODY,
      (status == 0 ? request->route->max_body : 0) + BODY_SLACK);
}

static gboolean
is_too_large (AppHttpRequest *self)
{
  return (gsize) soup_server_message_get_request_body (self->message)->length
      > self->route->max_body;
}

/* All of it has come. */
static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  AppHttpRequest *request = find_request (message);

  if (request == NULL || request->answered)
    return;
  enter (message, APP_HTTP_HANDLER, BODY_SLACK);
  app_http_request_ref (request);
  request->handled = TRUE;
  if (is_too_large (request))
    app_http_request_fail (request, 413,
        "The body is larger than this address takes.");
  else
    request->route->handle (request, request->user_data);
  if (!request->answered && !request->over) {
    request->paused = TRUE;
    soup_server_message_pause (message);
  }
  app_http_request_unref (request);
}

static void
on_started (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  AppHttpServer *self = user_data;

  enter (message, APP_HTTP_IDLE, self->config.limits.max_head);
  /* For what libsoup refuses by itself. */
  set_error (message, 0, "The request is none that this server understands.");
}

static void
on_over (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  AppHttpRequest *request = find_request (message);

  if (request != NULL && request->upgraded != NULL) {
    AppHttpUpgradeFunc func = request->upgraded;

    request->upgraded = NULL;
    func (NULL, request->upgraded_data);
  }
  end_request (message);
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
  AppHttpRequest *self = find_request (message);
  AppHttpClient *client = find_client (message);
  AppHttpUpgradeFunc func = self->upgraded;
  gpointer data = self->upgraded_data;
  GIOStream *stream;

  if (func == NULL)
    return;
  self->upgraded = NULL;
  if (client != NULL)
    app_http_client_release (client);
  g_object_ref (message);
  stream = soup_server_message_steal_connection (message);
  end_request (message);
  g_object_unref (message);
  func (stream, data);
}

gboolean
app_http_request_upgrade (AppHttpRequest *self, AppHttpUpgradeFunc func,
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
  self->answered = TRUE;
  self->upgraded = func;
  self->upgraded_data = user_data;
  soup_websocket_server_process_handshake (self->message, NULL, NULL, NULL,
      NULL);
  soup_message_body_truncate (
      soup_server_message_get_response_body (self->message));
  soup_message_headers_remove (
      soup_server_message_get_response_headers (self->message), "Content-Type");
  g_signal_connect (self->message, "wrote-informational",
      G_CALLBACK (on_switched), NULL);
  if (self->paused)
    soup_server_message_unpause (self->message);
  self->paused = FALSE;
  return TRUE;
}

/*** the server ***/

AppHttpServer *
app_http_server_new (const AppHttpConfig *config, GError **error)
{
  AppHttpServer *self = g_new0 (AppHttpServer, 1);

  self->config = *config;
  self->answering = g_rc_box_new0 (guint);
  self->groups = g_array_new (FALSE, FALSE, sizeof (Group));
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
  g_array_unref (self->groups);
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
  Group group = { routes, user_data };

  g_array_append_val (self->groups, group);
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

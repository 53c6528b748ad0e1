/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprequest.c - see httprequest.h. */

#include "httprequestprivate.h"

#include "protocol/json.h"

#include <string.h>

#define JSON_TYPE "application/json"

static G_DEFINE_QUARK (app-http-request, request);

/*** life ***/

static void
release_request (gpointer data)
{
  AppHttpRequest *self = data;

  self->over = TRUE;
  if (self->sending)
    --*self->answering;
  app_http_request_unref (self);
}

AppHttpRequest *
app_http_request_new (SoupServerMessage *message, const AppHttpAccess *access,
    guint *answering)
{
  AppHttpRequest *self = g_new0 (AppHttpRequest, 1);

  self->refs = 1;
  self->answering = g_rc_box_acquire (answering);
  self->access = access;
  self->message = g_object_ref (message);
  g_object_set_qdata_full (G_OBJECT (message), request_quark (), self,
      release_request);
  return self;
}

AppHttpRequest *
app_http_request_find (SoupServerMessage *message)
{
  return g_object_get_qdata (G_OBJECT (message), request_quark ());
}

static void
tell_gone (AppHttpRequest *self)
{
  AppHttpTakenFunc func = self->taken;

  self->taken = NULL;
  if (func != NULL)
    func (NULL, self->taken_data);
}

void
app_http_request_end (SoupServerMessage *message)
{
  AppHttpRequest *self = app_http_request_find (message);

  if (self != NULL)
    tell_gone (self);
  /* Its reference to the message would keep both. */
  g_object_set_qdata (G_OBJECT (message), request_quark (), NULL);
}

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
  app_http_match_clear (&self->match);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_rc_box_release (self->answering);
  g_object_unref (self->message);
  g_free (self);
}

/*** what is asked ***/

const gchar *
app_http_request_get_part (AppHttpRequest *self, guint n)
{
  return self->match.parts[n];
}

const gchar *
app_http_request_get_header (AppHttpRequest *self, const gchar *name)
{
  return soup_message_headers_get_one (
      soup_server_message_get_request_headers (self->message), name);
}

gchar *
app_http_request_dup_address (AppHttpRequest *self)
{
  GSocketAddress *address = soup_server_message_get_remote_address (
      self->message);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
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

gboolean
app_http_request_is_over (AppHttpRequest *self)
{
  return self->over;
}

gboolean
app_http_request_is_head (AppHttpRequest *self)
{
  return g_str_equal (soup_server_message_get_method (self->message), "HEAD");
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
  object = oa_json_parse_object (text, length, self->match.route->max_body,
      "The body", &error);
  if (object == NULL)
    app_http_request_fail (self, 400, "%s", error->message);
  return object;
}

gboolean
app_http_request_may_ask (AppHttpRequest *self)
{
  const gchar *sentence = NULL;
  guint status = app_http_access_check (self->access, self->message, &sentence);

  if (status != 0)
    app_http_request_fail (self, status, "%s", sentence);
  return status == 0;
}

gboolean
app_http_request_is_allowed (AppHttpRequest *self, const gchar **sentence)
{
  return app_http_access_check (self->access, self->message, sentence) == 0;
}

/*** answers ***/

void
app_http_request_enter (AppHttpRequest *self, AppHttpPhase phase,
    guint64 max_bytes)
{
  AppHttpClient *client = app_http_client_find (
      soup_server_message_get_remote_address (self->message));

  if (client != NULL)
    app_http_client_enter (client, phase, max_bytes);
}

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

void
app_http_message_fail (SoupServerMessage *message, guint status,
    const gchar *sentence)
{
  g_autofree gchar *text = make_error (sentence);

  set_answer (message, status, JSON_TYPE, text, strlen (text));
}

void
app_http_request_set_header (AppHttpRequest *self, const gchar *name,
    const gchar *value)
{
  if (self->headers == NULL)
    self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  soup_message_headers_replace (self->headers, name, value);
}

static void
replace_header (const gchar *name, const gchar *value, gpointer headers)
{
  soup_message_headers_replace (headers, name, value);
}

void
app_http_request_add_headers (AppHttpRequest *self)
{
  if (self->headers != NULL)
    soup_message_headers_foreach (self->headers, replace_header,
        soup_server_message_get_response_headers (self->message));
}

void
app_http_request_pause (AppHttpRequest *self)
{
  if (!self->paused && !self->over)
    soup_server_message_pause (self->message);
  self->paused = TRUE;
}

void
app_http_request_resume (AppHttpRequest *self)
{
  if (self->paused && !self->over)
    soup_server_message_unpause (self->message);
  self->paused = FALSE;
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
  app_http_request_add_headers (self);
  self->sending = TRUE;
  ++*self->answering;
  app_http_request_enter (self, APP_HTTP_ANSWER, APP_HTTP_BODY_SLACK);
  app_http_request_resume (self);
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

/*** the application's turn ***/

static gboolean
is_too_large (AppHttpRequest *self)
{
  return (gsize) soup_server_message_get_request_body (self->message)->length
      > self->match.route->max_body;
}

void
app_http_request_handle (AppHttpRequest *self)
{
  app_http_request_enter (self, APP_HTTP_HANDLER, APP_HTTP_BODY_SLACK);
  app_http_request_ref (self);
  self->handled = TRUE;
  if (is_too_large (self))
    app_http_request_fail (self, 413,
        "The body is larger than this address takes.");
  else
    self->match.route->handle (self, self->match.user_data);
  if (!self->answered)
    app_http_request_pause (self);
  app_http_request_unref (self);
}

/*** the connection in the place of an answer ***/

void
app_http_request_await (AppHttpRequest *self, AppHttpTakenFunc func,
    gpointer user_data)
{
  self->answered = TRUE;
  self->taken = func;
  self->taken_data = user_data;
}

void
app_http_request_take (AppHttpRequest *self, gboolean released)
{
  SoupServerMessage *message = self->message;
  AppHttpClient *client = app_http_client_find (
      soup_server_message_get_remote_address (message));
  AppHttpTakenFunc func = self->taken;
  gpointer data = self->taken_data;
  GIOStream *stream;

  if (func == NULL)
    return;
  self->taken = NULL;
  if (client != NULL && released)
    app_http_client_release (client);
  else if (client != NULL)
    app_http_client_enter (client, APP_HTTP_STREAM, APP_HTTP_BODY_SLACK);
  g_object_ref (message);
  stream = soup_server_message_steal_connection (message);
  app_http_request_end (message);
  g_object_unref (message);
  func (stream, data);
}

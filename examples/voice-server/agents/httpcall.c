/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpcall.c - a request, and its answer read within limits. */

#include "config.h"

#include "httpcall.h"

#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <string.h>

#define CHUNK (16 * 1024)
#define MAX_SHOWN 300
#define MAX_CONNECTIONS 200
#define MAX_PER_HOST 50

typedef struct
{
  OvsWork work;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *bytes;
  gsize max;
} Request;

static void
request_free (OvsWork *work)
{
  Request *request = (Request *) work;

  g_clear_object (&request->message);
  g_clear_object (&request->stream);
  g_byte_array_unref (request->bytes);
  g_free (request);
}

/*** the answer ***/

static void
finish_with_answer (Request *request)
{
  guint status = soup_message_get_status (request->message);
  g_autofree gchar *text = ovs_work_to_text (request->bytes);
  g_autofree gchar *words = NULL;

  if (SOUP_STATUS_IS_SUCCESSFUL (status)) {
    ovs_work_finish (&request->work, text);
    return;
  }
  words = oa_text_make_printable (text, MAX_SHOWN);
  if (SOUP_STATUS_IS_REDIRECTION (status))
    ovs_work_fail (&request->work, G_IO_ERROR_FAILED,
        "The service sent the request elsewhere (status %u), which is not "
        "followed.",
        status);
  else
    ovs_work_fail (&request->work, G_IO_ERROR_FAILED,
        "The service answered with status %u%s%s", status, *words ? ": " : ".",
        words);
}

static void read_more (Request *request);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
          &error);

  if (bytes == NULL) {
    ovs_work_fail (&request->work, G_IO_ERROR_FAILED,
        "The service's answer broke off.");
  } else if (g_bytes_get_size (bytes) == 0) {
    finish_with_answer (request);
  } else if (g_bytes_get_size (bytes) > request->max - request->bytes->len) {
    ovs_work_fail (&request->work, G_IO_ERROR_NO_SPACE,
        "The service answered with more than %" G_GSIZE_FORMAT " bytes.",
        request->max);
  } else {
    g_byte_array_append (request->bytes, g_bytes_get_data (bytes, NULL),
        g_bytes_get_size (bytes));
    read_more (request);
  }
  ovs_work_unref (request);
}

static void
read_more (Request *request)
{
  g_input_stream_read_bytes_async (request->stream, CHUNK, G_PRIORITY_DEFAULT,
      request->work.stop, on_read, ovs_work_ref (request));
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;

  request->stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (request->stream != NULL) {
    if (request->work.done != NULL)
      read_more (request);
  } else {
    /* libsoup's message may have the address, and in it what the user said. */
    ovs_work_fail (&request->work, G_IO_ERROR_FAILED,
        "The service cannot be reached.");
  }
  ovs_work_unref (request);
}

/*** the request ***/

SoupSession *
ovs_http_session_new (void)
{
  SoupSession *session = soup_session_new_with_options ("user-agent",
      "openai-voice-server/" PACKAGE_VERSION, "max-conns", MAX_CONNECTIONS,
      "max-conns-per-host", MAX_PER_HOST, "timeout", 0, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

static void
add_headers (SoupMessageHeaders *to, JsonObject *headers)
{
  g_autoptr (GList) names = headers != NULL ? json_object_get_members (headers)
                                            : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    soup_message_headers_replace (to, l->data,
        oa_json_get_string (headers, l->data));
}

/* The name of a variable that is not set, or NULL. */
static const gchar *
add_secret_headers (SoupMessageHeaders *to, JsonObject *headers)
{
  g_autoptr (GList) names = headers != NULL ? json_object_get_members (headers)
                                            : NULL;

  for (GList *l = names; l != NULL; l = l->next) {
    const gchar *name = oa_json_get_string (headers, l->data);
    const gchar *value = g_getenv (name);

    if (value == NULL || strpbrk (value, "\r\n") != NULL)
      return name;
    soup_message_headers_replace (to, l->data, value);
  }
  return NULL;
}

/* A sentence when it cannot be made. */
static gchar *
fill_message (SoupMessage *message, JsonObject *http, const gchar *body)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  const gchar *missing;

  soup_message_add_flags (message,
      SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  add_headers (headers, oa_json_get_object (http, "headers"));
  missing = add_secret_headers (headers,
      oa_json_get_object (http, "headers_from_environment"));
  if (missing != NULL)
    return g_strdup_printf ("The variable %s of the environment is not set, "
                            "or has a line feed.",
        missing);
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json",
        bytes);
  }
  return NULL;
}

void
ovs_http_call (SoupSession *session, JsonObject *http, const gchar *url,
    const gchar *body, GCancellable *cancellable, OvsWorkDone done,
    gpointer user_data)
{
  Request *request = g_new0 (Request, 1);
  gchar *sentence;

  ovs_work_init (&request->work, cancellable, done, user_data);
  request->work.free = request_free;
  request->bytes = g_byte_array_new ();
  request->max = oa_json_get_int (http, "max_response", CHUNK);
  request->message =
      soup_message_new (oa_json_get_string (http, "method"), url);
  sentence = request->message != NULL
      ? fill_message (request->message, http, body)
      : g_strdup ("The address cannot be used.");
  if (sentence != NULL) {
    ovs_work_refuse (&request->work, sentence);
    return;
  }
  soup_session_send_async (session, request->message, G_PRIORITY_DEFAULT,
      request->work.stop, on_sent, ovs_work_ref (request));
  ovs_work_start (&request->work, oa_json_get_int (http, "timeout", 10000),
      "The service did not answer in time.");
}

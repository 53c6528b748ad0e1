/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peer.c - see peer.h. */

#include "config.h"

#include "peer.h"

#include <math.h>
#include <stdarg.h>

#include "protocol/g711.h"

#define PATIENCE_S 20
#define PATH "/v1/realtime"
#define MAX_MESSAGE (64 * 1024 * 1024)

struct _Peer
{
  SoupSession *session;
  SoupWebsocketConnection *websocket;
  GQueue texts;
  JsonObject *event;
  gboolean mulaw;
  gboolean closed;
  gushort close_code;
  gchar *close_reason;
};

OrsServer *
peer_start_server_with_script (const gchar *script, gdouble speed)
{
  OrsOptions options = { .log_audio = TRUE, .speed = speed };

  return test_server_new (&options, script);
}

static gboolean
on_too_late (gpointer user_data)
{
  g_error ("the server does not answer");
  return G_SOURCE_REMOVE;
}

static guint
be_patient (void)
{
  return g_timeout_add_seconds (PATIENCE_S, on_too_late, NULL);
}

static void
on_message (SoupWebsocketConnection *websocket, gint type, GBytes *bytes,
    gpointer user_data)
{
  Peer *self = user_data;
  gsize size;
  const gchar *data = g_bytes_get_data (bytes, &size);

  g_queue_push_tail (&self->texts, g_strndup (data, size));
}

static void
on_closed (SoupWebsocketConnection *websocket, gpointer user_data)
{
  Peer *self = user_data;

  self->closed = TRUE;
  self->close_code = soup_websocket_connection_get_close_code (websocket);
  self->close_reason = g_strdup (
      soup_websocket_connection_get_close_data (websocket));
}

/* The certificates of tests are signed by nobody. */
static gboolean
accept_certificate (SoupMessage *message, GTlsCertificate *certificate,
    GTlsCertificateFlags errors, gpointer user_data)
{
  return TRUE;
}

static SoupMessage *
message_new (OrsServer *server, const gchar *query, const gchar *header)
{
  const gchar *base = ors_server_get_uri (server);
  gsize length = strlen (base)
      - (g_str_has_prefix (query, "/") ? strlen (PATH) : 0);
  g_autofree gchar *uri =
      g_strdup_printf ("%.*s%s", (gint) length, base, query);
  SoupMessage *message = soup_message_new ("GET", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_auto (GStrv) parts = NULL;

  g_signal_connect (message, "accept-certificate",
      G_CALLBACK (accept_certificate), NULL);
  if (header == NULL)
    header = "Authorization: Bearer test-key";
  parts = g_strsplit (header, ": ", 2);
  if (parts[0] != NULL && parts[1] != NULL)
    soup_message_headers_append (headers, parts[0], parts[1]);
  return message;
}

typedef struct
{
  SoupWebsocketConnection *websocket;
  GError *error;
  gboolean done;
} Handshake;

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Handshake *handshake = user_data;

  handshake->websocket =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result,
          &handshake->error);
  handshake->done = TRUE;
}

Peer *
peer_connect (OrsServer *server, const gchar *query, const gchar *header)
{
  Peer *self = g_new0 (Peer, 1);
  g_autoptr (SoupMessage) message = message_new (server, query, header);
  Handshake handshake = { NULL };
  guint patience = be_patient ();

  g_queue_init (&self->texts);
  self->session = soup_session_new ();
  soup_session_websocket_connect_async (self->session, message, NULL, NULL,
      G_PRIORITY_DEFAULT, NULL, on_connected, &handshake);
  while (!handshake.done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
  g_assert_no_error (handshake.error);

  self->websocket = handshake.websocket;
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket,
      MAX_MESSAGE);
  g_signal_connect (self->websocket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->websocket, "closed", G_CALLBACK (on_closed), self);
  return self;
}

static gboolean
set_flag (gpointer user_data)
{
  gboolean *flag = user_data;

  *flag = TRUE;
  return G_SOURCE_REMOVE;
}

guint
peer_connect_refused (OrsServer *server, SoupMessage **message)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) request =
      message_new (server, "?model=gpt-realtime", NULL);
  Handshake handshake = { NULL };
  guint patience = be_patient ();
  guint status;

  soup_session_websocket_connect_async (session, request, NULL, NULL,
      G_PRIORITY_DEFAULT, NULL, on_connected, &handshake);
  while (!handshake.done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);

  g_assert_nonnull (handshake.error);
  g_clear_error (&handshake.error);
  status = soup_message_get_status (request);
  if (message != NULL)
    *message = g_steal_pointer (&request);
  return status;
}

gboolean
peer_connect_unanswered (OrsServer *server, guint ms)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) request =
      message_new (server, "?model=gpt-realtime", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Handshake handshake = { NULL };
  gboolean late = FALSE;
  guint timer = g_timeout_add (ms, set_flag, &late);

  soup_session_websocket_connect_async (session, request, NULL, NULL,
      G_PRIORITY_DEFAULT, cancellable, on_connected, &handshake);
  while (!handshake.done && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timer);
  g_cancellable_cancel (cancellable);
  while (!handshake.done)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&handshake.websocket);
  g_clear_error (&handshake.error);
  return late;
}

Peer *
peer_open (OrsServer *server)
{
  Peer *self = peer_connect (server, "?model=gpt-realtime", NULL);

  peer_expect (self, "session.created");
  return self;
}

void
peer_free (Peer *self)
{
  guint patience = be_patient ();

  if (soup_websocket_connection_get_state (self->websocket)
      == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->websocket, 1000, NULL);
  while (!self->closed)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);

  g_signal_handlers_disconnect_by_data (self->websocket, self);
  g_object_unref (self->websocket);
  g_object_unref (self->session);
  g_queue_clear_full (&self->texts, g_free);
  g_clear_pointer (&self->event, json_object_unref);
  g_free (self->close_reason);
  g_free (self);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

void
peer_send (Peer *self, const gchar *json)
{
  soup_websocket_connection_send_text (self->websocket, json);
}

void
peer_sendf (Peer *self, const gchar *format, ...)
{
  va_list args;
  g_autofree gchar *json = NULL;

  va_start (args, format);
  json = g_strdup_vprintf (format, args);
  va_end (args);
  peer_send (self, json);
}

void
peer_send_binary (Peer *self)
{
  soup_websocket_connection_send_binary (self->websocket, "\1\2\3", 3);
}

void
peer_use_mulaw (Peer *self)
{
  self->mulaw = TRUE;
}

static void
send_samples (Peer *self, const gint16 *samples, guint n)
{
  g_autofree guint8 *bytes = g_malloc (2 * n + 1);
  g_autofree gchar *base64 = NULL;

  for (guint i = 0; i < n; i++) {
    if (self->mulaw) {
      bytes[i] = oa_ulaw_encode (samples[i]);
      continue;
    }
    bytes[2 * i] = (guint16) samples[i] & 0xff;
    bytes[2 * i + 1] = (guint16) samples[i] >> 8;
  }
  base64 = g_base64_encode (bytes, self->mulaw ? n : 2 * n);
  peer_sendf (self, "{\"type\":\"input_audio_buffer.append\",\"audio\":\"%s\"}",
      base64);
}

static void
send_sound (Peer *self, guint ms, gdouble level)
{
  guint rate = self->mulaw ? 8000 : 24000;
  guint n = ms * rate / 1000;
  g_autofree gint16 *samples = g_new0 (gint16, n + 1);

  for (guint i = 0; i < n; i++)
    samples[i] = level * sin (2.0 * G_PI * 440.0 * i / rate);
  send_samples (self, samples, n);
}

void
peer_send_tone (Peer *self, guint ms)
{
  send_sound (self, ms, 8000.0);
}

void
peer_send_silence (Peer *self, guint ms)
{
  send_sound (self, ms, 0.0);
}

gchar *
peer_next_text (Peer *self)
{
  guint patience = be_patient ();
  gchar *text;

  while ((text = g_queue_pop_head (&self->texts)) == NULL) {
    g_assert_false (self->closed);
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (patience);
  return text;
}

static JsonObject *
next_event (Peer *self)
{
  g_autofree gchar *text = peer_next_text (self);
  GError *error = NULL;

  g_clear_pointer (&self->event, json_object_unref);
  self->event = oa_json_parse_object (text, -1, 0, "event", &error);
  g_assert_no_error (error);
  return self->event;
}

JsonObject *
peer_expect (Peer *self, const gchar *type)
{
  JsonObject *event = next_event (self);

  if (g_strcmp0 (oa_json_get_string (event, "type"), type) != 0) {
    g_autofree gchar *text = oa_json_object_to_text (event);

    g_error ("expected %s, got %.400s", type, text);
  }
  return event;
}

static gboolean
is_delta (const gchar *text)
{
  return strstr (text, "_transcript.delta\"") != NULL
      || strstr (text, "output_audio.delta\"") != NULL
      || strstr (text, "output_text.delta\"") != NULL
      || strstr (text, "arguments.delta\"") != NULL;
}

static void
expect_deltas (Peer *self)
{
  guint n = 0;

  for (;;) {
    g_autofree gchar *text = peer_next_text (self);

    if (!is_delta (text)) {
      g_queue_push_head (&self->texts, g_steal_pointer (&text));
      break;
    }
    n++;
  }
  g_assert_cmpuint (n, >, 0);
}

void
peer_expect_all (Peer *self, ...)
{
  va_list args;
  const gchar *type;

  va_start (args, self);
  while ((type = va_arg (args, const gchar *)) != NULL) {
    if (g_str_equal (type, "*"))
      expect_deltas (self);
    else
      peer_expect (self, type);
  }
  va_end (args);
}

JsonObject *
peer_skip_to (Peer *self, const gchar *type)
{
  JsonObject *event;

  do
    event = next_event (self);
  while (g_strcmp0 (oa_json_get_string (event, "type"), type) != 0);
  return event;
}

void
peer_expect_error (Peer *self, const gchar *code, const gchar *param)
{
  JsonObject *event = peer_expect (self, "error");

  g_assert_cmpstr (peer_get_string (event, "error.type"), ==,
      "invalid_request_error");
  g_assert_cmpstr (peer_get_string (event, "error.code"), ==, code);
  g_assert_cmpstr (peer_get_string (event, "error.param"), ==, param);
}

gboolean
peer_has_event (Peer *self, guint ms)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add (ms, set_flag, &late);

  while (!late && g_queue_is_empty (&self->texts))
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timer);
  return !g_queue_is_empty (&self->texts);
}

gushort
peer_wait_closed (Peer *self)
{
  guint patience = be_patient ();

  while (!self->closed)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
  return self->close_code;
}

const gchar *
peer_close_reason (Peer *self)
{
  return self->close_reason;
}

/* The object that holds the last member of @path; *@member is its name. */
static JsonObject *
walk (JsonObject *event, gchar **steps, const gchar **member)
{
  guint i;

  for (i = 0; steps[i + 1] != NULL; i++)
    event = oa_json_get_object (event, steps[i]);
  *member = steps[i];
  return event;
}

const gchar *
peer_get_string (JsonObject *event, const gchar *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  const gchar *member;
  JsonObject *object = walk (event, steps, &member);

  return oa_json_get_string (object, member);
}

gint64
peer_get_int (JsonObject *event, const gchar *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  const gchar *member;
  JsonObject *object = walk (event, steps, &member);

  return oa_json_get_int (object, member, -1);
}

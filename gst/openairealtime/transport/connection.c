/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The life of a WebSocket: connecting, open, closing, ended. What takes time is
 * with the parts (handshake, pump, watchdog); here is only what follows from
 * what they tell.
 *
 * Every end goes through finish(), which silences all parts at once, and
 * tell_end(), which runs in a later iteration of the loop: no caller hears of
 * an end from inside its own call, and no part is freed while it calls us. */

#include "connectionconfig.h"

#include "address.h"
#include "debug.h"
#include "handshake.h"
#include "pump.h"
#include "sendqueue.h"
#include "transporterror.h"
#include "watchdog.h"

#include "protocol/printabletext.h"

/* Bytes of a close frame. */
#define MAX_REASON 125

typedef enum
{
  STATE_CONNECTING,
  STATE_OPEN,
  STATE_CLOSING,                /* asked for by us; the queue still drains */
  STATE_ENDED,                  /* nothing moves; the end is or will be told */
} State;

/* Everything here belongs to the loop's thread. */
struct _OaConnection
{
  /* One for the owner until it detached and the end was told, one for a
   * tell_end() under way. */
  grefcount refs;
  OaLoop *loop;
  OaConnectionConfig config;    /* without headers once they are sent */
  gchar *host;                  /* for sentences */
  OaConnectionHandlers handlers;
  gpointer user_data;
  gboolean detached;

  State state;
  gboolean end_told;
  OaTransportEnd end;

  OaHandshake *handshake;
  SoupWebsocketConnection *websocket;
  OaStream *stream;
  OaPump *pump;
  OaWatchdog *watchdog;
  OaTimer *close_timer;
  gboolean close_sent;
  OaSendQueue queue;
};

static void
unref (gpointer data)
{
  OaConnection *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  oa_send_queue_clear (&self->queue);
  oa_transport_end_clear (&self->end);
  oa_connection_config_clear (&self->config);
  g_free (self->host);
  g_free (self);
}

/* ---- the end ---- */

static void
cut (OaConnection *self)
{
  if (self->stream != NULL)
    oa_stream_cut (self->stream);
  g_clear_object (&self->stream);
  g_clear_object (&self->websocket);
}

static void
drop_parts (OaConnection *self)
{
  g_clear_pointer (&self->pump, oa_pump_free);
  cut (self);
  oa_send_queue_clear (&self->queue);
}

static gboolean
tell_end (gpointer data)
{
  OaConnection *self = data;

  drop_parts (self);
  self->end_told = TRUE;
  if (self->detached)
    unref (self);
  else
    self->handlers.ended (&self->end, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
silence_parts (OaConnection *self)
{
  g_clear_pointer (&self->close_timer, oa_timer_remove);
  g_clear_pointer (&self->handshake, oa_handshake_cancel);
  g_clear_pointer (&self->watchdog, oa_watchdog_free);
  if (self->pump != NULL)
    oa_pump_stop (self->pump);
  if (self->stream != NULL)
    oa_stream_stop_reading (self->stream);
  if (self->websocket != NULL)
    g_signal_handlers_disconnect_by_data (self->websocket, self);
}

/* The only way into STATE_ENDED. Takes @error. */
static void
finish (OaConnection *self, GError *error)
{
  if (self->state == STATE_ENDED) {
    g_clear_error (&error);
    return;
  }

  /* The sentence may have words of the service in it, which may have the key in
   * them: the owner knows what to hide. */
  GST_INFO ("%p: ended, cause %d, HTTP status %u, close code %u", self,
      error->code, self->end.http_status, self->end.close_code);
  self->state = STATE_ENDED;
  self->end.error = error;
  if (self->end.was_open && self->end.close_code == 0)
    self->end.close_code = SOUP_WEBSOCKET_CLOSE_ABNORMAL;
  silence_parts (self);
  g_ref_count_inc (&self->refs);
  oa_loop_invoke (self->loop, tell_end, self, unref);
}

static void
finish_as_asked (OaConnection *self)
{
  finish (self,
      g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CLOSED,
          "The connection to %s was closed as asked.", self->host));
}

/* libsoup's error text for a close that we wanted tells nothing. */
static void
finish_or_as_asked (OaConnection *self, GError *error)
{
  if (self->state == STATE_CLOSING) {
    g_error_free (error);
    finish_as_asked (self);
  } else {
    finish (self, error);
  }
}

/* The peer did what it must not: tell it with a close frame, and go. */
static void
finish_with_close (OaConnection *self, guint code, GError *error)
{
  if (soup_websocket_connection_get_state (self->websocket) ==
      SOUP_WEBSOCKET_STATE_OPEN) {
    self->close_sent = TRUE;
    soup_websocket_connection_close (self->websocket, code, NULL);
  }
  finish (self, error);
}

/* ---- closing ---- */

/* Behind everything that libsoup holds already. */
static void
send_close (OaConnection *self)
{
  if (self->close_sent)
    return;
  self->close_sent = TRUE;
  if (soup_websocket_connection_get_state (self->websocket) ==
      SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->websocket,
        SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
on_close_timeout (gpointer data)
{
  OaConnection *self = data;

  self->close_timer = NULL;
  GST_DEBUG ("%p: the peer did not close in time", self);
  finish_as_asked (self);
}

static void
limit_closing (OaConnection *self, guint ms)
{
  g_clear_pointer (&self->close_timer, oa_timer_remove);
  self->close_timer = oa_loop_add_timer (self->loop, (gint64) ms * 1000,
      on_close_timeout, self);
}

static void
start_closing (OaConnection *self, guint ms)
{
  self->state = STATE_CLOSING;
  limit_closing (self, ms);
  if (g_queue_is_empty (&self->queue.messages))
    send_close (self);
  else
    oa_pump_start (self->pump);
}

/* ---- what the parts tell ---- */

static GBytes *
next_message (gpointer user_data)
{
  OaConnection *self = user_data;
  GBytes *message = oa_send_queue_pop (&self->queue);

  if (message != NULL)
    return message;
  if (self->state == STATE_OPEN)
    return self->handlers.next (self->user_data);
  if (self->state == STATE_CLOSING)
    send_close (self);
  return NULL;
}

static void
on_silent (guint ms, gpointer user_data)
{
  OaConnection *self = user_data;

  finish_or_as_asked (self,
      g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TIMEOUT,
          "%s has been silent for %u ms. Check the network and connect again.",
          self->host, ms));
}

static void
on_refused (guint16 close_code, gpointer user_data)
{
  OaConnection *self = user_data;
  GError *error;

  if (close_code == SOUP_WEBSOCKET_CLOSE_TOO_BIG)
    error = g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TOO_LARGE,
        "%s sent a message above the limit of %" G_GSIZE_FORMAT " bytes or in "
        "more than %u parts. Ask for shorter answers, or raise the limit.",
        self->host, self->config.max_message_size, OA_FRAME_SORTER_MOST_PARTS);
  else
    error = oa_transport_error_from_rules (self->host);
  finish_with_close (self, close_code, error);
}

static void
take_message (OaConnection *self, GBytes *message)
{
  GST_LOG ("%p: received %" G_GSIZE_FORMAT " bytes", self,
      g_bytes_get_size (message));
  if (!self->detached)
    self->handlers.message (message, self->user_data);
}

static void
on_message (SoupWebsocketConnection *websocket, gint type, GBytes *message,
    gpointer user_data)
{
  take_message (user_data, message);
}

static void
on_small_message (const guint8 *data, gsize size, gpointer user_data)
{
  /* Ended by a zero, as libsoup's are. */
  guint8 *copy = g_malloc (size + 1);
  GBytes *message;

  memcpy (copy, data, size);
  copy[size] = '\0';
  message = g_bytes_new_take (copy, size);
  take_message (user_data, message);
  g_bytes_unref (message);
}

static void
on_pong (SoupWebsocketConnection *websocket, GBytes *payload,
    gpointer user_data)
{
  OaConnection *self = user_data;

  if (self->watchdog != NULL && oa_watchdog_pong (self->watchdog)
      && !self->detached && self->handlers.pong != NULL)
    self->handlers.pong (self->user_data);
}

static gchar *
read_reason (SoupWebsocketConnection *websocket)
{
  const gchar *reason = soup_websocket_connection_get_close_data (websocket);

  if (reason == NULL || *reason == '\0')
    return NULL;
  return oa_text_make_printable (reason, MAX_REASON);
}

static void
read_close_frame (OaConnection *self)
{
  self->end.close_code
      = soup_websocket_connection_get_close_code (self->websocket);
  if (self->end.close_code == 0)
    self->end.close_code = SOUP_WEBSOCKET_CLOSE_NO_STATUS;
  g_free (self->end.close_reason);
  self->end.close_reason = read_reason (self->websocket);
}

/* By the peer's close frame. */
static void
finish_closed (OaConnection *self)
{
  read_close_frame (self);
  finish_or_as_asked (self,
      oa_transport_error_from_close (self->host, self->end.close_code,
          self->end.close_reason));
}

/* Service restart, try again later, bad gateway. */
static gboolean
is_late_close_code (guint code)
{
  return code >= 1012 && code <= 1014;
}

static void
on_error (SoupWebsocketConnection *websocket, GError *error,
    gpointer user_data)
{
  OaConnection *self = user_data;

  /* libsoup refuses what was registered after it was written. */
  if (is_late_close_code (
          soup_websocket_connection_get_close_code (websocket)))
    finish_closed (self);
  else
    finish_or_as_asked (self,
        oa_transport_error_from_stream (error, self->host));
}

/* Emitted while libsoup answers a close frame of the peer, or sends ours. The
 * peer may take seconds to close the stream as well; it is not waited for. */
static void
on_closing (SoupWebsocketConnection *websocket, gpointer user_data)
{
  OaConnection *self = user_data;

  if (!self->close_sent)
    finish_closed (self);
}

/* The stream is closed: after an answer to our close frame, or without any. */
static void
on_closed (SoupWebsocketConnection *websocket, gpointer user_data)
{
  OaConnection *self = user_data;

  if (soup_websocket_connection_get_close_code (websocket) != 0)
    read_close_frame (self);
  finish_or_as_asked (self,
      oa_transport_error_from_close (self->host, SOUP_WEBSOCKET_CLOSE_ABNORMAL,
          NULL));
}

/* ---- opening ---- */

static void
set_limits (OaConnection *self)
{
  GObject *websocket = G_OBJECT (self->websocket);
  guint64 limit = self->config.max_message_size;

  /* Per frame, and far too small unless set. */
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket,
      limit);
  /* Per message, from libsoup 3.8 on; the stream has counted already. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (websocket),
          "max-total-message-size")
      != NULL)
    g_object_set (websocket, "max-total-message-size", limit, NULL);
}

static void
start_watching (OaConnection *self)
{
  if (self->config.keepalive_interval == 0
      && self->config.silence_timeout == 0)
    return;
  self->watchdog = oa_watchdog_new (self->loop, self->websocket, self->stream,
      self->config.keepalive_interval, self->config.silence_timeout, on_silent,
      self);
}

static void
adopt (OaConnection *self, SoupWebsocketConnection *websocket,
    OaStream *stream)
{
  static const OaFrameSorterFuncs funcs = { on_small_message, on_refused };

  self->websocket = g_object_ref (websocket);
  g_set_object (&self->stream, stream);
  set_limits (self);
  g_signal_connect (websocket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (websocket, "pong", G_CALLBACK (on_pong), self);
  g_signal_connect (websocket, "error", G_CALLBACK (on_error), self);
  g_signal_connect (websocket, "closing", G_CALLBACK (on_closing), self);
  g_signal_connect (websocket, "closed", G_CALLBACK (on_closed), self);
  start_watching (self);
  self->pump = oa_pump_new (websocket, stream, next_message, self);
  oa_stream_start_reading (stream, self->config.max_message_size, &funcs,
      self);
}

static void
on_handshake_done (SoupWebsocketConnection *websocket, OaStream *stream,
    OaTransportEnd *end, gpointer user_data)
{
  OaConnection *self = user_data;

  g_clear_pointer (&self->handshake, oa_handshake_cancel);
  if (websocket == NULL) {
    self->end = *end;
    finish (self, end->error);
    return;
  }

  GST_INFO ("%p: open to %s", self, self->host);
  adopt (self, websocket, stream);
  self->state = STATE_OPEN;
  self->end.was_open = TRUE;
  self->handlers.opened (self->user_data);
  if (self->state != STATE_ENDED)
    oa_pump_start (self->pump);
}

static gboolean
start_handshake (OaConnection *self, GError **error)
{
  GUri *uri;

  if (!oa_connection_config_check (&self->config, error))
    return FALSE;

  uri = oa_address_parse (self->config.uri, NULL);
  self->host = g_strdup (g_uri_get_host (uri));
  g_uri_unref (uri);

  GST_INFO ("%p: connecting to %s", self, self->host);
  self->handshake = oa_handshake_start (self->loop, &self->config,
      on_handshake_done, self);
  return TRUE;
}

OaConnection *
oa_connection_open (OaLoop *loop, const OaConnectionConfig *config,
    const OaConnectionHandlers *handlers, gpointer user_data)
{
  OaConnection *self;
  GError *error = NULL;

  g_return_val_if_fail (oa_loop_is_current (loop), NULL);

  self = g_new0 (OaConnection, 1);
  g_ref_count_init (&self->refs);
  self->loop = loop;
  self->handlers = *handlers;
  self->user_data = user_data;
  self->end.retry_after = -1;
  oa_send_queue_init (&self->queue);
  oa_connection_config_copy (&self->config, config);

  if (!start_handshake (self, &error))
    finish (self, error);
  oa_connection_config_wipe_headers (&self->config);
  return self;
}

/* ---- for the owner ---- */

static gboolean
takes_messages (OaConnection *self)
{
  return self->state == STATE_CONNECTING || self->state == STATE_OPEN;
}

void
oa_connection_send (OaConnection *self, GBytes *text)
{
  gsize limit = self->config.max_queued_bytes;

  g_return_if_fail (oa_loop_is_current (self->loop));

  if (!takes_messages (self))
    return;

  oa_send_queue_push (&self->queue, text);
  if (limit > 0 && self->queue.bytes > limit)
    finish (self,
        g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_OVERFLOW,
            "%s does not read: more than %" G_GSIZE_FORMAT " bytes wait to be "
            "sent. Check the network and connect again.",
            self->host, limit));
  else if (self->state == STATE_OPEN)
    oa_pump_start (self->pump);
}

void
oa_connection_schedule_send (OaConnection *self)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == STATE_OPEN)
    oa_pump_start (self->pump);
}

void
oa_connection_send_now (OaConnection *self)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == STATE_OPEN)
    oa_pump_send (self->pump);
}

void
oa_connection_close (OaConnection *self, guint ms)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == STATE_CONNECTING)
    finish_as_asked (self);
  else if (self->state == STATE_OPEN)
    start_closing (self, ms);
}

void
oa_connection_detach (OaConnection *self, guint ms)
{
  g_return_if_fail (oa_loop_is_current (self->loop));
  g_return_if_fail (!self->detached);

  self->detached = TRUE;
  if (self->end_told)
    unref (self);
  else if (self->state == STATE_CLOSING)
    limit_closing (self, ms);
  else
    oa_connection_close (self, ms);
}

gboolean
oa_connection_is_open (OaConnection *self)
{
  g_return_val_if_fail (oa_loop_is_current (self->loop), FALSE);

  return self->state == STATE_OPEN;
}

gsize
oa_connection_get_queued_bytes (OaConnection *self)
{
  g_return_val_if_fail (oa_loop_is_current (self->loop), 0);

  return self->queue.bytes;
}

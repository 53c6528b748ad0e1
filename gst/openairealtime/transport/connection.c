/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The life of a WebSocket: connecting, open, closing, ended. What takes time is
 * with the parts (handshake, sender, watchdog); here is only what follows from
 * what they tell.
 *
 * Every end goes through finish(), which silences all parts at once, and
 * tell_end(), which runs in a later iteration of the loop: no caller hears of
 * an end from inside its own call, and no part is freed while it calls us. */

#include "connection.h"

#include "acceptor.h"
#include "address.h"
#include "debug.h"
#include "handshake.h"
#include "sender.h"
#include "watchdog.h"

#include "protocol/printabletext.h"

/* Bytes of a close frame. */
#define MAX_REASON 125
/* RFC 6455, 7.4.1. */
#define CLOSE_NORMAL 1000
#define CLOSE_TOO_BIG 1009

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

  OaHandshake *handshake;       /* of a client that connects */
  OaAcceptor *acceptor;         /* of a server that is asked */
  OaWebsocket *websocket;       /* NULL until it is open */
  OaSender *sender;
  OaWatchdog *watchdog;
  OaTimer *close_timer;
  GQueue queue;                 /* of GBytes that wait for the peer */
  gsize queued_bytes;
};

static void
clear_queue (OaConnection *self)
{
  g_queue_clear_full (&self->queue, (GDestroyNotify) g_bytes_unref);
  self->queued_bytes = 0;
}

static void
unref (gpointer data)
{
  OaConnection *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  clear_queue (self);
  oa_transport_end_clear (&self->end);
  oa_connection_config_clear (&self->config);
  g_free (self->host);
  g_free (self);
}

/* ---- the end ---- */

static void
drop_parts (OaConnection *self)
{
  g_clear_pointer (&self->sender, oa_sender_free);
  g_clear_pointer (&self->websocket, oa_websocket_free);
  clear_queue (self);
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
drop_upgrade (OaConnection *self)
{
  g_clear_pointer (&self->handshake, oa_handshake_cancel);
  g_clear_pointer (&self->acceptor, oa_acceptor_free);
}

static void
silence_parts (OaConnection *self)
{
  g_clear_pointer (&self->close_timer, oa_timer_remove);
  drop_upgrade (self);
  g_clear_pointer (&self->watchdog, oa_watchdog_free);
  if (self->websocket == NULL)
    return;
  oa_sender_stop (self->sender);
  oa_websocket_stop (self->websocket);
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
    self->end.close_code = OA_WEBSOCKET_ABNORMAL;
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

/* ---- closing ---- */

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
  if (g_queue_is_empty (&self->queue))
    oa_websocket_close (self->websocket, CLOSE_NORMAL);
  else
    oa_sender_start (self->sender);
}

/* ---- what the parts tell ---- */

static GBytes *
next_message (gpointer user_data)
{
  OaConnection *self = user_data;
  GBytes *message = g_queue_pop_head (&self->queue);

  if (message != NULL) {
    self->queued_bytes -= g_bytes_get_size (message);
    return message;
  }
  if (self->state == STATE_OPEN)
    return self->handlers.next (self->user_data);
  if (self->state == STATE_CLOSING)
    oa_websocket_close (self->websocket, CLOSE_NORMAL);
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

/* The peer did what it must not: tell it with a close frame, and go. */
static void
on_refused (guint16 close_code, gpointer user_data)
{
  OaConnection *self = user_data;
  GError *error;

  if (close_code == CLOSE_TOO_BIG)
    error = g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TOO_LARGE,
        "%s sent a message above the limit of %" G_GSIZE_FORMAT " bytes or in "
        "more than %u parts. Ask for shorter answers, or raise the limit.",
        self->host, self->config.max_message_size, OA_FRAME_SORTER_MOST_PARTS);
  else
    error = oa_transport_error_from_rules (self->host);
  oa_websocket_close (self->websocket, close_code);
  finish (self, error);
}

static void
on_message (GBytes *message, gpointer user_data)
{
  OaConnection *self = user_data;

  GST_LOG ("%p: received %" G_GSIZE_FORMAT " bytes", self,
      g_bytes_get_size (message));
  if (!self->detached)
    self->handlers.message (message, self->user_data);
}

static void
on_pong (gpointer user_data)
{
  OaConnection *self = user_data;

  if (self->watchdog != NULL && oa_watchdog_pong (self->watchdog)
      && !self->detached && self->handlers.pong != NULL)
    self->handlers.pong (self->user_data);
}

static void
on_closed (guint close_code, const gchar *reason, gpointer user_data)
{
  OaConnection *self = user_data;

  self->end.close_code = close_code;
  g_free (self->end.close_reason);
  self->end.close_reason = reason != NULL && *reason != '\0'
      ? oa_text_make_printable (reason, MAX_REASON) : NULL;
  finish_or_as_asked (self, oa_transport_error_from_close (self->host,
          close_code, self->end.close_reason));
}

static void
on_broken (const GError *cause, gpointer user_data)
{
  OaConnection *self = user_data;

  finish_or_as_asked (self,
      oa_transport_error_from_stream (cause, self->host));
}

/* ---- opening ---- */

static void
start_watching (OaConnection *self)
{
  if (self->config.keepalive_interval == 0
      && self->config.silence_timeout == 0)
    return;
  self->watchdog = oa_watchdog_new (self->websocket,
      self->config.keepalive_interval, self->config.silence_timeout, on_silent,
      self);
}

static void
on_upgraded (OaChannel *channel, OaTransportEnd *end, gpointer user_data)
{
  static const OaWebsocketFuncs funcs = { on_message, on_pong, on_refused,
    on_closed, on_broken };
  OaConnection *self = user_data;

  if (channel == NULL) {
    self->end = *end;
    finish (self, end->error);
    return;
  }

  GST_INFO ("%p: open to %s", self, self->host);
  self->websocket = oa_websocket_new (channel, self->acceptor != NULL,
      self->config.max_message_size, &funcs, self);
  drop_upgrade (self);
  start_watching (self);
  self->sender = oa_sender_new (self->websocket, next_message, self);
  self->state = STATE_OPEN;
  self->end.was_open = TRUE;
  self->handlers.opened (self->user_data);
  if (self->state != STATE_ENDED)
    oa_sender_start (self->sender);
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
      on_upgraded, self);
  return TRUE;
}

static OaConnection *
make (OaLoop *loop, const OaConnectionConfig *config,
    const OaConnectionHandlers *handlers, gpointer user_data)
{
  OaConnection *self = g_new0 (OaConnection, 1);

  g_ref_count_init (&self->refs);
  self->loop = loop;
  self->handlers = *handlers;
  self->user_data = user_data;
  self->end.retry_after = -1;
  g_queue_init (&self->queue);
  oa_connection_config_copy (&self->config, config);
  return self;
}

OaConnection *
oa_connection_open (OaLoop *loop, const OaConnectionConfig *config,
    const OaConnectionHandlers *handlers, gpointer user_data)
{
  OaConnection *self;
  GError *error = NULL;

  g_return_val_if_fail (oa_loop_is_current (loop), NULL);

  self = make (loop, config, handlers, user_data);
  if (!start_handshake (self, &error))
    finish (self, error);
  oa_connection_config_wipe_headers (&self->config);
  return self;
}

static guint
on_requested (const OaHttpHead *request, gpointer user_data)
{
  OaConnection *self = user_data;

  return !self->detached && self->handlers.requested != NULL
      ? self->handlers.requested (request, self->user_data) : 0;
}

OaConnection *
oa_connection_accept (OaLoop *loop, GSocketConnection *connection,
    const OaConnectionConfig *config, const OaConnectionHandlers *handlers,
    gpointer user_data)
{
  GError *error = NULL;
  OaConnection *self;
  OaChannel *channel;

  g_return_val_if_fail (oa_loop_is_current (loop), NULL);

  self = make (loop, config, handlers, user_data);
  self->host = oa_socket_describe_peer (connection);
  GST_INFO ("%p: accepting %s", self, self->host);
  channel = oa_channel_new (loop, connection, &error);
  if (channel == NULL) {
    finish (self, error);
    return self;
  }
  self->acceptor = oa_acceptor_start (channel, self->host, config,
      on_requested, on_upgraded, self);
  oa_channel_unref (channel);
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

  g_queue_push_tail (&self->queue, g_bytes_ref (text));
  self->queued_bytes += g_bytes_get_size (text);
  if (limit > 0 && self->queued_bytes > limit)
    finish (self,
        g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_OVERFLOW,
            "%s does not read: more than %" G_GSIZE_FORMAT " bytes wait to be "
            "sent. Check the network and connect again.",
            self->host, limit));
  else if (self->state == STATE_OPEN)
    oa_sender_start (self->sender);
}

void
oa_connection_schedule_send (OaConnection *self)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == STATE_OPEN)
    oa_sender_start (self->sender);
}

void
oa_connection_send_now (OaConnection *self)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == STATE_OPEN)
    oa_sender_send (self->sender);
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

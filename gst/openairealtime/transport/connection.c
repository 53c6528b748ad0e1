/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The life of a WebSocket: connecting, open, closing, ended. What takes time is
 * with the parts (handshake, sender, watchdog); here is only what follows from
 * what they tell.
 *
 * Every end goes through oa_connection_finish(), which silences all parts at
 * once, and tell_end(), which runs in a later iteration of the loop: no caller
 * hears of an end from inside its own call, and no part is freed while it calls
 * us. */

#include "connectionprivate.h"

#include "debug.h"

#include "protocol/printabletext.h"

/* Bytes of a close frame. */
#define MAX_REASON 125
/* RFC 6455, 7.4.1. */
#define CLOSE_NORMAL 1000
#define CLOSE_TOO_BIG 1009

static void
clear_queue (OaConnection *self)
{
  g_queue_clear_full (&self->queue, (GDestroyNotify) g_bytes_unref);
  self->queued_bytes = 0;
}

void
oa_connection_unref (gpointer data)
{
  OaConnection *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;
  clear_queue (self);
  oa_transport_end_clear (&self->end);
  oa_connection_config_clear (&self->config);
  g_free (self->close_reason);
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
    oa_connection_unref (self);
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

void
oa_connection_finish (OaConnection *self, GError *error)
{
  if (self->state == OA_CONNECTION_ENDED) {
    g_clear_error (&error);
    return;
  }

  /* The sentence may have words of the service in it, which may have the key in
   * them: the owner knows what to hide. */
  GST_INFO ("%p: ended, cause %d, HTTP status %u, close code %u", self,
      error->code, self->end.http_status, self->end.close_code);
  self->state = OA_CONNECTION_ENDED;
  self->end.error = error;
  if (self->end.was_open && self->end.close_code == 0)
    self->end.close_code = OA_WEBSOCKET_ABNORMAL;
  silence_parts (self);
  g_ref_count_inc (&self->refs);
  oa_loop_invoke (self->loop, tell_end, self, oa_connection_unref);
}

static void
finish_as_asked (OaConnection *self)
{
  oa_connection_finish (self,
      g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_CLOSED,
          "The connection to %s was closed as asked.", self->host));
}

/* libsoup's error text for a close that we wanted tells nothing. */
static void
finish_or_as_asked (OaConnection *self, GError *error)
{
  if (self->state == OA_CONNECTION_CLOSING) {
    g_error_free (error);
    finish_as_asked (self);
  } else {
    oa_connection_finish (self, error);
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
send_close (OaConnection *self)
{
  oa_websocket_close (self->websocket, self->close_code, self->close_reason);
}

static void
start_closing (OaConnection *self, guint ms)
{
  self->state = OA_CONNECTION_CLOSING;
  limit_closing (self, ms);
  if (g_queue_is_empty (&self->queue))
    send_close (self);
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
  if (self->state == OA_CONNECTION_OPEN)
    return self->handlers.next (self->user_data);
  if (self->state == OA_CONNECTION_CLOSING)
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
  oa_websocket_close (self->websocket, close_code, NULL);
  oa_connection_finish (self, error);
}

static void
on_message (GBytes *message, gboolean binary, gpointer user_data)
{
  OaConnection *self = user_data;

  GST_LOG ("%p: received %" G_GSIZE_FORMAT " bytes", self,
      g_bytes_get_size (message));
  if (self->detached)
    return;
  if (binary && self->handlers.binary != NULL)
    self->handlers.binary (message, self->user_data);
  else
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
      ? oa_text_make_printable (reason, MAX_REASON)
      : NULL;
  finish_or_as_asked (self,
      oa_transport_error_from_close (self->host, close_code,
          self->end.close_reason));
}

static void
on_broken (const GError *cause, gpointer user_data)
{
  OaConnection *self = user_data;

  finish_or_as_asked (self, oa_transport_error_from_stream (cause, self->host));
}

/* ---- opening ---- */

static void
start_watching (OaConnection *self)
{
  if (self->config.keepalive_interval == 0 && self->config.silence_timeout == 0)
    return;
  self->watchdog = oa_watchdog_new (self->websocket,
      self->config.keepalive_interval, self->config.silence_timeout, on_silent,
      self);
}

void
oa_connection_on_upgraded (OaChannel *channel, OaTransportEnd *end,
    gpointer user_data)
{
  static const OaWebsocketFuncs funcs = { on_message, on_pong, on_refused,
    on_closed, on_broken };
  OaConnection *self = user_data;

  if (channel == NULL) {
    self->end = *end;
    oa_connection_finish (self, end->error);
    return;
  }

  GST_INFO ("%p: open to %s", self, self->host);
  self->websocket = oa_websocket_new (channel, self->is_server,
      self->config.max_message_size, &funcs, self);
  oa_ws_stream_set_part_size (oa_websocket_get_stream (self->websocket),
      self->config.part_size);
  drop_upgrade (self);
  start_watching (self);
  self->sender = oa_sender_new (self->websocket, next_message, self);
  self->state = OA_CONNECTION_OPEN;
  self->end.was_open = TRUE;
  self->handlers.opened (self->user_data);
  if (self->state != OA_CONNECTION_ENDED)
    oa_sender_start (self->sender);
}

OaConnection *
oa_connection_make (OaLoop *loop, const OaConnectionConfig *config,
    const OaConnectionHandlers *handlers, gpointer user_data)
{
  OaConnection *self = g_new0 (OaConnection, 1);

  g_ref_count_init (&self->refs);
  self->loop = loop;
  self->handlers = *handlers;
  self->user_data = user_data;
  self->close_code = CLOSE_NORMAL;
  self->end.retry_after = -1;
  g_queue_init (&self->queue);
  oa_connection_config_copy (&self->config, config);
  return self;
}

/* ---- for the owner ---- */

static gboolean
takes_messages (OaConnection *self)
{
  return self->state == OA_CONNECTION_CONNECTING
      || self->state == OA_CONNECTION_OPEN;
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
    oa_connection_finish (self,
        g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_OVERFLOW,
            "%s does not read: more than %" G_GSIZE_FORMAT " bytes wait to be "
            "sent. Check the network and connect again.",
            self->host, limit));
  else if (self->state == OA_CONNECTION_OPEN)
    oa_sender_start (self->sender);
}

void
oa_connection_schedule_send (OaConnection *self)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == OA_CONNECTION_OPEN)
    oa_sender_start (self->sender);
}

void
oa_connection_send_now (OaConnection *self)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == OA_CONNECTION_OPEN)
    oa_sender_send (self->sender);
}

void
oa_connection_set_reading (OaConnection *self, gboolean reading)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->websocket != NULL)
    oa_ws_stream_set_reading (oa_websocket_get_stream (self->websocket),
        reading);
}

void
oa_connection_close_with (OaConnection *self, guint code, const gchar *reason,
    guint ms)
{
  if (self->state == OA_CONNECTION_OPEN) {
    self->close_code = code;
    self->close_reason = g_strdup (reason);
  }
  oa_connection_close (self, ms);
}

void
oa_connection_reset (OaConnection *self)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state != OA_CONNECTION_ENDED && self->websocket != NULL)
    oa_channel_reset (
        oa_ws_stream_get_channel (oa_websocket_get_stream (self->websocket)));
  if (self->state != OA_CONNECTION_ENDED)
    finish_as_asked (self);
}

void
oa_connection_close (OaConnection *self, guint ms)
{
  g_return_if_fail (oa_loop_is_current (self->loop));

  if (self->state == OA_CONNECTION_CONNECTING)
    finish_as_asked (self);
  else if (self->state == OA_CONNECTION_OPEN)
    start_closing (self, ms);
  else if (self->state == OA_CONNECTION_CLOSING)
    limit_closing (self, ms);
}

void
oa_connection_detach (OaConnection *self, guint ms)
{
  g_return_if_fail (oa_loop_is_current (self->loop));
  g_return_if_fail (!self->detached);

  self->detached = TRUE;
  if (self->end_told)
    oa_connection_unref (self);
  else
    oa_connection_close (self, ms);
}

gboolean
oa_connection_is_open (OaConnection *self)
{
  g_return_val_if_fail (oa_loop_is_current (self->loop), FALSE);

  return self->state == OA_CONNECTION_OPEN;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "websocket.h"

#include "soupstream.h"

#include <libsoup/soup.h>

struct _OaWebsocket
{
  OaWsStream *stream;
  SoupWebsocketConnection *soup;
  OaWebsocketFuncs funcs;
  gpointer user_data;
  gboolean close_sent;
};

/* ---- messages ---- */

static void
on_soup_message (SoupWebsocketConnection *soup, gint type, GBytes *message,
    OaWebsocket *self)
{
  self->funcs.message (message, oa_ws_stream_is_next_binary (self->stream),
      self->user_data);
}

static void
on_small_message (const guint8 *data, gsize size, gboolean binary,
    gpointer user_data)
{
  OaWebsocket *self = user_data;
  /* Ended by a zero, as libsoup's are. */
  guint8 *copy = g_malloc (size + 1);
  GBytes *message;

  memcpy (copy, data, size);
  copy[size] = '\0';
  message = g_bytes_new_take (copy, size);
  self->funcs.message (message, binary, self->user_data);
  g_bytes_unref (message);
}

static void
on_soup_pong (SoupWebsocketConnection *soup, GBytes *payload, OaWebsocket *self)
{
  self->funcs.pong (self->user_data);
}

/* ---- the end ---- */

static void
on_refused (guint16 close_code, gpointer user_data)
{
  OaWebsocket *self = user_data;

  self->funcs.refused (close_code, self->user_data);
}

static void
tell_closed (OaWebsocket *self, guint code)
{
  self->funcs.closed (code,
      soup_websocket_connection_get_close_data (self->soup), self->user_data);
}

/* Service restart, try again later, bad gateway. */
static gboolean
is_late_close_code (guint code)
{
  return code >= 1012 && code <= 1014;
}

static void
on_soup_error (SoupWebsocketConnection *soup, GError *error, OaWebsocket *self)
{
  guint code = soup_websocket_connection_get_close_code (soup);

  /* libsoup refuses what was registered after it was written. */
  if (is_late_close_code (code))
    tell_closed (self, code);
  else
    self->funcs.broken (error, self->user_data);
}

/* Emitted while libsoup answers a close frame of the peer, or sends ours. The
 * peer may take seconds to close the stream as well; it is not waited for. */
static void
on_soup_closing (SoupWebsocketConnection *soup, OaWebsocket *self)
{
  guint code = soup_websocket_connection_get_close_code (soup);

  if (!self->close_sent)
    tell_closed (self, code != 0 ? code : OA_WEBSOCKET_NO_STATUS);
}

/* The stream is closed: after an answer to our close frame, or without any. */
static void
on_soup_closed (SoupWebsocketConnection *soup, OaWebsocket *self)
{
  guint code = soup_websocket_connection_get_close_code (soup);

  tell_closed (self, code != 0 ? code : OA_WEBSOCKET_ABNORMAL);
}

/* ---- life ---- */

static void
set_limits (OaWebsocket *self, guint64 limit)
{
  /* Per frame, and far too small unless set. */
  soup_websocket_connection_set_max_incoming_payload_size (self->soup, limit);
  /* Per message, from libsoup 3.8 on; the stream has counted already. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (self->soup),
          "max-total-message-size")
      != NULL)
    g_object_set (self->soup, "max-total-message-size", limit, NULL);
}

/* libsoup wants an address, and only keeps it. */
static SoupWebsocketConnection *
make_soup (OaWsStream *base, gboolean server)
{
  GIOStream *stream = oa_soup_stream_new (base);
  GUri *uri = g_uri_parse ("ws://peer/", SOUP_HTTP_URI_FLAGS, NULL);
  SoupWebsocketConnection *soup = soup_websocket_connection_new (stream, uri,
      server ? SOUP_WEBSOCKET_CONNECTION_SERVER
             : SOUP_WEBSOCKET_CONNECTION_CLIENT,
      NULL, NULL, NULL);

  g_uri_unref (uri);
  g_object_unref (stream);
  return soup;
}

OaWebsocket *
oa_websocket_new (OaChannel *channel, gboolean server, gsize limit,
    const OaWebsocketFuncs *funcs, gpointer user_data)
{
  static const OaFrameSorterFuncs sorter_funcs = { on_small_message,
    on_refused };
  OaWebsocket *self = g_new0 (OaWebsocket, 1);

  self->funcs = *funcs;
  self->user_data = user_data;
  self->stream = oa_ws_stream_new (channel, server, limit, &sorter_funcs, self);
  self->soup = make_soup (self->stream, server);
  set_limits (self, limit);
  g_signal_connect (self->soup, "message", G_CALLBACK (on_soup_message), self);
  g_signal_connect (self->soup, "pong", G_CALLBACK (on_soup_pong), self);
  g_signal_connect (self->soup, "error", G_CALLBACK (on_soup_error), self);
  g_signal_connect (self->soup, "closing", G_CALLBACK (on_soup_closing), self);
  g_signal_connect (self->soup, "closed", G_CALLBACK (on_soup_closed), self);
  return self;
}

void
oa_websocket_stop (OaWebsocket *self)
{
  oa_ws_stream_stop (self->stream);
  g_signal_handlers_disconnect_by_data (self->soup, self);
}

void
oa_websocket_free (OaWebsocket *self)
{
  oa_websocket_stop (self);
  oa_channel_close (oa_ws_stream_get_channel (self->stream));
  g_object_unref (self->soup);
  oa_ws_stream_unref (self->stream);
  g_free (self);
}

gboolean
oa_websocket_is_open (OaWebsocket *self)
{
  return soup_websocket_connection_get_state (self->soup)
      == SOUP_WEBSOCKET_STATE_OPEN;
}

void
oa_websocket_close (OaWebsocket *self, guint code, const gchar *reason)
{
  if (self->close_sent)
    return;
  self->close_sent = TRUE;
  if (oa_websocket_is_open (self))
    soup_websocket_connection_close (self->soup, code, reason);
}

OaWsStream *
oa_websocket_get_stream (OaWebsocket *self)
{
  return self->stream;
}

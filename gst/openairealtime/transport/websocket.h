/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* websocket.h - an open WebSocket in either role: our frames, and libsoup for
 * the rest of RFC 6455. Runs on the loop's thread. */

#pragma once

#include "wsstream.h"

G_BEGIN_DECLS

/* A close frame without a code, and an end without a close frame. */
#define OA_WEBSOCKET_NO_STATUS 1005
#define OA_WEBSOCKET_ABNORMAL 1006

/* None is called after `refused`, `closed` or `broken`, or oa_websocket_stop().
 * None may free the WebSocket. */
typedef struct
{
  /* Text by its kind or binary; NUL-terminated beyond its size. */
  void (*message) (GBytes *message, gboolean binary, gpointer user_data);
  void (*pong) (gpointer user_data);
  /* A message is above the limit (1009), or breaks a rule that not every
   * libsoup knows (1002); see framesorter.h. */
  void (*refused) (guint16 close_code, gpointer user_data);
  /* By the peer; @reason: not checked, or NULL. */
  void (*closed) (guint close_code, const gchar *reason, gpointer user_data);
  void (*broken) (const GError *cause, gpointer user_data);
} OaWebsocketFuncs;

typedef struct _OaWebsocket OaWebsocket;

/* @channel (transfer none) has done its upgrade. @limit: bytes of a message,
 * 0 = none. */
OaWebsocket *oa_websocket_new (OaChannel *channel, gboolean server, gsize limit,
    const OaWebsocketFuncs *funcs, gpointer user_data);
void oa_websocket_stop (OaWebsocket *self);
/* Hangs up. */
void oa_websocket_free (OaWebsocket *self);

/* Neither side has begun to close it. */
gboolean oa_websocket_is_open (OaWebsocket *self);
/* Behind all that was sent; once. @reason: 123 bytes at most, or NULL. */
void oa_websocket_close (OaWebsocket *self, guint code, const gchar *reason);

/* For messages and pings of our own. */
OaWsStream *oa_websocket_get_stream (OaWebsocket *self);

G_END_DECLS

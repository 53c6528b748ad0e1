/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wsstream.h - the frames of a WebSocket over a channel, shared by two:
 * libsoup, to which it is a stream of bytes (soupstream.h), and ourselves, who
 * send and take small messages past it. Never blocks. Runs on the loop's
 * thread. */

#pragma once

#include "channel.h"
#include "framesorter.h"

G_BEGIN_DECLS

typedef struct _OaWsStream OaWsStream;

/* @server: masks nothing, and wants all that comes masked. @limit: bytes of any
 * message, 0 = none. Small messages go to @funcs until oa_ws_stream_stop(),
 * also from inside them; libsoup reads the rest; see framesorter.h. */
OaWsStream *oa_ws_stream_new (OaChannel *channel, gboolean server, gsize limit,
    const OaFrameSorterFuncs *funcs, gpointer user_data);
void oa_ws_stream_stop (OaWsStream *self);
/* FALSE: what comes is left to the socket. TRUE at first. */
void oa_ws_stream_set_reading (OaWsStream *self, gboolean reading);
/* Bytes of a frame, if messages are to go in several. */
void oa_ws_stream_set_part_size (OaWsStream *self, gsize size);
OaWsStream *oa_ws_stream_ref (OaWsStream *self);
void oa_ws_stream_unref (OaWsStream *self);
OaChannel *oa_ws_stream_get_channel (OaWsStream *self);

/* A text message of ours, between frames of libsoup; several in a row leave in
 * one piece, with oa_ws_stream_flush(). FALSE: not now, because a frame, its or
 * ours, is still under way; again when the channel can be written. A broken
 * connection swallows it; reading tells. */
gboolean oa_ws_stream_add_text (OaWsStream *self, gconstpointer text,
    gsize size);
/* A ping; FALSE: it goes behind the frame that is under way. */
gboolean oa_ws_stream_send_ping (OaWsStream *self);
/* Whether all that was sent has left. */
gboolean oa_ws_stream_flush (OaWsStream *self);
/* Bytes have come that are not read yet. */
gboolean oa_ws_stream_has_input (OaWsStream *self);
/* See framesorter.h. */
gboolean oa_ws_stream_is_next_binary (OaWsStream *self);

/* For libsoup, whose writes are a frame each. */
gboolean oa_ws_stream_can_read (OaWsStream *self);
gboolean oa_ws_stream_can_write (OaWsStream *self);
gssize oa_ws_stream_read (OaWsStream *self, gpointer data, gsize size,
    GError **error);
gssize oa_ws_stream_write (OaWsStream *self, gconstpointer data, gsize size,
    GError **error);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* stream.h - a connected socket as the stream that libsoup's WebSocket wants,
 * encrypted from some moment on. Its sources have no descriptors: the loop
 * knows which sockets are ready. Never blocks. Runs on the loop's thread. */

#pragma once

#include "framesorter.h"
#include "loop.h"
#include "trust.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define OA_TYPE_STREAM (oa_stream_get_type ())
G_DECLARE_FINAL_TYPE (OaStream, oa_stream, OA, STREAM, GIOStream)

/* The caller may not use @connection from here on. */
OaStream            *oa_stream_new          (OaLoop *loop,
                                             GSocketConnection *connection,
                                             GError **error);

/* Encrypts what comes after; @trust (transfer full). */
void                 oa_stream_start_tls    (OaStream *self, OaTrust *trust,
                                             const gchar *host,
                                             gboolean strict);
/* TRUE when that is done; FALSE with G_IO_ERROR_WOULD_BLOCK: again when the
 * input is readable. */
gboolean             oa_stream_handshake  (OaStream *self, GError **error);
/* Of the peer's certificate. */
GTlsCertificateFlags oa_stream_get_tls_faults (OaStream *self);

/* What was read too far is read again; once. */
void                 oa_stream_unread       (OaStream *self,
                                             gconstpointer data, gsize size);

/* A text message of ours, between frames of libsoup. FALSE: not now, because a
 * frame, its or ours, is still under way; again when the output is writable.
 * A broken connection swallows it; reading tells. */
gboolean             oa_stream_send_text    (OaStream *self,
                                             gconstpointer text, gsize size);
/* A ping; FALSE: it goes behind the frame that is under way. */
gboolean             oa_stream_send_ping    (OaStream *self);
/* Whether all that was sent has left. */
gboolean             oa_stream_flush        (OaStream *self);

/* From here on small messages go to @funcs, and libsoup reads the rest; see
 * framesorter.h. @limit: bytes of any message, 0 = none. Until
 * oa_stream_stop_reading(), also from inside @funcs. */
void                 oa_stream_start_reading (OaStream *self, gsize limit,
                                              const OaFrameSorterFuncs *funcs,
                                              gpointer user_data);
void                 oa_stream_stop_reading (OaStream *self);
/* Bytes have come that are not read yet. */
gboolean             oa_stream_has_input    (OaStream *self);

/* Bytes of the network since the beginning; see socket.h. */
guint64              oa_stream_get_received (OaStream *self);
guint64              oa_stream_get_sent     (OaStream *self);
guint64              oa_stream_get_taken    (OaStream *self);

/* Calls @func when the stream can be read (G_IO_IN) or written (G_IO_OUT); the
 * source is attached and returned (transfer full). */
GSource             *oa_stream_add_watch    (OaStream *self,
                                             GIOCondition condition,
                                             gint priority,
                                             GPollableSourceFunc func,
                                             gpointer user_data);
gboolean             oa_stream_can_write    (OaStream *self);

/* Hangs up at once. */
void                 oa_stream_cut          (OaStream *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* channel.h - the bytes of a connection, plain or encrypted. Knows nothing of
 * what they say. Never blocks. Runs on the loop's thread. */

#pragma once

#include "identity.h"
#include "loop.h"
#include "socket.h"
#include "trust.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OaChannel OaChannel;

/* The caller may not use @connection from here on. */
OaChannel *oa_channel_new (OaLoop *loop, GSocketConnection *connection,
    GError **error);
OaChannel *oa_channel_ref (OaChannel *self);
void oa_channel_unref (OaChannel *self);

/* @tls, within @stream or the same, has encrypted @channel's connection so far
 * and goes on with it. */
void oa_channel_adopt_tls (OaChannel *self, GIOStream *stream,
    GTlsConnection *tls);
/* Both encrypt what comes after; @trust and @identity are transfer full. */
void oa_channel_connect_tls (OaChannel *self, OaTrust *trust, const gchar *host,
    gboolean strict);
void oa_channel_accept_tls (OaChannel *self, OaIdentity *identity);
/* TRUE when that is done; FALSE with G_IO_ERROR_WOULD_BLOCK: again when there
 * is something to read. Few do it at a time, and a share of them in an
 * iteration of the loop. */
gboolean oa_channel_handshake (OaChannel *self, GError **error);
/* Of the peer's certificate. */
GTlsCertificateFlags oa_channel_get_tls_faults (OaChannel *self);

/* FALSE: it would be WOULD_BLOCK. */
gboolean oa_channel_can_read (OaChannel *self);
gboolean oa_channel_can_write (OaChannel *self);
/* 0: the peer has ended it. */
gssize oa_channel_read (OaChannel *self, gpointer data, gsize size,
    GError **error);
/* After WOULD_BLOCK with the same bytes again. */
gssize oa_channel_write (OaChannel *self, gconstpointer data, gsize size,
    GError **error);
/* What was read too far is read again; once. */
void oa_channel_unread (OaChannel *self, gconstpointer data, gsize size);

/* Calls @func, with NULL for a stream, when the channel can be read (G_IO_IN)
 * or written (G_IO_OUT); the source is attached and returned (transfer
 * full). */
GSource *oa_channel_add_watch (OaChannel *self, GIOCondition condition,
    GPollableSourceFunc func, gpointer user_data);

OaLoop *oa_channel_get_loop (OaChannel *self);
/* For its counters. */
OaSocket *oa_channel_get_socket (OaChannel *self);

/* At once, with close_notify if it can be sent. */
void oa_channel_close (OaChannel *self);
/* At once; what was sent may be lost. */
void oa_channel_reset (OaChannel *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* giotls.h - encryption that GIO has begun over a socket of ours: a server's,
 * say, that has read the request. Never blocks; waits by the loop's poller, not
 * by sources of GIO. Runs on the loop's thread. */

#pragma once

#include "socket.h"

G_BEGIN_DECLS

typedef struct _OaGioTls OaGioTls;

/* @tls is around @socket, which is used until the end, and within @stream, or
 * is it. */
OaGioTls *oa_gio_tls_new (GIOStream *stream, GTlsConnection *tls,
    OaSocket *socket);
/* After the socket was closed. */
void oa_gio_tls_free (OaGioTls *self);

/* Both: -1 with G_IO_ERROR_WOULD_BLOCK: again when the socket can do more. */
gssize oa_gio_tls_read (OaGioTls *self, gpointer data, gsize size,
    GError **error);
gssize oa_gio_tls_write (OaGioTls *self, gconstpointer data, gsize size,
    GError **error);
/* If it can be sent now. */
void oa_gio_tls_send_close_notify (OaGioTls *self);

G_END_DECLS

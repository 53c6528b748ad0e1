/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* socket.h - bytes in and out of a connected socket, without blocking and
 * without asking the kernel twice. Runs on the loop's thread. */

#pragma once

#include "loop.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OaSocket OaSocket;

/* The caller may not use @connection from here on. */
OaSocket *oa_socket_new (OaLoop *loop, GSocketConnection *connection,
    GError **error);
void oa_socket_free (OaSocket *self);

/* Address and port, for sentences. */
gchar *oa_socket_describe_peer (GSocketConnection *connection);

/* Like recv() and send(): the bytes, 0 at the end of the peer's, or -1 and
 * errno; EAGAIN: not now. */
gssize oa_socket_receive (OaSocket *self, gpointer data, gsize size);
gssize oa_socket_send (OaSocket *self, gconstpointer data, gsize size);

/* FALSE: the kernel would say EAGAIN. */
gboolean oa_socket_is_readable (OaSocket *self);
gboolean oa_socket_is_writable (OaSocket *self);

/* What another has received or sent over it, and whether it may go on. */
void oa_socket_note_received (OaSocket *self, gsize count, gboolean readable);
void oa_socket_note_sent (OaSocket *self, gsize count, gboolean writable);

/* Bytes since the beginning: that came, that were sent, and of these what the
 * other machine has taken. */
guint64 oa_socket_get_received (OaSocket *self);
guint64 oa_socket_get_sent (OaSocket *self);
guint64 oa_socket_get_taken (OaSocket *self);

/* Hangs up; what comes after is ENOTCONN. */
void oa_socket_close (OaSocket *self);
/* The same, and what was not delivered yet is not. */
void oa_socket_reset (OaSocket *self);

G_END_DECLS

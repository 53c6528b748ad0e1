/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wire.h - WebSocket frames over a bare socket, with TLS or without, for the
 * load server and the floor that others are measured by. No allocation per
 * frame, nothing that a well-behaved peer does not need. */

#pragma once

#include <glib.h>
#include <openssl/ssl.h>

G_BEGIN_DECLS

typedef struct _Wire Wire;

typedef struct
{
  guint8 opcode;
  gchar *text; /* inside the wire's buffer, unmasked */
  gsize size;
} WireFrame;

/* Takes the socket, which does not block, and @ssl (NULL = none). @masks:
 * frames are written as a client's. */
Wire *wire_new (gint fd, SSL *ssl, gboolean masks);
void wire_free (Wire *self);
gint wire_get_fd (Wire *self);

/* Reads what is there; FALSE at the end of the stream. Nothing that was taken
 * before is valid afterwards. */
gboolean wire_fill (Wire *self);
/* The next whole frame. */
gboolean wire_take_frame (Wire *self, WireFrame *frame);
/* Everything up to an empty line, or NULL while it is incomplete. (transfer
 * full) */
gchar *wire_take_head (Wire *self);

/* What the socket does not take waits; FALSE when the stream is broken. */
gboolean wire_write (Wire *self, gconstpointer data, gsize size);
gboolean wire_flush (Wire *self);
gsize wire_get_waiting (Wire *self);
/* Until the socket can be read, or written. */
void wire_wait (Wire *self, gboolean writable);

/* A text message as one frame. */
gboolean wire_send (Wire *self, const gchar *text, gsize size);
/* The answer to a ping with these bytes, of up to 125. */
gboolean wire_send_pong (Wire *self, const gchar *data, gsize size);
/* The header that goes before @size bytes of text; at most 14 bytes. */
gsize wire_put_header (guint8 *to, gsize size, gboolean mask);

/* Both ends of the upgrade. */
gchar *wire_make_answer (const gchar *head);
gboolean wire_upgrade (Wire *self, const gchar *host, const gchar *path);

/* Connected to a port of loopback, and that does not block from here on. */
gint wire_connect (guint16 port);
void wire_unblock (gint fd);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peer.h - the other end of a connection, for tests: a listener on loopback
 * whose script owns the raw bytes, so that it can misbehave in every way.
 * Each connection runs the script in a thread of its own; blocking is fine. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Peer Peer;

/* What a slow read takes at most, and the pause before it. */
#define PEER_SLOW_READ_BYTES (512 * 1024)
#define PEER_SLOW_READ_MS 50

typedef struct
{
  Peer *peer;
  gconstpointer data; /* of peer_new() */
  GSocketConnection *connection;
  GIOStream *stream; /* the connection, or TLS over it */
  gchar *request;    /* head of the HTTP request, once read */
  guint slow_reads;  /* to come, each after a pause */
} Talk;

typedef void (*PeerScript) (Talk *talk);

enum
{
  OPCODE_CONTINUATION = 0x0,
  OPCODE_TEXT = 0x1,
  OPCODE_BINARY = 0x2,
  OPCODE_CLOSE = 0x8,
  OPCODE_PING = 0x9,
  OPCODE_PONG = 0xa,
};

Peer *peer_new (PeerScript script, gconstpointer data);
/* A certificate with its key, in PEM format. */
Peer *peer_new_tls (const gchar *pem, PeerScript script, gconstpointer data);
/* Ends every talk, whatever it waits for. */
void peer_free (Peer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)
guint16 peer_get_port (Peer *self);
/* Lets peer_wait_released() return. */
void peer_release (Peer *self);
/* Returns when so many talks have seen the end of the client's bytes. */
void peer_wait_eofs (Peer *self, guint count);
/* Returns when so many talks have begun. */
void peer_wait_accepted (Peer *self, guint count);

gboolean peer_read_request (Talk *talk);
gboolean peer_upgrade (Talk *talk);
void peer_wait_released (Talk *talk);
/* FALSE: the client is gone. */
gboolean peer_write (Talk *talk, gconstpointer data, gsize size);
void peer_write_text (Talk *talk, const gchar *text);
void peer_write_frame (Talk *talk, gboolean last, guint8 opcode,
    gconstpointer data, gsize size);
void peer_write_close (Talk *talk, guint16 code, const gchar *reason);
/* NULL at the end of the client's bytes. */
GBytes *peer_read_frame (Talk *talk, guint8 *opcode);
/* Reads and drops until the client is gone. */
void peer_drain (Talk *talk);
/* The next close of this socket resets the connection. */
void peer_reset (Talk *talk);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wire.h - bytes in and out of a connected socket, without blocking and
 * without asking the kernel twice. Runs on the loop's thread. */

#pragma once

#include "loop.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OaWire OaWire;

/* The caller may not use @connection from here on. */
OaWire  *oa_wire_new          (OaLoop *loop, GSocketConnection *connection,
                               GError **error);
void     oa_wire_free         (OaWire *self);

/* Like recv() and send(): the bytes, 0 at the end of the peer's, or -1 and
 * errno; EAGAIN: not now. */
gssize   oa_wire_receive      (OaWire *self, gpointer data, gsize size);
gssize   oa_wire_send         (OaWire *self, gconstpointer data, gsize size);

/* FALSE: the kernel would say EAGAIN. */
gboolean oa_wire_is_readable  (OaWire *self);
gboolean oa_wire_is_writable  (OaWire *self);

/* Bytes since the beginning: that came, that were sent, and of these what the
 * other machine has taken. */
guint64  oa_wire_get_received (OaWire *self);
guint64  oa_wire_get_sent     (OaWire *self);
guint64  oa_wire_get_taken    (OaWire *self);

/* Hangs up; what comes after is ENOTCONN. */
void     oa_wire_cut          (OaWire *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* channel.h - the bytes of a connection, plain or encrypted, and who gets them:
 * libsoup, or ourselves by frames. No GObject; stream.h makes a stream of it.
 * Never blocks. Runs on the loop's thread. */

#pragma once

#include "framesorter.h"
#include "loop.h"
#include "trust.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OaChannel OaChannel;

/* The caller may not use @connection from here on. */
OaChannel *oa_channel_new            (OaLoop *loop,
                                      GSocketConnection *connection,
                                      GError **error);
OaChannel *oa_channel_ref            (OaChannel *self);
void       oa_channel_unref          (OaChannel *self);

/* As in stream.h. */
void       oa_channel_start_tls      (OaChannel *self, OaTrust *trust,
                                      const gchar *host, gboolean strict);
gboolean   oa_channel_handshake    (OaChannel *self, GError **error);
GTlsCertificateFlags oa_channel_get_tls_faults (OaChannel *self);
void       oa_channel_unread         (OaChannel *self, gconstpointer data,
                                      gsize size);
gboolean   oa_channel_has_input      (OaChannel *self);
guint64    oa_channel_get_received   (OaChannel *self);
guint64    oa_channel_get_sent       (OaChannel *self);
guint64    oa_channel_get_taken      (OaChannel *self);
void       oa_channel_hang_up        (OaChannel *self);

/* For libsoup, and for the handshakes before it. */
gboolean   oa_channel_can_read       (OaChannel *self);
gssize     oa_channel_read           (OaChannel *self, gpointer data,
                                      gsize size, GError **error);
gboolean   oa_channel_can_write      (OaChannel *self);
gssize     oa_channel_write          (OaChannel *self, gconstpointer data,
                                      gsize size, GError **error);

/* For ourselves: frames out, see oa_stream_send_text(), and messages in:
 * oa_channel_sort() whenever it wants to, an iteration's share each time. */
gboolean   oa_channel_send_text      (OaChannel *self, gconstpointer text,
                                      gsize size);
gboolean   oa_channel_send_ping      (OaChannel *self);
gboolean   oa_channel_flush          (OaChannel *self);
void       oa_channel_start_sorting  (OaChannel *self, gsize limit,
                                      const OaFrameSorterFuncs *funcs,
                                      gpointer user_data);
void       oa_channel_stop_sorting   (OaChannel *self);
gboolean   oa_channel_wants_to_sort  (OaChannel *self);
void       oa_channel_sort           (OaChannel *self);

G_END_DECLS

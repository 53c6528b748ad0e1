/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* boundedstream.h - a socket's stream, plain or encrypted, whose reader gets no
 * more bytes than it is allowed, and whose closing never blocks. Does not know
 * what the bytes mean. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define APP_TYPE_BOUNDED_STREAM (app_bounded_stream_get_type ())
G_DECLARE_FINAL_TYPE (AppBoundedStream, app_bounded_stream, APP, BOUNDED_STREAM,
    GIOStream)

/* In the place of closing it; may be called from inside any call of the
 * stream's. */
typedef void (*AppBoundedStreamClose) (gpointer user_data);

/* Over @base, whose streams must be pollable and end in @socket. */
AppBoundedStream *app_bounded_stream_new (GIOStream *base, GSocket *socket);
/* NULL: it is closed by itself. */
void app_bounded_stream_set_close (AppBoundedStream *self,
    AppBoundedStreamClose close, gpointer user_data);
/* The new owner may take the socket out of the stream and close it on another
 * thread, so the end of a plain stream no longer closes it. */
void app_bounded_stream_release (AppBoundedStream *self);
/* The base, in any case. */
void app_bounded_stream_hang_up (AppBoundedStream *self);
/* Says that nothing more comes; what the peer sends can still be read. */
void app_bounded_stream_end_output (AppBoundedStream *self);
GIOStream *app_bounded_stream_get_base (AppBoundedStream *self);

/* So many bytes more may be read; beyond them reading fails with
 * G_IO_ERROR_NO_SPACE. G_MAXUINT64: no bound. */
void app_bounded_stream_allow (AppBoundedStream *self, guint64 bytes);
/* Bytes that were read since the last app_bounded_stream_allow(). */
guint64 app_bounded_stream_get_read (AppBoundedStream *self);
/* Reading failed because of the bound. */
gboolean app_bounded_stream_is_exhausted (AppBoundedStream *self);

G_END_DECLS

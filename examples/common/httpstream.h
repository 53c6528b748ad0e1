/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpstream.h - an answer that is written bit by bit: events, a large file. It
 * never blocks; what the client does not take is kept up to a bound, and a
 * client that takes nothing for long, or has gone, is noticed. */

#pragma once

#include "httprequest.h"

G_BEGIN_DECLS

typedef struct _AppHttpStream AppHttpStream;

typedef struct
{
  /* There is room again, after a write that said there is none. */
  void (*room) (gpointer user_data);
  /* The client has gone, or takes nothing: nothing more is told. What is
   * written now is thrown away; app_http_stream_free() is still to be called.
   */
  void (*gone) (gpointer user_data);
} AppHttpStreamFuncs;

/* In the place of an answer. @length of the body; below 0: until it ends. For
 * HEAD there is none. Nothing is told from inside this call. */
AppHttpStream *app_http_request_stream (AppHttpRequest *request, guint status,
    const gchar *type, gint64 length, const AppHttpStreamFuncs *funcs,
    gpointer user_data);
/* Copies. FALSE: taken, and no more now. */
gboolean app_http_stream_write (AppHttpStream *self, gconstpointer data,
    gsize length);
/* All of it is written: it goes on by itself until that is sent. */
void app_http_stream_end (AppHttpStream *self);
/* At once. */
void app_http_stream_free (AppHttpStream *self);

G_END_DECLS

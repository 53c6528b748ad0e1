/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* handshake.h - from a checked configuration to an open WebSocket, or to the
 * reason why there is none. Runs on the loop's thread. */

#pragma once

#include "connection.h"
#include "stream.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _OaHandshake OaHandshake;

/* Once, and never from inside oa_handshake_start. Either @websocket and its
 * @stream are set (transfer none), or @end is filled (take its content). */
typedef void (*OaHandshakeDone) (SoupWebsocketConnection *websocket,
                                 OaStream *stream, OaTransportEnd *end,
                                 gpointer user_data);

/* @config is not used after this returns. */
OaHandshake *oa_handshake_start  (OaLoop *loop,
                                  const OaConnectionConfig *config,
                                  OaHandshakeDone done, gpointer user_data);

/* Stops what is under way and frees; @done is not called any more. Once per
 * start: at any time before @done, or from inside it. */
void         oa_handshake_cancel (OaHandshake *self);

G_END_DECLS

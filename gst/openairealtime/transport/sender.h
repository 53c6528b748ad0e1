/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sender.h - sends messages at the pace at which the peer reads: the next one
 * is asked for when the socket takes bytes. */

#pragma once

#include "websocket.h"

G_BEGIN_DECLS

typedef struct _OaSender OaSender;

/* The next message (transfer full), or NULL: nothing waits. */
typedef GBytes *(*OaSenderPull) (gpointer user_data);

/* @websocket is used until the end. */
OaSender *oa_sender_new (OaWebsocket *websocket, OaSenderPull pull,
    gpointer user_data);
/* Not from inside @pull; stop there. */
void oa_sender_free (OaSender *self);

/* Something waits: pull until there is nothing, from the next iteration on. */
void oa_sender_start (OaSender *self);
/* The same, beginning here and now; also from inside @pull. */
void oa_sender_send (OaSender *self);
void oa_sender_stop (OaSender *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pump.h - sends messages at the pace at which the peer reads: the next one is
 * asked for when the socket takes bytes. */

#pragma once

#include "stream.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _OaPump OaPump;

/* The next message (transfer full), or NULL: nothing waits. */
typedef GBytes *(*OaPumpPull) (gpointer user_data);

OaPump *oa_pump_new   (SoupWebsocketConnection *websocket, OaStream *stream,
                       OaPumpPull pull, gpointer user_data);
/* Not from inside @pull; stop there. */
void    oa_pump_free  (OaPump *self);

/* Something waits: pull until there is nothing, from the next iteration on. */
void    oa_pump_start (OaPump *self);
/* The same, beginning here and now; also from inside @pull. */
void    oa_pump_send  (OaPump *self);
void    oa_pump_stop  (OaPump *self);

G_END_DECLS

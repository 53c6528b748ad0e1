/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* adoption.h - the channel of a stream that somebody else has read from: a
 * server that answered its request. Runs on the loop's thread. */

#pragma once

#include "channel.h"

G_BEGIN_DECLS

/* A socket is taken as it is, out of what a server has wrapped it into, and
 * with what encrypts over it; any other stream is carried to a socket. @host:
 * the peer, for sentences; set also on failure. */
OaChannel *oa_adoption_make_channel (OaLoop *loop, GIOStream *stream,
    gchar **host, GError **error);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* soupstream.h - the frames that are libsoup's, as the stream that its
 * WebSocket wants. Its sources have no descriptors: the loop knows which
 * sockets are ready. Never blocks. Runs on the loop's thread. */

#pragma once

#include "wsstream.h"

G_BEGIN_DECLS

GIOStream *oa_soup_stream_new (OaWsStream *base);

G_END_DECLS

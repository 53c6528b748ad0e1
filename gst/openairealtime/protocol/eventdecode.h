/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Bytes of a server message into an event.
 *
 * Text from outside: size, depth, UTF-8 and types are checked here, so that the
 * rooms behind can trust what they get. Unknown types keep their JSON. */

#pragma once

#include "dialect.h"
#include "event.h"

G_BEGIN_DECLS

/* By the names of @dialect; NULL = Realtime's. Fails as a decoding of the tree
 * does. @raw should have a NUL beyond its size, as libsoup's messages have:
 * decoding does not read it, but the event's raw promises it. */
OaEvent *oa_event_decode (const OaDialect *dialect, GBytes *raw,
    GError **error);

G_END_DECLS

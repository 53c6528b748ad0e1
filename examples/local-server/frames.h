/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* frames.h - raw WebSocket frames, for what libsoup would not send. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends the text message @text in unmasked fragments of @fragment_size
 * bytes. A character may be split between two of them, as RFC 6455 allows. */
void ors_frames_append_message (GByteArray *out, GBytes *text,
    gsize fragment_size);

G_END_DECLS

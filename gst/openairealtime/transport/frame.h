/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* frame.h - a text message as one frame of a WebSocket client (RFC 6455, 5.2).
 * Pure.
 *
 * libsoup would do it too, byte by byte and with a check of each: for a
 * recording that costs more than its encryption. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most that a frame has before its text. */
#define OA_FRAME_HEAD_MAX 14

/* Writes head and masked text to @out, which has room for both; the size.
 * @mask: new and not to be guessed, for each frame. */
gsize oa_frame_make_text (guint8 *out, const guint8 *text, gsize size,
                          guint32 mask);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* frame.h - a message or a ping as one frame of a WebSocket (RFC 6455, 5.2).
 * Pure.
 *
 * libsoup would do it too, byte by byte and with a check of each: for a
 * recording that costs more than its encryption. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most that a frame has before its text. */
#define OA_FRAME_HEAD_MAX 14

typedef enum
{
  OA_FRAME_CONTINUATION = 0x0,
  OA_FRAME_TEXT = 0x1,
  OA_FRAME_PING = 0x9,   /* @size is 125 at most */
  OA_FRAME_MORE = 0x100, /* a flag: its message goes on */
} OaFrameKind;

/* Writes head and data to @out, which has room for both; the size. @mask: of a
 * client's frame, new and not to be guessed for each; NULL: a server's. */
gsize oa_frame_make (guint8 *out, OaFrameKind kind, const guint8 *data,
    gsize size, const guint32 *mask);

/* Both ways; @out may be @data. @mask as it is in memory. */
void oa_frame_apply_mask (guint8 *out, const guint8 *data, gsize size,
    guint32 mask);

G_END_DECLS

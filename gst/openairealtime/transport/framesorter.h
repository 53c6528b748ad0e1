/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* framesorter.h - parts what a WebSocket server sends: text messages of one
 * small frame, which is nearly all that the service says, and the rest, which
 * is libsoup's to judge: control frames, messages in parts, large ones, and
 * whatever breaks a rule. Pure; the bytes come from a stranger.
 *
 * libsoup takes a new source, two formatted lines for a log that nobody reads
 * and a signal for each message. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A larger frame is libsoup's. */
#define OA_FRAME_SORTER_LARGEST (64 * 1024)

/* A message: valid UTF-8, for the time of the call. */
typedef void (*OaFrameSorterText) (const guint8 *text, gsize size,
                                   gpointer user_data);

/* All 0 is a new one; part of its owner. */
typedef struct
{
  GByteArray *begun;            /* the beginning of a frame, or NULL */
  GByteArray *theirs;           /* for libsoup, which removes it; or NULL */
  guint64 passing;              /* of a frame of theirs that is to come */
  gboolean in_parts;            /* a message of theirs is */
  gboolean all_theirs;          /* from here on */
} OaFrameSorter;

/* Messages keep their order: while something lies in theirs, all that comes
 * goes there. @func may do anything but free @self. */
void oa_frame_sorter_take  (OaFrameSorter *self, const guint8 *data,
                            gsize size, OaFrameSorterText func,
                            gpointer user_data);
void oa_frame_sorter_clear (OaFrameSorter *self);

G_END_DECLS

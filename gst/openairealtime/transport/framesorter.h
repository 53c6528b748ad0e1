/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* framesorter.h - parts what a WebSocket peer sends: messages of one small
 * frame, which is nearly all that it says, and the rest, which is libsoup's to
 * judge: control frames, messages in parts, large ones, and whatever breaks a
 * rule. Pure; the bytes are untrusted input.
 *
 * libsoup takes a new source, two formatted debug lines and a signal for each
 * message. Before 3.8 it bounds neither the size of a message in parts nor the
 * answers to pings that wait to be written; here is where that is done. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A larger frame is libsoup's. */
#define OA_FRAME_SORTER_LARGEST (64 * 1024)
/* Frames of one message. */
#define OA_FRAME_SORTER_MOST_PARTS (64 * 1024)
/* Pings that wait for their answer; of more, RFC 6455 wants the last only. */
#define OA_FRAME_SORTER_MOST_PINGS 256

typedef struct
{
  /* A message as it came, for the time of the call: text by its kind or
   * binary. Whether text is UTF-8 is for the reader to see. */
  void (*message) (const guint8 *data, gsize size, gboolean binary,
      gpointer user_data);
  /* What comes is above the limit (1009), or breaks a rule that not every
   * libsoup knows (1002). Nothing is sorted any more. */
  void (*refused) (guint16 close_code, gpointer user_data);
} OaFrameSorterFuncs;

/* All 0 is a new one; part of its owner. */
typedef struct
{
  gboolean server; /* whose peer must mask its frames */
  guint64 limit;   /* bytes of a message; 0 = none */
  guint pings;     /* passed on; the owner counts answers down */

  /*< private >*/
  GByteArray *input; /* what is not sorted yet, or NULL */
  gsize input_done;
  gboolean starved;        /* its rest is the beginning of a frame */
  GByteArray *passthrough; /* for libsoup, or NULL */
  gsize passthrough_done;
  guint64 passing;   /* of such a frame that is to come */
  GByteArray *kinds; /* opcodes of such messages, or NULL */
  gsize kinds_done;
  gboolean in_parts; /* a message for libsoup is */
  guint64 size;      /* of that message so far */
  guint parts;
  gboolean all_passthrough; /* from here on */
  gboolean refused;
} OaFrameSorter;

void oa_frame_sorter_add (OaFrameSorter *self, const guint8 *data, gsize size);

/* At most @most frames, or pieces of them; the number. Messages keep their
 * order: while something waits for libsoup, all that comes does. @funcs may
 * do anything but free @self. */
guint oa_frame_sorter_run (OaFrameSorter *self, guint most,
    const OaFrameSorterFuncs *funcs, gpointer user_data);
/* There is something to run for. */
gboolean oa_frame_sorter_is_ready (const OaFrameSorter *self);

/* What is libsoup's. */
gsize oa_frame_sorter_get_passthrough (const OaFrameSorter *self);
gsize oa_frame_sorter_read_passthrough (OaFrameSorter *self, guint8 *data,
    gsize size);
/* libsoup takes text for binary; once for each message that it has read:
 * whether it is. */
gboolean oa_frame_sorter_is_next_binary (OaFrameSorter *self);

void oa_frame_sorter_clear (OaFrameSorter *self);

G_END_DECLS

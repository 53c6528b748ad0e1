/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* padevents.h - the events a source pad begins with: stream-start, caps,
 * segment. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstElement *element; /* a new pad may have no parent yet */
  const gchar *name;   /* of the stream */
  GstStreamFlags flags;
  guint group_id; /* the same for all pads of a run */
  guint32 seqnum; /* of a segment behind a flush, or INVALID */
} OaPadStream;

/* Pushes those that the pad has not pushed yet, and @caps when they are others
 * than before; NULL = none are known. On the streaming thread. */
void oa_pad_open (GstPad *pad, const OaPadStream *stream, GstCaps *caps);

G_END_DECLS

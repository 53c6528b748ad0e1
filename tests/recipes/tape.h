/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tape.h - what went through a pad, and when. */

#pragma once

#include <gst/gst.h>

typedef struct _Tape Tape;

typedef struct
{
  GstClockTime pts;
  GstBufferFlags flags;
  gsize offset; /* of its bytes among all */
  gsize size;
} TapeEntry;

/* Records the buffers of pad @pad of the element @name; before PLAYING. */
Tape *tape_new (GstElement *pipeline, const gchar *name, const gchar *pad);

/* When the pipeline is in NULL. */
void tape_free (Tape *self);

/* Waits until @count buffers have gone through. */
void tape_wait (Tape *self, guint count);
guint tape_count (Tape *self);

/* Only what was there when it was counted may be read meanwhile. */
void tape_get (Tape *self, guint n, TapeEntry *entry);
GBytes *tape_dup_bytes (Tape *self);

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* bytequeue.h - bytes that wait, in blocks: small ones while there is little.
 *
 * Takes little more than the room of what is in it; an empty one takes
 * none. A GstAdapter has 4 kB of its own and hundreds of bytes per buffer,
 * which is more than the audio in it. Knows nothing of samples. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OaByteBlock OaByteBlock;

/* All 0 is an empty one. */
typedef struct
{
  OaByteBlock *head, *tail;
  gsize skip; /* bytes of the first block that are gone */
  gsize used; /* bytes of the last block, from its start */
  gsize size;
} OaByteQueue;

void oa_byte_queue_clear (OaByteQueue *self);

void oa_byte_queue_push (OaByteQueue *self, gconstpointer data, gsize size);
/* @size times the same. */
void oa_byte_queue_fill (OaByteQueue *self, guint8 value, gsize size);

/* The first @size bytes, which must be there. */
void oa_byte_queue_peek (const OaByteQueue *self, gpointer dest, gsize size);
/* Removes the first @size bytes, or all. */
void oa_byte_queue_drop (OaByteQueue *self, gsize size);
/* Removes all but the first @size bytes. */
void oa_byte_queue_cut (OaByteQueue *self, gsize size);

/* Appends all of @other, which is empty then. */
void oa_byte_queue_append (OaByteQueue *self, OaByteQueue *other);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* bytequeue.c - a list of blocks, the first read and the last written. */

#include "bytequeue.h"

#include <string.h>

/* With what malloc() adds, 1 kB: small enough to come from the cache that it
 * has for each thread. */
#define LEAST_CAPACITY 992
/* The queue of a recording, in which one thread allocates and another frees. */
#define MOST_CAPACITY (32 * 1024)

struct _OaByteBlock
{
  OaByteBlock *next;
  gsize capacity;
  guint8 data[];
};

void
oa_byte_queue_clear (OaByteQueue *self)
{
  OaByteBlock *block = self->head;

  while (block != NULL) {
    OaByteBlock *next = block->next;

    g_free (block);
    block = next;
  }
  memset (self, 0, sizeof (*self));
}

/* A sixteenth of what waits already, within limits. */
static OaByteBlock *
new_block (gsize waiting)
{
  gsize capacity = CLAMP (waiting / 16, LEAST_CAPACITY, MOST_CAPACITY);
  OaByteBlock *block = g_malloc (sizeof (OaByteBlock) + capacity);

  block->next = NULL;
  block->capacity = capacity;
  return block;
}

/* Room at the end for up to @size bytes, which count from now on. */
static guint8 *
extend (OaByteQueue *self, gsize size, gsize *got)
{
  OaByteBlock *block = self->tail;
  guint8 *room;

  if (block == NULL || self->used == block->capacity) {
    block = new_block (self->size);
    if (self->tail != NULL)
      self->tail->next = block;
    else
      self->head = block;
    self->tail = block;
    self->used = 0;
  }
  room = block->data + self->used;
  *got = MIN (size, block->capacity - self->used);
  self->used += *got;
  self->size += *got;
  return room;
}

void
oa_byte_queue_push (OaByteQueue *self, gconstpointer data, gsize size)
{
  const guint8 *from = data;
  gsize got;

  for (; size > 0; size -= got, from += got) {
    guint8 *room = extend (self, size, &got);

    memcpy (room, from, got);
  }
}

void
oa_byte_queue_fill (OaByteQueue *self, guint8 value, gsize size)
{
  gsize got;

  for (; size > 0; size -= got) {
    guint8 *room = extend (self, size, &got);

    memset (room, value, got);
  }
}

void
oa_byte_queue_peek (const OaByteQueue *self, gpointer dest, gsize size)
{
  const OaByteBlock *block = self->head;
  gsize skip = self->skip, here;
  guint8 *to = dest;

  g_return_if_fail (size <= self->size);
  for (; size > 0; size -= here, to += here) {
    here = MIN (size, block->capacity - skip);
    memcpy (to, block->data + skip, here);
    block = block->next;
    skip = 0;
  }
}

void
oa_byte_queue_drop (OaByteQueue *self, gsize size)
{
  if (size >= self->size) {
    oa_byte_queue_clear (self);
    return;
  }
  self->size -= size;
  self->skip += size;
  while (self->skip >= self->head->capacity) {
    OaByteBlock *block = self->head;

    self->head = block->next;
    self->skip -= block->capacity;
    g_free (block);
  }
}

void
oa_byte_queue_cut (OaByteQueue *self, gsize size)
{
  OaByteQueue rest = *self;

  if (size >= self->size)
    return;
  if (size == 0) {
    oa_byte_queue_clear (self);
    return;
  }
  self->size = size;
  self->tail = self->head;
  self->used = self->skip + size;
  while (self->used > self->tail->capacity) {
    self->used -= self->tail->capacity;
    self->tail = self->tail->next;
  }
  rest.head = self->tail->next;
  self->tail->next = NULL;
  oa_byte_queue_clear (&rest);
}

void
oa_byte_queue_append (OaByteQueue *self, OaByteQueue *other)
{
  OaByteBlock *block = other->head;
  gsize skip = other->skip;

  for (; block != NULL; block = block->next, skip = 0) {
    gsize end = block == other->tail ? other->used : block->capacity;

    oa_byte_queue_push (self, block->data + skip, end - skip);
  }
  oa_byte_queue_clear (other);
}

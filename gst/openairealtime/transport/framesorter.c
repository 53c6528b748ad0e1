/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "framesorter.h"

#include "frame.h"

#include <string.h>

/* RFC 6455, 5.2. */
#define FINAL 0x80
#define RESERVED 0x70
#define OPCODE 0x0f
#define MASKED 0x80
#define CONTINUATION 0x0
#define TEXT 0x1
#define BINARY 0x2
#define CLOSE 0x8
#define PING 0x9
#define PONG 0xa
#define LARGEST_CONTROL 125
/* 7.4.1. */
#define CODE_PROTOCOL_ERROR 1002
#define CODE_TOO_BIG 1009

typedef struct
{
  guint8 first; /* byte */
  gboolean masked;
  gsize head; /* with its mask */
  guint64 payload;
  gboolean shortest; /* its length is written as it must be */
  guint32 mask;
} Frame;

void
oa_frame_sorter_clear (OaFrameSorter *self)
{
  g_clear_pointer (&self->input, g_byte_array_unref);
  g_clear_pointer (&self->passthrough, g_byte_array_unref);
  g_clear_pointer (&self->kinds, g_byte_array_unref);
  memset (self, 0, sizeof (*self));
}

/*** a queue of bytes: what was taken from its front is moved away rarely ***/

static void
put (GByteArray **queue, gsize *done, const guint8 *data, gsize size)
{
  if (*queue == NULL)
    *queue = g_byte_array_new ();
  if (*done > 0 && *done >= (*queue)->len / 2) {
    g_byte_array_remove_range (*queue, 0, *done);
    *done = 0;
  }
  g_byte_array_append (*queue, data, size);
}

static gsize
count (const GByteArray *queue, gsize done)
{
  return queue != NULL ? queue->len - done : 0;
}

static void
take_away (GByteArray **queue, gsize *done, gsize size)
{
  *done += size;
  if (*done < (*queue)->len)
    return;
  g_clear_pointer (queue, g_byte_array_unref);
  *done = 0;
}

/*** frames ***/

/* FALSE: not enough of it is there. */
static gboolean
read_frame (Frame *frame, gboolean server, const guint8 *data, gsize size)
{
  gsize mask_size = 0;
  guint length, i;

  if (size < 2)
    return FALSE;
  frame->first = data[0];
  frame->masked = (data[1] & MASKED) != 0;
  frame->payload = data[1] & ~MASKED;
  length = frame->payload == 126 ? 2 : frame->payload == 127 ? 8 : 0;
  /* Where there must be none, it need not be waited for. */
  if (frame->masked && server)
    mask_size = sizeof (frame->mask);
  frame->head = 2 + length + mask_size;
  if (size < frame->head)
    return FALSE;
  if (length > 0)
    frame->payload = 0;
  for (i = 0; i < length; i++)
    frame->payload = frame->payload << 8 | data[2 + i];
  frame->shortest = length
      == (frame->payload < 126                ? 0
              : frame->payload <= G_MAXUINT16 ? 2
                                              : 8);
  frame->mask = 0;
  memcpy (&frame->mask, data + 2 + length, mask_size);
  return TRUE;
}

static gboolean
is_data (const Frame *frame)
{
  return (frame->first & OPCODE) <= BINARY;
}

static gboolean
is_fast_path (const OaFrameSorter *self, const Frame *frame)
{
  return (frame->first == (FINAL | TEXT) || frame->first == (FINAL | BINARY))
      && frame->masked == self->server && !self->in_parts && frame->shortest
      && frame->payload <= OA_FRAME_SORTER_LARGEST
      && oa_frame_sorter_get_passthrough (self) == 0;
}

/* Too many of them wait for an answer already. */
static gboolean
is_left_out (const OaFrameSorter *self, const Frame *frame)
{
  return frame->first == (FINAL | PING) && frame->masked == self->server
      && frame->shortest && self->pings >= OA_FRAME_SORTER_MOST_PINGS;
}

/* libsoup 3.2 takes a pong of any size. */
static gboolean
is_bad_control (const Frame *frame)
{
  return (frame->first & CLOSE) != 0
      && ((frame->first & FINAL) == 0 || frame->payload > LARGEST_CONTROL);
}

/* Of the message that @frame belongs to. */
static gboolean
is_too_large (const OaFrameSorter *self, const Frame *frame)
{
  gboolean goes_on = (frame->first & OPCODE) == CONTINUATION;
  guint64 size = goes_on ? self->size : 0;
  guint parts = goes_on ? self->parts : 0;

  /* A length beyond all sense is libsoup's to refuse. */
  if (!is_data (frame) || frame->payload > G_MAXINT64)
    return FALSE;
  return (self->limit > 0 && size + frame->payload > self->limit)
      || parts >= OA_FRAME_SORTER_MOST_PARTS;
}

static void
note_part (OaFrameSorter *self, const Frame *frame)
{
  guint8 kind = frame->first & OPCODE;

  if (kind != CONTINUATION) {
    self->size = self->parts = 0;
    put (&self->kinds, &self->kinds_done, &kind, 1);
  }
  self->size += frame->payload;
  self->parts++;
  self->in_parts = (frame->first & FINAL) == 0;
}

/* What follows it, and whose that is. */
static void
note_passthrough (OaFrameSorter *self, const Frame *frame)
{
  self->passing = frame->head + frame->payload;
  if (is_data (frame))
    note_part (self, frame);
  else if (frame->first == (FINAL | PING))
    self->pings++;
  else if ((frame->first & OPCODE) != PONG)
    self->all_passthrough = TRUE;
  /* libsoup will end it; and a length beyond all sense must not be added to. */
  if (frame->masked != self->server || (frame->first & RESERVED) != 0
      || frame->payload > G_MAXINT64)
    self->all_passthrough = TRUE;
}

static void
pass (OaFrameSorter *self, const guint8 *data, gsize size)
{
  put (&self->passthrough, &self->passthrough_done, data, size);
}

static gsize
pass_part (OaFrameSorter *self, const guint8 *data, gsize size)
{
  gsize part = self->all_passthrough ? size : MIN (size, self->passing);

  pass (self, data, part);
  self->passing -= MIN (part, self->passing);
  return part;
}

/* A frame that is libsoup's, as far as it is there. libsoup ends the connection
 * for text that is not UTF-8, for which one message is too high a price: so
 * text comes to it as binary, and the reader of the message has to look. */
static gsize
pass_frame (OaFrameSorter *self, const Frame *frame, const guint8 *data,
    gsize size)
{
  guint8 first = frame->first;

  if ((first & (RESERVED | OPCODE)) == TEXT)
    first = (first & FINAL) | BINARY;
  note_passthrough (self, frame);
  return pass_part (self, &first, 1) + pass_part (self, data + 1, size - 1);
}

/* The first frame of what is there, or a part of one that is libsoup's; its
 * size, 0 if there is too little of it. */
static gsize
take_one (OaFrameSorter *self, guint8 *data, gsize size,
    const OaFrameSorterFuncs *funcs, gpointer user_data)
{
  gboolean fast_path, left_out;
  Frame frame;

  if (self->all_passthrough || self->passing > 0)
    return pass_part (self, data, size);
  if (!read_frame (&frame, self->server, data, size))
    return 0;
  if (is_bad_control (&frame) || is_too_large (self, &frame)) {
    self->refused = TRUE;
    funcs->refused (is_data (&frame) ? CODE_TOO_BIG : CODE_PROTOCOL_ERROR,
        user_data);
    return 0;
  }
  fast_path = is_fast_path (self, &frame);
  left_out = is_left_out (self, &frame);
  if (!fast_path && !left_out)
    return pass_frame (self, &frame, data, size);
  if (size < frame.head + frame.payload)
    return 0;
  if (self->server)
    oa_frame_apply_mask (data + frame.head, data + frame.head, frame.payload,
        frame.mask);
  if (fast_path)
    funcs->message (data + frame.head, frame.payload,
        (frame.first & OPCODE) == BINARY, user_data);
  return frame.head + frame.payload;
}

/*** for the owner ***/

void
oa_frame_sorter_add (OaFrameSorter *self, const guint8 *data, gsize size)
{
  if (size == 0)
    return;
  put (&self->input, &self->input_done, data, size);
  self->starved = FALSE;
}

guint
oa_frame_sorter_run (OaFrameSorter *self, guint most,
    const OaFrameSorterFuncs *funcs, gpointer user_data)
{
  guint frames = 0;

  while (frames < most && oa_frame_sorter_is_ready (self)) {
    gsize size = take_one (self, self->input->data + self->input_done,
        count (self->input, self->input_done), funcs, user_data);

    if (size == 0) {
      self->starved = TRUE;
    } else {
      take_away (&self->input, &self->input_done, size);
      frames++;
    }
  }
  return frames;
}

gboolean
oa_frame_sorter_is_ready (const OaFrameSorter *self)
{
  return self->input != NULL && !self->starved && !self->refused;
}

gsize
oa_frame_sorter_get_passthrough (const OaFrameSorter *self)
{
  return count (self->passthrough, self->passthrough_done);
}

gsize
oa_frame_sorter_read_passthrough (OaFrameSorter *self, guint8 *data, gsize size)
{
  size = MIN (size, oa_frame_sorter_get_passthrough (self));
  if (size == 0)
    return 0;
  memcpy (data, self->passthrough->data + self->passthrough_done, size);
  take_away (&self->passthrough, &self->passthrough_done, size);
  return size;
}

gboolean
oa_frame_sorter_is_next_binary (OaFrameSorter *self)
{
  guint8 kind;

  if (self->kinds == NULL)
    return FALSE;
  kind = self->kinds->data[self->kinds_done];
  take_away (&self->kinds, &self->kinds_done, 1);
  return kind == BINARY;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "framesorter.h"

#include <string.h>

/* RFC 6455, 5.2. */
#define FINAL 0x80
#define RESERVED 0x70
#define OPCODE 0x0f
#define MASKED 0x80
#define SMALL_TEXT (FINAL | TEXT)
#define CONTINUATION 0x0
#define TEXT 0x1
#define BINARY 0x2
#define CLOSE 0x8
#define PING 0x9
#define PONG 0xa

typedef struct
{
  guint8 first;                 /* byte */
  gboolean masked;
  gsize head;
  guint64 payload;
} Frame;

void
oa_frame_sorter_clear (OaFrameSorter *self)
{
  g_clear_pointer (&self->begun, g_byte_array_unref);
  g_clear_pointer (&self->theirs, g_byte_array_unref);
  memset (self, 0, sizeof (*self));
}

/* FALSE: not enough of it is there. */
static gboolean
read_frame (Frame *frame, const guint8 *data, gsize size)
{
  guint count, i;

  if (size < 2)
    return FALSE;
  frame->first = data[0];
  frame->masked = (data[1] & MASKED) != 0;
  frame->payload = data[1] & ~MASKED;
  count = frame->payload == 126 ? 2 : frame->payload == 127 ? 8 : 0;
  frame->head = 2 + count;
  if (size < frame->head)
    return FALSE;
  if (count > 0)
    frame->payload = 0;
  for (i = 0; i < count; i++)
    frame->payload = frame->payload << 8 | data[2 + i];
  return TRUE;
}

static gboolean
is_ours (OaFrameSorter *self, const Frame *frame)
{
  return frame->first == SMALL_TEXT && !frame->masked && !self->in_parts
      && frame->payload <= OA_FRAME_SORTER_LARGEST
      /* The shortest way to write a length is the only one allowed. */
      && frame->head == (frame->payload < 126 ? 2 : 4)
      && (self->theirs == NULL || self->theirs->len == 0);
}

/* Without zeros, which are no part of JSON; mostly plain ASCII. */
static gboolean
is_valid_text (const guint8 *text, gsize size)
{
  const guint64 high = G_GUINT64_CONSTANT (0x8080808080808080);
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 word;
  gsize i;

  for (i = 0; i + sizeof (word) <= size; i += sizeof (word)) {
    memcpy (&word, text + i, sizeof (word));
    /* A byte above 127, or a zero. */
    if (((word | (word - ones)) & high) != 0)
      break;
  }
  return g_utf8_validate_len ((const gchar *) text + i, size - i, NULL);
}

static void
pass (OaFrameSorter *self, const guint8 *data, gsize size)
{
  if (self->theirs == NULL)
    self->theirs = g_byte_array_new ();
  g_byte_array_append (self->theirs, data, size);
}

/* What follows it, and whose that is. */
static void
note_theirs (OaFrameSorter *self, const Frame *frame)
{
  gboolean final = (frame->first & FINAL) != 0;

  self->passing = frame->head + frame->payload;
  switch (frame->first & OPCODE) {
  case CONTINUATION:
  case TEXT:
  case BINARY:
    self->in_parts = !final;
    break;
  case PING:
  case PONG:
    break;
  default:
    self->all_theirs = TRUE;
  }
  /* libsoup will end it; and a length beyond all sense must not be added to. */
  if (frame->masked || (frame->first & RESERVED) != 0
      || frame->payload > G_MAXINT64)
    self->all_theirs = TRUE;
}

/* The first frame of what is there, or a part of one that is libsoup's; its
 * size, 0 if there is too little of it. */
static gsize
take_one (OaFrameSorter *self, const guint8 *data, gsize size,
    OaFrameSorterText func, gpointer user_data)
{
  Frame frame;

  if (self->all_theirs || self->passing > 0) {
    gsize part = self->all_theirs ? size : MIN (size, self->passing);

    pass (self, data, part);
    self->passing -= MIN (part, self->passing);
    return part;
  }
  if (!read_frame (&frame, data, size))
    return 0;
  if (!is_ours (self, &frame)) {
    note_theirs (self, &frame);
    return take_one (self, data, size, func, user_data);
  }
  if (size < frame.head + frame.payload)
    return 0;
  if (!is_valid_text (data + frame.head, frame.payload)) {
    note_theirs (self, &frame);
    return take_one (self, data, size, func, user_data);
  }
  func (data + frame.head, frame.payload, user_data);
  return frame.head + frame.payload;
}

static gsize
take_all (OaFrameSorter *self, const guint8 *data, gsize size,
    OaFrameSorterText func, gpointer user_data)
{
  gsize done = 0, part;

  while (done < size
      && (part = take_one (self, data + done, size - done, func, user_data)) > 0)
    done += part;
  return done;
}

static void
keep (OaFrameSorter *self, const guint8 *data, gsize size)
{
  if (size == 0)
    return;
  self->begun = g_byte_array_sized_new (size);
  g_byte_array_append (self->begun, data, size);
}

void
oa_frame_sorter_take (OaFrameSorter *self, const guint8 *data, gsize size,
    OaFrameSorterText func, gpointer user_data)
{
  GByteArray *begun = g_steal_pointer (&self->begun);
  gsize done;

  if (begun == NULL) {
    done = take_all (self, data, size, func, user_data);
    keep (self, data + done, size - done);
    return;
  }
  g_byte_array_append (begun, data, size);
  done = take_all (self, begun->data, begun->len, func, user_data);
  if (done == 0)
    self->begun = begun;
  else {
    keep (self, begun->data + done, begun->len - done);
    g_byte_array_unref (begun);
  }
}

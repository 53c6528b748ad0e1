/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* frames.c - see frames.h. */

#include "config.h"

#include "frames.h"

#define FIN 0x80
#define OPCODE_CONTINUATION 0x0
#define OPCODE_TEXT 0x1

static void
append_header (GByteArray *out, guint8 first, gsize length)
{
  guint8 header[10] = { first };
  guint n = 2;

  if (length < 126) {
    header[1] = length;
  } else if (length <= G_MAXUINT16) {
    header[1] = 126;
    header[2] = length >> 8;
    header[3] = length & 0xff;
    n = 4;
  } else {
    header[1] = 127;
    for (guint i = 0; i < 8; i++)
      header[2 + i] = ((guint64) length >> (8 * (7 - i))) & 0xff;
    n = 10;
  }
  g_byte_array_append (out, header, n);
}

void
ors_frames_append_message (GByteArray *out, GBytes *text, gsize fragment_size)
{
  gsize size, offset = 0;
  const guint8 *data = g_bytes_get_data (text, &size);

  do {
    gsize length = MIN (size - offset, fragment_size);
    guint8 first = offset == 0 ? OPCODE_TEXT : OPCODE_CONTINUATION;

    if (offset + length == size)
      first |= FIN;
    append_header (out, first, length);
    g_byte_array_append (out, data + offset, length);
    offset += length;
  } while (offset < size);
}

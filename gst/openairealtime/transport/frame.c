/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "frame.h"

#include <string.h>

#define FINAL 0x80
#define MASKED 0x80

static gsize
write_length (guint8 *out, guint64 size)
{
  if (size < 126) {
    out[0] = MASKED | size;
    return 1;
  }
  if (size <= G_MAXUINT16) {
    guint16 length = GUINT16_TO_BE (size);

    out[0] = MASKED | 126;
    memcpy (out + 1, &length, sizeof (length));
    return 1 + sizeof (length);
  }
  size = GUINT64_TO_BE (size);
  out[0] = MASKED | 127;
  memcpy (out + 1, &size, sizeof (size));
  return 1 + sizeof (size);
}

static void
write_masked (guint8 *out, const guint8 *text, gsize size, guint32 mask)
{
  const guint64 wide = (guint64) mask << 32 | mask;
  guint8 bytes[sizeof (mask)];
  gsize i;

  for (i = 0; i + sizeof (wide) <= size; i += sizeof (wide)) {
    guint64 word;

    memcpy (&word, text + i, sizeof (word));
    word ^= wide;
    memcpy (out + i, &word, sizeof (word));
  }
  memcpy (bytes, &mask, sizeof (mask));
  for (; i < size; i++)
    out[i] = text[i] ^ bytes[i % sizeof (mask)];
}

gsize
oa_frame_make (guint8 *out, OaFrameKind kind, const guint8 *data, gsize size,
    guint32 mask)
{
  gsize head;

  out[0] = FINAL | kind;
  head = 1 + write_length (out + 1, size);
  memcpy (out + head, &mask, sizeof (mask));
  head += sizeof (mask);
  write_masked (out + head, data, size, mask);
  return head + size;
}

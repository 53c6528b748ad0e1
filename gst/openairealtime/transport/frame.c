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
write_length (guint8 *out, guint64 size, guint8 masked)
{
  if (size < 126) {
    out[0] = masked | size;
    return 1;
  }
  if (size <= G_MAXUINT16) {
    guint16 length = GUINT16_TO_BE (size);

    out[0] = masked | 126;
    memcpy (out + 1, &length, sizeof (length));
    return 1 + sizeof (length);
  }
  size = GUINT64_TO_BE (size);
  out[0] = masked | 127;
  memcpy (out + 1, &size, sizeof (size));
  return 1 + sizeof (size);
}

void
oa_frame_apply_mask (guint8 *out, const guint8 *data, gsize size, guint32 mask)
{
  const guint64 wide = (guint64) mask << 32 | mask;
  guint8 bytes[sizeof (mask)];
  gsize i;

  for (i = 0; i + sizeof (wide) <= size; i += sizeof (wide)) {
    guint64 word;

    memcpy (&word, data + i, sizeof (word));
    word ^= wide;
    memcpy (out + i, &word, sizeof (word));
  }
  memcpy (bytes, &mask, sizeof (mask));
  for (; i < size; i++)
    out[i] = data[i] ^ bytes[i % sizeof (mask)];
}

gsize
oa_frame_make (guint8 *out, OaFrameKind kind, const guint8 *data, gsize size,
    const guint32 *mask)
{
  gsize head;

  out[0] = (kind & OA_FRAME_MORE) != 0 ? kind & ~OA_FRAME_MORE : FINAL | kind;
  head = 1 + write_length (out + 1, size, mask != NULL ? MASKED : 0);
  if (mask == NULL) {
    memcpy (out + head, data, size);
    return head + size;
  }
  memcpy (out + head, mask, sizeof (*mask));
  head += sizeof (*mask);
  oa_frame_apply_mask (out + head, data, size, *mask);
  return head + size;
}

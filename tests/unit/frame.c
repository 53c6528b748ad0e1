/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* frame.c - frames of a WebSocket client, read by the rules of RFC 6455,
 * 5.2. */

#include "transport/frame.h"
#include "../support/testcase.h"

#include <string.h>

/* Its own reading of the rules, by the byte. */
static gsize
read_length (const guint8 *frame, gsize *head)
{
  gsize length = frame[1] & 0x7f;
  guint count = length == 126 ? 2 : length == 127 ? 8 : 0;

  if (count > 0)
    length = 0;
  for (guint i = 0; i < count; i++)
    length = length << 8 | frame[2 + i];
  *head = 2 + count;
  return length;
}

static void
check (gsize size, guint32 mask)
{
  guint8 *text = g_malloc (size + 1);
  guint8 *frame = g_malloc (size + OA_FRAME_HEAD_MAX + 1);
  const guint8 *key;
  gsize total, head;

  for (gsize i = 0; i < size; i++)
    text[i] = 'a' + i % 26;
  memset (frame, 0xee, size + OA_FRAME_HEAD_MAX + 1);
  total = oa_frame_make (frame, OA_FRAME_TEXT, text, size, &mask);

  g_assert_cmphex (frame[0], ==, 0x81);
  g_assert_cmphex (frame[1] & 0x80, ==, 0x80);
  g_assert_cmpuint (read_length (frame, &head), ==, size);
  g_assert_cmpuint (total, ==, head + 4 + size);
  key = frame + head;
  g_assert_cmpmem (key, 4, &mask, 4);
  for (gsize i = 0; i < size; i++)
    g_assert_cmphex (frame[head + 4 + i] ^ key[i % 4], ==, text[i]);
  /* Not a byte beyond. */
  g_assert_cmphex (frame[total], ==, 0xee);

  /* The peer gets it back. */
  oa_frame_apply_mask (frame + head + 4, frame + head + 4, size, mask);
  g_assert_cmpmem (frame + head + 4, size, text, size);

  /* A server's is as long as that without the mask. */
  g_assert_cmpuint (oa_frame_make (frame, OA_FRAME_TEXT, text, size, NULL), ==,
      total - 4);
  g_assert_cmphex (frame[1] & 0x80, ==, 0);
  g_assert_cmpuint (read_length (frame, &head), ==, size);
  g_assert_cmpmem (frame + head, size, text, size);
  g_free (frame);
  g_free (text);
}

TEST (every_small_size)
{
  for (gsize size = 0; size < 300; size++)
    check (size, 0x12a4f6c8 + size);
}

/* The shortest way to write a length is the only one allowed. */
TEST (lengths)
{
  static const gsize sizes[] = { 125, 126, 127, 65535, 65536, 65537, 1 << 20 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    check (sizes[i], 0);
    check (sizes[i], G_MAXUINT32);
    check (sizes[i], 0x00ff01fe);
  }
}

TEST_MAIN ()

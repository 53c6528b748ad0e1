/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* bytequeue.c - bytes in order, over the edges of blocks. */

#include "media/bytequeue.h"
#include "../support/testcase.h"

/* No two neighbouring blocks look the same. */
static guint8
nth (gsize position)
{
  return position * 31 + position / 251;
}

static void
push (OaByteQueue *self, gsize position, gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = nth (position + i);
  oa_byte_queue_push (self, data, size);
  g_free (data);
}

static void
assert_holds (const OaByteQueue *self, gsize position, gsize size)
{
  guint8 *data = g_malloc (size);

  g_assert_cmpuint (self->size, ==, size);
  oa_byte_queue_peek (self, data, size);
  for (gsize i = 0; i < size; i++)
    g_assert_cmpuint (data[i], ==, nth (position + i));
  g_free (data);
}

TEST (what_goes_in_comes_out)
{
  static const gsize sizes[] = { 1, 160, 960, 999, 1000, 1001, 2000, 7777 };
  gsize out;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    OaByteQueue queue = { NULL };

    for (gsize in = out = 0; in < 30000; in += sizes[i]) {
      push (&queue, in, sizes[i]);
      if (queue.size > 3000) {
        oa_byte_queue_drop (&queue, 1234);
        out += 1234;
      }
      assert_holds (&queue, out, in + sizes[i] - out);
    }
    oa_byte_queue_clear (&queue);
    g_assert_null (queue.head);
  }
}

TEST (an_empty_one_takes_no_room)
{
  OaByteQueue queue = { NULL };

  oa_byte_queue_push (&queue, "", 0);
  g_assert_null (queue.head);
  push (&queue, 0, 2000);
  oa_byte_queue_drop (&queue, 2000);
  g_assert_null (queue.head);
  push (&queue, 0, 10);
  oa_byte_queue_drop (&queue, 11);
  g_assert_null (queue.head);
  g_assert_cmpuint (queue.size, ==, 0);
}

TEST (the_end_is_cut)
{
  static const gsize stays[] = { 0, 1, 499, 500, 501, 1499, 1500, 1501, 2600 };

  for (gsize i = 0; i < G_N_ELEMENTS (stays); i++) {
    OaByteQueue queue = { NULL };

    push (&queue, 0, 3100);
    oa_byte_queue_drop (&queue, 500);
    oa_byte_queue_cut (&queue, stays[i]);
    assert_holds (&queue, 500, stays[i]);
    push (&queue, 500 + stays[i], 1700);
    assert_holds (&queue, 500, stays[i] + 1700);
    oa_byte_queue_clear (&queue);
  }
}

TEST (one_follows_the_other)
{
  OaByteQueue first = { NULL }, second = { NULL };

  push (&second, 0, 2500);
  oa_byte_queue_drop (&second, 300);
  oa_byte_queue_append (&first, &second);
  g_assert_null (second.head);
  assert_holds (&first, 300, 2200);
  push (&second, 2500, 1200);
  oa_byte_queue_append (&first, &second);
  assert_holds (&first, 300, 3400);
  oa_byte_queue_append (&first, &second);
  assert_holds (&first, 300, 3400);
  oa_byte_queue_clear (&first);
}

TEST (silence_fills)
{
  OaByteQueue queue = { NULL };
  guint8 data[2345];

  oa_byte_queue_push (&queue, "ab", 2);
  oa_byte_queue_fill (&queue, 0xff, 2343);
  g_assert_cmpuint (queue.size, ==, sizeof (data));
  oa_byte_queue_peek (&queue, data, sizeof (data));
  g_assert_cmpuint (data[1], ==, 'b');
  for (gsize i = 2; i < sizeof (data); i++)
    g_assert_cmpuint (data[i], ==, 0xff);
  oa_byte_queue_clear (&queue);
}

TEST_MAIN ()

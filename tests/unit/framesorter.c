/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* framesorter.c - which frames are told at once, which are left to libsoup, and
 * that nothing overtakes or gets lost. */

#include "transport/framesorter.h"

#include <string.h>

typedef struct
{
  OaFrameSorter sorter;
  GString *texts;               /* each with a bar behind it */
} Sorting;

static void
on_text (const guint8 *text, gsize size, gpointer user_data)
{
  Sorting *self = user_data;

  g_string_append_len (self->texts, (const gchar *) text, size);
  g_string_append_c (self->texts, '|');
}

static void
sorting_start (Sorting *self)
{
  memset (self, 0, sizeof (*self));
  self->texts = g_string_new (NULL);
}

static void
sorting_stop (Sorting *self)
{
  oa_frame_sorter_clear (&self->sorter);
  g_string_free (self->texts, TRUE);
}

static void
take (Sorting *self, const gchar *bytes, gsize size)
{
  oa_frame_sorter_take (&self->sorter, (const guint8 *) bytes, size, on_text,
      self);
}

/* For bytes with zeros in them. */
#define TAKE(self, bytes) take (self, bytes, sizeof (bytes) - 1)

static void
expect (Sorting *self, const gchar *texts, const gchar *theirs, gsize size)
{
  g_assert_cmpstr (self->texts->str, ==, texts);
  g_assert_cmpuint (self->sorter.theirs != NULL ? self->sorter.theirs->len : 0,
      ==, size);
  if (size > 0)
    g_assert_cmpmem (self->sorter.theirs->data, size, theirs, size);
}

#define EXPECT(self, texts, theirs) \
    expect (self, texts, theirs, sizeof (theirs) - 1)

static void
libsoup_reads (Sorting *self)
{
  g_byte_array_set_size (self->sorter.theirs, 0);
}

#define HELLO "\x81\x05hello"
#define PING "\x89\x01p"

static void
test_texts_are_told (void)
{
  Sorting s;

  sorting_start (&s);
  TAKE (&s, HELLO HELLO "\x81\x00" "\x81\x03" "f\xc3\xbc");
  EXPECT (&s, "hello|hello||f\xc3\xbc|", "");
  sorting_stop (&s);
}

static void
test_byte_by_byte (void)
{
  const gchar bytes[] = HELLO PING HELLO;
  Sorting s;
  gsize i;

  sorting_start (&s);
  for (i = 0; i < sizeof (bytes) - 1; i++)
    take (&s, bytes + i, 1);
  EXPECT (&s, "hello|", PING HELLO);
  sorting_stop (&s);
}

/* Behind a ping that libsoup has not read yet, a text must not overtake. */
static void
test_order_is_kept (void)
{
  Sorting s;

  sorting_start (&s);
  TAKE (&s, HELLO PING HELLO);
  EXPECT (&s, "hello|", PING HELLO);
  libsoup_reads (&s);
  TAKE (&s, HELLO);
  EXPECT (&s, "hello|hello|", "");
  sorting_stop (&s);
}

/* A frame of theirs that comes in two pieces, the first of which is read. */
static void
test_what_was_begun_goes_on (void)
{
  Sorting s;

  sorting_start (&s);
  TAKE (&s, "\x89\x05pi");
  libsoup_reads (&s);
  TAKE (&s, "ng!" HELLO);
  EXPECT (&s, "", "ng!" HELLO);
  libsoup_reads (&s);
  TAKE (&s, HELLO);
  EXPECT (&s, "hello|", "");
  sorting_stop (&s);
}

static void
test_parts_are_theirs (void)
{
  Sorting s;

  sorting_start (&s);
  TAKE (&s, "\x01\x02he");
  libsoup_reads (&s);
  /* Breaks a rule within a message in parts: libsoup's to judge. */
  TAKE (&s, HELLO);
  EXPECT (&s, "", HELLO);
  libsoup_reads (&s);
  sorting_stop (&s);

  sorting_start (&s);
  TAKE (&s, "\x01\x02he");
  libsoup_reads (&s);
  TAKE (&s, PING);
  libsoup_reads (&s);
  TAKE (&s, "\x00\x01l");
  libsoup_reads (&s);
  TAKE (&s, "\x80\x02lo");
  libsoup_reads (&s);
  TAKE (&s, HELLO);
  EXPECT (&s, "hello|", "");
  sorting_stop (&s);
}

static void
is_theirs_for_good (const gchar *bytes, gsize size)
{
  Sorting s;

  sorting_start (&s);
  take (&s, bytes, size);
  expect (&s, "", bytes, size);
  libsoup_reads (&s);
  TAKE (&s, HELLO);
  EXPECT (&s, "", HELLO);
  sorting_stop (&s);
}

#define THEIRS_FOR_GOOD(bytes) is_theirs_for_good (bytes, sizeof (bytes) - 1)

static void
test_ends_and_broken_rules (void)
{
  THEIRS_FOR_GOOD ("\x88\x02\x03\xe8");   /* close */
  THEIRS_FOR_GOOD ("\x81\x85mask.....");
  THEIRS_FOR_GOOD ("\xc1\x05hello");      /* compressed */
  THEIRS_FOR_GOOD ("\x83\x01x");          /* no such kind */
  THEIRS_FOR_GOOD ("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff");
}

static void
is_theirs (const gchar *bytes, gsize size)
{
  Sorting s;

  sorting_start (&s);
  take (&s, bytes, size);
  expect (&s, "", bytes, size);
  libsoup_reads (&s);
  TAKE (&s, HELLO);
  EXPECT (&s, "hello|", "");
  sorting_stop (&s);
}

#define IS_THEIRS(bytes) is_theirs (bytes, sizeof (bytes) - 1)

static void
test_single_frames_of_theirs (void)
{
  IS_THEIRS ("\x82\x05hello");            /* binary */
  IS_THEIRS ("\x81\x02\xc3x");            /* not UTF-8 */
  IS_THEIRS ("\x81\x0a" "12345678\xff\xfe");
  IS_THEIRS ("\x81\x0a" "1234\x00" "56789");
  IS_THEIRS ("\x81\x7e\x00\x05hello");    /* a length written too long */
  IS_THEIRS ("\x8a\x00");                 /* pong */
}

static void
check_size (gsize size)
{
  gchar *bytes = g_malloc (size + 10);
  gsize head = size < 126 ? 2 : size <= G_MAXUINT16 ? 4 : 10;
  gboolean ours = size <= OA_FRAME_SORTER_LARGEST && head < 10;
  Sorting s;

  memset (bytes, 'x', size + 10);
  memset (bytes + 2, 0, 8);
  bytes[0] = '\x81';
  bytes[1] = size < 126 ? (gchar) size : head == 4 ? 126 : 127;
  if (head > 2) {
    bytes[head - 1] = size;
    bytes[head - 2] = size >> 8;
  }
  if (head > 4)
    bytes[head - 3] = size >> 16;
  memset (bytes + head, 'x', size);

  sorting_start (&s);
  take (&s, bytes, head + size / 2);
  take (&s, bytes + head + size / 2, size - size / 2);
  g_assert_cmpuint (s.texts->len, ==, ours ? size + 1 : 0);
  g_assert_cmpuint (s.sorter.theirs != NULL ? s.sorter.theirs->len : 0, ==,
      ours ? 0 : head + size);
  sorting_stop (&s);
  g_free (bytes);
}

static void
test_sizes (void)
{
  static const gsize sizes[] = { 1, 125, 126, 127, 1000, 65535, 65536, 65537,
    100000 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_size (sizes[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name) g_test_add_func ("/framesorter/" #name, test_##name)
  TEST (texts_are_told);
  TEST (byte_by_byte);
  TEST (order_is_kept);
  TEST (what_was_begun_goes_on);
  TEST (parts_are_theirs);
  TEST (ends_and_broken_rules);
  TEST (single_frames_of_theirs);
  TEST (sizes);
#undef TEST

  return g_test_run ();
}

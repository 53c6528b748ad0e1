/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* framesorter.c - which frames are told at once, which are left to libsoup, and
 * that nothing overtakes or gets lost. */

#include "transport/framesorter.h"
#include "../support/testcase.h"

#include <string.h>

typedef struct
{
  OaFrameSorter sorter;
  GString *texts; /* each with a bar behind it, or, binary, a ! */
  GByteArray *theirs;
  guint refused; /* the close code */
} Sorting;

static void
on_message (const guint8 *data, gsize size, gboolean binary, gpointer user_data)
{
  Sorting *self = user_data;

  g_string_append_len (self->texts, (const gchar *) data, size);
  g_string_append_c (self->texts, binary ? '!' : '|');
}

static void
on_refused (guint16 close_code, gpointer user_data)
{
  Sorting *self = user_data;

  g_assert_cmpuint (self->refused, ==, 0);
  self->refused = close_code;
}

static const OaFrameSorterFuncs funcs = { on_message, on_refused };

static void
sorting_start (Sorting *self)
{
  memset (self, 0, sizeof (*self));
  self->texts = g_string_new (NULL);
  self->theirs = g_byte_array_new ();
}

static void
sorting_stop (Sorting *self)
{
  oa_frame_sorter_clear (&self->sorter);
  g_string_free (self->texts, TRUE);
  g_byte_array_unref (self->theirs);
}

static void
take (Sorting *self, const gchar *bytes, gsize size)
{
  oa_frame_sorter_add (&self->sorter, (const guint8 *) bytes, size);
  oa_frame_sorter_run (&self->sorter, G_MAXUINT, &funcs, self);
}

/* For bytes with zeros in them. */
#define TAKE(self, bytes) take (self, bytes, sizeof (bytes) - 1)

/* What lies there, without taking it away. */
static void
expect (Sorting *self, const gchar *texts, const gchar *theirs, gsize size)
{
  OaFrameSorter *sorter = &self->sorter;

  g_assert_cmpstr (self->texts->str, ==, texts);
  g_assert_cmpuint (oa_frame_sorter_get_passthrough (sorter), ==, size);
  if (size > 0)
    g_assert_cmpmem (sorter->passthrough->data + sorter->passthrough_done, size,
        theirs, size);
}

#define EXPECT(self, texts, theirs) \
  expect (self, texts, theirs, sizeof (theirs) - 1)

/* In small pieces, as it does. */
static void
libsoup_reads (Sorting *self)
{
  guint8 bytes[3];
  gsize size;

  while ((size = oa_frame_sorter_read_passthrough (&self->sorter, bytes,
              sizeof (bytes)))
      > 0)
    g_byte_array_append (self->theirs, bytes, size);
}

#define HELLO "\x81\x05hello"
/* As libsoup gets it, so that it does not look for UTF-8. */
#define HELLO_AS_BINARY "\x82\x05hello"
#define PING "\x89\x01p"

TEST_WITH (Sorting, sorting, texts_are_told)
{
  TAKE (sorting,
      HELLO HELLO "\x81\x00"
                  "\x81\x03"
                  "f\xc3\xbc");
  EXPECT (sorting, "hello|hello||f\xc3\xbc|", "");
}

TEST_WITH (Sorting, sorting, byte_by_byte)
{
  const gchar bytes[] = HELLO PING HELLO;

  for (gsize i = 0; i < sizeof (bytes) - 1; i++)
    take (sorting, bytes + i, 1);
  EXPECT (sorting, "hello|", PING HELLO_AS_BINARY);
}

/* Behind a ping that libsoup has not read yet, a text must not overtake. */
TEST_WITH (Sorting, sorting, order_is_kept)
{
  TAKE (sorting, HELLO PING HELLO);
  EXPECT (sorting, "hello|", PING HELLO_AS_BINARY);
  libsoup_reads (sorting);
  TAKE (sorting, HELLO);
  EXPECT (sorting, "hello|hello|", "");
}

/* Text goes to libsoup as binary; what it was is told when it was read. */
TEST_WITH (Sorting, sorting, kinds_are_kept)
{
  TAKE (sorting,
      "\x82\x01"
      "b" HELLO "\x02\x01"
      "b"
      "\x80\x00" HELLO "\x82\x01"
      "b");
  g_assert_cmpstr (sorting->texts->str, ==, "b!hello|");
  libsoup_reads (sorting);
  g_assert_true (oa_frame_sorter_is_next_binary (&sorting->sorter));
  g_assert_false (oa_frame_sorter_is_next_binary (&sorting->sorter));
  g_assert_true (oa_frame_sorter_is_next_binary (&sorting->sorter));
  g_assert_false (oa_frame_sorter_is_next_binary (&sorting->sorter));
}

/* A frame of theirs that comes in two pieces, the first of which is read. */
TEST_WITH (Sorting, sorting, what_was_begun_goes_on)
{
  TAKE (sorting, "\x89\x05pi");
  libsoup_reads (sorting);
  TAKE (sorting, "ng!" HELLO);
  EXPECT (sorting, "", "ng!" HELLO_AS_BINARY);
  libsoup_reads (sorting);
  TAKE (sorting, HELLO);
  EXPECT (sorting, "hello|", "");
}

TEST (parts_are_theirs)
{
  Sorting s;

  sorting_start (&s);
  TAKE (&s, "\x01\x02he");
  EXPECT (&s, "", "\x02\x02he");
  libsoup_reads (&s);
  /* Breaks a rule within a message in parts: libsoup's to judge. */
  TAKE (&s, HELLO);
  EXPECT (&s, "", "\x82\x05hello");
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
is_theirs_for_good (const gchar *bytes, const gchar *passed, gsize size)
{
  Sorting s;

  sorting_start (&s);
  take (&s, bytes, size);
  expect (&s, "", passed, size);
  libsoup_reads (&s);
  TAKE (&s, HELLO);
  EXPECT (&s, "", HELLO);
  sorting_stop (&s);
}

#define THEIRS_FOR_GOOD(bytes, passed) \
  is_theirs_for_good (bytes, passed, sizeof (bytes) - 1)

TEST (ends_and_broken_rules)
{
  THEIRS_FOR_GOOD ("\x88\x02\x03\xe8", "\x88\x02\x03\xe8"); /* close */
  THEIRS_FOR_GOOD ("\x81\x85mask.....", "\x82\x85mask.....");
  THEIRS_FOR_GOOD ("\xc1\x05hello", "\xc1\x05hello"); /* compressed */
  THEIRS_FOR_GOOD ("\x83\x01x", "\x83\x01x");         /* no such kind */
  THEIRS_FOR_GOOD ("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff",
      "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff");
}

static void
is_theirs (const gchar *bytes, const gchar *passed, gsize size)
{
  Sorting s;

  sorting_start (&s);
  take (&s, bytes, size);
  expect (&s, "", passed, size);
  libsoup_reads (&s);
  TAKE (&s, HELLO);
  EXPECT (&s, "hello|", "");
  sorting_stop (&s);
}

#define IS_THEIRS(bytes, passed) is_theirs (bytes, passed, sizeof (bytes) - 1)

TEST (single_frames_of_theirs)
{
  /* A length written too long. */
  IS_THEIRS ("\x81\x7e\x00\x05hello", "\x82\x7e\x00\x05hello");
  IS_THEIRS ("\x8a\x00", "\x8a\x00"); /* pong */
}

/* Whether it is UTF-8 is for the reader to see. */
TEST_WITH (Sorting, sorting, any_small_message_is_told)
{
  TAKE (sorting,
      "\x82\x05hello"
      "\x81\x02\xc3x");
  EXPECT (sorting, "hello!\xc3x|", "");
}

/* ---- bounds ---- */

TEST_WITH (Sorting, sorting, size_of_a_message_is_bounded)
{
  sorting->sorter.limit = 10;
  TAKE (sorting,
      "\x81\x0a"
      "0123456789"
      "\x01\x06"
      "012345" PING "\x00\x04"
      "6789");
  g_assert_cmpuint (sorting->refused, ==, 0);
  TAKE (sorting, "\x80\x00" HELLO HELLO);
  g_assert_cmpuint (sorting->refused, ==, 0);
  libsoup_reads (sorting);
  /* The head of the frame that is too much will do. */
  TAKE (sorting,
      "\x02\x06"
      "012345"
      "\x00\x05");
  g_assert_cmpuint (sorting->refused, ==, 1009);
  g_assert_false (oa_frame_sorter_is_ready (&sorting->sorter));
  TAKE (sorting, HELLO);
  libsoup_reads (sorting);
  EXPECT (sorting, "0123456789|", "");
}

TEST_WITH (Sorting, sorting, number_of_parts_is_bounded)
{
  TAKE (sorting, "\x01\x00");
  for (guint i = 1; i < OA_FRAME_SORTER_MOST_PARTS; i++)
    TAKE (sorting, "\x00\x00");
  g_assert_cmpuint (sorting->refused, ==, 0);
  TAKE (sorting, "\x00\x00");
  g_assert_cmpuint (sorting->refused, ==, 1009);
}

TEST_WITH (Sorting, sorting, pings_in_want_of_an_answer_are_bounded)
{
  for (guint i = 0; i < 1000; i++)
    TAKE (sorting, PING);
  g_assert_cmpuint (oa_frame_sorter_get_passthrough (&sorting->sorter), ==,
      OA_FRAME_SORTER_MOST_PINGS * strlen (PING));
  libsoup_reads (sorting);
  /* What is no proper ping is libsoup's to refuse all the same. */
  TAKE (sorting, "\x89\x7e\x00\x01p");
  EXPECT (sorting, "", "\x89\x7e\x00\x01p");
  libsoup_reads (sorting);
  sorting->sorter.pings = OA_FRAME_SORTER_MOST_PINGS - 1;
  TAKE (sorting, PING PING);
  EXPECT (sorting, "", PING);
}

static void
is_bad_control (const gchar *bytes, gsize size)
{
  Sorting s;

  sorting_start (&s);
  take (&s, bytes, size);
  g_assert_cmpuint (s.refused, ==, 1002);
  EXPECT (&s, "", "");
  sorting_stop (&s);
}

#define IS_BAD_CONTROL(bytes) is_bad_control (bytes, sizeof (bytes) - 1)

TEST (control_frames_are_small_and_whole)
{
  IS_BAD_CONTROL ("\x09\x01p");
  IS_BAD_CONTROL ("\x0a\x00");
  IS_BAD_CONTROL ("\x08\x02\x03\xe8");
  IS_BAD_CONTROL ("\x8a\x7e\x00\x7e");
  IS_BAD_CONTROL ("\x89\x7f\xff\xff\xff\xff\xff\xff\xff\xff");
}

/* ---- shares ---- */

TEST_WITH (Sorting, sorting, a_share_at_a_time)
{
  const gchar bytes[] = HELLO PING HELLO "\x81\x05he";

  g_assert_false (oa_frame_sorter_is_ready (&sorting->sorter));
  oa_frame_sorter_add (&sorting->sorter, (const guint8 *) bytes,
      sizeof (bytes) - 1);
  g_assert_cmpuint (oa_frame_sorter_run (&sorting->sorter, 1, &funcs, sorting), ==, 1);
  EXPECT (sorting, "hello|", "");
  g_assert_cmpuint (oa_frame_sorter_run (&sorting->sorter, 1, &funcs, sorting), ==, 1);
  EXPECT (sorting, "hello|", PING);
  libsoup_reads (sorting);
  g_assert_true (oa_frame_sorter_is_ready (&sorting->sorter));
  g_assert_cmpuint (oa_frame_sorter_run (&sorting->sorter, 9, &funcs, sorting), ==, 1);
  /* The rest has to come first. */
  g_assert_false (oa_frame_sorter_is_ready (&sorting->sorter));
  TAKE (sorting, "llo");
  EXPECT (sorting, "hello|hello|hello|", "");
}

static void
check_size (gsize size)
{
  g_autofree gchar *bytes = g_malloc0 (size + 10);
  gsize head = size < 126 ? 2 : size <= G_MAXUINT16 ? 4 : 10;
  gboolean ours = size <= OA_FRAME_SORTER_LARGEST;
  Sorting s;

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
  g_assert_cmpuint (oa_frame_sorter_get_passthrough (&s.sorter), ==,
      ours ? 0 : head + size);
  sorting_stop (&s);
}

TEST (sizes)
{
  static const gsize sizes[] = { 1, 125, 126, 127, 1000, 65535, 65536, 65537,
    100000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_size (sizes[i]);
}

TEST_MAIN ()

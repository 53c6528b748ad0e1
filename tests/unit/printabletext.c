/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* printabletext.c - words of strangers that are shown to people. */

#include "protocol/printabletext.h"
#include "../support/testcase.h"

#include <string.h>

static void
check (const gchar *text, gsize max_bytes, const gchar *expected)
{
  g_autofree gchar *shown = oa_text_make_printable (text, max_bytes);

  g_assert_cmpstr (shown, ==, expected);
}

TEST (plain_words_stay)
{
  check (NULL, 100, NULL);
  check ("", 100, "");
  check ("Grüße, 世界!", 100, "Grüße, 世界!");
}

TEST (controls_become_spaces)
{
  check ("a\r\nb\tc\x7f"
         "d",
      100, "a  b c d");
  check ("\x1b[31mred\x1b]0;title\x07", 100, " [31mred ]0;title ");
  /* C1: CSI as one character; separators of lines and paragraphs. */
  check ("a\xc2\x9b"
         "31mb",
      100, "a 31mb");
  check ("a\xe2\x80\xa8"
         "b\xe2\x80\xa9"
         "c",
      100, "a b c");
}

TEST (direction_is_not_turned)
{
  check ("user\xe2\x80\xae"
         "gpj.exe",
      100, "usergpj.exe");
  check ("\xe2\x81\xa6x\xe2\x81\xa9\xd8\x9c\xe2\x80\x8f\xef\xbb\xbf", 100, "x");
}

TEST (bytes_that_are_no_text)
{
  check ("a\xff\xc3", 100, "a\xef\xbf\xbd\xef\xbf\xbd");
  /* A byte of C1 alone is no character. */
  check ("\x9b"
         "31m",
      100,
      "\xef\xbf\xbd"
      "31m");
}

TEST (long_text_is_cut_between_characters)
{
  check ("abcdef", 6, "abcdef");
  check ("abcdefg", 6, "abc\xe2\x80\xa6");
  check ("ab\xe4\xb8\x96\xe4\xb8\x96", 7, "ab\xe2\x80\xa6");
  check ("abc", 2, "");
  check ("abc", 0, "");
}

TEST_MAIN ()

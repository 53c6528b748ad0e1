/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linebreak.c - pairs of characters, and their widths. */

#include "media/linebreak.h"
#include "../support/testcase.h"

/* The text with | where a line may break, and : where it does if it must. */
static void
check (const gchar *marked)
{
  g_autoptr (GString) got = g_string_new (NULL);
  gunichar last = 0;

  for (const gchar *p = marked; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '|' || c == ':')
      continue;
    if (last != 0)
      switch (oa_line_break (last, c)) {
        case OA_BREAK_WELL:
          g_string_append_c (got, '|');
          break;
        case OA_BREAK_IN_WORD:
          g_string_append_c (got, ':');
          break;
        default:
          break;
      }
    g_string_append_unichar (got, c);
    last = c;
  }
  g_assert_cmpstr (got->str, ==, marked);
}

TEST (words_of_letters)
{
  check ("Hello |there, |Zoë");
  check ("3.50 |euros");
  check ("\"Oui, |merci.\"");
  check ("안녕하세요 |여러분");
}

TEST (chinese_and_japanese)
{
  check ("感|谢|您|的|来|电。|我|们");
  check ("「お|電|話」|を");
  check ("チェッ|ク|ア|ウ|ト");
  check ("ラー|メ|ン、|二|つ！");
  check ("时|间|10|点");
  check ("す|る……|は|い");
}

TEST (scripts_of_syllables)
{
  check ("ส:วั:ส:ดี:ค:รั:บ");
  check ("เมื:อ:ง");
  check ("น้ำ:ไป");
  check ("ກະ:ລຸ:ນາ");
  check ("ក:ណ្តា:ល");
}

TEST (columns)
{
  g_assert_cmpuint (oa_line_get_columns ('a'), ==, 1);
  g_assert_cmpuint (oa_line_get_columns (0x611f), ==, 2);
  g_assert_cmpuint (oa_line_get_columns (0xff01), ==, 2);
  g_assert_cmpuint (oa_line_get_columns (0x0e31), ==, 0);
  g_assert_cmpuint (oa_line_get_columns (0x0301), ==, 0);
  g_assert_cmpuint (oa_line_get_columns (0x200b), ==, 0);
}

TEST_MAIN ()

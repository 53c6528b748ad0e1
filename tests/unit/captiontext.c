/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captiontext.c - captions that are text to every writer of subtitles. */

#include <string.h>

#include "media/captiontext.h"
#include "../support/testcase.h"

typedef struct
{
  const gchar *text;
  const gchar *neutral;
} Case;

static const Case cases[] = {
  { "", "" },
  { "Plain words.", "Plain words." },
  { "AT&T, 1 < 2 & 3 > 2; a<-b", "AT&T, 1 < 2 & 3 > 2; a<-b" },
  { "<b>bold</b>", "‹b>bold‹/b>" },
  { "<00:00:01.000>now", "‹00:00:01.000>now" },
  { "&lt;i&gt; &#60;", "＆lt;i＆gt; ＆#60;" },
  { "00:00:00.000 --> 00:59:00.000", "00:00:00.000 --› 00:59:00.000" },
  { "-->-->", "--›--›" },
  { "{\\an8}up", "{∖an8}up" },
  { "Grüße, 世界 <c>", "Grüße, 世界 ‹c>" },
  { "a & b; c", "a & b; c" },
  { "<", "<" },
  { "&", "&" },
};

TEST (cases)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *neutral = oa_caption_text_neutralize (cases[i].text);

    g_assert_cmpstr (neutral, ==, cases[i].neutral);
  }
}

/* Whatever it is made of, it is UTF-8 afterwards, and has none of these. */
TEST (any_text)
{
  static const gchar *parts[] = { "<", "b", "/", ">", "-", "&", "#", ";", "{",
    "\\", " ", "ü", "1", "\n" };

  for (guint round = 0; round < 20000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    gchar *neutral, *again;

    for (guint i = 0; i < 12; i++)
      g_string_append (text,
          parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
    neutral = oa_caption_text_neutralize (text->str);
    g_assert_true (g_utf8_validate (neutral, -1, NULL));
    g_assert_null (strstr (neutral, "-->"));
    g_assert_null (strstr (neutral, "<b"));
    g_assert_null (strstr (neutral, "</"));
    g_assert_null (strstr (neutral, "{\\"));
    again = oa_caption_text_neutralize (neutral);
    g_assert_cmpstr (again, ==, neutral);
    g_free (again);
    g_free (neutral);
  }
}

TEST_MAIN ()

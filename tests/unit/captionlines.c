/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionlines.c - sentences, clauses, words; in pieces, in any script. */

#include <string.h>

#include "media/captionlines.h"
#include "media/linebreak.h"
#include "../support/testcase.h"

typedef struct
{
  const gchar *name;
  const gchar *text;
  const gchar *lines; /* joined by | */
} Case;

static const Case cases[] = {
  { "one", "Hello there.", "Hello there." },
  { "sentences", "It is late. Is it? It is!", "It is late.|Is it? It is!" },
  { "short-joins", "Yes. I would. So I will.", "Yes. I would.|So I will." },
  { "title", "I met Dr. Smith and Mrs. Jones. We ate.",
      "I met Dr. Smith and Mrs. Jones.|We ate." },
  { "initial", "It was J. R. Tolkien himself. Yes.",
      "It was J. R. Tolkien himself.|Yes." },
  { "number", "It costs 3.50 euros, or 4.", "It costs 3.50 euros, or 4." },
  { "quotes", "He said: \"Come here!\" She came.",
      "He said: \"Come here!\"|She came." },
  { "guillemets", "Il a dit \302\253Oui, merci.\302\273 Bon.",
      "Il a dit \302\253Oui, merci.\302\273|Bon." },
  { "ellipsis", "Well now... That is it.", "Well now...|That is it." },
  { "newlines", "First one\nSecond\r\n\n  Third", "First one|Second|Third" },
  { "space", "  \t \n ", "" },
  { "empty", "", "" },
  { "clause",
      "This is the first clause and it is a long one, and here is the "
      "second one with more words",
      "This is the first clause and it is a "
      "long one,|and here is the second one with more words" },
  { "early-comma",
      "Well, this sentence has a comma at its beginning and then "
      "it goes on and on without any other",
      "Well, this sentence has a "
      "comma at its beginning and then it goes on and on without|any other" },
  { "chinese",
      "\344\275\240\345\245\275\346\234\213\345\217\213\345\220\227\357\274\237"
      "\346\210\221\345\276\210\345\245\275\343\200\202",
      "\344\275\240\345\245\275\346\234\213\345\217\213\345\220\227\357\274\237|"
      "\346\210\221\345\276\210\345\245\275\343\200\202" },
};

static gchar *
join (gchar *so_far, gchar *line)
{
  gchar *both = so_far == NULL ? g_strdup (line)
                               : g_strconcat (so_far, "|", line, NULL);

  g_free (so_far);
  g_free (line);
  return both;
}

static gchar *
take_closed (OaCaptionLines *lines, gchar *so_far)
{
  OaCaptionLine line;

  while (oa_caption_lines_peek (lines, &line) && line.closed)
    so_far = join (so_far, oa_caption_lines_take (lines, &line));
  return so_far;
}

/* In pieces of @step characters, or as a whole: the same lines. */
static void
check_in_pieces (const Case *c, guint step)
{
  OaCaptionLines *lines = oa_caption_lines_new ();
  const gchar *p = c->text, *end;
  g_autofree gchar *got = NULL;

  while (*p != '\0') {
    glong left = g_utf8_strlen (p, -1);
    g_autofree gchar *piece = NULL;

    end = g_utf8_offset_to_pointer (p, MIN (left, step));
    piece = g_strndup (p, end - p);
    oa_caption_lines_append (lines, piece);
    got = take_closed (lines, got);
    p = end;
  }
  oa_caption_lines_finish (lines, c->text);
  got = take_closed (lines, got);
  g_assert_cmpstr (got != NULL ? got : "", ==, c->lines);
  oa_caption_lines_free (lines);
}

static void
test_case (gconstpointer data)
{
  for (guint step = 1; step < 12; step++)
    check_in_pieces (data, step);
  check_in_pieces (data, 1000);
}

/* Text without spaces is cut where it may be, and no line is too long. */
TEST (scripts_without_spaces)
{
  static const gchar *const texts[] = {
    "感谢您的来电我们酒店位于市中心距离火车站步行十分钟每天早上七点到十点供应早餐请问您想"
    "预订哪一天的房间需要几位入住是否需要停车位如果您需要我可以介绍附近的景点",
    "お電話ありがとうございますご予約の確認をいたしますのでお名前とお電話番号をお聞かせくだ"
    "さいチェックアウトはーっゃゅょゃゅょです」」」」」」」」少々お待ちください",
    "สวัสดีครับขอบคุณที่โทรมาโรงแรมของเราตั้งอยู่ใจกลางเมืองเดินจากสถานีรถไฟเพียงสิบนาที"
    "อาหารเช้าเสิร์ฟทุกวันเวลาเจ็ดโมงเช้าถึงสิบโมงเช้า",
    "សូមអរគុណសម្រាប់ការហៅទូរសព្ទរបស់អ្នកសណ្ឋាគាររបស់យើងស្ថិតនៅកណ្តាលទីក្រុងដើរពីស្ថានីយ៍",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    OaCaptionLines *lines = oa_caption_lines_new ();
    g_autoptr (GString) all = g_string_new (NULL);
    OaCaptionLine line;

    oa_caption_lines_append (lines, texts[i]);
    oa_caption_lines_finish (lines, NULL);
    while (oa_caption_lines_peek (lines, &line)) {
      g_autofree gchar *text = oa_caption_lines_take (lines, &line);
      guint columns = 0;

      for (const gchar *p = text; *p != '\0'; p = g_utf8_next_char (p))
        columns += oa_line_get_columns (g_utf8_get_char (p));
      g_assert_cmpuint (columns, <=, OA_CAPTION_COLUMNS);
      g_string_append (all, text);
    }
    g_assert_cmpstr (all->str, ==, texts[i]);
    oa_caption_lines_free (lines);
  }
}

TEST (weights)
{
  static const struct
  {
    const gchar *text;
    gdouble weight;
  } weights[] = {
    { "ab", 2 },
    { "a b", 2.5 },
    { "12", 8 },
    { "a…", 1 },
    { "5%", 8 },
    { "日本", 6 },
    { "ab–c", 3 },
    { "。", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
    OaCaptionLines *lines = oa_caption_lines_new ();

    oa_caption_lines_append (lines, weights[i].text);
    g_assert_cmpfloat (oa_caption_lines_get_weight (lines), ==,
        weights[i].weight);
    oa_caption_lines_free (lines);
  }
}

/* Lines of any text put together are its words, and none is too long. */
TEST (words_stay_whole)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 200; round++) {
    OaCaptionLines *lines = oa_caption_lines_new ();
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree gchar *got = NULL;
    OaCaptionLine line;
    gdouble at = 0;

    for (guint i = 0; i < 60; i++)
      g_string_append_printf (text, "%.*s%s", g_rand_int_range (rand, 1, 12),
          "abcdefghijklmno",
          (const gchar *[]){ " ", ", ", ". ",
              " - " }[g_rand_int_range (rand, 0, 4)]);
    oa_caption_lines_append (lines, text->str);
    oa_caption_lines_finish (lines, NULL);
    while (oa_caption_lines_peek (lines, &line)) {
      g_autofree gchar *one = oa_caption_lines_take (lines, &line);

      g_assert_cmpuint (strlen (one), <=, OA_CAPTION_COLUMNS + 1);
      g_assert_cmpuint (strlen (one), >, 0);
      g_assert_cmpfloat (line.begin, ==, at);
      at = line.end;
      got = join (got, g_steal_pointer (&one));
      got = join (got, g_strdup (""));
    }
    g_strdelimit (got, "|", ' ');
    g_strstrip (g_strdelimit (text->str, "\n", ' '));
    {
      g_auto (GStrv) a = g_strsplit_set (got, " ", -1);
      g_auto (GStrv) b = g_strsplit_set (text->str, " ", -1);
      guint n = 0, m = 0;

      while (b[m] != NULL) {
        while (a[n] != NULL && *a[n] == '\0')
          n++;
        if (*b[m] != '\0')
          g_assert_cmpstr (a[n++], ==, b[m]);
        m++;
      }
    }
    oa_caption_lines_free (lines);
  }
}

TEST (open_line_ends_with_a_whole_word)
{
  OaCaptionLines *lines = oa_caption_lines_new ();
  OaCaptionLine line;
  g_autofree gchar *text = NULL, *rest = NULL;

  oa_caption_lines_append (lines, "Hel");
  g_assert_false (oa_caption_lines_peek (lines, &line));
  oa_caption_lines_append (lines, "lo my fri");
  g_assert_true (oa_caption_lines_peek (lines, &line));
  g_assert_false (line.closed);
  text = oa_caption_lines_take (lines, &line);
  g_assert_cmpstr (text, ==, "Hello my");
  oa_caption_lines_append (lines, "endly one. And");
  g_assert_true (oa_caption_lines_peek (lines, &line));
  g_assert_true (line.closed);
  g_assert_cmpint (line.before, ==, OA_CAPTION_BREAK_WORD);
  rest = oa_caption_lines_take (lines, &line);
  g_assert_cmpstr (rest, ==, "friendly one.");
  oa_caption_lines_free (lines);
}

/* The text as a whole replaces what was not taken, and only if it agrees with
 * what was. */
TEST (whole_text)
{
  static const gchar *const wholes[] = { "It is late. Good night!",
    "Something else.", NULL };
  static const gchar *const expected[] = { "Good night!", "Good nigh",
    "Good nigh" };

  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++) {
    OaCaptionLines *lines = oa_caption_lines_new ();
    g_autofree gchar *first = NULL, *rest = NULL;

    oa_caption_lines_append (lines, "It is late. Good nigh");
    first = take_closed (lines, NULL);
    g_assert_cmpstr (first, ==, "It is late.");
    oa_caption_lines_finish (lines, wholes[i]);
    oa_caption_lines_append (lines, "too late");
    rest = take_closed (lines, NULL);
    g_assert_cmpstr (rest, ==, expected[i]);
    oa_caption_lines_free (lines);
  }
}

TEST (hostile_text)
{
  OaCaptionLines *lines = oa_caption_lines_new ();
  g_autofree gchar *huge = g_strnfill (3 * 1024 * 1024, 'x');
  gsize total = 0;
  OaCaptionLine line;

  oa_caption_lines_append (lines, "\xff\xfe bad \xc3");
  oa_caption_lines_append (lines, huge);
  oa_caption_lines_append (lines, "\x01\x02\x1b[2J");
  oa_caption_lines_finish (lines, NULL);
  while (oa_caption_lines_peek (lines, &line)) {
    g_autofree gchar *text = oa_caption_lines_take (lines, &line);

    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_null (strpbrk (text, "\x01\x02\x1b\n"));
    g_assert_cmpuint (strlen (text), <, 1100);
    total += strlen (text);
  }
  g_assert_cmpuint (total, >, 1000 * 1000);
  g_assert_cmpuint (total, <=, 1024 * 1024);
  oa_caption_lines_free (lines);
}

TEST_MAIN (TEST_ROWS (case, cases))

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sentences.c - where a stream of text is cut. */

#include "conversation/sentences.h"
#include "../support/testcase.h"

typedef struct
{
  const gchar *name;
  const gchar *deltas[8];
  const gchar *sentences; /* each with a bar behind it */
} Case;

static const Case cases[] = {
  { "nothing", { NULL }, "" },
  { "a full stop and a word", { " Hello.", " How", " are", " you?" },
      "Hello.|How are you?|" },
  { "no space, no end", { " 3", ".", "5", " metres" }, "3.5 metres|" },
  { "only blanks", { " ", "  " }, "|" },
  { "without spaces",
      { "\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82", "\xe5\x86\x8d\xe8\xa7\x81" },
      "\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82|\xe5\x86\x8d\xe8\xa7\x81|" },
  { "an empty piece", { "Yes.", "", " No." }, "Yes.|No.|" },
};

static void
test_cut (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GString) sentences = g_string_new (NULL);
  g_autofree gchar *last = NULL;
  OaSentences stream;

  oa_sentences_init (&stream);
  for (guint i = 0; c->deltas[i]; i++) {
    g_autofree gchar *sentence = oa_sentences_add (&stream, c->deltas[i]);

    if (sentence)
      g_string_append_printf (sentences, "%s|", sentence);
  }
  last = oa_sentences_end (&stream);
  if (last)
    g_string_append_printf (sentences, "%s|", last);
  g_assert_cmpstr (sentences->str, ==, c->sentences);
  oa_sentences_clear (&stream);
}

/* Who never stops is cut at a word, or anywhere. */
static void
test_bounded (gconstpointer data)
{
  gboolean words = GPOINTER_TO_INT (data);
  OaSentences stream;
  guint n = 0;

  oa_sentences_init (&stream);
  for (guint i = 0; i < 10000; i++) {
    g_autofree gchar *sentence =
        oa_sentences_add (&stream, words ? " word" : "word");

    n += sentence != NULL;
    g_assert_cmpuint (stream.text->len, <=, words ? 410 : 4010);
  }
  g_assert_cmpuint (n, ==, words ? 10000 / 80 - 1 : 10000 / 1000 - 1);
  g_assert_cmpuint (stream.number, ==, n + 1);
  oa_sentences_clear (&stream);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  TEST_ROWS (cut, cases);
  TEST_ROW (bounded, "words without end", GINT_TO_POINTER (TRUE));
  TEST_ROW (bounded, "text without end", GINT_TO_POINTER (FALSE));
  return g_test_run ();
}

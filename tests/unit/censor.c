/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* censor.c - which texts are secrets, and what is left of a text. */

#include "session/censor.h"
#include "protocol/secretname.h"
#include "transport/secret.h"
#include "../support/testcase.h"

static void
assert_becomes (OaCensor *censor, const gchar *text, const gchar *expected)
{
  g_autofree gchar *copy = g_strdup (text);

  oa_censor_text (censor, &copy);
  g_assert_cmpstr (copy, ==, expected);
}

TEST (all_secrets_of_a_run)
{
  OaCensor *censor = oa_censor_new ();

  oa_censor_add (censor, "first-secret-key-1");
  oa_censor_add (censor, "second-secret-key-2");
  oa_censor_add (censor, NULL);
  assert_becomes (censor, "a first-secret-key-1, second-secret-key-2.",
      "a ***, ***.");
  assert_becomes (censor, "nothing", "nothing");
  assert_becomes (censor, NULL, NULL);
  oa_censor_free (censor);
}

TEST (cut_secrets)
{
  OaCensor *censor = oa_censor_new ();

  oa_censor_add (censor, "sk-abcdefghijklmnop");
  assert_becomes (censor, "sk-abcdefghi", "***");
  assert_becomes (censor, "(sk-abcdefghijk...)", "(***...)");
  assert_becomes (censor, "sk-abcdefgh is less", "sk-abcdefgh is less");
  assert_becomes (censor, "sk-abcdefghijklmnopsk-abcdefghijklmnop", "******");
  oa_censor_free (censor);
}

/* "x" as a key must not turn "proxy" into "pro***y". */
TEST (short_secrets_leave_sentences_alone)
{
  OaCensor *censor = oa_censor_new ();

  oa_censor_add (censor, "x");
  oa_censor_add (censor, "");
  oa_censor_add (censor, "sevenxx");
  assert_becomes (censor, "The proxy refused sevenxx.",
      "The proxy refused sevenxx.");
  oa_censor_add (censor, "eight-xx");
  assert_becomes (censor, "eight-xx eight-x", "*** eight-x");
  oa_censor_free (censor);
}

TEST (names)
{
  static const struct
  {
    const gchar *name;
    gboolean holds, ends;
  } rows[] = {
    { "Authorization", TRUE, TRUE },
    { "X-Api-Key", TRUE, TRUE },
    { "access_token", TRUE, TRUE },
    { "X-Bearer", TRUE, TRUE },
    { "Credential", TRUE, TRUE },
    { "sig", TRUE, TRUE },
    { "X-Token-Id", TRUE, FALSE },
    { "max_output_tokens", TRUE, FALSE },
    { "model", FALSE, FALSE },
    { "design", FALSE, FALSE },
    { "", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpint (oa_secret_name_holds (rows[i].name), ==, rows[i].holds);
    g_assert_cmpint (oa_secret_name_ends (rows[i].name), ==, rows[i].ends);
  }
}

TEST (keys)
{
  g_autofree gchar *key = g_strnfill (OA_SECRET_MAX_KEY + 1, 'k');

  g_assert_true (oa_secret_is_key ("sk-1"));
  g_assert_false (oa_secret_is_key (""));
  g_assert_false (oa_secret_is_key ("sk 1"));
  g_assert_false (oa_secret_is_key ("sk-1\n"));
  g_assert_false (oa_secret_is_key ("sk-\303\274"));
  g_assert_false (oa_secret_is_key (key));
  g_assert_true (oa_secret_is_key (key + 1));
}

TEST_MAIN ()

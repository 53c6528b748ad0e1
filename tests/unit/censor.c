/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* censor.c - which texts are secrets, and what is left of a text. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "censor.h"

static void
assert_becomes (OaCensor *censor, const gchar *text, const gchar *expected)
{
  gchar *copy = g_strdup (text);

  oa_censor_text (censor, &copy);
  g_assert_cmpstr (copy, ==, expected);
  g_free (copy);
}

static void
test_all_secrets_of_a_run (void)
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

static void
test_cut_secrets (void)
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
static void
test_short_secrets_leave_sentences_alone (void)
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

static void
test_names (void)
{
  g_assert_true (oa_censor_is_name ("Authorization"));
  g_assert_true (oa_censor_is_name ("X-Api-Key"));
  g_assert_true (oa_censor_is_name ("access_token"));
  g_assert_true (oa_censor_is_name ("sig"));
  g_assert_false (oa_censor_is_name ("model"));
  g_assert_false (oa_censor_is_name ("design"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name) g_test_add_func ("/censor/" #name, test_##name)
  TEST (all_secrets_of_a_run);
  TEST (cut_secrets);
  TEST (short_secrets_leave_sentences_alone);
  TEST (names);
#undef TEST
  return g_test_run ();
}

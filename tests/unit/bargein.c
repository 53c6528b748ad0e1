/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* bargein.c - what is an interruption and what a false start. */

#include "session/bargein.h"
#include "../support/testcase.h"

#define MS 1000

static OaBargeIn *
barge_in_new (guint hold_ms, guint min_ms, gboolean transcribes)
{
  OaBargeIn *self = oa_barge_in_new ();
  const OaBargeInRules rules = { hold_ms, min_ms, 300, 500, transcribes };

  oa_barge_in_configure (self, &rules);
  return self;
}

static void
assert_turn (OaBargeIn *self, const gchar *item)
{
  g_autofree gchar *turn = oa_barge_in_take_turn (self);

  g_assert_cmpstr (turn, ==, item);
}

/* The service counts padding and silence in: @ms of real speech. */
static OaBargeInDecision
utter (OaBargeIn *self, const gchar *item, guint ms)
{
  g_assert_cmpint (oa_barge_in_started (self, item, 1000, TRUE, 0), ==,
      OA_BARGE_IN_HOLD);
  return oa_barge_in_stopped (self, item, 1000 + 300 + ms + 500);
}

TEST (without_doubt_all_speech_interrupts)
{
  OaBargeIn *self = barge_in_new (0, 300, FALSE);

  g_assert_cmpint (oa_barge_in_started (self, "u", 0, TRUE, 0), ==,
      OA_BARGE_IN_INTERRUPT);
  g_assert_cmpint (oa_barge_in_committed (self, "u"), ==, OA_TURN_ANSWER);
  g_assert_cmpint (oa_barge_in_get_deadline (self), ==, -1);
  oa_barge_in_free (self);
}

TEST (nothing_to_interrupt)
{
  OaBargeIn *self = barge_in_new (1500, 300, FALSE);

  g_assert_cmpint (oa_barge_in_started (self, "u", 0, FALSE, 0), ==,
      OA_BARGE_IN_NOTHING);
  g_assert_cmpint (oa_barge_in_stopped (self, "u", 100), ==,
      OA_BARGE_IN_NOTHING);
  g_assert_cmpint (oa_barge_in_committed (self, "u"), ==, OA_TURN_ANSWER);
  oa_barge_in_free (self);
}

TEST (length_decides_to_the_millisecond)
{
  for (guint ms = 0; ms <= 600; ms++) {
    OaBargeIn *self = barge_in_new (1500, 300, FALSE);

    g_assert_cmpint (utter (self, "u", ms), ==, ms < 300
        ? OA_BARGE_IN_RESUME : OA_BARGE_IN_INTERRUPT);
    g_assert_cmpint (oa_barge_in_committed (self, "u"), ==, ms < 300
        ? OA_TURN_DELETE : OA_TURN_ANSWER);
    assert_turn (self, NULL);
    /* Once only. */
    g_assert_cmpint (oa_barge_in_committed (self, "u"), ==, OA_TURN_ANSWER);
    oa_barge_in_free (self);
  }
}

TEST (words_decide)
{
  static const struct
  {
    const gchar *text;
    gboolean meant;
  } cases[] = {
    { "", FALSE },
    { " \n", FALSE },
    { "…", FALSE },
    { "?!", FALSE },
    { "No", TRUE },
    { " 7", TRUE },
    { "är", TRUE },
    { "はい", TRUE },
    { NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    OaBargeIn *self = barge_in_new (1500, 300, TRUE);

    g_assert_cmpint (utter (self, "u", 400), ==, OA_BARGE_IN_NOTHING);
    g_assert_cmpint (oa_barge_in_committed (self, "u"), ==, OA_TURN_WAIT);
    g_assert_true (oa_barge_in_is_pending (self));
    g_assert_cmpint (oa_barge_in_transcribed (self, "other", ""), ==,
        OA_BARGE_IN_NOTHING);
    g_assert_cmpint (oa_barge_in_transcribed (self, "u", cases[i].text), ==,
        cases[i].meant ? OA_BARGE_IN_INTERRUPT : OA_BARGE_IN_RESUME);
    /* Committed before: the verdict gives the turn, to answer or to delete. */
    assert_turn (self, "u");
    assert_turn (self, NULL);
    oa_barge_in_free (self);
  }
}

/* Words that come before the commit, as some services do it. */
TEST (no_words_before_the_commit)
{
  OaBargeIn *self = barge_in_new (1500, 300, TRUE);

  g_assert_cmpint (utter (self, "u", 400), ==, OA_BARGE_IN_NOTHING);
  g_assert_cmpint (oa_barge_in_transcribed (self, "u", ""), ==,
      OA_BARGE_IN_RESUME);
  assert_turn (self, NULL);
  g_assert_cmpint (oa_barge_in_committed (self, "u"), ==, OA_TURN_DELETE);
  oa_barge_in_free (self);
}

TEST (doubt_has_an_end)
{
  OaBargeIn *self = barge_in_new (1500, 300, FALSE);

  g_assert_cmpint (oa_barge_in_started (self, "u", 0, TRUE, 7 * MS), ==,
      OA_BARGE_IN_HOLD);
  g_assert_cmpint (oa_barge_in_get_deadline (self), ==, 1507 * MS);
  g_assert_cmpint (oa_barge_in_poll (self, 1507 * MS - 1), ==,
      OA_BARGE_IN_NOTHING);
  g_assert_cmpint (oa_barge_in_poll (self, 1507 * MS), ==,
      OA_BARGE_IN_INTERRUPT);
  g_assert_cmpint (oa_barge_in_poll (self, 9999 * MS), ==,
      OA_BARGE_IN_NOTHING);
  /* What comes of it later is an ordinary turn. */
  g_assert_cmpint (oa_barge_in_stopped (self, "u", 10), ==,
      OA_BARGE_IN_NOTHING);
  g_assert_cmpint (oa_barge_in_committed (self, "u"), ==, OA_TURN_ANSWER);
  oa_barge_in_free (self);
}

TEST (a_second_sound_means_it)
{
  OaBargeIn *self = barge_in_new (1500, 300, TRUE);

  g_assert_cmpint (utter (self, "u1", 400), ==, OA_BARGE_IN_NOTHING);
  oa_barge_in_committed (self, "u1");
  g_assert_cmpint (oa_barge_in_started (self, "u2", 3000, TRUE, 0), ==,
      OA_BARGE_IN_INTERRUPT);
  /* The answer waits for the end of what the user says now. */
  assert_turn (self, NULL);
  g_assert_cmpint (oa_barge_in_committed (self, "u2"), ==, OA_TURN_ANSWER);
  oa_barge_in_free (self);
}

TEST (void)
{
  OaBargeIn *self = barge_in_new (1500, 300, FALSE);

  g_assert_cmpint (oa_barge_in_dismiss (self), ==, OA_BARGE_IN_NOTHING);
  oa_barge_in_started (self, "u", 0, TRUE, 0);
  g_assert_cmpint (oa_barge_in_dismiss (self), ==, OA_BARGE_IN_RESUME);
  g_assert_cmpint (oa_barge_in_dismiss (self), ==, OA_BARGE_IN_NOTHING);
  oa_barge_in_free (self);
}

/* Of a service that tells no times every utterance was too short. */
TEST (without_times_it_is_meant)
{
  OaBargeIn *self = barge_in_new (1500, 300, FALSE);

  oa_barge_in_started (self, "u", -1, TRUE, 0);
  g_assert_cmpint (oa_barge_in_stopped (self, "u", 2000), ==,
      OA_BARGE_IN_INTERRUPT);
  oa_barge_in_started (self, "v", 100, TRUE, 0);
  g_assert_cmpint (oa_barge_in_stopped (self, "v", -1), ==,
      OA_BARGE_IN_INTERRUPT);
  oa_barge_in_free (self);

  /* Words can still tell. */
  self = barge_in_new (1500, 300, TRUE);
  oa_barge_in_started (self, "u", -1, TRUE, 0);
  g_assert_cmpint (oa_barge_in_stopped (self, "u", -1), ==,
      OA_BARGE_IN_NOTHING);
  g_assert_cmpint (oa_barge_in_transcribed (self, "u", "..."), ==,
      OA_BARGE_IN_RESUME);
  oa_barge_in_free (self);
}

/* Cough after cough: each is held, each is forgiven. */
TEST (again_and_again)
{
  OaBargeIn *self = barge_in_new (1500, 300, FALSE);

  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *item = g_strdup_printf ("u%u", i);

    g_assert_cmpint (utter (self, item, 100), ==, OA_BARGE_IN_RESUME);
    g_assert_cmpint (oa_barge_in_committed (self, item), ==, OA_TURN_DELETE);
  }
  oa_barge_in_free (self);
}

TEST_MAIN ()

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* backoff.c - waits that grow, budgets that end, health that resets. */

#include "session/backoff.h"
#include "../support/testcase.h"

#define MS G_GINT64_CONSTANT (1000)
#define S (1000 * MS)

TEST (waits_double_up_to_a_limit)
{
  static const guint ms[] = { 500, 1000, 2000, 4000, 8000, 16000, 30000,
    30000 };
  OaBackoff self = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ms); i++)
    g_assert_cmpint (oa_backoff_down (&self, 0, -1, 1, 1), ==, ms[i] * MS);
}

/* Many clients that lost the same service do not come back together. */
TEST (jitter_is_full)
{
  for (guint i = 0; i <= 10; i++) {
    OaBackoff self = { .tries = 3 };

    g_assert_cmpint (oa_backoff_down (&self, 0, -1, i / 10.0, 1), ==,
        (gint64) (i / 10.0 * 4000 * MS));
  }
}

TEST (budget)
{
  OaBackoff self = { 0 };

  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (oa_backoff_down (&self, 5, -1, 0, 1), ==, 0);
  g_assert_cmpint (oa_backoff_down (&self, 5, -1, 0, 1), ==, -1);
  g_assert_cmpint (oa_backoff_down (&self, 5, -1, 0, 1), ==, -1);
}

TEST (health_gives_the_budget_back)
{
  OaBackoff self = { 0 };

  oa_backoff_down (&self, 2, -1, 0, 1);
  oa_backoff_up (&self, 10 * S);
  /* A connection that breaks at once is no success. */
  g_assert_cmpint (oa_backoff_down (&self, 2, -1, 0, 69 * S), ==, 0);
  oa_backoff_up (&self, 70 * S);
  g_assert_cmpint (oa_backoff_down (&self, 2, -1, 1, 130 * S), ==, 500 * MS);
  g_assert_cmpint (oa_backoff_down (&self, 2, -1, 1, 131 * S), ==, 1000 * MS);
  g_assert_cmpint (oa_backoff_down (&self, 2, -1, 1, 132 * S), ==, -1);
}

TEST (retry_after)
{
  OaBackoff self = { 0 };

  g_assert_cmpint (oa_backoff_down (&self, 0, 7, 0.5, 1), ==, 7 * S);
  g_assert_cmpint (oa_backoff_down (&self, 0, 0, 1, 1), ==, 1000 * MS);
  g_assert_cmpint (oa_backoff_down (&self, 0, 301, 1, 1), ==, -1);
}

/* Live, half a minute is too long to wait for a service that is up again. */
TEST (live_waits_are_short)
{
  OaBackoff self = { .longest_ms = OA_BACKOFF_LONGEST_LIVE_MS };

  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (oa_backoff_down (&self, 0, -1, 1, 1), <=, 4000 * MS);
  g_assert_cmpint (oa_backoff_down (&self, 0, -1, 1, 1), ==, 4000 * MS);
  g_assert_cmpint (oa_backoff_down (&self, 0, 7, 1, 1), ==, 7 * S);
}

TEST (use_gives_the_budget_back)
{
  OaBackoff self = { 0 };

  oa_backoff_down (&self, 2, -1, 0, 1 * S);
  oa_backoff_down (&self, 2, -1, 0, 2 * S);
  g_assert_cmpint (self.first_down, ==, 1 * S);
  oa_backoff_up (&self, 3 * S);
  oa_backoff_healthy (&self);
  g_assert_cmpint (oa_backoff_down (&self, 2, -1, 0, 4 * S), ==, 0);
  g_assert_cmpint (self.first_down, ==, 4 * S);
}

TEST_MAIN ()

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limit.c - money by a table, and the ends of a conversation. */

#include "session/limit.h"
#include "session/prices.h"
#include "../support/testcase.h"

#define S G_GINT64_CONSTANT (1000000)

#define TABLE \
  "{\"currency\":\"USD\",\"models\":{\"m\":{\"text_input\":4," \
  "\"text_cached\":0.4,\"text_output\":24,\"audio_input\":32," \
  "\"audio_cached\":0.5,\"audio_output\":64}}}"

#define MAIN \
  "\"text_input\":4,\"text_output\":24,\"audio_input\":32," \
  "\"audio_output\":64"

TEST (cost)
{
  OaPrices *prices = oa_prices_new (TABLE, "m", NULL);
  const OaUsage nothing = { 0 };
  const OaUsage some = { .input_text_tokens = 1000,
    .input_audio_tokens = 2000,
    .cached_tokens = 700,
    .cached_text_tokens = 200,
    .cached_audio_tokens = 500,
    .output_text_tokens = 300,
    .output_audio_tokens = 400 };

  g_assert_cmpfloat (oa_prices_get_cost (prices, &nothing), ==, 0);
  g_assert_cmpfloat_with_epsilon (oa_prices_get_cost (prices, &some),
      (800 * 4 + 200 * 0.4 + 1500 * 32 + 500 * 0.5 + 300 * 24 + 400 * 64)
      / 1e6, 1e-12);
  oa_prices_free (prices);
}

/* More cached than there is: a service's slip must not make it free. */
TEST (cost_is_never_negative)
{
  OaPrices *prices = oa_prices_new (TABLE, "m", NULL);
  const OaUsage odd = { .input_text_tokens = 10, .cached_text_tokens = 100 };

  g_assert_cmpfloat_with_epsilon (oa_prices_get_cost (prices, &odd),
      10 * 0.4 / 1e6, 1e-12);
  oa_prices_free (prices);
}

TEST (tables_that_are_none)
{
  static const gchar *const tables[] = {
    "",
    "[]",
    "{}",
    "{\"models\":{}}",
    "{\"models\":{\"other\":{}}}",
    "{\"models\":{\"m\":{\"text_input\":-1}}}",
    "{\"models\":{\"m\":{\"audio_output\":1e300}}}",
    /* Each of these was a price of 0: the limit would never be reached. */
    "{\"models\":{\"m\":{\"audio_output\":\"64\"}}}",
    "{\"models\":{\"m\":{\"audio_output\":true}}}",
    "{\"models\":{\"m\":{\"audio_output\":null}}}",
    "{\"models\":{\"m\":{\"audio_ouput\":64}}}",
    "{\"models\":{\"m\":{" MAIN ",\"minute\":\"1\"}}}",
    "{\"models\":{\"m\":{" MAIN ",\"audio_cached\":\"1\"}}}",
    "{\"models\":{\"m\":{\"minute\":1}}}",
    /* One kind of token would be free. */
    "{\"models\":{\"m\":{\"text_output\":24,\"audio_input\":32,"
    "\"audio_output\":64}}}",
    "{\"models\":{\"m\":{\"text_input\":4,\"audio_input\":32,"
    "\"audio_output\":64}}}",
    "{\"models\":{\"m\":{\"text_input\":4,\"text_output\":24,"
    "\"audio_output\":64}}}",
    "{\"models\":{\"m\":{\"text_input\":4,\"text_output\":24,"
    "\"audio_input\":32}}}",
    "{\"models\":{\"m\":{}}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (oa_prices_new (tables[i], "m", &error));
    g_assert_nonnull (error);
    g_assert_true (error->domain == OA_PROTOCOL_ERROR);
  }
}

/* Cached tokens without a price of their own cost what others do. */
TEST (cached_costs_as_much_unless_told)
{
  g_autoptr (GError) error = NULL;
  OaPrices *prices =
      oa_prices_new ("{\"models\":{\"m\":{" MAIN "}}}", "m", &error);
  const OaUsage cached = { .input_text_tokens = 10,
    .cached_text_tokens = 10,
    .input_audio_tokens = 5,
    .cached_audio_tokens = 5 };

  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (oa_prices_get_cost (prices, &cached),
      (10 * 4 + 5 * 32) / 1e6, 1e-12);
  oa_prices_free (prices);
}

TEST (no_limits)
{
  OaLimits limits = { 0 };

  oa_limits_begin (&limits, 1);
  g_assert_cmpint (oa_limits_check (&limits, 1e9, 1e9 * S), ==,
      OA_LIMIT_NONE);
  g_assert_cmpint (oa_limits_get_deadline (&limits), ==, -1);
}

TEST (duration)
{
  OaLimits limits = { .max_duration = 60 };

  g_assert_cmpint (oa_limits_check (&limits, 0, 1000 * S), ==, OA_LIMIT_NONE);
  oa_limits_begin (&limits, 10 * S);
  /* A reconnect does not give more time. */
  oa_limits_begin (&limits, 50 * S);
  g_assert_cmpint (oa_limits_get_deadline (&limits), ==, 70 * S);
  g_assert_cmpint (oa_limits_check (&limits, 0, 70 * S - 1), ==,
      OA_LIMIT_NONE);
  g_assert_cmpint (oa_limits_check (&limits, 0, 70 * S), ==,
      OA_LIMIT_DURATION);
  /* Once. */
  g_assert_cmpint (oa_limits_check (&limits, 0, 71 * S), ==, OA_LIMIT_NONE);
  g_assert_cmpint (oa_limits_get_deadline (&limits), ==, -1);
}

TEST (cost_limit)
{
  OaLimits limits = { .max_cost = 0.5 };

  oa_limits_begin (&limits, 1);
  g_assert_cmpint (oa_limits_check (&limits, 0.499, 2), ==, OA_LIMIT_NONE);
  g_assert_cmpint (oa_limits_check (&limits, 0.5, 2), ==, OA_LIMIT_COST);
}

TEST (idle)
{
  OaLimits limits = { .max_idle = 30, .max_duration = 60 };

  oa_limits_begin (&limits, 10 * S);
  g_assert_cmpint (oa_limits_get_deadline (&limits), ==, 40 * S);
  oa_limits_note_voice (&limits, 35 * S);
  g_assert_cmpint (oa_limits_get_deadline (&limits), ==, 65 * S);
  g_assert_cmpint (oa_limits_check (&limits, 0, 64 * S), ==, OA_LIMIT_NONE);
  g_assert_cmpint (oa_limits_check (&limits, 0, 65 * S), ==, OA_LIMIT_IDLE);
}

TEST_MAIN ()

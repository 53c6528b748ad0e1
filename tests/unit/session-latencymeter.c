/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-latencymeter.c - what is measured of an answer, and of which. */

#include "session/latencymeter.h"
#include "../support/testcase.h"

#define MS G_GINT64_CONSTANT (1000)
#define NS_PER_MS G_GINT64_CONSTANT (1000000)

static void
assert_latencies (const OaLatencyMeter *meter, const gchar *response_id,
    gint64 delta, gint64 frame, gint64 sound)
{
  OaLatencies got;

  oa_latency_meter_get (meter, response_id, &got);
  g_assert_cmpint (got.first_delta, ==, delta);
  g_assert_cmpint (got.first_frame, ==, frame);
  g_assert_cmpint (got.first_sound, ==, sound);
}

TEST (an_answer)
{
  OaLatencyMeter meter;

  oa_latency_meter_init (&meter);
  assert_latencies (&meter, "r1", -1, -1, -1);
  /* Told 200 ms after the user really stopped. */
  oa_latency_meter_turn_ended (&meter, 4000, 200 * MS, 1000 * MS);
  oa_latency_meter_delta (&meter, "r1", 1100 * MS);
  assert_latencies (&meter, "r1", 300 * NS_PER_MS, -1, -1);
  oa_latency_meter_delta (&meter, "r1", 1500 * MS);
  oa_latency_meter_frame (&meter, "r1", 60 * NS_PER_MS, 1120 * MS);
  assert_latencies (&meter, "r1", 300 * NS_PER_MS, 320 * NS_PER_MS,
      380 * NS_PER_MS);
  g_assert_cmpint (meter.turn_end_ms, ==, 4000);
  oa_latency_meter_clear (&meter);
}

/* Speech that no turn was before, such as a greeting. */
TEST (without_a_turn)
{
  OaLatencyMeter meter;

  oa_latency_meter_init (&meter);
  oa_latency_meter_delta (&meter, "greeting", 500 * MS);
  oa_latency_meter_frame (&meter, "greeting", 0, 520 * MS);
  assert_latencies (&meter, "greeting", -1, -1, -1);
  oa_latency_meter_clear (&meter);
}

/* A late frame of the answer before says nothing of the next one. */
TEST (of_the_latest_answer_only)
{
  OaLatencyMeter meter;

  oa_latency_meter_init (&meter);
  oa_latency_meter_turn_ended (&meter, 1000, 0, 1000 * MS);
  oa_latency_meter_delta (&meter, "r1", 1200 * MS);
  oa_latency_meter_frame (&meter, "r1", 0, 1210 * MS);
  oa_latency_meter_turn_ended (&meter, 5000, 0, 5000 * MS);
  oa_latency_meter_delta (&meter, "r2", 5300 * MS);
  oa_latency_meter_frame (&meter, "r1", 0, 5310 * MS);
  assert_latencies (&meter, "r2", 300 * NS_PER_MS, -1, -1);
  assert_latencies (&meter, "r1", -1, -1, -1);
  oa_latency_meter_clear (&meter);
}

TEST_MAIN ()

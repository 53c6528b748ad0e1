/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordingclock.c - where audio lies when stamps and samples differ. */

#include "media/recordingclock.h"
#include "../support/testcase.h"

#define MS GST_MSECOND
#define NONE GST_CLOCK_TIME_NONE
#define RATE 24

static OaRecordingClock
begin (void)
{
  OaRecordingClock clock;

  oa_recording_clock_reset (&clock, OA_AUDIO_FORMAT_PCM);
  return clock;
}

/* @ms of audio that is stamped @at lies at @begin ms, behind @silence ms. */
static void
check (OaRecordingClock *clock, GstClockTime at, guint ms, guint silence,
    guint64 begin)
{
  guint64 samples = oa_recording_clock_stamp (clock, at, ms * RATE);

  g_assert_cmpuint (samples, ==, silence * RATE);
  oa_recording_clock_advance (clock, samples);
  g_assert_cmpuint (oa_recording_clock_advance (clock, ms * RATE), ==,
      begin * MS);
}

TEST (a_late_track_begins_late)
{
  OaRecordingClock clock = begin ();

  check (&clock, 4000 * MS, 100, 0, 4000);
  check (&clock, 4100 * MS, 100, 0, 4100);
}

TEST (without_stamps_it_begins_at_zero)
{
  OaRecordingClock clock = begin ();

  check (&clock, NONE, 100, 0, 0);
  check (&clock, NONE, 100, 0, 100);
}

/* Blocks of a second that are stamped half a second apart. */
TEST (overlapping_stamps_follow_the_samples)
{
  OaRecordingClock clock = begin ();

  for (guint i = 0; i < 20; i++) {
    check (&clock, i * 508 * MS, 250, 0, i * 1000);
    check (&clock, (i * 508 + 250) * MS, 750, 0, i * 1000 + 250);
  }
}

TEST (rough_stamps_follow_the_samples)
{
  static const gint off[] = { 0, 20, -20, 40, 0, -50, 10, 59, 3 };
  OaRecordingClock clock = begin ();

  for (guint i = 0; i < 900; i++)
    check (&clock, (1000 + i * 20 + off[i % G_N_ELEMENTS (off)]) * MS, 20, 0,
        1000 + i * 20);
}

TEST (a_hole_is_a_pause)
{
  OaRecordingClock clock = begin ();

  check (&clock, 0, 100, 0, 0);
  check (&clock, 2000 * MS, 100, 1900, 2000);
  check (&clock, 2100 * MS, 100, 0, 2100);
  check (&clock, 2260 * MS, 100, 60, 2260);
}

TEST (gaps_are_pauses)
{
  OaRecordingClock clock = begin ();

  check (&clock, 0, 100, 0, 0);
  for (guint i = 0; i < 20; i++) {
    guint64 samples =
        oa_recording_clock_gap (&clock, (100 + i * 20) * MS, 20 * MS);

    g_assert_cmpuint (samples, ==, 20 * RATE);
    oa_recording_clock_advance (&clock, samples);
  }
  check (&clock, 500 * MS, 100, 0, 500);
  /* With what is missing before it, and no more than is worth waiting for. */
  g_assert_cmpuint (oa_recording_clock_gap (&clock, 800 * MS, 100 * MS), ==,
      300 * RATE);
  oa_recording_clock_advance (&clock, 300 * RATE);
  g_assert_cmpuint (oa_recording_clock_gap (&clock, 900 * MS, 300 * GST_SECOND),
      ==, 60000 * RATE);
  oa_recording_clock_advance (&clock, 60000 * RATE);
  check (&clock, 300900 * MS, 100, 0, 300900);
}

/* Told twice, or of time in which audio came: no longer for that. */
TEST (a_gap_counts_once)
{
  OaRecordingClock clock = begin ();
  guint64 samples;

  check (&clock, 0, 100, 0, 0);
  g_assert_cmpuint (oa_recording_clock_gap (&clock, 20 * MS, 60 * MS), ==, 0);
  samples = oa_recording_clock_gap (&clock, 50 * MS, 250 * MS);
  g_assert_cmpuint (samples, ==, 200 * RATE);
  oa_recording_clock_advance (&clock, samples);
  g_assert_cmpuint (oa_recording_clock_gap (&clock, 50 * MS, 250 * MS), ==, 0);
  check (&clock, 300 * MS, 100, 0, 300);
  /* Audio without a stamp follows on. */
  check (&clock, NONE, 100, 0, 400);
  g_assert_cmpuint (oa_recording_clock_gap (&clock, 450 * MS, 100 * MS), ==,
      50 * RATE);
}

/* Where stamps overlap, the samples are ahead of them. */
TEST (a_gap_between_overlapping_stamps_counts)
{
  OaRecordingClock clock = begin ();

  for (guint i = 0; i < 4; i++)
    check (&clock, i * 500 * MS, 1000, 0, i * 1000);
  g_assert_cmpuint (oa_recording_clock_gap (&clock, 2500 * MS, 400 * MS), ==,
      400 * RATE);
}

TEST (a_very_long_hole)
{
  OaRecordingClock clock = begin ();

  check (&clock, 0, 100, 0, 0);
  check (&clock, 3600 * GST_SECOND, 100, 60000, 3600 * 1000);
  check (&clock, (3600 * 1000 + 100) * MS, 100, 0, 3600 * 1000 + 100);
}

/* The clock of the samples may be another than that of the stamps: no single
 * step is a hole. */
TEST (a_drift_is_no_hole)
{
  OaRecordingClock clock = begin ();

  for (guint i = 0; i < 3000; i++)
    check (&clock, i * (20 * MS + 200 * GST_USECOND), 20, 0, i * 20);
}

TEST_MAIN (gst_init (NULL, NULL))

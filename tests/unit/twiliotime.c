/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twiliotime.c - the phone company's times on the running time, and pieces of
 * whole frames the other way. */

#include "twilio/piecer.h"
#include "twilio/streamtime.h"
#include "../support/testcase.h"

#define MS GST_MSECOND
#define NONE GST_CLOCK_TIME_NONE

/*** times that come ***/

static OaTwilioStamp
stamp (OaTwilioTime *time, gint64 timestamp, GstClockTime now)
{
  OaTwilioStamp found;

  oa_twilio_time_stamp (time, timestamp, 20 * MS, now, &found);
  return found;
}

TEST (the_first_is_where_it_arrives)
{
  OaTwilioTime time = { 0 };
  OaTwilioStamp found = stamp (&time, 4000, 520 * MS);

  g_assert_cmpuint (found.pts, ==, 500 * MS);
  g_assert_cmpuint (found.gap, ==, 0);
  g_assert_true (found.discont);
  found = stamp (&time, 4020, 700 * MS);
  g_assert_cmpuint (found.pts, ==, 520 * MS);
  g_assert_cmpuint (found.gap, ==, 0);
  g_assert_false (found.discont);
}

TEST (before_time_runs_it_begins_at_zero)
{
  OaTwilioTime time = { 0 };

  g_assert_cmpuint (stamp (&time, 0, NONE).pts, ==, 0);
  g_assert_cmpuint (stamp (&time, 20, NONE).pts, ==, 20 * MS);
  g_assert_cmpuint (stamp (&time, 40, 10 * MS).pts, ==, 40 * MS);
}

TEST (a_hole_stays_one)
{
  OaTwilioTime time = { 0 };
  OaTwilioStamp found;

  stamp (&time, 0, NONE);
  found = stamp (&time, 320, NONE);
  g_assert_cmpuint (found.pts, ==, 320 * MS);
  g_assert_cmpuint (found.gap, ==, 300 * MS);
  /* One packet is one, too. */
  found = stamp (&time, 360, NONE);
  g_assert_cmpuint (found.gap, ==, 20 * MS);
}

/* Imitators write when they sent it. */
TEST (jitter_is_no_hole)
{
  static const gint64 jitter[] = { 0, 7, -9, 12, -5, 3, 0, -14, 9 };
  OaTwilioTime time = { 0 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (jitter); i++) {
    OaTwilioStamp found = stamp (&time, 100 + i * 20 + jitter[i], NONE);

    g_assert_cmpuint (found.pts, ==, i * 20 * MS);
    g_assert_cmpuint (found.gap, ==, 0);
  }
}

TEST (without_timestamps_it_follows)
{
  OaTwilioTime time = { 0 };
  guint i;

  for (i = 0; i < 10; i++)
    g_assert_cmpuint (stamp (&time, -1, NONE).pts, ==, i * 20 * MS);
}

TEST (another_time_begins_anew_and_never_before)
{
  OaTwilioTime time = { 0 };
  OaTwilioStamp found;

  stamp (&time, 5000, 20 * MS);
  found = stamp (&time, 0, 90 * MS);
  g_assert_true (found.discont);
  g_assert_cmpuint (found.pts, ==, 70 * MS);
  g_assert_cmpuint (found.gap, ==, 50 * MS);
  found = stamp (&time, G_GINT64_CONSTANT (1000000000000), NONE);
  g_assert_true (found.discont);
  g_assert_cmpuint (found.pts, ==, 90 * MS);
  oa_twilio_time_restart (&time);
  found = stamp (&time, 20, 50 * MS);
  g_assert_cmpuint (found.pts, ==, 110 * MS);
}

/* An hour of a clock that is 50 millionths too slow: it stays with ours. */
TEST (a_clock_is_followed)
{
  OaTwilioTime time = { 0 };
  OaTwilioStamp found = { 0 };
  GstClockTime now = 0;
  guint i;

  for (i = 0; i < 180000; i++) {
    now = (GstClockTime) ((i + 1) * 20 * 1.00005 * MS);
    found = stamp (&time, (gint64) i * 20, now);
  }
  g_assert_cmpint (ABS (GST_CLOCK_DIFF (found.pts + 20 * MS, now)), <, 5 * MS);
}

/*** pieces that go ***/

typedef struct
{
  OaTwilioPiecer *piecer;
  GString *pieces; /* bytes@end in ms */
  guint64 left;    /* that are wanted */
} Fixture;

static gboolean
take (GBytes *audio, GstClockTime end, GstClockTime duration,
    gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_printf (f->pieces, "%" G_GSIZE_FORMAT "@%u ",
      g_bytes_get_size (audio), (guint) (end / MS));
  return --f->left > 0;
}

static void
set_up (Fixture *f)
{
  f->piecer = oa_twilio_piecer_new ();
  f->pieces = g_string_new (NULL);
  f->left = G_MAXUINT64;
}

static void
tear_down (Fixture *f)
{
  oa_twilio_piecer_free (f->piecer);
  g_string_free (f->pieces, TRUE);
}

static gboolean
push (Fixture *f, gsize size, GstClockTime pts)
{
  g_autofree guint8 *data = g_malloc0 (size);

  return oa_twilio_piecer_push (f->piecer, data, size, pts, take, f);
}

TEST_F (whole_frames_with_the_time_of_their_end)
{
  push (f, 160, 100 * MS);
  push (f, 160, 120 * MS);
  g_assert_cmpstr (f->pieces->str, ==, "160@120 160@140 ");
}

TEST_F (odd_sizes_wait_for_more)
{
  push (f, 100, 0);
  g_assert_cmpstr (f->pieces->str, ==, "");
  push (f, 100, 12500000);
  g_assert_cmpstr (f->pieces->str, ==, "160@20 ");
  push (f, 280, 25 * MS);
  g_assert_cmpstr (f->pieces->str, ==, "160@20 320@60 ");
  oa_twilio_piecer_flush (f->piecer, take, f);
  g_assert_cmpstr (f->pieces->str, ==, "160@20 320@60 ");
}

TEST_F (much_at_once_is_cut)
{
  push (f, 800, 0);
  g_assert_cmpstr (f->pieces->str, ==, "320@40 320@80 160@100 ");
}

TEST_F (a_jump_ends_what_waits)
{
  push (f, 200, 0);
  push (f, 160, 500 * MS);
  g_assert_cmpstr (f->pieces->str, ==, "160@20 160@40 160@520 ");
}

TEST_F (without_times_it_follows)
{
  push (f, 160, NONE);
  push (f, 160, NONE);
  g_assert_cmpstr (f->pieces->str, ==, "160@20 160@40 ");
}

TEST_F (no_more_than_is_wanted)
{
  f->left = 1;
  g_assert_false (push (f, 800, 0));
  g_assert_cmpstr (f->pieces->str, ==, "320@40 ");
}

TEST_F (wide_samples)
{
  static const OaTwilioFormat format = { OA_TWILIO_L16, 16000 };

  oa_twilio_piecer_set_format (f->piecer, &format);
  push (f, 640, 0);
  push (f, 2, 20 * MS);
  oa_twilio_piecer_flush (f->piecer, take, f);
  g_assert_cmpstr (f->pieces->str, ==, "640@20 640@40 ");
}

TEST_MAIN ()

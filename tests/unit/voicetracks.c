/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voicetracks.c - two tracks into one: every sample where its position says. */

#include "records/tracks.h"

#define RATE 1000 /* a sample is a millisecond */

static void
add (OvsTracks *tracks, guint track, gint64 position, gint16 value, gsize n)
{
  g_autofree gint16 *samples = g_new (gint16, n + 1);

  for (gsize i = 0; i < n; i++)
    samples[i] = value;
  ovs_tracks_add (tracks, track, position, samples, n);
}

static void
end (OvsTracks *tracks)
{
  ovs_tracks_end (tracks, 0);
  ovs_tracks_end (tracks, 1);
}

/* All of it, in takes of an odd size. */
static GArray *
take_all (OvsTracks *tracks)
{
  GArray *all = g_array_new (FALSE, FALSE, 2 * sizeof (gint16));
  gint16 pairs[2 * 7];
  gsize n;

  while ((n = ovs_tracks_take (tracks, pairs, 7)) > 0)
    g_array_append_vals (all, pairs, n);
  return all;
}

static gint16
get (GArray *all, guint place, guint track)
{
  g_assert_cmpuint (place, <, all->len);
  return ((gint16 *) (gpointer) all->data)[2 * place + track];
}

static void
check_run (GArray *all, guint track, guint from, guint to, gint16 value)
{
  for (guint i = from; i < to; i++)
    g_assert_cmpint (get (all, i, track), ==, value);
}

static void
test_gaps_are_silence (void)
{
  OvsTracks *tracks = ovs_tracks_new (RATE);
  g_autoptr (GArray) all = NULL;

  add (tracks, 0, 5000, 1, 100);
  add (tracks, 1, 5050, 2, 100);
  add (tracks, 0, 5400, 3, 100);
  end (tracks);
  all = take_all (tracks);
  g_assert_cmpuint (all->len, ==, 500);
  check_run (all, 0, 0, 100, 1);
  check_run (all, 0, 100, 400, 0);
  check_run (all, 0, 400, 500, 3);
  check_run (all, 1, 0, 50, 0);
  check_run (all, 1, 50, 150, 2);
  check_run (all, 1, 150, 500, 0);
  ovs_tracks_free (tracks);
}

/* Rounding makes no holes, and no times follow what was there. */
static void
test_small_steps_are_none (void)
{
  OvsTracks *tracks = ovs_tracks_new (RATE);
  g_autoptr (GArray) all = NULL;

  add (tracks, 0, 0, 1, 20);
  add (tracks, 0, 23, 1, 20);
  add (tracks, 0, 31, 1, 20);
  add (tracks, 0, -1, 1, 20);
  add (tracks, 0, G_MAXINT64 / 2, 1, 20);
  end (tracks);
  all = take_all (tracks);
  g_assert_cmpuint (all->len, ==, 100);
  check_run (all, 0, 0, 100, 1);
  ovs_tracks_free (tracks);
}

static void
test_a_track_waits_for_the_other (void)
{
  OvsTracks *tracks = ovs_tracks_new (RATE);
  g_autoptr (GArray) all = NULL;

  g_assert_cmpuint (ovs_tracks_get_ready (tracks), ==, 0);
  add (tracks, 0, 0, 1, 3000);
  g_assert_cmpuint (ovs_tracks_get_ready (tracks), ==, 0);
  add (tracks, 1, 0, 2, 1000);
  g_assert_cmpuint (ovs_tracks_get_ready (tracks), ==, 1000);
  /* Not for ever. */
  add (tracks, 0, 3000, 1, 5000);
  g_assert_cmpuint (ovs_tracks_get_ready (tracks), ==, 3000);
  all = take_all (tracks);
  check_run (all, 1, 1000, 3000, 0);
  /* What comes too late is lost, what follows it is not. */
  add (tracks, 1, 1000, 2, 2500);
  g_assert_cmpuint (ovs_tracks_get_ready (tracks), ==, 500);
  end (tracks);
  g_array_unref (all);
  all = take_all (tracks);
  g_assert_cmpuint (all->len, ==, 5000);
  check_run (all, 1, 0, 500, 2);
  check_run (all, 1, 500, 5000, 0);
  ovs_tracks_free (tracks);
}

/* The other one ended: nothing is waited for. */
static void
test_one_has_ended (void)
{
  OvsTracks *tracks = ovs_tracks_new (RATE);

  ovs_tracks_end (tracks, 1);
  add (tracks, 0, 100, 1, 50);
  g_assert_cmpuint (ovs_tracks_get_ready (tracks), ==, 50);
  add (tracks, 1, 100, 1, 50);
  g_assert_false (ovs_tracks_have_ended (tracks));
  ovs_tracks_end (tracks, 0);
  g_assert_true (ovs_tracks_have_ended (tracks));
  g_assert_cmpuint (ovs_tracks_get_ready (tracks), ==, 50);
  ovs_tracks_free (tracks);
}

static void
test_repeats_are_left_out (void)
{
  OvsTracks *tracks = ovs_tracks_new (RATE);
  g_autoptr (GArray) all = NULL;

  add (tracks, 0, 0, 1, 100);
  add (tracks, 0, 0, 9, 100);
  add (tracks, 0, 50, 9, 100);
  end (tracks);
  all = take_all (tracks);
  g_assert_cmpuint (all->len, ==, 150);
  check_run (all, 0, 0, 100, 1);
  check_run (all, 0, 100, 150, 9);
  ovs_tracks_free (tracks);
}

/* Nothing is taken: what waits is bounded, and time goes on. */
static void
test_what_waits_is_bounded (void)
{
  OvsTracks *tracks = ovs_tracks_new (RATE);
  g_autoptr (GArray) all = NULL;

  for (gint64 at = 0; at < 60000; at += 20) {
    add (tracks, 0, at, 1, 20);
    add (tracks, 1, at, 2, 20);
  }
  end (tracks);
  all = take_all (tracks);
  g_assert_cmpuint (all->len, ==, 60000);
  check_run (all, 0, 0, 10000, 1);
  check_run (all, 1, 0, 10000, 2);
  check_run (all, 0, 10000, 60000, 0);
  ovs_tracks_free (tracks);
}

/* A pause that is flagged, or has no samples at all. */
static void
test_silence_without_samples (void)
{
  OvsTracks *tracks = ovs_tracks_new (RATE);
  g_autoptr (GArray) all = NULL;

  ovs_tracks_add (tracks, 0, 0, NULL, 100);
  add (tracks, 0, 100, 1, 0);
  add (tracks, 0, 100, 1, 100);
  ovs_tracks_add (tracks, 1, 0, NULL, 400);
  end (tracks);
  all = take_all (tracks);
  g_assert_cmpuint (all->len, ==, 400);
  check_run (all, 0, 0, 100, 0);
  check_run (all, 0, 100, 200, 1);
  check_run (all, 0, 200, 400, 0);
  ovs_tracks_free (tracks);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tracks/gaps", test_gaps_are_silence);
  g_test_add_func ("/tracks/steps", test_small_steps_are_none);
  g_test_add_func ("/tracks/waits", test_a_track_waits_for_the_other);
  g_test_add_func ("/tracks/ended", test_one_has_ended);
  g_test_add_func ("/tracks/repeats", test_repeats_are_left_out);
  g_test_add_func ("/tracks/bounded", test_what_waits_is_bounded);
  g_test_add_func ("/tracks/silence", test_silence_without_samples);
  return g_test_run ();
}

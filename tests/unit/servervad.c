/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servervad.c - the local server's detector of speech. */

#include "config.h"

#include <glib.h>

#include "vad.h"

#define QUIET -70.0
#define LOUD -20.0

/* Feeds @ms of one level; returns the last event, and in *@at_ms when it
 * came, counted from the beginning of this stretch. */
static OrsVadEvent
feed (OrsVad *vad, gdouble level, guint ms, guint *at_ms)
{
  OrsVadEvent last = ORS_VAD_NOTHING;

  for (guint t = ORS_VAD_FRAME_MS; t <= ms; t += ORS_VAD_FRAME_MS) {
    OrsVadEvent event = ors_vad_frame (vad, level);

    if (event == ORS_VAD_NOTHING)
      continue;
    last = event;
    *at_ms = t;
  }
  return last;
}

static void
test_speech_starts_after_the_onset (void)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  g_assert_cmpint (feed (&vad, QUIET, 1000, &at_ms), ==, ORS_VAD_NOTHING);
  g_assert_cmpint (feed (&vad, LOUD, 1000, &at_ms), ==, ORS_VAD_STARTED);
  g_assert_cmpuint (at_ms, ==, ors_vad_onset_ms ());
}

static void
test_a_click_is_no_speech (void)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  feed (&vad, QUIET, 1000, &at_ms);
  g_assert_cmpint (feed (&vad, LOUD, 20, &at_ms), ==, ORS_VAD_NOTHING);
  g_assert_cmpint (feed (&vad, QUIET, 1000, &at_ms), ==, ORS_VAD_NOTHING);
}

static void
test_silence_ends_the_turn (void)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  feed (&vad, LOUD, 1000, &at_ms);
  g_assert_cmpint (feed (&vad, QUIET, 490, &at_ms), ==, ORS_VAD_NOTHING);
  g_assert_cmpint (feed (&vad, QUIET, 10, &at_ms), ==, ORS_VAD_STOPPED);
}

static void
test_a_pause_does_not (void)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  feed (&vad, LOUD, 1000, &at_ms);
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpint (feed (&vad, QUIET, 400, &at_ms), ==, ORS_VAD_NOTHING);
    g_assert_cmpint (feed (&vad, LOUD, 200, &at_ms), ==, ORS_VAD_NOTHING);
  }
}

static void
test_threshold (void)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  g_assert_cmpint (feed (&vad, -41.0, 1000, &at_ms), ==, ORS_VAD_NOTHING);
  ors_vad_init (&vad, 0.4, 500);
  g_assert_cmpint (feed (&vad, -41.0, 1000, &at_ms), ==, ORS_VAD_STARTED);
  ors_vad_init (&vad, 1.0, 500);
  g_assert_cmpint (feed (&vad, -21.0, 1000, &at_ms), ==, ORS_VAD_NOTHING);
}

static void
test_steady_noise_is_learned (void)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.3, 500);
  g_assert_cmpint (feed (&vad, -44.0, 5000, &at_ms), ==, ORS_VAD_STARTED);
  g_assert_cmpint (feed (&vad, -44.0, 120000, &at_ms), ==, ORS_VAD_STOPPED);
  g_assert_cmpint (feed (&vad, LOUD, 1000, &at_ms), ==, ORS_VAD_STARTED);
}

static void
test_a_loud_tone_is_not (void)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  g_assert_cmpint (feed (&vad, LOUD, 600000, &at_ms), ==, ORS_VAD_STARTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/servervad/speech-starts-after-the-onset",
      test_speech_starts_after_the_onset);
  g_test_add_func ("/servervad/a-click-is-no-speech",
      test_a_click_is_no_speech);
  g_test_add_func ("/servervad/silence-ends-the-turn",
      test_silence_ends_the_turn);
  g_test_add_func ("/servervad/a-pause-does-not", test_a_pause_does_not);
  g_test_add_func ("/servervad/threshold", test_threshold);
  g_test_add_func ("/servervad/steady-noise-is-learned",
      test_steady_noise_is_learned);
  g_test_add_func ("/servervad/a-loud-tone-is-not", test_a_loud_tone_is_not);
  return g_test_run ();
}

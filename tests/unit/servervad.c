/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servervad.c - the local server's detector of speech. */

#include "config.h"

#include <glib.h>

#include "vad.h"
#include "../support/testcase.h"

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

TEST (speech_starts_after_the_onset)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  g_assert_cmpint (feed (&vad, QUIET, 1000, &at_ms), ==, ORS_VAD_NOTHING);
  g_assert_cmpint (feed (&vad, LOUD, 1000, &at_ms), ==, ORS_VAD_STARTED);
  g_assert_cmpuint (at_ms, ==, ors_vad_onset_ms ());
}

TEST (a_click_is_no_speech)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  feed (&vad, QUIET, 1000, &at_ms);
  g_assert_cmpint (feed (&vad, LOUD, 20, &at_ms), ==, ORS_VAD_NOTHING);
  g_assert_cmpint (feed (&vad, QUIET, 1000, &at_ms), ==, ORS_VAD_NOTHING);
}

TEST (silence_ends_the_turn)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  feed (&vad, LOUD, 1000, &at_ms);
  g_assert_cmpint (feed (&vad, QUIET, 490, &at_ms), ==, ORS_VAD_NOTHING);
  g_assert_cmpint (feed (&vad, QUIET, 10, &at_ms), ==, ORS_VAD_STOPPED);
}

TEST (a_pause_does_not)
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

TEST (threshold)
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

TEST (steady_noise_is_learned)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.3, 500);
  g_assert_cmpint (feed (&vad, -44.0, 5000, &at_ms), ==, ORS_VAD_STARTED);
  g_assert_cmpint (feed (&vad, -44.0, 120000, &at_ms), ==, ORS_VAD_STOPPED);
  g_assert_cmpint (feed (&vad, LOUD, 1000, &at_ms), ==, ORS_VAD_STARTED);
}

TEST (a_loud_tone_is_not)
{
  OrsVad vad;
  guint at_ms = 0;

  ors_vad_init (&vad, 0.5, 500);
  g_assert_cmpint (feed (&vad, LOUD, 600000, &at_ms), ==, ORS_VAD_STARTED);
}

TEST_MAIN ()

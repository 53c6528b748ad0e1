/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sound.c - the one time of a recording, channels that cancel each other out,
 * and what the structure of a file promises. */

#include "transcript/loudness.h"
#include "work/clock.h"
#include "work/container.h"
#include "work/polarity.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>

#include <math.h>
#include <string.h>
#include <unistd.h>

#define MS GST_MSECOND

/*** clock ***/

/* Pieces of 20 ms with these stamps, in ms, and where they should go. */
static void
assert_times (gboolean counts, const gint *stamps, const gint *times, guint n)
{
  OrbClock clock;

  orb_clock_init (&clock, counts);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (orb_clock_take (&clock, stamps[i] < 0
            ? GST_CLOCK_TIME_NONE : (GstClockTime) stamps[i] * MS,
                20 * MS) / MS, ==,
        times[i]);
}

TEST (stamps_are_followed)
{
  static const gint stamps[] = { 4000, 4020, 4040, 5000, 5020, -1, 5063 };
  static const gint times[] = { 4000, 4020, 4040, 5000, 5020, 5040, 5060 };

  assert_times (FALSE, stamps, times, G_N_ELEMENTS (stamps));
}

/* As wavparse stamps blocks of ADPCM. */
TEST (counted_stamps_are_not)
{
  static const gint stamps[] = { 0, 20, 40, 60, 41, 61, 900 };
  static const gint times[] = { 0, 20, 40, 60, 80, 100, 120 };
  static const gint late[] = { 4000, 20 }, late_times[] = { 4000, 4020 };

  assert_times (TRUE, stamps, times, G_N_ELEMENTS (stamps));
  assert_times (TRUE, late, late_times, 2);
}

/* The next part of a joined file begins at 0 again. */
TEST (parts_follow_each_other)
{
  static const gint stamps[] = { 9960, 9980, 0, 20, 1100 };
  static const gint times[] = { 9960, 9980, 10000, 10020, 11100 };

  assert_times (FALSE, stamps, times, G_N_ELEMENTS (stamps));
}

TEST (wild_stamps_are_left_out)
{
  OrbClock clock;

  orb_clock_init (&clock, FALSE);
  orb_clock_take (&clock, 0, 20 * MS);
  g_assert_cmpuint (orb_clock_take (&clock, 1000000 * GST_SECOND, 20 * MS), ==,
      20 * MS);
  g_assert_cmpuint (orb_clock_take (&clock, 1000000 * GST_SECOND + 20 * MS,
          20 * MS), ==, 40 * MS);
  g_assert_cmpuint (clock.leaps, ==, 1);
  g_assert_cmpuint (orb_clock_take (&clock, G_MAXUINT64 - 1, 20 * MS), ==,
      60 * MS);
}

/* A sound card that runs fast: nothing is lost at once, but it follows. */
TEST (stamps_that_lag)
{
  GstClockTime stamp = 0, time = 0;
  OrbClock clock;

  orb_clock_init (&clock, FALSE);
  for (guint i = 0; i < 3000; i++, stamp += 19 * MS)
    time = orb_clock_take (&clock, stamp, 20 * MS);
  g_assert_cmpuint (time, <, stamp + 250 * MS);
  /* But a stamp that is wrong for once moves nothing. */
  orb_clock_init (&clock, FALSE);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (orb_clock_take (&clock, i * 20 * MS - (i % 10 == 9
                ? 120 * MS : 0), 20 * MS), ==, i * 20 * MS);
}

/*** polarity ***/

#define FRAMES 480

static gfloat
noise (GRand *rand)
{
  return g_rand_double_range (rand, -0.2, 0.2);
}

/* The power of the mix of frames whose channels are made from two noises. */
static gdouble
mix_power (OrbPolarity *polarity, guint channels, const gfloat (*parts)[2])
{
  gfloat samples[FRAMES * 4];
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  gdouble power = 0;

  for (guint i = 0; i < FRAMES; i++) {
    gfloat a = noise (rand), b = noise (rand);

    for (guint c = 0; c < channels; c++)
      samples[i * channels + c] = parts[c][0] * a + parts[c][1] * b;
  }
  orb_polarity_take (polarity, samples, channels, FRAMES, 24000);
  for (guint i = 0; i < FRAMES; i++) {
    gdouble sum = 0;

    for (guint c = 0; c < channels; c++)
      sum += samples[i * channels + c] / channels;
    power += sum * sum / FRAMES;
  }
  return power;
}

TEST (turned_channels_are_turned_back)
{
  static const gfloat two[][2] = { { 1, 0 }, { -1, 0 } };
  static const gfloat almost[][2] = { { 1, 0 }, { -0.8, 0.3 } };
  static const gfloat four[][2] = { { 1, 0 }, { -1, 0 }, { 1, 0 }, { -1, 0 } };
  const gfloat (*const all[])[2] = { two, almost, four };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    OrbPolarity polarity = {
      {
          0,
      },
    };

    g_assert_cmpfloat (mix_power (&polarity, i == 2 ? 4 : 2, all[i]), >,
        0.005);
    g_assert_true (polarity.found);
  }
}

TEST (other_channels_are_left)
{
  static const gfloat same[][2] = { { 1, 0 }, { 1, 0 } };
  static const gfloat two_speakers[][2] = { { 1, 0 }, { 0, 1 } };
  static const gfloat wide[][2] = { { 1, 0.6 }, { 1, -0.6 } };
  static const gfloat silent[][2] = { { 1, 0 }, { -0.00001, 0 } };
  const gfloat (*const all[])[2] = { same, two_speakers, wide, silent };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    OrbPolarity polarity = {
      {
          0,
      },
    };

    g_assert_cmpfloat (mix_power (&polarity, 2, all[i]), >, 0.003);
    g_assert_false (polarity.found);
  }
}

/*** levels ***/

static void
add_tone (OrbLoudness *levels, guint ms, gdouble level, gboolean filled)
{
  for (guint i = 0; i < ms * 24; i++) {
    gint16 sample = level * sin (i / 5.0);

    orb_loudness_add (levels, &sample, 1, filled);
  }
}

/* Silence that fills a hole does not make the noise of a room loud. */
TEST (filled_holes_are_no_quiet)
{
  OrbLoudness *levels = orb_loudness_new ();

  add_tone (levels, 4000, 0, TRUE);
  add_tone (levels, 1000, 200, FALSE);
  add_tone (levels, 500, 8000, FALSE);
  add_tone (levels, 1000, 200, FALSE);
  g_assert_cmpfloat_with_epsilon (orb_loudness_first_sound (levels, 0, 7), 5,
      0.011);
  orb_loudness_free (levels);
}

TEST (what_is_like_speech)
{
  OrbLoudness *levels = orb_loudness_new ();

  add_tone (levels, 3000, 8000, FALSE);
  g_assert_cmpfloat (orb_loudness_get_speech (levels), ==, 0);
  add_tone (levels, 1000, 20, FALSE);
  g_assert_cmpfloat (orb_loudness_get_speech (levels), >, 2);
  orb_loudness_free (levels);
}

/*** containers ***/

typedef struct
{
  const gchar *name;
  const gchar *content;
  gsize length;
  gdouble promised;
  guint parts;
  gboolean cut;
} Sample;

#define WAVE(size) \
  "RIFF\x34\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0" \
  "\x80\x3e\0\0\2\0\x10\0data" size
#define SAMPLE(name, content, ...) \
  { \
    name, content, sizeof (content) - 1, __VA_ARGS__ \
  }

static const Sample samples[] = {
  SAMPLE ("whole", WAVE ("\x10\0\0\0") "0123456789abcdef", 0.001, 1, FALSE),
  SAMPLE ("cut", WAVE ("\x20\0\0\0") "0123456789abcdef", 0.002, 1, TRUE),
  SAMPLE ("piped", WAVE ("\xff\xff\xff\xff") "0123456789abcdef", 0, 1, FALSE),
  SAMPLE ("joined",
      WAVE ("\x10\0\0\0") "0123456789abcdef" WAVE (
          "\x10\0\0\0") "0123456789abcdef",
      0.002, 2, FALSE),
  SAMPLE ("header", "RIFF\x34\0\0\0WAVE", 0, 1, FALSE),
  SAMPLE ("nothing", "", 0, 1, FALSE),
  SAMPLE ("words", "This is no recording.", 0, 1, FALSE),
  SAMPLE ("endless-box", "\0\0\0\1ftyp\xff\xff\xff\xff\xff\xff\xff\xff", 0, 1,
      TRUE),
  SAMPLE ("empty-box", "\0\0\0\0ftypisom", 0, 1, FALSE),
  SAMPLE ("small-box", "\0\0\0\2ftypisom", 0, 1, FALSE),
  SAMPLE ("matroska", "\x1a\x45\xdf\xa3\x81x\x18\x53\x80\x67\x90yy", 0, 1,
      TRUE),
  SAMPLE ("two-matroskas",
      "\x1a\x45\xdf\xa3\x81x\x18\x53\x80\x67\x81y"
      "\x1a\x45\xdf\xa3\x81x\x18\x53\x80\x67\x81y",
      0, 2, FALSE),
  SAMPLE ("page", "OggS\0\2\0\0\0\0\0\0\0\0\1\0\0\0", 0, 1, TRUE)
};

static void
test_container (gconstpointer data)
{
  const Sample *sample = data;
  g_autofree gchar *path = NULL;
  gint fd = g_file_open_tmp ("orb-sound-XXXXXX", &path, NULL);
  OrbContainer container;

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (
      g_file_set_contents (path, sample->content, sample->length, NULL));
  orb_container_look (path, &container);
  g_assert_cmpfloat_with_epsilon (container.promised, sample->promised, 1e-9);
  g_assert_cmpuint (container.parts, ==, sample->parts);
  g_assert_cmpint (container.cut, ==, sample->cut);
  orb_container_clear (&container);
  g_unlink (path);
}

/* Anything may stand in a file: no crash, and an end. */
TEST (nonsense)
{
  static const gchar *const heads[] = { "RIFF....WAVE", "FORM....AIFF", ".snd",
    "fLaC", "OggS", "\x1a\x45\xdf\xa3", "....ftyp", "....moov", "ID3",
    "\xff\xfb", "RIFX....WAVE", "RF64....WAVE" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree gchar *path = NULL;
  gint fd = g_file_open_tmp ("orb-sound-XXXXXX", &path, NULL);
  gchar data[600];
  OrbContainer container;

  close (fd);
  for (guint i = 0; i < 600; i++) {
    const gchar *head = heads[i % G_N_ELEMENTS (heads)];

    for (guint k = 0; k < sizeof (data); k++)
      data[k] = g_rand_int_range (rand, 0, 3) ? 0 : g_rand_int (rand);
    memcpy (data, head, strlen (head));
    g_assert_true (g_file_set_contents (path, data,
        g_rand_int_range (rand, 0, sizeof (data)), NULL));
    orb_container_look (path, &container);
    g_assert_true (isfinite (container.promised) && container.promised >= 0);
    orb_container_clear (&container);
  }
  g_unlink (path);
}

TEST_MAIN (TEST_ROWS (container, samples))

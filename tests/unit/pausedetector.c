/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pausedetector.c - tones, noise and clicks at known places. */

#include <math.h>
#include <stdio.h>

#include "media/pausedetector.h"
#include "protocol/g711.h"
#include "../support/testcase.h"

static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
  OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

/* A recording under construction. */
typedef struct
{
  OaAudioFormat format;
  GByteArray *bytes;
  GRand *rand;
  gint16 offset; /* of all samples */
} Tape;

static Tape *
tape_new (OaAudioFormat format)
{
  Tape *tape = g_new0 (Tape, 1);

  tape->format = format;
  tape->bytes = g_byte_array_new ();
  tape->rand = g_rand_new_with_seed (3);
  return tape;
}

static void
tape_free (Tape *tape)
{
  g_byte_array_unref (tape->bytes);
  g_rand_free (tape->rand);
  g_free (tape);
}

static void
put_sample (Tape *tape, gint16 swing)
{
  gint16 sample = CLAMP (swing + tape->offset, G_MININT16, G_MAXINT16);
  guint8 bytes[2] = { sample & 0xff, (sample >> 8) & 0xff };
  guint size = 1;

  if (tape->format == OA_AUDIO_FORMAT_PCMU)
    bytes[0] = oa_ulaw_encode (sample);
  else if (tape->format == OA_AUDIO_FORMAT_PCMA)
    bytes[0] = oa_alaw_encode (sample);
  else
    size = 2;
  g_byte_array_append (tape->bytes, bytes, size);
}

/* 500 Hz at @level dBFS over noise at @noise dBFS. */
static void
put (Tape *tape, guint ms, gdouble level, gdouble noise)
{
  guint rate = oa_audio_format_get_rate (tape->format);
  gdouble a = level <= -100 ? 0 : 32768 * pow (10, level / 20) * G_SQRT2;
  gdouble n = noise <= -100 ? 0 : 32768 * pow (10, noise / 20) * sqrt (3);

  for (guint i = 0; i < ms * rate / 1000; i++)
    put_sample (tape,
        (gint16) lrint (a * sin (2 * G_PI * 500 * i / rate)
            + n * g_rand_double_range (tape->rand, -1, 1)));
}

static void
put_tone (Tape *tape, guint ms)
{
  put (tape, ms, -20, -100);
}

static void
put_silence (Tape *tape, guint ms)
{
  put (tape, ms, -100, -100);
}

typedef struct
{
  GString *text;
  guint samples_per_ms;
} Findings;

static void
note_finding (OaPauseKind kind, guint64 position, gpointer user_data)
{
  const Findings *findings = user_data;

  g_string_append_printf (findings->text, "%c%u ",
      kind == OA_PAUSE_ONSET ? '+' : '-',
      (guint) (position / findings->samples_per_ms));
}

/* The findings as "+ms" (onset) and "-ms" (pause), fed by @step bytes. */
static gchar *
detect (const Tape *tape, guint min_pause, gsize step)
{
  OaPauseDetector *detector = oa_pause_detector_new (tape->format, min_pause);
  Findings findings = { g_string_new (NULL),
    oa_audio_format_get_rate (tape->format) / 1000 };

  for (gsize i = 0; i < tape->bytes->len; i += step)
    oa_pause_detector_process (detector, tape->bytes->data + i,
        MIN (step, tape->bytes->len - i), note_finding, &findings);
  g_assert_cmpuint (oa_pause_detector_get_position (detector), ==,
      tape->bytes->len / oa_audio_format_get_sample_size (tape->format));
  oa_pause_detector_free (detector);
  return g_string_free (findings.text, FALSE);
}

static void
assert_found (const Tape *tape, guint min_pause, const gchar *expected)
{
  static const gsize steps[] = { 1, 77, 480, 4096, 10000000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree gchar *found = detect (tape, min_pause, steps[i]);

    g_assert_cmpstr (found, ==, expected);
  }
}

TEST (bursts_at_exact_places)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    Tape *tape = tape_new (formats[f]);

    put_silence (tape, 500);
    put_tone (tape, 1000);
    put_silence (tape, 700);
    put_tone (tape, 300);
    put_silence (tape, 500);
    assert_found (tape, 500, "+500 -1500 +2200 -2500 ");
    tape_free (tape);
  }
}

TEST (places_between_frames_are_within_one)
{
  for (guint off = 0; off < 10; off++) {
    Tape *tape = tape_new (OA_AUDIO_FORMAT_PCM);
    g_autofree gchar *found = NULL;
    guint onset, pause;

    put_silence (tape, 200 + off);
    put_tone (tape, 400);
    put_silence (tape, 600);
    found = detect (tape, 300, 640);
    g_assert_cmpint (sscanf (found, "+%u -%u", &onset, &pause), ==, 2);
    g_assert_cmpuint (ABS ((gint) (onset - 200 - off)), <=, 10);
    g_assert_cmpuint (ABS ((gint) (pause - 600 - off)), <=, 10);
    tape_free (tape);
  }
}

TEST (silence_has_neither)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    Tape *tape = tape_new (formats[f]);
    OaPauseDetector *detector = oa_pause_detector_new (formats[f], 200);

    put_silence (tape, 3000);
    assert_found (tape, 200, "");
    oa_pause_detector_process (detector, tape->bytes->data, tape->bytes->len,
        NULL, NULL);
    g_assert_false (oa_pause_detector_in_speech (detector));
    g_assert_cmpfloat (oa_pause_detector_get_peak (detector), <, -69);
    oa_pause_detector_free (detector);
    tape_free (tape);
  }
}

TEST (peak_is_the_loudest_level)
{
  Tape *tape = tape_new (OA_AUDIO_FORMAT_PCM);
  OaPauseDetector *detector = oa_pause_detector_new (OA_AUDIO_FORMAT_PCM, 200);

  g_assert_cmpfloat (oa_pause_detector_get_peak (detector), ==, -100);
  put (tape, 100, -20, -100);
  put (tape, 100, -40, -100);
  oa_pause_detector_process (detector, tape->bytes->data, tape->bytes->len,
      NULL, NULL);
  g_assert_cmpfloat_with_epsilon (oa_pause_detector_get_peak (detector), -20,
      0.1);
  oa_pause_detector_free (detector);
  tape_free (tape);
}

TEST (a_short_pause_is_none)
{
  Tape *tape = tape_new (OA_AUDIO_FORMAT_PCM);

  put_silence (tape, 100);
  put_tone (tape, 300);
  put_silence (tape, 490);
  put_tone (tape, 300);
  assert_found (tape, 500, "+100 ");
  tape_free (tape);
}

/* Found here: two loud frames counted as quiet until the third. */
TEST (a_pause_never_reaches_into_speech)
{
  for (guint ms = 460; ms <= 540; ms += 10) {
    Tape *tape = tape_new (OA_AUDIO_FORMAT_PCM);
    g_autofree gchar *expected = ms < 500
        ? g_strdup ("+100 ")
        : g_strdup_printf ("+100 -400 +%u ", 400 + ms);

    put_silence (tape, 100);
    put_tone (tape, 300);
    put_silence (tape, ms);
    put_tone (tape, 300);
    assert_found (tape, 500, expected);
    tape_free (tape);
  }
}

/* Found here: 255 ms were taken for 250. */
TEST (min_pause_is_not_rounded_down)
{
  Tape *tape = tape_new (OA_AUDIO_FORMAT_PCM);

  put_tone (tape, 300);
  put_silence (tape, 250);
  put_tone (tape, 300);
  assert_found (tape, 255, "+0 ");
  assert_found (tape, 250, "+0 -300 +550 ");
  tape_free (tape);
}

TEST (clicks_neither_begin_nor_end_anything)
{
  Tape *tape = tape_new (OA_AUDIO_FORMAT_PCM);

  put_silence (tape, 200);
  put_tone (tape, 20);
  put_silence (tape, 200);
  put_tone (tape, 300);
  put_silence (tape, 200);
  put_tone (tape, 20);
  put_silence (tape, 400);
  assert_found (tape, 500, "+420 -720 ");
  tape_free (tape);
}

TEST (speech_stands_out_of_noise)
{
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    Tape *tape = tape_new (formats[f]);

    put (tape, 1000, -100, -45);
    put (tape, 600, -20, -45);
    put (tape, 800, -100, -45);
    put (tape, 400, -20, -45);
    put (tape, 800, -100, -45);
    assert_found (tape, 500, "+1000 -1600 +2400 -2800 ");
    tape_free (tape);
  }
}

TEST (quiet_speech_in_a_quiet_room)
{
  Tape *tape = tape_new (OA_AUDIO_FORMAT_PCM);

  put (tape, 500, -100, -70);
  put (tape, 500, -45, -70);
  put (tape, 500, -100, -70);
  assert_found (tape, 300, "+500 -1000 ");
  tape_free (tape);
}

/* A long sound must not become its own floor. */
TEST (a_long_tone_stays_speech)
{
  Tape *tape = tape_new (OA_AUDIO_FORMAT_PCMU);

  put_silence (tape, 500);
  put_tone (tape, 60000);
  put_silence (tape, 500);
  assert_found (tape, 500, "+500 -60500 ");
  tape_free (tape);
}

/* A sound card that is not balanced: its pauses are pauses. */
TEST (an_offset_is_no_sound)
{
  static const gint16 offsets[] = { 100, 1000, -3000, 8000 };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
      Tape *tape = tape_new (formats[f]);

      tape->offset = offsets[i];
      put_silence (tape, 500);
      put_tone (tape, 400);
      put_silence (tape, 1000);
      put_tone (tape, 300);
      put_silence (tape, 800);
      assert_found (tape, 300, "+500 -900 +1900 -2200 ");
      tape_free (tape);
    }
}

TEST_MAIN ()

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* formatguess.c - speech of each format is told apart, and never taken for the
 * other kind; silence tells nothing. Speech is the local server's voice. */

#include <gst/audio/audio.h>
#include <math.h>
#include <string.h>

#include "audio.h"
#include "media/formatguess.h"
#include "synthesizer.h"
#include "../support/testcase.h"

#define WINDOWS 1000
/* How much the element waits for, at most. */
#define WINDOW_BYTES 4800

static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
  OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

static gboolean
same_kind (OaAudioFormat a, OaAudioFormat b)
{
  return (a == OA_AUDIO_FORMAT_PCM) == (b == OA_AUDIO_FORMAT_PCM);
}

static OaAudioFormat
guess (const guint8 *data, gsize size, OaAudioFormat expected)
{
  OaFormatGuess *self = oa_format_guess_new ();
  OaAudioFormat found;

  oa_format_guess_push (self, data, size);
  found = oa_format_guess_get (self, expected);
  oa_format_guess_free (self);
  return found;
}

/* Takes @samples. */
static GArray *
resample (GArray *samples, guint from, guint to)
{
  GstAudioResampler *resampler;
  GArray *result = g_array_new (FALSE, TRUE, sizeof (gint16));
  gpointer in[1] = { samples->data }, out[1];
  gsize n;

  if (from == to)
    return g_array_unref (result), samples;
  resampler = gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER, 0,
      GST_AUDIO_FORMAT_S16, 1, from, to, NULL);
  n = gst_audio_resampler_get_out_frames (resampler, samples->len);
  g_array_set_size (result, n);
  out[0] = result->data;
  gst_audio_resampler_resample (resampler, in, samples->len, out, n);
  gst_audio_resampler_free (resampler);
  g_array_unref (samples);
  return result;
}

/* @noise is added around zero. */
static GBytes *
speak (const gchar *text, const gchar *voice, gdouble gain, gint noise,
    OaAudioFormat format)
{
  guint rate;
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  GBytes *bytes;

  ors_synthesize (text, voice, 1.0, samples, G_MAXSIZE, &rate, NULL);
  for (guint i = 0; i < samples->len; i++) {
    gint16 *s = &g_array_index (samples, gint16, i);

    *s = (gint16) CLAMP (lrint (*s * gain)
            + g_test_rand_int_range (-noise, noise + 1),
        -32768, 32767);
  }
  samples = resample (samples, rate, oa_audio_format_get_rate (format));
  bytes = ors_audio_encode (format, &g_array_index (samples, gint16, 0),
      samples->len);
  return bytes;
}

/* In any window, whatever was expected; returns how many were decided. */
static guint
count_decided (GBytes *speech, OaAudioFormat format, guint windows)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (speech, &size);
  guint decided = 0;

  g_assert_cmpuint (size, >, WINDOW_BYTES + 2);
  for (guint i = 0; i < windows; i++) {
    gsize offset = g_test_rand_int_range (0, (size - WINDOW_BYTES) / 2) * 2;

    for (guint k = 0; k < G_N_ELEMENTS (formats); k++) {
      OaAudioFormat found = guess (data + offset, WINDOW_BYTES, formats[k]);

      if (found != OA_AUDIO_FORMAT_UNKNOWN)
        g_assert_true (same_kind (found, format));
      if (formats[k] == format && found != OA_AUDIO_FORMAT_UNKNOWN) {
        g_assert_cmpint (found, ==, format);
        decided++;
      }
    }
  }
  return decided;
}

static void
test_speech (gconstpointer data)
{
  static const gchar *const texts[] = {
    "Hello! How can I help you today?",
    "She sells sea shells by the sea shore. Fish, cheese, thistle sticks.",
    "I heard three point five seconds of speech.",
  };
  static const gchar *const voices[] = { "alloy", "ash", "marin", "verse" };
  static const struct
  {
    gdouble gain;
    gint noise;
  } levels[] = {
    { 1.0, 0 },
    { 1.0, 3 },
    { 0.3, 0 },
    { 0.3, 30 },
    { 0.1, 3 },
    { 0.03, 0 },
    { 4.0, 0 },
    { 1.0, 300 },
  };
  OaAudioFormat format = GPOINTER_TO_UINT (data);
  guint n, done = 0, decided = 0;

  for (n = 0; done < WINDOWS; n++) {
    guint level = n % G_N_ELEMENTS (levels);
    g_autoptr (GBytes) speech = speak (texts[n % G_N_ELEMENTS (texts)],
        voices[n / 2 % G_N_ELEMENTS (voices)], levels[level].gain,
        levels[level].noise, format);

    decided += count_decided (speech, format, 50);
    done += 50;
  }
  g_test_message ("%u of %u windows decided", decided, done);
  g_assert_cmpuint (decided, >, done * 3 / 4);
}

/* A law that was not named is found by its sound. */
static void
test_law (gconstpointer data)
{
  OaAudioFormat format = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) speech =
      speak ("Hello! How can I help you today?", "alloy", 1.0, 0, format);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (speech, &size);

  g_assert_cmpint (guess (bytes, MIN (size, 16000), OA_AUDIO_FORMAT_PCM), ==,
      format);
}

static void
assert_nothing (const guint8 *data, gsize size)
{
  for (guint k = 0; k < G_N_ELEMENTS (formats); k++)
    g_assert_cmpint (guess (data, size, formats[k]), ==,
        OA_AUDIO_FORMAT_UNKNOWN);
}

/* Digital silence of a phone line, and the least noise on it. */
TEST (silence_of_g711)
{
  static const guint8 codes[][4] = {
    { 0xff, 0xff, 0xff, 0xff },
    { 0x7f, 0x7f, 0x7f, 0x7f },
    { 0xff, 0x7f, 0xff, 0x7f },
    { 0xff, 0x7f, 0xfe, 0x7e },
    { 0xd5, 0xd5, 0xd5, 0xd5 },
    { 0x55, 0x55, 0x55, 0x55 },
    { 0xd5, 0x55, 0xd4, 0x54 },
    { 0x55, 0xd5, 0x55, 0xd5 },
  };
  guint8 data[WINDOW_BYTES];

  for (guint c = 0; c < G_N_ELEMENTS (codes); c++) {
    for (guint i = 0; i < sizeof (data); i++)
      data[i] = codes[c][i % 4];
    assert_nothing (data, sizeof (data));
    for (guint n = 0; n < 100; n++) {
      for (guint i = 0; i < sizeof (data); i++)
        data[i] = codes[c][g_test_rand_int_range (0, 4)];
      g_assert_cmpint (guess (data, sizeof (data), OA_AUDIO_FORMAT_PCMU), !=,
          OA_AUDIO_FORMAT_PCM);
      g_assert_cmpint (guess (data, sizeof (data), OA_AUDIO_FORMAT_PCMA), !=,
          OA_AUDIO_FORMAT_PCM);
    }
  }
}

/* It would be the loudest code of G.711, all the time. */
TEST (silence_of_pcm)
{
  guint8 data[WINDOW_BYTES] = { 0 };

  for (guint k = 0; k < G_N_ELEMENTS (formats); k++)
    g_assert_cmpint (guess (data, sizeof (data), formats[k]), ==,
        OA_AUDIO_FORMAT_PCM);
}

/* Beeps have even and odd bytes of their own, too: at each of two frequencies
 * half the level. */
static void
check_tones (OaAudioFormat format, guint first, guint second, gdouble level)
{
  guint rate = oa_audio_format_get_rate (format);
  gint16 samples[WINDOW_BYTES];
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < WINDOW_BYTES; i++)
    samples[i] = (gint16) lrint (level / 2
        * (sin (2 * G_PI * first * i / rate)
            + sin (2 * G_PI * second * i / rate)));
  bytes = ors_audio_encode (format, samples, WINDOW_BYTES);
  for (guint k = 0; k < G_N_ELEMENTS (formats); k++) {
    OaAudioFormat found =
        guess (g_bytes_get_data (bytes, NULL), WINDOW_BYTES, formats[k]);

    if (found != OA_AUDIO_FORMAT_UNKNOWN && !same_kind (found, format))
      g_error ("%u Hz and %u Hz at %g: %s", first, second, level,
          oa_audio_format_get_nick (found));
  }
}

static void
test_tones (gconstpointer data)
{
  OaAudioFormat format = GPOINTER_TO_UINT (data);

  for (gdouble level = 30; level < 32000; level *= 3) {
    for (guint frequency = 50; frequency <= 3400; frequency += 25)
      check_tones (format, frequency, frequency, level);
    for (guint n = 0; n < 300; n++)
      check_tones (format, g_test_rand_int_range (50, 3400),
          g_test_rand_int_range (50, 3400), level);
  }
}

TEST (noise_and_little)
{
  guint8 data[WINDOW_BYTES];

  for (guint n = 0; n < WINDOWS; n++) {
    for (guint i = 0; i < sizeof (data); i++)
      data[i] = g_test_rand_int_range (0, 256);
    assert_nothing (data, sizeof (data));
  }
  memset (data, 0, sizeof (data));
  assert_nothing (data, 0);
  assert_nothing (data, 479);
}

/* However it is cut. */
TEST (pieces)
{
  g_autoptr (GBytes) speech = speak ("Hello! How can I help you today?",
      "alloy", 1.0, 0, OA_AUDIO_FORMAT_PCM);
  const guint8 *data = g_bytes_get_data (speech, NULL);
  OaFormatGuess *self = oa_format_guess_new ();

  for (gsize i = 0, n = 1; i + n < 9600; i += n, n += 2)
    oa_format_guess_push (self, data + i, n);
  g_assert_cmpint (oa_format_guess_get (self, OA_AUDIO_FORMAT_PCMU), ==,
      OA_AUDIO_FORMAT_PCM);
  oa_format_guess_free (self);
}

static void
add (const gchar *test, OaAudioFormat format, GTestDataFunc func)
{
  g_autofree gchar *path = g_strdup_printf ("/formatguess/%s/%s", test,
      oa_audio_format_get_nick (format));

  g_test_add_data_func (path, GUINT_TO_POINTER (format), func);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    add ("speech", formats[i], test_speech);
    add ("tones", formats[i], test_tones);
  }
  add ("law", OA_AUDIO_FORMAT_PCMU, test_law);
  add ("law", OA_AUDIO_FORMAT_PCMA, test_law);
  return g_test_run ();
}

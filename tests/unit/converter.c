/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* converter.c - as much time comes out as went in, the same signal at the same
 * place, in whatever pieces it comes. */

#include <math.h>
#include <string.h>

#include <gst/gst.h>

#include "media/converter.h"
#include "protocol/g711.h"
#include "../support/testcase.h"

#define MS 400
/* The resampler sees an edge where the tone begins and ends. */
#define EDGE_MS 6
/* The filter has an even number of taps, so half a sample of 24000 Hz is its
 * own; G.711 alone leaves 33 dB. */
#define MIN_SNR 20.0

static const struct
{
  const gchar *name;
  OaAudioFormat from;
  OaAudioFormat to;
} pairs[] = {
  { "pcm-pcmu", OA_AUDIO_FORMAT_PCM, OA_AUDIO_FORMAT_PCMU },
  { "pcm-pcma", OA_AUDIO_FORMAT_PCM, OA_AUDIO_FORMAT_PCMA },
  { "pcmu-pcm", OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCM },
  { "pcma-pcm", OA_AUDIO_FORMAT_PCMA, OA_AUDIO_FORMAT_PCM },
  { "pcmu-pcma", OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA },
  { "pcma-pcmu", OA_AUDIO_FORMAT_PCMA, OA_AUDIO_FORMAT_PCMU },
};

static gdouble
tone (gdouble seconds)
{
  return 6000 * sin (2 * G_PI * 440 * seconds)
      + 3000 * sin (2 * G_PI * 1730 * seconds);
}

static GBytes *
make_tone (OaAudioFormat format, gsize samples)
{
  GByteArray *bytes = g_byte_array_new ();
  guint rate = oa_audio_format_get_rate (format);

  for (gsize i = 0; i < samples; i++) {
    gint16 s = (gint16) lrint (tone ((gdouble) i / rate));
    guint8 le[2] = { s & 0xff, (s >> 8) & 0xff };

    if (format == OA_AUDIO_FORMAT_PCMU)
      le[0] = oa_ulaw_encode (s);
    else if (format == OA_AUDIO_FORMAT_PCMA)
      le[0] = oa_alaw_encode (s);
    g_byte_array_append (bytes, le, oa_audio_format_get_sample_size (format));
  }
  return g_byte_array_free_to_bytes (bytes);
}

static gint16
sample_at (OaAudioFormat format, const guint8 *data, gsize i)
{
  if (format == OA_AUDIO_FORMAT_PCMU)
    return oa_ulaw_decode (data[i]);
  if (format == OA_AUDIO_FORMAT_PCMA)
    return oa_alaw_decode (data[i]);
  return (gint16) (data[2 * i] | data[2 * i + 1] << 8);
}

static void
append (GByteArray *to, GBytes *bytes)
{
  g_byte_array_append (to, g_bytes_get_data (bytes, NULL),
      g_bytes_get_size (bytes));
  g_bytes_unref (bytes);
}

/* In pieces of 1, 1 + step, 1 + 2 * step … bytes; 0 = as a whole. */
static GBytes *
convert (OaConverter *converter, GBytes *input, guint step)
{
  GByteArray *out = g_byte_array_new ();
  gsize size, offset = 0, piece = step > 0 ? 1 : G_MAXUINT32;
  const guint8 *data = g_bytes_get_data (input, &size);

  for (; offset < size; offset += piece, piece += step) {
    piece = MIN (piece, size - offset);
    append (out, oa_converter_push (converter, data + offset, piece));
  }
  append (out, oa_converter_finish (converter));
  return g_byte_array_free_to_bytes (out);
}

static gdouble
snr (OaAudioFormat format, GBytes *output)
{
  const guint8 *data = g_bytes_get_data (output, NULL);
  guint rate = oa_audio_format_get_rate (format);
  gdouble signal = 0, noise = 0;

  for (gsize i = EDGE_MS * rate / 1000; i < (MS - EDGE_MS) * rate / 1000; i++) {
    gdouble wanted = tone ((gdouble) i / rate);
    gdouble error = sample_at (format, data, i) - wanted;

    signal += wanted * wanted;
    noise += error * error;
  }
  return 10 * log10 (signal / noise);
}

static void
test_same_signal_same_place (gconstpointer data)
{
  guint pair = GPOINTER_TO_UINT (data);
  OaAudioFormat from = pairs[pair].from, to = pairs[pair].to;
  OaConverter *converter = oa_converter_new (from, to);
  g_autoptr (GBytes) input =
      make_tone (from, MS * oa_audio_format_get_rate (from) / 1000);
  g_autoptr (GBytes) output = convert (converter, input, 0);

  g_assert_cmpint (oa_converter_get_from (converter), ==, from);
  g_assert_cmpint (oa_converter_get_to (converter), ==, to);
  g_assert_cmpuint (g_bytes_get_size (output), ==,
      MS * oa_audio_format_get_bytes_per_ms (to));
  g_assert_cmpfloat (snr (to, output), >, MIN_SNR);
  oa_converter_free (converter);
}

/* And a stream after another knows nothing of it. */
static void
test_pieces_give_the_whole (gconstpointer data)
{
  guint pair = GPOINTER_TO_UINT (data);
  OaAudioFormat from = pairs[pair].from;
  OaConverter *converter = oa_converter_new (from, pairs[pair].to);
  g_autoptr (GBytes) input =
      make_tone (from, MS * oa_audio_format_get_rate (from) / 1000);
  g_autoptr (GBytes) whole = convert (converter, input, 0);

  for (guint step = 1; step < 200; step += 7) {
    g_autoptr (GBytes) pieces = convert (converter, input, step);

    g_assert_true (g_bytes_equal (pieces, whole));
  }
  oa_converter_free (converter);
}

/* Short streams and lengths that are no whole number of samples at the other
 * rate: rounded down, never up, so that no position lies behind the end. */
static void
test_exact_length (gconstpointer data)
{
  guint pair = GPOINTER_TO_UINT (data);
  OaAudioFormat from = pairs[pair].from, to = pairs[pair].to;
  OaConverter *converter = oa_converter_new (from, to);

  for (gsize samples = 0; samples < 1000; samples += 1 + samples / 7) {
    g_autoptr (GBytes) input = make_tone (from, samples);
    g_autoptr (GBytes) output = convert (converter, input, 0);

    g_assert_cmpuint (g_bytes_get_size (output), ==,
        samples * oa_audio_format_get_rate (to)
        / oa_audio_format_get_rate (from)
        * oa_audio_format_get_sample_size (to));
  }
  oa_converter_free (converter);
}

/* Half a sample at the very end is no sample, and none of the next stream. */
TEST (odd_end)
{
  OaConverter *converter =
      oa_converter_new (OA_AUDIO_FORMAT_PCM, OA_AUDIO_FORMAT_PCMU);
  g_autoptr (GBytes) input = make_tone (OA_AUDIO_FORMAT_PCM, 2400);
  g_autoptr (GBytes) odd = g_bytes_new_from_bytes (input, 0, 4799);
  g_autoptr (GBytes) first = convert (converter, odd, 0);
  g_autoptr (GBytes) second = convert (converter, input, 0);

  g_assert_cmpuint (g_bytes_get_size (first), ==, 799);
  g_assert_cmpuint (g_bytes_get_size (second), ==, 800);
  g_assert_cmpmem (g_bytes_get_data (first, NULL), 700,
      g_bytes_get_data (second, NULL), 700);
  oa_converter_free (converter);
}

/* What is held back of a stream that goes on is short: an answer begins at
 * once. */
TEST (held_back)
{
  OaConverter *converter =
      oa_converter_new (OA_AUDIO_FORMAT_PCM, OA_AUDIO_FORMAT_PCMU);
  g_autoptr (GBytes) input = make_tone (OA_AUDIO_FORMAT_PCM, 100 * 24);
  g_autoptr (GBytes) output = oa_converter_push (converter,
      g_bytes_get_data (input, NULL), g_bytes_get_size (input));

  g_assert_cmpuint (g_bytes_get_size (output), >=, 90 * 8);
  oa_converter_free (converter);
}

static void
add (const gchar *test, guint pair, GTestDataFunc func)
{
  g_autofree gchar *path =
      g_strdup_printf ("/converter/%s/%s", test, pairs[pair].name);

  g_test_add_data_func (path, GUINT_TO_POINTER (pair), func);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    add ("same-signal", i, test_same_signal_same_place);
    add ("pieces", i, test_pieces_give_the_whole);
    add ("length", i, test_exact_length);
  }
  return g_test_run ();
}

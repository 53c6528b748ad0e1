/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audioformat.c - formats, sizes, times, and the G.711 laws. */

#include <string.h>

#include "protocol/audioformat.h"
#include "protocol/g711.h"
#include "protocol/json.h"
#include "../support/testcase.h"

#define MS G_GUINT64_CONSTANT (1000000)

static void
assert_json (OaAudioFormat format, const gchar *expected)
{
  g_autoptr (JsonNode) node = oa_audio_format_to_json (format);
  g_autofree gchar *text = oa_json_node_to_text (node);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (oa_audio_format_from_json (node), ==, format);
}

TEST (json)
{
  assert_json (OA_AUDIO_FORMAT_PCM, "{\"type\":\"audio/pcm\",\"rate\":24000}");
  assert_json (OA_AUDIO_FORMAT_PCMU, "{\"type\":\"audio/pcmu\"}");
  assert_json (OA_AUDIO_FORMAT_PCMA, "{\"type\":\"audio/pcma\"}");
  assert_json (OA_AUDIO_FORMAT_UNKNOWN, "null");
}

static OaAudioFormat
format_of_json (const gchar *text)
{
  g_autoptr (JsonNode) node = oa_json_parse (text, -1, 0, "test", NULL);

  g_assert_nonnull (node);
  return oa_audio_format_from_json (node);
}

TEST (json_from_services)
{
  g_assert_cmpint (format_of_json ("{\"type\":\"audio/pcm\"}"), ==,
      OA_AUDIO_FORMAT_PCM);
  g_assert_cmpint (format_of_json ("{\"type\":\"audio/pcm\",\"rate\":16000}"),
      ==, OA_AUDIO_FORMAT_UNKNOWN);
  g_assert_cmpint (format_of_json ("\"pcm16\""), ==, OA_AUDIO_FORMAT_PCM);
  g_assert_cmpint (format_of_json ("\"g711_ulaw\""), ==, OA_AUDIO_FORMAT_PCMU);
  g_assert_cmpint (format_of_json ("\"g711_alaw\""), ==, OA_AUDIO_FORMAT_PCMA);
  g_assert_cmpint (format_of_json ("\"mp3\""), ==, OA_AUDIO_FORMAT_UNKNOWN);
  g_assert_cmpint (format_of_json ("{}"), ==, OA_AUDIO_FORMAT_UNKNOWN);
  g_assert_cmpint (format_of_json ("null"), ==, OA_AUDIO_FORMAT_UNKNOWN);
  g_assert_cmpint (format_of_json ("[1]"), ==, OA_AUDIO_FORMAT_UNKNOWN);
  g_assert_cmpint (oa_audio_format_from_json (NULL), ==,
      OA_AUDIO_FORMAT_UNKNOWN);
}

TEST (sizes)
{
  g_assert_cmpint (oa_audio_format_get_bytes_per_ms (OA_AUDIO_FORMAT_PCM), ==,
      48);
  g_assert_cmpint (oa_audio_format_get_bytes_per_ms (OA_AUDIO_FORMAT_PCMU), ==,
      8);
  g_assert_cmpint (oa_audio_format_get_bytes_per_ms (OA_AUDIO_FORMAT_PCMA), ==,
      8);
  g_assert_cmpint (oa_audio_format_get_sample_size (OA_AUDIO_FORMAT_PCM), ==,
      2);
  g_assert_cmpint (oa_audio_format_get_rate (OA_AUDIO_FORMAT_UNKNOWN), ==, 0);
  g_assert_cmpstr (oa_audio_format_get_nick (OA_AUDIO_FORMAT_PCMU), ==,
      "pcmu");
  g_assert_cmpstr (oa_audio_format_get_nick ((OaAudioFormat) 99), ==,
      "unknown");
}

TEST (silence_is_silent)
{
  guint8 ulaw = oa_audio_format_get_silence (OA_AUDIO_FORMAT_PCMU);
  guint8 alaw = oa_audio_format_get_silence (OA_AUDIO_FORMAT_PCMA);

  g_assert_cmpint (oa_audio_format_get_silence (OA_AUDIO_FORMAT_PCM), ==, 0);
  g_assert_cmpint (oa_ulaw_decode (ulaw), ==, 0);
  g_assert_cmpint (ABS (oa_alaw_decode (alaw)), ==, 8);
  g_assert_cmpint (oa_ulaw_encode (0), ==, ulaw);
  g_assert_cmpint (oa_alaw_encode (0), ==, alaw);
}

TEST (times)
{
  g_assert_cmpuint (oa_audio_format_samples_to_time (OA_AUDIO_FORMAT_PCM, 480),
      ==, 20 * MS);
  g_assert_cmpuint (oa_audio_format_samples_to_time (OA_AUDIO_FORMAT_PCMU,
          160), ==, 20 * MS);
  g_assert_cmpuint (oa_audio_format_time_to_samples (OA_AUDIO_FORMAT_PCM,
          1000 * MS), ==, 24000);
  g_assert_cmpuint (oa_audio_format_time_to_samples (OA_AUDIO_FORMAT_PCM,
          OA_TIME_NONE), ==, 0);
  g_assert_cmpuint (oa_audio_format_samples_to_time (OA_AUDIO_FORMAT_UNKNOWN,
          480), ==, 0);
}

TEST (times_do_not_drift)
{
  /* A year of speech in frames that are no whole number of nanoseconds. */
  const guint64 year = G_GUINT64_CONSTANT (24000) * 3600 * 24 * 365;

  for (guint64 n = year; n < year + 1000; n++) {
    guint64 time = oa_audio_format_samples_to_time (OA_AUDIO_FORMAT_PCM, n);

    g_assert_cmpuint (oa_audio_format_time_to_samples (OA_AUDIO_FORMAT_PCM,
            time), ==, n);
  }
}

TEST (g711_known_values)
{
  g_assert_cmpint (oa_ulaw_decode (0x00), ==, -32124);
  g_assert_cmpint (oa_ulaw_decode (0x80), ==, 32124);
  g_assert_cmpint (oa_ulaw_decode (0x7f), ==, 0);
  g_assert_cmpint (oa_alaw_decode (0x2a), ==, -32256);
  g_assert_cmpint (oa_alaw_decode (0xaa), ==, 32256);
  g_assert_cmpint (oa_alaw_decode (0x55), ==, -8);
}

TEST (g711_codes_come_back)
{
  for (guint code = 0; code < 256; code++) {
    /* mu-law has two zeros. */
    guint ulaw = code == 0x7f ? 0xff : code;

    g_assert_cmpint (oa_ulaw_encode (oa_ulaw_decode (code)), ==, ulaw);
    g_assert_cmpint (oa_alaw_encode (oa_alaw_decode (code)), ==, code);
  }
}

TEST (g711_is_close)
{
  for (gint sample = G_MININT16; sample <= G_MAXINT16; sample++) {
    gint ulaw = oa_ulaw_decode (oa_ulaw_encode (sample));
    gint alaw = oa_alaw_decode (oa_alaw_encode (sample));
    gint bound = ABS (sample) / 16 + 16;

    g_assert_cmpint (ABS (ulaw - CLAMP (sample, -32124, 32124)), <=, bound);
    g_assert_cmpint (ABS (alaw - CLAMP (sample, -32256, 32256)), <=, bound);
  }
}

TEST_MAIN ()

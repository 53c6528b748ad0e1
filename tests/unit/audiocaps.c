/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The caps of each audio format, and those that are none of them. */

#include "media/audiocaps.h"
#include "../support/testcase.h"

static OaAudioFormat
format_of (const gchar *text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);

  g_assert_nonnull (caps);
  return oa_audio_format_from_caps (caps);
}

TEST (caps)
{
  g_assert_cmpint (format_of ("audio/x-raw,format=S16LE,rate=24000,channels=1,"
          "layout=interleaved"), ==, OA_AUDIO_FORMAT_PCM);
  g_assert_cmpint (format_of ("audio/x-mulaw,rate=8000,channels=1"), ==,
      OA_AUDIO_FORMAT_PCMU);
  g_assert_cmpint (format_of ("audio/x-alaw,rate=8000,channels=1"), ==,
      OA_AUDIO_FORMAT_PCMA);
}

TEST (foreign_caps)
{
  static const gchar *const foreign[] = {
    "audio/x-raw,format=S16LE,rate=16000,channels=1,layout=interleaved",
    "audio/x-raw,format=S16LE,rate=24000,channels=2,layout=interleaved",
    "audio/x-raw,format=F32LE,rate=24000,channels=1,layout=interleaved",
    "audio/x-mulaw,rate=16000,channels=1",
    "audio/x-mulaw",
    "audio/x-opus",
    "ANY",
    "EMPTY",
  };

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    g_assert_cmpint (format_of (foreign[i]), ==, OA_AUDIO_FORMAT_UNKNOWN);
  g_assert_cmpint (oa_audio_format_from_caps (NULL), ==,
      OA_AUDIO_FORMAT_UNKNOWN);
}

TEST (template_is_all_formats)
{
  g_autoptr (GstCaps) all = gst_caps_from_string (OA_AUDIO_CAPS);

  g_assert_cmpint (gst_caps_get_size (all), ==, OA_N_AUDIO_FORMATS - 1);
  for (guint i = OA_AUDIO_FORMAT_PCM; i < OA_N_AUDIO_FORMATS; i++) {
    g_autoptr (GstCaps) caps = oa_audio_format_to_caps (i);

    g_assert_true (gst_caps_is_fixed (caps));
    g_assert_true (gst_caps_is_subset (caps, all));
    g_assert_cmpint (oa_audio_format_from_caps (caps), ==, i);
  }
  g_assert_null (oa_audio_format_to_caps (OA_AUDIO_FORMAT_UNKNOWN));
}

int
main (int argc, char **argv)
{
  /* Caps need no plugins: none are looked for, nor blamed for their leaks. */
  g_setenv ("GST_REGISTRY_DISABLE", "yes", TRUE);
  gst_init (NULL, NULL);
  test_init (&argc, &argv);
  return g_test_run ();
}

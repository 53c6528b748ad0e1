/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "audiocaps.h"

static const gchar *const caps_of[OA_N_AUDIO_FORMATS] = {
  [OA_AUDIO_FORMAT_PCM] = OA_AUDIO_CAPS_PCM,
  [OA_AUDIO_FORMAT_PCMU] = OA_AUDIO_CAPS_PCMU,
  [OA_AUDIO_FORMAT_PCMA] = OA_AUDIO_CAPS_PCMA,
};

OaAudioFormat
oa_audio_format_from_caps (const GstCaps *caps)
{
  if (!caps || gst_caps_is_empty (caps))
    return OA_AUDIO_FORMAT_UNKNOWN;

  for (guint i = OA_AUDIO_FORMAT_PCM; i < OA_N_AUDIO_FORMATS; i++) {
    g_autoptr (GstCaps) own = oa_audio_format_to_caps (i);

    if (gst_caps_is_subset (caps, own))
      return i;
  }
  return OA_AUDIO_FORMAT_UNKNOWN;
}

GstCaps *
oa_audio_format_to_caps (OaAudioFormat format)
{
  if ((guint) format >= OA_N_AUDIO_FORMATS || !caps_of[format])
    return NULL;
  return gst_caps_from_string (caps_of[format]);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The caps of the audio formats: what the pads take and give. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

G_BEGIN_DECLS

#define OA_AUDIO_CAPS_PCM \
  "audio/x-raw, format=(string)S16LE, layout=(string)interleaved, " \
  "rate=(int)24000, channels=(int)1"
#define OA_AUDIO_CAPS_PCMU "audio/x-mulaw, rate=(int)8000, channels=(int)1"
#define OA_AUDIO_CAPS_PCMA "audio/x-alaw, rate=(int)8000, channels=(int)1"
#define OA_AUDIO_CAPS \
  OA_AUDIO_CAPS_PCM "; " OA_AUDIO_CAPS_PCMU "; " OA_AUDIO_CAPS_PCMA

/* UNKNOWN for caps that are no subset of one format. */
OaAudioFormat oa_audio_format_from_caps (const GstCaps *caps);

/* NULL for UNKNOWN. */
GstCaps *oa_audio_format_to_caps (OaAudioFormat format);

G_END_DECLS

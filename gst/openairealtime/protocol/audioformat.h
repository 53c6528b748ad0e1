/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audioformat.h - the three audio formats of the wire.
 *
 * Knows sizes, silence and names; codes nothing (g711.h does). */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  OA_AUDIO_FORMAT_UNKNOWN,
  OA_AUDIO_FORMAT_PCM,  /* S16LE, 24000 Hz, mono */
  OA_AUDIO_FORMAT_PCMU, /* G.711 mu-law, 8000 Hz, mono */
  OA_AUDIO_FORMAT_PCMA, /* G.711 A-law, 8000 Hz, mono */
  OA_N_AUDIO_FORMATS,
} OaAudioFormat;

/* No time, as GST_CLOCK_TIME_NONE. */
#define OA_TIME_NONE G_MAXUINT64

/* The GA format object: {"type":"audio/pcm","rate":24000}, … */
JsonNode *oa_audio_format_to_json (OaAudioFormat format);

/* Takes the beta's string, too. PCM of another rate is UNKNOWN. */
OaAudioFormat oa_audio_format_from_json (JsonNode *node);

/* The beta's string: "pcm16", "g711_ulaw", "g711_alaw"; NULL for UNKNOWN. */
const gchar *oa_audio_format_get_flat_name (OaAudioFormat format);

const gchar *oa_audio_format_get_nick (OaAudioFormat format);
OaAudioFormat oa_audio_format_from_nick (const gchar *nick);
guint oa_audio_format_get_rate (OaAudioFormat format);
guint oa_audio_format_get_sample_size (OaAudioFormat format);
guint oa_audio_format_get_bytes_per_ms (OaAudioFormat format);
guint8 oa_audio_format_get_silence (OaAudioFormat format);

/* In nanoseconds. Exact for any stream length: computed from a count, never
 * accumulated. The time of a sample leads back to that sample. */
guint64 oa_audio_format_samples_to_time (OaAudioFormat format, guint64 samples);
guint64 oa_audio_format_time_to_samples (OaAudioFormat format, guint64 time);

G_END_DECLS

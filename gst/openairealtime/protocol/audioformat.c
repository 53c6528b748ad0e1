/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* One row per format; every function reads the table. */

#include "audioformat.h"

#include "json.h"

#define NS_PER_SECOND G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  const gchar *nick;
  const gchar *wire; /* GA: the type member of the format object */
  const gchar *flat; /* beta: the whole format */
  guint rate;
  guint sample_size;
  guint8 silence;
} FormatInfo;

static const FormatInfo formats[OA_N_AUDIO_FORMATS] = {
  [OA_AUDIO_FORMAT_UNKNOWN] = { "unknown", NULL, NULL, 0, 0, 0 },
  [OA_AUDIO_FORMAT_PCM] = { "pcm", "audio/pcm", "pcm16", 24000, 2, 0x00 },
  [OA_AUDIO_FORMAT_PCMU] = { "pcmu", "audio/pcmu", "g711_ulaw", 8000, 1, 0xff },
  [OA_AUDIO_FORMAT_PCMA] = { "pcma", "audio/pcma", "g711_alaw", 8000, 1, 0xd5 },
};

static const FormatInfo *
get_info (OaAudioFormat format)
{
  if ((guint) format >= OA_N_AUDIO_FORMATS)
    format = OA_AUDIO_FORMAT_UNKNOWN;
  return &formats[format];
}

JsonNode *
oa_audio_format_to_json (OaAudioFormat format)
{
  const FormatInfo *info = get_info (format);
  JsonObject *object;

  if (!info->wire)
    return json_node_new (JSON_NODE_NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "type", info->wire);
  /* Mandatory with PCM, an unknown parameter with G.711. */
  if (format == OA_AUDIO_FORMAT_PCM)
    json_object_set_int_member (object, "rate", info->rate);
  return oa_json_node_new_object (object);
}

const gchar *
oa_audio_format_get_flat_name (OaAudioFormat format)
{
  return get_info (format)->flat;
}

static OaAudioFormat
from_flat_name (const gchar *name)
{
  for (guint i = OA_AUDIO_FORMAT_PCM; i < OA_N_AUDIO_FORMATS; i++)
    if (g_strcmp0 (formats[i].flat, name) == 0)
      return i;
  return OA_AUDIO_FORMAT_UNKNOWN;
}

static OaAudioFormat
from_object (JsonObject *object)
{
  const gchar *type = oa_json_get_string (object, "type");

  for (guint i = OA_AUDIO_FORMAT_PCM; i < OA_N_AUDIO_FORMATS; i++) {
    gint64 rate = oa_json_get_int (object, "rate", formats[i].rate);

    /* PCM of another rate is a format that we cannot play. */
    if (g_strcmp0 (formats[i].wire, type) == 0 && rate == formats[i].rate)
      return i;
  }
  return OA_AUDIO_FORMAT_UNKNOWN;
}

OaAudioFormat
oa_audio_format_from_json (JsonNode *node)
{
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return from_object (json_node_get_object (node));
  if (node && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING)
    return from_flat_name (json_node_get_string (node));
  return OA_AUDIO_FORMAT_UNKNOWN;
}

const gchar *
oa_audio_format_get_nick (OaAudioFormat format)
{
  return get_info (format)->nick;
}

OaAudioFormat
oa_audio_format_from_nick (const gchar *nick)
{
  for (guint i = OA_AUDIO_FORMAT_PCM; i < OA_N_AUDIO_FORMATS; i++)
    if (g_strcmp0 (formats[i].nick, nick) == 0)
      return i;
  return OA_AUDIO_FORMAT_UNKNOWN;
}

guint
oa_audio_format_get_rate (OaAudioFormat format)
{
  return get_info (format)->rate;
}

guint
oa_audio_format_get_sample_size (OaAudioFormat format)
{
  return get_info (format)->sample_size;
}

guint
oa_audio_format_get_bytes_per_ms (OaAudioFormat format)
{
  const FormatInfo *info = get_info (format);

  return info->rate * info->sample_size / 1000;
}

guint8
oa_audio_format_get_silence (OaAudioFormat format)
{
  return get_info (format)->silence;
}

guint64
oa_audio_format_samples_to_time (OaAudioFormat format, guint64 samples)
{
  guint rate = oa_audio_format_get_rate (format);

  if (!rate)
    return 0;
  return samples / rate * NS_PER_SECOND + samples % rate * NS_PER_SECOND / rate;
}

/* To the nearest, so that the time of a sample leads back to that sample
 * although a period of 24000 Hz is no whole number of nanoseconds. */
guint64
oa_audio_format_time_to_samples (OaAudioFormat format, guint64 time)
{
  guint rate = oa_audio_format_get_rate (format);

  if (!rate || time == OA_TIME_NONE)
    return 0;
  return time / NS_PER_SECOND * rate
      + (time % NS_PER_SECOND * rate + NS_PER_SECOND / 2) / NS_PER_SECOND;
}

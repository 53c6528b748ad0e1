/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audio.c - see audio.h. */

#include "config.h"

#include "audio.h"

#include <math.h>

#include "protocol/g711.h"
#include "protocol/json.h"

#define SILENCE_DB -100.0

OrsFormat
ors_format_from_json (JsonObject *format)
{
  const gchar *type = oa_json_get_string (format, "type");

  if (g_strcmp0 (type, "audio/pcmu") == 0)
    return ORS_FORMAT_PCMU;
  if (g_strcmp0 (type, "audio/pcma") == 0)
    return ORS_FORMAT_PCMA;
  return ORS_FORMAT_PCM;
}

static const gchar *const names[] = { "pcm", "pcmu", "pcma" };

JsonObject *
ors_format_to_json (OrsFormat self)
{
  JsonObject *format = json_object_new ();
  g_autofree gchar *type = g_strconcat ("audio/", names[self], NULL);

  json_object_set_string_member (format, "type", type);
  if (self == ORS_FORMAT_PCM)
    json_object_set_int_member (format, "rate", ors_format_get_rate (self));
  return format;
}

OrsFormat
ors_format_from_name (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  }
  return ORS_FORMAT_PCM;
}

const gchar *
ors_format_get_name (OrsFormat self)
{
  return names[self];
}

guint
ors_format_get_rate (OrsFormat self)
{
  return self == ORS_FORMAT_PCM ? 24000 : 8000;
}

guint
ors_format_bytes_per_ms (OrsFormat self)
{
  return self == ORS_FORMAT_PCM ? 48 : 8;
}

static gint16
sample_at (OrsFormat format, const guint8 *data, gsize index)
{
  switch (format) {
  case ORS_FORMAT_PCMU:
    return oa_ulaw_decode (data[index]);
  case ORS_FORMAT_PCMA:
    return oa_alaw_decode (data[index]);
  case ORS_FORMAT_PCM:
  default:
    return (gint16) (data[2 * index] | data[2 * index + 1] << 8);
  }
}

gdouble
ors_audio_level (OrsFormat format, const guint8 *data, gsize size)
{
  gsize n = format == ORS_FORMAT_PCM ? size / 2 : size;
  gdouble sum = 0.0, squares = 0.0, power;

  if (n == 0)
    return SILENCE_DB;

  for (gsize i = 0; i < n; i++) {
    gdouble sample = sample_at (format, data, i) / 32768.0;

    sum += sample;
    squares += sample * sample;
  }
  /* Without the mean: a constant offset is no sound. */
  power = squares / n - (sum / n) * (sum / n);
  return power <= 1e-10 ? SILENCE_DB : 10.0 * log10 (power);
}

static void
encode_sample (OrsFormat format, gint16 sample, guint8 *out)
{
  switch (format) {
  case ORS_FORMAT_PCMU:
    out[0] = oa_ulaw_encode (sample);
    break;
  case ORS_FORMAT_PCMA:
    out[0] = oa_alaw_encode (sample);
    break;
  case ORS_FORMAT_PCM:
  default:
    out[0] = (guint16) sample & 0xff;
    out[1] = (guint16) sample >> 8;
    break;
  }
}

GBytes *
ors_audio_encode (OrsFormat format, const gint16 *samples, gsize n)
{
  gsize width = format == ORS_FORMAT_PCM ? 2 : 1;
  guint8 *data = g_malloc (MAX (n * width, 1));

  for (gsize i = 0; i < n; i++)
    encode_sample (format, samples[i], data + i * width);
  return g_bytes_new_take (data, n * width);
}

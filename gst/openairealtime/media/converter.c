/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* converter.c - decode to linear samples, resample when the rates differ,
 * encode. */

#include "converter.h"

#include <gst/audio/audio.h>
#include <string.h>

#include "protocol/g711.h"

/* Samples at a time, so that a message of any size needs little beside it. */
#define BLOCK 4096

struct _OaConverter
{
  OaAudioFormat from;
  OaAudioFormat to;
  guint from_rate;
  guint to_rate;
  GstAudioResampler *resampler; /* NULL: the rates are the same */

  /* Of this stream. */
  guint8 carry; /* the first half of a sample */
  gboolean has_carry;
  guint64 samples_in;
  guint64 samples_out;
};

static GstAudioResampler *
resampler_new (guint from_rate, guint to_rate)
{
  GstStructure *options = gst_structure_new_empty ("options");
  GstAudioResampler *resampler;

  gst_audio_resampler_options_set_quality (GST_AUDIO_RESAMPLER_METHOD_KAISER,
      GST_AUDIO_RESAMPLER_QUALITY_DEFAULT, from_rate, to_rate, options);
  resampler = gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER,
      GST_AUDIO_RESAMPLER_FLAG_NONE, GST_AUDIO_FORMAT_S16, 1, from_rate,
      to_rate, options);
  gst_structure_free (options);
  return resampler;
}

OaConverter *
oa_converter_new (OaAudioFormat from, OaAudioFormat to)
{
  OaConverter *self = g_new0 (OaConverter, 1);

  self->from = from;
  self->to = to;
  self->from_rate = oa_audio_format_get_rate (from);
  self->to_rate = oa_audio_format_get_rate (to);
  if (self->from_rate != self->to_rate)
    self->resampler = resampler_new (self->from_rate, self->to_rate);
  return self;
}

void
oa_converter_free (OaConverter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->resampler, gst_audio_resampler_free);
  g_free (self);
}

OaAudioFormat
oa_converter_get_from (const OaConverter *self)
{
  return self->from;
}

OaAudioFormat
oa_converter_get_to (const OaConverter *self)
{
  return self->to;
}

/*** samples ***/

static void
append (OaConverter *self, GByteArray *out, const gint16 *samples, gsize n)
{
  guint size = oa_audio_format_get_sample_size (self->to);
  guint offset = out->len;
  gsize i;

  g_byte_array_set_size (out, offset + n * size);
  for (i = 0; i < n; i++)
    oa_sample_write (self->to, out->data + offset + i * size, samples[i]);
  self->samples_out += n;
}

/* @samples NULL is silence. Gives at most @limit samples. */
static void
resample (OaConverter *self, GByteArray *out, gint16 *samples, gsize n,
    guint64 limit)
{
  gsize ready = gst_audio_resampler_get_out_frames (self->resampler, n);
  gint16 *result = g_new0 (gint16, MAX (ready, 1));
  gpointer from[1] = { samples }, to[1] = { result };

  gst_audio_resampler_resample (self->resampler, samples != NULL ? from : NULL,
      n, to, ready);
  append (self, out, result, MIN (ready, limit));
  g_free (result);
}

static void
take (OaConverter *self, GByteArray *out, gint16 *samples, gsize n)
{
  self->samples_in += n;
  if (self->resampler != NULL)
    resample (self, out, samples, n, G_MAXUINT64);
  else
    append (self, out, samples, n);
}

/* The two halves of a sample that came apart. */
static void
complete_carry (OaConverter *self, GByteArray *out, guint8 second)
{
  guint8 both[2] = { self->carry, second };
  gint16 sample = oa_sample_read (self->from, both);

  self->has_carry = FALSE;
  take (self, out, &sample, 1);
}

static void
take_bytes (OaConverter *self, GByteArray *out, const guint8 *data,
    gsize samples)
{
  guint size = oa_audio_format_get_sample_size (self->from);
  gint16 block[BLOCK];
  gsize n, i;

  for (; samples > 0; samples -= n, data += n * size) {
    n = MIN (samples, BLOCK);
    for (i = 0; i < n; i++)
      block[i] = oa_sample_read (self->from, data + i * size);
    take (self, out, block, n);
  }
}

GBytes *
oa_converter_push (OaConverter *self, const guint8 *data, gsize size)
{
  guint sample_size = oa_audio_format_get_sample_size (self->from);
  GByteArray *out = g_byte_array_new ();

  if (self->has_carry && size > 0) {
    complete_carry (self, out, data[0]);
    data++;
    size--;
  }
  take_bytes (self, out, data, size / sample_size);
  if (size % sample_size != 0) {
    self->carry = data[size - 1];
    self->has_carry = TRUE;
  }
  return g_byte_array_free_to_bytes (out);
}

GBytes *
oa_converter_finish (OaConverter *self)
{
  GByteArray *out = g_byte_array_new ();

  if (self->resampler != NULL && self->samples_in > 0) {
    guint64 due = gst_util_uint64_scale_int (self->samples_in, self->to_rate,
        self->from_rate);

    while (self->samples_out < due)
      resample (self, out, NULL,
          MAX (gst_audio_resampler_get_max_latency (self->resampler), 1),
          due - self->samples_out);
    /* Its reset leaves the phase where it was (1.22). */
    gst_audio_resampler_free (self->resampler);
    self->resampler = resampler_new (self->from_rate, self->to_rate);
  }
  self->has_carry = FALSE;
  self->samples_in = self->samples_out = 0;
  return g_byte_array_free_to_bytes (out);
}

GBytes *
oa_convert (OaAudioFormat from, OaAudioFormat to, gconstpointer data,
    gsize size)
{
  OaConverter *converter = oa_converter_new (from, to);
  GByteArray *all = g_bytes_unref_to_array (
      oa_converter_push (converter, data, size));
  GBytes *rest = oa_converter_finish (converter);

  g_byte_array_append (all, g_bytes_get_data (rest, NULL),
      g_bytes_get_size (rest));
  g_bytes_unref (rest);
  oa_converter_free (converter);
  return g_byte_array_free_to_bytes (all);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* itemaudio.c - the ledger of one item: what of it came, left and was heard. */

#include "itemaudio.h"

/* Samples that left back to back. */
typedef struct
{
  GstClockTime pts;
  guint64 samples;
} Piece;

OaItemAudio *
oa_item_audio_new (OaAudioFormat format, const gchar *response_id,
    const gchar *item_id, GstClockTime not_before)
{
  OaItemAudio *self = g_new0 (OaItemAudio, 1);

  self->response_id = g_strdup (response_id);
  self->item_id = g_strdup (item_id);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->not_before = not_before;
  self->format = format;
  return self;
}

void
oa_item_audio_free (OaItemAudio *self)
{
  g_free (self->response_id);
  g_free (self->item_id);
  oa_byte_queue_clear (&self->waiting);
  oa_converter_free (self->converter);
  g_array_unref (self->pieces);
  g_free (self);
}

/*** formats ***/

static void
push_bytes (OaItemAudio *self, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  oa_byte_queue_push (&self->waiting, data, size);
  g_bytes_unref (bytes);
}

static void
end_conversion (OaItemAudio *self)
{
  if (self->converter == NULL)
    return;
  push_bytes (self, oa_converter_finish (self->converter));
  g_clear_pointer (&self->converter, oa_converter_free);
}

/* Half a sample whose other half comes in another format, if at all. */
static void
complete_sample (OaItemAudio *self)
{
  if (self->waiting.size % oa_audio_format_get_sample_size (self->format) != 0)
    oa_byte_queue_fill (&self->waiting, 0, 1);
}

void
oa_item_audio_push (OaItemAudio *self, OaAudioFormat format, gconstpointer data,
    gsize size)
{
  if (self->converter != NULL
      && oa_converter_get_from (self->converter) != format)
    end_conversion (self);
  if (format == self->format) {
    oa_byte_queue_push (&self->waiting, data, size);
    return;
  }
  if (self->converter == NULL) {
    complete_sample (self);
    self->converter = oa_converter_new (format, self->format);
  }
  push_bytes (self, oa_converter_push (self->converter, data, size));
}

/* From sums, so that no rounding adds up. */
static void
scale_pieces (OaItemAudio *self, OaAudioFormat format)
{
  guint from = oa_audio_format_get_rate (self->format);
  guint to = oa_audio_format_get_rate (format);
  guint64 before = 0, after = 0, end;
  guint i;

  for (i = 0; i < self->pieces->len; i++) {
    Piece *piece = &g_array_index (self->pieces, Piece, i);

    before += piece->samples;
    end = gst_util_uint64_scale_int (before, to, from);
    piece->samples = end - after;
    after = end;
  }
}

void
oa_item_audio_set_format (OaItemAudio *self, OaAudioFormat format)
{
  OaAudioFormat before = self->format;
  gsize size;
  guint8 *data;

  if (format == before)
    return;
  end_conversion (self);
  size = self->waiting.size;
  data = g_malloc (size);
  oa_byte_queue_peek (&self->waiting, data, size);
  oa_byte_queue_clear (&self->waiting);
  scale_pieces (self, format);
  self->format = format;
  if (size > 0)
    oa_item_audio_push (self, before, data, size);
  if (self->ended)
    end_conversion (self);
  g_free (data);
}

/*** what waits ***/

guint64
oa_item_audio_get_waiting (const OaItemAudio *self)
{
  return self->waiting.size / oa_audio_format_get_sample_size (self->format);
}

void
oa_item_audio_end (OaItemAudio *self)
{
  end_conversion (self);
  self->ended = TRUE;
  /* Half a sample at the end of an item can never be completed. */
  if (oa_item_audio_get_waiting (self) == 0)
    oa_byte_queue_clear (&self->waiting);
}

gboolean
oa_item_audio_is_played_out (const OaItemAudio *self)
{
  return self->ended && oa_item_audio_get_waiting (self) == 0;
}

guint64
oa_item_audio_peek (const OaItemAudio *self, guint8 *dest, guint64 samples)
{
  guint64 n = MIN (samples, oa_item_audio_get_waiting (self));

  if (n > 0)
    oa_byte_queue_peek (&self->waiting, dest,
        n * oa_audio_format_get_sample_size (self->format));
  return n;
}

static void
note_piece (OaItemAudio *self, GstClockTime pts, guint64 samples)
{
  Piece piece = { pts, samples };

  if (self->pieces->len > 0) {
    Piece *last = &g_array_index (self->pieces, Piece, self->pieces->len - 1);
    GstClockTime end = last->pts
        + oa_audio_format_samples_to_time (self->format, last->samples);

    /* Rounding of a position is below a nanosecond per piece. */
    if (pts <= end + 1 && end <= pts + 1) {
      last->samples += samples;
      return;
    }
  }
  g_array_append_val (self->pieces, piece);
}

guint64
oa_item_audio_take (OaItemAudio *self, guint8 *dest, guint64 samples,
    GstClockTime pts)
{
  guint64 n = oa_item_audio_peek (self, dest, samples);

  oa_byte_queue_drop (&self->waiting,
      n * oa_audio_format_get_sample_size (self->format));
  if (oa_item_audio_is_played_out (self))
    oa_byte_queue_clear (&self->waiting);
  note_piece (self, pts, n);
  self->begun = TRUE;
  return n;
}

void
oa_item_audio_revoke (OaItemAudio *self, GstClockTime pts)
{
  while (self->pieces->len > 0) {
    Piece *last = &g_array_index (self->pieces, Piece, self->pieces->len - 1);

    if (last->pts < pts) {
      last->samples = MIN (last->samples,
          oa_audio_format_time_to_samples (self->format, pts - last->pts));
      return;
    }
    g_array_set_size (self->pieces, self->pieces->len - 1);
  }
}

GstClockTime
oa_item_audio_locate (const OaItemAudio *self, guint64 sample)
{
  guint i;

  for (i = 0; i < self->pieces->len; i++) {
    const Piece *piece = &g_array_index (self->pieces, Piece, i);

    if (sample < piece->samples)
      return piece->pts
          + oa_audio_format_samples_to_time (self->format, sample);
    sample -= piece->samples;
  }
  return GST_CLOCK_TIME_NONE;
}

guint64
oa_item_audio_get_heard (const OaItemAudio *self, GstClockTime until)
{
  guint64 heard = 0;
  guint i;

  for (i = 0; i < self->pieces->len; i++) {
    const Piece *piece = &g_array_index (self->pieces, Piece, i);

    if (!GST_CLOCK_TIME_IS_VALID (until))
      heard += piece->samples;
    else if (until > piece->pts)
      heard += MIN (piece->samples,
          oa_audio_format_time_to_samples (self->format, until - piece->pts));
  }
  return heard;
}

gint64
oa_item_audio_to_ms (const OaItemAudio *self, guint64 samples)
{
  return samples * 1000 / oa_audio_format_get_rate (self->format);
}

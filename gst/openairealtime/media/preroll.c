/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* preroll.c - a queue of pieces, cut at its old end to the sample. */

#include "preroll.h"

/* Audio that is late by its own length and this much is not expected. */
#define LATE (150 * GST_MSECOND)

static void
piece_free (OaPrerollPiece *piece)
{
  g_bytes_unref (piece->audio);
  g_free (piece);
}

void
oa_preroll_clear (OaPreroll *self)
{
  g_queue_clear_full (&self->pieces, (GDestroyNotify) piece_free);
  self->size = 0;
}

static GstClockTime
piece_duration (const OaPreroll *self, const OaPrerollPiece *piece)
{
  return oa_audio_format_samples_to_time (self->format,
      g_bytes_get_size (piece->audio) / self->sample_size);
}

/* Cuts @size bytes off the oldest piece. */
static void
cut (OaPreroll *self, gsize size)
{
  OaPrerollPiece *piece = g_queue_peek_head (&self->pieces);
  gsize whole = g_bytes_get_size (piece->audio);
  GBytes *rest;

  self->size -= MIN (size, whole);
  if (size >= whole) {
    piece_free (g_queue_pop_head (&self->pieces));
    return;
  }
  rest = g_bytes_new_from_bytes (piece->audio, size, whole - size);
  g_bytes_unref (piece->audio);
  piece->audio = rest;
  if (GST_CLOCK_TIME_IS_VALID (piece->running_time))
    piece->running_time += oa_audio_format_samples_to_time (self->format,
        size / self->sample_size);
}

static void
cut_to_size (OaPreroll *self)
{
  while (self->size > self->bound)
    cut (self, self->size - self->bound);
}

/* With holes in it, less audio is as much time. */
static void
cut_before (OaPreroll *self, GstClockTime time)
{
  OaPrerollPiece *piece;
  guint64 samples;

  while ((piece = g_queue_peek_head (&self->pieces)) != NULL
      && GST_CLOCK_TIME_IS_VALID (piece->running_time)
      && piece->running_time < time) {
    samples = oa_audio_format_time_to_samples (self->format,
        time - piece->running_time);
    if (samples == 0)
      return;
    cut (self, samples * self->sample_size);
  }
}

/* Running time behind the newest piece; NONE when it has none. */
static GstClockTime
get_end (const OaPreroll *self)
{
  const OaPrerollPiece *last = g_queue_peek_tail ((GQueue *) &self->pieces);

  if (last == NULL || !GST_CLOCK_TIME_IS_VALID (last->running_time))
    return GST_CLOCK_TIME_NONE;
  return last->running_time + piece_duration (self, last);
}

static void
cut_older (OaPreroll *self, GstClockTime age)
{
  GstClockTime end = get_end (self);

  if (GST_CLOCK_TIME_IS_VALID (end) && end + age > self->length)
    cut_before (self, end + age - self->length);
}

void
oa_preroll_configure (OaPreroll *self, OaAudioFormat format,
    GstClockTime length)
{
  if (format != self->format)
    oa_preroll_clear (self);
  self->format = format;
  self->sample_size = oa_audio_format_get_sample_size (format);
  self->length = length;
  self->bound = oa_audio_format_time_to_samples (format, length)
      * self->sample_size;
  cut_to_size (self);
  cut_older (self, 0);
}

void
oa_preroll_push (OaPreroll *self, GBytes *audio, GstClockTime running_time,
    GstClockTime now, gboolean lost)
{
  OaPrerollPiece *piece = g_new (OaPrerollPiece, 1);

  piece->audio = audio;
  piece->running_time = running_time;
  piece->now = now;
  piece->lost = lost;
  /* Time that begins anew makes all that is there an hour old, or none of it:
   * only what follows on is of use. */
  if (GST_CLOCK_TIME_IS_VALID (running_time)
      && GST_CLOCK_TIME_IS_VALID (get_end (self))
      && running_time + self->length < get_end (self))
    oa_preroll_clear (self);
  g_queue_push_tail (&self->pieces, piece);
  self->size += g_bytes_get_size (audio);
  cut_to_size (self);
  cut_older (self, 0);
}

void
oa_preroll_age (OaPreroll *self, GstClockTime now)
{
  const OaPrerollPiece *last = g_queue_peek_tail (&self->pieces);
  GstClockTime due;

  if (last == NULL || !GST_CLOCK_TIME_IS_VALID (last->now)
      || !GST_CLOCK_TIME_IS_VALID (now))
    return;
  due = last->now + piece_duration (self, last) + LATE;
  if (now >= due)
    cut_older (self, now - last->now);
}

gboolean
oa_preroll_pop (OaPreroll *self, OaPrerollPiece *piece)
{
  OaPrerollPiece *oldest = g_queue_pop_head (&self->pieces);

  if (oldest == NULL)
    return FALSE;
  self->size -= g_bytes_get_size (oldest->audio);
  *piece = *oldest;
  g_free (oldest);
  return TRUE;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputconditioner.c - mute, hold or let go, and fill the holes in what is let
 * go. */

#include "inputconditioner.h"

#include "halfduplex.h"
#include "gapfiller.h"
#include "pausedetector.h"
#include "preroll.h"

#include <string.h>

/* Without a sound for so long, a word is over. */
#define WORD_END_MS 100
/* A source that stops between words is believed sooner, in time for the service
 * to end the turn when it must. */
#define LEAST_GRACE (150 * GST_MSECOND)
#define GRACE_MARGIN (100 * GST_MSECOND)

struct _OaInputConditioner
{
  OaAudioFormat format;
  guint sample_size;
  OaInputConditionerConfig config;

  OaGapFiller filler;
  OaHalfDuplex *half_duplex;
  OaPreroll preroll;
  OaPauseDetector *words; /* in what went up; NULL before */

  gboolean talking;
  guint64 said; /* samples that went up in this press */

  guint64 filled; /* samples */
  GstClockTime dropped;
};

OaInputConditioner *
oa_input_conditioner_new (void)
{
  OaInputConditioner *self = g_new0 (OaInputConditioner, 1);

  oa_gap_filler_reset (&self->filler);
  self->half_duplex = oa_half_duplex_new ();
  return self;
}

void
oa_input_conditioner_free (OaInputConditioner *self)
{
  if (self == NULL)
    return;
  oa_half_duplex_free (self->half_duplex);
  oa_preroll_clear (&self->preroll);
  oa_pause_detector_free (self->words);
  g_free (self);
}

void
oa_input_conditioner_configure (OaInputConditioner *self, OaAudioFormat format,
    const OaInputConditionerConfig *config)
{
  /* What was held is no hole. */
  if (config->push_to_talk != self->config.push_to_talk) {
    oa_gap_filler_reset (&self->filler);
    oa_preroll_clear (&self->preroll);
    self->talking = FALSE;
  }
  if (!config->half_duplex)
    oa_half_duplex_clear (self->half_duplex);
  if (format != self->format)
    g_clear_pointer (&self->words, oa_pause_detector_free);
  self->format = format;
  self->sample_size = oa_audio_format_get_sample_size (format);
  self->config = *config;
  oa_gap_filler_configure (&self->filler, format, config->max_gap);
  oa_preroll_configure (&self->preroll, format, config->pre_roll);
}

void
oa_input_conditioner_reset (OaInputConditioner *self)
{
  oa_gap_filler_reset (&self->filler);
  oa_half_duplex_clear (self->half_duplex);
  oa_preroll_clear (&self->preroll);
  g_clear_pointer (&self->words, oa_pause_detector_free);
  self->said = 0;
}

gboolean
oa_input_conditioner_wants_speech (const OaInputConditioner *self)
{
  return self->config.half_duplex;
}

void
oa_input_conditioner_note_speech (OaInputConditioner *self, GstClockTime begin,
    GstClockTime end)
{
  if (self->config.half_duplex)
    oa_half_duplex_speech (self->half_duplex, begin, end);
}

static guint64
to_samples (const OaInputConditioner *self, GstClockTime time)
{
  return oa_audio_format_time_to_samples (self->format, time);
}

static GstClockTime
to_time (const OaInputConditioner *self, guint64 samples)
{
  return oa_audio_format_samples_to_time (self->format, samples);
}

static gboolean
is_held (const OaInputConditioner *self)
{
  return self->config.push_to_talk && !self->talking;
}

/*** what goes up ***/

/* @samples of silence from @running_time on. */
static void
fill (OaInputConditioner *self, OaUploadQueue *queue, guint64 samples,
    GstClockTime running_time)
{
  if (samples == 0)
    return;
  self->dropped += oa_upload_queue_push_silence (queue,
      samples * self->sample_size, running_time, TRUE);
  self->filled += samples;
  self->said += samples;
}

static void
listen (OaInputConditioner *self, const guint8 *data, gsize size)
{
  if (self->words == NULL)
    self->words = oa_pause_detector_new (self->format, WORD_END_MS);
  oa_pause_detector_process (self->words, data, size, NULL, NULL);
}

/* How long audio may be overdue before silence takes its place. In the middle
 * of a word it is more likely late than over. */
static GstClockTime
get_grace (const OaInputConditioner *self)
{
  GstClockTime silence = self->config.turn_silence;

  if (self->words != NULL && oa_pause_detector_in_speech (self->words))
    return OA_GAP_FILLER_LATEST;
  return CLAMP (silence - MIN (silence, GRACE_MARGIN), LEAST_GRACE,
      OA_GAP_FILLER_LATEST);
}

static void
send (OaInputConditioner *self, OaUploadQueue *queue, const guint8 *data,
    gsize size, GstClockTime running_time, GstClockTime now, gboolean lost)
{
  GstClockTime end = oa_gap_filler_get_end (&self->filler);
  guint64 samples = size / self->sample_size;

  fill (self, queue,
      oa_gap_filler_audio (&self->filler, running_time, samples, now, lost),
      end);
  self->dropped += oa_upload_queue_push (queue, data, size, running_time, TRUE);
  listen (self, data, size);
  self->said += samples;
}

static void
send_or_hold (OaInputConditioner *self, OaUploadQueue *queue,
    const guint8 *data, gsize size, GstClockTime running_time, GstClockTime now,
    gboolean lost)
{
  if (is_held (self))
    oa_preroll_push (&self->preroll, g_bytes_new (data, size), running_time,
        now, lost);
  else
    send (self, queue, data, size, running_time, now, lost);
}

/* Where our speech may be in it. */
static gboolean
must_mute (const OaInputConditioner *self, gsize size,
    GstClockTime running_time)
{
  return self->config.half_duplex && GST_CLOCK_TIME_IS_VALID (running_time)
      && oa_half_duplex_sounds (self->half_duplex, self->config.tail,
          running_time, to_time (self, size / self->sample_size));
}

void
oa_input_conditioner_push (OaInputConditioner *self, OaUploadQueue *queue,
    const guint8 *data, gsize size, GstClockTime running_time, GstClockTime now,
    gboolean lost)
{
  guint8 *muted;

  size -= size % self->sample_size;
  if (size == 0)
    return;
  if (!must_mute (self, size, running_time)) {
    send_or_hold (self, queue, data, size, running_time, now, lost);
    return;
  }
  muted = g_memdup2 (data, size);
  oa_half_duplex_mute (self->half_duplex, self->format, self->config.tail,
      running_time, muted, size);
  send_or_hold (self, queue, muted, size, running_time, now, lost);
  g_free (muted);
}

/* The end of a gap, as much of it as may be wanted. */
static void
hold_gap (OaInputConditioner *self, GstClockTime running_time,
    GstClockTime duration, GstClockTime now)
{
  GstClockTime kept = MIN (duration, self->config.pre_roll);
  gsize size = to_samples (self, kept) * self->sample_size;
  guint8 *silence;

  if (size == 0)
    return;
  silence = g_malloc (size);
  memset (silence, oa_audio_format_get_silence (self->format), size);
  oa_preroll_push (&self->preroll, g_bytes_new_take (silence, size),
      running_time + duration - kept, now, FALSE);
}

void
oa_input_conditioner_gap (OaInputConditioner *self, OaUploadQueue *queue,
    GstClockTime running_time, GstClockTime duration, GstClockTime now)
{
  GstClockTime end = oa_gap_filler_get_end (&self->filler);

  if (!GST_CLOCK_TIME_IS_VALID (running_time)
      || !GST_CLOCK_TIME_IS_VALID (duration))
    return;
  if (is_held (self))
    hold_gap (self, running_time, duration, now);
  else
    fill (self, queue,
        oa_gap_filler_gap (&self->filler, running_time, duration),
        GST_CLOCK_TIME_IS_VALID (end) ? end : running_time);
}

gboolean
oa_input_conditioner_fill_missing (OaInputConditioner *self,
    OaUploadQueue *queue, GstClockTime now, GstClockTime *wait)
{
  GstClockTime end = oa_gap_filler_get_end (&self->filler);
  GstClockTime grace = get_grace (self);
  guint64 silence;

  *wait = GST_CLOCK_TIME_NONE;
  if (is_held (self))
    return FALSE;
  silence = oa_gap_filler_fill_missing (&self->filler, now, grace);
  fill (self, queue, silence, end);
  *wait = oa_gap_filler_get_wait (&self->filler, now, grace);
  return silence > 0;
}

/*** the talk button ***/

gboolean
oa_input_conditioner_talk_start (OaInputConditioner *self, OaUploadQueue *queue,
    GstClockTime now)
{
  OaPrerollPiece piece;

  if (!is_held (self))
    return FALSE;
  self->talking = TRUE;
  self->said = 0;
  /* What was held back before the pre-roll is no hole. */
  oa_gap_filler_reset (&self->filler);
  oa_preroll_age (&self->preroll, now);
  while (oa_preroll_pop (&self->preroll, &piece)) {
    gsize size;
    const guint8 *data = g_bytes_get_data (piece.audio, &size);

    send (self, queue, data, size, piece.running_time, piece.now, piece.lost);
    g_bytes_unref (piece.audio);
  }
  return TRUE;
}

static void
append_silence (OaInputConditioner *self, OaUploadQueue *queue, guint64 samples)
{
  GstClockTime end = oa_gap_filler_get_end (&self->filler);

  oa_gap_filler_add (&self->filler, samples);
  fill (self, queue, samples, end);
}

OaTalk
oa_input_conditioner_talk_stop (OaInputConditioner *self, OaUploadQueue *queue,
    GstClockTime at_least, GstClockTime silence)
{
  guint64 least = to_samples (self, at_least);

  if (!self->talking)
    return OA_TALK_NONE;
  self->talking = FALSE;
  if (self->said == 0)
    return OA_TALK_EMPTY;
  append_silence (self, queue, least - MIN (least, self->said));
  append_silence (self, queue, to_samples (self, silence));
  return OA_TALK_SAID;
}

GstClockTime
oa_input_conditioner_take_filled (OaInputConditioner *self)
{
  GstClockTime filled = to_time (self, self->filled);

  self->filled = 0;
  return filled;
}

GstClockTime
oa_input_conditioner_take_dropped (OaInputConditioner *self)
{
  GstClockTime dropped = self->dropped;

  self->dropped = 0;
  return dropped;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* medialive.c - live input: by way of the conditioner to the upload queue,
 * silence where it does not come, the talk button. */

#include "mediaprivate.h"

/* The service refuses to commit less than this. */
#define LEAST_TURN (100 * GST_MSECOND)
/* Silence that ends a press when the service detects turns. */
#define MAX_END_SILENCE (10 * GST_SECOND)

/* NONE while time stands still. */
static GstClockTime
get_now (OaMedia *self)
{
  return self->run.playing ? oa_media_now (self) : GST_CLOCK_TIME_NONE;
}

/* Speech that left sounds behind the pipeline's latency, and later still at a
 * remote ear. */
static void
note_speech (OaMedia *self)
{
  GstClockTime begin, end, delay;

  if (!oa_input_conditioner_wants_speech (self->input.conditioner))
    return;
  delay = oa_media_get_ear_delay (self);
  oa_timeline_get_last_speech (self->output.timeline, &begin, &end);
  if (GST_CLOCK_TIME_IS_VALID (begin))
    oa_input_conditioner_note_speech (self->input.conditioner, begin + delay,
        end + delay);
}

static void
take_counts (OaMedia *self)
{
  GstClockTime dropped = oa_input_conditioner_take_dropped (
      self->input.conditioner);

  /* Once in a run; figures tell how much. */
  if (dropped > 0 && !self->input.was_full)
    self->functions->queue_full (self->owner);
  self->input.was_full |= dropped > 0;
  self->figures.input_dropped += dropped;
  self->figures.input_filled += oa_input_conditioner_take_filled (
      self->input.conditioner);
}

void
oa_media_push_live (OaMedia *self, const guint8 *data, gsize size,
    GstClockTime running_time, gboolean lost)
{
  OaMediaInput *input = &self->input;

  note_speech (self);
  oa_input_conditioner_push (input->conditioner, input->queue, data, size,
      running_time, get_now (self), lost);
  if (input->auto_commit != NULL)
    oa_auto_commit_process (input->auto_commit, input->queue, data, size,
        self->settings.commit_interval);
  take_counts (self);
}

void
oa_media_push_live_gap (OaMedia *self, GstClockTime running_time,
    GstClockTime duration)
{
  oa_input_conditioner_gap (self->input.conditioner, self->input.queue,
      running_time, duration, get_now (self));
  take_counts (self);
}

gboolean
oa_media_fill_missing_input (OaMedia *self, GstClockTime *wait)
{
  gboolean filled = FALSE;

  *wait = GST_CLOCK_TIME_NONE;
  g_mutex_lock (&self->lock);
  if (self->liveness == OA_LIVENESS_LIVE && !self->run.flushing
      && !self->run.failed && !self->run.input_ended && !self->input.closed
      && !self->input.sideband) {
    filled = oa_input_conditioner_fill_missing (self->input.conditioner,
        self->input.queue, get_now (self), wait);
    take_counts (self);
  }
  g_mutex_unlock (&self->lock);
  return filled;
}

/*** the talk button ***/

/* Only the press ends the turn, or the service does by the silence that
 * follows. */
gboolean
oa_media_end_press (OaMedia *self)
{
  GstClockTime silence = MIN (self->settings.end_silence, MAX_END_SILENCE);
  OaMediaInput *input = &self->input;
  OaTalk talk;

  /* The user is not heard any more, so nothing of a press is left to end. */
  if (input->closed)
    return oa_input_conditioner_talk_stop (input->conditioner, input->queue, 0,
               0)
        != OA_TALK_NONE;
  talk = oa_input_conditioner_talk_stop (input->conditioner, input->queue,
      silence == 0 ? LEAST_TURN : 0, silence);
  if (talk == OA_TALK_SAID)
    oa_upload_queue_mark (input->queue, G_MAXUINT64,
        silence == 0 ? OA_MARK_TURN : OA_MARK_FLUSH_PARTIAL, NULL);
  take_counts (self);
  return talk != OA_TALK_NONE;
}

gboolean
oa_media_talk_start (OaMedia *self)
{
  gboolean started;

  g_mutex_lock (&self->lock);
  started = self->liveness != OA_LIVENESS_BATCH && !self->run.input_ended
      && !self->input.closed
      && oa_input_conditioner_talk_start (self->input.conditioner,
          self->input.queue, get_now (self));
  take_counts (self);
  g_mutex_unlock (&self->lock);
  return started;
}

gboolean
oa_media_talk_stop (OaMedia *self)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = oa_media_end_press (self);
  g_mutex_unlock (&self->lock);
  return stopped;
}

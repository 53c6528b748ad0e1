/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediainput.c - the way up, as the sink pad sees it: audio and gaps in,
 * formats, the end, flushes.
 *
 * Live input never waits: past its bound the oldest is dropped. Recorded input
 * waits for room, so that the service sets the pace. */

#include "mediaprivate.h"

#include <string.h>

/*** with the lock held ***/

static gboolean
is_live (const OaMedia *self)
{
  return self->liveness == OA_LIVENESS_LIVE;
}

static gboolean
must_return (const OaMedia *self)
{
  return self->run.flushing || !self->input.active;
}

static gboolean
may_go_on (const OaMedia *self)
{
  return !must_return (self) && !self->run.failed
      && self->run.result == GST_FLOW_OK;
}

/* What upstream is told. */
static GstFlowReturn
get_result (const OaMedia *self)
{
  if (must_return (self))
    return GST_FLOW_FLUSHING;
  /* The error was posted by us: an error upstream would only repeat it in
   * words that say less. */
  if (self->run.failed)
    return GST_FLOW_EOS;
  return self->run.result;
}

/* Lets go of the lock meanwhile. */
static void
wake_session (OaMedia *self)
{
  g_mutex_unlock (&self->lock);
  self->functions->wake (self->owner);
  g_mutex_lock (&self->lock);
}

/* TRUE when streaming goes on. A thread that waits for room has first told the
 * session what to make room with. */
static gboolean
wait_for_room (OaMedia *self)
{
  if (!oa_upload_queue_has_room (self->input.queue))
    wake_session (self);
  while (may_go_on (self) && !is_live (self)
      && !oa_upload_queue_has_room (self->input.queue))
    g_cond_wait (&self->cond, &self->lock);
  return may_go_on (self);
}

static guint64
count_samples (const OaMedia *self, gsize size)
{
  return size / oa_audio_format_get_sample_size (self->input.format);
}

static GstClockTime
get_duration (const OaMedia *self, gsize size)
{
  return oa_audio_format_samples_to_time (self->input.format,
      count_samples (self, size));
}

/* The clock of the recording says where it lies. */
static void
push_recorded (OaMedia *self, const guint8 *data, gsize size)
{
  OaMediaInput *input = &self->input;

  oa_upload_queue_push (input->queue, data, size,
      oa_recording_clock_advance (&input->recording,
          count_samples (self, size)),
      FALSE);
  if (input->segmenter != NULL)
    oa_segmenter_process (input->segmenter, input->queue, data, size);
}

/* Large buffers go in pieces, so that the bound holds for them too. */
static GstFlowReturn
push_in_pieces (OaMedia *self, const guint8 *data, gsize size,
    GstClockTime running_time, gboolean lost)
{
  gsize second = 1000 * oa_audio_format_get_bytes_per_ms (self->input.format);
  gsize piece;

  while (size > 0 && wait_for_room (self)) {
    piece = MIN (size, second);
    if (is_live (self))
      oa_media_push_live (self, data, piece, running_time, lost);
    else
      push_recorded (self, data, piece);
    lost = FALSE;
    data += piece;
    size -= piece;
    if (GST_CLOCK_TIME_IS_VALID (running_time))
      running_time += GST_SECOND;
  }
  return size > 0 ? get_result (self) : GST_FLOW_OK;
}

/* Recordings are looked at for pauses. */
static void
ensure_segmenter (OaMedia *self)
{
  if (self->input.segmenter == NULL && !is_live (self))
    self->input.segmenter = oa_segmenter_new (self->input.format,
        self->settings.min_pause, self->settings.lookback);
}

/* Silence of a recording that is not written out: a pause like any other. */
static GstFlowReturn
push_pause (OaMedia *self, guint64 samples)
{
  gsize size = samples * oa_audio_format_get_sample_size (self->input.format);
  GstFlowReturn ret;
  guint8 *silence;

  if (size == 0)
    return GST_FLOW_OK;
  silence = g_malloc (size);
  memset (silence, oa_audio_format_get_silence (self->input.format), size);
  ensure_segmenter (self);
  ret = push_in_pieces (self, silence, size, GST_CLOCK_TIME_NONE, FALSE);
  if (ret == GST_FLOW_OK)
    self->figures.input_filled += get_duration (self, size);
  g_free (silence);
  return ret;
}

/*** audio ***/

OaInputState
oa_media_check_input (OaMedia *self, OaAudioFormat *format, GstFlowReturn *ret)
{
  OaInputState state = OA_INPUT_DROPPED;

  g_mutex_lock (&self->lock);
  *format = self->input.format;
  *ret = get_result (self);
  if (!self->run.failing && *ret == GST_FLOW_OK) {
    if (*format == OA_AUDIO_FORMAT_UNKNOWN)
      state = OA_INPUT_WITHOUT_FORMAT;
    else if (self->run.input_ended && !self->input.closed
        && !self->input.sideband)
      state = OA_INPUT_AFTER_END;
    else if (!self->input.closed && !self->input.sideband)
      state = OA_INPUT_TAKEN;
  }
  if (state == OA_INPUT_TAKEN)
    ensure_segmenter (self);
  g_mutex_unlock (&self->lock);
  return state;
}

GstFlowReturn
oa_media_push (OaMedia *self, const guint8 *data, gsize size,
    GstClockTime running_time, gboolean lost)
{
  GstFlowReturn ret = GST_FLOW_OK;

  g_mutex_lock (&self->lock);
  self->figures.input_duration += get_duration (self, size);
  /* What is missing before a recording's audio is a pause of it. */
  if (!is_live (self))
    ret = push_pause (self,
        oa_recording_clock_stamp (&self->input.recording, running_time,
            count_samples (self, size)));
  if (ret == GST_FLOW_OK)
    ret = push_in_pieces (self, data, size, running_time, lost);
  /* The session is not woken for less than a message. */
  if (oa_upload_queue_is_ready (self->input.queue))
    wake_session (self);
  g_mutex_unlock (&self->lock);
  return ret;
}

void
oa_media_push_gap (OaMedia *self, GstClockTime running_time,
    GstClockTime duration)
{
  g_mutex_lock (&self->lock);
  if (!self->input.closed && !self->run.input_ended && !self->input.sideband
      && self->input.format != OA_AUDIO_FORMAT_UNKNOWN) {
    if (is_live (self))
      oa_media_push_live_gap (self, running_time, duration);
    else
      push_pause (self,
          oa_recording_clock_gap (&self->input.recording, running_time,
              duration));
  }
  wake_session (self);
  g_mutex_unlock (&self->lock);
}

/*** what is said of it ***/

void
oa_media_set_input_active (OaMedia *self, gboolean active)
{
  g_mutex_lock (&self->lock);
  self->input.active = active;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

gboolean
oa_media_set_liveness (OaMedia *self, OaLiveness liveness)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  /* What is held of a recording and what is let go live do not mix. */
  if (self->liveness != OA_LIVENESS_UNKNOWN && self->figures.input_duration > 0)
    liveness = self->liveness;
  changed = self->liveness != liveness;
  self->liveness = liveness;
  /* Live input is not held. */
  if (is_live (self) && self->input.segmenter != NULL) {
    g_clear_pointer (&self->input.segmenter, oa_segmenter_free);
    oa_segmenter_void (self->input.queue);
  }
  oa_media_apply_settings (self);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return changed;
}

/* Recorded audio in the old format goes up before the new one counts: nothing
 * of it may be lost. */
static void
wait_for_upload (OaMedia *self, OaAudioFormat format)
{
  if (self->input.segmenter == NULL || self->input.format == format)
    return;
  oa_segmenter_break (self->input.segmenter, self->input.queue);
  wake_session (self);
  while (!must_return (self) && !self->run.failed
      && !oa_upload_queue_is_finished (self->input.queue))
    g_cond_wait (&self->cond, &self->lock);
}

void
oa_media_set_input_format (OaMedia *self, OaAudioFormat format)
{
  g_mutex_lock (&self->lock);
  wait_for_upload (self, format);
  if (format != self->input.format)
    g_clear_pointer (&self->input.auto_commit, oa_auto_commit_free);
  self->input.format = format;
  oa_recording_clock_reset (&self->input.recording, format);
  g_clear_pointer (&self->input.segmenter, oa_segmenter_free);
  oa_media_apply_settings (self);
  g_mutex_unlock (&self->lock);
}

/* Input that is not looked at has a plain end: whether the last words are a
 * turn is the service's decision, or was the application's. */
static void
end_unsegmented (OaMediaInput *input)
{
  if (input->auto_commit != NULL)
    oa_auto_commit_end (input->auto_commit, input->queue);
  oa_upload_queue_mark (input->queue, G_MAXUINT64, OA_MARK_END,
      g_new0 (OaSegment, 1));
  oa_upload_queue_end (input->queue);
}

void
oa_media_end_input (OaMedia *self)
{
  g_mutex_lock (&self->lock);
  if (!self->run.input_ended) {
    self->run.input_ended = TRUE;
    oa_media_end_press (self);
    if (self->input.segmenter != NULL)
      oa_segmenter_end (self->input.segmenter, self->input.queue);
    else
      end_unsegmented (&self->input);
    g_cond_broadcast (&self->cond);
  }
  wake_session (self);
  g_mutex_unlock (&self->lock);
}

void
oa_media_flush (OaMedia *self, gboolean reset_time, gboolean untold)
{
  OaMediaInput *input = &self->input;

  g_mutex_lock (&self->lock);
  oa_upload_queue_restart (input->queue);
  oa_input_conditioner_reset (input->conditioner);
  oa_recording_clock_reset (&input->recording, input->format);
  g_clear_pointer (&input->segmenter, oa_segmenter_free);
  g_clear_pointer (&input->auto_commit, oa_auto_commit_free);
  input->closed = FALSE;
  self->figures.output_dropped += oa_timeline_clear (self->output.timeline);
  oa_timeline_mark_discont (self->output.timeline);
  /* Running time begins at zero again. */
  if (reset_time) {
    oa_timeline_set_position (self->output.timeline, 0);
    self->output.heard = GST_CLOCK_TIME_NONE;
  }
  self->run.input_ended = self->run.drained = FALSE;
  self->liveness = OA_LIVENESS_UNKNOWN;
  if (untold)
    self->run.flushes_untold++;
  g_mutex_unlock (&self->lock);
}

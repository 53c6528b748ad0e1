/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timelineframes.c - speech as frames: a cadence or joined end to end, held or
 * cut off with a fade. */

#include "timelineprivate.h"

#include "fade.h"

#include <string.h>

/* The speech that plays next: the first that is not played out. */
static GList *
current_speech (const OaTimeline *self)
{
  return oa_speech_queue_get_current ((OaSpeechQueue *) &self->queue);
}

/* Samples for a frame of up to @enough without a hole in any item: all that
 * is asked for, or the rests of ended items. */
static guint64
playable_samples (const OaTimeline *self, guint64 enough)
{
  GList *l;
  guint64 samples = 0;

  for (l = current_speech (self); l != NULL && samples < enough; l = l->next) {
    OaItemAudio *speech = l->data;
    guint64 more = oa_item_audio_get_waiting (speech);

    if (!speech->ended)
      return samples + more >= enough ? enough : samples;
    samples += more;
  }
  return MIN (samples, enough);
}

static void
fill_silence (const OaTimeline *self, guint8 *dest, guint64 samples)
{
  memset (dest, oa_audio_format_get_silence (self->format),
      samples * self->sample_size);
}

/* Timestamps and flags; advances the position by @samples. */
static void
finish_frame (OaTimeline *self, OaFrame *frame, OaFrameKind kind,
    guint64 samples)
{
  frame->kind = kind;
  frame->pts = oa_timeline_get_position (self);
  self->samples += samples;
  frame->duration = oa_timeline_get_position (self) - frame->pts;

  if (frame->buffer != NULL) {
    GST_BUFFER_PTS (frame->buffer) = frame->pts;
    GST_BUFFER_DURATION (frame->buffer) = frame->duration;
    if (self->discont)
      GST_BUFFER_FLAG_SET (frame->buffer, GST_BUFFER_FLAG_DISCONT);
    if (kind == OA_FRAME_SILENCE)
      GST_BUFFER_FLAG_SET (frame->buffer, GST_BUFFER_FLAG_GAP);
    self->discont = FALSE;
  } else {
    /* A gap event or nothing: the next buffer is not continuous. */
    self->discont = TRUE;
  }
  self->talking = kind == OA_FRAME_SPEECH;
}

static void
pop_silence (OaTimeline *self, OaFrame *frame, guint64 samples)
{
  if (self->silence) {
    GstMapInfo map;

    frame->buffer =
        gst_buffer_new_allocate (NULL, samples * self->sample_size, NULL);
    gst_buffer_map (frame->buffer, &map, GST_MAP_WRITE);
    fill_silence (self, map.data, samples);
    gst_buffer_unmap (frame->buffer, &map);
  }
  finish_frame (self, frame, OA_FRAME_SILENCE, samples);
}

static void
note_first_of_response (OaTimeline *self, OaFrame *frame,
    const OaItemAudio *speech)
{
  if (g_strcmp0 (speech->response_id, self->last_response) == 0)
    return;
  g_free (self->last_response);
  self->last_response = g_strdup (speech->response_id);
  frame->first_of_response = g_strdup (speech->response_id);
}

static GstClockTime
position_after (const OaTimeline *self, guint64 samples)
{
  return self->origin
      + oa_audio_format_samples_to_time (self->format, self->samples + samples);
}

static guint64
fade_samples (const OaTimeline *self)
{
  return MIN (oa_audio_format_time_to_samples (self->format, OA_FADE),
      self->frame_samples);
}

/* Speech stops in the middle: the next frame begins with a fade of what would
 * have followed, which is not taken by that. */
static void
cut_off (OaTimeline *self)
{
  GList *l = current_speech (self);
  guint64 n;

  if (!self->talking || l == NULL)
    return;
  self->talking = FALSE;
  n = MIN (fade_samples (self), oa_item_audio_get_waiting (l->data));
  if (n == 0)
    return;
  g_byte_array_set_size (self->tail, n * self->sample_size);
  oa_item_audio_peek (l->data, self->tail->data, n);
  oa_fade (self->format, OA_FADE_OUT, self->tail->data, n);
}

/* @samples of speech leave at the present position. */
static void
note_speech (OaTimeline *self, guint64 samples)
{
  GstClockTime begin = oa_timeline_get_position (self);

  if (!GST_CLOCK_TIME_IS_VALID (self->speech_begin)
      || begin > self->speech_end + 1)
    self->speech_begin = begin;
  self->speech_end = position_after (self, samples);
}

/* A frame of the tail and silence behind it. */
static void
pop_tail (OaTimeline *self, OaFrame *frame)
{
  gsize size = self->frame_samples * self->sample_size;
  gsize n = MIN (self->tail->len, size);
  GstMapInfo map;

  frame->buffer = gst_buffer_new_allocate (NULL, size, NULL);
  gst_buffer_map (frame->buffer, &map, GST_MAP_WRITE);
  fill_silence (self, map.data, self->frame_samples);
  memcpy (map.data, self->tail->data, n);
  gst_buffer_unmap (frame->buffer, &map);
  g_byte_array_set_size (self->tail, 0);
  note_speech (self, n / self->sample_size);
  finish_frame (self, frame, OA_FRAME_TAIL, self->frame_samples);
}

/* A frame of @samples, of which @spoken out of the current speech and, when
 * that ends within them, of those that follow; the rest is silence. */
static void
pop_speech (OaTimeline *self, OaFrame *frame, guint64 spoken, guint64 samples)
{
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, samples * self->sample_size, NULL);
  GstMapInfo map;
  guint64 done = 0;
  GList *l = current_speech (self);

  g_byte_array_set_size (self->tail, 0);
  if (!self->talking || !((OaItemAudio *) l->data)->begun)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_MARKER);
  note_first_of_response (self, frame, l->data);

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (; l != NULL && done < spoken; l = l->next)
    done += oa_speech_queue_take (&self->queue, l->data,
        map.data + done * self->sample_size, spoken - done,
        position_after (self, done));
  if (self->resumed)
    oa_fade (self->format, OA_FADE_IN, map.data,
        MIN (done, fade_samples (self)));
  self->resumed = FALSE;
  fill_silence (self, map.data + done * self->sample_size, samples - done);
  gst_buffer_unmap (buffer, &map);
  note_speech (self, done);

  frame->buffer = buffer;
  finish_frame (self, frame, OA_FRAME_SPEECH, samples);
}

/* Speech that has begun and now lacks samples for a whole frame. */
static gboolean
is_starved (const OaTimeline *self)
{
  GList *l = current_speech (self);

  return l != NULL && self->talking && ((OaItemAudio *) l->data)->begun;
}

/* Pieces that are smaller than the prebuffer are waited for by that. */
static gboolean
wants_second_piece (const OaTimeline *self)
{
  return self->pace.first >= self->prebuffer
      && oa_arrival_pace_wants_more (&self->pace,
          oa_audio_format_time_to_samples (self->format, OA_TIMELINE_MAX_WAIT));
}

/* A talkspurt begins when enough of it is there, all of it is, or it was
 * waited for long enough. */
static gboolean
may_begin (const OaTimeline *self)
{
  guint64 samples = 0;
  gboolean waits;
  GList *l;

  if (self->talking || self->prebuffer == 0)
    return TRUE;
  waits = wants_second_piece (self);
  if (!waits && self->waited >= self->prebuffer)
    return TRUE;
  for (l = current_speech (self); l != NULL; l = l->next) {
    OaItemAudio *speech = l->data;

    samples += oa_item_audio_get_waiting (speech);
    if (!speech->ended)
      return !waits && samples >= self->prebuffer;
  }
  return TRUE;
}

static void
pop_pause (OaTimeline *self, OaFrame *frame)
{
  gboolean starved = !self->held && is_starved (self);

  if (self->tail->len > 0)
    pop_tail (self, frame);
  else
    pop_silence (self, frame, self->frame_samples);
  if (starved) {
    self->underruns++;
    oa_arrival_pace_starve (&self->pace);
  }
  self->waited = oa_timeline_is_empty (self) || self->held
      ? 0
      : self->waited + self->frame_samples;
}

void
oa_timeline_pop_paced (OaTimeline *self, OaFrame *frame)
{
  guint64 playable = self->held ? 0
                                : playable_samples (self, self->frame_samples);

  memset (frame, 0, sizeof (*frame));
  if (playable == 0 || !may_begin (self)) {
    pop_pause (self, frame);
  } else {
    self->waited = 0;
    pop_speech (self, frame, playable, self->frame_samples);
  }
  oa_arrival_pace_advance (&self->pace, self->frame_samples);
}

/*** holding ***/

void
oa_timeline_hold (OaTimeline *self)
{
  if (self->held)
    return;
  cut_off (self);
  self->held = TRUE;
}

void
oa_timeline_resume (OaTimeline *self)
{
  GList *l = current_speech (self);

  if (!self->held)
    return;
  self->held = FALSE;
  self->resumed = l != NULL && ((OaItemAudio *) l->data)->begun;
}

gboolean
oa_timeline_is_held (const OaTimeline *self)
{
  return self->held;
}

/*** recordings ***/

/* Silence up to the moment at which the next speech may begin; at most a
 * frame at a time when it comes as buffers. */
static gboolean
pop_wait (OaTimeline *self, OaFrame *frame, const OaItemAudio *speech)
{
  GstClockTime position = oa_timeline_get_position (self);
  guint64 samples;

  if (speech->begun || !GST_CLOCK_TIME_IS_VALID (speech->not_before)
      || speech->not_before <= position)
    return FALSE;
  samples = oa_audio_format_time_to_samples (self->format,
      speech->not_before - position);
  if (samples == 0)
    return FALSE;
  if (self->silence)
    samples = MIN (samples, self->frame_samples);
  pop_silence (self, frame, samples);
  return TRUE;
}

void
oa_timeline_pop_joined (OaTimeline *self, OaFrame *frame)
{
  GList *l = current_speech (self);
  OaItemAudio *speech = l != NULL ? l->data : NULL;
  guint64 samples;

  memset (frame, 0, sizeof (*frame));
  if (speech == NULL)
    return;
  samples = MIN (oa_item_audio_get_waiting (speech), self->frame_samples);
  if (samples == 0 || (samples < self->frame_samples && !speech->ended))
    return;
  if (!pop_wait (self, frame, speech))
    pop_speech (self, frame, samples, samples);
}

/*** what is taken away ***/

static void
forget_speech (OaTimeline *self)
{
  oa_speech_queue_clear (&self->queue);
  self->talking = self->held = self->resumed = FALSE;
  self->waited = 0;
  oa_arrival_pace_restart (&self->pace);
}

GstClockTime
oa_timeline_clear (OaTimeline *self)
{
  GstClockTime dropped = oa_timeline_get_queued (self);

  forget_speech (self);
  g_byte_array_set_size (self->tail, 0);
  return dropped;
}

static void
truncated_item_free (OaTruncatedItem *item)
{
  g_free (item->item_id);
  g_free (item->response_id);
  g_free (item);
}

static OaTruncatedItem *
cut_speech (const OaTimeline *self, const OaItemAudio *speech,
    GstClockTime until)
{
  OaTruncatedItem *item = g_new0 (OaTruncatedItem, 1);
  guint64 left = oa_item_audio_get_heard (speech, GST_CLOCK_TIME_NONE);
  guint64 heard = oa_item_audio_get_heard (speech, until);
  guint64 waiting = oa_item_audio_get_waiting (speech);

  item->item_id = g_strdup (speech->item_id);
  item->response_id = g_strdup (speech->response_id);
  item->heard_ms = oa_item_audio_to_ms (speech, heard);
  item->received_ms = oa_item_audio_to_ms (speech, left + waiting);
  item->dropped_ms = oa_item_audio_to_ms (speech, waiting);
  item->heard_all = speech->ended && heard == left + waiting;
  return item;
}

GPtrArray *
oa_timeline_interrupt (OaTimeline *self, GstClockTime until)
{
  GPtrArray *truncated = g_ptr_array_new_with_free_func (
      (GDestroyNotify) truncated_item_free);
  GList *l;

  for (l = self->queue.speeches.head; l != NULL; l = l->next)
    g_ptr_array_add (truncated, cut_speech (self, l->data, until));
  cut_off (self);
  forget_speech (self);
  return truncated;
}

void
oa_timeline_drop_tail (OaTimeline *self)
{
  g_byte_array_set_size (self->tail, 0);
}

/*** what is to come ***/

/* Samples of silence before speech that may not begin yet, when @samples more
 * have left. */
static guint64
wait_before (const OaTimeline *self, const OaItemAudio *speech, guint64 samples)
{
  GstClockTime position = position_after (self, samples);

  if (speech->begun || !GST_CLOCK_TIME_IS_VALID (speech->not_before)
      || speech->not_before <= position)
    return 0;
  return oa_audio_format_time_to_samples (self->format,
      speech->not_before - position);
}

GstClockTime
oa_timeline_predict (const OaTimeline *self, const gchar *item_id,
    guint64 sample)
{
  OaItemAudio *wanted = oa_speech_queue_find (&self->queue, item_id);
  guint64 samples = 0, left;
  GList *l;

  if (wanted == NULL)
    return GST_CLOCK_TIME_NONE;
  left = oa_item_audio_get_heard (wanted, GST_CLOCK_TIME_NONE);
  if (sample < left)
    return oa_item_audio_locate (wanted, sample);
  for (l = current_speech (self); l != NULL && l->data != wanted; l = l->next) {
    if (!((OaItemAudio *) l->data)->ended)
      return GST_CLOCK_TIME_NONE;
    samples += wait_before (self, l->data, samples);
    samples += oa_item_audio_get_waiting (l->data);
  }
  samples += wait_before (self, wanted, samples);
  return position_after (self, samples + sample - left);
}

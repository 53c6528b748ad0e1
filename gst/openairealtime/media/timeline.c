/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timeline.c - where the timeline is, speech in, and the ledger of what left.
 *
 * Positions are an origin plus a count of samples, so that no rounding adds up
 * in any number of hours. */

#include "timelineprivate.h"

OaTimeline *
oa_timeline_new (void)
{
  OaTimeline *self = g_new0 (OaTimeline, 1);

  oa_speech_queue_init (&self->queue);
  self->tail = g_byte_array_new ();
  self->discont = TRUE;
  self->speech_begin = self->speech_end = GST_CLOCK_TIME_NONE;
  oa_timeline_configure (self, OA_AUDIO_FORMAT_PCM, 20 * GST_MSECOND, TRUE);
  return self;
}

void
oa_timeline_free (OaTimeline *self)
{
  if (self == NULL)
    return;
  oa_speech_queue_finish (&self->queue);
  g_byte_array_unref (self->tail);
  g_free (self->last_response);
  g_free (self);
}

void
oa_frame_clear (OaFrame *frame)
{
  gst_clear_buffer (&frame->buffer);
  g_clear_pointer (&frame->first_of_response, g_free);
  frame->kind = OA_FRAME_NONE;
}

/* Moves the origin to the present position, so that samples of another rate
 * can be counted from there. */
static void
rebase (OaTimeline *self)
{
  self->origin = oa_timeline_get_position (self);
  self->samples = 0;
}

void
oa_timeline_configure (OaTimeline *self, OaAudioFormat format,
    GstClockTime frame, gboolean silence)
{
  guint64 samples = oa_audio_format_time_to_samples (format, frame);

  if (format != self->format) {
    rebase (self);
    g_byte_array_set_size (self->tail, 0);
    oa_speech_queue_set_format (&self->queue, format);
    self->waited = 0;
    oa_arrival_pace_restart (&self->pace);
    self->format = format;
    self->sample_size = oa_audio_format_get_sample_size (format);
  }
  self->frame_samples = CLAMP (samples, 1, G_MAXUINT / 4);
  self->silence = silence;
}

void
oa_timeline_set_prebuffer (OaTimeline *self, GstClockTime prebuffer)
{
  self->prebuffer = oa_audio_format_time_to_samples (self->format, prebuffer);
}

OaAudioFormat
oa_timeline_get_format (const OaTimeline *self)
{
  return self->format;
}

void
oa_timeline_set_position (OaTimeline *self, GstClockTime pts)
{
  if (pts == oa_timeline_get_position (self))
    return;
  /* Time that begins anew: what left before has no place in it. */
  if (pts < oa_timeline_get_position (self))
    self->speech_begin = self->speech_end = GST_CLOCK_TIME_NONE;
  self->origin = pts;
  self->samples = 0;
  self->discont = TRUE;
}

GstClockTime
oa_timeline_get_position (const OaTimeline *self)
{
  if (self->samples == 0)
    return self->origin;
  return self->origin
      + oa_audio_format_samples_to_time (self->format, self->samples);
}

void
oa_timeline_mark_discont (OaTimeline *self)
{
  self->discont = TRUE;
}

/*** speech comes in ***/

static OaItemAudio *
find_speech (const OaTimeline *self, const gchar *item_id)
{
  return oa_speech_queue_find (&self->queue, item_id);
}

static OaItemAudio *
append_speech (OaTimeline *self, const gchar *response_id, const gchar *item_id,
    GstClockTime not_before)
{
  OaItemAudio *speech =
      oa_item_audio_new (self->format, response_id, item_id, not_before);

  oa_speech_queue_append (&self->queue, speech);
  return speech;
}

void
oa_timeline_add (OaTimeline *self, OaAudioFormat format,
    const gchar *response_id, const gchar *item_id, GBytes *audio,
    GstClockTime not_before)
{
  OaItemAudio *speech = find_speech (self, item_id);
  guint64 before = self->queue.samples;
  gsize size;
  gconstpointer data = g_bytes_get_data (audio, &size);

  if (size == 0)
    return;
  if (speech == NULL || speech->ended)
    speech = append_speech (self, response_id, item_id, not_before);
  if (!self->talking && before == 0)
    oa_arrival_pace_restart (&self->pace);
  oa_speech_queue_push (&self->queue, speech, format, data, size);
  oa_arrival_pace_add (&self->pace, self->queue.samples - before);
}

void
oa_timeline_end_item (OaTimeline *self, const gchar *item_id)
{
  OaItemAudio *speech = find_speech (self, item_id);

  if (speech != NULL)
    oa_speech_queue_end (&self->queue, speech);
}

void
oa_timeline_end_response (OaTimeline *self, const gchar *response_id)
{
  GList *l;

  for (l = self->queue.speeches.head; l != NULL; l = l->next) {
    OaItemAudio *speech = l->data;

    if (g_strcmp0 (speech->response_id, response_id) == 0)
      oa_speech_queue_end (&self->queue, speech);
  }
}

void
oa_timeline_end_all (OaTimeline *self)
{
  GList *l;

  for (l = self->queue.speeches.head; l != NULL; l = l->next)
    oa_speech_queue_end (&self->queue, l->data);
}

/*** what is there, what was heard ***/

void
oa_timeline_revoke (OaTimeline *self, GstClockTime pts)
{
  GList *l;

  for (l = self->queue.speeches.head; l != NULL; l = l->next)
    oa_item_audio_revoke (l->data, pts);
}

gboolean
oa_timeline_is_finished (const OaTimeline *self)
{
  return self->queue.speeches.head == NULL;
}

gboolean
oa_timeline_is_empty (const OaTimeline *self)
{
  return self->queue.samples == 0;
}

guint
oa_timeline_get_n_items (const OaTimeline *self)
{
  return self->queue.speeches.length;
}

gboolean
oa_timeline_has_item (const OaTimeline *self, const gchar *item_id)
{
  return find_speech (self, item_id) != NULL;
}

gsize
oa_timeline_get_queued_bytes (const OaTimeline *self)
{
  return self->queue.bytes;
}

GstClockTime
oa_timeline_get_queued (const OaTimeline *self)
{
  return oa_audio_format_samples_to_time (self->format, self->queue.samples);
}

guint64
oa_timeline_get_underruns (const OaTimeline *self)
{
  return self->underruns;
}

void
oa_timeline_get_last_speech (const OaTimeline *self, GstClockTime *begin,
    GstClockTime *end)
{
  *begin = self->speech_begin;
  *end = self->speech_end;
}

gint64
oa_timeline_get_heard (const OaTimeline *self, const gchar *item_id,
    GstClockTime until)
{
  OaItemAudio *speech = find_speech (self, item_id);

  if (speech == NULL)
    return -1;
  return oa_item_audio_to_ms (speech, oa_item_audio_get_heard (speech, until));
}

GstClockTime
oa_timeline_locate (const OaTimeline *self, const gchar *item_id,
    guint64 sample)
{
  OaItemAudio *speech = find_speech (self, item_id);

  return speech != NULL ? oa_item_audio_locate (speech, sample)
                        : GST_CLOCK_TIME_NONE;
}

void
oa_timeline_foreach_heard (const OaTimeline *self, GstClockTime until,
    void (*func) (const gchar *item_id, gint64 heard_ms, gpointer data),
    gpointer data)
{
  GList *l;

  for (l = self->queue.speeches.head; l != NULL; l = l->next) {
    OaItemAudio *speech = l->data;

    func (speech->item_id,
        oa_item_audio_to_ms (speech, oa_item_audio_get_heard (speech, until)),
        data);
  }
}

void
oa_timeline_foreach_unheard (const OaTimeline *self, GstClockTime until,
    void (*func) (const gchar *response_id, gpointer data), gpointer data)
{
  GList *l;

  for (l = self->queue.speeches.head; l != NULL; l = l->next) {
    OaItemAudio *speech = l->data;

    if (oa_item_audio_get_waiting (speech) > 0
        || oa_item_audio_get_heard (speech, until)
            < oa_item_audio_get_heard (speech, GST_CLOCK_TIME_NONE))
      func (speech->response_id, data);
  }
}

gboolean
oa_timeline_has_played_out (const OaTimeline *self)
{
  const GList *head = self->queue.speeches.head;

  return head != NULL && oa_item_audio_is_played_out (head->data);
}

gchar *
oa_timeline_take_finished (OaTimeline *self, GstClockTime until,
    gint64 *heard_ms)
{
  OaItemAudio *speech;
  guint64 heard;
  gchar *item_id;

  if (!oa_timeline_has_played_out (self))
    return NULL;
  speech = self->queue.speeches.head->data;
  heard = oa_item_audio_get_heard (speech, until);
  if (heard < oa_item_audio_get_heard (speech, GST_CLOCK_TIME_NONE))
    return NULL;
  oa_speech_queue_pop (&self->queue);
  item_id = g_steal_pointer (&speech->item_id);
  if (heard_ms != NULL)
    *heard_ms = oa_item_audio_to_ms (speech, heard);
  oa_item_audio_free (speech);
  return item_id;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediaupload.c - the way up, as the session sees it: what is sent next, marks,
 * what may have to be sent again. */

#include "mediaprivate.h"

/* How old the end of what was just taken is; with the lock held. */
static void
note_input_latency (OaMedia *self)
{
  GstClockTime end = oa_upload_queue_ms_to_running_time (self->input.queue,
      oa_upload_queue_get_sent_ms (self->input.queue));
  GstClockTime now = oa_media_now (self);

  /* What waited for a service, or goes up again, is old for another reason. */
  if (GST_CLOCK_TIME_IS_VALID (self->input.resent_at)
      && GST_CLOCK_TIME_IS_VALID (end) && end < self->input.resent_at)
    return;
  if (GST_CLOCK_TIME_IS_VALID (end) && GST_CLOCK_TIME_IS_VALID (now))
    self->figures.input_latency = MAX (GST_CLOCK_DIFF (end, now), 0);
}

void
oa_media_take_upload (OaMedia *self, OaAudioFormat format, OaUploadItem *item)
{
  item->kind = OA_UPLOAD_NOTHING;
  g_mutex_lock (&self->lock);
  if (format == self->input.format)
    oa_upload_queue_pop (self->input.queue, item);
  if (item->kind == OA_UPLOAD_AUDIO && self->liveness == OA_LIVENESS_LIVE)
    note_input_latency (self);
  /* Live input does not wait for room, and a recording not for each message's
   * worth of it: two threads would wake each other for that. */
  if (self->liveness != OA_LIVENESS_LIVE
      && oa_upload_queue_wants_more (self->input.queue))
    g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

GPtrArray *
oa_media_take_silence (OaMedia *self, guint ms)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (
      (GDestroyNotify) g_bytes_unref);
  GBytes *silence;

  g_mutex_lock (&self->lock);
  oa_upload_queue_insert_silence (self->input.queue, ms * GST_MSECOND);
  while ((silence = oa_upload_queue_pop_silence (self->input.queue)) != NULL)
    g_ptr_array_add (messages, silence);
  g_mutex_unlock (&self->lock);
  return messages;
}

void
oa_media_mark_commit (OaMedia *self)
{
  g_mutex_lock (&self->lock);
  oa_upload_queue_mark (self->input.queue, G_MAXUINT64, OA_MARK_COMMIT, NULL);
  g_mutex_unlock (&self->lock);
}

void
oa_media_clear_upload (OaMedia *self, gboolean keep_sent)
{
  g_mutex_lock (&self->lock);
  self->figures.input_dropped += self->input.segmenter != NULL
      ? oa_upload_queue_clear (self->input.queue, OA_MARK_END)
      : oa_upload_queue_retract (self->input.queue, OA_MARK_END, keep_sent);
  if (self->input.auto_commit != NULL)
    oa_auto_commit_forget (self->input.auto_commit);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
oa_media_mark_segment (OaMedia *self, OaSegmentMark mark,
    const OaSegment *segment)
{
  g_mutex_lock (&self->lock);
  oa_upload_queue_mark (self->input.queue,
      oa_upload_queue_get_position (self->input.queue), mark,
      g_memdup2 (segment, sizeof *segment));
  g_mutex_unlock (&self->lock);
}

guint64
oa_media_forget (OaMedia *self, gint64 ms)
{
  guint64 sent;

  g_mutex_lock (&self->lock);
  oa_upload_queue_forget (self->input.queue, ms);
  sent = oa_upload_queue_get_sent_ms (self->input.queue);
  g_mutex_unlock (&self->lock);
  return sent;
}

GstClockTime
oa_media_resend (OaMedia *self, gboolean commit)
{
  GstClockTime again;
  guint64 end;

  g_mutex_lock (&self->lock);
  end = oa_upload_queue_get_position (self->input.queue);
  again = oa_upload_queue_resend (self->input.queue);
  self->input.resent_at = oa_media_now (self);
  if (commit)
    oa_upload_queue_mark (self->input.queue, end, OA_MARK_COMMIT, NULL);
  g_mutex_unlock (&self->lock);
  return again;
}

guint64
oa_media_get_sent_ms (OaMedia *self)
{
  guint64 ms;

  g_mutex_lock (&self->lock);
  ms = oa_upload_queue_get_sent_ms (self->input.queue);
  g_mutex_unlock (&self->lock);
  return ms;
}

GstClockTime
oa_media_audio_ms_to_running_time (OaMedia *self, gint64 ms)
{
  GstClockTime time;

  g_mutex_lock (&self->lock);
  time = oa_upload_queue_ms_to_running_time (self->input.queue, ms);
  g_mutex_unlock (&self->lock);
  return time;
}

void
oa_media_begin_again (OaMedia *self)
{
  g_mutex_lock (&self->lock);
  if (self->run.flushes_untold > 0)
    self->run.flushes_untold--;
  g_mutex_unlock (&self->lock);
}

/* A flush has made what the session ends another input than what comes: the
 * session does not know yet. With the lock held. */
static gboolean
is_of_the_past (OaMedia *self)
{
  return self->run.flushes_untold > 0;
}

void
oa_media_close_input (OaMedia *self)
{
  g_mutex_lock (&self->lock);
  if (!is_of_the_past (self)) {
    self->input.closed = TRUE;
    self->figures.input_dropped +=
        oa_upload_queue_clear (self->input.queue, G_MAXINT);
    g_cond_broadcast (&self->cond);
  }
  g_mutex_unlock (&self->lock);
}

void
oa_media_set_drained (OaMedia *self)
{
  g_mutex_lock (&self->lock);
  if (!is_of_the_past (self)) {
    self->run.drained = TRUE;
    /* An answer that was given up has no end of its own. */
    oa_timeline_end_all (self->output.timeline);
    g_cond_broadcast (&self->cond);
  }
  g_mutex_unlock (&self->lock);
}

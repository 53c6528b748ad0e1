/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediaspeech.c - the way down, as the session sees it: speech in, interrupted,
 * held, and what was heard of it. */

#include "mediaprivate.h"

static void
add_speech (OaMedia *self, const OaDecodedChunk *chunk, GstClockTime not_before)
{
  OaMediaOutput *output = &self->output;

  oa_timeline_add (output->timeline, chunk->format, chunk->response_id,
      chunk->item_id, chunk->audio, not_before);
  if (output->captions[OA_TEXT_OUTPUT] != NULL)
    oa_captions_add_audio (output->captions[OA_TEXT_OUTPUT], chunk->response_id,
        chunk->item_id, chunk->format, chunk->audio);
}

/* With the lock held. */
static gboolean
has_room (OaMedia *self, const OaDecodedChunk *chunk)
{
  return oa_timeline_get_queued_bytes (self->output.timeline)
          + g_bytes_get_size (chunk->audio)
      <= OA_MEDIA_MAX_SPEECH_BYTES
      && (oa_timeline_get_n_items (self->output.timeline) < OA_MEDIA_MAX_ITEMS
          || oa_timeline_has_item (self->output.timeline, chunk->item_id));
}

gboolean
oa_media_play (OaMedia *self, const OaDecodedChunk *chunk,
    GstClockTime not_before)
{
  gboolean room;

  g_mutex_lock (&self->lock);
  room = has_room (self, chunk);
  if (room) {
    add_speech (self, chunk, not_before);
    self->figures.output_received += chunk->duration;
    /* Live, the clock says when to look for it. */
    if (self->liveness != OA_LIVENESS_LIVE)
      g_cond_broadcast (&self->cond);
  }
  g_mutex_unlock (&self->lock);
  return room;
}

void
oa_media_end_item (OaMedia *self, const gchar *item_id)
{
  g_mutex_lock (&self->lock);
  oa_timeline_end_item (self->output.timeline, item_id);
  if (self->output.captions[OA_TEXT_OUTPUT] != NULL)
    oa_captions_end_audio (self->output.captions[OA_TEXT_OUTPUT], item_id);
  oa_media_advance_captions (self);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
oa_media_end_response (OaMedia *self, const gchar *response_id)
{
  g_mutex_lock (&self->lock);
  oa_timeline_end_response (self->output.timeline, response_id);
  if (self->output.captions[OA_TEXT_OUTPUT] != NULL)
    oa_captions_end_response (self->output.captions[OA_TEXT_OUTPUT],
        response_id);
  oa_media_advance_captions (self);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

GstClockTime
oa_media_get_ear_delay (OaMedia *self)
{
  if (GST_CLOCK_TIME_IS_VALID (self->output.heard))
    return self->output.heard_delay;
  return self->settings.playout_delay
      + (GST_CLOCK_TIME_IS_VALID (self->latency) ? self->latency : 0);
}

GstClockTime
oa_media_heard_until (OaMedia *self)
{
  GstClockTime now, delay;

  if (self->liveness != OA_LIVENESS_LIVE)
    return GST_CLOCK_TIME_NONE;
  if (GST_CLOCK_TIME_IS_VALID (self->output.heard))
    return self->output.heard;
  now = oa_media_now (self);
  delay = oa_media_get_ear_delay (self);
  return GST_CLOCK_TIME_IS_VALID (now) && now > delay ? now - delay : 0;
}

static void
note_truncated (OaMedia *self, GPtrArray *truncated)
{
  guint i;

  for (i = 0; i < truncated->len; i++)
    self->figures.output_dropped +=
        ((OaTruncatedItem *) g_ptr_array_index (truncated, i))->dropped_ms
        * GST_MSECOND;
  if (truncated->len > 0)
    self->output.cut_at = g_get_monotonic_time ();
}

GPtrArray *
oa_media_interrupt (OaMedia *self, gboolean flush)
{
  GPtrArray *truncated;

  g_mutex_lock (&self->lock);
  truncated = oa_timeline_interrupt (self->output.timeline,
      oa_media_heard_until (self));
  /* The far end's buffer is emptied: a fade would come behind that. */
  if (GST_CLOCK_TIME_IS_VALID (self->output.heard))
    oa_timeline_drop_tail (self->output.timeline);
  if (self->output.captions[OA_TEXT_OUTPUT] != NULL)
    oa_captions_interrupt (self->output.captions[OA_TEXT_OUTPUT]);
  note_truncated (self, truncated);
  if (flush && self->liveness == OA_LIVENESS_LIVE && truncated->len > 0)
    self->functions->flush (self->owner);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return truncated;
}

void
oa_media_announce_interruption (OaMedia *self, const gchar *item_id,
    gint64 heard_ms, gint64 dropped_ms)
{
  OaMediaInterruption *interruption = &self->output.interruption;

  g_mutex_lock (&self->lock);
  g_free (interruption->item_id);
  *interruption =
      (OaMediaInterruption){ g_strdup (item_id), heard_ms, dropped_ms };
  g_cond_broadcast (&self->cond);
  self->functions->expedite (self->owner);
  g_mutex_unlock (&self->lock);
}

gboolean
oa_media_is_sounding (OaMedia *self)
{
  gboolean sounding;

  g_mutex_lock (&self->lock);
  sounding = oa_timeline_get_queued_bytes (self->output.timeline) > 0;
  g_mutex_unlock (&self->lock);
  return sounding;
}

void
oa_media_hold (OaMedia *self)
{
  g_mutex_lock (&self->lock);
  oa_timeline_hold (self->output.timeline);
  self->output.held_at = oa_timeline_get_position (self->output.timeline);
  self->output.cut_at = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
}

GstClockTime
oa_media_resume (OaMedia *self)
{
  GstClockTime held = GST_CLOCK_TIME_NONE;

  g_mutex_lock (&self->lock);
  if (oa_timeline_is_held (self->output.timeline)) {
    oa_timeline_resume (self->output.timeline);
    held = oa_timeline_get_position (self->output.timeline)
        - self->output.held_at;
  }
  g_mutex_unlock (&self->lock);
  return held;
}

static void
collect_response (const gchar *response_id, gpointer data)
{
  g_ptr_array_add (data, g_strdup (response_id));
}

GPtrArray *
oa_media_list_speaking (OaMedia *self)
{
  GPtrArray *responses = g_ptr_array_new_with_free_func (g_free);

  g_mutex_lock (&self->lock);
  oa_timeline_foreach_unheard (self->output.timeline,
      oa_media_heard_until (self), collect_response, responses);
  g_mutex_unlock (&self->lock);
  return responses;
}

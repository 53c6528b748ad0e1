/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediaoutput.c - the way down, as the source and text pads see it: frames and
 * captions out, and what became of them; the lock and its waits. */

#include "mediaprivate.h"

void
oa_media_lock (OaMedia *self)
{
  g_mutex_lock (&self->lock);
}

void
oa_media_unlock (OaMedia *self)
{
  g_mutex_unlock (&self->lock);
}

void
oa_media_wait (OaMedia *self)
{
  g_cond_wait (&self->cond, &self->lock);
}

void
oa_media_wait_until (OaMedia *self, gint64 end)
{
  g_cond_wait_until (&self->cond, &self->lock, end);
}

void
oa_media_wake (OaMedia *self)
{
  g_cond_broadcast (&self->cond);
}

/*** with the lock held ***/

OaMediaRun *
oa_media_get_run (OaMedia *self)
{
  return &self->run;
}

gboolean
oa_media_is_live (const OaMedia *self)
{
  return self->liveness == OA_LIVENESS_LIVE;
}

gboolean
oa_media_must_leave (const OaMedia *self)
{
  return self->run.flushing || self->run.failed || self->run.cutting;
}

gboolean
oa_media_is_at_end (const OaMedia *self)
{
  if (!self->run.drained)
    return FALSE;
  return oa_media_is_live (self)
      ? oa_timeline_is_finished (self->output.timeline)
      : oa_timeline_is_empty (self->output.timeline);
}

OaTimeline *
oa_media_get_timeline (const OaMedia *self)
{
  return self->output.timeline;
}

/* From a cut to the first frame without the old speech. */
static void
note_cut (OaMedia *self)
{
  if (self->output.cut_at == 0)
    return;
  self->figures.cut_latency = g_get_monotonic_time () - self->output.cut_at;
  self->output.cut_at = 0;
}

void
oa_media_pop_paced (OaMedia *self, OaFrame *frame)
{
  oa_timeline_pop_paced (self->output.timeline, frame);
  if (frame->kind == OA_FRAME_NONE)
    return;
  note_cut (self);
  oa_media_advance_captions (self);
}

void
oa_media_pop_joined (OaMedia *self, OaFrame *frame)
{
  oa_timeline_pop_joined (self->output.timeline, frame);
  if (frame->kind != OA_FRAME_NONE)
    oa_media_advance_captions (self);
}

gboolean
oa_media_has_interruption (const OaMedia *self)
{
  return self->output.interruption.item_id != NULL;
}

OaMediaInterruption
oa_media_take_interruption (OaMedia *self)
{
  OaMediaInterruption interruption = self->output.interruption;

  self->output.interruption = (OaMediaInterruption){ NULL };
  return interruption;
}

GstClockTime
oa_media_get_latency (const OaMedia *self)
{
  return self->latency;
}

OaCaptions *
oa_media_get_captions (const OaMedia *self, OaTextKind kind)
{
  return self->output.captions[kind];
}

void
oa_media_end_captions (OaMedia *self, OaTextKind kind)
{
  g_clear_pointer (&self->output.captions[kind], oa_captions_free);
}

/*** without it ***/

void
oa_media_set_latency (OaMedia *self, GstClockTime latency)
{
  g_mutex_lock (&self->lock);
  self->latency = latency;
  g_mutex_unlock (&self->lock);
}

void
oa_media_set_heard (OaMedia *self, GstClockTime position)
{
  GstClockTime now;

  g_mutex_lock (&self->lock);
  now = oa_media_now (self);
  self->output.heard = position;
  self->output.heard_delay =
      GST_CLOCK_TIME_IS_VALID (now) && now > position ? now - position : 0;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
oa_media_set_output_format (OaMedia *self, OaAudioFormat format)
{
  g_mutex_lock (&self->lock);
  self->output.format = format;
  oa_media_apply_settings (self);
  g_mutex_unlock (&self->lock);
}

OaAudioFormat
oa_media_get_output_format (OaMedia *self)
{
  OaAudioFormat format;

  g_mutex_lock (&self->lock);
  format = self->output.format;
  g_mutex_unlock (&self->lock);
  return format;
}

void
oa_media_settle_frame (OaMedia *self, const OaFrame *frame, gboolean taken)
{
  g_mutex_lock (&self->lock);
  if (taken)
    self->figures.output_duration += frame->duration;
  else
    oa_timeline_revoke (self->output.timeline, frame->pts);
  g_mutex_unlock (&self->lock);
}

gchar *
oa_media_take_played (OaMedia *self, gint64 *heard_ms)
{
  gchar *item_id = NULL;

  g_mutex_lock (&self->lock);
  if (oa_timeline_has_played_out (self->output.timeline))
    item_id = oa_timeline_take_finished (self->output.timeline,
        oa_media_heard_until (self), heard_ms);
  g_mutex_unlock (&self->lock);
  return item_id;
}

void
oa_media_foreach_heard (OaMedia *self,
    void (*func) (const gchar *item_id, gint64 heard_ms, gpointer data),
    gpointer data)
{
  g_mutex_lock (&self->lock);
  oa_timeline_foreach_heard (self->output.timeline, oa_media_heard_until (self),
      func, data);
  g_mutex_unlock (&self->lock);
}

void
oa_media_get_figures (OaMedia *self, OaMediaFigures *figures,
    guint64 *underruns)
{
  g_mutex_lock (&self->lock);
  *figures = self->figures;
  *underruns = oa_timeline_get_underruns (self->output.timeline);
  g_mutex_unlock (&self->lock);
}

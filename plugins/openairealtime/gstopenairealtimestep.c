/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimestep.c - one step of the source pad: when the next frame is
 * due, and the frame; or the end, or a rest until a flush is over. Which thread
 * takes the steps is not its business. */

#include "gstopenairealtimestep.h"

#include "gstopenairealtimepush.h"

/* us until the next look at what the shared thread does not wait for. */
#define PACED_REST 10000

/* On the shared thread frames of many elements leave in one go: each cadence
 * begins at a multiple of this. */
#define PACED_GRID (5 * GST_MSECOND)

/* Behind by more than this, silence is skipped instead of hurried out. */
#define MAX_LAG GST_SECOND

/* An error is on its way; with the lock held. */
static void
wait_for_failure (GstOpenaiRealtime *self)
{
  while (self->run->failing && !oa_media_must_leave (self->media)
      && self->pacing == NULL)
    oa_media_wait (self->media);
}

/* From inside a step: it is the last one until they are started again. With
 * the lock held, so that a start behind the flush comes later. */
void
gst_openai_realtime_rest (GstOpenaiRealtime *self)
{
  GstTask *task;

  if (self->pacing != NULL) {
    oa_pacer_pause (self->pacing);
    return;
  }
  GST_OBJECT_LOCK (self->srcpad);
  task = GST_PAD_TASK (self->srcpad);
  if (task != NULL)
    gst_task_pause (task);
  GST_OBJECT_UNLOCK (self->srcpad);
}

/* The end of the stream, after a failure too; or a rest until a flush is over,
 * with a look at that under the lock: it may end at any time. With the lock
 * held, and let go of meanwhile. */
static GstFlowReturn
leave (GstOpenaiRealtime *self)
{
  if (!self->run->cutting) {
    /* An item may have ended after its last frame left. */
    oa_media_unlock (self->media);
    gst_openai_realtime_report_played (self);
    oa_media_lock (self->media);
    /* An error is on the bus before `failed` is set. The shared thread does
     * not wait: it comes when the time for handlers is over. */
    if (!self->run->failed && self->pacing == NULL)
      gst_openai_realtime_await_handlers (self);
  }
  if (!self->run->cutting && !self->run->flushing)
    return self->run->failed || oa_media_is_at_end (self->media) ? GST_FLOW_EOS
                                                                 : GST_FLOW_OK;
  if (!self->run->cutting)
    self->run->result = GST_FLOW_FLUSHING;
  oa_media_wake (self->media);
  gst_openai_realtime_rest (self);
  return OA_FLOW_RESTS;
}

static GstFlowReturn
step_batch (GstOpenaiRealtime *self)
{
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;

  oa_media_lock (self->media);
  while (!oa_media_must_leave (self->media) && !oa_media_is_live (self->media)
      && !GST_PAD_NEEDS_RECONFIGURE (self->srcpad)
      && !oa_media_has_interruption (self->media)) {
    oa_media_pop_joined (self->media, &frame);
    if (frame.kind != OA_FRAME_NONE || oa_media_is_at_end (self->media))
      break;
    /* The shared thread does not wait, but comes again. */
    if (self->pacing != NULL)
      break;
    oa_media_wait (self->media);
  }
  if (oa_media_must_leave (self->media)
      || (frame.kind == OA_FRAME_NONE && oa_media_is_at_end (self->media)))
    ret = leave (self);
  oa_media_unlock (self->media);

  if (ret != GST_FLOW_OK) {
    oa_frame_clear (&frame);
    return ret;
  }
  return frame.kind != OA_FRAME_NONE
      ? gst_openai_realtime_push_frame (self, &frame, FALSE)
      : GST_FLOW_OK;
}

/* The cadence begins, or goes on after it fell far behind; the lock held. */
static void
set_cadence (GstOpenaiRealtime *self, GstClockTime now)
{
  OaTimeline *timeline = oa_media_get_timeline (self->media);
  GstClockTime position = oa_timeline_get_position (timeline);

  if (self->clock_started && position + MAX_LAG > now)
    return;
  if (!self->clock_started || oa_timeline_is_empty (timeline))
    oa_timeline_set_position (timeline, MAX (position, now));
  self->clock_started = TRUE;
}

/* The clock time at which the next frame leaves. By a thread of its own it is
 * early by the lookahead; by the shared one it is in time, so that a
 * synchronizing sink does not make that thread wait. */
static GstClockTime
find_due (GstOpenaiRealtime *self, GstClockTime base)
{
  GstClockTime due = base
      + oa_timeline_get_position (oa_media_get_timeline (self->media));
  GstClockTime lookahead;

  if (self->pacing != NULL)
    return due;
  GST_OBJECT_LOCK (self);
  lookahead = self->settings.flow.lookahead * GST_MSECOND;
  GST_OBJECT_UNLOCK (self);
  return due - MIN (due, lookahead);
}

/* Waits with the lock held, and lets go of it meanwhile. Returns TRUE when
 * the next frame is due. */
static gboolean
wait_for_frame (GstOpenaiRealtime *self)
{
  GstClock *clock;
  GstClockTime base, now, due;
  GstClockReturn waited;
  GstClockID id;

  clock = gst_element_get_clock (GST_ELEMENT (self));
  if (clock == NULL) {
    oa_media_wait (self->media);
    return FALSE;
  }
  base = gst_element_get_base_time (GST_ELEMENT (self));
  now = gst_clock_get_time (clock);
  set_cadence (self, now > base ? now - base : 0);
  due = find_due (self, base);

  id = gst_clock_new_single_shot_id (clock, due);
  self->wait_id = id;
  oa_media_unlock (self->media);
  waited = gst_clock_id_wait (id, NULL);
  oa_media_lock (self->media);
  self->wait_id = NULL;
  gst_clock_id_unref (id);
  gst_object_unref (clock);
  /* Woken before its time: clock and base time may be others now. */
  return waited != GST_CLOCK_UNSCHEDULED && self->run->playing
      && !oa_media_must_leave (self->media);
}

static gint64
until_due (GstOpenaiRealtime *self, GstClockTime base, GstClockTime now)
{
  GstClockTime due = find_due (self, base);

  return due > now ? (due - now + GST_USECOND - 1) / GST_USECOND : 0;
}

/* Live and playing, us until the next frame is due; one that is due now is in
 * @frame when nothing is to be done before. With the lock held. */
static gint64
find_frame_wait (GstOpenaiRealtime *self, OaFrame *frame)
{
  GstClockTime base, now = gst_openai_realtime_get_clock_time (self, &base);
  GstClockTime from = now;
  gint64 wait;

  if (!GST_CLOCK_TIME_IS_VALID (now))
    return PACED_REST;
  if (!self->clock_started)
    from = (now + PACED_GRID - 1) / PACED_GRID * PACED_GRID;
  set_cadence (self, from > base ? from - base : 0);
  wait = until_due (self, base, now);
  if (wait > 0 || frame == NULL || GST_PAD_NEEDS_RECONFIGURE (self->srcpad))
    return wait;
  oa_media_pop_paced (self->media, frame);
  return until_due (self, base, now);
}

/* At its end, and paced: what follows may wait for PLAYING with an EOS. With
 * the lock held. */
static gboolean
may_end (GstOpenaiRealtime *self)
{
  return (self->run->playing || !oa_media_is_live (self->media))
      && gst_openai_realtime_handlers_are_done (self);
}

/* The same for all that a step on the shared thread must not wait for inside
 * of it. */
gint64
gst_openai_realtime_paced_wait (GstOpenaiRealtime *self, OaFrame *frame)
{
  gint64 wait = PACED_REST;

  oa_media_lock (self->media);
  if (oa_media_must_leave (self->media))
    wait = 0;
  else if (self->stream_started && oa_media_is_at_end (self->media))
    wait = may_end (self) ? 0 : PACED_REST;
  else if (self->run->failing)
    wait = PACED_REST;
  else if (!self->stream_started || oa_media_has_interruption (self->media))
    wait = 0;
  else if (oa_media_is_live (self->media) && self->run->playing)
    wait = find_frame_wait (self, frame);
  else if (!oa_media_is_live (self->media)
      && !oa_timeline_is_empty (oa_media_get_timeline (self->media)))
    wait = 0;
  oa_media_unlock (self->media);
  return wait;
}

/* A sink with ears far away drops what they have not heard yet. */
static void
push_interruption (GstOpenaiRealtime *self, OaMediaInterruption *told)
{
  gst_pad_push_event (self->srcpad,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
          gst_structure_new ("openairealtime/interrupted", "item-id",
              G_TYPE_STRING, told->item_id, "heard-ms", G_TYPE_UINT64,
              (guint64) told->heard_ms, "dropped-ms", G_TYPE_UINT64,
              (guint64) told->dropped_ms, NULL)));
  g_free (told->item_id);
}

static GstFlowReturn
step_live (GstOpenaiRealtime *self)
{
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;
  gboolean due = FALSE;

  oa_media_lock (self->media);
  /* The shared thread comes only to leave, and does not wait. */
  while (!oa_media_must_leave (self->media) && !self->run->playing
      && self->pacing == NULL)
    oa_media_wait (self->media);
  if (!oa_media_must_leave (self->media) && self->pacing == NULL)
    due = wait_for_frame (self);
  if (oa_media_must_leave (self->media)
      || ((due || self->pacing != NULL) && oa_media_is_at_end (self->media)))
    ret = leave (self);
  else if (due && !oa_media_has_interruption (self->media))
    oa_media_pop_paced (self->media, &frame);
  oa_media_unlock (self->media);

  if (ret != GST_FLOW_OK)
    return ret;
  return frame.kind != OA_FRAME_NONE
      ? gst_openai_realtime_push_frame (self, &frame, TRUE)
      : GST_FLOW_OK;
}

GstFlowReturn
gst_openai_realtime_step (GstOpenaiRealtime *self)
{
  OaMediaInterruption told = { NULL };
  gboolean started, live;

  oa_media_lock (self->media);
  wait_for_failure (self);
  if (oa_media_must_leave (self->media)) {
    GstFlowReturn ret = leave (self);

    oa_media_unlock (self->media);
    return ret;
  }
  started = !gst_pad_check_reconfigure (self->srcpad) && self->stream_started;
  live = oa_media_is_live (self->media);
  if (started)
    told = oa_media_take_interruption (self->media);
  oa_media_unlock (self->media);
  if (!started) {
    gst_openai_realtime_negotiate (self);
    return GST_FLOW_OK;
  }
  if (told.item_id != NULL) {
    push_interruption (self, &told);
    return GST_FLOW_OK;
  }
  return live ? step_live (self) : step_batch (self);
}

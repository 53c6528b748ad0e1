/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimesrc.c - the source pad: speech from the timeline.
 *
 * Live, a task pushes one frame per frame-duration by the pipeline clock from
 * PLAYING on. Otherwise it pushes speech as it comes, joined, without a
 * clock. It outlives the input: EOS goes on when the last answer has. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtimepush.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* us until the next look at what the shared thread does not wait for. */
#define PACED_REST 10000

/* On the shared thread frames of many elements leave in one go: each cadence
 * begins at a multiple of this. */
#define PACED_GRID (5 * GST_MSECOND)

/* Behind by more than this, silence is skipped instead of hurried out. */
#define MAX_LAG GST_SECOND

/* What a step returns that left for a flush: the steps rest already. */
#define FLOW_RESTS GST_FLOW_CUSTOM_SUCCESS

/*** one step of the task ***/

/* From the cut to the first frame without the old speech; the lock held. */
static void
note_cut (GstOpenaiRealtime *self, const OaFrame *frame)
{
  if (self->media->output.cut_at == 0 || frame->kind == OA_FRAME_NONE)
    return;
  self->media->figures.cut_latency = g_get_monotonic_time () - self->media->output.cut_at;
  self->media->output.cut_at = 0;
}


/* An error is on its way; with the lock held. */
static void
wait_for_failure (GstOpenaiRealtime *self)
{
  while (self->media->run.failing && !oa_media_must_leave (self->media) && self->pacing == NULL)
    g_cond_wait (&self->media->cond, &self->media->lock);
}

/* All that can come has come, and live it was sounded, too; with flow_lock
 * held. */
static gboolean
is_at_end (GstOpenaiRealtime *self)
{
  if (!self->media->run.drained)
    return FALSE;
  return self->media->liveness == OA_LIVENESS_LIVE
      ? oa_timeline_is_finished (self->media->output.timeline)
      : oa_timeline_is_empty (self->media->output.timeline);
}

/* From inside a step: it is the last one until they are started again. With
 * the lock held, so that a start behind the flush comes later. */
static void
rest (GstOpenaiRealtime *self)
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
 * with a look at that under the lock: it may end at any time. With flow_lock
 * held, and let go of meanwhile. */
static GstFlowReturn
leave (GstOpenaiRealtime *self)
{
  if (!self->media->run.cutting) {
    /* An item may have ended after its last frame left. */
    g_mutex_unlock (&self->media->lock);
    gst_openai_realtime_report_played (self);
    g_mutex_lock (&self->media->lock);
    /* An error is on the bus before `failed` is set. The shared thread does
     * not wait: it comes when the time for handlers is over. */
    if (!self->media->run.failed && self->pacing == NULL)
      gst_openai_realtime_await_handlers (self);
  }
  if (!self->media->run.cutting && !self->media->run.flushing)
    return self->media->run.failed || is_at_end (self) ? GST_FLOW_EOS : GST_FLOW_OK;
  if (!self->media->run.cutting)
    self->src_result = GST_FLOW_FLUSHING;
  g_cond_broadcast (&self->media->cond);
  rest (self);
  return FLOW_RESTS;
}

static GstFlowReturn
step_batch (GstOpenaiRealtime *self)
{
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;

  g_mutex_lock (&self->media->lock);
  while (!oa_media_must_leave (self->media) && self->media->liveness != OA_LIVENESS_LIVE
      && !GST_PAD_NEEDS_RECONFIGURE (self->srcpad)) {
    oa_timeline_pop_joined (self->media->output.timeline, &frame);
    if (frame.kind != OA_FRAME_NONE)
      oa_media_advance_captions (self->media);
    if (frame.kind != OA_FRAME_NONE || is_at_end (self))
      break;
    /* The shared thread does not wait, but comes again. */
    if (self->pacing != NULL)
      break;
    g_cond_wait (&self->media->cond, &self->media->lock);
  }
  if (oa_media_must_leave (self->media) || (frame.kind == OA_FRAME_NONE
          && is_at_end (self)))
    ret = leave (self);
  g_mutex_unlock (&self->media->lock);

  if (ret != GST_FLOW_OK) {
    oa_frame_clear (&frame);
    return ret;
  }
  return frame.kind != OA_FRAME_NONE
      ? gst_openai_realtime_push_frame (self, &frame, FALSE) : GST_FLOW_OK;
}

/* The cadence begins, or goes on after it fell far behind; the lock held. */
static void
set_cadence (GstOpenaiRealtime *self, GstClockTime now)
{
  GstClockTime position = oa_timeline_get_position (self->media->output.timeline);

  if (self->cadence && position + MAX_LAG > now)
    return;
  if (!self->cadence || oa_timeline_is_empty (self->media->output.timeline))
    oa_timeline_set_position (self->media->output.timeline, MAX (position, now));
  self->cadence = TRUE;
}

/* The clock time at which the next frame leaves. By a thread of its own it is
 * early by the lookahead; by the shared one it is in time, so that a
 * synchronizing sink does not make that thread wait. */
static GstClockTime
find_due (GstOpenaiRealtime *self, GstClockTime base)
{
  GstClockTime due = base + oa_timeline_get_position (self->media->output.timeline);
  GstClockTime lookahead;

  if (self->pacing != NULL)
    return due;
  GST_OBJECT_LOCK (self);
  lookahead = self->settings.lookahead * GST_MSECOND;
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
    g_cond_wait (&self->media->cond, &self->media->lock);
    return FALSE;
  }
  base = gst_element_get_base_time (GST_ELEMENT (self));
  now = gst_clock_get_time (clock);
  set_cadence (self, now > base ? now - base : 0);
  due = find_due (self, base);

  id = gst_clock_new_single_shot_id (clock, due);
  self->wait_id = id;
  g_mutex_unlock (&self->media->lock);
  waited = gst_clock_id_wait (id, NULL);
  g_mutex_lock (&self->media->lock);
  self->wait_id = NULL;
  gst_clock_id_unref (id);
  gst_object_unref (clock);
  /* Woken before its time: clock and base time may be others now. */
  return waited != GST_CLOCK_UNSCHEDULED && self->media->run.playing
      && !oa_media_must_leave (self->media);
}

/* A frame leaves; with the lock held. */
static void
take_frame (GstOpenaiRealtime *self, OaFrame *frame)
{
  oa_timeline_pop_paced (self->media->output.timeline, frame);
  note_cut (self, frame);
  if (frame->kind != OA_FRAME_NONE)
    oa_media_advance_captions (self->media);
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
  if (!self->cadence)
    from = (now + PACED_GRID - 1) / PACED_GRID * PACED_GRID;
  set_cadence (self, from > base ? from - base : 0);
  wait = until_due (self, base, now);
  if (wait > 0 || frame == NULL || GST_PAD_NEEDS_RECONFIGURE (self->srcpad))
    return wait;
  take_frame (self, frame);
  return until_due (self, base, now);
}

/* At its end, and paced: what follows may wait for PLAYING with an EOS. With
 * the lock held. */
static gboolean
may_end (GstOpenaiRealtime *self)
{
  return (self->media->run.playing || self->media->liveness != OA_LIVENESS_LIVE)
      && gst_openai_realtime_handlers_are_done (self);
}

/* The same for all that a step on the shared thread must not wait for inside
 * of it. */
static gint64
find_paced_wait (GstOpenaiRealtime *self, OaFrame *frame)
{
  gint64 wait = PACED_REST;

  g_mutex_lock (&self->media->lock);
  if (oa_media_must_leave (self->media))
    wait = 0;
  else if (self->started && is_at_end (self))
    wait = may_end (self) ? 0 : PACED_REST;
  else if (self->media->run.failing)
    wait = PACED_REST;
  else if (!self->started)
    wait = 0;
  else if (self->media->liveness == OA_LIVENESS_LIVE && self->media->run.playing)
    wait = find_frame_wait (self, frame);
  else if (self->media->liveness != OA_LIVENESS_LIVE
      && !oa_timeline_is_empty (self->media->output.timeline))
    wait = 0;
  g_mutex_unlock (&self->media->lock);
  return wait;
}

static GstFlowReturn
step_live (GstOpenaiRealtime *self)
{
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;
  gboolean due = FALSE;

  g_mutex_lock (&self->media->lock);
  /* The shared thread comes only to leave, and does not wait. */
  while (!oa_media_must_leave (self->media) && !self->media->run.playing && self->pacing == NULL)
    g_cond_wait (&self->media->cond, &self->media->lock);
  if (!oa_media_must_leave (self->media) && self->pacing == NULL)
    due = wait_for_frame (self);
  if (oa_media_must_leave (self->media) || ((due || self->pacing != NULL)
          && is_at_end (self)))
    ret = leave (self);
  else if (due)
    take_frame (self, &frame);
  g_mutex_unlock (&self->media->lock);

  if (ret != GST_FLOW_OK)
    return ret;
  return frame.kind != OA_FRAME_NONE
      ? gst_openai_realtime_push_frame (self, &frame, TRUE) : GST_FLOW_OK;
}

static GstFlowReturn
src_step (GstOpenaiRealtime *self)
{
  gboolean started, live;

  g_mutex_lock (&self->media->lock);
  wait_for_failure (self);
  if (oa_media_must_leave (self->media)) {
    GstFlowReturn ret = leave (self);

    g_mutex_unlock (&self->media->lock);
    return ret;
  }
  started = !gst_pad_check_reconfigure (self->srcpad) && self->started;
  live = self->media->liveness == OA_LIVENESS_LIVE;
  g_mutex_unlock (&self->media->lock);
  if (!started) {
    gst_openai_realtime_negotiate (self);
    return GST_FLOW_OK;
  }
  return live ? step_live (self) : step_batch (self);
}

/* Why the stream ends before its time; @failed: that is known already. */
static void
tell_end (GstOpenaiRealtime *self, GstFlowReturn ret, gboolean failed)
{
  if (failed)
    return;
  if (ret == GST_FLOW_NOT_NEGOTIATED)
    gst_openai_realtime_fail (self, oa_failure_no_format ());
  else if (ret == GST_FLOW_NOT_LINKED)
    oa_reporter_post_error (self->reporter, oa_failure_not_linked ());
  else
    oa_reporter_post_error (self->reporter, oa_failure_from_flow (ret));
}

static void
end_steps (GstOpenaiRealtime *self, GstFlowReturn ret)
{
  gboolean input_ended, failed;

  GST_DEBUG_OBJECT (self, "task pauses: %s", gst_flow_get_name (ret));
  g_mutex_lock (&self->media->lock);
  rest (self);
  /* Our own flush: the task is started again behind it. */
  if (self->media->run.cutting && ret == GST_FLOW_FLUSHING) {
    g_mutex_unlock (&self->media->lock);
    return;
  }
  self->src_result = ret;
  input_ended = self->media->input.ended;
  failed = self->media->run.failing || self->media->run.failed;
  g_cond_broadcast (&self->media->cond);
  g_mutex_unlock (&self->media->lock);
  if (ret == GST_FLOW_EOS) {
    gst_openai_realtime_push_eos (self);
  } else if (ret != GST_FLOW_FLUSHING && (input_ended
          || ret <= GST_FLOW_NOT_NEGOTIATED || ret == GST_FLOW_NOT_LINKED)) {
    /* Upstream may never ask again, so the failure is ours to tell. */
    tell_end (self, ret, failed);
    gst_openai_realtime_push_eos (self);
  }
}

static void src_loop (gpointer user_data);

static gboolean
is_paced (GstOpenaiRealtime *self)
{
  gboolean paced;

  g_mutex_lock (&self->media->lock);
  paced = self->pacing != NULL;
  g_mutex_unlock (&self->media->lock);
  return paced;
}

/* With the lock held: a pipeline with a latency of its own may make every push
 * wait, and has sinks with deadlines. */
static gboolean
may_share (GstOpenaiRealtime *self)
{
  return !GST_CLOCK_TIME_IS_VALID (self->media->latency) || self->media->latency == 0;
}

/* A task takes the steps again when the pipeline has become one that must not
 * share; the member rests until the end. TRUE when it was so. */
static gboolean
take_back (GstOpenaiRealtime *self)
{
  gboolean back;

  g_mutex_lock (&self->media->lock);
  back = !may_share (self) && self->src_active && !oa_media_must_leave (self->media);
  if (back)
    self->rested = g_steal_pointer (&self->pacing);
  g_mutex_unlock (&self->media->lock);
  /* A flush or a stop that began meanwhile: a stop waits for this step, and
   * stops the task then; in a flush the task comes to rest. */
  if (back)
    gst_pad_start_task (self->srcpad, src_loop, self, NULL);
  return back;
}

/* On the shared thread, which a task's stream lock makes a streaming thread. */
static gint64
src_paced_step (gpointer user_data)
{
  GstOpenaiRealtime *self = user_data;
  gint64 now = g_get_monotonic_time (), wait = -1;
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;

  GST_PAD_STREAM_LOCK (self->srcpad);
  if (is_paced (self) && !take_back (self)) {
    wait = find_paced_wait (self, &frame);
    if (frame.kind != OA_FRAME_NONE) {
      /* What is due next is known already. */
      ret = gst_openai_realtime_push_frame (self, &frame, TRUE);
    } else if (wait == 0) {
      ret = src_step (self);
      now = g_get_monotonic_time ();
      wait = find_paced_wait (self, NULL);
    }
  }
  if (ret != GST_FLOW_OK && ret != FLOW_RESTS)
    end_steps (self, ret);
  GST_PAD_STREAM_UNLOCK (self->srcpad);
  return ret != GST_FLOW_OK || wait < 0 ? -1 : now + wait;
}

/* From the task, which ends: its thread is free for others. Pausing or stopping
 * the task waits for this turn of it, and then finds the member. FALSE when the
 * task goes on. */
static gboolean
hand_over (GstOpenaiRealtime *self)
{
  OaPacerMember *member = oa_pacer_join (src_paced_step, self);
  gboolean over;

  if (member == NULL)
    return FALSE;
  g_mutex_lock (&self->media->lock);
  over = self->src_active && !oa_media_must_leave (self->media);
  if (over) {
    self->pacing = member;
    GST_OBJECT_LOCK (self->srcpad);
    if (GST_PAD_TASK (self->srcpad) != NULL)
      gst_task_stop (GST_PAD_TASK (self->srcpad));
    GST_OBJECT_UNLOCK (self->srcpad);
    oa_pacer_resume (member);
  }
  g_mutex_unlock (&self->media->lock);
  if (!over)
    oa_pacer_leave (member);
  return over;
}

/* With its first live frame it is counted. TRUE when it is one of so many, or
 * asked to be, that the shared thread goes on in place of the task. */
static gboolean
begin_live (GstOpenaiRealtime *self)
{
  gboolean live, shared;
  guint from, count;

  g_mutex_lock (&self->media->lock);
  live = self->started && self->media->run.playing && !oa_media_must_leave (self->media)
      && self->media->liveness == OA_LIVENESS_LIVE;
  shared = may_share (self);
  g_mutex_unlock (&self->media->lock);
  if (!live)
    return FALSE;
  self->counted = TRUE;
  count = oa_pacer_count (1);
  GST_OBJECT_LOCK (self);
  from = self->settings.shared_pacing ? 1 : self->settings.shared_pacing_from;
  GST_OBJECT_UNLOCK (self);
  if (!shared || from == 0 || count < from)
    return FALSE;
  GST_DEBUG_OBJECT (self, "one of %u live elements: shared pacing", count);
  return hand_over (self);
}

static void
src_loop (gpointer user_data)
{
  GstOpenaiRealtime *self = user_data;
  GstFlowReturn ret;

  if (!self->counted && begin_live (self))
    return;
  ret = src_step (self);
  if (ret != GST_FLOW_OK && ret != FLOW_RESTS)
    end_steps (self, ret);
}

/*** life of the steps ***/

static gboolean
is_active (GstOpenaiRealtime *self)
{
  gboolean active;

  g_mutex_lock (&self->media->lock);
  active = self->src_active;
  g_mutex_unlock (&self->media->lock);
  return active;
}

/* Starting a task posts a message, so no lock is held. The pad may be
 * deactivated meanwhile: either that stops the task, or it is seen here. */
static gboolean
start_task (GstOpenaiRealtime *self)
{
  if (!is_active (self)
      || !gst_pad_start_task (self->srcpad, src_loop, self, NULL))
    return FALSE;
  if (is_active (self))
    return TRUE;
  gst_pad_stop_task (self->srcpad);
  return FALSE;
}

gboolean
gst_openai_realtime_start_src_task (GstOpenaiRealtime *self)
{
  gboolean paced;

  g_mutex_lock (&self->media->lock);
  self->src_result = GST_FLOW_OK;
  paced = self->pacing != NULL;
  if (paced)
    oa_pacer_resume (self->pacing);
  g_mutex_unlock (&self->media->lock);
  return paced || start_task (self);
}

void
gst_openai_realtime_pause_src_task (GstOpenaiRealtime *self)
{
  gboolean paced;

  if (!is_paced (self))
    gst_pad_pause_task (self->srcpad);
  /* The task may have handed over meanwhile. */
  g_mutex_lock (&self->media->lock);
  paced = self->pacing != NULL;
  if (paced)
    oa_pacer_pause (self->pacing);
  g_mutex_unlock (&self->media->lock);
  if (!paced)
    return;
  GST_PAD_STREAM_LOCK (self->srcpad);
  GST_PAD_STREAM_UNLOCK (self->srcpad);
}

/* Nothing starts any more. */
static gboolean
stop_steps (GstOpenaiRealtime *self)
{
  gboolean stopped = gst_pad_stop_task (self->srcpad);
  OaPacerMember *members[2];
  guint i;

  g_mutex_lock (&self->media->lock);
  members[0] = g_steal_pointer (&self->pacing);
  members[1] = g_steal_pointer (&self->rested);
  g_mutex_unlock (&self->media->lock);
  for (i = 0; i < G_N_ELEMENTS (members); i++)
    g_clear_pointer (&members[i], oa_pacer_leave);
  /* A last step on the shared thread may have started it again. */
  gst_pad_stop_task (self->srcpad);
  if (self->counted)
    oa_pacer_count (-1);
  self->counted = FALSE;
  return stopped;
}

/* With the lock held: FALSE when the stream is flushed or ended already. */
static gboolean
begin_cut (GstOpenaiRealtime *self)
{
  if (oa_media_must_leave (self->media) || !self->started || !self->media->run.playing
      || self->src_result != GST_FLOW_OK)
    return FALSE;
  self->media->run.cutting = TRUE;
  if (self->wait_id != NULL)
    gst_clock_id_unschedule (self->wait_id);
  g_cond_broadcast (&self->media->cond);
  return TRUE;
}

static void
push_flush_stop (GstOpenaiRealtime *self, guint32 seqnum)
{
  GstEvent *event = gst_event_new_flush_stop (FALSE);

  gst_event_set_seqnum (event, seqnum);
  gst_pad_push_event (self->srcpad, event);
}

static void
restart_steps (GstOpenaiRealtime *self)
{
  gboolean start;

  g_mutex_lock (&self->media->lock);
  start = !self->media->run.flushing && self->pacing == NULL;
  if (!self->media->run.flushing && self->pacing != NULL)
    oa_pacer_resume (self->pacing);
  g_mutex_unlock (&self->media->lock);
  if (start)
    start_task (self);
}

void
gst_openai_realtime_flush_downstream (GstElement *element, gpointer user_data)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);
  GstEvent *flush = gst_event_new_flush_start ();
  gboolean cut;

  g_mutex_lock (&self->media->lock);
  cut = begin_cut (self);
  if (cut)
    self->flush_seqnum = gst_event_get_seqnum (flush);
  g_mutex_unlock (&self->media->lock);
  if (!cut) {
    gst_event_unref (flush);
    return;
  }
  gst_event_ref (flush);
  gst_pad_push_event (self->srcpad, flush);
  gst_openai_realtime_pause_src_task (self);
  GST_PAD_STREAM_LOCK (self->srcpad);
  /* Running time goes on; the flush takes the segment away. */
  push_flush_stop (self, gst_event_get_seqnum (flush));
  gst_openai_realtime_push_segment (self);
  GST_PAD_STREAM_UNLOCK (self->srcpad);
  gst_event_unref (flush);

  g_mutex_lock (&self->media->lock);
  oa_timeline_mark_discont (self->media->output.timeline);
  self->media->run.cutting = FALSE;
  self->restarting++;
  g_mutex_unlock (&self->media->lock);
  restart_steps (self);
  g_mutex_lock (&self->media->lock);
  self->restarting--;
  g_cond_broadcast (&self->media->cond);
  g_mutex_unlock (&self->media->lock);
}

/* A flush of ours starts the task again: it is joined only then. */
static void
wait_for_cut (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->media->lock);
  while (self->media->run.cutting || self->restarting > 0)
    g_cond_wait (&self->media->cond, &self->media->lock);
  g_mutex_unlock (&self->media->lock);
}

gboolean
gst_openai_realtime_src_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  g_mutex_lock (&self->media->lock);
  self->src_active = active;
  g_mutex_unlock (&self->media->lock);
  if (active)
    return gst_openai_realtime_start_src_task (self);
  gst_openai_realtime_set_flushing (self, TRUE);
  wait_for_cut (self);
  return stop_steps (self);
}

/*** events and queries ***/

gboolean
gst_openai_realtime_src_event (GstPad *pad, GstObject *parent,
    GstEvent *event)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEEK:
      /* It would rewind the caller under a running conversation. */
      gst_event_unref (event);
      return FALSE;
    case GST_EVENT_LATENCY:
    {
      GstClockTime latency;

      gst_event_parse_latency (event, &latency);
      g_mutex_lock (&self->media->lock);
      self->media->latency = latency;
      g_mutex_unlock (&self->media->lock);
      return gst_pad_event_default (pad, parent, event);
    }
    case GST_EVENT_RECONFIGURE:
      /* A recording's steps may be waiting for speech. */
      g_mutex_lock (&self->media->lock);
      g_cond_broadcast (&self->media->cond);
      g_mutex_unlock (&self->media->lock);
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_QOS:
      gst_event_unref (event);
      return TRUE;
    default:
      return gst_pad_event_default (pad, parent, event);
  }
}

static gboolean
answer_latency (GstOpenaiRealtime *self, GstPad *pad, GstQuery *query)
{
  GstClockTime latency;
  gboolean live;

  gst_openai_realtime_find_liveness (self);
  g_mutex_lock (&self->media->lock);
  self->answered_live = live = self->media->liveness == OA_LIVENESS_LIVE;
  self->answered_latency = latency = gst_openai_realtime_get_latency (self);
  self->answered = TRUE;
  g_mutex_unlock (&self->media->lock);
  if (!live)
    return gst_pad_query_default (pad, GST_OBJECT (self), query);
  gst_query_set_latency (query, TRUE, latency, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static gboolean
answer_position (GstOpenaiRealtime *self, GstQuery *query)
{
  GstFormat format;

  gst_query_parse_position (query, &format, NULL);
  if (format != GST_FORMAT_TIME)
    return FALSE;
  g_mutex_lock (&self->media->lock);
  gst_query_set_position (query, format,
      oa_timeline_get_position (self->media->output.timeline));
  g_mutex_unlock (&self->media->lock);
  return TRUE;
}

gboolean
gst_openai_realtime_src_query (GstPad *pad, GstObject *parent,
    GstQuery *query)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_LATENCY:
      return answer_latency (self, pad, query);
    case GST_QUERY_POSITION:
      return answer_position (self, query);
    case GST_QUERY_DURATION:
      return FALSE;
    case GST_QUERY_SEEKING:
    {
      GstFormat format;

      gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
      gst_query_set_seeking (query, format, FALSE, 0, -1);
      return TRUE;
    }
    case GST_QUERY_CAPS:
    case GST_QUERY_ACCEPT_CAPS:
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

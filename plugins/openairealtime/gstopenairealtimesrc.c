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

#include "gstopenairealtimepush.h"
#include "gstopenairealtimestep.h"
#include "padtask.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

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
  oa_media_lock (self->media);
  gst_openai_realtime_rest (self);
  /* Our own flush: the task is started again behind it. */
  if (self->run->cutting && ret == GST_FLOW_FLUSHING) {
    oa_media_unlock (self->media);
    return;
  }
  self->run->result = ret;
  input_ended = self->run->input_ended;
  failed = self->run->failing || self->run->failed;
  oa_media_wake (self->media);
  oa_media_unlock (self->media);
  if (ret == GST_FLOW_EOS) {
    gst_openai_realtime_push_eos (self);
  } else if (ret != GST_FLOW_FLUSHING
      && (input_ended || ret <= GST_FLOW_NOT_NEGOTIATED
          || ret == GST_FLOW_NOT_LINKED)) {
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

  oa_media_lock (self->media);
  paced = self->pacing != NULL;
  oa_media_unlock (self->media);
  return paced;
}

/* With the lock held: a pipeline with a latency of its own may make every push
 * wait, and has sinks with deadlines. */
static gboolean
may_share (GstOpenaiRealtime *self)
{
  GstClockTime latency = oa_media_get_latency (self->media);

  return !GST_CLOCK_TIME_IS_VALID (latency) || latency == 0;
}

/* A task takes the steps again when the pipeline has become one that must not
 * share; the member rests until the end. TRUE when it was so. */
static gboolean
take_back (GstOpenaiRealtime *self)
{
  gboolean back;

  oa_media_lock (self->media);
  back = !may_share (self) && self->src_active
      && !oa_media_must_leave (self->media);
  if (back)
    self->rested = g_steal_pointer (&self->pacing);
  oa_media_unlock (self->media);
  /* A flush or a stop that began meanwhile: a stop waits for this step, and
   * stops the task then; in a flush the task comes to rest. */
  if (back)
    oa_pad_restart_task (self->srcpad, src_loop, self);
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
    wait = gst_openai_realtime_paced_wait (self, &frame);
    if (frame.kind != OA_FRAME_NONE) {
      /* What is due next is known already. */
      ret = gst_openai_realtime_push_frame (self, &frame, TRUE);
    } else if (wait == 0) {
      ret = gst_openai_realtime_step (self);
      now = g_get_monotonic_time ();
      wait = gst_openai_realtime_paced_wait (self, NULL);
    }
  }
  if (ret != GST_FLOW_OK && ret != OA_FLOW_RESTS)
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
  oa_media_lock (self->media);
  over = self->src_active && !oa_media_must_leave (self->media);
  if (over) {
    self->pacing = member;
    GST_OBJECT_LOCK (self->srcpad);
    if (GST_PAD_TASK (self->srcpad) != NULL)
      gst_task_stop (GST_PAD_TASK (self->srcpad));
    GST_OBJECT_UNLOCK (self->srcpad);
    oa_pacer_resume (member);
  }
  oa_media_unlock (self->media);
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

  oa_media_lock (self->media);
  live = self->stream_started && self->run->playing
      && !oa_media_must_leave (self->media) && oa_media_is_live (self->media);
  shared = may_share (self);
  oa_media_unlock (self->media);
  if (!live)
    return FALSE;
  self->counted_live = TRUE;
  count = oa_pacer_count (1);
  GST_OBJECT_LOCK (self);
  from = self->settings.flow.shared_pacing
      ? 1
      : self->settings.flow.shared_pacing_from;
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

  if (!self->counted_live && begin_live (self))
    return;
  ret = gst_openai_realtime_step (self);
  if (ret != GST_FLOW_OK && ret != OA_FLOW_RESTS)
    end_steps (self, ret);
}

/*** life of the steps ***/

static gboolean
is_active (GstOpenaiRealtime *self)
{
  gboolean active;

  oa_media_lock (self->media);
  active = self->src_active;
  oa_media_unlock (self->media);
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

  oa_media_lock (self->media);
  self->run->result = GST_FLOW_OK;
  oa_media_wake (self->media);
  paced = self->pacing != NULL;
  if (paced)
    oa_pacer_resume (self->pacing);
  oa_media_unlock (self->media);
  return paced || start_task (self);
}

void
gst_openai_realtime_pause_src_task (GstOpenaiRealtime *self)
{
  gboolean paced;

  if (!is_paced (self))
    gst_pad_pause_task (self->srcpad);
  /* The task may have handed over meanwhile. */
  oa_media_lock (self->media);
  paced = self->pacing != NULL;
  if (paced)
    oa_pacer_pause (self->pacing);
  oa_media_unlock (self->media);
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

  oa_media_lock (self->media);
  members[0] = g_steal_pointer (&self->pacing);
  members[1] = g_steal_pointer (&self->rested);
  oa_media_unlock (self->media);
  for (i = 0; i < G_N_ELEMENTS (members); i++)
    g_clear_pointer (&members[i], oa_pacer_leave);
  /* A last step on the shared thread may have started it again. */
  gst_pad_stop_task (self->srcpad);
  if (self->counted_live)
    oa_pacer_count (-1);
  self->counted_live = FALSE;
  return stopped;
}

/* With the lock held: FALSE when the stream is flushed or ended already. */
static gboolean
begin_cut (GstOpenaiRealtime *self)
{
  if (oa_media_must_leave (self->media) || !self->stream_started
      || !self->run->playing || self->run->result != GST_FLOW_OK)
    return FALSE;
  self->run->cutting = TRUE;
  gst_openai_realtime_wake_src (self);
  oa_media_wake (self->media);
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

  oa_media_lock (self->media);
  start = !self->run->flushing && self->pacing == NULL;
  if (!self->run->flushing && self->pacing != NULL)
    oa_pacer_resume (self->pacing);
  oa_media_unlock (self->media);
  if (start)
    start_task (self);
}

void
gst_openai_realtime_flush_downstream (GstElement *element, gpointer user_data)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);
  GstEvent *flush = gst_event_new_flush_start ();
  gboolean cut;

  oa_media_lock (self->media);
  cut = begin_cut (self);
  if (cut)
    self->flush_seqnum = gst_event_get_seqnum (flush);
  oa_media_unlock (self->media);
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

  oa_media_lock (self->media);
  oa_timeline_mark_discont (oa_media_get_timeline (self->media));
  self->run->cutting = FALSE;
  self->restarting++;
  oa_media_wake (self->media);
  oa_media_unlock (self->media);
  restart_steps (self);
  oa_media_lock (self->media);
  self->restarting--;
  oa_media_wake (self->media);
  oa_media_unlock (self->media);
}

/* A flush of ours starts the task again: it is joined only then. */
static void
wait_for_cut (GstOpenaiRealtime *self)
{
  oa_media_lock (self->media);
  while (self->run->cutting || self->restarting > 0)
    oa_media_wait (self->media);
  oa_media_unlock (self->media);
}

gboolean
gst_openai_realtime_src_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  oa_media_lock (self->media);
  self->src_active = active;
  oa_media_unlock (self->media);
  if (active)
    return gst_openai_realtime_start_src_task (self);
  gst_openai_realtime_set_flushing (self, TRUE);
  wait_for_cut (self);
  return stop_steps (self);
}

/*** events and queries ***/

/* From a sink that knows what its far end hears. */
static gboolean
take_heard (GstOpenaiRealtime *self, GstEvent *event)
{
  guint64 position;
  gboolean known = gst_structure_get_uint64 (gst_event_get_structure (event),
                       "position", &position)
      && GST_CLOCK_TIME_IS_VALID (position);

  if (known)
    oa_media_set_heard (self->media, position);
  gst_event_unref (event);
  return known;
}

gboolean
gst_openai_realtime_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_SEEK:
      /* It would rewind the caller under a running conversation. */
      gst_event_unref (event);
      return FALSE;
    case GST_EVENT_LATENCY: {
      GstClockTime latency;

      gst_event_parse_latency (event, &latency);
      oa_media_set_latency (self->media, latency);
      return gst_pad_event_default (pad, parent, event);
    }
    case GST_EVENT_RECONFIGURE:
      /* A recording's steps may be waiting for speech. */
      oa_media_lock (self->media);
      oa_media_wake (self->media);
      oa_media_unlock (self->media);
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_QOS:
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_CUSTOM_UPSTREAM:
      if (gst_event_has_name (event, "openairealtime/heard"))
        return take_heard (self, event);
      return gst_pad_event_default (pad, parent, event);
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
  oa_media_lock (self->media);
  self->answered_live = live = oa_media_is_live (self->media);
  self->answered_latency = latency = gst_openai_realtime_get_latency (self);
  self->answered = TRUE;
  oa_media_unlock (self->media);
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
  oa_media_lock (self->media);
  gst_query_set_position (query, format,
      oa_timeline_get_position (oa_media_get_timeline (self->media)));
  oa_media_unlock (self->media);
  return TRUE;
}

gboolean
gst_openai_realtime_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_LATENCY:
      return answer_latency (self, pad, query);
    case GST_QUERY_POSITION:
      return answer_position (self, query);
    case GST_QUERY_DURATION:
      return FALSE;
    case GST_QUERY_SEEKING: {
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

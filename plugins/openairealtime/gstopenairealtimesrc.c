/* openairealtime - a realtime speech model in a media pipeline
 *
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

#include "flow.h"
#include "padevents.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* What the shared thread does not wait for is looked at again so soon, in us. */
#define PACED_REST 10000

/* On the shared thread frames of many elements leave in one go: each cadence
 * begins at a multiple of this. */
#define PACED_GRID (5 * GST_MSECOND)

/* Behind by more than this, silence is skipped instead of hurried out. */
#define MAX_LAG GST_SECOND

/*** negotiation ***/

static OaAudioFormat
choose_format (GstOpenaiRealtime *self)
{
  GstCaps *allowed = gst_pad_get_allowed_caps (self->srcpad);
  GstCaps *template = gst_pad_get_pad_template_caps (self->srcpad);
  GstCaps *both;
  OaAudioFormat format = OA_AUDIO_FORMAT_UNKNOWN;

  if (allowed == NULL)
    allowed = gst_caps_ref (template);
  both = gst_caps_intersect_full (template, allowed, GST_CAPS_INTERSECT_FIRST);
  if (!gst_caps_is_empty (both)) {
    both = gst_caps_fixate (gst_caps_truncate (both));
    format = oa_audio_format_from_caps (both);
  }
  gst_caps_unref (both);
  gst_caps_unref (allowed);
  gst_caps_unref (template);
  return format;
}

/* UNKNOWN: the stream has no caps yet, and ends without any. */
static void
push_start_events (GstOpenaiRealtime *self, OaAudioFormat format)
{
  OaPadStream stream = { GST_ELEMENT (self), "answer", GST_STREAM_FLAG_NONE,
    0, 0
  };
  GstCaps *caps = format != OA_AUDIO_FORMAT_UNKNOWN
      ? oa_audio_format_to_caps (format) : NULL;

  g_mutex_lock (&self->flow_lock);
  stream.group_id = self->group_id;
  stream.seqnum = self->flush_seqnum;
  g_mutex_unlock (&self->flow_lock);
  oa_pad_open (self->srcpad, &stream, caps);
  gst_clear_caps (&caps);
}

static GstFlowReturn
negotiate (GstOpenaiRealtime *self)
{
  OaAudioFormat format = choose_format (self);
  OaSession *session;

  if (format == OA_AUDIO_FORMAT_UNKNOWN) {
    gst_openai_realtime_fail (self, oa_failure_no_format ());
    return GST_FLOW_OK;
  }
  push_start_events (self, format);
  self->opened = FALSE;
  g_mutex_lock (&self->flow_lock);
  if (format != oa_timeline_get_format (self->timeline))
    oa_timeline_clear (self->timeline);
  self->output_format = format;
  gst_openai_realtime_configure_flow (self);
  self->started = TRUE;
  g_mutex_unlock (&self->flow_lock);

  session = gst_openai_realtime_ref_session (self);
  if (session != NULL) {
    oa_session_set_output_format (session, format);
    oa_session_unref (session);
  }
  return GST_FLOW_OK;
}

/*** pushing ***/

static gboolean
wants_gaps (GstOpenaiRealtime *self)
{
  GstOpenaiRealtimeFill fill;

  GST_OBJECT_LOCK (self);
  fill = self->settings.fill;
  GST_OBJECT_UNLOCK (self);
  return fill == GST_OPENAI_REALTIME_FILL_GAP;
}

static GstFlowReturn
push_frame (GstOpenaiRealtime *self, OaFrame *frame)
{
  GstFlowReturn ret;

  if (frame->buffer != NULL) {
    ret = gst_pad_push (self->srcpad, g_steal_pointer (&frame->buffer));
    /* Downstream changed its mind since the last look: negotiate first. */
    if (ret == GST_FLOW_NOT_NEGOTIATED
        && GST_PAD_NEEDS_RECONFIGURE (self->srcpad))
      ret = GST_FLOW_OK;
    return ret;
  }
  /* A pipeline reaches PLAYING only when every sink has got something. */
  if ((!self->opened || wants_gaps (self))
      && !gst_pad_push_event (self->srcpad,
          gst_event_new_gap (frame->pts, frame->duration)))
    GST_DEBUG_OBJECT (self, "nobody took the gap");
  self->opened = TRUE;
  return GST_FLOW_OK;
}

static void
note_frame (GstOpenaiRealtime *self, const OaFrame *frame, gboolean live)
{
  OaSession *session = gst_openai_realtime_ref_session (self);
  GstClockTime now, latency;
  gint64 delay = 0;

  if (session == NULL)
    return;
  g_mutex_lock (&self->flow_lock);
  latency = self->latency;
  g_mutex_unlock (&self->flow_lock);
  now = live ? oa_flow_get_running_time (self) : GST_CLOCK_TIME_NONE;
  if (GST_CLOCK_TIME_IS_VALID (now))
    delay = GST_CLOCK_DIFF (now, frame->pts)
        + (GST_CLOCK_TIME_IS_VALID (latency) ? latency : 0);
  oa_session_note_frame (session, frame->first_of_response, MAX (delay, 0));
  oa_session_unref (session);
}

static gchar *
take_played (GstOpenaiRealtime *self, gint64 *heard_ms)
{
  gchar *item_id = NULL;

  g_mutex_lock (&self->flow_lock);
  if (oa_timeline_has_spent (self->timeline))
    item_id = oa_timeline_take_finished (self->timeline,
        oa_flow_heard_until (self), heard_ms);
  g_mutex_unlock (&self->flow_lock);
  return item_id;
}

/* Asked after every frame, and nearly always answered with nothing. */
static void
report_played (GstOpenaiRealtime *self)
{
  gchar *item_id;
  gint64 heard_ms;

  while ((item_id = take_played (self, &heard_ms)) != NULL) {
    OaSession *session = gst_openai_realtime_ref_session (self);

    if (session != NULL) {
      oa_session_note_played (session, item_id, heard_ms);
      oa_session_unref (session);
    }
    g_free (item_id);
  }
}

/* From the cut to the first frame without the old speech; flow_lock held. */
static void
note_cut (GstOpenaiRealtime *self, const OaFrame *frame)
{
  if (self->cut_at == 0 || frame->kind == OA_FRAME_NONE)
    return;
  self->cut_latency = g_get_monotonic_time () - self->cut_at;
  self->cut_at = 0;
}

static GstFlowReturn
finish_frame (GstOpenaiRealtime *self, OaFrame *frame, gboolean live)
{
  GstFlowReturn ret;

  if (frame->first_of_response != NULL)
    note_frame (self, frame, live);
  ret = push_frame (self, frame);
  oa_frame_clear (frame);
  report_played (self);
  return ret;
}

/*** one step of the task ***/

static gboolean
must_leave (GstOpenaiRealtime *self)
{
  return self->flushing || self->failed || self->cutting;
}

/* An error is on its way; with flow_lock held. */
static void
wait_for_failure (GstOpenaiRealtime *self)
{
  while (self->failing && !must_leave (self) && self->pacing == NULL)
    g_cond_wait (&self->flow_cond, &self->flow_lock);
}

/* All that can come has come, and live it was sounded, too; with flow_lock
 * held. */
static gboolean
is_at_end (GstOpenaiRealtime *self)
{
  if (!self->drained)
    return FALSE;
  return self->liveness == OA_LIVENESS_LIVE
      ? oa_timeline_is_finished (self->timeline)
      : oa_timeline_is_empty (self->timeline);
}

/* The end of the stream, after a failure too; with flow_lock held, and let go
 * of meanwhile. */
static GstFlowReturn
leave (GstOpenaiRealtime *self)
{
  if (self->cutting)
    return GST_FLOW_FLUSHING;
  /* An item may have ended after its last frame left. */
  g_mutex_unlock (&self->flow_lock);
  report_played (self);
  g_mutex_lock (&self->flow_lock);
  /* An error is on the bus before `failed` is set. */
  if (self->failed)
    return self->flushing ? GST_FLOW_FLUSHING : GST_FLOW_EOS;
  return gst_openai_realtime_await_handlers (self) ? GST_FLOW_EOS
      : GST_FLOW_FLUSHING;
}

static GstFlowReturn
step_batch (GstOpenaiRealtime *self)
{
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;

  g_mutex_lock (&self->flow_lock);
  while (!must_leave (self) && self->liveness != OA_LIVENESS_LIVE) {
    oa_timeline_pop_joined (self->timeline, &frame);
    if (frame.kind != OA_FRAME_NONE)
      gst_openai_realtime_text_advance (self);
    if (frame.kind != OA_FRAME_NONE || is_at_end (self))
      break;
    /* The shared thread waits for nobody, and comes again. */
    if (self->pacing != NULL)
      break;
    g_cond_wait (&self->flow_cond, &self->flow_lock);
  }
  if (must_leave (self) || (frame.kind == OA_FRAME_NONE
          && is_at_end (self)))
    ret = leave (self);
  self->output_duration += frame.kind == OA_FRAME_SPEECH ? frame.duration : 0;
  g_mutex_unlock (&self->flow_lock);

  if (ret != GST_FLOW_OK) {
    oa_frame_clear (&frame);
    return ret;
  }
  return frame.kind != OA_FRAME_NONE ? finish_frame (self, &frame, FALSE)
      : GST_FLOW_OK;
}

/* The cadence begins, or goes on after it fell far behind; flow_lock held. */
static void
set_cadence (GstOpenaiRealtime *self, GstClockTime now)
{
  GstClockTime position = oa_timeline_get_position (self->timeline);

  if (self->cadence && position + MAX_LAG > now)
    return;
  if (!self->cadence || oa_timeline_is_empty (self->timeline))
    oa_timeline_set_position (self->timeline, MAX (position, now));
  self->cadence = TRUE;
}

/* The clock time at which the next frame leaves. By a thread of its own it is
 * early by the lookahead; by the shared one it is as late as the pipeline, so
 * that a synchronizing sink does not make that thread wait. */
static GstClockTime
find_due (GstOpenaiRealtime *self, GstClockTime base)
{
  GstClockTime due = base + oa_timeline_get_position (self->timeline);
  GstClockTime lookahead;

  if (self->pacing != NULL)
    return GST_CLOCK_TIME_IS_VALID (self->latency) ? due + self->latency
        : due;
  GST_OBJECT_LOCK (self);
  lookahead = self->settings.lookahead * GST_MSECOND;
  GST_OBJECT_UNLOCK (self);
  return due - MIN (due, lookahead);
}

/* Waits with flow_lock held, and lets go of it meanwhile. Returns TRUE when
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
    g_cond_wait (&self->flow_cond, &self->flow_lock);
    return FALSE;
  }
  base = gst_element_get_base_time (GST_ELEMENT (self));
  now = gst_clock_get_time (clock);
  set_cadence (self, now > base ? now - base : 0);
  due = find_due (self, base);

  id = gst_clock_new_single_shot_id (clock, due);
  self->wait_id = id;
  g_mutex_unlock (&self->flow_lock);
  waited = gst_clock_id_wait (id, NULL);
  g_mutex_lock (&self->flow_lock);
  self->wait_id = NULL;
  gst_clock_id_unref (id);
  gst_object_unref (clock);
  /* Woken before its time: clock and base time may be others now. */
  return waited != GST_CLOCK_UNSCHEDULED && self->playing
      && !must_leave (self);
}

/* A frame leaves; with flow_lock held. */
static void
take_frame (GstOpenaiRealtime *self, OaFrame *frame)
{
  oa_timeline_pop_paced (self->timeline, frame);
  note_cut (self, frame);
  if (frame->kind != OA_FRAME_NONE)
    gst_openai_realtime_text_advance (self);
  self->output_duration += frame->kind == OA_FRAME_SPEECH ? frame->duration : 0;
}

static gint64
until_due (GstOpenaiRealtime *self, GstClockTime base, GstClockTime now)
{
  GstClockTime due = find_due (self, base);

  return due > now ? (due - now + GST_USECOND - 1) / GST_USECOND : 0;
}

/* Live and playing, us until the next frame is due; one that is due now is in
 * @frame when nothing is to be done before. With flow_lock held. */
static gint64
find_frame_wait (GstOpenaiRealtime *self, OaFrame *frame)
{
  GstClockTime base, now = oa_flow_get_clock_time (self, &base), from = now;
  GstClockTime latency = GST_CLOCK_TIME_IS_VALID (self->latency)
      ? self->latency : 0;
  gint64 wait;

  if (!GST_CLOCK_TIME_IS_VALID (now))
    return PACED_REST;
  if (!self->cadence)
    from = (now + PACED_GRID - 1) / PACED_GRID * PACED_GRID;
  set_cadence (self, from > base + latency ? from - base - latency : 0);
  wait = until_due (self, base, now);
  if (wait > 0 || frame == NULL || GST_PAD_NEEDS_RECONFIGURE (self->srcpad))
    return wait;
  take_frame (self, frame);
  return until_due (self, base, now);
}

/* The same for all that a step on the shared thread must not wait for inside
 * of it. */
static gint64
find_paced_wait (GstOpenaiRealtime *self, OaFrame *frame)
{
  gint64 wait = PACED_REST;

  g_mutex_lock (&self->flow_lock);
  if (must_leave (self) || (self->started && is_at_end (self)))
    wait = 0;
  else if (self->failing)
    wait = PACED_REST;
  else if (!self->started)
    wait = 0;
  else if (self->liveness == OA_LIVENESS_LIVE && self->playing)
    wait = find_frame_wait (self, frame);
  else if (self->liveness != OA_LIVENESS_LIVE
      && !oa_timeline_is_empty (self->timeline))
    wait = 0;
  g_mutex_unlock (&self->flow_lock);
  return wait;
}

static GstFlowReturn
step_live (GstOpenaiRealtime *self)
{
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;
  gboolean due = FALSE;

  g_mutex_lock (&self->flow_lock);
  while (!must_leave (self) && !self->playing)
    g_cond_wait (&self->flow_cond, &self->flow_lock);
  if (!must_leave (self))
    due = wait_for_frame (self);
  if (must_leave (self) || (due && is_at_end (self)))
    ret = leave (self);
  else if (due)
    take_frame (self, &frame);
  g_mutex_unlock (&self->flow_lock);

  if (ret != GST_FLOW_OK)
    return ret;
  return frame.kind != OA_FRAME_NONE ? finish_frame (self, &frame, TRUE)
      : GST_FLOW_OK;
}

static GstFlowReturn
src_step (GstOpenaiRealtime *self)
{
  gboolean started, live;

  if (gst_pad_check_reconfigure (self->srcpad)) {
    g_mutex_lock (&self->flow_lock);
    /* Speech that waits is of the old format: it goes first. */
    if (self->started && !oa_timeline_is_empty (self->timeline))
      gst_pad_mark_reconfigure (self->srcpad);
    else
      self->started = FALSE;
    g_mutex_unlock (&self->flow_lock);
  }
  g_mutex_lock (&self->flow_lock);
  wait_for_failure (self);
  if (must_leave (self)) {
    GstFlowReturn ret = leave (self);

    g_mutex_unlock (&self->flow_lock);
    return ret;
  }
  started = self->started;
  live = self->liveness == OA_LIVENESS_LIVE;
  g_mutex_unlock (&self->flow_lock);
  if (!started)
    return negotiate (self);
  return live ? step_live (self) : step_batch (self);
}

static void
push_eos (GstOpenaiRealtime *self)
{
  GstEvent *eos = gst_event_new_eos ();
  gboolean started;

  g_mutex_lock (&self->flow_lock);
  started = self->started;
  if (self->eos_seqnum != GST_SEQNUM_INVALID)
    gst_event_set_seqnum (eos, self->eos_seqnum);
  g_mutex_unlock (&self->flow_lock);
  /* A stream that ends before it began still has a beginning. */
  if (!started)
    push_start_events (self, choose_format (self));
  gst_pad_push_event (self->srcpad, eos);
}

static void
end_steps (GstOpenaiRealtime *self, GstFlowReturn ret)
{
  gboolean input_ended;

  GST_DEBUG_OBJECT (self, "task pauses: %s", gst_flow_get_name (ret));
  g_mutex_lock (&self->flow_lock);
  /* Our own flush: the task is started again behind it. */
  if (self->cutting && ret == GST_FLOW_FLUSHING) {
    g_mutex_unlock (&self->flow_lock);
    gst_openai_realtime_pause_src_task (self);
    return;
  }
  self->src_result = ret;
  input_ended = self->input_ended;
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
  gst_openai_realtime_pause_src_task (self);
  if (ret == GST_FLOW_EOS) {
    push_eos (self);
  } else if (ret != GST_FLOW_FLUSHING && (input_ended
          || ret <= GST_FLOW_NOT_NEGOTIATED || ret == GST_FLOW_NOT_LINKED)) {
    /* Upstream may never ask again, so the failure is ours to tell. */
    GST_ELEMENT_FLOW_ERROR (self, ret);
    push_eos (self);
  }
}

/* On the shared thread, which a task's stream lock makes a streaming thread. */
static gint64
src_paced_step (gpointer user_data)
{
  GstOpenaiRealtime *self = user_data;
  gint64 now = g_get_monotonic_time (), wait;
  OaFrame frame = { OA_FRAME_NONE };
  GstFlowReturn ret = GST_FLOW_OK;

  GST_PAD_STREAM_LOCK (self->srcpad);
  wait = find_paced_wait (self, &frame);
  if (frame.kind != OA_FRAME_NONE) {
    /* What is due next is known already. */
    ret = finish_frame (self, &frame, TRUE);
  } else if (wait == 0) {
    ret = src_step (self);
    now = g_get_monotonic_time ();
    wait = find_paced_wait (self, NULL);
  }
  if (ret != GST_FLOW_OK)
    end_steps (self, ret);
  GST_PAD_STREAM_UNLOCK (self->srcpad);
  return ret != GST_FLOW_OK ? -1 : now + wait;
}

/* From the task, which ends: its thread is free for others. Whoever pauses or
 * stops the task waits for this turn of it, and then finds the member. */
static void
hand_over (GstOpenaiRealtime *self)
{
  OaPacerMember *member = oa_pacer_join (src_paced_step, self);

  g_mutex_lock (&self->flow_lock);
  self->pacing = member;
  g_mutex_unlock (&self->flow_lock);
  GST_OBJECT_LOCK (self->srcpad);
  if (GST_PAD_TASK (self->srcpad) != NULL)
    gst_task_stop (GST_PAD_TASK (self->srcpad));
  GST_OBJECT_UNLOCK (self->srcpad);
  oa_pacer_resume (member);
}

/* Known to be live, and before its first frame, it is counted. TRUE when it is
 * one of so many that the shared thread goes on in place of the task. */
static gboolean
begin_live (GstOpenaiRealtime *self)
{
  gboolean live;
  guint from, count;

  g_mutex_lock (&self->flow_lock);
  live = self->liveness == OA_LIVENESS_LIVE && !self->cadence
      && !must_leave (self);
  g_mutex_unlock (&self->flow_lock);
  if (!live)
    return FALSE;
  GST_OBJECT_LOCK (self);
  from = self->settings.shared_pacing_from;
  GST_OBJECT_UNLOCK (self);
  self->counted = TRUE;
  count = oa_pacer_count (1);
  if (from == 0 || count < from)
    return FALSE;
  GST_DEBUG_OBJECT (self, "one of %u live elements: shared pacing", count);
  hand_over (self);
  return TRUE;
}

static void
src_loop (gpointer user_data)
{
  GstOpenaiRealtime *self = user_data;
  GstFlowReturn ret;

  if (!self->counted && begin_live (self))
    return;
  ret = src_step (self);
  if (ret != GST_FLOW_OK)
    end_steps (self, ret);
}

static gboolean
is_paced (GstOpenaiRealtime *self)
{
  gboolean paced;

  g_mutex_lock (&self->flow_lock);
  paced = self->pacing != NULL;
  g_mutex_unlock (&self->flow_lock);
  return paced;
}

static gboolean
start_steps (GstOpenaiRealtime *self, gboolean paced)
{
  if (!paced)
    return gst_pad_start_task (self->srcpad, src_loop, self, NULL);
  oa_pacer_resume (self->pacing);
  return TRUE;
}

gboolean
gst_openai_realtime_start_src_task (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  self->src_result = GST_FLOW_OK;
  g_mutex_unlock (&self->flow_lock);
  return start_steps (self, is_paced (self));
}

void
gst_openai_realtime_pause_src_task (GstOpenaiRealtime *self)
{
  if (!is_paced (self))
    gst_pad_pause_task (self->srcpad);
  /* The task may have handed over meanwhile. */
  if (!is_paced (self))
    return;
  oa_pacer_pause (self->pacing);
  GST_PAD_STREAM_LOCK (self->srcpad);
  GST_PAD_STREAM_UNLOCK (self->srcpad);
}

/* Nobody flushes any more, and behind the task's end nobody hands over. */
static gboolean
stop_steps (GstOpenaiRealtime *self)
{
  gboolean stopped = gst_pad_stop_task (self->srcpad);

  if (self->pacing != NULL)
    oa_pacer_leave (self->pacing);
  self->pacing = NULL;
  if (self->counted)
    oa_pacer_count (-1);
  self->counted = FALSE;
  return stopped;
}

static void
choose_thread (GstOpenaiRealtime *self)
{
  gboolean shared;

  GST_OBJECT_LOCK (self);
  shared = self->settings.shared_pacing;
  GST_OBJECT_UNLOCK (self);
  if (!shared || self->pacing != NULL)
    return;
  self->pacing = oa_pacer_join (src_paced_step, self);
  self->counted = TRUE;
  oa_pacer_count (1);
}

/* With flow_lock held: TRUE when nobody else flushes or ends the stream. */
static gboolean
begin_cut (GstOpenaiRealtime *self)
{
  if (must_leave (self) || !self->started || !self->playing
      || self->src_result != GST_FLOW_OK)
    return FALSE;
  self->cutting = TRUE;
  if (self->wait_id != NULL)
    gst_clock_id_unschedule (self->wait_id);
  g_cond_broadcast (&self->flow_cond);
  return TRUE;
}

static void
push_flush_stop (GstOpenaiRealtime *self, guint32 seqnum)
{
  GstEvent *event = gst_event_new_flush_stop (FALSE);

  gst_event_set_seqnum (event, seqnum);
  gst_pad_push_event (self->srcpad, event);
}

void
gst_openai_realtime_flush_downstream (GstElement *element, gpointer user_data)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);
  GstEvent *flush = gst_event_new_flush_start ();
  gboolean cut;

  g_mutex_lock (&self->flow_lock);
  cut = begin_cut (self);
  if (cut)
    self->flush_seqnum = gst_event_get_seqnum (flush);
  g_mutex_unlock (&self->flow_lock);
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
  push_start_events (self, OA_AUDIO_FORMAT_UNKNOWN);
  GST_PAD_STREAM_UNLOCK (self->srcpad);
  gst_event_unref (flush);

  g_mutex_lock (&self->flow_lock);
  oa_timeline_mark_discont (self->timeline);
  if (!self->flushing)
    start_steps (self, self->pacing != NULL);
  self->cutting = FALSE;
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

/* A flush of ours starts the task again: nobody may join it before. */
static void
wait_for_cut (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  while (self->cutting)
    g_cond_wait (&self->flow_cond, &self->flow_lock);
  g_mutex_unlock (&self->flow_lock);
}

gboolean
gst_openai_realtime_src_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (active) {
    choose_thread (self);
    return gst_openai_realtime_start_src_task (self);
  }
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
      g_mutex_lock (&self->flow_lock);
      self->latency = latency;
      g_mutex_unlock (&self->flow_lock);
      return gst_pad_event_default (pad, parent, event);
    }
    case GST_EVENT_RECONFIGURE:
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
  GstClockTime frame, lookahead;
  gboolean live;

  gst_openai_realtime_find_liveness (self);
  g_mutex_lock (&self->flow_lock);
  live = self->liveness == OA_LIVENESS_LIVE;
  g_mutex_unlock (&self->flow_lock);
  if (!live)
    return gst_pad_query_default (pad, GST_OBJECT (self), query);
  GST_OBJECT_LOCK (self);
  frame = self->settings.frame_duration * GST_MSECOND;
  /* By the shared thread a frame leaves when it is sounded, latency included. */
  lookahead = self->settings.shared_pacing ? frame
      : self->settings.lookahead * GST_MSECOND;
  GST_OBJECT_UNLOCK (self);
  /* Frames carry the time at which they are sounded: nothing of upstream's
   * latency is left in them. */
  gst_query_set_latency (query, TRUE,
      lookahead < frame ? frame - lookahead : 0, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static gboolean
answer_position (GstOpenaiRealtime *self, GstQuery *query)
{
  GstFormat format;

  gst_query_parse_position (query, &format, NULL);
  if (format != GST_FORMAT_TIME)
    return FALSE;
  g_mutex_lock (&self->flow_lock);
  gst_query_set_position (query, format,
      oa_timeline_get_position (self->timeline));
  g_mutex_unlock (&self->flow_lock);
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

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeinput.c - live input on its way through the intake: what it
 * is told, and what users are told of it. Decides nothing. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/uploadgate.h"
#include "flow.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* The service refuses to commit less than this. */
#define LEAST_TURN (100 * GST_MSECOND)
/* Silence that ends a press when the service detects turns. */
#define MAX_END_SILENCE (10 * GST_SECOND)

void
gst_openai_realtime_configure_input (GstOpenaiRealtime *self)
{
  OaIntakeConfig config;

  GST_OBJECT_LOCK (self);
  config.max_gap = self->settings.max_input_gap * GST_MSECOND;
  config.turn_silence =
      self->settings.session.vad_silence_duration * GST_MSECOND;
  config.half_duplex = self->settings.half_duplex;
  config.tail = self->settings.half_duplex_tail * GST_MSECOND;
  config.push_to_talk = self->settings.push_to_talk;
  config.pre_roll = self->settings.pre_roll * GST_MSECOND;
  GST_OBJECT_UNLOCK (self);
  oa_intake_configure (self->intake, self->input_format, &config);
}

/* NONE while time stands still. */
static GstClockTime
get_now (GstOpenaiRealtime *self)
{
  return self->playing ? oa_flow_get_running_time (self)
      : GST_CLOCK_TIME_NONE;
}

/* Speech that left sounds behind the pipeline's latency, and later still at a
 * remote ear. */
static void
note_speech (GstOpenaiRealtime *self)
{
  GstClockTime begin, end, delay;

  if (!oa_intake_wants_speech (self->intake))
    return;
  delay = oa_flow_get_ear_delay (self);
  oa_timeline_get_last_speech (self->timeline, &begin, &end);
  if (GST_CLOCK_TIME_IS_VALID (begin))
    oa_intake_note_speech (self->intake, begin + delay, end + delay);
}

static void
take_counts (GstOpenaiRealtime *self)
{
  GstClockTime dropped = oa_intake_take_dropped (self->intake);

  /* Once in a run; stats tell how much. */
  self->queue_full_due |= dropped > 0 && !self->queue_was_full;
  self->queue_was_full |= dropped > 0;
  self->input_dropped += dropped;
  self->input_filled += oa_intake_take_filled (self->intake);
}

void
gst_openai_realtime_tell_input (GstOpenaiRealtime *self)
{
  OaObserver *observer = NULL;

  g_mutex_lock (&self->flow_lock);
  if (self->queue_full_due)
    observer = oa_observer_ref (OA_OBSERVER (self->reporter));
  self->queue_full_due = FALSE;
  g_mutex_unlock (&self->flow_lock);
  if (observer == NULL)
    return;
  oa_observer_warning (observer, oa_failure_queue_is_full ());
  oa_observer_unref (observer);
}

void
gst_openai_realtime_take_live (GstOpenaiRealtime *self, const guint8 *data,
    gsize size, GstClockTime running_time)
{
  note_speech (self);
  oa_intake_push (self->intake, self->uplink, data, size, running_time,
      get_now (self), self->input_lost);
  self->input_lost = FALSE;
  if (self->auto_commit != NULL)
    oa_auto_commit_process (self->auto_commit, self->uplink, data, size);
  take_counts (self);
}

void
gst_openai_realtime_take_live_gap (GstOpenaiRealtime *self,
    GstClockTime running_time, GstClockTime duration)
{
  oa_intake_gap (self->intake, self->uplink, running_time, duration,
      get_now (self));
  take_counts (self);
}

gboolean
gst_openai_realtime_fill_absence (GstOpenaiRealtime *self, GstClockTime *wait)
{
  gboolean filled;

  *wait = GST_CLOCK_TIME_NONE;
  if (self->liveness != OA_LIVENESS_LIVE || self->flushing || self->failed
      || self->input_ended || self->input_closed || self->sideband)
    return FALSE;
  filled = oa_intake_check_absence (self->intake, self->uplink,
      get_now (self), wait);
  take_counts (self);
  return filled;
}

/*** the talk button ***/

static GstClockTime
get_end_silence (GstOpenaiRealtime *self)
{
  OaUploadGate *gate = oa_upload_gate_new ();
  GstClockTime silence;
  OaSettings session;

  GST_OBJECT_LOCK (self);
  session = self->settings.session;
  oa_settings_normalize (&session);
  GST_OBJECT_UNLOCK (self);
  oa_upload_gate_configure (gate, session.turn_detection,
      session.vad_silence_duration, session.vad_eagerness, TRUE, 0);
  silence = oa_upload_gate_get_end_silence (gate) * GST_MSECOND;
  oa_upload_gate_free (gate);
  return MIN (silence, MAX_END_SILENCE);
}

/* Only the press ends the turn, or the service does by the silence that
 * follows. */
gboolean
gst_openai_realtime_end_press (GstOpenaiRealtime *self)
{
  GstClockTime silence = get_end_silence (self);
  GstClockTime least = silence == 0 ? LEAST_TURN : 0;
  OaTalk talk;

  /* The user is not heard any more, so nothing of a press is left to end. */
  if (self->input_closed)
    return oa_intake_talk_stop (self->intake, self->uplink, 0, 0)
        != OA_TALK_NONE;
  talk = oa_intake_talk_stop (self->intake, self->uplink, least, silence);
  if (talk == OA_TALK_SAID)
    oa_uplink_mark (self->uplink, G_MAXUINT64, silence == 0
        ? OA_FLOW_MARK_TURN : OA_FLOW_MARK_PASS, NULL, NULL);
  take_counts (self);
  return talk != OA_TALK_NONE;
}

gboolean
gst_openai_realtime_talk_start (GstOpenaiRealtime *self)
{
  gboolean started;

  g_mutex_lock (&self->flow_lock);
  started = self->liveness != OA_LIVENESS_BATCH && !self->input_ended
      && !self->input_closed
      && oa_intake_talk_start (self->intake, self->uplink, get_now (self));
  take_counts (self);
  g_mutex_unlock (&self->flow_lock);
  gst_openai_realtime_tell_input (self);
  return started;
}

gboolean
gst_openai_realtime_talk_stop (GstOpenaiRealtime *self)
{
  gboolean stopped;

  g_mutex_lock (&self->flow_lock);
  stopped = gst_openai_realtime_end_press (self);
  g_mutex_unlock (&self->flow_lock);
  gst_openai_realtime_tell_input (self);
  return stopped;
}

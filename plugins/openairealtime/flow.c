/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* flow.c - what the I/O thread does with uplink and timeline. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "flow.h"

GstClockTime
oa_flow_get_clock_time (GstOpenaiRealtime *self, GstClockTime *base)
{
  GstElement *element = GST_ELEMENT_CAST (self);
  GstClockTime now = GST_CLOCK_TIME_NONE;
  GstClock *clock;

  GST_OBJECT_LOCK (self);
  *base = element->base_time;
  clock = element->clock != NULL ? gst_object_ref (element->clock) : NULL;
  GST_OBJECT_UNLOCK (self);
  if (clock != NULL) {
    now = gst_clock_get_time (clock);
    gst_object_unref (clock);
  }
  return now;
}

GstClockTime
oa_flow_get_running_time (GstOpenaiRealtime *self)
{
  GstClockTime base, now = oa_flow_get_clock_time (self, &base);

  return GST_CLOCK_TIME_IS_VALID (now) && GST_CLOCK_TIME_IS_VALID (base)
      && now >= base ? now - base : GST_CLOCK_TIME_NONE;
}

gboolean
oa_flow_must_leave (GstOpenaiRealtime *self)
{
  return self->flushing || self->failed || self->cutting;
}

/* How old the end of what was just taken is; with flow_lock held. */
static void
note_input_latency (GstOpenaiRealtime *self)
{
  GstClockTime end = oa_uplink_ms_to_running_time (self->uplink,
      oa_uplink_get_sent_ms (self->uplink));
  GstClockTime now = oa_flow_get_running_time (self);

  /* What waited for a service, or goes up again, is old for another reason. */
  if (GST_CLOCK_TIME_IS_VALID (self->resent_at)
      && GST_CLOCK_TIME_IS_VALID (end) && end < self->resent_at)
    return;
  if (GST_CLOCK_TIME_IS_VALID (end) && GST_CLOCK_TIME_IS_VALID (now))
    self->input_latency = MAX (GST_CLOCK_DIFF (end, now), 0);
}

void
oa_flow_take_upload (GstOpenaiRealtime *self, OaAudioFormat format,
    OaUplinkItem *item)
{
  item->kind = OA_UPLINK_NOTHING;
  g_mutex_lock (&self->flow_lock);
  if (format == self->input_format)
    oa_uplink_pop (self->uplink, item);
  if (item->kind == OA_UPLINK_AUDIO && self->liveness == OA_LIVENESS_LIVE)
    note_input_latency (self);
  /* Live input does not wait for room, and a recording not for each message's
   * worth of it: two threads would wake each other for that. */
  if (self->liveness != OA_LIVENESS_LIVE
      && oa_uplink_wants_more (self->uplink))
    g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

GPtrArray *
oa_flow_take_silence (GstOpenaiRealtime *self, guint ms)
{
  GPtrArray *messages =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GBytes *silence;

  g_mutex_lock (&self->flow_lock);
  oa_uplink_insert_silence (self->uplink, ms * GST_MSECOND);
  while ((silence = oa_uplink_pop_silence (self->uplink)) != NULL)
    g_ptr_array_add (messages, silence);
  g_mutex_unlock (&self->flow_lock);
  return messages;
}

void
oa_flow_mark_commit (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  oa_uplink_mark (self->uplink, G_MAXUINT64, OA_FLOW_MARK_COMMIT, NULL, NULL);
  g_mutex_unlock (&self->flow_lock);
}

gboolean
oa_flow_fill_absence (GstOpenaiRealtime *self, GstClockTime *wait)
{
  gboolean filled;

  g_mutex_lock (&self->flow_lock);
  filled = gst_openai_realtime_fill_absence (self, wait);
  g_mutex_unlock (&self->flow_lock);
  gst_openai_realtime_tell_input (self);
  return filled;
}

void
oa_flow_clear_upload (GstOpenaiRealtime *self, gboolean keep_sent)
{
  g_mutex_lock (&self->flow_lock);
  self->input_dropped += self->segmenter != NULL
      ? oa_uplink_clear (self->uplink, OA_MARK_END)
      : oa_uplink_retract (self->uplink, OA_MARK_END, keep_sent);
  if (self->auto_commit != NULL)
    oa_auto_commit_forget (self->auto_commit);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

static gint
hold_to_mark (OaHoldKind kind)
{
  switch (kind) {
    case OA_HOLD_PAUSE:
      return OA_MARK_PAUSE;
    case OA_HOLD_ONSET:
      return OA_MARK_ONSET;
    default:
      return OA_MARK_END;
  }
}

void
oa_flow_mark_hold (GstOpenaiRealtime *self, const OaHold *hold)
{
  OaSegment *segment = g_new0 (OaSegment, 1);

  segment->pause_ms = hold->pause_ms;
  segment->sent_ms = hold->sent_ms;
  segment->has_speech = segment->any_sound = hold->has_speech;
  segment->any_speech = hold->any_speech;
  g_mutex_lock (&self->flow_lock);
  oa_uplink_mark (self->uplink, oa_uplink_get_position (self->uplink),
      hold_to_mark (hold->kind), segment, g_free);
  g_mutex_unlock (&self->flow_lock);
}

guint64
oa_flow_forget (GstOpenaiRealtime *self, gint64 ms)
{
  guint64 sent;

  g_mutex_lock (&self->flow_lock);
  oa_uplink_forget (self->uplink, ms);
  sent = oa_uplink_get_sent_ms (self->uplink);
  g_mutex_unlock (&self->flow_lock);
  return sent;
}

void
oa_flow_resend (GstOpenaiRealtime *self, gboolean commit)
{
  GstClockTime again;
  guint64 end;

  g_mutex_lock (&self->flow_lock);
  end = oa_uplink_get_position (self->uplink);
  again = oa_uplink_resend (self->uplink);
  self->resent_at = oa_flow_get_running_time (self);
  if (commit)
    oa_uplink_mark (self->uplink, end, OA_FLOW_MARK_COMMIT, NULL, NULL);
  g_mutex_unlock (&self->flow_lock);
  GST_DEBUG_OBJECT (self, "%" GST_TIME_FORMAT " go up again",
      GST_TIME_ARGS (again));
}

guint64
oa_flow_get_sent_ms (GstOpenaiRealtime *self)
{
  guint64 ms;

  g_mutex_lock (&self->flow_lock);
  ms = oa_uplink_get_sent_ms (self->uplink);
  g_mutex_unlock (&self->flow_lock);
  return ms;
}

GstClockTime
oa_flow_audio_ms_to_running_time (GstOpenaiRealtime *self, gint64 ms)
{
  GstClockTime time;

  g_mutex_lock (&self->flow_lock);
  time = oa_uplink_ms_to_running_time (self->uplink, ms);
  g_mutex_unlock (&self->flow_lock);
  return time;
}

static void
add_speech (GstOpenaiRealtime *self, const OaArrival *arrival,
    GstClockTime not_before)
{
  OaCaptions *captions = self->texts[OA_TEXT_OUTPUT].captions;

  oa_timeline_add_as (self->timeline, arrival->format, arrival->response_id,
      arrival->item_id, arrival->audio, not_before);
  if (captions != NULL)
    oa_captions_add_audio (captions, arrival->response_id, arrival->item_id,
        arrival->format, arrival->audio);
}

/* With flow_lock held. */
static gboolean
has_room (GstOpenaiRealtime *self, const OaArrival *arrival)
{
  return oa_timeline_get_queued_bytes (self->timeline)
      + g_bytes_get_size (arrival->audio) <= OA_FLOW_MAX_SPEECH_BYTES
      && (oa_timeline_get_n_items (self->timeline) < OA_FLOW_MAX_ITEMS
      || oa_timeline_has_item (self->timeline, arrival->item_id));
}

gboolean
oa_flow_play (GstOpenaiRealtime *self, const OaArrival *arrival,
    GstClockTime not_before)
{
  gboolean room;

  g_mutex_lock (&self->flow_lock);
  room = has_room (self, arrival);
  if (room) {
    add_speech (self, arrival, not_before);
    self->output_received += arrival->duration;
    /* Live, the clock says when to look for it. */
    if (self->liveness != OA_LIVENESS_LIVE)
      g_cond_broadcast (&self->flow_cond);
  }
  g_mutex_unlock (&self->flow_lock);
  return room;
}

void
oa_flow_end_item (GstOpenaiRealtime *self, const gchar *item_id)
{
  g_mutex_lock (&self->flow_lock);
  oa_timeline_end_item (self->timeline, item_id);
  if (self->texts[OA_TEXT_OUTPUT].captions != NULL)
    oa_captions_end_audio (self->texts[OA_TEXT_OUTPUT].captions, item_id);
  gst_openai_realtime_text_advance (self);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

void
oa_flow_end_response (GstOpenaiRealtime *self, const gchar *response_id)
{
  g_mutex_lock (&self->flow_lock);
  oa_timeline_end_response (self->timeline, response_id);
  if (self->texts[OA_TEXT_OUTPUT].captions != NULL)
    oa_captions_end_response (self->texts[OA_TEXT_OUTPUT].captions,
        response_id);
  gst_openai_realtime_text_advance (self);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

GstClockTime
oa_flow_get_ear_delay (GstOpenaiRealtime *self)
{
  GstClockTime delay;

  GST_OBJECT_LOCK (self);
  delay = self->settings.playout_delay * GST_MSECOND;
  GST_OBJECT_UNLOCK (self);
  return GST_CLOCK_TIME_IS_VALID (self->latency) ? delay + self->latency
      : delay;
}

GstClockTime
oa_flow_heard_until (GstOpenaiRealtime *self)
{
  GstClockTime now, delay;

  if (self->liveness != OA_LIVENESS_LIVE)
    return GST_CLOCK_TIME_NONE;
  now = oa_flow_get_running_time (self);
  delay = oa_flow_get_ear_delay (self);
  return GST_CLOCK_TIME_IS_VALID (now) && now > delay ? now - delay : 0;
}

static void
note_cuts (GstOpenaiRealtime *self, GPtrArray *cuts)
{
  guint i;

  for (i = 0; i < cuts->len; i++)
    self->output_dropped +=
        ((OaCut *) g_ptr_array_index (cuts, i))->dropped_ms * GST_MSECOND;
  if (cuts->len > 0)
    self->cut_at = g_get_monotonic_time ();
}

GPtrArray *
oa_flow_interrupt (GstOpenaiRealtime *self, gboolean flush)
{
  GPtrArray *cuts;
  gboolean live;

  g_mutex_lock (&self->flow_lock);
  live = self->liveness == OA_LIVENESS_LIVE;
  cuts = oa_timeline_interrupt (self->timeline, oa_flow_heard_until (self));
  if (self->texts[OA_TEXT_OUTPUT].captions != NULL)
    oa_captions_interrupt (self->texts[OA_TEXT_OUTPUT].captions);
  note_cuts (self, cuts);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
  /* Downstream may take its time; this thread serves others too. */
  if (flush && live && cuts->len > 0)
    gst_element_call_async (GST_ELEMENT (self),
        gst_openai_realtime_flush_downstream, NULL, NULL);
  return cuts;
}

gboolean
oa_flow_is_sounding (GstOpenaiRealtime *self)
{
  gboolean sounding;

  g_mutex_lock (&self->flow_lock);
  sounding = oa_timeline_get_queued_bytes (self->timeline) > 0;
  g_mutex_unlock (&self->flow_lock);
  return sounding;
}

void
oa_flow_hold (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  oa_timeline_hold (self->timeline);
  self->held_at = oa_timeline_get_position (self->timeline);
  self->cut_at = g_get_monotonic_time ();
  g_mutex_unlock (&self->flow_lock);
}

GstClockTime
oa_flow_resume (GstOpenaiRealtime *self)
{
  GstClockTime held = GST_CLOCK_TIME_NONE;

  g_mutex_lock (&self->flow_lock);
  if (oa_timeline_is_held (self->timeline)) {
    oa_timeline_resume (self->timeline);
    held = oa_timeline_get_position (self->timeline) - self->held_at;
  }
  g_mutex_unlock (&self->flow_lock);
  return held;
}

static void
collect_response (const gchar *response_id, gpointer data)
{
  g_ptr_array_add (data, g_strdup (response_id));
}

GPtrArray *
oa_flow_list_speaking (GstOpenaiRealtime *self)
{
  GPtrArray *responses = g_ptr_array_new_with_free_func (g_free);

  g_mutex_lock (&self->flow_lock);
  oa_timeline_foreach_unheard (self->timeline, oa_flow_heard_until (self),
      collect_response, responses);
  g_mutex_unlock (&self->flow_lock);
  return responses;
}

void
oa_flow_begin_again (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  if (self->flushes_untold > 0)
    self->flushes_untold--;
  g_mutex_unlock (&self->flow_lock);
}

/* A flush has made what the session ends another input than what comes: the
 * session does not know yet. With flow_lock held. */
static gboolean
is_of_the_past (GstOpenaiRealtime *self)
{
  return self->flushes_untold > 0;
}

void
oa_flow_close_input (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  if (!is_of_the_past (self)) {
    self->input_closed = TRUE;
    self->input_dropped += oa_uplink_clear (self->uplink, G_MAXINT);
    g_cond_broadcast (&self->flow_cond);
  }
  g_mutex_unlock (&self->flow_lock);
}

void
oa_flow_set_drained (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  if (!is_of_the_past (self)) {
    self->drained = TRUE;
    /* An answer that was given up has no end of its own. */
    oa_timeline_end_all (self->timeline);
    g_cond_broadcast (&self->flow_cond);
  }
  g_mutex_unlock (&self->flow_lock);
}

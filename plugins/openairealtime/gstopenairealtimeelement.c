/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeelement.c - what the element's files share: its session, its
 * clock, whether the input is live, the latency, the words before an end. */

#include "gstopenairealtimeelement.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* So long EOS waits for handlers of signals, at most. */
#define HANDLERS_US (100 * 1000)

GstClockTime
gst_openai_realtime_get_clock_time (GstOpenaiRealtime *self, GstClockTime *base)
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

OaSession *
gst_openai_realtime_ref_session (GstOpenaiRealtime *self)
{
  OaSession *session = NULL;

  GST_OBJECT_LOCK (self);
  if (self->session != NULL)
    session = oa_session_ref (self->session);
  GST_OBJECT_UNLOCK (self);
  return session;
}

void
gst_openai_realtime_fail (GstOpenaiRealtime *self, OaFailure *failure)
{
  oa_media_lock (self->media);
  self->run->failing = TRUE;
  oa_media_wake (self->media);
  oa_media_unlock (self->media);
  oa_observer_error (OA_OBSERVER (self->reporter), failure);
}

void
gst_openai_realtime_wake_src (GstOpenaiRealtime *self)
{
  if (self->wait_id != NULL)
    gst_clock_id_unschedule (self->wait_id);
}

void
gst_openai_realtime_set_flushing (GstOpenaiRealtime *self, gboolean flushing)
{
  oa_media_lock (self->media);
  /* The end of a flush does not undo that of the run. */
  flushing |= !self->running;
  self->run->flushing = flushing;
  oa_media_wake (self->media);
  if (flushing)
    gst_openai_realtime_wake_src (self);
  oa_media_unlock (self->media);
}

GstOpenaiRealtimeLive
gst_openai_realtime_get_live_setting (GstOpenaiRealtime *self)
{
  GstOpenaiRealtimeLive live;

  GST_OBJECT_LOCK (self);
  live = self->settings.flow.live;
  GST_OBJECT_UNLOCK (self);
  return live;
}

/* A failed query means "not known yet", not "not live". */
static OaLiveness
ask_upstream (GstOpenaiRealtime *self)
{
  GstQuery *query = gst_query_new_latency ();
  OaLiveness liveness = OA_LIVENESS_UNKNOWN;
  gboolean live;

  if (gst_pad_peer_query (self->sinkpad, query)) {
    gst_query_parse_latency (query, &live, NULL, NULL);
    liveness = live ? OA_LIVENESS_LIVE : OA_LIVENESS_BATCH;
  }
  gst_query_unref (query);
  return liveness;
}

GstClockTime
gst_openai_realtime_get_latency (GstOpenaiRealtime *self)
{
  GstClockTime frame, lookahead;

  GST_OBJECT_LOCK (self);
  frame = self->settings.flow.frame_duration * GST_MSECOND;
  lookahead = self->settings.flow.lookahead * GST_MSECOND;
  GST_OBJECT_UNLOCK (self);
  /* Frames carry the time at which they are sounded: nothing of upstream's
   * latency is left in them. */
  return oa_media_is_live (self->media) && lookahead < frame ? frame - lookahead
                                                             : 0;
}

void
gst_openai_realtime_check_latency (GstOpenaiRealtime *self)
{
  gboolean changed;

  oa_media_lock (self->media);
  changed = self->answered
      && (self->answered_live != (oa_media_is_live (self->media))
          || self->answered_latency != gst_openai_realtime_get_latency (self));
  /* Once for each change. */
  if (changed)
    self->answered = FALSE;
  oa_media_unlock (self->media);
  if (changed)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_latency (GST_OBJECT (self)));
}

void
gst_openai_realtime_find_liveness (GstOpenaiRealtime *self)
{
  OaSession *session;
  OaLiveness liveness;
  gboolean changed;

  switch (gst_openai_realtime_get_live_setting (self)) {
    case GST_OPENAI_REALTIME_LIVE_YES:
      liveness = OA_LIVENESS_LIVE;
      break;
    case GST_OPENAI_REALTIME_LIVE_NO:
      liveness = OA_LIVENESS_BATCH;
      break;
    default:
      liveness = ask_upstream (self);
      break;
  }
  if (liveness == OA_LIVENESS_UNKNOWN)
    return;
  changed = oa_media_set_liveness (self->media, liveness);
  session = changed ? gst_openai_realtime_ref_session (self) : NULL;
  if (session != NULL) {
    GST_INFO_OBJECT (self, "input is %s",
        liveness == OA_LIVENESS_LIVE ? "live" : "a recording");
    oa_session_set_live (session, liveness == OA_LIVENESS_LIVE);
    oa_session_unref (session);
  }
}

gboolean
gst_openai_realtime_handlers_are_done (GstOpenaiRealtime *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->handlers_until == 0)
    self->handlers_until = now + HANDLERS_US;
  return oa_reporter_is_idle (self->reporter) || now >= self->handlers_until;
}

gboolean
gst_openai_realtime_await_handlers (GstOpenaiRealtime *self)
{
  while (!self->run->flushing && !gst_openai_realtime_handlers_are_done (self))
    oa_media_wait_until (self->media, self->handlers_until);
  return !self->run->flushing;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostreamsink.c - the sink pad: what the caller shall hear. */

#include "gsttwiliostreamelement.h"

#define GST_CAT_DEFAULT gst_twilio_stream_debug

/*** audio ***/

static gboolean
play (GBytes *audio, GstClockTime end, GstClockTime duration, gpointer call)
{
  return oa_twilio_call_play (call, audio, end, duration);
}

static GstFlowReturn
find_refusal (OaTwilioCall *call)
{
  return oa_twilio_call_is_over (call) ? GST_FLOW_EOS : GST_FLOW_FLUSHING;
}

static gboolean
push (GstTwilioStream *self, OaTwilioCall *call, GstBuffer *buffer)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  GstMapInfo map;
  gboolean taken;

  if (g_atomic_int_compare_and_exchange (&self->cut, TRUE, FALSE))
    oa_twilio_piecer_reset (self->piecer);
  /* Silence is what they hear when nothing is sent. */
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP))
    return oa_twilio_piecer_flush (self->piecer, play, call);
  /* A file of samples has no times: what comes follows what was. */
  if (self->segment.format != GST_FORMAT_TIME)
    pts = GST_CLOCK_TIME_NONE;
  else if (GST_CLOCK_TIME_IS_VALID (pts))
    pts = gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME, pts);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return TRUE;
  taken =
      oa_twilio_piecer_push (self->piecer, map.data, map.size, pts, play, call);
  gst_buffer_unmap (buffer, &map);
  return taken;
}

GstFlowReturn
gst_twilio_stream_sink_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (parent);
  OaTwilioCall *call = gst_twilio_stream_ref_call (self);
  GstFlowReturn ret = GST_FLOW_FLUSHING;

  if (call != NULL && gst_pad_check_reconfigure (pad))
    GST_LOG_OBJECT (self, "upstream was asked again");
  if (call != NULL)
    ret = push (self, call, buffer) ? GST_FLOW_OK : find_refusal (call);
  g_clear_pointer (&call, oa_twilio_call_unref);
  gst_buffer_unref (buffer);
  return ret;
}

/*** events ***/

static void
clear (GstTwilioStream *self)
{
  OaTwilioCall *call = gst_twilio_stream_ref_call (self);

  g_atomic_int_set (&self->cut, TRUE);
  if (call == NULL)
    return;
  oa_twilio_call_clear (call);
  oa_twilio_call_unref (call);
}

static void
set_flushing (GstTwilioStream *self, gboolean flushing)
{
  OaTwilioCall *call = gst_twilio_stream_ref_call (self);

  if (call == NULL)
    return;
  oa_twilio_call_set_flushing (call, flushing);
  oa_twilio_call_unref (call);
}

static void
begin_again (GstTwilioStream *self)
{
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  GST_OBJECT_LOCK (self);
  self->sink_ended = FALSE;
  GST_OBJECT_UNLOCK (self);
  set_flushing (self, FALSE);
}

static void
finish (GstTwilioStream *self)
{
  OaTwilioCall *call = gst_twilio_stream_ref_call (self);

  if (call != NULL) {
    oa_twilio_piecer_flush (self->piecer, play, call);
    oa_twilio_call_finish (call, FALSE);
    oa_twilio_call_unref (call);
  }
  GST_OBJECT_LOCK (self);
  self->sink_ended = TRUE;
  GST_OBJECT_UNLOCK (self);
  gst_twilio_stream_check_end (self);
}

/* Who tells what was heard says so before anything is: upstream learns that it
 * is live from the question for its latency. */
static void
introduce (GstTwilioStream *self, GstPad *pad)
{
  OaTwilioCall *call = gst_twilio_stream_ref_call (self);
  GstQuery *query = gst_query_new_latency ();
  OaTwilioFigures figures = { .heard = GST_CLOCK_TIME_NONE };

  gst_pad_peer_query (pad, query);
  gst_query_unref (query);
  if (call != NULL) {
    oa_twilio_call_get_figures (call, &figures);
    oa_twilio_call_unref (call);
  }
  gst_pad_push_event (pad,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new ("openairealtime/heard", "position", G_TYPE_UINT64,
              GST_CLOCK_TIME_IS_VALID (figures.heard) ? figures.heard
                                                      : (guint64) 0,
              NULL)));
}

static gboolean
set_caps (GstTwilioStream *self, GstEvent *event)
{
  OaTwilioFormat format, of_call;
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  if (!oa_twilio_format_from_caps (&format, caps)
      || (gst_twilio_stream_get_format (self, &of_call)
          && !oa_twilio_format_is_equal (&format, &of_call)))
    return FALSE;
  oa_twilio_piecer_set_format (self->piecer, &format);
  return TRUE;
}

static gboolean
take_event (GstTwilioStream *self, GstPad *pad, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      return set_caps (self, event);
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->segment);
      introduce (self, pad);
      return TRUE;
    case GST_EVENT_FLUSH_START:
      clear (self);
      set_flushing (self, TRUE);
      return TRUE;
    case GST_EVENT_FLUSH_STOP:
      begin_again (self);
      return TRUE;
    case GST_EVENT_CUSTOM_DOWNSTREAM_OOB:
      if (gst_event_has_name (event, "openairealtime/interrupted"))
        clear (self);
      return TRUE;
    case GST_EVENT_EOS:
      finish (self);
      return TRUE;
    default:
      return TRUE;
  }
}

gboolean
gst_twilio_stream_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  gboolean taken = take_event (GST_TWILIO_STREAM (parent), pad, event);

  gst_event_unref (event);
  return taken;
}

gboolean
gst_twilio_stream_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      return gst_twilio_stream_answer_caps (GST_TWILIO_STREAM (parent), pad,
          query);
    case GST_QUERY_ACCEPT_CAPS:
      return gst_pad_query_default (pad, parent, query);
    default:
      return FALSE;
  }
}

gboolean
gst_twilio_stream_sink_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (!active)
    set_flushing (self, TRUE);
  return TRUE;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostream.c - life of the element: class, pads, states. */

#include "gsttwiliostreamelement.h"

GST_DEBUG_CATEGORY (gst_twilio_stream_debug);

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (OA_TWILIO_CAPS));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (OA_TWILIO_CAPS));

G_DEFINE_TYPE (GstTwilioStream, gst_twilio_stream, GST_TYPE_ELEMENT)

GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (twiliostream, "twiliostream",
    GST_RANK_NONE, GST_TYPE_TWILIO_STREAM,
    GST_DEBUG_CATEGORY_INIT (gst_twilio_stream_debug, "twiliostream", 0,
        "Media Streams of phone calls"))

/* Until it has begun: the state lock is held now, without which nobody says
 * that it has. */
static GstStateChangeReturn
wait_for_call (GstTwilioStream *self)
{
  if (!gst_twilio_stream_start_run (self))
    return GST_STATE_CHANGE_FAILURE;
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_async_start (GST_OBJECT (self)));
  return GST_STATE_CHANGE_ASYNC;
}

static GstStateChangeReturn
gst_twilio_stream_change_state (GstElement *element, GstStateChange transition)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (element);
  GstElementClass *parent = GST_ELEMENT_CLASS (gst_twilio_stream_parent_class);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_PAUSED_TO_PLAYING)
    oa_twilio_inbox_set_playing (self->inbox, TRUE);
  else if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    oa_twilio_inbox_set_playing (self->inbox, FALSE);

  ret = parent->change_state (element, transition);
  if (ret == GST_STATE_CHANGE_FAILURE)
    return ret;

  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      return wait_for_call (self);
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      return GST_STATE_CHANGE_NO_PREROLL;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      gst_twilio_stream_stop_run (self);
      return ret;
    default:
      return ret;
  }
}

/* The end of what the caller says, for who wants the stream to end: what is
 * said to the caller comes to its end then, and is heard. */
static gboolean
gst_twilio_stream_send_event (GstElement *element, GstEvent *event)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (element);
  OaTwilioFormat format;
  OaTwilioCall *call;

  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return GST_ELEMENT_CLASS (gst_twilio_stream_parent_class)
        ->send_event (element, event);
  gst_event_unref (event);
  call = gst_twilio_stream_ref_call (self);
  if (call == NULL)
    return FALSE;
  oa_twilio_inbox_end (self->inbox);
  if (!gst_pad_is_linked (self->sinkpad)
      || !gst_twilio_stream_get_format (self, &format))
    oa_twilio_call_finish (call, TRUE);
  oa_twilio_call_unref (call);
  return TRUE;
}

/*** class ***/

static void
add_sink_pad (GstTwilioStream *self)
{
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_twilio_stream_sink_chain));
  gst_pad_set_event_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_twilio_stream_sink_event));
  gst_pad_set_query_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_twilio_stream_sink_query));
  gst_pad_set_activatemode_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_twilio_stream_sink_activate_mode));
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);
}

static void
add_src_pad (GstTwilioStream *self)
{
  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_event_function (self->srcpad,
      GST_DEBUG_FUNCPTR (gst_twilio_stream_src_event));
  gst_pad_set_query_function (self->srcpad,
      GST_DEBUG_FUNCPTR (gst_twilio_stream_src_query));
  gst_pad_set_activatemode_function (self->srcpad,
      GST_DEBUG_FUNCPTR (gst_twilio_stream_src_activate_mode));
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}

static void
gst_twilio_stream_init (GstTwilioStream *self)
{
  oa_twilio_settings_init (&self->settings);
  self->inbox = oa_twilio_inbox_new ();
  self->piecer = oa_twilio_piecer_new ();
  self->teller =
      oa_twilio_teller_new (GST_ELEMENT (self), gst_twilio_stream_emit);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  add_sink_pad (self);
  add_src_pad (self);
  /* A pipeline ends when its sinks have. */
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK | GST_ELEMENT_FLAG_SOURCE);
}

static void
gst_twilio_stream_finalize (GObject *object)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (object);

  oa_twilio_teller_free (self->teller);
  oa_twilio_piecer_free (self->piecer);
  oa_twilio_inbox_free (self->inbox);
  oa_twilio_info_free (self->info);
  oa_twilio_settings_clear (&self->settings);
  G_OBJECT_CLASS (gst_twilio_stream_parent_class)->finalize (object);
}

static void
gst_twilio_stream_class_init (GstTwilioStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->finalize = gst_twilio_stream_finalize;
  element_class->change_state = GST_DEBUG_FUNCPTR (
      gst_twilio_stream_change_state);
  element_class->send_event = GST_DEBUG_FUNCPTR (gst_twilio_stream_send_event);
  gst_twilio_stream_install_properties (object_class);
  gst_twilio_stream_install_signals (object_class);
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Twilio Media Streams",
      "Source/Sink/Network/Audio",
      "The media of a phone call: what the caller says, and is to hear",
      "The openairealtime developers");
}

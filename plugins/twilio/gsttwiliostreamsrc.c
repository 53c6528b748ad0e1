/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostreamsrc.c - the source pad: what the caller says, on the running
 * time, and the keys. */

#include "gsttwiliostreamelement.h"

#include <string.h>

#define GST_CAT_DEFAULT gst_twilio_stream_debug

/* A buffer can be there no sooner than it is over. */
#define LATENCY OA_TWILIO_FRAME
/* Others have their turn then. */
#define ITEMS_PER_STEP 16

/*** the events around the stream ***/

static gboolean
has_event (GstPad *pad, GstEventType type)
{
  GstEvent *event = gst_pad_get_sticky_event (pad, type, 0);

  if (event == NULL)
    return FALSE;
  gst_event_unref (event);
  return TRUE;
}

static void
push_stream_start (GstTwilioStream *self)
{
  gchar *id =
      gst_pad_create_stream_id (self->srcpad, GST_ELEMENT (self), "caller");
  GstEvent *event = gst_event_new_stream_start (id);

  gst_event_set_group_id (event, self->group_id);
  gst_pad_push_event (self->srcpad, event);
  g_free (id);
}

/* Those that are missing; a stream without a call has no caps. */
static void
push_events (GstTwilioStream *self)
{
  OaTwilioFormat format;
  GstSegment segment;
  GstCaps *caps;

  if (!has_event (self->srcpad, GST_EVENT_STREAM_START))
    push_stream_start (self);
  if (!has_event (self->srcpad, GST_EVENT_CAPS)
      && gst_twilio_stream_get_format (self, &format)) {
    caps = oa_twilio_format_to_caps (&format);
    gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
    gst_caps_unref (caps);
  }
  if (has_event (self->srcpad, GST_EVENT_SEGMENT))
    return;
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->srcpad, gst_event_new_segment (&segment));
}

/*** items ***/

static GstFlowReturn
push_audio (GstTwilioStream *self, const OaTwilioItem *item)
{
  gsize size = g_bytes_get_size (item->audio);
  OaTwilioFormat format;
  OaTwilioStamp stamp;
  GstClockTime duration;
  GstBuffer *buffer;

  if (!gst_twilio_stream_get_format (self, &format))
    return GST_FLOW_OK;
  size -= size % oa_twilio_format_get_sample_size (&format);
  if (size == 0)
    return GST_FLOW_OK;
  duration = oa_twilio_format_to_time (&format, size);
  if (item->lost)
    oa_twilio_time_restart (&self->time);
  oa_twilio_time_stamp (&self->time, item->timestamp, duration, item->arrived,
      &stamp);
  if (stamp.gap > 0)
    gst_pad_push_event (self->srcpad,
        gst_event_new_gap (stamp.pts - stamp.gap, stamp.gap));
  buffer = gst_buffer_new_wrapped_bytes (item->audio);
  gst_buffer_set_size (buffer, size);
  GST_BUFFER_PTS (buffer) = stamp.pts;
  GST_BUFFER_DURATION (buffer) = duration;
  if (stamp.discont || stamp.gap > 0)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  return gst_pad_push (self->srcpad, buffer);
}

/* As GStreamer's own elements number them. */
static gint
get_number (gchar digit)
{
  static const gchar keys[] = "0123456789*#ABCD";
  const gchar *key = strchr (keys, digit);

  return key != NULL ? (gint) (key - keys) : 0;
}

static void
push_key (GstTwilioStream *self, gchar digit, gboolean start)
{
  gst_pad_push_event (self->srcpad,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
          gst_structure_new ("dtmf-event", "type", G_TYPE_INT, 1, "number",
              G_TYPE_INT, get_number (digit), "volume", G_TYPE_INT, 0, "start",
              G_TYPE_BOOLEAN, start, NULL)));
}

static GstFlowReturn
push_item (GstTwilioStream *self, const OaTwilioItem *item)
{
  push_events (self);
  switch (item->kind) {
    case OA_TWILIO_ITEM_AUDIO:
      return push_audio (self, item);
    case OA_TWILIO_ITEM_DTMF:
      push_key (self, item->digit, TRUE);
      push_key (self, item->digit, FALSE);
      return GST_FLOW_OK;
    default:
      gst_pad_push_event (self->srcpad, gst_event_new_eos ());
      return GST_FLOW_EOS;
  }
}

/* Where nobody listens, or no more, the call goes on. */
static gboolean
goes_on (GstTwilioStream *self, const OaTwilioItem *item, GstFlowReturn ret)
{
  if (item->kind == OA_TWILIO_ITEM_END)
    return FALSE;
  if (ret == GST_FLOW_OK || ret == GST_FLOW_NOT_LINKED || ret == GST_FLOW_EOS)
    return TRUE;
  if (ret != GST_FLOW_FLUSHING) {
    GST_ELEMENT_FLOW_ERROR (self, ret);
    gst_pad_push_event (self->srcpad, gst_event_new_eos ());
  }
  return FALSE;
}

/* On the shared thread, which the pad's lock makes a streaming thread. */
static gint64
src_step (gpointer user_data)
{
  GstTwilioStream *self = user_data;
  gboolean more = TRUE;
  OaTwilioItem item;
  guint i;

  GST_PAD_STREAM_LOCK (self->srcpad);
  for (i = 0; more && i < ITEMS_PER_STEP; i++) {
    more = !self->src_rests && oa_twilio_inbox_take (self->inbox, &item);
    if (!more)
      break;
    self->src_rests = !goes_on (self, &item, push_item (self, &item));
    oa_twilio_item_clear (&item);
  }
  GST_PAD_STREAM_UNLOCK (self->srcpad);
  return more ? g_get_monotonic_time () : -1;
}

static gboolean
start (GstTwilioStream *self)
{
  self->src_rests = FALSE;
  self->pusher = oa_pacer_join (src_step, self);
  if (self->pusher != NULL)
    oa_twilio_inbox_set_reader (self->inbox, self->pusher);
  return self->pusher != NULL;
}

static void
stop (GstTwilioStream *self)
{
  oa_twilio_inbox_set_reader (self->inbox, NULL);
  g_clear_pointer (&self->pusher, oa_pacer_leave);
}

gboolean
gst_twilio_stream_src_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (active)
    return start (self);
  stop (self);
  return TRUE;
}

/*** events and queries ***/

gboolean
gst_twilio_stream_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_LATENCY:
    case GST_EVENT_RECONFIGURE:
    case GST_EVENT_QOS:
      gst_event_unref (event);
      return TRUE;
    default:
      /* Nothing of it is for what is played to the caller. */
      gst_event_unref (event);
      return FALSE;
  }
}

gboolean
gst_twilio_stream_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_LATENCY:
      gst_query_set_latency (query, TRUE, LATENCY, GST_CLOCK_TIME_NONE);
      return TRUE;
    case GST_QUERY_CAPS:
      return gst_twilio_stream_answer_caps (GST_TWILIO_STREAM (parent), pad,
          query);
    case GST_QUERY_ACCEPT_CAPS:
      return gst_pad_query_default (pad, parent, query);
    default:
      /* The other pad has nothing to do with it: its peer may be this one's. */
      return FALSE;
  }
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* padevents.c - pushes of stream-start, caps and segment what is missing. What
 * was pushed is what sticks to the pad: a flush takes the segment away,
 * deactivation all of it. */

#include "padevents.h"

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
push_stream_start (GstPad *pad, const OaPadStream *stream)
{
  gchar *id = gst_pad_create_stream_id (pad, stream->element, stream->name);
  GstEvent *event = gst_event_new_stream_start (id);

  gst_event_set_group_id (event, stream->group_id);
  gst_event_set_stream_flags (event, stream->flags);
  gst_pad_push_event (pad, event);
  g_free (id);
}

static void
push_caps (GstPad *pad, GstCaps *caps)
{
  GstCaps *before = gst_pad_get_current_caps (pad);

  if (before == NULL || !gst_caps_is_equal (before, caps))
    gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_clear_caps (&before);
}

static void
push_segment (GstPad *pad, guint32 seqnum)
{
  GstSegment segment;
  GstEvent *event;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  event = gst_event_new_segment (&segment);
  if (seqnum != GST_SEQNUM_INVALID)
    gst_event_set_seqnum (event, seqnum);
  gst_pad_push_event (pad, event);
}

void
oa_pad_open (GstPad *pad, const OaPadStream *stream, GstCaps *caps)
{
  if (!has_event (pad, GST_EVENT_STREAM_START))
    push_stream_start (pad, stream);
  if (caps != NULL)
    push_caps (pad, caps);
  if (!has_event (pad, GST_EVENT_SEGMENT))
    push_segment (pad, stream->seqnum);
}

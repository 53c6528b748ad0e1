/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* benchsource.c - see ends.h. */

#include "ends.h"

#include <string.h>

struct _BenchSource
{
  GstElement parent;
  GstPad *pad;
  GstCaps *caps;
  gsize frame_bytes;
  gboolean own_thread;

  /* Protected by the object lock. */
  gboolean playing;
  GstClockID wait;
  /* Of the thread that pushes. */
  gboolean started;
  GstClockTime position;
};

G_DEFINE_TYPE (BenchSource, bench_source, GST_TYPE_ELEMENT)

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static GstClockTime
get_running_time (BenchSource *self)
{
  GstClockTime now = gst_element_get_current_running_time (GST_ELEMENT (self));

  return GST_CLOCK_TIME_IS_VALID (now) ? now : 0;
}

static void
push_start (BenchSource *self)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->pad, gst_event_new_stream_start ("bench"));
  gst_pad_push_event (self->pad, gst_event_new_caps (self->caps));
  gst_pad_push_event (self->pad, gst_event_new_segment (&segment));
  self->position = get_running_time (self);
  self->started = TRUE;
}

static GstFlowReturn
push_frame (BenchSource *self)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, self->frame_bytes, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  memset (map.data, 0x5a, map.size);
  stamp_put (map.data, stamp_now ());
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = self->position;
  GST_BUFFER_DURATION (buffer) = BENCH_FRAME;
  self->position += BENCH_FRAME;
  return gst_pad_push (self->pad, buffer);
}

static gboolean
is_playing (BenchSource *self)
{
  gboolean playing;

  GST_OBJECT_LOCK (self);
  playing = self->playing;
  GST_OBJECT_UNLOCK (self);
  return playing;
}

void
bench_source_push (BenchSource *self)
{
  if (!is_playing (self))
    return;
  if (!self->started)
    push_start (self);
  push_frame (self);
}

/* A frame is there when its 20 ms are over. */
static gboolean
wait_for_frame (BenchSource *self)
{
  GstClock *clock = gst_element_get_clock (GST_ELEMENT (self));
  GstClockReturn result = GST_CLOCK_UNSCHEDULED;
  GstClockID id = NULL;

  if (clock == NULL)
    return FALSE;
  GST_OBJECT_LOCK (self);
  if (self->playing)
    id = self->wait = gst_clock_new_single_shot_id (clock,
        GST_ELEMENT_CAST (self)->base_time + self->position + BENCH_FRAME);
  GST_OBJECT_UNLOCK (self);
  if (id != NULL)
    result = gst_clock_id_wait (id, NULL);
  GST_OBJECT_LOCK (self);
  self->wait = NULL;
  GST_OBJECT_UNLOCK (self);
  g_clear_pointer (&id, gst_clock_id_unref);
  gst_object_unref (clock);
  return result != GST_CLOCK_UNSCHEDULED;
}

static void
loop (gpointer user_data)
{
  BenchSource *self = user_data;

  if (!self->started)
    push_start (self);
  if (!wait_for_frame (self) || push_frame (self) != GST_FLOW_OK)
    gst_pad_pause_task (self->pad);
}

static gboolean
activate_mode (GstPad *pad, GstObject *parent, GstPadMode mode, gboolean active)
{
  return active || gst_pad_stop_task (pad);
}

static gboolean
query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_latency (query, TRUE, BENCH_FRAME, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static void
set_playing (BenchSource *self, gboolean playing)
{
  GST_OBJECT_LOCK (self);
  self->playing = playing;
  if (!playing && self->wait != NULL)
    gst_clock_id_unschedule (self->wait);
  GST_OBJECT_UNLOCK (self);
  if (playing && self->own_thread)
    gst_pad_start_task (self->pad, loop, self, NULL);
}

static GstStateChangeReturn
change_state (GstElement *element, GstStateChange transition)
{
  BenchSource *self = BENCH_SOURCE (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    set_playing (self, FALSE);
  result = GST_ELEMENT_CLASS (bench_source_parent_class)
               ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_PLAYING)
    set_playing (self, TRUE);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      || transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    result = GST_STATE_CHANGE_NO_PREROLL;
  return result;
}

static void
finalize (GObject *object)
{
  gst_clear_caps (&BENCH_SOURCE (object)->caps);
  G_OBJECT_CLASS (bench_source_parent_class)->finalize (object);
}

static void
bench_source_class_init (BenchSourceClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  element_class->change_state = change_state;
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Bench source",
      "Source", "Stamped frames", "The openairealtime developers");
}

static void
bench_source_init (BenchSource *self)
{
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_REQUIRE_CLOCK);
  self->pad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_activatemode_function (self->pad, activate_mode);
  gst_pad_set_query_function (self->pad, query);
  gst_element_add_pad (GST_ELEMENT (self), self->pad);
}

GstElement *
bench_source_new (GstCaps *caps, gsize frame_bytes, gboolean own_thread)
{
  BenchSource *self = g_object_new (BENCH_TYPE_SOURCE, NULL);

  self->caps = gst_caps_ref (caps);
  self->frame_bytes = frame_bytes;
  self->own_thread = own_thread;
  return GST_ELEMENT (self);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* benchsink.c - see ends.h. */

#include "ends.h"

struct _BenchSink
{
  GstBaseSink parent;
  GstCaps *caps;
  Delays *cadence;

  GMutex lock; /* protects what follows */
  GCond cond;
  gboolean blocked;
  gboolean unlocked; /* the base class wants its thread back */
  BenchCounts counts;
  GstClockTime end; /* of the last frame */
  gboolean talking;
  guint64 silence; /* frames since the last speech */
};

G_DEFINE_TYPE (BenchSink, bench_sink, GST_TYPE_BASE_SINK)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static GstCaps *
get_caps (GstBaseSink *sink, GstCaps *filter)
{
  BenchSink *self = BENCH_SINK (sink);

  return filter != NULL ? gst_caps_intersect (self->caps, filter)
                        : gst_caps_ref (self->caps);
}

static void
note_cadence (BenchSink *self, GstBuffer *buffer)
{
  GstElement *element = GST_ELEMENT_CAST (self);
  GstClockTime due = element->base_time + GST_BUFFER_PTS (buffer)
      + gst_base_sink_get_latency (GST_BASE_SINK_CAST (self));
  GstClockTime now = gst_clock_get_time (element->clock);

  delays_add (self->cadence, ABS (GST_CLOCK_DIFF (due, now)) / 1000);
}

static void
count_frame (BenchSink *self, GstBuffer *buffer)
{
  gboolean speech = !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);

  self->counts.frames++;
  self->counts.speech += speech;
  if (self->end != 0
      && ABS (GST_CLOCK_DIFF (self->end, GST_BUFFER_PTS (buffer))) > 1)
    self->counts.holes++;
  self->end = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  if (speech && self->talking)
    self->counts.gaps += self->silence;
  self->silence = speech ? 0 : self->silence + 1;
  self->talking |= speech;
}

static GstFlowReturn
render (GstBaseSink *sink, GstBuffer *buffer)
{
  BenchSink *self = BENCH_SINK (sink);

  g_mutex_lock (&self->lock);
  count_frame (self, buffer);
  while (self->blocked && !self->unlocked)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  note_cadence (self, buffer);
  return GST_FLOW_OK;
}

static gboolean
set_unlocked (BenchSink *self, gboolean unlocked)
{
  g_mutex_lock (&self->lock);
  self->unlocked = unlocked;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
unlock (GstBaseSink *sink)
{
  return set_unlocked (BENCH_SINK (sink), TRUE);
}

static gboolean
unlock_stop (GstBaseSink *sink)
{
  return set_unlocked (BENCH_SINK (sink), FALSE);
}

void
bench_sink_block (BenchSink *self, gboolean block)
{
  g_mutex_lock (&self->lock);
  self->blocked = block;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
bench_sink_get_counts (BenchSink *self, BenchCounts *counts)
{
  g_mutex_lock (&self->lock);
  *counts = self->counts;
  g_mutex_unlock (&self->lock);
}

static void
finalize (GObject *object)
{
  BenchSink *self = BENCH_SINK (object);

  gst_clear_caps (&self->caps);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (bench_sink_parent_class)->finalize (object);
}

static void
bench_sink_class_init (BenchSinkClass *klass)
{
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  sink_class->get_caps = get_caps;
  sink_class->render = render;
  sink_class->unlock = unlock;
  sink_class->unlock_stop = unlock_stop;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass),
      &sink_template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass),
      "Bench sink", "Sink", "Notes when frames come",
      "The openairealtime developers");
}

static void
bench_sink_init (BenchSink *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

GstElement *
bench_sink_new (GstCaps *caps, Delays *cadence)
{
  BenchSink *self = g_object_new (BENCH_TYPE_SINK, NULL);

  self->caps = gst_caps_ref (caps);
  self->cadence = cadence;
  return GST_ELEMENT (self);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ends.h - the two ends of a measured pipeline: a live source of stamped
 * frames of 20 ms, and a sink that notes how far from its time each frame is
 * rendered. Both do as little as their kind can. */

#pragma once

#include "figures.h"

#include <gst/base/gstbasesink.h>

G_BEGIN_DECLS

#define BENCH_FRAME (20 * GST_MSECOND)

#define BENCH_TYPE_SOURCE (bench_source_get_type ())
G_DECLARE_FINAL_TYPE (BenchSource, bench_source, BENCH, SOURCE, GstElement)
#define BENCH_TYPE_SINK (bench_sink_get_type ())
G_DECLARE_FINAL_TYPE (BenchSink, bench_sink, BENCH, SINK, GstBaseSink)

/* With a thread of its own, or to be fed by bench_source_push(). */
GstElement *bench_source_new (GstCaps *caps, gsize frame_bytes,
    gboolean own_thread);
/* From one thread; nothing outside of PLAYING. */
void bench_source_push (BenchSource *self);

GstElement *bench_sink_new (GstCaps *caps, Delays *cadence);
/* While set, the sink does not take a frame. */
void bench_sink_block (BenchSink *self, gboolean block);

typedef struct
{
  guint64 frames;
  guint64 speech; /* of them, not silence */
  guint64 holes;  /* did not begin where the last had ended */
  guint64 gaps;   /* silence between speech */
} BenchCounts;

void bench_sink_get_counts (BenchSink *self, BenchCounts *counts);

G_END_DECLS

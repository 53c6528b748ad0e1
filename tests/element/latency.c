/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* latency.c - what the latency query says is what is done: whatever has a
 * deadline gets every frame before it, one element or many in a process; and
 * who asked is told when the answer changes. Time goes on only with what left,
 * a sound card's too: a busy machine makes nothing late. */

#include "fixture.h"
#include "liveharness.h"
#include "stepclock.h"
#include "watch.h"
#include "../support/testcase.h"

#include <gst/audio/gstaudiosink.h>
#include <string.h>

#define MANY 40
#define FRAME (20 * GST_MSECOND)
/*** a sink with a ring buffer ***/

/* A sound card whose time is the pipeline's. */
typedef struct
{
  GstAudioSink parent;
  guint bytes_per_second;
  GstClockTime until; /* what was written lasts so long */
  GstClockID wait;    /* for that; under the object lock */
  gboolean stopped;   /* under the object lock */
  gint sounding;      /* samples that are not silent; atomic */
  GThread *pusher;    /* who is in render; atomic */
  GThread *card;      /* who writes; atomic */
} RingSink;

typedef struct
{
  GstAudioSinkClass parent_class;
} RingSinkClass;

GType ring_sink_get_type (void);
G_DEFINE_TYPE (RingSink, ring_sink, GST_TYPE_AUDIO_SINK)

static GstStaticPadTemplate ring_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("audio/x-raw,format=S16LE,rate=24000,channels=1,"
                     "layout=interleaved"));

/* The element's speech is a tone: what is 0 in it is little. */
static gint
count_samples (gconstpointer data, gsize size)
{
  const gint16 *samples = data;
  gint n = 0;

  for (gsize i = 0; i < size / 2; i++)
    n += samples[i] != 0;
  return n;
}

static gboolean
ring_open (GstAudioSink *sink)
{
  return TRUE;
}

static gboolean
ring_close (GstAudioSink *sink)
{
  return TRUE;
}

static gboolean
ring_prepare (GstAudioSink *sink, GstAudioRingBufferSpec *spec)
{
  RingSink *self = (RingSink *) sink;

  self->bytes_per_second = spec->info.rate * spec->info.bpf;
  self->until = GST_CLOCK_TIME_NONE;
  self->stopped = FALSE;
  return TRUE;
}

/* Until then, or until it is stopped. */
static void
ring_wait (RingSink *self, GstClock *clock)
{
  GstClockID wait = gst_clock_new_single_shot_id (clock, self->until);
  gboolean stopped;

  GST_OBJECT_LOCK (self);
  self->wait = wait;
  stopped = self->stopped;
  GST_OBJECT_UNLOCK (self);
  if (!stopped)
    gst_clock_id_wait (wait, NULL);
  GST_OBJECT_LOCK (self);
  self->wait = NULL;
  GST_OBJECT_UNLOCK (self);
  gst_clock_id_unref (wait);
}

static gint
ring_write (GstAudioSink *sink, gpointer data, guint length)
{
  RingSink *self = (RingSink *) sink;
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (sink));

  g_atomic_pointer_set (&self->card, g_thread_self ());
  g_atomic_int_add (&self->sounding, count_samples (data, length));
  /* It goes on while its thread does not. */
  if (!GST_CLOCK_TIME_IS_VALID (self->until))
    self->until = gst_clock_get_time (clock);
  self->until +=
      gst_util_uint64_scale_int (length, GST_SECOND, self->bytes_per_second);
  ring_wait (self, clock);
  return length;
}

static void
ring_reset (GstAudioSink *sink)
{
  RingSink *self = (RingSink *) sink;

  GST_OBJECT_LOCK (self);
  self->stopped = TRUE;
  if (self->wait != NULL)
    gst_clock_id_unschedule (self->wait);
  GST_OBJECT_UNLOCK (self);
}

static guint
ring_delay (GstAudioSink *sink)
{
  return 0;
}

static GstFlowReturn
ring_render (GstBaseSink *sink, GstBuffer *buffer)
{
  RingSink *self = (RingSink *) sink;
  GstFlowReturn ret;

  g_atomic_pointer_set (&self->pusher, g_thread_self ());
  ret = GST_BASE_SINK_CLASS (ring_sink_parent_class)->render (sink, buffer);
  g_atomic_pointer_set (&self->pusher, NULL);
  return ret;
}

static void
ring_sink_class_init (RingSinkClass *klass)
{
  GstAudioSinkClass *sink = GST_AUDIO_SINK_CLASS (klass);

  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass),
      &ring_template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Ring sink",
      "Sink/Audio", "Takes audio in real time", "tests");
  GST_BASE_SINK_CLASS (klass)->render = ring_render;
  sink->open = ring_open;
  sink->close = ring_close;
  sink->prepare = ring_prepare;
  sink->unprepare = ring_close;
  sink->write = ring_write;
  sink->reset = ring_reset;
  sink->delay = ring_delay;
}

static void
ring_sink_init (RingSink *self)
{
  gst_audio_base_sink_set_slave_method (GST_AUDIO_BASE_SINK (self),
      GST_AUDIO_BASE_SINK_SLAVE_NONE);
  gst_audio_base_sink_set_provide_clock (GST_AUDIO_BASE_SINK (self), FALSE);
}

/*** a call into something with deadlines ***/

typedef struct
{
  const gchar *name;
  const gchar *behind; /* behind the element */
  guint elements;
} Case;

#define SINK "fakesink name=end sync=true signal-handoffs=true"
/* It does without what is later than that. */
#define MIXER \
  "audiomixer latency=200000000 ! " \
  "audio/x-raw,format=S16LE,rate=24000,channels=1 ! " SINK

static const Case cases[] = {
  { "sink", SINK, 1 },
  { "mixer", MIXER, 1 },
  { "ring-buffer", "ringsink name=end", 1 },
  { "sinks", SINK, MANY },
  { "mixers", MIXER, MANY },
  { "ring-buffers", "ringsink name=end", MANY },
};

typedef struct
{
  GstElement *pipeline;
  GstElement *element;
  GstElement *end;
  Watch *watch;
  StepClock *clock;
  GMutex lock;
  GstClockTime left; /* end of the last frame; under the lock */
  gint pushed;       /* samples that are not silent; atomic */
  gint rendered;
  gint quiet; /* frames of silence since; atomic */
} Line;

static void
count_buffer (GstBuffer *buffer, gint *samples)
{
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_atomic_int_add (samples, count_samples (map.data, map.size));
  gst_buffer_unmap (buffer, &map);
}

static void
on_handoff (GstElement *sink, GstBuffer *buffer, GstPad *pad, Line *self)
{
  count_buffer (buffer, &self->rendered);
}

static GstPadProbeReturn
note_push (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  Line *self = user_data;

  count_buffer (buffer, &self->pushed);
  g_mutex_lock (&self->lock);
  self->left = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  g_mutex_unlock (&self->lock);
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP))
    g_atomic_int_inc (&self->quiet);
  else
    g_atomic_int_set (&self->quiet, 0);
  return GST_PAD_PROBE_OK;
}

static void
line_start (Line *self, const Case *c, OrsServer *server)
{
  g_autofree gchar *text = g_strdup_printf (
      "openairealtime name=element live=yes "
      "lookahead=300 turn-detection=none api-key=sk-test uri=%s ! "
      "audio/x-raw,format=S16LE ! %s",
      ors_server_get_uri (server), c->behind);
  GError *error = NULL;
  GstPad *pad;

  memset (self, 0, sizeof (*self));
  g_mutex_init (&self->lock);
  self->pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  self->clock = step_clock_new ();
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline),
      GST_CLOCK (self->clock));
  self->element = gst_bin_get_by_name (GST_BIN (self->pipeline), "element");
  self->watch = watch_new (self->element);
  self->end = gst_bin_get_by_name (GST_BIN (self->pipeline), "end");
  pad = gst_element_get_static_pad (self->element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, note_push, self, NULL);
  gst_object_unref (pad);
  if (!GST_IS_AUDIO_SINK (self->end))
    g_signal_connect (self->end, "handoff", G_CALLBACK (on_handoff), self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static gint
count_rendered (Line *self)
{
  return GST_IS_AUDIO_SINK (self->end)
      ? g_atomic_int_get (&((RingSink *) self->end)->sounding)
      : g_atomic_int_get (&self->rendered);
}

/* The answer has come, and left with a second of silence behind it. */
static gboolean
has_spoken (Line *self)
{
  if (watch_count (self->watch, "openairealtime/response-done") == 0)
    g_atomic_int_set (&self->quiet, 0);
  return g_atomic_int_get (&self->pushed) > 0
      && g_atomic_int_get (&self->quiet) > 50;
}

/* A card holds a frame of silence until its time, and one of sound until it
 * has room. */
static GstClockTime
get_hold (Line *self)
{
  RingSink *ring = (RingSink *) self->end;
  GThread *waits;

  if (!GST_IS_AUDIO_SINK (ring))
    return 0;
  waits = g_atomic_pointer_get (&ring->pusher);
  if (waits != NULL
      && g_atomic_int_get (&GST_AUDIO_BASE_SINK (ring)->ringbuffer->waiting))
    waits = g_atomic_pointer_get (&ring->card);
  return waits != NULL ? step_clock_get_wait (self->clock, waits) : 0;
}

/* The next frame's time comes when the frame before has left, or as far as
 * the sink holds that one. */
static void
line_advance (Line *self)
{
  GstClockTime hold = get_hold (self);
  GstClockTime left;

  g_mutex_lock (&self->lock);
  left = self->left;
  g_mutex_unlock (&self->lock);
  if (hold > 0)
    step_clock_advance (self->clock, MIN (hold, FRAME));
  else if (gst_clock_get_time (GST_CLOCK (self->clock)) + FRAME <= left)
    step_clock_advance (self->clock, FRAME);
}

static gboolean
advance_all (Line *lines, const Case *c)
{
  gboolean spoken = TRUE;

  for (guint i = 0; i < c->elements; i++) {
    line_advance (&lines[i]);
    spoken = has_spoken (&lines[i]) && spoken;
  }
  return spoken;
}

static void
run_lines (Line *lines, const Case *c)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  while (!advance_all (lines, c)) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
}

static void
line_stop (Line *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  watch_free (self->watch);
  g_clear_object (&self->clock);
  g_mutex_clear (&self->lock);
  gst_object_unref (self->element);
  gst_object_unref (self->end);
  gst_object_unref (self->pipeline);
}

static void
test_every_frame_is_rendered (gconstpointer data)
{
  const Case *c = data;
  OrsOptions options = { .speed = 20 };
  Line *lines = g_new0 (Line, c->elements);
  g_auto (Fixture) f = { NULL };
  gboolean ok;

  fixture_start (&f, &options);
  for (guint i = 0; i < c->elements; i++)
    line_start (&lines[i], c, f.server);
  for (guint i = 0; i < c->elements; i++)
    g_signal_emit_by_name (lines[i].element, "send-text", "Hello", TRUE, &ok);
  run_lines (lines, c);
  for (guint i = 0; i < c->elements; i++) {
    g_assert_cmpint (lines[i].pushed, >, 0);
    g_assert_cmpint (count_rendered (&lines[i]), ==, lines[i].pushed);
  }
  for (guint i = 0; i < c->elements; i++)
    line_stop (&lines[i]);
  g_free (lines);
}

/*** who asked is told ***/

static GstBus *
watch_bus (GstElement *element)
{
  GstBus *bus = gst_bus_new ();

  gst_element_set_bus (element, bus);
  return bus;
}

static guint
count_latency (GstBus *bus)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_LATENCY)) != NULL) {
    gst_message_unref (message);
    n++;
  }
  return n;
}

static GstClockTime
ask_latency (GstElement *element, gboolean *live)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "src");
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  GstClockTime min = GST_CLOCK_TIME_NONE;

  g_assert_true (gst_pad_query (pad, query));
  gst_query_parse_latency (query, live, &min, NULL);
  return min;
}

TEST_FIXTURE (another_answer_is_told, NULL)
{
  gboolean live;
  GstHarness *h;
  g_autoptr (GstBus) bus = NULL;

  h = live_harness_new (f->server, "pcm");
  bus = watch_bus (h->element);
  g_assert_cmpuint (ask_latency (h->element, &live), ==, 0);
  g_assert_true (live);
  g_assert_cmpuint (count_latency (bus), ==, 0);
  g_object_set (h->element, "lookahead", 5, NULL);
  g_assert_cmpuint (count_latency (bus), ==, 1);
  g_assert_cmpuint (ask_latency (h->element, &live), ==, 15 * GST_MSECOND);
  g_object_set (h->element, "frame-duration", 40, NULL);
  g_assert_cmpuint (count_latency (bus), ==, 1);
  g_assert_cmpuint (ask_latency (h->element, &live), ==, 35 * GST_MSECOND);
  /* What changes nothing is not told. */
  g_object_set (h->element, "prebuffer", 100, "lookahead", 5, NULL);
  g_assert_cmpuint (count_latency (bus), ==, 0);
  gst_element_set_state (h->element, GST_STATE_NULL);
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
}

/* Upstream turns out to be live after it was asked. */
TEST_FIXTURE (liveness_that_is_found_is_told, NULL)
{
  GstHarness *h = gst_harness_new_empty ();
  g_autoptr (GstElement) element =
      gst_element_factory_make ("openairealtime", NULL);
  GstStaticPadTemplate src = { "src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS_ANY };
  GstStaticPadTemplate sink = { "sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS_ANY };
  GstSegment segment;
  gboolean live;
  g_autoptr (GstBus) bus = NULL;

  g_object_set (element, "uri", ors_server_get_uri (f->server), "api-key",
      "sk-test", NULL);
  bus = watch_bus (element);
  gst_harness_set_live (h, FALSE);
  gst_harness_add_element_full (h, element, &src, "sink", &sink, "src");
  gst_harness_set_src_caps_str (h, format_caps ("pcm"));
  ask_latency (element, &live);
  g_assert_false (live);
  count_latency (bus);
  gst_harness_set_live (h, TRUE);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  g_assert_cmpuint (count_latency (bus), ==, 1);
  ask_latency (element, &live);
  g_assert_true (live);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_element_set_bus (element, NULL);
  gst_harness_teardown (h);
}

TEST_MAIN (fixture_init (); gst_element_register (NULL, "ringsink",
    GST_RANK_NONE, ring_sink_get_type ());
           TEST_ROWS (every_frame_is_rendered, cases))

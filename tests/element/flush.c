/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* flush.c - upstream flushes while the element goes up and down: every change
 * comes back, and nothing runs in READY. What else wakes a waiting input. */

#include "fixture.h"
#include "gstopenairealtimeelement.h"
#include "../support/testcase.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 200

typedef struct
{
  GstElement *element;
  GstPad *src;      /* upstream */
  GstPad *sink;     /* downstream */
  GMutex streaming; /* held between two flushes */
  GMutex stream;    /* one goes on; READY must not lie in it */
  gint stop;        /* atomic */
  gint segments;    /* that came out; atomic */
  guint flushes;
} Room;

static gboolean
take_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  Room *room = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
    g_atomic_int_inc (&room->segments);
  gst_event_unref (event);
  return TRUE;
}

static GstFlowReturn
take_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static void
begin_stream (Room *self)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (format_caps ("pcm"));
  GstSegment segment;

  gst_pad_push_event (self->src, gst_event_new_stream_start ("input"));
  gst_pad_push_event (self->src, gst_event_new_caps (caps));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->src, gst_event_new_segment (&segment));
}

/* More than max-input-queue: it waits for room, and a flush frees it. */
static void
push_input (Room *self)
{
  for (guint i = 0; i < 40; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4800, NULL);

    gst_buffer_memset (buffer, 0, 0, 4800);
    GST_BUFFER_PTS (buffer) = i * 100 * GST_MSECOND;
    if (gst_pad_push (self->src, buffer) != GST_FLOW_OK)
      return;
  }
}

static gpointer
run_input (gpointer data)
{
  Room *self = data;

  while (!g_atomic_int_get (&self->stop)) {
    g_mutex_lock (&self->stream);
    g_mutex_lock (&self->streaming);
    begin_stream (self);
    push_input (self);
    g_mutex_unlock (&self->streaming);
    g_mutex_unlock (&self->stream);
  }
  return NULL;
}

static gpointer
run_flushes (gpointer data)
{
  Room *self = data;

  while (!g_atomic_int_get (&self->stop)) {
    gst_pad_push_event (self->src, gst_event_new_flush_start ());
    g_mutex_lock (&self->streaming);
    gst_pad_push_event (self->src, gst_event_new_flush_stop (TRUE));
    g_mutex_unlock (&self->streaming);
    self->flushes++;
    g_usleep (g_random_int_range (0, 300));
  }
  return NULL;
}

static void
room_start (Room *self, Fixture *f)
{
  OrsOptions options = { .scenario = "silent" };
  GstPad *pad;

  g_mutex_init (&self->streaming);
  g_mutex_init (&self->stream);
  fixture_start (f, &options);
  self->element = gst_object_ref_sink (
      gst_element_factory_make ("openairealtime", NULL));
  g_object_set (self->element, "uri", ors_server_get_uri (f->server), "api-key",
      "sk-test", "max-input-queue", 1000, "connect-timeout", 60000, NULL);
  gst_util_set_object_arg (G_OBJECT (self->element), "live", "no");
  self->src = gst_pad_new ("src", GST_PAD_SRC);
  self->sink = gst_pad_new ("sink", GST_PAD_SINK);
  gst_pad_set_element_private (self->sink, self);
  gst_pad_set_event_function (self->sink, take_event);
  gst_pad_set_chain_function (self->sink, take_buffer);
  gst_pad_set_active (self->src, TRUE);
  gst_pad_set_active (self->sink, TRUE);
  pad = gst_element_get_static_pad (self->element, "sink");
  g_assert_cmpint (gst_pad_link (self->src, pad), ==, GST_PAD_LINK_OK);
  gst_object_unref (pad);
  pad = gst_element_get_static_pad (self->element, "src");
  g_assert_cmpint (gst_pad_link (pad, self->sink), ==, GST_PAD_LINK_OK);
  gst_object_unref (pad);
}

static void
room_stop (Room *self, Fixture *f)
{
  gst_element_set_state (self->element, GST_STATE_NULL);
  gst_pad_set_active (self->src, FALSE);
  gst_pad_set_active (self->sink, FALSE);
  gst_object_unref (self->element);
  gst_object_unref (self->src);
  gst_object_unref (self->sink);
  g_mutex_clear (&self->streaming);
  g_mutex_clear (&self->stream);
  fixture_stop (f);
}

static void
assert_rests (Room *self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->element, "src");

  g_assert_false (GST_PAD_IS_ACTIVE (pad));
  g_assert_cmpint (gst_pad_get_task_state (pad), ==, GST_TASK_STOPPED);
}

TEST (flushes_race_with_states)
{
  const gchar *text = g_getenv ("OA_STRESS_ROUNDS");
  guint rounds = text != NULL ? (guint) atoi (text) : ROUNDS, i;
  GThread *input, *flushes;
  Room room = { NULL };
  Fixture f = { NULL };

  room_start (&room, &f);
  input = g_thread_new ("input", run_input, &room);
  flushes = g_thread_new ("flushes", run_flushes, &room);
  for (i = 0; i < rounds; i++) {
    g_mutex_lock (&room.stream);
    gst_element_set_state (room.element, GST_STATE_PLAYING);
    g_mutex_unlock (&room.stream);
    g_usleep (g_random_int_range (0, 2000));
    gst_element_set_state (room.element, GST_STATE_READY);
    assert_rests (&room);
  }
  g_atomic_int_set (&room.stop, TRUE);
  g_thread_join (flushes);
  g_thread_join (input);
  g_assert_cmpuint (room.flushes, >, 0);
  room_stop (&room, &f);
}

static gpointer
run_queries (gpointer data)
{
  Room *self = data;
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->element, "sink");
  g_autoptr (GstCaps) caps = gst_caps_from_string ("video/x-raw");

  while (!g_atomic_int_get (&self->stop))
    g_assert_false (gst_pad_query_accept_caps (pad, caps));
  return NULL;
}

/* What is told of caps belongs to the run that is or just was. */
TEST (queries_race_with_states)
{
  GThread *queries;
  Room room = { NULL };
  Fixture f = { NULL };

  room_start (&room, &f);
  queries = g_thread_new ("queries", run_queries, &room);
  for (guint i = 0; i < ROUNDS; i++) {
    gst_element_set_state (room.element, GST_STATE_PAUSED);
    gst_element_set_state (room.element, GST_STATE_READY);
    assert_rests (&room);
  }
  g_atomic_int_set (&room.stop, TRUE);
  g_thread_join (queries);
  room_stop (&room, &f);
}

/* Threads meet more often where a task is started and where a step ends. */
static void
dwell (GstDebugCategory *category, GstDebugLevel level, const gchar *file,
    const gchar *function, gint line, GObject *object, GstDebugMessage *message,
    gpointer user_data)
{
  if (strstr (function, "start_task") != NULL
      || strcmp (function, "end_steps") == 0)
    g_usleep (g_random_int_range (0, 300));
}

static gpointer
run_cuts (gpointer data)
{
  Room *self = data;

  while (!g_atomic_int_get (&self->stop))
    gst_openai_realtime_flush_downstream (self->element, NULL);
  return NULL;
}

static gboolean
is_started (Room *self)
{
  GstOpenaiRealtime *element = GST_OPENAI_REALTIME (self->element);
  gboolean started;

  oa_media_lock (element->media);
  started = element->stream_started && element->run->result == GST_FLOW_OK;
  oa_media_unlock (element->media);
  return started;
}

static void
wait_for_start (Room *self)
{
  gint64 until = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (!is_started (self)) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_thread_yield ();
  }
}

static void
flush_often (Room *self, guint n)
{
  for (guint i = 0; i < n; i++) {
    wait_for_start (self);
    gst_pad_push_event (self->src, gst_event_new_flush_start ());
    gst_pad_push_event (self->src, gst_event_new_flush_stop (TRUE));
  }
  wait_for_start (self);
}

/* Answers are cut downstream while upstream seeks: the stream begins anew
 * behind each flush. */
TEST (a_flush_meets_cuts)
{
  GThread *cuts[2];
  Room room = { NULL };
  Fixture f = { NULL };

  gst_debug_add_log_function (dwell, NULL, NULL);
  gst_debug_set_threshold_for_name ("GST_PADS", GST_LEVEL_DEBUG);
  gst_debug_set_threshold_for_name ("openairealtime", GST_LEVEL_DEBUG);
  room_start (&room, &f);
  gst_element_set_state (room.element, GST_STATE_PLAYING);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    cuts[i] = g_thread_new ("cuts", run_cuts, &room);
  flush_often (&room, 5 * ROUNDS);
  g_atomic_int_set (&room.stop, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    g_thread_join (cuts[i]);
  wait_for_start (&room);
  g_assert_cmpint (g_atomic_int_get (&room.segments), >, 5 * ROUNDS);
  room_stop (&room, &f);
  gst_debug_unset_threshold_for_name ("GST_PADS");
  gst_debug_unset_threshold_for_name ("openairealtime");
  gst_debug_remove_log_function (dwell);
}

static gpointer
run_latencies (gpointer data)
{
  Room *self = data;

  while (!g_atomic_int_get (&self->stop))
    gst_pad_push_event (self->sink, gst_event_new_latency (20 * GST_MSECOND));
  return NULL;
}

/* The shared thread has the steps of a call, until the pipeline turns out to
 * have latency: a task takes them back, in the middle of flushes. */
TEST (a_flush_meets_steps_that_go_back)
{
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  GThread *cuts, *latencies;
  Room room = { NULL };
  Fixture f = { NULL };
  guint i, backs = 0;

  room_start (&room, &f);
  g_object_set (room.element, "shared-pacing", TRUE, NULL);
  gst_util_set_object_arg (G_OBJECT (room.element), "live", "yes");
  gst_element_set_clock (room.element, clock);
  for (i = 0; i < ROUNDS / 10; i++) {
    gst_element_set_base_time (room.element, gst_clock_get_time (clock));
    gst_element_set_state (room.element, GST_STATE_PLAYING);
    g_atomic_int_set (&room.stop, FALSE);
    cuts = g_thread_new ("cuts", run_cuts, &room);
    flush_often (&room, 10);
    latencies = g_thread_new ("latencies", run_latencies, &room);
    flush_often (&room, 10);
    g_atomic_int_set (&room.stop, TRUE);
    g_thread_join (cuts);
    g_thread_join (latencies);
    wait_for_start (&room);
    backs += GST_OPENAI_REALTIME (room.element)->rested != NULL;
    gst_element_set_state (room.element, GST_STATE_READY);
    assert_rests (&room);
  }
  g_assert_cmpuint (backs, >, 0);
  room_stop (&room, &f);
}

static gpointer
run_once (gpointer data)
{
  begin_stream (data);
  push_input (data);
  return NULL;
}

static guint64
get_input (Room *self)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 duration = 0;

  g_object_get (self->element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "input-duration", &duration);
  return duration;
}

TEST (a_longer_queue_has_room_at_once)
{
  GThread *input;
  Room room = { NULL };
  Fixture f = { NULL };

  room_start (&room, &f);
  gst_element_set_state (room.element, GST_STATE_PLAYING);
  input = g_thread_new ("input", run_once, &room);
  while (get_input (&room) < GST_SECOND)
    g_usleep (1000);
  g_object_set (room.element, "max-input-queue", 60000, NULL);
  g_thread_join (input);
  g_assert_cmpuint (get_input (&room), ==, 4 * GST_SECOND);
  room_stop (&room, &f);
}

TEST_MAIN (fixture_init ())

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* streams.c - the events around the data of each source pad. */

#include "callharness.h"
#include "../support/testcase.h"

static const gchar *pads[] = { "src", "output_transcript", "input_transcript" };

/*** what leaves a pad ***/

typedef struct
{
  GMutex lock;
  GPtrArray *events; /* of GstEvent, in order */
} Events;

static GstPadProbeReturn
note_event (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Events *self = user_data;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->events,
      gst_event_ref (GST_PAD_PROBE_INFO_EVENT (info)));
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

/* Takes @pad. */
static void
events_start (Events *self, GstPad *pad)
{
  g_mutex_init (&self->lock);
  self->events = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_event_unref);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      note_event, self, NULL);
  gst_object_unref (pad);
}

/* After the element has stopped. */
static void
events_stop (Events *self)
{
  g_ptr_array_unref (self->events);
  g_mutex_clear (&self->lock);
}

static guint
events_count (Events *self, GstEventType type)
{
  guint i, n = 0;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->events->len; i++)
    n += GST_EVENT_TYPE (g_ptr_array_index (self->events, i)) == type;
  g_mutex_unlock (&self->lock);
  return n;
}

static GstEvent *
events_nth (Events *self, GstEventType type, guint n)
{
  GstEvent *event = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->events->len && event == NULL; i++) {
    GstEvent *each = g_ptr_array_index (self->events, i);

    if (GST_EVENT_TYPE (each) == type && n-- == 0)
      event = each;
  }
  g_mutex_unlock (&self->lock);
  g_assert_nonnull (event);
  return event;
}

static void
assert_order (Events *self)
{
  static const GstEventType order[] = { GST_EVENT_STREAM_START, GST_EVENT_CAPS,
    GST_EVENT_SEGMENT, GST_EVENT_EOS };
  guint i, n = 0;

  for (i = 0; i < self->events->len && n < G_N_ELEMENTS (order); i++)
    n += GST_EVENT_TYPE (g_ptr_array_index (self->events, i)) == order[n];
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (order));
  for (i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpuint (events_count (self, order[i]), ==, 1);
}

static guint
get_group (Events *self)
{
  guint group = GST_GROUP_ID_INVALID;

  g_assert_true (
      gst_event_parse_group_id (events_nth (self, GST_EVENT_STREAM_START, 0),
          &group));
  g_assert_cmpuint (group, !=, GST_GROUP_ID_INVALID);
  return group;
}

/*** tests ***/

static GstPad *
get_pad (GstElement *element, const gchar *name)
{
  GstPad *pad = gst_element_get_static_pad (element, name);

  return pad != NULL ? pad : gst_element_request_pad_simple (element, name);
}

/* Every pad, with a sink of its own behind those of text. None of them waits
 * for a pipeline that failed on its way to PLAYING. */
static void
build (Fixture *f, Events *events)
{
  fixture_build (f, format_caps ("pcm"), format_caps ("pcm"));
  g_object_set (f->sink, "async", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++) {
    GstPad *pad = get_pad (f->element, pads[i]);

    if (i > 0) {
      GstElement *sink = gst_element_factory_make ("fakesink", NULL);
      g_autoptr (GstPad) peer = gst_element_get_static_pad (sink, "sink");

      g_object_set (sink, "async", FALSE, NULL);
      gst_bin_add (GST_BIN (f->pipeline), sink);
      gst_pad_link (pad, peer);
    }
    events_start (&events[i], pad);
  }
}

/* To the end of each stream, which an error does not wait for. */
static void
check_streams (const OrsOptions *options)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 600, 600);
  Events events[G_N_ELEMENTS (pads)];
  Fixture f;

  fixture_start (&f, options);
  build (&f, events);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++)
    while (events_count (&events[i], GST_EVENT_EOS) == 0)
      g_usleep (1000);
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++)
    assert_order (&events[i]);
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++)
    g_assert_cmpuint (get_group (&events[i]), ==, get_group (&events[0]));
  fixture_stop (&f);
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++)
    events_stop (&events[i]);
}

TEST (streams_begin_and_end)
{
  check_streams (NULL);
}

TEST (a_failed_start_is_a_stream_too)
{
  OrsOptions options = { .scenario = "invalid-key" };

  check_streams (&options);
}

/* Another negotiation that changes nothing is not heard. */
TEST (a_stream_begins_once)
{
  Events events;
  Call call;

  call_start (&call, NULL);
  events_start (&events, get_pad (call.h->element, "src"));
  for (guint i = 0; i < 10; i++) {
    GstPad *pad = gst_element_get_static_pad (call.h->element, "src");

    gst_pad_send_event (pad, gst_event_new_reconfigure ());
    gst_object_unref (pad);
    next_frame (&call);
    next_frame (&call);
  }
  g_assert_cmpuint (events_count (&events, GST_EVENT_STREAM_START), <=, 1);
  g_assert_cmpuint (events_count (&events, GST_EVENT_CAPS), <=, 1);
  g_assert_cmpuint (events_count (&events, GST_EVENT_SEGMENT), <=, 1);
  call_stop (&call);
  events_stop (&events);
}

TEST (a_flush_has_one_number)
{
  Events events;
  guint32 seqnum;
  gboolean ok;
  Call call;

  call_start (&call, NULL);
  g_object_set (call.h->element, "interrupt-mode", 1, NULL);
  events_start (&events, get_pad (call.h->element, "src"));
  say (&call, "Hello");
  hear_frames (&call, 3);
  g_signal_emit_by_name (call.h->element, "interrupt", &ok);
  while (events_count (&events, GST_EVENT_FLUSH_STOP) == 0)
    g_thread_yield ();
  next_frame (&call);
  seqnum = gst_event_get_seqnum (
      events_nth (&events, GST_EVENT_FLUSH_START, 0));
  g_assert_cmpuint (gst_event_get_seqnum (events_nth (&events,
              GST_EVENT_FLUSH_STOP, 0)), ==, seqnum);
  g_assert_cmpuint (gst_event_get_seqnum (events_nth (&events,
              GST_EVENT_SEGMENT, events_count (&events, GST_EVENT_SEGMENT)
              - 1)), ==, seqnum);
  call_stop (&call);
  events_stop (&events);
}

static gboolean
has_event (GstPad *pad, GstEventType type)
{
  GstEvent *event = gst_pad_get_sticky_event (pad, type, 0);

  if (event != NULL)
    gst_event_unref (event);
  return event != NULL;
}

/* A pad of text is asked for after the session failed. */
TEST_PCM (a_late_pad_of_a_failed_element_ends,
    &(OrsOptions){ .scenario = "invalid-key" })
{
  GstMessage *message;
  GstBus *bus;
  g_autoptr (GstPad) pad = NULL;

  gst_element_set_state (f->pipeline, GST_STATE_PAUSED);
  bus = gst_element_get_bus (f->pipeline);
  message =
      gst_bus_timed_pop_filtered (bus, WAIT_S * GST_SECOND, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_unref (message);
  gst_object_unref (bus);
  pad = gst_element_request_pad_simple (f->element, "output_transcript");
  while (!has_event (pad, GST_EVENT_EOS))
    g_thread_yield ();
  g_assert_true (has_event (pad, GST_EVENT_STREAM_START));
  g_assert_true (has_event (pad, GST_EVENT_CAPS));
  g_assert_true (has_event (pad, GST_EVENT_SEGMENT));
}

TEST_MAIN (fixture_init ())

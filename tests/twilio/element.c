/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* element.c - twiliostream in a server: it is given a connection, and what it
 * tells its neighbours in a pipeline. The far end is the test, message by
 * message. No main loop runs. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "twilio/gsttwiliostreamelement.h"
#include "../support/testcase.h"

#include <sys/socket.h>

#define MULAW "audio/x-mulaw, rate=(int)8000, channels=(int)1"
#define START(format) \
  "{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":{\"callSid\":\"CA1\"," \
  "\"accountSid\":\"AC1\",\"mediaFormat\":" format ",\"customParameters\":" \
  "{\"a\":\"b\"}}}"
#define MULAW_FORMAT "{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000}"
#define WAIT_US (30 * G_USEC_PER_SEC)

typedef struct
{
  GstElement *phone;
  GstPad *feed;        /* before its sink pad, */
  GstPad *ear;         /* and behind its source pad */
  GAsyncQueue *told;   /* events that come up */
  GAsyncQueue *events; /* and down */
  GAsyncQueue *buffers;
  GSocket *far;
  GstBus *bus;
  GByteArray *input; /* of the far end, not looked at yet */
} Fixture;

/*** the far end ***/

static GIOStream *
connect_far (Fixture *f)
{
  g_autoptr (GSocket) near = NULL;
  gint fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  near = g_socket_new_from_fd (fds[0], NULL);
  g_clear_object (&f->far);
  f->far = g_socket_new_from_fd (fds[1], NULL);
  g_socket_set_timeout (f->far, 30);
  g_byte_array_set_size (f->input, 0);
  return G_IO_STREAM (g_socket_connection_factory_create_connection (near));
}

/* In a frame with a mask of zeros. */
static void
tell (Fixture *f, const gchar *text)
{
  gsize size = strlen (text);
  GByteArray *frame = g_byte_array_new ();
  const guint8 head[] = { 0x81, 0x80 | 126, size >> 8, size & 0xff, 0, 0, 0,
    0 };
  gsize done = 0;

  g_assert_cmpuint (size, <, 65536);
  if (size >= 126)
    g_byte_array_append (frame, head, sizeof (head));
  else
    g_byte_array_append (frame,
        (const guint8[]){ 0x81, 0x80 | size, 0, 0, 0, 0 }, 6);
  g_byte_array_append (frame, (const guint8 *) text, size);
  while (done < frame->len) {
    gssize count = g_socket_send (f->far, (gchar *) frame->data + done,
        frame->len - done, NULL, NULL);

    g_assert_cmpint (count, >, 0);
    done += count;
  }
  g_byte_array_unref (frame);
}

static void
read_more (Fixture *f)
{
  gchar bytes[4096];
  gssize count = g_socket_receive (f->far, bytes, sizeof (bytes), NULL, NULL);

  g_assert_cmpint (count, >, 0);
  g_byte_array_append (f->input, (guint8 *) bytes, count);
}

/* The next frame, of less than 64 KiB; pings are left out. */
static gchar *
hear (Fixture *f, guint8 *opcode)
{
  for (;;) {
    gsize head = 2, size;
    gchar *text;

    while (f->input->len < 4)
      read_more (f);
    size = f->input->data[1];
    if (size == 126) {
      size = f->input->data[2] << 8 | f->input->data[3];
      head = 4;
    }
    while (f->input->len < head + size)
      read_more (f);
    *opcode = f->input->data[0] & 15;
    text = g_strndup ((gchar *) f->input->data + head, size);
    g_byte_array_remove_range (f->input, 0, head + size);
    if (*opcode != 9)
      return text;
    g_free (text);
  }
}

/* What comes next is of this event; its text. */
static gchar *
hear_event (Fixture *f, const gchar *event)
{
  g_autofree gchar *expected = g_strdup_printf ("{\"event\":\"%s\",", event);
  guint8 opcode;
  gchar *text = hear (f, &opcode);

  g_assert_cmpuint (opcode, ==, 1);
  if (!g_str_has_prefix (text, expected))
    g_error ("%s is not %s", text, event);
  return text;
}

/* Sends a mark back as it came. */
static void
echo (Fixture *f)
{
  g_autofree gchar *text = hear_event (f, "mark");

  tell (f, text);
}

/*** the element ***/

static gboolean
take_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  g_async_queue_push (gst_pad_get_element_private (pad), event);
  return TRUE;
}

static GstFlowReturn
take_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Fixture *f = g_object_get_data (G_OBJECT (pad), "fixture");

  g_async_queue_push (f->buffers, buffer);
  return GST_FLOW_OK;
}

static void
unref (gpointer object)
{
  gst_mini_object_unref (object);
}

static GstPad *
make_neighbour (Fixture *f, GstPadDirection direction, GAsyncQueue *events)
{
  GstPad *pad = gst_pad_new (NULL, direction);

  gst_pad_set_element_private (pad, events);
  g_object_set_data (G_OBJECT (pad), "fixture", f);
  gst_pad_set_event_function (pad, take_event);
  if (direction == GST_PAD_SINK)
    gst_pad_set_chain_function (pad, take_buffer);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

static void
make_neighbours (Fixture *f)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (f->phone, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (f->phone, "src");

  f->told = g_async_queue_new_full (unref);
  f->events = g_async_queue_new_full (unref);
  f->buffers = g_async_queue_new_full (unref);
  f->feed = make_neighbour (f, GST_PAD_SRC, f->told);
  f->ear = make_neighbour (f, GST_PAD_SINK, f->events);
  g_assert_cmpint (gst_pad_link (f->feed, sink), ==, GST_PAD_LINK_OK);
  g_assert_cmpint (gst_pad_link (src, f->ear), ==, GST_PAD_LINK_OK);
}

static void
feed_events (Fixture *f)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (MULAW);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (f->feed, gst_event_new_stream_start ("test"));
  gst_pad_push_event (f->feed, gst_event_new_caps (caps));
  gst_pad_push_event (f->feed, gst_event_new_segment (&segment));
}

static void
set_up (Fixture *f)
{
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  g_autoptr (GIOStream) stream = NULL;

  f->input = g_byte_array_new ();
  stream = connect_far (f);
  f->phone = gst_object_ref_sink (
      gst_element_factory_make ("twiliostream", NULL));
  g_object_set (f->phone, "connection", stream, NULL);
  f->bus = gst_bus_new ();
  gst_element_set_bus (f->phone, f->bus);
  make_neighbours (f);
  gst_element_set_clock (f->phone, clock);
  gst_element_set_base_time (f->phone, gst_clock_get_time (clock));
  gst_element_set_state (f->phone, GST_STATE_PLAYING);
  feed_events (f);
}

static void
tear_down (Fixture *f)
{
  gst_element_set_bus (f->phone, NULL);
  gst_element_set_state (f->phone, GST_STATE_NULL);
  gst_pad_set_active (f->feed, FALSE);
  gst_pad_set_active (f->ear, FALSE);
  gst_object_unref (f->phone);
  gst_object_unref (f->feed);
  gst_object_unref (f->ear);
  g_async_queue_unref (f->told);
  g_async_queue_unref (f->events);
  g_async_queue_unref (f->buffers);
  g_object_unref (f->far);
  gst_object_unref (f->bus);
  g_byte_array_unref (f->input);
}

/* The next buffer, event or what came up. */
static gpointer
pull (GAsyncQueue *queue)
{
  gpointer object = g_async_queue_timeout_pop (queue, WAIT_US);

  g_assert_nonnull (object);
  return object;
}

static GstStructure *
wait_message (Fixture *f, const gchar *name)
{
  for (;;) {
    GstMessage *message = gst_bus_timed_pop (f->bus, 30 * GST_SECOND);
    GstStructure *structure = NULL;

    g_assert_nonnull (message);
    if (gst_message_has_name (message, name))
      structure = gst_structure_copy (gst_message_get_structure (message));
    gst_message_unref (message);
    if (structure != NULL)
      return structure;
  }
}

static void
wait_cause (Fixture *f, const gchar *cause)
{
  GstStructure *ended = wait_message (f, "twiliostream/call-ended");

  g_assert_cmpstr (gst_structure_get_string (ended, "cause"), ==, cause);
  gst_structure_free (ended);
}

static void
begin (Fixture *f)
{
  tell (f, "{\"event\":\"connected\",\"protocol\":\"Call\"}");
  tell (f, START (MULAW_FORMAT));
  gst_structure_free (wait_message (f, "twiliostream/call-started"));
}

/* 20 ms at @ms. */
static GstFlowReturn
play (Fixture *f, guint ms)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 160, NULL);

  gst_buffer_memset (buffer, 0, 0x55, 160);
  GST_BUFFER_PTS (buffer) = ms * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = 20 * GST_MSECOND;
  return gst_pad_push (f->feed, buffer);
}

/* The position that upstream is told next. */
static guint64
pull_heard (Fixture *f)
{
  guint64 position;

  for (;;) {
    GstEvent *event = pull (f->told);

    if (gst_event_has_name (event, "openairealtime/heard")) {
      g_assert_true (gst_structure_get_uint64 (gst_event_get_structure (event),
          "position", &position));
      gst_event_unref (event);
      return position;
    }
    gst_event_unref (event);
  }
}

static void
say (Fixture *f, guint timestamp)
{
  g_autofree gchar *text = g_strdup_printf (
      "{\"event\":\"media\",\"streamSid\":\"MZ1\",\"media\":{\"track\":"
      "\"inbound\",\"timestamp\":\"%u\",\"payload\":\"fn5+fn5+fn4=\"}}",
      timestamp);

  tell (f, text);
}

/*** tests ***/

static void
on_started (GstElement *element, const gchar *call, const gchar *stream,
    const gchar *account, const GstStructure *parameters, gchar **told)
{
  *told = g_strdup_printf ("%s %s %s %s", call, stream, account,
      gst_structure_get_string (parameters, "a"));
}

TEST_F (who_calls_is_told)
{
  g_autofree gchar *told = NULL, *call = NULL, *stream = NULL;
  GstStructure *parameters = NULL, *message;

  g_signal_connect (f->phone, "call-started", G_CALLBACK (on_started), &told);
  g_object_get (f->phone, "call-sid", &call, NULL);
  g_assert_null (call);
  begin (f);
  g_object_get (f->phone, "call-sid", &call, "stream-sid", &stream,
      "parameters", &parameters, NULL);
  g_assert_cmpstr (call, ==, "CA1");
  g_assert_cmpstr (stream, ==, "MZ1");
  g_assert_cmpstr (gst_structure_get_string (parameters, "a"), ==, "b");
  gst_structure_free (parameters);
  /* A later message comes behind the signal. */
  tell (f, "{\"event\":\"stop\",\"streamSid\":\"MZ1\"}");
  message = wait_message (f, "twiliostream/call-ended");
  gst_structure_free (message);
  g_assert_cmpstr (told, ==, "CA1 MZ1 AC1 b");
}

/* The marks say so; before any has come, nothing was. */
TEST_F (upstream_is_told_what_was_heard)
{
  guint i;

  begin (f);
  for (i = 0; i < 3; i++)
    g_assert_cmpint (play (f, 1000 + i * 20), ==, GST_FLOW_OK);
  g_assert_cmpuint (pull_heard (f), ==, 0);
  for (i = 0; i < 3; i++) {
    g_free (hear_event (f, "media"));
    echo (f);
    g_assert_cmpuint (pull_heard (f), ==, (1020 + i * 20) * GST_MSECOND);
  }
}

/* It is in the phone company's buffer. */
static void
play_there (Fixture *f)
{
  begin (f);
  play (f, 0);
  g_free (hear_event (f, "media"));
  g_free (hear_event (f, "mark"));
}

static void
check_cleared (Fixture *f)
{
  g_autofree gchar *text = NULL;

  g_free (hear_event (f, "clear"));
  g_assert_cmpint (play (f, 5000), ==, GST_FLOW_OK);
  g_free (hear_event (f, "media"));
  text = hear_event (f, "mark");
  /* Of another generation than what the clear gives back. */
  g_assert_nonnull (strstr (text, "oa:1:"));
}

TEST_F (an_interruption_clears)
{
  play_there (f);
  g_assert_true (gst_pad_push_event (f->feed,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
          gst_structure_new_empty ("openairealtime/interrupted"))));
  check_cleared (f);
}

TEST_F (a_flush_clears)
{
  GstSegment segment;

  play_there (f);
  gst_pad_push_event (f->feed, gst_event_new_flush_start ());
  g_assert_cmpint (play (f, 20), ==, GST_FLOW_FLUSHING);
  gst_pad_push_event (f->feed, gst_event_new_flush_stop (FALSE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (f->feed, gst_event_new_segment (&segment));
  check_cleared (f);
}

TEST_F (silence_is_not_sent)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 160, NULL);

  begin (f);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  GST_BUFFER_PTS (buffer) = 0;
  g_assert_cmpint (gst_pad_push (f->feed, buffer), ==, GST_FLOW_OK);
  g_assert_cmpint (play (f, 20), ==, GST_FLOW_OK);
  g_free (hear_event (f, "media"));
  echo (f);
  g_assert_cmpuint (pull_heard (f), ==, 0);
  g_assert_cmpuint (pull_heard (f), ==, 40 * GST_MSECOND);
}

TEST_F (a_mark_of_the_application_comes_back)
{
  GstStructure *mark;
  gboolean taken, played;

  begin (f);
  play (f, 0);
  g_signal_emit_by_name (f->phone, "send-mark", "here", &taken);
  g_assert_true (taken);
  g_signal_emit_by_name (f->phone, "send-mark", "oa:0:1", &taken);
  g_assert_false (taken);
  g_free (hear_event (f, "media"));
  echo (f);
  echo (f);
  mark = wait_message (f, "twiliostream/mark");
  g_assert_cmpstr (gst_structure_get_string (mark, "name"), ==, "here");
  g_assert_true (gst_structure_get_boolean (mark, "played", &played));
  g_assert_true (played);
  gst_structure_free (mark);
}

TEST_F (holes_are_gaps_and_keys_are_events)
{
  GstBuffer *buffer;
  GstClockTime first;
  GString *events = g_string_new (NULL);
  GstEvent *event;

  begin (f);
  say (f, 0);
  say (f, 501);
  tell (f,
      "{\"event\":\"dtmf\",\"streamSid\":\"MZ1\","
      "\"dtmf\":{\"digit\":\"#\"}}");
  say (f, 502);
  buffer = pull (f->buffers);
  first = GST_BUFFER_PTS (buffer);
  g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, GST_MSECOND);
  gst_buffer_unref (buffer);
  buffer = pull (f->buffers);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer) - first, ==, 501 * GST_MSECOND);
  g_assert_true (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT));
  gst_buffer_unref (buffer);
  gst_buffer_unref (pull (f->buffers));
  while ((event = g_async_queue_try_pop (f->events)) != NULL) {
    const GstStructure *structure = gst_event_get_structure (event);
    GstClockTime duration;
    gint number = 0;

    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
      gst_event_parse_gap (event, NULL, &duration);
      g_assert_cmpuint (duration, ==, 500 * GST_MSECOND);
      g_string_append_c (events, 'g');
    } else if (gst_event_has_name (event, "dtmf-event")) {
      g_assert_true (gst_structure_get_int (structure, "number", &number));
      g_assert_cmpint (number, ==, 11);
      g_string_append_c (events, 'd');
    }
    gst_event_unref (event);
  }
  g_assert_cmpstr (events->str, ==, "gdd");
  g_string_free (events, TRUE);
}

TEST_F (stop_is_the_end_of_what_comes_and_of_what_goes)
{
  GstEvent *event;

  begin (f);
  say (f, 0);
  tell (f, "{\"event\":\"stop\",\"streamSid\":\"MZ1\"}");
  wait_cause (f, "hangup");
  gst_buffer_unref (pull (f->buffers));
  while (GST_EVENT_TYPE (event = pull (f->events)) != GST_EVENT_EOS)
    gst_event_unref (event);
  gst_event_unref (event);
  g_assert_cmpint (play (f, 0), ==, GST_FLOW_EOS);
}

TEST_F (the_end_waits_for_the_last_word)
{
  guint8 opcode;

  begin (f);
  play (f, 0);
  gst_pad_push_event (f->feed, gst_event_new_eos ());
  g_free (hear_event (f, "media"));
  echo (f);
  g_free (hear (f, &opcode));
  g_assert_cmpuint (opcode, ==, 8);
  g_assert_cmpint (g_socket_send (f->far, "\x88\x82\0\0\0\0\x03\xe8", 8, NULL,
                       NULL), ==, 8);
  wait_cause (f, "finished");
}

static void
block (GstElement *element, const gchar *digit, GMutex *held)
{
  g_mutex_lock (held);
  g_mutex_unlock (held);
}

/* One that never returns would delay what is told, and no audio. */
TEST_F (a_slow_handler_delays_no_audio)
{
  GMutex held;

  g_mutex_init (&held);
  g_mutex_lock (&held);
  g_signal_connect (f->phone, "dtmf", G_CALLBACK (block), &held);
  begin (f);
  tell (f,
      "{\"event\":\"dtmf\",\"streamSid\":\"MZ1\","
      "\"dtmf\":{\"digit\":\"1\"}}");
  say (f, 0);
  gst_buffer_unref (pull (f->buffers));
  play (f, 0);
  g_free (hear_event (f, "media"));
  echo (f);
  g_assert_cmpuint (pull_heard (f), ==, 0);
  g_assert_cmpuint (pull_heard (f), ==, 20 * GST_MSECOND);
  tell (f, "{\"event\":\"stop\",\"streamSid\":\"MZ1\"}");
  g_mutex_unlock (&held);
  wait_cause (f, "hangup");
  g_mutex_clear (&held);
}

/* Until a call has begun, the state is not reached; stopping waits for
 * nobody. */
TEST_F (the_state_is_that_of_the_call)
{
  GstState state;

  g_assert_cmpint (gst_element_get_state (f->phone, &state, NULL, 0), ==,
      GST_STATE_CHANGE_ASYNC);
  g_assert_cmpint (state, ==, GST_STATE_READY);
  begin (f);
  g_assert_cmpint (gst_element_get_state (f->phone, &state, NULL,
                       30 * GST_SECOND), ==, GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpint (state, ==, GST_STATE_PLAYING);
  g_assert_cmpint (gst_element_set_state (f->phone, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
}

TEST_F (another_run_is_another_call)
{
  GIOStream *stream;
  guint64 heard;
  GstStructure *stats;

  begin (f);
  gst_element_set_state (f->phone, GST_STATE_READY);
  stream = connect_far (f);
  g_object_set (f->phone, "connection", stream, NULL);
  g_object_unref (stream);
  gst_element_set_state (f->phone, GST_STATE_PLAYING);
  begin (f);
  say (f, 7000);
  gst_buffer_unref (pull (f->buffers));
  g_object_get (f->phone, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, "heard", &heard));
  g_assert_cmpuint (heard, ==, GST_CLOCK_TIME_NONE);
  gst_structure_free (stats);
}

/* Upstream may choose only what the call has. */
TEST_F (the_format_of_the_call_is_asked_for)
{
  GstCaps *caps,
      *alaw = gst_caps_from_string ("audio/x-alaw, rate=(int)8000, "
                                    "channels=(int)1");
  GstPad *pad = gst_element_get_static_pad (f->phone, "sink");

  caps = gst_pad_query_caps (pad, NULL);
  g_assert_cmpuint (gst_caps_get_size (caps), ==, 3);
  gst_caps_unref (caps);
  tell (f, START ("{\"encoding\":\"PCMA\",\"sampleRate\":8000}"));
  gst_structure_free (wait_message (f, "twiliostream/call-started"));
  caps = gst_pad_query_caps (pad, NULL);
  g_assert_true (gst_caps_is_equal (caps, alaw));
  gst_caps_unref (caps);
  say (f, 0);
  gst_buffer_unref (pull (f->buffers));
  caps = gst_pad_get_current_caps (f->ear);
  g_assert_true (gst_caps_is_equal (caps, alaw));
  gst_caps_unref (caps);
  gst_caps_unref (alaw);
  gst_object_unref (pad);
}

/* Each is its own, and all are stopped in a moment, whatever their far ends
 * do. */
TEST (many_calls_at_once)
{
  Fixture calls[50] = { { NULL } };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (calls); i++)
    set_up (&calls[i]);
  for (i = 0; i < G_N_ELEMENTS (calls); i++)
    begin (&calls[i]);
  for (i = 0; i < G_N_ELEMENTS (calls); i++) {
    play (&calls[i], i * 20);
    say (&calls[i], 0);
  }
  for (i = 0; i < G_N_ELEMENTS (calls); i++) {
    g_free (hear_event (&calls[i], "media"));
    echo (&calls[i]);
    g_assert_cmpuint (pull_heard (&calls[i]), ==, 0);
    g_assert_cmpuint (pull_heard (&calls[i]), ==, (i + 1) * 20 * GST_MSECOND);
    gst_buffer_unref (pull (calls[i].buffers));
  }
  for (i = 0; i < G_N_ELEMENTS (calls); i++)
    tear_down (&calls[i]);
}

static gpointer
play_pipeline (gpointer data)
{
  GstElement *pipeline = data;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_async_queue_push (g_object_get_data (G_OBJECT (pipeline), "playing"), data);
  return NULL;
}

/* As gst-launch-1.0 does, but sooner: nothing else happens until it plays, if
 * it can at all. */
static GstBusSyncReply
on_paused (GstBus *bus, GstMessage *message, gpointer data)
{
  GstElement *pipeline = data;
  GAsyncQueue *playing = g_object_get_data (G_OBJECT (pipeline), "playing");
  GstState state = GST_STATE_NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_STATE_CHANGED
      && GST_MESSAGE_SRC (message) == GST_OBJECT (pipeline))
    gst_message_parse_state_changed (message, NULL, &state, NULL);
  if (state == GST_STATE_PAUSED) {
    g_thread_unref (g_thread_new ("player", play_pipeline, pipeline));
    if (g_async_queue_timeout_pop (playing, G_USEC_PER_SEC / 5) != NULL)
      g_async_queue_push (playing, pipeline);
  }
  return GST_BUS_PASS;
}

TEST (a_pipeline_that_is_played_at_once_ends)
{
  Fixture f = { .input = g_byte_array_new () };
  g_autoptr (GIOStream) stream = connect_far (&f);
  g_autoptr (GstElement) pipeline =
      gst_parse_launch ("twiliostream name=phone ! fakesink async=false", NULL);
  g_autoptr (GstElement) phone =
      gst_bin_get_by_name (GST_BIN (pipeline), "phone");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GAsyncQueue *playing = g_async_queue_new ();
  GstMessage *message;

  g_object_set_data_full (G_OBJECT (pipeline), "playing", playing,
      (GDestroyNotify) g_async_queue_unref);
  gst_bus_set_sync_handler (bus, on_paused, pipeline, NULL);
  g_object_set (phone, "connection", stream, NULL);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  tell (&f, "{\"event\":\"connected\",\"protocol\":\"Call\"}");
  tell (&f, START (MULAW_FORMAT));
  pull (playing);
  tell (&f, "{\"event\":\"stop\",\"streamSid\":\"MZ1\",\"stop\":{}}");
  message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS);
  g_assert_nonnull (message);
  gst_message_unref (message);
  /* It is PAUSED on its way down, too. */
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_object_unref (f.far);
  g_byte_array_unref (f.input);
}

static void
drop_message (const gchar *domain, GLogLevelFlags level, const gchar *message,
    gpointer user_data)
{}

int
main (int argc, char **argv)
{
  gint ret;

  test_init (&argc, &argv);
  gst_init (NULL, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, drop_message, NULL);
  GST_ELEMENT_REGISTER (twiliostream, NULL);
  ret = g_test_run ();
  oa_loop_join_unused ();
  return ret;
}

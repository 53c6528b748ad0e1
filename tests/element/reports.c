/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reports.c - what is told, and when: handlers that block, runs that follow
 * each other, threads that cannot be made, a service that talks nonsense. */

#define _GNU_SOURCE
#include "fixture.h"
#include "talker.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <dlfcn.h>
#include <errno.h>
#include <gio/gio.h>
#include <pthread.h>
#include <string.h>

#define M(name) "openairealtime/" name

/* A handler that returns when it may. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean entered;
  gboolean open;
} Gate;

static void
gate_init (Gate *gate)
{
  g_mutex_init (&gate->lock);
  g_cond_init (&gate->cond);
  gate->entered = gate->open = FALSE;
}

static void
gate_clear (Gate *gate)
{
  g_mutex_clear (&gate->lock);
  g_cond_clear (&gate->cond);
}

static void
gate_enter (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->entered = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->open)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
gate_wait_entered (Gate *gate)
{
  SHARED_WAIT (gate, gate->entered);
}

static void
gate_open (Gate *gate)
{
  SHARED_CHANGE (gate, gate->open = TRUE);
}

static void
on_event (GstElement *element, const gchar *type, const gchar *json,
    gpointer gate)
{
  gate_enter (gate);
}

static void
on_transcript (GstElement *element, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final, gpointer gate)
{
  gate_enter (gate);
}

/*** threads that cannot be made ***/

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

typedef int (*CreateFunc) (pthread_t *, const pthread_attr_t *,
    void *(*) (void *), void *);

static gint refuse_threads; /* atomic */
static gint n_refused;      /* atomic */

/* In the place of the C library's, for GLib as well. */
int
pthread_create (pthread_t *thread, const pthread_attr_t *attr,
    void *(*func) (void *), void *data)
{
  static CreateFunc real;

  if (real == NULL)
    real = (CreateFunc) dlsym (RTLD_NEXT, "pthread_create");
  if (g_atomic_int_get (&refuse_threads)) {
    g_atomic_int_inc (&n_refused);
    return EAGAIN;
  }
  return real (thread, attr, func, data);
}

/* The first test, and the pool's only thread is with a handler: the error needs
 * another one. */
TEST (error_waits_for_a_thread)
{
  gint unused = g_thread_pool_get_max_unused_threads ();
  Line line;
  Gate gate;

  gate_init (&gate);
  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  g_signal_connect (line.element, "event::x.stop", G_CALLBACK (on_event),
      &gate);
  talker_say (line.talker, "{\"type\":\"x.stop\"}");
  gate_wait_entered (&gate);
  /* Those of other pools would help after a while. */
  g_thread_pool_set_max_unused_threads (0);
  g_atomic_int_set (&refuse_threads, 1);
  talker_close (line.talker, 4000, "no more");
  while (g_atomic_int_get (&n_refused) < 3)
    g_thread_yield ();
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ERROR, NULL), ==, 0);
  g_atomic_int_set (&refuse_threads, 0);
  g_thread_pool_set_max_unused_threads (unused);
  line_wait (&line, GST_MESSAGE_ERROR, NULL);
  line_wait (&line, GST_MESSAGE_EOS, NULL);
  gate_open (&gate);
  line_stop (&line);
  gate_clear (&gate);
}
#endif

/*** handlers that block ***/

TEST (end_passes_a_handler_that_blocks)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  Fixture f;
  Gate gate;
  Run *run;

  gate_init (&gate);
  fixture_start_pcm (&f, NULL);
  g_signal_connect (f.element, "transcript", G_CALLBACK (on_transcript), &gate);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  gate_wait_entered (&gate);
  gate_open (&gate);
  run_free (run);
  fixture_stop (&f);
  gate_clear (&gate);
}

TEST (error_passes_a_handler_that_blocks)
{
  Line line;
  Gate gate;

  gate_init (&gate);
  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  g_signal_connect (line.element, "event::x.stop", G_CALLBACK (on_event),
      &gate);
  talker_say (line.talker, "{\"type\":\"x.stop\"}");
  gate_wait_entered (&gate);
  talker_close (line.talker, 4000, "no more");
  line_wait (&line, GST_MESSAGE_ERROR, NULL);
  /* The stream ends behind it, too. */
  line_wait (&line, GST_MESSAGE_EOS, NULL);
  gate_open (&gate);
  line_stop (&line);
  gate_clear (&gate);
}

#define LARGE (1000 * 1000)

static void
say_large_transcript (Line *line, guint number)
{
  g_autofree gchar *text = g_strnfill (LARGE, 'a');
  g_autofree gchar *json = g_strdup_printf (
      "{\"type\":\"conversation.item.input_audio_transcription.completed\","
      "\"item_id\":\"i%u\",\"transcript\":\"%s\"}",
      number, text);

  talker_say (line->talker, json);
}

static guint64
count_events (GstElement *element)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 count;

  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, "events-received", &count));
  return count;
}

/* What waits for it is bounded, even of what is not left out otherwise. */
TEST (flooded_handler_does_not_fill_the_memory)
{
  guint64 before;
  Line line;
  Gate gate;

  gate_init (&gate);
  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  before = count_events (line.element);
  g_signal_connect (line.element, "event::x.stop", G_CALLBACK (on_event),
      &gate);
  talker_say (line.talker, "{\"type\":\"x.stop\"}");
  gate_wait_entered (&gate);
  for (guint i = 0; i < 100; i++)
    say_large_transcript (&line, i);
  while (count_events (line.element) < before + 101)
    g_thread_yield ();
  gate_open (&gate);
  for (guint i = 0; i < 60; i++)
    line_wait (&line, GST_MESSAGE_ELEMENT, M ("transcript"));
  talker_say (line.talker,
      "{\"type\":\"error\",\"error\":{"
      "\"type\":\"invalid_request_error\",\"message\":\"still here\"}}");
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("error"));
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ELEMENT,
          M ("transcript")), <=, 70);
  line_stop (&line);
  gate_clear (&gate);
}

typedef struct
{
  gint told; /* atomic */
  gint told_at_error;
} Order;

/* How long a handler takes is what is tested. */
static void
on_note (GstElement *element, const gchar *type, const gchar *json,
    gpointer data)
{
  Order *order = data;

  g_usleep (20 * 1000);
  g_atomic_int_inc (&order->told);
}

static GstBusSyncReply
note_error (GstBus *bus, GstMessage *message, gpointer data)
{
  Order *order = data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    order->told_at_error = g_atomic_int_get (&order->told);
  return GST_BUS_PASS;
}

/* Handlers that return keep their place before it. */
TEST_WITH (Line, line, error_waits_for_handlers_that_return, "")
{
  Order order = { 0, -1 };
  g_autoptr (GstBus) bus = NULL;

  bus = gst_element_get_bus (line->pipeline);
  gst_bus_set_sync_handler (bus, note_error, &order, NULL);
  line_play (line);
  line_wait (line, GST_MESSAGE_ELEMENT, M ("connected"));
  g_signal_connect (line->element, "event::x.note", G_CALLBACK (on_note),
      &order);
  for (guint i = 0; i < 30; i++)
    talker_say (line->talker, "{\"type\":\"x.note\"}");
  talker_close (line->talker, 4000, "no more");
  line_wait (line, GST_MESSAGE_ERROR, NULL);
  g_assert_cmpint (order.told_at_error, ==, 30);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
}

static void
on_state (GstElement *element, GParamSpec *spec, gpointer gate)
{
  gate_enter (gate);
}

static gboolean
has_type (GstMessage *message, GstProgressType wanted)
{
  GstProgressType type;

  gst_message_parse_progress (message, &type, NULL, NULL);
  return type == wanted;
}

/* It takes connections, and never says a word. */
static GSocketListener *
listen_only (gchar **uri)
{
  GSocketListener *listener = g_socket_listener_new ();
  GSocketAddress *any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  GSocketAddress *address;
  GError *error = NULL;

  g_socket_listener_add_address (listener, any, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  *uri = g_strdup_printf ("ws://127.0.0.1:%u/v1/realtime",
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  g_object_unref (address);
  g_object_unref (any);
  return listener;
}

/* What began is said to be over, though the run is. */
TEST (a_canceled_connection_is_told)
{
  g_autoptr (GSocketListener) listener = NULL;
  g_autofree gchar *uri = NULL;
  Line line;
  Gate gate;

  gate_init (&gate);
  listener = listen_only (&uri);
  line_start (&line, "");
  g_object_set (line.element, "uri", uri, NULL);
  g_signal_connect (line.element, "notify::connection-state",
      G_CALLBACK (on_state), &gate);
  gst_element_set_state (line.pipeline, GST_STATE_PAUSED);
  gate_wait_entered (&gate);
  gst_element_set_state (line.pipeline, GST_STATE_READY);
  gate_open (&gate);
  g_assert_true (has_type (line_wait (&line, GST_MESSAGE_PROGRESS, NULL),
      GST_PROGRESS_TYPE_START));
  while (!has_type (line_wait (&line, GST_MESSAGE_PROGRESS, NULL),
      GST_PROGRESS_TYPE_CANCELED))
    ;
  line_stop (&line);
  gate_clear (&gate);
}

/* What waited behind a handler is of a run that is over. */
TEST (reports_stay_in_their_run)
{
  Line line;
  Gate gate;

  gate_init (&gate);
  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  g_signal_connect (line.element, "event::x.stop", G_CALLBACK (on_event),
      &gate);
  talker_say (line.talker, "{\"type\":\"x.stop\"}");
  gate_wait_entered (&gate);
  for (guint i = 0; i < 20; i++)
    talker_say (line.talker,
        "{\"type\":\"error\",\"error\":{"
        "\"type\":\"invalid_request_error\",\"message\":\"old\"}}");
  talker_close (line.talker, 4000, "no more");
  line_wait (&line, GST_MESSAGE_ERROR, NULL);
  gst_element_set_state (line.pipeline, GST_STATE_READY);
  g_ptr_array_set_size (line.messages, 0);

  line_play (&line);
  gate_open (&gate);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  talker_close (line.talker, 4001, "again no more");
  line_wait (&line, GST_MESSAGE_ERROR, NULL);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ELEMENT, M ("error")), ==,
      0);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ERROR, NULL), ==, 1);
  line_stop (&line);
  gate_clear (&gate);
}

/*** nonsense ***/

TEST_WITH (Line, line, nonsense_is_told_a_few_times_and_ends_it, "")
{
  GstMessage *message;
  GError *error;

  line_play (line);
  line_wait (line, GST_MESSAGE_ELEMENT, M ("connected"));
  for (guint i = 0; i < 1000; i++)
    talker_say (line->talker, "{\"type\":");
  message = line_wait (line, GST_MESSAGE_ERROR, NULL);
  gst_message_parse_error (message, &error, NULL);
  g_assert_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE);
  g_assert_nonnull (strstr (error->message, "Realtime protocol"));
  g_error_free (error);
  g_assert_cmpuint (line_count (line, GST_MESSAGE_WARNING, NULL), >=, 1);
  g_assert_cmpuint (line_count (line, GST_MESSAGE_WARNING, NULL), <=, 3);
}

/* One in two is read: nothing ends, and the warnings are few all the same. */
TEST_WITH (Line, line, some_nonsense_is_survived, "")
{
  line_play (line);
  line_wait (line, GST_MESSAGE_ELEMENT, M ("connected"));
  for (guint i = 0; i < 1000; i++) {
    talker_say (line->talker, "[]");
    talker_say (line->talker, "{\"type\":\"x.other\"}");
  }
  talker_say (line->talker,
      "{\"type\":\"error\",\"error\":{"
      "\"type\":\"invalid_request_error\",\"message\":\"still here\"}}");
  line_wait (line, GST_MESSAGE_ELEMENT, M ("error"));
  g_assert_cmpuint (line_count (line, GST_MESSAGE_WARNING, NULL), >=, 1);
  g_assert_cmpuint (line_count (line, GST_MESSAGE_WARNING, NULL), <=, 4);
}

/* By the wrong kind of frame, or not in UTF-8: a warning, and the call goes on
 * over the same connection. JSON in a binary frame is read. */
TEST_WITH (Line, line, unreadable_frames_cost_a_warning, "reconnect=true")
{
  line_play (line);
  line_wait (line, GST_MESSAGE_ELEMENT, M ("connected"));
  talker_say_binary (line->talker, "\x01\x02\xff");
  talker_say_binary (line->talker, "{\"type\":\"x.\xff\xfe\"}");
  talker_say_binary (line->talker,
      "{\"type\":\"error\",\"error\":{"
      "\"type\":\"invalid_request_error\",\"message\":\"still here\"}}");
  line_wait (line, GST_MESSAGE_ELEMENT, M ("error"));
  g_assert_cmpuint (line_count (line, GST_MESSAGE_WARNING, NULL), ==, 1);
  g_assert_cmpuint (talker_count_connections (line->talker), ==, 1);
  g_assert_cmpuint (line_count (line, GST_MESSAGE_ELEMENT,
          M ("reconnecting")), ==, 0);
}

TEST_MAIN (fixture_init ())

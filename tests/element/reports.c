/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reports.c - what is told, and when: handlers that block, runs that follow
 * each other, threads that cannot be made, a service that talks nonsense. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#define _GNU_SOURCE
#include "fixture.h"
#include "talker.h"

#include <dlfcn.h>
#include <errno.h>
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
  g_mutex_lock (&gate->lock);
  while (!gate->entered)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->open = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->lock);
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

/*** handlers that block ***/

static void
test_end_passes_a_handler_that_blocks (void)
{
  GBytes *speech = make_speech ("pcm", 1, 1000, 1000);
  Fixture f;
  Gate gate;
  Run *run;

  gate_init (&gate);
  fixture_start (&f, NULL);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  g_signal_connect (f.element, "transcript", G_CALLBACK (on_transcript),
      &gate);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  gate_wait_entered (&gate);
  gate_open (&gate);
  run_free (run);
  g_bytes_unref (speech);
  fixture_stop (&f);
  gate_clear (&gate);
}

static void
test_error_passes_a_handler_that_blocks (void)
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
  gchar *text = g_strnfill (LARGE, 'a');
  gchar *json = g_strdup_printf (
      "{\"type\":\"conversation.item.input_audio_transcription.completed\","
      "\"item_id\":\"i%u\",\"transcript\":\"%s\"}", number, text);

  talker_say (line->talker, json);
  g_free (json);
  g_free (text);
}

static guint64
count_events (GstElement *element)
{
  GstStructure *stats;
  guint64 count;

  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, "events-received", &count));
  gst_structure_free (stats);
  return count;
}

/* What waits for it is bounded, even of what is not left out otherwise. */
static void
test_flooded_handler_does_not_fill_the_memory (void)
{
  guint64 before;
  Line line;
  Gate gate;
  guint i;

  gate_init (&gate);
  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  before = count_events (line.element);
  g_signal_connect (line.element, "event::x.stop", G_CALLBACK (on_event),
      &gate);
  talker_say (line.talker, "{\"type\":\"x.stop\"}");
  gate_wait_entered (&gate);
  for (i = 0; i < 100; i++)
    say_large_transcript (&line, i);
  while (count_events (line.element) < before + 101)
    g_thread_yield ();
  gate_open (&gate);
  for (i = 0; i < 60; i++)
    line_wait (&line, GST_MESSAGE_ELEMENT, M ("transcript"));
  talker_say (line.talker, "{\"type\":\"error\",\"error\":{"
      "\"type\":\"invalid_request_error\",\"message\":\"still here\"}}");
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("error"));
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ELEMENT,
          M ("transcript")), <=, 70);
  line_stop (&line);
  gate_clear (&gate);
}

/* What waited behind a handler is of a run that is over. */
static void
test_reports_stay_in_their_run (void)
{
  Line line;
  Gate gate;
  guint i;

  gate_init (&gate);
  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  g_signal_connect (line.element, "event::x.stop", G_CALLBACK (on_event),
      &gate);
  talker_say (line.talker, "{\"type\":\"x.stop\"}");
  gate_wait_entered (&gate);
  for (i = 0; i < 20; i++)
    talker_say (line.talker, "{\"type\":\"error\",\"error\":{"
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

/*** threads that cannot be made ***/

#if !defined (__SANITIZE_ADDRESS__) && !defined (__SANITIZE_THREAD__)
#define CAN_REFUSE_THREADS 1

typedef int (*CreateFunc) (pthread_t *, const pthread_attr_t *,
    void *(*) (void *), void *);

static gint refuse_threads;     /* atomic */
static gint n_refused;          /* atomic */

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
static void
test_error_waits_for_a_thread (void)
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
  g_thread_pool_stop_unused_threads ();
  g_atomic_int_set (&refuse_threads, 1);
  talker_close (line.talker, 4000, "no more");
  while (g_atomic_int_get (&n_refused) < 3)
    g_thread_yield ();
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ERROR, NULL), ==, 0);
  g_atomic_int_set (&refuse_threads, 0);
  line_wait (&line, GST_MESSAGE_ERROR, NULL);
  line_wait (&line, GST_MESSAGE_EOS, NULL);
  gate_open (&gate);
  line_stop (&line);
  gate_clear (&gate);
}
#endif

/*** nonsense ***/

static void
test_nonsense_is_told_a_few_times_and_ends_it (void)
{
  Line line;
  GstMessage *message;
  GError *error;
  guint i;

  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  for (i = 0; i < 1000; i++)
    talker_say (line.talker, "{\"type\":");
  message = line_wait (&line, GST_MESSAGE_ERROR, NULL);
  gst_message_parse_error (message, &error, NULL);
  g_assert_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE);
  g_assert_nonnull (strstr (error->message, "Realtime protocol"));
  g_error_free (error);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_WARNING, NULL), >=, 1);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_WARNING, NULL), <=, 3);
  line_stop (&line);
}

/* One in two is read: nothing ends, and the warnings are few all the same. */
static void
test_some_nonsense_is_survived (void)
{
  Line line;
  guint i;

  line_start (&line, "");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  for (i = 0; i < 1000; i++) {
    talker_say (line.talker, "[]");
    talker_say (line.talker, "{\"type\":\"x.other\"}");
  }
  talker_say (line.talker, "{\"type\":\"error\",\"error\":{"
      "\"type\":\"invalid_request_error\",\"message\":\"still here\"}}");
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("error"));
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_WARNING, NULL), >=, 1);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_WARNING, NULL), <=, 4);
  line_stop (&line);
}

/* By the wrong kind of frame, or not in UTF-8: a warning, and the call goes on
 * over the same connection. JSON in a binary frame is read. */
static void
test_unreadable_frames_cost_a_warning (void)
{
  Line line;

  line_start (&line, "reconnect=true");
  line_play (&line);
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("connected"));
  talker_say_binary (line.talker, "\x01\x02\xff");
  talker_say_binary (line.talker, "{\"type\":\"x.\xff\xfe\"}");
  talker_say_binary (line.talker, "{\"type\":\"error\",\"error\":{"
      "\"type\":\"invalid_request_error\",\"message\":\"still here\"}}");
  line_wait (&line, GST_MESSAGE_ELEMENT, M ("error"));
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_WARNING, NULL), ==, 1);
  g_assert_cmpuint (talker_count_connections (line.talker), ==, 1);
  g_assert_cmpuint (line_count (&line, GST_MESSAGE_ELEMENT,
          M ("reconnecting")), ==, 0);
  line_stop (&line);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();

#define TEST(name) g_test_add_func ("/reports/" #name, test_##name)
#ifdef CAN_REFUSE_THREADS
  TEST (error_waits_for_a_thread);
#endif
  TEST (end_passes_a_handler_that_blocks);
  TEST (error_passes_a_handler_that_blocks);
  TEST (flooded_handler_does_not_fill_the_memory);
  TEST (reports_stay_in_their_run);
  TEST (nonsense_is_told_a_few_times_and_ends_it);
  TEST (some_nonsense_is_survived);
  TEST (unreadable_frames_cost_a_warning);
#undef TEST
  return g_test_run ();
}

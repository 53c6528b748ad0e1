/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pacing.c - one thread that takes the steps of many: order, blocked members,
 * and whole sessions by it. */

#include "fixture.h"
#include "gstopenairealtimeelement.h"
#include "liveharness.h"
#include "pacing/pacer.h"
#include "stepclock.h"
#include "../support/testcase.h"

static GMutex lock;
static GCond cond;

typedef struct
{
  OaPacerMember *member;
  guint steps;
  guint limit;     /* rests after so many */
  gboolean blocks; /* its next step does not return */
  gboolean is_blocked;
} Walker;

/* us; longer than a step should last, shorter than it may. */
#define DRAG 5000

typedef struct
{
  OaPacerMember *member;
  GThread *thread; /* of its latest step */
} Dragger;

static gint64
walk (gpointer user_data)
{
  Walker *self = user_data;
  gboolean rests;

  g_mutex_lock (&lock);
  self->steps++;
  self->is_blocked = self->blocks;
  g_cond_broadcast (&cond);
  while (self->blocks)
    g_cond_wait (&cond, &lock);
  self->is_blocked = FALSE;
  rests = self->steps == self->limit;
  g_mutex_unlock (&lock);
  return rests ? -1 : g_get_monotonic_time () + 1000;
}

static void
start_walk (Walker *self)
{
  self->member = oa_pacer_join (walk, self);
  oa_pacer_resume (self->member);
}

static void
wait_for_steps (Walker *self, guint steps)
{
  gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  g_mutex_lock (&lock);
  while (self->steps < steps)
    g_assert_true (g_cond_wait_until (&cond, &lock, end));
  g_mutex_unlock (&lock);
}

static void
set_blocks (Walker *self, gboolean blocks)
{
  g_mutex_lock (&lock);
  self->blocks = blocks;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

TEST (a_member_rests_until_it_is_resumed)
{
  Walker walker = { .limit = 3 };

  start_walk (&walker);
  wait_for_steps (&walker, 3);
  oa_pacer_resume (walker.member);
  wait_for_steps (&walker, 4);
  oa_pacer_leave (walker.member);
}

TEST (a_blocked_member_stops_nobody_else)
{
  Walker blocked[3] = { { .blocks = TRUE }, { .blocks = TRUE },
    { .blocks = TRUE } };
  Walker free_one = { 0 };

  for (guint i = 0; i < 3; i++) {
    start_walk (&blocked[i]);
    wait_for_steps (&blocked[i], 1);
  }
  start_walk (&free_one);
  wait_for_steps (&free_one, 100);
  for (guint i = 0; i < 3; i++)
    g_assert_true (blocked[i].is_blocked);
  for (guint i = 0; i < 3; i++)
    set_blocks (&blocked[i], FALSE);
  /* They have threads of their own now, and go on. */
  for (guint i = 0; i < 3; i++)
    wait_for_steps (&blocked[i], 50);
  /* And come back after a while. */
  wait_for_steps (&blocked[0], 600);
  for (guint i = 0; i < 3; i++)
    oa_pacer_leave (blocked[i].member);
  oa_pacer_leave (free_one.member);
}

static gpointer
leave (gpointer data)
{
  oa_pacer_leave (((Walker *) data)->member);
  return NULL;
}

/* It blocks for less than anybody is waited for, but each time: the leader
 * goes on without it, which its thread tells. */
static gint64
drag (gpointer user_data)
{
  Dragger *self = user_data;

  g_mutex_lock (&lock);
  self->thread = g_thread_self ();
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
  g_usleep (DRAG);
  return g_get_monotonic_time ();
}

TEST (a_slow_member_has_a_thread_of_its_own)
{
  gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  Dragger slow = { NULL }, slower = { NULL };

  slow.member = oa_pacer_join (drag, &slow);
  slower.member = oa_pacer_join (drag, &slower);
  oa_pacer_resume (slow.member);
  oa_pacer_resume (slower.member);
  g_mutex_lock (&lock);
  while (slow.thread == NULL || slower.thread == NULL
      || slow.thread == slower.thread)
    g_assert_true (g_cond_wait_until (&cond, &lock, end));
  g_mutex_unlock (&lock);
  oa_pacer_leave (slow.member);
  oa_pacer_leave (slower.member);
}

/* Whoever left may free what the step works on. */
TEST (leaving_waits_for_the_step)
{
  Walker walker = { .blocks = TRUE };
  GThread *thread;
  guint steps;

  start_walk (&walker);
  wait_for_steps (&walker, 1);
  thread = g_thread_new ("leave", leave, &walker);
  set_blocks (&walker, FALSE);
  g_thread_join (thread);
  steps = walker.steps;
  g_assert_false (walker.is_blocked);
  g_thread_yield ();
  g_assert_cmpuint (walker.steps, ==, steps);
}

static guint
count_pacers (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const gchar *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path =
        g_build_filename ("/proc/self/task", name, "comm", NULL);
    g_autofree gchar *text = NULL;

    if (g_file_get_contents (path, &text, NULL, NULL))
      n += g_str_has_prefix (text, "oa-pacer");
  }
  return n;
}

TEST (threads_end_with_the_last_member)
{
  Walker walkers[2] = { { .limit = 3 }, { .limit = 3 } };

  for (guint round = 0; round < 20; round++) {
    for (guint i = 0; i < 2; i++) {
      walkers[i].steps = 0;
      start_walk (&walkers[i]);
    }
    for (guint i = 0; i < 2; i++)
      wait_for_steps (&walkers[i], 3);
    g_assert_cmpuint (count_pacers (), >, 0);
    for (guint i = 0; i < 2; i++)
      oa_pacer_leave (walkers[i].member);
    /* The kernel forgets a thread a moment after it was joined. */
    while (count_pacers () > 0)
      g_thread_yield ();
  }
}

static GstPadProbeReturn
note_pacing (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  *(gboolean *) user_data = GST_OPENAI_REALTIME (element)->pacing != NULL;
  return GST_PAD_PROBE_OK;
}

/* The last answer is complete, without a hole, before EOS; its frames come from
 * the shared thread, or not. */
static void
run_session (const gchar *live, gboolean shared, guint from, guint deadline,
    gboolean paced)
{
  g_autoptr (GBytes) speech = make_speech ("pcmu", 1, 600, 600);
  gboolean was_paced = !paced;
  GstPad *pad;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start (&f, NULL);
  fixture_build (&f, format_caps ("pcmu"), format_caps ("pcmu"));
  pad = gst_element_get_static_pad (f.element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, note_pacing, &was_paced,
      NULL);
  gst_object_unref (pad);
  gst_util_set_object_arg (G_OBJECT (f.element), "live", live);
  g_object_set (f.element, "shared-pacing", shared, "shared-pacing-from", from,
      NULL);
  /* Without a time of its own that it may take, a sink adds no latency. */
  g_object_set (f.sink, "sync", TRUE, "processing-deadline",
      deadline * GST_MSECOND, NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_true (run->contiguous);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 1);
  g_assert_cmpuint (run->audio->len, >, 8000);
  g_assert_cmpint (was_paced, ==, paced);
}

TEST (a_live_session)
{
  run_session ("yes", TRUE, 0, 0, TRUE);
}

TEST (a_recording_has_a_task_of_its_own)
{
  run_session ("no", TRUE, 0, 0, FALSE);
}

/* The session is the first live one of the process: enough when one is. */
TEST (enough_live_sessions_share)
{
  run_session ("yes", FALSE, 1, 0, TRUE);
  run_session ("yes", FALSE, 2, 0, FALSE);
  run_session ("yes", FALSE, 0, 0, FALSE);
}

/* Its pushes would wait for the sink's deadline. */
TEST (a_pipeline_with_latency_does_not_share)
{
  run_session ("yes", FALSE, 1, 20, FALSE);
  run_session ("yes", TRUE, 0, 20, FALSE);
}

TEST (recordings_do_not_share_unasked)
{
  run_session ("no", FALSE, 1, 0, FALSE);
}

static gboolean
has_event (GstHarness *h, GstEventType type)
{
  GstEvent *event = gst_harness_try_pull_event (h);
  gboolean has = event != NULL && GST_EVENT_TYPE (event) == type;

  gst_clear_event (&event);
  return has;
}

/* Nothing may keep the shared thread at the end: not the clock, which stands
 * still here. */
TEST_FIXTURE (the_end_waits_for_no_frame, NULL)
{
  gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  g_autoptr (GstClock) clock = GST_CLOCK (step_clock_new ());
  GstHarness *h;

  h = live_harness_new_by (clock, f->server, "pcm", "shared-pacing", TRUE,
      "lookahead", 0, NULL);
  for (guint i = 0; i < 3; i++) {
    gst_buffer_unref (gst_harness_pull (h));
    step_clock_advance (STEP_CLOCK (clock), 20 * GST_MSECOND);
  }
  gst_buffer_unref (gst_harness_pull (h));
  gst_harness_push_event (h, gst_event_new_eos ());
  while (!has_event (h, GST_EVENT_EOS)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (1000);
  }
  gst_element_set_state (h->element, GST_STATE_NULL);
  gst_harness_teardown (h);
}

/* The element tells that it is about to share. */
static void
delay_when_shared (GstDebugCategory *category, GstDebugLevel level,
    const gchar *file, const gchar *function, gint line, GObject *object,
    GstDebugMessage *message, gpointer user_data)
{
  GstPad *src;

  if (g_strcmp0 (function, "begin_live") != 0)
    return;
  src = gst_element_get_static_pad (GST_ELEMENT (object), "src");
  gst_pad_send_event (src, gst_event_new_latency (20 * GST_MSECOND));
  gst_object_unref (src);
}

/* The task is wanted again before its thread has ended. */
TEST_FIXTURE (a_latency_that_comes_as_sharing_begins, NULL)
{
  gst_debug_remove_log_function (gst_debug_log_default);
  gst_debug_add_log_function (delay_when_shared, NULL, NULL);
  gst_debug_set_threshold_for_name ("openairealtime", GST_LEVEL_DEBUG);
  for (guint i = 0; i < 100; i++) {
    GstHarness *h =
        live_harness_new_with (f->server, "pcm", "shared-pacing", TRUE, NULL);

    for (guint n = 0; n < 3; n++)
      gst_buffer_unref (live_harness_next (h));
    gst_element_set_state (h->element, GST_STATE_NULL);
    gst_harness_teardown (h);
  }
  gst_debug_unset_threshold_for_name ("openairealtime");
  gst_debug_remove_log_function (delay_when_shared);
  gst_debug_add_log_function (gst_debug_log_default, NULL, NULL);
}

TEST_MAIN (fixture_init ())

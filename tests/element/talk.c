/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* talk.c - push to talk: the pre-roll, the press, its end; and nothing of what
 * lies between the presses. */

#include "inputharness.h"
#include "../support/testcase.h"

static void
start (Input *t, const gchar *format, const gchar *detection)
{
  input_start (t, format, NULL);
  g_object_set (t->h->element, "push-to-talk", TRUE, NULL);
  gst_util_set_object_arg (G_OBJECT (t->h->element), "turn-detection",
      detection);
}

static guint
count_sent (Input *t, const gchar *type)
{
  return ors_server_count_events (t->f.server, "client", type);
}

/* A press before the session is up is kept and goes up in order. */
static void
test_presses_are_turns (gconstpointer format)
{
  Input t;

  start (&t, format, "none");
  input_push (&t, 0, 1000);
  g_assert_true (input_act (&t, "talk-start"));
  input_push (&t, 1000, 200);
  g_assert_true (input_act (&t, "talk-stop"));
  input_push (&t, 1200, 1000);
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 700, 500 });

  g_assert_true (input_act (&t, "talk-start"));
  input_push (&t, 2200, 300);
  g_assert_true (input_act (&t, "talk-stop"));
  input_push (&t, 2500, 1000);
  input_wait (&t, &t.responses, 2);
  INPUT_CHECK (&t, { 700, 500 }, { 1900, 600 });
  g_assert_cmpuint (count_sent (&t, "input_audio_buffer.commit"), ==, 2);
  assert_sent (t.f.server, "error", 0);
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 0);
  g_assert_cmpuint (input_stat (&t, "input-duration"), ==,
      3500 * GST_MSECOND);
  input_stop (&t);
}

/* Two presses are over before the first commit can have been sent. */
TEST (quick_presses_stay_apart)
{
  Input t;

  start (&t, "pcm", "none");
  g_object_set (t.h->element, "create-response", FALSE, NULL);
  input_push (&t, 0, 300);
  input_act (&t, "talk-start");
  input_push (&t, 300, 100);
  input_act (&t, "talk-stop");
  input_act (&t, "talk-start");
  input_push (&t, 400, 200);
  input_act (&t, "talk-stop");
  input_wait_server (&t, "input_audio_buffer.committed", 2);
  INPUT_CHECK (&t, { 0, 600 });
  g_assert_cmpuint (count_sent (&t, "response.create"), ==, 0);
  input_stop (&t);
}

/* The answer to the first is asked for and has not begun: it is not wanted any
 * more, so that the second is answered at once. */
TEST (press_before_the_answer_begins)
{
  gint64 begin;
  Input t;

  input_start (&t, "pcm", "no-response");
  g_object_set (t.h->element, "push-to-talk", TRUE, NULL);
  gst_util_set_object_arg (G_OBJECT (t.h->element), "turn-detection", "none");
  input_act (&t, "talk-start");
  input_push (&t, 0, 300);
  input_act (&t, "talk-stop");
  await_got (t.f.server, "response.create", 1);
  begin = g_get_monotonic_time ();
  input_act (&t, "talk-start");
  input_push (&t, 300, 300);
  input_act (&t, "talk-stop");
  await_got (t.f.server, "response.create", 2);
  /* A request that is still wanted has 10 s. */
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 8 * G_USEC_PER_SEC);
  input_stop (&t);
}

TEST (pre_roll_length)
{
  Input t;

  start (&t, "pcmu", "none");
  g_object_set (t.h->element, "pre-roll", 133, NULL);
  input_push (&t, 0, 1000);
  input_act (&t, "talk-start");
  input_push (&t, 1000, 20);
  input_act (&t, "talk-stop");
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 867, 153 });
  input_stop (&t);
}

/* The service ends the turn by the silence behind the press. */
static void
test_detected_turns (gconstpointer format)
{
  Input t;

  start (&t, format, "server-vad");
  input_push (&t, 0, 1000);
  input_act (&t, "talk-start");
  input_push (&t, 1000, 500);
  input_act (&t, "talk-stop");
  input_push (&t, 1500, 1000);
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 700, 800 }, { SILENCE, 800 });
  g_assert_cmpuint (count_sent (&t, "input_audio_buffer.commit"), ==, 0);
  g_assert_cmpuint (t.stopped_time, ==, (t.stopped_ms + 700) * GST_MSECOND);
  g_assert_cmpuint (input_stat (&t, "input-filled"), ==, 800 * GST_MSECOND);

  input_act (&t, "talk-start");
  input_push (&t, 2500, 200);
  input_act (&t, "talk-stop");
  input_wait (&t, &t.responses, 2);
  INPUT_CHECK (&t, { 700, 800 }, { SILENCE, 800 }, { 2200, 500 },
      { SILENCE, 800 });
  g_assert_cmpuint (t.stopped_time, ==,
      (t.stopped_ms - 1600 + 2200) * GST_MSECOND);
  input_stop (&t);
}

typedef struct
{
  const gchar *name;
  const gchar *response; /* what the answer is asked for with */
  gboolean interrupt_response;
  const gchar *interrupt_mode;
  guint interruptions;
} Press;

static const Press presses[] = {
  { "plain", "{}", TRUE, "drop", 1 },
  { "no-response", "{}", FALSE, "drop", 0 },
  { "mode-none", "{}", TRUE, "none", 0 },
  { "protected", "{\"metadata\":{\"interruptible\":\"false\"}}", TRUE, "drop",
      0 },
};

static void
test_press_into_an_answer (gconstpointer data)
{
  const Press *press = data;
  Input t;

  start (&t, "pcm", "none");
  g_object_set (t.h->element, "interrupt-response", press->interrupt_response,
      NULL);
  gst_util_set_object_arg (G_OBJECT (t.h->element), "interrupt-mode",
      press->interrupt_mode);
  ACT (t.h->element, "create-response", press->response);
  input_wait (&t, &t.responses, 1);
  input_pass (&t, 400);
  g_assert_true (input_act (&t, "talk-start"));
  input_push (&t, 0, 200);
  g_assert_true (input_act (&t, "talk-stop"));
  input_wait (&t, &t.responses, 2);
  g_assert_cmpuint (t.interruptions, ==, press->interruptions);
  g_assert_cmpuint (count_sent (&t, "conversation.item.truncate"), ==,
      press->interruptions);
  input_stop (&t);
}

/* Less than the service takes as a turn is made longer; nothing is no turn. */
TEST (short_presses)
{
  Input t;

  start (&t, "pcma", "none");
  g_object_set (t.h->element, "pre-roll", 0, NULL);
  input_push (&t, 0, 100);
  input_act (&t, "talk-start");
  g_assert_true (input_act (&t, "talk-stop"));
  input_act (&t, "talk-start");
  input_push (&t, 100, 20);
  g_assert_true (input_act (&t, "talk-stop"));
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 100, 20 }, { SILENCE, 80 });
  g_assert_cmpuint (count_sent (&t, "input_audio_buffer.commit"), ==, 1);
  assert_sent (t.f.server, "error", 0);
  input_stop (&t);
}

TEST (presses_out_of_place)
{
  GstElement *element = gst_element_factory_make ("openairealtime", NULL);
  gboolean ok = TRUE;
  Input t;

  gst_object_ref_sink (element);
  g_object_set (element, "push-to-talk", TRUE, NULL);
  g_signal_emit_by_name (element, "talk-start", &ok);
  g_assert_false (ok);
  gst_object_unref (element);

  start (&t, "pcm", "none");
  g_assert_false (input_act (&t, "talk-stop"));
  g_assert_true (input_act (&t, "talk-start"));
  g_assert_false (input_act (&t, "talk-start"));
  g_assert_true (input_act (&t, "talk-stop"));
  g_assert_false (input_act (&t, "talk-stop"));
  g_object_set (t.h->element, "push-to-talk", FALSE, NULL);
  g_assert_false (input_act (&t, "talk-start"));
  g_assert_false (input_act (&t, "talk-stop"));
  input_push (&t, 0, 100);
  INPUT_CHECK (&t, { 0, 100 });
  input_stop (&t);
}

/* The button is still held after a flush; what was said before it is void. */
TEST (flush_in_a_press)
{
  GstSegment segment;
  Input t;

  start (&t, "pcm", "none");
  input_push (&t, 0, 300);
  input_act (&t, "talk-start");
  INPUT_CHECK (&t, { 0, 300 });
  gst_harness_push_event (t.h, gst_event_new_flush_start ());
  gst_harness_push_event (t.h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (t.h, gst_event_new_segment (&segment));
  input_push (&t, 500, 200);
  g_assert_true (input_act (&t, "talk-stop"));
  input_push (&t, 700, 200);
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 0, 300 }, { 500, 200 });
  input_stop (&t);
}

/* A press does not outlive the session, and the next one is as good. */
TEST (states_in_a_press)
{
  Input t;

  start (&t, "pcm", "none");
  input_push (&t, 0, 300);
  input_act (&t, "talk-start");
  INPUT_CHECK (&t, { 0, 300 });
  gst_element_set_state (t.h->element, GST_STATE_PAUSED);
  input_push (&t, 300, 100);
  gst_element_set_state (t.h->element, GST_STATE_PLAYING);
  input_push (&t, 400, 100);
  INPUT_CHECK (&t, { 0, 500 });
  gst_element_set_state (t.h->element, GST_STATE_READY);
  g_assert_false (input_act (&t, "talk-stop"));
  gst_element_set_state (t.h->element, GST_STATE_PLAYING);
  g_assert_false (input_act (&t, "talk-stop"));
  g_assert_true (input_act (&t, "talk-start"));
  g_assert_true (input_act (&t, "talk-stop"));
  input_stop (&t);
}

/* The connection breaks between the commit and the answer: the press is heard
 * and answered by the next one, and so is the press after it. */
TEST (loss_of_a_press)
{
  const Heard all[] = { { 0, 500 }, { 700, 300 } };
  Input t;

  input_start (&t, "pcm", "{\"fault\":\"no-response\",\"sessions\":1}");
  g_object_set (t.h->element, "push-to-talk", TRUE, NULL);
  gst_util_set_object_arg (G_OBJECT (t.h->element), "turn-detection", "none");
  input_push (&t, 0, 300);
  input_act (&t, "talk-start");
  input_push (&t, 300, 200);
  input_act (&t, "talk-stop");
  input_wait_server (&t, "input_audio_buffer.committed", 1);
  ors_server_close_sessions (t.f.server, 1012, "restart");
  input_wait (&t, &t.responses, 1);
  input_push (&t, 500, 500);
  input_act (&t, "talk-start");
  input_act (&t, "talk-stop");
  input_wait (&t, &t.responses, 2);
  input_check (&t, 2, all, G_N_ELEMENTS (all));
  input_stop (&t);
}

/* The stream ends while the button is held: what was said is answered. */
TEST (eos_in_a_press)
{
  Input t;

  start (&t, "pcm", "none");
  input_push (&t, 0, 300);
  input_act (&t, "talk-start");
  input_push (&t, 300, 200);
  gst_harness_push_event (t.h, gst_event_new_eos ());
  g_assert_false (input_act (&t, "talk-start"));
  input_wait (&t, &t.responses, 1);
  INPUT_CHECK (&t, { 0, 500 });
  input_stop (&t);
}

int
main (int argc, char **argv)
{
  static const gchar *const formats[] = { "pcm", "pcmu", "pcma" };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_WORDS (presses_are_turns, formats);
  TEST_WORDS (detected_turns, formats);
  TEST_ROWS (press_into_an_answer, presses);
  return g_test_run ();
}

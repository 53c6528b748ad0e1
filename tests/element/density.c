/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* density.c - the promises hold for many calls in one process, whatever becomes
 * of one of them: what they hear and say is compared sample by sample, what
 * they are told was heard to the millisecond. Time stands still unless the test
 * goes on, so that a slow machine changes nothing.
 *
 * In trouble are three: one whose handler of a signal does not return, one
 * whose downstream takes no frame, one whose connection is gone. */

#include "crowd.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <string.h>

#define N_CALLS 60
#define INPUT_FRAMES 50
/* One after the other they would take 60 x 150 ms. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STOP_LIMIT_MS 8000
#else
#define STOP_LIMIT_MS 2000
#endif

/* Which call has which trouble. */
enum
{
  HANDLER = 0,
  DOWNSTREAM = N_CALLS / 2,
  CONNECTION = N_CALLS - 1,
};

typedef struct
{
  Crowd crowd;
  OrsServer *lost;       /* of CONNECTION */
  gsize answer[N_CALLS]; /* bytes of the first one */

  GMutex lock;
  GCond cond;
  gboolean in_handler;
  gboolean may_return;
} Density;

static gboolean
is_in_trouble (guint i)
{
  return i == HANDLER || i == DOWNSTREAM || i == CONNECTION;
}

/*** the three ***/

static void
on_response_done (GstElement *element, const GstStructure *response,
    gpointer data)
{
  Density *t = data;

  g_mutex_lock (&t->lock);
  t->in_handler = TRUE;
  g_cond_broadcast (&t->cond);
  while (!t->may_return)
    g_cond_wait (&t->cond, &t->lock);
  g_mutex_unlock (&t->lock);
}

static void
wait_for_handler (Density *t)
{
  SHARED_WAIT (t, t->in_handler);
}

static void
let_handler_return (Density *t)
{
  SHARED_CHANGE (t, t->may_return = TRUE);
}

/* Until the pad is flushed, as a full queue does. */
static GstPadProbeReturn
block (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_OK;
}

static gboolean
is_blocked (gconstpointer data)
{
  return gst_pad_is_blocking (GST_PAD_CAST (data));
}

static void
block_downstream (Member *member)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (member->call.h->element, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER,
      block, NULL, NULL);
  step_clock_advance (member->clock, GST_SECOND);
  wait_until (is_blocked, pad);
}

static void
lose_connection (Density *t)
{
  Member *member = &t->crowd.members[CONNECTION];

  ors_server_set_scenario (t->lost, "http-503", NULL);
  ors_server_close_sessions (t->lost, 1012, "restart");
  watch_wait (member->call.watch, M ("reconnecting"), 1);
}

/*** what they do ***/

static void
start (Density *t, gboolean shared)
{
  OrsOptions options = { 0 };
  Fixture f;

  memset (t, 0, sizeof (*t));
  g_mutex_init (&t->lock);
  g_cond_init (&t->cond);
  fixture_start (&f, &options);
  t->lost = f.server;
  fixture_start (&f, &options);
  crowd_start (&t->crowd, N_CALLS, shared, f.server, t->lost);
  for (guint i = 0; i < N_CALLS; i++)
    watch_wait (t->crowd.members[i].call.watch, M ("connected"), 1);
  g_signal_connect (t->crowd.members[HANDLER].call.h->element, "response-done",
      G_CALLBACK (on_response_done), t);
  block_downstream (&t->crowd.members[DOWNSTREAM]);
}

static void
ask_all (Density *t, const gchar *what)
{
  for (guint i = 0; i < N_CALLS; i++) {
    g_autofree gchar *text = g_strdup_printf ("%s number %u", what, i);

    say (&t->crowd.members[i].call, text);
    member_forget (&t->crowd.members[i]);
  }
}

/* A frame of noise that no other call has. */
static void
fill_noise (guint8 *frame, guint number, guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (number * INPUT_FRAMES + n);

  for (guint i = 0; i < FRAME_BYTES; i++)
    frame[i] = g_rand_int (rand);
}

static void
speak (Member *member, guint n)
{
  guint8 *frame = g_malloc (FRAME_BYTES);
  GstBuffer *buffer = gst_buffer_new_wrapped (frame, FRAME_BYTES);

  fill_noise (frame, member->number, n);
  GST_BUFFER_PTS (buffer) = n * FRAME_MS * GST_MSECOND;
  g_assert_cmpint (gst_harness_push (member->call.h, buffer), ==, GST_FLOW_OK);
}

/* All that have a frame to take take it, and say one. */
static void
pass_round (Density *t, const gboolean *takes, gint n)
{
  for (guint i = 0; i < N_CALLS; i++) {
    if (takes[i])
      member_advance (&t->crowd.members[i]);
    if (n >= 0 && n < INPUT_FRAMES)
      speak (&t->crowd.members[i], n);
  }
  for (guint i = 0; i < N_CALLS; i++) {
    if (takes[i])
      member_take (&t->crowd.members[i]);
  }
}

static GBytes *
dup_sent (Density *t, guint i)
{
  return ors_server_dup_sent_audio (t->crowd.server,
      member_get_session (&t->crowd.members[i]));
}

/*** what they must get ***/

/* Different for each call. */
static guint
interrupted_after (guint i)
{
  return 6 + i % 25;
}

static void
check_heard (Density *t, guint i)
{
  Member *member = &t->crowd.members[i];
  gint64 heard = member_get_heard (member);

  if (i != HANDLER)
    g_assert_cmpuint (watch_get_uint64 (watch_wait (member->call.watch,
                M ("interrupted"), 1), "heard-ms"), ==, heard);
  g_assert_cmpint (fixture_truncated_ms (t->crowd.server,
          member_get_session (member)), ==, heard);
}

static void
check_beginning (Density *t, guint i)
{
  GByteArray *spoken = t->crowd.members[i].call.spoken;
  g_autoptr (GBytes) sent = dup_sent (t, i);

  t->answer[i] = g_bytes_get_size (sent);
  g_assert_cmpuint (spoken->len, ==, interrupted_after (i) * FRAME_BYTES);
  g_assert_cmpuint (spoken->len, <, t->answer[i]);
  g_assert_cmpint (memcmp (spoken->data, g_bytes_get_data (sent, NULL),
          spoken->len), ==, 0);
}

/* A fade, then silence. */
static void
check_silence (Density *t, const gboolean *takes)
{
  for (guint i = 0; i < N_CALLS; i++)
    member_forget (&t->crowd.members[i]);
  for (guint round = 0; round < 5; round++)
    pass_round (t, takes, -1);
  for (guint i = 0; i < N_CALLS; i++)
    g_assert_cmpuint (t->crowd.members[i].speech, ==, takes[i] ? 1 : 0);
}

/* Answers are interrupted, each elsewhere; the model knows to the millisecond
 * what was heard of each. */
static void
interrupt_all (Density *t)
{
  gboolean takes[N_CALLS], waits[N_CALLS];
  guint i, left = N_CALLS - 2;
  gint n = 0;

  for (i = 0; i < N_CALLS; i++)
    takes[i] = waits[i] = i != DOWNSTREAM && i != CONNECTION;
  while (left > 0) {
    pass_round (t, waits, n++);
    for (i = 0; i < N_CALLS; i++) {
      if (!waits[i] || t->crowd.members[i].speech < interrupted_after (i))
        continue;
      g_assert_true (act (&t->crowd.members[i].call, "interrupt"));
      waits[i] = FALSE;
      left--;
    }
  }
  await_sent (t->crowd.server, "conversation.item.truncated", N_CALLS - 2);
  for (i = 0; i < N_CALLS; i++) {
    if (!takes[i])
      continue;
    check_heard (t, i);
    check_beginning (t, i);
  }
  for (; n < INPUT_FRAMES; n++)
    pass_round (t, waits, n);
  check_silence (t, takes);
}

/* Of the second answer every sample is heard, in order. */
static void
hear_all (Density *t)
{
  gboolean takes[N_CALLS];
  GBytes *sent[N_CALLS] = { NULL };
  guint i, left = 0;

  for (i = 0; i < N_CALLS; i++) {
    takes[i] = !is_in_trouble (i);
    left += takes[i];
    if (takes[i])
      sent[i] = dup_sent (t, i);
  }
  while (left > 0) {
    pass_round (t, takes, -1);
    for (i = 0; i < N_CALLS; i++) {
      if (!takes[i]
          || t->crowd.members[i].call.spoken->len
              < g_bytes_get_size (sent[i]) - t->answer[i])
        continue;
      takes[i] = FALSE;
      left--;
    }
  }
  for (i = 0; i < N_CALLS; i++) {
    if (is_in_trouble (i))
      continue;
    g_assert_cmpint (memcmp (t->crowd.members[i].call.spoken->data,
            (const guint8 *) g_bytes_get_data (sent[i], NULL) + t->answer[i],
            g_bytes_get_size (sent[i]) - t->answer[i]), ==, 0);
    g_bytes_unref (sent[i]);
  }
}

typedef struct
{
  Density *t;
  guint i;
} Ear;

static gboolean
has_heard (gconstpointer data)
{
  const Ear *ear = data;
  g_autoptr (GBytes) audio = ors_server_dup_session_audio (ear->t->crowd.server,
      member_get_session (&ear->t->crowd.members[ear->i]));
  gsize size = g_bytes_get_size (audio);

  return size >= INPUT_FRAMES * FRAME_BYTES;
}

/* What the user said is what the service heard. */
static void
check_input (Density *t)
{
  guint8 frame[FRAME_BYTES];

  for (guint i = 0; i < N_CALLS; i++) {
    const Ear ear = { t, i };
    g_autoptr (GBytes) heard = NULL;

    if (i == CONNECTION)
      continue;
    wait_until (has_heard, &ear);
    heard = ors_server_dup_session_audio (t->crowd.server,
        member_get_session (&t->crowd.members[i]));
    g_assert_cmpuint (g_bytes_get_size (heard), ==,
        INPUT_FRAMES * FRAME_BYTES);
    for (guint n = 0; n < INPUT_FRAMES; n++) {
      fill_noise (frame, i, n);
      g_assert_cmpint (memcmp ((const guint8 *) g_bytes_get_data (heard, NULL)
              + n * FRAME_BYTES, frame, FRAME_BYTES), ==, 0);
    }
  }
}

/* Nothing comes any more, but the frames do. */
static void
check_cadence_without_connection (Density *t)
{
  gboolean takes[N_CALLS] = { FALSE };

  takes[CONNECTION] = TRUE;
  member_forget (&t->crowd.members[CONNECTION]);
  for (guint n = 0; n < 20; n++)
    pass_round (t, takes, -1);
}

static void
finish (Density *t)
{
  guint ms = crowd_stop (&t->crowd);

  g_test_message ("stopped within %u ms", ms);
  g_assert_cmpuint (ms, <, STOP_LIMIT_MS);
  assert_sent (t->crowd.server, "error", 0);
  let_handler_return (t);
  crowd_free (&t->crowd);
  ors_server_free (t->crowd.server);
  ors_server_free (t->lost);
  g_cond_clear (&t->cond);
  g_mutex_clear (&t->lock);
}

static void
test_trouble_is_its_own (gconstpointer data)
{
  Density t;

  start (&t, g_str_equal (data, "shared"));
  ask_all (&t, "Call");
  wait_for_handler (&t);
  for (guint i = 0; i < N_CALLS; i++) {
    if (i != HANDLER)
      watch_wait (t.crowd.members[i].call.watch, M ("response-done"), 1);
  }
  lose_connection (&t);
  interrupt_all (&t);
  check_input (&t);
  ask_all (&t, "Question");
  for (guint i = 0; i < N_CALLS; i++) {
    if (!is_in_trouble (i))
      watch_wait (t.crowd.members[i].call.watch, M ("response-done"), 2);
  }
  hear_all (&t);
  check_cadence_without_connection (&t);
  finish (&t);
}

TEST_MAIN (fixture_init ();
           TEST_ROW (trouble_is_its_own, "a-thread-each", "own");
           TEST_ROW (trouble_is_its_own, "a-shared-thread", "shared"))

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* states.c - no state change waits for the network, and none leaks. */

#include "fixture.h"
#include "gstopenairealtimeelement.h"
#include "session/sessionprivate.h"
#include "../support/shared.h"
#include "../support/testcase.h"

/* The promise, for an idle machine; sanitizers are slower. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STOP_LIMIT_MS 2000
#else
#define STOP_LIMIT_MS 200
#endif
#define TRIES 10

typedef struct
{
  const gchar *name;
  const gchar *scenario;
  const gchar *from; /* wait for this event of the server, or NULL */
  const gchar *type;
} Phase;

static const Phase phases[] = {
  { "silent-server", "silent", "connection", "opened" },
  { "half-open", "half-open", NULL, NULL },
  { "no-session-updated", "no-session-updated", "client", "session.update" },
  { "connected", NULL, "server", "session.updated" },
  { "stalled-response", "stall-response", "server", "response.created" },
  { "mid-delta", "stall-mid-delta", "server", "response.output_audio.delta" },
  { "server-does-not-read", "slow-reader", "connection", "opened" },
};

static gint64
measure_stop (const Phase *phase)
{
  OrsOptions options = { .scenario = phase->scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1500, 1500);
  gint64 begin, took;
  Fixture f;

  fixture_start_pcm (&f, &options);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, FALSE);
  if (phase->type != NULL)
    g_assert_true (ors_server_wait_event (f.server, phase->from, phase->type, 1,
        WAIT_S * G_USEC_PER_SEC));
  begin = g_get_monotonic_time ();
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  took = (g_get_monotonic_time () - begin) / 1000;
  g_test_message ("%s: %" G_GINT64_FORMAT " ms", phase->name, took);
  fixture_stop (&f);
  return took;
}

/* One that waits for the network does so each time; one that waits for the
 * processor does not. */
static void
test_stop_is_bounded (gconstpointer phase)
{
  gint64 took = STOP_LIMIT_MS;

  for (guint i = 0; i < TRIES && took >= STOP_LIMIT_MS; i++)
    took = measure_stop (phase);
  g_assert_cmpint (took, <, STOP_LIMIT_MS);
}

/* Up and down at random moments: each change comes back, and the
 * element works afterwards. */
TEST_PCM (stress, &(OrsOptions){ .speed = 20 })
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1234);
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  g_autoptr (Run) run = NULL;

  for (guint i = 0; i < 60; i++) {
    guint events = g_rand_int_range (rand, 0, 40);
    guint before = ors_server_count_events (f->server, "server", NULL);

    gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
    fixture_push (f, speech, g_rand_boolean (rand));
    /* A moment is a number of events, not a time; some never come. */
    ors_server_wait_event (f->server, "server", NULL, before + events, 30000);
    if (g_rand_boolean (rand))
      gst_element_set_state (f->pipeline, GST_STATE_PAUSED);
    gst_element_set_state (f->pipeline,
        g_rand_boolean (rand) ? GST_STATE_READY : GST_STATE_NULL);
  }
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  run = fixture_run (f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
}

/* Two runs of one element are two sessions, and the second is as good. */
TEST_PCM (second_run, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (Run) run = fixture_run (f, speech);

    g_assert_no_error (run->error);
    g_assert_cmpuint (run->audio->len, >, 0);
  }
  g_assert_cmpuint (ors_server_count_sessions (f->server), ==, 2);
}

/*** a session that was stopped ***/

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean held;
  gboolean reached;
} Barrier;

static gboolean
hold_loop (gpointer data)
{
  Barrier *barrier = data;

  g_mutex_lock (&barrier->lock);
  barrier->reached = TRUE;
  g_cond_broadcast (&barrier->cond);
  while (barrier->held)
    g_cond_wait (&barrier->cond, &barrier->lock);
  g_mutex_unlock (&barrier->lock);
  return G_SOURCE_REMOVE;
}

/* Returns when all that was given to the loop before was done; then it stands
 * still as long as @hold. */
static void
reach_loop (Barrier *barrier, OaLoop *loop, gboolean hold)
{
  g_mutex_lock (&barrier->lock);
  barrier->held = hold;
  barrier->reached = FALSE;
  oa_loop_invoke (loop, hold_loop, barrier, NULL);
  while (!barrier->reached)
    g_cond_wait (&barrier->cond, &barrier->lock);
  g_mutex_unlock (&barrier->lock);
}

static void
release_loop (Barrier *barrier)
{
  SHARED_CHANGE (barrier, barrier->held = FALSE);
}

static OaSession *
start_session (Fixture *f)
{
  fixture_start_pcm (f, NULL);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
  return gst_openai_realtime_ref_session (GST_OPENAI_REALTIME (f->element));
}

/* An action may have its session in hand when the element stops. */
TEST (stopped_session_takes_no_requests)
{
  static const OaRequestKind kinds[] = { OA_REQUEST_CLEAR, OA_REQUEST_COMMIT,
    OA_REQUEST_INTERRUPT, OA_REQUEST_TALK, OA_REQUEST_RESPONSE, OA_REQUEST_END,
    OA_REQUEST_RENEW };
  Barrier barrier = { 0 };
  OaSession *session;
  g_auto (Fixture) f = { NULL };

  session = start_session (&f);
  gst_element_set_state (f.pipeline, GST_STATE_READY);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    oa_session_request (session, oa_request_new (kinds[i]));
  oa_session_request (session,
      oa_request_new_with_object (OA_REQUEST_EVENT, json_object_new ()));
  oa_session_restart_input (session);
  oa_session_set_live (session, TRUE);
  oa_session_set_input_format (session, OA_AUDIO_FORMAT_PCMU);
  oa_session_wake (session);
  reach_loop (&barrier, session->loop, FALSE);
  assert_got (f.server, "response.create", 0);
  oa_session_unref (session);
}

/* The I/O thread may be busy with others: the change does not wait for it, and
 * nothing of the old run gets into the next. */
TEST (stop_does_not_wait_for_the_loop)
{
  Barrier barrier = { 0 };
  OaSession *session;
  g_auto (Fixture) f = { NULL };

  session = start_session (&f);
  reach_loop (&barrier, session->loop, TRUE);
  gst_element_set_state (f.pipeline, GST_STATE_READY);
  g_assert_null (session->owner.data);
  g_assert_false (oa_session_enter (session));
  g_assert_true (oa_link_is_connected (session->links.current));
  release_loop (&barrier);
  reach_loop (&barrier, session->loop, FALSE);
  g_assert_false (oa_link_is_connected (session->links.current));
  oa_session_unref (session);
}

TEST_MAIN (fixture_init (); TEST_ROWS (stop_is_bounded, phases))

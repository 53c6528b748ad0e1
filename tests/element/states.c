/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* states.c - no state change waits for the network, and none leaks. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "fixture.h"

/* The promise, for an idle machine; sanitizers are slower. */
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define STOP_LIMIT_MS 2000
#else
#define STOP_LIMIT_MS 200
#endif

typedef struct
{
  const gchar *name;
  const gchar *scenario;
  const gchar *from;            /* wait for this event of the server, or NULL */
  const gchar *type;
} Phase;

static const Phase phases[] = {
  {"silent-server", "silent", "connection", "opened"},
  {"half-open", "half-open", NULL, NULL},
  {"no-session-updated", "no-session-updated", "client", "session.update"},
  {"connected", NULL, "server", "session.updated"},
  {"stalled-response", "stall-response", "server", "response.created"},
  {"mid-delta", "stall-mid-delta", "server", "response.output_audio.delta"},
  {"server-does-not-read", "slow-reader", "connection", "opened"},
};

static void
test_stop_is_bounded (gconstpointer data)
{
  const Phase *phase = data;
  OrsOptions options = { .scenario = phase->scenario };
  GBytes *speech = make_speech ("pcm", 1, 1500, 1500);
  gint64 begin, took;
  Fixture f;

  fixture_start (&f, &options);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, FALSE);
  if (phase->type != NULL)
    g_assert_true (ors_server_wait_event (f.server, phase->from, phase->type,
            1, WAIT_S * G_USEC_PER_SEC));
  begin = g_get_monotonic_time ();
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  took = (g_get_monotonic_time () - begin) / 1000;
  g_test_message ("%s: %" G_GINT64_FORMAT " ms", phase->name, took);
  g_assert_cmpint (took, <, STOP_LIMIT_MS);
  g_bytes_unref (speech);
  fixture_stop (&f);
}

/* Up and down at moments that nobody chose: each change comes back, and the
 * element works afterwards. */
static void
test_stress (void)
{
  OrsOptions options = { .speed = 20 };
  GRand *rand = g_rand_new_with_seed (1234);
  GBytes *speech = make_speech ("pcm", 1, 1000, 1000);
  Fixture f;
  Run *run;
  guint i;

  fixture_start (&f, &options);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  for (i = 0; i < 60; i++) {
    guint events = g_rand_int_range (rand, 0, 40);
    guint before = ors_server_count_events (f.server, "server", NULL);

    gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
    fixture_push (&f, speech, g_rand_boolean (rand));
    /* A moment is a number of events, not a time; some never come. */
    ors_server_wait_event (f.server, "server", NULL, before + events, 30000);
    if (g_rand_boolean (rand))
      gst_element_set_state (f.pipeline, GST_STATE_PAUSED);
    gst_element_set_state (f.pipeline, g_rand_boolean (rand)
        ? GST_STATE_READY : GST_STATE_NULL);
  }
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_rand_free (rand);
  g_bytes_unref (speech);
  run_free (run);
  fixture_stop (&f);
}

/* Two runs of one element are two sessions, and the second is as good. */
static void
test_second_run (void)
{
  GBytes *speech = make_speech ("pcm", 1, 1000, 1000);
  Fixture f;
  guint i;

  fixture_start (&f, NULL);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  for (i = 0; i < 2; i++) {
    Run *run = fixture_run (&f, speech);

    g_assert_no_error (run->error);
    g_assert_cmpuint (run->audio->len, >, 0);
    run_free (run);
  }
  g_assert_cmpuint (ors_server_count_sessions (f.server), ==, 2);
  g_bytes_unref (speech);
  fixture_stop (&f);
}

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  for (i = 0; i < G_N_ELEMENTS (phases); i++)
    fixture_add ("/states/stop/", phases[i].name, &phases[i],
        test_stop_is_bounded);
  g_test_add_func ("/states/second-run", test_second_run);
  g_test_add_func ("/states/stress", test_stress);
  return g_test_run ();
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* stress.c - up and down while several threads use the element.
 *
 * Rounds of NULL to PLAYING and back at seeded moments of connecting, speech
 * and interruption, against a server that behaves or does not, live or not;
 * meanwhile threads change properties and emit actions, and handlers of signals
 * do the same from where they are called. Nothing may crash, race or hang; a
 * change of state has its bound; the element works afterwards.
 *
 * What happens is seeded, when it meets is not: under a sanitizer each run
 * looks at other meetings. OA_STRESS_ROUNDS and OA_STRESS_SEED change how
 * many, and which. */

#include "fixture.h"
#include "../support/testcase.h"

#include <stdlib.h>

#define N_THREADS 3
#define ROUNDS 12
#define OPERATIONS 25
/* Sanitizers and a busy machine included: what hangs takes for ever. */
#define CHANGE_LIMIT_S 10

static const gchar *const scenarios[] = { "", "", "", "half-open", "silent",
  "no-session-updated", "stall-mid-delta", "reset-mid-delta", "http-503",
  "close-1011", "slow-reader", "error-storm", "tiny-deltas", "late-deltas",
  "refuse-session-update" };

typedef struct
{
  const gchar *name;
  const gchar *values[3];
} Property;

static const Property properties[] = {
  { "instructions", { "Be brief.", "Be long.", NULL } },
  { "voice", { "alloy", "cedar", NULL } },
  { "speed", { "1.0", "1.25", "0.5" } },
  { "turn-detection", { "none", "server-vad", "semantic-vad" } },
  { "vad-silence-duration", { "200", "500", "700" } },
  { "create-response", { "true", "false", "true" } },
  { "transcription-model", { "gpt-transcribe", NULL, "gpt-live-transcribe" } },
  { "tools", { "[]", "[{\"type\":\"function\",\"name\":\"f\"}]", NULL } },
  { "session-config", { "{\"tracing\":\"auto\"}", "{}", NULL } },
  { "playout-delay", { "0", "100", "20" } },
  { "lookahead", { "0", "20", "100" } },
  { "fill", { "silence", "gap", "none" } },
  { "max-input-queue", { "1000", "30000", "5000" } },
  { "live", { "auto", "yes", "no" } },
  { "greeting", { NULL, "Hello.", NULL } },
};

static const gchar *const readable[] = { "stats", "conversation", "session-id",
  "connection-state", "instructions", "tools", "uri" };

/*** what any thread does ***/

static void
set_property (GstElement *element, GRand *rand)
{
  const Property *property =
      &properties[g_rand_int_range (rand, 0, G_N_ELEMENTS (properties))];
  const gchar *value = property->values[g_rand_int_range (rand, 0, 3)];

  if (value == NULL)
    g_object_set (element, property->name, NULL, NULL);
  else
    gst_util_set_object_arg (G_OBJECT (element), property->name, value);
}

static void
get_property (GstElement *element, GRand *rand)
{
  const gchar *name =
      readable[g_rand_int_range (rand, 0, G_N_ELEMENTS (readable))];
  GValue value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (element), name, &value);
  g_value_unset (&value);
}

static void
emit_action (GstElement *element, GRand *rand)
{
  static const gchar *const bare[] = { "commit", "clear-input", "interrupt",
    "interrupt" };
  gboolean done;

  switch (g_rand_int_range (rand, 0, 8)) {
    case 0:
      g_signal_emit_by_name (element, "send-text", "Hello", TRUE, &done);
      break;
    case 1:
      g_signal_emit_by_name (element, "create-response", NULL, &done);
      break;
    case 2:
      g_signal_emit_by_name (element, "create-response",
          "{\"conversation\":\"none\"}", &done);
      break;
    case 3:
      g_signal_emit_by_name (element, "send-event",
          "{\"type\":\"no.such.event\"}", &done);
      break;
    default:
      g_signal_emit_by_name (element,
          bare[g_rand_int_range (rand, 0, G_N_ELEMENTS (bare))], &done);
      break;
  }
}

static void
query (GstElement *element, GRand *rand)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element,
      g_rand_boolean (rand) ? "src" : "sink");
  g_autoptr (GstQuery) latency = gst_query_new_latency ();
  gint64 position;

  gst_pad_query (pad, latency);
  gst_element_query_position (element, GST_FORMAT_TIME, &position);
}

static void
operate (GstElement *element, GRand *rand)
{
  switch (g_rand_int_range (rand, 0, 4)) {
    case 0:
      set_property (element, rand);
      break;
    case 1:
      get_property (element, rand);
      break;
    case 2:
      query (element, rand);
      break;
    default:
      emit_action (element, rand);
      break;
  }
}

/*** a round ***/

typedef struct
{
  Fixture fixture;
  GBytes *speech;
  GRand *rand;
  GRand *handler_rand;
  guint32 seed;
} Stress;

typedef struct
{
  GstElement *element;
  OrsServer *server;
  guint32 seed;
} Operator;

static void
wait_events (OrsServer *server, const gchar *type, guint events, gint64 limit)
{
  ors_server_wait_event (server, "server", type,
      ors_server_count_events (server, "server", type) + events, limit);
}

static gpointer
run_operator (gpointer data)
{
  Operator *operator= data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (operator->seed);

  for (guint i = 0; i < OPERATIONS; i++) {
    operate (operator->element, rand);
    wait_events (operator->server, NULL, g_rand_int_range (rand, 0, 3), 5000);
  }
  return NULL;
}

/* Connected swapped: the arguments do not matter. Handlers run one at a
 * time. */
static void
on_signal (Stress *stress)
{
  operate (stress->fixture.element, stress->handler_rand);
}

static void
change_state (Stress *stress, GstState state)
{
  gint64 begin = g_get_monotonic_time ();

  gst_element_set_state (stress->fixture.pipeline, state);
  g_assert_cmpint (g_get_monotonic_time () - begin, <,
      CHANGE_LIMIT_S * G_USEC_PER_SEC);
}

/* A moment is a number of events, of any type or of one; some never come. */
static void
wait_moment (Stress *stress)
{
  static const gchar *const types[] = { NULL, NULL, "session.updated",
    "input_audio_buffer.speech_started", "response.output_audio.delta",
    "response.output_audio.delta", "response.done" };
  const gchar *type =
      types[g_rand_int_range (stress->rand, 0, G_N_ELEMENTS (types))];

  wait_events (stress->fixture.server, type,
      g_rand_int_range (stress->rand, 0, type != NULL ? 4 : 30), 100000);
}

static void
drop_messages (Stress *stress)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (stress->fixture.pipeline);

  gst_bus_set_flushing (bus, TRUE);
  gst_bus_set_flushing (bus, FALSE);
}

static void
go_down (Stress *stress)
{
  static const GstState states[] = { GST_STATE_NULL, GST_STATE_READY,
    GST_STATE_PAUSED };

  change_state (stress, states[g_rand_int_range (stress->rand, 0, 3)]);
}

static void
run_round (Stress *stress)
{
  GThread *threads[N_THREADS];
  Operator operators[N_THREADS];
  const gchar *scenario =
      scenarios[g_rand_int_range (stress->rand, 0, G_N_ELEMENTS (scenarios))];

  g_assert_true (ors_server_set_scenario (stress->fixture.server,
      *scenario != '\0' ? scenario : NULL, NULL));
  for (guint i = 0; i < N_THREADS; i++) {
    operators[i].element = stress->fixture.element;
    operators[i].server = stress->fixture.server;
    operators[i].seed = g_rand_int (stress->rand);
    threads[i] = g_thread_new ("operator", run_operator, &operators[i]);
  }
  change_state (stress, GST_STATE_PLAYING);
  fixture_push (&stress->fixture, stress->speech,
      g_rand_int_range (stress->rand, 0, 4) == 0);
  wait_moment (stress);
  go_down (stress);
  change_state (stress, GST_STATE_PLAYING);
  wait_moment (stress);
  change_state (stress, GST_STATE_NULL);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  drop_messages (stress);
}

/* What was changed, back to what works. */
static void
restore (Stress *stress)
{
  GstElement *element = stress->fixture.element;

  g_object_set (element, "tools", NULL, "session-config", NULL,
      "transcription-model", NULL, "greeting", NULL, "create-response", TRUE,
      "max-input-queue", 30000, NULL);
  gst_util_set_object_arg (G_OBJECT (element), "turn-detection", "server-vad");
  gst_util_set_object_arg (G_OBJECT (element), "live", "auto");
  g_assert_true (ors_server_set_scenario (stress->fixture.server, NULL, NULL));
}

static guint
get_number (const gchar *name, guint fallback)
{
  const gchar *text = g_getenv (name);

  return text != NULL ? strtoul (text, NULL, 10) : fallback;
}

TEST (up_and_down_while_in_use)
{
  OrsOptions options = { .speed = 20 };
  guint rounds = get_number ("OA_STRESS_ROUNDS", ROUNDS);
  Stress stress = { .seed = get_number ("OA_STRESS_SEED", 1) };
  Run *run;

  stress.rand = g_rand_new_with_seed (stress.seed);
  stress.handler_rand = g_rand_new_with_seed (stress.seed + 1);
  stress.speech = make_speech ("pcm", 1, 1000, 1000);
  fixture_start_pcm (&stress.fixture, &options);
  g_signal_connect_swapped (stress.fixture.element, "speech-started",
      G_CALLBACK (on_signal), &stress);
  g_signal_connect_swapped (stress.fixture.element, "response-done",
      G_CALLBACK (on_signal), &stress);
  g_test_message ("%u rounds of seed %u", rounds, stress.seed);
  for (guint i = 0; i < rounds; i++)
    run_round (&stress);

  g_signal_handlers_disconnect_by_data (stress.fixture.element, &stress);
  restore (&stress);
  run = fixture_run (&stress.fixture, stress.speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  run_free (run);
  fixture_stop (&stress.fixture);
  g_bytes_unref (stress.speech);
  g_rand_free (stress.rand);
  g_rand_free (stress.handler_rand);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  /* What is refused meanwhile is warned of, as it should be. */
  gst_debug_set_default_threshold (GST_LEVEL_NONE);
  return g_test_run ();
}

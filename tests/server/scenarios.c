/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* scenarios.c - refusals at the door, and the ways to misbehave. */

#include "config.h"

#include <gst/gst.h>

#include "peer.h"
#include "scenario.h"

#define GA "?model=gpt-realtime"
#define RESPOND "{\"type\":\"response.create\"}"
#define UPDATE \
  "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\"}}"
#define MULAW \
  "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\"," \
  "\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcmu\"}}}}}"

static OrsServer *
start (const gchar *scenario)
{
  OrsOptions options = { .scenario = scenario };

  return test_server_new (&options, NULL);
}

static void
expect_fatal (Peer *peer, const gchar *code, gushort close_code)
{
  g_autofree gchar *reason = g_strconcat ("invalid_request_error.", code, NULL);

  peer_expect_error (peer, code, NULL);
  g_assert_cmpuint (peer_wait_closed (peer), ==, close_code);
  if (close_code != 1001)
    g_assert_cmpstr (peer_close_reason (peer), ==, reason);
}

typedef struct
{
  const gchar *query;
  const gchar *header;
  const gchar *code;
  gushort close_code;
} Visitor;

static void
test_doors (void)
{
  static const Visitor visitors[] = {
    { GA, "", "invalid_api_key", 3000 },
    { GA, "Authorization: Bearer wrong", "invalid_api_key", 3000 },
    { "", "Authorization: Bearer right", "missing_model", 4000 },
    { "?model=llama", "Authorization: Bearer right", "invalid_model", 4000 },
    { GA, "Authorization: Bearer right", NULL, 0 },
    { GA, "api-key: right", NULL, 0 },
    { GA, "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.right",
        NULL, 0 },
  };
  OrsOptions options = { .api_key = "right" };
  OrsServer *server = test_server_new (&options, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++) {
    const Visitor *v = &visitors[i];
    Peer *peer = peer_connect (server, v->query, v->header);

    g_test_message ("%s %s", v->query, v->header);
    if (v->code != NULL)
      expect_fatal (peer, v->code, v->close_code);
    else
      peer_expect (peer, "session.created");
    peer_free (peer);
  }
  ors_server_free (server);
}

static void
test_beta_header (void)
{
  OrsOptions options = { .api_key = "" };
  g_autoptr (OrsServer) server = test_server_new (&options, NULL);
  g_autoptr (Peer) peer = peer_connect (server, GA, "OpenAI-Beta: realtime=v1");

  expect_fatal (peer, "beta_api_shape_disabled", 4000);
}

static void
test_no_secret_in_the_log (void)
{
  OrsOptions options = { .api_key = "sk-very-secret" };
  OrsServer *server = test_server_new (&options, NULL);
  Peer *peer =
      peer_connect (server, GA, "Authorization: Bearer sk-very-secret");
  g_auto (GStrv) lines = NULL;
  g_autofree gchar *log = NULL;

  peer_expect (peer, "session.created");
  peer_send (peer,
      "{\"type\":\"session.update\",\"session\":{\"type\":"
      "\"realtime\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"x\","
      "\"server_url\":\"https://localhost\",\"authorization\":\"hush-1\","
      "\"headers\":{\"X\":\"hush-2\"}}]}}");
  peer_expect (peer, "session.updated");
  peer_send_tone (peer, 20);
  peer_free (peer);
  g_assert_true (ors_server_wait_event (server, "connection", "closed", 1,
      10 * G_TIME_SPAN_SECOND));

  lines = ors_server_dup_log (server);
  log = g_strjoinv ("\n", lines);
  g_assert_null (strstr (log, "secret"));
  g_assert_null (strstr (log, "hush"));
  g_assert_nonnull (strstr (log, "\"audio\":\"960 bytes\""));
  ors_server_free (server);
}

static void
test_http_refusals (void)
{
  static const struct
  {
    const gchar *scenario;
    guint status;
  } cases[] = {
    { "http-401", 401 },
    { "http-403", 403 },
    { "http-404", 404 },
    { "http-429", 429 },
    { "http-503", 503 },
  };
  g_autoptr (OrsServer) server = start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SoupMessage *message;

    g_assert_true (ors_server_set_scenario (server, cases[i].scenario, NULL));
    g_assert_cmpuint (peer_connect_refused (server, &message), ==,
        cases[i].status);
    if (cases[i].status == 429)
      g_assert_cmpstr (soup_message_headers_get_one (
          soup_message_get_response_headers (message), "Retry-After"), ==,
          "1");
    g_object_unref (message);
  }
}

static void
test_half_open (void)
{
  g_autoptr (OrsServer) server = start ("half-open");

  g_assert_true (peer_connect_unanswered (server, 200));
}

static void
test_only_the_first_session (void)
{
  OrsServer *server = start (
      "{\"fault\":\"http\",\"status\":503,\"sessions\":1}");
  Peer *peer;

  g_assert_cmpuint (peer_connect_refused (server, NULL), ==, 503);
  peer = peer_open (server);
  peer_free (peer);
  ors_server_free (server);
}

static void
test_fatal_errors (void)
{
  g_autoptr (OrsServer) server = start ("invalid-key");
  Peer *peer = peer_connect (server, GA, NULL);

  expect_fatal (peer, "invalid_api_key", 3000);
  peer_free (peer);

  ors_server_set_scenario (server, "close-4004", NULL);
  peer = peer_connect (server, GA, NULL);
  expect_fatal (peer, "model_not_found", 4004);
  peer_free (peer);
}

static void
test_closed_after_some_input (void)
{
  g_autoptr (OrsServer) server = start ("close-1001-expired");
  Peer *peer = peer_open (server);

  peer_send_silence (peer, 1900);
  g_assert_false (peer_has_event (peer, 50));
  peer_send_silence (peer, 100);
  expect_fatal (peer, "session_expired", 1001);
  g_assert_nonnull (strstr (peer_close_reason (peer), "60 minutes"));
  peer_free (peer);

  ors_server_set_scenario (server, "close-1011", NULL);
  peer = peer_open (server);
  peer_send_silence (peer, 1000);
  g_assert_cmpuint (peer_wait_closed (peer), ==, 1011);
  peer_free (peer);
}

static void
test_session_expires (void)
{
  g_autoptr (OrsServer) server = start (
      "{\"fault\":\"expires\",\"seconds\":1}");
  g_autoptr (Peer) peer = peer_connect (server, GA, NULL);
  JsonObject *event = peer_expect (peer, "session.created");

  g_assert_cmpint (peer_get_int (event, "session.expires_at"), <=,
      g_get_real_time () / G_USEC_PER_SEC + 1);
  expect_fatal (peer, "session_expired", 1001);
}

static void
test_silent (void)
{
  g_autoptr (OrsServer) server = start ("silent");
  g_autoptr (Peer) peer = peer_connect (server, GA, NULL);

  peer_send (peer, UPDATE);
  g_assert_true (ors_server_wait_event (server, "client", "session.update", 1,
      10 * G_TIME_SPAN_SECOND));
  g_assert_false (peer_has_event (peer, 50));
}

static void
test_session_updates (void)
{
  g_autoptr (OrsServer) server = start ("refuse-session-update");
  Peer *peer = peer_open (server);

  peer_send (peer, UPDATE);
  peer_expect_error (peer, "unknown_parameter", "session.instructions");
  peer_free (peer);

  ors_server_set_scenario (server, "no-session-updated", NULL);
  peer = peer_open (server);
  peer_send (peer, UPDATE);
  peer_send (peer, "{\"type\":\"response.cancel\"}");
  peer_expect_error (peer, "response_cancel_not_active", NULL);
  peer_free (peer);

  ors_server_set_scenario (server, "error-storm", NULL);
  peer = peer_open (server);
  peer_send (peer, UPDATE);
  peer_expect (peer, "session.updated");
  for (guint i = 0; i < 200; i++)
    peer_expect (peer, "error");
  peer_free (peer);
}

static void
test_stalls (void)
{
  g_autoptr (OrsServer) server = start ("stall-response");
  Peer *peer = peer_open (server);

  peer_send (peer, RESPOND);
  peer_expect (peer, "response.created");
  g_assert_false (peer_has_event (peer, 50));
  peer_free (peer);

  ors_server_set_scenario (server, "stall-mid-delta", NULL);
  peer = peer_open (server);
  peer_send (peer, RESPOND);
  peer_skip_to (peer, "response.output_audio.delta");
  peer_skip_to (peer, "response.output_audio.delta");
  g_assert_false (peer_has_event (peer, 50));
  peer_free (peer);
}

static void
test_reset (void)
{
  g_autoptr (OrsServer) server = start ("reset-mid-delta");
  g_autoptr (Peer) peer = peer_open (server);

  peer_send (peer, RESPOND);
  g_assert_cmpuint (peer_wait_closed (peer), ==, 0);
}

static void
test_quota_failed (void)
{
  g_autoptr (OrsServer) server = start ("quota-failed");
  g_autoptr (Peer) peer = peer_open (server);
  JsonObject *event;

  peer_send (peer, RESPOND);
  peer_expect (peer, "response.created");
  event = peer_expect (peer, "response.done");
  g_assert_cmpstr (peer_get_string (event, "response.status"), ==, "failed");
  g_assert_cmpstr (peer_get_string (event,
          "response.status_details.error.type"), ==, "insufficient_quota");
}

/* Reads raw texts until one has @part; the number of those before it. */
static guint
count_until (Peer *peer, const gchar *part, gsize *size)
{
  for (guint n = 0;; n++) {
    g_autofree gchar *text = peer_next_text (peer);

    if (strstr (text, part) == NULL)
      continue;
    *size = strlen (text);
    return n;
  }
}

static void
test_noise (void)
{
  static const struct
  {
    const gchar *scenario;
    const gchar *part;
    gsize size;
  } cases[] = {
    { "malformed-json", "broken", 10 },
    { "deep-json", "[[[[[[[[", 400000 },
    { "unknown-events", "test.unknown", 20 },
    { "huge-message", "test.huge", 5000000 },
  };
  g_autoptr (OrsServer) server = start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Peer *peer;
    gsize size;

    ors_server_set_scenario (server, cases[i].scenario, NULL);
    peer = peer_connect (server, GA, NULL);
    peer_send (peer, RESPOND);
    count_until (peer, cases[i].part, &size);
    g_assert_cmpuint (size, >=, cases[i].size);
    count_until (peer, "\"response.done\"", &size);
    peer_free (peer);
  }
}

static GBytes *
answer_audio (OrsServer *server, const gchar *scenario, const gchar *update)
{
  Peer *peer;
  guint session;

  ors_server_set_scenario (server, scenario, NULL);
  session = ors_server_count_sessions (server) + 1;
  peer = peer_open (server);
  peer_send (peer, update);
  peer_send (peer, RESPOND);
  peer_skip_to (peer, "rate_limits.updated");
  peer_free (peer);
  return ors_server_dup_sent_audio (server, session);
}

/* However it is cut, the audio is the same. */
static void
test_shapes_of_deltas (void)
{
  static const gchar *const scenarios[] = { "huge-delta", "tiny-deltas",
    "fragmented" };
  OrsServer *server = start (NULL);
  g_autoptr (GBytes) plain = answer_audio (server, NULL, UPDATE);

  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++) {
    g_autoptr (GBytes) audio = answer_audio (server, scenarios[i], UPDATE);

    g_assert_true (g_bytes_equal (audio, plain));
  }
  ors_server_free (server);
}

static void
test_wrong_audio (void)
{
  OrsServer *server = start (NULL);
  g_autoptr (GBytes) plain = answer_audio (server, NULL, UPDATE);
  g_autoptr (GBytes) twice = answer_audio (server, "duplicate-deltas", UPDATE);
  g_autoptr (GBytes) late = answer_audio (server, "late-deltas", UPDATE);
  g_autoptr (GBytes) mulaw = answer_audio (server, NULL, MULAW);
  g_autoptr (GBytes) wrong = answer_audio (server, "wrong-format", MULAW);
  g_autoptr (GBytes) wrong_pcmu =
      answer_audio (server, "wrong-format-pcmu", UPDATE);
  g_autoptr (GBytes) other =
      answer_audio (server, "other-output-format", MULAW);
  g_autoptr (GBytes) tiny = answer_audio (server,
      "{\"fault\":\"wrong-format\",\"tiny_deltas\":1}", MULAW);

  g_assert_cmpuint (g_bytes_get_size (twice), ==,
      2 * g_bytes_get_size (plain));
  g_assert_cmpuint (g_bytes_get_size (late), ==,
      g_bytes_get_size (plain) + 3 * 960);
  g_assert_cmpuint (g_bytes_get_size (mulaw), <,
      g_bytes_get_size (plain) / 5);
  g_assert_true (g_bytes_equal (wrong, plain));
  g_assert_true (g_bytes_equal (wrong_pcmu, mulaw));
  g_assert_true (g_bytes_equal (other, plain));
  g_assert_true (g_bytes_equal (tiny, plain));
  ors_server_free (server);
}

/* What the service confirms, whatever was asked for. */
static void
assert_confirmed (OrsServer *server, const gchar *scenario, const gchar *input,
    const gchar *output)
{
  g_autoptr (Peer) peer = NULL;
  JsonObject *updated;

  ors_server_set_scenario (server, scenario, NULL);
  peer = peer_open (server);
  peer_send (peer, MULAW);
  updated = peer_expect (peer, "session.updated");
  g_assert_cmpstr (peer_get_string (updated,
          "session.audio.input.format.type"), ==, input);
  g_assert_cmpstr (peer_get_string (updated,
          "session.audio.output.format.type"), ==, output);
}

static void
test_other_formats (void)
{
  g_autoptr (OrsServer) server = start (NULL);

  assert_confirmed (server, NULL, "audio/pcm", "audio/pcmu");
  assert_confirmed (server, "wrong-format", "audio/pcm", "audio/pcmu");
  assert_confirmed (server, "other-output-format", "audio/pcm", "audio/pcm");
  assert_confirmed (server, "other-input-format", "audio/pcm", "audio/pcmu");
  assert_confirmed (server,
      "{\"fault\":\"other-formats\",\"input\":\"pcma\",\"output\":\"pcma\"}",
      "audio/pcma", "audio/pcma");
}

static void
test_turns (void)
{
  g_autoptr (OrsServer) server = start ("no-response");
  Peer *peer = peer_open (server);

  peer_send_tone (peer, 500);
  peer_send_silence (peer, 500);
  peer_skip_to (peer, "conversation.item.done");
  g_assert_false (peer_has_event (peer, 50));
  peer_free (peer);

  ors_server_set_scenario (server, "never-commits", NULL);
  peer = peer_open (server);
  peer_send_tone (peer, 500);
  peer_send_silence (peer, 500);
  peer_expect (peer, "input_audio_buffer.speech_started");
  g_assert_false (peer_has_event (peer, 50));
  peer_free (peer);
}

static void
test_late_transcripts (void)
{
  OrsServer *server = start (
      "{\"fault\":\"late-transcripts\",\"delay_ms\":100}");
  Peer *peer = peer_open (server);

  peer_send (peer,
      "{\"type\":\"session.update\",\"session\":{\"type\":"
      "\"realtime\",\"audio\":{\"input\":{\"transcription\":{\"model\":"
      "\"gpt-4o-transcribe\"}}}}}");
  peer_send_tone (peer, 500);
  peer_send_silence (peer, 500);
  /* Either may be the first. */
  g_assert_true (ors_server_wait_event (server, "server", "rate_limits.updated",
      1, 20 * G_TIME_SPAN_SECOND));
  g_assert_true (ors_server_wait_event (server, "server",
      "conversation.item.input_audio_transcription.completed", 1,
      20 * G_TIME_SPAN_SECOND));
  peer_free (peer);
  ors_server_free (server);
}

/* The server reads nothing, so that nothing more is logged. */
static void
test_slow_reader (void)
{
  OrsServer *server = start ("slow-reader");
  Peer *peer = peer_open (server);

  peer_send (peer, UPDATE);
  peer_expect (peer, "session.updated");
  peer_send (peer, RESPOND);
  g_assert_false (peer_has_event (peer, 50));
  g_assert_cmpuint (ors_server_count_events (server, "client", NULL), ==, 1);
  ors_server_stop (server);
  peer_free (peer);
  ors_server_free (server);
}

static void
test_stop_is_quick (void)
{
  OrsServer *server = start (NULL);
  Peer *peer = peer_open (server);
  gint64 begin;

  peer_send (peer, RESPOND);
  peer_expect (peer, "response.created");
  begin = g_get_monotonic_time ();
  ors_server_stop (server);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, G_TIME_SPAN_SECOND);
  peer_free (peer);
  ors_server_free (server);
}

static void
test_restart_on_the_same_port (void)
{
  OrsServer *server = start (NULL);
  Peer *peer = peer_open (server);
  guint port = ors_server_get_port (server);

  ors_server_stop (server);
  g_assert_cmpuint (peer_wait_closed (peer), ==, 1001);
  peer_free (peer);
  g_assert_true (ors_server_start (server, NULL));
  g_assert_cmpuint (ors_server_get_port (server), ==, port);
  peer = peer_open (server);
  g_assert_cmpuint (ors_server_count_sessions (server), ==, 2);
  peer_free (peer);
  ors_server_free (server);
}

/* A fault begins with its event, and not before. */
static void
test_moments (void)
{
  g_autoptr (OrsServer) server = start (
      "{\"fault\":\"close\",\"close\":1011,"
      "\"when\":\"response.created\",\"nth\":2,\"sessions\":1}");
  Peer *peer = peer_open (server);

  peer_send (peer, RESPOND);
  peer_skip_to (peer, "response.done");
  peer_send (peer, RESPOND);
  g_assert_cmpuint (peer_wait_closed (peer), ==, 1011);
  peer_free (peer);
  peer = peer_open (server);
  peer_send (peer, RESPOND);
  peer_skip_to (peer, "response.done");
  peer_send (peer, RESPOND);
  peer_skip_to (peer, "response.done");
  peer_free (peer);

  ors_server_set_scenario (server,
      "{\"fault\":\"reset\",\"when\":\"session.update\"}", NULL);
  peer = peer_open (server);
  peer_send (peer, UPDATE);
  g_assert_cmpuint (peer_wait_closed (peer), ==, 0);
  peer_free (peer);
}

/* Let in, lost, and refused when it comes back. */
static void
test_refused_after_a_loss (void)
{
  g_autoptr (OrsServer) server = start (
      "{\"fault\":\"http\",\"status\":503,"
      "\"when\":\"session.update\",\"sessions\":2}");
  Peer *peer = peer_open (server);

  peer_send (peer, UPDATE);
  g_assert_cmpuint (peer_wait_closed (peer), ==, 0);
  peer_free (peer);
  g_assert_cmpuint (peer_connect_refused (server, NULL), ==, 503);
  peer = peer_open (server);
  peer_free (peer);
}

static void
test_all_are_understood (void)
{
  g_autoptr (OrsServer) server = start (NULL);

  for (const OrsScenarioEntry *entry = ors_scenario_list ();
       entry->name != NULL; entry++)
    g_assert_true (ors_server_set_scenario (server, entry->name, NULL));
  g_assert_false (ors_server_set_scenario (server, "nonsense", NULL));
  g_assert_false (ors_server_set_scenario (server, "{\"fault\":\"x\"}", NULL));
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scenarios/doors", test_doors);
  g_test_add_func ("/scenarios/beta-header", test_beta_header);
  g_test_add_func ("/scenarios/no-secret-in-the-log",
      test_no_secret_in_the_log);
  g_test_add_func ("/scenarios/http-refusals", test_http_refusals);
  g_test_add_func ("/scenarios/half-open", test_half_open);
  g_test_add_func ("/scenarios/only-the-first-session",
      test_only_the_first_session);
  g_test_add_func ("/scenarios/fatal-errors", test_fatal_errors);
  g_test_add_func ("/scenarios/closed-after-some-input",
      test_closed_after_some_input);
  g_test_add_func ("/scenarios/session-expires", test_session_expires);
  g_test_add_func ("/scenarios/silent", test_silent);
  g_test_add_func ("/scenarios/session-updates", test_session_updates);
  g_test_add_func ("/scenarios/stalls", test_stalls);
  g_test_add_func ("/scenarios/reset", test_reset);
  g_test_add_func ("/scenarios/quota-failed", test_quota_failed);
  g_test_add_func ("/scenarios/noise", test_noise);
  g_test_add_func ("/scenarios/shapes-of-deltas", test_shapes_of_deltas);
  g_test_add_func ("/scenarios/wrong-audio", test_wrong_audio);
  g_test_add_func ("/scenarios/other-formats", test_other_formats);
  g_test_add_func ("/scenarios/turns", test_turns);
  g_test_add_func ("/scenarios/late-transcripts", test_late_transcripts);
  g_test_add_func ("/scenarios/slow-reader", test_slow_reader);
  g_test_add_func ("/scenarios/stop-is-quick", test_stop_is_quick);
  g_test_add_func ("/scenarios/restart-on-the-same-port",
      test_restart_on_the_same_port);
  g_test_add_func ("/scenarios/moments", test_moments);
  g_test_add_func ("/scenarios/refused-after-a-loss",
      test_refused_after_a_loss);
  g_test_add_func ("/scenarios/all-are-understood", test_all_are_understood);
  return g_test_run ();
}

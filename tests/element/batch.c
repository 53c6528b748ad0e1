/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* batch.c - a recording in, its answers out: nothing lost, nothing twice, and
 * an end. */

#include "fixture.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
assert_same_audio (const GByteArray *got, GBytes *sent)
{
  g_assert_nonnull (sent);
  g_assert_cmpmem (got->data, got->len, g_bytes_get_data (sent, NULL),
      g_bytes_get_size (sent));
}

/* Everything that the server sent comes out, in order, exactly once. */
static void
check_whole (const OrsOptions *options, const gchar *in, const gchar *out)
{
  GBytes *speech = make_speech (in, 1, 1000, 1000), *sent;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start (&f, options);
  fixture_build (&f, format_caps (in), format_caps (out));
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_true (run->contiguous);
  g_assert_cmpuint (run->audio->len, >, 0);
  sent = ors_server_dup_sent_audio (f.server, 1);
  assert_same_audio (run->audio, sent);
  g_bytes_unref (sent);
  g_bytes_unref (speech);
}

TEST (every_sample_in_every_format)
{
  static const gchar *const formats[] = { "pcm", "pcmu", "pcma" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint o = 0; o < G_N_ELEMENTS (formats); o++)
      check_whole (NULL, formats[i], formats[o]);
}

static void
test_every_sample_however_it_comes (gconstpointer scenario)
{
  OrsOptions options = { .scenario = scenario };

  check_whole (&options, "pcm", "pcm");
  check_whole (&options, "pcm", "pcmu");
}

/* The beginning of the recording, from before the session was up, reaches the
 * service byte for byte, and only silence is added behind its end. */
TEST_PCM (input_arrives_byte_for_byte, NULL)
{
  GBytes *speech = make_speech ("pcm", 1, 1500, 200), *heard;
  gsize size = g_bytes_get_size (speech), i;
  const guint8 *data;
  g_autoptr (Run) run = NULL;

  run = fixture_run (f, speech);
  g_assert_no_error (run->error);
  heard = ors_server_dup_session_audio (f->server, 1);
  g_assert_cmpuint (g_bytes_get_size (heard), >=, size);
  data = g_bytes_get_data (heard, NULL);
  g_assert_cmpmem (data, size, g_bytes_get_data (speech, NULL), size);
  for (i = size; i < g_bytes_get_size (heard); i++)
    g_assert_cmpuint (data[i], ==, 0);
  g_bytes_unref (heard);
  g_bytes_unref (speech);
}

/* Loud enough for us, and not for the service. */
TEST (speech_that_the_service_does_not_notice)
{
  GBytes *loud = make_speech ("pcm", 1, 1000, 1000), *quiet;
  gsize size;
  gint16 *samples = g_bytes_unref_to_data (loud, &size);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  for (gsize i = 0; i < size / 2; i++)
    samples[i] /= 8;
  quiet = g_bytes_new_take (samples, size);
  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, "vad-threshold", 1.0, NULL);
  run = fixture_run (&f, quiet);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  assert_sent (f.server, "input_audio_buffer.speech_started", 0);
  g_assert_cmpuint (run->n_warnings, ==, 1);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 1);
  g_assert_cmpuint (run->audio->len, >, 0);
  g_bytes_unref (quiet);
}

/* Each answer fails, for the same reason: told once. */
TEST_PCM (answers_that_fail,
    &(OrsOptions){
        .scenario = "{\"fault\":\"failed-response\","
                    "\"type\":\"server_error\",\"code\":\"server_error\","
                    "\"message\":\"The server had an error.\"}" })
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 3, 1000, 1000);
  g_autoptr (Run) run = NULL;

  run = fixture_run (f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 3);
  g_assert_cmpuint (run->n_warnings, ==, 1);
}

static JsonArray *
parse_items (gchar *json, JsonParser *parser)
{
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  g_free (json);
  return json_node_get_array (json_parser_get_root (parser));
}

/* user, assistant, user, assistant, … and each user item of the length of one
 * utterance, padding included. */
static void
check_turns (OrsServer *server, guint turns, guint min_ms, guint max_ms)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *items = parse_items (ors_server_dup_items (server, 1), parser);

  g_assert_cmpuint (json_array_get_length (items), ==, 2 * turns);
  for (guint i = 0; i < 2 * turns; i++) {
    JsonObject *item = json_array_get_object_element (items, i);

    g_assert_cmpstr (json_object_get_string_member (item, "role"), ==,
        i % 2 == 0 ? "user" : "assistant");
    if (i % 2 == 0) {
      g_assert_cmpint (json_object_get_int_member (item, "audio_ms"), >=,
          min_ms);
      g_assert_cmpint (json_object_get_int_member (item, "audio_ms"), <=,
          max_ms);
    } else {
      g_assert_cmpstr (json_object_get_string_member (item, "status"), ==,
          "completed");
    }
  }
}

typedef struct
{
  const gchar *detection;
  guint pause_ms;
} Turns;

static void
test_five_utterances_are_five_turns (gconstpointer data)
{
  const Turns *turns = data;
  GBytes *speech = make_speech ("pcm", 5, 2000, turns->pause_ms), *sent;
  Fixture f;
  Run *run;

  fixture_start_pcm (&f, NULL);
  gst_util_set_object_arg (G_OBJECT (f.element), "turn-detection",
      turns->detection);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  check_turns (f.server, 5, 2000, 2000 + turns->pause_ms + 1500);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 5);
  assert_got (f.server, "response.cancel", 0);
  sent = ors_server_dup_sent_audio (f.server, 1);
  assert_same_audio (run->audio, sent);
  g_bytes_unref (sent);
  g_bytes_unref (speech);
  run_free (run);
  fixture_stop (&f);
}

/* A pause too short to end a turn does not end it, in whatever burst it goes
 * up. */
TEST_PCM (short_pauses_stay_in_their_turn, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 4, 600, 320);
  g_autoptr (Run) run = NULL;

  run = fixture_run (f, speech);
  g_assert_no_error (run->error);
  check_turns (f->server, 1, 4 * 600 + 3 * 320, 6000);
}

/* A detector that listens to the words hears the pauses as they are: none is
 * made long enough to end a turn. */
TEST_PCM (semantic_pauses_keep_their_length, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 4, 600, 390);
  g_autoptr (Run) run = NULL;

  gst_util_set_object_arg (G_OBJECT (f->element), "turn-detection",
      "semantic-vad");
  run = fixture_run (f, speech);
  g_assert_no_error (run->error);
  check_turns (f->server, 1, 4 * 600 + 3 * 390, 10000);
}

/* A session that only writes down has no answers: nothing is waited for,
 * and no text is lost. */
static void
test_transcription_waits_for_no_answer (gconstpointer detection)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 5, 600, 900);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;
  guint texts = 0;

  fixture_start_pcm (&f, NULL);
  gst_util_set_object_arg (G_OBJECT (f.element), "session-type",
      "transcription");
  gst_util_set_object_arg (G_OBJECT (f.element), "turn-detection", detection);
  g_object_set (f.element, "transcription-model", "gpt-transcribe", NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 0);
  assert_got (f.server, "response.create", 0);
  for (guint i = 0; i < run_count (run, "openairealtime/transcript"); i++) {
    const GstStructure *s = run_nth (run, "openairealtime/transcript", i);
    gboolean final;

    g_assert_true (gst_structure_get_boolean (s, "final", &final));
    texts += final;
  }
  g_assert_cmpuint (texts, ==, 5);
}

static void
test_no_speech_ends_without_answer (gconstpointer detection)
{
  g_autoptr (GBytes) silence = make_speech ("pcm", 1, 0, 3000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, NULL);
  gst_util_set_object_arg (G_OBJECT (f.element), "turn-detection", detection);
  run = fixture_run (&f, silence);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 0);
  g_assert_cmpuint (run->audio->len, ==, 0);
  assert_got (f.server, "input_audio_buffer.commit", 0);
}

static void
send_words (GstElement *element, const gchar *type, const gchar *json,
    gpointer data)
{
  ACT (element, "send-text", "Hello", FALSE);
}

/* Speech that is too quiet for the service: the end says so. What was written
 * to it was not heard. */
static void
test_speech_that_is_not_heard_is_told (gconstpointer words)
{
  GBytes *speech = make_speech ("pcm", 2, 800, 800), *quiet;
  gsize size;
  gint16 *samples =
      g_memdup2 (g_bytes_get_data (speech, &size), g_bytes_get_size (speech));
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  for (gsize i = 0; i < size / 2; i++)
    samples[i] = GINT16_TO_LE (GINT16_FROM_LE (samples[i]) / 16);
  quiet = g_bytes_new_take (samples, size);
  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, "vad-threshold", 1.0, NULL);
  if (words != NULL)
    g_signal_connect (f.element, "event::session.updated",
        G_CALLBACK (send_words), NULL);
  run = fixture_run (&f, quiet);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  if (words != NULL)
    g_assert_true (ors_server_wait_event (f.server, "client",
        "conversation.item.create", 1, 0));
  g_assert_cmpuint (run->n_warnings, ==, 1);
  g_bytes_unref (quiet);
  g_bytes_unref (speech);
}

TEST_PCM (empty_input_ends, NULL)
{
  g_autoptr (Run) run = NULL;

  run = fixture_run (f, NULL);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
}

/* A service that stops in the middle of its answer: what came is played, a
 * warning says what is missing, and there is an end. */
static void
test_drain_timeout_ends_a_stalled_answer (gconstpointer scenario)
{
  OrsOptions options = { .scenario = scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start_pcm (&f, &options);
  g_object_set (f.element, "drain-timeout", 300, NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 1);
}

typedef struct
{
  const gchar *scenario;
  const gchar *detection;
  const gchar *greeting;
} Stall;

/* Each answer that never ends is given up, and the next utterance goes up all
 * the same: there is always an end. */
static void
test_given_up_answers_do_not_hold_the_rest (gconstpointer data)
{
  const Stall *stall = data;
  OrsOptions options = { .scenario = stall->scenario };
  g_autoptr (GBytes) speech = make_speech ("pcm", 2, 1000, 4000);
  Fixture f;
  Run *run;

  fixture_start_pcm (&f, &options);
  gst_util_set_object_arg (G_OBJECT (f.element), "turn-detection",
      stall->detection);
  g_object_set (f.element, "drain-timeout", 200, "greeting", stall->greeting,
      NULL);
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, >=, 1);
  /* A session that has fallen silent for good commits nothing more. */
  if (g_str_equal (stall->scenario, "stall-response"))
    assert_sent (f.server, "input_audio_buffer.committed", 2);
  run_free (run);
  fixture_stop (&f);
}

/* Two recordings of different formats in a row: every byte of both. */
TEST_PCM (change_of_format_loses_nothing, NULL)
{
  GBytes *first = make_speech ("pcm", 1, 1000, 1200), *heard;
  g_autoptr (GBytes) second = make_speech ("pcmu", 1, 1000, 1200);
  g_autoptr (GstCaps) caps = gst_caps_from_string (format_caps ("pcmu"));
  gsize size = g_bytes_get_size (first), found = 0, i;
  const guint8 *data, *wanted = g_bytes_get_data (second, NULL);
  g_autoptr (Run) run = NULL;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  fixture_push (f, first, FALSE);
  g_object_set (f->src, "caps", caps, NULL);
  fixture_push (f, second, TRUE);
  run = fixture_finish (f);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 2);
  heard = ors_server_dup_session_audio (f->server, 1);
  data = g_bytes_get_data (heard, NULL);
  g_assert_cmpuint (g_bytes_get_size (heard), >=,
      size + g_bytes_get_size (second));
  g_assert_cmpmem (data, size, g_bytes_get_data (first, NULL), size);
  /* Silence may stand between the two. */
  for (i = size;
       found == 0 && i + g_bytes_get_size (second) <= g_bytes_get_size (heard);
       i++) {
    if (memcmp (data + i, wanted, g_bytes_get_size (second)) == 0)
      found = i;
  }
  g_assert_cmpuint (found, >, 0);
  g_bytes_unref (heard);
  g_bytes_unref (first);
}

/* Forgetting audio does not forget that the input has ended. */
TEST_PCM (clear_input_keeps_the_end, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 1000, 1000);
  gboolean ok;
  g_autoptr (Run) run = NULL;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  fixture_push (f, speech, TRUE);
  g_signal_emit_by_name (f->element, "clear-input", &ok);
  run = fixture_finish (f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
}

/* Room for less than a message must not wait for itself. */
TEST_PCM (large_chunks_in_a_small_queue, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 2, 1000, 4000);
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "chunk-duration", 10000, "max-input-queue", 1000,
      NULL);
  run = fixture_run (f, speech);
  g_assert_no_error (run->error);
  check_turns (f->server, 2, 1000, 7000);
}

/* The input waits outside: memory does not grow with the recording. */
TEST_FIXTURE (three_hours, &(OrsOptions){ .forget = TRUE })
{
  g_autoptr (GBytes) minute = make_speech ("pcmu", 1, 3000, 57000);
  g_autoptr (Run) run = NULL;

  fixture_build (f, format_caps ("pcmu"), format_caps ("pcmu"));
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < 180; i++)
    fixture_push (f, minute, i == 179);
  run = fixture_finish (f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run_count (run, "openairealtime/response-done"), ==, 180);
  g_assert_true (run->contiguous);
}

/* Each answer begins where a live service would have given it. */
TEST_PCM (align_answers, NULL)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 2, 1000, 9000);
  const gsize second = 48000;
  g_autoptr (Run) run = NULL;

  g_object_set (f->element, "align-answers", TRUE, NULL);
  run = fixture_run (f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->contiguous);
  g_assert_cmpuint (run->audio->len, >, 11 * second);
  for (gsize i = 0; i < second; i++)
    g_assert_cmpuint (run->audio->data[i], ==, 0);
  for (gsize i = 9 * second; i < 11 * second; i++)
    g_assert_cmpuint (run->audio->data[i], ==, 0);
}

int
main (int argc, char **argv)
{
  static const Turns turns[] = {
    { "server-vad", 1500 },
    { "server-vad", 600 },
    { "semantic-vad", 1500 },
    { "none", 1500 },
    { "none", 600 },
  };
  static const gchar *const ways[] = { "tiny-deltas", "huge-delta",
    "huge-message", "unknown-events", "fragmented", "late-transcripts" };
  static const gchar *const detections[] = { "server-vad", "semantic-vad",
    "none" };
  static const gchar *const stalls[] = { "stall-response", "stall-mid-delta" };
  static const Stall given_up[] = {
    { "stall-response", "server-vad", NULL },
    { "stall-response", "none", NULL },
    { "stall-mid-delta", "server-vad", NULL },
    { "stall-response", "server-vad", "Hello" },
  };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_WORDS (every_sample_however_it_comes, ways);
  TEST_NUMBERED (five_utterances_are_five_turns, turns);
  TEST_WORDS (no_speech_ends_without_answer, detections);
  TEST_WORDS (transcription_waits_for_no_answer, detections);
  TEST_ROW (speech_that_is_not_heard_is_told, "not-heard", NULL);
  TEST_ROW (speech_that_is_not_heard_is_told, "not-heard-but-written", "words");
  TEST_WORDS (drain_timeout_ends_a_stalled_answer, stalls);
  TEST_NUMBERED (given_up_answers_do_not_hold_the_rest, given_up);
  return g_test_run ();
}

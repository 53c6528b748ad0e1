/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcription.c - sessions that only write down: turns by detection, by our
 * own pauses or by an interval; nothing is asked for; the end waits for the
 * last text. */

#include "fixture.h"
#include "liveharness.h"
#include "../support/testcase.h"

#include <string.h>

#define TRANSCRIPT "openairealtime/transcript"

typedef struct
{
  const gchar *name;
  const gchar *model;
  const gchar *format;
  const gchar *scenario;
} Case;

static guint
count_final (const Run *run)
{
  const GstStructure *s;
  guint i, n = 0;

  for (i = 0; (s = run_nth (run, TRANSCRIPT, i)) != NULL; i++) {
    gboolean final = FALSE;

    gst_structure_get_boolean (s, "final", &final);
    g_assert_cmpstr (gst_structure_get_string (s, "role"), ==, "user");
    n += final;
  }
  return n;
}

/* Nothing may be said but what the schema of such sessions knows. */
static void
assert_no_responses (Fixture *f)
{
  static const gchar *const others[] = { "response.create",
    "conversation.item.create", "conversation.item.truncate",
    "response.cancel" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpuint (ors_server_count_events (f->server, "client",
            others[i]), ==, 0);
  assert_sent (f->server, "error", 0);
}

static void
build (Fixture *f, const Case *c)
{
  OrsOptions options = { .scenario = c->scenario };

  fixture_start (f, &options);
  fixture_build (f, format_caps (c->format), format_caps (c->format));
  gst_util_set_object_arg (G_OBJECT (f->element), "session-type",
      "transcription");
  g_object_set (f->element, "transcription-model", c->model, "greeting",
      "Hello", NULL);
}

/* A recording of three utterances gives three texts, no speech, and its end
 * only after the last text. */
static void
test_recording (gconstpointer data)
{
  const Case *c = data;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  build (&f, c);
  run = fixture_run (&f, make_speech (c->format, 3, 600, 1200));
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  /* Of the greeting, which is not spoken. */
  g_assert_cmpuint (run->n_warnings, ==, 1);
  g_assert_cmpuint (run->audio->len, ==, 0);
  g_assert_cmpuint (count_final (run), ==, 3);
  assert_no_responses (&f);
}

/* What the application asks for although there are no answers is not sent, and
 * nothing waits for it. */
TEST (nothing_is_asked)
{
  static const Case c = { NULL, "gpt-transcribe", "pcm", NULL };
  gboolean ok;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  build (&f, &c);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (f.element, "create-response", NULL, &ok);
  g_signal_emit_by_name (f.element, "send-text", "Hello", TRUE, &ok);
  fixture_push (&f, make_speech ("pcm", 1, 600, 1200), TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_cmpuint (count_final (run), ==, 1);
  assert_no_responses (&f);
}

TEST (no_model)
{
  static const Case c = { NULL, NULL, "pcm", NULL };
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  build (&f, &c);
  run = fixture_run (&f, make_speech ("pcm", 1, 600, 600));
  g_assert_error (run->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (run->error->message, "transcription-model"));
  g_assert_cmpuint (ors_server_count_sessions (f.server), ==, 0);
}

static const GstStructure *
find_field (const Run *run, const gchar *field)
{
  const GstStructure *s;

  for (guint i = 0; (s = run_nth (run, TRANSCRIPT, i)) != NULL; i++) {
    if (gst_structure_has_field (s, field))
      return s;
  }
  return NULL;
}

static const GstStructure *
first_entry (const GstStructure *s, const gchar *field)
{
  const GValue *list = gst_structure_get_value (s, field);

  g_assert_true (GST_VALUE_HOLDS_LIST (list));
  return gst_value_get_structure (gst_value_list_get_value (list, 0));
}

/* Speakers, probabilities and languages are passed on with the text. */
TEST (details)
{
  static const Case diarize = { NULL, "gpt-4o-transcribe-diarize", "pcm" };
  static const Case plain = { NULL, "gpt-transcribe", "pcm" };
  const GstStructure *s;
  gdouble end = 0, logprob = 0;
  Fixture f;
  Run *run;

  build (&f, &diarize);
  run = fixture_run (&f, make_speech ("pcm", 1, 600, 1200));
  s = find_field (run, "segments");
  g_assert_nonnull (s);
  g_assert_cmpstr (gst_structure_get_string (s, "text"), ==, "");
  s = first_entry (s, "segments");
  g_assert_cmpstr (gst_structure_get_string (s, "speaker"), ==, "A");
  g_assert_true (gst_structure_get_double (s, "end", &end));
  g_assert_cmpfloat (end, >, 0.5);
  run_free (run);
  fixture_stop (&f);

  build (&f, &plain);
  g_object_set (f.element, "session-config",
      "{\"include\":[\"item.input_audio_transcription.logprobs\"]}", NULL);
  run = fixture_run (&f, make_speech ("pcm", 1, 600, 1200));
  s = find_field (run, "logprobs");
  g_assert_nonnull (s);
  g_assert_true (gst_structure_has_field (s, "languages"));
  s = first_entry (s, "logprobs");
  g_assert_true (gst_structure_get_double (s, "logprob", &logprob));
  g_assert_cmpfloat (logprob, ==, -0.125);
  run_free (run);
  fixture_stop (&f);
}

/*** live ***/

static void
assert_silence (GstHarness *h)
{
  g_autoptr (GstBuffer) buffer = live_harness_next (h);

  g_assert_true (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP));
}

/* A model that takes no detection: each pause commits, the source pad is
 * silent, and the end waits for the text of what was said last. */
TEST_FIXTURE (live_pauses, NULL)
{
  GstHarness *h;
  Watch *watch;

  h = live_harness_new_with (f->server, "pcm", "session-type", 1,
      "transcription-model", "gpt-live-transcribe", NULL);
  watch = watch_new (h->element);
  live_harness_push_all (h, make_speech ("pcm", 2, 600, 800));
  await_got (f->server, "input_audio_buffer.commit", 2);
  assert_silence (h);
  live_harness_push_all (h, make_speech ("pcm", 1, 600, 0));
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  await_sent (f->server,
      "conversation.item.input_audio_transcription.completed", 3);
  assert_got (f->server, "input_audio_buffer.commit", 3);
  assert_no_responses (f);
  live_harness_stop (h, watch);
}

/* Who never pauses is written down all the same; with 0 only when asked. */
static void
test_live_interval (gconstpointer data)
{
  guint interval = GPOINTER_TO_UINT (data), n;
  GstHarness *h;
  Watch *watch;
  g_auto (Fixture) f = { NULL };
  gboolean ok;

  fixture_start (&f, NULL);
  h = live_harness_new_with (f.server, "pcm", "session-type", 1,
      "transcription-model", "gpt-realtime-whisper", "commit-interval",
      interval, NULL);
  watch = watch_new (h->element);
  live_harness_push_all (h, make_speech ("pcm", 1, 4500, 0));
  if (interval == 0)
    g_signal_emit_by_name (h->element, "commit", &ok);
  n = interval == 0 ? 1 : 4500 / interval;
  await_got (f.server, "input_audio_buffer.commit", n);
  assert_got (f.server, "input_audio_buffer.commit", n);
  assert_no_responses (&f);
  live_harness_stop (h, watch);
}

static const Case cases[] = {
  { "detected", "gpt-transcribe", "pcm", NULL },
  { "detected, mu-law", "gpt-transcribe", "pcmu", NULL },
  { "not detected", "gpt-live-transcribe", "pcm", NULL },
  { "not detected, a-law", "gpt-realtime-whisper", "pcma", NULL },
  { "late texts", "gpt-transcribe", "pcm", "late-transcripts" },
  { "late texts, not detected", "gpt-live-transcribe", "pcm",
      "late-transcripts" },
};

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (recording, cases);
  TEST_ROW (live_interval, "interval", GUINT_TO_POINTER (1500));
  TEST_ROW (live_interval, "by hand", GUINT_TO_POINTER (0));
  return g_test_run ();
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turnless.c - sessions in which the input makes no turns: translations, which
 * go on all the time and are closed in order, and calls that are only
 * controlled. */

#include "fixture.h"
#include "liveharness.h"
#include "../support/testcase.h"

#include <string.h>

#define TRANSCRIPT "openairealtime/transcript"

static void
build_translation (Fixture *f, const gchar *scenario, const gchar *format)
{
  OrsOptions options = { .scenario = scenario };

  fixture_start (f, &options);
  fixture_build (f, format_caps (format), format_caps (format));
  gst_util_set_object_arg (G_OBJECT (f->element), "session-type",
      "translation");
  g_object_set (f->element, "model", "gpt-realtime-translate",
      "target-language", "es", "transcription-model", "gpt-realtime-whisper",
      NULL);
}

static guint
count_texts (const Run *run, const gchar *role, gboolean wanted)
{
  const GstStructure *s;
  guint i, n = 0;

  for (i = 0; (s = run_nth (run, TRANSCRIPT, i)) != NULL; i++) {
    gboolean final = FALSE;

    gst_structure_get_boolean (s, "final", &final);
    n += final == wanted
        && g_strcmp0 (gst_structure_get_string (s, "role"), role) == 0;
  }
  return n;
}

/* The server gives the audio back: all of it must come, and nothing else may
 * have been asked for. */
static void
test_translated_recording (gconstpointer format)
{
  guint ms = 2 * (800 + 1100);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  build_translation (&f, NULL, format);
  run = fixture_run (&f, make_speech (format, 2, 800, 1100));
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 0);
  g_assert_cmpuint (run->audio->len / format_bytes_per_ms (format), >=,
      ms - 10);
  g_assert_cmpuint (run->audio->len / format_bytes_per_ms (format), <=,
      ms + 10);
  g_assert_true (run->contiguous);
  g_assert_cmpuint (count_texts (run, "user", TRUE), >=, 1);
  g_assert_cmpuint (count_texts (run, "assistant", TRUE), >=, 1);
  g_assert_cmpuint (count_texts (run, "assistant", FALSE), >, 4);
  g_assert_cmpuint (run_count (run, "openairealtime/playback-done"), ==, 0);
  assert_got (f.server, "session.close", 1);
  assert_sent (f.server, "error", 0);
}

/* The language and the transcription, and nothing that others have. */
TEST (what_is_asked_for)
{
  gchar **log;
  GString *all = g_string_new (NULL);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  build_translation (&f, NULL, "pcm");
  g_object_set (f.element, "instructions", "Be brief.", "greeting", "Hello",
      "voice", "marin", NULL);
  run = fixture_run (&f, make_speech ("pcm", 1, 400, 400));
  log = ors_server_dup_log (f.server);
  for (guint i = 0; log[i] != NULL; i++) {
    if (strstr (log[i], "session.update\"") != NULL)
      g_string_append (all, log[i]);
  }
  g_assert_nonnull (strstr (all->str, "\"language\":\"es\""));
  g_assert_nonnull (strstr (all->str, "gpt-realtime-whisper"));
  g_assert_null (strstr (all->str, "Be brief"));
  g_assert_null (strstr (all->str, "\"type\":\"realtime\""));
  assert_sent (f.server, "error", 0);
  g_string_free (all, TRUE);
  g_strfreev (log);
}

/* A service that never says that it is done is not waited for without end. */
TEST (never_closed)
{
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  build_translation (&f, "no-response", "pcm");
  g_object_set (f.element, "drain-timeout", 200, NULL);
  run = fixture_run (&f, make_speech ("pcm", 1, 400, 400));
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 1);
}

/* Live: the translation sounds in the cadence, nothing interrupts it, and the
 * session is closed in order when the element is stopped. */
TEST_FIXTURE (translated_live, NULL)
{
  gboolean sounded = FALSE, ok;
  GstHarness *h;
  Watch *watch;

  h = live_harness_new_with (f->server, "pcm", "session-type", 2, "model",
      "gpt-realtime-translate", "target-language", "fr", NULL);
  watch = watch_new (h->element);
  live_harness_push_all (h, make_speech ("pcm", 1, 1000, 0));
  await_sent (f->server, "session.output_audio.delta", 5);
  g_signal_emit_by_name (h->element, "interrupt", &ok);
  for (guint n = 0; !sounded; n++) {
    g_autoptr (GstBuffer) buffer = live_harness_next (h);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, n * 20 * GST_MSECOND);
    sounded = !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  }
  g_assert_cmpuint (watch_count (watch, "openairealtime/interrupted"), ==, 0);
  live_harness_stop (h, watch);
  await_got (f->server, "session.close", 1);
  assert_sent (f->server, "error", 0);
}

/*** calls that are only controlled ***/

static GstHarness *
join_call (Fixture *f, Watch **watch)
{
  GstHarness *h;

  fixture_start (f, NULL);
  h = live_harness_new_with (f->server, "pcm", "call-id", "rtc_1",
      "instructions", "Be brief.", NULL);
  *watch = watch_new (h->element);
  return h;
}

/* No greeting of the service, no audio either way; words, answers and events
 * work, and the source pad is silent. */
TEST (sideband)
{
  GstHarness *h;
  Watch *watch;
  g_auto (Fixture) f = { NULL };

  h = join_call (&f, &watch);
  live_harness_push_all (h, make_speech ("pcm", 1, 600, 1000));
  ACT (h->element, "send-text", "Hello", TRUE);
  watch_wait (watch, "openairealtime/response-done", 1);
  for (guint n = 0; n < 10; n++) {
    g_autoptr (GstBuffer) buffer = live_harness_next (h);

    g_assert_true (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP));
  }
  assert_sent (f.server, "session.created", 0);
  assert_got (f.server, "input_audio_buffer.append", 0);
  g_assert_cmpuint (watch_count (watch, "openairealtime/error"), ==, 0);
  g_assert_cmpuint (watch_count (watch, TRANSCRIPT), >, 1);
  live_harness_stop (h, watch);
}

/* The call was set up by another client: only what was set here is said. */
TEST (sideband_says_little)
{
  GstHarness *h;
  Watch *watch;
  gchar **log;
  g_auto (Fixture) f = { NULL };

  h = join_call (&f, &watch);
  watch_wait (watch, "openairealtime/connected", 1);
  log = ors_server_dup_log (f.server);
  for (guint i = 0; log[i] != NULL; i++) {
    if (strstr (log[i], "\"client\"") == NULL)
      continue;
    g_assert_nonnull (strstr (log[i], "Be brief."));
    g_assert_null (strstr (log[i], "\"audio\""));
  }
  g_strfreev (log);
  live_harness_stop (h, watch);
}

/* What waits at the service is dropped there. */
TEST (sideband_interrupt)
{
  GstHarness *h;
  Watch *watch;
  g_auto (Fixture) f = { NULL };
  gboolean ok;

  h = join_call (&f, &watch);
  g_signal_emit_by_name (h->element, "interrupt", &ok);
  await_sent (f.server, "output_audio_buffer.cleared", 1);
  live_harness_stop (h, watch);
}

TEST_MAIN (fixture_init (); TEST_ROW (translated_recording, "pcm", "pcm");
           TEST_ROW (translated_recording, "pcmu", "pcmu"))

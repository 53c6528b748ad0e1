/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingsrules.c - each rule is broken by what it is about, once, and by no
 * default. */

#include "session/settingsrules.h"
#include "session/failure.h"
#include "../support/testcase.h"

#include <string.h>

typedef OaElementSettings S;

typedef struct
{
  const gchar *rule;
  void (*set) (S *settings);
  OaInputKind input;
} Case;

#define SETTER(name, code) \
  static void name (S *s) \
  { \
    code; \
  }

SETTER (cost, s->limits.max_cost = 1)
SETTER (shown_user, s->connection.uri = g_strdup ("wss://***@h/p"))
SETTER (shown_parameter,
    s->connection.uri = g_strdup ("wss://h/p?api-version=1&sig=***"))
SETTER (shown_proxy, s->connection.proxy = g_strdup ("http://***@h:3128"))
SETTER (shown_tools,
    s->session.tools = g_strdup (
        "[{\"type\":\"mcp\",\"authorization\":\"***\"}]"))
SETTER (shown_server,
    s->session.session_config = g_strdup (
        "{\"tools\":[{\"server_url\":\"https://h/***\"}]}"))
SETTER (translation,
    s->session.session_type = GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION)
SETTER (call, s->connection.call_id = g_strdup ("rtc_1"))
SETTER (hold, s->interrupt.hold = s->session.vad_silence_duration)
SETTER (choice, s->session.tool_choice = g_strdup ("get_time"))
SETTER (required, s->session.tool_choice = g_strdup ("required"))
SETTER (protect, s->opening.protect_greeting = TRUE)
SETTER (
    greeting, s->opening.greeting = g_strdup ("Hello");
    s->session.session_type = GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION)
SETTER (farewell, s->limits.farewell = g_strdup ("Bye"))
SETTER (late, s->functions.timeout = 0; s->functions.late_output = TRUE)
SETTER (hints, s->session.transcription_language = g_strdup ("de"))
SETTER (target, s->session.target_language = g_strdup ("de"))
SETTER (
    voice, s->session.voice = g_strdup ("marin");
    s->session.session_type = GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION)
SETTER (idle, s->session.idle_timeout = 6000;
        s->session.turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_NONE)
SETTER (eagerness,
    s->session.vad_eagerness = GST_OPENAI_REALTIME_EAGERNESS_HIGH)
SETTER (min_duration, s->interrupt.min_duration = 7)
SETTER (tail, s->input.half_duplex_tail = 7)
SETTER (pre_roll, s->input.pre_roll = 7)
SETTER (tries, s->retry.reconnect = FALSE; s->retry.max_reconnects = 7)
SETTER (authorities, s->connection.uri = g_strdup ("ws://h/p");
        s->connection.tls_database = g_strdup ("ca.pem"))
SETTER (key_file, s->connection.auth = GST_OPENAI_REALTIME_AUTH_NONE;
        s->connection.api_key_file = g_strdup ("key"))
SETTER (talk, s->input.push_to_talk = TRUE)
SETTER (half, s->input.half_duplex = TRUE)
SETTER (prebuffer, s->flow.prebuffer = 7)
SETTER (align, s->flow.align_answers = TRUE)

static const Case cases[] = {
  { "cost-without-prices", cost, OA_INPUT_UNKNOWN },
  { "secret-left-out", shown_user, OA_INPUT_UNKNOWN },
  { "secret-left-out", shown_parameter, OA_INPUT_UNKNOWN },
  { "secret-left-out", shown_proxy, OA_INPUT_UNKNOWN },
  { "secret-left-out", shown_tools, OA_INPUT_UNKNOWN },
  { "secret-left-out", shown_server, OA_INPUT_UNKNOWN },
  { "translation-without-language", translation, OA_INPUT_UNKNOWN },
  { "call-on-recording", call, OA_INPUT_RECORDING },
  { "hold-too-short", hold, OA_INPUT_LIVE },
  { "unknown-tool-choice", choice, OA_INPUT_UNKNOWN },
  { "required-tool-without-tools", required, OA_INPUT_UNKNOWN },
  { "protection-without-greeting", protect, OA_INPUT_UNKNOWN },
  { "greeting-without-answers", greeting, OA_INPUT_UNKNOWN },
  { "farewell-without-limit", farewell, OA_INPUT_UNKNOWN },
  { "timeout-output-without-timeout", late, OA_INPUT_UNKNOWN },
  { "transcription-hints-without-model", hints, OA_INPUT_UNKNOWN },
  { "language-without-translation", target, OA_INPUT_UNKNOWN },
  { "voice-without-answers", voice, OA_INPUT_UNKNOWN },
  { "detector-of-another-kind", idle, OA_INPUT_UNKNOWN },
  { "eagerness-of-another-kind", eagerness, OA_INPUT_UNKNOWN },
  { "min-duration-without-hold", min_duration, OA_INPUT_UNKNOWN },
  { "tail-without-half-duplex", tail, OA_INPUT_UNKNOWN },
  { "pre-roll-without-talk", pre_roll, OA_INPUT_UNKNOWN },
  { "tries-without-reconnect", tries, OA_INPUT_UNKNOWN },
  { "authorities-without-tls", authorities, OA_INPUT_UNKNOWN },
  { "key-file-without-key", key_file, OA_INPUT_UNKNOWN },
  { "live-only", talk, OA_INPUT_RECORDING },
  { "live-only", half, OA_INPUT_RECORDING },
  { "pacing-of-recording", prebuffer, OA_INPUT_RECORDING },
  { "aligned-live", align, OA_INPUT_LIVE },
};

static void
test_rule (gconstpointer data)
{
  const Case *c = data;
  const OaSettingsRule *rule;
  guint64 told = 0;
  S settings;

  oa_element_settings_init (&settings);
  c->set (&settings);
  rule = oa_settings_rules_next (&settings, c->input, &told);
  g_assert_nonnull (rule);
  g_assert_cmpstr (rule->name, ==, c->rule);
  g_assert_true (g_str_has_suffix (rule->sentence, "."));
  /* Once. */
  g_assert_null (oa_settings_rules_next (&settings, c->input, &told));
  oa_element_settings_clear (&settings);
}

TEST (defaults_break_none)
{
  OaInputKind input;
  S settings;

  oa_element_settings_init (&settings);
  for (input = OA_INPUT_UNKNOWN; input <= OA_INPUT_RECORDING; input++) {
    guint64 told = 0;

    g_assert_null (oa_settings_rules_next (&settings, input, &told));
  }
  oa_element_settings_clear (&settings);
}

/* What makes it right is looked for. */
TEST (mended_settings_break_none)
{
  guint64 told = 0;
  S settings;

  oa_element_settings_init (&settings);
  settings.limits.max_cost = 1;
  settings.limits.price_table = g_strdup ("prices.json");
  settings.session.tool_choice = g_strdup ("get_time");
  settings.session.tools = g_strdup (
      "[{\"type\":\"function\",\"name\":\"get_time\"}]");
  settings.interrupt.hold = settings.session.vad_silence_duration + 1;
  settings.interrupt.min_duration = 7;
  settings.connection.call_id = g_strdup ("rtc_1");
  /* Stars that stand for nothing. */
  settings.connection.uri = g_strdup ("wss://h/***?stars=****&n=1#sig=***");
  settings.session.session_config = g_strdup (
      "{\"prompt\":{\"id\":\"*** of three\"}}");
  g_assert_null (oa_settings_rules_next (&settings, OA_INPUT_LIVE, &told));
  oa_element_settings_clear (&settings);
}

/* What users are told to correct. */
static void
assert_corrects (const gchar *path, const gchar *what)
{
  const OaServiceError error = { .param = (gchar *) path };
  OaFailure *failure = oa_failure_refused_session (&error);
  g_autofree gchar *expected = g_strdup_printf ("Correct %s.", what);

  g_assert_true (g_str_has_suffix (failure->message, expected));
  oa_failure_free (failure);
}

static void
assert_property (const gchar *path, const gchar *property)
{
  g_autofree gchar *what =
      g_strdup_printf ("the property %s (%s)", property, path);

  assert_corrects (path, what);
}

TEST (paths_have_properties)
{
  assert_property ("session.audio.output.voice", "voice");
  assert_property ("session.voice", "voice");
  assert_property ("session.audio.input.turn_detection.idle_timeout_ms",
      "idle-timeout");
  assert_property ("session.audio.input.turn_detection", "turn-detection");
  assert_property ("session.reasoning.effort", "reasoning-effort");
  assert_property ("session.tools[0].name", "tools");
  assert_corrects ("session.toolshed",
      "session.toolshed in the property session-config");
  assert_corrects ("session.frob",
      "session.frob in the property session-config");
  assert_corrects (NULL, "the property that it names");
}

TEST_MAIN (gst_init (NULL, NULL); TEST_NUMBERED (rule, cases))

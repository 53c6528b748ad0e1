/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingsrules.c - the table. A setting counts as set when it is not at its
 * default. */

#include "session/settingsrules.h"
#include "protocol/json.h"
#include "protocol/settingscheck.h"

#include <string.h>

typedef OaElementSettings S;

static gboolean
is_set (const gchar *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_type (const S *s, GstOpenaiRealtimeSessionType type)
{
  return s->session.session_type == type;
}

#define TRANSCRIBES(s) \
  is_type (s, GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION)
#define TRANSLATES(s) is_type (s, GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION)
#define DETECTS_BY(s, way) \
  ((s)->session.turn_detection == GST_OPENAI_REALTIME_TURN_DETECTION_##way)

/* TRUE for each member that is not at its default. */
#define DIFFERS(name, member) \
  static gboolean differs_##name (const S *s) \
  { \
    S defaults; \
    gboolean differs; \
\
    oa_element_settings_init (&defaults); \
    differs = defaults.member != s->member; \
    oa_element_settings_clear (&defaults); \
    return differs; \
  }

DIFFERS (threshold, session.vad_threshold)
DIFFERS (padding, session.vad_prefix_padding)
DIFFERS (eagerness, session.vad_eagerness)
DIFFERS (min_duration, interrupt.min_duration)
DIFFERS (tail, input.half_duplex_tail)
DIFFERS (pre_roll, input.pre_roll)
DIFFERS (prebuffer, flow.prebuffer)
DIFFERS (lookahead, flow.lookahead)
DIFFERS (interrupt_mode, interrupt.mode)
DIFFERS (max_reconnects, retry.max_reconnects)

/* A rule that is broken on one condition. */
#define RULE(name, condition) \
  static gboolean name (const S *s, OaInputKind input) \
  { \
    return condition; \
  }

/*** what cannot be ***/

RULE (cost_without_prices,
    s->limits.max_cost > 0 && !is_set (s->limits.price_table))
RULE (translation_without_language,
    TRANSLATES (s) && !is_set (s->session.target_language)
        && !is_set (s->session.session_config))
RULE (call_on_recording,
    is_set (s->connection.call_id) && input == OA_INPUT_RECORDING)

/* As oa_censor_address() shows a user or a secret parameter. */
static gboolean
is_shown_address (const gchar *text)
{
  const gchar *rest = text != NULL ? strstr (text, "://") : NULL;
  const gchar *value;

  if (rest == NULL)
    return FALSE;
  if (g_str_has_prefix (rest + 3, "***@"))
    return TRUE;
  for (value = strchr (rest, '?'); value != NULL;
       value = strchr (value + 1, '&')) {
    const gchar *end = value + 1 + strcspn (value + 1, "=&");

    if (g_str_has_prefix (end, "=***") && strchr ("&#", end[4]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* As oa_json_redact() shows texts and addresses. */
static gboolean
is_shown_json (const gchar *text)
{
  return text != NULL
      && (strstr (text, "\"***\"") != NULL || strstr (text, "/***\"") != NULL);
}

RULE (secret_left_out,
    is_shown_address (s->connection.uri)
        || is_shown_address (s->connection.proxy)
        || is_shown_json (s->session.tools)
        || is_shown_json (s->session.session_config))

/*** guards that are off ***/

RULE (hold_too_short,
    s->interrupt.hold != 0 && DETECTS_BY (s, SERVER_VAD)
        && s->interrupt.hold <= s->session.vad_silence_duration)

static gboolean
has_function (const gchar *tools, const gchar *name)
{
  JsonArray *array = is_set (tools)
      ? oa_json_parse_array (tools, -1, OA_SETTINGS_MAX_JSON, "tools", NULL)
      : NULL;
  gboolean found = FALSE;
  guint i;

  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    found = found
        || g_strcmp0 (oa_json_get_string (oa_json_array_get_object (array, i),
                          "name"),
               name)
            == 0;
  g_clear_pointer (&array, json_array_unref);
  return found;
}

static gboolean
unknown_tool_choice (const S *s, OaInputKind input)
{
  static const gchar *const words[] = { "auto", "none", "required", NULL };
  const gchar *choice = s->session.tool_choice;

  return is_set (choice) && *choice != '{'
      && !is_set (s->session.session_config) && !g_strv_contains (words, choice)
      && !has_function (s->session.tools, choice);
}

RULE (required_tool_without_tools,
    g_strcmp0 (s->session.tool_choice, "required") == 0
        && !is_set (s->session.tools) && !is_set (s->session.session_config))
RULE (protection_without_greeting,
    s->opening.protect_greeting && !is_set (s->opening.greeting))
RULE (greeting_without_answers,
    is_set (s->opening.greeting) && (TRANSCRIBES (s) || TRANSLATES (s)))
RULE (farewell_without_limit,
    is_set (s->limits.farewell) && s->limits.max_session_duration == 0
        && s->limits.max_idle == 0 && s->limits.max_cost <= 0)
RULE (timeout_output_without_timeout,
    s->functions.timeout == 0
        && (is_set (s->functions.timeout_output) || s->functions.late_output))
RULE (transcription_hints_without_model,
    (is_set (s->session.transcription_language)
        || is_set (s->session.transcription_prompt))
        && !is_set (s->session.transcription_model)
        && !is_set (s->session.session_config))
RULE (language_without_translation,
    is_set (s->session.target_language) && !TRANSLATES (s))
RULE (voice_without_answers,
    TRANSCRIBES (s)
        && (is_set (s->session.voice) || is_set (s->session.instructions)
            || is_set (s->session.tools)))
RULE (detector_of_another_kind,
    !DETECTS_BY (s, SERVER_VAD)
        && (differs_threshold (s) || differs_padding (s)
            || s->session.idle_timeout != 0))
RULE (eagerness_of_another_kind,
    !DETECTS_BY (s, SEMANTIC_VAD) && differs_eagerness (s))
RULE (min_duration_without_hold,
    differs_min_duration (s) && s->interrupt.hold == 0)
RULE (tail_without_half_duplex, differs_tail (s) && !s->input.half_duplex)
RULE (pre_roll_without_talk, differs_pre_roll (s) && !s->input.push_to_talk)
RULE (tries_without_reconnect,
    differs_max_reconnects (s) && !s->retry.reconnect)
RULE (authorities_without_tls,
    is_set (s->connection.tls_database) && s->connection.uri != NULL
        && g_str_has_prefix (s->connection.uri, "ws://"))
RULE (key_file_without_key,
    is_set (s->connection.api_key_file)
        && s->connection.auth == GST_OPENAI_REALTIME_AUTH_NONE)

/*** the wrong kind of input ***/

RULE (live_only,
    input == OA_INPUT_RECORDING
        && (s->input.push_to_talk || s->input.half_duplex
            || s->interrupt.hold != 0 || differs_interrupt_mode (s)))
RULE (pacing_of_recording,
    input == OA_INPUT_RECORDING
        && (differs_prebuffer (s) || differs_lookahead (s)
            || s->flow.shared_pacing))
RULE (aligned_live, input == OA_INPUT_LIVE && s->flow.align_answers)

static const OaSettingsRule rules[] = {
  { "cost-without-prices", OA_RULE_REFUSES, cost_without_prices,
      "The limit max-cost cannot be kept without prices. Set price-table to a "
      "file of prices, or do without max-cost." },
  { "secret-left-out", OA_RULE_REFUSES, secret_left_out,
      "One of uri, proxy, tools and session-config holds *** in place of a "
      "secret: it is a value that was read from an element. Set it with the "
      "secret itself." },
  { "translation-without-language", OA_RULE_REFUSES,
      translation_without_language,
      "A translation session needs a language to translate to. Set "
      "target-language, for example to es." },
  { "call-on-recording", OA_RULE_ENDS, call_on_recording,
      "A call that is joined by call-id goes by the clock, and the input is a "
      "recording. Set live=yes." },
  { "hold-too-short", OA_RULE_WARNS, hold_too_short,
      "interrupt-hold is over before a short utterance is: every one "
      "interrupts. Set it higher than vad-silence-duration." },
  { "unknown-tool-choice", OA_RULE_WARNS, unknown_tool_choice,
      "tool-choice names a function that is not in tools. Add it to tools, or "
      "set tool-choice to auto." },
  { "required-tool-without-tools", OA_RULE_WARNS, required_tool_without_tools,
      "tool-choice=required has no effect without tools. Set tools, or "
      "tool-choice=auto." },
  { "protection-without-greeting", OA_RULE_WARNS, protection_without_greeting,
      "protect-greeting has no effect without greeting. Set greeting." },
  { "greeting-without-answers", OA_RULE_WARNS, greeting_without_answers,
      "greeting has no effect in a session without answers. Leave it out, or "
      "set session-type=realtime." },
  { "farewell-without-limit", OA_RULE_WARNS, farewell_without_limit,
      "farewell has no effect without a limit. Set max-session-duration, "
      "max-idle or max-cost." },
  { "timeout-output-without-timeout", OA_RULE_WARNS,
      timeout_output_without_timeout,
      "function-timeout-output and function-late-output have no effect with "
      "function-timeout=0. Set function-timeout." },
  { "transcription-hints-without-model", OA_RULE_WARNS,
      transcription_hints_without_model,
      "transcription-language and transcription-prompt have no effect without "
      "transcription-model. Set transcription-model." },
  { "language-without-translation", OA_RULE_WARNS, language_without_translation,
      "target-language has no effect in this session. Set "
      "session-type=translation." },
  { "voice-without-answers", OA_RULE_WARNS, voice_without_answers,
      "voice, instructions and tools have no effect in a transcription "
      "session. Leave them out, or set session-type=realtime." },
  { "detector-of-another-kind", OA_RULE_WARNS, detector_of_another_kind,
      "vad-threshold, vad-prefix-padding and idle-timeout have an effect with "
      "turn-detection=server-vad only. Set that, or leave them out." },
  { "eagerness-of-another-kind", OA_RULE_WARNS, eagerness_of_another_kind,
      "vad-eagerness has an effect with turn-detection=semantic-vad only. Set "
      "that, or leave it out." },
  { "min-duration-without-hold", OA_RULE_WARNS, min_duration_without_hold,
      "interrupt-min-duration has no effect without interrupt-hold. Set "
      "interrupt-hold." },
  { "tail-without-half-duplex", OA_RULE_WARNS, tail_without_half_duplex,
      "half-duplex-tail has no effect without half-duplex. Set half-duplex." },
  { "pre-roll-without-talk", OA_RULE_WARNS, pre_roll_without_talk,
      "pre-roll has no effect without push-to-talk. Set push-to-talk." },
  { "tries-without-reconnect", OA_RULE_WARNS, tries_without_reconnect,
      "max-reconnects has no effect with reconnect=false. Set reconnect." },
  { "authorities-without-tls", OA_RULE_WARNS, authorities_without_tls,
      "tls-database has no effect on a ws:// address. Use a wss:// address." },
  { "key-file-without-key", OA_RULE_WARNS, key_file_without_key,
      "api-key-file has no effect with auth=none. Set auth, or leave it out." },
  { "live-only", OA_RULE_WARNS, live_only,
      "push-to-talk, half-duplex, interrupt-hold and interrupt-mode have no "
      "effect on a recording. Leave them out, or set live=yes if the input "
      "comes by the clock." },
  { "pacing-of-recording", OA_RULE_WARNS, pacing_of_recording,
      "prebuffer, lookahead and shared-pacing have no effect on a recording. "
      "Leave them out, or set live=yes if the input comes by the clock." },
  { "aligned-live", OA_RULE_WARNS, aligned_live,
      "align-answers has no effect on live input. Leave it out, or set live=no "
      "if the input is a recording." },
};

G_STATIC_ASSERT (G_N_ELEMENTS (rules) <= 64);

const OaSettingsRule *
oa_settings_rules_next (const OaElementSettings *settings, OaInputKind input,
    guint64 *told)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rules); i++) {
    guint64 bit = G_GUINT64_CONSTANT (1) << i;

    if ((*told & bit) == 0 && rules[i].is_broken (settings, input)) {
      *told |= bit;
      return &rules[i];
    }
  }
  return NULL;
}

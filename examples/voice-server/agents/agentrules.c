/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentrules.c - the members of an agent file, in the order in which they are
 * best read. */

#include "agentrules.h"

#include "facts.h"

#define TEXT(name, min, max) \
  { \
    name, APP_JSON_TEXT, FALSE, min, max \
  }
#define TEXT_OR(name, min, max, fallback) \
  { \
    name, APP_JSON_TEXT, FALSE, min, max, fallback \
  }
#define LINES(name, max) \
  { \
    name, APP_JSON_LINES, FALSE, 1, max \
  }
#define NEED(name, kind, min, max) \
  { \
    name, kind, TRUE, min, max \
  }
#define INT(name, min, max, fallback) \
  { \
    name, APP_JSON_INT, FALSE, min, max, fallback \
  }
#define NUMBER(name, min, max, fallback) \
  { \
    name, APP_JSON_NUMBER, FALSE, min, max, fallback \
  }
#define BOOLEAN(name, fallback) \
  { \
    name, APP_JSON_BOOLEAN, FALSE, 0, 0, fallback \
  }
#define WORD(name, fallback, words) \
  { \
    name, APP_JSON_WORD, FALSE, 0, 0, fallback, words \
  }
#define TEXTS(name, min, max) \
  { \
    name, APP_JSON_TEXTS, FALSE, min, max \
  }
#define MAP(name, min, max) \
  { \
    name, APP_JSON_MAP, FALSE, min, max \
  }
#define OBJECT(name, members) \
  { \
    name, APP_JSON_OBJECT, FALSE, 0, 0, NULL, NULL, members \
  }
#define FILLED(name, members) \
  { \
    name, APP_JSON_OBJECT, FALSE, 0, 0, "{}", NULL, members \
  }
#define OBJECTS(name, max, members) \
  { \
    name, APP_JSON_OBJECTS, FALSE, 0, max, NULL, NULL, members \
  }
#define NAMED(name, max, members) \
  { \
    name, APP_JSON_NAMED, FALSE, 0, max, NULL, NULL, members \
  }
#define ANY(name) \
  { \
    name, APP_JSON_ANY_OBJECT \
  }

#define KIB 1024
/* Telephone numbers, and sip: and tel: addresses. */
#define MAX_NUMBER 128

static const gchar *const turn_detections[] = { "server-vad", "semantic-vad",
  NULL };
static const gchar *const eagernesses[] = { "auto", "low", "medium", "high",
  NULL };
static const gchar *const noise_reductions[] = { "none", "near-field",
  "far-field", NULL };
static const gchar *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE",
  NULL };
static const gchar *const bodies[] = { "none", "arguments", "all", NULL };

const gchar *const ovs_agent_builtins[] = { "transfer", "hang_up", "send_sms",
  "schedule_callback", "take_message", "send_dtmf", "switch_agent", NULL };

const AppJsonRule ovs_agent_session_rules[] = {
  WORD ("turn_detection", "\"server-vad\"", turn_detections),
  NUMBER ("vad_threshold", 0, 1, "0.5"),
  INT ("vad_prefix_padding", 0, 10000, "300"),
  INT ("vad_silence_duration", 0, 60000, "500"),
  WORD ("vad_eagerness", "\"auto\"", eagernesses),
  INT ("idle_timeout", 0, 30000, "0"),
  BOOLEAN ("interrupt_response", "true"),
  INT ("interrupt_hold", 0, 10000, "0"),
  WORD ("noise_reduction", "\"none\"", noise_reductions),
  TEXT_OR ("transcription_model", 0, 128, "\"gpt-transcribe\""),
  TEXT ("transcription_language", 2, 16),
  TEXT ("transcription_prompt", 1, 4 * KIB),
  TEXT_OR ("tool_choice", 1, 64, "\"auto\""),
  INT ("max_output_tokens", 0, 1000000, "0"),
  TEXT ("reasoning_effort", 1, 16),
  INT ("function_timeout", 100, 3600000, "60000"),
  TEXT ("function_filler", 1, 500),
  INT ("function_filler_delay", 0, 600000, "2000"),
  ANY ("config"),
  { NULL },
};

static const AppJsonRule command_rules[] = {
  NEED ("argv", APP_JSON_TEXTS, 1, 64),
  TEXTS ("environment", 0, 64),
  INT ("timeout", 100, 600000, "10000"),
  INT ("max_output", 1, 1024 * KIB, "65536"),
  { NULL },
};

static const AppJsonRule http_rules[] = {
  WORD ("method", "\"POST\"", methods),
  NEED ("url", APP_JSON_TEXT, 1, 2 * KIB),
  MAP ("headers", 0, 32),
  MAP ("headers_from_environment", 0, 32),
  WORD ("body", NULL, bodies),
  INT ("timeout", 100, 600000, "10000"),
  INT ("max_response", 1, 1024 * KIB, "65536"),
  { NULL },
};

static const AppJsonRule tool_rules[] = {
  TEXT ("comment", 0, 4 * KIB),
  NEED ("name", APP_JSON_TEXT, 1, 64),
  LINES ("description", 4 * KIB),
  ANY ("parameters"),
  WORD ("builtin", NULL, ovs_agent_builtins),
  MAP ("numbers", 1, 64),
  TEXTS ("agents", 1, 64),
  OBJECT ("http", http_rules),
  OBJECT ("command", command_rules),
  { NULL },
};

static const AppJsonRule greeting_rules[] = {
  NEED ("say", APP_JSON_LINES, 1, 4 * KIB),
  BOOLEAN ("protected", "false"),
  { NULL },
};

static const AppJsonRule limit_rules[] = {
  INT ("max_duration", 0, 86400, "0"),
  INT ("max_silence", 0, 86400, "0"),
  INT ("max_function_rounds", 1, 1000, "16"),
  { NULL },
};

static const AppJsonRule guard_rules[] = {
  TEXT ("comment", 0, 4 * KIB),
  NEED ("pattern", APP_JSON_TEXT, 1, 1000),
  NEED ("instead", APP_JSON_LINES, 1, 4 * KIB),
  { NULL },
};

static const AppJsonRule human_rules[] = {
  NEED ("words", APP_JSON_TEXTS, 1, 100),
  NEED ("transfer_to", APP_JSON_TEXT, 1, MAX_NUMBER),
  LINES ("say", 4 * KIB),
  { NULL },
};

static const AppJsonRule fact_rules[] = {
  { "type", APP_JSON_WORD, TRUE, 0, 0, NULL, ovs_fact_types },
  TEXT ("description", 1, 1000),
  BOOLEAN ("required", "false"),
  NUMBER ("min", -1e15, 1e15, NULL),
  NUMBER ("max", -1e15, 1e15, NULL),
  TEXTS ("choices", 1, 100),
  { NULL },
};

static const AppJsonRule down_rules[] = {
  TEXT ("prompt_file", 1, 1000),
  TEXT ("transfer_to", 1, MAX_NUMBER),
  { NULL },
};

const AppJsonRule ovs_agent_rules[] = {
  TEXT ("comment", 0, 4 * KIB),
  NEED ("name", APP_JSON_TEXT, 1, 64),
  TEXT ("model", 1, 128),
  TEXT ("voice", 1, 128),
  NUMBER ("speed", 0.25, 1.5, "1"),
  FILLED ("session", ovs_agent_session_rules),
  NEED ("instructions", APP_JSON_LINES, 1, 64 * KIB),
  ANY ("context"),
  OBJECT ("context_command", command_rules),
  TEXT ("time_zone", 1, 64),
  OBJECT ("greeting", greeting_rules),
  LINES ("goodbye", 4 * KIB),
  FILLED ("limits", limit_rules),
  TEXTS ("allowed_hosts", 0, 64),
  OBJECTS ("tools", 64, tool_rules),
  OBJECTS ("guard_rails", 64, guard_rules),
  OBJECT ("human", human_rules),
  NAMED ("facts", 64, fact_rules),
  FILLED ("service_down", down_rules),
  BOOLEAN ("recording", "false"),
  { NULL },
};

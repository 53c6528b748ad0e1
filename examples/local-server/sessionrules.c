/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionrules.c - see sessionrules.h. */

#include "config.h"

#include "sessionrules.h"

#include "protocol/json.h"

#define MAX_TIME_MS 600000
/* More than any model takes. */
#define MAX_TEXT (512 * 1024)
#define MAX_NAME 256
#define MAX_TOOLS 1024
#define MAX_HINTS 1024
#define MAX_INPUT_ITEMS 1024

#define STRINGS(...) ((const gchar *const[]){ __VA_ARGS__, NULL })
#define STRING(n, ...) \
  { \
    n, ORS_RULE_STRING, .nullable = FALSE, __VA_ARGS__ \
  }
#define BOOLEAN(n) \
  { \
    n, ORS_RULE_BOOLEAN \
  }
#define END \
  { \
    NULL \
  }

static gboolean
check_format (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  JsonObject *format = json_node_get_object (node);
  gboolean is_pcm =
      g_str_equal (oa_json_get_string (format, "type"), "audio/pcm");
  gboolean has_rate = json_object_has_member (format, "rate");
  g_autofree gchar *rate = g_strconcat (path, ".rate", NULL);

  if (is_pcm && !has_rate)
    return ors_problem_set (problem, "missing_required_parameter", rate,
        "Missing required parameter: '%s'.", rate);
  if (!is_pcm && has_rate)
    return ors_problem_set (problem, "unknown_parameter", rate,
        "Unknown parameter: '%s'.", rate);
  if (is_pcm && oa_json_get_int (format, "rate", 0) != 24000)
    return ors_problem_set (problem, "invalid_value", rate,
        "Invalid value: '%s' must be 24000 for audio/pcm.", rate);
  return TRUE;
}

static const OrsRule format_rules[] = { STRING ("type", .required = TRUE,
                                            .values = STRINGS ("audio/pcm",
                                                "audio/pcmu", "audio/pcma")),
  { "rate", ORS_RULE_INTEGER }, END };

static const OrsRule server_vad_rules[] = { STRING ("type", .required = TRUE),
  { "threshold", ORS_RULE_NUMBER, .min = 0, .max = 1 },
  { "prefix_padding_ms", ORS_RULE_INTEGER, .min = 0, .max = MAX_TIME_MS },
  { "silence_duration_ms", ORS_RULE_INTEGER, .min = 0, .max = MAX_TIME_MS },
  { "idle_timeout_ms", ORS_RULE_INTEGER, .nullable = TRUE, .min = 5000,
      .max = 30000 },
  BOOLEAN ("create_response"), BOOLEAN ("interrupt_response"), END };

static const OrsRule semantic_vad_rules[] = { STRING ("type", .required = TRUE),
  STRING ("eagerness", .values = STRINGS ("low", "medium", "high", "auto")),
  BOOLEAN ("create_response"), BOOLEAN ("interrupt_response"), END };

static const OrsRule turn_detection_type_rules[] = {
  STRING ("type", .required = TRUE,
      .values = STRINGS ("server_vad", "semantic_vad")),
  END
};

/* The members depend on the type: the type alone is checked first. */
static gboolean
check_turn_detection (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  JsonObject *object = json_node_get_object (node);
  g_autoptr (JsonObject) type_only = json_object_new ();
  gboolean semantic;

  if (json_object_has_member (object, "type"))
    json_object_set_member (type_only, "type",
        json_object_dup_member (object, "type"));
  if (!ors_rules_check (turn_detection_type_rules, type_only, path, problem))
    return FALSE;

  semantic = g_str_equal (oa_json_get_string (object, "type"), "semantic_vad");
  return ors_rules_check (semantic ? semantic_vad_rules : server_vad_rules,
      object, path, problem);
}

static const OrsRule noise_reduction_rules[] = {
  STRING ("type", .values = STRINGS ("near_field", "far_field")),
  { "strength", ORS_RULE_NUMBER, .min = 0, .max = 1000 }, END
};

static const OrsRule transcription_rules[] = {
  STRING ("model",
      .values = STRINGS ("gpt-live-transcribe", "gpt-transcribe",
          "gpt-realtime-whisper", "whisper-1", "gpt-4o-transcribe",
          "gpt-4o-mini-transcribe", "gpt-4o-mini-transcribe-2025-12-15",
          "gpt-4o-transcribe-diarize")),
  { "language", ORS_RULE_STRING, .nullable = TRUE },
  { "languages", ORS_RULE_ARRAY, .max = MAX_HINTS },
  { "prompt", ORS_RULE_STRING, .nullable = TRUE },
  { "keywords", ORS_RULE_ARRAY, .max = MAX_HINTS },
  STRING ("delay",
      .values = STRINGS ("minimal", "low", "medium", "high", "xhigh")),
  END
};

static const OrsRule audio_input_rules[] = {
  { "format", ORS_RULE_OBJECT, .members = format_rules, .check = check_format },
  { "turn_detection", ORS_RULE_OBJECT, .nullable = TRUE,
      .check = check_turn_detection },
  { "noise_reduction", ORS_RULE_OBJECT, .nullable = TRUE,
      .members = noise_reduction_rules },
  { "transcription", ORS_RULE_OBJECT, .nullable = TRUE,
      .members = transcription_rules },
  END
};

static const OrsRule voice_string_rules[] = {
  STRING ("voice",
      .values = STRINGS ("alloy", "ash", "ballad", "coral", "echo", "sage",
          "shimmer", "verse", "marin", "cedar")),
  END
};

static const OrsRule voice_object_rules[] = { STRING ("id", .required = TRUE),
  END };

/* A name, or a custom voice {"id": …}. */
static gboolean
check_voice (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  g_autoptr (JsonObject) holder = NULL;
  g_autofree gchar *parent = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return ors_rules_check (voice_object_rules, json_node_get_object (node),
        path, problem);

  parent = g_strndup (path, strlen (path) - strlen (".voice"));
  holder = json_object_new ();
  json_object_set_member (holder, "voice", json_node_copy (node));
  return ors_rules_check (voice_string_rules, holder, parent, problem);
}

static const OrsRule audio_output_rules[] = {
  { "format", ORS_RULE_OBJECT, .members = format_rules, .check = check_format },
  { "voice", ORS_RULE_ANY, .check = check_voice },
  { "speed", ORS_RULE_NUMBER, .min = 0.25, .max = 1.5 }, END
};

/* The audio of a response has neither input nor speed. */
static const OrsRule response_audio_output_rules[] = {
  { "format", ORS_RULE_OBJECT, .members = format_rules, .check = check_format },
  { "voice", ORS_RULE_ANY, .check = check_voice }, END
};

static const OrsRule audio_rules[] = { { "input", ORS_RULE_OBJECT,
                                           .members = audio_input_rules },
  { "output", ORS_RULE_OBJECT, .members = audio_output_rules }, END };

static const OrsRule transcription_audio_rules[] = {
  { "input", ORS_RULE_OBJECT, .members = audio_input_rules }, END
};

static const OrsRule response_audio_rules[] = {
  { "output", ORS_RULE_OBJECT, .members = response_audio_output_rules }, END
};

static gboolean
check_modality (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  const gchar *value = json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : "";

  if (g_str_equal (value, "audio") || g_str_equal (value, "text"))
    return TRUE;
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid value: '%s'. Supported values are: 'audio', 'text'.", value);
}

static const OrsRule modalities_rules[] = {
  { "output_modalities", ORS_RULE_ARRAY, .check = check_modality }, END
};

/* Exactly one of the two. */
static gboolean
check_modalities (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  g_autoptr (JsonObject) holder = json_object_new ();
  g_autofree gchar *parent =
      g_strndup (path, strlen (path) - strlen (".output_modalities"));

  json_object_set_member (holder, "output_modalities", json_node_copy (node));
  if (!ors_rules_check (modalities_rules, holder, parent, problem))
    return FALSE;
  if (json_array_get_length (json_node_get_array (node)) == 1)
    return TRUE;
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid modalities. Supported combinations are: ['text'] and "
      "['audio'].");
}

static gboolean
check_max_tokens (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING && g_str_equal (json_node_get_string (node), "inf"))
    return TRUE;
  if (type == G_TYPE_INT64 && json_node_get_int (node) >= 1
      && json_node_get_int (node) <= 4096)
    return TRUE;
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid '%s': expected an integer from 1 to 4096, or 'inf'.", path);
}

static const OrsRule function_rules[] = { STRING ("type", .required = TRUE),
  STRING ("name", .required = TRUE, .max = MAX_NAME),
  { "description", ORS_RULE_STRING, .nullable = TRUE },
  { "parameters", ORS_RULE_OBJECT, .nullable = TRUE }, END };

static const OrsRule mcp_rules[] = { STRING ("type", .required = TRUE),
  STRING ("server_label", .required = TRUE, .max = MAX_NAME),
  STRING ("server_url"), STRING ("connector_id"), STRING ("tunnel_id"),
  { "authorization", ORS_RULE_STRING, .nullable = TRUE },
  { "headers", ORS_RULE_OBJECT, .nullable = TRUE },
  { "allowed_tools", ORS_RULE_ANY }, { "require_approval", ORS_RULE_ANY },
  { "server_description", ORS_RULE_STRING, .nullable = TRUE },
  { "allowed_callers", ORS_RULE_ANY }, BOOLEAN ("defer_loading"), END };

static gboolean
check_tool (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  JsonObject *tool;
  const gchar *type;
  g_autofree gchar *param = g_strconcat (path, ".type", NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return ors_rules_invalid_type (path, "an object", problem);

  tool = json_node_get_object (node);
  type = oa_json_get_string (tool, "type");
  if (type == NULL)
    return ors_problem_set (problem, "missing_required_parameter", param,
        "Missing required parameter: '%s'.", param);
  if (g_str_equal (type, "function"))
    return ors_rules_check (function_rules, tool, path, problem);
  if (g_str_equal (type, "mcp"))
    return ors_rules_check (mcp_rules, tool, path, problem);
  return ors_problem_set (problem, "invalid_value", param,
      "Invalid value: '%s'. Supported values are: 'function', 'mcp'.", type);
}

static const OrsRule tool_choice_rules[] = {
  STRING ("type", .required = TRUE, .values = STRINGS ("function", "mcp")),
  STRING ("name"), STRING ("server_label"), END
};

static gboolean
check_tool_choice (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  const gchar *const modes[] = { "auto", "none", "required", NULL };

  if (JSON_NODE_HOLDS_OBJECT (node))
    return ors_rules_check (tool_choice_rules, json_node_get_object (node),
        path, problem);
  if (json_node_get_value_type (node) == G_TYPE_STRING
      && g_strv_contains (modes, json_node_get_string (node)))
    return TRUE;
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid '%s'. Supported values are: 'none', 'auto', 'required', or an "
      "object.",
      path);
}

static gboolean
check_truncation (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  const gchar *const modes[] = { "auto", "disabled", NULL };

  if (JSON_NODE_HOLDS_OBJECT (node)
      && g_strcmp0 (oa_json_get_string (json_node_get_object (node), "type"),
             "retention_ratio")
          == 0)
    return TRUE;
  if (json_node_get_value_type (node) == G_TYPE_STRING
      && g_strv_contains (modes, json_node_get_string (node)))
    return TRUE;
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid '%s'. Supported values are: 'auto', 'disabled', or an object "
      "of type 'retention_ratio'.",
      path);
}

static const OrsRule reasoning_rules[] = {
  STRING ("effort",
      .values = STRINGS ("minimal", "low", "medium", "high", "xhigh")),
  END
};

static const OrsRule prompt_rules[] = { STRING ("id", .required = TRUE),
  { "version", ORS_RULE_STRING, .nullable = TRUE },
  { "variables", ORS_RULE_OBJECT, .nullable = TRUE }, END };

static gboolean
check_include (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  const gchar *const known = "item.input_audio_transcription.logprobs";

  if (json_node_get_value_type (node) == G_TYPE_STRING
      && g_str_equal (json_node_get_string (node), known))
    return TRUE;
  return ors_problem_set (problem, "invalid_value", path,
      "Invalid '%s'. Supported values are: '%s'.", path, known);
}

static gboolean
check_metadata (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) names = json_object_get_members (object);

  if (g_list_length (names) > 16)
    return ors_problem_set (problem, "invalid_value", path,
        "Invalid '%s': at most 16 pairs are allowed.", path);
  for (GList *l = names; l != NULL; l = l->next) {
    const gchar *value = oa_json_get_string (object, l->data);

    if (value == NULL || g_utf8_strlen (value, -1) > 512
        || g_utf8_strlen (l->data, -1) > 64)
      return ors_problem_set (problem, "invalid_value", path,
          "Invalid '%s': keys have at most 64, values are strings of at most "
          "512 characters.",
          path);
  }
  return TRUE;
}

/* What a session and a response have in common. */
#define COMMON_RULES \
  { "output_modalities", ORS_RULE_ANY, .check = check_modalities }, \
      STRING ("instructions", .max = MAX_TEXT), \
      { "tools", ORS_RULE_ARRAY, .max = MAX_TOOLS, .check = check_tool }, \
      { "tool_choice", ORS_RULE_ANY, .check = check_tool_choice }, \
      BOOLEAN ("parallel_tool_calls"), \
      { "max_output_tokens", ORS_RULE_ANY, .check = check_max_tokens }, \
      { "reasoning", ORS_RULE_OBJECT, .nullable = TRUE, \
        .members = reasoning_rules }, \
  { \
    "prompt", ORS_RULE_OBJECT, .nullable = TRUE, .members = prompt_rules \
  }

const OrsRule ors_realtime_session_rules[] = {
  STRING ("type", .required = TRUE, .values = STRINGS ("realtime")),
  STRING ("model"), COMMON_RULES,
  { "audio", ORS_RULE_OBJECT, .members = audio_rules },
  { "truncation", ORS_RULE_ANY, .check = check_truncation },
  { "tracing", ORS_RULE_ANY },
  { "include", ORS_RULE_ARRAY, .nullable = TRUE, .check = check_include }, END
};

const OrsRule ors_transcription_session_rules[] = {
  STRING ("type", .required = TRUE, .values = STRINGS ("transcription")),
  { "audio", ORS_RULE_OBJECT, .members = transcription_audio_rules },
  { "include", ORS_RULE_ARRAY, .nullable = TRUE, .check = check_include }, END
};

/* Neither a type nor formats: the address says the one, the others are PCM. */
static const OrsRule translation_transcription_rules[] = {
  STRING ("model", .required = TRUE), END
};

static const OrsRule translation_input_rules[] = {
  { "transcription", ORS_RULE_OBJECT, .nullable = TRUE,
      .members = translation_transcription_rules },
  { "noise_reduction", ORS_RULE_OBJECT, .nullable = TRUE,
      .members = noise_reduction_rules },
  END
};

static const OrsRule translation_output_rules[] = { STRING ("language"), END };

static const OrsRule translation_audio_rules[] = {
  { "input", ORS_RULE_OBJECT, .members = translation_input_rules },
  { "output", ORS_RULE_OBJECT, .members = translation_output_rules }, END
};

const OrsRule ors_translation_session_rules[] = {
  { "audio", ORS_RULE_OBJECT, .members = translation_audio_rules }, END
};

const OrsRule ors_response_rules[] = { STRING ("conversation",
                                           .values = STRINGS ("auto", "none")),
  { "input", ORS_RULE_ARRAY, .max = MAX_INPUT_ITEMS }, COMMON_RULES,
  { "audio", ORS_RULE_OBJECT, .members = response_audio_rules },
  { "metadata", ORS_RULE_OBJECT, .nullable = TRUE, .check = check_metadata },
  END };

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialectga.c - settings into the nested session object.
 *
 * Everything that we have a property for is said, defaults too: models differ
 * in theirs, and an update must be able to lead back to them. */

#include "dialectga.h"

#include "json.h"
#include "sessionparts.h"

static void
set_modalities (JsonObject *session, const OaSettings *settings)
{
  JsonArray *modalities = json_array_new ();
  gboolean text = settings->output_modality
      == GST_OPENAI_REALTIME_MODALITY_TEXT;

  json_array_add_string_element (modalities, text ? "text" : "audio");
  json_object_set_array_member (session, "output_modalities", modalities);
}

static void
set_voice (JsonObject *output, const gchar *voice)
{
  JsonObject *custom;

  if (!oa_session_part_is_set (voice))
    return;
  if (!g_str_has_prefix (voice, "voice_")) {
    json_object_set_string_member (output, "voice", voice);
    return;
  }
  custom = json_object_new ();
  json_object_set_string_member (custom, "id", voice);
  json_object_set_object_member (output, "voice", custom);
}

static void
set_reasoning (JsonObject *session, const gchar *effort)
{
  JsonObject *reasoning;

  /* Only some models know it: silence is the only value that all take. */
  if (!oa_session_part_is_set (effort))
    return;
  reasoning = json_object_new ();
  json_object_set_string_member (reasoning, "effort", effort);
  json_object_set_object_member (session, "reasoning", reasoning);
}

static JsonNode *
format_node (OaAudioFormat format)
{
  return oa_audio_format_to_json (oa_session_part_format (format));
}

static JsonObject *
build_input (const OaSettings *settings, OaTurnsFlags flags)
{
  JsonObject *input = json_object_new ();

  json_object_set_member (input, "format",
      format_node (settings->input_format));
  json_object_set_member (input, "turn_detection",
      oa_session_part_turn_detection (settings, flags));
  json_object_set_member (input, "noise_reduction",
      oa_session_part_noise_reduction (settings));
  json_object_set_member (input, "transcription",
      oa_session_part_transcription (settings));
  return input;
}

static JsonObject *
build_output (const OaSettings *settings)
{
  JsonObject *output = json_object_new ();

  json_object_set_member (output, "format",
      format_node (settings->output_format));
  set_voice (output, settings->voice);
  json_object_set_double_member (output, "speed", settings->speed);
  return output;
}

static void
set_audio (JsonObject *session, JsonObject *input, JsonObject *output)
{
  JsonObject *audio = json_object_new ();

  json_object_set_object_member (audio, "input", input);
  if (output)
    json_object_set_object_member (audio, "output", output);
  json_object_set_object_member (session, "audio", audio);
}

JsonObject *
oa_dialect_ga_build_realtime (const OaSettings *settings)
{
  JsonObject *session = json_object_new ();

  json_object_set_string_member (session, "type", "realtime");
  set_modalities (session, settings);
  oa_json_set_string (session, "instructions", settings->instructions);
  set_audio (session, build_input (settings, OA_TURNS_RESPOND | OA_TURNS_IDLE),
      build_output (settings));
  json_object_set_member (session, "tools", oa_session_part_tools (settings));
  json_object_set_member (session, "tool_choice",
      oa_session_part_tool_choice (settings));
  json_object_set_member (session, "max_output_tokens",
      oa_session_part_max_tokens (settings));
  set_reasoning (session, settings->reasoning_effort);
  oa_session_part_merge_config (session, settings);
  return session;
}

JsonObject *
oa_dialect_ga_build_transcription (const OaSettings *settings)
{
  JsonObject *session = json_object_new ();

  json_object_set_string_member (session, "type", "transcription");
  set_audio (session, build_input (settings, 0), NULL);
  oa_session_part_merge_config (session, settings);
  return session;
}

/* Transcription takes a model and nothing else here. */
static JsonNode *
translation_transcription (const OaSettings *settings)
{
  JsonNode *node = oa_session_part_transcription (settings);

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    json_object_remove_member (json_node_get_object (node), "language");
    json_object_remove_member (json_node_get_object (node), "prompt");
  }
  return node;
}

/* Neither type nor formats: the address says the one, the others are PCM. */
JsonObject *
oa_dialect_ga_build_translation (const OaSettings *settings)
{
  JsonObject *session = json_object_new ();
  JsonObject *input = json_object_new ();
  JsonObject *output = json_object_new ();

  json_object_set_member (input, "noise_reduction",
      oa_session_part_noise_reduction (settings));
  json_object_set_member (input, "transcription",
      translation_transcription (settings));
  if (oa_session_part_is_set (settings->target_language))
    json_object_set_string_member (output, "language",
        settings->target_language);
  set_audio (session, input, output);
  oa_session_part_merge_config (session, settings);
  return session;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionparts.c - settings into the JSON values of a session.
 *
 * JSON texts in the settings were checked by oa_session_config_want(). */

#include "sessionparts.h"

#include "json.h"

static JsonNode *
null_node (void)
{
  return json_node_new (JSON_NODE_NULL);
}

static JsonNode *
string_node (const gchar *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

gboolean
oa_session_part_is_set (const gchar *text)
{
  return text && *text;
}

static const gchar *
eagerness_name (GstOpenaiRealtimeEagerness eagerness)
{
  switch (eagerness) {
    case GST_OPENAI_REALTIME_EAGERNESS_LOW:
      return "low";
    case GST_OPENAI_REALTIME_EAGERNESS_MEDIUM:
      return "medium";
    case GST_OPENAI_REALTIME_EAGERNESS_HIGH:
      return "high";
    default:
      return "auto";
  }
}

static JsonObject *
server_vad (const OaSettings *settings, OaTurnsFlags flags)
{
  JsonObject *vad = json_object_new ();

  json_object_set_string_member (vad, "type", "server_vad");
  json_object_set_double_member (vad, "threshold", settings->vad_threshold);
  json_object_set_int_member (vad, "prefix_padding_ms",
      settings->vad_prefix_padding);
  json_object_set_int_member (vad, "silence_duration_ms",
      settings->vad_silence_duration);
  if (flags & OA_TURNS_IDLE && settings->idle_timeout > 0)
    json_object_set_int_member (vad, "idle_timeout_ms", settings->idle_timeout);
  return vad;
}

static JsonObject *
semantic_vad (const OaSettings *settings)
{
  JsonObject *vad = json_object_new ();

  json_object_set_string_member (vad, "type", "semantic_vad");
  json_object_set_string_member (vad, "eagerness",
      eagerness_name (settings->vad_eagerness));
  return vad;
}

/* Always complete: services differ in what they make of a partial object, and
 * models in their defaults. */
JsonNode *
oa_session_part_turn_detection (const OaSettings *settings, OaTurnsFlags flags)
{
  JsonObject *vad;

  if (settings->turn_detection == GST_OPENAI_REALTIME_TURN_DETECTION_NONE)
    return null_node ();

  if (settings->turn_detection
      == GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD)
    vad = semantic_vad (settings);
  else
    vad = server_vad (settings, flags);
  if (flags & OA_TURNS_RESPOND) {
    json_object_set_boolean_member (vad, "create_response",
        settings->create_response);
    json_object_set_boolean_member (vad, "interrupt_response",
        settings->interrupt_response);
  }
  return oa_json_node_new_object (vad);
}

JsonNode *
oa_session_part_noise_reduction (const OaSettings *settings)
{
  JsonObject *object;
  gboolean near = settings->noise_reduction
      == GST_OPENAI_REALTIME_NOISE_REDUCTION_NEAR_FIELD;

  if (settings->noise_reduction == GST_OPENAI_REALTIME_NOISE_REDUCTION_NONE)
    return null_node ();

  object = json_object_new ();
  json_object_set_string_member (object, "type",
      near ? "near_field" : "far_field");
  return oa_json_node_new_object (object);
}

JsonNode *
oa_session_part_transcription (const OaSettings *settings)
{
  JsonObject *object;

  if (!oa_session_part_is_set (settings->transcription_model))
    return null_node ();

  object = json_object_new ();
  json_object_set_string_member (object, "model",
      settings->transcription_model);
  if (oa_session_part_is_set (settings->transcription_language))
    json_object_set_string_member (object, "language",
        settings->transcription_language);
  if (oa_session_part_is_set (settings->transcription_prompt))
    json_object_set_string_member (object, "prompt",
        settings->transcription_prompt);
  return oa_json_node_new_object (object);
}

JsonNode *
oa_session_part_tools (const OaSettings *settings)
{
  JsonArray *tools = NULL;
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  if (oa_session_part_is_set (settings->tools))
    tools = oa_json_parse_array (settings->tools, -1, 0, "tools", NULL);
  json_node_take_array (node, tools ? tools : json_array_new ());
  return node;
}

static JsonNode *
choose_function (const gchar *name)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", "function");
  json_object_set_string_member (object, "name", name);
  return oa_json_node_new_object (object);
}

JsonNode *
oa_session_part_tool_choice (const OaSettings *settings)
{
  static const gchar *const words[] = { "auto", "none", "required", NULL };
  const gchar *choice = settings->tool_choice;
  JsonObject *object;

  if (!oa_session_part_is_set (choice))
    return string_node ("auto");
  if (g_strv_contains (words, choice))
    return string_node (choice);

  object = oa_json_parse_object (choice, -1, 0, "tool-choice", NULL);
  return object ? oa_json_node_new_object (object) : choose_function (choice);
}

JsonNode *
oa_session_part_max_tokens (const OaSettings *settings)
{
  if (settings->max_output_tokens == 0)
    return string_node ("inf");
  return json_node_init_int (json_node_alloc (), settings->max_output_tokens);
}

OaAudioFormat
oa_session_part_format (OaAudioFormat format)
{
  return format == OA_AUDIO_FORMAT_UNKNOWN ? OA_AUDIO_FORMAT_PCM : format;
}

/* A format or a detection of another type has other members: such a one takes
 * the place of ours. */
static gboolean
have_same_type (guint level, const gchar *name, JsonObject *ours,
    JsonObject *theirs)
{
  const gchar *type = oa_json_get_string (ours, "type");
  const gchar *other = oa_json_get_string (theirs, "type");

  return !type || !other || g_str_equal (type, other);
}

void
oa_session_part_merge_config (JsonObject *session, const OaSettings *settings)
{
  JsonObject *config = NULL;

  if (oa_session_part_is_set (settings->session_config))
    config = oa_json_parse_object (settings->session_config, -1, 0,
        "session-config", NULL);
  if (!config)
    return;
  oa_json_merge (session, config, have_same_type);
  json_object_unref (config);
}

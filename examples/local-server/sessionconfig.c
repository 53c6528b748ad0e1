/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionconfig.c - see sessionconfig.h. */

#include "config.h"

#include "sessionconfig.h"

#include "protocol/json.h"
#include "sessionrules.h"

/* Stand-ins for the service's semantic detector, which listens to the words:
 * windows of silence. Short enough for tests, ordered as the real ones. */
#define EAGER_SILENCE_MS 600
#define MEDIUM_SILENCE_MS 800
#define PATIENT_SILENCE_MS 1200

static const gchar realtime_defaults[] =
    "{'type':'realtime','object':'realtime.session','id':'','model':'',"
    "'output_modalities':['audio'],'instructions':"
    "'You are a local stand-in that says what it was told to say.',"
    "'tools':[],'tool_choice':'auto','max_output_tokens':'inf',"
    "'tracing':null,'truncation':'auto','prompt':null,'expires_at':0,"
    "'audio':{'input':{'format':{'type':'audio/pcm','rate':24000},"
    "'transcription':null,'noise_reduction':null,'turn_detection':null},"
    "'output':{'format':{'type':'audio/pcm','rate':24000},"
    "'voice':'marin','speed':1.0}},'include':null}";

static const gchar transcription_defaults[] =
    "{'type':'transcription','object':'realtime.transcription_session',"
    "'id':'','expires_at':0,"
    "'audio':{'input':{'format':{'type':'audio/pcm','rate':24000},"
    "'transcription':null,'noise_reduction':null,"
    "'turn_detection':{'type':'server_vad','threshold':0.5,"
    "'prefix_padding_ms':300,'silence_duration_ms':200}}},'include':null}";

static const gchar translation_defaults[] =
    "{'type':'translation','id':'','model':'','expires_at':0,"
    "'audio':{'input':{'transcription':null,'noise_reduction':null},"
    "'output':{'language':'en'}}}";

static const gchar server_vad_defaults[] =
    "{'type':'server_vad','threshold':0.5,'prefix_padding_ms':300,"
    "'silence_duration_ms':500,'idle_timeout_ms':null,"
    "'create_response':true,'interrupt_response':true}";

static const gchar semantic_vad_defaults[] =
    "{'type':'semantic_vad','eagerness':'auto','create_response':true,"
    "'interrupt_response':true}";

/* The texts above use single quotes to stay readable. */
static JsonObject *
parse_defaults (const gchar *text)
{
  g_autofree gchar *json = g_strdelimit (g_strdup (text), "'", '"');

  return oa_json_parse_object (json, -1, 0, "default", NULL);
}

static JsonObject *
turn_detection_defaults (const gchar *type)
{
  return parse_defaults (g_strcmp0 (type, "semantic_vad") == 0
          ? semantic_vad_defaults
          : server_vad_defaults);
}

/* The models before gpt-realtime-2 have other defaults. */
static gboolean
is_first_generation (const gchar *model)
{
  return g_str_has_prefix (model, "gpt-realtime")
      && !g_str_has_prefix (model, "gpt-realtime-2");
}

JsonObject *
ors_session_config_new (const gchar *id, const gchar *model, gint64 expires_at)
{
  JsonObject *config = parse_defaults (realtime_defaults);
  JsonObject *vad = turn_detection_defaults ("server_vad");

  json_object_set_string_member (config, "id", id);
  json_object_set_string_member (config, "model", model);
  json_object_set_int_member (config, "expires_at", expires_at);
  if (is_first_generation (model)) {
    json_object_set_int_member (vad, "silence_duration_ms", 200);
    json_object_set_string_member (ors_session_config_get_output (config),
        "voice", "alloy");
  }
  json_object_set_object_member (ors_session_config_get_input (config),
      "turn_detection", vad);
  return config;
}

JsonObject *
ors_session_config_new_transcription (const gchar *id, gint64 expires_at)
{
  JsonObject *config = parse_defaults (transcription_defaults);

  json_object_set_string_member (config, "id", id);
  json_object_set_int_member (config, "expires_at", expires_at);
  return config;
}

JsonObject *
ors_session_config_new_translation (const gchar *id, const gchar *model,
    gint64 expires_at)
{
  JsonObject *config = parse_defaults (translation_defaults);

  json_object_set_string_member (config, "id", id);
  json_object_set_string_member (config, "model", model);
  json_object_set_int_member (config, "expires_at", expires_at);
  return config;
}

static const OrsRule *
rules_for (JsonObject *config)
{
  const gchar *type = oa_json_get_string (config, "type");

  if (g_strcmp0 (type, "transcription") == 0)
    return ors_transcription_session_rules;
  if (g_strcmp0 (type, "translation") == 0)
    return ors_translation_session_rules;
  return ors_realtime_session_rules;
}

static gboolean
check_voice_lock (JsonObject *config, JsonObject *update,
    const OrsSessionMoment *moment, OrsProblem *problem)
{
  JsonObject *output = ors_session_config_get_output (update);

  if (!moment->assistant_audio_present || output == NULL
      || !json_object_has_member (output, "voice")
      || g_strcmp0 (ors_session_config_get_voice (config),
             ors_session_config_get_voice (update))
          == 0)
    return TRUE;
  return ors_problem_set (problem, "cannot_update_voice", NULL,
      "Cannot update a conversation's voice if assistant audio is present.");
}

static gboolean
check_speed_lock (JsonObject *update, const OrsSessionMoment *moment,
    OrsProblem *problem)
{
  JsonObject *output = ors_session_config_get_output (update);

  if (!moment->response_active || output == NULL
      || !json_object_has_member (output, "speed"))
    return TRUE;
  return ors_problem_set (problem, "invalid_value",
      "session.audio.output.speed",
      "Cannot update the speed while a response is in progress.");
}

static gboolean
check_model (JsonObject *config, JsonObject *update, OrsProblem *problem)
{
  const gchar *model = oa_json_get_string (update, "model");

  if (model == NULL
      || g_strcmp0 (model, oa_json_get_string (config, "model")) == 0)
    return TRUE;
  return ors_problem_set (problem, "invalid_value", "session.model",
      "The model of a session cannot be changed.");
}

/* The client took another address than it wanted. */
static gboolean
check_type (JsonObject *config, JsonObject *update, OrsProblem *problem)
{
  const gchar *is = oa_json_get_string (config, "type");
  const gchar *wanted = oa_json_get_string (update, "type");

  if ((g_strcmp0 (wanted, "realtime") != 0
          && g_strcmp0 (wanted, "transcription") != 0)
      || g_strcmp0 (is, "translation") == 0 || g_strcmp0 (is, wanted) == 0)
    return TRUE;
  return ors_problem_set (problem, "invalid_parameter", "session.type",
      "Passing a %s session update event to a %s session is not allowed.",
      wanted, is);
}

static gboolean
has_tool (JsonObject *config, const gchar *member, const gchar *name)
{
  JsonArray *tools = oa_json_get_array (config, "tools");

  for (guint i = 0; tools != NULL && i < json_array_get_length (tools); i++) {
    if (g_strcmp0 (oa_json_get_string (oa_json_array_get_object (tools, i),
                       member),
            name)
        == 0)
      return TRUE;
  }
  return FALSE;
}

/* @merged has the tools that the choice of @update is about. */
static gboolean
check_choice (JsonObject *merged, JsonObject *update, const gchar *path,
    OrsProblem *problem)
{
  JsonObject *choice = oa_json_get_object (update, "tool_choice");
  const gchar *name = oa_json_get_string (choice, "name");
  const gchar *label = oa_json_get_string (choice, "server_label");
  gboolean function =
      g_strcmp0 (oa_json_get_string (choice, "type"), "function") == 0;
  g_autofree gchar *param = g_strconcat (path, ".tool_choice", NULL);

  if (choice == NULL
      || (function ? has_tool (merged, "name", name)
                   : has_tool (merged, "server_label", label)))
    return TRUE;
  return ors_problem_set (problem, "invalid_value", param,
      "Tool choice '%s' not found in 'tools' parameter.",
      function ? name : label);
}

/* A type comes with all its members: what the client leaves out keeps its old
 * value if the type stays, else takes the default of the new type. */
static void
complete_turn_detection (JsonObject *old_config, JsonObject *new_config,
    JsonObject *update)
{
  JsonObject *old = ors_session_config_get_turn_detection (old_config);
  JsonObject *wanted = ors_session_config_get_turn_detection (update);
  const gchar *type = oa_json_get_string (wanted, "type");
  JsonObject *complete;

  if (wanted == NULL)
    return;

  complete = turn_detection_defaults (type);
  if (g_strcmp0 (oa_json_get_string (old, "type"), type) == 0)
    oa_json_merge (complete, old, NULL);
  oa_json_merge (complete, wanted, NULL);
  json_object_set_object_member (ors_session_config_get_input (new_config),
      "turn_detection", complete);
}

/* The service answers with these two, null if not set. */
static void
complete_transcription (JsonObject *config)
{
  JsonObject *transcription = ors_session_config_get_transcription (config);

  if (transcription == NULL)
    return;
  if (!json_object_has_member (transcription, "language"))
    json_object_set_null_member (transcription, "language");
  if (!json_object_has_member (transcription, "prompt"))
    json_object_set_null_member (transcription, "prompt");
}

/* A format is replaced as a whole: G.711 has no rate to inherit. */
static void
replace_format (JsonObject *to, JsonObject *from)
{
  JsonObject *format = oa_json_get_object (from, "format");

  if (to != NULL && format != NULL)
    json_object_set_object_member (to, "format", oa_json_object_copy (format));
}

static JsonObject *
merge (JsonObject *config, JsonObject *update)
{
  JsonObject *merged = oa_json_object_copy (config);

  oa_json_merge (merged, update, NULL);
  replace_format (ors_session_config_get_input (merged),
      ors_session_config_get_input (update));
  replace_format (ors_session_config_get_output (merged),
      ors_session_config_get_output (update));
  complete_turn_detection (config, merged, update);
  complete_transcription (merged);
  return merged;
}

/* Models that write as they hear take no detection of turns. */
static gboolean
check_streaming (JsonObject *config, OrsProblem *problem)
{
  const gchar *model =
      oa_json_get_string (ors_session_config_get_transcription (config),
          "model");

  if (ors_session_config_get_turn_detection (config) == NULL
      || (g_strcmp0 (model, "gpt-live-transcribe") != 0
          && g_strcmp0 (model, "gpt-realtime-whisper") != 0))
    return TRUE;
  return ors_problem_set (problem, "invalid_value",
      "session.audio.input.turn_detection",
      "Turn detection is not supported with the model '%s'.", model);
}

JsonObject *
ors_session_config_update (JsonObject *config, JsonObject *update,
    const OrsSessionMoment *moment, OrsProblem *problem)
{
  gboolean transcription =
      g_strcmp0 (oa_json_get_string (config, "type"), "transcription") == 0;
  JsonObject *merged;

  if (!check_type (config, update, problem)
      || !ors_rules_check (rules_for (config), update, "session", problem)
      || !check_model (config, update, problem)
      || !check_voice_lock (config, update, moment, problem)
      || !check_speed_lock (update, moment, problem))
    return NULL;
  merged = merge (config, update);
  if (check_choice (merged, update, "session", problem)
      && (!transcription || check_streaming (merged, problem)))
    return merged;
  json_object_unref (merged);
  return NULL;
}

JsonObject *
ors_session_config_for_response (JsonObject *config, JsonObject *overrides,
    const OrsSessionMoment *moment, OrsProblem *problem)
{
  JsonObject *merged;

  if (overrides == NULL)
    return json_object_ref (config);
  if (!ors_rules_check (ors_response_rules, overrides, "response", problem)
      || !check_voice_lock (config, overrides, moment, problem))
    return NULL;
  merged = merge (config, overrides);
  json_object_remove_member (merged, "input");
  if (check_choice (merged, overrides, "response", problem))
    return merged;
  json_object_unref (merged);
  return NULL;
}

JsonObject *
ors_session_config_get_input (JsonObject *config)
{
  return oa_json_get_object (oa_json_get_object (config, "audio"), "input");
}

JsonObject *
ors_session_config_get_output (JsonObject *config)
{
  return oa_json_get_object (oa_json_get_object (config, "audio"), "output");
}

JsonObject *
ors_session_config_get_turn_detection (JsonObject *config)
{
  return oa_json_get_object (ors_session_config_get_input (config),
      "turn_detection");
}

JsonObject *
ors_session_config_get_transcription (JsonObject *config)
{
  return oa_json_get_object (ors_session_config_get_input (config),
      "transcription");
}

static OaAudioFormat
get_format (JsonObject *direction)
{
  OaAudioFormat format = OA_AUDIO_FORMAT_UNKNOWN;

  if (direction != NULL)
    format = oa_audio_format_from_json (
        json_object_get_member (direction, "format"));
  return format != OA_AUDIO_FORMAT_UNKNOWN ? format : OA_AUDIO_FORMAT_PCM;
}

OaAudioFormat
ors_session_config_get_input_format (JsonObject *config)
{
  return get_format (ors_session_config_get_input (config));
}

OaAudioFormat
ors_session_config_get_output_format (JsonObject *config)
{
  return get_format (ors_session_config_get_output (config));
}

static void
force_format (JsonObject *direction, const gchar *name)
{
  if (direction != NULL && name != NULL)
    json_object_set_member (direction, "format",
        oa_audio_format_to_json (ors_format_from_name (name)));
}

void
ors_session_config_force_formats (JsonObject *config, const gchar *input,
    const gchar *output)
{
  force_format (ors_session_config_get_input (config), input);
  force_format (ors_session_config_get_output (config), output);
}

const gchar *
ors_session_config_get_modality (JsonObject *config)
{
  JsonArray *modalities = oa_json_get_array (config, "output_modalities");

  if (modalities == NULL || json_array_get_length (modalities) == 0)
    return "audio";
  return json_array_get_string_element (modalities, 0);
}

const gchar *
ors_session_config_get_voice (JsonObject *config)
{
  JsonObject *output = ors_session_config_get_output (config);
  const gchar *name = oa_json_get_string (output, "voice");

  if (name != NULL)
    return name;
  return oa_json_get_string (oa_json_get_object (output, "voice"), "id");
}

gint64
ors_session_config_get_max_tokens (JsonObject *config)
{
  return oa_json_get_int (config, "max_output_tokens", -1);
}

guint
ors_turn_detection_silence_ms (JsonObject *turn_detection)
{
  const gchar *type = oa_json_get_string (turn_detection, "type");
  const gchar *eagerness = oa_json_get_string (turn_detection, "eagerness");

  if (g_strcmp0 (type, "semantic_vad") != 0)
    return oa_json_get_int (turn_detection, "silence_duration_ms", 500);
  if (g_strcmp0 (eagerness, "high") == 0)
    return EAGER_SILENCE_MS;
  if (g_strcmp0 (eagerness, "low") == 0)
    return PATIENT_SILENCE_MS;
  return MEDIUM_SILENCE_MS;
}

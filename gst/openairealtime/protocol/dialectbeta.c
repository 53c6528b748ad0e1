/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialectbeta.c - settings into the flat session object, and renaming.
 *
 * Only members that the beta had all its life are sent unasked: its servers
 * refuse a whole update for one that they do not know. */

#include "dialectbeta.h"

#include "json.h"
#include "sessionparts.h"

static void
set_format (JsonObject *session, const gchar *member, OaAudioFormat format)
{
  format = oa_session_part_format (format);
  json_object_set_string_member (session, member,
      oa_audio_format_get_flat_name (format));
}

/* Speech comes with its text here; audio alone is refused. */
static JsonArray *
new_modalities (gboolean with_audio)
{
  JsonArray *modalities = json_array_new ();

  json_array_add_string_element (modalities, "text");
  if (with_audio)
    json_array_add_string_element (modalities, "audio");
  return modalities;
}

static void
set_input (JsonObject *session, const OaSettings *settings, OaTurnsFlags flags)
{
  set_format (session, "input_audio_format", settings->input_format);
  json_object_set_member (session, "turn_detection",
      oa_session_part_turn_detection (settings, flags));
  json_object_set_member (session, "input_audio_noise_reduction",
      oa_session_part_noise_reduction (settings));
  json_object_set_member (session, "input_audio_transcription",
      oa_session_part_transcription (settings));
}

static void
set_output (JsonObject *session, const OaSettings *settings)
{
  set_format (session, "output_audio_format", settings->output_format);
  if (oa_session_part_is_set (settings->voice))
    json_object_set_string_member (session, "voice", settings->voice);
  /* Came late in the beta. */
  if (settings->speed != 1.0)
    json_object_set_double_member (session, "speed", settings->speed);
}

/* A function is chosen by its bare name. */
static JsonNode *
tool_choice_node (JsonNode *choice)
{
  const gchar *name = NULL;
  JsonNode *named;

  if (JSON_NODE_HOLDS_OBJECT (choice))
    name = oa_json_get_string (json_node_get_object (choice), "name");
  if (!name)
    return choice;

  named = json_node_init_string (json_node_alloc (), name);
  json_node_unref (choice);
  return named;
}

JsonObject *
oa_dialect_beta_build_realtime (const OaSettings *settings)
{
  JsonObject *session = json_object_new ();
  gboolean with_audio = settings->output_modality
      == GST_OPENAI_REALTIME_MODALITY_AUDIO;

  json_object_set_array_member (session, "modalities",
      new_modalities (with_audio));
  oa_json_set_string (session, "instructions", settings->instructions);
  set_input (session, settings, OA_TURNS_RESPOND);
  set_output (session, settings);
  json_object_set_member (session, "tools", oa_session_part_tools (settings));
  json_object_set_member (session, "tool_choice",
      tool_choice_node (oa_session_part_tool_choice (settings)));
  json_object_set_member (session, "max_response_output_tokens",
      oa_session_part_max_tokens (settings));
  oa_session_part_merge_config (session, settings);
  return session;
}

JsonObject *
oa_dialect_beta_build_transcription (const OaSettings *settings)
{
  JsonObject *session = json_object_new ();

  set_input (session, settings, 0);
  oa_session_part_merge_config (session, settings);
  return session;
}

static void
rename_part (JsonObject *part)
{
  const gchar *type = oa_json_get_string (part, "type");

  if (g_strcmp0 (type, "output_text") == 0)
    json_object_set_string_member (part, "type", "text");
  else if (g_strcmp0 (type, "output_audio") == 0)
    json_object_set_string_member (part, "type", "audio");
}

JsonObject *
oa_dialect_beta_adapt_item (JsonObject *item)
{
  JsonObject *copy = oa_json_object_copy (item);
  JsonArray *content = oa_json_get_array (copy, "content");

  for (guint i = 0; content && i < json_array_get_length (content); i++) {
    JsonObject *part = oa_json_array_get_object (content, i);

    if (part)
      rename_part (part);
  }
  return copy;
}

/* Removes @from and gives its node; NULL when there is none. */
static JsonNode *
take_member (JsonObject *object, const gchar *from)
{
  JsonNode *node = json_object_dup_member (object, from);

  if (node)
    json_object_remove_member (object, from);
  return node;
}

static void
rename_member (JsonObject *object, const gchar *from, const gchar *to)
{
  JsonNode *node = take_member (object, from);

  if (node)
    json_object_set_member (object, to, node);
}

static void
rename_modalities (JsonObject *response)
{
  JsonArray *modalities = oa_json_get_array (response, "output_modalities");
  gboolean with_audio = FALSE;

  if (!modalities)
    return;
  for (guint i = 0; i < json_array_get_length (modalities); i++)
    with_audio |= g_strcmp0 (oa_json_array_get_string (modalities, i), "audio")
        == 0;
  json_object_remove_member (response, "output_modalities");
  json_object_set_array_member (response, "modalities",
      new_modalities (with_audio));
}

static void
flatten_audio (JsonObject *response)
{
  JsonObject *audio = oa_json_get_object (response, "audio");
  JsonObject *output = oa_json_get_object (audio, "output");
  const gchar *voice = oa_json_get_string (output, "voice");
  OaAudioFormat format = OA_AUDIO_FORMAT_UNKNOWN;

  if (!output)
    return;
  if (!voice)
    voice = oa_json_get_string (oa_json_get_object (output, "voice"), "id");
  oa_json_set_string (response, "voice", voice);
  if (json_object_has_member (output, "format"))
    format = oa_audio_format_from_json (
        json_object_get_member (output, "format"));
  if (format != OA_AUDIO_FORMAT_UNKNOWN)
    set_format (response, "output_audio_format", format);
  json_object_remove_member (response, "audio");
}

static void
adapt_input (JsonObject *response)
{
  JsonArray *input = oa_json_get_array (response, "input");
  JsonArray *adapted;

  if (!input)
    return;
  adapted = json_array_new ();
  for (guint i = 0; i < json_array_get_length (input); i++) {
    JsonObject *item = oa_json_array_get_object (input, i);

    if (item)
      json_array_add_object_element (adapted,
          oa_dialect_beta_adapt_item (item));
  }
  json_object_set_array_member (response, "input", adapted);
}

JsonObject *
oa_dialect_beta_adapt_response (JsonObject *response)
{
  JsonObject *copy = oa_json_object_copy (response);
  JsonNode *choice = take_member (copy, "tool_choice");

  rename_modalities (copy);
  rename_member (copy, "max_output_tokens", "max_response_output_tokens");
  flatten_audio (copy);
  adapt_input (copy);
  if (choice)
    json_object_set_member (copy, "tool_choice", tool_choice_node (choice));
  return copy;
}

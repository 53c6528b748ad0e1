/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* betashape.c - see betashape.h. */

#include "config.h"

#include "betashape.h"

#include "protocol/audioformat.h"
#include "protocol/json.h"

typedef enum
{
  AS_IS,
  MODALITIES, /* speech came with its text */
  FORMAT,     /* was a word */
  CHOICE,     /* a function was its bare name */
} Form;

typedef struct
{
  const gchar *name;
  const gchar *path; /* of today; NULL: there is none, it has no effect */
  Form form;
  guint places; /* OrsBetaPlace */
} Member;

#define SESSION ORS_BETA_SESSION
#define TRANSCRIPTION ORS_BETA_TRANSCRIPTION
#define REQUEST ORS_BETA_REQUEST
#define RESPONSE ORS_BETA_RESPONSE
#define INPUT "audio.input."
#define OUTPUT "audio.output."

static const Member members[] = {
  { "modalities", "output_modalities", MODALITIES,
      SESSION | REQUEST | RESPONSE },
  { "instructions", "instructions", AS_IS, SESSION | REQUEST },
  { "voice", OUTPUT "voice", AS_IS, SESSION | REQUEST | RESPONSE },
  { "speed", OUTPUT "speed", AS_IS, SESSION },
  { "input_audio_format", INPUT "format", FORMAT, SESSION | TRANSCRIPTION },
  { "output_audio_format", OUTPUT "format", FORMAT,
      SESSION | REQUEST | RESPONSE },
  { "input_audio_transcription", INPUT "transcription", AS_IS,
      SESSION | TRANSCRIPTION },
  { "input_audio_noise_reduction", INPUT "noise_reduction", AS_IS,
      SESSION | TRANSCRIPTION },
  { "turn_detection", INPUT "turn_detection", AS_IS, SESSION | TRANSCRIPTION },
  { "tools", "tools", AS_IS, SESSION | REQUEST },
  { "tool_choice", "tool_choice", CHOICE, SESSION | REQUEST },
  { "max_response_output_tokens", "max_output_tokens", AS_IS,
      SESSION | REQUEST },
  { "temperature", NULL, AS_IS, SESSION | REQUEST },
  { "tracing", "tracing", AS_IS, SESSION },
  { "include", "include", AS_IS, TRANSCRIPTION },
  { "conversation", "conversation", AS_IS, REQUEST },
  { "input", "input", AS_IS, REQUEST },
  { "metadata", "metadata", AS_IS, REQUEST },
};

/* What a session has beside. */
static const gchar *const told[] = { "id", "object", "model", "expires_at" };

/*** a path ***/

/* The object that the last name of @path is in, and that name. */
static JsonObject *
walk (JsonObject *object, const gchar *path, gboolean make, const gchar **last)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  const gchar *dot = strrchr (path, '.');

  for (guint i = 0; names[i + 1] != NULL && object != NULL; i++) {
    if (make && !json_object_has_member (object, names[i]))
      json_object_set_object_member (object, names[i], json_object_new ());
    object = oa_json_get_object (object, names[i]);
  }
  *last = dot != NULL ? dot + 1 : path;
  return object;
}

static void
put (JsonObject *object, const gchar *path, JsonNode *node)
{
  const gchar *name;
  JsonObject *parent = walk (object, path, TRUE, &name);

  json_object_set_member (parent, name, node);
}

static JsonNode *
find (JsonObject *object, const gchar *path)
{
  const gchar *name;
  JsonObject *parent = walk (object, path, FALSE, &name);

  return parent != NULL ? json_object_get_member (parent, name) : NULL;
}

/*** what is read; nodes are (transfer full) ***/

static gboolean
has_word (JsonArray *words, const gchar *word)
{
  for (guint i = 0; i < json_array_get_length (words); i++) {
    if (g_strcmp0 (oa_json_array_get_string (words, i), word) == 0)
      return TRUE;
  }
  return FALSE;
}

static JsonNode *
new_words (const gchar *word, const gchar *more)
{
  JsonArray *words = json_array_new ();

  json_array_add_string_element (words, word);
  if (more != NULL)
    json_array_add_string_element (words, more);
  return json_node_init_array (json_node_alloc (), words);
}

static JsonNode *
read_modalities (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  JsonArray *words = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                  : NULL;
  guint n = words != NULL ? json_array_get_length (words) : 0;

  if (n == 1 && has_word (words, "text"))
    return new_words ("text", NULL);
  if (n == 2 && has_word (words, "text") && has_word (words, "audio"))
    return new_words ("audio", NULL);
  ors_problem_set (problem, "invalid_value", path,
      "Invalid value: '%s' is [\"text\"] or [\"text\", \"audio\"].", path);
  return NULL;
}

static JsonNode *
read_format (JsonNode *node, const gchar *path, OrsProblem *problem)
{
  OaAudioFormat format = OA_AUDIO_FORMAT_UNKNOWN;

  if (JSON_NODE_HOLDS_VALUE (node))
    format = oa_audio_format_from_json (node);
  if (format != OA_AUDIO_FORMAT_UNKNOWN)
    return oa_audio_format_to_json (format);
  ors_problem_set (problem, "invalid_value", path,
      "Invalid value: '%s' is 'pcm16', 'g711_ulaw' or 'g711_alaw'.", path);
  return NULL;
}

static JsonNode *
read_choice (JsonNode *node)
{
  static const gchar *const words[] = { "auto", "none", "required", NULL };
  const gchar *name = NULL;
  JsonObject *choice;

  if (JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING)
    name = json_node_get_string (node);
  if (name == NULL || g_strv_contains (words, name))
    return json_node_copy (node);
  choice = json_object_new ();
  json_object_set_string_member (choice, "type", "function");
  json_object_set_string_member (choice, "name", name);
  return oa_json_node_new_object (choice);
}

static JsonNode *
read_node (const Member *member, JsonNode *node, const gchar *path,
    OrsProblem *problem)
{
  switch (member->form) {
    case MODALITIES:
      return read_modalities (node, path, problem);
    case FORMAT:
      return read_format (node, path, problem);
    case CHOICE:
      return read_choice (node);
    case AS_IS:
    default:
      return json_node_copy (node);
  }
}

static const Member *
find_member (const gchar *name, OrsBetaPlace place)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    if (g_str_equal (members[i].name, name) && (members[i].places & place))
      return &members[i];
  }
  return NULL;
}

static gboolean
read_member (JsonObject *object, const Member *member, JsonNode *node,
    const gchar *path, OrsProblem *problem)
{
  JsonNode *read;

  if (member == NULL)
    return ors_problem_set (problem, "unknown_parameter", path,
        "Unknown parameter: '%s'.", path);
  read = read_node (member, node, path, problem);
  if (read == NULL)
    return FALSE;
  if (member->path != NULL)
    put (object, member->path, read);
  else
    json_node_unref (read);
  return TRUE;
}

JsonObject *
ors_beta_shape_read (JsonObject *flat, OrsBetaPlace place, const gchar *name,
    OrsProblem *problem)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GList) given = json_object_get_members (flat);

  for (GList *l = given; l != NULL; l = l->next) {
    g_autofree gchar *path =
        g_strdup_printf ("%s.%s", name, (const gchar *) l->data);

    if (!read_member (object, find_member (l->data, place),
            json_object_get_member (flat, l->data), path, problem))
      return NULL;
  }
  return g_steal_pointer (&object);
}

/* Of the assistant's, whose parts had no "output_" before their names. */
static gboolean
read_part (JsonObject *part, gboolean by_model, const gchar *path,
    OrsProblem *problem)
{
  const gchar *type = oa_json_get_string (part, "type");

  if (type != NULL && g_str_has_prefix (type, "output_"))
    return ors_problem_set (problem, "invalid_value", path,
        "Invalid value: '%s' is none of 'input_text', 'input_audio', 'text', "
        "'audio'.",
        path);
  if (by_model && g_strcmp0 (type, "text") == 0)
    json_object_set_string_member (part, "type", "output_text");
  else if (by_model && g_strcmp0 (type, "audio") == 0)
    json_object_set_string_member (part, "type", "output_audio");
  return TRUE;
}

gboolean
ors_beta_shape_read_item (JsonObject *item, const gchar *name,
    OrsProblem *problem)
{
  JsonArray *content = oa_json_get_array (item, "content");
  gboolean by_model = g_strcmp0 (oa_json_get_string (item, "role"), "assistant")
      == 0;

  for (guint i = 0; content != NULL && i < json_array_get_length (content);
       i++) {
    JsonObject *part = oa_json_array_get_object (content, i);
    g_autofree gchar *path = g_strdup_printf ("%s.content[%u].type", name, i);

    if (part != NULL && !read_part (part, by_model, path, problem))
      return FALSE;
  }
  return TRUE;
}

/*** what is told ***/

static JsonNode *
write_choice (JsonNode *node)
{
  const gchar *name = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    name = oa_json_get_string (json_node_get_object (node), "name");
  if (name == NULL)
    return json_node_copy (node);
  return json_node_init_string (json_node_alloc (), name);
}

static JsonNode *
write_node (const Member *member, JsonNode *node)
{
  const gchar *word;

  switch (member->form) {
    case MODALITIES:
      return JSON_NODE_HOLDS_ARRAY (node)
              && has_word (json_node_get_array (node), "audio")
          ? new_words ("text", "audio")
          : new_words ("text", NULL);
    case FORMAT:
      word = oa_audio_format_get_flat_name (oa_audio_format_from_json (node));
      return json_node_init_string (json_node_alloc (), word);
    case CHOICE:
      return write_choice (node);
    case AS_IS:
    default:
      return json_node_copy (node);
  }
}

static void
write_members (JsonObject *flat, JsonObject *object, OrsBetaPlace place)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    const Member *member = &members[i];
    JsonNode *node = NULL;

    if (member->path != NULL && (member->places & place))
      node = find (object, member->path);
    if (node != NULL)
      json_object_set_member (flat, member->name, write_node (member, node));
  }
}

JsonObject *
ors_beta_shape_session (JsonObject *session, OrsBetaPlace place)
{
  JsonObject *flat = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (told); i++) {
    if (json_object_has_member (session, told[i]))
      json_object_set_member (flat, told[i],
          json_object_dup_member (session, told[i]));
  }
  write_members (flat, session, place);
  return flat;
}

void
ors_beta_shape_response (JsonObject *response)
{
  write_members (response, response, ORS_BETA_RESPONSE);
  json_object_remove_member (response, "output_modalities");
  json_object_remove_member (response, "audio");
}

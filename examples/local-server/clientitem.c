/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* clientitem.c - see clientitem.h. */

#include "config.h"

#include "clientitem.h"

#include "protocol/base64.h"
#include "protocol/json.h"
#include "rules.h"

/* Of a message: each takes more memory than text of its length. */
#define MAX_PARTS 256

static const gchar *const part_types[] = { "input_text", "input_audio",
  "input_image", "output_text", NULL };

static const OrsRule part_rules[] = {
  { "type", ORS_RULE_STRING, .required = TRUE, .values = part_types },
  { "text", ORS_RULE_STRING }, { "audio", ORS_RULE_STRING },
  { "transcript", ORS_RULE_STRING, .nullable = TRUE },
  { "image_url", ORS_RULE_STRING }, { "detail", ORS_RULE_STRING }, { NULL }
};

static const gchar *const roles[] = { "system", "user", "assistant", NULL };

/* `status` and `object` have no effect, but may be there. */
#define COMMON_RULES \
  { "id", ORS_RULE_STRING }, { "object", ORS_RULE_STRING }, \
      { "type", ORS_RULE_STRING, .required = TRUE }, \
  { \
    "status", ORS_RULE_STRING \
  }

static const OrsRule message_rules[] = { COMMON_RULES,
  { "role", ORS_RULE_STRING, .required = TRUE, .values = roles },
  { "content", ORS_RULE_ARRAY, .required = TRUE, .max = MAX_PARTS,
      .members = part_rules },
  { NULL } };

static const OrsRule call_rules[] = { COMMON_RULES,
  { "name", ORS_RULE_STRING, .required = TRUE }, { "call_id", ORS_RULE_STRING },
  { "arguments", ORS_RULE_STRING, .required = TRUE }, { NULL } };

static const OrsRule call_output_rules[] = { COMMON_RULES,
  { "call_id", ORS_RULE_STRING, .required = TRUE },
  { "output", ORS_RULE_STRING, .required = TRUE }, { NULL } };

static const OrsRule approval_rules[] = { COMMON_RULES,
  { "approval_request_id", ORS_RULE_STRING, .required = TRUE },
  { "approve", ORS_RULE_BOOLEAN, .required = TRUE },
  { "reason", ORS_RULE_STRING, .nullable = TRUE }, { NULL } };

static const struct
{
  const gchar *type;
  const OrsRule *rules;
} kinds[] = {
  { "message", message_rules },
  { "function_call", call_rules },
  { "function_call_output", call_output_rules },
  { "mcp_approval_response", approval_rules },
};

static gboolean
check_kind (JsonObject *object, OrsProblem *problem)
{
  const gchar *type = oa_json_get_string (object, "type");

  if (type == NULL)
    return ors_problem_set (problem, "missing_required_parameter", "item.type",
        "Missing required parameter: 'item.type'.");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kinds[i].type, type))
      return ors_rules_check (kinds[i].rules, object, "item", problem);
  }
  return ors_problem_set (problem, "invalid_value", "item.type",
      "Invalid value: '%s'. Supported values are: 'message', "
      "'function_call', 'function_call_output', 'mcp_approval_response'.",
      type);
}

/* A system speaks text, a user whatever it has, an assistant no audio. */
static gboolean
role_may_have (const gchar *role, const gchar *part_type)
{
  if (g_str_equal (role, "system"))
    return g_str_equal (part_type, "input_text");
  if (g_str_equal (role, "user"))
    return g_str_has_prefix (part_type, "input_");
  return g_str_equal (part_type, "output_text");
}

static gboolean
check_roles (JsonObject *object, OrsProblem *problem)
{
  const gchar *role = oa_json_get_string (object, "role");
  JsonArray *content = oa_json_get_array (object, "content");

  for (guint i = 0; content != NULL && i < json_array_get_length (content);
       i++) {
    JsonObject *part = oa_json_array_get_object (content, i);
    const gchar *type = oa_json_get_string (part, "type");
    g_autofree gchar *param = g_strdup_printf ("item.content[%u].type", i);

    if (!role_may_have (role, type))
      return ors_problem_set (problem, "invalid_value", param,
          "Invalid value: a message of role '%s' cannot have '%s'.", role,
          type);
  }
  return TRUE;
}

/* The call must be there, and without an output. */
static gboolean
check_call_is_open (JsonObject *object, OrsItems *items, OrsItemTest is_hidden,
    gpointer user_data, OrsProblem *problem)
{
  const gchar *call_id = oa_json_get_string (object, "call_id");
  OrsItem *call;

  if (g_strcmp0 (oa_json_get_string (object, "type"), "function_call_output")
      != 0)
    return TRUE;
  call = ors_items_find_call (items, call_id);
  if (call == NULL || (is_hidden != NULL && is_hidden (call, user_data)))
    return ors_problem_set (problem, "invalid_tool_call_id", NULL,
        "Tool call ID '%s' not found in conversation.", call_id);
  if (ors_items_find_output (items, call_id) != NULL)
    return ors_problem_set (problem, "invalid_tool_call_id", NULL,
        "Tool call ID '%s' has an output already.", call_id);
  return TRUE;
}

/* Audio leaves the JSON: item events are without it. */
static gboolean
take_audio (OrsItem *item, JsonObject *part, OaAudioFormat format,
    OrsProblem *problem)
{
  const gchar *base64 = oa_json_get_string (part, "audio");
  GBytes *audio;

  if (base64 == NULL)
    return TRUE;
  audio = oa_base64_decode (base64, strlen (base64));
  if (audio == NULL)
    return ors_problem_set (problem, "invalid_value", "item.content.audio",
        "Invalid 'audio'. Expected base64-encoded audio bytes.");

  json_object_remove_member (part, "audio");
  g_clear_pointer (&item->audio, g_byte_array_unref);
  item->has_audio = TRUE;
  item->format = format;
  item->audio_bytes += g_bytes_get_size (audio);
  item->audio = g_bytes_unref_to_array (audio);
  return TRUE;
}

static gboolean
take_all_audio (OrsItem *item, OaAudioFormat format, OrsProblem *problem)
{
  JsonArray *content = oa_json_get_array (item->json, "content");

  for (guint i = 0; content != NULL && i < json_array_get_length (content);
       i++) {
    if (!take_audio (item, oa_json_array_get_object (content, i), format,
            problem))
      return FALSE;
  }
  return TRUE;
}

static void
complete (JsonObject *json, const gchar *new_id)
{
  const gchar *type = oa_json_get_string (json, "type");

  json_object_remove_member (json, "object");
  if (oa_json_get_string (json, "id") == NULL)
    json_object_set_string_member (json, "id", new_id);
  if (g_str_equal (type, "message") || g_str_equal (type, "function_call"))
    json_object_set_string_member (json, "status", "completed");
}

OrsItem *
ors_client_item_new (JsonObject *object, OrsItems *items, OaAudioFormat format,
    const gchar *new_id, OrsItemTest is_hidden, gpointer user_data,
    OrsProblem *problem)
{
  OrsItem *item;

  if (!check_kind (object, problem) || !check_roles (object, problem)
      || !check_call_is_open (object, items, is_hidden, user_data, problem))
    return NULL;

  item = ors_item_new (oa_json_object_copy (object));
  complete (item->json, new_id);
  if (!take_all_audio (item, format, problem))
    g_clear_pointer (&item, ors_item_unref);
  return item;
}

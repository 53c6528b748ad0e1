/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingscheck.c - the three properties that are JSON text. */

#include "settingscheck.h"

#include <string.h>

#include "json.h"
#include "sessionparts.h"

#define TOOLS_HINT \
  "Set it to a JSON array of tools such as " \
  "[{\"type\":\"function\",\"name\":\"get_time\"}]."
#define CONFIG_HINT \
  "Set it to a JSON object of session members such as " \
  "{\"truncation\":\"disabled\"}."
#define CHOICE_HINT \
  "Set it to auto, none, required, the name of a function, " \
  "or a JSON object with a \"type\"."

static gboolean
fail (GError **error, const gchar *sentence)
{
  g_set_error_literal (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
      sentence);
  return FALSE;
}

/* Replaces the parser's words by a sentence about @property. */
static gboolean
fail_parse (GError **error, const gchar *property, const gchar *hint,
    GError *cause)
{
  g_set_error (error, cause->domain, cause->code,
      "The property %s cannot be used: %s %s", property,
      cause->message + strlen (property) + 2, hint);
  g_error_free (cause);
  return FALSE;
}

static gboolean
check_tool (JsonObject *tool, guint number, GError **error)
{
  const gchar *type = oa_json_get_string (tool, "type");
  const gchar *name = oa_json_get_string (tool, "name");

  if (!tool || !oa_session_part_is_set (type)) {
    g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
        "Entry %u of the property tools is not a JSON object with a string "
        "\"type\". " TOOLS_HINT,
        number);
    return FALSE;
  }
  if (strcmp (type, "function") == 0 && !oa_session_part_is_set (name)) {
    g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
        "Entry %u of the property tools is a function without a \"name\" "
        "beside its \"type\". " TOOLS_HINT,
        number);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_tools (const gchar *text, GError **error)
{
  g_autoptr (JsonArray) tools = NULL;
  GError *cause = NULL;

  if (!oa_session_part_is_set (text))
    return TRUE;
  tools = oa_json_parse_array (text, -1, OA_SETTINGS_MAX_JSON, "tools", &cause);
  if (!tools)
    return fail_parse (error, "tools", TOOLS_HINT, cause);

  for (guint i = 0; i < json_array_get_length (tools); i++)
    if (!check_tool (oa_json_array_get_object (tools, i), i + 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_name (const gchar *text)
{
  for (; *text; text++)
    if (!g_ascii_isalnum (*text) && !strchr ("_-.:/", *text))
      return FALSE;
  return TRUE;
}

static gboolean
check_tool_choice (const gchar *text, GError **error)
{
  g_autoptr (JsonObject) choice = NULL;
  GError *cause = NULL;

  /* A word or a function's name. */
  if (!oa_session_part_is_set (text) || is_name (text))
    return TRUE;

  choice = oa_json_parse_object (text, -1, OA_SETTINGS_MAX_JSON, "tool-choice",
      &cause);
  if (!choice)
    return fail_parse (error, "tool-choice", CHOICE_HINT, cause);
  if (!oa_json_get_string (choice, "type"))
    return fail (error,
        "The JSON object in the property tool-choice has no "
        "string \"type\". " CHOICE_HINT);
  return TRUE;
}

static gboolean
check_session_config (const gchar *text, GError **error)
{
  g_autoptr (JsonObject) config = NULL;
  GError *cause = NULL;

  if (!oa_session_part_is_set (text))
    return TRUE;
  config = oa_json_parse_object (text, -1, OA_SETTINGS_MAX_JSON,
      "session-config", &cause);
  return config || fail_parse (error, "session-config", CONFIG_HINT, cause);
}

gboolean
oa_settings_check (const OaSettings *settings, GError **error)
{
  return check_tools (settings->tools, error)
      && check_tool_choice (settings->tool_choice, error)
      && check_session_config (settings->session_config, error);
}

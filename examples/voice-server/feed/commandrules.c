/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* commandrules.c - see commandrules.h. */

#include "commandrules.h"

#include "common/jsonrules.h"
#include "protocol/json.h"

#include <string.h>

#define MAX_TEXT 4000
#define WHAT "The command"

static const gchar *const types[] = { "text", "say", "interrupt", "talk",
  "settings", "dtmf", "hang_up", NULL };
static const gchar *const detections[] = { "none", "server-vad", "semantic-vad",
  NULL };
static const gchar *const eagernesses[] = { "auto", "low", "medium", "high",
  NULL };
static const gchar *const reductions[] = { "none", "near-field", "far-field",
  NULL };

#define TYPE \
  { \
    "type", APP_JSON_WORD, TRUE, 0, 0, NULL, types \
  }

static const AppJsonRule text_rules[] = { TYPE,
  { "text", APP_JSON_TEXT, TRUE, 1, MAX_TEXT },
  { "respond", APP_JSON_BOOLEAN, FALSE, 0, 0, "true" }, { NULL } };
static const AppJsonRule say_rules[] = { TYPE,
  { "text", APP_JSON_TEXT, TRUE, 1, MAX_TEXT }, { NULL } };
static const AppJsonRule bare_rules[] = { TYPE, { NULL } };
static const AppJsonRule talk_rules[] = { TYPE,
  { "active", APP_JSON_BOOLEAN, TRUE }, { NULL } };
static const AppJsonRule settings_rules[] = { TYPE,
  { "agent", APP_JSON_TEXT, FALSE, 1, 64 },
  { "voice", APP_JSON_TEXT, FALSE, 1, 128 },
  { "speed", APP_JSON_NUMBER, FALSE, 0.25, 1.5 },
  { "turn_detection", APP_JSON_WORD, FALSE, 0, 0, NULL, detections },
  { "eagerness", APP_JSON_WORD, FALSE, 0, 0, NULL, eagernesses },
  { "noise_reduction", APP_JSON_WORD, FALSE, 0, 0, NULL, reductions },
  { "half_duplex", APP_JSON_BOOLEAN }, { "push_to_talk", APP_JSON_BOOLEAN },
  { NULL } };
static const AppJsonRule dtmf_rules[] = { TYPE,
  { "digits", APP_JSON_TEXT, TRUE, 1, 64 }, { NULL } };

static const struct
{
  const AppJsonRule *rules;
  gboolean operators_only;
} commands[] = {
  [OVS_COMMAND_TEXT] = { text_rules },
  [OVS_COMMAND_SAY] = { say_rules, TRUE },
  [OVS_COMMAND_INTERRUPT] = { bare_rules },
  [OVS_COMMAND_TALK] = { talk_rules },
  [OVS_COMMAND_SETTINGS] = { settings_rules },
  [OVS_COMMAND_DTMF] = { dtmf_rules },
  [OVS_COMMAND_HANG_UP] = { bare_rules },
};

static gboolean
refuse (GError **error, const gchar *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
      sentence);
  return FALSE;
}

static gboolean
find_type (JsonObject *command, OvsCommander who, OvsCommandType *type,
    GError **error)
{
  const gchar *word = oa_json_get_string (command, "type");

  for (guint i = 0; word != NULL && types[i] != NULL; i++) {
    if (!g_str_equal (word, types[i]))
      continue;
    *type = i;
    return who == OVS_COMMANDER_OPERATOR || !commands[i].operators_only
        || refuse (error, "\"say\" is for operators. Send a \"text\".");
  }
  return refuse (error,
      "The command's \"type\" must be one of text, say, interrupt, talk, "
      "settings, dtmf and hang_up.");
}

/* What a table cannot say. */
static gboolean
check_words (JsonObject *command, OvsCommandType type, GError **error)
{
  const gchar *voice = oa_json_get_string (command, "voice");
  const gchar *digits = oa_json_get_string (command, "digits");

  if (type == OVS_COMMAND_SETTINGS && json_object_get_size (command) == 1)
    return refuse (error,
        "The command changes no setting. Name one, as \"voice\".");
  for (const gchar *p = voice; p != NULL && *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._-", *p) == NULL)
      return refuse (error,
          "\"voice\" is a name of letters, digits, \".\", \"_\" and \"-\".");
  if (digits != NULL && digits[strspn (digits, "0123456789*#ABCDw")] != '\0')
    return refuse (error,
        "\"digits\" are of 0 to 9, *, #, A to D and w for a pause.");
  return TRUE;
}

JsonObject *
ovs_call_command_check (JsonObject *command, OvsCommander who,
    OvsCommandType *type, GError **error)
{
  g_autoptr (JsonObject) copy = oa_json_object_copy (command);
  g_autoptr (JsonObject) checked = NULL;
  g_autofree gchar *text = NULL;

  if (json_object_has_member (copy, "ref"))
    json_object_remove_member (copy, "ref");
  if (!find_type (copy, who, type, error))
    return NULL;
  text = oa_json_object_to_text (copy);
  checked = app_json_rules_read (commands[*type].rules, text, strlen (text),
      OVS_COMMAND_MAX * 8, WHAT, error);
  if (checked == NULL || !check_words (checked, *type, error))
    return NULL;
  return g_steal_pointer (&checked);
}

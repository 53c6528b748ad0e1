/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* commands.c - see commands.h. */

#include "commands.h"

#include "protocol/json.h"

/* Of keys that are refused at once; those that are refused later have no one
 * to be told any more. */
typedef struct
{
  gboolean waited_for;
  GError *error;
} Keys;

static void
on_keys (const GError *error, gpointer user_data)
{
  Keys *keys = user_data;

  if (keys->waited_for && error != NULL)
    keys->error = g_error_copy (error);
  g_rc_box_release (keys);
}

static gboolean
send_keys (OvsCall *call, const gchar *digits, GError **error)
{
  Keys *keys = g_rc_box_new0 (Keys);
  GError *refused;

  keys->waited_for = TRUE;
  ovs_call_send_dtmf (call, digits, on_keys, g_rc_box_acquire (keys));
  keys->waited_for = FALSE;
  refused = g_steal_pointer (&keys->error);
  g_rc_box_release (keys);
  if (refused == NULL)
    return TRUE;
  g_propagate_error (error, refused);
  return FALSE;
}

static void
hang_up (OvsCall *call, OvsCommander who)
{
  if (who == OVS_COMMANDER_VISITOR)
    ovs_call_end (call, "caller-hung-up", "The caller ended the call.");
  else
    ovs_call_end (call, "api", "The API ended the call.");
}

gboolean
ovs_call_command (OvsCall *self, OvsCommander who, JsonObject *command,
    GError **error)
{
  OvsCommandType type;
  g_autoptr (JsonObject) checked =
      ovs_call_command_check (command, who, &type, error);
  const gchar *text;

  if (checked == NULL)
    return FALSE;
  text = oa_json_get_string (checked, "text");
  switch (type) {
    case OVS_COMMAND_TEXT:
      return ovs_call_send_text (self, text,
          oa_json_get_boolean (checked, "respond", TRUE), error);
    case OVS_COMMAND_SAY:
      return ovs_call_let_say (self, text, error);
    case OVS_COMMAND_INTERRUPT:
      return ovs_call_interrupt (self, error);
    case OVS_COMMAND_TALK:
      return ovs_call_talk (self,
          oa_json_get_boolean (checked, "active", FALSE), error);
    case OVS_COMMAND_SETTINGS:
      return ovs_call_change_settings (self, checked, error);
    case OVS_COMMAND_DTMF:
      return send_keys (self, oa_json_get_string (checked, "digits"), error);
    case OVS_COMMAND_HANG_UP:
      break;
  }
  hang_up (self, who);
  return TRUE;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* action.c - making and freeing actions; what they do is the caller's. */

#include "action.h"

static void
action_free (gpointer data)
{
  OaAction *action = data;

  switch (action->kind) {
    case OA_ACTION_SEND:
      oa_command_free (action->command);
      break;
    case OA_ACTION_SESSION:
      g_clear_pointer (&action->session.json, json_object_unref);
      break;
    case OA_ACTION_SESSION_REFUSED:
      oa_service_error_free (action->refused_update.error);
      break;
    case OA_ACTION_PLAY:
      g_free (action->speech.response_id);
      g_free (action->speech.item_id);
      g_bytes_unref (action->speech.audio);
      break;
    case OA_ACTION_END_ITEM:
    case OA_ACTION_TURN:
      g_free (action->item_id);
      break;
    case OA_ACTION_END_RESPONSE:
      g_free (action->response_id);
      break;
    case OA_ACTION_NOTIFY:
      oa_notice_free (action->notice);
      break;
    case OA_ACTION_TRUNCATION_REJECTED:
      g_free (action->rejected.item_id);
      oa_service_error_free (action->rejected.error);
      break;
    case OA_ACTION_WARN:
      break;
    case OA_ACTION_FATAL:
      oa_service_error_free (action->error);
      break;
  }
  g_free (action);
}

GPtrArray *
oa_actions_new (void)
{
  return g_ptr_array_new_with_free_func (action_free);
}

static OaAction *
append (GPtrArray *actions, OaActionKind kind)
{
  OaAction *action = g_new0 (OaAction, 1);

  action->kind = kind;
  g_ptr_array_add (actions, action);
  return action;
}

void
oa_actions_send (GPtrArray *actions, const OaCommand *command)
{
  append (actions, OA_ACTION_SEND)->command = oa_command_copy (command);
}

void
oa_actions_session (GPtrArray *actions, gboolean created, OaUpdateKind update,
    JsonObject *json)
{
  OaAction *action = append (actions, OA_ACTION_SESSION);

  action->session.created = created;
  action->session.update = update;
  action->session.json = json != NULL ? json_object_ref (json) : NULL;
}

void
oa_actions_session_refused (GPtrArray *actions, OaUpdateKind update,
    const OaServiceError *error)
{
  OaAction *action = append (actions, OA_ACTION_SESSION_REFUSED);

  action->refused_update.update = update;
  action->refused_update.error = oa_service_error_copy (error);
}

void
oa_actions_play (GPtrArray *actions, const gchar *response_id,
    const gchar *item_id, GBytes *audio)
{
  OaAction *action = append (actions, OA_ACTION_PLAY);

  action->speech.response_id = g_strdup (response_id);
  action->speech.item_id = g_strdup (item_id);
  action->speech.audio = g_bytes_ref (audio);
}

void
oa_actions_end_item (GPtrArray *actions, const gchar *item_id)
{
  append (actions, OA_ACTION_END_ITEM)->item_id = g_strdup (item_id);
}

void
oa_actions_end_response (GPtrArray *actions, const gchar *response_id)
{
  append (actions, OA_ACTION_END_RESPONSE)->response_id =
      g_strdup (response_id);
}

void
oa_actions_notify (GPtrArray *actions, const OaNotice *notice)
{
  append (actions, OA_ACTION_NOTIFY)->notice = oa_notice_new (notice);
}

void
oa_actions_turn (GPtrArray *actions, const gchar *item_id)
{
  append (actions, OA_ACTION_TURN)->item_id = g_strdup (item_id);
}

void
oa_actions_truncation_rejected (GPtrArray *actions, const gchar *item_id,
    const OaServiceError *error)
{
  OaAction *action = append (actions, OA_ACTION_TRUNCATION_REJECTED);

  action->rejected.item_id = g_strdup (item_id);
  action->rejected.error = oa_service_error_copy (error);
}

void
oa_actions_warn (GPtrArray *actions, OaConversationWarning kind, guint number)
{
  OaAction *action = append (actions, OA_ACTION_WARN);

  action->warning.kind = kind;
  action->warning.number = number;
}

void
oa_actions_fail (GPtrArray *actions, const OaServiceError *error)
{
  append (actions, OA_ACTION_FATAL)->error = oa_service_error_copy (error);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* action.c - copying and freeing actions; what they do is the caller's. */

#include "action.h"

static void
action_free (gpointer data)
{
  OaAction *action = data;

  oa_command_free (action->command);
  oa_notice_free (action->notice);
  g_free (action->response_id);
  g_free (action->item_id);
  g_clear_pointer (&action->audio, g_bytes_unref);
  g_clear_pointer (&action->json, json_object_unref);
  oa_service_error_free (action->error);
  g_free (action);
}

GPtrArray *
oa_actions_new (void)
{
  return g_ptr_array_new_with_free_func (action_free);
}

void
oa_actions_add (GPtrArray *actions, const OaAction *action)
{
  OaAction *copy = g_memdup2 (action, sizeof (*action));

  copy->response_id = g_strdup (action->response_id);
  copy->item_id = g_strdup (action->item_id);
  if (action->audio != NULL)
    g_bytes_ref (action->audio);
  if (action->json != NULL)
    json_object_ref (action->json);
  copy->error = oa_service_error_copy (action->error);
  g_ptr_array_add (actions, copy);
}

void
oa_actions_send (GPtrArray *actions, const OaCommand *command)
{
  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_SEND, .command = oa_command_copy (command) });
}

void
oa_actions_notify (GPtrArray *actions, const OaNotice *notice)
{
  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_NOTIFY, .notice = oa_notice_new (notice) });
}

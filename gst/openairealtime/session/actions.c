/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* actions.c - lists of what is to be done. */

#include "session/actions.h"

static void
action_clear (gpointer data)
{
  OaSessionAction *action = data;

  g_clear_pointer (&action->actions, g_ptr_array_unref);
  g_clear_pointer (&action->bytes, g_bytes_unref);
  g_clear_pointer (&action->object, json_object_unref);
  oa_notice_free (action->notice);
  oa_failure_free (action->failure);
  g_free ((gchar *) action->say.words);
}

OaSessionActions *
oa_session_actions_new (void)
{
  OaSessionActions *self = g_array_new (FALSE, TRUE, sizeof (OaSessionAction));

  g_array_set_clear_func (self, action_clear);
  return self;
}

void
oa_session_actions_free (OaSessionActions *self)
{
  g_array_unref (self);
}

void
oa_session_actions_append (OaSessionActions *self,
    const OaSessionAction *action)
{
  g_array_append_vals (self, action, 1);
}

void
oa_session_actions_add (OaSessionActions *self, OaSessionActionKind kind)
{
  oa_session_actions_append (self, &(OaSessionAction){ kind });
}

void
oa_session_actions_conversation (OaSessionActions *self, GPtrArray *actions)
{
  oa_session_actions_append (self,
      &(OaSessionAction){ OA_SESSION_ACTION_CONVERSATION, .actions = actions });
}

void
oa_session_actions_send (OaSessionActions *self, GBytes *bytes)
{
  if (bytes != NULL)
    oa_session_actions_append (self,
        &(OaSessionAction){ OA_SESSION_ACTION_SEND, .bytes = bytes });
}

void
oa_session_actions_notice (OaSessionActions *self, const OaNotice *notice)
{
  oa_session_actions_append (self,
      &(OaSessionAction){ OA_SESSION_ACTION_NOTICE,
          .notice = oa_notice_new (notice) });
}

void
oa_session_actions_say (OaSessionActions *self, const OaSay *say)
{
  oa_session_actions_append (self,
      &(OaSessionAction){ OA_SESSION_ACTION_SAY,
          .say = { say->kind, g_strdup (say->words), say->is_protected } });
}

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

  switch (action->kind) {
    case OA_SESSION_ACTION_CONVERSATION:
      g_clear_pointer (&action->actions, g_ptr_array_unref);
      break;
    case OA_SESSION_ACTION_SEND:
      g_clear_pointer (&action->bytes, g_bytes_unref);
      break;
    case OA_SESSION_ACTION_SEND_UPDATE:
      g_clear_pointer (&action->update.session, json_object_unref);
      break;
    case OA_SESSION_ACTION_NOTICE:
      g_clear_pointer (&action->notice, oa_notice_free);
      break;
    case OA_SESSION_ACTION_WARN:
    case OA_SESSION_ACTION_FAIL:
      g_clear_pointer (&action->failure, oa_failure_free);
      break;
    case OA_SESSION_ACTION_CREATE_RESPONSE:
      g_clear_pointer (&action->object, json_object_unref);
      break;
    case OA_SESSION_ACTION_SAY:
      g_free ((gchar *) action->say.words);
      break;
    default:
      break;
  }
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

static OaSessionAction *
append (OaSessionActions *self, OaSessionActionKind kind)
{
  OaSessionAction action = { .kind = kind };

  g_array_append_val (self, action);
  return &g_array_index (self, OaSessionAction, self->len - 1);
}

void
oa_session_actions_add (OaSessionActions *self, OaSessionActionKind kind)
{
  append (self, kind);
}

void
oa_session_actions_conversation (OaSessionActions *self, GPtrArray *actions)
{
  append (self, OA_SESSION_ACTION_CONVERSATION)->actions = actions;
}

void
oa_session_actions_send (OaSessionActions *self, GBytes *bytes)
{
  if (bytes != NULL)
    append (self, OA_SESSION_ACTION_SEND)->bytes = bytes;
}

void
oa_session_actions_send_update (OaSessionActions *self, OaUpdateKind kind,
    JsonObject *session)
{
  OaSessionAction *action = append (self, OA_SESSION_ACTION_SEND_UPDATE);

  action->update.kind = kind;
  action->update.session = session;
}

void
oa_session_actions_notice (OaSessionActions *self, const OaNotice *notice)
{
  append (self, OA_SESSION_ACTION_NOTICE)->notice = oa_notice_new (notice);
}

void
oa_session_actions_failure (OaSessionActions *self, OaSessionActionKind kind,
    OaFailure *failure)
{
  append (self, kind)->failure = failure;
}

void
oa_session_actions_create_response (OaSessionActions *self,
    JsonObject *response)
{
  append (self, OA_SESSION_ACTION_CREATE_RESPONSE)->object = response;
}

void
oa_session_actions_interrupt (OaSessionActions *self, gboolean cancelled,
    gboolean all)
{
  OaSessionAction *action = append (self, OA_SESSION_ACTION_INTERRUPT);

  action->interrupt.cancelled = cancelled;
  action->interrupt.all = all;
}

void
oa_session_actions_time_out (OaSessionActions *self, guint waited_ms,
    gboolean unconfirmed)
{
  OaSessionAction *action = append (self, OA_SESSION_ACTION_TIME_OUT);

  action->time_out.waited_ms = waited_ms;
  action->time_out.unconfirmed = unconfirmed;
}

void
oa_session_actions_say (OaSessionActions *self, const OaSay *say)
{
  OaSessionAction *action = append (self, OA_SESSION_ACTION_SAY);

  action->say = *say;
  action->say.words = g_strdup (say->words);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequencerparts.c - sending a request and waiting for its answer; what comes
 * of a response, and what does not. */

#include "sequencerparts.h"

#include "ids.h"

#define SECOND G_GINT64_CONSTANT (1000000)
/* It has neither begun nor failed. */
#define REQUEST_LIMIT (10 * SECOND)
/* The same when there was an error that names nothing. */
#define DOUBTFUL_LIMIT (3 * SECOND)

void
oa_response_request_clear (OaResponseRequest *self)
{
  oa_wanted_free (self->wanted);
  g_free (self->id);
  *self = (OaResponseRequest){ NULL };
}

void
oa_response_request_send (OaResponseRequest *self, OaWanted *wanted,
    guint64 *last_id, GPtrArray *actions)
{
  OaCommand command = *wanted->command;

  oa_response_request_clear (self);
  self->wanted = wanted;
  self->id = oa_ids_new (last_id, "response");
  self->serial = *last_id;
  command.event_id = self->id;
  oa_actions_send (actions, &command);
}

gboolean
oa_response_request_is_out (const OaResponseRequest *self)
{
  return self->id != NULL && !self->started;
}

gboolean
oa_response_request_awaits (const OaResponseRequest *self,
    gboolean is_protected)
{
  return oa_response_request_is_out (self) && !self->revoked
      && self->wanted->is_protected == is_protected;
}

void
oa_response_request_doubt (OaResponseRequest *self, gint64 now)
{
  if (!oa_response_request_is_out (self))
    return;
  self->until = now + DOUBTFUL_LIMIT;
  self->doubted = TRUE;
}

/* The deadline is counted from the first poll behind the request. */
void
oa_response_request_poll (OaResponseRequest *self, gboolean times_out,
    gint64 now, GPtrArray *actions)
{
  if (!oa_response_request_is_out (self))
    return;
  if (self->until == 0 && times_out)
    self->until = now + REQUEST_LIMIT;
  if (self->until == 0 || now < self->until)
    return;
  /* The error was reported. */
  if (!self->doubted && !self->revoked)
    oa_actions_add (actions,
        &(OaAction){ OA_ACTION_WARN, .warning = OA_WARNING_NO_RESPONSE,
            .number = REQUEST_LIMIT / SECOND });
  oa_response_request_clear (self);
}

/*** the response in progress ***/

void
oa_active_response_begin (OaActiveResponse *self, const gchar *id,
    gboolean knows_outputs)
{
  oa_active_response_end (self);
  self->id = g_strdup (id);
  self->spoke = FALSE;
  self->knows_outputs = knows_outputs;
  self->until = 0;
}

void
oa_active_response_end (OaActiveResponse *self)
{
  g_clear_pointer (&self->id, g_free);
}

gboolean
oa_active_response_is_cancelled (const OaActiveResponse *self)
{
  return (oa_responses_get (self->responses, self->id) & OA_RESPONSE_CANCELLED)
      != 0;
}

void
oa_active_response_cancel (OaActiveResponse *self, GPtrArray *actions)
{
  oa_responses_note (self->responses, self->id, OA_RESPONSE_CANCELLED);
  oa_actions_send (actions,
      &(OaCommand){ OA_COMMAND_CANCEL, .response_id = self->id });
}

void
oa_active_response_drop (OaActiveResponse *self, GPtrArray *actions)
{
  oa_active_response_cancel (self, actions);
  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_END_RESPONSE, .response_id = self->id });
  oa_active_response_end (self);
}

static gboolean
is_output (const OaEvent *event)
{
  switch (event->type) {
    case OA_EVENT_AUDIO_DELTA:
      return event->audio != NULL;
    case OA_EVENT_AUDIO_TRANSCRIPT_DELTA:
    case OA_EVENT_TEXT_DELTA:
      return event->text != NULL;
    default:
      return FALSE;
  }
}

/* Of events without a response, some can only be of the active one. */
static gboolean
is_of_response (const OaActiveResponse *self, const OaEvent *event)
{
  return event->response_id != NULL
      ? g_strcmp0 (event->response_id, self->id) == 0
      : event->type >= OA_EVENT_OUTPUT_ITEM_ADDED
          && event->type <= OA_EVENT_MCP_TOOLS_FAILED;
}

void
oa_active_response_note_event (OaActiveResponse *self, const OaEvent *event,
    gint64 timeout, gint64 now)
{
  if (self->id == NULL || !is_of_response (self, event))
    return;
  if (self->until != 0)
    self->until = now + timeout;
  if (!self->spoke && event->response_id != NULL && is_output (event))
    self->spoke = !oa_active_response_is_cancelled (self);
}

void
oa_active_response_poll (OaActiveResponse *self, gint64 timeout,
    gboolean tool_runs, gint64 now, GPtrArray *actions)
{
  if (self->id == NULL)
    return;
  if (timeout == 0) {
    self->until = 0;
    return;
  }
  if (self->until == 0 || tool_runs)
    self->until = now + timeout;
  if (now < self->until)
    return;
  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_WARN, .warning = OA_WARNING_STALLED_RESPONSE,
          .number = timeout / SECOND });
  oa_active_response_drop (self, actions);
}

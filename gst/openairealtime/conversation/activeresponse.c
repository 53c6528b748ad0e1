/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* activeresponse.c - what comes of a response, and what does not. */

#include "activeresponse.h"

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
  return (oa_responses_get (self->responses, self->id)
      & OA_RESPONSE_CANCELLED) != 0;
}

void
oa_active_response_cancel (OaActiveResponse *self, GPtrArray *actions)
{
  oa_responses_note (self->responses, self->id, OA_RESPONSE_CANCELLED);
  oa_actions_send (actions, &(OaCommand) { OA_COMMAND_CANCEL,
          .response_id = self->id });
}

void
oa_active_response_drop (OaActiveResponse *self, GPtrArray *actions)
{
  oa_active_response_cancel (self, actions);
  oa_actions_end_response (actions, self->id);
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
  oa_actions_warn (actions, OA_WARNING_STALLED_RESPONSE,
      timeout / G_USEC_PER_SEC);
  oa_active_response_drop (self, actions);
}

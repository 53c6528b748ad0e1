/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* responserequest.c - sending a request, and waiting for its answer. */

#include "responserequest.h"

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
  *self = (OaResponseRequest) { NULL, };
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

/* A wait begins when it is first seen. */
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
    oa_actions_warn (actions, OA_WARNING_NO_RESPONSE, REQUEST_LIMIT / SECOND);
  oa_response_request_clear (self);
}

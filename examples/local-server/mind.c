/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "mind.h"

void
ors_mcp_call_free (OrsMcpCall *self)
{
  g_free (self->server);
  g_free (self->name);
  g_free (self->arguments);
  g_free (self->output);
  g_free (self);
}

void
ors_piece_clear (OrsPiece *self)
{
  g_free (self->text);
  g_free (self->name);
  g_clear_pointer (&self->mcp, ors_mcp_call_free);
  g_free (self->reason);
  g_clear_pointer (&self->error, json_object_unref);
  *self = (OrsPiece){ ORS_PIECE_NOTHING };
}

JsonObject *
ors_error_new (const gchar *sentence)
{
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "type", "server_error");
  json_object_set_string_member (error, "code", "server_error");
  json_object_set_string_member (error, "message", sentence);
  return error;
}

void
ors_piece_fail (OrsPiece *self, const gchar *sentence)
{
  *self = (OrsPiece){ ORS_PIECE_END, .status = "failed" };
  self->error = ors_error_new (sentence);
}

void
ors_mind_free (OrsMind *self)
{
  self->class->free (self);
}

OrsAnswer *
ors_mind_ask (OrsMind *self, const OrsQuestion *question, const OrsWaker *waker)
{
  OrsAnswer *answer = self->class->ask (self, question, waker);

  answer->class = self->class;
  return answer;
}

void
ors_answer_take (OrsAnswer *self, OrsPiece *piece)
{
  self->class->take (self, piece);
}

void
ors_answer_free (OrsAnswer *self)
{
  self->class->free_answer (self);
}

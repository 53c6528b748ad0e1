/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionmcp.c - approval of MCP calls between the conversation and the
 * application: asked through the observer, decided from any thread. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

static void
decided_on_loop (OaSession *self, gpointer data)
{
  /* What waits for an answer has a new reason to. */
  self->last_sign = oa_session_now ();
  oa_upload_note_activity (self->upload, self->last_sign);
  oa_session_advance (self);
}

OaOutputResult
oa_session_approve_mcp (OaSession *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  OaOutputResult result = OA_OUTPUT_UNKNOWN;

  g_mutex_lock (&self->lock);
  if (self->context.phase != OA_SESSION_STOPPED)
    result = oa_conversation_approve (self->conversation, approval_id,
        approve, reason);
  g_mutex_unlock (&self->lock);
  if (result == OA_OUTPUT_TAKEN)
    oa_session_invoke (self, decided_on_loop, NULL, NULL);
  return result;
}

/* A handler said yes; any text will do. */
static void
take_approval (const gchar *approval_id, const gchar *output,
    gpointer user_data)
{
  OaSession *self = user_data;

  if (oa_session_approve_mcp (self, approval_id, TRUE, NULL)
      != OA_OUTPUT_TAKEN)
    GST_WARNING_ID (self->observer->name, "the approval of %s comes too late, "
        "or is its second; dropped", approval_id);
}

void
oa_session_report_approval (OaSession *self, OaNotice *notice)
{
  gchar *quote = oa_observer_quote (self->observer, notice->mcp.item->name);

  GST_INFO_ID (self->observer->name, "approval of a call of %s is asked for",
      quote);
  g_free (quote);
  oa_observer_ask (self->observer, notice, take_approval,
      oa_session_ref (self), (GDestroyNotify) oa_session_unref);
}

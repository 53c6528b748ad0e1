/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.h - what a model asks of the application: function calls, and approvals
 * of MCP calls. Told through the observer, answered from any thread; which
 * answer counts is the conversation's decision. */

#pragma once

#include "session/context.h"
#include "session/observer.h"

G_BEGIN_DECLS

typedef struct _OaCallDesk OaCallDesk;

/* An owner is kept while handlers run: an answer belongs to its session,
 * whatever the element does meanwhile. @answered: from any thread. */
typedef struct
{
  void (*ref) (gpointer owner);
  void (*unref) (gpointer owner);
  void (*answered) (gpointer owner);
} OaCallDeskOwner;

OaCallDesk *oa_call_desk_new (OaSessionContext *context, OaObserver *observer,
    const OaCallDeskOwner *functions, gpointer owner);
void oa_call_desk_free (OaCallDesk *self);

/* On the loop: settings changed. */
void oa_call_desk_configure (OaCallDesk *self);
/* Whether speech sounds now, if that counts. */
void oa_call_desk_note_sounding (OaCallDesk *self);
/* A FUNCTION_CALL or an MCP_APPROVAL; takes it. */
void oa_call_desk_ask (OaCallDesk *self, OaNotice *notice);

/* From any thread: judged at once, sent by the loop. */
OaOutputResult oa_call_desk_send_output (OaCallDesk *self, const gchar *call_id,
    const gchar *output);
OaOutputResult oa_call_desk_approve (OaCallDesk *self, const gchar *approval_id,
    gboolean approve, const gchar *reason);
/* An application may still add the output as an event; it answers the call all
 * the same. FALSE: @event is none of these. */
gboolean oa_call_desk_take_event (OaCallDesk *self, JsonObject *event);

G_END_DECLS

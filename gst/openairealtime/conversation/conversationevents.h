/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationevents.h - what a conversation is made of, and what each event of
 * the service means to these parts. For conversation.c only. */

#pragma once

#include "action.h"
#include "items.h"
#include "pendingitems.h"
#include "responses.h"
#include "rules.h"
#include "sentences.h"
#include "sequencer.h"
#include "toolcalls.h"
#include "truncations.h"
#include "updates.h"
#include "userturns.h"

G_BEGIN_DECLS

typedef struct _OaConversation OaConversation;

struct _OaConversation
{
  OaConversationRules rules;
  OaItems *items;
  GQueue pending_items; /* see pendingitems.h */
  OaResponses responses;
  OaSequencer *sequencer;
  OaTruncations *truncations;
  OaToolCalls tools;
  OaUserTurns user;
  GQueue updates;         /* of session.update; see updates.h */
  OaSentences heard;      /* of a translation: what the user says… */
  OaSentences translated; /* …in the other language */
  OaUsage usage;
  guint64 last_id;  /* of events of ours */
  gboolean closing; /* session.closed is awaited */
};

/* See oa_conversation_handle(). */
gboolean oa_conversation_events_handle (OaConversation *self,
    const OaEvent *event, gint64 now, GPtrArray *actions);
/* Outputs that can go out go out before any answer that is asked for. */
void oa_conversation_events_send_outputs (OaConversation *self, gint64 now,
    GPtrArray *actions);

G_END_DECLS

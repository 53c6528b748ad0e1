/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* actions.h - what a part of the session wants done: a list that the session
 * carries out in order, in one function, when the part has returned.
 *
 * Parts do not send, tell or call each other: they append here. */

#pragma once

#include "conversation/conversation.h"
#include "session/failure.h"

G_BEGIN_DECLS

typedef enum
{
  OA_SESSION_ACTION_CONVERSATION,    /* actions */
  OA_SESSION_ACTION_SEND,            /* bytes: an event, encoded */
  OA_SESSION_ACTION_SEND_UPDATE,     /* update; object: the settings */
  OA_SESSION_ACTION_NOTICE,          /* notice */
  OA_SESSION_ACTION_WARN,            /* failure */
  OA_SESSION_ACTION_FAIL,            /* failure: the session is over */
  OA_SESSION_ACTION_CREATE_RESPONSE, /* object: `response`, or NULL */
  OA_SESSION_ACTION_SAY,             /* say: words, as an answer */
  OA_SESSION_ACTION_COMMIT,          /* the user's turn ends here */
  OA_SESSION_ACTION_INTERRUPT,       /* cancelled, all */
  OA_SESSION_ACTION_TIME_OUT,        /* waited_ms, unconfirmed: for what is
                                      * awaited */
  OA_SESSION_ACTION_CONFIGURE,       /* send settings that differ */
  OA_SESSION_ACTION_SCHEDULE_SEND,   /* the upload may go on */
  OA_SESSION_ACTION_END,             /* when this answer is complete */
  OA_SESSION_ACTION_DRAINED,         /* the last answer is complete */
} OaSessionActionKind;

typedef struct
{
  OaSessionActionKind kind;
  GPtrArray *actions; /* of OaAction */
  GBytes *bytes;
  JsonObject *object;
  OaUpdateKind update;
  OaNotice *notice;
  OaFailure *failure;
  OaSay say;
  gboolean cancelled; /* the service ends the answer by itself */
  gboolean all;       /* also what is protected */
  guint waited_ms;
  gboolean unconfirmed; /* that our audio arrived was never said */
} OaSessionAction;

/* Of OaSessionAction, in order. */
typedef GArray OaSessionActions;

OaSessionActions *oa_session_actions_new (void);
void oa_session_actions_free (OaSessionActions *self);

/* Takes what @action holds. */
void oa_session_actions_append (OaSessionActions *self,
    const OaSessionAction *action);
/* One that holds nothing. */
void oa_session_actions_add (OaSessionActions *self, OaSessionActionKind kind);
void oa_session_actions_conversation (OaSessionActions *self,
    GPtrArray *actions);
/* NULL = nothing. */
void oa_session_actions_send (OaSessionActions *self, GBytes *bytes);
/* Both copy. */
void oa_session_actions_notice (OaSessionActions *self, const OaNotice *notice);
void oa_session_actions_say (OaSessionActions *self, const OaSay *say);

G_END_DECLS

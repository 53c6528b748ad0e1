/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* action.h - what is to be done because of an event or a request.
 *
 * The parts of the conversation append actions to an array; the caller
 * of a part carries them out in order. */

#pragma once

#include "protocol/command.h"
#include "notice.h"
#include "updates.h"

G_BEGIN_DECLS

typedef enum
{
  OA_ACTION_SEND,                /* command */
  OA_ACTION_SESSION,             /* json, or NULL: created, else updated as the
                                  * answer to `update` */
  OA_ACTION_SESSION_REFUSED,     /* update, error */
  OA_ACTION_PLAY,                /* response_id, item_id, audio */
  OA_ACTION_END_ITEM,            /* item_id: its speech is complete */
  OA_ACTION_END_RESPONSE,        /* response_id */
  OA_ACTION_NOTIFY,              /* notice */
  OA_ACTION_TURN,                /* item_id: to be answered, or not */
  OA_ACTION_TRUNCATION_REJECTED, /* item_id, error */
  OA_ACTION_WARN,                /* warning, number */
  OA_ACTION_FATAL,               /* error: the session cannot go on */
} OaActionKind;

typedef enum
{
  OA_WARNING_NO_RESPONSE,      /* to a request, for `number` seconds */
  OA_WARNING_STALLED_RESPONSE, /* nothing of it for `number` seconds */
  OA_WARNING_FUNCTION_ROUNDS,  /* `number` in a row, and no more */
} OaConversationWarning;

typedef struct
{
  OaActionKind kind;
  OaCommand *command;
  OaNotice *notice;
  gchar *response_id;
  gchar *item_id;
  GBytes *audio;
  JsonObject *json;
  gboolean created;
  OaUpdateKind update;
  OaServiceError *error;
  OaConversationWarning warning;
  guint number;
} OaAction;

GPtrArray *oa_actions_new (void);

/* A copy; command and notice are taken. */
void oa_actions_add (GPtrArray *actions, const OaAction *action);
/* These, too, are copied. */
void oa_actions_send (GPtrArray *actions, const OaCommand *command);
void oa_actions_notify (GPtrArray *actions, const OaNotice *notice);

G_END_DECLS

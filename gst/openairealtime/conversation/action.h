/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* action.h - what is to be done because of an event or a request.
 *
 * The parts of the conversation append actions to an array; the caller
 * of a part carries them out in order. Each constructor appends one. */

#pragma once

#include "protocol/command.h"
#include "notice.h"
#include "updates.h"

G_BEGIN_DECLS

typedef enum
{
  OA_ACTION_SEND,               /* command */
  OA_ACTION_SESSION,            /* session */
  OA_ACTION_SESSION_REFUSED,    /* refused_update */
  OA_ACTION_PLAY,               /* speech */
  OA_ACTION_END_ITEM,           /* item_id: its speech is complete */
  OA_ACTION_END_RESPONSE,       /* response_id */
  OA_ACTION_NOTIFY,             /* notice */
  OA_ACTION_TURN,               /* item_id: to be answered, or not */
  OA_ACTION_TRUNCATION_REJECTED,        /* rejected */
  OA_ACTION_WARN,               /* warning */
  OA_ACTION_FATAL,              /* error: the session cannot go on */
} OaActionKind;

typedef enum
{
  OA_WARNING_NO_RESPONSE,       /* to a request, for `number` seconds */
  OA_WARNING_STALLED_RESPONSE,  /* nothing of it for `number` seconds */
  OA_WARNING_FUNCTION_ROUNDS,   /* `number` in a row, and no more */
} OaConversationWarning;

typedef struct
{
  OaActionKind kind;
  union
  {
    OaCommand *command;
    gchar *item_id;
    gchar *response_id;
    OaNotice *notice;
    OaServiceError *error;
    struct
    {
      gboolean created;         /* else updated, as the answer to `update` */
      OaUpdateKind update;
      JsonObject *json;         /* or NULL */
    } session;
    struct
    {
      OaUpdateKind update;
      OaServiceError *error;
    } refused_update;
    struct
    {
      gchar *response_id;
      gchar *item_id;
      GBytes *audio;
    } speech;
    struct
    {
      gchar *item_id;
      OaServiceError *error;
    } rejected;
    struct
    {
      OaConversationWarning kind;
      guint number;
    } warning;
  };
} OaAction;

GPtrArray *oa_actions_new (void);

/* All that is given is copied. */
void oa_actions_send     (GPtrArray * actions, const OaCommand * command);
void oa_actions_session  (GPtrArray * actions, gboolean created,
    OaUpdateKind update, JsonObject * json);
void oa_actions_session_refused (GPtrArray * actions, OaUpdateKind update,
    const OaServiceError * error);
void oa_actions_play     (GPtrArray * actions, const gchar * response_id,
    const gchar * item_id, GBytes * audio);
void oa_actions_end_item (GPtrArray * actions, const gchar * item_id);
void oa_actions_end_response (GPtrArray * actions, const gchar * response_id);
void oa_actions_notify   (GPtrArray * actions, const OaNotice * notice);
void oa_actions_turn     (GPtrArray * actions, const gchar * item_id);
void oa_actions_truncation_rejected (GPtrArray * actions,
    const gchar * item_id, const OaServiceError * error);
void oa_actions_warn     (GPtrArray * actions, OaConversationWarning kind,
    guint number);
void oa_actions_fail     (GPtrArray * actions, const OaServiceError * error);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.h - what we ask of a service, and how its dialect says it.
 *
 * A command is an intent, such as SAY or ANSWER_CALL; which client events it
 * becomes is decided when it is encoded. Audio does not go this way: see
 * oa_audio_append_encode(). */

#pragma once

#include "commanditem.h"
#include "dialect.h"
#include "event.h"

G_BEGIN_DECLS

/* The member of the union; where none is named, the kind says it all. */
typedef enum
{
  OA_COMMAND_CONFIGURE,         /* session: settings, in the dialect's form */
  OA_COMMAND_COMMIT,
  OA_COMMAND_CLEAR_INPUT,
  OA_COMMAND_ADD_ITEM,          /* added */
  OA_COMMAND_INFORM,            /* inform: a message that is not answered */
  OA_COMMAND_ANSWER_CALL,       /* answer */
  OA_COMMAND_DECIDE,            /* decision: on a call of an MCP tool */
  OA_COMMAND_RETRIEVE_ITEM,     /* item_id */
  OA_COMMAND_TRUNCATE_ITEM,     /* truncation */
  OA_COMMAND_DELETE_ITEM,       /* item_id */
  OA_COMMAND_RESPOND,           /* response: its overrides (GA), or NULL */
  OA_COMMAND_SAY,               /* say */
  OA_COMMAND_CANCEL,            /* response_id, or NULL */
  OA_COMMAND_CLEAR_OUTPUT,
  OA_COMMAND_CLOSE,
  OA_COMMAND_RAW,               /* event: the whole of it, from send-event */
} OaCommandKind;

/* Metadata of a response that is asked for, which come back with it. */
#define OA_METADATA_INTERRUPTIBLE "interruptible"      /* "false" = protected */
#define OA_METADATA_PURPOSE "purpose"
#define OA_PURPOSE_GREETING "greeting"

typedef enum
{
  OA_SAY_GREETING,
  OA_SAY_FAREWELL,
  OA_SAY_FILLER,                /* while a function takes its time */
} OaSayKind;

/* Words that the model says as they are written. */
typedef struct
{
  OaSayKind kind;
  gchar *words;
  gboolean is_protected;        /* must not be interrupted */
} OaSay;

typedef struct
{
  OaCommandKind kind;
  gchar *event_id;              /* NULL = none is sent */
  union
  {
    JsonObject *session;
    struct
    {
      JsonObject *item;         /* GA */
      gchar *previous_id;       /* NULL = at the end */
    } added;
    struct
    {
      OaRole role;
      gchar *text;
    } inform;
    struct
    {
      gchar *call_id;
      gchar *output;
    } answer;
    struct
    {
      gchar *item_id;           /* of the decision */
      gchar *request_id;
      gboolean approve;
      gchar *reason;            /* or NULL */
    } decision;
    gchar *item_id;
    struct
    {
      gchar *item_id;
      gint content_index;
      gint64 audio_end_ms;
    } truncation;
    JsonObject *response;
    OaSay say;
    gchar *response_id;
    JsonObject *event;
  };
} OaCommand;

/* Of those without a member: COMMIT, CLEAR_INPUT, CLEAR_OUTPUT, CLOSE. */
OaCommand *oa_command_new  (OaCommandKind kind);
void       oa_command_free (OaCommand *command);

/* Objects are taken, all else is copied. */
OaCommand *oa_command_new_configure     (JsonObject *session);
OaCommand *oa_command_new_add_item      (JsonObject *item,
                                         const gchar *previous_id);
OaCommand *oa_command_new_inform        (OaRole role, const gchar *text);
OaCommand *oa_command_new_answer_call   (const gchar *call_id,
                                         const gchar *output);
OaCommand *oa_command_new_decide        (const gchar *item_id,
                                         const gchar *request_id,
                                         gboolean approve,
                                         const gchar *reason);
OaCommand *oa_command_new_retrieve_item (const gchar *item_id);
OaCommand *oa_command_new_truncate_item (const gchar *item_id,
                                         gint content_index,
                                         gint64 audio_end_ms);
OaCommand *oa_command_new_delete_item   (const gchar *item_id);
OaCommand *oa_command_new_respond       (JsonObject *response);
OaCommand *oa_command_new_say           (const OaSay *say);
OaCommand *oa_command_new_cancel        (const gchar *response_id);
OaCommand *oa_command_new_raw           (JsonObject *event);

/* The messages that say it, of GBytes, in order; none when the dialect cannot.
 * (transfer full) */
GPtrArray  *oa_command_encode (const OaCommand *command,
                               const OaDialect *dialect);

/* The wire name, for logs; of what the dialect cannot say, the GA name. Never
 * NULL. */
const gchar *oa_command_get_name (const OaCommand *command,
                                  const OaDialect *dialect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaCommand, oa_command_free)

G_END_DECLS

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

/* What they need is said at the members of OaCommand. */
typedef enum
{
  OA_COMMAND_CONFIGURE, /* the settings of the session */
  OA_COMMAND_COMMIT,
  OA_COMMAND_CLEAR_INPUT,
  OA_COMMAND_ADD_ITEM,
  OA_COMMAND_INFORM, /* a message that is not answered */
  OA_COMMAND_ANSWER_CALL,
  OA_COMMAND_DECIDE, /* on a call of an MCP tool */
  OA_COMMAND_RETRIEVE_ITEM,
  OA_COMMAND_TRUNCATE_ITEM,
  OA_COMMAND_DELETE_ITEM,
  OA_COMMAND_RESPOND,
  OA_COMMAND_SAY,
  OA_COMMAND_CANCEL,
  OA_COMMAND_CLEAR_OUTPUT,
  OA_COMMAND_CLOSE,
  OA_COMMAND_RAW, /* from send-event */
} OaCommandKind;

/* Metadata of a response that is asked for, which come back with it. */
#define OA_METADATA_INTERRUPTIBLE "interruptible" /* "false" = protected */
#define OA_METADATA_PURPOSE "purpose"
#define OA_PURPOSE_GREETING "greeting"

typedef enum
{
  OA_SAY_GREETING,
  OA_SAY_FAREWELL,
  OA_SAY_FILLER, /* while a function takes its time */
} OaSayKind;

/* Words that the model says as they are written. */
typedef struct
{
  OaSayKind kind;
  const gchar *words;
  gboolean is_protected; /* must not be interrupted */
} OaSay;

typedef struct
{
  OaCommandKind kind;
  const gchar *event_id;    /* NULL = none is sent */
  JsonObject *object;       /* of CONFIGURE, in the dialect's form; of
                             * ADD_ITEM, GA; of RESPOND its overrides, GA,
                             * or NULL; of RAW the event */
  const gchar *item_id;     /* of DECIDE: the decision's own */
  const gchar *previous_id; /* ADD_ITEM; NULL = at the end */
  const gchar *response_id; /* CANCEL; or NULL */
  const gchar *call_id;     /* ANSWER_CALL */
  const gchar *request_id;  /* DECIDE */
  gboolean approve;
  const gchar *text;  /* INFORM; ANSWER_CALL: the output; DECIDE: the
                       * reason, or NULL */
  OaRole role;        /* INFORM */
  gint content_index; /* TRUNCATE_ITEM */
  gint64 audio_end_ms;
  OaSay say; /* SAY */
} OaCommand;

OaCommand *oa_command_copy (const OaCommand *command);
void oa_command_free (OaCommand *command);

/* The message that says it; NULL when the dialect cannot. (transfer full) */
GBytes *oa_command_encode (const OaCommand *command, const OaDialect *dialect);

/* The wire name, for logs; of what the dialect cannot say, the GA name. Never
 * NULL. */
const gchar *oa_command_get_name (const OaCommand *command,
    const OaDialect *dialect);

G_END_DECLS

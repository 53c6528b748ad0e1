/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.h - typed requests into bytes of client messages.
 *
 * Everything but audio is built with json-glib, never with printf, since
 * texts contain anything. */

#pragma once

#include "dialect.h"
#include "event.h"

G_BEGIN_DECLS

typedef enum
{
  OA_COMMAND_SESSION_UPDATE,    /* object: session, in the dialect's form */
  OA_COMMAND_APPEND,            /* audio */
  OA_COMMAND_COMMIT,
  OA_COMMAND_CLEAR,
  OA_COMMAND_ITEM_CREATE,       /* object: item (GA); previous_item_id or not */
  OA_COMMAND_ITEM_RETRIEVE,     /* item_id */
  OA_COMMAND_ITEM_TRUNCATE,     /* item_id, content_index, audio_end_ms */
  OA_COMMAND_ITEM_DELETE,       /* item_id */
  OA_COMMAND_RESPONSE_CREATE,   /* object: response (GA), or NULL */
  OA_COMMAND_RESPONSE_CANCEL,   /* response_id or NULL */
  OA_COMMAND_OUTPUT_CLEAR,
  OA_COMMAND_SESSION_CLOSE,
  OA_COMMAND_RAW,               /* object: the whole event, from send-event */
} OaCommandType;

typedef struct
{
  OaCommandType type;
  gchar *event_id;              /* NULL = none is sent */
  JsonObject *object;
  gchar *item_id;
  gchar *previous_item_id;
  gchar *response_id;
  gint content_index;
  gint64 audio_end_ms;
  GBytes *audio;
} OaCommand;

OaCommand *oa_command_new  (OaCommandType type);
void       oa_command_free (OaCommand *command);

/* Constructors; objects and bytes are taken, strings copied. */
OaCommand *oa_command_new_session_update  (JsonObject *session);
OaCommand *oa_command_new_append          (GBytes *audio);
OaCommand *oa_command_new_item_create     (JsonObject *item,
                                           const gchar *previous_item_id);
OaCommand *oa_command_new_item_retrieve   (const gchar *item_id);
OaCommand *oa_command_new_item_truncate   (const gchar *item_id,
                                           gint content_index,
                                           gint64 audio_end_ms);
OaCommand *oa_command_new_item_delete     (const gchar *item_id);
OaCommand *oa_command_new_response_create (JsonObject *response);
OaCommand *oa_command_new_response_cancel (const gchar *response_id);
OaCommand *oa_command_new_raw             (JsonObject *event);

/* Items that clients create; (transfer full). */
JsonObject *oa_item_new_text              (OaRole role, const gchar *text);
JsonObject *oa_item_new_image             (const gchar *mime_type,
                                           GBytes *image,
                                           const gchar *detail);
JsonObject *oa_item_new_function_output   (const gchar *call_id,
                                           const gchar *output);

/* @id: of the new item; @reason: NULL = none. */
JsonObject *oa_item_new_approval          (const gchar *id,
                                           const gchar *request_id,
                                           gboolean approve,
                                           const gchar *reason);

/* The message text, or NULL when the dialect has no such event. */
GBytes     *oa_command_encode (const OaCommand *command,
                               const OaDialect *dialect);

/* The wire name, for logs; of an event that the dialect does not have, the
 * GA name. Never NULL. */
const gchar *oa_command_get_name (const OaCommand *command,
                                  const OaDialect *dialect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaCommand, oa_command_free)

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialect.h - what differs between the forms of the protocol, as a table.
 *
 * Names of events both ways and the few functions that shape a session. Every
 * dialect understands the server events of all (names do not collide); only
 * the sending side differs. A new dialect is a new row. */

#pragma once

#include "../enums.h"
#include "settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a server event is, whatever it is called on the wire. */
typedef enum
{
  OA_EVENT_UNKNOWN,
  OA_EVENT_ERROR,
  OA_EVENT_SESSION_CREATED,
  OA_EVENT_SESSION_UPDATED,
  OA_EVENT_SESSION_CLOSED,
  OA_EVENT_CONVERSATION_CREATED,
  OA_EVENT_ITEM_ADDED,          /* also the beta's item.created */
  OA_EVENT_ITEM_DONE,
  OA_EVENT_ITEM_RETRIEVED,
  OA_EVENT_ITEM_TRUNCATED,
  OA_EVENT_ITEM_DELETED,
  OA_EVENT_INPUT_TRANSCRIPTION_DELTA,
  OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED,
  OA_EVENT_INPUT_TRANSCRIPTION_FAILED,
  OA_EVENT_INPUT_TRANSCRIPTION_SEGMENT,
  OA_EVENT_SPEECH_STARTED,
  OA_EVENT_SPEECH_STOPPED,
  OA_EVENT_INPUT_COMMITTED,
  OA_EVENT_INPUT_CLEARED,
  OA_EVENT_INPUT_TIMEOUT,
  OA_EVENT_DTMF,
  OA_EVENT_RESPONSE_CREATED,
  OA_EVENT_RESPONSE_DONE,
  OA_EVENT_OUTPUT_ITEM_ADDED,
  OA_EVENT_OUTPUT_ITEM_DONE,
  OA_EVENT_CONTENT_PART_ADDED,
  OA_EVENT_CONTENT_PART_DONE,
  OA_EVENT_AUDIO_DELTA,
  OA_EVENT_AUDIO_DONE,
  OA_EVENT_AUDIO_TRANSCRIPT_DELTA,
  OA_EVENT_AUDIO_TRANSCRIPT_DONE,
  OA_EVENT_TEXT_DELTA,
  OA_EVENT_TEXT_DONE,
  OA_EVENT_FUNCTION_ARGUMENTS_DELTA,
  OA_EVENT_FUNCTION_ARGUMENTS_DONE,
  OA_EVENT_MCP_ARGUMENTS_DELTA,
  OA_EVENT_MCP_ARGUMENTS_DONE,
  OA_EVENT_MCP_CALL_IN_PROGRESS,
  OA_EVENT_MCP_CALL_COMPLETED,
  OA_EVENT_MCP_CALL_FAILED,
  OA_EVENT_MCP_TOOLS_IN_PROGRESS,
  OA_EVENT_MCP_TOOLS_COMPLETED,
  OA_EVENT_MCP_TOOLS_FAILED,
  OA_EVENT_OUTPUT_BUFFER_STARTED,
  OA_EVENT_OUTPUT_BUFFER_STOPPED,
  OA_EVENT_OUTPUT_BUFFER_CLEARED,
  OA_EVENT_RATE_LIMITS,
  OA_EVENT_INPUT_TRANSCRIPT_DELTA,      /* translation: no items, no turns */
  OA_EVENT_OUTPUT_TRANSCRIPT_DELTA,     /* translation */
  OA_N_EVENTS
} OaEventType;

typedef struct _OaDialect OaDialect;

struct _OaDialect
{
  const gchar *name;

  /* Client events; NULL = the dialect has no such event. */
  const gchar *session_update;
  const gchar *append;
  const gchar *commit;
  const gchar *clear;
  const gchar *session_close;

  /* A header that the upgrade must carry, or NULL. */
  const gchar *header_name;
  const gchar *header_value;

  /* The complete session that @settings ask for. */
  JsonObject *(*build_session) (const OaSettings *settings);

  /* Members that every session.update must carry beside the changed ones. */
  const gchar *const *mandatory;

  /* Which other client events there are. */
  gboolean has_items;           /* retrieve, delete */
  gboolean has_responses;       /* item create and truncate, response.* */

  /* From GA into the dialect's form; copies. NULL = as they are. */
  JsonObject *(*adapt_item) (JsonObject *item);
  JsonObject *(*adapt_response) (JsonObject *response);
};

const OaDialect *oa_dialect_get          (GstOpenaiRealtimeDialect dialect,
                                          GstOpenaiRealtimeSessionType type);

/* Wire name -> type, over all dialects; OA_EVENT_UNKNOWN for unknown names. */
OaEventType      oa_event_type_from_name (const gchar *name, gsize length);
/* The same for one type, without a copy of the name. */
gboolean         oa_event_type_has_name  (OaEventType type, const gchar *name,
                                          gsize length);

/* The GA wire name, for logs and tests. */
const gchar     *oa_event_type_get_nick  (OaEventType type);

/* Wire names are listed by position until NULL, for tests. */
const gchar     *oa_event_type_nth_name  (guint n, OaEventType *type);

G_END_DECLS

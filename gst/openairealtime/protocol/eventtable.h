/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The names of server events, and what each of them carries, as tables.
 *
 * A dialect has one table. Names of two protocols may collide and mean other
 * things, so a name is looked up in the table of its dialect only. */

#pragma once

#include <glib.h>

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
  OA_EVENT_ITEM_ADDED, /* also the beta's item.created */
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
  OA_EVENT_INPUT_TRANSCRIPT_DELTA,  /* translation: no items, no turns */
  OA_EVENT_OUTPUT_TRANSCRIPT_DELTA, /* translation */
  OA_N_EVENTS
} OaEventType;

/* What an event has beside the members that all have. */
typedef enum
{
  OA_PAYLOAD_NOTHING,
  OA_PAYLOAD_AUDIO,
  OA_PAYLOAD_ERROR,
  OA_PAYLOAD_SESSION,
  OA_PAYLOAD_ITEM,
  OA_PAYLOAD_RESPONSE,
  OA_PAYLOAD_PART,
  OA_PAYLOAD_TRANSCRIPT,
  OA_PAYLOAD_SEGMENT,
  OA_PAYLOAD_FUNCTION, /* its name */
  OA_PAYLOAD_RATE_LIMITS,
} OaEventPayload;

typedef struct
{
  const gchar *name; /* on the wire */
  gsize length;      /* of the name */
  OaEventType type;
  OaEventPayload payload;
  const gchar *text; /* the member that is the event's text, or
                      * NULL */
} OaEventRow;

typedef struct
{
  const OaEventRow *rows;
  guint n_rows;
  /* The members that tell where in the user's audio, or in the stream, an event
   * belongs. */
  const gchar *start_ms;
  const gchar *end_ms;
  /* In an error: the id of the client event that it is about. */
  const gchar *error_event_id;
} OaEventTable;

/* Realtime, in its current form, its beta and as others speak it: their names
 * do not collide, and services mix them. */
extern const OaEventTable oa_event_table_realtime;

/* NULL for a name that the table does not have. @name need not end. */
const OaEventRow *oa_event_table_find (const OaEventTable *self,
    const gchar *name, gsize length);

/* The first name of the type, for logs and tests; "unknown" for none. */
const gchar *oa_event_type_get_nick (OaEventType type);

G_END_DECLS

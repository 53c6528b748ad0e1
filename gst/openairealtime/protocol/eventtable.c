/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "eventtable.h"

#include <string.h>

#define ROW(name, type, payload, text) \
  { \
    name, sizeof (name) - 1, OA_EVENT_##type, OA_PAYLOAD_##payload, text \
  }

/* Where a type has several names, the first is its nick: the name in a GA
 * realtime session if it occurs there. */
static const OaEventRow realtime_rows[] = { ROW ("error", ERROR, ERROR, NULL),
  ROW ("session.created", SESSION_CREATED, SESSION, NULL),
  ROW ("transcription_session.created", SESSION_CREATED, SESSION, NULL),
  ROW ("session.updated", SESSION_UPDATED, SESSION, NULL),
  ROW ("transcription_session.updated", SESSION_UPDATED, SESSION, NULL),
  ROW ("session.closed", SESSION_CLOSED, NOTHING, NULL),
  ROW ("conversation.created", CONVERSATION_CREATED, NOTHING, NULL),
  ROW ("conversation.item.added", ITEM_ADDED, ITEM, NULL),
  ROW ("conversation.item.created", ITEM_ADDED, ITEM, NULL),
  ROW ("conversation.item.done", ITEM_DONE, ITEM, NULL),
  ROW ("conversation.item.retrieved", ITEM_RETRIEVED, ITEM, NULL),
  ROW ("conversation.item.truncated", ITEM_TRUNCATED, NOTHING, NULL),
  ROW ("conversation.item.deleted", ITEM_DELETED, NOTHING, NULL),
  ROW ("conversation.item.input_audio_transcription.delta",
      INPUT_TRANSCRIPTION_DELTA, TRANSCRIPT, "delta"),
  ROW ("conversation.item.input_audio_transcription.completed",
      INPUT_TRANSCRIPTION_COMPLETED, TRANSCRIPT, "transcript"),
  ROW ("conversation.item.input_audio_transcription.failed",
      INPUT_TRANSCRIPTION_FAILED, ERROR, NULL),
  ROW ("conversation.item.input_audio_transcription.segment",
      INPUT_TRANSCRIPTION_SEGMENT, SEGMENT, "text"),
  ROW ("input_audio_buffer.speech_started", SPEECH_STARTED, NOTHING, NULL),
  ROW ("input_audio_buffer.speech_stopped", SPEECH_STOPPED, NOTHING, NULL),
  ROW ("input_audio_buffer.committed", INPUT_COMMITTED, NOTHING, NULL),
  ROW ("input_audio_buffer.cleared", INPUT_CLEARED, NOTHING, NULL),
  ROW ("input_audio_buffer.timeout_triggered", INPUT_TIMEOUT, NOTHING, NULL),
  ROW ("input_audio_buffer.dtmf_event_received", DTMF, NOTHING, "event"),
  ROW ("response.created", RESPONSE_CREATED, RESPONSE, NULL),
  ROW ("response.done", RESPONSE_DONE, RESPONSE, NULL),
  ROW ("response.output_item.added", OUTPUT_ITEM_ADDED, ITEM, NULL),
  ROW ("response.output_item.done", OUTPUT_ITEM_DONE, ITEM, NULL),
  ROW ("response.content_part.added", CONTENT_PART_ADDED, PART, NULL),
  ROW ("response.content_part.done", CONTENT_PART_DONE, PART, NULL),
  ROW ("response.output_audio.delta", AUDIO_DELTA, AUDIO, NULL),
  ROW ("response.audio.delta", AUDIO_DELTA, AUDIO, NULL),
  ROW ("session.output_audio.delta", AUDIO_DELTA, AUDIO, NULL),
  ROW ("response.output_audio.done", AUDIO_DONE, NOTHING, NULL),
  ROW ("response.audio.done", AUDIO_DONE, NOTHING, NULL),
  ROW ("response.output_audio_transcript.delta", AUDIO_TRANSCRIPT_DELTA,
      NOTHING, "delta"),
  ROW ("response.audio_transcript.delta", AUDIO_TRANSCRIPT_DELTA, NOTHING,
      "delta"),
  ROW ("response.output_audio_transcript.done", AUDIO_TRANSCRIPT_DONE, NOTHING,
      "transcript"),
  ROW ("response.audio_transcript.done", AUDIO_TRANSCRIPT_DONE, NOTHING,
      "transcript"),
  ROW ("response.output_text.delta", TEXT_DELTA, NOTHING, "delta"),
  ROW ("response.text.delta", TEXT_DELTA, NOTHING, "delta"),
  ROW ("response.output_text.done", TEXT_DONE, NOTHING, "text"),
  ROW ("response.text.done", TEXT_DONE, NOTHING, "text"),
  ROW ("response.function_call_arguments.delta", FUNCTION_ARGUMENTS_DELTA,
      NOTHING, "delta"),
  ROW ("response.function_call_arguments.done", FUNCTION_ARGUMENTS_DONE,
      FUNCTION, "arguments"),
  ROW ("response.mcp_call_arguments.delta", MCP_ARGUMENTS_DELTA, NOTHING,
      "delta"),
  ROW ("response.mcp_call_arguments.done", MCP_ARGUMENTS_DONE, NOTHING,
      "arguments"),
  ROW ("response.mcp_call.in_progress", MCP_CALL_IN_PROGRESS, NOTHING, NULL),
  ROW ("response.mcp_call.completed", MCP_CALL_COMPLETED, NOTHING, NULL),
  ROW ("response.mcp_call.failed", MCP_CALL_FAILED, NOTHING, NULL),
  ROW ("mcp_list_tools.in_progress", MCP_TOOLS_IN_PROGRESS, NOTHING, NULL),
  ROW ("mcp_list_tools.completed", MCP_TOOLS_COMPLETED, NOTHING, NULL),
  ROW ("mcp_list_tools.failed", MCP_TOOLS_FAILED, NOTHING, NULL),
  ROW ("output_audio_buffer.started", OUTPUT_BUFFER_STARTED, NOTHING, NULL),
  ROW ("output_audio_buffer.stopped", OUTPUT_BUFFER_STOPPED, NOTHING, NULL),
  ROW ("output_audio_buffer.cleared", OUTPUT_BUFFER_CLEARED, NOTHING, NULL),
  ROW ("rate_limits.updated", RATE_LIMITS, RATE_LIMITS, NULL),
  ROW ("session.input_transcript.delta", INPUT_TRANSCRIPT_DELTA, NOTHING,
      "delta"),
  ROW ("session.output_transcript.delta", OUTPUT_TRANSCRIPT_DELTA, NOTHING,
      "delta") };

const OaEventTable oa_event_table_realtime = {
  .rows = realtime_rows,
  .n_rows = G_N_ELEMENTS (realtime_rows),
  .start_ms = "audio_start_ms",
  .end_ms = "audio_end_ms",
  .error_event_id = "event_id",
};

const OaEventRow *
oa_event_table_find (const OaEventTable *self, const gchar *name, gsize length)
{
  for (guint i = 0; name && i < self->n_rows; i++)
    if (self->rows[i].length == length
        && memcmp (self->rows[i].name, name, length) == 0)
      return &self->rows[i];
  return NULL;
}

const gchar *
oa_event_type_get_nick (OaEventType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (realtime_rows); i++)
    if (realtime_rows[i].type == type)
      return realtime_rows[i].name;
  return "unknown";
}

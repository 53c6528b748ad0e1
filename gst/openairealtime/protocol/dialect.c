/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialect.c - the two tables: dialects, and names of server events.
 *
 * How a dialect shapes a session is in dialectga.c and dialectbeta.c. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "dialect.h"

#include <string.h>

#include "dialectbeta.h"
#include "dialectga.h"

static const gchar *const needs_type[] = {"type", NULL};
static const gchar *const needs_nothing[] = {NULL};

static const OaDialect ga_realtime = {
  .name = "ga",
  .session_update = "session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .build_session = oa_dialect_ga_build_realtime,
  .mandatory = needs_type,
  .has_items = TRUE,
  .has_responses = TRUE,
};

static const OaDialect ga_transcription = {
  .name = "ga-transcription",
  .session_update = "session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .build_session = oa_dialect_ga_build_transcription,
  .mandatory = needs_type,
  .has_items = TRUE,
};

static const OaDialect ga_translation = {
  .name = "ga-translation",
  .session_update = "session.update",
  .append = "session.input_audio_buffer.append",
  .session_close = "session.close",
  .build_session = oa_dialect_ga_build_translation,
  .mandatory = needs_nothing,
};

static const OaDialect beta_realtime = {
  .name = "beta",
  .session_update = "session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .header_name = "OpenAI-Beta",
  .header_value = "realtime=v1",
  .build_session = oa_dialect_beta_build_realtime,
  .mandatory = needs_nothing,
  .has_items = TRUE,
  .has_responses = TRUE,
  .adapt_item = oa_dialect_beta_adapt_item,
  .adapt_response = oa_dialect_beta_adapt_response,
};

static const OaDialect beta_transcription = {
  .name = "beta-transcription",
  .session_update = "transcription_session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .header_name = "OpenAI-Beta",
  .header_value = "realtime=v1",
  .build_session = oa_dialect_beta_build_transcription,
  .mandatory = needs_nothing,
  .has_items = TRUE,
};

/* Translation came after the beta: there is one form of it. */
static const OaDialect *const dialects[][3] = {
  [GST_OPENAI_REALTIME_DIALECT_GA] = {
    [GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME] = &ga_realtime,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION] = &ga_transcription,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION] = &ga_translation,
  },
  [GST_OPENAI_REALTIME_DIALECT_BETA] = {
    [GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME] = &beta_realtime,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION] = &beta_transcription,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION] = &ga_translation,
  },
};

const OaDialect *
oa_dialect_get (GstOpenaiRealtimeDialect dialect,
    GstOpenaiRealtimeSessionType type)
{
  g_return_val_if_fail ((guint) dialect < G_N_ELEMENTS (dialects), NULL);
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (dialects[0]), NULL);

  return dialects[dialect][type];
}

typedef struct
{
  const gchar *name;
  OaEventType type;
} EventName;

/* Every name of every dialect. Where a type has several, the first is its
 * nick: the name in a GA realtime session if it occurs there. */
static const EventName event_names[] = {
  {"error", OA_EVENT_ERROR},
  {"session.created", OA_EVENT_SESSION_CREATED},
  {"transcription_session.created", OA_EVENT_SESSION_CREATED},
  {"session.updated", OA_EVENT_SESSION_UPDATED},
  {"transcription_session.updated", OA_EVENT_SESSION_UPDATED},
  {"session.closed", OA_EVENT_SESSION_CLOSED},

  {"conversation.created", OA_EVENT_CONVERSATION_CREATED},
  {"conversation.item.added", OA_EVENT_ITEM_ADDED},
  {"conversation.item.created", OA_EVENT_ITEM_ADDED},
  {"conversation.item.done", OA_EVENT_ITEM_DONE},
  {"conversation.item.retrieved", OA_EVENT_ITEM_RETRIEVED},
  {"conversation.item.truncated", OA_EVENT_ITEM_TRUNCATED},
  {"conversation.item.deleted", OA_EVENT_ITEM_DELETED},

  {"conversation.item.input_audio_transcription.delta",
      OA_EVENT_INPUT_TRANSCRIPTION_DELTA},
  {"conversation.item.input_audio_transcription.completed",
      OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED},
  {"conversation.item.input_audio_transcription.failed",
      OA_EVENT_INPUT_TRANSCRIPTION_FAILED},
  {"conversation.item.input_audio_transcription.segment",
      OA_EVENT_INPUT_TRANSCRIPTION_SEGMENT},

  {"input_audio_buffer.speech_started", OA_EVENT_SPEECH_STARTED},
  {"input_audio_buffer.speech_stopped", OA_EVENT_SPEECH_STOPPED},
  {"input_audio_buffer.committed", OA_EVENT_INPUT_COMMITTED},
  {"input_audio_buffer.cleared", OA_EVENT_INPUT_CLEARED},
  {"input_audio_buffer.timeout_triggered", OA_EVENT_INPUT_TIMEOUT},
  {"input_audio_buffer.dtmf_event_received", OA_EVENT_DTMF},

  {"response.created", OA_EVENT_RESPONSE_CREATED},
  {"response.done", OA_EVENT_RESPONSE_DONE},
  {"response.output_item.added", OA_EVENT_OUTPUT_ITEM_ADDED},
  {"response.output_item.done", OA_EVENT_OUTPUT_ITEM_DONE},
  {"response.content_part.added", OA_EVENT_CONTENT_PART_ADDED},
  {"response.content_part.done", OA_EVENT_CONTENT_PART_DONE},

  {"response.output_audio.delta", OA_EVENT_AUDIO_DELTA},
  {"response.audio.delta", OA_EVENT_AUDIO_DELTA},
  {"session.output_audio.delta", OA_EVENT_AUDIO_DELTA},
  {"response.output_audio.done", OA_EVENT_AUDIO_DONE},
  {"response.audio.done", OA_EVENT_AUDIO_DONE},
  {"response.output_audio_transcript.delta", OA_EVENT_AUDIO_TRANSCRIPT_DELTA},
  {"response.audio_transcript.delta", OA_EVENT_AUDIO_TRANSCRIPT_DELTA},
  {"response.output_audio_transcript.done", OA_EVENT_AUDIO_TRANSCRIPT_DONE},
  {"response.audio_transcript.done", OA_EVENT_AUDIO_TRANSCRIPT_DONE},
  {"response.output_text.delta", OA_EVENT_TEXT_DELTA},
  {"response.text.delta", OA_EVENT_TEXT_DELTA},
  {"response.output_text.done", OA_EVENT_TEXT_DONE},
  {"response.text.done", OA_EVENT_TEXT_DONE},

  {"response.function_call_arguments.delta",
      OA_EVENT_FUNCTION_ARGUMENTS_DELTA},
  {"response.function_call_arguments.done", OA_EVENT_FUNCTION_ARGUMENTS_DONE},
  {"response.mcp_call_arguments.delta", OA_EVENT_MCP_ARGUMENTS_DELTA},
  {"response.mcp_call_arguments.done", OA_EVENT_MCP_ARGUMENTS_DONE},
  {"response.mcp_call.in_progress", OA_EVENT_MCP_CALL_IN_PROGRESS},
  {"response.mcp_call.completed", OA_EVENT_MCP_CALL_COMPLETED},
  {"response.mcp_call.failed", OA_EVENT_MCP_CALL_FAILED},
  {"mcp_list_tools.in_progress", OA_EVENT_MCP_TOOLS_IN_PROGRESS},
  {"mcp_list_tools.completed", OA_EVENT_MCP_TOOLS_COMPLETED},
  {"mcp_list_tools.failed", OA_EVENT_MCP_TOOLS_FAILED},

  {"output_audio_buffer.started", OA_EVENT_OUTPUT_BUFFER_STARTED},
  {"output_audio_buffer.stopped", OA_EVENT_OUTPUT_BUFFER_STOPPED},
  {"output_audio_buffer.cleared", OA_EVENT_OUTPUT_BUFFER_CLEARED},
  {"rate_limits.updated", OA_EVENT_RATE_LIMITS},

  {"session.input_transcript.delta", OA_EVENT_INPUT_TRANSCRIPT_DELTA},
  {"session.output_transcript.delta", OA_EVENT_OUTPUT_TRANSCRIPT_DELTA},
};

#define MAX_EVENT_NAME 63

static GHashTable *
build_event_index (void)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (event_names); i++) {
    g_assert (strlen (event_names[i].name) <= MAX_EVENT_NAME);
    g_hash_table_insert (index, (gpointer) event_names[i].name,
        (gpointer) &event_names[i]);
  }
  return index;
}

static GHashTable *
get_event_index (void)
{
  static gsize index = 0;

  if (g_once_init_enter (&index))
    g_once_init_leave (&index, (gsize) build_event_index ());
  return (GHashTable *) index;
}

OaEventType
oa_event_type_from_name (const gchar *name, gsize length)
{
  gchar key[MAX_EVENT_NAME + 1];
  const EventName *found;

  if (!name || length > MAX_EVENT_NAME || memchr (name, '\0', length))
    return OA_EVENT_UNKNOWN;

  /* @name may lie within a message, without an end of its own. */
  memcpy (key, name, length);
  key[length] = '\0';
  found = g_hash_table_lookup (get_event_index (), key);
  return found ? found->type : OA_EVENT_UNKNOWN;
}

gboolean
oa_event_type_has_name (OaEventType type, const gchar *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (event_names); i++)
    if (event_names[i].type == type && strlen (event_names[i].name) == length
        && memcmp (event_names[i].name, name, length) == 0)
      return TRUE;
  return FALSE;
}

const gchar *
oa_event_type_get_nick (OaEventType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (event_names); i++)
    if (event_names[i].type == type)
      return event_names[i].name;
  return "unknown";
}

const gchar *
oa_event_type_nth_name (guint n, OaEventType *type)
{
  if (n >= G_N_ELEMENTS (event_names))
    return NULL;
  if (type)
    *type = event_names[n].type;
  return event_names[n].name;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* event.h - bytes of a server message into a typed event.
 *
 * Text from outside: size, depth, UTF-8 and types are checked here, so that
 * the rooms behind can trust what they get. Unknown types keep their JSON. */

#pragma once

#include "audiodelta.h"
#include "json.h"
#include "transcriptdetail.h"

G_BEGIN_DECLS

#define OA_EVENT_MAX_SIZE (32 * 1024 * 1024)

/* error events, failed items and failed responses; strings may be NULL. */
typedef struct
{
  gchar *type;
  gchar *code;
  gchar *message;
  gchar *param;
  gchar *event_id;              /* of the client event, often NULL */
} OaServiceError;

/* response.usage; 0 where the service says nothing. */
typedef struct
{
  guint64 total_tokens;
  guint64 input_tokens;
  guint64 output_tokens;
  guint64 input_text_tokens;
  guint64 input_audio_tokens;
  guint64 input_image_tokens;
  guint64 cached_tokens;
  guint64 cached_text_tokens;   /* of them, where the service says */
  guint64 cached_audio_tokens;
  guint64 output_text_tokens;
  guint64 output_audio_tokens;
} OaUsage;

typedef enum
{
  OA_ITEM_OTHER,
  OA_ITEM_MESSAGE,
  OA_ITEM_FUNCTION_CALL,
  OA_ITEM_FUNCTION_CALL_OUTPUT,
  OA_ITEM_MCP_LIST_TOOLS,
  OA_ITEM_MCP_APPROVAL_REQUEST,
  OA_ITEM_MCP_APPROVAL_RESPONSE,
  OA_ITEM_MCP_CALL,
} OaItemKind;

typedef enum
{
  OA_ROLE_NONE,
  OA_ROLE_SYSTEM,
  OA_ROLE_USER,
  OA_ROLE_ASSISTANT,
} OaRole;

/* A conversation item as an event carries it. */
typedef struct
{
  gchar *id;
  OaItemKind kind;
  OaRole role;
  gchar *status;                /* in_progress, completed, incomplete or NULL */
  gchar *text;                  /* texts and transcripts of the content, one per
                                 * line; NULL if none */
  gboolean has_audio;           /* a content part is audio */
  gchar *name;                  /* function_call, mcp_* */
  gchar *call_id;               /* function_call, function_call_output */
  gchar *arguments;             /* function_call, mcp_* */
  gchar *output;                /* function_call_output, mcp_call */
  gchar *phase;                 /* commentary, final_answer, or NULL */
  gchar *server_label;          /* mcp_* */
  gchar *approval_request_id;   /* mcp_call */
  gchar *error_text;            /* mcp_call: what went wrong, or NULL */
  gchar **tools;                /* mcp_list_tools: names; else NULL */
} OaItemInfo;

typedef struct
{
  gchar *id;
  gchar *status;                /* in_progress, completed, cancelled,
                                 * incomplete, failed */
  gchar *reason;                /* status_details.reason, or NULL */
  OaServiceError *error;        /* status_details.error, or NULL */
  gboolean out_of_band;         /* conversation_id is null in an event that has
                                 * the member */
  OaAudioFormat output_format;  /* UNKNOWN when not told */
  gboolean has_usage;
  OaUsage usage;
  JsonObject *metadata;         /* or NULL */
  GPtrArray *output;            /* of OaItemInfo */
} OaResponseInfo;

typedef struct
{
  gchar *id;
  gchar *model;
  gint64 expires_at;            /* epoch seconds, 0 = not told */
  JsonObject *json;             /* the whole session */
} OaSessionInfo;

typedef struct
{
  gchar *name;
  gint64 limit;                 /* -1 = not told */
  gint64 remaining;
  gdouble reset_seconds;
} OaRateLimit;

/* Members that an event does not have are NULL, -1 (indexes, times) or 0. */
typedef struct
{
  OaEventType type;
  gchar *strings;               /* name and ids in one piece; or NULL, and each
                                 * of them is its own */
  gchar *name;                  /* on the wire */
  gchar *event_id;
  GBytes *raw;                  /* the message; NUL follows the bytes */
  JsonObject *json;             /* NULL after the fast path */

  gchar *response_id;
  gchar *item_id;
  gchar *previous_item_id;
  gboolean has_previous;        /* the member was there and not null */
  gchar *call_id;
  gint output_index;
  gint content_index;

  gint64 audio_start_ms;
  gint64 audio_end_ms;
  gint64 elapsed_ms;            /* translation */

  gchar *text;                  /* delta, transcript, text, arguments; the text
                                 * of a content part; the digit of DTMF */
  gchar *function_name;
  GBytes *audio;                /* AUDIO_DELTA */

  OaServiceError *error;        /* ERROR, INPUT_TRANSCRIPTION_FAILED */
  OaItemInfo *item;
  OaResponseInfo *response;
  OaSessionInfo *session;
  GArray *rate_limits;          /* of OaRateLimit */
  gboolean has_usage;
  OaUsage usage;                /* INPUT_TRANSCRIPTION_COMPLETED */
  OaTranscriptDetail *transcript;       /* INPUT_TRANSCRIPTION_*, or NULL */
} OaEvent;

/* NULL and @error (OA_PROTOCOL_ERROR) when the bytes are not a JSON object
 * with a string "type", or an event that we rely on lacks what makes it that
 * event. So an AUDIO_DELTA has audio, an ERROR or INPUT_TRANSCRIPTION_FAILED
 * an error, SESSION_CREATED/_UPDATED a session, RESPONSE_CREATED/_DONE a
 * response, ITEM_ADDED/_DONE/_RETRIEVED and OUTPUT_ITEM_* an item, and
 * RATE_LIMITS its rate_limits. @raw should have a NUL beyond its size, as
 * libsoup's messages have: decoding does not read it, but the event's raw
 * promises it. */
OaEvent     *oa_event_decode (const OaDialect *dialect, GBytes *raw,
                              GError **error);

/* The same without the fast path; for tests. */
OaEvent     *oa_event_decode_tree (GBytes *raw, GError **error);
void         oa_event_free   (OaEvent *event);

/* Errors and chatter without end are no sign of an answer under way. */
gboolean     oa_event_is_sign_of_life (const OaEvent *event);

OaItemInfo  *oa_item_info_copy (const OaItemInfo *item);
void         oa_item_info_free (OaItemInfo *item);
void         oa_service_error_free (OaServiceError *error);
OaServiceError *oa_service_error_copy (const OaServiceError *error);
void         oa_usage_add    (OaUsage *total, const OaUsage *more);

const gchar *oa_role_get_nick (OaRole role);            /* "user", … , "" */
OaRole       oa_role_from_nick (const gchar *nick);      /* else NONE */
const gchar *oa_item_kind_get_nick (OaItemKind kind);   /* "message", … */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaEvent, oa_event_free)

G_END_DECLS

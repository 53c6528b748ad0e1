/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A server message as a typed event, read from its JSON tree. An event of an
 * unknown type keeps its JSON. */

#pragma once

#include "eventparts.h"
#include "eventtable.h"
#include "json.h"
#include "transcriptdetail.h"

G_BEGIN_DECLS

#define OA_EVENT_MAX_SIZE (32 * 1024 * 1024)

/* Members that an event does not have are NULL, -1 (indexes, times) or 0. */
typedef struct
{
  OaEventType type;
  gchar *strings; /* name and ids in one piece; or NULL, and each
                   * of them is its own */
  gchar *name;    /* on the wire */
  gchar *event_id;
  GBytes *raw;      /* the message; NUL follows the bytes */
  JsonObject *json; /* NULL after the fast path */

  gchar *response_id;
  gchar *item_id;
  gchar *previous_item_id;
  gboolean has_previous; /* the member was there and not null */
  gchar *call_id;
  gint output_index;
  gint content_index;

  gint64 audio_start_ms;
  gint64 audio_end_ms;
  gint64 elapsed_ms; /* translation */

  gchar *text; /* delta, transcript, text, arguments; the text
                * of a content part; the digit of DTMF */
  gchar *function_name;
  GBytes *audio; /* AUDIO_DELTA */

  OaServiceError *error; /* ERROR, INPUT_TRANSCRIPTION_FAILED */
  OaItemInfo *item;
  OaResponseInfo *response;
  OaSessionInfo *session;
  GArray *rate_limits; /* of OaRateLimit */
  gboolean has_usage;
  OaUsage usage;                  /* INPUT_TRANSCRIPTION_COMPLETED */
  OaTranscriptDetail *transcript; /* INPUT_TRANSCRIPTION_*, or NULL */
} OaEvent;

/* What the JSON of @raw says. NULL and @error (OA_PROTOCOL_ERROR) when it is no
 * JSON object with a string "type", or an event that we rely on lacks what
 * makes it that event. So an AUDIO_DELTA has audio, an ERROR or
 * INPUT_TRANSCRIPTION_FAILED an error, SESSION_CREATED/_UPDATED a session,
 * RESPONSE_CREATED/_DONE a response, ITEM_ADDED/_DONE/_RETRIEVED and
 * OUTPUT_ITEM_* an item, and RATE_LIMITS its rate_limits. */
OaEvent *oa_event_new_from_tree (const OaEventTable *table, GBytes *raw,
    GError **error);

/* Without members but its message. */
OaEvent *oa_event_new (GBytes *raw);
void oa_event_free (OaEvent *event);

/* Errors and chatter without end are no sign of an answer under way. */
gboolean oa_event_is_sign_of_life (const OaEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaEvent, oa_event_free)

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventparts.h - the objects inside server events: responses, sessions, errors.
 *
 * Each takes whatever is there; a member of another type is a missing one. */

#pragma once

#include "audioformat.h"
#include "eventitem.h"

G_BEGIN_DECLS

/* error events, failed items and failed responses; strings may be NULL. */
typedef struct
{
  gchar *type;
  gchar *code;
  gchar *message;
  gchar *param;
  gchar *event_id; /* of the client event, often NULL */
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
  guint64 cached_text_tokens; /* of them, where the service says */
  guint64 cached_audio_tokens;
  guint64 output_text_tokens;
  guint64 output_audio_tokens;
} OaUsage;

typedef struct
{
  gchar *id;
  gchar *status;               /* in_progress, completed, cancelled,
                                * incomplete, failed */
  gchar *reason;               /* status_details.reason, or NULL */
  OaServiceError *error;       /* status_details.error, or NULL */
  gboolean out_of_band;        /* conversation_id is null in an event that has
                                * the member */
  OaAudioFormat output_format; /* UNKNOWN when not told */
  gboolean has_usage;
  OaUsage usage;
  JsonObject *metadata; /* or NULL */
  GPtrArray *output;    /* of OaItemInfo */
} OaResponseInfo;

typedef struct
{
  gchar *id;
  gchar *model;
  gint64 expires_at; /* epoch seconds, 0 = not told */
  JsonObject *json;  /* the whole session */
} OaSessionInfo;

typedef struct
{
  gchar *name;
  gint64 limit; /* -1 = not told */
  gint64 remaining;
  gdouble reset_seconds;
} OaRateLimit;

OaResponseInfo *oa_response_info_new (JsonObject *response);
void oa_response_info_free (OaResponseInfo *response);
OaSessionInfo *oa_session_info_new (JsonObject *session);
void oa_session_info_free (OaSessionInfo *session);
/* @event_id: the member that names the client event. */
OaServiceError *oa_service_error_new (JsonObject *error, const gchar *event_id);
OaServiceError *oa_service_error_copy (const OaServiceError *error);
void oa_service_error_free (OaServiceError *error);

void oa_usage_add (OaUsage *total, const OaUsage *more);
/* FALSE when there is none. */
gboolean oa_usage_read (OaUsage *usage, JsonObject *object);

/* Of OaRateLimit; empty when there are none. */
GArray *oa_rate_limits_new (JsonArray *limits);

G_END_DECLS

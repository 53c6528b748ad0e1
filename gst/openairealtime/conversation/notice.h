/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* notice.h - something that happened and that users are told.
 *
 * One notice becomes one signal, one bus message and one log line; which ones
 * is the element's business. Plain data that owns what it points to. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

/* What `id` names, and the member of the union. */
typedef enum
{
  OA_NOTICE_CONNECTED,      /* session; model */
  OA_NOTICE_RECONNECTING,   /* -; reconnecting */
  OA_NOTICE_RECONNECTED,    /* session; restored */
  OA_NOTICE_RENEWED,        /* session; restored */
  OA_NOTICE_TRANSCRIPT,     /* item; transcript */
  OA_NOTICE_SPEECH_STARTED, /* item; audio_ms */
  OA_NOTICE_SPEECH_STOPPED, /* item; audio_ms */
  OA_NOTICE_RESPONSE_DONE,  /* response; response */
  OA_NOTICE_PLAYBACK_DONE,  /* item; heard_ms */
  OA_NOTICE_INTERRUPTED,    /* item; interrupted */
  OA_NOTICE_RESUMED,        /* -; held_ms */
  OA_NOTICE_LIMIT,          /* -; limit */
  OA_NOTICE_IDLE_TIMEOUT,   /* item; audio_ms */
  OA_NOTICE_DTMF,           /* -; digit */
  OA_NOTICE_ERROR,          /* -; error: the service refused one thing */
  OA_NOTICE_RATE_LIMITS,    /* -; rate_limits */
  OA_NOTICE_FUNCTION_CALL,  /* call; call */
  OA_NOTICE_MCP_TOOLS,      /* item; mcp */
  OA_NOTICE_MCP_CALL,       /* item; mcp */
  OA_NOTICE_MCP_APPROVAL,   /* request; mcp */
  OA_NOTICE_EVENT,          /* type; raw */
} OaNoticeKind;

typedef struct
{
  OaNoticeKind kind;
  gchar *id;
  gint64 running_time; /* ns, -1 = not known; filled in by the session */
  union
  {
    gchar *model;
    struct
    {
      guint attempt;
      gint64 delay_ms;
      gchar *cause;
      gchar *error_class;
    } reconnecting;
    gboolean restored; /* the model knows what was said */
    struct
    {
      OaRole role;
      gchar *text;
      gboolean final;
      gint64 audio_ms;            /* -1 = not told */
      OaTranscriptDetail *detail; /* or NULL */
    } transcript;
    gint64 audio_ms; /* position in the input */
    struct
    {
      gchar *status;
      gchar *reason;
      OaServiceError *error;
      gboolean has_usage;
      OaUsage usage;
      /* ns, -1 = not known; filled in by the session. */
      gint64 first_delta_latency;
      gint64 first_frame_latency;
      gint64 first_sound_latency;
    } response;
    gint64 heard_ms;
    struct
    {
      gint64 heard_ms;
      gint64 dropped_ms;
    } interrupted;
    gint64 held_ms;
    gchar *limit;
    gchar *digit;
    OaServiceError *error;
    GArray *rate_limits; /* of OaRateLimit, or NULL */
    struct
    {
      gchar *name;
      gchar *arguments;
    } call;
    struct
    {
      OaItemInfo *item;
      gchar *status; /* NULL for an approval */
    } mcp;
    GBytes *raw;
  };
} OaNotice;

/* A copy of @content, but for what the session fills in. */
OaNotice *oa_notice_new (const OaNotice *content);
void oa_notice_free (OaNotice *notice);

/* Each text of its own, but for those within `error`, `item`, `rate_limits` and
 * `detail`; *@text may be NULL. */
void oa_notice_foreach_text (OaNotice *notice,
    void (*func) (gchar **text, gpointer data), gpointer data);
/* NULL when it has none. */
OaServiceError *oa_notice_get_error (const OaNotice *notice);
OaItemInfo *oa_notice_get_item (const OaNotice *notice);

const gchar *oa_notice_kind_get_nick (OaNoticeKind kind);

G_END_DECLS

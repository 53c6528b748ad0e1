/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* notice.h - something that happened and that users are told.
 *
 * One notice becomes one signal, one bus message and one log line; which ones
 * is the element's business. Plain data that owns its strings. */

#pragma once

#include "../protocol/event.h"

G_BEGIN_DECLS

typedef enum
{
  OA_NOTICE_CONNECTED,          /* id: session, text: model */
  OA_NOTICE_RECONNECTING,       /* count: try, ms: until it, text: cause,
                                 * detail: its class */
  OA_NOTICE_RECONNECTED,        /* id: session, final: the model knows what was
                                 * said */
  OA_NOTICE_RENEWED,            /* the same */
  OA_NOTICE_TRANSCRIPT,         /* role, id: item, text, final, transcript */
  OA_NOTICE_SPEECH_STARTED,     /* id: item, ms: audio position */
  OA_NOTICE_SPEECH_STOPPED,     /* id: item, ms: audio position */
  OA_NOTICE_RESPONSE_DONE,      /* id: response, text: status, detail: reason,
                                 * usage, error */
  OA_NOTICE_PLAYBACK_DONE,      /* id: item, ms: heard */
  OA_NOTICE_INTERRUPTED,        /* id: item, ms: heard, dropped_ms */
  OA_NOTICE_RESUMED,            /* ms: held */
  OA_NOTICE_LIMIT,              /* text: which */
  OA_NOTICE_KEY,                /* asked of the application by signal only */
  OA_NOTICE_IDLE_TIMEOUT,       /* id: item, ms: audio position */
  OA_NOTICE_DTMF,               /* text: digit */
  OA_NOTICE_ERROR,              /* error: the service refused one thing */
  OA_NOTICE_RATE_LIMITS,        /* rate_limits */
  OA_NOTICE_FUNCTION_CALL,      /* id: call, text: name, detail: arguments */
  OA_NOTICE_MCP_TOOLS,          /* item, text: status */
  OA_NOTICE_MCP_CALL,           /* item, text: status */
  OA_NOTICE_MCP_APPROVAL,       /* id: of the request, item */
  OA_NOTICE_EVENT,              /* id: type, raw */
} OaNoticeKind;

typedef struct
{
  OaNoticeKind kind;
  gchar *id;
  gchar *text;
  gchar *detail;
  OaRole role;
  gboolean final;
  gint64 ms;
  gint64 dropped_ms;
  guint count;
  gint64 running_time;        /* ns, -1 = not known; filled in by the session */
  OaServiceError *error;
  OaItemInfo *item;
  gboolean has_usage;
  OaUsage usage;
  GArray *rate_limits;
  GBytes *raw;
  OaTranscriptDetail *transcript;       /* or NULL */
  /* RESPONSE_DONE, ns, -1 = not known; filled in by the session. */
  gint64 first_delta_latency;
  gint64 first_frame_latency;
  gint64 first_sound_latency;
} OaNotice;

OaNotice    *oa_notice_new  (OaNoticeKind kind, const gchar * id);
void         oa_notice_free (OaNotice * notice);
const gchar *oa_notice_kind_get_nick (OaNoticeKind kind);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* notice.c - making, freeing and naming notices. */

#include "notice.h"

static OaNotice *
new_notice (OaNoticeKind kind, const gchar *id)
{
  OaNotice *notice = g_new0 (OaNotice, 1);

  notice->kind = kind;
  notice->id = g_strdup (id);
  notice->running_time = -1;
  return notice;
}

OaNotice *
oa_notice_new_connected (const gchar *session_id, const gchar *model)
{
  OaNotice *notice = new_notice (OA_NOTICE_CONNECTED, session_id);

  notice->model = g_strdup (model);
  return notice;
}

OaNotice *
oa_notice_new_reconnecting (guint attempt, gint64 delay_ms, const gchar *cause,
    const gchar *error_class)
{
  OaNotice *notice = new_notice (OA_NOTICE_RECONNECTING, NULL);

  notice->reconnecting.attempt = attempt;
  notice->reconnecting.delay_ms = delay_ms;
  notice->reconnecting.cause = g_strdup (cause);
  notice->reconnecting.error_class = g_strdup (error_class);
  return notice;
}

OaNotice *
oa_notice_new_reconnected (const gchar *session_id, gboolean renewed,
    gboolean restored)
{
  OaNotice *notice = new_notice (renewed ? OA_NOTICE_RENEWED
      : OA_NOTICE_RECONNECTED, session_id);

  notice->restored = restored;
  return notice;
}

OaNotice *
oa_notice_new_transcript (OaRole role, const gchar *item_id, const gchar *text,
    gboolean final, gint64 audio_ms, OaTranscriptDetail *detail)
{
  OaNotice *notice = new_notice (OA_NOTICE_TRANSCRIPT, item_id);

  notice->transcript.role = role;
  notice->transcript.text = g_strdup (text);
  notice->transcript.final = final;
  notice->transcript.audio_ms = audio_ms;
  if (detail != NULL)
    notice->transcript.detail = oa_transcript_detail_ref (detail);
  return notice;
}

OaNotice *
oa_notice_new_speech (OaNoticeKind kind, const gchar *item_id, gint64 audio_ms)
{
  OaNotice *notice = new_notice (kind, item_id);

  notice->audio_ms = audio_ms;
  return notice;
}

OaNotice *
oa_notice_new_response_done (const OaResponseInfo *response)
{
  OaNotice *notice = new_notice (OA_NOTICE_RESPONSE_DONE, response->id);

  notice->response.status = g_strdup (response->status);
  notice->response.reason = g_strdup (response->reason);
  notice->response.error = oa_service_error_copy (response->error);
  notice->response.has_usage = response->has_usage;
  notice->response.usage = response->usage;
  notice->response.first_delta_latency = -1;
  notice->response.first_frame_latency = -1;
  notice->response.first_sound_latency = -1;
  return notice;
}

OaNotice *
oa_notice_new_playback_done (const gchar *item_id, gint64 heard_ms)
{
  OaNotice *notice = new_notice (OA_NOTICE_PLAYBACK_DONE, item_id);

  notice->heard_ms = heard_ms;
  return notice;
}

OaNotice *
oa_notice_new_interrupted (const gchar *item_id, gint64 heard_ms,
    gint64 dropped_ms)
{
  OaNotice *notice = new_notice (OA_NOTICE_INTERRUPTED, item_id);

  notice->interrupted.heard_ms = heard_ms;
  notice->interrupted.dropped_ms = dropped_ms;
  return notice;
}

OaNotice *
oa_notice_new_resumed (gint64 held_ms)
{
  OaNotice *notice = new_notice (OA_NOTICE_RESUMED, NULL);

  notice->held_ms = held_ms;
  return notice;
}

OaNotice *
oa_notice_new_limit (const gchar *limit)
{
  OaNotice *notice = new_notice (OA_NOTICE_LIMIT, NULL);

  notice->limit = g_strdup (limit);
  return notice;
}

OaNotice *
oa_notice_new_dtmf (const gchar *digit)
{
  OaNotice *notice = new_notice (OA_NOTICE_DTMF, NULL);

  notice->digit = g_strdup (digit);
  return notice;
}

OaNotice *
oa_notice_new_error (const OaServiceError *error)
{
  OaNotice *notice = new_notice (OA_NOTICE_ERROR, NULL);

  notice->error = oa_service_error_copy (error);
  return notice;
}

OaNotice *
oa_notice_new_rate_limits (GArray *rate_limits)
{
  OaNotice *notice = new_notice (OA_NOTICE_RATE_LIMITS, NULL);

  if (rate_limits != NULL)
    notice->rate_limits = g_array_ref (rate_limits);
  return notice;
}

OaNotice *
oa_notice_new_function_call (const gchar *call_id, const gchar *name,
    const gchar *arguments)
{
  OaNotice *notice = new_notice (OA_NOTICE_FUNCTION_CALL, call_id);

  notice->call.name = g_strdup (name);
  notice->call.arguments = g_strdup (arguments);
  return notice;
}

OaNotice *
oa_notice_new_mcp (OaNoticeKind kind, const OaItemInfo *item,
    const gchar *status)
{
  OaNotice *notice = new_notice (kind, item->id);

  notice->mcp.item = oa_item_info_copy (item);
  notice->mcp.status = g_strdup (status);
  return notice;
}

OaNotice *
oa_notice_new_event (const gchar *type, GBytes *raw)
{
  OaNotice *notice = new_notice (OA_NOTICE_EVENT, type);

  notice->raw = g_bytes_ref (raw);
  return notice;
}

void
oa_notice_foreach_text (OaNotice *notice,
    void (*func) (gchar **text, gpointer data), gpointer data)
{
  func (&notice->id, data);
  switch (notice->kind) {
    case OA_NOTICE_CONNECTED:
      func (&notice->model, data);
      break;
    case OA_NOTICE_RECONNECTING:
      func (&notice->reconnecting.cause, data);
      func (&notice->reconnecting.error_class, data);
      break;
    case OA_NOTICE_TRANSCRIPT:
      func (&notice->transcript.text, data);
      break;
    case OA_NOTICE_RESPONSE_DONE:
      func (&notice->response.status, data);
      func (&notice->response.reason, data);
      break;
    case OA_NOTICE_LIMIT:
      func (&notice->limit, data);
      break;
    case OA_NOTICE_DTMF:
      func (&notice->digit, data);
      break;
    case OA_NOTICE_FUNCTION_CALL:
      func (&notice->call.name, data);
      func (&notice->call.arguments, data);
      break;
    case OA_NOTICE_MCP_TOOLS:
    case OA_NOTICE_MCP_CALL:
    case OA_NOTICE_MCP_APPROVAL:
      func (&notice->mcp.status, data);
      break;
    default:
      break;
  }
}

OaServiceError *
oa_notice_get_error (const OaNotice *notice)
{
  return notice->kind == OA_NOTICE_ERROR ? notice->error
      : notice->kind == OA_NOTICE_RESPONSE_DONE ? notice->response.error : NULL;
}

OaItemInfo *
oa_notice_get_item (const OaNotice *notice)
{
  return notice->kind == OA_NOTICE_MCP_TOOLS
      || notice->kind == OA_NOTICE_MCP_CALL
      || notice->kind == OA_NOTICE_MCP_APPROVAL ? notice->mcp.item : NULL;
}

static void
free_text (gchar **text, gpointer data)
{
  g_free (*text);
}

void
oa_notice_free (OaNotice *notice)
{
  if (notice == NULL)
    return;
  oa_notice_foreach_text (notice, free_text, NULL);
  oa_service_error_free (oa_notice_get_error (notice));
  oa_item_info_free (oa_notice_get_item (notice));
  if (notice->kind == OA_NOTICE_TRANSCRIPT)
    g_clear_pointer (&notice->transcript.detail, oa_transcript_detail_unref);
  else if (notice->kind == OA_NOTICE_RATE_LIMITS)
    g_clear_pointer (&notice->rate_limits, g_array_unref);
  else if (notice->kind == OA_NOTICE_EVENT)
    g_bytes_unref (notice->raw);
  g_free (notice);
}

const gchar *
oa_notice_kind_get_nick (OaNoticeKind kind)
{
  static const gchar *const nicks[] = {
    "connected", "reconnecting", "reconnected", "renewed", "transcript",
    "speech-started", "speech-stopped",
    "response-done", "playback-done", "interrupted", "resumed", "limit",
    "idle-timeout", "dtmf", "error",
    "rate-limits", "function-call", "mcp-tools", "mcp-call",
    "mcp-approval-request", "event",
  };

  return nicks[kind];
}

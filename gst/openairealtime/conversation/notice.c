/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* notice.c - copying, freeing and naming notices. */

#include "notice.h"

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
  return notice->kind == OA_NOTICE_ERROR        ? notice->error
      : notice->kind == OA_NOTICE_RESPONSE_DONE ? notice->response.error
                                                : NULL;
}

OaItemInfo *
oa_notice_get_item (const OaNotice *notice)
{
  return notice->kind == OA_NOTICE_MCP_TOOLS
          || notice->kind == OA_NOTICE_MCP_CALL
          || notice->kind == OA_NOTICE_MCP_APPROVAL
      ? notice->mcp.item
      : NULL;
}

static void
dup_text (gchar **text, gpointer data)
{
  *text = g_strdup (*text);
}

OaNotice *
oa_notice_new (const OaNotice *content)
{
  OaNotice *notice = g_memdup2 (content, sizeof (*content));

  notice->running_time = -1;
  oa_notice_foreach_text (notice, dup_text, NULL);
  switch (notice->kind) {
    case OA_NOTICE_TRANSCRIPT:
      if (notice->transcript.detail != NULL)
        oa_transcript_detail_ref (notice->transcript.detail);
      break;
    case OA_NOTICE_RESPONSE_DONE:
      notice->response.error = oa_service_error_copy (notice->response.error);
      notice->response.first_delta_latency = -1;
      notice->response.first_frame_latency = -1;
      notice->response.first_sound_latency = -1;
      break;
    case OA_NOTICE_ERROR:
      notice->error = oa_service_error_copy (notice->error);
      break;
    case OA_NOTICE_RATE_LIMITS:
      if (notice->rate_limits != NULL)
        g_array_ref (notice->rate_limits);
      break;
    case OA_NOTICE_MCP_TOOLS:
    case OA_NOTICE_MCP_CALL:
    case OA_NOTICE_MCP_APPROVAL:
      notice->mcp.item = oa_item_info_copy (notice->mcp.item);
      break;
    case OA_NOTICE_EVENT:
      g_bytes_ref (notice->raw);
      break;
    default:
      break;
  }
  return notice;
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
  static const gchar *const nicks[] = { "connected", "reconnecting",
    "reconnected", "renewed", "transcript", "speech-started", "speech-stopped",
    "response-done", "playback-done", "interrupted", "resumed", "limit",
    "idle-timeout", "dtmf", "error", "rate-limits", "function-call",
    "mcp-tools", "mcp-call", "mcp-approval-request", "event" };

  return nicks[kind];
}

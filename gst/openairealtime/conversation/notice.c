/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* notice.c - making, freeing and naming notices. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "notice.h"

OaNotice *
oa_notice_new (OaNoticeKind kind, const gchar *id)
{
  OaNotice *notice = g_new0 (OaNotice, 1);

  notice->kind = kind;
  notice->id = g_strdup (id);
  notice->ms = -1;
  notice->running_time = -1;
  notice->first_delta_latency = -1;
  notice->first_frame_latency = -1;
  notice->first_sound_latency = -1;
  return notice;
}

void
oa_notice_free (OaNotice *notice)
{
  if (notice == NULL)
    return;
  g_free (notice->id);
  g_free (notice->text);
  g_free (notice->detail);
  oa_service_error_free (notice->error);
  oa_item_info_free (notice->item);
  g_clear_pointer (&notice->rate_limits, g_array_unref);
  g_clear_pointer (&notice->raw, g_bytes_unref);
  g_clear_pointer (&notice->transcript, oa_transcript_detail_unref);
  g_free (notice);
}

const gchar *
oa_notice_kind_get_nick (OaNoticeKind kind)
{
  static const gchar *const nicks[] = {
    "connected", "reconnecting", "reconnected", "renewed", "transcript",
    "speech-started", "speech-stopped",
    "response-done", "playback-done", "interrupted", "resumed", "limit", "key",
    "idle-timeout", "dtmf", "error",
    "rate-limits", "function-call", "mcp-tools", "mcp-call",
    "mcp-approval-request", "event",
  };

  return nicks[kind];
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* news.c - what users are told: copies of it. */

#include "news.h"

OaTwilioInfo *
oa_twilio_info_copy (const OaTwilioInfo *info)
{
  OaTwilioInfo *copy = g_new0 (OaTwilioInfo, 1);

  copy->call_sid = g_strdup (info->call_sid);
  copy->stream_sid = g_strdup (info->stream_sid);
  copy->account_sid = g_strdup (info->account_sid);
  copy->parameters = gst_structure_copy (info->parameters);
  return copy;
}

void
oa_twilio_info_free (OaTwilioInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->call_sid);
  g_free (info->stream_sid);
  g_free (info->account_sid);
  gst_structure_free (info->parameters);
  g_free (info);
}

OaTwilioNews *
oa_twilio_news_copy (const OaTwilioNews *news)
{
  OaTwilioNews *copy = g_new0 (OaTwilioNews, 1);

  copy->kind = news->kind;
  copy->text = g_strdup (news->text);
  copy->number = news->number;
  if (news->info != NULL)
    copy->info = oa_twilio_info_copy (news->info);
  return copy;
}

void
oa_twilio_news_free (OaTwilioNews *news)
{
  g_free (news->text);
  oa_twilio_info_free (news->info);
  g_free (news);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* news.h - what users are told of a call; from the I/O thread to whoever tells
 * them. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Who calls. */
typedef struct
{
  gchar *call_sid;
  gchar *stream_sid;
  gchar *account_sid;
  GstStructure *parameters; /* strings */
} OaTwilioInfo;

OaTwilioInfo *oa_twilio_info_copy (const OaTwilioInfo *info);
void oa_twilio_info_free (OaTwilioInfo *info);

typedef enum
{
  OA_TWILIO_NEWS_LISTENING, /* text: where; number: port */
  OA_TWILIO_NEWS_STARTED,   /* info */
  OA_TWILIO_NEWS_DTMF,      /* text: the key */
  OA_TWILIO_NEWS_MARK,      /* text: its name; number: it was played */
  OA_TWILIO_NEWS_ENDED,     /* text: the cause */
} OaTwilioNewsKind;

typedef struct
{
  OaTwilioNewsKind kind;
  gchar *text;
  guint number;
  OaTwilioInfo *info;
} OaTwilioNews;

OaTwilioNews *oa_twilio_news_copy (const OaTwilioNews *news);
void oa_twilio_news_free (OaTwilioNews *news);

G_END_DECLS

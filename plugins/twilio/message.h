/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* message.h - the messages of Media Streams: read what the phone company sends,
 * write what it takes. Pure; what comes is untrusted input.
 *
 * Numbers may be strings; names of members may have underscores, as imitators
 * write them. What is unknown is no error. */

#pragma once

#include "format.h"
#include "news.h"

G_BEGIN_DECLS

/* Of a message that comes, of an id, and of a mark's name. */
#define OA_TWILIO_MAX_MESSAGE (256 * 1024)
#define OA_TWILIO_MAX_ID 128
#define OA_TWILIO_MAX_MARK 128
/* Custom parameters: their names stay in memory for good. */
#define OA_TWILIO_MAX_PARAMETERS 40

typedef enum
{
  OA_TWILIO_OTHER, /* that nobody knows */
  OA_TWILIO_CONNECTED,
  OA_TWILIO_START,
  OA_TWILIO_MEDIA,
  OA_TWILIO_DTMF,
  OA_TWILIO_MARK,
  OA_TWILIO_STOP,
} OaTwilioMessageKind;

typedef struct
{
  OaTwilioMessageKind kind;
  gchar *stream_sid;       /* or NULL */
  const gchar *sid_member; /* what it is called there */
  OaTwilioInfo *info;      /* START */
  OaTwilioFormat format;   /* START */
  gboolean inbound;        /* MEDIA: what the caller says */
  gint64 timestamp;        /* MEDIA: ms since the stream began, or -1 */
  GBytes *audio;           /* MEDIA */
  gchar *text;             /* DTMF: the key; MARK: its name */
} OaTwilioMessage;

/* FALSE and a sentence: it cannot be read. Clear it in any case. */
gboolean oa_twilio_message_read (OaTwilioMessage *self, const gchar *text,
    gsize length, GError **error);
void oa_twilio_message_clear (OaTwilioMessage *self);

/* @member and @sid: as they were read. */
GBytes *oa_twilio_message_new_media (const gchar *member, const gchar *sid,
    GBytes *audio);
GBytes *oa_twilio_message_new_mark (const gchar *member, const gchar *sid,
    const gchar *name);
GBytes *oa_twilio_message_new_clear (const gchar *member, const gchar *sid);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messagescan.h - the two messages that come fifty times a second from each
 * call, media and marks, read without a tree. Pure; the text is untrusted
 * input. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Within the text, not NUL-terminated. */
typedef struct
{
  const gchar *text; /* NULL: it is not there */
  gsize length;
} OaTwilioSpan;

typedef struct
{
  OaTwilioSpan stream_sid;
  OaTwilioSpan track;
  OaTwilioSpan payload; /* of media, which have one */
  OaTwilioSpan mark;    /* its name; or this */
  gint64 timestamp;     /* -1: it is not there */
} OaTwilioPlain;

/* FALSE: it is another message, or not of the plainest JSON in Twilio's own
 * words: the tree tells what it is. */
gboolean oa_twilio_message_scan (OaTwilioPlain *self, const gchar *text,
    gsize length);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outbox.h - what waits to be sent to the phone company, in its order: `clear`
 * before anything new, a mark behind each piece of audio.
 *
 * Pure: the caller says what time it is, in us. */

#pragma once

#include "marks.h"

G_BEGIN_DECLS

typedef struct _OaTwilioOutbox OaTwilioOutbox;

typedef struct
{
  guint64 media; /* messages that were sent, and bytes of audio in them */
  guint64 bytes;
  guint64 marks;
  guint64 clears;
  guint64 dropped; /* bytes of audio that were not sent */
} OaTwilioSent;

/* Owns @marks. */
OaTwilioOutbox *oa_twilio_outbox_new (OaTwilioMarks *marks);
void oa_twilio_outbox_free (OaTwilioOutbox *self);

void oa_twilio_outbox_add_audio (OaTwilioOutbox *self, GBytes *audio,
    GstClockTime end, GstClockTime duration);
void oa_twilio_outbox_add_mark (OaTwilioOutbox *self, const gchar *name);
/* What waits is dropped, and what was sent will be there, if it was not heard
 * yet. Marks of the application's are given back to @names, not played. */
void oa_twilio_outbox_clear (OaTwilioOutbox *self, GPtrArray *names);

/* The next message, or NULL; @member and @sid: of the stream. */
GBytes *oa_twilio_outbox_next (OaTwilioOutbox *self, const gchar *member,
    const gchar *sid, gint64 now);

/* Bytes of audio that wait. */
gsize oa_twilio_outbox_get_bytes (const OaTwilioOutbox *self);
/* Nothing waits. */
gboolean oa_twilio_outbox_is_empty (const OaTwilioOutbox *self);
const OaTwilioSent *oa_twilio_outbox_get_sent (const OaTwilioOutbox *self);

G_END_DECLS

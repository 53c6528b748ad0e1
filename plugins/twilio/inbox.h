/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inbox.h - what has come of the caller, from the I/O thread to the source
 * pad's.
 *
 * Nobody waits for a pad that is slow: above its bound the oldest audio goes.
 * What comes before PLAYING is given out, for sinks that wait for a first
 * buffer; what comes while paused later is not kept: it has no place in running
 * time. */

#pragma once

#include "pacing/pacer.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OaTwilioInbox OaTwilioInbox;

/* A minute of L16. */
#define OA_TWILIO_INBOX_MAX (2 * 1024 * 1024)

typedef enum
{
  OA_TWILIO_ITEM_AUDIO,
  OA_TWILIO_ITEM_DTMF,
  OA_TWILIO_ITEM_END,
} OaTwilioItemKind;

typedef struct
{
  OaTwilioItemKind kind;
  GBytes *audio;
  gint64 timestamp;     /* ms, or -1 */
  GstClockTime arrived; /* running time, or NONE */
  gchar digit;
  gboolean lost; /* audio before it was dropped */
} OaTwilioItem;

OaTwilioInbox *oa_twilio_inbox_new (void);
void oa_twilio_inbox_free (OaTwilioInbox *self);
/* Empty, for another run. */
void oa_twilio_inbox_reset (OaTwilioInbox *self);

/* From the I/O thread. */
void oa_twilio_inbox_add_audio (OaTwilioInbox *self, GBytes *audio,
    gint64 timestamp, GstClockTime arrived);
void oa_twilio_inbox_add_dtmf (OaTwilioInbox *self, gchar digit);
/* Nothing more will come. */
void oa_twilio_inbox_end (OaTwilioInbox *self);

void oa_twilio_inbox_set_playing (OaTwilioInbox *self, gboolean playing);
/* What takes steps when there is something; NULL: nobody reads any more. */
void oa_twilio_inbox_set_reader (OaTwilioInbox *self, OaPacerMember *reader);

/* FALSE: there is nothing for now. The item is to be cleared. */
gboolean oa_twilio_inbox_take (OaTwilioInbox *self, OaTwilioItem *item);
void oa_twilio_item_clear (OaTwilioItem *item);

/* Bytes that were dropped. */
guint64 oa_twilio_inbox_get_dropped (OaTwilioInbox *self);

G_END_DECLS

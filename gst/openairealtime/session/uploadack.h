/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadack.h - how much of the user's audio has certainly arrived.
 *
 * Pings go out at a known interval, behind the audio that was sent before, and
 * are answered in order. So the answer to the n-th proves the arrival of what
 * was sent by the moment of the n-th, however late it comes. When pings are
 * sent late or answers left out, less is proved, never more. Times are
 * monotonic us, positions ms of the service's count. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OA_UPLOAD_ACK_MARKS 32

typedef struct
{
  gint64 at;
  gint64 sent_ms;
} OaUploadAckMark;

/* One per connection. */
typedef struct
{
  gint64 opened_at;
  gint64 interval; /* us; 0 = no pings, nothing is proved */
  gint64 pongs;
  gboolean doubtful; /* the peer answers more than was asked */
  gint64 arrived_at; /* what was sent by then has; 0 = never told */
  gint64 arrived_ms;
  guint n_marks;
  OaUploadAckMark marks[OA_UPLOAD_ACK_MARKS]; /* by time */
} OaUploadAck;

/* The connection is open; pings go out each @interval from now on. */
void oa_upload_ack_open (OaUploadAck *self, gint64 interval, gint64 now);

/* All before @sent_ms has been sent. */
void oa_upload_ack_sent (OaUploadAck *self, gint64 sent_ms, gint64 now);

/* What was sent by then has arrived: from the answers, or while the first one
 * may still come, the moment of the opening. 0 = the peer does not tell. */
gint64 oa_upload_ack_get_arrival (const OaUploadAck *self, gint64 now);

/* A ping was answered. Returns what has arrived, from 0 on. */
gint64 oa_upload_ack_pong (OaUploadAck *self, gint64 now);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadack.c - what a pong proves. */

#include "uploadack.h"

#include <string.h>

/* A timer of whole seconds may be early by a part of one. */
#define EARLY_US 500000
/* Marks are so far apart, and further when there are too many. */
#define MARK_US 250000

/* A peer that answered none of so many pings answers none. */
#define GRACE_PINGS 10

void
oa_upload_ack_open (OaUploadAck *self, gint64 interval, gint64 now)
{
  memset (self, 0, sizeof (*self));
  self->interval = interval;
  self->opened_at = now;
}

/* Every second one will do: what is between counts as not sent yet. */
static void
thin_out (OaUploadAck *self)
{
  guint i;

  for (i = 1; 2 * i < self->n_marks; i++)
    self->marks[i] = self->marks[2 * i];
  self->n_marks = i;
}

void
oa_upload_ack_sent (OaUploadAck *self, gint64 sent_ms, gint64 now)
{
  if (self->interval <= 0 || self->doubtful)
    return;
  if (self->n_marks > 0 && now < self->marks[self->n_marks - 1].at + MARK_US)
    return;
  if (self->n_marks == OA_UPLOAD_ACK_MARKS)
    thin_out (self);
  self->marks[self->n_marks++] = (OaUploadAckMark){ now, sent_ms };
}

/* The last mark at or before @time counts; it and those before it are done. */
static void
take_marks (OaUploadAck *self, gint64 time)
{
  guint n = 0;

  while (n < self->n_marks && self->marks[n].at <= time)
    n++;
  if (n == 0)
    return;
  self->arrived_ms = self->marks[n - 1].sent_ms;
  self->n_marks -= n;
  memmove (self->marks, self->marks + n, self->n_marks * sizeof (*self->marks));
}

gint64
oa_upload_ack_get_arrival (const OaUploadAck *self, gint64 now)
{
  if (self->interval <= 0 || self->doubtful || self->pongs > 0)
    return self->arrived_at;
  return now < self->opened_at + GRACE_PINGS * self->interval
      ? MAX (self->opened_at, 1)
      : 0;
}

gint64
oa_upload_ack_pong (OaUploadAck *self, gint64 now)
{
  gint64 asked;

  if (self->interval <= 0 || self->doubtful)
    return self->arrived_ms;
  self->pongs++;
  asked = self->opened_at + self->pongs * self->interval - EARLY_US;
  if (asked > now) {
    self->doubtful = TRUE;
    self->arrived_at = 0;
    return self->arrived_ms;
  }
  self->arrived_at = asked;
  take_marks (self, asked);
  return self->arrived_ms;
}

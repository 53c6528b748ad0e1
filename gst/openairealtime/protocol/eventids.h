/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventids.h - the same event told twice is one event.
 *
 * Of one connection. Memory and time do not depend on what came before. A
 * service that gives one id to different events gives ids that mean nothing:
 * from then on nothing of it is a repetition. */

#pragma once

#include "event.h"

G_BEGIN_DECLS

/* So many of the latest are remembered: more than a second of speech. */
#define OA_EVENT_IDS_MAX 64

/* Begins as zeroes. */
typedef struct
{
  guint64 ids[OA_EVENT_IDS_MAX]; /* hashes; 0 = none */
  guint64 contents[OA_EVENT_IDS_MAX];
  guint next;
  gboolean meaningless;
} OaEventIds;

/* TRUE when @event is one of the latest once more. */
gboolean oa_event_ids_is_repeated (OaEventIds *self, const OaEvent *event);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* part.h - what the session's parts have in common, and the few calls that each
 * may offer.
 *
 * A part has state of its own, calls no other part, and knows no clock: "now"
 * is an argument, in us of the monotonic clock. What it wants done it appends
 * to a list (actions.h). All calls come on the session's I/O thread. */

#pragma once

#include "protocol/event.h"
#include "session/actions.h"

G_BEGIN_DECLS

/* From poll: once what it wants is done there may be more to do at once. */
#define OA_SESSION_PART_AGAIN 0

typedef struct
{
  /* The service has said something; after the conversation has taken it. */
  void (*event) (gpointer part, const OaEvent *event, gint64 now,
      OaSessionActions *out);
  /* Does what is due; when to be asked again, -1 = not by time. */
  gint64 (*poll) (gpointer part, gint64 now, OaSessionActions *out);
  /* The service that knew this conversation is gone. */
  void (*link_lost) (gpointer part, gint64 now, OaSessionActions *out);
  /* Another connection takes over, and is told what it must know. */
  void (*link_up) (gpointer part, gint64 now, OaSessionActions *out);
} OaSessionPartClass;

typedef struct
{
  const OaSessionPartClass *class; /* any of its calls may be NULL */
  gpointer part;
} OaSessionPart;

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* updates.h - which session.update an answer belongs to.
 *
 * All kinds are answered alike, by session.updated, in the order in which they
 * were sent; a refusal names its event, or only a part of the session. Pure. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

typedef enum
{
  OA_UPDATE_NONE, /* nothing of ours waits for an answer */
  OA_UPDATE_SETTINGS,
  OA_UPDATE_PROBE, /* changes nothing */
  OA_UPDATE_OTHER, /* the application's own event */
} OaUpdateKind;

/* A queue of what is not answered yet. */
void oa_updates_push (GQueue *self, OaUpdateKind kind, const gchar *event_id);
/* session.updated came. */
OaUpdateKind oa_updates_answer (GQueue *self);
/* NONE: the error is about something else. */
OaUpdateKind oa_updates_refuse (GQueue *self, const OaServiceError *error);
void oa_updates_clear (GQueue *self);

G_END_DECLS

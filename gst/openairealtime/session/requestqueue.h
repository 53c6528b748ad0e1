/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* requestqueue.h - requests of the application that wait: for the session, for
 * settings that were set before them, for a commit that is behind audio.
 *
 * Pure; "now" is in us of the monotonic clock. */

#pragma once

#include "session/request.h"

G_BEGIN_DECLS

typedef struct
{
  GQueue requests;       /* of OaRequest */
  gint64 settings_until; /* they wait for settings; 0 = they do not */
} OaRequestQueue;

void oa_request_queue_clear (OaRequestQueue *self);
/* These take @request. */
void oa_request_queue_push (OaRequestQueue *self, OaRequest *request);
void oa_request_queue_push_first (OaRequestQueue *self, OaRequest *request);
gboolean oa_request_queue_is_empty (const OaRequestQueue *self);

/* Settings that were set before a request go before it: the answer it brings
 * would be the old agent's, and lock the old voice. Updates go one at a time,
 * so that some are still to be sent (@unsent); a service that answers none is
 * not waited for. */
gboolean oa_request_queue_awaits_settings (OaRequestQueue *self,
    gboolean unsent, gint64 now);
/* What is heard stops at once, whether a service is there or not (@ready).
 * Other requests wait until the session is up, and behind a commit that is
 * still waiting behind audio. */
gboolean oa_request_queue_holds (OaRequestQueue *self, const OaRequest *request,
    gboolean ready, gboolean unsent, gint64 now);

/* The next one up to a commit, which waits for the audio before it; or NULL.
 * (transfer full) */
OaRequest *oa_request_queue_take (OaRequestQueue *self);
/* The commit that is next, or NULL. (transfer full) */
OaRequest *oa_request_queue_take_commit (OaRequestQueue *self);

/* An interruption overtakes what waits: answers that were asked for before it
 * are not wanted any more. Words that wait are still said. */
void oa_request_queue_drop_answers (OaRequestQueue *self);
/* Their audio is forgotten. */
void oa_request_queue_drop_commits (OaRequestQueue *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* response.h - an answer from response.created to response.done: what the mind
 * thinks of becomes outputs, one after the other. */

#pragma once

#include "session.h"
#include "sessionconfig.h"

G_BEGIN_DECLS

typedef struct _OrsResponse OrsResponse;

/* Begins one. @request: the "response" member of the client's event, or NULL.
 * @problem may be NULL if @request is. */
gboolean ors_response_create (OrsSession *session, JsonObject *request,
    OrsProblem *problem);

/* @reason: "turn_detected" or "client_cancelled". The mind and the voice stop
 * at once. */
void ors_response_cancel (OrsResponse *self, const gchar *reason);

/* The one of this id; NULL as @id: the one of the conversation. */
OrsResponse *ors_response_find (OrsSession *session, const gchar *id);
/* An output of the one of the conversation; the client cannot refer to it
 * yet. */
gboolean ors_response_is_making (OrsSession *session, OrsItem *item);
/* What the moment forbids. */
void ors_response_get_moment (OrsSession *session, OrsSessionMoment *moment);

/* All that run go on as far as the outbox and the clock allow. */
void ors_response_continue_all (OrsSession *session);

/* One of the conversation begins: @playing_ms -1. It is done, but was not
 * cancelled: so long is its audio. */
void ors_response_watch (OrsSession *session,
    void (*changed) (OrsSession *session, gint64 playing_ms));

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* response.h - an answer from response.created to response.done. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Begins one. @request: the "response" member of the client's event, or NULL.
 * @problem may be NULL if @request is. */
gboolean ors_response_create (OrsSession *session, JsonObject *request,
    OrsProblem *problem);

OrsResponse *ors_response_ref (OrsResponse *self);
void ors_response_unref (OrsResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrsResponse, ors_response_unref)
const gchar *ors_response_get_id (OrsResponse *self);

/* One of its outputs; the client cannot refer to it yet. */
gboolean ors_response_has_item (OrsResponse *self, OrsItem *item);

/* All that run go on as far as the outbox and the clock allow. */
void ors_response_continue_all (OrsSession *session);

/* @reason: "turn_detected" or "client_cancelled". */
void ors_response_cancel (OrsResponse *self, const gchar *reason);

/* The session ends: nothing is sent any more. */
void ors_response_abandon_all (OrsSession *session);

G_END_DECLS

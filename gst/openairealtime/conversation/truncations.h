/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* truncations.h - what the service is told of an interruption: each item is
 * truncated to what was heard of it, or deleted.
 *
 * Pure; commands are appended to an array of OaAction. */

#pragma once

#include "action.h"
#include "items.h"
#include "responses.h"

G_BEGIN_DECLS

typedef struct _OaTruncations OaTruncations;

/* All are lent; ids of events are made of @last_id. */
OaTruncations *oa_truncations_new (OaItems *items, OaResponses *responses,
    guint64 *last_id);
void oa_truncations_free (OaTruncations *self);

/* @heard_ms of @received_ms were heard. What comes late of @response_id, which
 * may be NULL, is dropped from now on. */
void oa_truncations_add (OaTruncations *self, OaItem *item,
    const gchar *response_id, gint64 heard_ms, gint64 received_ms,
    GPtrArray *actions);
/* The items of the response that have no audio yet: of a spoken one nothing was
 * heard, a written one was reported as it came and stays whole. @plays: speech
 * comes here; else it is not known whether it was heard, and spoken ones stay.
 */
void oa_truncations_add_soundless (OaTruncations *self,
    const gchar *response_id, gboolean plays, GPtrArray *actions);

/* conversation.item.truncated, because of us or of another client. */
void oa_truncations_confirm (OaTruncations *self, const OaEvent *event);
/* TRUE: a truncation was rejected, which never disturbs the call: the item was
 * shorter there, or is gone. */
gboolean oa_truncations_ignore_rejected (OaTruncations *self,
    const OaServiceError *error, GPtrArray *actions);

/* The connection is lost: nothing is rejected any more. */
void oa_truncations_forget (OaTruncations *self);

G_END_DECLS

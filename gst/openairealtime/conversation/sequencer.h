/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequencer.h - which response is next: one at a time.
 *
 * A response is wanted by us, requested, or active; or one of the service's own
 * is expected after a turn that it detected. Only when none of these holds does
 * the next wanted one go out. Every wait has a deadline.
 *
 * Knows no items and no calls. Pure: time (monotonic microseconds) is an
 * argument; what is to be sent and told is appended to an array of OaAction. */

#pragma once

#include "action.h"
#include "responses.h"
#include "rules.h"

G_BEGIN_DECLS

typedef struct _OaSequencer OaSequencer;

/* All are lent. What is known of responses is kept in @responses, ids of events
 * are made of @last_id. */
OaSequencer *oa_sequencer_new (OaResponses *responses, guint64 *last_id,
    OaConversationRules *rules);
void oa_sequencer_free (OaSequencer *self);

/*** what is wanted ***/

/* @overrides: a `response`, or NULL (transfer none). */
void oa_sequencer_respond (OaSequencer *self, JsonObject *overrides,
    GPtrArray *actions);
void oa_sequencer_say (OaSequencer *self, const OaSay *say, GPtrArray *actions);
/* Outputs of functions have gone out, so that a filler comes too late.
 * @answer: a response to them is wanted, which another one may give as well;
 * the next poll asks for it. */
void oa_sequencer_outputs_sent (OaSequencer *self, gboolean answer);
void oa_sequencer_drop_requests (OaSequencer *self, gboolean protected_too);
void oa_sequencer_interrupt (OaSequencer *self, gboolean service_cancels,
    GPtrArray *actions);

/*** what the service does ***/

/* Every event, before anything is made of it. */
void oa_sequencer_note_event (OaSequencer *self, const OaEvent *event,
    gint64 now);
/* The user's turn was committed. */
void oa_sequencer_note_turn (OaSequencer *self);
/* The service answers it by itself. */
void oa_sequencer_expect (OaSequencer *self, gint64 now);
/* @outputs_taken: the service has all that were sent. Returns the serial of the
 * request that this answers, as it seems; 0 = of none. */
guint64 oa_sequencer_response_created (OaSequencer *self,
    const OaResponseInfo *response, gboolean outputs_taken, GPtrArray *actions);
void oa_sequencer_response_done (OaSequencer *self, const gchar *response_id,
    gint64 now, GPtrArray *actions);
/* TRUE: the error belongs to something of ours and needs no telling. */
gboolean oa_sequencer_absorb_error (OaSequencer *self,
    const OaServiceError *error, gint64 now);
/* TRUE: the request was refused; the next one goes out. */
gboolean oa_sequencer_refuse (OaSequencer *self, const OaServiceError *error,
    GPtrArray *actions);
/* An error that names nothing may be the answer to the request. */
void oa_sequencer_doubt (OaSequencer *self, gint64 now);

/*** time ***/

/* @tool_runs: a tool of the service takes its time, which has limits of its
 * own. */
void oa_sequencer_poll (OaSequencer *self, gboolean tool_runs, gint64 now,
    GPtrArray *actions);
gint64 oa_sequencer_get_deadline (const OaSequencer *self);
/* What is under way or wanted is forgotten. */
void oa_sequencer_time_out (OaSequencer *self, GPtrArray *actions);

/*** the connection ***/

/* What its loss did to the answer under way. */
typedef enum
{
  OA_LOST_RESPONSE_NONE,
  OA_LOST_RESPONSE_UNHEARD,    /* expected, asked for or begun; nothing came */
  OA_LOST_RESPONSE_UNFINISHED, /* something of it came */
} OaLostResponse;

/* It is offline from now on. */
OaLostResponse oa_sequencer_link_lost (OaSequencer *self, GPtrArray *actions);
/* It is online again. @ask: first for the answer that was lost. */
void oa_sequencer_resume (OaSequencer *self, gboolean ask, GPtrArray *actions);

/*** questions ***/

/* Something is active, requested, expected or wanted. */
gboolean oa_sequencer_is_busy (const OaSequencer *self);
/* The response under way; NULL = none. (transfer none) */
const gchar *oa_sequencer_get_active (const OaSequencer *self);
/* An answer that must not be interrupted is wanted, asked for or under way. */
gboolean oa_sequencer_is_protecting (const OaSequencer *self);
/* One that may be interrupted is asked for, or waits to be. */
gboolean oa_sequencer_awaits_response (const OaSequencer *self);
/* Of a response that never began, by a service that tells when they begin. */
gboolean oa_sequencer_is_stray (const OaSequencer *self,
    const gchar *response_id);

G_END_DECLS

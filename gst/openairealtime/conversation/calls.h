/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.h - the function calls of the model, each answered exactly once.
 *
 * The calls of one response are a batch. An output goes out when it is there
 * and the response is done, not before: until then the service does not know
 * the call. When the last output of a batch has gone out, one answer to them is
 * wanted; the caller asks the sequencer for it. A call without an output is
 * answered with an error at its timeout.
 *
 * Pure: time (monotonic microseconds) is an argument; what is to be sent and
 * told is appended to an array of OaAction. */

#pragma once

#include "protocol/event.h"
#include "callledger.h"
#include "functioncheck.h"
#include "responses.h"

G_BEGIN_DECLS

typedef struct _OaCalls OaCalls;

/* Plain values; the strings are copied. */
typedef struct
{
  gboolean validate; /* arguments against the schema */
  guint timeout_ms;  /* 0 = none */
  const gchar *timeout_output;
  gboolean take_late;  /* a late output goes to the model as a text */
  const gchar *filler; /* NULL or "" = none */
  guint filler_delay_ms;
  guint max_rounds; /* answers to outputs that are asked for by
                     * themselves, per turn; 0 = no limit */
} OaCallPolicy;

/* Where there is no limit, for what is left when the input has ended. */
#define OA_LAST_ROUNDS 16

/* @responses is lent, and knows of each event before it is handled here. */
OaCalls *oa_calls_new (const OaResponses *responses);
void oa_calls_free (OaCalls *self);

/* For calls from now on. */
void oa_calls_configure (OaCalls *self, const OaCallPolicy *policy);
/* Those that the model may call; to be changed there. */
OaFunctionCheck *oa_calls_get_functions (OaCalls *self);

/* Every server event, in order. Tells new calls, and answers those that cannot
 * be carried out. */
void oa_calls_handle (OaCalls *self, const OaEvent *event, gint64 now,
    GPtrArray *actions);

/* What a call gave; sent by the next oa_calls_send(). */
OaOutputResult oa_calls_set_output (OaCalls *self, const gchar *call_id,
    const gchar *output);

/* Sends what can be sent now. TRUE when an answer to it is wanted. */
gboolean oa_calls_send (OaCalls *self, gint64 now, GPtrArray *actions);

/* Words to be said while a batch waits, when they are due; at most once per
 * batch, and only while @silent: no side speaks or is about to.
 * (transfer none) (nullable) */
const gchar *oa_calls_take_filler (OaCalls *self, gboolean silent, gint64 now);

/* The session waits for open calls no more: they are answered with an error,
 * and no answer to them is wanted. */
void oa_calls_time_out (OaCalls *self);

/* A new session has taken the place of the one before and has been told its
 * calls: the responses of that one are over, and outputs that it has not
 * confirmed are sent again. */
void oa_calls_begin_session (OaCalls *self);
/* The call has no output that the service has confirmed, and is to get one. */
gboolean oa_calls_is_waiting (const OaCalls *self, const gchar *call_id);

/* A call has no output yet, or its output was not sent yet. */
gboolean oa_calls_is_open (const OaCalls *self);

/* The service has taken every output that was sent: an answer that it begins
 * from now on knows them all. */
gboolean oa_calls_all_taken (const OaCalls *self);

/* When oa_calls_send() or oa_calls_take_filler() may have something to do;
 * -1 = only after another call of these functions. */
gint64 oa_calls_get_deadline (const OaCalls *self);

G_END_DECLS

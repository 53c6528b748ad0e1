/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequencerparts.h - the request that went out last, and the response that is
 * in progress. For sequencer.c only. */

#pragma once

#include "action.h"
#include "responses.h"
#include "wanted.h"

G_BEGIN_DECLS

/*** the response.create that went out last, until the next one does ***/

/* Begins as zeroes. */
typedef struct
{
  OaWanted *wanted;
  gchar *id;        /* of the event; NULL = nothing was sent */
  guint64 serial;   /* grows with all that is sent */
  gint64 until;     /* 0 = not watched */
  gboolean started; /* its answer has begun, as it seems */
  gboolean revoked; /* interrupted before it began */
  gboolean doubted; /* there was an error that names nothing */
} OaResponseRequest;

/* Takes @wanted. */
void oa_response_request_send (OaResponseRequest *self, OaWanted *wanted,
    guint64 *last_id, GPtrArray *actions);
void oa_response_request_clear (OaResponseRequest *self);

/* It has neither begun nor failed. */
gboolean oa_response_request_is_out (const OaResponseRequest *self);
/* The same, and it is still wanted: one that is protected, or one that is
 * not. */
gboolean oa_response_request_awaits (const OaResponseRequest *self,
    gboolean is_protected);

/* An error that names nothing may be the answer to it. */
void oa_response_request_doubt (OaResponseRequest *self, gint64 now);
/* Gives it up in time; a doubtful one whether or not @times_out. */
void oa_response_request_poll (OaResponseRequest *self, gboolean times_out,
    gint64 now, GPtrArray *actions);

/*** the in-band response in progress, as long as there is one ***/

/* Begins as zeroes, but for `responses`, which is lent. */
typedef struct
{
  OaResponses *responses;
  gchar *id;              /* NULL = none is in progress */
  gboolean spoke;         /* something of it came */
  gboolean knows_outputs; /* of functions: all that was sent */
  gint64 until;           /* 0 = not watched */
} OaActiveResponse;

void oa_active_response_begin (OaActiveResponse *self, const gchar *id,
    gboolean knows_outputs);
void oa_active_response_end (OaActiveResponse *self);

/* FALSE when there is none. */
gboolean oa_active_response_is_cancelled (const OaActiveResponse *self);
void oa_active_response_cancel (OaActiveResponse *self, GPtrArray *actions);
/* It is cancelled, and over. */
void oa_active_response_drop (OaActiveResponse *self, GPtrArray *actions);

/* Every event. @timeout: how long nothing may come of it, in us; 0 = without a
 * limit. */
void oa_active_response_note_event (OaActiveResponse *self,
    const OaEvent *event, gint64 timeout, gint64 now);
/* Drops it in time. @tool_runs: a tool of the service has limits of its own. */
void oa_active_response_poll (OaActiveResponse *self, gint64 timeout,
    gboolean tool_runs, gint64 now, GPtrArray *actions);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callbatch.h - the calls of one response, how far each has come, and lists of
 * such batches.
 *
 * Plain data with questions; decides nothing. */

#pragma once

#include "callledger.h"

G_BEGIN_DECLS

typedef struct
{
  gchar *call_id;
  gchar *name;
  gchar *output;      /* NULL = open */
  gint64 deadline;    /* -1 = none */
  gboolean timed_out; /* the output is not the function's */
  gboolean sent;
  gboolean foreign; /* another client of the session answered it */
} OaCall;

typedef struct
{
  gchar *response_id; /* NULL = of a session before */
  GPtrArray *calls;   /* of OaCall */
  gboolean done;      /* the response is, so outputs may go out */
  gboolean quiet;     /* an answer to it is wanted no more */
  gint64 fill_at;     /* -1 = nothing to say, or said already */
} OaCallBatch;

OaCallBatch *oa_call_batch_new (const gchar *response_id, gboolean done);
void oa_call_batch_free (OaCallBatch *self);

OaCall *oa_call_batch_add (OaCallBatch *self, const gchar *call_id,
    const gchar *name);
/* A call is open. */
gboolean oa_call_batch_awaits_output (const OaCallBatch *self);
/* The client that sent outputs asks for the answer: we, if one was ours. */
gboolean oa_call_batch_wants_answer (const OaCallBatch *self);

/* Of lists of batches. NULL: there is none. */
OaCallBatch *oa_call_batches_find (const GQueue *self,
    const gchar *response_id);
OaCall *oa_call_batches_find_call (const GQueue *self, const gchar *call_id);
/* Calls in all of them. */
guint oa_call_batches_count (const GQueue *self);
/* Of the open calls and of the fillers; -1 = none. */
gint64 oa_call_batches_get_deadline (const GQueue *self);
/* A new session has not seen the outputs that the one before did not confirm:
 * those of the ledger are to be sent again. */
void oa_call_batches_unsend (GQueue *self, OaCallLedger *ledger);

G_END_DECLS

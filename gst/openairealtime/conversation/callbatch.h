/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callbatch.h - the calls of one response, and how far each has come.
 *
 * Plain data with questions; decides nothing. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *call_id;
  gchar *name;
  gchar *output;                /* NULL = open */
  gint64 deadline;              /* -1 = none */
  gboolean timed_out;           /* the output is not the function's */
  gboolean sent;
  gboolean foreign;             /* another client of the session answered it */
} OaCall;

typedef struct
{
  gchar *response_id;           /* NULL = of a session before */
  GPtrArray *calls;             /* of OaCall */
  gboolean done;                /* the response is, so outputs may go out */
  gboolean quiet;               /* an answer to it is wanted no more */
  gint64 fill_at;               /* -1 = nothing to say, or said already */
} OaCallBatch;

OaCallBatch *oa_call_batch_new  (const gchar * response_id, gboolean done);
void         oa_call_batch_free (OaCallBatch * self);

OaCall      *oa_call_batch_add  (OaCallBatch * self, const gchar * call_id,
    const gchar * name);
/* NULL when it is not of this batch. */
OaCall      *oa_call_batch_find (const OaCallBatch * self,
    const gchar * call_id);

/* A call is open. */
gboolean     oa_call_batch_awaits_output (const OaCallBatch * self);
/* The client that sent outputs asks for the answer: we, if one was ours. */
gboolean     oa_call_batch_wants_answer  (const OaCallBatch * self);
/* Of the open calls and of the filler; -1 = none. */
gint64       oa_call_batch_get_deadline  (const OaCallBatch * self);

G_END_DECLS

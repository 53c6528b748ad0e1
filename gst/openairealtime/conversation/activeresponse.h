/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* activeresponse.h - the in-band response in progress, as long as there is one.
 *
 * Begins as zeroes, but for `responses`, which is lent. */

#pragma once

#include "action.h"
#include "responses.h"

G_BEGIN_DECLS

typedef struct
{
  OaResponses *responses;
  gchar *id;                    /* NULL = none is in progress */
  gboolean spoke;               /* something of it came */
  gboolean knows_outputs;       /* of functions: all that was sent */
  gint64 until;                 /* 0 = not watched */
} OaActiveResponse;

void     oa_active_response_begin (OaActiveResponse * self, const gchar * id,
    gboolean knows_outputs);
void     oa_active_response_end   (OaActiveResponse * self);

/* FALSE when there is none. */
gboolean oa_active_response_is_cancelled (const OaActiveResponse * self);
void     oa_active_response_cancel (OaActiveResponse * self,
    GPtrArray * actions);
/* It is cancelled, and over. */
void     oa_active_response_drop  (OaActiveResponse * self,
    GPtrArray * actions);

/* Every event. @timeout: how long nothing may come of it, in us; 0 = without a
 * limit. */
void     oa_active_response_note_event (OaActiveResponse * self,
    const OaEvent * event, gint64 timeout, gint64 now);
/* Drops it in time. @tool_runs: a tool of the service has limits of its own. */
void     oa_active_response_poll  (OaActiveResponse * self, gint64 timeout,
    gboolean tool_runs, gint64 now, GPtrArray * actions);

G_END_DECLS

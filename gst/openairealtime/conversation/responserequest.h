/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* responserequest.h - the response.create that went out last.
 *
 * It is remembered until the next one goes out. Begins as zeroes. */

#pragma once

#include "action.h"
#include "wanted.h"

G_BEGIN_DECLS

typedef struct
{
  OaWanted *wanted;
  gchar *id;                    /* of the event; NULL = nothing was sent */
  guint64 serial;               /* what was sent before it has less */
  gint64 until;                 /* 0 = not watched */
  gboolean started;             /* its answer has begun, as it seems */
  gboolean revoked;             /* interrupted before it began */
  gboolean doubted;             /* there was an error that names nothing */
} OaResponseRequest;

/* Takes @wanted. */
void     oa_response_request_send  (OaResponseRequest * self,
    OaWanted * wanted, guint64 * last_id, GPtrArray * actions);
void     oa_response_request_clear (OaResponseRequest * self);

/* It has neither begun nor failed. */
gboolean oa_response_request_is_out (const OaResponseRequest * self);
/* The same, and it is still wanted: one that is protected, or one that is
 * not. */
gboolean oa_response_request_awaits (const OaResponseRequest * self,
    gboolean is_protected);

/* An error that names nothing may be the answer to it. */
void     oa_response_request_doubt (OaResponseRequest * self, gint64 now);
/* Gives it up in time; a doubtful one whether or not @times_out. */
void     oa_response_request_poll  (OaResponseRequest * self,
    gboolean times_out, gint64 now, GPtrArray * actions);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callledger.h - calls that are over, and outputs on their way to the service.
 *
 * Tells a second output from an unknown call, and what the service has. Both
 * lists are bounded: the oldest are forgotten. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What becomes of an output. */
typedef enum
{
  OA_OUTPUT_TAKEN,
  OA_OUTPUT_UNKNOWN,     /* no such call */
  OA_OUTPUT_DUPLICATE,   /* it has an output already */
  OA_OUTPUT_LATE,        /* it was answered at its timeout */
  OA_OUTPUT_OUT_OF_BAND, /* of a response outside of the conversation */
} OaOutputResult;

typedef struct
{
  gchar *call_id;
  gchar *name;
  OaOutputResult result; /* of a further output */
} OaClosedCall;

/* An output that was sent and that the service has not confirmed. */
typedef struct
{
  gchar *event_id;
  gchar *call_id;
  gchar *name;
  gchar *output;
} OaSentOutput;

typedef struct
{
  GQueue closed; /* of OaClosedCall, oldest first */
  GQueue sent;   /* of OaSentOutput, oldest first */
  gsize sent_bytes;
} OaCallLedger;

void oa_call_ledger_init (OaCallLedger *self);
void oa_call_ledger_clear (OaCallLedger *self);

void oa_call_ledger_close (OaCallLedger *self, const gchar *call_id,
    const gchar *name, OaOutputResult result);
/* NULL when it is open, unknown or forgotten. */
OaClosedCall *oa_call_ledger_find (const OaCallLedger *self,
    const gchar *call_id);

void oa_call_ledger_send (OaCallLedger *self, const gchar *event_id,
    const gchar *call_id, const gchar *name, const gchar *output);
/* The service has the output, or has refused it; by its call, or by the event
 * that carried it. Either may be NULL. */
void oa_call_ledger_confirm (OaCallLedger *self, const gchar *call_id,
    const gchar *event_id);
gboolean oa_call_ledger_is_sent (const OaCallLedger *self,
    const gchar *call_id);
/* The oldest, or NULL. (transfer full) */
OaSentOutput *oa_call_ledger_pop_sent (OaCallLedger *self);
void oa_sent_output_free (OaSentOutput *sent);

G_END_DECLS

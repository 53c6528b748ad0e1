/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* call.h - one call, from its first sign to its last record: its leg, its
 * media, its agent. Main thread. */

#pragma once

#include "calls/office.h"
#include "leg.h"

G_BEGIN_DECLS

typedef struct _OvsCall OvsCall;

/* What is known of a call before it begins; NULL = not known. */
typedef struct
{
  const gchar *id;        /* of ovs_call_make_id() */
  const gchar *direction; /* in, out */
  const gchar *agent;     /* NULL = the usual one */
  const gchar *from;
  const gchar *to;
  const gchar *external_id; /* the phone company's */
  JsonObject *parameters;   /* of whoever asked for it */
} OvsCallPlan;

/* It is over: to be freed, later. */
typedef void (*OvsCallOverFunc) (OvsCall *self, gpointer user_data);

gchar *ovs_call_make_id (void);

/* @leg: transfer full, also with an error. */
OvsCall *ovs_call_new (OvsOffice *office, OvsLeg *leg, const OvsCallPlan *plan,
    OvsCallOverFunc over, gpointer user_data, GError **error);
void ovs_call_free (OvsCall *self);

/* Ends it, once; the first cause counts. */
void ovs_call_end (OvsCall *self, const gchar *cause, const gchar *sentence);
/* The agent says goodbye, then it ends. */
void ovs_call_wind_up (OvsCall *self, const gchar *cause,
    const gchar *sentence);

const gchar *ovs_call_get_id (OvsCall *self);
const gchar *ovs_call_get_external_id (OvsCall *self);
OvsLeg *ovs_call_get_leg (OvsCall *self);
/* (transfer full) What the API tells of it. */
JsonObject *ovs_call_describe (OvsCall *self);
/* (transfer full) The same of its media and its session; NULL: it has none. */
JsonObject *ovs_call_describe_stream (OvsCall *self);
JsonObject *ovs_call_describe_session (OvsCall *self);

/* What the API asks for. */
gboolean ovs_call_let_say (OvsCall *self, const gchar *text, GError **error);
gboolean ovs_call_set_context (OvsCall *self, JsonObject *context,
    GError **error);
void ovs_call_transfer (OvsCall *self, const gchar *number, OvsDoneFunc done,
    gpointer done_data);
void ovs_call_send_dtmf (OvsCall *self, const gchar *digits, OvsDoneFunc done,
    gpointer done_data);

G_END_DECLS

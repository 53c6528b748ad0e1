/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calltypes.h - what a call is known by to those around it. */

#pragma once

#include "agents/agent.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _OvsCall OvsCall;

/* What is known of a call before it begins; NULL = not known. */
typedef struct
{
  const gchar *id;        /* of ovs_call_make_id() */
  const gchar *direction; /* in, out */
  const gchar *agent;     /* NULL = the usual one */
  OvsAgent *own_agent;    /* in its place, or NULL */
  const gchar *from;
  const gchar *to;
  const gchar *external_id; /* the phone company's */
  JsonObject *parameters;   /* of whoever asked for it */
} OvsCallPlan;

/* It is over: to be freed, later. */
typedef void (*OvsCallOverFunc) (OvsCall *self, gpointer user_data);

G_END_DECLS

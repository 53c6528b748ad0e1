/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callstate.h - what a call's agent knows: the parts of an OvsAgentRun, and
 * its context as templates see it. */

#pragma once

#include "agentprivate.h"
#include "agents/agenthost.h"
#include "agents/agentset.h"
#include "listener.h"

#include <gst/openairealtime/openairealtime.h>

G_BEGIN_DECLS

typedef struct _OvsCallState OvsCallState;

/* What is said last, and what is done when it was heard. */
typedef struct
{
  void (*func) (OvsCallState *self, gchar *number); /* takes number; or NULL */
  gchar *number;
  gchar *item_id; /* of the words that began last, or NULL */
  gchar *over_id; /* of those that were over last */
  guint timer;
} OvsLastWords;

/* Objects that templates see. */
typedef struct
{
  JsonObject *call;
  JsonObject *given; /* by a command, or from outside */
  JsonObject *facts;
} OvsKnown;

struct _OvsCallState
{
  gatomicrefcount ref_count; /* what is under way holds one */
  gboolean closed;
  OvsAgentSet *set;
  OvsAgent *agent;
  GstElement *element;
  OvsAgentHost host;
  gpointer user_data;
  OvsKnown known;
  OvsLastWords last_words;
  gchar *instructions; /* as the service has them */
  GstOpenaiRealtimeTools *tools;
  OvsListener *listener;
  GCancellable *cancellable;
  gboolean started; /* the caller hears */
  gboolean waits;   /* for a command that gives the context */
  guint working;    /* functions that run */
};

OvsCallState *ovs_call_state_new (void);
OvsCallState *ovs_call_state_ref (OvsCallState *self);
void ovs_call_state_unref (OvsCallState *self);
/* Lets go of everything; what is under way finds it closed. */
void ovs_call_state_close (OvsCallState *self);

/* A sentence for the log. */
void ovs_call_state_note (OvsCallState *self, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);

/* The context with all that is known, @arguments among it or NULL. (transfer
 * full) */
JsonObject *ovs_call_state_make_context (OvsCallState *self,
    JsonObject *arguments);
/* NULL for NULL. (transfer full) */
gchar *ovs_call_state_render (OvsCallState *self, OvsTemplate *template);

G_END_DECLS

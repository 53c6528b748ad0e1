/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentrun.h - what an agent does in one call: its session, greeting,
 * functions, guard rails, words for a human, limits, hand-over, goodbye.
 *
 * It touches no leg and no record: both are behind the host. All of it on the
 * thread of the main context that was the thread-default one when it was made;
 * nothing blocks. */

#pragma once

#include <gst/gst.h>
#include <json-glib/json-glib.h>

#include "agents/agenthost.h"
#include "agents/agentset.h"

G_BEGIN_DECLS

typedef struct _OvsAgentRun OvsAgentRun;

/* @element: an `openairealtime` element in state NULL, which is configured
 * here: instructions, voice, model, session, functions, farewell, max-idle. Of
 * its own it says nothing before ovs_agent_run_start(). @parameters: the call's
 * (call_id, from, to, leg, ...), "call" of the template; NULL = none.
 * @host: copied. */
OvsAgentRun *ovs_agent_run_new (OvsAgentSet *set, OvsAgent *agent,
    GstElement *element, JsonObject *parameters, const OvsAgentHost *host,
    gpointer user_data, GError **error);
/* What runs for it is cancelled. The element may live on. */
void ovs_agent_run_free (OvsAgentRun *self);

/* The caller hears: greet, once the session is up. */
void ovs_agent_run_start (OvsAgentRun *self);
/* Merged into the context; the instructions are made anew. FALSE: it would
 * become too large, or takes a name that is the program's. */
gboolean ovs_agent_run_set_context (OvsAgentRun *self, JsonObject *context,
    GError **error);
/* Lets the agent say @text. */
gboolean ovs_agent_run_say (OvsAgentRun *self, const gchar *text,
    GError **error);
/* Another agent of the set takes over; the conversation stays. */
gboolean ovs_agent_run_switch (OvsAgentRun *self, const gchar *name,
    GError **error);
/* A limit or the end of the program: goodbye, then host->hang_up. */
void ovs_agent_run_say_goodbye (OvsAgentRun *self);
/* The service is down, or was lost for good: host->play_file with the agent's
 * prompt file, then host->transfer or host->hang_up. */
void ovs_agent_run_service_failed (OvsAgentRun *self, const gchar *sentence);

/* Who speaks now. */
OvsAgent *ovs_agent_run_get_agent (OvsAgentRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsAgentRun, ovs_agent_run_free)

G_END_DECLS

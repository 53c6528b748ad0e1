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

#include "agents/agentset.h"
#include "records/types.h"

G_BEGIN_DECLS

typedef struct _OvsAgentRun OvsAgentRun;

/* error NULL = well. Called once, later or from inside. */
typedef void (*OvsDoneFunc) (const GError *error, gpointer done_data);

/* Each may be NULL. What a leg cannot do the model is told. After
 * ovs_agent_run_free() none is called, and a done that comes then does
 * nothing. */
typedef struct
{
  /* What the call's leg can do. Transfer: at once, what was to be said before
   * has been heard. Hang up: when what is being said and asked for has been
   * heard (the element's end-after-response). Play: an audio file; done when
   * it was heard. */
  void (*transfer) (const gchar *number, OvsDoneFunc done, gpointer done_data,
      gpointer user_data);
  void (*hang_up) (gpointer user_data);
  void (*send_dtmf) (const gchar *digits, OvsDoneFunc done, gpointer done_data,
      gpointer user_data);
  void (*send_sms) (const gchar *to, const gchar *text, OvsDoneFunc done,
      gpointer done_data, gpointer user_data);
  void (*play_file) (const gchar *path, OvsDoneFunc done, gpointer done_data,
      gpointer user_data);

  /* What records and logs want to know. */
  void (*tool_called) (const OvsToolRecord *tool, gpointer user_data);
  void (*fact) (const gchar *name, const gchar *value, gpointer user_data);
  /* take_message, schedule_callback: "kind" and what was asked for. */
  void (*message_taken) (JsonObject *message, gpointer user_data);
  void (*agent_changed) (const gchar *name, gpointer user_data);
  /* A sentence for the log: a guard rail, a limit, ... */
  void (*note) (const gchar *sentence, gpointer user_data);
} OvsAgentHost;

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
/* A limit or the end of the program: goodbye, then host->hang_up. */
void ovs_agent_run_say_goodbye (OvsAgentRun *self);
/* The service is down, or was lost for good: host->play_file with the agent's
 * prompt file, then host->transfer or host->hang_up. */
void ovs_agent_run_service_failed (OvsAgentRun *self, const gchar *sentence);

/* Who speaks now. */
OvsAgent *ovs_agent_run_get_agent (OvsAgentRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsAgentRun, ovs_agent_run_free)

G_END_DECLS

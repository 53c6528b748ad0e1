/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentrun.c - joins the parts of a call's agent. */

#include "agentrun.h"

#include "callagent.h"
#include "callspeech.h"
#include "callstate.h"
#include "calltransfer.h"
#include "context.h"
#include "httpcall.h"
#include "toolbuiltins.h"
#include "toolwork.h"

#include "protocol/json.h"

#include <gst/openairealtime/openairealtime.h>
#include <string.h>

#define MAX_WORKING 16
#define MAX_SAID 4096

struct _OvsAgentRun
{
  OvsCallState *state;
};

/*** functions ***/

/* One for all calls: it keeps the connections. */
static SoupSession *
get_http_session (void)
{
  static SoupSession *session = NULL;

  if (session == NULL)
    session = ovs_http_session_new ();
  return session;
}

static void run_tool (OvsCallState *self, const OvsTool *tool,
    GstOpenaiRealtimeToolCall *call);
static void ask_context (OvsCallState *self);

static gboolean
change_agent (OvsCallState *self, OvsAgent *agent, GError **error)
{
  if (agent == self->agent)
    return TRUE;
  if (!ovs_call_take_agent (self, agent, run_tool, error))
    return FALSE;
  if (self->host.agent_changed != NULL)
    self->host.agent_changed (ovs_agent_get_name (agent), self->user_data);
  ask_context (self);
  return TRUE;
}

static void
switch_agent (OvsCallState *self, OvsToolRun *run)
{
  const gchar *name = ovs_tool_run_get_text (run, "agent");
  OvsAgent *agent = name != NULL ? ovs_agent_set_find (self->set, name) : NULL;
  g_autoptr (GError) error = NULL;

  if (agent == NULL)
    ovs_tool_run_fail (run, "There is no such colleague.");
  else if (!change_agent (self, agent, &error))
    ovs_tool_run_fail (run, "%s", error->message);
  else
    ovs_tool_run_succeed (run, "now_speaking", name);
}

static void
run_tool (OvsCallState *self, const OvsTool *tool,
    GstOpenaiRealtimeToolCall *call)
{
  OvsToolRun *run = ovs_tool_run_new (self, tool, call);

  if (self->working > MAX_WORKING)
    ovs_tool_run_fail (run, "Too many functions run at the same time.");
  else if (tool->kind == OVS_TOOL_COMMAND)
    ovs_tool_run_command (run);
  else if (tool->kind == OVS_TOOL_HTTP)
    ovs_tool_run_http (run, get_http_session ());
  else if (tool->kind == OVS_TOOL_SWITCH_AGENT)
    switch_agent (self, run);
  else
    ovs_tool_run_builtin (run);
}

/*** what the element tells ***/

static void
on_told (OvsTold what, const gchar *text, guint index, gpointer data)
{
  OvsCallState *self = data;

  switch (what) {
    case OVS_TOLD_USER:
      ovs_call_check_words (self, text);
      break;
    case OVS_TOLD_ITEM_BEGUN:
      ovs_call_words_begun (self, text);
      break;
    case OVS_TOLD_ITEM_OVER:
      ovs_call_words_over (self, text);
      break;
    case OVS_TOLD_GUARDED:
      ovs_call_state_note (self,
          "An answer was stopped and replaced: guard_rails[%u] of the agent "
          "%s.",
          index, ovs_agent_get_name (self->agent));
      break;
  }
}

/*** the context and the greeting ***/

static void
greet (OvsCallState *self)
{
  g_autofree gchar *words = ovs_call_state_render (self, self->agent->greeting);
  JsonObject *greeting = ovs_agent_get_part (self->agent, "greeting");
  gboolean is_protected = oa_json_get_boolean (greeting, "protected", FALSE);

  if (words != NULL
      && !ovs_call_say (self,
          is_protected ? OVS_SAY_GREETING_PROTECTED : OVS_SAY_GREETING, words))
    ovs_call_state_note (self, "The greeting cannot be said: no session.");
}

static void
on_context (OvsCallState *self, JsonObject *context, const gchar *sentence)
{
  gboolean greets = self->waits && self->started;
  g_autoptr (GError) error = NULL;

  if (context == NULL
      || !ovs_context_merge (&self->known.given, context, &error))
    ovs_call_state_note (self, "The command for the context is no use: %s",
        error != NULL ? error->message : sentence);
  else
    ovs_call_update_texts (self);
  self->waits = FALSE;
  if (greets)
    greet (self);
}

static void
ask_context (OvsCallState *self)
{
  JsonObject *command = ovs_agent_get_part (self->agent, "context_command");

  if (command == NULL)
    return;
  /* A greeting that waits for the agent before waits on. */
  self->waits |= !self->started;
  ovs_call_ask_context (self, command, on_context);
}

/*** the interface ***/

static OvsCallState *
make_state (OvsAgentSet *set, GstElement *element, JsonObject *parameters,
    const OvsAgentHost *host, gpointer user_data)
{
  OvsCallState *state = ovs_call_state_new ();

  state->set = ovs_agent_set_ref (set);
  state->element = gst_object_ref (element);
  state->known.call = parameters != NULL ? oa_json_object_copy (parameters)
                                         : json_object_new ();
  state->host = *host;
  state->user_data = user_data;
  state->listener = ovs_listener_new (element, on_told, state);
  return state;
}

OvsAgentRun *
ovs_agent_run_new (OvsAgentSet *set, OvsAgent *agent, GstElement *element,
    JsonObject *parameters, const OvsAgentHost *host, gpointer user_data,
    GError **error)
{
  OvsAgentRun *self = g_new0 (OvsAgentRun, 1);
  const gchar *model = oa_json_get_string (agent->json, "model");

  self->state = make_state (set, element, parameters, host, user_data);
  if (model != NULL)
    g_object_set (element, "model", model, NULL);
  if (!ovs_call_take_agent (self->state, agent, run_tool, error)) {
    ovs_agent_run_free (self);
    return NULL;
  }
  ask_context (self->state);
  return self;
}

void
ovs_agent_run_free (OvsAgentRun *self)
{
  ovs_call_state_close (self->state);
  ovs_call_state_unref (self->state);
  g_free (self);
}

void
ovs_agent_run_start (OvsAgentRun *self)
{
  if (self->state->started)
    return;
  self->state->started = TRUE;
  if (!self->state->waits)
    greet (self->state);
}

gboolean
ovs_agent_run_set_context (OvsAgentRun *self, JsonObject *context,
    GError **error)
{
  if (!ovs_context_merge (&self->state->known.given, context, error))
    return FALSE;
  ovs_call_update_texts (self->state);
  return TRUE;
}

gboolean
ovs_agent_run_say (OvsAgentRun *self, const gchar *text, GError **error)
{
  if (*text == '\0' || strlen (text) > MAX_SAID
      || !g_utf8_validate (text, -1, NULL)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "What is to be said must be 1 to 4096 bytes of UTF-8.");
    return FALSE;
  }
  if (ovs_call_say (self->state, OVS_SAY_WORDS, text))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
      "The call has no session that could say it.");
  return FALSE;
}

gboolean
ovs_agent_run_switch (OvsAgentRun *self, const gchar *name, GError **error)
{
  OvsAgent *agent = ovs_agent_set_find (self->state->set, name);

  if (agent != NULL)
    return change_agent (self->state, agent, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
      "There is no agent \"%s\". GET /api/agents lists those there are.", name);
  return FALSE;
}

void
ovs_agent_run_say_goodbye (OvsAgentRun *self)
{
  g_autofree gchar *words =
      ovs_call_state_render (self->state, self->state->agent->goodbye);

  if (words != NULL)
    ovs_call_say (self->state, OVS_SAY_GOODBYE, words);
  ovs_call_hang_up (self->state);
}

void
ovs_agent_run_service_failed (OvsAgentRun *self, const gchar *sentence)
{
  ovs_call_service_failed (self->state, sentence);
}

OvsAgent *
ovs_agent_run_get_agent (OvsAgentRun *self)
{
  return self->state->agent;
}

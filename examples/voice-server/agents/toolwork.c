/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolwork.c - what commands and endpoints are told, and what they answer. */

#include "toolwork.h"

#include "allowedhosts.h"
#include "command.h"
#include "httpcall.h"

#include "protocol/json.h"

#define MAX_URL 4096
#define MAX_CONTEXT (256 * 1024)

static void
on_done (const gchar *output, const GError *error, gpointer data)
{
  if (error != NULL)
    ovs_tool_run_fail (data, "%s", error->message);
  else
    ovs_tool_run_answer (data, output);
}

/*** what they are told ***/

/* All that is known, and the function: "tool", "arguments", "call", "facts",
 * "context". */
static gchar *
make_input (OvsCallState *state, const gchar *tool, JsonObject *arguments)
{
  g_autoptr (JsonObject) input = json_object_new ();

  oa_json_set_string (input, "tool", tool);
  if (arguments != NULL)
    json_object_set_object_member (input, "arguments",
        json_object_ref (arguments));
  json_object_set_object_member (input, "call",
      json_object_ref (state->known.call));
  json_object_set_object_member (input, "facts",
      json_object_ref (state->known.facts));
  json_object_set_object_member (input, "context",
      ovs_call_state_make_context (state, NULL));
  return oa_json_object_to_text (input);
}

/*** commands ***/

void
ovs_tool_run_command (OvsToolRun *run)
{
  const OvsTool *tool = ovs_tool_run_get_tool (run);
  OvsCallState *state = ovs_tool_run_get_state (run);
  g_autofree gchar *input =
      make_input (state, tool->name, ovs_tool_run_get_arguments (run));

  ovs_command_run (oa_json_get_object (tool->json, "command"),
      ovs_tool_run_get_folder (run), input, state->cancellable, on_done, run);
}

/*** endpoints ***/

/* By default what has a body has the arguments in it. */
static gchar *
make_body (OvsToolRun *run, JsonObject *http)
{
  const gchar *body = oa_json_get_string (http, "body");
  const gchar *method = oa_json_get_string (http, "method");

  if (body == NULL)
    body = g_str_equal (method, "GET") || g_str_equal (method, "DELETE")
        ? "none"
        : "arguments";
  if (g_str_equal (body, "arguments"))
    return oa_json_object_to_text (ovs_tool_run_get_arguments (run));
  if (g_str_equal (body, "all"))
    return make_input (ovs_tool_run_get_state (run),
        ovs_tool_run_get_tool (run)->name, ovs_tool_run_get_arguments (run));
  return NULL;
}

/* Looked at once more: what stands behind the host came from outside. */
static gchar *
make_url (OvsToolRun *run)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  g_autoptr (JsonObject) context =
      ovs_call_state_make_context (state, ovs_tool_run_get_arguments (run));
  g_auto (GStrv) hosts =
      ovs_agent_dup_texts (state->agent->json, "allowed_hosts");
  g_autofree gchar *url =
      ovs_template_render_uri (ovs_tool_run_get_tool (run)->url, context,
          MAX_URL);

  if (url == NULL
      || !ovs_allowed_hosts_check (url, (const gchar *const *) hosts, NULL))
    return NULL;
  return g_steal_pointer (&url);
}

void
ovs_tool_run_http (OvsToolRun *run, SoupSession *session)
{
  JsonObject *http =
      oa_json_get_object (ovs_tool_run_get_tool (run)->json, "http");
  OvsCallState *state = ovs_tool_run_get_state (run);
  g_autofree gchar *url = make_url (run);
  g_autofree gchar *body = make_body (run, http);

  if (url != NULL)
    ovs_http_call (session, http, url, body, state->cancellable, on_done, run);
  else
    ovs_tool_run_fail (run,
        "The arguments make no address: one is missing, too long, or \"..\".");
}

/*** the context ***/

typedef struct
{
  OvsCallState *state;
  OvsContextDone done;
} Question;

static void
on_context (const gchar *output, const GError *error, gpointer data)
{
  Question *question = data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (JsonObject) context = NULL;

  if (error == NULL)
    context =
        oa_json_parse_object (output, -1, MAX_CONTEXT, "Its output", &cause);
  if (!question->state->closed)
    question->done (question->state, context,
        error != NULL       ? error->message
            : cause != NULL ? cause->message
                            : NULL);
  ovs_call_state_unref (question->state);
  g_free (question);
}

void
ovs_call_ask_context (OvsCallState *self, JsonObject *command,
    OvsContextDone done)
{
  Question *question = g_new0 (Question, 1);
  g_autofree gchar *input = make_input (self, NULL, NULL);

  question->state = ovs_call_state_ref (self);
  question->done = done;
  ovs_command_run (command, self->agent->folder, input, self->cancellable,
      on_context, question);
}

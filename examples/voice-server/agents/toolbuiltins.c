/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolbuiltins.c - transfer, hang up, messages, keys, facts. */

#include "toolbuiltins.h"

#include "callagent.h"
#include "callspeech.h"
#include "calltransfer.h"
#include "facts.h"

#include "protocol/json.h"

/* The schema has let through only what the file names. */
static const gchar *
find_number (OvsToolRun *run)
{
  return oa_json_get_string (
      oa_json_get_object (ovs_tool_run_get_tool (run)->json, "numbers"),
      ovs_tool_run_get_text (run, "to") != NULL
          ? ovs_tool_run_get_text (run, "to")
          : "");
}

/* Of the leg, which may take its time. */
static void
on_leg_done (const GError *error, gpointer data)
{
  if (error != NULL)
    ovs_tool_run_fail (data, "%s", error->message);
  else
    ovs_tool_run_succeed (data, NULL, NULL);
}

static void
transfer (OvsToolRun *run)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  const gchar *number = find_number (run);

  if (number != NULL && ovs_call_transfer_after_words (state, number))
    ovs_tool_run_succeed (run, "next",
        "Say in one short sentence that you put the user through now.");
  else
    ovs_tool_run_fail (run, "This call cannot be put through.");
}

/* Before the answer: what the model says to it is the last that is heard. */
static void
hang_up (OvsToolRun *run)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  g_autofree gchar *goodbye =
      ovs_call_state_render (state, state->agent->goodbye);

  ovs_call_hang_up (state);
  ovs_tool_run_succeed (run, "say_goodbye", goodbye != NULL ? goodbye : "yes");
}

static void
send_sms (OvsToolRun *run)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  const gchar *number = ovs_tool_run_get_text (run, "to") != NULL
      ? find_number (run)
      : oa_json_get_string (state->known.call, "from");
  const gchar *text = ovs_tool_run_get_text (run, "text");

  if (state->host.send_sms == NULL)
    ovs_tool_run_fail (run, "This call can send no text messages.");
  else if (number == NULL || *number == '\0' || text == NULL)
    ovs_tool_run_fail (run, "There is no number to send it to, or no text.");
  else
    state->host.send_sms (number, text, on_leg_done, run, state->user_data);
}

static void
send_dtmf (OvsToolRun *run)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  const gchar *digits = ovs_tool_run_get_text (run, "digits");

  if (state->host.send_dtmf == NULL || digits == NULL)
    ovs_tool_run_fail (run, "This call can press no keys.");
  else
    state->host.send_dtmf (digits, on_leg_done, run, state->user_data);
}

/* The arguments as they are, and where they come from. */
static void
take_message (OvsToolRun *run, const gchar *kind)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  const gchar *from = oa_json_get_string (state->known.call, "from");
  JsonObject *message;

  if (state->host.message_taken == NULL) {
    ovs_tool_run_fail (run, "This call takes no messages.");
    return;
  }
  message = oa_json_object_copy (ovs_tool_run_get_arguments (run));
  json_object_set_string_member (message, "kind", kind);
  json_object_set_string_member (message, "agent",
      ovs_agent_get_name (state->agent));
  if (ovs_tool_run_get_text (run, "number") == NULL)
    oa_json_set_string (message, "number", from);
  state->host.message_taken (message, state->user_data);
  json_object_unref (message);
  ovs_tool_run_succeed (run, NULL, NULL);
}

/*** facts ***/

static void
keep_fact (OvsToolRun *run, JsonObject *rules, const gchar *name,
    const gchar *value)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  g_autofree gchar *missing = NULL;

  json_object_set_string_member (state->known.facts, name, value);
  if (state->host.fact != NULL)
    state->host.fact (name, value, state->user_data);
  ovs_call_update_texts (state);
  missing = ovs_facts_list_missing (rules, state->known.facts);
  ovs_tool_run_succeed (run, "still_missing", missing);
}

static void
note_fact (OvsToolRun *run)
{
  OvsCallState *state = ovs_tool_run_get_state (run);
  JsonObject *rules = ovs_agent_get_part (state->agent, "facts");
  const gchar *name = ovs_tool_run_get_text (run, "fact");
  JsonObject *rule = name != NULL ? oa_json_get_object (rules, name) : NULL;
  JsonNode *node =
      json_object_get_member (ovs_tool_run_get_arguments (run), "value");
  g_autoptr (GError) error = NULL;
  g_autofree gchar *value = NULL;

  if (rule != NULL && node != NULL)
    value = ovs_fact_check (name, rule, node, &error);
  if (value != NULL)
    keep_fact (run, rules, name, value);
  else
    ovs_tool_run_fail (run, "%s",
        error != NULL ? error->message : "There is no such fact here.");
}

void
ovs_tool_run_builtin (OvsToolRun *run)
{
  switch (ovs_tool_run_get_tool (run)->kind) {
    case OVS_TOOL_TRANSFER:
      transfer (run);
      break;
    case OVS_TOOL_HANG_UP:
      hang_up (run);
      break;
    case OVS_TOOL_SEND_SMS:
      send_sms (run);
      break;
    case OVS_TOOL_SCHEDULE_CALLBACK:
      take_message (run, "callback");
      break;
    case OVS_TOOL_TAKE_MESSAGE:
      take_message (run, "message");
      break;
    case OVS_TOOL_SEND_DTMF:
      send_dtmf (run);
      break;
    case OVS_TOOL_NOTE_FACT:
      note_fact (run);
      break;
    default:
      ovs_tool_run_fail (run, "There is no such function.");
  }
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callagent.c - what of an agent's file becomes properties of the element. */

#include "callagent.h"

#include "agentrules.h"
#include "callspeech.h"

#include "protocol/json.h"

#include <string.h>

/*** functions ***/

/* What a function of the registry is called with. */
typedef struct
{
  OvsCallState *state;
  OvsAgent *agent; /* keeps the tool */
  const OvsTool *tool;
  OvsToolFunc func;
} Binding;

static void
binding_free (gpointer data)
{
  Binding *binding = data;

  ovs_call_state_unref (binding->state);
  ovs_agent_unref (binding->agent);
  g_free (binding);
}

static gchar *
on_call (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Binding *binding = data;

  if (binding->state->closed)
    gst_openai_realtime_tool_call_answer_error (call, "The call is over.");
  else
    binding->func (binding->state, binding->tool, call);
  return NULL;
}

static gboolean
add_tool (GstOpenaiRealtimeTools *tools, OvsCallState *state, OvsAgent *agent,
    const OvsTool *tool, OvsToolFunc func, GError **error)
{
  Binding *binding = g_new0 (Binding, 1);

  binding->state = ovs_call_state_ref (state);
  binding->agent = ovs_agent_ref (agent);
  binding->tool = tool;
  binding->func = func;
  return gst_openai_realtime_tools_add (tools, tool->name, tool->description,
      tool->parameters, GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, on_call, binding,
      binding_free, error);
}

static GstOpenaiRealtimeTools *
make_tools (OvsCallState *self, OvsAgent *agent, OvsToolFunc func,
    GError **error)
{
  g_autoptr (GstOpenaiRealtimeTools) tools = gst_openai_realtime_tools_new ();

  for (guint i = 0; i < agent->tools->len; i++)
    if (!add_tool (tools, self, agent, g_ptr_array_index (agent->tools, i),
            func, error))
      return NULL;
  return g_steal_pointer (&tools);
}

/*** properties ***/

static void
set_text (GstStructure *fields, const gchar *property, const gchar *text)
{
  gst_structure_set (fields, property, G_TYPE_STRING, text, NULL);
}

/* Members are named as the element's properties. One that is not there goes
 * back to the property's default, which an agent before may have changed. */
static void
set_session_field (GstStructure *fields, JsonObject *session,
    const AppJsonRule *rule)
{
  g_autofree gchar *property = g_strdelimit (g_strdup (rule->name), "_", '-');
  const gchar *text = oa_json_get_string (session, rule->name);

  if (rule->kind == APP_JSON_INT)
    gst_structure_set (fields, property, G_TYPE_UINT,
        (guint) oa_json_get_int (session, rule->name, 0), NULL);
  else if (rule->kind == APP_JSON_NUMBER)
    gst_structure_set (fields, property, G_TYPE_DOUBLE,
        oa_json_get_double (session, rule->name, 0), NULL);
  else if (rule->kind == APP_JSON_BOOLEAN)
    gst_structure_set (fields, property, G_TYPE_BOOLEAN,
        oa_json_get_boolean (session, rule->name, FALSE), NULL);
  else
    set_text (fields, property, text != NULL && *text != '\0' ? text : NULL);
}

static void
set_session_fields (GstStructure *fields, JsonObject *session)
{
  JsonObject *config = oa_json_get_object (session, "config");
  g_autofree gchar *text = config != NULL ? oa_json_object_to_text (config)
                                          : NULL;

  for (const AppJsonRule *rule = ovs_agent_session_rules; rule->name != NULL;
       rule++)
    if (rule->kind != APP_JSON_ANY_OBJECT)
      set_session_field (fields, session, rule);
  set_text (fields, "session-config", text);
}

static void
set_limits (GstStructure *fields, JsonObject *limits, const gchar *goodbye)
{
  guint silence = oa_json_get_int (limits, "max_silence", 0);

  gst_structure_set (fields, "max-idle", G_TYPE_UINT, silence,
      "max-function-rounds", G_TYPE_UINT,
      (guint) oa_json_get_int (limits, "max_function_rounds", 0), NULL);
  set_text (fields, "farewell", silence > 0 ? goodbye : NULL);
}

static GstStructure *
make_fields (OvsCallState *self)
{
  GstStructure *fields = gst_structure_new_empty ("agent");
  const gchar *voice = oa_json_get_string (self->agent->json, "voice");
  g_autofree gchar *goodbye =
      ovs_call_state_render (self, self->agent->goodbye);

  set_text (fields, "instructions", self->instructions);
  if (voice != NULL)
    set_text (fields, "voice", voice);
  set_session_fields (fields, ovs_agent_get_part (self->agent, "session"));
  set_limits (fields, ovs_agent_get_part (self->agent, "limits"), goodbye);
  return fields;
}

/*** guard rails ***/

static void
set_rails (OvsCallState *self)
{
  GPtrArray *templates = self->agent->instead;
  g_auto (GStrv) instead = g_new0 (gchar *, templates->len + 1);

  for (guint i = 0; i < templates->len; i++) {
    g_autofree gchar *text =
        ovs_call_state_render (self, g_ptr_array_index (templates, i));

    instead[i] = ovs_instead_make_response (text);
  }
  ovs_listener_set_rails (self->listener, self->agent->guardrails,
      (const gchar *const *) instead);
}

/*** taking over ***/

static gboolean
hand_over (OvsCallState *self, GstOpenaiRealtimeTools *tools, GError **error)
{
  GstStructure *fields = make_fields (self);
  gboolean ok =
      gst_openai_realtime_tools_hand_over (tools, self->element, fields, error);

  gst_structure_free (fields);
  return ok;
}

gboolean
ovs_call_take_agent (OvsCallState *self, OvsAgent *agent, OvsToolFunc func,
    GError **error)
{
  GstOpenaiRealtimeTools *tools = make_tools (self, agent, func, error);
  OvsAgent *before = self->agent;

  if (tools == NULL)
    return FALSE;
  /* The service takes another speed between two answers only, and a function
   * is called in one: it would refuse all of a hand-over. */
  if (before == NULL)
    g_object_set (self->element, "speed",
        oa_json_get_double (agent->json, "speed", 1), NULL);
  self->agent = ovs_agent_ref (agent);
  g_clear_pointer (&before, ovs_agent_unref);
  g_free (self->instructions);
  self->instructions = ovs_call_state_render (self, agent->instructions);
  set_rails (self);
  g_clear_object (&self->tools);
  self->tools = tools;
  return hand_over (self, tools, error);
}

void
ovs_call_update_texts (OvsCallState *self)
{
  g_autofree gchar *text =
      ovs_call_state_render (self, self->agent->instructions);

  set_rails (self);
  if (g_strcmp0 (text, self->instructions) == 0)
    return;
  g_free (self->instructions);
  self->instructions = g_steal_pointer (&text);
  g_object_set (self->element, "instructions", self->instructions, NULL);
}

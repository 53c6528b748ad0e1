/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolrun.c - a call's answer, told to the model and to the host. */

#include "toolrun.h"

#include "protocol/json.h"

#include <gst/openairealtime/openairealtime.h>

struct _OvsToolRun
{
  OvsCallState *state;
  OvsAgent *agent;
  const OvsTool *tool;
  GstOpenaiRealtimeToolCall *call;
  gint64 started; /* g_get_real_time() */
  gint64 clock;   /* g_get_monotonic_time() */
};

OvsToolRun *
ovs_tool_run_new (OvsCallState *state, const OvsTool *tool,
    GstOpenaiRealtimeToolCall *call)
{
  OvsToolRun *self = g_new0 (OvsToolRun, 1);

  self->state = ovs_call_state_ref (state);
  self->agent = ovs_agent_ref (state->agent);
  self->tool = tool;
  self->call = g_object_ref (call);
  self->started = g_get_real_time ();
  self->clock = g_get_monotonic_time ();
  state->working++;
  if (state->host.tool_begun != NULL)
    state->host.tool_begun (gst_openai_realtime_tool_call_get_id (call),
        tool->name, gst_openai_realtime_tool_call_get_arguments (call),
        state->user_data);
  return self;
}

OvsCallState *
ovs_tool_run_get_state (OvsToolRun *self)
{
  return self->state;
}

const OvsTool *
ovs_tool_run_get_tool (OvsToolRun *self)
{
  return self->tool;
}

const gchar *
ovs_tool_run_get_folder (OvsToolRun *self)
{
  return self->agent->folder;
}

JsonObject *
ovs_tool_run_get_arguments (OvsToolRun *self)
{
  return gst_openai_realtime_tool_call_get_json (self->call);
}

const gchar *
ovs_tool_run_get_text (OvsToolRun *self, const gchar *name)
{
  const gchar *text =
      gst_openai_realtime_tool_call_get_string (self->call, name);

  return text != NULL && *text != '\0' ? text : NULL;
}

/*** answers ***/

static void
record (OvsToolRun *self, const gchar *result, const gchar *error)
{
  const OvsToolRecord tool = { .name = self->tool->name,
    .arguments = gst_openai_realtime_tool_call_get_arguments (self->call),
    .result = result,
    .error = error,
    .started = self->started,
    .duration_ms = (g_get_monotonic_time () - self->clock) / 1000 };

  if (self->state->host.tool_called != NULL)
    self->state->host.tool_called (gst_openai_realtime_tool_call_get_id (
                                       self->call),
        &tool, self->state->user_data);
}

static void
finish (OvsToolRun *self)
{
  self->state->working--;
  ovs_call_state_unref (self->state);
  ovs_agent_unref (self->agent);
  g_object_unref (self->call);
  g_free (self);
}

void
ovs_tool_run_answer (OvsToolRun *self, const gchar *output)
{
  record (self, output, NULL);
  /* An empty output reads as a failure. */
  gst_openai_realtime_tool_call_answer (self->call,
      *output != '\0' ? output : "{\"ok\":true}");
  finish (self);
}

void
ovs_tool_run_fail (OvsToolRun *self, const gchar *format, ...)
{
  g_autofree gchar *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  record (self, NULL, sentence);
  gst_openai_realtime_tool_call_answer_error (self->call, sentence);
  finish (self);
}

void
ovs_tool_run_succeed (OvsToolRun *self, const gchar *name, const gchar *value)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autofree gchar *text = NULL;

  json_object_set_boolean_member (answer, "ok", TRUE);
  if (value != NULL)
    json_object_set_string_member (answer, name, value);
  text = oa_json_object_to_text (answer);
  ovs_tool_run_answer (self, text);
}

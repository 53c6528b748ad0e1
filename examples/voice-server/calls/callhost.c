/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callhost.c - see callhost.h. */

#include "callhost.h"

#include "callactions.h"
#include "callend.h"
#include "callparts.h"
#include "callsettings.h"
#include "protocol/json.h"

static void
agent_transfer (const gchar *number, OvsDoneFunc done, gpointer done_data,
    gpointer user_data)
{
  ovs_call_transfer (user_data, number, done, done_data);
}

static void
agent_hang_up (gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_call_begin_end (self, "agent-hung-up", "The agent ended the call.");
  if (self->session.media != NULL)
    ovs_media_finish (self->session.media, FALSE);
}

static void
agent_send_dtmf (const gchar *digits, OvsDoneFunc done, gpointer done_data,
    gpointer user_data)
{
  ovs_call_send_dtmf (user_data, digits, done, done_data);
}

static void
agent_send_sms (const gchar *to, const gchar *text, OvsDoneFunc done,
    gpointer done_data, gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->leg->klass->send_sms != NULL)
    self->leg->klass->send_sms (self->leg, to, text, done, done_data);
  else
    ovs_call_refuse (done, done_data, "This kind of call sends no messages.");
}

static void
agent_play_file (const gchar *path, OvsDoneFunc done, gpointer done_data,
    gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->session.media != NULL)
    ovs_media_play (self->session.media, path, done, done_data);
  else
    ovs_call_refuse (done, done_data, "The call has no media.");
}

static void
agent_tool_begun (const gchar *tool_id, const gchar *name,
    const gchar *arguments, gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_call_recorder_begin_tool (self->recorder, tool_id, name, arguments);
}

static void
agent_tool_called (const gchar *tool_id, const OvsToolRecord *tool,
    gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_call_recorder_end_tool (self->recorder, tool_id, tool);
}

static void
agent_fact (const gchar *name, const gchar *value, gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_call_recorder_set_fact (self->recorder, name, value);
}

static void
agent_message_taken (JsonObject *message, gpointer user_data)
{
  g_autofree gchar *text = oa_json_object_to_text (message);
  const gchar *kind = oa_json_get_string (message, "kind");

  agent_fact (kind != NULL ? kind : "message", text, user_data);
}

static void
agent_changed (const gchar *name, gpointer user_data)
{
  agent_fact ("agent", name, user_data);
  ovs_call_tell_settings (user_data);
}

static void
agent_note (const gchar *sentence, gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_call_recorder_note (self->recorder, OVS_NOTE_INFO, "agent-note",
      sentence);
}

const OvsAgentHost ovs_call_agent_host = {
  .transfer = agent_transfer,
  .hang_up = agent_hang_up,
  .send_dtmf = agent_send_dtmf,
  .send_sms = agent_send_sms,
  .play_file = agent_play_file,
  .tool_begun = agent_tool_begun,
  .tool_called = agent_tool_called,
  .fact = agent_fact,
  .message_taken = agent_message_taken,
  .agent_changed = agent_changed,
  .note = agent_note,
};

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* kinds.c - see kinds.h. */

#include "kinds.h"

#include "protocol/json.h"

static void
set_role (JsonObject *data, const gchar *role, const gchar *item_id)
{
  oa_json_set_string (data, "role", role);
  oa_json_set_string (data, "item_id", item_id);
}

/* What is unknown is null: a reader need not ask for the member. */
static void
set_text (JsonObject *data, const gchar *name, const gchar *text)
{
  if (text != NULL)
    json_object_set_string_member (data, name, text);
  else
    json_object_set_null_member (data, name);
}

static void
set_cost (JsonObject *data, const gchar *name, gdouble cost)
{
  if (cost >= 0)
    json_object_set_double_member (data, name, cost);
  else
    json_object_set_null_member (data, name);
}

void
ovs_feed_add_speech (OvsFeed *self, const gchar *role, const gchar *item_id,
    gboolean speaking)
{
  JsonObject *data = json_object_new ();

  set_role (data, role, item_id);
  json_object_set_boolean_member (data, "speaking", speaking);
  ovs_feed_add (self, "speech", data);
}

void
ovs_feed_add_transcript (OvsFeed *self, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final)
{
  JsonObject *data = json_object_new ();

  set_role (data, role, item_id);
  set_text (data, "text", text);
  json_object_set_boolean_member (data, "final", final);
  ovs_feed_add (self, "transcript", data);
}

void
ovs_feed_add_interrupted (OvsFeed *self, const gchar *item_id, guint64 heard_ms,
    guint64 dropped_ms, const gchar *text)
{
  JsonObject *data = json_object_new ();

  oa_json_set_string (data, "item_id", item_id);
  json_object_set_int_member (data, "heard_ms", MIN (heard_ms, G_MAXINT32));
  json_object_set_int_member (data, "dropped_ms", MIN (dropped_ms, G_MAXINT32));
  json_object_set_string_member (data, "text", text != NULL ? text : "");
  ovs_feed_add (self, "interrupted", data);
}

void
ovs_feed_add_turn (OvsFeed *self, const OvsTurnRecord *turn)
{
  JsonObject *data = json_object_new ();

  json_object_set_int_member (data, "index", turn->index);
  json_object_set_string_member (data, "role", turn->role);
  json_object_set_string_member (data, "text",
      turn->text != NULL ? turn->text : "");
  json_object_set_int_member (data, "started", turn->started / 1000);
  json_object_set_int_member (data, "ended", turn->ended / 1000);
  json_object_set_boolean_member (data, "interrupted", turn->interrupted);
  if (turn->latency_ms >= 0)
    json_object_set_int_member (data, "latency_ms", turn->latency_ms);
  else
    json_object_set_null_member (data, "latency_ms");
  ovs_feed_add (self, "turn", data);
}

static JsonObject *
new_tool (const gchar *call_id, const gchar *name, const gchar *arguments,
    const gchar *state)
{
  JsonObject *data = json_object_new ();

  oa_json_set_string (data, "call_id", call_id);
  set_text (data, "name", name);
  json_object_set_string_member (data, "state", state);
  set_text (data, "arguments", arguments);
  return data;
}

void
ovs_feed_add_tool_started (OvsFeed *self, const gchar *call_id,
    const gchar *name, const gchar *arguments)
{
  ovs_feed_add (self, "tool", new_tool (call_id, name, arguments, "started"));
}

void
ovs_feed_add_tool (OvsFeed *self, const gchar *call_id,
    const OvsToolRecord *tool)
{
  JsonObject *data = new_tool (call_id, tool->name, tool->arguments, "done");

  set_text (data, "result", tool->result);
  set_text (data, "error", tool->error);
  json_object_set_int_member (data, "duration_ms", tool->duration_ms);
  ovs_feed_add (self, "tool", data);
}

void
ovs_feed_add_usage (OvsFeed *self, const OvsUsageRecord *usage,
    gdouble total_cost)
{
  JsonObject *data = json_object_new ();

  json_object_set_int_member (data, "input_text", usage->input_text);
  json_object_set_int_member (data, "input_audio", usage->input_audio);
  json_object_set_int_member (data, "cached_text", usage->cached_text);
  json_object_set_int_member (data, "cached_audio", usage->cached_audio);
  json_object_set_int_member (data, "output_text", usage->output_text);
  json_object_set_int_member (data, "output_audio", usage->output_audio);
  set_cost (data, "cost", usage->cost);
  set_text (data, "currency", usage->currency);
  set_cost (data, "total_cost", total_cost);
  ovs_feed_add (self, "usage", data);
}

void
ovs_feed_add_fact (OvsFeed *self, const gchar *name, const gchar *value)
{
  JsonObject *data = json_object_new ();

  set_text (data, "name", name);
  set_text (data, "value", value);
  ovs_feed_add (self, "fact", data);
}

static JsonObject *
new_note (OvsNoteLevel level, const gchar *sentence)
{
  static const gchar *const words[] = { "info", "warning", "error" };
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "sentence", sentence);
  json_object_set_string_member (data, "level", words[level]);
  return data;
}

void
ovs_feed_add_note (OvsFeed *self, OvsNoteLevel level, const gchar *sentence)
{
  ovs_feed_add (self, "note", new_note (level, sentence));
}

void
ovs_feed_add_link_note (OvsFeed *self, gboolean there, const gchar *sentence)
{
  JsonObject *data =
      new_note (there ? OVS_NOTE_INFO : OVS_NOTE_WARNING, sentence);

  json_object_set_string_member (data, "about",
      there ? "reconnected" : "reconnecting");
  ovs_feed_add (self, "note", data);
}

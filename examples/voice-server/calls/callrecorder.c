/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callrecorder.c - see callrecorder.h. */

#include "callrecorder.h"

#include "feed/feeds.h"
#include "log.h"
#include "protocol/json.h"

#include <string.h>

struct _OvsCallRecorder
{
  const OvsOffice *office;
  gchar *id;
  gchar *leg;
  JsonObject *identity; /* what each event of the kind "call" tells */
  gint64 begun;         /* monotonic */
  gdouble cost;
  gint latency_ms;
  gboolean connected;
  OvsFeed *feed;
};

static JsonObject *
make_state (OvsCallRecorder *self, const gchar *state)
{
  JsonObject *data = oa_json_object_copy (self->identity);

  json_object_set_string_member (data, "state", state);
  return data;
}

static void
tell_state (OvsCallRecorder *self, const gchar *state)
{
  JsonObject *data = make_state (self, state);

  ovs_feed_add (self->feed, "call", json_object_ref (data));
  ovs_feed_add (ovs_feeds_get_all (self->office->feeds), "call", data);
}

static JsonObject *
make_identity (const OvsCallRecord *call)
{
  JsonObject *identity = json_object_new ();

  json_object_set_string_member (identity, "state", "begun");
  json_object_set_string_member (identity, "id", call->id);
  json_object_set_string_member (identity, "leg", call->leg);
  json_object_set_string_member (identity, "direction", call->direction);
  json_object_set_string_member (identity, "agent", call->agent);
  oa_json_set_string (identity, "from", call->from);
  oa_json_set_string (identity, "to", call->to);
  return identity;
}

OvsCallRecorder *
ovs_call_recorder_new (const OvsOffice *office, const OvsCallRecord *call)
{
  OvsCallRecorder *self = g_new0 (OvsCallRecorder, 1);

  self->office = office;
  self->id = g_strdup (call->id);
  self->leg = g_strdup (call->leg);
  self->identity = make_identity (call);
  self->begun = g_get_monotonic_time ();
  self->latency_ms = -1;
  self->cost = -1;
  self->feed = ovs_feeds_open (office->feeds, call->id);
  ovs_store_begin_call (office->store, call);
  ovs_metrics_begin_call (office->metrics, call->leg, call->direction);
  ovs_log (OVS_LOG_INFO, self->id, "call-began",
      "%s call by %s from %s to %s, agent %s",
      g_str_equal (call->direction, "out") ? "Outgoing" : "Incoming", call->leg,
      ovs_log_private (call->from), ovs_log_private (call->to), call->agent);
  tell_state (self, "begun");
  return self;
}

void
ovs_call_recorder_free (OvsCallRecorder *self)
{
  ovs_feed_unref (self->feed);
  json_object_unref (self->identity);
  g_free (self->leg);
  g_free (self->id);
  g_free (self);
}

OvsFeed *
ovs_call_recorder_get_feed (OvsCallRecorder *self)
{
  return self->feed;
}

void
ovs_call_recorder_connect (OvsCallRecorder *self)
{
  /* A call that is elsewhere may be joined more than once. */
  if (self->connected)
    return;
  self->connected = TRUE;
  ovs_log (OVS_LOG_INFO, self->id, "media", "The call is connected.");
  tell_state (self, "connected");
}

void
ovs_call_recorder_end (OvsCallRecorder *self, const OvsEndRecord *end)
{
  gint64 took = g_get_monotonic_time () - self->begun;
  gint64 seconds = took / G_USEC_PER_SEC;
  JsonObject *data = make_state (self, "ended");

  ovs_store_end_call (self->office->store, self->id, end);
  ovs_metrics_end_call (self->office->metrics, self->leg, end->cause, seconds);
  ovs_log (OVS_LOG_INFO, self->id, "call-ended",
      "%s (%s) after %" G_GINT64_FORMAT " s", end->sentence, end->cause,
      seconds);
  json_object_set_string_member (data, "cause", end->cause);
  json_object_set_string_member (data, "sentence", end->sentence);
  json_object_set_int_member (data, "duration_ms", took / 1000);
  ovs_feed_end (self->feed, "call", json_object_ref (data));
  ovs_feed_add (ovs_feeds_get_all (self->office->feeds), "call", data);
  ovs_feeds_close (self->office->feeds, self->id);
}

/*** what is said ***/

void
ovs_call_recorder_add_turn (OvsCallRecorder *self, const OvsTurnRecord *turn)
{
  gboolean user = g_str_equal (turn->role, "user");

  ovs_store_add_turn (self->office->store, self->id, turn);
  if (user)
    ovs_metrics_add (self->office->metrics, OVS_COUNT_TURNS, 1);
  ovs_log (OVS_LOG_INFO, self->id,
      user                    ? "caller"
          : turn->interrupted ? "interrupted"
                              : "agent",
      "%s", ovs_log_private (turn->text));
  if (turn->latency_ms >= 0)
    self->latency_ms = turn->latency_ms;
  ovs_feed_add_turn (self->feed, turn);
}

void
ovs_call_recorder_interrupt (OvsCallRecorder *self, const gchar *item_id,
    guint64 heard_ms, guint64 dropped_ms, const gchar *text)
{
  ovs_metrics_add (self->office->metrics, OVS_COUNT_INTERRUPTIONS, 1);
  ovs_feed_add_interrupted (self->feed, item_id, heard_ms, dropped_ms, text);
}

/*** what is done ***/

void
ovs_call_recorder_begin_tool (OvsCallRecorder *self, const gchar *tool_id,
    const gchar *name, const gchar *arguments)
{
  ovs_feed_add_tool_started (self->feed, tool_id, name, arguments);
}

void
ovs_call_recorder_end_tool (OvsCallRecorder *self, const gchar *tool_id,
    const OvsToolRecord *tool)
{
  ovs_store_add_tool (self->office->store, self->id, tool);
  ovs_metrics_observe (self->office->metrics, OVS_TIME_TOOL,
      tool->duration_ms / 1000.0);
  if (tool->error != NULL)
    ovs_metrics_add (self->office->metrics, OVS_COUNT_TOOL_ERRORS, 1);
  ovs_log (tool->error != NULL ? OVS_LOG_WARNING : OVS_LOG_INFO, self->id,
      "tool", "%s took %" G_GINT64_FORMAT " ms%s%s", tool->name,
      tool->duration_ms, tool->error != NULL ? ": " : "",
      tool->error != NULL ? ovs_log_private (tool->error) : "");
  ovs_feed_add_tool (self->feed, tool_id, tool);
}

void
ovs_call_recorder_set_fact (OvsCallRecorder *self, const gchar *name,
    const gchar *value)
{
  ovs_store_set_fact (self->office->store, self->id, name, value);
  ovs_log (OVS_LOG_INFO, self->id, "fact", "%s: %s", name,
      ovs_log_private (value));
  if (g_str_equal (name, "agent"))
    json_object_set_string_member (self->identity, "agent", value);
  ovs_feed_add_fact (self->feed, name, value);
}

/*** figures ***/

static void
count_tokens (OvsMetrics *metrics, const OvsUsageRecord *usage)
{
  ovs_metrics_add_tokens (metrics, OVS_TOKENS_INPUT_TEXT, usage->input_text);
  ovs_metrics_add_tokens (metrics, OVS_TOKENS_INPUT_AUDIO, usage->input_audio);
  ovs_metrics_add_tokens (metrics, OVS_TOKENS_CACHED_TEXT, usage->cached_text);
  ovs_metrics_add_tokens (metrics, OVS_TOKENS_CACHED_AUDIO,
      usage->cached_audio);
  ovs_metrics_add_tokens (metrics, OVS_TOKENS_OUTPUT_TEXT, usage->output_text);
  ovs_metrics_add_tokens (metrics, OVS_TOKENS_OUTPUT_AUDIO,
      usage->output_audio);
}

void
ovs_call_recorder_add_usage (OvsCallRecorder *self, const OvsUsageRecord *usage)
{
  ovs_store_add_usage (self->office->store, self->id, usage);
  count_tokens (self->office->metrics, usage);
  if (usage->cost >= 0)
    self->cost = MAX (self->cost, 0) + usage->cost;
  ovs_feed_add_usage (self->feed, usage, self->cost);
}

void
ovs_call_recorder_count (OvsCallRecorder *self, OvsCount count, gdouble amount)
{
  ovs_metrics_add (self->office->metrics, count, amount);
}

void
ovs_call_recorder_observe (OvsCallRecorder *self, OvsTime time, gdouble seconds)
{
  ovs_metrics_observe (self->office->metrics, time, seconds);
}

gdouble
ovs_call_recorder_get_cost (OvsCallRecorder *self)
{
  return self->cost;
}

gint
ovs_call_recorder_get_latency (OvsCallRecorder *self)
{
  return self->latency_ms;
}

/*** words ***/

void
ovs_call_recorder_note (OvsCallRecorder *self, OvsNoteLevel level,
    const gchar *event, const gchar *sentence)
{
  static const OvsLogLevel levels[] = { OVS_LOG_INFO, OVS_LOG_WARNING,
    OVS_LOG_ERROR };

  ovs_log (levels[level], self->id, event, "%s", sentence);
  ovs_feed_add_note (self->feed, level, sentence);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* call.c - see call.h. */

#include "call.h"

#include "calls/media.h"
#include "calls/turns.h"
#include "log.h"
#include "protocol/json.h"
#include "records/recording.h"

#include <gst/openairealtime/actions.h>
#include <string.h>

/* The far end's media must be there by then: of a call that it made, and of
 * ours, ringing included. */
#define ARRIVAL_IN_S 75
#define ARRIVAL_OUT_S 700
/* How long a goodbye may take. */
#define GOODBYE_S 60
/* Tries to join a call that is elsewhere, each twice as late as the one
 * before. */
#define MAX_JOINS 6
#define JOIN_MS 250
/* A pause that ends what the caller dials. */
#define KEYS_MS 2000
#define MAX_KEYS 64

struct _OvsCall
{
  gchar *id;
  OvsOffice *office;
  OvsLeg *leg;
  OvsAgentSet *agents; /* as they were when it began */
  OvsAgent *agent;
  gchar *direction, *from, *to, *external_id;
  JsonObject *parameters;
  gint64 started; /* µs of the clock */
  gint64 begun;   /* monotonic */
  gboolean has_media;
  guint joins; /* tries to join it that have failed */

  GstElement *model;
  OvsMedia *media;
  OvsAgentRun *run;
  OvsTurns *turns;
  gchar *recording;
  GString *keys;

  guint timer; /* arrival, the longest duration, then the goodbye's */
  guint key_timer;
  guint join_timer;
  guint over_source;
  const gchar *why; /* the cause of an end that has begun */
  gchar *why_sentence;
  gboolean ended;
  OvsCallOverFunc over;
  gpointer user_data;
};

static const OvsLegListener leg_listener;
static const OvsMediaFuncs media_funcs;
static const OvsAgentHost agent_host;

gchar *
ovs_call_make_id (void)
{
  g_autofree gchar *uuid = g_uuid_string_random ();
  g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
  g_autofree gchar *joined = g_strjoinv (NULL, parts);

  return g_strdup_printf ("call_%.24s", joined);
}

const gchar *
ovs_call_get_id (OvsCall *self)
{
  return self->id;
}

const gchar *
ovs_call_get_external_id (OvsCall *self)
{
  return self->external_id;
}

OvsLeg *
ovs_call_get_leg (OvsCall *self)
{
  return self->leg;
}

static void
note (OvsCall *self, const gchar *event, const gchar *sentence)
{
  ovs_log (OVS_LOG_INFO, self->id, event, "%s", sentence);
}

static void
clear_timer (guint *timer)
{
  if (*timer != 0)
    g_source_remove (*timer);
  *timer = 0;
}

/*** the end ***/

static gboolean
on_over (gpointer user_data)
{
  OvsCall *self = user_data;

  self->over_source = 0;
  self->over (self, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
write_end (OvsCall *self, const gchar *cause, const gchar *sentence)
{
  gint64 seconds = (g_get_monotonic_time () - self->begun) / G_USEC_PER_SEC;
  const OvsEndRecord end = { .ended = g_get_real_time (),
    .cause = cause,
    .sentence = sentence,
    .recording = self->recording };

  ovs_store_end_call (self->office->store, self->id, &end);
  ovs_metrics_end_call (self->office->metrics, self->leg->klass->name, cause,
      seconds);
  ovs_log (OVS_LOG_INFO, self->id, "call-ended",
      "%s (%s) after %" G_GINT64_FORMAT " s", sentence, cause, seconds);
}

void
ovs_call_end (OvsCall *self, const gchar *cause, const gchar *sentence)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  if (self->why != NULL) {
    cause = self->why;
    sentence = self->why_sentence;
  }
  self->leg->listener = NULL;
  if (self->turns != NULL)
    ovs_turns_end (self->turns);
  self->leg->klass->hang_up (self->leg);
  g_clear_pointer (&self->run, ovs_agent_run_free);
  g_clear_pointer (&self->media, ovs_media_free);
  clear_timer (&self->timer);
  clear_timer (&self->key_timer);
  clear_timer (&self->join_timer);
  write_end (self, cause, sentence);
  self->over_source = g_idle_add (on_over, self);
}

void
ovs_call_free (OvsCall *self)
{
  ovs_call_end (self, "stopped", "The server ended.");
  clear_timer (&self->over_source);
  g_clear_pointer (&self->turns, ovs_turns_free);
  gst_clear_object (&self->model);
  self->leg->klass->free (self->leg);
  ovs_agent_unref (self->agent);
  ovs_agent_set_unref (self->agents);
  json_object_unref (self->parameters);
  g_string_free (self->keys, TRUE);
  g_free (self->recording);
  g_free (self->why_sentence);
  g_free (self->direction);
  g_free (self->from);
  g_free (self->to);
  g_free (self->external_id);
  g_free (self->id);
  g_free (self);
}

/* The cause of what follows; the first counts. */
static void
begin_end (OvsCall *self, const gchar *cause, const gchar *sentence)
{
  if (self->why != NULL)
    return;
  self->why = cause;
  self->why_sentence = g_strdup (sentence);
}

static gboolean
on_goodbye_late (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timer = 0;
  ovs_call_end (self, "agent-hung-up", "The goodbye took too long.");
  return G_SOURCE_REMOVE;
}

static void
limit_goodbye (OvsCall *self)
{
  clear_timer (&self->timer);
  self->timer = g_timeout_add_seconds (GOODBYE_S, on_goodbye_late, self);
}

void
ovs_call_wind_up (OvsCall *self, const gchar *cause, const gchar *sentence)
{
  if (self->ended || self->why != NULL)
    return;
  if (self->run == NULL) {
    ovs_call_end (self, cause, sentence);
    return;
  }
  begin_end (self, cause, sentence);
  limit_goodbye (self);
  ovs_agent_run_say_goodbye (self->run);
}

/*** what the agent asks for ***/

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

  begin_end (self, "agent-hung-up", "The agent ended the call.");
  limit_goodbye (self);
  if (self->media != NULL)
    ovs_media_finish (self->media, FALSE);
}

static void
agent_send_dtmf (const gchar *digits, OvsDoneFunc done, gpointer done_data,
    gpointer user_data)
{
  ovs_call_send_dtmf (user_data, digits, done, done_data);
}

static void
refuse (OvsDoneFunc done, gpointer done_data, const gchar *sentence)
{
  g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, sentence);

  if (done != NULL)
    done (error, done_data);
}

static void
agent_send_sms (const gchar *to, const gchar *text, OvsDoneFunc done,
    gpointer done_data, gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->leg->klass->send_sms != NULL)
    self->leg->klass->send_sms (self->leg, to, text, done, done_data);
  else
    refuse (done, done_data, "This kind of call sends no messages.");
}

static void
agent_play_file (const gchar *path, OvsDoneFunc done, gpointer done_data,
    gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->media != NULL)
    ovs_media_play (self->media, path, done, done_data);
  else
    refuse (done, done_data, "The call has no media.");
}

static void
agent_tool_called (const OvsToolRecord *tool, gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_store_add_tool (self->office->store, self->id, tool);
  ovs_metrics_observe (self->office->metrics, OVS_TIME_TOOL,
      tool->duration_ms / 1000.0);
  if (tool->error != NULL)
    ovs_metrics_add (self->office->metrics, OVS_COUNT_TOOL_ERRORS, 1);
  ovs_log (tool->error != NULL ? OVS_LOG_WARNING : OVS_LOG_INFO, self->id,
      "tool", "%s took %" G_GINT64_FORMAT " ms%s%s", tool->name,
      tool->duration_ms, tool->error != NULL ? ": " : "",
      tool->error != NULL ? ovs_log_private (tool->error) : "");
}

static void
set_fact (const gchar *name, const gchar *value, gpointer user_data)
{
  OvsCall *self = user_data;

  ovs_store_set_fact (self->office->store, self->id, name, value);
  ovs_log (OVS_LOG_INFO, self->id, "fact", "%s: %s", name,
      ovs_log_private (value));
}

static void
agent_message_taken (JsonObject *message, gpointer user_data)
{
  g_autofree gchar *text = oa_json_object_to_text (message);
  const gchar *kind = oa_json_get_string (message, "kind");

  set_fact (kind != NULL ? kind : "message", text, user_data);
}

static void
agent_changed (const gchar *name, gpointer user_data)
{
  set_fact ("agent", name, user_data);
}

static void
agent_note (const gchar *sentence, gpointer user_data)
{
  note (user_data, "agent-note", sentence);
}

static const OvsAgentHost agent_host = {
  .transfer = agent_transfer,
  .hang_up = agent_hang_up,
  .send_dtmf = agent_send_dtmf,
  .send_sms = agent_send_sms,
  .play_file = agent_play_file,
  .tool_called = agent_tool_called,
  .fact = set_fact,
  .message_taken = agent_message_taken,
  .agent_changed = agent_changed,
  .note = agent_note,
};

/*** what the media tell ***/

static void
on_media_message (GstMessage *message, gpointer user_data)
{
  OvsCall *self = user_data;
  const GstStructure *structure = gst_message_get_structure (message);

  if (self->ended)
    return;
  if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->model)) {
    ovs_turns_take (self->turns, message);
  } else if (structure != NULL
      && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT) {
    if (gst_structure_has_name (structure, OVS_RECORDING_ENDED))
      ovs_log (OVS_LOG_WARNING, self->id, "recording-ended", "%s",
          gst_structure_get_string (structure, "sentence"));
    else if (self->leg->klass->message != NULL)
      self->leg->klass->message (self->leg, structure);
  }
}

static gboolean on_join_again (gpointer user_data);

/* What controls a call is there a moment after that was accepted. */
static gboolean
joins_again (OvsCall *self, guint http_status)
{
  if (http_status != 404 || self->leg->klass->lost == NULL
      || self->joins >= MAX_JOINS || self->join_timer != 0 || self->why != NULL)
    return FALSE;
  self->join_timer =
      g_timeout_add (JOIN_MS << self->joins++, on_join_again, self);
  return TRUE;
}

static void
on_model_failed (const gchar *sentence, guint http_status, gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->ended || joins_again (self, http_status))
    return;
  if (self->leg->klass->lost != NULL) {
    self->leg->klass->lost (self->leg, sentence);
    return;
  }
  ovs_log (OVS_LOG_ERROR, self->id, "service-failed", "%s", sentence);
  begin_end (self, "service-failed", sentence);
  limit_goodbye (self);
  ovs_agent_run_service_failed (self->run, sentence);
}

static void
on_media_failed (const gchar *sentence, gpointer user_data)
{
  ovs_call_end (user_data, "media-failed", sentence);
}

static void
on_media_ended (gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->leg->klass->holds_end == NULL
      || !self->leg->klass->holds_end (self->leg))
    ovs_call_end (self, "agent-hung-up", "The call was ended here.");
}

static const OvsMediaFuncs media_funcs = {
  .message = on_media_message,
  .model_failed = on_model_failed,
  .failed = on_media_failed,
  .ended = on_media_ended,
};

/*** keys of the caller ***/

static gboolean
on_keys_end (gpointer user_data)
{
  OvsCall *self = user_data;
  g_autofree gchar *text =
      g_strdup_printf ("(The caller pressed on the telephone: %s)",
          self->keys->str);

  self->key_timer = 0;
  ovs_turns_add_keys (self->turns, self->keys->str);
  g_string_truncate (self->keys, 0);
  gst_openai_realtime_send_text (self->model, text, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_leg_key (const gchar *digit, gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->ended || self->turns == NULL || self->keys->len >= MAX_KEYS)
    return;
  g_string_append (self->keys, digit);
  clear_timer (&self->key_timer);
  if (*digit == '#')
    on_keys_end (self);
  else
    self->key_timer = g_timeout_add (KEYS_MS, on_keys_end, self);
}

/*** the beginning of its media ***/

static GstElement *
make_model (OvsCall *self, GError **error)
{
  const OvsOffice *office = self->office;
  GstElement *model = gst_element_factory_make ("openairealtime", NULL);

  if (model == NULL) {
    g_set_error_literal (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
        "GStreamer has no element openairealtime. Install its plugin, or set "
        "GST_PLUGIN_PATH.");
    return NULL;
  }
  gst_util_set_object_arg (G_OBJECT (model), "live", "yes");
  if (office->service_uri != NULL)
    g_object_set (model, "uri", office->service_uri, NULL);
  if (office->service_key != NULL)
    g_object_set (model, "api-key", office->service_key, NULL);
  if (office->settings->prices != NULL)
    g_object_set (model, "price-table", office->settings->prices, NULL);
  return gst_object_ref_sink (model);
}

/* A call goes on without its recording. */
static GstElement *
make_recording (OvsCall *self, GstElement *phone)
{
  const OvsSettings *settings = self->office->settings;
  g_autoptr (GError) error = NULL;
  GstElement *recording;

  if (settings->recordings == NULL || phone == NULL
      || !ovs_agent_wants_recording (self->agent))
    return NULL;
  recording = ovs_recording_new (settings->recordings, self->id,
      (OvsRecordingFormat) settings->recording_format, NULL, &self->recording,
      &error);
  if (recording == NULL)
    ovs_log (OVS_LOG_WARNING, self->id, "no-recording", "%s", error->message);
  return recording;
}

static gboolean
on_too_long (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timer = 0;
  ovs_call_wind_up (self, "limit",
      "The call has reached its longest duration.");
  return G_SOURCE_REMOVE;
}

static void
run_media (OvsCall *self, GstElement *pipeline, GstElement *phone)
{
  guint limit = ovs_agent_get_max_duration (self->agent);
  g_autoptr (GError) error = NULL;

  self->turns = ovs_turns_new (self->office, self->id, self->model);
  self->media = ovs_media_new (pipeline, phone, self->model,
      make_recording (self, phone), &media_funcs, self, &error);
  if (self->media == NULL) {
    ovs_call_end (self, "media-failed", error->message);
    return;
  }
  clear_timer (&self->timer);
  if (limit > 0)
    self->timer = g_timeout_add_seconds (limit, on_too_long, self);
  ovs_agent_run_start (self->run);
  note (self, "media", "The call is connected.");
}

static void
on_configured (const GError *error, gpointer user_data)
{
  OvsCall *self = user_data;

  if (error == NULL)
    run_media (self, NULL, NULL);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    ovs_call_end (self, "caller-hung-up", error->message);
  else
    ovs_call_end (self, "media-failed", error->message);
}

static void
start_media (OvsCall *self, GstElement *pipeline, GstElement *phone)
{
  g_autoptr (GError) error = NULL;

  self->model = make_model (self, &error);
  if (self->model != NULL)
    self->run = ovs_agent_run_new (self->agents, self->agent, self->model,
        self->parameters, &agent_host, self, &error);
  if (self->run == NULL) {
    if (pipeline != NULL)
      gst_element_set_state (pipeline, GST_STATE_NULL);
    gst_clear_object (&pipeline);
    ovs_call_end (self, "media-failed", error->message);
  } else if (self->leg->klass->configure != NULL) {
    self->leg->klass->configure (self->leg, self->model, on_configured, self);
  } else {
    run_media (self, pipeline, phone);
  }
}

static gboolean
on_join_again (gpointer user_data)
{
  OvsCall *self = user_data;

  self->join_timer = 0;
  if (self->why != NULL) {
    ovs_call_end (self, self->why, self->why_sentence);
    return G_SOURCE_REMOVE;
  }
  g_clear_pointer (&self->run, ovs_agent_run_free);
  g_clear_pointer (&self->media, ovs_media_free);
  g_clear_pointer (&self->turns, ovs_turns_free);
  gst_clear_object (&self->model);
  start_media (self, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_leg_media (GstElement *pipeline, GstElement *phone, gpointer user_data)
{
  OvsCall *self = user_data;

  self->has_media = TRUE;
  start_media (self, pipeline, phone);
}

static void
on_leg_ended (const gchar *cause, const gchar *sentence, gpointer user_data)
{
  ovs_call_end (user_data, cause, sentence);
}

static void
on_leg_finish (const gchar *cause, const gchar *sentence, gpointer user_data)
{
  OvsCall *self = user_data;

  begin_end (self, cause, sentence);
  limit_goodbye (self);
  if (self->media != NULL)
    ovs_media_finish (self->media, TRUE);
}

static void
on_leg_identified (const gchar *external_id, gpointer user_data)
{
  OvsCall *self = user_data;

  g_free (self->external_id);
  self->external_id = g_strdup (external_id);
  set_fact ("external_id", external_id, self);
}

static const OvsLegListener leg_listener = {
  .media = on_leg_media,
  .ended = on_leg_ended,
  .identified = on_leg_identified,
  .fact = set_fact,
  .key = on_leg_key,
  .finish = on_leg_finish,
};

/*** the beginning ***/

static gboolean
on_not_arrived (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timer = 0;
  ovs_call_end (self, "no-media", "Its media never came.");
  return G_SOURCE_REMOVE;
}

static OvsAgent *
find_agent (OvsOffice *office, const gchar *name, GError **error)
{
  OvsAgent *agent;

  if (name == NULL)
    name = office->agent;
  agent = name != NULL ? ovs_agent_set_find (office->agents, name) : NULL;
  if (agent == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
        "There is no agent \"%s\". GET /api/agents lists those there are.",
        name != NULL ? name : "");
  return agent;
}

static void
set_parameter (OvsCall *self, const gchar *name, const gchar *value)
{
  oa_json_set_string (self->parameters, name, value);
}

static void
write_begin (OvsCall *self)
{
  const OvsCallRecord record = { .id = self->id,
    .leg = self->leg->klass->name,
    .direction = self->direction,
    .agent = ovs_agent_get_name (self->agent),
    .from = self->from,
    .to = self->to,
    .external_id = self->external_id,
    .started = self->started };

  ovs_store_begin_call (self->office->store, &record);
  ovs_metrics_begin_call (self->office->metrics, record.leg, record.direction);
  ovs_log (OVS_LOG_INFO, self->id, "call-began",
      "%s call by %s from %s to %s, "
      "agent %s",
      g_str_equal (self->direction, "out") ? "Outgoing" : "Incoming",
      record.leg, ovs_log_private (self->from), ovs_log_private (self->to),
      record.agent);
}

OvsCall *
ovs_call_new (OvsOffice *office, OvsLeg *leg, const OvsCallPlan *plan,
    OvsCallOverFunc over, gpointer user_data, GError **error)
{
  OvsAgent *agent = find_agent (office, plan->agent, error);
  OvsCall *self;

  if (agent == NULL) {
    leg->klass->free (leg);
    return NULL;
  }
  self = g_new0 (OvsCall, 1);
  self->id = g_strdup (plan->id);
  self->office = office;
  self->leg = leg;
  leg->listener = &leg_listener;
  leg->user_data = self;
  self->agents = ovs_agent_set_ref (office->agents);
  self->agent = ovs_agent_ref (agent);
  self->direction = g_strdup (plan->direction);
  self->from = g_strdup (plan->from);
  self->to = g_strdup (plan->to);
  self->external_id = g_strdup (plan->external_id);
  self->parameters = plan->parameters != NULL
      ? oa_json_object_copy (plan->parameters)
      : json_object_new ();
  set_parameter (self, "call_id", self->id);
  set_parameter (self, "leg", leg->klass->name);
  set_parameter (self, "direction", self->direction);
  set_parameter (self, "from", self->from);
  set_parameter (self, "to", self->to);
  self->keys = g_string_new (NULL);
  self->started = g_get_real_time ();
  self->begun = g_get_monotonic_time ();
  self->over = over;
  self->user_data = user_data;
  self->timer = g_timeout_add_seconds (g_str_equal (self->direction, "out")
          ? ARRIVAL_OUT_S
          : ARRIVAL_IN_S,
      on_not_arrived, self);
  write_begin (self);
  return self;
}

/*** what the API asks for ***/

static gboolean
has_agent (OvsCall *self, GError **error)
{
  if (self->run != NULL && !self->ended)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
      "The call is not connected. Try again when its state is \"connected\".");
  return FALSE;
}

gboolean
ovs_call_let_say (OvsCall *self, const gchar *text, GError **error)
{
  return has_agent (self, error) && ovs_agent_run_say (self->run, text, error);
}

gboolean
ovs_call_set_context (OvsCall *self, JsonObject *context, GError **error)
{
  return has_agent (self, error)
      && ovs_agent_run_set_context (self->run, context, error);
}

void
ovs_call_transfer (OvsCall *self, const gchar *number, OvsDoneFunc done,
    gpointer done_data)
{
  if (self->ended || self->media == NULL) {
    refuse (done, done_data, "The call is not connected.");
  } else if (self->leg->klass->transfer == NULL) {
    refuse (done, done_data, "This kind of call cannot be passed on.");
  } else {
    ovs_log (OVS_LOG_INFO, self->id, "transfer", "To %s",
        ovs_log_private (number));
    self->leg->klass->transfer (self->leg, number, done, done_data);
  }
}

void
ovs_call_send_dtmf (OvsCall *self, const gchar *digits, OvsDoneFunc done,
    gpointer done_data)
{
  if (self->ended || self->media == NULL)
    refuse (done, done_data, "The call is not connected.");
  else if (self->leg->klass->send_dtmf != NULL)
    self->leg->klass->send_dtmf (self->leg, digits, done, done_data);
  else if (ovs_media_sound_keys (self->media, digits))
    done (NULL, done_data);
  else
    refuse (done, done_data,
        "Keys are up to 64 of 0 to 9, *, #, A to D and w for a pause, on a "
        "call whose sound is here; those that still sound count.");
}

/*** what is told of it ***/

static const gchar *
find_state (OvsCall *self)
{
  if (self->ended)
    return "ended";
  if (self->why != NULL)
    return "ending";
  if (self->has_media)
    return "connected";
  return g_str_equal (self->direction, "out") ? "dialing" : "ringing";
}

JsonObject *
ovs_call_describe (OvsCall *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GDateTime) started = g_date_time_new_from_unix_utc (
      self->started / G_USEC_PER_SEC);
  g_autofree gchar *time = g_date_time_format_iso8601 (started);
  OvsAgent *agent = self->run != NULL ? ovs_agent_run_get_agent (self->run)
                                      : self->agent;

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "state", find_state (self));
  json_object_set_string_member (object, "leg", self->leg->klass->name);
  json_object_set_string_member (object, "direction", self->direction);
  json_object_set_string_member (object, "agent", ovs_agent_get_name (agent));
  oa_json_set_string (object, "from", self->from);
  oa_json_set_string (object, "to", self->to);
  oa_json_set_string (object, "external_id", self->external_id);
  json_object_set_string_member (object, "started", time);
  json_object_set_int_member (object, "seconds",
      (g_get_monotonic_time () - self->begun) / G_USEC_PER_SEC);
  return object;
}

/*** of its elements ***/

static gboolean
add_field (GQuark field, const GValue *value, gpointer user_data)
{
  JsonObject *object = user_data;
  const gchar *name = g_quark_to_string (field);

  if (G_VALUE_HOLDS_UINT64 (value)) {
    /* What is not known has no place in JSON. */
    if (g_value_get_uint64 (value) <= G_MAXINT64)
      json_object_set_int_member (object, name, g_value_get_uint64 (value));
  } else if (G_VALUE_HOLDS_UINT (value)) {
    json_object_set_int_member (object, name, g_value_get_uint (value));
  } else if (G_VALUE_HOLDS_DOUBLE (value)) {
    json_object_set_double_member (object, name, g_value_get_double (value));
  } else if (G_VALUE_HOLDS_STRING (value)) {
    oa_json_set_string (object, name, g_value_get_string (value));
  }
  return TRUE;
}

static JsonObject *
describe_stats (OvsCall *self, GstElement *element)
{
  JsonObject *object = json_object_new (), *figures = json_object_new ();
  g_autoptr (GstStructure) stats = NULL;

  json_object_set_string_member (object, "call", self->id);
  g_object_get (element, "stats", &stats, NULL);
  if (stats != NULL)
    gst_structure_foreach (stats, add_field, figures);
  json_object_set_object_member (object, "stats", figures);
  return object;
}

JsonObject *
ovs_call_describe_stream (OvsCall *self)
{
  GstElement *phone = self->media != NULL ? ovs_media_get_phone (self->media)
                                          : NULL;
  g_autofree gchar *stream = NULL;
  JsonObject *object;

  if (phone == NULL)
    return NULL;
  object = describe_stats (self, phone);
  g_object_get (phone, "stream-sid", &stream, NULL);
  oa_json_set_string (object, "stream_sid", stream);
  return object;
}

JsonObject *
ovs_call_describe_session (OvsCall *self)
{
  g_autofree gchar *session = NULL;
  g_autofree gchar *name = NULL;
  JsonObject *object;
  GValue state = G_VALUE_INIT;

  if (self->media == NULL)
    return NULL;
  object = describe_stats (self, self->model);
  g_object_get (self->model, "session-id", &session, "model", &name, NULL);
  g_object_get_property (G_OBJECT (self->model), "connection-state", &state);
  oa_json_set_string (object, "session_id", session);
  oa_json_set_string (object, "model", name);
  json_object_set_string_member (object, "state",
      g_enum_get_value (g_type_class_peek (G_VALUE_TYPE (&state)),
          g_value_get_enum (&state))
          ->value_nick);
  g_value_unset (&state);
  return object;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callmedia.c - see callmedia.h. */

#include "callmedia.h"

#include "callend.h"
#include "callhost.h"
#include "callparts.h"
#include "pipelineend.h"
#include "callsettings.h"
#include "callwatch.h"
#include "records/recording.h"

/* Tries to join a call that is elsewhere, each twice as late as the one
 * before. */
#define MAX_JOINS 6
#define JOIN_MS 250

static void
on_media_message (GstMessage *message, gpointer user_data)
{
  OvsCall *self = user_data;
  const GstStructure *structure = gst_message_get_structure (message);

  if (self->ending.ended)
    return;
  if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->session.model)) {
    ovs_model_events_take (self->session.events, message,
        ovs_media_sounds (self->session.media));
    ovs_turns_take (self->session.turns, message);
  } else if (structure != NULL
      && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT) {
    if (gst_structure_has_name (structure, OVS_RECORDING_ENDED))
      ovs_call_recorder_note (self->recorder, OVS_NOTE_WARNING,
          "recording-ended", gst_structure_get_string (structure, "sentence"));
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
      || self->session.joins >= MAX_JOINS || self->timers.join != 0
      || self->ending.cause != NULL)
    return FALSE;
  self->timers.join =
      g_timeout_add (JOIN_MS << self->session.joins++, on_join_again, self);
  return TRUE;
}

static void
on_model_failed (const gchar *sentence, guint http_status, gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->ending.ended || joins_again (self, http_status))
    return;
  if (self->leg->klass->lost != NULL) {
    self->leg->klass->lost (self->leg, sentence);
    return;
  }
  ovs_call_recorder_note (self->recorder, OVS_NOTE_ERROR, "service-failed",
      sentence);
  ovs_call_begin_end (self, "service-failed", sentence);
  ovs_agent_run_service_failed (self->session.run, sentence);
}

static void
on_media_failed (const gchar *sentence, GstObject *source, gpointer user_data)
{
  OvsCall *self = user_data;

  if (self->leg->klass->take_failure == NULL
      || !self->leg->klass->take_failure (self->leg, source))
    ovs_call_end (self, "media-failed", sentence);
}

static gboolean
on_rest_over (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timers.limit = 0;
  ovs_call_end (self, "agent-hung-up", "The call was ended here.");
  return G_SOURCE_REMOVE;
}

/* Where the service plays the last words itself, the model has ended before
 * they have. */
static void
on_media_ended (gpointer user_data)
{
  OvsCall *self = user_data;
  guint rest = ovs_turns_get_rest (self->session.turns);

  if (self->leg->klass->holds_end != NULL
      && self->leg->klass->holds_end (self->leg))
    return;
  if (rest == 0) {
    ovs_call_end (self, "agent-hung-up", "The call was ended here.");
    return;
  }
  g_clear_handle_id (&self->timers.limit, g_source_remove);
  self->timers.limit = g_timeout_add (rest, on_rest_over, self);
}

static void
on_media_sound (gpointer user_data)
{
  OvsCall *self = user_data;

  if (!self->ending.ended)
    ovs_model_events_begin_sound (self->session.events);
}

static const OvsMediaFuncs media_funcs = {
  .message = on_media_message,
  .sound = on_media_sound,
  .model_failed = on_model_failed,
  .failed = on_media_failed,
  .ended = on_media_ended,
};

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
  /* There are many, and nothing behind them makes them wait. */
  g_object_set (model, "shared-pacing", TRUE, "io-delay", OVS_IO_DELAY, NULL);
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
  recording = ovs_recording_new (settings->recordings, self->who.id,
      (OvsRecordingFormat) settings->recording_format, NULL, &error);
  if (recording != NULL)
    self->session.recording = gst_object_ref_sink (recording);
  else
    ovs_call_recorder_note (self->recorder, OVS_NOTE_WARNING, "no-recording",
        error->message);
  return recording;
}

static gboolean
on_too_long (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timers.limit = 0;
  ovs_call_wind_up (self, "limit",
      "The call has reached its longest duration.");
  return G_SOURCE_REMOVE;
}

static void
run_media (OvsCall *self, GstElement *pipeline, GstElement *phone)
{
  guint limit = ovs_agent_get_max_duration (self->agent);
  g_autoptr (GError) error = NULL;

  self->session.turns = ovs_turns_new (self->recorder, self->office->currency,
      self->session.model, phone == NULL);
  self->session.events = ovs_model_events_new (
      ovs_call_recorder_get_feed (self->recorder));
  self->session.media = ovs_media_new (pipeline, phone, self->session.model,
      make_recording (self, phone), &media_funcs, self, &error);
  if (self->session.media == NULL) {
    ovs_call_end (self, "media-failed", error->message);
    return;
  }
  g_clear_handle_id (&self->timers.limit, g_source_remove);
  if (limit > 0)
    self->timers.limit = g_timeout_add_seconds (limit, on_too_long, self);
  ovs_call_recorder_connect (self->recorder);
  ovs_call_tell_settings (self);
  ovs_call_update_watch (self);
  ovs_agent_run_start (self->session.run);
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

void
ovs_call_start_media (OvsCall *self, GstElement *pipeline, GstElement *phone)
{
  g_autoptr (GError) error = NULL;

  self->session.model = make_model (self, &error);
  if (self->session.model != NULL)
    self->session.run = ovs_agent_run_new (self->agents, self->agent,
        self->session.model, self->who.parameters, &ovs_call_agent_host, self,
        &error);
  if (self->session.run != NULL && json_object_get_size (self->who.context) > 0)
    ovs_agent_run_set_context (self->session.run, self->who.context, NULL);
  if (self->session.run == NULL) {
    if (pipeline != NULL)
      ovs_pipeline_end (pipeline, NULL, NULL, NULL);
    ovs_call_end (self, "media-failed", error->message);
    return;
  }
  if (self->leg->klass->prepare != NULL)
    self->leg->klass->prepare (self->leg, self->session.model);
  if (self->leg->klass->configure != NULL) {
    self->leg->klass->configure (self->leg, self->session.model, on_configured,
        self);
  } else {
    run_media (self, pipeline, phone);
  }
}

static gboolean
on_join_again (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timers.join = 0;
  if (self->ending.cause != NULL) {
    ovs_call_end (self, self->ending.cause, self->ending.sentence);
    return G_SOURCE_REMOVE;
  }
  ovs_call_end_watch (self);
  g_clear_pointer (&self->session.run, ovs_agent_run_free);
  g_clear_pointer (&self->session.media, ovs_media_free);
  g_clear_pointer (&self->session.turns, ovs_turns_free);
  g_clear_pointer (&self->session.events, ovs_model_events_free);
  gst_clear_object (&self->session.model);
  ovs_call_start_media (self, NULL, NULL);
  return G_SOURCE_REMOVE;
}

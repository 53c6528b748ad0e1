/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionevents.c - what comes from the service: messages in, actions carried
 * out. */

#include "session/captionevents.h"
#include "session/sessionprivate.h"

#include "protocol/servicecause.h"

#define NS_PER_US 1000

/*** what comes from the service ***/

static void
greet (OaSession *self)
{
  const OaSay greeting = { OA_SAY_GREETING, self->settings.opening.greeting,
    self->settings.opening.protect_greeting };

  oa_session_say_first (self, &greeting);
}

static void
tell_history (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);
  GPtrArray *items = self->parts.imported_history;
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; items != NULL && i < items->len; i++)
    oa_conversation_send_item (self->conversation,
        g_ptr_array_index (items, i), FALSE, FALSE, actions);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->parts.imported_history, g_ptr_array_unref);
  oa_session_run_actions (self, actions);
}

/* What writes down is what counts where nothing answers. */
static const gchar *
get_model (OaSession *self)
{
  if (oa_element_settings_is_sideband (&self->settings))
    return NULL;
  if (!self->dialect->has_output)
    return self->settings.session.transcription_model;
  return self->settings.connection.model;
}

void
oa_session_become_configured (OaSession *self)
{
  oa_session_link_up (self);
  g_mutex_lock (&self->lock);
  self->shared.figures.connect_duration =
      (oa_session_now () - self->links.connector.started_at) * NS_PER_US;
  g_mutex_unlock (&self->lock);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_COMPLETE,
      "Session is up");
  oa_observer_notice (self->observer, oa_notice_new (&(OaNotice) {
              OA_NOTICE_CONNECTED, self->shared.id,
              .model = (gchar *) get_model (self) }));

  tell_history (self);
  if (self->settings.opening.greeting != NULL
      && *self->settings.opening.greeting != '\0'
      && self->dialect->has_responses)
    greet (self);
  oa_session_do_waiting_requests (self);
}

static void
fill_latencies (OaSession *self, OaNotice *notice)
{
  OaLatencies latencies;

  g_mutex_lock (&self->lock);
  oa_latency_meter_get (&self->shared.latency_meter, notice->id, &latencies);
  g_mutex_unlock (&self->lock);
  notice->response.first_delta_latency = latencies.first_delta;
  notice->response.first_frame_latency = latencies.first_frame;
  notice->response.first_sound_latency = latencies.first_sound;
}

/* How long ago the user really stopped: the service waited for silence, and
 * live audio is as old as it is far from the newest. */
static void
note_speech_stopped (OaSession *self, gint64 end_ms)
{
  gint64 age = 0;

  if (self->context.live && end_ms >= 0) {
    gint64 newest = oa_media_get_sent_ms (self->media);

    age = MAX (newest - end_ms, 0);
    if (self->settings.session.turn_detection
        == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD)
      age += self->settings.session.vad_silence_duration;
  }
  oa_session_note_turn_end (self, end_ms, age * 1000);
}

/* A translation tells which audio its words are of; other texts have the time
 * at which they came. */
static gint64
transcript_time (OaSession *self, gint64 audio_ms)
{
  if (audio_ms >= 0)
    return (gint64) oa_media_audio_ms_to_running_time (self->media, audio_ms);
  return (gint64) oa_media_get_running_time (self->media);
}

/* Who only looks at the stream would see an answer that is empty. Once for a
 * cause; one that ends the session is told as its error. */
static void
warn_of_failed_answer (OaSession *self, const OaNotice *notice)
{
  const OaServiceError *error = notice->response.error;
  const gchar *cause = error == NULL ? "" : error->code != NULL ? error->code
      : error->type != NULL ? error->type : "";

  if (g_strcmp0 (notice->response.status, "failed") != 0
      || oa_service_error_is_quota (error)
      || g_strcmp0 (self->warned.failed_cause, cause) == 0)
    return;
  g_free (self->warned.failed_cause);
  self->warned.failed_cause = g_strdup (cause);
  oa_observer_warning (self->observer, oa_failure_failed_answer (error));
}

static void
count_interruption (OaSession *self, const OaNotice *notice)
{
  gchar *quote = oa_observer_quote (self->observer, notice->id);

  g_mutex_lock (&self->lock);
  self->shared.figures.interruptions++;
  g_mutex_unlock (&self->lock);
  GST_INFO_ID (self->observer->name, "interrupted %s at %" G_GINT64_FORMAT
      " ms, dropped %" G_GINT64_FORMAT " ms", quote,
      notice->interrupted.heard_ms, notice->interrupted.dropped_ms);
  g_free (quote);
}

void
oa_session_report (OaSession *self, OaNotice *notice)
{
  switch (notice->kind) {
    case OA_NOTICE_FUNCTION_CALL:
    case OA_NOTICE_MCP_APPROVAL:
      oa_call_desk_ask (self->parts.call_desk, notice);
      return;
    case OA_NOTICE_SPEECH_STOPPED:
      note_speech_stopped (self, notice->audio_ms);
      /* fall through */
    case OA_NOTICE_SPEECH_STARTED:
    case OA_NOTICE_IDLE_TIMEOUT:
      notice->running_time =
          (gint64) oa_media_audio_ms_to_running_time (self->media,
          notice->audio_ms);
      break;
    case OA_NOTICE_TRANSCRIPT:
      notice->running_time =
          transcript_time (self, notice->transcript.audio_ms);
      break;
    case OA_NOTICE_DTMF:
      notice->running_time = (gint64) oa_media_get_running_time (self->media);
      break;
    case OA_NOTICE_INTERRUPTED:
      count_interruption (self, notice);
      break;
    case OA_NOTICE_LIMIT:
      GST_INFO_ID (self->observer->name, "limit reached: %s", notice->limit);
      break;
    case OA_NOTICE_RESPONSE_DONE:
      fill_latencies (self, notice);
      warn_of_failed_answer (self, notice);
      break;
    default:
      break;
  }
  oa_observer_notice (self->observer, notice);
}

/*** events ***/

static void
pass_on_event (OaSession *self, const OaEvent *event)
{
  if (!oa_observer_wants_event (self->observer, event->name))
    return;
  oa_observer_notice (self->observer, oa_notice_new (&(OaNotice) {
              OA_NOTICE_EVENT, event->name, .raw = event->raw }));
}

/* A turn is answered, or written down. */
static gboolean
is_of_use (const OaEvent *event)
{
  if (event->type == OA_EVENT_RESPONSE_DONE)
    return event->response != NULL
        && g_strcmp0 (event->response->status, "completed") == 0;
  return event->type == OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED;
}

static void
log_event (OaSession *self, const OaEvent *event, const gchar *what)
{
  gchar *quote;

  if (gst_debug_category_get_threshold (GST_CAT_DEFAULT) < GST_LEVEL_LOG)
    return;
  quote = oa_observer_quote (self->observer, event->name);
  GST_LOG_ID (self->observer->name, "%s %s", what, quote);
  g_free (quote);
}

void
oa_session_take_event (OaSession *self, const OaEvent *event)
{
  GPtrArray *actions = oa_session_new_actions (self);
  OaSessionActions *list = oa_session_new_list (self);
  gint64 now = oa_session_now ();
  gboolean taken;
  guint i;

  log_event (self, event, "received");
  if (oa_event_is_sign_of_life (event))
    self->last_activity = now;
  if (is_of_use (event))
    oa_connector_healthy (&self->links.connector);
  pass_on_event (self, event);
  g_mutex_lock (&self->lock);
  self->shared.figures.events_received++;
  taken = oa_conversation_handle (self->conversation, event, now, actions);
  g_mutex_unlock (&self->lock);
  for (i = 0; i < OA_N_PARTS; i++)
    if (self->parts.table[i].class->event != NULL)
      self->parts.table[i].class->event (self->parts.table[i].part, event,
          now, list);
  oa_session_run_actions (self, actions);
  oa_session_carry_out (self, list);
  if (taken)
    oa_session_context_feed_captions (&self->context, event);
  else
    log_event (self, event, "dropped, of a response that never began:");
}

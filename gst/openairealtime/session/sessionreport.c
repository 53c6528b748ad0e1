/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionreport.c - notices for the user, with what only the session knows: the
 * time in the stream, latencies, failures that a stream does not show. */

#include "protocol/servicecause.h"
#include "session/sessionprivate.h"

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
  const gchar *cause = error == NULL ? ""
      : error->code != NULL          ? error->code
      : error->type != NULL          ? error->type
                                     : "";

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
  GST_INFO_ID (self->observer->name,
      "interrupted %s at %" G_GINT64_FORMAT " ms, dropped %" G_GINT64_FORMAT
      " ms",
      quote, notice->interrupted.heard_ms, notice->interrupted.dropped_ms);
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
      G_GNUC_FALLTHROUGH;
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

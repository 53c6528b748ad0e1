/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* download.c - the way down: speech by way of the downlink to the timeline,
 * and what was not sent as it was asked for. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"


/* Of speech that belongs to no item. */
#define STREAM_ID "translation"

/*** formats ***/

/* Once for each direction: one warning is enough. */
static void
warn (OaSession *self, gboolean *warned, OaFailure *failure)
{
  if (*warned) {
    oa_failure_free (failure);
    return;
  }
  *warned = TRUE;
  oa_observer_warning (self->observer, failure);
}

static void
check_format (OaSession *self, const gchar *direction, OaAudioFormat asked,
    OaAudioFormat confirmed, gboolean *warned)
{
  if (asked != OA_AUDIO_FORMAT_UNKNOWN && asked != confirmed)
    warn (self, warned, oa_failure_other_format (direction,
            oa_audio_format_get_nick (asked),
            oa_audio_format_get_nick (confirmed)));
}

/* What the service says it takes and sends need not be what flows: it is
 * converted then. Translation has no formats to ask for, transcription has no
 * output. */
void
oa_session_check_formats (OaSession *self)
{
  const OaSettings *s = &self->settings.session;

  if (!self->dialect->has_formats)
    return;
  check_format (self, "input", s->input_format,
      oa_session_config_get_input_format (oa_session_get_config (self)),
      &self->warned_input);
  if (self->dialect->has_output)
    check_format (self, "output", s->output_format,
        oa_session_config_get_output_format (oa_session_get_config (self)),
        &self->warned_output);
}

/*** speech ***/

static void
note_first_delta (OaSession *self, const gchar *response_id)
{
  g_mutex_lock (&self->lock);
  oa_latency_meter_delta (&self->latency_meter, response_id,
      oa_session_now ());
  g_mutex_unlock (&self->lock);
}

/* The recording's time at which a live service would have answered. */
GstClockTime
oa_session_get_answer_time (OaSession *self)
{
  gint64 turn_end = self->latency_meter.turn_end_ms;

  if (!self->settings.align_answers || self->context.live || turn_end < 0)
    return GST_CLOCK_TIME_NONE;
  return oa_media_audio_ms_to_running_time (self->media, turn_end);
}

static const gchar *
get_stream_id (OaSession *self)
{
  return self->dialect->continuous_output ? STREAM_ID : NULL;
}

static void
play_arrival (OaSession *self, const OaArrival *arrival)
{
  const gchar *stream = get_stream_id (self);

  g_mutex_lock (&self->lock);
  if (stream == NULL)
    oa_conversation_add_received (self->conversation, arrival->item_id,
        arrival->sent_bytes, oa_audio_format_get_rate (arrival->sent_as)
        * oa_audio_format_get_sample_size (arrival->sent_as));
  g_mutex_unlock (&self->lock);
  if (!oa_media_play (self->media, arrival,
          oa_session_get_answer_time (self)))
    oa_session_fail (self,
        oa_failure_too_much_speech (OA_MEDIA_MAX_SPEECH_BYTES,
            OA_MEDIA_MAX_ITEMS));
}

static GPtrArray *
new_arrivals (OaSession *self)
{
  if (self->spare_arrivals != NULL)
    return g_steal_pointer (&self->spare_arrivals);
  return oa_downlink_new_arrivals ();
}

/* Takes @arrivals. */
static void
play_arrivals (OaSession *self, GPtrArray *arrivals)
{
  OaAudioFormat said, sent;
  guint i;

  for (i = 0; i < arrivals->len && !self->ended; i++)
    play_arrival (self, g_ptr_array_index (arrivals, i));
  oa_session_keep_array (&self->spare_arrivals, arrivals);
  if (oa_downlink_take_surprise (self->downlink, &said, &sent))
    warn (self, &self->warned_output, oa_failure_other_content
        (oa_audio_format_get_nick (said), oa_audio_format_get_nick (sent)));
}

/* Before any event of a response: what it says counts from its first. */
void
oa_session_note_response (OaSession *self, const OaEvent *event)
{
  oa_downlink_configure (self->downlink,
      self->settings.session.output_format,
      oa_session_config_get_output_format (oa_session_get_config (self)));
  oa_downlink_handle (self->downlink, event);
}

void
oa_session_play (OaSession *self, const OaAction *action)
{
  GPtrArray *arrivals = new_arrivals (self);
  const gchar *stream = get_stream_id (self);

  note_first_delta (self, action->speech.response_id);
  oa_session_config_lock_voice (oa_session_get_config (self));
  oa_downlink_add (self->downlink, stream != NULL ? stream
      : action->speech.response_id, stream != NULL ? stream
      : action->speech.item_id, action->speech.audio, arrivals);
  play_arrivals (self, arrivals);
}

void
oa_session_end_item (OaSession *self, const gchar *item_id)
{
  GPtrArray *arrivals = new_arrivals (self);

  oa_downlink_end_item (self->downlink, item_id, arrivals);
  play_arrivals (self, arrivals);
  oa_media_end_item (self->media, item_id);
}

void
oa_session_end_response (OaSession *self, const gchar *response_id)
{
  GPtrArray *arrivals = new_arrivals (self);

  oa_downlink_end_response (self->downlink, response_id, arrivals);
  play_arrivals (self, arrivals);
  oa_media_end_response (self->media, response_id);
}

void
oa_session_end_speech (OaSession *self)
{
  GPtrArray *arrivals = new_arrivals (self);

  oa_downlink_end_all (self->downlink, arrivals);
  play_arrivals (self, arrivals);
}

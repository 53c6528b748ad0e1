/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessiontext.c - the service's texts and the times of speech, for the
 * captions. Nothing happens here while no text pad is there. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

/* With flow_lock held; NULL without a text pad. */
static OaCaptions *
get_captions (OaSession *self, OaTextKind kind)
{
  return self->element->texts[kind].captions;
}

static gboolean
is_cancelled (OaSession *self, const OaEvent *event)
{
  gboolean cancelled;

  g_mutex_lock (&self->lock);
  cancelled = oa_conversation_is_cancelled (self->conversation,
      event->response_id);
  g_mutex_unlock (&self->lock);
  return cancelled;
}

static void
note_answer (OaSession *self, const OaEvent *event, gboolean spoken,
    gboolean done)
{
  GstOpenaiRealtime *element = self->element;
  GstClockTime not_before;
  OaCaptions *captions;

  if (is_cancelled (self, event))
    return;
  not_before = oa_session_get_answer_time (self);
  g_mutex_lock (&element->flow_lock);
  captions = get_captions (self, OA_TEXT_OUTPUT);
  if (captions != NULL && done)
    oa_captions_end_text (captions, event->response_id, event->item_id,
        spoken, not_before, event->text);
  else if (captions != NULL)
    oa_captions_add_text (captions, event->response_id, event->item_id,
        spoken, not_before, event->text);
  gst_openai_realtime_text_advance (element);
  g_mutex_unlock (&element->flow_lock);
}

static gboolean
transcribes (OaSession *self)
{
  const OaSettings *s = &self->settings.session;

  return s->transcription_model != NULL && *s->transcription_model != '\0';
}

/* The service counts padding before the speech and the silence it waited for
 * as speech; only server-vad tells how much. */
static gint64
without_padding (OaSession *self, const OaEvent *event)
{
  const OaSettings *s = &self->settings.session;
  gboolean exact = s->turn_detection
      == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD;

  if (event->type == OA_EVENT_SPEECH_STARTED)
    return event->audio_start_ms + (exact && event->audio_start_ms > 0
        ? s->vad_prefix_padding : 0);
  return MAX (event->audio_end_ms - (exact ? s->vad_silence_duration : 0), 0);
}

static void
note_speech (OaSession *self, const OaEvent *event)
{
  GstOpenaiRealtime *element = self->element;
  gboolean expected = transcribes (self);
  OaCaptions *captions;
  GstClockTime time;

  g_mutex_lock (&element->flow_lock);
  captions = get_captions (self, OA_TEXT_INPUT);
  if (captions != NULL) {
    time = oa_uplink_ms_to_running_time (element->uplink,
        without_padding (self, event));
    if (expected && event->type == OA_EVENT_SPEECH_STARTED)
      oa_captions_begin_turn (captions, event->item_id, time);
    else if (expected)
      oa_captions_end_turn (captions, event->item_id, time);
    else if (GST_CLOCK_TIME_IS_VALID (time))
      oa_captions_settle (captions, time);
  }
  gst_openai_realtime_text_advance (element);
  g_mutex_unlock (&element->flow_lock);
}

/* A turn without a detected end ends where it was committed. */
static void
note_commit (OaSession *self, const OaEvent *event)
{
  GstOpenaiRealtime *element = self->element;
  OaCaptions *captions;

  if (!transcribes (self))
    return;
  g_mutex_lock (&element->flow_lock);
  captions = get_captions (self, OA_TEXT_INPUT);
  if (captions != NULL)
    oa_captions_end_turn (captions, event->item_id,
        oa_uplink_ms_to_running_time (element->uplink,
            oa_uplink_get_sent_ms (element->uplink)));
  gst_openai_realtime_text_advance (element);
  g_mutex_unlock (&element->flow_lock);
}

static void
note_user_text (OaSession *self, const OaEvent *event)
{
  GstOpenaiRealtime *element = self->element;
  OaCaptions *captions;

  g_mutex_lock (&element->flow_lock);
  captions = get_captions (self, OA_TEXT_INPUT);
  if (captions != NULL && event->type == OA_EVENT_INPUT_TRANSCRIPT_DELTA)
    oa_captions_add_text (captions, NULL, event->item_id, FALSE,
        GST_CLOCK_TIME_NONE, event->text);
  else if (captions != NULL)
    oa_captions_set_turn_text (captions, event->item_id,
        event->type == OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED
        ? event->text : NULL);
  gst_openai_realtime_text_advance (element);
  g_mutex_unlock (&element->flow_lock);
}

/* Turns that the service had not written down are heard by another. */
void
oa_session_forget_turns (OaSession *self)
{
  GstOpenaiRealtime *element = self->element;
  OaCaptions *captions;

  g_mutex_lock (&element->flow_lock);
  captions = get_captions (self, OA_TEXT_INPUT);
  if (captions != NULL)
    oa_captions_forget_turns (captions);
  gst_openai_realtime_text_advance (element);
  g_mutex_unlock (&element->flow_lock);
}

void
oa_session_note_text (OaSession *self, const OaEvent *event)
{
  switch (event->type) {
    case OA_EVENT_AUDIO_TRANSCRIPT_DELTA:
    case OA_EVENT_OUTPUT_TRANSCRIPT_DELTA:
      note_answer (self, event, TRUE, FALSE);
      break;
    case OA_EVENT_AUDIO_TRANSCRIPT_DONE:
      note_answer (self, event, TRUE, TRUE);
      break;
    case OA_EVENT_TEXT_DELTA:
      note_answer (self, event, FALSE, FALSE);
      break;
    case OA_EVENT_TEXT_DONE:
      note_answer (self, event, FALSE, TRUE);
      break;
    case OA_EVENT_SPEECH_STARTED:
    case OA_EVENT_SPEECH_STOPPED:
      note_speech (self, event);
      break;
    case OA_EVENT_INPUT_COMMITTED:
      note_commit (self, event);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
    case OA_EVENT_INPUT_TRANSCRIPT_DELTA:
      note_user_text (self, event);
      break;
    default:
      break;
  }
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionevents.c - which of the service's events are about captions, and what
 * they must know of the session. */

#include "session/captionevents.h"

#include "media/captionfeed.h"

static gboolean
is_cancelled (const OaSessionContext *self, const OaEvent *event)
{
  gboolean cancelled;

  g_mutex_lock (self->lock);
  cancelled =
      (oa_conversation_get_response (self->conversation, event->response_id)
          & OA_RESPONSE_CANCELLED)
      != 0;
  g_mutex_unlock (self->lock);
  return cancelled;
}

static gboolean
transcribes (const OaSessionContext *self)
{
  const OaSettings *s = &self->settings->session;

  return s->transcription_model != NULL && *s->transcription_model != '\0';
}

/* Only server-vad tells how much of what it counts as speech is none. */
static void
note_speech (const OaSessionContext *self, const OaEvent *event)
{
  const OaSettings *s = &self->settings->session;
  gboolean exact = s->turn_detection
      == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD;
  OaHeardTurns turns = { transcribes (self), exact ? s->vad_prefix_padding : 0,
    exact ? s->vad_silence_duration : 0 };

  oa_caption_feed_speech (self->media, event, &turns);
}

void
oa_session_context_feed_captions (const OaSessionContext *self,
    const OaEvent *event)
{
  switch (event->type) {
    case OA_EVENT_AUDIO_TRANSCRIPT_DELTA:
    case OA_EVENT_OUTPUT_TRANSCRIPT_DELTA:
    case OA_EVENT_AUDIO_TRANSCRIPT_DONE:
    case OA_EVENT_TEXT_DELTA:
    case OA_EVENT_TEXT_DONE:
      if (!is_cancelled (self, event))
        oa_caption_feed_answer (self->media, event,
            oa_session_context_get_answer_time (self));
      break;
    case OA_EVENT_SPEECH_STARTED:
    case OA_EVENT_SPEECH_STOPPED:
      note_speech (self, event);
      break;
    case OA_EVENT_INPUT_COMMITTED:
      if (transcribes (self))
        oa_caption_feed_commit (self->media, event);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
    case OA_EVENT_INPUT_TRANSCRIPT_DELTA:
      oa_caption_feed_user (self->media, event);
      break;
    default:
      break;
  }
}

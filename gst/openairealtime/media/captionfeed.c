/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionfeed.c - captions begin with their pads, take the service's texts and
 * follow the timeline. */

#include "captionfeed.h"
#include "mediaprivate.h"

void
oa_media_advance_captions (OaMedia *self)
{
  gboolean any = FALSE;
  guint i;

  for (i = 0; i < OA_N_TEXTS; i++) {
    if (self->output.captions[i] == NULL)
      continue;
    oa_captions_advance (self->output.captions[i], self->output.timeline,
        self->liveness == OA_LIVENESS_LIVE);
    any = TRUE;
  }
  if (any)
    g_cond_broadcast (&self->cond);
}

static void
ignore_item (const gchar *item_id, gint64 heard_ms, gpointer data)
{
  oa_captions_ignore (data, item_id);
}

/* Text of a recording's user has the recording's own time, from 0 on. */
void
oa_media_begin_captions (OaMedia *self, OaTextKind kind)
{
  OaCaptions *captions = oa_captions_new ();

  oa_captions_free (self->output.captions[kind]);
  self->output.captions[kind] = captions;
  if (self->liveness == OA_LIVENESS_LIVE || kind == OA_TEXT_OUTPUT)
    oa_captions_set_position (captions,
        oa_timeline_get_position (self->output.timeline));
  if (kind == OA_TEXT_INPUT)
    oa_captions_settle (captions, 0);
  else
    oa_timeline_foreach_heard (self->output.timeline, GST_CLOCK_TIME_NONE,
        ignore_item, captions);
}

/* Locked, unless there are no captions. */
static OaCaptions *
lock_captions (OaMedia *media, OaTextKind kind)
{
  OaCaptions *captions;

  g_mutex_lock (&media->lock);
  captions = media->output.captions[kind];
  if (captions == NULL)
    g_mutex_unlock (&media->lock);
  return captions;
}

static void
unlock_captions (OaMedia *media)
{
  oa_media_advance_captions (media);
  g_mutex_unlock (&media->lock);
}

void
oa_caption_feed_answer (OaMedia *media, const OaEvent *event,
    GstClockTime not_before)
{
  gboolean written = event->type == OA_EVENT_TEXT_DELTA
      || event->type == OA_EVENT_TEXT_DONE;
  OaCaptions *captions = lock_captions (media, OA_TEXT_OUTPUT);

  if (captions == NULL)
    return;
  if (event->type == OA_EVENT_TEXT_DONE
      || event->type == OA_EVENT_AUDIO_TRANSCRIPT_DONE)
    oa_captions_end_text (captions, event->response_id, event->item_id,
        !written, not_before, event->text);
  else
    oa_captions_add_text (captions, event->response_id, event->item_id,
        !written, not_before, event->text);
  unlock_captions (media);
}

void
oa_caption_feed_speech (OaMedia *media, const OaEvent *event,
    const OaHeardTurns *turns)
{
  gboolean begins = event->type == OA_EVENT_SPEECH_STARTED;
  OaCaptions *captions = lock_captions (media, OA_TEXT_INPUT);
  GstClockTime time;
  gint64 ms;

  if (captions == NULL)
    return;
  if (begins)
    ms = event->audio_start_ms
        + (event->audio_start_ms > 0 ? turns->padding : 0);
  else
    ms = MAX (event->audio_end_ms - turns->silence, 0);
  time = oa_upload_queue_ms_to_running_time (media->input.queue, ms);
  if (turns->transcribed && begins)
    oa_captions_begin_turn (captions, event->item_id, time);
  else if (turns->transcribed)
    oa_captions_end_turn (captions, event->item_id, time);
  else if (GST_CLOCK_TIME_IS_VALID (time))
    oa_captions_settle (captions, time);
  unlock_captions (media);
}

/* A turn without a detected end ends where it was committed. */
void
oa_caption_feed_commit (OaMedia *media, const OaEvent *event)
{
  OaCaptions *captions = lock_captions (media, OA_TEXT_INPUT);
  OaUploadQueue *queue;

  if (captions == NULL)
    return;
  queue = media->input.queue;
  oa_captions_end_turn (captions, event->item_id,
      oa_upload_queue_ms_to_running_time (queue,
          oa_upload_queue_get_sent_ms (queue)));
  unlock_captions (media);
}

void
oa_caption_feed_user (OaMedia *media, const OaEvent *event)
{
  OaCaptions *captions = lock_captions (media, OA_TEXT_INPUT);

  if (captions == NULL)
    return;
  if (event->type == OA_EVENT_INPUT_TRANSCRIPT_DELTA)
    oa_captions_add_text (captions, NULL, event->item_id, FALSE,
        GST_CLOCK_TIME_NONE, event->text);
  else
    oa_captions_set_turn_text (captions, event->item_id,
        event->type == OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED ? event->text
                                                              : NULL);
  unlock_captions (media);
}

void
oa_caption_feed_forget (OaMedia *media)
{
  OaCaptions *captions = lock_captions (media, OA_TEXT_INPUT);

  if (captions == NULL)
    return;
  oa_captions_forget_turns (captions);
  unlock_captions (media);
}

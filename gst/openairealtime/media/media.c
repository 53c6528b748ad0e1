/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* media.c - life, runs and settings of the media. */

#include "mediaprivate.h"

#include <string.h>

/* Messages of this length unless it is set: small ones live, since detection
 * reacts sooner; large ones for recordings. */
#define LIVE_CHUNK (40 * GST_MSECOND)
#define BATCH_CHUNK (400 * GST_MSECOND)
/* More than is kept back in the pauses of a recording: room for less than a
 * message and this would wait for ever. */
#define BATCH_SLACK (2000 * GST_MSECOND)

OaMedia *
oa_media_new (const OaMediaOwner *functions, gpointer owner)
{
  OaMedia *self = g_new0 (OaMedia, 1);

  self->ref_count = 1;
  self->functions = functions;
  self->owner = owner;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

OaMedia *
oa_media_ref (OaMedia *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
clear_parts (OaMedia *self)
{
  oa_upload_queue_free (self->input.queue);
  oa_input_conditioner_free (self->input.conditioner);
  g_clear_pointer (&self->input.segmenter, oa_segmenter_free);
  g_clear_pointer (&self->input.auto_commit, oa_auto_commit_free);
  oa_timeline_free (self->output.timeline);
}

void
oa_media_unref (OaMedia *self)
{
  guint i;

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  clear_parts (self);
  for (i = 0; i < OA_N_TEXTS; i++)
    oa_captions_free (self->output.captions[i]);
  g_free (self->output.interruption.item_id);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
oa_media_begin_run (OaMedia *self, const OaMediaSettings *settings,
    gboolean sideband)
{
  OaCaptions *captions[OA_N_TEXTS];
  gboolean active;

  active = self->input.active;
  /* Captions stay for as long as their pads. */
  memcpy (captions, self->output.captions, sizeof captions);
  clear_parts (self);
  self->settings = *settings;
  self->liveness = OA_LIVENESS_UNKNOWN;
  self->latency = GST_CLOCK_TIME_NONE;
  self->run = (OaMediaRun){ FALSE };
  self->input = (OaMediaInput){
    OA_AUDIO_FORMAT_UNKNOWN,
  };
  self->input.queue = oa_upload_queue_new ();
  self->input.conditioner = oa_input_conditioner_new ();
  self->input.active = active;
  self->input.sideband = sideband;
  self->input.resent_at = GST_CLOCK_TIME_NONE;
  oa_recording_clock_reset (&self->input.recording, OA_AUDIO_FORMAT_UNKNOWN);
  g_free (self->output.interruption.item_id);
  self->output = (OaMediaOutput){
    OA_AUDIO_FORMAT_UNKNOWN,
  };
  self->output.heard = GST_CLOCK_TIME_NONE;
  self->output.timeline = oa_timeline_new ();
  memcpy (self->output.captions, captions, sizeof captions);
  self->figures = (OaMediaFigures){ 0 };
  self->figures.cut_latency = self->figures.input_latency = -1;
  oa_input_conditioner_configure (self->input.conditioner, self->input.format,
      &self->settings.input);
}

/* Live input that is only written down, by a model that does not listen for
 * pauses: the turns are ours to end. */
static void
configure_auto_commit (OaMedia *self)
{
  OaMediaInput *input = &self->input;
  gboolean wanted = self->settings.commit_interval > 0
      && self->liveness == OA_LIVENESS_LIVE
      && input->format != OA_AUDIO_FORMAT_UNKNOWN;

  if (!wanted)
    g_clear_pointer (&input->auto_commit, oa_auto_commit_free);
  else if (input->auto_commit == NULL)
    input->auto_commit =
        oa_auto_commit_new (input->format, self->settings.commit_pause);
}

static void
configure_upload_queue (OaMedia *self)
{
  gboolean live = self->liveness == OA_LIVENESS_LIVE;
  GstClockTime chunk = self->settings.chunk;
  GstClockTime bound = self->settings.max_queue;

  if (chunk == 0)
    chunk = live ? LIVE_CHUNK : BATCH_CHUNK;
  if (!live)
    bound = MAX (bound, chunk + BATCH_SLACK);
  if (self->input.format != OA_AUDIO_FORMAT_UNKNOWN)
    oa_upload_queue_configure (self->input.queue, self->input.format, chunk,
        bound);
}

void
oa_media_apply_settings (OaMedia *self)
{
  OaMediaOutput *output = &self->output;

  oa_input_conditioner_configure (self->input.conditioner, self->input.format,
      &self->settings.input);
  configure_upload_queue (self);
  configure_auto_commit (self);
  if (output->format != OA_AUDIO_FORMAT_UNKNOWN) {
    oa_timeline_configure (output->timeline, output->format,
        self->settings.frame, self->settings.silence);
    oa_timeline_set_prebuffer (output->timeline, self->settings.prebuffer);
  }
}

void
oa_media_configure (OaMedia *self, const OaMediaSettings *settings)
{
  self->settings = *settings;
  oa_media_apply_settings (self);
  /* There may be room now. */
  g_cond_broadcast (&self->cond);
}

GstClockTime
oa_media_now (OaMedia *self)
{
  return self->functions->now (self->owner);
}

GstClockTime
oa_media_get_running_time (OaMedia *self)
{
  GstClockTime now;

  g_mutex_lock (&self->lock);
  now = oa_media_now (self);
  g_mutex_unlock (&self->lock);
  return now;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* autocommit.c - counts silence and speech, and sets the mark. */

#include "autocommit.h"
#include "pausedetector.h"

struct _OaAutoCommit
{
  OaPauseDetector *detector;
  OaAudioFormat format;
  guint interval;
  guint64 committed;            /* samples up to the last mark */
  gboolean has_speech;          /* since then */
};

OaAutoCommit *
oa_auto_commit_new (OaAudioFormat format, guint min_pause, guint interval)
{
  OaAutoCommit *self = g_new0 (OaAutoCommit, 1);

  self->detector = oa_pause_detector_new (format, min_pause);
  self->format = format;
  self->interval = interval;
  return self;
}

void
oa_auto_commit_free (OaAutoCommit *self)
{
  if (self == NULL)
    return;
  oa_pause_detector_free (self->detector);
  g_free (self);
}

OaAudioFormat
oa_auto_commit_get_format (const OaAutoCommit *self)
{
  return self->format;
}

void
oa_auto_commit_set_interval (OaAutoCommit *self, guint interval)
{
  self->interval = interval;
}

static guint64
ms_to_samples (const OaAutoCommit *self, guint ms)
{
  return (guint64) ms * oa_audio_format_get_rate (self->format) / 1000;
}

static void
put_mark (OaAutoCommit *self, OaUploadQueue *queue)
{
  oa_upload_queue_mark (queue, G_MAXUINT64, OA_MARK_AUTO_COMMIT, NULL);
  self->committed = oa_pause_detector_get_position (self->detector);
  self->has_speech = FALSE;
}

static void
take_event (OaAutoCommit *self, OaUploadQueue *queue, const OaPauseEvent *event)
{
  if (event->kind == OA_PAUSE_ONSET)
    self->has_speech = TRUE;
  else if (self->has_speech || event->position > self->committed)
    put_mark (self, queue);
}

/* Speech without a pause: a text of it is wanted all the same. */
static void
check_interval (OaAutoCommit *self, OaUploadQueue *queue)
{
  guint64 seen = oa_pause_detector_get_position (self->detector);

  if (self->interval == 0 || !self->has_speech
      || seen < self->committed + ms_to_samples (self, self->interval))
    return;
  put_mark (self, queue);
  self->has_speech = oa_pause_detector_in_speech (self->detector);
}

void
oa_auto_commit_process (OaAutoCommit *self, OaUploadQueue *queue,
    const guint8 *data, gsize size)
{
  OaPauseEvent event;

  oa_pause_detector_process (self->detector, data, size);
  while (oa_pause_detector_next (self->detector, &event))
    take_event (self, queue, &event);
  check_interval (self, queue);
}

void
oa_auto_commit_forget (OaAutoCommit *self)
{
  self->committed = oa_pause_detector_get_position (self->detector);
  self->has_speech = FALSE;
}

void
oa_auto_commit_end (OaAutoCommit *self, OaUploadQueue *queue)
{
  if (!self->has_speech)
    return;
  oa_upload_queue_mark (queue, G_MAXUINT64, OA_MARK_AUTO_COMMIT, NULL);
  self->has_speech = FALSE;
}

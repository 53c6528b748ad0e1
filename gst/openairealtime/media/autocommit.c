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
  guint64 committed;   /* samples up to the last mark */
  gboolean has_speech; /* since then */
  gboolean paused;     /* in what is looked at, behind speech */
};

OaAutoCommit *
oa_auto_commit_new (OaAudioFormat format, guint min_pause)
{
  OaAutoCommit *self = g_new0 (OaAutoCommit, 1);

  self->detector = oa_pause_detector_new (format, min_pause);
  self->format = format;
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

static void
put_mark (OaAutoCommit *self, OaUploadQueue *queue)
{
  oa_upload_queue_mark (queue, G_MAXUINT64, OA_MARK_AUTO_COMMIT, NULL);
  self->committed = oa_pause_detector_get_position (self->detector);
}

static void
note_finding (OaPauseKind kind, guint64 position, gpointer user_data)
{
  OaAutoCommit *self = user_data;

  if (kind == OA_PAUSE_BEGIN)
    self->paused |= self->has_speech || position > self->committed;
  self->has_speech = kind == OA_PAUSE_ONSET;
}

/* Speech without a pause: a text of it is wanted all the same. */
static gboolean
is_too_long (const OaAutoCommit *self, guint interval)
{
  return self->has_speech
      && oa_pause_detector_get_position (self->detector) >= self->committed
          + oa_audio_format_time_to_samples (self->format,
              interval * GST_MSECOND);
}

void
oa_auto_commit_process (OaAutoCommit *self, OaUploadQueue *queue,
    const guint8 *data, gsize size, guint interval)
{
  self->paused = FALSE;
  oa_pause_detector_process (self->detector, data, size, note_finding, self);
  if (self->paused) {
    put_mark (self, queue);
  } else if (interval > 0 && is_too_long (self, interval)) {
    put_mark (self, queue);
    self->has_speech = oa_pause_detector_in_speech (self->detector);
  }
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

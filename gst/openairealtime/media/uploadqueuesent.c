/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueuesent.c - what went up, by the service's count: its time, what of
 * it is kept, and the same once more. */

#include "uploadqueueprivate.h"

#include <string.h>

guint64
oa_upload_queue_get_sent_ms (const OaUploadQueue *self)
{
  return self->sent / oa_audio_format_get_bytes_per_ms (self->format);
}

/* The position of what went out at @ms of the service's count; a place within
 * silence counts as the place where it was put. FALSE when it is forgotten by
 * now. */
static gboolean
find_sent (const OaUploadQueue *self, gint64 ms, guint64 *position)
{
  guint64 sent;
  guint i;

  if (ms < 0)
    return FALSE;
  sent = ms * oa_audio_format_get_bytes_per_ms (self->format);
  for (i = self->sents->len; i > 0; i--) {
    const OaSentAnchor *anchor =
        &g_array_index (self->sents, OaSentAnchor, i - 1);

    if (anchor->sent > sent)
      continue;
    *position = anchor->position;
    if (!anchor->silence)
      *position += sent - anchor->sent;
    return TRUE;
  }
  return FALSE;
}

void
oa_upload_queue_forget (OaUploadQueue *self, gint64 ms)
{
  gsize kept = self->kept.size;
  guint64 position, first = self->position - kept;

  if (kept == 0 || !find_sent (self, ms, &position) || position <= first)
    return;
  oa_byte_queue_drop (&self->kept, position - first);
}

GstClockTime
oa_upload_queue_resend (OaUploadQueue *self)
{
  gsize kept = self->kept.size;
  OaByteQueue waiting = self->waiting;

  self->waiting = self->kept;
  memset (&self->kept, 0, sizeof (self->kept));
  oa_byte_queue_append (&self->waiting, &waiting);
  self->position -= kept;
  self->sent = 0;
  self->silence = 0;
  g_array_set_size (self->sents, 0);
  return oa_upload_queue_bytes_to_time (self, kept);
}

GstClockTime
oa_upload_queue_ms_to_running_time (const OaUploadQueue *self, gint64 ms)
{
  guint64 position;
  guint i;

  if (!find_sent (self, ms, &position))
    return GST_CLOCK_TIME_NONE;
  for (i = self->inputs->len; i > 0; i--) {
    const OaInputAnchor *anchor =
        &g_array_index (self->inputs, OaInputAnchor, i - 1);

    if (anchor->position <= position)
      return anchor->running_time
          + oa_upload_queue_bytes_to_time (self, position - anchor->position);
  }
  return GST_CLOCK_TIME_NONE;
}

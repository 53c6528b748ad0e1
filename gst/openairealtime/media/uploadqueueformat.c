/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueueformat.c - an upload queue's sizes, and its change of format: what
 * waits and what was sent, as if it had been of the new one from the beginning.
 * */

#include "uploadqueueprivate.h"

#include "converter.h"

/* Where a position is when all the input is of @format. */
static guint64
scale (const OaUploadQueue *self, OaAudioFormat format, guint64 position)
{
  return gst_util_uint64_scale (position / self->sample_size,
             oa_audio_format_get_rate (format),
             oa_audio_format_get_rate (self->format))
      * oa_audio_format_get_sample_size (format);
}

/* What was kept and what waits, behind each other. */
static GBytes *
convert_audio (const OaUploadQueue *self, OaAudioFormat format)
{
  gsize kept = self->kept.size, waiting = self->waiting.size;
  guint8 *data = g_malloc (kept + waiting);
  GBytes *all;

  oa_byte_queue_peek (&self->kept, data, kept);
  oa_byte_queue_peek (&self->waiting, data + kept, waiting);
  all = oa_convert (self->format, format, data, kept + waiting);
  g_free (data);
  return all;
}

/* Fills an empty queue with @size bytes of @bytes from @offset on; rounding may
 * have left them some samples short. */
static void
refill (OaByteQueue *queue, GBytes *bytes, gsize offset, gsize size,
    OaAudioFormat format)
{
  gsize all, there;
  const guint8 *data = g_bytes_get_data (bytes, &all);

  there = MIN (size, all - MIN (all, offset));
  if (there > 0)
    oa_byte_queue_push (queue, data + offset, there);
  oa_byte_queue_fill (queue, oa_audio_format_get_silence (format),
      size - there);
}

static void
convert_queues (OaUploadQueue *self, OaAudioFormat format)
{
  GBytes *audio = convert_audio (self, format);
  guint64 position = scale (self, format, self->position);
  gsize kept = position
      - scale (self, format, self->position - self->kept.size);
  gsize waiting = scale (self, format, self->end) - position;

  oa_byte_queue_clear (&self->kept);
  oa_byte_queue_clear (&self->waiting);
  refill (&self->kept, audio, 0, kept, format);
  refill (&self->waiting, audio, kept, waiting, format);
  g_bytes_unref (audio);
}

static void
scale_tables (OaUploadQueue *self, OaAudioFormat format)
{
  GList *l;
  guint i;

  for (l = self->marks.head; l != NULL; l = l->next) {
    OaUploadMark *mark = l->data;

    mark->position = scale (self, format, mark->position);
  }
  for (i = 0; i < self->inputs->len; i++) {
    OaInputAnchor *anchor = &g_array_index (self->inputs, OaInputAnchor, i);

    anchor->position = scale (self, format, anchor->position);
  }
  for (i = 0; i < self->sents->len; i++) {
    OaSentAnchor *anchor = &g_array_index (self->sents, OaSentAnchor, i);

    anchor->sent = scale (self, format, anchor->sent);
    anchor->position = scale (self, format, anchor->position);
  }
}

/* All that waits, and all that is known of what was sent, as if it had been of
 * this format from the beginning. */
static void
change_format (OaUploadQueue *self, OaAudioFormat format)
{
  convert_queues (self, format);
  scale_tables (self, format);
  self->position = scale (self, format, self->position);
  self->end = scale (self, format, self->end);
  self->sent = scale (self, format, self->sent);
  self->silence = scale (self, format, self->silence);
  if (self->limit != G_MAXUINT64)
    self->limit = scale (self, format, self->limit);
}

void
oa_upload_queue_configure (OaUploadQueue *self, OaAudioFormat format,
    GstClockTime chunk, GstClockTime bound)
{
  if (format != self->format) {
    change_format (self, format);
    self->format = format;
    self->sample_size = oa_audio_format_get_sample_size (format);
  }
  self->chunk =
      MAX (oa_upload_queue_time_to_bytes (self, chunk), self->sample_size);
  self->bound = MAX (oa_upload_queue_time_to_bytes (self, bound), self->chunk);
}

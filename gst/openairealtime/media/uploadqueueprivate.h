/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueueprivate.h - the state of an upload queue, for its files. */

#pragma once

#include "uploadqueue.h"

#include "bytequeue.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 position;
  gint mark;
  gpointer data;
} OaUploadMark;

/* From this byte of input on, time runs from here. */
typedef struct
{
  guint64 position;
  GstClockTime running_time;
} OaInputAnchor;

/* From this byte on the wire on, input was sent that began here; or silence of
 * our own that was put in here. */
typedef struct
{
  guint64 sent;
  guint64 position;
  gboolean silence;
} OaSentAnchor;

struct _OaUploadQueue
{
  OaAudioFormat format;
  guint sample_size;
  gsize chunk;
  gsize bound;

  OaByteQueue waiting;
  OaByteQueue kept; /* sent, and right before what waits */
  GQueue marks;     /* of OaUploadMark, by position */
  guint64 end;      /* bytes pushed or dropped */
  guint64 position; /* bytes popped or dropped */
  guint64 limit;
  gboolean ended;

  gsize silence; /* bytes still to send */
  guint64 sent;  /* bytes, silence included */

  GArray *inputs; /* of OaInputAnchor */
  GArray *sents;  /* of OaSentAnchor */
};

static inline GstClockTime
oa_upload_queue_bytes_to_time (const OaUploadQueue *self, guint64 bytes)
{
  return oa_audio_format_samples_to_time (self->format,
      bytes / self->sample_size);
}

static inline gsize
oa_upload_queue_time_to_bytes (const OaUploadQueue *self, GstClockTime time)
{
  return oa_audio_format_time_to_samples (self->format, time)
      * self->sample_size;
}

G_END_DECLS

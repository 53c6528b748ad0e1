/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* segmenter.h - marks the pauses of a recording in the upload queue.
 *
 * Uploaded faster than real time, audio of the next utterance would be on the
 * wire before the service says that the turn has ended. So the upload is held
 * at each pause, just before the next utterance; the segmenter finds these
 * places. Whether and how long to hold is conversation/uploadgate's decision.
 *
 * Pure; not thread safe. */

#pragma once

#include "uploadqueue.h"

G_BEGIN_DECLS

/* Marks that the segmenter puts into the upload queue. */
typedef enum
{
  OA_MARK_PAUSE = 1, /* a pause is long enough; speech before it */
  OA_MARK_ONSET,     /* a pause is over: the next utterance follows */
  OA_MARK_END,       /* the input has ended */
  OA_N_SEGMENT_MARKS
} OaSegmentMark;

/* Data of the marks; g_free. */
typedef struct
{
  guint pause_ms;      /* length of the pause so far */
  guint sent_ms;       /* of it, before the mark */
  gboolean has_speech; /* since the last PAUSE, or at all (END) */
  gboolean any_speech; /* END: there was some in the input */
  gboolean any_sound;  /* END: the input was not plain silence */
} OaSegment;

typedef struct _OaSegmenter OaSegmenter;

/* @min_pause: ms that count as a pause; @lookback: the upload stops so many ms
 * before an onset, so that a soft beginning which the service's detector hears
 * earlier than ours stays on our side. */
OaSegmenter *oa_segmenter_new (OaAudioFormat format, guint min_pause,
    guint lookback);
void oa_segmenter_free (OaSegmenter *self);

/* Looks at input that was just pushed to @queue, before anything of it is
 * popped; puts marks and sets the upload queue's limit. */
void oa_segmenter_process (OaSegmenter *self, OaUploadQueue *queue,
    const guint8 *data, gsize size);

/* What waits is no recording: nothing of it is held, up to the end. */
void oa_segmenter_void (OaUploadQueue *queue);

/* What follows is another recording: all may go up, and is held behind it as
 * before an onset. Make a new segmenter for what follows. */
void oa_segmenter_break (OaSegmenter *self, OaUploadQueue *queue);

/* The input has ended: all may go up, then END. */
void oa_segmenter_end (OaSegmenter *self, OaUploadQueue *queue);

G_END_DECLS

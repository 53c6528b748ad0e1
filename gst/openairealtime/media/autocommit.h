/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* autocommit.h - ends the turns of live input where the service does not.
 *
 * A transcription model without detection of speech writes down what was
 * committed. So a commit is marked in the upload queue at each pause, and at
 * the latest when an interval is over; silence alone is not committed.
 *
 * Pure; not thread safe. */

#pragma once

#include "segmenter.h"

G_BEGIN_DECLS

/* The mark; void with the audio before it, as other negative ones are. */
#define OA_MARK_AUTO_COMMIT (-3)

typedef struct _OaAutoCommit OaAutoCommit;

/* @min_pause: ms without speech that end a turn. */
OaAutoCommit *oa_auto_commit_new (OaAudioFormat format, guint min_pause);
void oa_auto_commit_free (OaAutoCommit *self);

/* Looks at input that was just given to @queue: a mark goes behind all that is
 * there, which may be less, or other audio in its place. @interval: ms after
 * which a turn ends without a pause, 0 = never. */
void oa_auto_commit_process (OaAutoCommit *self, OaUploadQueue *queue,
    const guint8 *data, gsize size, guint interval);

/* What was given is forgotten: it is no turn. What is being said goes on. */
void oa_auto_commit_forget (OaAutoCommit *self);

/* The input has ended: what was said since the last commit is a turn. */
void oa_auto_commit_end (OaAutoCommit *self, OaUploadQueue *queue);

G_END_DECLS

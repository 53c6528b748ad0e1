/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueue.h - the user's audio on its way up.
 *
 * Collects input of any size to messages of a fixed duration, in order with
 * marks (a commit, a place to hold); bounded; knows which running time each
 * sent sample had. What a mark means is its owner's business.
 *
 * Positions are bytes of input since the start, silence for its holes
 * included. Pure; not thread safe:
 * the owner serializes calls. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

G_BEGIN_DECLS

typedef struct _OaUploadQueue OaUploadQueue;

typedef enum
{
  OA_UPLOAD_NOTHING, /* not enough audio, or held by the limit */
  OA_UPLOAD_AUDIO,
  OA_UPLOAD_MARK,
} OaUploadItemKind;

typedef struct
{
  OaUploadItemKind kind;
  GBytes *audio; /* AUDIO (transfer full) */
  gint mark;     /* MARK: as given */
  gpointer data; /* MARK: as given (transfer full) */
} OaUploadItem;

OaUploadQueue *oa_upload_queue_new (void);
void oa_upload_queue_free (OaUploadQueue *self);

/* @chunk: duration of a message; @bound: how much may wait. A change of format
 * converts what waits, and positions with it. */
void oa_upload_queue_configure (OaUploadQueue *self, OaAudioFormat format,
    GstClockTime chunk, GstClockTime bound);

/* Appends input that was captured at @running_time (NONE = follows on).
 * Returns the duration of the oldest audio that was dropped to stay within the
 * bound: only when @may_drop. */
GstClockTime oa_upload_queue_push (OaUploadQueue *self, const guint8 *data,
    gsize size, GstClockTime running_time, gboolean may_drop);

/* The same with @size bytes of silence: the input had a hole there. */
GstClockTime oa_upload_queue_push_silence (OaUploadQueue *self, gsize size,
    GstClockTime running_time, gboolean may_drop);

/* Room for more without dropping. */
gboolean oa_upload_queue_has_room (const OaUploadQueue *self);

/* TRUE when a thread that waits for room must be woken: half of what may wait
 * has gone, or what waits cannot go out without more. */
gboolean oa_upload_queue_wants_more (const OaUploadQueue *self);

/* What waits before this position may be popped; G_MAXUINT64 = all. */
void oa_upload_queue_set_limit (OaUploadQueue *self, guint64 position);

/* Puts a mark at @position (G_MAXUINT64 = at the end, where it also lets an
 * incomplete message before it go out). Takes @data, which g_free() frees. */
void oa_upload_queue_mark (OaUploadQueue *self, guint64 position, gint mark,
    gpointer data);

/* Marks from @first to @last are void. */
void oa_upload_queue_void_marks (OaUploadQueue *self, gint first, gint last);

/* No more input: the last incomplete message may go out. */
void oa_upload_queue_end (OaUploadQueue *self);

/* Silence of the element's own, sent before anything that waits. */
void oa_upload_queue_insert_silence (OaUploadQueue *self,
    GstClockTime duration);

/* A message of that silence, NULL when it is all sent. (transfer full) */
GBytes *oa_upload_queue_pop_silence (OaUploadQueue *self);

/* The next thing to send. */
void oa_upload_queue_pop (OaUploadQueue *self, OaUploadItem *item);

/* TRUE when pop would give something. */
gboolean oa_upload_queue_is_ready (const OaUploadQueue *self);

/* Nothing waits and the input has ended. */
gboolean oa_upload_queue_is_finished (const OaUploadQueue *self);

/* Forgets waiting audio. Marks below @keep are void with it, the others are due
 * now. Returns the duration forgotten. */
GstClockTime oa_upload_queue_clear (OaUploadQueue *self, gint keep);

/* Forgets audio that waits behind the last mark of at least @from; with such a
 * mark, or with @keep_sent, not what was sent. For input without a limit.
 * Returns the duration forgotten. */
GstClockTime oa_upload_queue_retract (OaUploadQueue *self, gint from,
    gboolean keep_sent);

/* What was sent is kept, as much as may wait; what was sent before @ms of the
 * service's count is not needed any more. */
void oa_upload_queue_forget (OaUploadQueue *self, gint64 ms);
/* The service is another one, which has heard nothing: what is kept goes out
 * once more, before what waits; its count begins at 0. Returns the duration. */
GstClockTime oa_upload_queue_resend (OaUploadQueue *self);

/* The input begins anew (after a flush): its end is forgotten too. */
void oa_upload_queue_restart (OaUploadQueue *self);

/* Bytes that came in, and that were popped. */
guint64 oa_upload_queue_get_end (const OaUploadQueue *self);
guint64 oa_upload_queue_get_position (const OaUploadQueue *self);

/* Milliseconds of audio that were popped, silence included: the service's own
 * count. */
guint64 oa_upload_queue_get_sent_ms (const OaUploadQueue *self);

/* Running time of the input at @ms of the service's count; NONE when
 * unknown. */
GstClockTime oa_upload_queue_ms_to_running_time (const OaUploadQueue *self,
    gint64 ms);

G_END_DECLS

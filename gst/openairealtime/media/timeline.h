/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timeline.h - when each piece of speech is sounded.
 *
 * Queues the speech of items and cuts it into frames with timestamps and
 * flags; keeps a ledger of what left, so that it can tell what has been heard.
 *
 * Not thread safe: the owner serializes calls. Never blocks, never reads a
 * clock. */

#pragma once

#include "protocol/audioformat.h"

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OaTimeline OaTimeline;

typedef enum
{
  OA_FRAME_NONE, /* nothing to push now */
  OA_FRAME_SPEECH,
  OA_FRAME_SILENCE,
  OA_FRAME_TAIL, /* the fade of speech that was cut, then silence */
} OaFrameKind;

typedef struct
{
  OaFrameKind kind;
  GstClockTime pts; /* running time of its first sample */
  GstClockTime duration;
  /* SPEECH and TAIL, and SILENCE when buffers of silence are wanted; else NULL.
   * Flags DISCONT, MARKER (talkspurt begins) and GAP (silence) are set. */
  GstBuffer *buffer;
  /* The first frame of this response, for latency figures; else NULL. */
  gchar *first_of_response;
} OaFrame;

OaTimeline *oa_timeline_new (void);
void oa_timeline_free (OaTimeline *self);

/* @frame: duration of a frame; rounded to whole samples, at least one.
 * @silence: silence comes as buffers. When the format changes, speech that
 * waits is converted; positions go on seamlessly. */
void oa_timeline_configure (OaTimeline *self, OaAudioFormat format,
    GstClockTime frame, gboolean silence);

/* How much of a talkspurt must be there before it begins, paced: unless all of
 * it is, or it was waited for that long. A service that does not send ahead of
 * what is sounded is waited for until its second piece, OA_TIMELINE_MAX_WAIT at
 * most. 0 = a whole frame is enough. After configure, whose format it counts
 * in. */
#define OA_TIMELINE_MAX_WAIT (240 * GST_MSECOND)
void oa_timeline_set_prebuffer (OaTimeline *self, GstClockTime prebuffer);

OaAudioFormat oa_timeline_get_format (const OaTimeline *self);

/* The running time of the next frame; when that is another than before, the
 * next frame is DISCONT. */
void oa_timeline_set_position (OaTimeline *self, GstClockTime pts);
GstClockTime oa_timeline_get_position (const OaTimeline *self);

/* Speech of an item, any number of bytes of any format. @not_before: earliest
 * running time of the item's first sample, or NONE; only pop_joined looks at
 * it. */
void oa_timeline_add (OaTimeline *self, OaAudioFormat format,
    const gchar *response_id, const gchar *item_id, GBytes *audio,
    GstClockTime not_before);
void oa_timeline_end_item (OaTimeline *self, const gchar *item_id);
void oa_timeline_end_response (OaTimeline *self, const gchar *response_id);

/* Nothing more will come of anything. */
void oa_timeline_end_all (OaTimeline *self);

/* The next frame of an unbroken cadence: speech if a whole frame of it is
 * there (or the rest of an ended item), else silence. Never NONE. */
void oa_timeline_pop_paced (OaTimeline *self, OaFrame *frame);

/* Paced: speech stops, with a fade, and waits; it goes on at the same
 * sample. */
void oa_timeline_hold (OaTimeline *self);
void oa_timeline_resume (OaTimeline *self);
gboolean oa_timeline_is_held (const OaTimeline *self);

/* The next frame of speech, answers joined end to end; NONE when there is
 * none. The last frame of an item may be short. Silence comes only before an
 * item that must not begin yet. */
void oa_timeline_pop_joined (OaTimeline *self, OaFrame *frame);

/* What left before is gone: what follows is not continuous with it. */
void oa_timeline_mark_discont (OaTimeline *self);

/* No pad took what left from @pts on: it was not heard, and does not come
 * again. */
void oa_timeline_revoke (OaTimeline *self, GstClockTime pts);

/* Forgets all queued speech, the ledger and a hold; the position stays.
 * Returns the duration that was dropped. */
GstClockTime oa_timeline_clear (OaTimeline *self);

/* What an interruption did to one item. */
typedef struct
{
  gchar *item_id;
  gchar *response_id;
  gint64 heard_ms;    /* sounded before the interruption, rounded down */
  gint64 received_ms; /* all that came of it, rounded down */
  gint64 dropped_ms;  /* never left */
  gboolean heard_all; /* it had ended and was sounded to its end */
} OaTruncatedItem;

/* The user speaks: nothing that waits will leave, but for a fade. Tells of
 * every item that was not finished what was sounded before running time @until
 * (NONE: all that left counts); they leave the ledger. Array of OaTruncatedItem
 * in order (transfer full). */
GPtrArray *oa_timeline_interrupt (OaTimeline *self, GstClockTime until);

/* An interruption or a hold leaves no fade after all. */
void oa_timeline_drop_tail (OaTimeline *self);

/* Everything that came was sounded and taken as finished. */
gboolean oa_timeline_is_finished (const OaTimeline *self);

/* No speech waits; incomplete samples of open items do not count. */
gboolean oa_timeline_is_empty (const OaTimeline *self);
/* Items of which something waits, or was not taken as finished yet. */
guint oa_timeline_get_n_items (const OaTimeline *self);
gboolean oa_timeline_has_item (const OaTimeline *self, const gchar *item_id);
GstClockTime oa_timeline_get_queued (const OaTimeline *self);
gsize oa_timeline_get_queued_bytes (const OaTimeline *self);
guint64 oa_timeline_get_underruns (const OaTimeline *self);

/* The latest stretch of speech that left without a pause, up to its last
 * sample; NONE when none has left since time began. */
void oa_timeline_get_last_speech (const OaTimeline *self, GstClockTime *begin,
    GstClockTime *end);

/* Milliseconds of the item that were sounded before running time @until
 * (NONE: all that left counts); -1 when the item is not in the ledger. */
gint64 oa_timeline_get_heard (const OaTimeline *self, const gchar *item_id,
    GstClockTime until);

/* Running time of the n-th sample of an item; NONE when it has not left, or the
 * item is not in the ledger. */
GstClockTime oa_timeline_locate (const OaTimeline *self, const gchar *item_id,
    guint64 sample);

/* The same, or when it will leave by pop_joined; NONE when that is not known
 * yet. */
GstClockTime oa_timeline_predict (const OaTimeline *self, const gchar *item_id,
    guint64 sample);

/* Calls @func for every item in the ledger with what was heard of it. */
void oa_timeline_foreach_heard (const OaTimeline *self, GstClockTime until,
    void (*func) (const gchar *item_id, gint64 heard_ms, gpointer data),
    gpointer data);

/* Calls @func for every response of which something was not sounded before
 * @until yet. */
void oa_timeline_foreach_unheard (const OaTimeline *self, GstClockTime until,
    void (*func) (const gchar *response_id, gpointer data), gpointer data);

/* Whether the oldest item in the ledger has ended, and left entirely. */
gboolean oa_timeline_has_played_out (const OaTimeline *self);

/* The next ended item whose every sample was sounded before @until, in order,
 * with its length in @heard_ms; it leaves the ledger. NULL when there is none.
 * (transfer full) */
gchar *oa_timeline_take_finished (OaTimeline *self, GstClockTime until,
    gint64 *heard_ms);

void oa_frame_clear (OaFrame *frame);

G_END_DECLS

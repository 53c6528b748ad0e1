/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uplink.h - the user's audio on its way up.
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

typedef struct _OaUplink OaUplink;

typedef enum
{
  OA_UPLINK_NOTHING,            /* not enough audio, or held by the limit */
  OA_UPLINK_AUDIO,
  OA_UPLINK_MARK,
} OaUplinkKind;

typedef struct
{
  OaUplinkKind kind;
  GBytes *audio;                /* AUDIO (transfer full) */
  gint mark;                    /* MARK: as given */
  gpointer data;                /* MARK: as given (transfer full) */
} OaUplinkItem;

OaUplink    *oa_uplink_new  (void);
void         oa_uplink_free (OaUplink * self);

/* @chunk: duration of a message; @bound: how much may wait. A change of format
 * converts what waits, and positions with it. */
void         oa_uplink_configure (OaUplink * self, OaAudioFormat format,
    GstClockTime chunk, GstClockTime bound);

/* Appends input that was captured at @running_time (NONE = follows on).
 * Returns the duration of the oldest audio that was dropped to stay within the
 * bound: only when @may_drop. */
GstClockTime oa_uplink_push (OaUplink * self, const guint8 * data, gsize size,
    GstClockTime running_time, gboolean may_drop);

/* The same with @size bytes of silence: the input had a hole there. */
GstClockTime oa_uplink_push_silence (OaUplink * self, gsize size,
    GstClockTime running_time, gboolean may_drop);

/* Room for more without dropping. */
gboolean     oa_uplink_has_room (const OaUplink * self);

/* TRUE when a thread that waits for room must be woken: half of what may wait
 * has gone, or what waits cannot go out without more. */
gboolean     oa_uplink_wants_more (const OaUplink * self);

/* What waits before this position may be popped; G_MAXUINT64 = all. */
void         oa_uplink_set_limit (OaUplink * self, guint64 position);

/* Puts a mark at @position (G_MAXUINT64 = at the end, where it also lets an
 * incomplete message before it go out). @data is freed with @free_data if it is
 * never popped. */
void         oa_uplink_mark (OaUplink * self, guint64 position, gint mark,
    gpointer data, GDestroyNotify free_data);
gboolean     oa_uplink_has_marks (const OaUplink * self);

/* Marks from @first to @last are void. */
void         oa_uplink_void_marks (OaUplink * self, gint first, gint last);

/* No more input: the last incomplete message may go out. */
void         oa_uplink_end (OaUplink * self);

/* Silence of the element's own, sent before anything that waits. */
void         oa_uplink_insert_silence (OaUplink * self, GstClockTime duration);

/* A message of that silence, NULL when it is all sent. (transfer full) */
GBytes      *oa_uplink_pop_silence (OaUplink * self);

/* The next thing to send. */
void         oa_uplink_pop (OaUplink * self, OaUplinkItem * item);

/* TRUE when pop would give something. */
gboolean     oa_uplink_is_ready (const OaUplink * self);

/* Nothing waits and the input has ended. */
gboolean     oa_uplink_is_finished (const OaUplink * self);

/* Forgets waiting audio. Marks below @keep are void with it, the others are due
 * now. Returns the duration forgotten. */
GstClockTime oa_uplink_clear (OaUplink * self, gint keep);

/* Forgets audio that waits behind the last mark of at least @from; with such a
 * mark, or with @keep_sent, not what was sent. For input without a limit.
 * Returns the duration forgotten. */
GstClockTime oa_uplink_retract (OaUplink * self, gint from,
    gboolean keep_sent);

/* What was sent is kept until it is forgotten, as much as may wait. */
void         oa_uplink_set_keep (OaUplink * self, gboolean keep);
/* What was sent before @ms of the service's count is not needed any more. */
void         oa_uplink_forget (OaUplink * self, gint64 ms);
/* The service is another one, which has heard nothing: what is kept goes out
 * once more, before what waits; its count begins at 0. Returns the duration. */
GstClockTime oa_uplink_resend (OaUplink * self);

/* The input begins anew (after a flush): its end is forgotten too. */
void         oa_uplink_restart (OaUplink * self);

guint64      oa_uplink_get_end (const OaUplink * self);         /* bytes in */
guint64      oa_uplink_get_position (const OaUplink * self);  /* bytes popped */
gsize        oa_uplink_get_waiting (const OaUplink * self);     /* bytes */

/* Milliseconds of audio that were popped, silence included: the service's own
 * count. */
guint64      oa_uplink_get_sent_ms (const OaUplink * self);

/* Running time of the input at @ms of the service's count; NONE when
 * unknown. */
GstClockTime oa_uplink_ms_to_running_time (const OaUplink * self, gint64 ms);

G_END_DECLS

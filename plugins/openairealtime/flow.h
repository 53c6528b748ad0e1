/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* flow.h - the element's streaming state as the session may touch it.
 *
 * Each function takes the flow lock for a moment; called on the I/O thread. */

#pragma once

#include "gstopenairealtime.h"
#include "media/downlink.h"

#include "session/uploadgate.h"

G_BEGIN_DECLS

/* Marks of live input, beside the segmenter's. */
enum
{
  OA_FLOW_MARK_PASS = -1,       /* what is before it need not wait for more */
  /* Ends of turns, as a segmenter's last mark is one, too. */
  OA_FLOW_MARK_COMMIT = OA_N_SEGMENT_MARKS,     /* asked for */
  OA_FLOW_MARK_TURN,            /* the user's turn ends here: commit, answer */
};

/* The clock's time, NONE without a clock, and the base time; in one look, since
 * it is taken for every frame. And what is called running time of it. */
GstClockTime oa_flow_get_clock_time (GstOpenaiRealtime * self,
    GstClockTime * base);
GstClockTime oa_flow_get_running_time (GstOpenaiRealtime * self);

/* With flow_lock held: a step or a push is not to go on. */
gboolean oa_flow_must_leave     (GstOpenaiRealtime * self);

/* The next audio or mark that may go up; nothing while what waits is of another
 * format than @format, which is what the service has been told. */
void     oa_flow_take_upload    (GstOpenaiRealtime * self,
    OaAudioFormat format, OaUplinkItem * item);
/* Silence of @ms as messages to send now; GBytes, in order. */
GPtrArray *oa_flow_take_silence (GstOpenaiRealtime * self, guint ms);
/* A commit belongs behind the audio that waits now. */
void     oa_flow_mark_commit    (GstOpenaiRealtime * self);
/* The user speaks, as far as the service knows: silence for input that does not
 * come. TRUE when there is some; @wait: ns until the next look. */
gboolean oa_flow_fill_absence   (GstOpenaiRealtime * self,
    GstClockTime * wait);
/* Forgets audio that waits and is not part of a turn; @keep_sent: what was sent
 * may have to be sent again. */
void     oa_flow_clear_upload   (GstOpenaiRealtime * self,
    gboolean keep_sent);
/* A hold belongs behind the audio that was sent by now, once that is sent
 * again. */
void     oa_flow_mark_hold      (GstOpenaiRealtime * self,
    const OaHold * hold);
/* Audio before @ms of the service's count is not needed any more. Returns what
 * was sent by now. */
guint64  oa_flow_forget         (GstOpenaiRealtime * self, gint64 ms);
/* A new service has heard nothing: what is kept goes up again; with a mark for
 * the first commit that waits behind it when @commit. */
void     oa_flow_resend         (GstOpenaiRealtime * self, gboolean commit);
guint64  oa_flow_get_sent_ms    (GstOpenaiRealtime * self);
/* Running time of the audio that the service counts as @ms; NONE unknown. */
GstClockTime oa_flow_audio_ms_to_running_time (GstOpenaiRealtime * self,
    gint64 ms);

/* Speech is never dropped for lack of room, but memory has an end: 23 minutes
 * of PCM, more than two hours of G.711; and so many items that were not heard
 * to their end. */
#define OA_FLOW_MAX_SPEECH_BYTES ((gsize) 64 * 1024 * 1024)
#define OA_FLOW_MAX_ITEMS 1000

/* Speech for the timeline; FALSE when too much of it waits. */
gboolean oa_flow_play           (GstOpenaiRealtime * self,
    const OaArrival * arrival, GstClockTime not_before);
void     oa_flow_end_item       (GstOpenaiRealtime * self,
    const gchar * item_id);
void     oa_flow_end_response   (GstOpenaiRealtime * self,
    const gchar * response_id);

/* With flow_lock held: how much later than the time of a frame the listener
 * hears it, by the pipeline's latency and playout-delay. */
GstClockTime oa_flow_get_ear_delay (GstOpenaiRealtime * self);
/* With flow_lock held: running time before which the listener has heard all
 * that left; NONE (all that left counts) when not live. */
GstClockTime oa_flow_heard_until (GstOpenaiRealtime * self);

/* Drops all speech that waits; tells what was heard of each item up to now.
 * @flush: what is downstream is dropped too, soon after. Array of OaCut. */
GPtrArray *oa_flow_interrupt    (GstOpenaiRealtime * self, gboolean flush);

/* Speech waits; resume tells how long it did (NONE: it was not held). */
void     oa_flow_hold           (GstOpenaiRealtime * self);
GstClockTime oa_flow_resume     (GstOpenaiRealtime * self);

/* Ids of the responses of which the listener has not heard all that came.
 * Array of strings. */
GPtrArray *oa_flow_list_speaking (GstOpenaiRealtime * self);

/* Speech waits to be sounded. */
gboolean oa_flow_is_sounding    (GstOpenaiRealtime * self);

/* The session begins again for a flush: ends that it tells are of the new input
 * from here on. Before, they are dropped. */
void     oa_flow_begin_again    (GstOpenaiRealtime * self);

/* What comes from upstream from now on is dropped. */
void     oa_flow_close_input    (GstOpenaiRealtime * self);

/* The input has ended and its last answer is complete. */
void     oa_flow_set_drained    (GstOpenaiRealtime * self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* media.h - the audio of a session both ways, and what its pads and its I/O
 * thread share of it: one lock, one condition that wakes every waiter.
 *
 * Joins the parts of this room: input conditioning and the upload queue, the
 * timeline and the captions, figures. Knows no pad and no element; time comes
 * from its owner.
 *
 * Functions take the lock for a moment unless they say that the caller holds
 * it. The lock is let go of before a push, a query, a message or a signal. */

#pragma once

#include "captions.h"
#include "downlink.h"
#include "intake.h"
#include "segmenter.h"
#include "timeline.h"
#include "uplink.h"

G_BEGIN_DECLS

typedef struct _OaMedia OaMedia;

/* What upstream says about being live. */
typedef enum
{
  OA_LIVENESS_UNKNOWN,          /* behaves as not live */
  OA_LIVENESS_LIVE,
  OA_LIVENESS_BATCH,
} OaLiveness;

typedef enum
{
  OA_TEXT_OUTPUT,               /* what the model says */
  OA_TEXT_INPUT,                /* what the user says */
  OA_N_TEXTS
} OaTextKind;

/* Marks of live input, beside the segmenter's. */
enum
{
  OA_MARK_PASS = -1,            /* what is before it need not wait for more */
  /* Ends of turns, as a segmenter's last mark is one, too. */
  OA_MARK_COMMIT = OA_N_SEGMENT_MARKS,  /* asked for */
  OA_MARK_TURN,                 /* the user's turn ends here: commit, answer */
};

/* Speech is never dropped for lack of room, but memory has an end: 23 minutes
 * of PCM, more than two hours of G.711; and so many items that were not heard
 * to their end. */
#define OA_MEDIA_MAX_SPEECH_BYTES ((gsize) 64 * 1024 * 1024)
#define OA_MEDIA_MAX_ITEMS 1000

typedef struct
{
  GstClockTime frame;
  GstClockTime chunk;           /* of a message; 0 = as liveness wants it */
  GstClockTime max_queue;
  GstClockTime prebuffer;
  GstClockTime playout_delay;   /* behind the pipeline's latency */
  gboolean silence;             /* comes as buffers */
  /* Turns of live input that nobody else ends, after @commit_pause ms of
   * silence or @commit_interval ms of speech; 0 = none. */
  guint commit_interval;
  guint commit_pause;
  /* Pauses of a recording, in ms: see OaSegmenter. */
  guint min_pause;
  guint lookback;
  /* Silence by which the service ends a turn; 0 = it ends none. */
  GstClockTime end_silence;
  OaIntakeConfig input;
} OaMediaSettings;

/* What the media asks of its owner; each is called with the lock held. */
typedef struct
{
  /* Running time; NONE without a clock. */
  GstClockTime (*now) (gpointer owner);
  /* What left is to be dropped downstream as well, on a thread that may wait. */
  void (*flush) (gpointer owner);
  /* Live input was dropped, for the first time in a run. */
  void (*queue_full) (gpointer owner);
} OaMediaOwner;

OaMedia *oa_media_new   (const OaMediaOwner * functions, gpointer owner);
OaMedia *oa_media_ref   (OaMedia * self);
void     oa_media_unref (OaMedia * self);

/* All of a run is forgotten, and another begins. @sideband: the audio travels
 * elsewhere, so that input is dropped. With the lock held. */
void     oa_media_begin_run (OaMedia * self, const OaMediaSettings * settings,
    gboolean sideband);
/* Sizes of frames and messages follow, in the formats of now. */
void     oa_media_configure (OaMedia * self,
    const OaMediaSettings * settings);

GstClockTime oa_media_get_running_time (OaMedia * self);

/*** what goes up; mediaupload.c ***/

/* The next audio or mark that may go up; nothing while what waits is of another
 * format than @format, which is what the service has been told. */
void     oa_media_take_upload   (OaMedia * self, OaAudioFormat format,
    OaUplinkItem * item);
/* Silence of @ms as messages to send now; GBytes, in order. */
GPtrArray *oa_media_take_silence (OaMedia * self, guint ms);
/* A commit belongs behind the audio that waits now. */
void     oa_media_mark_commit   (OaMedia * self);
/* The user speaks, as far as the service knows: silence for input that does not
 * come. TRUE when there is some; @wait: ns until the next look, NONE = not
 * before there is more. */
gboolean oa_media_fill_absence  (OaMedia * self, GstClockTime * wait);
/* Forgets audio that waits and is not part of a turn; @keep_sent: what was sent
 * may have to be sent again. */
void     oa_media_clear_upload  (OaMedia * self, gboolean keep_sent);
/* A mark of a recording belongs behind the audio that was sent by now, once
 * that is sent again. */
void     oa_media_mark_segment  (OaMedia * self, OaSegmentMark mark,
    const OaSegment * segment);
/* Audio before @ms of the service's count is not needed any more. Returns what
 * was sent by now. */
guint64  oa_media_forget        (OaMedia * self, gint64 ms);
/* A new service has heard nothing: what is kept goes up again; with a mark for
 * the first commit that waits behind it when @commit. Returns how much. */
GstClockTime oa_media_resend    (OaMedia * self, gboolean commit);
guint64  oa_media_get_sent_ms   (OaMedia * self);
/* Running time of the audio that the service counts as @ms; NONE unknown. */
GstClockTime oa_media_audio_ms_to_running_time (OaMedia * self, gint64 ms);

/* The session begins again for a flush: ends that it tells are of the new input
 * from here on. Before, they are dropped. */
void     oa_media_begin_again   (OaMedia * self);
/* What comes from upstream from now on is dropped. */
void     oa_media_close_input   (OaMedia * self);

/*** what comes down; mediaspeech.c ***/

/* Speech for the timeline; FALSE when too much of it waits. */
gboolean oa_media_play          (OaMedia * self, const OaArrival * arrival,
    GstClockTime not_before);
void     oa_media_end_item      (OaMedia * self, const gchar * item_id);
void     oa_media_end_response  (OaMedia * self, const gchar * response_id);

/* Drops all speech that waits; tells what was heard of each item up to now.
 * @flush: what is downstream is dropped too, soon after. Array of OaCut. */
GPtrArray *oa_media_interrupt   (OaMedia * self, gboolean flush);

/* Speech waits; resume tells how long it did (NONE: it was not held). */
void     oa_media_hold          (OaMedia * self);
GstClockTime oa_media_resume    (OaMedia * self);

/* Ids of the responses of which the listener has not heard all that came.
 * Array of strings. */
GPtrArray *oa_media_list_speaking (OaMedia * self);

/* Speech waits to be sounded. */
gboolean oa_media_is_sounding   (OaMedia * self);

/* The input has ended and its last answer is complete. */
void     oa_media_set_drained   (OaMedia * self);

/*** live input; mediainput.c ***/

/* With the lock held: audio, and a stretch without any. */
void     oa_media_push_live     (OaMedia * self, const guint8 * data,
    gsize size, GstClockTime running_time);
void     oa_media_push_live_gap (OaMedia * self, GstClockTime running_time,
    GstClockTime duration);
/* The talk button; FALSE when nothing was pressed or let go. */
gboolean oa_media_talk_start    (OaMedia * self);
gboolean oa_media_talk_stop     (OaMedia * self);

G_END_DECLS

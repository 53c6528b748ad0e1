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
#include "speechdecoder.h"
#include "inputconditioner.h"
#include "segmenter.h"
#include "timeline.h"
#include "uploadqueue.h"

G_BEGIN_DECLS

typedef struct _OaMedia OaMedia;

/* What upstream says about being live. */
typedef enum
{
  OA_LIVENESS_UNKNOWN, /* behaves as not live */
  OA_LIVENESS_LIVE,
  OA_LIVENESS_BATCH,
} OaLiveness;

typedef enum
{
  OA_TEXT_OUTPUT, /* what the model says */
  OA_TEXT_INPUT,  /* what the user says */
  OA_N_TEXTS
} OaTextKind;

/* Marks of live input, beside the segmenter's. */
enum
{
  OA_MARK_FLUSH_PARTIAL = -1, /* what is before it need not wait for more */
  /* Ends of turns, as a segmenter's last mark is one, too. */
  OA_MARK_COMMIT = OA_N_SEGMENT_MARKS, /* asked for */
  OA_MARK_TURN, /* the user's turn ends here: commit, answer */
};

/* Speech is never dropped for lack of room, but memory has an end: 23 minutes
 * of PCM, more than two hours of G.711; and so many items that were not heard
 * to their end. */
#define OA_MEDIA_MAX_SPEECH_BYTES ((gsize) 64 * 1024 * 1024)
#define OA_MEDIA_MAX_ITEMS 1000

typedef struct
{
  GstClockTime frame;
  GstClockTime chunk; /* of a message; 0 = as liveness wants it */
  GstClockTime max_queue;
  GstClockTime prebuffer;
  GstClockTime playout_delay; /* behind the pipeline's latency */
  gboolean silence;           /* comes as buffers */
  /* Turns of live input that neither the service nor the application ends:
   * after @commit_pause ms of silence or @commit_interval ms of speech;
   * 0 = none. */
  guint commit_interval;
  guint commit_pause;
  /* Pauses of a recording, in ms: see OaSegmenter. */
  guint min_pause;
  guint lookback;
  /* Silence by which the service ends a turn; 0 = it ends none. */
  GstClockTime end_silence;
  OaInputConditionerConfig input;
} OaMediaSettings;

/* What the streams of a run have come to. */
typedef struct
{
  gboolean playing;
  gboolean flushing;
  gboolean failing; /* an error will be posted: nothing goes on */
  gboolean failed;  /* an error was posted: streaming ends */
  gboolean cutting; /* downstream is being flushed by us */
  gboolean input_ended;
  gboolean drained;     /* the last answer is complete */
  guint flushes_untold; /* of which the session does not know yet */
  GstFlowReturn result; /* what downstream said, for upstream */
} OaMediaRun;

/* Durations in ns; latencies -1 = none yet. */
typedef struct
{
  guint64 input_duration;
  guint64 input_dropped;
  guint64 input_filled;
  guint64 output_received;
  guint64 output_duration;
  guint64 output_dropped;
  gint64 cut_latency;   /* us, of the last one */
  gint64 input_latency; /* ns, of the newest audio sent */
} OaMediaFigures;

/* What the media asks of its owner; with the lock held, but for wake. */
typedef struct
{
  /* There is something to send. */
  void (*wake) (gpointer owner);
  /* Running time; NONE without a clock. */
  GstClockTime (*now) (gpointer owner);
  /* What left is to be dropped downstream as well, on a thread that may
   * wait. */
  void (*flush) (gpointer owner);
  /* Live input was dropped, for the first time in a run. */
  void (*queue_full) (gpointer owner);
  /* The source pad has something to tell before its next frame. */
  void (*expedite) (gpointer owner);
} OaMediaOwner;

/* What downstream is told of an interruption. */
typedef struct
{
  gchar *item_id; /* or NULL: nothing is told */
  gint64 heard_ms;
  gint64 dropped_ms;
} OaMediaInterruption;

OaMedia *oa_media_new (const OaMediaOwner *functions, gpointer owner);
OaMedia *oa_media_ref (OaMedia *self);
void oa_media_unref (OaMedia *self);

/* All of a run is forgotten, and another begins. @sideband: the audio travels
 * elsewhere, so that input is dropped. With the lock held, under which
 * @settings were read: the latest ones win. */
void oa_media_begin_run (OaMedia *self, const OaMediaSettings *settings,
    gboolean sideband);
/* Sizes of frames and messages follow, in the formats of now. With the lock
 * held, in the same way. */
void oa_media_configure (OaMedia *self, const OaMediaSettings *settings);

GstClockTime oa_media_get_running_time (OaMedia *self);

/*** what goes up; mediaupload.c ***/

/* The next audio or mark that may go up; nothing while what waits is of another
 * format than @format, which is what the service has been told. */
void oa_media_take_upload (OaMedia *self, OaAudioFormat format,
    OaUploadItem *item);
/* Silence of @ms as messages to send now; GBytes, in order. */
GPtrArray *oa_media_take_silence (OaMedia *self, guint ms);
/* A commit belongs behind the audio that waits now. */
void oa_media_mark_commit (OaMedia *self);
/* The user speaks, as far as the service knows: silence for input that does not
 * come. TRUE when there is some; @wait: ns until the next look, NONE = not
 * before there is more. */
gboolean oa_media_fill_missing_input (OaMedia *self, GstClockTime *wait);
/* Forgets audio that waits and is not part of a turn; @keep_sent: what was sent
 * may have to be sent again. */
void oa_media_clear_upload (OaMedia *self, gboolean keep_sent);
/* A mark of a recording belongs behind the audio that was sent by now, once
 * that is sent again. */
void oa_media_mark_segment (OaMedia *self, OaSegmentMark mark,
    const OaSegment *segment);
/* Audio before @ms of the service's count is not needed any more. Returns what
 * was sent by now. */
guint64 oa_media_forget (OaMedia *self, gint64 ms);
/* A new service has heard nothing: what is kept goes up again; with a mark for
 * the first commit that waits behind it when @commit. Returns how much. */
GstClockTime oa_media_resend (OaMedia *self, gboolean commit);
guint64 oa_media_get_sent_ms (OaMedia *self);
/* Running time of the audio that the service counts as @ms; NONE unknown. */
GstClockTime oa_media_audio_ms_to_running_time (OaMedia *self, gint64 ms);

/* The session begins again for a flush: ends that it tells are of the new input
 * from here on. Before, they are dropped. */
void oa_media_begin_again (OaMedia *self);
/* What comes from upstream from now on is dropped. */
void oa_media_close_input (OaMedia *self);

/*** what comes down; mediaspeech.c ***/

/* Speech for the timeline; FALSE when too much of it waits. */
gboolean oa_media_play (OaMedia *self, const OaDecodedChunk *chunk,
    GstClockTime not_before);
void oa_media_end_item (OaMedia *self, const gchar *item_id);
void oa_media_end_response (OaMedia *self, const gchar *response_id);

/* Drops all speech that waits; tells what was heard of each item up to now.
 * @flush: what is downstream is dropped too, soon after. Array of
 * OaTruncatedItem. */
GPtrArray *oa_media_interrupt (OaMedia *self, gboolean flush);

/* It is told downstream, before anything new leaves. */
void oa_media_announce_interruption (OaMedia *self, const gchar *item_id,
    gint64 heard_ms, gint64 dropped_ms);

/* Speech waits; resume tells how long it did (NONE: it was not held). */
void oa_media_hold (OaMedia *self);
GstClockTime oa_media_resume (OaMedia *self);

/* Ids of the responses of which the listener has not heard all that came.
 * Array of strings. */
GPtrArray *oa_media_list_speaking (OaMedia *self);

/* Speech waits to be sounded. */
gboolean oa_media_is_sounding (OaMedia *self);

/* The input has ended and its last answer is complete. */
void oa_media_set_drained (OaMedia *self);

/*** the sink pad; mediainput.c ***/

typedef enum
{
  OA_INPUT_TAKEN,
  OA_INPUT_DROPPED,
  OA_INPUT_WITHOUT_FORMAT,
  OA_INPUT_AFTER_END,
} OaInputState;

/* Before audio; @ret: for upstream, of what is not taken. */
OaInputState oa_media_check_input (OaMedia *self, OaAudioFormat *format,
    GstFlowReturn *ret);
/* Audio that was captured at @running_time; @lost: what was before it was
 * lost. A recording waits for room, and so may what follows. */
GstFlowReturn oa_media_push (OaMedia *self, const guint8 *data, gsize size,
    GstClockTime running_time, gboolean lost);
void oa_media_push_gap (OaMedia *self, GstClockTime running_time,
    GstClockTime duration);
/* Deactivation ends a wait. */
void oa_media_set_input_active (OaMedia *self, gboolean active);
/* FALSE when that is nothing new. */
gboolean oa_media_set_liveness (OaMedia *self, OaLiveness liveness);
void oa_media_set_input_format (OaMedia *self, OaAudioFormat format);
void oa_media_end_input (OaMedia *self);
/* A seek upstream: what was not sent or not heard is void. @reset_time: running
 * time begins at zero; @untold: the session is still to be told. */
void oa_media_flush (OaMedia *self, gboolean reset_time, gboolean untold);

/*** the source and text pads; mediaoutput.c ***/

void oa_media_lock (OaMedia *self);
void oa_media_unlock (OaMedia *self);

/* With the lock held, and let go of meanwhile: until something changes, or
 * until @end, a monotonic time. */
void oa_media_wait (OaMedia *self);
void oa_media_wait_until (OaMedia *self, gint64 end);

/* With the lock held. After a change of the run: ends every wait above. */
void oa_media_wake (OaMedia *self);
OaMediaRun *oa_media_get_run (OaMedia *self);
gboolean oa_media_is_live (const OaMedia *self);
/* A step or a push is not to go on. */
gboolean oa_media_must_leave (const OaMedia *self);
/* All that can come has come, and live it was sounded, too. */
gboolean oa_media_is_at_end (const OaMedia *self);
OaTimeline *oa_media_get_timeline (const OaMedia *self);
/* The next frame of a cadence, or of speech joined end to end; captions that
 * begin in it are due. */
void oa_media_pop_paced (OaMedia *self, OaFrame *frame);
void oa_media_pop_joined (OaMedia *self, OaFrame *frame);
/* An interruption is to be told before the next frame; then it is taken, and to
 * be cleared by g_free() of its id. */
gboolean oa_media_has_interruption (const OaMedia *self);
OaMediaInterruption oa_media_take_interruption (OaMedia *self);
/* The latency of the pipeline; NONE before it is distributed. */
GstClockTime oa_media_get_latency (const OaMedia *self);
/* Captions of a pad begin, also anew; NULL when none are wanted any more. */
void oa_media_begin_captions (OaMedia *self, OaTextKind kind);
OaCaptions *oa_media_get_captions (const OaMedia *self, OaTextKind kind);
void oa_media_end_captions (OaMedia *self, OaTextKind kind);

/* Without it. */
void oa_media_set_latency (OaMedia *self, GstClockTime latency);
void oa_media_set_output_format (OaMedia *self, OaAudioFormat format);
OaAudioFormat oa_media_get_output_format (OaMedia *self);
/* Downstream knows what its far end has heard: all before this running time. It
 * is believed from then on. */
void oa_media_set_heard (OaMedia *self, GstClockTime position);
/* A frame of speech was taken, or was not and so was not heard. */
void oa_media_settle_frame (OaMedia *self, const OaFrame *frame,
    gboolean taken);
/* The next item that was heard to its end; NULL = none. (transfer full) */
gchar *oa_media_take_played (OaMedia *self, gint64 *heard_ms);
/* Calls @func for every item that is not done with; it may not call back. */
void oa_media_foreach_heard (OaMedia *self,
    void (*func) (const gchar *item_id, gint64 heard_ms, gpointer data),
    gpointer data);
/* @underruns: times that speech which should go on had not come. */
void oa_media_get_figures (OaMedia *self, OaMediaFigures *figures,
    guint64 *underruns);

/*** the talk button; medialive.c ***/

/* FALSE when nothing was pressed or let go. */
gboolean oa_media_talk_start (OaMedia *self);
gboolean oa_media_talk_stop (OaMedia *self);

G_END_DECLS

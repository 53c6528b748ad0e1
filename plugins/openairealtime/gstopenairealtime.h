/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtime.h - the element's state and what its files offer each
 * other. Private to the plugin: applications see properties, signals and
 * messages (docs/element.md). */

#pragma once

#include "conversation/conversation.h"
#include "gstopenairealtimetext.h"
#include "media/intake.h"
#include "media/autocommit.h"
#include "media/recordingclock.h"
#include "media/segmenter.h"
#include "media/timeline.h"
#include "media/uplink.h"
#include "pacer.h"
#include "report/reporter.h"
#include "session/settings.h"
#include "session/session.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_OPENAI_REALTIME (gst_openai_realtime_get_type ())
G_DECLARE_FINAL_TYPE (GstOpenaiRealtime, gst_openai_realtime, GST,
    OPENAI_REALTIME, GstElement)

GST_ELEMENT_REGISTER_DECLARE (openairealtime);
GST_DEBUG_CATEGORY_EXTERN (gst_openai_realtime_debug);

/* What upstream says about being live. */
typedef enum
{
  OA_LIVENESS_UNKNOWN,          /* behaves as not live */
  OA_LIVENESS_LIVE,
  OA_LIVENESS_BATCH,
} OaLiveness;

struct _GstOpenaiRealtime
{
  GstElement parent;

  GstPad *sinkpad;
  GstPad *srcpad;

  /* What users set. Protected by GST_OBJECT_LOCK. */
  OaElementSettings settings;
  OaSession *session;           /* from READY to PAUSED on; own reference */
  OaReporter *reporter;         /* of a run; another one only in READY */

  /* Streaming state. Protected by flow_lock; flow_cond wakes every waiter.
   * Order: flow_lock before GST_OBJECT_LOCK. Released before a push, a query, a
   * message or a signal. */
  GMutex flow_lock;
  GCond flow_cond;
  gboolean running;            /* in PAUSED or PLAYING, with a session or not */
  gboolean playing;
  gboolean flushing;
  gboolean failing;             /* an error will be posted: nothing goes on */
  gboolean failed;              /* an error was posted: streaming ends */
  OaLiveness liveness;
  GstFlowReturn src_result;
  GstClockID wait_id;
  gboolean src_active;          /* steps may be started */
  OaPacerMember *pacing;        /* takes the steps in place of the task */
  OaPacerMember *rested;        /* gave the steps back to the task */
  gboolean counted;             /* as one that pushes live; the task's own */
  GstClockTime latency;         /* as distributed; NONE before */
  gboolean answered;            /* a latency query, with: */
  gboolean answered_live;
  GstClockTime answered_latency;

  /* The way up. */
  GstSegment segment;
  OaAudioFormat input_format;
  OaIntake *intake;             /* in front of it when live */
  OaUplink *uplink;
  OaRecordingClock recording;   /* where its audio lies, when not live */
  OaSegmenter *segmenter;       /* in batch mode, once audio has come */
  OaAutoCommit *auto_commit;    /* live, where the service ends no turns */
  gboolean sink_active;
  gboolean input_ended;
  gboolean late_input;          /* after that; users were told */
  gboolean other_caps;          /* were refused; users were told */
  gboolean queue_was_full;      /* live; users were told, or are about to be */
  gboolean queue_full_due;      /* to tell */
  gboolean input_lost;          /* something is, before the next input */
  gboolean input_closed;        /* nothing of it is wanted any more */
  guint flushes_untold;         /* of which the session does not know yet */
  gboolean sideband;            /* the audio travels elsewhere */
  guint32 eos_seqnum;

  /* The way down. */
  guint group_id;               /* of the streams of this run */
  guint32 flush_seqnum;         /* of the last flush; INVALID = none */
  OaTimeline *timeline;
  OaAudioFormat output_format;
  GByteArray *pushed;           /* the last frame's bytes; the task's own */
  gboolean opened;              /* something followed them; the task's own */
  gboolean started;             /* stream-start, caps and segment were pushed */
  gboolean cadence;             /* the clock drives the timeline already */
  gboolean drained;             /* the last answer is complete */
  gboolean cutting;             /* downstream is being flushed by us */
  guint restarting;             /* such flushes that start the steps again */
  GstClockTime held_at;
  gint64 handlers_until;       /* the end waits for them; 0 = it did not come */
  gint64 cut_at;                /* monotonic us; 0 = the cut has left */
  gint64 cut_latency;           /* us, of the last one; -1 = none */
  gint64 input_latency;         /* ns, of the newest audio sent; -1 = none */
  GstClockTime resent_at;      /* what is older than this tells nothing of it */

  OaText texts[OA_N_TEXTS];

  /* Counters for `stats`; under flow_lock. */
  guint64 input_duration;
  guint64 input_dropped;
  guint64 input_filled;
  guint64 output_received;
  guint64 output_duration;
  guint64 output_dropped;
};

/* gstopenairealtimeproperties.c */
void     gst_openai_realtime_install_properties (GObjectClass * klass);

/* gstopenairealtimeactions.c, gstopenairealtimeagent.c,
 * gstopenairealtimecalls.c */
void     gst_openai_realtime_install_actions (GObjectClass * klass);
void     gst_openai_realtime_install_agent_action (GObjectClass * klass);
void     gst_openai_realtime_install_call_actions (GObjectClass * klass);

/* gstopenairealtimestats.c */
GstStructure *gst_openai_realtime_get_stats (GstOpenaiRealtime * self);
gchar   *gst_openai_realtime_get_conversation (GstOpenaiRealtime * self);

/* gstopenairealtimesink.c */
gboolean gst_openai_realtime_sink_activate_mode (GstPad * pad,
    GstObject * parent, GstPadMode mode, gboolean active);
gboolean gst_openai_realtime_sink_event (GstPad * pad, GstObject * parent,
    GstEvent * event);
gboolean gst_openai_realtime_sink_query (GstPad * pad, GstObject * parent,
    GstQuery * query);
GstFlowReturn gst_openai_realtime_sink_chain (GstPad * pad,
    GstObject * parent, GstBuffer * buffer);

/* gstopenairealtimeinput.c: live input. With flow_lock held: */
void     gst_openai_realtime_configure_input (GstOpenaiRealtime * self);
void     gst_openai_realtime_take_live (GstOpenaiRealtime * self,
    const guint8 * data, gsize size, GstClockTime running_time);
void     gst_openai_realtime_take_live_gap (GstOpenaiRealtime * self,
    GstClockTime running_time, GstClockTime duration);
/* Silence in the place of input that should have come; TRUE when there was
 * some. @wait: when to ask again, NONE = not before there is more. */
gboolean gst_openai_realtime_fill_absence (GstOpenaiRealtime * self,
    GstClockTime * wait);
/* Whether there was a press. */
gboolean gst_openai_realtime_end_press (GstOpenaiRealtime * self);
/* Without a lock: what is told of input that was taken. */
void     gst_openai_realtime_tell_input (GstOpenaiRealtime * self);
/* Without a lock; FALSE when nothing was pressed or let go. */
gboolean gst_openai_realtime_talk_start (GstOpenaiRealtime * self);
gboolean gst_openai_realtime_talk_stop (GstOpenaiRealtime * self);

/* gstopenairealtimesrc.c */
gboolean gst_openai_realtime_src_activate_mode (GstPad * pad,
    GstObject * parent, GstPadMode mode, gboolean active);
gboolean gst_openai_realtime_src_event (GstPad * pad, GstObject * parent,
    GstEvent * event);
gboolean gst_openai_realtime_src_query (GstPad * pad, GstObject * parent,
    GstQuery * query);
gboolean gst_openai_realtime_start_src_task (GstOpenaiRealtime * self);
/* Returns when no step is under way. */
void     gst_openai_realtime_pause_src_task (GstOpenaiRealtime * self);
/* Drops what is downstream; on a thread that may block. */
void     gst_openai_realtime_flush_downstream (GstElement * element,
    gpointer user_data);

/* gstopenairealtime.c: shared by the pads */

/* Asks upstream whether it is live; call without a lock. What else hangs on the
 * answer is told. */
void     gst_openai_realtime_find_liveness (GstOpenaiRealtime * self);
/* Tells the pipeline when a latency query would be answered in another way than
 * it was; without a lock. */
void     gst_openai_realtime_check_latency (GstOpenaiRealtime * self);
/* With flow_lock held. */
GstClockTime gst_openai_realtime_get_latency (GstOpenaiRealtime * self);
void     gst_openai_realtime_set_flushing (GstOpenaiRealtime * self,
    gboolean flushing);
/* A reference, or NULL outside of PAUSED and PLAYING. */
OaSession *gst_openai_realtime_ref_session (GstOpenaiRealtime * self);
/* Sizes of frames and messages after a change of settings or formats; with
 * flow_lock held. */
void     gst_openai_realtime_configure_flow (GstOpenaiRealtime * self);
/* For a recording, by the settings of now; with flow_lock held. */
OaSegmenter *gst_openai_realtime_new_segmenter (GstOpenaiRealtime * self);
/* With flow_lock held: the end of the stream gives handlers of signals a
 * moment, so that it comes behind the last words. One that takes longer is not
 * waited for. FALSE when flushing. */
gboolean gst_openai_realtime_await_handlers (GstOpenaiRealtime * self);
/* The same for a thread that may not wait: asked again until TRUE. */
gboolean gst_openai_realtime_handlers_are_done (GstOpenaiRealtime * self);
/* Takes @failure: the stream cannot go on. From a streaming thread, without a
 * lock; it waits then, or drops what comes, until `failed` is set. */
void     gst_openai_realtime_fail (GstOpenaiRealtime * self,
    OaFailure * failure);
/* A property changed: sizes and session follow. */
void     gst_openai_realtime_settings_changed (GstOpenaiRealtime * self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeelement.h - the element's state, and what its files offer
 * each other. Private to the plugin: applications see properties, signals and
 * messages (docs/element.md). */

#pragma once

#include "conversation/conversation.h"
#include "media/media.h"
#include "pacing/pacer.h"
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

/* A text pad. Protected by the media's lock. */
typedef struct
{
  GstOpenaiRealtime *element;
  OaTextKind kind;
  GstPad *pad;  /* NULL = not requested */
  guint serial; /* of the captions */
  gboolean active;
  gboolean started; /* stream-start, caps, segment, first gap */
} OaText;

struct _GstOpenaiRealtime
{
  GstElement parent;

  GstPad *sinkpad;
  GstPad *srcpad;

  /* What users set. Protected by GST_OBJECT_LOCK. */
  OaElementSettings settings;
  OaSession *session;   /* from READY to PAUSED on; own reference */
  OaReporter *reporter; /* of a run; another one only in READY */

  /* Streams; what follows is protected by its lock, too. Order: that lock
   * before GST_OBJECT_LOCK. */
  OaMedia *media;
  OaMediaRun *run;  /* its own */
  gboolean running; /* PAUSED or PLAYING, with a session or not */
  GstClockID wait_id;
  gboolean src_active;   /* steps may be started */
  OaPacerMember *pacing; /* takes the steps in place of the task */
  OaPacerMember *rested; /* gave the steps back to the task */
  gboolean counted_live; /* as one that pushes; the task's own */
  gboolean answered;     /* a latency query, with: */
  gboolean answered_live;
  GstClockTime answered_latency;

  /* The way up. */
  GstSegment segment;  /* its streaming thread's own, as: */
  gboolean input_lost; /* something is, before the next input */
  gboolean late_input; /* after its end; users were told */

  gboolean other_caps; /* were refused; users were told */
  guint32 eos_seqnum;

  /* The way down. */
  guint group_id;            /* of the streams of this run */
  guint32 flush_seqnum;      /* of the last flush; INVALID = none */
  GByteArray *pushed;        /* the last frame's bytes; the task's own */
  gboolean first_gap_pushed; /* since the caps; the task's own */
  gboolean stream_started;   /* stream-start, caps and segment were pushed */
  gboolean clock_started;    /* the clock drives the timeline already */
  guint restarting;          /* flushes of ours that start the steps again */
  gint64 handlers_until;     /* the end waits for them; 0 = no end yet */
  OaText texts[OA_N_TEXTS];
};

/* gstopenairealtimeproperties.c */
void gst_openai_realtime_install_properties (GObjectClass *klass);

/* gstopenairealtimeactions.c, gstopenairealtimeagent.c,
 * gstopenairealtimecalls.c */
void gst_openai_realtime_install_actions (GObjectClass *klass);
void gst_openai_realtime_install_agent_action (GObjectClass *klass);
void gst_openai_realtime_install_call_actions (GObjectClass *klass);

/* gstopenairealtimestats.c */
GstStructure *gst_openai_realtime_get_stats (GstOpenaiRealtime *self);
gchar *gst_openai_realtime_get_conversation (GstOpenaiRealtime *self);

/* gstopenairealtimesink.c */
gboolean gst_openai_realtime_sink_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active);
gboolean gst_openai_realtime_sink_event (GstPad *pad, GstObject *parent,
    GstEvent *event);
gboolean gst_openai_realtime_sink_query (GstPad *pad, GstObject *parent,
    GstQuery *query);
GstFlowReturn gst_openai_realtime_sink_chain (GstPad *pad, GstObject *parent,
    GstBuffer *buffer);

/* gstopenairealtimemedia.c */
OaMedia *gst_openai_realtime_new_media (GstOpenaiRealtime *self);
void gst_openai_realtime_get_media_settings (GstOpenaiRealtime *self,
    OaMediaSettings *settings);

/* A property changed: sizes and session follow. */
void gst_openai_realtime_settings_changed (GstOpenaiRealtime *self);

/* gstopenairealtimesrc.c */
gboolean gst_openai_realtime_src_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active);
gboolean gst_openai_realtime_src_event (GstPad *pad, GstObject *parent,
    GstEvent *event);
gboolean gst_openai_realtime_src_query (GstPad *pad, GstObject *parent,
    GstQuery *query);
gboolean gst_openai_realtime_start_src_task (GstOpenaiRealtime *self);
/* Returns when no step is under way. */
void gst_openai_realtime_pause_src_task (GstOpenaiRealtime *self);
/* Drops what is downstream; on a thread that may block. */
void gst_openai_realtime_flush_downstream (GstElement *element,
    gpointer user_data);

/* gstopenairealtimeelement.c */

/* The clock's time, NONE without a clock, and the base time; in one look, since
 * it is taken for every frame. */
GstClockTime gst_openai_realtime_get_clock_time (GstOpenaiRealtime *self,
    GstClockTime *base);
GstOpenaiRealtimeLive gst_openai_realtime_get_live_setting (
    GstOpenaiRealtime *self);

/* Asks upstream whether it is live; call without a lock. What else hangs on the
 * answer is told. */
void gst_openai_realtime_find_liveness (GstOpenaiRealtime *self);
/* Tells the pipeline when a latency query would be answered in another way than
 * it was; without a lock. */
void gst_openai_realtime_check_latency (GstOpenaiRealtime *self);
/* With the lock held. */
GstClockTime gst_openai_realtime_get_latency (GstOpenaiRealtime *self);
/* Ends the source pad's wait for the clock; with the lock held. */
void gst_openai_realtime_wake_src (GstOpenaiRealtime *self);
void gst_openai_realtime_set_flushing (GstOpenaiRealtime *self,
    gboolean flushing);
/* A reference, or NULL outside of PAUSED and PLAYING. */
OaSession *gst_openai_realtime_ref_session (GstOpenaiRealtime *self);
/* With the lock held: the end of the stream gives handlers of signals a
 * moment, so that it comes behind the last words. One that takes longer is not
 * waited for. FALSE when flushing. */
gboolean gst_openai_realtime_await_handlers (GstOpenaiRealtime *self);
/* The same for a thread that may not wait: asked again until TRUE. */
gboolean gst_openai_realtime_handlers_are_done (GstOpenaiRealtime *self);
/* Takes @failure: the stream cannot go on. From a streaming thread, without a
 * lock; it waits then, or drops what comes, until `failed` is set. */
void gst_openai_realtime_fail (GstOpenaiRealtime *self, OaFailure *failure);

G_END_DECLS

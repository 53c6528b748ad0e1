/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mediaprivate.h - the state of the media, shared by its files. Everything is
 * protected by the lock; so is every function here. */

#pragma once

#include "media.h"

#include "autocommit.h"
#include "recordingclock.h"

G_BEGIN_DECLS

/* The way up. */
typedef struct
{
  OaAudioFormat format;
  OaIntake *intake;             /* in front of the uplink when live */
  OaUplink *uplink;
  OaRecordingClock recording;   /* where its audio lies, when not live */
  OaSegmenter *segmenter;       /* in batch mode, once audio has come */
  OaAutoCommit *auto_commit;    /* live, where the service ends no turns */
  gboolean ended;
  gboolean closed;              /* nothing of it is wanted any more */
  gboolean sideband;            /* the audio travels elsewhere */
  gboolean lost;                /* something is, before the next input */
  gboolean was_full;            /* live; the owner was told */
  GstClockTime resent_at;       /* what is older tells nothing of latency */
} OaMediaInput;

/* The way down. */
typedef struct
{
  OaAudioFormat format;
  OaTimeline *timeline;
  OaCaptions *captions[OA_N_TEXTS];     /* NULL = none are wanted */
  GstClockTime held_at;
  gint64 cut_at;                /* monotonic us; 0 = the cut has left */
} OaMediaOutput;

typedef struct
{
  gboolean playing;
  gboolean flushing;
  gboolean failing;             /* an error will be posted: nothing goes on */
  gboolean failed;              /* an error was posted: streaming ends */
  gboolean cutting;             /* downstream is being flushed by us */
  gboolean drained;             /* the last answer is complete */
  guint flushes_untold;         /* of which the session does not know yet */
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
  gint64 cut_latency;           /* us, of the last one */
  gint64 input_latency;         /* ns, of the newest audio sent */
} OaMediaFigures;

struct _OaMedia
{
  gint ref_count;
  GMutex lock;
  GCond cond;
  const OaMediaOwner *functions;
  gpointer owner;

  OaMediaSettings settings;
  OaLiveness liveness;
  GstClockTime latency;         /* as distributed; NONE before */
  OaMediaRun run;
  OaMediaInput input;
  OaMediaOutput output;
  OaMediaFigures figures;
};

GstClockTime oa_media_now (OaMedia * self);

/* A step or a push is not to go on. */
gboolean oa_media_must_leave    (OaMedia * self);

/* Sizes of frames and messages after a change of settings or formats. */
void     oa_media_apply_settings (OaMedia * self);

/* How much later than the time of a frame the listener hears it, by the
 * pipeline's latency and playout-delay. */
GstClockTime oa_media_get_ear_delay (OaMedia * self);
/* Running time before which the listener has heard all that left; NONE (all
 * that left counts) when not live. */
GstClockTime oa_media_heard_until (OaMedia * self);

/* Captions that the timeline has come to are due. After each frame, and after
 * each change of the captions. */
void     oa_media_advance_captions (OaMedia * self);
/* Captions of a pad begin, also anew. */
void     oa_media_begin_captions (OaMedia * self, OaTextKind kind);

/* Whether there was a press. */
gboolean oa_media_end_press     (OaMedia * self);

G_END_DECLS

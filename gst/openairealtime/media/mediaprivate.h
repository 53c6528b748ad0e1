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
  OaInputConditioner *conditioner; /* in front of the upload queue when live */
  OaUploadQueue *queue;
  OaRecordingClock recording; /* where its audio lies, when not live */
  OaSegmenter *segmenter;     /* in batch mode, once audio has come */
  OaAutoCommit *auto_commit;  /* live, where the service ends no turns */
  gboolean active;            /* the pad is */
  gboolean closed;            /* nothing of it is wanted any more */
  gboolean sideband;          /* the audio travels elsewhere */
  gboolean was_full;          /* live; the owner was told */
  GstClockTime resent_at;     /* what is older tells nothing of latency */
} OaMediaInput;

/* The way down. */
typedef struct
{
  OaAudioFormat format;
  OaTimeline *timeline;
  OaCaptions *captions[OA_N_TEXTS]; /* NULL = none are wanted */
  GstClockTime held_at;
  /* What a far end has told, NONE = nothing; and how long after its time it
   * heard that. */
  GstClockTime heard;
  GstClockTime heard_delay;
  OaMediaInterruption interruption; /* to be told */
  gint64 cut_at;                    /* monotonic us; 0 = the cut has left */
} OaMediaOutput;

struct _OaMedia
{
  gint ref_count;
  GMutex lock;
  GCond cond;
  const OaMediaOwner *functions;
  gpointer owner;

  OaMediaSettings settings;
  OaLiveness liveness;
  GstClockTime latency; /* as distributed; NONE before */
  OaMediaRun run;
  OaMediaInput input;
  OaMediaOutput output;
  OaMediaFigures figures;
};

GstClockTime oa_media_now (OaMedia *self);

/* Sizes of frames and messages after a change of settings or formats. */
void oa_media_apply_settings (OaMedia *self);

/* How much later than the time of a frame the listener hears it, by the
 * pipeline's latency and playout-delay. */
GstClockTime oa_media_get_ear_delay (OaMedia *self);
/* Running time before which the listener has heard all that left; NONE (all
 * that left counts) when not live. */
GstClockTime oa_media_heard_until (OaMedia *self);

/* Captions that the timeline has come to are due. After each frame, and after
 * each change of the captions. */
void oa_media_advance_captions (OaMedia *self);

/* Live input: audio, behind a loss if @lost, and a stretch without any. */
void oa_media_push_live (OaMedia *self, const guint8 *data, gsize size,
    GstClockTime running_time, gboolean lost);
void oa_media_push_live_gap (OaMedia *self, GstClockTime running_time,
    GstClockTime duration);
/* Whether there was a press. */
gboolean oa_media_end_press (OaMedia *self);

G_END_DECLS

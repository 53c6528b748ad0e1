/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionprivate.h - what session.c (life and bus), pipeline.c (pipeline and
 * streaming threads) and losses.c (the judgement at the end) share. */

#pragma once

#include "clock.h"
#include "session.h"
#include "polarity.h"

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/* Name of the application message that carries an event of the service. */
#define ORB_SESSION_EVENT "orb-event"
/* And of the one that tells that a part is over. */
#define ORB_SESSION_PART "orb-part"

struct _OrbSession
{
  const OrbOptions *options;
  OrbStore *store;
  OrbSessionFunc done;
  gpointer user_data;
  OrbSessionSource source;
  gchar *matrix;                /* of the channel that is picked, or NULL */

  GstElement *pipeline;
  GstElement *element;
  GstElement *entry;            /* where the recording goes in */

  /* The thread that reads. */
  GstAudioInfo info;            /* of what is decoded */
  GstSegment segment;
  gboolean has_segment;         /* downstream */
  gboolean begun;
  gdouble left_out;             /* s before the first sample, not waited for */
  OrbClock clock;
  OrbPolarity polarity;
  guint watch;
  guint tick;
  gint stop;                    /* atomic */
  gint signs;                   /* atomic: of life, counted */
  gint waiting;                 /* atomic: for room at the service */
  gint arrived;                 /* atomic: there is audio */
  gint seen;                    /* of signs; the main loop */
  guint quiet;                  /* s without any */
  gboolean limits_due;          /* of an answer that is complete */
  guint grace;                  /* all is over but for that */

  /* Streaming threads and the main loop. */
  GMutex lock;
  OrbLoudness *levels;
  GstClockTime base;            /* running time of the first sample */
  guint64 samples;

  /* Where the service knows no turns and gives no answers, they end here:
   * then it is known where. */
  gboolean commits;
  GCond committed;
  gboolean committing;          /* a commit is under way */
  gdouble commit_at;            /* s */
  gdouble silent_to; /* s; no sound since the last commit but after */

  OrbPcmFile *speech;             /* written by the thread that reads */
  OrbPcmFile *answers;            /* written by the element's thread */

  /* The main loop. */
  OrbTranscript *transcript;
  OrbOutcome outcome;
  GPtrArray *warnings;
  gboolean incomplete;
  gboolean unheard;             /* the element has told so */
  guint other_tracks;           /* of sound, that are not taken; atomic */

  /* Of a file that was joined, one part after the other. */
  GstElement *decoder;
  GstElement *feed;             /* of a part; in front of the decoder */
  guint part;
  gboolean broken;              /* this one could not be read */
  gint last;                    /* no other is read; atomic */
  gint fd;
  guint64 at;                   /* the next byte; the thread that feeds */
};

gboolean orb_session_build (OrbSession *self, GError **error);

/* The next part of a file that was joined takes the place of this one. */
void     orb_session_begin_part (OrbSession *self);
/* It cannot be read: what has come is all. */
void     orb_session_end_parts  (OrbSession *self);

/* A word for the report. */
void     orb_session_warn  (OrbSession *self, const gchar *text);
/* The first one counts. */
void     orb_session_set_failure (OrbSession *self, OrbFailure failure,
    const gchar *cause);
/* What is missing of a recording that went through is told, or makes it a
 * failure when nothing is left. */
void     orb_session_check (OrbSession *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* passprivate.h - what pass.c (life and bus) and passbuild.c (pipeline and
 * streaming threads) share. */

#pragma once

#include "pass.h"

G_BEGIN_DECLS

/* Name of the application message that carries an event of the service. */
#define ORB_PASS_EVENT "orb-event"

struct _OrbPass
{
  const OrbOptions *options;
  OrbStore *store;
  OrbPassFuncs funcs;
  gpointer user_data;
  OrbPassSource source;
  gchar *matrix;                /* of the channel that is picked, or NULL */

  GstElement *pipeline;
  GstElement *element;
  GstElement *entry;            /* where the recording goes in */
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
  OrbLevels *levels;
  GstClockTime base;            /* running time of the first sample */
  guint64 samples;

  /* Where the service knows no turns and nobody answers, they are ended here:
   * then it is known where. */
  gboolean commits;
  GCond committed;
  gboolean committing;          /* a commit is under way */
  gdouble commit_at;            /* s */
  gdouble silent_to;            /* s; no sound since the last commit but after */

  OrbTrack *speech;             /* written by the thread that reads */
  OrbTrack *answers;            /* written by the element's thread */

  /* The main loop. */
  OrbTalk *talk;
  OrbOutcome outcome;
  GPtrArray *warnings;
};

gboolean orb_pass_build (OrbPass *self, GError **error);

G_END_DECLS

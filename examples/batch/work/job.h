/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* job.h - one recording from its beginning to its results: look at it, let the
 * element work, try again when the service fails, write, note in the journal.
 *
 * Lives on the main loop; what blocks is done in threads. */

#pragma once

#include "results/journal.h"
#include "results/prices.h"
#include "session.h"

G_BEGIN_DECLS

typedef struct _OrbJob OrbJob;

typedef enum
{
  ORB_JOB_RUNNING,
  ORB_JOB_DONE,
  ORB_JOB_FAILED,
  ORB_JOB_OVER_BUDGET, /* not begun: it would cost too much */
} OrbJobStatus;

/* What came of one. */
typedef struct
{
  OrbJobStatus status;
  OrbFailure failure;
  JsonObject *result; /* NULL of what was not begun */
} OrbJobEnd;

/* What all jobs share. */
typedef struct
{
  const OrbSettings *settings;
  AppFolder *folder;
  OrbJournal *journal;
  const AppPrices *prices; /* or NULL */
  OrbLimiter *limiter;
  /* May it cost so much? estimate < 0 = not known. */
  gboolean (*allow) (OrbJob *job, gdouble estimate, gpointer user_data);
  /* Another try will be made in `delay` s. */
  void (*again) (OrbJob *job, const gchar *cause, gdouble delay,
      gpointer user_data);
  void (*done) (OrbJob *job, const OrbJobEnd *end, gpointer user_data);
  gpointer user_data;
} OrbJobContext;

/* context and input outlive it; key identifies it in the journal. */
OrbJob *orb_job_new (const OrbJobContext *context, const OrbInput *input,
    const gchar *name, const gchar *key);
void orb_job_start (OrbJob *self);
/* Waits for its threads; nothing is noted. */
void orb_job_free (OrbJob *self);

const OrbInput *orb_job_get_input (OrbJob *self);
/* 0 to 1: what is done, not what is sent. */
gdouble orb_job_get_progress (OrbJob *self);
/* s of audio that are done. */
gdouble orb_job_get_heard (OrbJob *self);

G_END_DECLS

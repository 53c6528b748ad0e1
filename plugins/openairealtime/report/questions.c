/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* questions.c - the handlers of signals that are asked something, each on a
 * thread of its own, and those that wait for one to return. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "report/questions.h"
#include "report/signals.h"
#include "session/jobs.h"
#include "transport/secret.h"

/* Handlers of function-call that run at the same time, per element; further
 * calls wait for one to return. */
#define MAX_HANDLERS 16

struct _OaQuestions
{
  OaObserver *owner;

  GMutex lock;                  /* protects what follows */
  GQueue calls;                 /* of Job: for handlers that run beside */
  guint calls_running;
};

typedef struct
{
  OaQuestions *questions;
  GstElement *element;
  OaReport *report;
} Job;

static Job *
job_new (OaQuestions *self, GstElement *element, OaReport *report)
{
  Job *job = g_new0 (Job, 1);

  oa_observer_ref (self->owner);
  job->questions = self;
  job->element = gst_object_ref (element);
  job->report = report;
  return job;
}

static void
job_free (Job *job)
{
  oa_report_free (job->report);
  oa_observer_unref (job->questions->owner);
  gst_object_unref (job->element);
  g_free (job);
}

/* The next one that waits for handlers of calls, or NULL. @done: one less
 * runs. */
static Job *
next_call (OaQuestions *self, gboolean done)
{
  Job *job;

  g_mutex_lock (&self->lock);
  job = g_queue_pop_head (&self->calls);
  if (job == NULL && done)
    self->calls_running--;
  g_mutex_unlock (&self->lock);
  return job;
}

static void
ask (GstElement *element, const OaReport *report)
{
  gchar *output = oa_signals_ask (report->notice, element);

  if (output != NULL)
    report->reply (report->notice->id, output, report->user_data);
  g_free (output);
}

static void
run_call (gpointer data)
{
  Job *job = data;
  OaQuestions *self = job->questions;

  oa_observer_ref (self->owner);
  for (; job != NULL; job = next_call (self, TRUE)) {
    ask (job->element, job->report);
    job_free (job);
  }
  oa_observer_unref (self->owner);
}

static void
run_key (gpointer data)
{
  Job *job = data;
  gchar *key = oa_signals_ask_key (job->element);

  /* No key is an answer, too: the one that is set. */
  job->report->reply (NULL, key, job->report->user_data);
  oa_secret_free (key);
  job_free (job);
}

static void
start_function (OaQuestions *self, Job *job)
{
  gboolean start;

  g_mutex_lock (&self->lock);
  start = self->calls_running < MAX_HANDLERS;
  if (start)
    self->calls_running++;
  else
    g_queue_push_tail (&self->calls, job);
  g_mutex_unlock (&self->lock);
  if (start)
    oa_jobs_push (run_call, job);
}

gboolean
oa_questions_ask (OaQuestions *self, GstElement *element, OaReport *report)
{
  if (report->kind == OA_REPORT_KEY)
    oa_jobs_push (run_key, job_new (self, element, report));
  else if (report->kind == OA_REPORT_CALL
      && oa_signals_is_asked (report->notice, element))
    start_function (self, job_new (self, element, report));
  else
    return FALSE;
  return TRUE;
}

void
oa_questions_close (OaQuestions *self)
{
  Job *job;

  while ((job = next_call (self, FALSE)) != NULL)
    job_free (job);
}

OaQuestions *
oa_questions_new (OaObserver *owner)
{
  OaQuestions *self = g_new0 (OaQuestions, 1);

  self->owner = owner;
  g_mutex_init (&self->lock);
  g_queue_init (&self->calls);
  return self;
}

void
oa_questions_free (OaQuestions *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

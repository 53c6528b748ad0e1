/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reporter.c - a serial queue over a shared thread pool, and a look at it by a
 * timer while an error waits there. */

#include "report/reporter.h"
#include "report/errorhold.h"
#include "report/message.h"
#include "report/questions.h"
#include "report/report.h"
#include "report/signals.h"
#include "session/jobs.h"

GST_DEBUG_CATEGORY (oa_report_debug);
#define GST_CAT_DEFAULT oa_report_debug

/* While an error waits it is looked so often whether it may go. */
#define LOOK_US (50 * 1000)

struct _OaReporter
{
  OaObserver observer;
  GstElement *element;
  const OaReporterHandlers *on;
  OaQuestions *questions;

  GMutex lock; /* protects what follows */
  OaReportQueue waiting;
  OaErrorHold hold;
  gboolean active; /* a pool thread is telling */
  gboolean closed;
  gboolean failed;   /* an error was told, or waits for it */
  gboolean looking;  /* the timer runs */
  gboolean dropping; /* some were left out */
};

/* For a thread of the pool. */
typedef struct
{
  OaReporter *reporter;
  GstElement *element;
  OaReport *report; /* NULL = all that waits */
} Job;

static OaReporter *
ref (OaReporter *self)
{
  oa_observer_ref (&self->observer);
  return self;
}

static void
unref (OaReporter *self)
{
  oa_observer_unref (&self->observer);
}

static gboolean
is_open (OaReporter *self)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = !self->closed;
  g_mutex_unlock (&self->lock);
  return open;
}

/*** telling, on threads of the pool ***/

static Job *
job_new (OaReporter *self, OaReport *report)
{
  Job *job = g_new0 (Job, 1);

  job->reporter = ref (self);
  job->element = gst_object_ref (self->element);
  job->report = report;
  return job;
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->report, oa_report_free);
  unref (job->reporter);
  gst_object_unref (job->element);
  g_free (job);
}

void
oa_reporter_post_error (OaReporter *self, OaFailure *failure)
{
  oa_observer_clean (&self->observer, failure);
  GST_ERROR_OBJECT (self->element, "%s", failure->message);
  oa_message_post_failure (self->element, GST_MESSAGE_ERROR, failure);
  oa_failure_free (failure);
}

/* A handler of the signal may take long: behind it the run may be over. */
static void
tell_notice (OaReporter *self, GstElement *element, const OaNotice *notice)
{
  GstStructure *structure = oa_message_new_structure (notice);

  oa_signals_emit (notice, element, structure);
  if (structure == NULL)
    return;
  if (is_open (self))
    gst_element_post_message (element,
        gst_message_new_element (GST_OBJECT_CAST (element), structure));
  else
    gst_structure_free (structure);
}

static void
tell_error (OaReporter *self, GstElement *element, const OaFailure *failure)
{
  if (!is_open (self))
    return;
  oa_message_post_failure (element, GST_MESSAGE_ERROR, failure);
  self->on->failed (element, self);
}

/* Takes @report. */
static void
tell (OaReporter *self, GstElement *element, OaReport *report)
{
  switch (report->kind) {
    case OA_REPORT_NOTICE:
    case OA_REPORT_CALL:
      tell_notice (self, element, report->notice);
      break;
    case OA_REPORT_ERROR:
      tell_error (self, element, report->failure);
      break;
    case OA_REPORT_WARNING:
      oa_message_post_failure (element, GST_MESSAGE_WARNING, report->failure);
      break;
    case OA_REPORT_PROGRESS:
      gst_element_post_message (element,
          gst_message_new_progress (GST_OBJECT_CAST (element), report->progress,
              "connect", report->text));
      break;
    case OA_REPORT_KEY:
      break;
    case OA_REPORT_NOTIFY:
      g_object_notify (G_OBJECT (element), report->text);
      break;
  }
  if (!is_open (self) || !oa_questions_ask (self->questions, element, report))
    oa_report_free (report);
}

/* An error that is held holds what came after it, too. With the lock held. */
static gboolean
can_tell (OaReporter *self)
{
  const OaReport *report = g_queue_peek_head (&self->waiting.reports);

  return report != NULL
      && !(report->kind == OA_REPORT_ERROR && self->hold.held);
}

static OaReport *
next_report (OaReporter *self)
{
  OaReport *report = NULL;

  g_mutex_lock (&self->lock);
  self->hold.still = 0;
  if (can_tell (self))
    report = oa_report_queue_pop (&self->waiting);
  else
    self->active = FALSE;
  g_mutex_unlock (&self->lock);
  return report;
}

static void
run_reports (gpointer data)
{
  Job *job = data;
  OaReporter *self = job->reporter;
  OaReport *report;

  while ((report = next_report (self)) != NULL)
    tell (self, job->element, report);
  self->on->idle (job->element);
  job_free (job);
}

static void
run_error (gpointer data)
{
  Job *job = data;

  tell (job->reporter, job->element, g_steal_pointer (&job->report));
  job_free (job);
}

/* What there is to tell, unless a thread is telling already. With the lock
 * held. */
static Job *
take_job (OaReporter *self)
{
  if (self->active || !can_tell (self))
    return NULL;
  self->active = TRUE;
  return job_new (self, NULL);
}

static void
start_job (Job *job)
{
  if (job != NULL)
    oa_jobs_push (job->report != NULL ? run_error : run_reports, job);
}

/*** errors that wait ***/

/* A handler does not return: the error is told beside it. With the lock
 * held. */
static Job *
take_error_job (OaReporter *self)
{
  if (!oa_report_queue_has_error (&self->waiting)
      || !oa_error_hold_is_blocked (&self->hold))
    return NULL;
  return job_new (self, oa_report_queue_take_error (&self->waiting));
}

static void begin_looking (OaReporter *self);

/* On the I/O thread. */
static void
look (gpointer data)
{
  OaReporter *self = data;
  GstElement *element = NULL;
  gboolean changing, again;
  Job *job = NULL;

  g_mutex_lock (&self->lock);
  if (self->hold.held && !self->closed)
    element = gst_object_ref (self->element);
  g_mutex_unlock (&self->lock);
  changing = element != NULL && oa_is_state_changing (element);

  g_mutex_lock (&self->lock);
  self->looking = FALSE;
  if (!self->closed) {
    if (element != NULL)
      oa_error_hold_look (&self->hold, changing);
    else if (self->active)
      job = take_error_job (self);
    if (job == NULL)
      job = take_job (self);
  }
  again = !self->closed
      && (self->hold.held || oa_report_queue_has_error (&self->waiting));
  g_mutex_unlock (&self->lock);
  start_job (job);
  if (again)
    begin_looking (self);
  g_clear_pointer (&element, gst_object_unref);
  unref (self);
}

static void
begin_looking (OaReporter *self)
{
  gboolean looking;

  g_mutex_lock (&self->lock);
  looking = self->looking;
  self->looking = TRUE;
  g_mutex_unlock (&self->lock);
  if (!looking)
    oa_jobs_run_later (LOOK_US, look, ref (self));
}

void
oa_reporter_started (OaReporter *self)
{
  begin_looking (self);
}

void
oa_reporter_close (OaReporter *self)
{
  OaReportQueue dropped = { G_QUEUE_INIT, 0 };
  Job *job;

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  oa_report_queue_drop_rest (&self->waiting, &dropped);
  job = take_job (self);
  g_mutex_unlock (&self->lock);
  start_job (job);
  oa_report_queue_clear (&dropped);
  oa_questions_clear (self->questions);
}

/*** adding ***/

/* With the lock held; FALSE when it is left out. */
static gboolean
add (OaReporter *self, OaReport *report)
{
  gboolean is_error = report->kind == OA_REPORT_ERROR;

  if (self->closed || (is_error && self->failed))
    return FALSE;
  if (!oa_report_queue_push (&self->waiting, report)) {
    if (!self->dropping)
      GST_WARNING_OBJECT (self->element,
          "%u reports wait for a signal handler "
          "to return; some are left out from here on",
          self->waiting.reports.length);
    self->dropping = TRUE;
    return FALSE;
  }
  self->failed |= is_error;
  return TRUE;
}

static void
push (OaReporter *self, OaReport *report)
{
  gboolean is_error = report->kind == OA_REPORT_ERROR, added;
  Job *job = NULL;

  g_mutex_lock (&self->lock);
  added = add (self, report);
  if (added)
    job = take_job (self);
  g_mutex_unlock (&self->lock);

  start_job (job);
  if (!added)
    oa_report_free (report);
  else if (is_error)
    begin_looking (self);
}

/*** as the session's observer ***/

static void
tell_notice_later (OaObserver *observer, OaNotice *notice)
{
  OaReport *report = oa_report_new (OA_REPORT_NOTICE);

  report->notice = notice;
  push ((OaReporter *) observer, report);
}

static void
push_question (OaObserver *observer, OaReport *report, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  report->reply = reply;
  report->user_data = user_data;
  report->destroy = destroy;
  push ((OaReporter *) observer, report);
}

static void
ask_later (OaObserver *observer, OaNotice *question, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  OaReport *report = oa_report_new (OA_REPORT_CALL);

  report->notice = question;
  push_question (observer, report, reply, user_data, destroy);
}

static void
ask_key_later (OaObserver *observer, OaObserverReply reply, gpointer user_data,
    GDestroyNotify destroy)
{
  push_question (observer, oa_report_new (OA_REPORT_KEY), reply, user_data,
      destroy);
}

static void
push_failure (OaReporter *self, OaReportKind kind, OaFailure *failure)
{
  OaReport *report = oa_report_new (kind);

  GST_CAT_LEVEL_LOG (GST_CAT_DEFAULT,
      kind == OA_REPORT_ERROR ? GST_LEVEL_ERROR : GST_LEVEL_WARNING,
      self->element, "%s", failure->message);
  report->failure = failure;
  push (self, report);
}

static void
tell_error_later (OaObserver *observer, OaFailure *failure)
{
  push_failure ((OaReporter *) observer, OA_REPORT_ERROR, failure);
}

static void
tell_warning_later (OaObserver *observer, OaFailure *failure)
{
  push_failure ((OaReporter *) observer, OA_REPORT_WARNING, failure);
}

static void
tell_progress_later (OaObserver *observer, GstProgressType type,
    const gchar *text)
{
  OaReport *report = oa_report_new (OA_REPORT_PROGRESS);

  report->progress = type;
  report->text = g_strdup (text);
  push ((OaReporter *) observer, report);
}

static void
notify_later (OaObserver *observer, const gchar *property)
{
  OaReport *report = oa_report_new (OA_REPORT_NOTIFY);

  report->text = g_strdup (property);
  push ((OaReporter *) observer, report);
}

static gboolean
gives_key (OaObserver *observer)
{
  return oa_signals_key_is_asked (((OaReporter *) observer)->element);
}

static gboolean
wants_event (OaObserver *observer, const gchar *type)
{
  return oa_signals_event_is_wanted (((OaReporter *) observer)->element, type);
}

/*** life ***/

static void
reporter_free (OaObserver *observer)
{
  OaReporter *self = (OaReporter *) observer;

  oa_report_queue_clear (&self->waiting);
  oa_questions_unref (self->questions);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static const OaObserverInterface interface = {
  .free = reporter_free,
  .notice = tell_notice_later,
  .ask = ask_later,
  .ask_key = ask_key_later,
  .error = tell_error_later,
  .warning = tell_warning_later,
  .progress = tell_progress_later,
  .notify = notify_later,
  .gives_key = gives_key,
  .wants_event = wants_event,
};

OaReporter *
oa_reporter_new (GstElement *element, const OaReporterHandlers *handlers)
{
  OaReporter *self = g_new0 (OaReporter, 1);

  oa_observer_init (&self->observer, &interface, GST_OBJECT_NAME (element));
  self->element = element;
  self->on = handlers;
  self->questions = oa_questions_new ();
  oa_error_hold_init (&self->hold);
  g_mutex_init (&self->lock);
  return self;
}

gboolean
oa_reporter_is_idle (OaReporter *self)
{
  gboolean idle;

  g_mutex_lock (&self->lock);
  idle = !self->active && g_queue_is_empty (&self->waiting.reports);
  g_mutex_unlock (&self->lock);
  return idle;
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reporter.c - a serial queue over a shared thread pool, and a look at it by a
 * timer while an error waits there. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "report/reporter.h"
#include "session/jobs.h"
#include "report/message.h"
#include "transport/loop.h"
#include "transport/secret.h"
#include "report/report.h"
#include "report/signals.h"
#include "report/wording.h"

GST_DEBUG_CATEGORY (oa_report_debug);
#define GST_CAT_DEFAULT oa_report_debug

/* Handlers of function-call that run at the same time, per element; further
 * calls wait for one to return. */
#define MAX_HANDLERS 16

/* While an error waits it is looked so often whether it may go. */
#define LOOK_US (50 * 1000)
/* It goes first when nothing was told at so many looks: a handler blocks. */
#define STILL_LOOKS 6
/* A state change that lasts longer than so many looks is not waited for. */
#define MAX_LOOKS 40

struct _OaReporter
{
  OaObserver observer;
  GstElement *element;
  OaReporterHandlers on;
  OaCensor *censor;

  GMutex lock;                  /* protects what follows */
  GQueue waiting;               /* of OaReport */
  gsize waiting_bytes;
  gboolean active;              /* a pool thread is telling */
  gboolean closed;
  gboolean held;                /* errors wait */
  gboolean failed;              /* an error was told, or waits for it */
  gboolean looking;             /* the timer runs */
  gboolean was_changing;        /* the pipeline's state, at the last look */
  guint looks;
  guint still;                  /* looks since the last report was told */
  guint64 dropped;
  GQueue calls;                 /* of Job: for handlers that run beside */
  guint calls_running;
};

/* For a thread of the pool. */
typedef struct
{
  OaReporter *reporter;
  GstElement *element;
  OaReport *report;               /* NULL = all that waits */
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

/* The one place that posts errors and warnings. */
static void
post_failure (GstElement *element, GstMessageType type,
    const OaFailure *failure)
{
  gst_element_message_full_with_details (element, type, failure->domain,
      failure->code, g_strdup (failure->message), g_strdup (failure->debug),
      __FILE__, GST_FUNCTION, __LINE__, gst_structure_copy (failure->details));
}

void
oa_reporter_post_error (OaReporter *self, OaFailure *failure)
{
  oa_wording_clean_failure (failure, self->censor);
  GST_ERROR_OBJECT (self->element, "%s", failure->message);
  post_failure (self->element, GST_MESSAGE_ERROR, failure);
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
  post_failure (element, GST_MESSAGE_ERROR, failure);
  if (self->on.failed != NULL)
    self->on.failed (element, self);
}

static void
tell_progress (GstElement *element, const OaReport *report)
{
  gst_element_post_message (element,
      gst_message_new_progress (GST_OBJECT_CAST (element), report->progress,
          "connect", report->text));
}

static void
tell (OaReporter *self, GstElement *element, const OaReport *report)
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
      post_failure (element, GST_MESSAGE_WARNING, report->failure);
      break;
    case OA_REPORT_PROGRESS:
      tell_progress (element, report);
      break;
    case OA_REPORT_KEY:
      break;
    case OA_REPORT_NOTIFY:
      g_object_notify (G_OBJECT (element), report->text);
      break;
  }
}

/* The next one that waits for handlers of calls, or NULL. @done: one less
 * runs. */
static Job *
next_call (OaReporter *self, gboolean done)
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
  OaReporter *self = ref (job->reporter);

  for (; job != NULL; job = next_call (self, TRUE)) {
    ask (job->element, job->report);
    job_free (job);
  }
  unref (self);
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
start_function (OaReporter *self, Job *job)
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

/* TRUE when the report has gone to the handlers. A key waits for no function,
 * and without a handler it is answered, too: a connection waits for it. */
static gboolean
start_call (OaReporter *self, GstElement *element, OaReport *report)
{
  if ((report->kind != OA_REPORT_CALL && report->kind != OA_REPORT_KEY)
      || !is_open (self))
    return FALSE;
  if (report->kind == OA_REPORT_KEY)
    oa_jobs_push (run_key, job_new (self, report));
  else if (oa_signals_is_asked (report->notice, element))
    start_function (self, job_new (self, report));
  else
    return FALSE;
  return TRUE;
}

/* Out of the queue. With the lock held. */
static OaReport *
take (OaReporter *self, GList *link)
{
  OaReport *report = link->data;

  g_queue_delete_link (&self->waiting, link);
  self->waiting_bytes -= oa_report_get_size (report);
  return report;
}

/* An error that is held holds what came after it, too. With the lock held. */
static gboolean
can_tell (OaReporter *self)
{
  OaReport *report = g_queue_peek_head (&self->waiting);

  return report != NULL && !(report->kind == OA_REPORT_ERROR && self->held);
}

static OaReport *
next_report (OaReporter *self)
{
  OaReport *report = NULL;

  g_mutex_lock (&self->lock);
  self->still = 0;
  if (can_tell (self))
    report = take (self, self->waiting.head);
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

  while ((report = next_report (self)) != NULL) {
    tell (self, job->element, report);
    if (!start_call (self, job->element, report))
      oa_report_free (report);
  }
  if (self->on.idle != NULL)
    self->on.idle (job->element);
  job_free (job);
}

static void
run_error (gpointer data)
{
  Job *job = data;

  tell (job->reporter, job->element, job->report);
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

static GstObject *
ref_top (GstElement *element)
{
  GstObject *top = gst_object_ref (GST_OBJECT_CAST (element));
  GstObject *parent;

  while ((parent = gst_object_get_parent (top)) != NULL) {
    gst_object_unref (top);
    top = parent;
  }
  return top;
}

/* The state of the whole pipeline is being set, by another thread. */
static gboolean
is_state_changing (GstElement *element)
{
  GstObject *top = ref_top (element);
  gboolean changing = !GST_STATE_TRYLOCK (top);

  if (!changing)
    GST_STATE_UNLOCK (top);
  gst_object_unref (top);
  return changing;
}

static gint
compare_error (gconstpointer report, gconstpointer data)
{
  return ((const OaReport *) report)->kind == OA_REPORT_ERROR ? 0 : 1;
}

/* With the lock held. */
static GList *
find_error (OaReporter *self)
{
  return g_queue_find_custom (&self->waiting, NULL, compare_error);
}

/* Held until the pipeline was at rest at two looks. With the lock held. */
static void
look_at_state (OaReporter *self, gboolean changing)
{
  self->held = ++self->looks < MAX_LOOKS && (changing || self->was_changing);
  self->was_changing = changing;
}

/* A handler does not return: the error is told beside it. With the lock
 * held. */
static Job *
take_error_job (OaReporter *self)
{
  GList *link = find_error (self);
  Job *job;

  if (link == NULL || ++self->still < STILL_LOOKS)
    return NULL;
  job = job_new (self, take (self, link));
  return job;
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
  if (self->held && !self->closed)
    element = gst_object_ref (self->element);
  g_mutex_unlock (&self->lock);
  changing = element != NULL && is_state_changing (element);

  g_mutex_lock (&self->lock);
  self->looking = FALSE;
  if (!self->closed) {
    if (element != NULL)
      look_at_state (self, changing);
    else if (self->active)
      job = take_error_job (self);
    if (job == NULL)
      job = take_job (self);
  }
  again = !self->closed && (self->held || find_error (self) != NULL);
  g_mutex_unlock (&self->lock);
  start_job (job);
  if (again)
    begin_looking (self);
  g_clear_pointer (&element, gst_object_unref);
  unref (self);
}

typedef struct
{
  OaReporter *reporter;
  OaLoop *loop;
} Look;

static gboolean
look_on_loop (gpointer data)
{
  Look *call = data;

  oa_loop_add_timer (call->loop, LOOK_US, look, call->reporter);
  oa_loop_release (call->loop);
  g_free (call);
  return G_SOURCE_REMOVE;
}

/* Any loop will do. */
static void
begin_looking (OaReporter *self)
{
  gboolean looking;
  Look *call;

  g_mutex_lock (&self->lock);
  looking = self->looking;
  self->looking = TRUE;
  g_mutex_unlock (&self->lock);
  if (looking)
    return;
  call = g_new (Look, 1);
  call->reporter = ref (self);
  call->loop = oa_loop_acquire ();
  oa_loop_invoke (call->loop, look_on_loop, call, NULL);
}

void
oa_reporter_started (OaReporter *self)
{
  begin_looking (self);
}

/* How it stands with the connection is told to its end. */
static gint
compare_of_the_run (gconstpointer report, gconstpointer data)
{
  switch (((const OaReport *) report)->kind) {
    case OA_REPORT_NOTIFY:
    case OA_REPORT_PROGRESS:
      return 1;
    default:
      return 0;
  }
}

void
oa_reporter_close (OaReporter *self)
{
  GQueue dropped = G_QUEUE_INIT;
  GList *link;
  Job *job;

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  while ((link = g_queue_find_custom (&self->waiting, NULL,
              compare_of_the_run)) != NULL)
    g_queue_push_tail (&dropped, take (self, link));
  job = take_job (self);
  g_mutex_unlock (&self->lock);
  start_job (job);
  g_queue_clear_full (&dropped, (GDestroyNotify) oa_report_free);
  while ((job = next_call (self, FALSE)) != NULL)
    job_free (job);
}

/*** adding ***/

/* With the lock held; FALSE when it is left out. */
static gboolean
add (OaReporter *self, OaReport *report)
{
  if (self->closed)
    return FALSE;
  if (report->kind == OA_REPORT_ERROR && self->failed)
    return FALSE;
  if (oa_report_may_drop (report, self->waiting.length, self->waiting_bytes)) {
    if (self->dropped++ == 0)
      GST_WARNING_OBJECT (self->element, "%u reports wait for a signal handler "
          "to return; some are left out from here on", self->waiting.length);
    return FALSE;
  }
  self->failed = self->failed || report->kind == OA_REPORT_ERROR;
  g_queue_push_tail (&self->waiting, report);
  self->waiting_bytes += oa_report_get_size (report);
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
  OaReporter *self = (OaReporter *) observer;
  OaReport *report = oa_report_new (OA_REPORT_NOTICE);

  oa_wording_clean_notice (notice, self->censor);
  report->notice = notice;
  push (self, report);
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

  oa_wording_clean_notice (question, ((OaReporter *) observer)->censor);
  report->notice = question;
  push_question (observer, report, reply, user_data, destroy);
}

static void
ask_key_later (OaObserver *observer, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  push_question (observer, oa_report_new (OA_REPORT_KEY), reply, user_data,
      destroy);
}

static void
push_failure (OaReporter *self, OaReportKind kind, OaFailure *failure)
{
  OaReport *report = oa_report_new (kind);

  report->failure = failure;
  push (self, report);
}

static void
tell_error_later (OaObserver *observer, OaFailure *failure)
{
  OaReporter *self = (OaReporter *) observer;

  oa_wording_clean_failure (failure, self->censor);
  GST_ERROR_OBJECT (self->element, "%s", failure->message);
  push_failure (self, OA_REPORT_ERROR, failure);
}

static void
tell_warning_later (OaObserver *observer, OaFailure *failure)
{
  OaReporter *self = (OaReporter *) observer;

  oa_wording_clean_failure (failure, self->censor);
  GST_WARNING_OBJECT (self->element, "%s", failure->message);
  push_failure (self, OA_REPORT_WARNING, failure);
}

static void
tell_progress_later (OaObserver *observer, GstProgressType type,
    const gchar *text)
{
  OaReporter *self = (OaReporter *) observer;
  OaReport *report = oa_report_new (OA_REPORT_PROGRESS);

  report->progress = type;
  report->text = g_strdup (text);
  oa_wording_clean_text (&report->text, self->censor);
  push (self, report);
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

static void
add_secret (OaObserver *observer, const gchar *secret)
{
  oa_censor_add (((OaReporter *) observer)->censor, secret);
}

static void
censor (OaObserver *observer, gchar **text)
{
  oa_censor_text (((OaReporter *) observer)->censor, text);
}

static void
clean (OaObserver *observer, OaFailure *failure)
{
  oa_wording_clean_failure (failure, ((OaReporter *) observer)->censor);
}

/*** life ***/

static void
reporter_free (OaObserver *observer)
{
  OaReporter *self = (OaReporter *) observer;

  g_queue_clear_full (&self->waiting, (GDestroyNotify) oa_report_free);
  oa_censor_free (self->censor);
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
  .add_secret = add_secret,
  .censor = censor,
  .clean = clean,
};

OaReporter *
oa_reporter_new (GstElement *element)
{
  OaReporter *self = g_new0 (OaReporter, 1);

  oa_observer_init (&self->observer, &interface, GST_OBJECT_NAME (element));
  self->element = element;
  self->held = self->was_changing = TRUE;
  self->censor = oa_censor_new ();
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  g_queue_init (&self->calls);
  return self;
}

void
oa_reporter_set_handlers (OaReporter *self,
    const OaReporterHandlers *handlers)
{
  self->on = *handlers;
}

gboolean
oa_reporter_is_idle (OaReporter *self)
{
  gboolean idle;

  g_mutex_lock (&self->lock);
  idle = !self->active && g_queue_is_empty (&self->waiting);
  g_mutex_unlock (&self->lock);
  return idle;
}

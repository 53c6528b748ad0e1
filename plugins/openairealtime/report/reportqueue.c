/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reportqueue.c - a serial queue over a shared thread pool, and a look at it by
 * a timer while an error waits there. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "report/reportqueue.h"
#include "report/message.h"
#include "report/questions.h"
#include "report/signals.h"
#include "session/jobs.h"
#include "transport/loop.h"

GST_DEBUG_CATEGORY (oa_report_debug);
#define GST_CAT_DEFAULT oa_report_debug

/* While an error waits it is looked so often whether it may go. */
#define LOOK_US (50 * 1000)
/* It goes first when nothing was told at so many looks: a handler blocks. */
#define STILL_LOOKS 6
/* A state change that lasts longer than so many looks is not waited for. */
#define MAX_LOOKS 40

struct _OaReportQueue
{
  OaObserver *owner;
  GstElement *element;
  const OaReportQueueHandlers *on;
  OaQuestions *questions;

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
};

/* For a thread of the pool. */
typedef struct
{
  OaReportQueue *queue;
  GstElement *element;
  OaReport *report;             /* NULL = all that waits */
} Job;

static gboolean
is_open (OaReportQueue *self)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = !self->closed;
  g_mutex_unlock (&self->lock);
  return open;
}

/*** telling, on threads of the pool ***/

static Job *
job_new (OaReportQueue *self, OaReport *report)
{
  Job *job = g_new0 (Job, 1);

  oa_observer_ref (self->owner);
  job->queue = self;
  job->element = gst_object_ref (self->element);
  job->report = report;
  return job;
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->report, oa_report_free);
  oa_observer_unref (job->queue->owner);
  gst_object_unref (job->element);
  g_free (job);
}

/* The one place that posts errors and warnings. */
void
oa_report_post_failure (GstElement *element, GstMessageType type,
    const OaFailure *failure)
{
  gst_element_message_full_with_details (element, type, failure->domain,
      failure->code, g_strdup (failure->message), g_strdup (failure->debug),
      __FILE__, GST_FUNCTION, __LINE__, gst_structure_copy (failure->details));
}

/* A handler of the signal may take long: behind it the run may be over. */
static void
tell_notice (OaReportQueue *self, GstElement *element, const OaNotice *notice)
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
tell_error (OaReportQueue *self, GstElement *element, const OaFailure *failure)
{
  if (!is_open (self))
    return;
  oa_report_post_failure (element, GST_MESSAGE_ERROR, failure);
  self->on->failed (self->owner, element);
}

static void
tell_progress (GstElement *element, const OaReport *report)
{
  gst_element_post_message (element,
      gst_message_new_progress (GST_OBJECT_CAST (element), report->progress,
          "connect", report->text));
}

static void
tell (OaReportQueue *self, GstElement *element, const OaReport *report)
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
      oa_report_post_failure (element, GST_MESSAGE_WARNING, report->failure);
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

/* Out of the queue. With the lock held. */
static OaReport *
take (OaReportQueue *self, GList *link)
{
  OaReport *report = link->data;

  g_queue_delete_link (&self->waiting, link);
  self->waiting_bytes -= oa_report_get_size (report);
  return report;
}

/* An error that is held holds what came after it, too. With the lock held. */
static gboolean
can_tell (OaReportQueue *self)
{
  OaReport *report = g_queue_peek_head (&self->waiting);

  return report != NULL && !(report->kind == OA_REPORT_ERROR && self->held);
}

static OaReport *
next_report (OaReportQueue *self)
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

static gboolean
is_question (const OaReport *report)
{
  return report->kind == OA_REPORT_CALL || report->kind == OA_REPORT_KEY;
}

static void
run_reports (gpointer data)
{
  Job *job = data;
  OaReportQueue *self = job->queue;
  OaReport *report;

  while ((report = next_report (self)) != NULL) {
    tell (self, job->element, report);
    if (!is_question (report) || !is_open (self)
        || !oa_questions_ask (self->questions, job->element, report))
      oa_report_free (report);
  }
  self->on->idle (self->owner, job->element);
  job_free (job);
}

static void
run_error (gpointer data)
{
  Job *job = data;

  tell (job->queue, job->element, job->report);
  job_free (job);
}

/* What there is to tell, unless a thread is telling already. With the lock
 * held. */
static Job *
take_job (OaReportQueue *self)
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
find_error (OaReportQueue *self)
{
  return g_queue_find_custom (&self->waiting, NULL, compare_error);
}

/* Held until the pipeline was at rest at two looks. With the lock held. */
static void
look_at_state (OaReportQueue *self, gboolean changing)
{
  self->held = ++self->looks < MAX_LOOKS && (changing || self->was_changing);
  self->was_changing = changing;
}

/* A handler does not return: the error is told beside it. With the lock
 * held. */
static Job *
take_error_job (OaReportQueue *self)
{
  GList *link = find_error (self);
  Job *job;

  if (link == NULL || ++self->still < STILL_LOOKS)
    return NULL;
  job = job_new (self, take (self, link));
  return job;
}

static void begin_looking (OaReportQueue *self);

/* On the I/O thread. */
static void
look (gpointer data)
{
  OaReportQueue *self = data;
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
  oa_observer_unref (self->owner);
}

typedef struct
{
  OaReportQueue *queue;
  OaLoop *loop;
} Look;

static gboolean
look_on_loop (gpointer data)
{
  Look *call = data;

  oa_loop_add_timer (call->loop, LOOK_US, look, call->queue);
  oa_loop_release (call->loop);
  g_free (call);
  return G_SOURCE_REMOVE;
}

/* Any loop will do. */
static void
begin_looking (OaReportQueue *self)
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
  oa_observer_ref (self->owner);
  call->queue = self;
  call->loop = oa_loop_acquire ();
  oa_loop_invoke (call->loop, look_on_loop, call, NULL);
}

void
oa_report_queue_start (OaReportQueue *self)
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
oa_report_queue_close (OaReportQueue *self)
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
  oa_questions_close (self->questions);
}

/*** adding ***/

/* With the lock held; FALSE when it is left out. */
static gboolean
add (OaReportQueue *self, OaReport *report)
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

void
oa_report_queue_push (OaReportQueue *self, OaReport *report)
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

/*** life ***/

OaReportQueue *
oa_report_queue_new (OaObserver *owner, GstElement *element,
    const OaReportQueueHandlers *handlers)
{
  OaReportQueue *self = g_new0 (OaReportQueue, 1);

  self->owner = owner;
  self->element = element;
  self->on = handlers;
  self->held = self->was_changing = TRUE;
  self->questions = oa_questions_new (owner);
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  return self;
}

void
oa_report_queue_free (OaReportQueue *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) oa_report_free);
  oa_questions_free (self->questions);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
oa_report_queue_is_idle (OaReportQueue *self)
{
  gboolean idle;

  g_mutex_lock (&self->lock);
  idle = !self->active && g_queue_is_empty (&self->waiting);
  g_mutex_unlock (&self->lock);
  return idle;
}

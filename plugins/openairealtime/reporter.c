/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reporter.c - a serial queue over a shared thread pool. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "reporter.h"
#include "message.h"
#include "transport/secret.h"

GST_DEBUG_CATEGORY_EXTERN (gst_openai_realtime_debug);
#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* A handler that never returns must not fill the memory. */
#define MAX_WAITING 20000
/* Handlers of function-call that run at the same time, per element; further
 * calls wait for one to return. */
#define MAX_HANDLERS 16

typedef enum
{
  REPORT_NOTICE,
  REPORT_CALL,
  REPORT_ERROR,
  REPORT_WARNING,
  REPORT_PROGRESS,
  REPORT_NOTIFY,
} ReportKind;

typedef struct
{
  ReportKind kind;
  OaNotice *notice;
  OaFailure *failure;
  GstProgressType progress;
  gchar *text;
  OaCallAnswered answered;
  gpointer user_data;
  GDestroyNotify destroy;
} Report;

struct _OaReporter
{
  GstElement *element;
  void (*idle_func) (GstElement *element);

  GMutex lock;                  /* protects what follows */
  GQueue waiting;               /* of Report */
  gboolean active;              /* a pool thread is telling */
  guint64 dropped;

  GThreadPool *handlers;        /* of calls; made by the first one */
};

static void
report_free (Report *report)
{
  oa_notice_free (report->notice);
  oa_failure_free (report->failure);
  g_free (report->text);
  if (report->destroy != NULL)
    report->destroy (report->user_data);
  g_free (report);
}

OaReporter *
oa_reporter_new (GstElement *element)
{
  OaReporter *self = g_new0 (OaReporter, 1);

  self->element = element;
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  return self;
}

void
oa_reporter_free (OaReporter *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) report_free);
  /* Each handler has a reference to the element: none is left, but this may be
   * the thread of the last one. */
  if (self->handlers != NULL)
    g_thread_pool_free (self->handlers, FALSE, FALSE);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
oa_reporter_set_idle_func (OaReporter *self,
    void (*func) (GstElement *element))
{
  self->idle_func = func;
}

/*** telling ***/

static void
tell_failure (GstElement *element, GstMessageType type,
    const OaFailure *failure)
{
  GstStructure *details = failure->details != NULL
      ? gst_structure_copy (failure->details) : NULL;

  gst_element_message_full_with_details (element, type, failure->domain,
      failure->code, g_strdup (failure->message), g_strdup (failure->debug),
      __FILE__, GST_FUNCTION, __LINE__, details);
}

static void
tell_progress (GstElement *element, const Report *report)
{
  gst_element_post_message (element,
      gst_message_new_progress (GST_OBJECT_CAST (element), report->progress,
          "connect", report->text));
}

/* On a thread of its own; @user_data is the element. */
static void
run_handlers (gpointer data, gpointer user_data)
{
  GstElement *element = user_data;
  Report *report = data;
  gchar *output = oa_notice_ask (report->notice, element);

  /* No key is an answer, too: the one that is set. */
  if (output != NULL || report->notice->kind == OA_NOTICE_KEY)
    report->answered (report->notice->id, output, report->user_data);
  /* It may be a key. */
  oa_secret_free (output);
  report_free (report);
  gst_object_unref (element);
}

/* TRUE when the report has gone to the handlers. */
static gboolean
start_handlers (OaReporter *self, Report *report)
{
  if (report->kind != REPORT_CALL || !oa_notice_is_asked (report->notice,
          self->element))
    return FALSE;
  if (self->handlers == NULL)
    self->handlers = g_thread_pool_new (run_handlers, self->element,
        MAX_HANDLERS, FALSE, NULL);
  gst_object_ref (self->element);
  g_thread_pool_push (self->handlers, report, NULL);
  return TRUE;
}

static void
tell (GstElement *element, const Report *report)
{
  switch (report->kind) {
    case REPORT_NOTICE:
    case REPORT_CALL:
      oa_notice_tell (report->notice, element);
      break;
    case REPORT_ERROR:
      tell_failure (element, GST_MESSAGE_ERROR, report->failure);
      break;
    case REPORT_WARNING:
      tell_failure (element, GST_MESSAGE_WARNING, report->failure);
      break;
    case REPORT_PROGRESS:
      tell_progress (element, report);
      break;
    case REPORT_NOTIFY:
      g_object_notify (G_OBJECT (element), report->text);
      break;
  }
}

static Report *
next_report (OaReporter *self)
{
  Report *report;

  g_mutex_lock (&self->lock);
  report = g_queue_pop_head (&self->waiting);
  if (report == NULL)
    self->active = FALSE;
  g_mutex_unlock (&self->lock);
  return report;
}

/* On a pool thread; @data holds a reference to the element. */
static void
tell_all (gpointer data, gpointer user_data)
{
  OaReporter *self = data;
  GstElement *element = self->element;
  Report *report;

  while ((report = next_report (self)) != NULL) {
    tell (element, report);
    if (!start_handlers (self, report))
      report_free (report);
  }
  if (self->idle_func != NULL)
    self->idle_func (element);
  gst_object_unref (element);
}

static GThreadPool *
get_pool (void)
{
  static gsize pool = 0;

  if (g_once_init_enter (&pool)) {
    /* No limit: a thread exists only while a handler runs, and a blocked one
     * must not make another element wait. */
    g_once_init_leave (&pool,
        (gsize) g_thread_pool_new (tell_all, NULL, -1, FALSE, NULL));
  }
  return (GThreadPool *) pool;
}

/* Pieces of text may be left out when nobody takes them; ends may not. */
static gboolean
may_drop (const Report *report)
{
  return report->kind == REPORT_NOTICE
      && (report->notice->kind == OA_NOTICE_EVENT
      || (report->notice->kind == OA_NOTICE_TRANSCRIPT
          && !report->notice->final));
}

static void
push (OaReporter *self, Report *report)
{
  gboolean start = FALSE, drop;

  g_mutex_lock (&self->lock);
  drop = self->waiting.length >= MAX_WAITING && may_drop (report);
  if (drop && self->dropped++ == 0)
    GST_WARNING_OBJECT (self->element, "%u reports wait for a signal handler "
        "to return; pieces of text are left out from here on", MAX_WAITING);
  if (!drop) {
    g_queue_push_tail (&self->waiting, report);
    start = !self->active;
    self->active = TRUE;
  }
  g_mutex_unlock (&self->lock);

  if (drop)
    report_free (report);
  if (start) {
    gst_object_ref (self->element);
    g_thread_pool_push (get_pool (), self, NULL);
  }
}

static Report *
report_new (ReportKind kind)
{
  Report *report = g_new0 (Report, 1);

  report->kind = kind;
  return report;
}

void
oa_reporter_notice (OaReporter *self, OaNotice *notice)
{
  Report *report = report_new (REPORT_NOTICE);

  report->notice = notice;
  push (self, report);
}

void
oa_reporter_call (OaReporter *self, OaNotice *notice,
    OaCallAnswered answered, gpointer user_data, GDestroyNotify destroy)
{
  Report *report = report_new (REPORT_CALL);

  report->notice = notice;
  report->answered = answered;
  report->user_data = user_data;
  report->destroy = destroy;
  push (self, report);
}

void
oa_reporter_error (OaReporter *self, OaFailure *failure)
{
  Report *report = report_new (REPORT_ERROR);

  GST_ERROR_OBJECT (self->element, "%s", failure->message);
  report->failure = failure;
  push (self, report);
}

void
oa_reporter_warning (OaReporter *self, OaFailure *failure)
{
  Report *report = report_new (REPORT_WARNING);

  GST_WARNING_OBJECT (self->element, "%s", failure->message);
  report->failure = failure;
  push (self, report);
}

void
oa_reporter_progress (OaReporter *self, GstProgressType type,
    const gchar *text)
{
  Report *report = report_new (REPORT_PROGRESS);

  report->progress = type;
  report->text = g_strdup (text);
  push (self, report);
}

void
oa_reporter_notify (OaReporter *self, const gchar *property)
{
  Report *report = report_new (REPORT_NOTIFY);

  report->text = g_strdup (property);
  push (self, report);
}

gboolean
oa_reporter_wants_event (OaReporter *self, const gchar *type)
{
  return oa_notice_event_is_wanted (self->element, type);
}

gboolean
oa_reporter_is_idle (OaReporter *self)
{
  gboolean idle;

  g_mutex_lock (&self->lock);
  idle = !self->active;
  g_mutex_unlock (&self->lock);
  return idle;
}

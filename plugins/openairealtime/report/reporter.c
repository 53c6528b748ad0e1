/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reporter.c - the session's observer: makes each thing fit to be told, and a
 * report of it. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "report/reporter.h"
#include "report/reportqueue.h"
#include "report/signals.h"
#include "report/wording.h"

#define GST_CAT_DEFAULT oa_report_debug

struct _OaReporter
{
  OaObserver observer;
  GstElement *element;
  OaReporterHandlers on;
  OaCensor *censor;
  OaReportQueue *queue;
};

static void
tell_notice_later (OaObserver *observer, OaNotice *notice)
{
  OaReporter *self = (OaReporter *) observer;
  OaReport *report = oa_report_new (OA_REPORT_NOTICE);

  oa_wording_clean_notice (notice, self->censor);
  report->notice = notice;
  oa_report_queue_push (self->queue, report);
}

static void
push_question (OaObserver *observer, OaReport *report, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  report->reply = reply;
  report->user_data = user_data;
  report->destroy = destroy;
  oa_report_queue_push (((OaReporter *) observer)->queue, report);
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
  oa_report_queue_push (self->queue, report);
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
  oa_report_queue_push (self->queue, report);
}

static void
notify_later (OaObserver *observer, const gchar *property)
{
  OaReport *report = oa_report_new (OA_REPORT_NOTIFY);

  report->text = g_strdup (property);
  oa_report_queue_push (((OaReporter *) observer)->queue, report);
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

  oa_report_queue_free (self->queue);
  oa_censor_free (self->censor);
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

static void
on_idle (OaObserver *observer, GstElement *element)
{
  OaReporter *self = (OaReporter *) observer;

  if (self->on.idle != NULL)
    self->on.idle (element);
}

static void
on_failed (OaObserver *observer, GstElement *element)
{
  OaReporter *self = (OaReporter *) observer;

  if (self->on.failed != NULL)
    self->on.failed (element, self);
}

OaReporter *
oa_reporter_new (GstElement *element)
{
  static const OaReportQueueHandlers handlers = { on_idle, on_failed };
  OaReporter *self = g_new0 (OaReporter, 1);

  oa_observer_init (&self->observer, &interface, GST_OBJECT_NAME (element));
  self->element = element;
  self->censor = oa_censor_new ();
  self->queue = oa_report_queue_new (&self->observer, element, &handlers);
  return self;
}

void
oa_reporter_set_handlers (OaReporter *self,
    const OaReporterHandlers *handlers)
{
  self->on = *handlers;
}

void
oa_reporter_started (OaReporter *self)
{
  oa_report_queue_start (self->queue);
}

void
oa_reporter_close (OaReporter *self)
{
  oa_report_queue_close (self->queue);
}

gboolean
oa_reporter_is_idle (OaReporter *self)
{
  return oa_report_queue_is_idle (self->queue);
}

void
oa_reporter_post_error (OaReporter *self, OaFailure *failure)
{
  oa_wording_clean_failure (failure, self->censor);
  GST_ERROR_OBJECT (self->element, "%s", failure->message);
  oa_report_post_failure (self->element, GST_MESSAGE_ERROR, failure);
  oa_failure_free (failure);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reportqueue.h - reports of one run that wait to be told: in order, one at a
 * time, on a thread that may block. Only an error does not wait for a handler
 * that blocks. */

#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* Set up where the element is registered. */
GST_DEBUG_CATEGORY_EXTERN (oa_report_debug);

typedef struct _OaReportQueue OaReportQueue;

/* Both are called without a lock: everything has been told; an error has been
 * posted. */
typedef struct
{
  void (*idle)   (OaObserver * owner, GstElement * element);
  void (*failed) (OaObserver * owner, GstElement * element);
} OaReportQueueHandlers;

/* @owner has it, and is kept while something is told. Holds no reference to
 * @element. Errors are held until the queue is started. */
OaReportQueue *oa_report_queue_new   (OaObserver * owner,
    GstElement * element, const OaReportQueueHandlers * handlers);
void           oa_report_queue_free  (OaReportQueue * self);

/* Takes @report. */
void           oa_report_queue_push  (OaReportQueue * self,
    OaReport * report);
void           oa_report_queue_start (OaReportQueue * self);
/* What waits is not told any more, but for changes of properties. */
void           oa_report_queue_close (OaReportQueue * self);
gboolean       oa_report_queue_is_idle (OaReportQueue * self);

/* At once, by the calling thread. */
void           oa_report_post_failure (GstElement * element,
    GstMessageType type, const OaFailure * failure);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* report.h - one thing that users are to be told, and a queue of them. */

#pragma once

#include "session/observer.h"

G_BEGIN_DECLS

typedef enum
{
  OA_REPORT_NOTICE,
  OA_REPORT_CALL,
  OA_REPORT_KEY, /* asked of the application by signal only */
  OA_REPORT_ERROR,
  OA_REPORT_WARNING,
  OA_REPORT_PROGRESS,
  OA_REPORT_NOTIFY,
} OaReportKind;

typedef struct
{
  OaReportKind kind;
  OaNotice *notice;
  OaFailure *failure;
  GstProgressType progress;
  gchar *text;
  OaObserverReply reply;
  gpointer user_data;
  GDestroyNotify destroy;
} OaReport;

OaReport *oa_report_new (OaReportKind kind);
void oa_report_free (OaReport *report);

/*** those that wait, in order; the owner locks ***/

typedef struct
{
  GQueue reports;
  gsize bytes; /* of their texts */
} OaReportQueue;

/* Of too many, warnings and pieces of texts are left out, what ends something
 * is not; of far too many, errors and what asks for an answer are all that is
 * kept. FALSE: @report is left out, and stays the caller's. */
gboolean oa_report_queue_push (OaReportQueue *self, OaReport *report);
OaReport *oa_report_queue_pop (OaReportQueue *self);
/* NULL = none. */
OaReport *oa_report_queue_take_error (OaReportQueue *self);
gboolean oa_report_queue_has_error (const OaReportQueue *self);
/* Leaves progress and changes of properties. */
void oa_report_queue_drop_rest (OaReportQueue *self, OaReportQueue *dropped);
void oa_report_queue_clear (OaReportQueue *self);

G_END_DECLS

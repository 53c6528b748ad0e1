/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* report.h - one thing that users are to be told. */

#pragma once

#include "session/observer.h"

G_BEGIN_DECLS

typedef enum
{
  OA_REPORT_NOTICE,
  OA_REPORT_CALL,
  OA_REPORT_KEY,                /* asked of the application by signal only */
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

OaReport *oa_report_new  (OaReportKind kind);
void      oa_report_free (OaReport * report);

/* Bytes of its texts. */
gsize     oa_report_get_size (const OaReport * report);

/* @count reports of together @bytes wait. Of too many, warnings and pieces of
 * texts may be left out, what ends something may not; of far too many, errors
 * and what asks for an answer are all that is kept. */
gboolean  oa_report_may_drop (const OaReport * report, guint count,
    gsize bytes);

G_END_DECLS

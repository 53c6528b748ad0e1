/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* report.c - see report.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "report.h"

OaReport *
oa_report_new (OaReportKind kind)
{
  OaReport *report = g_new0 (OaReport, 1);

  report->kind = kind;
  return report;
}

void
oa_report_free (OaReport *report)
{
  oa_notice_free (report->notice);
  oa_failure_free (report->failure);
  g_free (report->text);
  if (report->destroy != NULL)
    report->destroy (report->user_data);
  g_free (report);
}

gboolean
oa_report_may_drop (const OaReport *report)
{
  if (report->kind == OA_REPORT_WARNING)
    return TRUE;
  if (report->kind != OA_REPORT_NOTICE)
    return FALSE;
  switch (report->notice->kind) {
    case OA_NOTICE_TRANSCRIPT:
      return !report->notice->final;
    case OA_NOTICE_EVENT:
    case OA_NOTICE_ERROR:
    case OA_NOTICE_RATE_LIMITS:
    case OA_NOTICE_DTMF:
      return TRUE;
    default:
      return FALSE;
  }
}

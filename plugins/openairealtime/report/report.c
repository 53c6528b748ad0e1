/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* report.c - a report, its size, and what of too many is left out. */

#include "report/report.h"

#include <string.h>

/* A handler that never returns must not fill the memory. */
#define MANY 20000
/* Nor must a service that floods a handler that is slow. */
#define FAR_TOO_MANY (2 * MANY)
#define FAR_TOO_MANY_BYTES (64 * 1024 * 1024)

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

static gsize
get_length (const gchar *text)
{
  return text != NULL ? strlen (text) : 0;
}

static gsize
get_item_size (const OaItemInfo *item)
{
  if (item == NULL)
    return 0;
  return get_length (item->text) + get_length (item->arguments)
      + get_length (item->output);
}

static gsize
get_timed_size (const GArray *timed)
{
  gsize size = 0;
  guint i;

  for (i = 0; timed != NULL && i < timed->len; i++)
    size += sizeof (OaTimedText)
        + get_length (g_array_index (timed, OaTimedText, i).text);
  return size;
}

static gsize
get_transcript_size (const OaTranscriptDetail *transcript)
{
  if (transcript == NULL)
    return 0;
  return get_timed_size (transcript->segments)
      + get_timed_size (transcript->words);
}

static void
add_length (gchar **text, gpointer size)
{
  *(gsize *) size += get_length (*text);
}

static gsize
get_size (const OaReport *report)
{
  OaNotice *notice = report->notice;
  gsize size = 0;

  if (notice == NULL)
    return 0;
  oa_notice_foreach_text (notice, add_length, &size);
  size += get_item_size (oa_notice_get_item (notice));
  if (notice->kind == OA_NOTICE_TRANSCRIPT)
    size += get_transcript_size (notice->transcript.detail);
  else if (notice->kind == OA_NOTICE_EVENT)
    size += g_bytes_get_size (notice->raw);
  return size;
}

/* More of the same comes, or it can be done without. */
static gboolean
is_a_piece (const OaReport *report)
{
  if (report->kind == OA_REPORT_WARNING)
    return TRUE;
  if (report->kind != OA_REPORT_NOTICE)
    return FALSE;
  switch (report->notice->kind) {
    case OA_NOTICE_TRANSCRIPT:
      return !report->notice->transcript.final;
    case OA_NOTICE_EVENT:
    case OA_NOTICE_ERROR:
    case OA_NOTICE_RATE_LIMITS:
    case OA_NOTICE_DTMF:
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
may_drop (const OaReportQueue *self, const OaReport *report)
{
  if (report->kind == OA_REPORT_ERROR || report->kind == OA_REPORT_CALL
      || report->kind == OA_REPORT_KEY)
    return FALSE;
  if (self->reports.length >= FAR_TOO_MANY || self->bytes >= FAR_TOO_MANY_BYTES)
    return TRUE;
  return self->reports.length >= MANY && is_a_piece (report);
}

gboolean
oa_report_queue_push (OaReportQueue *self, OaReport *report)
{
  if (may_drop (self, report))
    return FALSE;
  g_queue_push_tail (&self->reports, report);
  self->bytes += get_size (report);
  return TRUE;
}

static OaReport *
take (OaReportQueue *self, GList *link)
{
  OaReport *report = link->data;

  g_queue_delete_link (&self->reports, link);
  self->bytes -= get_size (report);
  return report;
}

OaReport *
oa_report_queue_pop (OaReportQueue *self)
{
  return take (self, self->reports.head);
}

static GList *
find_error (const OaReportQueue *self)
{
  GList *l = self->reports.head;

  while (l != NULL && ((OaReport *) l->data)->kind != OA_REPORT_ERROR)
    l = l->next;
  return l;
}

OaReport *
oa_report_queue_take_error (OaReportQueue *self)
{
  GList *link = find_error (self);

  return link != NULL ? take (self, link) : NULL;
}

gboolean
oa_report_queue_has_error (const OaReportQueue *self)
{
  return find_error (self) != NULL;
}

void
oa_report_queue_drop_rest (OaReportQueue *self, OaReportQueue *dropped)
{
  GList *l = self->reports.head, *next;

  for (; l != NULL; l = next) {
    OaReport *report = l->data;

    next = l->next;
    /* How it stands with the connection is told to its end. */
    if (report->kind != OA_REPORT_NOTIFY && report->kind != OA_REPORT_PROGRESS)
      g_queue_push_tail (&dropped->reports, take (self, l));
  }
}

void
oa_report_queue_clear (OaReportQueue *self)
{
  g_queue_clear_full (&self->reports, (GDestroyNotify) oa_report_free);
}

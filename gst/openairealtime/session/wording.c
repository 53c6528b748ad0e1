/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wording.c - goes over the texts of each kind of report: printable first, then
 * without secrets. */

#include "session/wording.h"
#include "protocol/printabletext.h"

/* Of one text in words for people. */
#define MAX_WORDS 4096

void
oa_wording_clean_text (gchar **text, OaCensor *censor)
{
  gchar *printable;

  if (*text == NULL)
    return;
  /* First, as it takes marks out that may stand within a key. */
  printable = oa_text_make_printable (*text, MAX_WORDS);
  g_free (*text);
  *text = printable;
  oa_censor_text (censor, text);
}

static void
clean_error (OaServiceError *error, OaCensor *censor)
{
  if (error == NULL)
    return;
  oa_wording_clean_text (&error->type, censor);
  oa_wording_clean_text (&error->code, censor);
  oa_wording_clean_text (&error->message, censor);
  oa_wording_clean_text (&error->param, censor);
  oa_wording_clean_text (&error->event_id, censor);
}

static void
clean_item (OaItemInfo *item, OaCensor *censor)
{
  gchar **tool;

  if (item == NULL)
    return;
  oa_censor_text (censor, &item->id);
  oa_censor_text (censor, &item->text);
  oa_censor_text (censor, &item->name);
  oa_censor_text (censor, &item->arguments);
  oa_censor_text (censor, &item->output);
  oa_censor_text (censor, &item->server_label);
  oa_wording_clean_text (&item->error_text, censor);
  for (tool = item->tools; tool != NULL && *tool != NULL; tool++)
    oa_censor_text (censor, tool);
}

static void
clean_timed (GArray *timed, OaCensor *censor)
{
  guint i;

  for (i = 0; timed != NULL && i < timed->len; i++) {
    OaTimedText *entry = &g_array_index (timed, OaTimedText, i);

    oa_censor_text (censor, &entry->id);
    oa_censor_text (censor, &entry->text);
    oa_censor_text (censor, &entry->speaker);
  }
}

static void
clean_transcript (OaTranscriptDetail *transcript, OaCensor *censor)
{
  guint i;

  if (transcript == NULL)
    return;
  clean_timed (transcript->segments, censor);
  clean_timed (transcript->words, censor);
  for (i = 0; transcript->logprobs != NULL && i < transcript->logprobs->len;
       i++)
    oa_censor_text (censor,
        &g_array_index (transcript->logprobs, OaLogprob, i).token);
  for (i = 0; transcript->languages != NULL && i < transcript->languages->len;
       i++)
    oa_censor_text (censor,
        (gchar **) &g_ptr_array_index (transcript->languages, i));
}

static void
clean_rate_limits (GArray *limits, OaCensor *censor)
{
  guint i;

  for (i = 0; limits != NULL && i < limits->len; i++)
    oa_wording_clean_text (&g_array_index (limits, OaRateLimit, i).name,
        censor);
}

static void
censor_text (gchar **text, gpointer censor)
{
  oa_censor_text (censor, text);
}

void
oa_wording_clean_notice (OaNotice *notice, OaCensor *censor)
{
  if (notice->kind == OA_NOTICE_EVENT)
    return;
  oa_notice_foreach_text (notice, censor_text, censor);
  clean_error (oa_notice_get_error (notice), censor);
  clean_item (oa_notice_get_item (notice), censor);
  if (notice->kind == OA_NOTICE_TRANSCRIPT)
    clean_transcript (notice->transcript.detail, censor);
  else if (notice->kind == OA_NOTICE_RATE_LIMITS)
    clean_rate_limits (notice->rate_limits, censor);
  else if (notice->kind == OA_NOTICE_RECONNECTING)
    oa_wording_clean_text (&notice->reconnecting.cause, censor);
  else if (notice->kind == OA_NOTICE_RESPONSE_DONE)
    oa_wording_clean_text (&notice->response.reason, censor);
}

static gboolean
clean_field (GQuark field, GValue *value, gpointer censor)
{
  gchar *text;

  if (!G_VALUE_HOLDS_STRING (value))
    return TRUE;
  text = g_value_dup_string (value);
  oa_wording_clean_text (&text, censor);
  g_value_take_string (value, text);
  return TRUE;
}

void
oa_wording_clean_failure (OaFailure *failure, OaCensor *censor)
{
  oa_wording_clean_text (&failure->message, censor);
  oa_wording_clean_text (&failure->debug, censor);
  gst_structure_map_in_place (failure->details, clean_field, censor);
}

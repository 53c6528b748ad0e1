/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wording.c - see wording.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "wording.h"
#include "protocol/printabletext.h"

/* Of one text in words for people. */
#define MAX_WORDS 4096

static void
clean_words (gchar **text, OaCensor *censor)
{
  gchar *printable;

  if (*text == NULL)
    return;
  oa_censor_text (censor, text);
  printable = oa_text_make_printable (*text, MAX_WORDS);
  g_free (*text);
  *text = printable;
}

static void
clean_error (OaServiceError *error, OaCensor *censor)
{
  if (error == NULL)
    return;
  clean_words (&error->type, censor);
  clean_words (&error->code, censor);
  clean_words (&error->message, censor);
  clean_words (&error->param, censor);
  clean_words (&error->event_id, censor);
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
  clean_words (&item->error_text, censor);
  for (tool = item->tools; tool != NULL && *tool != NULL; tool++)
    oa_censor_text (censor, tool);
}

static void
clean_timed (GArray *timed, OaCensor *censor)
{
  guint i;

  for (i = 0; timed != NULL && i < timed->len; i++)
    oa_censor_text (censor, &g_array_index (timed, OaTimedText, i).text);
}

void
oa_wording_clean_notice (OaNotice *notice, OaCensor *censor)
{
  if (notice->kind == OA_NOTICE_EVENT)
    return;
  oa_censor_text (censor, &notice->id);
  oa_censor_text (censor, &notice->text);
  oa_censor_text (censor, &notice->detail);
  clean_error (notice->error, censor);
  clean_item (notice->item, censor);
  if (notice->transcript != NULL) {
    clean_timed (notice->transcript->segments, censor);
    clean_timed (notice->transcript->words, censor);
  }
  if (notice->kind == OA_NOTICE_RECONNECTING)
    clean_words (&notice->text, censor);
  else if (notice->kind == OA_NOTICE_RESPONSE_DONE)
    clean_words (&notice->detail, censor);
}

static gboolean
clean_field (GQuark field, GValue *value, gpointer censor)
{
  gchar *text;

  if (!G_VALUE_HOLDS_STRING (value))
    return TRUE;
  text = g_value_dup_string (value);
  clean_words (&text, censor);
  g_value_take_string (value, text);
  return TRUE;
}

void
oa_wording_clean_failure (OaFailure *failure, OaCensor *censor)
{
  clean_words (&failure->message, censor);
  clean_words (&failure->debug, censor);
  if (failure->details != NULL)
    gst_structure_map_in_place (failure->details, clean_field, censor);
}

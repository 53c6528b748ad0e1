/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messagetranscript.c - segments, words and the like as lists of structures. */

#include "report/messagetranscript.h"

static void
set_text (GstStructure *structure, const gchar *field, const gchar *text)
{
  if (text != NULL)
    gst_structure_set (structure, field, G_TYPE_STRING, text, NULL);
}

static void
set_seconds (GstStructure *structure, const gchar *field, gdouble seconds)
{
  if (seconds >= 0)
    gst_structure_set (structure, field, G_TYPE_DOUBLE, seconds, NULL);
}

/* Takes @structure. */
static void
append (GValue *list, GstStructure *structure)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, structure);
  gst_value_list_append_and_take_value (list, &value);
}

static void
take_list (GstStructure *structure, const gchar *field, GValue *list)
{
  if (gst_value_list_get_size (list) > 0)
    gst_structure_take_value (structure, field, list);
  else
    g_value_unset (list);
}

static void
fill_timed (GstStructure *structure, const gchar *field, const gchar *name,
    const GArray *timed)
{
  GValue list = G_VALUE_INIT;
  guint i;

  g_value_init (&list, GST_TYPE_LIST);
  for (i = 0; i < timed->len; i++) {
    const OaTimedText *entry = &g_array_index (timed, OaTimedText, i);
    GstStructure *s = gst_structure_new_empty (name);

    set_text (s, "id", entry->id);
    set_text (s, "text", entry->text);
    set_text (s, "speaker", entry->speaker);
    set_seconds (s, "start", entry->start);
    set_seconds (s, "end", entry->end);
    append (&list, s);
  }
  take_list (structure, field, &list);
}

static void
fill_logprobs (GstStructure *structure, const GArray *logprobs)
{
  GValue list = G_VALUE_INIT;
  guint i;

  g_value_init (&list, GST_TYPE_LIST);
  for (i = 0; i < logprobs->len; i++) {
    const OaLogprob *entry = &g_array_index (logprobs, OaLogprob, i);
    GstStructure *s = gst_structure_new ("logprob", "logprob", G_TYPE_DOUBLE,
        entry->logprob, NULL);

    set_text (s, "token", entry->token);
    append (&list, s);
  }
  take_list (structure, "logprobs", &list);
}

static void
fill_languages (GstStructure *structure, const GPtrArray *languages)
{
  GValue list = G_VALUE_INIT;
  guint i;

  g_value_init (&list, GST_TYPE_LIST);
  for (i = 0; i < languages->len; i++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, G_TYPE_STRING);
    g_value_set_string (&value, languages->pdata[i]);
    gst_value_list_append_and_take_value (&list, &value);
  }
  take_list (structure, "languages", &list);
}

void
oa_message_fill_transcript (GstStructure *structure,
    const OaTranscriptDetail *detail)
{
  fill_timed (structure, "segments", "segment", detail->segments);
  fill_timed (structure, "words", "word", detail->words);
  fill_logprobs (structure, detail->logprobs);
  fill_languages (structure, detail->languages);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transcriptdetail.h"

#include "json.h"

#define MAX_SECONDS (OA_JSON_MAX_MS / 1000)

static void
clear_timed (gpointer data)
{
  OaTimedText *timed = data;

  g_free (timed->id);
  g_free (timed->text);
  g_free (timed->speaker);
}

static void
clear_logprob (gpointer data)
{
  g_free (((OaLogprob *) data)->token);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);

  g_array_set_clear_func (array, clear);
  return array;
}

static OaTranscriptDetail *
detail_new (void)
{
  OaTranscriptDetail *self = g_atomic_rc_box_new0 (OaTranscriptDetail);

  self->segments = new_array (sizeof (OaTimedText), clear_timed);
  self->words = new_array (sizeof (OaTimedText), clear_timed);
  self->logprobs = new_array (sizeof (OaLogprob), clear_logprob);
  self->languages = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
detail_clear (gpointer data)
{
  OaTranscriptDetail *self = data;

  g_array_unref (self->segments);
  g_array_unref (self->words);
  g_array_unref (self->logprobs);
  g_ptr_array_unref (self->languages);
}

OaTranscriptDetail *
oa_transcript_detail_ref (OaTranscriptDetail *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
oa_transcript_detail_unref (OaTranscriptDetail *self)
{
  g_atomic_rc_box_release_full (self, detail_clear);
}

/* Words are called so, segments have a text. */
static void
add_timed (GArray *array, JsonObject *object)
{
  OaTimedText timed = {
    .id = oa_json_dup_string (object, "id"),
    .text = oa_json_dup_string (object, "text"),
    .speaker = oa_json_dup_string (object, "speaker"),
    .start = CLAMP (oa_json_get_double (object, "start", -1), -1, MAX_SECONDS),
    .end = CLAMP (oa_json_get_double (object, "end", -1), -1, MAX_SECONDS),
  };

  if (!timed.text)
    timed.text = oa_json_dup_string (object, "word");
  g_array_append_val (array, timed);
}

static void
add_logprob (OaTranscriptDetail *self, JsonObject *object)
{
  OaLogprob logprob = {
    .token = oa_json_dup_string (object, "token"),
    .logprob = oa_json_get_double (object, "logprob", 0),
  };

  g_array_append_val (self->logprobs, logprob);
}

/* An object with a code, or the bare code. */
static void
add_language (OaTranscriptDetail *self, JsonArray *languages, guint n)
{
  JsonObject *object = oa_json_array_get_object (languages, n);
  const gchar *code = object ? oa_json_get_string (object, "code")
                             : oa_json_array_get_string (languages, n);

  if (code)
    g_ptr_array_add (self->languages, g_strdup (code));
}

static guint
count_entries (JsonArray *array)
{
  return array ? MIN (json_array_get_length (array), OA_TRANSCRIPT_MAX_ENTRIES)
               : 0;
}

static void
read_timed (GArray *to, JsonArray *from)
{
  for (guint i = 0; i < count_entries (from); i++) {
    JsonObject *object = oa_json_array_get_object (from, i);

    if (object)
      add_timed (to, object);
  }
}

static void
read_others (OaTranscriptDetail *self, JsonObject *event)
{
  JsonArray *logprobs = oa_json_get_array (event, "logprobs");
  JsonArray *languages = oa_json_get_array (event, "languages");

  for (guint i = 0; i < count_entries (logprobs); i++) {
    JsonObject *object = oa_json_array_get_object (logprobs, i);

    if (object)
      add_logprob (self, object);
  }
  for (guint i = 0; i < count_entries (languages); i++)
    add_language (self, languages, i);
}

OaTranscriptDetail *
oa_transcript_detail_new (JsonObject *event)
{
  OaTranscriptDetail *self;

  if (!oa_json_get_array (event, "logprobs")
      && !oa_json_get_array (event, "segments")
      && !oa_json_get_array (event, "words")
      && !oa_json_get_array (event, "languages"))
    return NULL;

  self = detail_new ();
  read_timed (self->segments, oa_json_get_array (event, "segments"));
  read_timed (self->words, oa_json_get_array (event, "words"));
  read_others (self, event);
  return self;
}

OaTranscriptDetail *
oa_transcript_detail_new_segment (JsonObject *event)
{
  OaTranscriptDetail *self = detail_new ();

  add_timed (self->segments, event);
  return self;
}

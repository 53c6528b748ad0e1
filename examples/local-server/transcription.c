/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcription.c - see transcription.h. */

#include "config.h"

#include "transcription.h"

#include "protocol/json.h"
#include "sessionconfig.h"

/* Turns whose words are not known yet; each keeps its audio. */
#define MAX_JOBS 64

/* Words on their way. */
typedef struct
{
  OrsSession *session;
  OrsItem *item;
  OrsHearing *hearing;
  GSource *pause;  /* of a scenario: until then nothing is told */
  gboolean silent; /* the client did not ask for them */
  GString *told;   /* of partial words */
} Job;

/* Of a session. */
typedef struct
{
  GPtrArray *jobs; /* Job, the oldest first; or NULL */
  gchar *failure;  /* of the last turn, or NULL */
} Transcripts;

static void
free_job (gpointer data)
{
  Job *job = data;

  ors_timer_clear (&job->pause);
  g_clear_pointer (&job->hearing, ors_hearing_free);
  ors_item_unref (job->item);
  g_string_free (job->told, TRUE);
  g_free (job);
}

static void
clear_transcripts (gpointer data)
{
  Transcripts *self = data;

  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_free (self->failure);
}

static Transcripts *
get_transcripts (OrsSession *session)
{
  Transcripts *self = ors_session_get_part (session, ORS_PART_TRANSCRIPTS,
      sizeof (Transcripts), clear_transcripts);

  if (self->jobs == NULL)
    self->jobs = g_ptr_array_new_with_free_func (free_job);
  return self;
}

gboolean
ors_transcription_is_over (OrsSession *session, const gchar **failure)
{
  Transcripts *self = get_transcripts (session);

  if (self->failure != NULL)
    *failure = self->failure;
  return self->jobs->len == 0;
}

/*** what the client is told ***/

static JsonObject *
job_event (Job *job, const gchar *suffix)
{
  g_autofree gchar *type =
      g_strconcat ("conversation.item.input_audio_transcription.", suffix,
          NULL);
  JsonObject *event = ors_event_new (type);

  json_object_set_string_member (event, "item_id", ors_item_get_id (job->item));
  json_object_set_int_member (event, "content_index", 0);
  return event;
}

static JsonObject *
usage_in_seconds (OrsItem *item)
{
  JsonObject *usage = json_object_new ();

  json_object_set_string_member (usage, "type", "duration");
  json_object_set_int_member (usage, "seconds",
      (ors_item_audio_ms (item) + 999) / 1000);
  return usage;
}

static JsonObject *
usage_in_tokens (OrsItem *item, const gchar *text)
{
  JsonObject *usage = json_object_new ();
  JsonObject *details = json_object_new ();
  gint64 input = ors_item_audio_ms (item) / 100;
  gint64 output = (strlen (text) + 3) / 4;

  json_object_set_int_member (details, "text_tokens", 0);
  json_object_set_int_member (details, "audio_tokens", input);
  json_object_set_string_member (usage, "type", "tokens");
  json_object_set_int_member (usage, "total_tokens", input + output);
  json_object_set_int_member (usage, "input_tokens", input);
  json_object_set_object_member (usage, "input_token_details", details);
  json_object_set_int_member (usage, "output_tokens", output);
  return usage;
}

static JsonObject *
get_settings (OrsSession *session)
{
  return ors_session_config_get_transcription (
      ors_session_get_config (session));
}

static const gchar *
get_model (OrsSession *session)
{
  const gchar *model = oa_json_get_string (get_settings (session), "model");

  return model != NULL ? model : "";
}

static JsonObject *
usage_of (Job *job, const gchar *text)
{
  if (strstr (get_model (job->session), "whisper") != NULL)
    return usage_in_seconds (job->item);
  return usage_in_tokens (job->item, text);
}

static void
send_delta (Job *job, const gchar *delta)
{
  JsonObject *event = job_event (job, "delta");

  json_object_set_string_member (event, "delta", delta);
  ors_session_send (job->session, event);
}

/* A word per delta; each but the first brings its space. */
static void
send_deltas (Job *job, const gchar *text)
{
  gsize skipped = job->told->len;
  g_auto (GStrv) words = NULL;

  /* Ears may think again: then all words tell. */
  if (!g_str_has_prefix (text, job->told->str))
    return;
  words = g_strsplit (text + skipped, " ", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree gchar *delta = g_strconcat (i > 0 ? " " : "", words[i], NULL);

    if (i > 0 || skipped == 0 || *delta != '\0')
      send_delta (job, delta);
  }
}

/* Their times count from the beginning of the item. */
static void
send_segments (Job *job, JsonArray *segments)
{
  for (guint i = 0; i < json_array_get_length (segments); i++) {
    JsonObject *segment = oa_json_array_get_object (segments, i);
    g_autoptr (GList) members = json_object_get_members (segment);
    g_autofree gchar *id = g_strdup_printf ("seg_%u", i);
    JsonObject *event = job_event (job, "segment");

    json_object_set_string_member (event, "id", id);
    for (GList *l = members; l != NULL; l = l->next)
      json_object_set_member (event, l->data,
          json_node_copy (json_object_get_member (segment, l->data)));
    ors_session_send (job->session, event);
  }
}

static void
send_failed (Job *job, JsonObject *error)
{
  JsonObject *event = job_event (job, "failed");

  json_object_set_object_member (event, "error", oa_json_object_copy (error));
  ors_session_send (job->session, event);
}

/* One word, one token. */
static JsonArray *
logprobs_new (const gchar *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "token", words[i]);
    json_object_set_double_member (object, "logprob", -0.125);
    json_object_set_array_member (object, "bytes", json_array_new ());
    json_array_add_object_element (array, object);
  }
  return array;
}

/* One speaker says all. */
static void
send_segment (Job *job, const gchar *text)
{
  JsonObject *event = job_event (job, "segment");

  json_object_set_string_member (event, "id", "seg_1");
  json_object_set_string_member (event, "text", text);
  json_object_set_string_member (event, "speaker", "A");
  json_object_set_double_member (event, "start", 0.0);
  json_object_set_double_member (event, "end",
      ors_item_audio_ms (job->item) / 1000.0);
  ors_session_send (job->session, event);
}

static void
add_details (Job *job, JsonObject *event, const gchar *text)
{
  JsonObject *config = ors_session_get_config (job->session);

  if (oa_json_get_array (config, "include") != NULL)
    json_object_set_array_member (event, "logprobs", logprobs_new (text));
  if (g_str_equal (get_model (job->session), "gpt-transcribe")) {
    JsonObject *language = json_object_new ();
    JsonArray *languages = json_array_new ();

    json_object_set_string_member (language, "code", "en");
    json_array_add_object_element (languages, language);
    json_object_set_array_member (event, "languages", languages);
  }
}

static void
send_all (Job *job, const OrsWords *words)
{
  const gchar *model = get_model (job->session);
  JsonObject *event;

  send_deltas (job, words->text);
  if (words->segments != NULL && strstr (model, "diarize") != NULL)
    send_segments (job, words->segments);
  else if (g_str_equal (model, "gpt-4o-transcribe-diarize"))
    send_segment (job, words->text);
  ors_item_set_transcript (job->item, words->text);
  event = job_event (job, "completed");
  json_object_set_string_member (event, "transcript", words->text);
  json_object_set_object_member (event, "usage", usage_of (job, words->text));
  add_details (job, event, words->text);
  ors_session_send (job->session, event);
}

/*** what the ears tell ***/

static void
note_end (Job *job, const OrsWords *words)
{
  Transcripts *all = get_transcripts (job->session);
  const gchar *message = oa_json_get_string (words->error, "message");

  g_clear_pointer (&all->failure, g_free);
  if (words->kind == ORS_WORDS_FAILED)
    all->failure = g_strdup (
        message != NULL ? message : "The user's words were not understood.");
  else if (job->silent)
    ors_item_set_words (job->item, words->text);
}

/* TRUE: that was all. */
static gboolean
handle_words (Job *job, const OrsWords *words)
{
  if (words->kind == ORS_WORDS_PARTIAL) {
    if (!job->silent)
      send_delta (job, words->text);
    g_string_append (job->told, words->text);
    return FALSE;
  }
  if (!job->silent && words->kind == ORS_WORDS_FAILED)
    send_failed (job, words->error);
  else if (!job->silent)
    send_all (job, words);
  note_end (job, words);
  return TRUE;
}

/* What there is by now. */
static void
listen (Job *job)
{
  OrsSession *session = job->session;
  gboolean over = FALSE;

  while (!over && job->pause == NULL) {
    g_auto (OrsWords) words = { ORS_WORDS_NOTHING };

    ors_hearing_take (job->hearing, &words);
    if (words.kind == ORS_WORDS_NOTHING)
      return;
    over = handle_words (job, &words);
  }
  if (!over)
    return;
  g_ptr_array_remove (get_transcripts (session)->jobs, job);
  ors_session_wake (session);
}

static void
on_wake (gpointer user_data)
{
  listen (user_data);
}

static gboolean
on_pause_over (gpointer user_data)
{
  Job *job = user_data;

  ors_timer_clear (&job->pause);
  listen (job);
  return G_SOURCE_REMOVE;
}

static void
hear (Job *job)
{
  OrsEars *ears = ors_session_get_context (job->session)->ears;
  const GByteArray *bytes = job->item->audio;
  g_autoptr (GBytes) audio =
      bytes != NULL ? g_bytes_new (bytes->data, bytes->len) : NULL;
  OrsSpeech speech = { audio, job->item->format,
    ors_item_audio_ms (job->item) / 1000.0, get_settings (job->session),
    *ors_session_get_place (job->session) };
  OrsWaker waker = { on_wake, job };

  job->hearing = ors_ears_hear (ears, &speech, &waker);
}

static void
refuse (Job *job)
{
  g_auto (OrsWords) words = { ORS_WORDS_FAILED };

  words.error = ors_error_new (
      "Too many turns of this session are being transcribed.");
  handle_words (job, &words);
  free_job (job);
}

void
ors_transcription_start (OrsSession *session, OrsItem *item)
{
  Transcripts *all = get_transcripts (session);
  gboolean silent = get_settings (session) == NULL;
  Job *job;

  if (silent && !ors_session_get_context (session)->mind->needs_words)
    return;
  job = g_new0 (Job, 1);
  job->session = session;
  job->item = ors_item_ref (item);
  job->silent = silent;
  job->told = g_string_new (NULL);
  if (all->jobs->len == MAX_JOBS) {
    refuse (job);
    return;
  }
  g_ptr_array_add (all->jobs, job);
  if (ors_session_has_fault (session, ORS_FAULT_LATE_TRANSCRIPTS))
    job->pause =
        ors_timer_new (ors_scenario_get_int (ors_session_get_scenario (session),
                           "delay_ms", 1000),
            on_pause_over, job);
  hear (job);
  listen (job);
}

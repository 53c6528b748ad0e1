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

/* A transcript on its way. */
typedef struct
{
  OrsSession *session;
  OrsItem *item;
  gchar *text;
  JsonObject *error;   /* instead of a transcript, or NULL */
  JsonArray *segments; /* or NULL */
  GSource *timer;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  ors_item_unref (job->item);
  g_free (job->text);
  g_clear_pointer (&job->error, json_object_unref);
  g_clear_pointer (&job->segments, json_array_unref);
  g_free (job);
}

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

static gboolean
uses_model (OrsSession *session, const gchar *part)
{
  JsonObject *transcription = ors_session_config_get_transcription (
      session->config);
  const gchar *model = oa_json_get_string (transcription, "model");

  return model != NULL && strstr (model, part) != NULL;
}

static JsonObject *
usage_of (Job *job)
{
  if (uses_model (job->session, "whisper"))
    return usage_in_seconds (job->item);
  return usage_in_tokens (job->item, job->text);
}

/* A word per delta; each but the first brings its space. */
static void
send_deltas (Job *job)
{
  g_auto (GStrv) words = g_strsplit (job->text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    JsonObject *event = job_event (job, "delta");
    g_autofree gchar *delta = g_strconcat (i > 0 ? " " : "", words[i], NULL);

    json_object_set_string_member (event, "delta", delta);
    ors_session_send (job->session, event);
  }
}

/* Their times count from the beginning of the item. */
static void
send_segments (Job *job)
{
  guint n = job->segments != NULL ? json_array_get_length (job->segments) : 0;

  for (guint i = 0; i < n; i++) {
    JsonObject *segment = oa_json_array_get_object (job->segments, i);
    JsonObject *event = job_event (job, "segment");
    g_autofree gchar *id = g_strdup_printf ("seg_%u", i);
    g_autoptr (GList) members = json_object_get_members (segment);

    json_object_set_string_member (event, "id", id);
    for (GList *l = members; l != NULL; l = l->next)
      json_object_set_member (event, l->data,
          json_node_copy (json_object_get_member (segment, l->data)));
    ors_session_send (job->session, event);
  }
}

static void
send_failed (Job *job)
{
  JsonObject *event = job_event (job, "failed");

  json_object_set_object_member (event, "error",
      oa_json_object_copy (job->error));
  ors_session_send (job->session, event);
}

static gboolean
has_model (Job *job, const gchar *model)
{
  return g_strcmp0 (oa_json_get_string (ors_session_config_get_transcription (
                                            job->session->config),
                        "model"),
             model)
      == 0;
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
send_segment (Job *job)
{
  JsonObject *event = job_event (job, "segment");

  json_object_set_string_member (event, "id", "seg_1");
  json_object_set_string_member (event, "text", job->text);
  json_object_set_string_member (event, "speaker", "A");
  json_object_set_double_member (event, "start", 0.0);
  json_object_set_double_member (event, "end",
      ors_item_audio_ms (job->item) / 1000.0);
  ors_session_send (job->session, event);
}

static void
add_details (Job *job, JsonObject *event)
{
  if (oa_json_get_array (job->session->config, "include") != NULL)
    json_object_set_array_member (event, "logprobs", logprobs_new (job->text));
  if (has_model (job, "gpt-transcribe")) {
    JsonObject *language = json_object_new ();
    JsonArray *languages = json_array_new ();

    json_object_set_string_member (language, "code", "en");
    json_array_add_object_element (languages, language);
    json_object_set_array_member (event, "languages", languages);
  }
}

static void
run_job (Job *job)
{
  JsonObject *event;

  if (job->error != NULL) {
    send_failed (job);
    return;
  }

  send_deltas (job);
  if (job->segments != NULL)
    send_segments (job);
  else if (has_model (job, "gpt-4o-transcribe-diarize"))
    send_segment (job);
  ors_item_set_transcript (job->item, job->text);
  event = job_event (job, "completed");
  json_object_set_string_member (event, "transcript", job->text);
  json_object_set_object_member (event, "usage", usage_of (job));
  add_details (job, event);
  ors_session_send (job->session, event);
}

static gboolean
on_late (gpointer user_data)
{
  Job *job = user_data;

  run_job (job);
  g_ptr_array_remove_fast (job->session->timers, job->timer);
  return G_SOURCE_REMOVE;
}

static void
run_later (Job *job, guint delay_ms)
{
  job->timer = g_timeout_source_new (delay_ms);
  g_source_set_callback (job->timer, on_late, job, free_job);
  g_source_attach (job->timer, g_main_context_get_thread_default ());
  g_ptr_array_add (job->session->timers, job->timer);
}

void
ors_transcription_start (OrsSession *session, OrsItem *item)
{
  OrsScript *script = session->context->script;
  JsonArray *segments = uses_model (session, "diarize")
      ? ors_script_transcript_segments (script, session->turns_answered)
      : NULL;
  JsonObject *error =
      ors_script_transcript_error (script, session->turns_answered);
  guint delay_ms;
  Job *job;

  if (ors_session_config_get_transcription (session->config) == NULL)
    return;

  job = g_new0 (Job, 1);
  job->session = session;
  job->item = ors_item_ref (item);
  job->error = error != NULL ? json_object_ref (error) : NULL;
  job->segments = segments != NULL ? json_array_ref (segments) : NULL;
  job->text = ors_script_dup_transcript (script, session->turns_answered,
      ors_item_audio_ms (item) / 1000.0, &delay_ms);
  if (ors_session_has_fault (session, ORS_FAULT_LATE_TRANSCRIPTS))
    delay_ms = ors_scenario_get_int (session->scenario, "delay_ms", 1000);

  if (delay_ms > 0) {
    run_later (job, delay_ms);
  } else {
    run_job (job);
    free_job (job);
  }
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* message.c - the fields of the element's bus messages; the one place that
 * posts errors and warnings. */

#include "report/message.h"

static void
set_time (GstStructure *structure, const gchar *field, gint64 time)
{
  if (time >= 0)
    gst_structure_set (structure, field, G_TYPE_UINT64, (guint64) time, NULL);
}

static void
set_text (GstStructure *structure, const gchar *field, const gchar *text)
{
  if (text != NULL)
    gst_structure_set (structure, field, G_TYPE_STRING, text, NULL);
}

static void
set_count (GstStructure *structure, const gchar *field, guint64 count)
{
  gst_structure_set (structure, field, G_TYPE_UINT64, count, NULL);
}

/* In seconds of the item. */
static void
set_seconds (GstStructure *structure, const gchar *field, gdouble seconds)
{
  if (seconds >= 0)
    gst_structure_set (structure, field, G_TYPE_DOUBLE, seconds, NULL);
}

/*** lists ***/

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
append_text (GValue *list, const gchar *text)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  gst_value_list_append_and_take_value (list, &value);
}

/* Unless it is empty. */
static void
take_list (GstStructure *structure, const gchar *field, GValue *list)
{
  if (gst_value_list_get_size (list) > 0)
    gst_structure_take_value (structure, field, list);
  else
    g_value_unset (list);
}

/*** notices ***/

static void
fill_usage (GstStructure *s, const OaUsage *usage)
{
  set_count (s, "total-tokens", usage->total_tokens);
  set_count (s, "input-text-tokens", usage->input_text_tokens);
  set_count (s, "input-audio-tokens", usage->input_audio_tokens);
  set_count (s, "cached-tokens", usage->cached_tokens);
  set_count (s, "cached-text-tokens", usage->cached_text_tokens);
  set_count (s, "cached-audio-tokens", usage->cached_audio_tokens);
  set_count (s, "output-text-tokens", usage->output_text_tokens);
  set_count (s, "output-audio-tokens", usage->output_audio_tokens);
}

static void
fill_error (GstStructure *s, const OaServiceError *error)
{
  if (error == NULL)
    return;
  set_text (s, "code", error->code);
  set_text (s, "type", error->type);
  set_text (s, "message", error->message);
  set_text (s, "param", error->param);
}

static void
fill_response_done (GstStructure *s, const OaNotice *notice)
{
  set_text (s, "response-id", notice->id);
  set_text (s, "status", notice->response.status);
  set_text (s, "reason", notice->response.reason);
  if (notice->response.has_usage)
    fill_usage (s, &notice->response.usage);
  set_time (s, "first-delta-latency", notice->response.first_delta_latency);
  set_time (s, "first-frame-latency", notice->response.first_frame_latency);
  set_time (s, "first-sound-latency", notice->response.first_sound_latency);
  fill_error (s, notice->response.error);
}

/* Names come from outside, so they are values, never field names. */
static void
append_rate_limit (GValue *list, const OaRateLimit *limit)
{
  append (list,
      gst_structure_new ("rate-limit", "name", G_TYPE_STRING,
          limit->name != NULL ? limit->name : "", "limit", G_TYPE_INT64,
          limit->limit, "remaining", G_TYPE_INT64, limit->remaining,
          "reset-seconds", G_TYPE_DOUBLE, limit->reset_seconds, NULL));
}

static void
fill_rate_limits (GstStructure *s, const OaNotice *notice)
{
  GValue list = G_VALUE_INIT;
  guint i;

  g_value_init (&list, GST_TYPE_LIST);
  for (i = 0; notice->rate_limits != NULL && i < notice->rate_limits->len; i++)
    append_rate_limit (&list,
        &g_array_index (notice->rate_limits, OaRateLimit, i));
  gst_structure_take_value (s, "rate-limits", &list);
}

static void
set_tools (GstStructure *structure, gchar **tools)
{
  GValue list = G_VALUE_INIT;
  guint i;

  g_value_init (&list, GST_TYPE_LIST);
  for (i = 0; tools[i] != NULL; i++)
    append_text (&list, tools[i]);
  gst_structure_take_value (structure, "tools", &list);
}

static void
fill_mcp (GstStructure *structure, const OaNotice *notice)
{
  const OaItemInfo *item = notice->mcp.item;

  set_text (structure,
      notice->kind == OA_NOTICE_MCP_APPROVAL ? "approval-id" : "item-id",
      item->id);
  set_text (structure, "server", item->server_label);
  set_text (structure, "name", item->name);
  set_text (structure, "arguments", item->arguments);
  set_text (structure, "status", notice->mcp.status);
  set_text (structure, "output", item->output);
  set_text (structure, "error", item->error_text);
  if (item->tools != NULL)
    set_tools (structure, item->tools);
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
  for (i = 0; i < languages->len; i++)
    append_text (&list, languages->pdata[i]);
  take_list (structure, "languages", &list);
}

/* What the service says of a text, as far as there is something. */
static void
fill_transcript (GstStructure *structure, const OaTranscriptDetail *detail)
{
  fill_timed (structure, "segments", "segment", detail->segments);
  fill_timed (structure, "words", "word", detail->words);
  fill_logprobs (structure, detail->logprobs);
  fill_languages (structure, detail->languages);
}

GstStructure *
oa_message_new_structure (const OaNotice *notice)
{
  gchar *name;
  GstStructure *s;

  if (notice->kind == OA_NOTICE_EVENT)
    return NULL;
  name = g_strconcat ("openairealtime/", oa_notice_kind_get_nick (notice->kind),
      NULL);
  s = gst_structure_new_empty (name);
  g_free (name);
  switch (notice->kind) {
    case OA_NOTICE_CONNECTED:
      set_text (s, "session-id", notice->id);
      set_text (s, "model", notice->model);
      break;
    case OA_NOTICE_RECONNECTING:
      gst_structure_set (s, "attempt", G_TYPE_UINT,
          notice->reconnecting.attempt, NULL);
      set_time (s, "delay-ms", notice->reconnecting.delay_ms);
      set_text (s, "cause", notice->reconnecting.cause);
      set_text (s, "error-class", notice->reconnecting.error_class);
      break;
    case OA_NOTICE_RECONNECTED:
    case OA_NOTICE_RENEWED:
      set_text (s, "session-id", notice->id);
      gst_structure_set (s, "restored", G_TYPE_BOOLEAN, notice->restored, NULL);
      break;
    case OA_NOTICE_TRANSCRIPT:
      set_text (s, "role", oa_role_get_nick (notice->transcript.role));
      set_text (s, "item-id", notice->id);
      set_text (s, "text", notice->transcript.text);
      gst_structure_set (s, "final", G_TYPE_BOOLEAN, notice->transcript.final,
          NULL);
      set_time (s, "running-time", notice->running_time);
      if (notice->transcript.detail != NULL)
        fill_transcript (s, notice->transcript.detail);
      break;
    case OA_NOTICE_SPEECH_STARTED:
    case OA_NOTICE_SPEECH_STOPPED:
    case OA_NOTICE_IDLE_TIMEOUT:
      set_text (s, "item-id", notice->id);
      set_time (s, "audio-ms", notice->audio_ms);
      set_time (s, "running-time", notice->running_time);
      break;
    case OA_NOTICE_RESPONSE_DONE:
      fill_response_done (s, notice);
      break;
    case OA_NOTICE_PLAYBACK_DONE:
      set_text (s, "item-id", notice->id);
      set_time (s, "heard-ms", notice->heard_ms);
      break;
    case OA_NOTICE_INTERRUPTED:
      set_text (s, "item-id", notice->id);
      set_time (s, "heard-ms", notice->interrupted.heard_ms);
      set_time (s, "dropped-ms", notice->interrupted.dropped_ms);
      break;
    case OA_NOTICE_RESUMED:
      set_time (s, "held-ms", notice->held_ms);
      break;
    case OA_NOTICE_LIMIT:
      set_text (s, "limit", notice->limit);
      break;
    case OA_NOTICE_DTMF:
      set_text (s, "digit", notice->digit);
      set_time (s, "running-time", notice->running_time);
      break;
    case OA_NOTICE_ERROR:
      fill_error (s, notice->error);
      break;
    case OA_NOTICE_RATE_LIMITS:
      fill_rate_limits (s, notice);
      break;
    case OA_NOTICE_FUNCTION_CALL:
      set_text (s, "call-id", notice->id);
      set_text (s, "name", notice->call.name);
      set_text (s, "arguments", notice->call.arguments);
      break;
    case OA_NOTICE_MCP_TOOLS:
    case OA_NOTICE_MCP_CALL:
    case OA_NOTICE_MCP_APPROVAL:
      fill_mcp (s, notice);
      break;
    case OA_NOTICE_EVENT:
      break;
  }
  return s;
}

void
oa_message_post_failure (GstElement *element, GstMessageType type,
    const OaFailure *failure)
{
  gst_element_message_full_with_details (element, type, failure->domain,
      failure->code, g_strdup (failure->message), g_strdup (failure->debug),
      __FILE__, GST_FUNCTION, __LINE__, gst_structure_copy (failure->details));
}

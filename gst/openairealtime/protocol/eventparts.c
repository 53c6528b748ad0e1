/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventparts.c - responses, sessions, errors, usage and rate limits. */

#include "eventparts.h"

#include "json.h"

OaServiceError *
oa_service_error_new (JsonObject *error, const gchar *event_id)
{
  OaServiceError *self = g_new0 (OaServiceError, 1);

  self->type = oa_json_dup_string (error, "type");
  self->code = oa_json_dup_string (error, "code");
  self->message = oa_json_dup_string (error, "message");
  self->param = oa_json_dup_string (error, "param");
  self->event_id = oa_json_dup_string (error, event_id);
  return self;
}

OaServiceError *
oa_service_error_copy (const OaServiceError *error)
{
  OaServiceError *copy;

  if (!error)
    return NULL;
  copy = g_new0 (OaServiceError, 1);
  copy->type = g_strdup (error->type);
  copy->code = g_strdup (error->code);
  copy->message = g_strdup (error->message);
  copy->param = g_strdup (error->param);
  copy->event_id = g_strdup (error->event_id);
  return copy;
}

void
oa_service_error_free (OaServiceError *error)
{
  if (!error)
    return;
  g_free (error->type);
  g_free (error->code);
  g_free (error->message);
  g_free (error->param);
  g_free (error->event_id);
  g_free (error);
}

static guint64
read_count (JsonObject *object, const gchar *member)
{
  return oa_json_get_count (object, member, 0, OA_JSON_MAX_TOKENS);
}

gboolean
oa_usage_read (OaUsage *usage, JsonObject *object)
{
  JsonObject *input = oa_json_get_object (object, "input_token_details");
  JsonObject *output = oa_json_get_object (object, "output_token_details");
  JsonObject *cached = oa_json_get_object (input, "cached_tokens_details");

  usage->total_tokens = read_count (object, "total_tokens");
  usage->input_tokens = read_count (object, "input_tokens");
  usage->output_tokens = read_count (object, "output_tokens");
  usage->input_text_tokens = read_count (input, "text_tokens");
  usage->input_audio_tokens = read_count (input, "audio_tokens");
  usage->input_image_tokens = read_count (input, "image_tokens");
  usage->cached_tokens = read_count (input, "cached_tokens");
  usage->cached_text_tokens = read_count (cached, "text_tokens");
  usage->cached_audio_tokens = read_count (cached, "audio_tokens");
  usage->output_text_tokens = read_count (output, "text_tokens");
  usage->output_audio_tokens = read_count (output, "audio_tokens");
  return object != NULL;
}

void
oa_usage_add (OaUsage *total, const OaUsage *more)
{
  total->total_tokens += more->total_tokens;
  total->input_tokens += more->input_tokens;
  total->output_tokens += more->output_tokens;
  total->input_text_tokens += more->input_text_tokens;
  total->input_audio_tokens += more->input_audio_tokens;
  total->input_image_tokens += more->input_image_tokens;
  total->cached_tokens += more->cached_tokens;
  total->cached_text_tokens += more->cached_text_tokens;
  total->cached_audio_tokens += more->cached_audio_tokens;
  total->output_text_tokens += more->output_text_tokens;
  total->output_audio_tokens += more->output_audio_tokens;
}

/* Out of band is told by an explicit null; a service that leaves the member
 * out says nothing. */
static gboolean
is_explicit_null (JsonObject *object, const gchar *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && JSON_NODE_HOLDS_NULL (node);
}

static OaAudioFormat
read_format (JsonObject *object, const gchar *member)
{
  if (!object)
    return OA_AUDIO_FORMAT_UNKNOWN;
  return oa_audio_format_from_json (json_object_get_member (object, member));
}

static OaAudioFormat
read_output_format (JsonObject *response)
{
  JsonObject *audio = oa_json_get_object (response, "audio");
  JsonObject *output = oa_json_get_object (audio, "output");

  if (output)
    return read_format (output, "format");
  return read_format (response, "output_audio_format");
}

static GPtrArray *
read_items (JsonArray *items)
{
  guint n_items = items ? json_array_get_length (items) : 0;
  GPtrArray *array = g_ptr_array_new_with_free_func (
      (GDestroyNotify) oa_item_info_free);

  for (guint i = 0; i < n_items; i++) {
    JsonObject *item = oa_json_array_get_object (items, i);

    if (item)
      g_ptr_array_add (array, oa_item_info_new (item));
  }
  return array;
}

static void
read_status (OaResponseInfo *self, JsonObject *response)
{
  JsonObject *details = oa_json_get_object (response, "status_details");
  JsonObject *error = oa_json_get_object (details, "error");

  self->status = oa_json_dup_string (response, "status");
  self->reason = oa_json_dup_string (details, "reason");
  if (error)
    self->error = oa_service_error_new (error, "event_id");
}

OaResponseInfo *
oa_response_info_new (JsonObject *response)
{
  OaResponseInfo *self = g_new0 (OaResponseInfo, 1);
  JsonObject *metadata = oa_json_get_object (response, "metadata");

  self->id = oa_json_dup_string (response, "id");
  read_status (self, response);
  self->out_of_band = is_explicit_null (response, "conversation_id");
  self->output_format = read_output_format (response);
  self->has_usage =
      oa_usage_read (&self->usage, oa_json_get_object (response, "usage"));
  if (metadata)
    self->metadata = json_object_ref (metadata);
  self->output = read_items (oa_json_get_array (response, "output"));
  return self;
}

void
oa_response_info_free (OaResponseInfo *response)
{
  if (!response)
    return;
  g_free (response->id);
  g_free (response->status);
  g_free (response->reason);
  oa_service_error_free (response->error);
  g_clear_pointer (&response->metadata, json_object_unref);
  g_ptr_array_unref (response->output);
  g_free (response);
}

OaSessionInfo *
oa_session_info_new (JsonObject *session)
{
  OaSessionInfo *self = g_new0 (OaSessionInfo, 1);

  self->id = oa_json_dup_string (session, "id");
  self->model = oa_json_dup_string (session, "model");
  self->expires_at =
      oa_json_get_count (session, "expires_at", 0, OA_JSON_MAX_EPOCH);
  self->json = json_object_ref (session);
  return self;
}

void
oa_session_info_free (OaSessionInfo *session)
{
  if (!session)
    return;
  g_free (session->id);
  g_free (session->model);
  json_object_unref (session->json);
  g_free (session);
}

static void
clear_rate_limit (OaRateLimit *limit)
{
  g_free (limit->name);
}

static void
add_rate_limit (GArray *array, JsonObject *object)
{
  OaRateLimit limit = {
    .name = oa_json_dup_string (object, "name"),
    .limit = oa_json_get_count (object, "limit", -1, OA_JSON_MAX_TOKENS),
    .remaining =
        oa_json_get_count (object, "remaining", -1, OA_JSON_MAX_TOKENS),
    .reset_seconds = CLAMP (oa_json_get_double (object, "reset_seconds", 0), 0,
        OA_JSON_MAX_EPOCH),
  };

  g_array_append_val (array, limit);
}

GArray *
oa_rate_limits_new (JsonArray *limits)
{
  guint n_limits = limits ? json_array_get_length (limits) : 0;
  GArray *array = g_array_new (FALSE, FALSE, sizeof (OaRateLimit));

  g_array_set_clear_func (array, (GDestroyNotify) clear_rate_limit);
  for (guint i = 0; i < n_limits; i++) {
    JsonObject *limit = oa_json_array_get_object (limits, i);

    if (limit)
      add_rate_limit (array, limit);
  }
  return array;
}

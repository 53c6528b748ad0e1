/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* event.c - a message into an event: the fast path of audio, else a tree.
 *
 * Which members an event has is one row of a table; what is inside its objects
 * is read by eventparts.c and eventitem.c. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "event.h"

#include <string.h>

#include "eventparts.h"

/* Reads what is special to a type; FALSE and @error when the event lacks what
 * makes it that event. */
typedef gboolean (*ReadFunc) (OaEvent *self, GError **error);

typedef struct
{
  const gchar *text;            /* member that OaEvent.text comes from */
  ReadFunc read;
} EventShape;

static OaEvent *
event_new (GBytes *raw)
{
  OaEvent *self = g_new (OaEvent, 1);

  /* calloc() has no fast path, and this is made for every delta. */
  *self = (OaEvent) {
    .raw = g_bytes_ref (raw),
    .output_index = -1,
    .content_index = -1,
    .audio_start_ms = -1,
    .audio_end_ms = -1,
    .elapsed_ms = -1,
  };
  return self;
}

void
oa_event_free (OaEvent *event)
{
  if (!event)
    return;
  if (event->strings == NULL) {
    g_free (event->name);
    g_free (event->event_id);
    g_free (event->response_id);
    g_free (event->item_id);
  }
  g_free (event->strings);
  g_bytes_unref (event->raw);
  g_clear_pointer (&event->json, json_object_unref);
  g_free (event->previous_item_id);
  g_free (event->call_id);
  g_free (event->text);
  g_free (event->function_name);
  g_clear_pointer (&event->audio, g_bytes_unref);
  oa_service_error_free (event->error);
  oa_item_info_free (event->item);
  oa_response_info_free (event->response);
  oa_session_info_free (event->session);
  g_clear_pointer (&event->rate_limits, g_array_unref);
  g_clear_pointer (&event->transcript, oa_transcript_detail_unref);
  g_free (event);
}

gboolean
oa_event_is_sign_of_life (const OaEvent *event)
{
  return event->type != OA_EVENT_ERROR && event->type != OA_EVENT_UNKNOWN
      && event->type != OA_EVENT_RATE_LIMITS;
}

static gboolean
fail_shape (const OaEvent *self, const gchar *member, GError **error)
{
  g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
      "A %s event without a usable \"%s\".",
      oa_event_type_get_nick (self->type), member);
  return FALSE;
}

static gchar *
dup_string (const OaEvent *self, const gchar *member)
{
  return g_strdup (oa_json_get_string (self->json, member));
}

static gint
read_index (const OaEvent *self, const gchar *member)
{
  gint64 index = oa_json_get_int (self->json, member, -1);

  return index >= 0 && index <= G_MAXINT ? index : -1;
}

static gint64
read_ms (const OaEvent *self, const gchar *member)
{
  return oa_json_get_count (self->json, member, -1, OA_JSON_MAX_MS);
}

/* The members that the fast path knows, too. */
static void
read_audio_members (OaEvent *self)
{
  self->event_id = dup_string (self, "event_id");
  self->response_id = dup_string (self, "response_id");
  self->item_id = dup_string (self, "item_id");
  self->output_index = read_index (self, "output_index");
  self->content_index = read_index (self, "content_index");
  self->elapsed_ms = read_ms (self, "elapsed_ms");
}

/* The others; an audio delta has none of them on either path. */
static void
read_other_members (OaEvent *self)
{
  self->previous_item_id = dup_string (self, "previous_item_id");
  self->has_previous = self->previous_item_id != NULL;
  self->call_id = dup_string (self, "call_id");
  self->audio_start_ms = read_ms (self, "audio_start_ms");
  self->audio_end_ms = read_ms (self, "audio_end_ms");
}

static gboolean
read_audio (OaEvent *self, GError **error)
{
  const gchar *delta = oa_json_get_string (self->json, "delta");

  if (delta)
    self->audio = oa_base64_decode (delta, strlen (delta));
  return self->audio || fail_shape (self, "delta", error);
}

/* Some services write the sentence in place of the object, with the rest
 * beside it. */
static gboolean
read_error (OaEvent *self, GError **error)
{
  JsonObject *object = oa_json_get_object (self->json, "error");
  const gchar *sentence = oa_json_get_string (self->json, "error");

  if (object) {
    self->error = oa_service_error_new (object);
    return TRUE;
  }
  self->error = g_new0 (OaServiceError, 1);
  self->error->code = dup_string (self, "code");
  self->error->param = dup_string (self, "param");
  self->error->message = sentence ? g_strdup (sentence)
      : dup_string (self, "message");
  return TRUE;
}

static gboolean
read_item (OaEvent *self, GError **error)
{
  JsonObject *item = oa_json_get_object (self->json, "item");

  if (!item)
    return fail_shape (self, "item", error);
  self->item = oa_item_info_new (item);
  return TRUE;
}

static gboolean
read_response (OaEvent *self, GError **error)
{
  JsonObject *response = oa_json_get_object (self->json, "response");

  if (!response)
    return fail_shape (self, "response", error);
  self->response = oa_response_info_new (response);
  return TRUE;
}

/* Small servers put the id beside the type and have no session object. */
static gboolean
read_session (OaEvent *self, GError **error)
{
  JsonObject *session = oa_json_get_object (self->json, "session");
  g_autoptr (JsonObject) empty = json_object_new ();

  self->session = oa_session_info_new (session ? session : empty);
  if (!self->session->id)
    self->session->id = dup_string (self, "id");
  return TRUE;
}

/* Azure doubles the part as a member "content"; only "part" counts. */
static gboolean
read_part (OaEvent *self, GError **error)
{
  JsonObject *part = oa_json_get_object (self->json, "part");
  const gchar *text = oa_json_get_string (part, "text");

  if (!text)
    text = oa_json_get_string (part, "transcript");
  self->text = g_strdup (text);
  return TRUE;
}

static gboolean
read_transcript (OaEvent *self, GError **error)
{
  self->has_usage = oa_usage_read (&self->usage,
      oa_json_get_object (self->json, "usage"));
  self->transcript = oa_transcript_detail_new (self->json);
  return TRUE;
}

static gboolean
read_segment (OaEvent *self, GError **error)
{
  self->transcript = oa_transcript_detail_new_segment (self->json);
  return TRUE;
}

static gboolean
read_function_name (OaEvent *self, GError **error)
{
  self->function_name = dup_string (self, "name");
  return TRUE;
}

static gboolean
read_rate_limits (OaEvent *self, GError **error)
{
  self->rate_limits = oa_rate_limits_new (
      oa_json_get_array (self->json, "rate_limits"));
  return TRUE;
}

/* Types without a row have only the members that all have. */
static const EventShape shapes[OA_N_EVENTS] = {
  [OA_EVENT_ERROR] = {NULL, read_error},
  [OA_EVENT_SESSION_CREATED] = {NULL, read_session},
  [OA_EVENT_SESSION_UPDATED] = {NULL, read_session},
  [OA_EVENT_ITEM_ADDED] = {NULL, read_item},
  [OA_EVENT_ITEM_DONE] = {NULL, read_item},
  [OA_EVENT_ITEM_RETRIEVED] = {NULL, read_item},
  [OA_EVENT_INPUT_TRANSCRIPTION_DELTA] = {"delta", read_transcript},
  [OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED] = {"transcript", read_transcript},
  [OA_EVENT_INPUT_TRANSCRIPTION_FAILED] = {NULL, read_error},
  [OA_EVENT_INPUT_TRANSCRIPTION_SEGMENT] = {"text", read_segment},
  [OA_EVENT_DTMF] = {"event", NULL},
  [OA_EVENT_RESPONSE_CREATED] = {NULL, read_response},
  [OA_EVENT_RESPONSE_DONE] = {NULL, read_response},
  [OA_EVENT_OUTPUT_ITEM_ADDED] = {NULL, read_item},
  [OA_EVENT_OUTPUT_ITEM_DONE] = {NULL, read_item},
  [OA_EVENT_CONTENT_PART_ADDED] = {NULL, read_part},
  [OA_EVENT_CONTENT_PART_DONE] = {NULL, read_part},
  [OA_EVENT_AUDIO_DELTA] = {NULL, read_audio},
  [OA_EVENT_AUDIO_TRANSCRIPT_DELTA] = {"delta", NULL},
  [OA_EVENT_AUDIO_TRANSCRIPT_DONE] = {"transcript", NULL},
  [OA_EVENT_TEXT_DELTA] = {"delta", NULL},
  [OA_EVENT_TEXT_DONE] = {"text", NULL},
  [OA_EVENT_FUNCTION_ARGUMENTS_DELTA] = {"delta", NULL},
  [OA_EVENT_FUNCTION_ARGUMENTS_DONE] = {"arguments", read_function_name},
  [OA_EVENT_MCP_ARGUMENTS_DELTA] = {"delta", NULL},
  [OA_EVENT_MCP_ARGUMENTS_DONE] = {"arguments", NULL},
  [OA_EVENT_RATE_LIMITS] = {NULL, read_rate_limits},
  [OA_EVENT_INPUT_TRANSCRIPT_DELTA] = {"delta", NULL},
  [OA_EVENT_OUTPUT_TRANSCRIPT_DELTA] = {"delta", NULL},
};

static gboolean
read_event (OaEvent *self, GError **error)
{
  const EventShape *shape = &shapes[self->type];

  read_audio_members (self);
  if (self->type != OA_EVENT_AUDIO_DELTA)
    read_other_members (self);
  if (shape->text)
    self->text = dup_string (self, shape->text);
  return !shape->read || shape->read (self, error);
}

static JsonObject *
parse_message (GBytes *raw, GError **error)
{
  gsize length = 0;
  const gchar *text = g_bytes_get_data (raw, &length);

  return oa_json_parse_object (text, length, OA_EVENT_MAX_SIZE,
      "A message of the service cannot be read", error);
}

OaEvent *
oa_event_decode_tree (GBytes *raw, GError **error)
{
  g_autoptr (OaEvent) self = event_new (raw);

  self->json = parse_message (raw, error);
  if (!self->json)
    return NULL;
  self->name = dup_string (self, "type");
  if (!self->name) {
    g_set_error_literal (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
        "A message of the service without a string \"type\".");
    return NULL;
  }
  self->type = oa_event_type_from_name (self->name, strlen (self->name));
  if (!read_event (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gchar *
put_span (gchar **to, const OaSpan *span)
{
  gchar *copy = *to;

  if (!span->text)
    return NULL;
  memcpy (copy, span->text, span->length);
  copy[span->length] = '\0';
  *to += span->length + 1;
  return copy;
}

/* Four allocations in one: there are fifty deltas a second. */
static void
take_strings (OaEvent *self, const OaAudioDelta *delta)
{
  gchar *to = g_malloc (delta->type.length + delta->event_id.length
      + delta->response_id.length + delta->item_id.length + 4);

  self->strings = to;
  self->name = put_span (&to, &delta->type);
  self->event_id = put_span (&to, &delta->event_id);
  self->response_id = put_span (&to, &delta->response_id);
  self->item_id = put_span (&to, &delta->item_id);
}

/* NULL when the tree has to look. */
static OaEvent *
decode_audio_delta (const OaDialect *dialect, GBytes *raw)
{
  gsize length = 0;
  const gchar *text = g_bytes_get_data (raw, &length);
  OaAudioDelta delta;
  OaEvent *self;
  GBytes *audio;

  if (length > OA_EVENT_MAX_SIZE
      || !oa_audio_delta_scan (dialect, text, length, &delta))
    return NULL;
  audio = oa_base64_decode (delta.delta.text, delta.delta.length);
  if (!audio)
    return NULL;

  self = event_new (raw);
  self->type = OA_EVENT_AUDIO_DELTA;
  take_strings (self, &delta);
  self->output_index = delta.output_index;
  self->content_index = delta.content_index;
  self->elapsed_ms = delta.elapsed_ms;
  self->audio = audio;
  return self;
}

OaEvent *
oa_event_decode (const OaDialect *dialect, GBytes *raw, GError **error)
{
  OaEvent *self = decode_audio_delta (dialect, raw);

  return self ? self : oa_event_decode_tree (raw, error);
}

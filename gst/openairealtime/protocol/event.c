/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* event.c - a message into an event by its JSON tree.
 *
 * Which members an event has is one row of its dialect's table; what is inside
 * its objects is read by eventparts.c and eventitem.c. */

#include "event.h"

#include <string.h>

#include "base64.h"

/* Reads what is special to a type; FALSE and @error when the event lacks what
 * makes it that event. */
typedef gboolean (
    *ReadFunc) (OaEvent *self, const OaEventTable *table, GError **error);

OaEvent *
oa_event_new (GBytes *raw)
{
  OaEvent *self = g_new (OaEvent, 1);

  /* calloc() has no fast path, and this is made for every delta. */
  *self = (OaEvent){
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
  self->event_id = oa_json_dup_string (self->json, "event_id");
  self->response_id = oa_json_dup_string (self->json, "response_id");
  self->item_id = oa_json_dup_string (self->json, "item_id");
  self->output_index = read_index (self, "output_index");
  self->content_index = read_index (self, "content_index");
  self->elapsed_ms = read_ms (self, "elapsed_ms");
}

/* The others; an audio delta has none of them on either path. */
static void
read_other_members (OaEvent *self, const OaEventTable *table)
{
  self->previous_item_id = oa_json_dup_string (self->json, "previous_item_id");
  self->has_previous = self->previous_item_id != NULL;
  self->call_id = oa_json_dup_string (self->json, "call_id");
  self->audio_start_ms = read_ms (self, table->start_ms);
  self->audio_end_ms = read_ms (self, table->end_ms);
}

static gboolean
read_audio (OaEvent *self, const OaEventTable *table, GError **error)
{
  const gchar *delta = oa_json_get_string (self->json, "delta");

  if (delta)
    self->audio = oa_base64_decode (delta, strlen (delta));
  return self->audio || fail_shape (self, "delta", error);
}

/* Some services write the sentence in place of the object, with the rest
 * beside it. */
static gboolean
read_error (OaEvent *self, const OaEventTable *table, GError **error)
{
  JsonObject *object = oa_json_get_object (self->json, "error");
  const gchar *sentence = oa_json_get_string (self->json, "error");

  if (object) {
    self->error = oa_service_error_new (object, table->error_event_id);
    return TRUE;
  }
  self->error = g_new0 (OaServiceError, 1);
  self->error->code = oa_json_dup_string (self->json, "code");
  self->error->param = oa_json_dup_string (self->json, "param");
  self->error->message = sentence ? g_strdup (sentence)
                                  : oa_json_dup_string (self->json, "message");
  return TRUE;
}

static gboolean
read_item (OaEvent *self, const OaEventTable *table, GError **error)
{
  JsonObject *item = oa_json_get_object (self->json, "item");

  if (!item)
    return fail_shape (self, "item", error);
  self->item = oa_item_info_new (item);
  return TRUE;
}

static gboolean
read_response (OaEvent *self, const OaEventTable *table, GError **error)
{
  JsonObject *response = oa_json_get_object (self->json, "response");

  if (!response)
    return fail_shape (self, "response", error);
  self->response = oa_response_info_new (response);
  return TRUE;
}

/* Small servers put the id beside the type and have no session object. */
static gboolean
read_session (OaEvent *self, const OaEventTable *table, GError **error)
{
  JsonObject *session = oa_json_get_object (self->json, "session");
  g_autoptr (JsonObject) empty = json_object_new ();

  self->session = oa_session_info_new (session ? session : empty);
  if (!self->session->id)
    self->session->id = oa_json_dup_string (self->json, "id");
  return TRUE;
}

/* Azure doubles the part as a member "content"; only "part" counts. */
static gboolean
read_part (OaEvent *self, const OaEventTable *table, GError **error)
{
  JsonObject *part = oa_json_get_object (self->json, "part");
  const gchar *text = oa_json_get_string (part, "text");

  if (!text)
    text = oa_json_get_string (part, "transcript");
  self->text = g_strdup (text);
  return TRUE;
}

static gboolean
read_transcript (OaEvent *self, const OaEventTable *table, GError **error)
{
  self->has_usage =
      oa_usage_read (&self->usage, oa_json_get_object (self->json, "usage"));
  self->transcript = oa_transcript_detail_new (self->json);
  return TRUE;
}

static gboolean
read_segment (OaEvent *self, const OaEventTable *table, GError **error)
{
  self->transcript = oa_transcript_detail_new_segment (self->json);
  return TRUE;
}

static gboolean
read_function_name (OaEvent *self, const OaEventTable *table, GError **error)
{
  self->function_name = oa_json_dup_string (self->json, "name");
  return TRUE;
}

static gboolean
read_rate_limits (OaEvent *self, const OaEventTable *table, GError **error)
{
  self->rate_limits = oa_rate_limits_new (
      oa_json_get_array (self->json, "rate_limits"));
  return TRUE;
}

static const ReadFunc readers[] = {
  [OA_PAYLOAD_NOTHING] = NULL,
  [OA_PAYLOAD_AUDIO] = read_audio,
  [OA_PAYLOAD_ERROR] = read_error,
  [OA_PAYLOAD_SESSION] = read_session,
  [OA_PAYLOAD_ITEM] = read_item,
  [OA_PAYLOAD_RESPONSE] = read_response,
  [OA_PAYLOAD_PART] = read_part,
  [OA_PAYLOAD_TRANSCRIPT] = read_transcript,
  [OA_PAYLOAD_SEGMENT] = read_segment,
  [OA_PAYLOAD_FUNCTION] = read_function_name,
  [OA_PAYLOAD_RATE_LIMITS] = read_rate_limits,
};

static gboolean
read_event (OaEvent *self, const OaEventTable *table, GError **error)
{
  const OaEventRow *row =
      oa_event_table_find (table, self->name, strlen (self->name));
  ReadFunc read;

  if (row)
    self->type = row->type;
  read_audio_members (self);
  if (self->type != OA_EVENT_AUDIO_DELTA)
    read_other_members (self, table);
  if (!row)
    return TRUE;
  if (row->text)
    self->text = oa_json_dup_string (self->json, row->text);
  read = readers[row->payload];
  return !read || read (self, table, error);
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
oa_event_new_from_tree (const OaEventTable *table, GBytes *raw, GError **error)
{
  g_autoptr (OaEvent) self = oa_event_new (raw);

  self->json = parse_message (raw, error);
  if (!self->json)
    return NULL;
  self->name = oa_json_dup_string (self->json, "type");
  if (!self->name) {
    g_set_error_literal (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE,
        "A message of the service without a string \"type\".");
    return NULL;
  }
  if (!read_event (self, table, error))
    return NULL;
  return g_steal_pointer (&self);
}

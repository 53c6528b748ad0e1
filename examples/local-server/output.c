/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* output.c - see output.h. */

#include "config.h"

#include "output.h"

#include "protocol/json.h"
#include "usage.h"

/* Arguments come in pieces of this length. */
#define ARGUMENTS_PIECE 10
/* Longer texts are cut, as if there were no tokens left. */
#define MAX_TEXT_BYTES (16 * 1024)
/* The transcript runs ahead of the audio by this many deltas. */
#define AHEAD 2

typedef enum
{
  SPEECH,
  TEXT,
  CALL,
} Kind;

struct _OrsOutput
{
  OrsPlace place;
  gchar *response_id;
  Kind kind;
  OrsItem *item;
  gboolean open;
  gboolean limited;

  /* Text, transcript or arguments. */
  gchar *text;
  GPtrArray *pieces;
  guint next_piece;
  GString *said;

  /* Of speech. */
  GBytes *audio;
  gsize audio_end; /* where to stop, in bytes */
  gsize sent;
  guint steps;
};

static JsonObject *
message_json (const gchar *id)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "type", "message");
  json_object_set_string_member (json, "status", "in_progress");
  json_object_set_string_member (json, "role", "assistant");
  json_object_set_array_member (json, "content", json_array_new ());
  return json;
}

/* Words with the space before them: put together they are the text. */
static GPtrArray *
split_words (const gchar *text)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);
  const gchar *start = text;

  while (*start != '\0') {
    const gchar *end = start + 1;

    while (*end != '\0' && *end != ' ')
      end++;
    g_ptr_array_add (pieces, g_strndup (start, end - start));
    start = end;
  }
  return pieces;
}

static GPtrArray *
split_characters (const gchar *text, guint length)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);
  const gchar *start = text;

  while (*start != '\0') {
    const gchar *end = start;

    for (guint i = 0; i < length && *end != '\0'; i++)
      end = g_utf8_next_char (end);
    g_ptr_array_add (pieces, g_strndup (start, end - start));
    start = end;
  }
  return pieces;
}

/* At most as many bytes as a text may have, whole characters. */
static gchar *
dup_limited (const gchar *text, gboolean *limited)
{
  gsize length = strlen (text);

  *limited = length > MAX_TEXT_BYTES;
  if (*limited)
    length = g_utf8_find_prev_char (text, text + MAX_TEXT_BYTES) - text;
  return g_strndup (text, length);
}

static OrsOutput *
output_new (const OrsPlace *place, Kind kind, JsonObject *item,
    const gchar *text)
{
  OrsOutput *self = g_new0 (OrsOutput, 1);

  self->place = *place;
  self->response_id = g_strdup (place->response_id);
  self->kind = kind;
  self->item = ors_item_new (item);
  self->text = kind == CALL ? g_strdup (text)
                            : dup_limited (text, &self->limited);
  self->said = g_string_new (NULL);
  self->pieces = kind == CALL ? split_characters (text, ARGUMENTS_PIECE)
                              : split_words (self->text);
  return self;
}

OrsOutput *
ors_output_new_speech (const OrsPlace *place, const gchar *text,
    OaAudioFormat format)
{
  g_autofree gchar *id = ors_session_new_id (place->session, "item");
  OrsOutput *self = output_new (place, SPEECH, message_json (id), text);

  self->item->has_audio = TRUE;
  self->item->format = format;
  return self;
}

OrsOutput *
ors_output_new_text (const OrsPlace *place, const gchar *text)
{
  g_autofree gchar *id = ors_session_new_id (place->session, "item");

  return output_new (place, TEXT, message_json (id), text);
}

OrsOutput *
ors_output_new_call (const OrsPlace *place, const OrsCall *call)
{
  g_autofree gchar *id = ors_session_new_id (place->session, "item");
  g_autofree gchar *call_id = ors_session_new_id (place->session, "call");
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "type", "function_call");
  json_object_set_string_member (json, "status", "in_progress");
  json_object_set_string_member (json, "name", call->name);
  json_object_set_string_member (json, "call_id", call_id);
  json_object_set_string_member (json, "arguments", "");
  return output_new (place, CALL, json, call->arguments);
}

void
ors_output_free (OrsOutput *self)
{
  g_free (self->response_id);
  ors_item_unref (self->item);
  g_free (self->text);
  g_ptr_array_unref (self->pieces);
  g_string_free (self->said, TRUE);
  g_clear_pointer (&self->audio, g_bytes_unref);
  g_free (self);
}

const gchar *
ors_output_needs_audio (OrsOutput *self)
{
  return self->kind == SPEECH ? self->text : NULL;
}

static gsize
audio_ms (OrsOutput *self)
{
  return self->audio_end
      / oa_audio_format_get_bytes_per_ms (self->item->format);
}

void
ors_output_set_audio (OrsOutput *self, GBytes *audio)
{
  self->audio = g_bytes_ref (audio);
  self->audio_end = g_bytes_get_size (audio);
  if (audio_ms (self) >= ORS_SPEECH_MAX_SECONDS * 1000)
    self->limited = TRUE;
}

static gint64
cost (OrsOutput *self)
{
  gsize per_token = oa_audio_format_get_bytes_per_ms (self->item->format)
      * ORS_MS_PER_ASSISTANT_TOKEN;

  if (self->kind == SPEECH)
    return (self->audio_end + per_token - 1) / per_token;
  return self->pieces->len;
}

gint64
ors_output_limit (OrsOutput *self, gint64 tokens)
{
  gint64 needed = cost (self);

  if (tokens < 0)
    return tokens;
  if (needed <= tokens)
    return tokens - needed;

  self->limited = TRUE;
  self->audio_end = tokens * ORS_MS_PER_ASSISTANT_TOKEN
      * oa_audio_format_get_bytes_per_ms (self->item->format);
  g_ptr_array_set_size (self->pieces, self->pieces->len * tokens / needed);
  return 0;
}

gboolean
ors_output_is_open (OrsOutput *self)
{
  return self->open;
}

gboolean
ors_output_was_limited (OrsOutput *self)
{
  return self->limited;
}

OrsItem *
ors_output_get_item (OrsOutput *self)
{
  return self->item;
}

guint
ors_output_sent_ms (OrsOutput *self)
{
  return self->sent / oa_audio_format_get_bytes_per_ms (self->item->format);
}

static JsonObject *
output_event (OrsOutput *self, const gchar *type)
{
  JsonObject *event = ors_event_new (type);

  json_object_set_string_member (event, "response_id", self->response_id);
  json_object_set_int_member (event, "output_index", self->place.index);
  return event;
}

static JsonObject *
content_event (OrsOutput *self, const gchar *type)
{
  JsonObject *event = output_event (self, type);

  json_object_set_string_member (event, "item_id",
      ors_item_get_id (self->item));
  if (self->kind == CALL)
    json_object_set_string_member (event, "call_id",
        oa_json_get_string (self->item->json, "call_id"));
  else
    json_object_set_int_member (event, "content_index", 0);
  return event;
}

static void
send (OrsOutput *self, JsonObject *event)
{
  ors_session_send (self->place.session, event);
}

static void
send_with_text (OrsOutput *self, const gchar *type, const gchar *member,
    const gchar *text)
{
  JsonObject *event = content_event (self, type);

  json_object_set_string_member (event, member, text);
  send (self, event);
}

static void
send_item (OrsOutput *self, const gchar *type)
{
  JsonObject *event = output_event (self, type);

  json_object_set_object_member (event, "item",
      oa_json_object_copy (self->item->json));
  send (self, event);
}

/* Parts are called audio and text, the item's content output_audio and
 * output_text. */
static void
send_part (OrsOutput *self, const gchar *type)
{
  JsonObject *event = content_event (self, type);
  JsonObject *part = json_object_new ();
  gboolean speech = self->kind == SPEECH;

  json_object_set_string_member (part, "type", speech ? "audio" : "text");
  json_object_set_string_member (part, speech ? "transcript" : "text",
      self->said->str);
  json_object_set_object_member (event, "part", part);
  send (self, event);
}

static void
add_content (OrsOutput *self)
{
  JsonObject *part = json_object_new ();
  gboolean speech = self->kind == SPEECH;

  json_object_set_string_member (part, "type",
      speech ? "output_audio" : "output_text");
  json_object_set_string_member (part, speech ? "transcript" : "text", "");
  json_array_add_object_element (
      oa_json_get_array (self->item->json, "content"), part);
}

/* Keeps the item as far as it was said, unless it was truncated already. */
static void
store_said (OrsOutput *self)
{
  JsonObject *part = ors_item_peek_part (self->item);

  if (self->kind == CALL)
    json_object_set_string_member (self->item->json, "arguments",
        self->said->str);
  else if (self->kind == TEXT)
    json_object_set_string_member (part, "text", self->said->str);
  else if (self->item->truncated_ms < 0)
    json_object_set_string_member (part, "transcript", self->said->str);
}

void
ors_output_open (OrsOutput *self)
{
  OrsSession *session = self->place.session;

  self->open = TRUE;
  send_item (self, "response.output_item.added");
  if (self->place.in_conversation) {
    ors_items_append (session->items, self->item);
    ors_session_send_item (session, "conversation.item.added", self->item);
  }
  if (self->kind == CALL)
    return;

  send_part (self, "response.content_part.added");
  add_content (self);
}

static void
send_piece (OrsOutput *self)
{
  static const gchar *const types[] = {
    "response.output_audio_transcript.delta", "response.output_text.delta",
    "response.function_call_arguments.delta"
  };
  const gchar *piece = g_ptr_array_index (self->pieces, self->next_piece++);

  g_string_append (self->said, piece);
  send_with_text (self, types[self->kind], "delta", piece);
  store_said (self);
}

static void
send_pieces_until (OrsOutput *self, guint end)
{
  while (self->next_piece < MIN (end, self->pieces->len))
    send_piece (self);
}

static void
send_audio (OrsOutput *self, gsize offset, gsize size)
{
  OrsSession *session = self->place.session;
  g_autoptr (GBytes) chunk = g_bytes_new_from_bytes (self->audio, offset, size);

  /* It travels elsewhere. */
  if (session->kind == ORS_KIND_SIDEBAND)
    return;

  ors_session_send_audio (session,
      content_event (self, "response.output_audio.delta"), chunk);
  if (ors_session_has_fault (session, ORS_FAULT_DUPLICATE_DELTAS))
    ors_session_send_audio (session,
        content_event (self, "response.output_audio.delta"), chunk);
}

static gsize
next_size (OrsOutput *self, guint chunk_ms)
{
  OrsSession *session = self->place.session;
  gsize left = self->audio_end - self->sent;
  gsize size = chunk_ms * oa_audio_format_get_bytes_per_ms (self->item->format);

  if (ors_session_has_fault (session, ORS_FAULT_HUGE_DELTA))
    size = left;
  else if (ors_session_has_fault (session, ORS_FAULT_TINY_DELTAS)
      || ors_scenario_get_int (session->scenario, "tiny_deltas", 0) > 0)
    size = 2 * self->steps + 1;
  return MIN (size, left);
}

/* The item grows with what was sent, so that it can be truncated meanwhile. */
static void
store_audio (OrsOutput *self)
{
  self->item->audio_bytes = self->sent;
  if (self->item->truncated_ms >= 0)
    return;
  g_clear_pointer (&self->item->audio, g_bytes_unref);
  self->item->audio = g_bytes_new_from_bytes (self->audio, 0, self->sent);
}

static gboolean
step_speech (OrsOutput *self, guint chunk_ms)
{
  gsize size = next_size (self, chunk_ms);
  gdouble ahead;

  if (size == 0)
    return FALSE;

  ahead = (gdouble) (self->sent + AHEAD * size) / self->audio_end;
  send_pieces_until (self, ahead * self->pieces->len + 1);
  send_audio (self, self->sent, size);
  self->sent += size;
  self->steps++;
  if (self->place.in_conversation)
    self->place.session->has_assistant_audio = TRUE;
  store_audio (self);
  return TRUE;
}

gboolean
ors_output_step (OrsOutput *self, guint chunk_ms)
{
  if (self->kind == SPEECH)
    return step_speech (self, chunk_ms);
  if (self->next_piece >= self->pieces->len)
    return FALSE;
  send_piece (self);
  return TRUE;
}

static void
send_done (OrsOutput *self)
{
  JsonObject *event;

  switch (self->kind) {
    case SPEECH:
      send (self, content_event (self, "response.output_audio.done"));
      send_with_text (self, "response.output_audio_transcript.done",
          "transcript", self->said->str);
      break;
    case TEXT:
      send_with_text (self, "response.output_text.done", "text",
          self->said->str);
      break;
    case CALL:
    default:
      event = content_event (self, "response.function_call_arguments.done");
      json_object_set_string_member (event, "name",
          oa_json_get_string (self->item->json, "name"));
      json_object_set_string_member (event, "arguments", self->said->str);
      send (self, event);
      break;
  }
}

void
ors_output_close (OrsOutput *self, const gchar *status, gboolean interrupted)
{
  OrsSession *session = self->place.session;

  if (!interrupted)
    send_pieces_until (self, self->pieces->len);
  self->open = FALSE;
  ors_item_set_status (self->item, status);
  store_said (self);
  if (self->place.in_conversation)
    ors_items_limit_audio (session->items);

  send_done (self);
  if (self->kind != CALL)
    send_part (self, "response.content_part.done");
  if (self->place.in_conversation && !interrupted)
    ors_session_send_item (session, "conversation.item.done", self->item);
  send_item (self, "response.output_item.done");
}

void
ors_output_send_late_delta (OrsOutput *self)
{
  if (self->kind == SPEECH && self->sent > 0)
    send_audio (self, 0, MIN (self->sent, 960));
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* output.c - see output.h. */

#include "config.h"

#include "output.h"

#include "protocol/json.h"

#include <string.h>

/* Arguments come in pieces of this length. */
#define ARGUMENTS_PIECE 10
/* Longer texts are cut, as if there were no tokens left. */
#define MAX_TEXT_BYTES (16 * 1024)

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
  gboolean text_ends;
  gboolean limited;
  gboolean cut;
  gsize text_bytes; /* of the message */

  OrsSpoken *spoken; /* of speech, or NULL */
  GPtrArray *pieces; /* of text and arguments */
  guint next_piece;
  gint64 tokens; /* -1 = any number */
  GString *said;
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

static void
split_characters (GPtrArray *pieces, const gchar *text, guint length)
{
  while (*text != '\0') {
    const gchar *end = text;

    for (guint i = 0; i < length && *end != '\0'; i++)
      end = g_utf8_next_char (end);
    g_ptr_array_add (pieces, g_strndup (text, end - text));
    text = end;
  }
}

static OrsOutput *
output_new (const OrsPlace *place, Kind kind, JsonObject *item)
{
  OrsOutput *self = g_new0 (OrsOutput, 1);

  self->place = *place;
  self->response_id = g_strdup (place->response_id);
  self->kind = kind;
  self->item = ors_item_new (item);
  self->tokens = -1;
  self->said = g_string_new (NULL);
  self->pieces = g_ptr_array_new_with_free_func (g_free);
  return self;
}

OrsOutput *
ors_output_new_text (const OrsPlace *place)
{
  g_autofree gchar *id = ors_session_new_id (place->session, "item");

  return output_new (place, TEXT, message_json (id));
}

OrsOutput *
ors_output_new_speech (const OrsPlace *place, const OrsManner *manner,
    const OrsWaker *waker)
{
  OrsVoice *voice = ors_session_get_context (place->session)->voice;
  OrsOutput *self = ors_output_new_text (place);

  self->kind = SPEECH;
  self->spoken = ors_spoken_new (voice, manner, waker);
  self->item->has_audio = TRUE;
  self->item->format = manner->format;
  return self;
}

OrsOutput *
ors_output_new_call (const OrsPlace *place, const gchar *name,
    const gchar *arguments)
{
  g_autofree gchar *id = ors_session_new_id (place->session, "item");
  g_autofree gchar *call_id = ors_session_new_id (place->session, "call");
  JsonObject *json = json_object_new ();
  OrsOutput *self;

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "type", "function_call");
  json_object_set_string_member (json, "status", "in_progress");
  json_object_set_string_member (json, "name", name);
  json_object_set_string_member (json, "call_id", call_id);
  json_object_set_string_member (json, "arguments", "");
  self = output_new (place, CALL, json);
  split_characters (self->pieces, arguments, ARGUMENTS_PIECE);
  self->text_ends = TRUE;
  return self;
}

void
ors_output_free (OrsOutput *self)
{
  g_free (self->response_id);
  ors_item_unref (self->item);
  g_clear_pointer (&self->spoken, ors_spoken_free);
  g_ptr_array_unref (self->pieces);
  g_string_free (self->said, TRUE);
  g_free (self);
}

/*** what it is to say ***/

gboolean
ors_output_takes_text (OrsOutput *self)
{
  return !self->text_ends;
}

static void
limit_pieces (OrsOutput *self)
{
  if (self->tokens < 0 || self->pieces->len <= self->tokens)
    return;
  self->limited = TRUE;
  g_ptr_array_set_size (self->pieces, self->tokens);
}

/* Whole characters of as many bytes as a message may have. */
void
ors_output_add_text (OrsOutput *self, const gchar *text)
{
  gsize length = strlen (text), most = MAX_TEXT_BYTES - self->text_bytes;
  g_autofree gchar *kept = NULL;

  if (length > most) {
    self->limited = TRUE;
    length = most > 0 ? g_utf8_find_prev_char (text, text + most) - text : 0;
  }
  if (self->limited && length == 0)
    return;
  kept = g_strndup (text, length);
  self->text_bytes += length;
  if (self->spoken != NULL)
    ors_spoken_add_text (self->spoken, kept);
  else
    ors_split_words (self->pieces, kept);
  limit_pieces (self);
}

void
ors_output_pause_text (OrsOutput *self)
{
  if (self->spoken != NULL)
    ors_spoken_pause_text (self->spoken);
}

void
ors_output_end_text (OrsOutput *self)
{
  if (self->spoken != NULL)
    ors_spoken_end_text (self->spoken);
  self->text_ends = TRUE;
}

void
ors_output_cut (OrsOutput *self)
{
  self->cut = TRUE;
}

void
ors_output_limit (OrsOutput *self, gint64 tokens)
{
  self->tokens = tokens;
  if (self->spoken != NULL)
    ors_spoken_limit (self->spoken, tokens);
  limit_pieces (self);
}

gint64
ors_output_count_tokens (OrsOutput *self)
{
  return self->spoken != NULL ? ors_spoken_count_tokens (self->spoken)
                              : self->pieces->len;
}

gboolean
ors_output_was_limited (OrsOutput *self)
{
  return self->limited
      || (self->spoken != NULL && ors_spoken_was_limited (self->spoken));
}

gboolean
ors_output_is_open (OrsOutput *self)
{
  return self->open;
}

OrsItem *
ors_output_get_item (OrsOutput *self)
{
  return self->item;
}

guint
ors_output_get_sent_ms (OrsOutput *self)
{
  return self->item->audio_bytes
      / oa_audio_format_get_bytes_per_ms (self->item->format);
}

/*** events ***/

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
    ors_items_append (ors_session_get_items (session), self->item);
    ors_session_send_item (session, "conversation.item.added", self->item);
  }
  if (self->kind == CALL)
    return;

  send_part (self, "response.content_part.added");
  add_content (self);
}

static void
send_piece (OrsOutput *self, const gchar *piece)
{
  static const gchar *const types[] = {
    "response.output_audio_transcript.delta", "response.output_text.delta",
    "response.function_call_arguments.delta"
  };

  g_string_append (self->said, piece);
  send_with_text (self, types[self->kind], "delta", piece);
  store_said (self);
}

static gboolean
send_next_piece (OrsOutput *self)
{
  if (self->next_piece == self->pieces->len)
    return FALSE;
  send_piece (self, g_ptr_array_index (self->pieces, self->next_piece++));
  return TRUE;
}

static void
send_rest (OrsOutput *self)
{
  const gchar *word;

  while (send_next_piece (self))
    continue;
  while (self->spoken != NULL
      && (word = ors_spoken_next_rest (self->spoken)) != NULL)
    send_piece (self, word);
}

static void
send_audio (OrsOutput *self, GBytes *audio)
{
  OrsSession *session = self->place.session;

  /* It travels elsewhere. */
  if (ors_session_get_kind (session) == ORS_KIND_SIDEBAND)
    return;

  ors_session_send_audio (session,
      content_event (self, "response.output_audio.delta"), audio);
  if (ors_session_has_fault (session, ORS_FAULT_DUPLICATE_DELTAS))
    ors_session_send_audio (session,
        content_event (self, "response.output_audio.delta"), audio);
}

static gsize
next_size (OrsOutput *self, guint chunk_ms)
{
  OrsSession *session = self->place.session;

  if (ors_session_has_fault (session, ORS_FAULT_HUGE_DELTA))
    return G_MAXSIZE;
  if (ors_session_has_fault (session, ORS_FAULT_TINY_DELTAS)
      || ors_scenario_get_int (ors_session_get_scenario (session),
             "tiny_deltas", 0)
          > 0)
    return 2 * self->steps + 1;
  return chunk_ms * oa_audio_format_get_bytes_per_ms (self->item->format);
}

OrsSpokenState
ors_output_prepare (OrsOutput *self, guint chunk_ms, gchar **failure)
{
  if (self->spoken != NULL)
    return ors_spoken_prepare (self->spoken, next_size (self, chunk_ms),
        failure);
  return self->text_ends || self->limited
          || self->next_piece < self->pieces->len
      ? ORS_SPOKEN_READY
      : ORS_SPOKEN_LATER;
}

static gboolean
step_speech (OrsOutput *self, guint chunk_ms)
{
  gsize size =
      MIN (next_size (self, chunk_ms), ors_spoken_get_waiting (self->spoken));
  g_autoptr (GBytes) audio = NULL;
  const gchar *word;

  if (size == 0)
    return FALSE;
  while ((word = ors_spoken_next_word (self->spoken, size)) != NULL)
    send_piece (self, word);
  ors_item_add_mark (self->item, ors_spoken_get_ahead (self->spoken, size),
      self->said->len);
  audio = ors_spoken_take (self->spoken, size);
  send_audio (self, audio);
  self->steps++;
  /* It grows with what was sent, so that it can be truncated meanwhile. */
  ors_item_add_audio (self->item, audio);
  return TRUE;
}

gboolean
ors_output_step (OrsOutput *self, guint chunk_ms)
{
  return self->spoken != NULL ? step_speech (self, chunk_ms)
                              : send_next_piece (self);
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
ors_output_close (OrsOutput *self, gboolean interrupted)
{
  OrsSession *session = self->place.session;
  gboolean whole = !interrupted && !self->cut && !ors_output_was_limited (self);

  if (!interrupted)
    send_rest (self);
  self->open = FALSE;
  ors_item_set_status (self->item, whole ? "completed" : "incomplete");
  store_said (self);
  if (self->place.in_conversation)
    ors_items_limit_audio (ors_session_get_items (session));

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
  const GByteArray *audio = self->item->audio;
  g_autoptr (GBytes) late = NULL;

  if (audio == NULL || audio->len == 0)
    return;
  late = g_bytes_new (audio->data, MIN (audio->len, 960));
  send_audio (self, late);
}

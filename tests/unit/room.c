/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* room.c - see room.h. */

#include "room.h"

#include <string.h>

#include "protocol/eventdecode.h"

static const OaDialect *
ga (void)
{
  return oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
}

Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->conversation = oa_conversation_new ();
  room->actions = oa_actions_new ();
  room->told = g_string_new (NULL);
  room->now = 1000 * SECOND;
  return room;
}

void
room_free (Room *room)
{
  oa_conversation_free (room->conversation);
  g_ptr_array_unref (room->actions);
  g_string_free (room->told, TRUE);
  g_free (room->request_id);
  g_free (room);
}

/* As it goes out, or NULL. */
static JsonObject *
parse_command (const OaCommand *command)
{
  g_autoptr (GBytes) message = oa_command_encode (command, ga ());

  if (message == NULL)
    return NULL;
  return oa_json_parse_object (g_bytes_get_data (message, NULL), -1, 0, "ours",
      NULL);
}

static void
tell_ms (GString *told, gint64 ms)
{
  if (ms >= 0)
    g_string_append_printf (told, ":%d", (gint) ms);
}

static void
tell_notice (GString *told, const OaNotice *notice)
{
  g_string_append (told, oa_notice_kind_get_nick (notice->kind));
  if (notice->kind == OA_NOTICE_ERROR)
    g_string_append_printf (told, ":%s", notice->error->code);
  if (notice->kind == OA_NOTICE_TRANSCRIPT) {
    g_string_append_printf (told, ":%s:%s:%s%s",
        oa_role_get_nick (notice->transcript.role), notice->id,
        notice->transcript.text, notice->transcript.final ? "." : "");
    tell_ms (told, notice->transcript.audio_ms);
  }
  if (notice->kind == OA_NOTICE_RESPONSE_DONE)
    g_string_append_printf (told, ":%s:%s", notice->id,
        notice->response.status);
  if (notice->kind == OA_NOTICE_RESPONSE_DONE && notice->response.reason)
    g_string_append_printf (told, ":%s", notice->response.reason);
  if (notice->kind == OA_NOTICE_FUNCTION_CALL)
    g_string_append_printf (told, ":%s", notice->call.arguments);
  if (notice->kind == OA_NOTICE_SPEECH_STARTED
      || notice->kind == OA_NOTICE_SPEECH_STOPPED
      || notice->kind == OA_NOTICE_IDLE_TIMEOUT)
    tell_ms (told, notice->audio_ms);
}

JsonObject *
sent (Room *room, guint n)
{
  const OaAction *action = g_ptr_array_index (room->actions, n);

  g_assert_cmpint (action->kind, ==, OA_ACTION_SEND);
  return parse_command (action->command);
}

static void
tell_command (Room *room, const OaCommand *command)
{
  g_autoptr (JsonObject) event = parse_command (command);
  JsonObject *response = oa_json_get_object (event, "response");

  g_string_append (room->told, oa_command_get_name (command, ga ()));
  if (command->kind != OA_COMMAND_RESPOND && command->kind != OA_COMMAND_SAY)
    return;
  if (response) {
    g_autofree gchar *text = oa_json_object_to_text (response);

    g_string_append (room->told, text);
  }
  if (command->event_id) {
    g_free (room->request_id);
    room->request_id = g_strdup (command->event_id);
  }
}

void
room_tell (Room *room, const OaAction *action)
{
  switch (action->kind) {
    case OA_ACTION_SEND:
      tell_command (room, action->command);
      break;
    case OA_ACTION_SESSION:
      room->update = action->update;
      g_string_append (room->told, action->created ? "created" : "updated");
      break;
    case OA_ACTION_SESSION_REFUSED:
      room->update = action->update;
      g_string_append_printf (room->told, "refused:%s", action->error->code);
      break;
    case OA_ACTION_PLAY:
      g_string_append_printf (room->told, "play:%s:%s:%u", action->response_id,
          action->item_id, (guint) g_bytes_get_size (action->audio));
      break;
    case OA_ACTION_END_ITEM:
      g_string_append_printf (room->told, "end:%s", action->item_id);
      break;
    case OA_ACTION_END_RESPONSE:
      g_string_append_printf (room->told, "end:%s", action->response_id);
      break;
    case OA_ACTION_NOTIFY:
      tell_notice (room->told, action->notice);
      break;
    case OA_ACTION_TURN:
      g_string_append_printf (room->told, "turn:%s", action->item_id);
      break;
    case OA_ACTION_TRUNCATION_REJECTED:
      g_string_append_printf (room->told, "refused:%s", action->item_id);
      break;
    case OA_ACTION_WARN:
      g_string_append_printf (room->told, "warn:%d:%u", action->warning,
          action->number);
      break;
    case OA_ACTION_FATAL:
      g_string_append_printf (room->told, "fatal:%s", action->error->code);
      break;
  }
}

/* What was done since the last look, separated by spaces. */
void
assert_done (Room *room, const gchar *expected)
{
  for (guint i = 0; i < room->actions->len; i++) {
    if (i > 0)
      g_string_append_c (room->told, ' ');
    room_tell (room, g_ptr_array_index (room->actions, i));
  }
  g_assert_cmpstr (room->told->str, ==, expected);
  g_ptr_array_set_size (room->actions, 0);
  g_string_truncate (room->told, 0);
}

void
hear (Room *room, const gchar *line)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (line, strlen (line));
  g_autoptr (GError) error = NULL;
  g_autoptr (OaEvent) event = oa_event_decode (ga (), raw, &error);

  g_assert_no_error (error);
  oa_conversation_handle (room->conversation, event, room->now, room->actions);
}

void
hearf (Room *room, const gchar *format, ...)
{
  g_autofree gchar *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  hear (room, line);
}

void
created (Room *room, const gchar *id)
{
  hearf (room,
      "{\"type\":\"response.created\",\"response\":{\"id\":\"%s\","
      "\"status\":\"in_progress\",\"conversation_id\":\"conv_1\"}}",
      id);
}

void
done_as (Room *room, const gchar *id, const gchar *status)
{
  hearf (room,
      "{\"type\":\"response.done\",\"response\":{\"id\":\"%s\","
      "\"status\":\"%s\",\"conversation_id\":\"conv_1\"}}",
      id, status);
}

void
done (Room *room, const gchar *id)
{
  g_autofree gchar *expected =
      g_strdup_printf ("end:%s response-done:%s:completed", id, id);

  done_as (room, id, "completed");
  assert_done (room, expected);
}

/* The same, and what was waiting goes out. */
void
done_then (Room *room, const gchar *id, const gchar *next)
{
  g_autofree gchar *expected =
      g_strdup_printf ("end:%s response-done:%s:completed %s", id, id, next);

  done_as (room, id, "completed");
  assert_done (room, expected);
}

void
committed (Room *room, const gchar *item)
{
  hearf (room,
      "{\"type\":\"input_audio_buffer.committed\","
      "\"previous_item_id\":null,\"item_id\":\"%s\"}",
      item);
}

/* @event_id, @param: NULL = null. */
void
service_error (Room *room, const gchar *code, const gchar *event_id,
    const gchar *param)
{
  g_autofree gchar *id = event_id ? g_strdup_printf ("\"%s\"", event_id)
                                  : g_strdup ("null");
  g_autofree gchar *where = param ? g_strdup_printf ("\"%s\"", param)
                                  : g_strdup ("null");

  hearf (room,
      "{\"type\":\"error\",\"error\":{\"type\":"
      "\"invalid_request_error\",\"code\":\"%s\",\"message\":\"m\","
      "\"param\":%s,\"event_id\":%s}}",
      code, where, id);
}

void
has_active (Room *room, const gchar *event_id)
{
  service_error (room, "conversation_already_has_active_response", event_id,
      NULL);
}

void
configure (Room *room, gboolean service_creates, gboolean transcribes)
{
  OaConversationRules *rules = oa_conversation_get_rules (room->conversation);

  rules->service_creates = service_creates;
  rules->transcribes = transcribes;
}

void
write_text (Room *room, const gchar *text, gboolean respond)
{
  g_autoptr (JsonObject) item = oa_item_new_text (OA_ROLE_USER, text);

  oa_conversation_send_item (room->conversation, item, TRUE, respond,
      room->actions);
}

void
want (Room *room)
{
  oa_conversation_create_response (room->conversation, NULL, room->actions);
}

void
want_with (Room *room, const gchar *json)
{
  g_autoptr (JsonObject) object =
      oa_json_parse_object (json, -1, 0, "test", NULL);

  oa_conversation_create_response (room->conversation, object, room->actions);
}

void
pass (Room *room, gint64 time)
{
  room->now += time;
  oa_conversation_poll (room->conversation, room->now, room->actions);
}

void
assert_busy (Room *room, gboolean busy)
{
  g_assert_cmpint (oa_conversation_is_busy (room->conversation), ==, busy);
}

void
assert_deadline (Room *room, gint64 after)
{
  g_assert_cmpint (oa_conversation_get_deadline (room->conversation), ==,
      after < 0 ? -1 : room->now + after);
}

void
assert_json (Room *room, const gchar *expected)
{
  g_autofree gchar *text = oa_conversation_to_json (room->conversation);

  g_assert_cmpstr (text, ==, expected);
}

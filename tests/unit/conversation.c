/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - sequences of server events, as lines of JSON, and what is
 * then done; the sequencer against a service that obeys the rules. */

#include <string.h>

#include "conversation/conversation.h"

#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct
{
  OaConversation *conversation;
  GPtrArray *actions;
  GString *told;                /* actions since the last look */
  gint64 now;
  gchar *request_id;            /* of the last response.create */
} Room;

static const OaDialect *
ga (void)
{
  return oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
}

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->conversation = oa_conversation_new ();
  room->actions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) oa_action_free);
  room->told = g_string_new (NULL);
  room->now = 1000 * SECOND;
  return room;
}

static void
room_free (Room *room)
{
  oa_conversation_free (room->conversation);
  g_ptr_array_unref (room->actions);
  g_string_free (room->told, TRUE);
  g_free (room->request_id);
  g_free (room);
}

static void
tell_notice (GString *told, const OaNotice *notice)
{
  g_string_append (told, oa_notice_kind_get_nick (notice->kind));
  if (notice->kind == OA_NOTICE_ERROR)
    g_string_append_printf (told, ":%s", notice->error->code);
  if (notice->kind == OA_NOTICE_TRANSCRIPT)
    g_string_append_printf (told, ":%s:%s:%s%s", oa_role_get_nick
        (notice->role), notice->id, notice->text, notice->final ? "." : "");
  if (notice->kind == OA_NOTICE_RESPONSE_DONE)
    g_string_append_printf (told, ":%s:%s", notice->id, notice->text);
  if (notice->detail)
    g_string_append_printf (told, ":%s", notice->detail);
  if (notice->ms >= 0)
    g_string_append_printf (told, ":%d", (gint) notice->ms);
}

static void
tell_command (Room *room, const OaCommand *command)
{
  g_string_append (room->told, oa_command_get_name (command, ga ()));
  if (command->type != OA_COMMAND_RESPONSE_CREATE)
    return;
  if (command->object) {
    g_autofree gchar *text = oa_json_object_to_text (command->object);

    g_string_append (room->told, text);
  }
  if (command->event_id) {
    g_free (room->request_id);
    room->request_id = g_strdup (command->event_id);
  }
}

static void
tell_action (Room *room, const OaAction *action)
{
  switch (action->kind) {
    case OA_ACTION_SEND:
      tell_command (room, action->command);
      break;
    case OA_ACTION_SESSION:
      g_string_append (room->told, action->created ? "created" : "updated");
      break;
    case OA_ACTION_SESSION_REFUSED:
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
    case OA_ACTION_REFUSED:
      g_string_append_printf (room->told, "refused:%s", action->item_id);
      break;
    case OA_ACTION_FATAL:
      g_string_append_printf (room->told, "fatal:%s", action->error->code);
      break;
  }
}

/* What was done since the last look, separated by spaces. */
static void
assert_done (Room *room, const gchar *expected)
{
  for (guint i = 0; i < room->actions->len; i++) {
    if (i > 0)
      g_string_append_c (room->told, ' ');
    tell_action (room, g_ptr_array_index (room->actions, i));
  }
  g_assert_cmpstr (room->told->str, ==, expected);
  g_ptr_array_set_size (room->actions, 0);
  g_string_truncate (room->told, 0);
}

static void
hear (Room *room, const gchar *line)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (line, strlen (line));
  g_autoptr (GError) error = NULL;
  g_autoptr (OaEvent) event = oa_event_decode (ga (), raw, &error);

  g_assert_no_error (error);
  oa_conversation_handle (room->conversation, event, room->now,
      room->actions);
}

G_GNUC_PRINTF (2, 3)
static void
hearf (Room *room, const gchar *format, ...)
{
  g_autofree gchar *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  hear (room, line);
}

static void
created (Room *room, const gchar *id)
{
  hearf (room, "{\"type\":\"response.created\",\"response\":{\"id\":\"%s\","
      "\"status\":\"in_progress\",\"conversation_id\":\"conv_1\"}}", id);
}

static void
done_as (Room *room, const gchar *id, const gchar *status)
{
  hearf (room, "{\"type\":\"response.done\",\"response\":{\"id\":\"%s\","
      "\"status\":\"%s\",\"conversation_id\":\"conv_1\"}}", id, status);
}

static void
done (Room *room, const gchar *id)
{
  g_autofree gchar *expected =
      g_strdup_printf ("end:%s response-done:%s:completed", id, id);

  done_as (room, id, "completed");
  assert_done (room, expected);
}

/* The same, and what was waiting goes out. */
static void
done_then (Room *room, const gchar *id, const gchar *next)
{
  g_autofree gchar *expected =
      g_strdup_printf ("end:%s response-done:%s:completed %s", id, id, next);

  done_as (room, id, "completed");
  assert_done (room, expected);
}

static void
committed (Room *room, const gchar *item)
{
  hearf (room, "{\"type\":\"input_audio_buffer.committed\","
      "\"previous_item_id\":null,\"item_id\":\"%s\"}", item);
}

/* @event_id, @param: NULL = null. */
static void
service_error (Room *room, const gchar *code, const gchar *event_id,
    const gchar *param)
{
  g_autofree gchar *id =
      event_id ? g_strdup_printf ("\"%s\"", event_id) : g_strdup ("null");
  g_autofree gchar *where =
      param ? g_strdup_printf ("\"%s\"", param) : g_strdup ("null");

  hearf (room, "{\"type\":\"error\",\"error\":{\"type\":"
      "\"invalid_request_error\",\"code\":\"%s\",\"message\":\"m\","
      "\"param\":%s,\"event_id\":%s}}", code, where, id);
}

static void
has_active (Room *room, const gchar *event_id)
{
  service_error (room, "conversation_already_has_active_response", event_id,
      NULL);
}

static void
want (Room *room)
{
  oa_conversation_create_response (room->conversation, NULL, room->actions);
}

static void
want_with (Room *room, const gchar *json)
{
  JsonObject *object = oa_json_parse_object (json, -1, 0, "test", NULL);

  oa_conversation_create_response (room->conversation, object, room->actions);
  json_object_unref (object);
}

static void
pass (Room *room, gint64 time)
{
  room->now += time;
  oa_conversation_poll (room->conversation, room->now, room->actions);
}

static void
assert_busy (Room *room, gboolean busy)
{
  g_assert_cmpint (oa_conversation_is_busy (room->conversation), ==, busy);
}

static void
assert_deadline (Room *room, gint64 after)
{
  g_assert_cmpint (oa_conversation_get_deadline (room->conversation), ==,
      after < 0 ? -1 : room->now + after);
}

static void
assert_json (Room *room, const gchar *expected)
{
  g_autofree gchar *text = oa_conversation_to_json (room->conversation);

  g_assert_cmpstr (text, ==, expected);
}

/*** sequences of the service ***/

typedef struct
{
  const gchar *line;
  const gchar *done;
} Step;

static void
run (Room *room, const Step *steps, guint n)
{
  for (guint i = 0; i < n; i++) {
    hear (room, steps[i].line);
    assert_done (room, steps[i].done);
  }
}

#define R "\"response_id\":\"r1\",\"item_id\":\"A\",\"output_index\":0," \
    "\"content_index\":0"

static const Step voice_turn[] = {
  { "{\"type\":\"session.created\",\"session\":{\"id\":\"s\"}}", "created" },
  { "{\"type\":\"session.updated\",\"session\":{\"id\":\"s\"}}", "updated" },
  { "{\"type\":\"input_audio_buffer.speech_started\",\"audio_start_ms\":1460,"
        "\"item_id\":\"U\"}", "speech-started:1460" },
  { "{\"type\":\"conversation.item.input_audio_transcription.delta\","
        "\"item_id\":\"U\",\"delta\":\"Hi\"}", "transcript:user:U:Hi" },
  { "{\"type\":\"input_audio_buffer.speech_stopped\",\"audio_end_ms\":4256,"
        "\"item_id\":\"U\"}", "speech-stopped:4256" },
  { "{\"type\":\"input_audio_buffer.committed\",\"previous_item_id\":null,"
        "\"item_id\":\"U\"}", "" },
  { "{\"type\":\"conversation.item.added\",\"previous_item_id\":null,"
        "\"item\":{\"id\":\"U\",\"type\":\"message\",\"status\":\"completed\","
        "\"role\":\"user\",\"content\":[{\"type\":\"input_audio\","
        "\"transcript\":null}]}}", "" },
  { "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\","
        "\"status\":\"in_progress\",\"conversation_id\":\"c\"}}", "" },
  { "{\"type\":\"response.output_item.added\",\"response_id\":\"r1\","
        "\"output_index\":0,\"item\":{\"id\":\"A\",\"type\":\"message\","
        "\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}",
      "" },
  { "{\"type\":\"conversation.item.added\",\"previous_item_id\":\"U\","
        "\"item\":{\"id\":\"A\",\"type\":\"message\","
        "\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}",
      "" },
  { "{\"type\":\"response.content_part.added\"," R
        ",\"part\":{\"type\":\"audio\",\"transcript\":\"\"}}", "" },
  { "{\"type\":\"response.output_audio_transcript.delta\"," R
        ",\"delta\":\"Hel\"}", "transcript:assistant:A:Hel" },
  { "{\"type\":\"response.output_audio.delta\"," R
        ",\"delta\":\"//8AAAYAAAA=\"}", "play:r1:A:8" },
  { "{\"type\":\"conversation.item.input_audio_transcription.completed\","
        "\"item_id\":\"U\",\"content_index\":0,\"transcript\":\"Hi there.\"}",
      "transcript:user:U:Hi there.." },
  { "{\"type\":\"response.output_audio.done\"," R "}", "end:A" },
  { "{\"type\":\"response.output_audio_transcript.done\"," R
        ",\"transcript\":\"Hello!\"}", "transcript:assistant:A:Hello!." },
  { "{\"type\":\"response.content_part.done\"," R
        ",\"part\":{\"type\":\"audio\",\"transcript\":\"Hello!\"}}", "" },
  { "{\"type\":\"conversation.item.done\",\"previous_item_id\":null,"
        "\"item\":{\"id\":\"A\",\"type\":\"message\","
        "\"status\":\"completed\",\"role\":\"assistant\",\"content\":["
        "{\"type\":\"output_audio\",\"transcript\":\"Hello!\"}]}}", "" },
  { "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
        "\"status\":\"completed\",\"conversation_id\":\"c\",\"usage\":{"
        "\"total_tokens\":3,\"input_tokens\":2,\"output_tokens\":1}}}",
      "end:r1 response-done:r1:completed" },
  { "{\"type\":\"rate_limits.updated\",\"rate_limits\":[]}", "rate-limits" },
};

static void
test_voice_turn (void)
{
  Room *room = room_new ();
  OaUsage usage;

  run (room, voice_turn, G_N_ELEMENTS (voice_turn));
  assert_busy (room, FALSE);
  g_assert_cmpuint (oa_conversation_get_turns (room->conversation), ==, 1);
  oa_conversation_get_usage (room->conversation, &usage);
  g_assert_cmpuint (usage.total_tokens, ==, 3);
  oa_conversation_add_received (room->conversation, "A", 24000, 24000);
  oa_conversation_set_heard (room->conversation, "A", 640);
  oa_conversation_set_heard (room->conversation, "nobody", 640);
  assert_json (room, "[{\"id\":\"U\",\"type\":\"message\",\"role\":\"user\","
      "\"status\":\"completed\",\"text\":\"Hi there.\"},"
      "{\"id\":\"A\",\"type\":\"message\",\"role\":\"assistant\","
      "\"status\":\"completed\",\"text\":\"Hello!\",\"audio-ms\":1000,"
      "\"heard-ms\":640}]");
  room_free (room);
}

static void
test_manual_turn (void)
{
  Room *room = room_new ();

  oa_conversation_configure (room->conversation, FALSE, FALSE);
  oa_conversation_begin_commit (room->conversation);
  want (room);
  assert_done (room, "response.create");
  committed (room, "U");
  assert_busy (room, TRUE);
  created (room, "r1");
  done (room, "r1");
  assert_busy (room, FALSE);
  room_free (room);
}

static void
test_commit_of_ours_is_owed_nothing (void)
{
  Room *room = room_new ();

  oa_conversation_begin_commit (room->conversation);
  committed (room, "U");
  assert_busy (room, FALSE);
  assert_deadline (room, -1);
  /* Refused: the next turn is again the service's own. */
  oa_conversation_begin_commit (room->conversation);
  service_error (room, "input_audio_buffer_commit_empty", NULL, NULL);
  assert_done (room, "error:input_audio_buffer_commit_empty");
  committed (room, "V");
  assert_busy (room, TRUE);
  room_free (room);
}

static void
test_text_turn (void)
{
  static const Step steps[] = {
    { "{\"type\":\"conversation.item.added\",\"previous_item_id\":null,"
          "\"item\":{\"id\":\"U\",\"type\":\"message\",\"role\":\"user\","
          "\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}}", "" },
    { "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}", "" },
    { "{\"type\":\"response.output_text.delta\"," R ",\"delta\":\"It\"}",
        "transcript:assistant:A:It" },
    { "{\"type\":\"response.output_text.done\"," R ",\"text\":\"It is.\"}",
        "transcript:assistant:A:It is.." },
    { "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
          "\"status\":\"completed\"}}", "end:r1 response-done:r1:completed" },
  };
  Room *room = room_new ();

  oa_conversation_send_text (room->conversation, "Hi", TRUE, room->actions);
  assert_done (room, "conversation.item.create response.create");
  run (room, steps, G_N_ELEMENTS (steps));
  oa_conversation_send_text (room->conversation, "Hi", FALSE, room->actions);
  assert_done (room, "conversation.item.create");
  g_assert_cmpuint (oa_conversation_get_turns (room->conversation), ==, 2);
  assert_json (room, "[{\"id\":\"U\",\"type\":\"message\",\"role\":\"user\","
      "\"text\":\"Hi\"},{\"id\":\"A\",\"type\":\"message\","
      "\"role\":\"assistant\",\"text\":\"It is.\"}]");
  room_free (room);
}

#define DELTA(r) "{\"type\":\"response.output_audio.delta\"," \
    "\"response_id\":\"" r "\",\"item_id\":\"A\",\"delta\":\"AAAA\"}"

/* Behind its end, audio would have no end of its own. */
static void
test_late_audio_of_a_finished_response (void)
{
  Room *room = room_new ();

  created (room, "r1");
  done_as (room, "r1", "completed");
  assert_done (room, "end:r1 response-done:r1:completed");
  hear (room, DELTA ("r1"));
  assert_done (room, "");
  room_free (room);
}

#define WORDS(type, member, text) "{\"type\":\"response." \
    "output_audio_transcript." type "\",\"response_id\":\"r1\"," \
    "\"item_id\":\"A\",\"" member "\":\"" text "\"}"

/* Half of it was heard: the service is told where, and the text ends with the
 * last whole word before. What comes late is neither played nor told. */
static void
test_interrupted_item_is_truncated_to_what_was_heard (void)
{
  Room *room = room_new ();
  g_autofree gchar *json = NULL;

  created (room, "r1");
  hear (room, WORDS ("delta", "delta", "One two three four"));
  hear (room, DELTA ("r1"));
  assert_done (room, "transcript:assistant:A:One two three four "
      "play:r1:A:3");
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  oa_conversation_cut_item (room->conversation, "A", "r1", 500, 1000, FALSE,
      room->actions);
  g_assert_cmpuint (room->actions->len, ==, 1);
  g_assert_cmpint (((OaAction *) room->actions->pdata[0])->command
      ->audio_end_ms, ==, 500);
  assert_done (room, "conversation.item.truncate");
  hear (room, DELTA ("r1"));
  hear (room, WORDS ("delta", "delta", " five"));
  assert_done (room, "");
  hear (room, WORDS ("done", "transcript", "One two three four five"));
  assert_done (room, "transcript:assistant:A:One two.");
  json = oa_conversation_to_json (room->conversation);
  g_assert_nonnull (strstr (json, "\"text\":\"One two\""));
  room_free (room);
}

/* A truncation to nothing would be refused; what was heard whole stays. */
static void
test_interrupted_before_and_after_its_time (void)
{
  Room *room = room_new ();

  oa_conversation_cut_item (room->conversation, "A", "r1", 0, 1000, FALSE,
      room->actions);
  assert_done (room, "conversation.item.delete");
  oa_conversation_cut_item (room->conversation, "B", "r2", 1000, 1000, TRUE,
      room->actions);
  assert_done (room, "");
  /* Never more than came: the service would refuse it. */
  oa_conversation_cut_item (room->conversation, "C", "r3", 1200, 1000, FALSE,
      room->actions);
  g_assert_cmpint (((OaAction *) room->actions->pdata[0])->command
      ->audio_end_ms, ==, 1000);
  assert_done (room, "conversation.item.truncate");
  room_free (room);
}

/* Only a response that is under way is cancelled, and only by whom it must. */
static void
test_interruption_cancels_when_needed (void)
{
  Room *room = room_new ();

  oa_conversation_interrupt (room->conversation, FALSE, room->actions);
  assert_done (room, "");
  created (room, "r1");
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  assert_done (room, "");
  oa_conversation_interrupt (room->conversation, FALSE, room->actions);
  assert_done (room, "response.cancel");
  room_free (room);
}

/* An answer that never ends is cancelled and forgotten. */
static void
test_give_up (void)
{
  Room *room = room_new ();

  created (room, "r1");
  oa_conversation_give_up (room->conversation, room->actions);
  assert_done (room, "response.cancel end:r1");
  g_assert_false (oa_conversation_is_busy (room->conversation));
  hear (room, DELTA ("r1"));
  assert_done (room, "");
  oa_conversation_create_response (room->conversation, NULL, room->actions);
  assert_done (room, "response.create");
  room_free (room);
}

/* At the end, the text of the last words is still owed. */
static void
test_awaits_the_users_last_words (void)
{
  Room *room = room_new ();

  oa_conversation_configure (room->conversation, FALSE, TRUE);
  committed (room, "U");
  g_assert_true (oa_conversation_awaits_transcript (room->conversation));
  hear (room, "{\"type\":\"conversation.item.input_audio_transcription."
      "completed\",\"item_id\":\"U\",\"content_index\":0,"
      "\"transcript\":\"Bye.\"}");
  g_assert_false (oa_conversation_awaits_transcript (room->conversation));
  assert_done (room, "transcript:user:U:Bye..");
  room_free (room);
}

static void
test_late_audio_of_a_cancelled_response (void)
{
  Room *room = room_new ();

  created (room, "r1");
  hear (room, DELTA ("r1"));
  assert_done (room, "play:r1:A:3");
  hear (room, "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
      "\"status\":\"cancelled\",\"status_details\":{\"type\":\"cancelled\","
      "\"reason\":\"turn_detected\"}}}");
  assert_done (room, "end:r1 response-done:r1:cancelled:turn_detected");
  hear (room, DELTA ("r1"));
  assert_done (room, "");
  committed (room, "U");
  created (room, "r2");
  hear (room, DELTA ("r2"));
  assert_done (room, "play:r2:A:3");
  room_free (room);
}

static void
test_function_call (void)
{
  static const Step steps[] = {
    { "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}", "" },
    { "{\"type\":\"conversation.item.added\",\"previous_item_id\":null,"
          "\"item\":{\"id\":\"F\",\"type\":\"function_call\",\"status\":"
          "\"in_progress\",\"name\":\"get\",\"call_id\":\"c1\","
          "\"arguments\":\"\"}}", "" },
    { "{\"type\":\"response.function_call_arguments.delta\","
          "\"response_id\":\"r1\",\"item_id\":\"F\",\"output_index\":0,"
          "\"call_id\":\"c1\",\"delta\":\"{}\"}", "" },
    { "{\"type\":\"response.function_call_arguments.done\","
          "\"response_id\":\"r1\",\"item_id\":\"F\",\"output_index\":0,"
          "\"call_id\":\"c1\",\"name\":\"get\",\"arguments\":\"{}\"}", "" },
    { "{\"type\":\"response.output_item.done\",\"response_id\":\"r1\","
          "\"output_index\":0,\"item\":{\"id\":\"F\",\"type\":"
          "\"function_call\",\"status\":\"completed\",\"name\":\"get\","
          "\"call_id\":\"c1\",\"arguments\":\"{}\"}}", "" },
  };
  Room *room = room_new ();

  run (room, steps, G_N_ELEMENTS (steps));
  want (room);
  want (room);                  /* two outputs, one answer */
  assert_done (room, "");
  done_then (room, "r1", "response.create");
  assert_json (room, "[{\"id\":\"F\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"get\",\"call-id\":\"c1\","
      "\"arguments\":\"{}\"}]");
  room_free (room);
}

static void
add_item (Room *room, const gchar *id, const gchar *previous)
{
  hearf (room, "{\"type\":\"conversation.item.added\","
      "\"previous_item_id\":%s,\"item\":{\"id\":\"%s\",\"type\":\"message\","
      "\"role\":\"user\",\"content\":[]}}", previous, id);
}

static void
test_items_in_the_service_s_order (void)
{
  Room *room = room_new ();

  add_item (room, "a", "null");
  add_item (room, "c", "\"a\"");
  add_item (room, "b", "\"a\"");
  hear (room, "{\"type\":\"conversation.item.done\",\"previous_item_id\":null,"
      "\"item\":{\"id\":\"b\",\"type\":\"message\",\"role\":\"user\"}}");
  hear (room, "{\"type\":\"conversation.item.deleted\",\"item_id\":\"a\"}");
  assert_done (room, "");
  assert_json (room, "[{\"id\":\"b\",\"type\":\"message\",\"role\":\"user\","
      "\"text\":\"\"},{\"id\":\"c\",\"type\":\"message\",\"role\":\"user\","
      "\"text\":\"\"}]");
  room_free (room);
}

static void
test_translation (void)
{
  Room *room = room_new ();

  hear (room, "{\"type\":\"session.output_transcript.delta\","
      "\"delta\":\" Hola\",\"elapsed_ms\":1200}");
  assert_done (room, "transcript:assistant:(null): Hola");
  hear (room, "{\"type\":\"session.input_transcript.delta\","
      "\"delta\":\" Hello\",\"elapsed_ms\":1000}");
  assert_done (room, "transcript:user:(null): Hello");
  assert_json (room, "[]");
  room_free (room);
}

/*** the sequencer ***/

static void
test_one_response_at_a_time (void)
{
  Room *room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want (room);
  want (room);                  /* the same answer as the one before */
  want_with (room, "{\"tool_choice\":\"none\"}");
  assert_done (room, "");
  created (room, "r1");
  assert_done (room, "");
  done_then (room, "r1", "response.create");
  created (room, "r2");
  done_then (room, "r2", "response.create{\"tool_choice\":\"none\"}");
  created (room, "r3");
  done (room, "r3");
  assert_busy (room, FALSE);
  room_free (room);
}

static void
test_out_of_band_waits_for_nobody (void)
{
  Room *room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want_with (room, "{\"conversation\":\"none\"}");
  assert_done (room, "response.create{\"conversation\":\"none\"}");
  hear (room, "{\"type\":\"response.created\",\"response\":{\"id\":\"o\","
      "\"conversation_id\":null}}");
  want (room);
  assert_done (room, "");
  created (room, "r1");
  hear (room, "{\"type\":\"response.done\",\"response\":{\"id\":\"o\","
      "\"status\":\"completed\",\"conversation_id\":null}}");
  assert_done (room, "end:o response-done:o:completed");
  done_then (room, "r1", "response.create");
  room_free (room);
}

/* Found here: the end of another response shortened the wait to a second. */
static void
test_out_of_band_does_not_hasten_an_owed_answer (void)
{
  Room *room = room_new ();

  committed (room, "U");
  hear (room, "{\"type\":\"response.done\",\"response\":{\"id\":\"o\","
      "\"status\":\"completed\",\"conversation_id\":null}}");
  assert_done (room, "end:o response-done:o:completed");
  assert_deadline (room, 10 * SECOND);
  room_free (room);
}

static void
test_refused_request_is_sent_again (void)
{
  Room *room = room_new ();

  want_with (room, "{\"tool_choice\":\"none\"}");
  assert_done (room, "response.create{\"tool_choice\":\"none\"}");
  has_active (room, NULL);
  assert_done (room, "");
  assert_deadline (room, 5 * SECOND);
  pass (room, 5 * SECOND - 1);
  assert_done (room, "");
  pass (room, 1);
  assert_done (room, "response.create{\"tool_choice\":\"none\"}");
  has_active (room, room->request_id);
  assert_done (room, "");
  done_then (room, "unknown", "response.create{\"tool_choice\":\"none\"}");
  created (room, "r1");
  done (room, "r1");
  assert_busy (room, FALSE);
  room_free (room);
}

/* What began was the answer to a turn: refused before or after it began, with
 * our event id or none, ours comes after it, once, and no error is told. */
static void
test_request_crosses_the_answer_to_a_turn (void)
{
  for (guint i = 0; i < 4; i++) {
    Room *room = room_new ();
    gboolean before = i & 1, told = i & 2;

    want (room);
    assert_done (room, "response.create");
    committed (room, "U");
    if (before)
      has_active (room, told ? room->request_id : NULL);
    created (room, "own");
    if (!before)
      has_active (room, told ? room->request_id : NULL);
    assert_done (room, "");
    assert_deadline (room, -1);
    done_then (room, "own", "response.create");
    created (room, "ours");
    done (room, "ours");
    assert_busy (room, FALSE);
    assert_deadline (room, -1);
    room_free (room);
  }
}

/* It missed the end of one and ran into the next. */
static void
test_request_runs_into_a_later_answer (void)
{
  Room *room = room_new ();

  want (room);
  assert_done (room, "response.create");
  committed (room, "U");
  created (room, "own");
  done (room, "own");
  committed (room, "V");
  created (room, "own2");
  has_active (room, NULL);
  assert_done (room, "");
  done_then (room, "own2", "response.create");
  room_free (room);
}

static void
test_request_arrives_after_the_answer_to_a_turn (void)
{
  Room *room = room_new ();

  want (room);
  assert_done (room, "response.create");
  committed (room, "U");
  created (room, "own");
  done (room, "own");
  created (room, "ours");
  done (room, "ours");
  assert_busy (room, FALSE);
  room_free (room);
}

static void
test_refused_request_merges_with_one_that_waits (void)
{
  Room *room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want (room);
  created (room, "own");
  has_active (room, NULL);
  assert_done (room, "");
  done_then (room, "own", "response.create");
  created (room, "ours");
  done (room, "ours");
  assert_busy (room, FALSE);
  room_free (room);
}

static void
test_owed_answer (void)
{
  Room *room = room_new ();

  committed (room, "U");
  assert_busy (room, TRUE);
  assert_deadline (room, 10 * SECOND);
  want (room);
  assert_done (room, "");
  created (room, "own");
  assert_deadline (room, -1);
  done_then (room, "own", "response.create");
  room_free (room);
}

static void
test_forgotten_answer_is_asked_for (void)
{
  Room *room = room_new ();

  committed (room, "U");
  pass (room, 10 * SECOND - 1);
  assert_done (room, "");
  pass (room, 1);
  assert_done (room, "response.create");
  created (room, "r1");
  /* A turn that comes while another is answered: a second after it. */
  committed (room, "V");
  pass (room, 60 * SECOND);
  assert_done (room, "");
  done (room, "r1");
  assert_deadline (room, 1 * SECOND);
  pass (room, 1 * SECOND);
  assert_done (room, "response.create");
  room_free (room);
}

static void
test_service_that_never_answers_owes_nothing (void)
{
  Room *room = room_new ();

  oa_conversation_configure (room->conversation, FALSE, FALSE);
  committed (room, "U");
  assert_busy (room, FALSE);
  assert_deadline (room, -1);
  room_free (room);
}

static void
test_failed_request_does_not_block (void)
{
  Room *room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want_with (room, "{\"tool_choice\":\"none\"}");
  service_error (room, "invalid_value", room->request_id, NULL);
  assert_done (room,
      "response.create{\"tool_choice\":\"none\"} error:invalid_value");
  service_error (room, "invalid_value", NULL, "response.tool_choice");
  assert_done (room, "error:invalid_value");
  assert_busy (room, FALSE);
  room_free (room);
}

/*** errors ***/

static void
test_errors_of_other_events_change_nothing (void)
{
  Room *room = room_new ();

  want (room);
  assert_done (room, "response.create");
  service_error (room, "item_truncate_invalid_item_id", NULL, "item_id");
  assert_done (room, "error:item_truncate_invalid_item_id");
  service_error (room, "invalid_value", "somebody", "response.x");
  assert_done (room, "error:invalid_value");
  assert_busy (room, TRUE);
  service_error (room, "response_cancel_not_active", NULL, NULL);
  assert_done (room, "");
  room_free (room);
}

static void
test_refused_update (void)
{
  Room *room = room_new ();
  g_autofree gchar *id = oa_conversation_begin_update (room->conversation);
  g_autofree gchar *next = NULL;

  service_error (room, "invalid_value", "somebody", "session.voice");
  assert_done (room, "error:invalid_value");
  service_error (room, "invalid_value", id, NULL);
  assert_done (room, "refused:invalid_value error:invalid_value");
  /* Nothing is under way any more. */
  service_error (room, "invalid_value", NULL, "session.voice");
  assert_done (room, "error:invalid_value");
  next = oa_conversation_begin_update (room->conversation);
  g_assert_cmpstr (next, !=, id);
  service_error (room, "unknown_parameter", NULL, "session.voice");
  assert_done (room, "refused:unknown_parameter error:unknown_parameter");
  g_free (oa_conversation_begin_update (room->conversation));
  hear (room, "{\"type\":\"session.updated\",\"session\":{\"id\":\"s\"}}");
  service_error (room, "unknown_parameter", NULL, "session.voice");
  assert_done (room, "updated error:unknown_parameter");
  room_free (room);
}

static void
test_fatal_codes (void)
{
  static const gchar *const codes[] = {
    "invalid_api_key", "beta_api_shape_disabled", "missing_model",
    "invalid_model", "model_not_found", "session_expired",
    "insufficient_quota", "credit_balance_exhausted", "account_deactivated",
    "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded", "billing_hard_limit_reached",
  };
  Room *room = room_new ();

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree gchar *expected = g_strdup_printf ("fatal:%s", codes[i]);

    service_error (room, codes[i], NULL, NULL);
    assert_done (room, expected);
  }
  service_error (room, "rate_limit_exceeded", NULL, NULL);
  assert_done (room, "error:rate_limit_exceeded");
  room_free (room);
}

static void
fail_response (Room *room, const gchar *type, const gchar *code)
{
  hearf (room, "{\"type\":\"response.done\",\"response\":{\"id\":\"r\","
      "\"status\":\"failed\",\"status_details\":{\"type\":\"failed\","
      "\"error\":{\"type\":\"%s\",\"code\":\"%s\"}}}}", type, code);
}

static void
test_failed_responses (void)
{
  Room *room = room_new ();

  created (room, "r");
  fail_response (room, "server_error", "rate_limit_exceeded");
  assert_done (room,
      "end:r response-done:r:failed error:rate_limit_exceeded");
  created (room, "r");
  fail_response (room, "insufficient_quota", "credit_balance_exhausted");
  assert_done (room,
      "end:r response-done:r:failed fatal:credit_balance_exhausted");
  room_free (room);
}

static void
test_failed_transcription_is_told (void)
{
  Room *room = room_new ();

  hear (room, "{\"type\":\"conversation.item.input_audio_transcription.failed\""
      ",\"item_id\":\"U\",\"content_index\":0,\"error\":{\"type\":"
      "\"transcription_error\",\"code\":\"audio_unintelligible\"}}");
  assert_done (room, "error:audio_unintelligible");
  room_free (room);
}

/*** any interleaving ***/

/* A service by the book: events arrive there and here in order, some time
 * later; it answers turns that it detects and refuses a second response. */
typedef struct
{
  Room *room;
  GRand *rand;
  GQueue up;                    /* event ids of response.create on their way */
  GQueue up_wishes;             /* how many wishes there were, for each */
  GQueue down;                  /* lines on their way to us */
  guint ids;
  gchar *active;                /* there */
  gboolean sent;                /* neither refused nor followed by a done */
  guint asked, answered, refused;
  guint wishes, wishes_answered;
} Service;

static void
tell_line (Service *service, gchar *line)
{
  g_queue_push_tail (&service->down, line);
}

static void
begin_response (Service *service)
{
  service->active = g_strdup_printf ("r%u", ++service->ids);
  tell_line (service, g_strdup_printf ("{\"type\":\"response.created\","
          "\"response\":{\"id\":\"%s\",\"conversation_id\":\"c\"}}",
          service->active));
}

static void
end_response (Service *service)
{
  gboolean cancelled = g_rand_int_range (service->rand, 0, 4) == 0;

  if (!service->active)
    return;
  tell_line (service, g_strdup_printf ("{\"type\":\"response.done\","
          "\"response\":{\"id\":\"%s\",\"status\":\"%s\","
          "\"conversation_id\":\"c\"}}", service->active,
          cancelled ? "cancelled" : "completed"));
  g_clear_pointer (&service->active, g_free);
}

/* A turn by voice: interrupts what runs, and is answered. */
static void
detect_turn (Service *service)
{
  end_response (service);
  tell_line (service, g_strdup_printf ("{\"type\":\"input_audio_buffer."
          "committed\",\"item_id\":\"u%u\"}", ++service->ids));
  begin_response (service);
}

static void
receive_request (Service *service)
{
  g_autofree gchar *id = g_queue_pop_head (&service->up);
  guint wishes = GPOINTER_TO_UINT (g_queue_pop_head (&service->up_wishes));
  gboolean tells_id = g_rand_boolean (service->rand);

  if (!id)
    return;
  if (!service->active) {
    begin_response (service);
    service->answered++;
    service->wishes_answered = wishes;
    return;
  }
  service->refused++;
  tell_line (service, g_strdup_printf ("{\"type\":\"error\",\"error\":{"
          "\"type\":\"invalid_request_error\",\"code\":"
          "\"conversation_already_has_active_response\",\"message\":\"\","
          "\"event_id\":%s%s%s}}", tells_id ? "\"" : "",
          tells_id ? id : "null", tells_id ? "\"" : ""));
}

/* What the conversation does goes up; two response.create at once are never
 * under way, and nobody hears of a refusal. */
static void
carry_out (Service *service)
{
  GPtrArray *actions = service->room->actions;

  for (guint i = 0; i < actions->len; i++) {
    OaAction *action = g_ptr_array_index (actions, i);

    if (action->kind == OA_ACTION_NOTIFY)
      g_assert_cmpint (action->notice->kind, !=, OA_NOTICE_ERROR);
    if (action->kind != OA_ACTION_SEND)
      continue;
    g_assert_cmpint (action->command->type, ==, OA_COMMAND_RESPONSE_CREATE);
    g_assert_false (service->sent);
    service->sent = TRUE;
    service->asked++;
    g_queue_push_tail (&service->up, g_strdup (action->command->event_id));
    g_queue_push_tail (&service->up_wishes,
        GUINT_TO_POINTER (service->wishes));
  }
  g_ptr_array_set_size (actions, 0);
}

static void
receive_line (Service *service)
{
  g_autofree gchar *line = g_queue_pop_head (&service->down);

  if (!line)
    return;
  if (strstr (line, "response.done") || strstr (line, "\"error\""))
    service->sent = FALSE;
  hear (service->room, line);
}

static void
wish (Service *service)
{
  service->wishes++;
  want (service->room);
  carry_out (service);
}

static void
step (Service *service)
{
  switch (g_rand_int_range (service->rand, 0, 10)) {
    case 0:
      wish (service);
      break;
    case 1:
      detect_turn (service);
      break;
    case 2:
    case 3:
      end_response (service);
      break;
    case 4:
    case 5:
    case 6:
      receive_request (service);
      break;
    default:
      receive_line (service);
      break;
  }
  carry_out (service);
}

/* No more turns and wishes: all comes to an end. */
static void
settle (Service *service)
{
  for (guint i = 0; i < 200; i++) {
    receive_request (service);
    end_response (service);
    receive_line (service);
    carry_out (service);
    if (!service->down.length && !service->up.length) {
      pass (service->room, 11 * SECOND);
      carry_out (service);
    }
  }
  assert_busy (service->room, FALSE);
  g_assert_cmpuint (service->asked, ==,
      service->answered + service->refused);
  /* What was asked for was answered after it was asked. */
  g_assert_cmpuint (service->wishes_answered, ==, service->wishes);
}

static void
test_any_interleaving (void)
{
  for (guint seed = 0; seed < 5000; seed++) {
    Service service = { room_new (), g_rand_new_with_seed (seed), };

    g_queue_init (&service.up);
    g_queue_init (&service.up_wishes);
    g_queue_init (&service.down);
    for (guint i = 0; i < 60; i++)
      step (&service);
    settle (&service);
    wish (&service);
    settle (&service);
    g_rand_free (service.rand);
    g_free (service.active);
    room_free (service.room);
  }
}

#define ADD(name) g_test_add_func ("/conversation/" #name, test_##name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (voice_turn);
  ADD (manual_turn);
  ADD (commit_of_ours_is_owed_nothing);
  ADD (text_turn);
  ADD (late_audio_of_a_cancelled_response);
  ADD (late_audio_of_a_finished_response);
  ADD (interrupted_item_is_truncated_to_what_was_heard);
  ADD (interrupted_before_and_after_its_time);
  ADD (interruption_cancels_when_needed);
  ADD (give_up);
  ADD (awaits_the_users_last_words);
  ADD (function_call);
  ADD (items_in_the_service_s_order);
  ADD (translation);
  ADD (one_response_at_a_time);
  ADD (out_of_band_waits_for_nobody);
  ADD (out_of_band_does_not_hasten_an_owed_answer);
  ADD (refused_request_is_sent_again);
  ADD (request_crosses_the_answer_to_a_turn);
  ADD (request_arrives_after_the_answer_to_a_turn);
  ADD (request_runs_into_a_later_answer);
  ADD (refused_request_merges_with_one_that_waits);
  ADD (owed_answer);
  ADD (forgotten_answer_is_asked_for);
  ADD (service_that_never_answers_owes_nothing);
  ADD (failed_request_does_not_block);
  ADD (errors_of_other_events_change_nothing);
  ADD (refused_update);
  ADD (fatal_codes);
  ADD (failed_responses);
  ADD (failed_transcription_is_told);
  ADD (any_interleaving);
  return g_test_run ();
}

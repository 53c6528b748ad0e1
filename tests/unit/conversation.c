/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - sequences of server events, as lines of JSON, and what is
 * then done. */

#include "room.h"
#include "../support/testcase.h"

#include <string.h>

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

#define R \
  "\"response_id\":\"r1\",\"item_id\":\"A\",\"output_index\":0," \
  "\"content_index\":0"

static const Step voice_turn[] = {
  { "{\"type\":\"session.created\",\"session\":{\"id\":\"s\"}}", "created" },
  { "{\"type\":\"session.updated\",\"session\":{\"id\":\"s\"}}", "updated" },
  { "{\"type\":\"input_audio_buffer.speech_started\",\"audio_start_ms\":1460,"
    "\"item_id\":\"U\"}",
      "speech-started:1460" },
  { "{\"type\":\"conversation.item.input_audio_transcription.delta\","
    "\"item_id\":\"U\",\"delta\":\"Hi\"}",
      "transcript:user:U:Hi" },
  { "{\"type\":\"input_audio_buffer.speech_stopped\",\"audio_end_ms\":4256,"
    "\"item_id\":\"U\"}",
      "speech-stopped:4256" },
  { "{\"type\":\"input_audio_buffer.committed\",\"previous_item_id\":null,"
    "\"item_id\":\"U\"}",
      "" },
  { "{\"type\":\"conversation.item.added\",\"previous_item_id\":null,"
    "\"item\":{\"id\":\"U\",\"type\":\"message\",\"status\":\"completed\","
    "\"role\":\"user\",\"content\":[{\"type\":\"input_audio\","
    "\"transcript\":null}]}}",
      "" },
  { "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\","
    "\"status\":\"in_progress\",\"conversation_id\":\"c\"}}",
      "" },
  { "{\"type\":\"response.output_item.added\",\"response_id\":\"r1\","
    "\"output_index\":0,\"item\":{\"id\":\"A\",\"type\":\"message\","
    "\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}",
      "" },
  { "{\"type\":\"conversation.item.added\",\"previous_item_id\":\"U\","
    "\"item\":{\"id\":\"A\",\"type\":\"message\","
    "\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}",
      "" },
  { "{\"type\":\"response.content_part.added\"," R
    ",\"part\":{\"type\":\"audio\",\"transcript\":\"\"}}",
      "" },
  { "{\"type\":\"response.output_audio_transcript.delta\"," R
    ",\"delta\":\"Hel\"}",
      "transcript:assistant:A:Hel" },
  { "{\"type\":\"response.output_audio.delta\"," R
    ",\"delta\":\"//8AAAYAAAA=\"}",
      "play:r1:A:8" },
  { "{\"type\":\"conversation.item.input_audio_transcription.completed\","
    "\"item_id\":\"U\",\"content_index\":0,\"transcript\":\"Hi there.\"}",
      "transcript:user:U:Hi there.." },
  { "{\"type\":\"response.output_audio.done\"," R "}", "end:A" },
  { "{\"type\":\"response.output_audio_transcript.done\"," R
    ",\"transcript\":\"Hello!\"}",
      "transcript:assistant:A:Hello!." },
  { "{\"type\":\"response.content_part.done\"," R
    ",\"part\":{\"type\":\"audio\",\"transcript\":\"Hello!\"}}",
      "" },
  { "{\"type\":\"conversation.item.done\",\"previous_item_id\":null,"
    "\"item\":{\"id\":\"A\",\"type\":\"message\","
    "\"status\":\"completed\",\"role\":\"assistant\",\"content\":["
    "{\"type\":\"output_audio\",\"transcript\":\"Hello!\"}]}}",
      "" },
  { "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
    "\"status\":\"completed\",\"conversation_id\":\"c\",\"usage\":{"
    "\"total_tokens\":3,\"input_tokens\":2,\"output_tokens\":1}}}",
      "end:r1 response-done:r1:completed" },
  { "{\"type\":\"rate_limits.updated\",\"rate_limits\":[]}", "rate-limits" },
};

TEST (voice_turn)
{
  g_autoptr (Room) room = room_new ();
  OaUsage usage;

  run (room, voice_turn, G_N_ELEMENTS (voice_turn));
  assert_busy (room, FALSE);
  g_assert_cmpuint (oa_conversation_get_turns (room->conversation), ==, 1);
  g_assert_cmpuint (oa_conversation_get_spoken_turns (room->conversation), ==,
      1);
  oa_conversation_get_usage (room->conversation, &usage);
  g_assert_cmpuint (usage.total_tokens, ==, 3);
  oa_conversation_add_received (room->conversation, "A", 24000, 24000);
  oa_conversation_set_heard (room->conversation, "A", 640);
  oa_conversation_set_heard (room->conversation, "nobody", 640);
  assert_json (room,
      "[{\"id\":\"U\",\"type\":\"message\",\"role\":\"user\","
      "\"status\":\"completed\",\"text\":\"Hi there.\"},"
      "{\"id\":\"A\",\"type\":\"message\",\"role\":\"assistant\","
      "\"status\":\"completed\",\"text\":\"Hello!\",\"audio-ms\":1000,"
      "\"heard-ms\":640}]");
}

TEST (manual_turn)
{
  g_autoptr (Room) room = room_new ();

  configure (room, FALSE, FALSE);
  oa_conversation_begin_commit (room->conversation);
  want (room);
  assert_done (room, "response.create");
  committed (room, "U");
  assert_busy (room, TRUE);
  created (room, "r1");
  done (room, "r1");
  assert_busy (room, FALSE);
}

TEST (commit_of_ours_is_owed_nothing)
{
  g_autoptr (Room) room = room_new ();

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
}

TEST (text_turn)
{
  static const Step steps[] = {
    { "{\"type\":\"conversation.item.added\",\"previous_item_id\":null,"
      "\"item\":{\"id\":\"U\",\"type\":\"message\",\"role\":\"user\","
      "\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}}",
        "" },
    { "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}", "" },
    { "{\"type\":\"response.output_text.delta\"," R ",\"delta\":\"It\"}",
        "transcript:assistant:A:It" },
    { "{\"type\":\"response.output_text.done\"," R ",\"text\":\"It is.\"}",
        "transcript:assistant:A:It is.." },
    { "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
      "\"status\":\"completed\"}}",
        "end:r1 response-done:r1:completed" },
  };
  g_autoptr (Room) room = room_new ();

  write_text (room, "Hi", TRUE);
  assert_done (room, "conversation.item.create response.create");
  run (room, steps, G_N_ELEMENTS (steps));
  write_text (room, "Hi", FALSE);
  assert_done (room, "conversation.item.create");
  g_assert_cmpuint (oa_conversation_get_turns (room->conversation), ==, 2);
  g_assert_cmpuint (oa_conversation_get_spoken_turns (room->conversation), ==,
      0);
  assert_json (room,
      "[{\"id\":\"U\",\"type\":\"message\",\"role\":\"user\","
      "\"text\":\"Hi\"},{\"id\":\"A\",\"type\":\"message\","
      "\"role\":\"assistant\",\"text\":\"It is.\"}]");
}

#define DELTA(r) \
  "{\"type\":\"response.output_audio.delta\"," \
  "\"response_id\":\"" r "\",\"item_id\":\"A\",\"delta\":\"AAAA\"}"

/* Behind its end, audio would have no end of its own. */
TEST (late_audio_of_a_finished_response)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  done_as (room, "r1", "completed");
  assert_done (room, "end:r1 response-done:r1:completed");
  hear (room, DELTA ("r1"));
  assert_done (room, "");
}

#define WORDS(type, member, text) \
  "{\"type\":\"response." \
  "output_audio_transcript." type "\",\"response_id\":\"r1\"," \
  "\"item_id\":\"A\",\"" member "\":\"" text "\"}"

/* Half of it was heard: the service is told where, and the text ends with the
 * last whole word before. What comes late is neither played nor told. */
TEST (interrupted_item_is_truncated_to_what_was_heard)
{
  Room *room = room_new ();
  g_autofree gchar *json = NULL;

  created (room, "r1");
  hear (room, WORDS ("delta", "delta", "One two three four"));
  hear (room, DELTA ("r1"));
  assert_done (room,
      "transcript:assistant:A:One two three four "
      "play:r1:A:3");
  oa_conversation_add_received (room->conversation, "A", 24000, 24000);
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  oa_conversation_truncate_item (room->conversation, "A", "r1", 500, 1000,
      FALSE, room->actions);
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
TEST (interrupted_before_and_after_its_time)
{
  g_autoptr (Room) room = room_new ();

  oa_conversation_truncate_item (room->conversation, "A", "r1", 0, 1000, FALSE,
      room->actions);
  assert_done (room, "conversation.item.delete");
  oa_conversation_truncate_item (room->conversation, "B", "r2", 1000, 1000,
      TRUE, room->actions);
  assert_done (room, "");
  /* Never more than came: the service would refuse it. */
  oa_conversation_truncate_item (room->conversation, "C", "r3", 1200, 1000,
      FALSE, room->actions);
  g_assert_cmpint (((OaAction *) room->actions->pdata[0])->command
      ->audio_end_ms, ==, 1000);
  assert_done (room, "conversation.item.truncate");
}

/* Only a response that is under way is cancelled, and only by whom it must. */
TEST (interruption_cancels_when_needed)
{
  g_autoptr (Room) room = room_new ();

  oa_conversation_interrupt (room->conversation, FALSE, room->actions);
  assert_done (room, "");
  created (room, "r1");
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  assert_done (room, "");
  oa_conversation_interrupt (room->conversation, FALSE, room->actions);
  assert_done (room, "response.cancel");
}

/* An answer that never ends is cancelled and forgotten. */
TEST (give_up)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  oa_conversation_time_out (room->conversation, room->actions);
  assert_done (room, "response.cancel end:r1");
  g_assert_false (oa_conversation_is_busy (room->conversation));
  hear (room, DELTA ("r1"));
  assert_done (room, "");
  oa_conversation_create_response (room->conversation, NULL, room->actions);
  assert_done (room, "response.create");
}

/* At the end, the text of the last words is still owed. */
TEST (awaits_the_users_last_words)
{
  g_autoptr (Room) room = room_new ();

  configure (room, FALSE, TRUE);
  committed (room, "U");
  g_assert_true (oa_conversation_awaits_transcript (room->conversation));
  hear (room,
      "{\"type\":\"conversation.item.input_audio_transcription."
      "completed\",\"item_id\":\"U\",\"content_index\":0,"
      "\"transcript\":\"Bye.\"}");
  g_assert_false (oa_conversation_awaits_transcript (room->conversation));
  assert_done (room, "transcript:user:U:Bye..");
}

/* Nothing more is to come of it when it is committed. */
TEST (text_before_its_commit)
{
  g_autoptr (Room) room = room_new ();

  configure (room, FALSE, TRUE);
  hear (room,
      "{\"type\":\"conversation.item.input_audio_transcription."
      "completed\",\"item_id\":\"U\",\"content_index\":0,"
      "\"transcript\":\"Bye.\"}");
  assert_done (room, "transcript:user:U:Bye..");
  committed (room, "U");
  g_assert_false (oa_conversation_awaits_transcript (room->conversation));
  committed (room, "V");
  g_assert_true (oa_conversation_awaits_transcript (room->conversation));
}

TEST (late_audio_of_a_cancelled_response)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  hear (room, DELTA ("r1"));
  assert_done (room, "play:r1:A:3");
  hear (room,
      "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
      "\"status\":\"cancelled\",\"status_details\":{\"type\":\"cancelled\","
      "\"reason\":\"turn_detected\"}}}");
  assert_done (room, "end:r1 response-done:r1:cancelled:turn_detected");
  hear (room, DELTA ("r1"));
  assert_done (room, "");
  committed (room, "U");
  created (room, "r2");
  hear (room, DELTA ("r2"));
  assert_done (room, "play:r2:A:3");
}

TEST (function_call)
{
  static const Step steps[] = {
    { "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}", "" },
    { "{\"type\":\"conversation.item.added\",\"previous_item_id\":null,"
      "\"item\":{\"id\":\"F\",\"type\":\"function_call\",\"status\":"
      "\"in_progress\",\"name\":\"get\",\"call_id\":\"c1\","
      "\"arguments\":\"\"}}",
        "" },
    { "{\"type\":\"response.function_call_arguments.delta\","
      "\"response_id\":\"r1\",\"item_id\":\"F\",\"output_index\":0,"
      "\"call_id\":\"c1\",\"delta\":\"{}\"}",
        "" },
    { "{\"type\":\"response.function_call_arguments.done\","
      "\"response_id\":\"r1\",\"item_id\":\"F\",\"output_index\":0,"
      "\"call_id\":\"c1\",\"name\":\"get\",\"arguments\":\"{}\"}",
        "" },
    { "{\"type\":\"response.output_item.done\",\"response_id\":\"r1\","
      "\"output_index\":0,\"item\":{\"id\":\"F\",\"type\":"
      "\"function_call\",\"status\":\"completed\",\"name\":\"get\","
      "\"call_id\":\"c1\",\"arguments\":\"{}\"}}",
        "function-call:{}" },
  };
  g_autoptr (Room) room = room_new ();

  run (room, steps, G_N_ELEMENTS (steps));
  want (room);
  want (room); /* two outputs, one answer */
  assert_done (room, "");
  done_then (room, "r1", "response.create");
  assert_json (room,
      "[{\"id\":\"F\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"get\",\"call-id\":\"c1\","
      "\"arguments\":\"{}\"}]");
}

static void
add_item (Room *room, const gchar *id, const gchar *previous)
{
  hearf (room,
      "{\"type\":\"conversation.item.added\","
      "\"previous_item_id\":%s,\"item\":{\"id\":\"%s\",\"type\":\"message\","
      "\"role\":\"user\",\"content\":[]}}",
      previous, id);
}

TEST (items_in_the_service_s_order)
{
  g_autoptr (Room) room = room_new ();

  add_item (room, "a", "null");
  add_item (room, "c", "\"a\"");
  add_item (room, "b", "\"a\"");
  hear (room,
      "{\"type\":\"conversation.item.done\",\"previous_item_id\":null,"
      "\"item\":{\"id\":\"b\",\"type\":\"message\",\"role\":\"user\"}}");
  hear (room, "{\"type\":\"conversation.item.deleted\",\"item_id\":\"a\"}");
  assert_done (room, "");
  assert_json (room,
      "[{\"id\":\"b\",\"type\":\"message\",\"role\":\"user\","
      "\"text\":\"\"},{\"id\":\"c\",\"type\":\"message\",\"role\":\"user\","
      "\"text\":\"\"}]");
}

TEST (translation)
{
  g_autoptr (Room) room = room_new ();

  hear (room,
      "{\"type\":\"session.output_transcript.delta\","
      "\"delta\":\" Hola\",\"elapsed_ms\":1200}");
  assert_done (room, "transcript:assistant:assistant_1: Hola:1200");
  hear (room,
      "{\"type\":\"session.input_transcript.delta\","
      "\"delta\":\" Hello\",\"elapsed_ms\":1000}");
  assert_done (room, "transcript:user:user_1: Hello:1000");
  assert_json (room, "[]");
}

/*** errors ***/

TEST (errors_of_other_events_change_nothing)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  service_error (room, "item_truncate_invalid_item_id", NULL, "item_id");
  assert_done (room, "error:item_truncate_invalid_item_id");
  service_error (room, "invalid_value", "somebody", "response.x");
  assert_done (room, "error:invalid_value");
  assert_busy (room, TRUE);
  service_error (room, "response_cancel_not_active", NULL, NULL);
  assert_done (room, "");
}

static gchar *
begin_update (Room *room, OaUpdateKind kind)
{
  return oa_conversation_begin_update (room->conversation, kind, NULL);
}

/* Several wait for their answers at a time, and each gets its own. */
TEST (answers_to_updates)
{
  static const gchar updated[] =
      "{\"type\":\"session.updated\",\"session\":{\"id\":\"s\"}}";
  Room *room = room_new ();
  g_autofree gchar *settings = begin_update (room, OA_UPDATE_SETTINGS);
  g_autofree gchar *probe = begin_update (room, OA_UPDATE_PROBE);

  g_assert_cmpstr (settings, !=, probe);
  /* The refusal names the first; the second is answered behind it. */
  service_error (room, "invalid_value", settings, NULL);
  assert_done (room, "refused:invalid_value error:invalid_value");
  g_assert_cmpint (room->update, ==, OA_UPDATE_SETTINGS);
  hear (room, updated);
  assert_done (room, "updated");
  g_assert_cmpint (room->update, ==, OA_UPDATE_PROBE);
  hear (room, updated);
  assert_done (room, "updated");
  g_assert_cmpint (room->update, ==, OA_UPDATE_NONE);

  /* Without an id, a probe has no part that could be wrong. */
  g_free (begin_update (room, OA_UPDATE_PROBE));
  g_free (begin_update (room, OA_UPDATE_SETTINGS));
  service_error (room, "invalid_value", NULL, "session.voice");
  assert_done (room, "refused:invalid_value error:invalid_value");
  g_assert_cmpint (room->update, ==, OA_UPDATE_SETTINGS);
  hear (room, updated);
  assert_done (room, "updated");
  g_assert_cmpint (room->update, ==, OA_UPDATE_PROBE);

  /* The application's own is in the same row, under its own name. */
  g_free (oa_conversation_begin_update (room->conversation, OA_UPDATE_OTHER,
      "mine"));
  g_free (begin_update (room, OA_UPDATE_SETTINGS));
  service_error (room, "invalid_value", "mine", NULL);
  assert_done (room, "refused:invalid_value error:invalid_value");
  g_assert_cmpint (room->update, ==, OA_UPDATE_OTHER);
  hear (room, updated);
  assert_done (room, "updated");
  g_assert_cmpint (room->update, ==, OA_UPDATE_SETTINGS);
  room_free (room);
}

TEST (refused_update)
{
  Room *room = room_new ();
  g_autofree gchar *id = begin_update (room, OA_UPDATE_SETTINGS);
  g_autofree gchar *next = NULL;

  service_error (room, "invalid_value", "somebody", "session.voice");
  assert_done (room, "error:invalid_value");
  service_error (room, "invalid_value", id, NULL);
  assert_done (room, "refused:invalid_value error:invalid_value");
  /* Nothing is under way any more. */
  service_error (room, "invalid_value", NULL, "session.voice");
  assert_done (room, "error:invalid_value");
  next = begin_update (room, OA_UPDATE_SETTINGS);
  g_assert_cmpstr (next, !=, id);
  service_error (room, "unknown_parameter", NULL, "session.voice");
  assert_done (room, "refused:unknown_parameter error:unknown_parameter");
  g_free (begin_update (room, OA_UPDATE_SETTINGS));
  hear (room, "{\"type\":\"session.updated\",\"session\":{\"id\":\"s\"}}");
  service_error (room, "unknown_parameter", NULL, "session.voice");
  assert_done (room, "updated error:unknown_parameter");
  room_free (room);
}

TEST (fatal_codes)
{
  static const gchar *const codes[] = { "invalid_api_key",
    "beta_api_shape_disabled", "missing_model", "invalid_model",
    "model_not_found", "session_expired", "insufficient_quota",
    "credit_balance_exhausted", "account_deactivated",
    "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded", "billing_hard_limit_reached" };
  g_autoptr (Room) room = room_new ();

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree gchar *expected = g_strdup_printf ("fatal:%s", codes[i]);

    service_error (room, codes[i], NULL, NULL);
    assert_done (room, expected);
  }
  service_error (room, "rate_limit_exceeded", NULL, NULL);
  assert_done (room, "error:rate_limit_exceeded");
}

static void
fail_response (Room *room, const gchar *type, const gchar *code)
{
  hearf (room,
      "{\"type\":\"response.done\",\"response\":{\"id\":\"r\","
      "\"status\":\"failed\",\"status_details\":{\"type\":\"failed\","
      "\"error\":{\"type\":\"%s\",\"code\":\"%s\"}}}}",
      type, code);
}

TEST (failed_responses)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r");
  fail_response (room, "server_error", "rate_limit_exceeded");
  assert_done (room, "end:r response-done:r:failed error:rate_limit_exceeded");
  created (room, "r");
  fail_response (room, "insufficient_quota", "credit_balance_exhausted");
  assert_done (room,
      "end:r response-done:r:failed fatal:credit_balance_exhausted");
}

TEST (failed_transcription_is_told)
{
  g_autoptr (Room) room = room_new ();

  hear (room,
      "{\"type\":\"conversation.item.input_audio_transcription.failed\""
      ",\"item_id\":\"U\",\"content_index\":0,\"error\":{\"type\":"
      "\"transcription_error\",\"code\":\"audio_unintelligible\"}}");
  assert_done (room, "error:audio_unintelligible");
}

TEST_MAIN ()

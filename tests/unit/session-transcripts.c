/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-transcripts.c - what a whole session sends and tells, line by line,
 * in the situations that matter; recorded, then read and found right. */

#include "sessionroom.h"
#include "../support/testcase.h"

#define US_PER_S G_GINT64_CONSTANT (1000000)

static const gchar up[] = "{\"type\":\"response.created\",\"response\":"
                          "{\"id\":\"r1\",\"status\":\"in_progress\"}}";
/* 20 ms of silence in PCM. */
static gchar *delta;

static void
prepare_delta (void)
{
  guint8 silence[960] = { 0 };
  g_autofree gchar *base64 = g_base64_encode (silence, sizeof silence);

  delta = g_strdup_printf (
      "{\"type\":\"response.output_audio.delta\","
      "\"response_id\":\"r1\",\"item_id\":\"i1\",\"output_index\":0,"
      "\"content_index\":0,\"delta\":\"%s\"}",
      base64);
}

static SessionRoom *
new_session_that_is_up (SessionRoomSetup setup)
{
  SessionRoom *room = session_room_new (setup);

  session_room_start (room);
  session_room_open_and_configure (room, 1);
  session_room_forget (room);
  return room;
}

static void
begin_answer (SessionRoom *room, guint number)
{
  session_room_hear (room, number, up);
  session_room_hear (room, number,
      "{\"type\":\"response.output_item.added\","
      "\"response_id\":\"r1\",\"output_index\":0,\"item\":{\"id\":\"i1\","
      "\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}");
  for (guint i = 0; i < 50; i++)
    session_room_hear (room, number, delta);
}

static void
end_answer (SessionRoom *room, guint number, const gchar *status)
{
  g_autofree gchar *done =
      g_strdup_printf ("{\"type\":\"response.done\",\"response\":"
                       "{\"id\":\"r1\",\"status\":\"%s\",\"output\":[]}}",
          status);

  session_room_hear (room, number, done);
}

/* A turn of the user's of so many ms, written down. */
static void
user_says (SessionRoom *room, guint number, const gchar *words)
{
  g_autofree gchar *text = g_strdup_printf (
      "{\"type\":\"conversation.item."
      "input_audio_transcription.completed\",\"item_id\":\"u1\","
      "\"content_index\":0,\"transcript\":\"%s\"}",
      words);

  session_room_hear (room, number,
      "{\"type\":\"input_audio_buffer."
      "speech_started\",\"item_id\":\"u1\",\"audio_start_ms\":0}");
  session_room_hear (room, number,
      "{\"type\":\"input_audio_buffer."
      "speech_stopped\",\"item_id\":\"u1\",\"audio_end_ms\":900}");
  session_room_hear (room, number,
      "{\"type\":\"input_audio_buffer."
      "committed\",\"item_id\":\"u1\",\"previous_item_id\":null}");
  session_room_hear (room, number,
      "{\"type\":\"conversation.item.added\","
      "\"previous_item_id\":null,\"item\":{\"id\":\"u1\",\"type\":\"message\","
      "\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}}");
  session_room_hear (room, number, text);
}

static void
request (SessionRoom *room, OaRequestKind kind)
{
  oa_session_request (room->session, oa_request_new (kind));
  session_room_run (room);
}

/*** setting up ***/

TEST (comes_up)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);

  session_room_start (room);
  session_room_expect (room,
      "progress 0\n"
      "state 1\n"
      "1 open\n");
  session_room_opened (room, 1);
  session_room_expect (room, "progress 1\n");
  session_room_open_and_configure (room, 1);
  session_room_expect (room,
      "progress 1\n"
      "state 2\n"
      "progress 1\n"
      "1> session.update\n"
      "state 3\n"
      "progress 2\n"
      "told connected sess\n");
  session_room_stop (room);
  session_room_expect (room,
      "state 0\n"
      "1 detach\n");
}

static void
set_greeting (OaElementSettings *settings)
{
  settings->opening.greeting = g_strdup ("Good day.");
}

TEST (greets)
{
  g_autoptr (SessionRoom) room = session_room_new (set_greeting);

  session_room_start (room);
  session_room_open_and_configure (room, 1);
  session_room_expect (room,
      "progress 0\n"
      "state 1\n"
      "1 open\n"
      "progress 1\n"
      "state 2\n"
      "progress 1\n"
      "1> session.update\n"
      "state 3\n"
      "progress 2\n"
      "told connected sess\n"
      "1> response.create instructions=\"Speak first. Say this to the "
      "user, in these words: Good day.\"\n");
}

TEST (refused_key_ends_it)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);

  session_room_start (room);
  session_room_forget (room);
  session_room_end (room, 1, 401);
  session_room_expect (room,
      "1 detach\n"
      "progress 4\n"
      "state 5\n"
      "error auth\n");
  session_room_pass (room, 60000);
  session_room_expect (room, "");
}

TEST (busy_service_is_tried_again)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);

  session_room_start (room);
  session_room_forget (room);
  session_room_end (room, 1, 503);
  session_room_expect (room,
      "1 detach\n"
      "progress 1\n");
  session_room_pass (room, 3000);
  session_room_expect (room, "2 open\n");
  session_room_open_and_configure (room, 2);
  session_room_expect (room,
      "progress 1\n"
      "state 2\n"
      "progress 1\n"
      "2> session.update\n"
      "state 3\n"
      "progress 2\n"
      "told connected sess\n");
}

TEST (silent_service_is_given_up)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);

  session_room_start (room);
  session_room_opened (room, 1);
  session_room_forget (room);
  session_room_pass (room, 20000);
  session_room_expect (room,
      "1 detach\n"
      "progress 1\n"
      "2 open\n"
      "2 detach\n"
      "progress 1\n"
      "3 open\n"
      "3 detach\n"
      "progress 4\n"
      "state 5\n"
      "error network\n");
}

TEST (refused_settings_end_it)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);
  g_autofree gchar *refusal = NULL;

  session_room_start (room);
  session_room_opened (room, 1);
  session_room_hear (room, 1,
      "{\"type\":\"session.created\",\"session\":"
      "{\"id\":\"sess\"}}");
  session_room_forget (room);
  refusal = g_strdup_printf (
      "{\"type\":\"error\",\"error\":{\"type\":"
      "\"invalid_request_error\",\"code\":\"invalid_value\",\"message\":"
      "\"no\",\"param\":\"session.model\",\"event_id\":\"%s\"}}",
      room->last_id[0]);
  session_room_hear (room, 1, refusal);
  session_room_expect (room,
      "progress 4\n"
      "state 5\n"
      "error config\n"
      "1 close\n");
}

TEST (unknown_field_is_left_out)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);
  g_autofree gchar *refusal = NULL;

  session_room_start (room);
  session_room_opened (room, 1);
  session_room_hear (room, 1,
      "{\"type\":\"session.created\",\"session\":"
      "{\"id\":\"sess\"}}");
  session_room_forget (room);
  refusal = g_strdup_printf (
      "{\"type\":\"error\",\"error\":{\"type\":"
      "\"invalid_request_error\",\"code\":\"unknown_parameter\",\"message\":"
      "\"Unknown parameter: 'session.audio.input.turn_detection'.\","
      "\"param\":\"session.audio.input.turn_detection\","
      "\"event_id\":\"%s\"}}",
      room->last_id[0]);
  session_room_hear (room, 1, refusal);
  session_room_expect (room,
      "warning config\n"
      "1> session.update\n"
      "told error -\n");
}

static void
set_call_id (OaElementSettings *settings)
{
  settings->connection.call_id = g_strdup ("rtc_1");
}

/* A call that is joined keeps what its client has set up, at the second try,
 * too. */
TEST (joined_call_is_left_as_it_is)
{
  g_autoptr (SessionRoom) room = session_room_new (set_call_id);

  session_room_start (room);
  session_room_forget (room);
  session_room_end (room, 1, 404);
  session_room_pass (room, 3000);
  session_room_open_and_configure (room, 2);
  session_room_expect (room,
      "1 detach\n"
      "progress 1\n"
      "2 open\n"
      "progress 1\n"
      "state 2\n"
      "2> session.update of nothing\n"
      "state 3\n"
      "progress 2\n"
      "told connected sess\n");
}

/*** turns ***/

TEST (turn_and_answer)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_push (room, 1000);
  session_room_pull (room, 1);
  session_room_expect (room, "1> audio in 25 messages\n");
  user_says (room, 1, "Hello there.");
  session_room_expect (room,
      "told speech-started u1\n"
      "told speech-stopped u1\n"
      "told transcript u1\n");
  begin_answer (room, 1);
  session_room_hear (room, 1,
      "{\"type\":\"response.output_audio_transcript."
      "done\",\"response_id\":\"r1\",\"item_id\":\"i1\",\"output_index\":0,"
      "\"content_index\":0,\"transcript\":\"Good day to you.\"}");
  end_answer (room, 1, "completed");
  session_room_expect (room,
      "told transcript i1\n"
      "told response-done r1\n");
}

static void
set_no_detection (OaElementSettings *settings)
{
  settings->session.turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
}

TEST (turn_by_hand)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (set_no_detection);

  session_room_push (room, 400);
  session_room_pull (room, 1);
  request (room, OA_REQUEST_COMMIT);
  session_room_pull (room, 1);
  session_room_expect (room,
      "1> audio in 10 messages\n"
      "1> input_audio_buffer.commit\n");
}

TEST (requests_wait_for_the_session)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);
  g_autoptr (JsonNode) item = json_from_string (
      "{\"type\":\"message\",\"role\":\"user\","
      "\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}",
      NULL);

  session_room_start (room);
  oa_session_request (room->session,
      oa_request_new_item (json_node_dup_object (item), TRUE, TRUE));
  session_room_run (room);
  session_room_forget (room);
  session_room_open_and_configure (room, 1);
  session_room_expect (room,
      "progress 1\n"
      "state 2\n"
      "progress 1\n"
      "1> session.update\n"
      "state 3\n"
      "progress 2\n"
      "told connected sess\n"
      "1> conversation.item.create role=\"user\" id=\"item_sent_2\" "
      "text=\"Hi\"\n"
      "1> response.create\n");
}

/*** interruption ***/

TEST (barge_in)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  begin_answer (room, 1);
  session_room_forget (room);
  session_room_hear (room, 1,
      "{\"type\":\"input_audio_buffer."
      "speech_started\",\"item_id\":\"u2\",\"audio_start_ms\":0}");
  session_room_expect (room,
      "told speech-started u2\n"
      "told interrupted i1\n"
      "1> conversation.item.delete item_id=\"i1\"\n");
  end_answer (room, 1, "cancelled");
  session_room_expect (room, "told response-done r1\n");
}

TEST (interrupt_by_the_application)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  begin_answer (room, 1);
  session_room_forget (room);
  request (room, OA_REQUEST_INTERRUPT);
  session_room_expect (room,
      "told interrupted i1\n"
      "1> response.cancel response_id=\"r1\"\n"
      "1> conversation.item.delete item_id=\"i1\"\n");
}

static void
set_hold (OaElementSettings *settings)
{
  settings->interrupt.hold = 800;
}

TEST (a_cough_is_no_interruption)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (set_hold);

  begin_answer (room, 1);
  session_room_forget (room);
  session_room_hear (room, 1,
      "{\"type\":\"input_audio_buffer."
      "speech_started\",\"item_id\":\"u2\",\"audio_start_ms\":1000}");
  session_room_expect (room, "told speech-started u2\n");
  session_room_hear (room, 1,
      "{\"type\":\"input_audio_buffer."
      "speech_stopped\",\"item_id\":\"u2\",\"audio_end_ms\":1900}");
  session_room_expect (room,
      "told speech-stopped u2\n"
      "told resumed -\n");
  session_room_pass (room, 5000);
  session_room_expect (room, "");
}

/*** functions ***/

TEST (function_call)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_hear (room, 1, up);
  session_room_hear (room, 1,
      "{\"type\":\"response.output_item.done\","
      "\"response_id\":\"r1\",\"output_index\":0,\"item\":{\"id\":\"f1\","
      "\"type\":\"function_call\",\"status\":\"completed\",\"call_id\":\"c1\","
      "\"name\":\"weather\",\"arguments\":\"{}\"}}");
  session_room_hear (room, 1,
      "{\"type\":\"response.done\",\"response\":"
      "{\"id\":\"r1\",\"status\":\"completed\",\"output\":[{\"id\":\"f1\","
      "\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"weather\","
      "\"arguments\":\"{}\"}]}}");
  session_room_expect (room,
      "asked function-call c1\n"
      "told response-done r1\n");
  g_assert_cmpint (oa_session_send_function_output (room->session, "c1",
          "rain"), ==, OA_OUTPUT_TAKEN);
  session_room_run (room);
  session_room_expect (room,
      "1> conversation.item.create call_id=\"c1\" output=\"rain\"\n"
      "1> response.create\n");
  g_assert_cmpint (oa_session_send_function_output (room->session, "c1",
          "sun"), !=, OA_OUTPUT_TAKEN);
  session_room_run (room);
  session_room_expect (room, "");
}

TEST (function_that_never_answers)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_hear (room, 1, up);
  session_room_hear (room, 1,
      "{\"type\":\"response.output_item.done\","
      "\"response_id\":\"r1\",\"output_index\":0,\"item\":{\"id\":\"f1\","
      "\"type\":\"function_call\",\"status\":\"completed\",\"call_id\":\"c1\","
      "\"name\":\"weather\",\"arguments\":\"{}\"}}");
  end_answer (room, 1, "completed");
  session_room_forget (room);
  session_room_pass (room, 61000);
  session_room_expect (room,
      "1> conversation.item.create call_id=\"c1\" "
      "output=\"{\\\"error\\\":\\\"The function did not answer in "
      "time.\\\"}\"\n"
      "1> response.create\n");
}

/*** another connection ***/

TEST (lost_in_an_answer)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_push (room, 1000);
  session_room_pull (room, 1);
  user_says (room, 1, "Tell me a story.");
  begin_answer (room, 1);
  session_room_forget (room);
  session_room_end (room, 1, 0);
  session_room_expect (room,
      "1 detach\n"
      "state 4\n"
      "told reconnecting -\n");
  session_room_push (room, 200);
  session_room_pass (room, 5000);
  session_room_expect (room, "2 open\n");
  session_room_open_and_configure (room, 2);
  session_room_pull (room, 2);
  session_room_expect (room,
      "2> session.update\n"
      "state 3\n"
      "2> conversation.item.create role=\"user\" id=\"u1\" text=\"Tell "
      "me a story.\"\n"
      "2> conversation.item.create role=\"system\" text=\"The connection "
      "was interrupted and is restored. The messages above are the "
      "conversation so far. Do not greet again and do not mention the "
      "interruption. Your last answer was cut off: go on where its text "
      "ends.\"\n"
      "told reconnected sess\n"
      "2> response.create\n"
      "2> audio in 30 messages\n");
}

TEST (unanswered_turn_is_heard_again)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_push (room, 600);
  session_room_pull (room, 1);
  session_room_hear (room, 1,
      "{\"type\":\"input_audio_buffer."
      "speech_started\",\"item_id\":\"u1\",\"audio_start_ms\":0}");
  session_room_forget (room);
  session_room_end (room, 1, 0);
  session_room_pass (room, 5000);
  session_room_open_and_configure (room, 2);
  session_room_pull (room, 2);
  session_room_expect (room,
      "1 detach\n"
      "state 4\n"
      "told reconnecting -\n"
      "2 open\n"
      "2> session.update\n"
      "state 3\n"
      "told reconnected sess\n"
      "2> audio in 15 messages\n");
}

/* An answer is under way: it is not cut, but waited for. */
TEST (renewal_in_a_pause)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_pass (room, 3298 * 1000);
  begin_answer (room, 1);
  session_room_expect (room, "");
  session_room_pass (room, 4000);
  session_room_open_and_configure (room, 2);
  session_room_expect (room,
      "2 open\n"
      "2> session.update\n");
  end_answer (room, 1, "completed");
  session_room_pass (room, 1000);
  session_room_expect (room, "told response-done r1\n");
  /* What has come of it has still to sound, until the user wants no more. */
  request (room, OA_REQUEST_INTERRUPT);
  session_room_pass (room, 1000);
  session_room_expect (room,
      "told interrupted i1\n"
      "1> conversation.item.delete item_id=\"i1\"\n"
      "1 detach\n"
      "told renewed sess\n");
}

TEST (renewal_when_quiet)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_pass (room, 3301 * 1000);
  session_room_expect (room, "2 open\n");
  session_room_open_and_configure (room, 2);
  session_room_pass (room, 1000);
  session_room_expect (room,
      "2> session.update\n"
      "1 detach\n"
      "told renewed sess\n");
}

static void
set_no_reconnect (OaElementSettings *settings)
{
  settings->retry.reconnect = FALSE;
}

TEST (no_second_connection)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (set_no_reconnect);

  session_room_end (room, 1, 0);
  session_room_expect (room,
      "1 detach\n"
      "state 5\n"
      "error network\n");
}

TEST (quota_is_fatal)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_hear (room, 1,
      "{\"type\":\"error\",\"error\":{\"type\":"
      "\"insufficient_quota\",\"code\":\"insufficient_quota\",\"message\":"
      "\"You exceeded your current quota.\",\"param\":null}}");
  session_room_expect (room,
      "state 5\n"
      "error quota\n"
      "1 close\n");
}

/*** keys ***/

TEST (key_of_the_application)
{
  g_autoptr (SessionRoom) room = session_room_new_with_key_handler ();

  session_room_start (room);
  session_room_expect (room,
      "progress 0\n"
      "state 1\n"
      "asked for a key\n");
  session_room_give_key (room, "sk-fresh");
  session_room_expect (room, "1 open\n");
}

TEST (key_that_does_not_come)
{
  g_autoptr (SessionRoom) room = session_room_new_with_key_handler ();

  session_room_start (room);
  session_room_forget (room);
  session_room_pass (room, 20000);
  session_room_expect (room,
      "progress 4\n"
      "state 5\n"
      "error auth\n");
}

/*** the end ***/

TEST (end_after_the_answer)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  begin_answer (room, 1);
  request (room, OA_REQUEST_END);
  session_room_forget (room);
  end_answer (room, 1, "completed");
  session_room_expect (room, "told response-done r1\n");
  session_room_end (room, 1, 0);
  session_room_expect (room,
      "1 detach\n"
      "state 0\n");
}

static void
set_limit (OaElementSettings *settings)
{
  settings->limits.max_session_duration = 60;
  settings->limits.farewell = g_strdup ("Goodbye.");
}

TEST (limit_with_a_farewell)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (set_limit);

  session_room_pass (room, 61000);
  session_room_expect (room,
      "told limit -\n"
      "1> session.update\n"
      "1> response.create instructions=\"The conversation ends now. Say "
      "this to the user, in these words: Goodbye.\"\n");
  session_room_hear (room, 1, up);
  end_answer (room, 1, "completed");
  session_room_expect (room, "told response-done r1\n");
}

/* Its limit has passed: nothing wakes a session that rests. */
TEST (ended_by_a_limit_stays_at_rest)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (set_limit);

  session_room_pass (room, 61000);
  session_room_hear (room, 1, up);
  end_answer (room, 1, "completed");
  session_room_end (room, 1, 0);
  session_room_forget (room);
  oa_session_restart_input (room->session);
  session_room_run (room);
  oa_session_update (room->session);
  session_room_run (room);
  request (room, OA_REQUEST_RESPONSE);
  session_room_pass (room, 60000);
  session_room_expect (room, "");
  g_assert_cmpint (oa_session_get_state (room->session), ==,
      GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
}

TEST (input_begins_again)
{
  g_autoptr (SessionRoom) room = new_session_that_is_up (NULL);

  session_room_push (room, 400);
  oa_session_restart_input (room->session);
  session_room_run (room);
  session_room_expect (room, "1> input_audio_buffer.clear\n");
}

TEST_MAIN (gst_init (NULL, NULL); prepare_delta ())

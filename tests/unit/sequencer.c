/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequencer.c - one answer at a time, against a service that obeys the rules
 * and in any order that events may come. */

#include "room.h"
#include "../support/testcase.h"

#include <string.h>

/*** the sequencer ***/

TEST (one_response_at_a_time)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want (room);
  want (room); /* the same answer as the one before */
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
}

TEST (out_of_band_waits_for_nobody)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want_with (room, "{\"conversation\":\"none\"}");
  assert_done (room, "response.create{\"conversation\":\"none\"}");
  hear (room,
      "{\"type\":\"response.created\",\"response\":{\"id\":\"o\","
      "\"conversation_id\":null}}");
  want (room);
  assert_done (room, "");
  created (room, "r1");
  hear (room,
      "{\"type\":\"response.done\",\"response\":{\"id\":\"o\","
      "\"status\":\"completed\",\"conversation_id\":null}}");
  assert_done (room, "end:o response-done:o:completed");
  done_then (room, "r1", "response.create");
}

/* Found here: the end of another response shortened the wait to a second. */
TEST (out_of_band_does_not_hasten_an_owed_answer)
{
  g_autoptr (Room) room = room_new ();

  committed (room, "U");
  hear (room,
      "{\"type\":\"response.done\",\"response\":{\"id\":\"o\","
      "\"status\":\"completed\",\"conversation_id\":null}}");
  assert_done (room, "end:o response-done:o:completed");
  assert_deadline (room, 10 * SECOND);
}

TEST (refused_request_is_sent_again)
{
  g_autoptr (Room) room = room_new ();

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
}

/* What began was the answer to a turn: refused before or after it began, with
 * our event id or none, ours comes after it, once, and no error is told. */
TEST (request_crosses_the_answer_to_a_turn)
{
  for (guint i = 0; i < 4; i++) {
    g_autoptr (Room) room = room_new ();
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
  }
}

/* It missed the end of one and ran into the next. */
TEST (request_runs_into_a_later_answer)
{
  g_autoptr (Room) room = room_new ();

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
}

TEST (request_arrives_after_the_answer_to_a_turn)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  committed (room, "U");
  created (room, "own");
  done (room, "own");
  created (room, "ours");
  done (room, "ours");
  assert_busy (room, FALSE);
}

TEST (refused_request_merges_with_one_that_waits)
{
  g_autoptr (Room) room = room_new ();

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
}

TEST (owed_answer)
{
  g_autoptr (Room) room = room_new ();

  committed (room, "U");
  assert_busy (room, TRUE);
  assert_deadline (room, 10 * SECOND);
  want (room);
  assert_done (room, "");
  created (room, "own");
  assert_deadline (room, -1);
  done_then (room, "own", "response.create");
}

TEST (forgotten_answer_is_asked_for)
{
  g_autoptr (Room) room = room_new ();

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
}

TEST (service_that_never_answers_owes_nothing)
{
  g_autoptr (Room) room = room_new ();

  configure (room, FALSE, FALSE);
  committed (room, "U");
  assert_busy (room, FALSE);
  assert_deadline (room, -1);
}

TEST (failed_request_does_not_block)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want_with (room, "{\"tool_choice\":\"none\"}");
  service_error (room, "invalid_value", room->request_id, NULL);
  assert_done (room,
      "response.create{\"tool_choice\":\"none\"} error:invalid_value");
  service_error (room, "invalid_value", NULL, "response.tool_choice");
  assert_done (room, "error:invalid_value");
  assert_busy (room, FALSE);
}

/*** deadlines ***/

/* Neither begun nor refused: the next one goes out, told once. */
TEST (unanswered_request_is_given_up)
{
  g_autoptr (Room) room = room_new ();

  oa_conversation_get_rules (room->conversation)->times_out = TRUE;
  want (room);
  assert_done (room, "response.create");
  want_with (room, "{\"tool_choice\":\"none\"}");
  pass (room, 0);
  assert_deadline (room, 10 * SECOND);
  pass (room, 10 * SECOND - 1);
  assert_done (room, "");
  pass (room, 1);
  assert_done (room, "warn:0:10 response.create{\"tool_choice\":\"none\"}");
  pass (room, 0);
  created (room, "r1");
  pass (room, 11 * SECOND);
  assert_done (room, "");
  done (room, "r1");
  assert_busy (room, FALSE);
  assert_deadline (room, -1);
}

/* In a recording the end waits as long as it was told to. */
TEST (patient_request_waits)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  pass (room, 60 * SECOND);
  assert_done (room, "");
  assert_busy (room, TRUE);
  assert_deadline (room, -1);
}

TEST (error_that_names_nothing_blocks_nothing)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr (Room) room = room_new ();

    oa_conversation_get_rules (room->conversation)->times_out = i == 1;
    want (room);
    want_with (room, "{\"tool_choice\":\"none\"}");
    assert_done (room, "response.create");
    hear (room,
        "{\"type\":\"error\",\"error\":{\"type\":\"server_error\","
        "\"code\":null,\"message\":\"m\",\"param\":null,"
        "\"event_id\":null}}");
    assert_done (room, "error:(null)");
    assert_deadline (room, 3 * SECOND);
    pass (room, 3 * SECOND);
    assert_done (room, "response.create{\"tool_choice\":\"none\"}");
  }
}

/* The error does not say what it is about, and may be of a transcription: the
 * request has its usual time, and is not dropped without a word. */
TEST (error_about_something_else_leaves_a_request)
{
  g_autoptr (Room) room = room_new ();

  oa_conversation_get_rules (room->conversation)->times_out = TRUE;
  want (room);
  pass (room, 0);
  assert_done (room, "response.create");
  service_error (room, "transcription_failed", NULL, NULL);
  assert_done (room, "error:transcription_failed");
  assert_deadline (room, 10 * SECOND);
  pass (room, 3 * SECOND);
  assert_busy (room, TRUE);
  pass (room, 7 * SECOND);
  assert_done (room, "warn:0:10");
}

TEST (error_that_names_nothing_stops_nothing)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  hear (room,
      "{\"type\":\"error\",\"error\":{\"type\":\"server_error\","
      "\"code\":\"server_error\",\"message\":\"m\"}}");
  assert_done (room, "error:server_error");
  created (room, "r1");
  pass (room, 5 * SECOND);
  assert_busy (room, TRUE);
  done (room, "r1");
}

/* Each sign of it begins the wait anew; those of another are none. */
TEST (stalled_response_is_given_up)
{
  g_autoptr (Room) room = room_new ();

  oa_conversation_get_rules (room->conversation)->times_out = TRUE;
  created (room, "r1");
  want (room);
  pass (room, 0);
  assert_deadline (room, 30 * SECOND);
  pass (room, 29 * SECOND);
  hear (room,
      "{\"type\":\"response.output_audio.delta\",\"response_id\":"
      "\"r1\",\"item_id\":\"A\",\"delta\":\"AAAA\"}");
  assert_done (room, "play:r1:A:3");
  pass (room, 29 * SECOND);
  hear (room, "{\"type\":\"rate_limits.updated\",\"rate_limits\":[]}");
  assert_done (room, "rate-limits");
  pass (room, 1 * SECOND);
  assert_done (room, "warn:1:30 response.cancel end:r1 response.create");
}

/* A model that thinks for long: the limit is the application's, but for a short
 * one, and there may be none. */
TEST (patience_with_a_response)
{
  static const struct
  {
    guint ms;
    gint64 until;
  } limits[] = { { 1000, 30 * SECOND }, { 90000, 90 * SECOND }, { 0, -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
    g_autoptr (Room) room = room_new ();

    oa_conversation_get_rules (room->conversation)->times_out = TRUE;
    oa_conversation_get_rules (room->conversation)->response_timeout_ms =
        limits[i].ms;
    created (room, "r1");
    pass (room, 0);
    assert_deadline (room, limits[i].until);
    /* It may be lifted while one is under way. */
    oa_conversation_get_rules (room->conversation)->response_timeout_ms = 0;
    pass (room, 0);
    assert_deadline (room, -1);
    pass (room, 1000 * SECOND);
    assert_done (room, "");
  }
}

/*** interruptions of what has not begun ***/

TEST (interrupted_request_is_cancelled_when_it_begins)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  want_with (room, "{\"tool_choice\":\"none\"}");
  oa_conversation_drop_requests (room->conversation, TRUE);
  oa_conversation_interrupt (room->conversation, FALSE, room->actions);
  want_with (room, "{\"tool_choice\":\"auto\"}");
  assert_done (room, "");
  created (room, "r1");
  assert_done (room, "response.cancel");
  hear (room,
      "{\"type\":\"response.output_audio.delta\",\"response_id\":"
      "\"r1\",\"item_id\":\"A\",\"delta\":\"AAAA\"}");
  assert_done (room, "");
  done_then (room, "r1", "response.create{\"tool_choice\":\"auto\"}");
  created (room, "r2");
  assert_done (room, "");
}

/* Speech stops what is asked for as well, unless it is protected. */
TEST (awaited_responses)
{
  OaConversation *conversation;
  g_autoptr (Room) room = room_new ();

  conversation = room->conversation;
  g_assert_false (oa_conversation_awaits_response (conversation));
  want_with (room, "{\"metadata\":{\"interruptible\":\"false\"}}");
  g_assert_false (oa_conversation_awaits_response (conversation));
  want (room);
  g_assert_true (oa_conversation_awaits_response (conversation));
  assert_done (room,
      "response.create{\"metadata\":{\"interruptible\":"
      "\"false\"}}");
  created (room, "r1");
  g_assert_true (oa_conversation_awaits_response (conversation));
  done_then (room, "r1", "response.create");
  g_assert_true (oa_conversation_awaits_response (conversation));
  oa_conversation_drop_requests (conversation, FALSE);
  g_assert_false (oa_conversation_awaits_response (conversation));
  created (room, "r2");
  assert_done (room, "response.cancel");
  g_assert_false (oa_conversation_awaits_response (conversation));
}

/* It was refused: it is not asked for again. */
TEST (interrupted_request_is_not_sent_again)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  oa_conversation_drop_requests (room->conversation, TRUE);
  has_active (room, NULL);
  pass (room, 10 * SECOND);
  assert_done (room, "");
  assert_busy (room, FALSE);
  /* Nor of another service. */
  want (room);
  assert_done (room, "response.create");
  oa_conversation_drop_requests (room->conversation, TRUE);
  g_assert_cmpint (oa_conversation_link_lost (room->conversation,
          room->actions),
      ==, OA_LOST_RESPONSE_NONE);
}

/* What the service owes to a turn is interrupted likewise; the answer to the
 * next turn is not. */
TEST (interrupted_answer_to_a_turn)
{
  g_autoptr (Room) room = room_new ();

  committed (room, "U");
  oa_conversation_drop_requests (room->conversation, TRUE);
  created (room, "r1");
  assert_done (room, "response.cancel");
  done (room, "r1");
  committed (room, "V");
  created (room, "r2");
  assert_done (room, "");
  done (room, "r2");
  committed (room, "W");
  oa_conversation_drop_requests (room->conversation, TRUE);
  committed (room, "X");
  created (room, "r3");
  assert_done (room, "");
}

#define PROTECTED "{\"metadata\":{\"interruptible\":\"false\"}}"

TEST (interrupted_requests_that_are_protected)
{
  g_autoptr (Room) room = room_new ();

  want_with (room, PROTECTED);
  want (room);
  assert_done (room, "response.create" PROTECTED);
  oa_conversation_drop_requests (room->conversation, FALSE);
  created (room, "r1");
  assert_done (room, "");
  done (room, "r1");
  want_with (room, PROTECTED);
  assert_done (room, "response.create" PROTECTED);
  oa_conversation_drop_requests (room->conversation, TRUE);
  g_assert_false (oa_conversation_is_protecting (room->conversation));
  created (room, "r2");
  assert_done (room, "response.cancel");
}

/* The connection was lost with an answer that is wanted no more. */
TEST (interrupted_answer_is_not_asked_for_again)
{
  g_autoptr (Room) room = room_new ();

  want_with (room, "{\"tool_choice\":\"none\"}");
  created (room, "r1");
  oa_conversation_interrupt (room->conversation, FALSE, room->actions);
  g_assert_cmpint (oa_conversation_link_lost (room->conversation,
          room->actions),
      ==, OA_LOST_RESPONSE_NONE);
  g_ptr_array_set_size (room->actions, 0);
  oa_conversation_resume (room->conversation, FALSE, room->actions);
  assert_done (room, "");
}

/*** any interleaving ***/

/* A service by the book: events arrive there and here in order, some time
 * later; it answers turns that it detects and refuses a second response. */
typedef struct
{
  Room *room;
  GRand *rand;
  GQueue up;        /* event ids of response.create on their way */
  GQueue up_wishes; /* how many wishes there were, for each */
  GQueue down;      /* lines on their way to us */
  guint ids;
  gchar *active; /* there */
  gboolean sent; /* neither refused nor followed by a done */
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
  tell_line (service,
      g_strdup_printf (
          "{\"type\":\"response.created\","
          "\"response\":{\"id\":\"%s\",\"conversation_id\":\"c\"}}",
          service->active));
}

static void
end_response (Service *service)
{
  gboolean cancelled = g_rand_int_range (service->rand, 0, 4) == 0;

  if (!service->active)
    return;
  tell_line (service,
      g_strdup_printf ("{\"type\":\"response.done\","
                       "\"response\":{\"id\":\"%s\",\"status\":\"%s\","
                       "\"conversation_id\":\"c\"}}",
          service->active, cancelled ? "cancelled" : "completed"));
  g_clear_pointer (&service->active, g_free);
}

/* A turn by voice: interrupts what runs, and is answered. */
static void
detect_turn (Service *service)
{
  end_response (service);
  tell_line (service,
      g_strdup_printf ("{\"type\":\"input_audio_buffer."
                       "committed\",\"item_id\":\"u%u\"}",
          ++service->ids));
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
  tell_line (service,
      g_strdup_printf (
          "{\"type\":\"error\",\"error\":{"
          "\"type\":\"invalid_request_error\",\"code\":"
          "\"conversation_already_has_active_response\",\"message\":\"\","
          "\"event_id\":%s%s%s}}",
          tells_id ? "\"" : "", tells_id ? id : "null", tells_id ? "\"" : ""));
}

/* What the conversation does goes up; two response.create at once are never
 * under way, and a refusal is not told. */
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
    g_assert_cmpint (action->command->kind, ==, OA_COMMAND_RESPOND);
    g_assert_false (service->sent);
    service->sent = TRUE;
    service->asked++;
    g_queue_push_tail (&service->up, g_strdup (action->command->event_id));
    g_queue_push_tail (&service->up_wishes, GUINT_TO_POINTER (service->wishes));
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

TEST (any_interleaving)
{
  for (guint seed = 0; seed < 5000; seed++) {
    Service service = {
      room_new (),
      g_rand_new_with_seed (seed),
    };

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

TEST_MAIN ()

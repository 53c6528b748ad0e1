/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callchain.c - a model that calls a function in each of its answers, and calls
 * that are too long to be kept. */

#include "room.h"
#include "../support/testcase.h"

#include "conversation/callledger.h"

#include <string.h>

static Room *
start (guint max_rounds)
{
  Room *room = room_new ();
  OaCallPolicy policy = { .max_rounds = max_rounds };

  oa_conversation_configure_calls (room->conversation, &policy, NULL);
  return room;
}

/* A whole answer with a call. TRUE: the next answer was asked for. */
static gboolean
call (Room *room, guint n)
{
  g_autofree gchar *id = g_strdup_printf ("r%u", n);
  g_autofree gchar *call_id = g_strdup_printf ("c%u", n);
  gboolean asked = FALSE;

  created (room, id);
  hearf (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":"
      "\"%s\",\"item\":{\"id\":\"f%u\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"f\",\"call_id\":\"%s\","
      "\"arguments\":\"{}\"}}",
      id, n, call_id);
  done_as (room, id, "completed");
  g_ptr_array_set_size (room->actions, 0);
  g_assert_cmpint (oa_conversation_set_output (room->conversation, call_id,
          "o"), ==, OA_OUTPUT_TAKEN);
  oa_conversation_poll (room->conversation, room->now, room->actions);
  for (guint i = 0; i < room->actions->len; i++) {
    const OaAction *action = g_ptr_array_index (room->actions, i);

    asked |= action->kind == OA_ACTION_SEND
        && action->command->kind == OA_COMMAND_RESPOND;
  }
  if (asked)
    g_ptr_array_set_size (room->actions, 0);
  return asked;
}

/* The calls are answered to the last, and it is told once. */
TEST (ends_after_so_many_answers)
{
  g_autoptr (Room) room = start (3);

  for (guint i = 0; i < 3; i++)
    g_assert_true (call (room, i));
  g_assert_false (call (room, 3));
  assert_done (room, "conversation.item.create warn:2:3");
  assert_busy (room, FALSE);
  g_assert_false (call (room, 4));
  assert_done (room, "conversation.item.create");
}

/* By voice, in writing, or because the application wants an answer. */
TEST (begins_anew)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (Room) room = start (1);

    g_assert_true (call (room, 0));
    g_assert_false (call (room, 1));
    if (i == 0)
      committed (room, "U");
    else if (i == 1)
      write_text (room, "Hi", TRUE);
    else
      want (room);
    g_assert_true (call (room, 2));
    g_assert_false (call (room, 3));
  }
}

/* Where there is no limit, the end of the input is one. */
TEST (no_limit)
{
  Room *room = start (0);

  for (guint i = 0; i < 100; i++)
    g_assert_true (call (room, i));
  oa_conversation_get_rules (room->conversation)->input_ended = TRUE;
  g_assert_false (call (room, 100));
  room_free (room);

  room = start (0);
  oa_conversation_get_rules (room->conversation)->input_ended = TRUE;
  for (guint i = 0; i < OA_LAST_ROUNDS; i++)
    g_assert_true (call (room, i));
  g_assert_false (call (room, OA_LAST_ROUNDS));
  room_free (room);
}

/* The same of tools of the service. */
TEST (service_tools)
{
  static const gchar format[] =
      "{\"type\":\"response.output_item.%s\","
      "\"response_id\":\"r%u\",\"item\":{\"id\":\"m%u\",\"type\":"
      "\"mcp_call\",\"name\":\"t\",\"server_label\":\"s\","
      "\"arguments\":\"{}\"%s}}";
  g_autoptr (Room) room = start (2);
  guint asked = 0;

  for (guint i = 0; i < 5; i++) {
    g_autofree gchar *id = g_strdup_printf ("r%u", i);

    created (room, id);
    hearf (room, format, "added", i, i, "");
    hearf (room, format, "done", i, i, ",\"output\":\"o\"");
    done_as (room, id, "completed");
    oa_conversation_poll (room->conversation, room->now, room->actions);
    for (guint k = 0; k < room->actions->len; k++) {
      const OaAction *action = g_ptr_array_index (room->actions, k);

      asked += action->kind == OA_ACTION_SEND;
    }
    g_ptr_array_set_size (room->actions, 0);
  }
  g_assert_cmpuint (asked, ==, 2);
}

/* A name of a megabyte is answered, but not kept; an id of one is none. */
TEST (long_names)
{
  g_autofree gchar *mega = g_strnfill (1024 * 1024, 'x');
  g_autoptr (Room) room = start (0);

  created (room, "r1");
  hearf (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":"
      "\"r1\",\"item\":{\"id\":\"f\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"%s\",\"call_id\":\"c\","
      "\"arguments\":\"{}\"}}",
      mega);
  hearf (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":"
      "\"r1\",\"item\":{\"id\":\"g\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"f\",\"call_id\":\"%s\","
      "\"arguments\":\"{}\"}}",
      mega);
  assert_done (room, "error:unknown_function");
  done_as (room, "r1", "completed");
  oa_conversation_poll (room->conversation, room->now, room->actions);
  assert_done (room,
      "conversation.item.create end:r1 "
      "response-done:r1:completed response.create");
}

/* Outputs that the service has not confirmed are kept for another session, but
 * not hundreds of megabytes of them. */
TEST (unconfirmed_outputs_are_bounded)
{
  g_autofree gchar *mega = g_strnfill (1024 * 1024, 'x');
  OaCallLedger ledger;
  OaSentOutput *sent;
  guint n = 0;

  memset (&ledger, 0, sizeof (ledger));
  oa_call_ledger_init (&ledger);
  for (guint i = 0; i < 100; i++) {
    g_autofree gchar *id = g_strdup_printf ("c%u", i);

    oa_call_ledger_send (&ledger, id, id, "f", mega);
  }
  oa_call_ledger_confirm (&ledger, "c99", NULL);
  while ((sent = oa_call_ledger_pop_sent (&ledger)) != NULL) {
    oa_sent_output_free (sent);
    n++;
  }
  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpuint (ledger.sent_bytes, ==, 0);
  oa_call_ledger_clear (&ledger);
}

/* "Not given", as the registry of functions has it; what is required must not
 * be missing. */
TEST (null_arguments_count_as_not_given)
{
  static const gchar tools[] =
      "[{\"type\":\"function\",\"name\":\"f\","
      "\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{"
      "\"type\":\"string\"},\"b\":{\"type\":\"string\"}},"
      "\"required\":[\"a\"]}}]";
  g_autoptr (JsonArray) array = oa_json_parse_array (tools, -1, 0, "t", NULL);
  OaCallPolicy policy = { .validate = TRUE };
  g_autoptr (Room) room = room_new ();

  oa_conversation_configure_calls (room->conversation, &policy, array);
  created (room, "r1");
  hear (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":"
      "\"r1\",\"item\":{\"id\":\"f\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"f\",\"call_id\":\"c\","
      "\"arguments\":\"{\\\"a\\\":\\\"x\\\",\\\"b\\\":null}\"}}");
  assert_done (room, "function-call:{\"a\":\"x\",\"b\":null}");
  hear (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":"
      "\"r1\",\"item\":{\"id\":\"g\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"f\",\"call_id\":\"d\","
      "\"arguments\":\"{\\\"a\\\":null}\"}}");
  assert_done (room, "error:invalid_arguments");
}

TEST_MAIN ()

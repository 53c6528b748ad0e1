/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcp.c - calls that the service makes itself: told, approved once, and
 * answered once when none is open any more. */

#include "room.h"
#include "../support/testcase.h"

#include <string.h>

#define CALL_ITEM(extra) \
  "{\"id\":\"m1\",\"type\":\"mcp_call\"," \
  "\"server_label\":\"docs\",\"name\":\"search\"," \
  "\"arguments\":\"{}\"" extra "}"
#define PROGRESS(what) \
  "{\"type\":\"response.mcp_call." what "\"," \
  "\"item_id\":\"m1\",\"output_index\":0}"

static void
call_begins (Room *room)
{
  created (room, "r1");
  hear (room,
      "{\"type\":\"response.output_item.added\",\"response_id\":"
      "\"r1\",\"output_index\":0,\"item\":" CALL_ITEM ("") "}");
  hear (room,
      "{\"type\":\"response.mcp_call_arguments.done\",\"response_id\":"
      "\"r1\",\"item_id\":\"m1\",\"output_index\":0,\"arguments\":\"{}\"}");
}

static void
approval_is_asked (Room *room)
{
  static const gchar request[] =
      "\"item\":{\"id\":\"a1\",\"type\":"
      "\"mcp_approval_request\",\"server_label\":\"docs\",\"name\":\"search\","
      "\"arguments\":\"{}\"}}";

  hearf (room, "{\"type\":\"conversation.item.added\",%s", request);
  assert_done (room, "mcp-approval-request");
  hearf (room, "{\"type\":\"conversation.item.done\",%s", request);
  assert_done (room, "");
}

static void
decide (Room *room, gboolean approve, OaOutputResult expected)
{
  g_assert_cmpint (oa_conversation_approve (room->conversation, "a1",
          approve, NULL), ==, expected);
}

/* The call is over before the response is. */
TEST (within_its_response)
{
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  hear (room, PROGRESS ("in_progress"));
  assert_done (room, "mcp-call");
  hear (room, PROGRESS ("completed"));
  assert_done (room, "mcp-call");
  hear (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":\"r1\","
      "\"output_index\":0,\"item\":" CALL_ITEM (",\"output\":\"yes\"") "}");
  assert_done (room, "mcp-call");
  pass (room, 0);
  assert_done (room, "");
  done_then (room, "r1", "response.create");
  created (room, "r2");
  done (room, "r2");
  pass (room, 100 * SECOND);
  assert_done (room, "");
  assert_busy (room, FALSE);
}

/* The response is over before the call is. */
TEST (after_its_response)
{
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  hear (room, PROGRESS ("in_progress"));
  assert_done (room, "mcp-call");
  done (room, "r1");
  assert_busy (room, TRUE);
  pass (room, SECOND);
  assert_done (room, "");
  hear (room, PROGRESS ("failed"));
  assert_done (room, "mcp-call");
  pass (room, 0);
  assert_done (room, "response.create");
}

/* The user speaks meanwhile, and is answered with what the call gave. */
TEST (answered_by_a_turn)
{
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  hear (room, PROGRESS ("completed"));
  assert_done (room, "mcp-call");
  committed (room, "U");
  done (room, "r1");
  created (room, "r2");
  done (room, "r2");
  pass (room, 100 * SECOND);
  assert_done (room, "");
}

TEST (approved)
{
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  approval_is_asked (room);
  done (room, "r1");
  pass (room, 1000 * SECOND);
  assert_done (room, "");
  assert_deadline (room, -1);
  decide (room, TRUE, OA_OUTPUT_TAKEN);
  decide (room, FALSE, OA_OUTPUT_DUPLICATE);
  pass (room, 0);
  assert_done (room, "conversation.item.create");
  pass (room, 0);
  assert_done (room, "");
  assert_busy (room, TRUE);
  hear (room, PROGRESS ("in_progress"));
  assert_done (room, "mcp-call");
  hear (room, PROGRESS ("completed"));
  assert_done (room, "mcp-call");
  pass (room, 0);
  assert_done (room, "response.create");
}

/* The model is asked all the same: it has to say something. */
TEST (refused)
{
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  approval_is_asked (room);
  done (room, "r1");
  decide (room, FALSE, OA_OUTPUT_TAKEN);
  pass (room, 0);
  assert_done (room, "conversation.item.create response.create");
}

/* Approved, and never heard of again. */
TEST (lost)
{
  Room *room = room_new ();

  call_begins (room);
  approval_is_asked (room);
  done (room, "r1");
  decide (room, TRUE, OA_OUTPUT_TAKEN);
  pass (room, 0);
  assert_done (room, "conversation.item.create");
  assert_deadline (room, 60 * SECOND);
  pass (room, 60 * SECOND);
  assert_done (room, "response.create");
  room_free (room);

  room = room_new ();
  call_begins (room);
  done (room, "r1");
  pass (room, 60 * SECOND);
  assert_done (room, "mcp-call response.create");
  room_free (room);
}

/* Calls of both kinds: one answer, when all are over. */
TEST (with_functions)
{
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  hear (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":\"r1\","
      "\"output_index\":1,\"item\":{\"id\":\"f1\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"f\",\"call_id\":\"c1\","
      "\"arguments\":\"{}\"}}");
  assert_done (room, "function-call:{}");
  done (room, "r1");
  g_assert_cmpint (oa_conversation_set_output (room->conversation, "c1",
          "x"), ==, OA_OUTPUT_TAKEN);
  pass (room, 0);
  assert_done (room, "conversation.item.create");
  hear (room, PROGRESS ("completed"));
  assert_done (room, "mcp-call");
  pass (room, 0);
  assert_done (room, "response.create");
}

TEST (unknown_and_gone)
{
  g_autoptr (Room) room = room_new ();

  decide (room, TRUE, OA_OUTPUT_UNKNOWN);
  call_begins (room);
  approval_is_asked (room);
  oa_conversation_link_lost (room->conversation, room->actions);
  assert_done (room, "end:r1");
  decide (room, TRUE, OA_OUTPUT_UNKNOWN);
  oa_conversation_resume (room->conversation, FALSE, room->actions);
  pass (room, 100 * SECOND);
  assert_done (room, "");
  assert_busy (room, FALSE);
}

/* At the end a decision is not waited for. */
TEST (give_up)
{
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  approval_is_asked (room);
  done (room, "r1");
  g_assert_true (oa_conversation_awaits_output (room->conversation));
  oa_conversation_time_out (room->conversation, room->actions);
  assert_done (room, "");
  assert_busy (room, FALSE);
}

TEST (tools)
{
  g_autoptr (Room) room = room_new ();
  OaAction *action;

  hear (room, "{\"type\":\"mcp_list_tools.in_progress\",\"item_id\":\"l1\"}");
  assert_done (room, "mcp-tools");
  hear (room,
      "{\"type\":\"conversation.item.done\",\"item\":{\"id\":\"l1\","
      "\"type\":\"mcp_list_tools\",\"server_label\":\"docs\",\"tools\":["
      "{\"name\":\"search\"},7,{\"name\":null},{\"name\":\"fetch\"}]}}");
  assert_done (room, "");
  hear (room, "{\"type\":\"mcp_list_tools.completed\",\"item_id\":\"l1\"}");
  action = room->actions->pdata[0];
  g_assert_cmpstr (action->notice->mcp.item->server_label, ==, "docs");
  g_assert_cmpuint (g_strv_length (action->notice->mcp.item->tools), ==, 2);
  assert_done (room, "mcp-tools");
  hear (room, "{\"type\":\"mcp_list_tools.failed\"}");
  assert_done (room, "mcp-tools");
}

/* However many there are, and whatever they lack. */
TEST (hostile)
{
  g_autoptr (Room) room = room_new ();

  for (guint i = 0; i < 1000; i++) {
    hearf (room,
        "{\"type\":\"response.mcp_call.in_progress\",\"item_id\":"
        "\"m%u\"}",
        i);
    hearf (room,
        "{\"type\":\"conversation.item.added\",\"item\":{\"id\":"
        "\"a%u\",\"type\":\"mcp_approval_request\"}}",
        i);
  }
  hear (room, "{\"type\":\"response.mcp_call.completed\"}");
  hear (room, "{\"type\":\"response.mcp_call_arguments.done\"}");
  hear (room,
      "{\"type\":\"conversation.item.added\",\"item\":{\"type\":"
      "\"mcp_call\"}}");
  g_assert_cmpuint (room->actions->len, ==, 2000);
}

/* Told whole, once, and kept short: memory is not the service's to fill. */
TEST (large_texts)
{
  g_autofree gchar *large = g_strnfill (100 * 1024, 'x');
  g_autofree gchar *event = g_strdup_printf (
      "{\"type\":"
      "\"response.output_item.done\",\"response_id\":\"r1\",\"item\":" CALL_ITEM (
          ",\"output\":\"%s\"") "}",
      large);
  g_autofree gchar *nobody =
      g_strdup_printf ("{\"type\":"
                       "\"response.mcp_call.in_progress\",\"item_id\":\"%s\"}",
          large);
  const OaAction *action;
  g_autoptr (Room) room = room_new ();

  call_begins (room);
  hear (room, event);
  g_assert_cmpuint (room->actions->len, ==, 1);
  action = g_ptr_array_index (room->actions, 0);
  g_assert_cmpstr (action->notice->mcp.item->output, ==, large);
  g_ptr_array_set_size (room->actions, 0);
  hear (room, event);
  hear (room, nobody);
  assert_done (room, "");
  /* From here on it is what was kept. */
  hear (room, PROGRESS ("completed"));
  action = g_ptr_array_index (room->actions, 0);
  g_assert_cmpuint (strlen (action->notice->mcp.item->output), <=, 16 * 1024);
}

TEST_MAIN ()

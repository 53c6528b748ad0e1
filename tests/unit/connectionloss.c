/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connectionloss.c - what a lost connection leaves, and what a new session is
 * told and asked. */

#include "room.h"
#include "../support/testcase.h"

static const OaHistoryRules all = { NULL, NULL, NULL };

static void
lose (Room *room, OaLostResponse expected)
{
  g_assert_cmpint (oa_conversation_link_lost (room->conversation,
          room->actions),
      ==, expected);
}

static void
retell (Room *room, const OaHistoryRules *rules)
{
  oa_conversation_replay (room->conversation, rules, FALSE, room->actions);
}

static void
resume (Room *room, gboolean ask)
{
  oa_conversation_resume (room->conversation, ask, room->actions);
}

static void
said (Room *room, const gchar *item, const gchar *role, const gchar *text)
{
  hearf (room,
      "{\"type\":\"conversation.item.added\",\"item\":{\"id\":\"%s\","
      "\"type\":\"message\",\"role\":\"%s\",\"content\":[{\"type\":"
      "\"input_text\",\"text\":\"%s\"}]}}",
      item, role, text);
  assert_done (room, "");
}

static void
delta (Room *room, const gchar *response, const gchar *item)
{
  g_autofree gchar *expected = g_strdup_printf ("play:%s:%s:2", response, item);

  hearf (room,
      "{\"type\":\"response.output_audio.delta\",\"response_id\":"
      "\"%s\",\"item_id\":\"%s\",\"output_index\":0,\"content_index\":0,"
      "\"delta\":\"AAA=\"}",
      response, item);
  assert_done (room, expected);
}

TEST (nothing_under_way)
{
  g_autoptr (Room) room = room_new ();

  lose (room, OA_LOST_RESPONSE_NONE);
  retell (room, &all);
  resume (room, FALSE);
  assert_done (room, "");
  assert_busy (room, FALSE);
}

/* Asked for, and not a word of it: asked for again, once. */
TEST (unheard_answer)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  lose (room, OA_LOST_RESPONSE_UNHEARD);
  want (room);
  assert_done (room, "");
  assert_busy (room, TRUE);
  resume (room, TRUE);
  assert_done (room, "response.create");
  created (room, "r2");
  done (room, "r2");
  assert_busy (room, FALSE);
}

/* Its overrides are not lost, and nothing else is asked for. */
TEST (request_with_overrides)
{
  g_autoptr (Room) room = room_new ();

  want_with (room, "{\"instructions\":\"Sing.\"}");
  assert_done (room, "response.create{\"instructions\":\"Sing.\"}");
  lose (room, OA_LOST_RESPONSE_NONE);
  resume (room, FALSE);
  assert_done (room, "response.create{\"instructions\":\"Sing.\"}");
  created (room, "r1");
  /* It had begun, and not a word came of it. */
  lose (room, OA_LOST_RESPONSE_NONE);
  assert_done (room, "end:r1");
  resume (room, FALSE);
  assert_done (room, "response.create{\"instructions\":\"Sing.\"}");
  created (room, "r2");
  delta (room, "r2", "a");
  lose (room, OA_LOST_RESPONSE_UNFINISHED);
  assert_done (room, "end:r2");
  resume (room, TRUE);
  assert_done (room, "response.create");
}

TEST (unfinished_answer)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  delta (room, "r1", "a");
  lose (room, OA_LOST_RESPONSE_UNFINISHED);
  assert_done (room, "end:r1");
  g_assert_null (oa_conversation_get_active (room->conversation));
}

/* A response of which nothing came yet. */
TEST (answer_without_a_word)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  lose (room, OA_LOST_RESPONSE_UNHEARD);
  assert_done (room, "end:r1");
}

TEST (owed_answer)
{
  g_autoptr (Room) room = room_new ();

  committed (room, "u");
  assert_done (room, "");
  lose (room, OA_LOST_RESPONSE_UNHEARD);
  /* The turn comes again as audio: the service answers by itself. */
  resume (room, FALSE);
  assert_done (room, "");
  assert_busy (room, FALSE);
}

TEST (words_are_told_in_order)
{
  g_autoptr (Room) room = room_new ();

  said (room, "u", "user", "Hi");
  said (room, "a", "assistant", "Hello");
  lose (room, OA_LOST_RESPONSE_NONE);
  retell (room, &all);
  assert_done (room,
      "conversation.item.create conversation.item.create "
      "conversation.item.create");
  resume (room, FALSE);
  assert_done (room, "");
}

/* What was sent, and may not have arrived, is sent again; what has is told
 * once. */
TEST (items_on_their_way)
{
  g_autoptr (Room) room = room_new ();
  JsonObject *event;

  write_text (room, "Hi", FALSE);
  event = sent (room, 0);
  g_assert_cmpstr (oa_json_get_string (oa_json_get_object (event, "item"),
          "id"), ==, "item_sent_1");
  json_object_unref (event);
  assert_done (room, "conversation.item.create");
  lose (room, OA_LOST_RESPONSE_NONE);
  retell (room, &all);
  resume (room, FALSE);
  assert_done (room, "conversation.item.create");
  said (room, "item_sent_1", "user", "Hi");
  lose (room, OA_LOST_RESPONSE_NONE);
  retell (room, &all);
  resume (room, FALSE);
  /* Itself, and the note. */
  assert_done (room, "conversation.item.create conversation.item.create");
}

/* A service that names items itself has those that it answers. */
TEST (items_that_were_answered)
{
  g_autoptr (Room) room = room_new ();

  write_text (room, "Hi", TRUE);
  assert_done (room, "conversation.item.create response.create");
  created (room, "r1");
  done (room, "r1");
  lose (room, OA_LOST_RESPONSE_NONE);
  retell (room, &all);
  assert_done (room, "");
}

static gboolean
is_u (const gchar *item_id, gpointer data)
{
  return g_str_equal (item_id, "u");
}

/* A turn that comes again as audio is a new item: the old one goes. */
TEST (turns_that_come_again)
{
  const OaHistoryRules rules = { NULL, is_u, NULL };
  g_autoptr (Room) room = room_new ();

  said (room, "u", "user", "Hi");
  lose (room, OA_LOST_RESPONSE_NONE);
  retell (room, &rules);
  assert_done (room, "");
  assert_json (room, "[]");
}

static void
cut (Room *room, gint64 heard)
{
  oa_conversation_truncate_item (room->conversation, "a", "r1", heard, 1000,
      FALSE, room->actions);
}

/* Interrupted after the connection came back: the service has words, which no
 * truncation can cut. They are replaced. */
TEST (interruption_of_retold_speech)
{
  g_autoptr (Room) room = room_new ();

  said (room, "u", "user", "Hi");
  said (room, "a", "assistant", "One two three four");
  lose (room, OA_LOST_RESPONSE_NONE);
  retell (room, &all);
  assert_done (room,
      "conversation.item.create conversation.item.create "
      "conversation.item.create");
  cut (room, 500);
  assert_done (room, "conversation.item.delete conversation.item.create");
  cut (room, 0);
  assert_done (room, "conversation.item.delete");
}

/* However often it breaks, one answer is asked for. */
TEST (broken_again_and_again)
{
  g_autoptr (Room) room = room_new ();

  want (room);
  assert_done (room, "response.create");
  for (guint i = 0; i < 100; i++) {
    lose (room, OA_LOST_RESPONSE_UNHEARD);
    resume (room, TRUE);
    assert_done (room, "response.create");
  }
  created (room, "r");
  done (room, "r");
  assert_busy (room, FALSE);
}

TEST_MAIN ()

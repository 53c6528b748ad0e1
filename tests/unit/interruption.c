/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* interruption.c - what stays of an item that was interrupted, deleted, or
 * never was of the conversation. */

#include "room.h"
#include "../support/testcase.h"

#include <string.h>

#define DELTA(r) \
  "{\"type\":\"response.output_audio.delta\"," \
  "\"response_id\":\"" r "\",\"item_id\":\"A\",\"delta\":\"AAAA\"}"
#define WORDS(type, member, text) \
  "{\"type\":\"response." \
  "output_audio_transcript." type "\",\"response_id\":\"r1\"," \
  "\"item_id\":\"A\",\"" member "\":\"" text "\"}"
#define ITEM(type, id, status, text) \
  "{\"type\":\"" type "\"," \
  "\"response_id\":\"r1\",\"item\":{\"id\":\"" id "\",\"type\":" \
  "\"message\",\"role\":\"assistant\",\"status\":\"" status "\"," \
  "\"content\":[{\"type\":\"output_audio\",\"transcript\":\"" text "\"}]}}"
#define EMPTY(response, id) \
  "{\"type\":\"response.output_item.done\"," \
  "\"response_id\":\"" response "\",\"item\":{\"id\":\"" id "\",\"type\":" \
  "\"message\",\"role\":\"assistant\",\"content\":[]}}"
#define DELETED "{\"type\":\"conversation.item.deleted\",\"item_id\":\"A\"}"
#define TRUNCATED \
  "{\"type\":\"conversation.item.truncated\"," \
  "\"item_id\":\"A\",\"content_index\":0,\"audio_end_ms\":500}"
#define ALL "One two three four five"

static void
forget_actions (Room *room)
{
  g_ptr_array_set_size (room->actions, 0);
}

static void
receive_second (Room *room)
{
  oa_conversation_add_received (room->conversation, "A", 24000, 24000);
  forget_actions (room);
}

static void
begin_speech (Room *room, const gchar *text)
{
  created (room, "r1");
  hear (room, ITEM ("response.output_item.added", "A", "in_progress", ""));
  hearf (room, WORDS ("delta", "delta", "%s"), text);
  hear (room, DELTA ("r1"));
  receive_second (room);
}

static void
cut (Room *room, gint64 heard_ms)
{
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  oa_conversation_truncate_item (room->conversation, "A", "r1", heard_ms, 1000,
      FALSE, room->actions);
}

/* NULL: no item is listed. */
static void
assert_text (Room *room, const gchar *text)
{
  g_autofree gchar *json = oa_conversation_to_json (room->conversation);
  g_autoptr (JsonArray) items =
      oa_json_parse_array (json, -1, 0, "items", NULL);

  g_assert_cmpuint (json_array_get_length (items), ==, text ? 1 : 0);
  if (text)
    g_assert_cmpstr (oa_json_get_string (oa_json_array_get_object (items, 0),
            "text"), ==, text);
}

static void
assert_replayed (Room *room, const gchar *text)
{
  const OaHistoryRules rules = { NULL, NULL, NULL };
  g_autofree gchar *told = NULL;

  oa_conversation_link_lost (room->conversation, room->actions);
  forget_actions (room);
  g_assert_cmpint (oa_conversation_replay (room->conversation, &rules, FALSE,
          room->actions), ==, text != NULL);
  if (text) {
    g_autoptr (JsonObject) event = sent (room, 0);

    told = oa_json_object_to_text (event);
    g_assert_nonnull (strstr (told, text));
  }
}

/* Services tell the text of an interrupted item as it was generated, in any of
 * these, before and behind the end of its response. */
static const gchar *const told_later[] = { ITEM ("response.output_item.done",
                                               "A", "incomplete", ALL),
  ITEM ("conversation.item.added", "A", "incomplete", ALL),
  ITEM ("conversation.item.done", "A", "incomplete", ALL),
  ITEM ("conversation.item.retrieved", "A", "incomplete", ALL),
  ITEM ("conversation.item.created", "A", "incomplete", ALL),
  WORDS ("done", "transcript", ALL), WORDS ("delta", "delta", " five"),
  "{\"type\":\"response.output_text.done\",\"response_id\":\"r1\","
  "\"item_id\":\"A\",\"text\":\"" ALL "\"}",
  "{\"type\":\"response.output_text.done\",\"item_id\":\"A\",\"text\":\"" ALL
  "\"}",
  "{\"type\":\"response.output_text.delta\",\"item_id\":\"A\","
  "\"delta\":\" five\"}",
  "{\"type\":\"response.content_part.done\",\"response_id\":\"r1\","
  "\"item_id\":\"A\",\"content_index\":0,\"part\":{\"type\":\"audio\","
  "\"transcript\":\"" ALL "\"}}",
  TRUNCATED,
  "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\",\"status\":"
  "\"cancelled\",\"output\":[{\"id\":\"A\",\"type\":\"message\",\"role\":"
  "\"assistant\",\"content\":[{\"type\":\"output_audio\","
  "\"transcript\":\"" ALL "\"}]}]}}" };

TEST (interrupted_text_stays_cut)
{
  const guint n = G_N_ELEMENTS (told_later);

  for (guint i = 0; i < n; i++) {
    g_autoptr (Room) room = room_new ();

    begin_speech (room, "One two three four");
    cut (room, 500);
    assert_done (room, "conversation.item.truncate");
    hear (room, told_later[i]);
    assert_text (room, "One two");
    hear (room, told_later[n - 1]);
    hear (room, told_later[i]);
    assert_text (room, "One two");
    assert_replayed (room, "\"One two\"");
  }
}

/* There was no text to cut yet. */
TEST (text_told_after_the_cut_is_cut)
{
  g_autoptr (Room) room = room_new ();

  begin_speech (room, "");
  cut (room, 500);
  hear (room,
      ITEM ("response.output_item.done", "A", "incomplete",
          "One two three four"));
  assert_text (room, "One two");
  hear (room, ITEM ("conversation.item.done", "A", "incomplete", ALL));
  assert_text (room, "One two");
}

/* Nothing was heard: it is deleted, and what is told of it later is of
 * nothing, until the service adds an item of that name again. */
TEST (deleted_item_stays_away)
{
  g_autoptr (Room) room = room_new ();

  begin_speech (room, "One two");
  cut (room, 0);
  assert_done (room, "conversation.item.delete");
  assert_text (room, "");
  hear (room, ITEM ("response.output_item.done", "A", "incomplete", ALL));
  assert_text (room, "");
  hear (room, DELETED);
  hear (room, ITEM ("conversation.item.done", "A", "incomplete", ALL));
  hear (room, WORDS ("done", "transcript", ALL));
  receive_second (room);
  assert_text (room, NULL);
  assert_replayed (room, NULL);
  hear (room,
      "{\"type\":\"conversation.item.added\",\"item\":{\"id\":\"A\","
      "\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":"
      "\"input_text\",\"text\":\"New\"}]}}");
  assert_text (room, "New");
}

/* Its words came before its first sound. */
TEST (interrupted_before_its_first_sound)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  hear (room, WORDS ("delta", "delta", "One two"));
  forget_actions (room);
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  assert_done (room, "conversation.item.delete");
  hear (room, WORDS ("done", "transcript", "One two"));
  assert_done (room, "transcript:assistant:A:.");
  assert_text (room, "");
}

/* In a call that others carry, no sound comes here. */
TEST (interrupted_where_the_speech_goes_elsewhere)
{
  g_autoptr (Room) room = room_new ();

  oa_conversation_get_rules (room->conversation)->plays = FALSE;
  created (room, "r1");
  hear (room, WORDS ("delta", "delta", "One two"));
  forget_actions (room);
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  assert_done (room, "");
  assert_text (room, "One two");
}

/* What is written was read as it came. */
TEST (interrupted_writing_stays_as_told)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  hear (room,
      "{\"type\":\"response.output_text.delta\",\"response_id\":"
      "\"r1\",\"item_id\":\"A\",\"delta\":\"One two\"}");
  forget_actions (room);
  oa_conversation_interrupt (room->conversation, TRUE, room->actions);
  assert_done (room, "");
  hear (room, ITEM ("conversation.item.done", "A", "incomplete", ALL));
  assert_text (room, "One two");
}

TEST (deleted_items_are_not_truncated)
{
  Room *room = room_new ();

  begin_speech (room, "One two");
  oa_conversation_note_deleting (room->conversation, "A");
  cut (room, 500);
  assert_done (room, "");
  room_free (room);

  room = room_new ();
  begin_speech (room, "One two");
  hear (room, DELETED);
  cut (room, 500);
  assert_done (room, "");
  room_free (room);
}

/* By another client, to less than was heard here. */
TEST (truncated_by_the_service)
{
  g_autoptr (Room) room = room_new ();

  begin_speech (room, "One two three four");
  hear (room, TRUNCATED);
  assert_text (room, "One two");
  cut (room, 700);
  assert_done (room, "");
  cut (room, 300);
  assert_done (room, "conversation.item.truncate");
}

TEST (truncates_the_part_that_sounds)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  hear (room,
      "{\"type\":\"response.output_audio.delta\",\"response_id\":"
      "\"r1\",\"item_id\":\"A\",\"content_index\":2,\"delta\":\"AAAA\"}");
  receive_second (room);
  cut (room, 500);
  g_assert_cmpint (((OaAction *) room->actions->pdata[0])->command
      ->content_index, ==, 2);
}

/* Words have no milliseconds: the item is made again, under its name. */
TEST (replayed_item_is_replaced)
{
  const OaHistoryRules rules = { NULL, NULL, NULL };
  g_autoptr (Room) room = room_new ();

  begin_speech (room, "One two three four");
  oa_conversation_link_lost (room->conversation, room->actions);
  oa_conversation_replay (room->conversation, &rules, FALSE, room->actions);
  oa_conversation_resume (room->conversation, FALSE, room->actions);
  forget_actions (room);
  cut (room, 500);
  assert_done (room, "conversation.item.delete conversation.item.create");
  hear (room, DELETED);
  assert_text (room, "One two");
  hear (room, ITEM ("conversation.item.added", "A", "completed", "One two"));
  assert_text (room, "One two");
  hear (room, DELETED);
  assert_text (room, NULL);
}

/*** out of band ***/

#define APART \
  "{\"type\":\"response.created\",\"response\":{\"id\":" \
  "\"r1\",\"conversation_id\":null}}"

/* It is told and heard, and no part of the conversation. */
TEST (out_of_band_is_not_of_the_conversation)
{
  g_autoptr (Room) room = room_new ();

  hear (room, APART);
  hear (room, ITEM ("response.output_item.added", "A", "in_progress", ""));
  hear (room, WORDS ("delta", "delta", "One two"));
  assert_done (room, "transcript:assistant:A:One two");
  hear (room, DELTA ("r1"));
  assert_done (room, "play:r1:A:3");
  receive_second (room);
  hear (room, WORDS ("done", "transcript", "One two."));
  assert_done (room, "transcript:assistant:A:One two..");
  hear (room, ITEM ("response.output_item.done", "A", "completed", ALL));
  hear (room, ITEM ("conversation.item.done", "A", "completed", ALL));
  hear (room, ITEM ("conversation.item.added", "A", "completed", ALL));
  assert_text (room, NULL);
  assert_replayed (room, NULL);
}

/* The audio comes first, and nothing announces the item. */
TEST (out_of_band_without_its_item)
{
  g_autoptr (Room) room = room_new ();

  hear (room, APART);
  hear (room, DELTA ("r1"));
  receive_second (room);
  assert_text (room, NULL);
}

/* No service cancels it, and there is no item to truncate or to delete. */
TEST (interrupted_out_of_band_is_cancelled)
{
  for (gint heard = 0; heard <= 500; heard += 500) {
    g_autoptr (Room) room = room_new ();

    hear (room, APART);
    hear (room, DELTA ("r1"));
    receive_second (room);
    cut (room, heard);
    assert_done (room, "response.cancel");
    hear (room, DELTA ("r1"));
    hear (room, WORDS ("delta", "delta", "One two"));
    assert_done (room, "");
  }
}

/* Its speech still sounds. */
TEST (interrupted_out_of_band_after_its_end)
{
  g_autoptr (Room) room = room_new ();

  hear (room, APART);
  hear (room, DELTA ("r1"));
  receive_second (room);
  hear (room,
      "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
      "\"status\":\"completed\",\"conversation_id\":null}}");
  forget_actions (room);
  cut (room, 500);
  assert_done (room, "");
}

/* Many services never name the conversation. */
TEST (without_a_conversation_id_it_is_of_the_conversation)
{
  g_autoptr (Room) room = room_new ();

  hear (room, "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}");
  hear (room, ITEM ("response.output_item.done", "A", "completed", "Hi"));
  assert_text (room, "Hi");
}

/*** what belongs to nothing ***/

TEST (responses_that_never_began)
{
  g_autoptr (Room) room = room_new ();

  /* A service that announces none. */
  hear (room, DELTA ("r7"));
  assert_done (room, "play:r7:A:3");
  created (room, "r1");
  hear (room, DELTA ("r8"));
  hear (room,
      "{\"type\":\"response.output_audio_transcript.delta\","
      "\"response_id\":\"r8\",\"item_id\":\"B\",\"delta\":\"x\"}");
  hear (room, EMPTY ("r8", "B"));
  hear (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":"
      "\"r8\",\"item\":{\"id\":\"F\",\"type\":\"function_call\","
      "\"status\":\"completed\",\"name\":\"f\",\"call_id\":\"c\","
      "\"arguments\":\"{}\"}}");
  assert_done (room, "");
  assert_text (room, NULL);
  hear (room, DELTA ("r1"));
  assert_done (room, "play:r1:A:3");
}

TEST (end_of_an_unknown_item_leaves_no_empty_message)
{
  g_autoptr (Room) room = room_new ();

  created (room, "r1");
  hear (room, EMPTY ("r1", "B"));
  assert_text (room, NULL);
  hear (room, ITEM ("response.output_item.done", "A", "completed", "Hi"));
  assert_text (room, "Hi");
}

TEST_MAIN ()

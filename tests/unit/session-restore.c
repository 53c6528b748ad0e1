/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-restore.c - what a new connection is told, and asked for, of what was
 * lost with the one before. */

#include "partroom.h"
#include "../support/testcase.h"

#include "protocol/eventdecode.h"
#include "session/restore.h"

static const gchar greeting[] =
    "{\"type\":\"conversation.item.added\","
    "\"item\":{\"id\":\"m1\",\"type\":\"message\",\"role\":\"user\","
    "\"status\":\"completed\",\"content\":[{\"type\":\"input_text\","
    "\"text\":\"Hello\"}]}}";

static void
lose (PartRoom *room, OaRestore *self)
{
  oa_restore_class.link_lost (self, room->room->now, room->out);
  part_room_assert (room, "");
}

static void
take_over (PartRoom *room, OaRestore *self)
{
  oa_restore_class.link_up (self, room->room->now, room->out);
}

TEST (nothing_lost)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaRestore *self = oa_restore_new (&room->context);

  lose (room, self);
  g_assert_false (room->context.response_lost);
  g_assert_false (oa_restore_recommits (self));
  take_over (room, self);
  g_assert_false (oa_restore_has_replayed (self));
  oa_restore_resume (self, room->out);
  part_room_assert (room, "");
  oa_restore_free (self);
}

/* The model is told that it was cut off, and what was said; what was asked for
 * waits for that. */
TEST (conversation)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaRestore *self = oa_restore_new (&room->context);

  hear (room->room, greeting);
  g_ptr_array_set_size (room->room->actions, 0);
  lose (room, self);
  want (room->room);
  g_assert_cmpuint (room->room->actions->len, ==, 0);
  take_over (room, self);
  g_assert_true (oa_restore_has_replayed (self));
  part_room_assert (room, "conversation.item.create conversation.item.create");
  oa_restore_resume (self, room->out);
  part_room_assert (room, "response.create");
  oa_restore_free (self);
}

/* An answer that was asked for is asked for again, unless the user speaks. */
static void
test_response (gconstpointer drop)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaRestore *self = oa_restore_new (&room->context);

  want (room->room);
  g_ptr_array_set_size (room->room->actions, 0);
  lose (room, self);
  g_assert_true (room->context.response_lost);
  if (drop)
    oa_restore_drop_response (self);
  take_over (room, self);
  oa_restore_resume (self, room->out);
  g_assert_false (room->context.response_lost);
  part_room_assert (room, drop ? "" : "response.create");
  oa_restore_free (self);
}

static void
commit_by_hand (PartRoom *room)
{
  const gchar *line = "{\"type\":\"input_audio_buffer.committed\","
                      "\"previous_item_id\":null,\"item_id\":\"u1\"}";
  g_autoptr (GBytes) raw = g_bytes_new_static (line, strlen (line));
  g_autoptr (OaEvent) event =
      oa_event_decode (room->context.dialect, raw, NULL);

  room->settings.session.turn_detection =
      GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
  oa_resend_window_event (room->resend_window, event, 1000, TRUE);
  g_assert_true (oa_resend_window_has_turn (room->resend_window));
}

/* A turn that was committed by us is committed again before anything else. */
static void
test_commit (gconstpointer drop)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaRestore *self = oa_restore_new (&room->context);

  commit_by_hand (room);
  want (room->room);
  g_ptr_array_set_size (room->room->actions, 0);
  lose (room, self);
  g_assert_true (oa_restore_recommits (self));
  g_assert_true (room->context.response_lost);
  take_over (room, self);
  g_assert_false (oa_resend_window_has_turn (room->resend_window));
  part_room_assert (room, "");
  if (drop)
    oa_restore_drop_commit (self, room->out);
  else
    oa_restore_resume (self, room->out);
  g_assert_false (oa_restore_recommits (self));
  part_room_assert (room, "response.create");
  oa_restore_free (self);
}

/* A commit that is void before the next connection is up asks for nothing. */
TEST (commit_is_void)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaRestore *self = oa_restore_new (&room->context);

  commit_by_hand (room);
  lose (room, self);
  room->context.configured = FALSE;
  oa_restore_drop_commit (self, room->out);
  g_assert_false (oa_restore_recommits (self));
  part_room_assert (room, "");
  oa_restore_free (self);
}

TEST (reset)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaRestore *self = oa_restore_new (&room->context);

  commit_by_hand (room);
  want (room->room);
  g_ptr_array_set_size (room->room->actions, 0);
  lose (room, self);
  oa_restore_reset (self);
  g_assert_false (oa_restore_recommits (self));
  g_assert_false (room->context.response_lost);
  g_assert_false (oa_resend_window_has_turn (room->resend_window));
  oa_restore_free (self);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  test_init (&argc, &argv);
  TEST_ROW (response, "response", NULL);
  TEST_ROW (response, "response-dropped", "drop");
  TEST_ROW (commit, "commit", NULL);
  TEST_ROW (commit, "commit-dropped", "drop");
  return g_test_run ();
}

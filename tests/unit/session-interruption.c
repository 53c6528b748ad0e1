/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-interruption.c - when speech of the user ends an answer, and what is
 * done then. */

#include "partroom.h"
#include "../support/testcase.h"

#include "session/interruption.h"

#define MS G_GINT64_CONSTANT (1000)

static const gchar started[] =
    "{\"type\":"
    "\"input_audio_buffer.speech_started\",\"item_id\":\"u1\","
    "\"audio_start_ms\":1000}";
static const gchar stopped[] =
    "{\"type\":"
    "\"input_audio_buffer.speech_stopped\",\"item_id\":\"u1\","
    "\"audio_end_ms\":1100}";

static OaInterruption *
new_part (PartRoom *room)
{
  OaInterruption *self = oa_interruption_new (&room->context);

  oa_interruption_configure (self);
  return self;
}

static void
tell (PartRoom *room, OaInterruption *self, const gchar *line)
{
  part_room_hear (room, &oa_interruption_class, self, line);
}

/* Nothing sounds, nothing is under way: there is nothing to interrupt. */
TEST (silence)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);

  tell (room, self, started);
  part_room_assert (room, "");
  oa_interruption_free (self);
}

/* Without a check it is the service that cancels. */
TEST (speech_sounds)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);
  OaSettings wanted = room->settings.session;

  oa_interruption_restrict_settings (self, &wanted);
  g_assert_true (wanted.interrupt_response);
  g_assert_true (wanted.create_response);
  part_room_speak (room, 1000);
  tell (room, self, started);
  part_room_assert (room, "interrupt:cancelled");
  oa_interruption_interrupt (self, TRUE, FALSE, room->out);
  part_room_assert (room, "interrupted conversation.item.delete");
  oa_interruption_free (self);
}

/* An answer that a lost connection kept from beginning may be interrupted, and
 * nothing of it waits. */
TEST (lost_response)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);

  room->context.response_lost = TRUE;
  tell (room, self, started);
  part_room_assert (room, "interrupt:cancelled");
  oa_interruption_interrupt (self, TRUE, FALSE, room->out);
  part_room_assert (room, "");
  oa_interruption_free (self);
}

TEST (recording)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);
  OaSettings wanted = room->settings.session;

  room->context.live = FALSE;
  oa_interruption_restrict_settings (self, &wanted);
  g_assert_false (wanted.interrupt_response);
  part_room_speak (room, 1000);
  tell (room, self, started);
  oa_interruption_talk (self, room->out);
  part_room_assert (room, "");
  oa_interruption_free (self);
}

TEST (ending)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);
  OaSettings wanted = room->settings.session;

  room->context.phase = OA_SESSION_ENDING;
  oa_interruption_restrict_settings (self, &wanted);
  g_assert_false (wanted.interrupt_response);
  part_room_speak (room, 1000);
  tell (room, self, started);
  oa_interruption_talk (self, room->out);
  part_room_assert (room, "");
  oa_interruption_free (self);
}

TEST (talk_button)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);

  oa_interruption_talk (self, room->out);
  part_room_assert (room, "");
  part_room_speak (room, 1000);
  oa_interruption_talk (self, room->out);
  part_room_assert (room, "interrupt");
  oa_interruption_free (self);
}

/* A cough: the speech waits, then goes on, and the turn is taken back. */
TEST (false_interruption)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaSettings wanted;
  OaInterruption *self;

  room->settings.interrupt.hold = 1000;
  self = new_part (room);
  wanted = room->settings.session;
  oa_interruption_restrict_settings (self, &wanted);
  g_assert_false (wanted.interrupt_response);
  g_assert_false (wanted.create_response);
  part_room_speak (room, 1000);
  tell (room, self, started);
  part_room_assert (room, "");
  g_assert_true (room->context.barge_in_pending);
  oa_interruption_take_turn (self, "u1", room->out);
  part_room_assert (room, "");
  tell (room, self, stopped);
  part_room_assert (room, "resumed conversation.item.delete");
  g_assert_false (room->context.barge_in_pending);
  oa_interruption_free (self);
}

/* What is pending for too long was meant: its turn is answered. */
TEST (pending_for_long)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self;
  gint64 until;

  room->settings.interrupt.hold = 1000;
  self = new_part (room);
  part_room_speak (room, 1000);
  tell (room, self, started);
  oa_interruption_take_turn (self, "u1", room->out);
  until = part_room_poll (room, &oa_interruption_class, self);
  g_assert_cmpint (until, ==, room->room->now + 1000 * MS);
  part_room_assert (room, "");
  room->room->now = until;
  until = part_room_poll (room, &oa_interruption_class, self);
  g_assert_cmpint (until, ==, -1);
  part_room_assert (room, "interrupt create-response");
  oa_interruption_free (self);
}

/* Another service hears the utterance again. */
TEST (link_lost)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self;

  room->settings.interrupt.hold = 1000;
  self = new_part (room);
  part_room_speak (room, 1000);
  tell (room, self, started);
  oa_interruption_class.link_lost (self, room->room->now, room->out);
  part_room_assert (room, "resumed");
  g_assert_false (room->context.barge_in_pending);
  g_assert_cmpint (part_room_poll (room, &oa_interruption_class, self), ==,
      -1);
  oa_interruption_free (self);
}

/* Where turns are made by hand, the user begins a new one. */
TEST (input_cleared)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);

  oa_interruption_input_cleared (self, room->out);
  part_room_assert (room, "");
  room->settings.session.turn_detection =
      GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
  oa_interruption_input_cleared (self, room->out);
  part_room_assert (room, "interrupt");
  oa_interruption_free (self);
}

/* An answer that must not be interrupted: the service is told before it comes,
 * and speech does nothing. */
TEST (protected)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self = new_part (room);
  OaSettings wanted = room->settings.session;

  want_with (room->room, "{\"metadata\":{\"interruptible\":\"false\"}}");
  g_ptr_array_set_size (room->room->actions, 0);
  oa_interruption_check_protection (self, room->out);
  part_room_assert (room, "configure");
  oa_interruption_check_protection (self, room->out);
  part_room_assert (room, "");
  oa_interruption_restrict_settings (self, &wanted);
  g_assert_false (wanted.interrupt_response);
  tell (room, self, started);
  part_room_assert (room, "");
  oa_interruption_free (self);
}

/* The speech of a call waits at the service. */
TEST (sideband)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaInterruption *self;

  room->settings.connection.call_id = g_strdup ("call_1");
  self = new_part (room);
  oa_interruption_interrupt (self, FALSE, TRUE, room->out);
  part_room_assert (room, "output_audio_buffer.clear");
  oa_interruption_free (self);
}

TEST_MAIN (gst_init (NULL, NULL))

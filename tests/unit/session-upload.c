/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-upload.c - which audio goes up when, and what becomes of the marks in
 * it. */

#include "partroom.h"
#include "../support/testcase.h"

#include "media/autocommit.h"
#include "media/mediaprivate.h"
#include "session/upload.h"

static OaUpload *
new_part (PartRoom *room)
{
  OaUpload *self = oa_upload_new (&room->context);

  oa_upload_configure (self);
  return self;
}

/* Asks until there is nothing more; returns how many messages came. @commits:
 * how many that were requested. */
static guint
send_and_commit (PartRoom *room, OaUpload *self, gint64 *sent_ms,
    guint *commits)
{
  GBytes *message;
  gint64 sent;
  guint n = 0;

  *sent_ms = -1;
  *commits = 0;
  for (;;) {
    OaUploadNext next =
        oa_upload_next (self, room->room->now, &message, &sent, room->out);

    if (sent >= 0)
      *sent_ms = sent;
    if (next == OA_UPLOAD_NEXT_COMMIT)
      (*commits)++;
    if (message == NULL && next == OA_UPLOAD_NEXT_WAIT)
      return n;
    n += message != NULL;
    g_clear_pointer (&message, g_bytes_unref);
  }
}

static guint
send_all (PartRoom *room, OaUpload *self, gint64 *sent_ms)
{
  guint commits, n = send_and_commit (room, self, sent_ms, &commits);

  g_assert_cmpuint (commits, ==, 0);
  return n;
}

/* Behind all that waits. */
static void
mark (PartRoom *room, gint kind, guint pause_ms)
{
  OaMedia *media = room->context.media;
  OaSegment segment = { pause_ms, pause_ms, TRUE, TRUE, TRUE };

  g_mutex_lock (&media->lock);
  oa_upload_queue_mark (media->input.queue, G_MAXUINT64, kind,
      g_memdup2 (&segment, sizeof segment));
  g_mutex_unlock (&media->lock);
}

TEST (live)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self = new_part (room);
  gint64 sent;

  part_room_push (room, 400);
  g_assert_cmpuint (send_all (room, self, &sent), ==, 10);
  g_assert_cmpint (sent, ==, 400);
  part_room_assert (room, "");
  oa_upload_free (self);
}

/* Audio that is asked for too early is told of when it may go. */
TEST (blocked)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self = new_part (room);
  gint64 sent;

  part_room_push (room, 40);
  g_assert_false (oa_upload_is_released (self));
  room->context.configured = FALSE;
  g_assert_cmpuint (send_all (room, self, &sent), ==, 0);
  g_assert_false (oa_upload_is_released (self));
  room->context.configured = TRUE;
  g_assert_true (oa_upload_is_released (self));
  room->context.phase = OA_SESSION_ENDING;
  g_assert_false (oa_upload_is_released (self));
  /* A commit behind the end of a recording may go. */
  room->context.phase = OA_SESSION_DRAINED;
  g_assert_true (oa_upload_is_released (self));
  room->context.phase = OA_SESSION_RESTING;
  g_assert_false (oa_upload_is_released (self));
  room->context.phase = OA_SESSION_RUNNING;
  g_assert_cmpuint (send_all (room, self, &sent), ==, 1);
  oa_upload_free (self);
}

/* The pad has another format than the service takes. */
TEST (conversion)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self = new_part (room);
  gint64 sent;

  room->settings.session.input_format = OA_AUDIO_FORMAT_PCMU;
  part_room_push (room, 40);
  /* Of the format before. */
  g_assert_cmpuint (send_all (room, self, &sent), ==, 0);
  g_assert_cmpint (sent, ==, -1);
  oa_upload_free (self);
}

/* By hand: a turn ends where the mark is, and is answered. */
TEST (turn)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self = new_part (room);
  guint commits;
  gint64 sent;

  part_room_push (room, 40);
  mark (room, OA_MARK_TURN, 0);
  g_assert_cmpuint (send_all (room, self, &sent), ==, 1);
  part_room_assert (room, "commit create-response");
  room->settings.session.create_response = FALSE;
  part_room_push (room, 40);
  mark (room, OA_MARK_TURN, 0);
  mark (room, OA_MARK_COMMIT, 0);
  send_and_commit (room, self, &sent, &commits);
  part_room_assert (room, "commit");
  g_assert_cmpuint (commits, ==, 1);
  oa_upload_free (self);
}

/* The service refuses to commit less than 100 ms. */
TEST (auto_commit)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self = new_part (room);
  gint64 sent;

  part_room_push (room, 80);
  mark (room, OA_MARK_AUTO_COMMIT, 0);
  send_all (room, self, &sent);
  part_room_assert (room, "");
  part_room_push (room, 40);
  mark (room, OA_MARK_AUTO_COMMIT, 0);
  send_all (room, self, &sent);
  part_room_assert (room, "commit");
  oa_upload_committed (self);
  part_room_push (room, 80);
  mark (room, OA_MARK_AUTO_COMMIT, 0);
  send_all (room, self, &sent);
  part_room_assert (room, "");
  oa_upload_free (self);
}

/* A recording ends: the upload is held, the last turn is brought to its end,
 * and when nothing is awaited any more it is over. */
TEST (end_of_recording)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self;
  gint64 until, sent;

  room->context.live = FALSE;
  room->settings.session.turn_detection =
      GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
  room->settings.session.create_response = FALSE;
  oa_conversation_get_rules (room->context.conversation)->service_creates =
      FALSE;
  self = new_part (room);
  part_room_push (room, 400);
  mark (room, OA_MARK_END, 0);
  g_assert_cmpuint (send_all (room, self, &sent), ==, 10);
  g_assert_true (oa_upload_is_holding (self));
  g_assert_true (oa_upload_is_draining (self));
  g_assert_false (oa_upload_is_released (self));
  g_assert_cmpint (part_room_poll (room, &oa_upload_class, self), ==,
      OA_SESSION_PART_AGAIN);
  part_room_assert (room, "commit");
  part_room_hear (room, &oa_upload_class, self,
      "{\"type\":"
      "\"input_audio_buffer.committed\",\"previous_item_id\":null,"
      "\"item_id\":\"u1\"}");
  for (guint i = 0; i < 3; i++) {
    until = part_room_poll (room, &oa_upload_class, self);
    if (until == OA_SESSION_PART_AGAIN)
      break;
    g_assert_cmpint (until, >, 0);
    room->room->now = until;
  }
  part_room_assert (room, "drained");
  oa_upload_free (self);
}

/* A hold is before audio that goes up again: it waits behind it. */
TEST (link_lost)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self;
  gint64 sent;

  room->context.live = FALSE;
  self = new_part (room);
  part_room_push (room, 400);
  mark (room, OA_MARK_END, 0);
  send_all (room, self, &sent);
  g_assert_true (oa_upload_is_holding (self));
  oa_upload_class.link_lost (self, room->room->now, room->out);
  g_assert_false (oa_upload_is_holding (self));
  oa_resend_window_reset (room->resend_window);
  oa_media_resend (room->context.media, FALSE);
  g_assert_cmpuint (send_all (room, self, &sent), ==, 10);
  g_assert_true (oa_upload_is_holding (self));
  part_room_assert (room, "");
  oa_upload_free (self);
}

TEST (restart)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self;
  gint64 sent;

  room->context.live = FALSE;
  self = new_part (room);
  part_room_push (room, 40);
  mark (room, OA_MARK_END, 0);
  send_all (room, self, &sent);
  /* The end's hold stays whatever upstream turns out to be. */
  oa_upload_became_live (self);
  g_assert_true (oa_upload_is_holding (self));
  oa_upload_restart (self);
  g_assert_false (oa_upload_is_holding (self));
  g_assert_false (oa_upload_is_draining (self));
  oa_upload_free (self);
}

/* Without turns only the end means anything. */
TEST (sideband)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaUpload *self;
  gint64 sent;

  room->settings.connection.call_id = g_strdup ("call_1");
  self = new_part (room);
  mark (room, OA_MARK_TURN, 0);
  mark (room, OA_MARK_END, 0);
  send_all (room, self, &sent);
  g_assert_false (oa_upload_is_holding (self));
  part_room_assert (room, "end");
  oa_upload_free (self);
}

TEST_MAIN (gst_init (NULL, NULL))

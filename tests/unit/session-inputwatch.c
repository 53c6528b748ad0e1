/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-inputwatch.c - when live input that does not come is looked for, and
 * what then goes up in its place. */

#include "partroom.h"
#include "../support/testcase.h"

#include "media/mediaprivate.h"
#include "session/inputwatch.h"

static const gchar started[] =
    "{\"type\":\"input_audio_buffer.speech_started\",\"item_id\":\"u1\","
    "\"audio_start_ms\":0}";

static gint64
watch (PartRoom *room)
{
  return part_room_poll (room, &oa_input_watch_class, &room->context);
}

static void
hear_user (PartRoom *room, const gchar *line)
{
  part_room_hear (room, &oa_input_watch_class, &room->context, line);
}

/* Holes of so long are filled, by a clock that runs. */
static PartRoom *
new_room (GstClockTime max_gap)
{
  PartRoom *room = part_room_new ();
  OaMedia *media = room->context.media;
  OaMediaSettings settings = media->settings;

  room->settings.input.max_input_gap = max_gap / GST_MSECOND;
  settings.input.max_gap = max_gap;
  oa_media_lock (media);
  oa_media_configure (media, &settings);
  media->run.playing = TRUE;
  oa_media_unlock (media);
  return room;
}

/* Looked for only while the service hears the user speak, live, in a session
 * that is configured. */
TEST (when)
{
  g_autoptr (PartRoom) room = new_room (3 * GST_SECOND);

  g_assert_cmpint (watch (room), ==, -1);
  hear_user (room, started);
  g_assert_true (room->context.user_speaks);
  g_assert_cmpint (watch (room), >, room->room->now);
  room->settings.input.max_input_gap = 0;
  g_assert_cmpint (watch (room), ==, -1);
  room->settings.input.max_input_gap = 3000;
  room->context.live = FALSE;
  g_assert_cmpint (watch (room), ==, -1);
  room->context.live = TRUE;
  room->context.configured = FALSE;
  g_assert_cmpint (watch (room), ==, -1);
}

static const gchar *const ends[] = {
  "{\"type\":\"input_audio_buffer.speech_stopped\",\"item_id\":\"u1\","
  "\"audio_end_ms\":500}",
  "{\"type\":\"input_audio_buffer.committed\",\"item_id\":\"u1\"}",
  "{\"type\":\"input_audio_buffer.cleared\"}", NULL, /* the link is lost */
};

static void
test_over (gconstpointer data)
{
  const gchar *const *line = data;
  g_autoptr (PartRoom) room = new_room (3 * GST_SECOND);

  hear_user (room, started);
  if (*line != NULL)
    hear_user (room, *line);
  else
    oa_input_watch_class.link_lost (&room->context, room->room->now, room->out);
  g_assert_false (room->context.user_speaks);
  g_assert_cmpint (watch (room), ==, -1);
}

/* Silence in its place goes up; how much is the media's to say, and of more
 * than is allowed there is none. */
TEST (missing)
{
  g_autoptr (PartRoom) room = new_room (3 * GST_SECOND);
  OaMedia *media = room->context.media;

  hear_user (room, started);
  part_room_push (room, 20);
  part_room_assert (room, "");
  watch (room);
  part_room_assert (room, "");
  room->running_time += GST_SECOND;
  watch (room);
  part_room_assert (room, "schedule-send");
  g_assert_cmpuint (media->figures.input_filled, >=, 900 * GST_MSECOND);
  g_assert_cmpuint (media->figures.input_filled, <=, GST_SECOND);
  room->running_time += 30 * GST_SECOND;
  watch (room);
  part_room_assert (room, "schedule-send");
  g_assert_cmpuint (media->figures.input_filled, ==, 3 * GST_SECOND);
  room->running_time += 30 * GST_SECOND;
  watch (room);
  part_room_assert (room, "");
}

/* However short or long the media would wait. */
TEST (next_look)
{
  g_autoptr (PartRoom) room = new_room (3 * GST_SECOND);
  gint64 wait;

  hear_user (room, started);
  part_room_push (room, 20);
  for (guint i = 0; i < 200; i++) {
    room->running_time += 7 * GST_MSECOND;
    wait = watch (room) - room->room->now;
    g_assert_cmpint (wait, >=, 10 * 1000);
    g_assert_cmpint (wait, <=, 150 * 1000);
  }
}

TEST_MAIN (gst_init (NULL, NULL); TEST_NUMBERED (over, ends))

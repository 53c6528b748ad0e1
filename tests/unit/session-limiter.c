/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-limiter.c - what counts as time, silence and cost of a session, and
 * how it ends. */

#include "partroom.h"
#include "../support/testcase.h"

#include "session/limiter.h"

#include <glib/gstdio.h>

#define S G_GINT64_CONSTANT (1000000)

static gint64
poll_at (PartRoom *room, OaLimiter *self, gint64 s)
{
  room->room->now = s * S;
  return part_room_poll (room, &oa_limiter_class, self);
}

TEST (duration)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaLimiter *self = oa_limiter_new (&room->context);

  room->settings.limits.max_session_duration = 60;
  room->settings.limits.farewell = g_strdup ("Goodbye.");
  /* Nothing counts before the session is up. */
  room->context.configured = FALSE;
  g_assert_cmpint (poll_at (room, self, 5), ==, -1);
  room->context.configured = TRUE;
  g_assert_cmpint (poll_at (room, self, 10), ==, 70 * S);
  g_assert_cmpint (poll_at (room, self, 69), ==, 70 * S);
  g_assert_false (oa_limiter_has_ended (self));
  part_room_assert (room, "");
  g_assert_cmpint (poll_at (room, self, 70), ==, -1);
  g_assert_true (oa_limiter_has_ended (self));
  part_room_assert (room, "limit say end");
  g_assert_cmpint (poll_at (room, self, 71), ==, -1);
  part_room_assert (room, "");
  oa_limiter_free (self);
}

TEST (without_farewell)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaLimiter *self = oa_limiter_new (&room->context);

  room->settings.limits.max_session_duration = 1;
  poll_at (room, self, 1);
  poll_at (room, self, 2);
  part_room_assert (room, "limit end");
  oa_limiter_free (self);
}

/* It is silent when neither speaks, and there is a service that could hear. */
TEST (idle)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaLimiter *self = oa_limiter_new (&room->context);

  room->settings.limits.max_idle = 30;
  g_assert_cmpint (poll_at (room, self, 10), ==, 40 * S);
  room->context.user_speaks = TRUE;
  g_assert_cmpint (poll_at (room, self, 39), ==, 69 * S);
  room->context.user_speaks = FALSE;
  room->context.configured = FALSE;
  g_assert_cmpint (poll_at (room, self, 60), ==, -1);
  room->context.configured = TRUE;
  g_assert_cmpint (poll_at (room, self, 80), ==, 90 * S);
  part_room_speak (room, 100);
  g_assert_cmpint (poll_at (room, self, 89), ==, 119 * S);
  g_assert_cmpint (poll_at (room, self, 500), ==, 530 * S);
  part_room_assert (room, "");
  oa_limiter_free (self);
}

TEST (silence_ends)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaLimiter *self = oa_limiter_new (&room->context);

  room->settings.limits.max_idle = 30;
  poll_at (room, self, 10);
  poll_at (room, self, 40);
  part_room_assert (room, "limit end");
  oa_limiter_free (self);
}

/* A session that ends by itself reaches no limit. */
TEST (ending)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaLimiter *self = oa_limiter_new (&room->context);

  room->settings.limits.max_session_duration = 1;
  poll_at (room, self, 1);
  room->context.phase = OA_SESSION_ENDING;
  g_assert_cmpint (poll_at (room, self, 100), ==, -1);
  part_room_assert (room, "");
  oa_limiter_free (self);
}

static void
load (OaLimiter *self, PartRoom *room, const gchar *table)
{
  OaFailure *failure = NULL;
  g_autofree gchar *path = NULL;
  gint fd = g_file_open_tmp ("pricesXXXXXX.json", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, table, -1, NULL));
  g_free (room->settings.limits.price_table);
  room->settings.limits.price_table = g_strdup (path);
  g_free (room->settings.connection.model);
  room->settings.connection.model = g_strdup ("m");
  if (oa_limiter_load_prices (self, &failure))
    g_assert_null (failure);
  else
    g_assert_cmpint (failure->class, ==, OA_CLASS_CONFIG);
  oa_failure_free (failure);
  g_unlink (path);
}

TEST (cost)
{
  g_autoptr (PartRoom) room = part_room_new ();
  OaLimiter *self = oa_limiter_new (&room->context);

  g_assert_cmpfloat (oa_limiter_get_cost (self), ==, -1);
  load (self, room, "{\"models\":{}}");
  g_assert_cmpfloat (oa_limiter_get_cost (self), ==, -1);
  load (self, room,
      "{\"models\":{\"m\":{\"text_input\":1,\"text_output\":1,"
      "\"audio_input\":1,\"audio_output\":1000000}}}");
  g_assert_cmpfloat (oa_limiter_get_cost (self), ==, 0);
  room->settings.limits.max_cost = 3;
  g_assert_cmpint (poll_at (room, self, 1), ==, -1);
  part_room_assert (room, "");
  part_room_hear (room, &oa_limiter_class, self,
      "{\"type\":"
      "\"response.done\",\"response\":{\"id\":\"r1\",\"status\":\"completed\","
      "\"usage\":{\"total_tokens\":4,\"output_tokens\":4,"
      "\"output_token_details\":{\"audio_tokens\":4}}}}");
  g_assert_cmpfloat_with_epsilon (oa_limiter_get_cost (self), 4, 0.001);
  g_string_truncate (room->room->told, 0);
  g_array_set_size (room->out, 0);
  poll_at (room, self, 2);
  part_room_assert (room, "limit end");
  oa_limiter_free (self);
}

TEST_MAIN (gst_init (NULL, NULL))

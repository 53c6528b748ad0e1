/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadack.c - what has arrived, and never more than that. */

#include "session/uploadack.h"
#include "../support/testcase.h"

#define MS G_GINT64_CONSTANT (1000)
#define INTERVAL (2000 * MS)

/* Live audio from @from to @to ms after the connection opened at @base, in
 * messages of 40 ms. */
static void
send_until (OaUploadAck *self, gint64 base, gint64 from, gint64 to)
{
  for (gint64 ms = from; ms < to; ms += 40)
    oa_upload_ack_sent (self, ms, base + ms * MS);
}

TEST (an_answer_proves_what_was_before_its_ping)
{
  OaUploadAck self;
  gint64 base = 77 * MS, arrived;

  oa_upload_ack_open (&self, INTERVAL, base);
  for (guint i = 1; i <= 1800; i++) {
    send_until (&self, base, i * 2000 - 2000, i * 2000);
    arrived = oa_upload_ack_pong (&self, base + i * INTERVAL + 30 * MS);
    g_assert_cmpint (arrived, <=, i * 2000);
    g_assert_cmpint (arrived, >=, i * 2000 - 800);
  }
}

TEST (without_answers_nothing_has_arrived)
{
  OaUploadAck self;

  oa_upload_ack_open (&self, INTERVAL, 0);
  send_until (&self, 0, 0, 600000);
  g_assert_cmpint (self.arrived_ms, ==, 0);
  g_assert_cmpuint (self.n_marks, <=, OA_UPLOAD_ACK_MARKS);
}

/* Longer than the time between two pings: an answer proves no more than its
 * own ping, though much was sent before it came. */
TEST (late_answers)
{
  OaUploadAck self;
  gint64 arrived;

  oa_upload_ack_open (&self, INTERVAL, 0);
  send_until (&self, 0, 0, 9000);
  for (guint i = 1; i <= 100; i++) {
    arrived = oa_upload_ack_pong (&self, (i * 2000 + 7000) * MS);
    g_assert_cmpint (arrived, <=, i * 2000);
    g_assert_cmpint (arrived, >=, i * 2000 - 1600);
    send_until (&self, 0, i * 2000 + 7000, i * 2000 + 9000);
  }
}

/* All at once, after the connection stood still. */
TEST (answers_in_one_go)
{
  OaUploadAck self;
  gint64 arrived = 0;

  oa_upload_ack_open (&self, INTERVAL, 0);
  send_until (&self, 0, 0, 11000);
  for (guint i = 1; i <= 3; i++) {
    arrived = oa_upload_ack_pong (&self, 11000 * MS);
    g_assert_cmpint (arrived, <=, i * 2000);
  }
  g_assert_cmpint (arrived, >, 4000);
}

TEST (a_ping_left_out_proves_less)
{
  OaUploadAck self;

  oa_upload_ack_open (&self, INTERVAL, 0);
  send_until (&self, 0, 0, 10000);
  g_assert_cmpint (oa_upload_ack_pong (&self, 10000 * MS), <=, 2000);
}

/* What was sent long before the answer, and after marks were thinned out. */
TEST (many_marks)
{
  OaUploadAck self;
  gint64 arrived;

  oa_upload_ack_open (&self, INTERVAL, 0);
  send_until (&self, 0, 0, 60000);
  g_assert_cmpuint (self.n_marks, <=, OA_UPLOAD_ACK_MARKS);
  for (guint i = 1; i <= 29; i++) {
    arrived = oa_upload_ack_pong (&self, 60000 * MS);
    g_assert_cmpint (arrived, <=, i * 2000);
  }
  g_assert_cmpint (arrived, >, 50000);
}

/* Heartbeats that were not asked for prove nothing, and what follows
 * neither. */
TEST (an_answer_without_a_ping)
{
  OaUploadAck self;
  gint64 arrived;

  oa_upload_ack_open (&self, INTERVAL, 0);
  send_until (&self, 0, 0, 3000);
  arrived = oa_upload_ack_pong (&self, 2010 * MS);
  g_assert_cmpint (arrived, >, 0);
  g_assert_cmpint (oa_upload_ack_pong (&self, 3000 * MS), ==, arrived);
  send_until (&self, 0, 3000, 60000);
  g_assert_cmpint (oa_upload_ack_pong (&self, 60000 * MS), ==, arrived);
  g_assert_cmpint (self.arrived_at, ==, 0);
}

/* The connection was ready before it was needed: its first pings prove nothing
 * of what was sent later. */
TEST (audio_after_the_first_answers)
{
  OaUploadAck self;

  oa_upload_ack_open (&self, INTERVAL, 0);
  g_assert_cmpint (oa_upload_ack_pong (&self, 2010 * MS), ==, 0);
  g_assert_cmpint (oa_upload_ack_pong (&self, 4010 * MS), ==, 0);
  oa_upload_ack_sent (&self, 500, 5800 * MS);
  g_assert_cmpint (oa_upload_ack_pong (&self, 6010 * MS), ==, 0);
  g_assert_cmpint (oa_upload_ack_pong (&self, 8010 * MS), ==, 500);
}

/* A line that goes dead before the first answer has told nothing, which is not
 * what a peer says that never answers. */
TEST (before_the_first_answer_only_the_opening_is_known)
{
  OaUploadAck self;

  oa_upload_ack_open (&self, INTERVAL, 1000);
  g_assert_cmpint (oa_upload_ack_get_arrival (&self, 1500), ==, 1000);
  g_assert_cmpint (oa_upload_ack_get_arrival (&self, 9000 * MS), ==, 1000);
  g_assert_cmpint (oa_upload_ack_get_arrival (&self, 60000 * MS), ==, 0);
  oa_upload_ack_pong (&self, 60000 * MS);
  g_assert_cmpint (oa_upload_ack_get_arrival (&self, 60000 * MS), ==,
      self.arrived_at);
  g_assert_cmpint (self.arrived_at, >, 0);
}

TEST (no_pings)
{
  OaUploadAck self;

  oa_upload_ack_open (&self, 0, 0);
  send_until (&self, 0, 0, 3000);
  g_assert_cmpint (oa_upload_ack_pong (&self, 3000 * MS), ==, 0);
}

TEST_MAIN ()

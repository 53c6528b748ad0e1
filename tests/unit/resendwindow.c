/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* resendwindow.c - what must be sent again, moment by moment. */

#include "session/resendwindow.h"
#include "../support/testcase.h"

static void
started (OaResendWindow *self, gint64 ms)
{
  OaEvent event = { .type = OA_EVENT_SPEECH_STARTED, .audio_start_ms = ms };

  oa_resend_window_event (self, &event, ms, TRUE);
}

static void
stopped (OaResendWindow *self, gint64 ms)
{
  OaEvent event = { .type = OA_EVENT_SPEECH_STOPPED, .audio_end_ms = ms };

  oa_resend_window_event (self, &event, ms, TRUE);
}

static void
committed (OaResendWindow *self, const gchar *item, gint64 sent,
    gboolean answers)
{
  OaEvent event = { .type = OA_EVENT_INPUT_COMMITTED,
    .item_id = (gchar *) item };

  oa_resend_window_event (self, &event, sent, answers);
}

static void
response (OaResendWindow *self, OaEventType type, const gchar *id)
{
  OaResponseInfo info = { .id = (gchar *) id };
  OaEvent event = { .type = type, .response = &info };

  oa_resend_window_event (self, &event, 0, TRUE);
}

static gint64
get_needed (OaResendWindow *self)
{
  return oa_resend_window_get_needed (self, TRUE, 300);
}

TEST (silence_is_not_kept)
{
  OaResendWindow *self = oa_resend_window_new ();

  g_assert_cmpint (get_needed (self), ==, 0);
  oa_resend_window_arrived (self, 60000);
  g_assert_cmpint (get_needed (self), ==,
      60000 - OA_RESEND_WINDOW_LEAD_MS - 300);
  g_assert_cmpint (oa_resend_window_get_needed (self, TRUE, 10000), ==,
      60000 - OA_RESEND_WINDOW_LEAD_MS - 10000);
  /* Without a detector it may all be one turn. */
  g_assert_cmpint (oa_resend_window_get_needed (self, FALSE, 300), ==, 0);
  oa_resend_window_free (self);
}

/* What was sent may be on its way yet, for as long as nothing says that it has
 * arrived: speech in it has not been told of. */
TEST (what_is_under_way_is_kept)
{
  OaResendWindow *self = oa_resend_window_new ();

  oa_resend_window_arrived (self, 30000);
  started (self, 29000);
  oa_resend_window_arrived (self, 50000);
  g_assert_cmpint (get_needed (self), ==, 29000);
  oa_resend_window_reset (self);
  g_assert_cmpint (get_needed (self), ==, 0);
  /* Nothing is taken back. */
  oa_resend_window_arrived (self, 10000);
  oa_resend_window_arrived (self, 9000);
  g_assert_cmpint (get_needed (self), ==,
      10000 - OA_RESEND_WINDOW_LEAD_MS - 300);
  oa_resend_window_free (self);
}

/* The latest onset that the service may be about to tell: its utterance begins
 * with the padding before it. */
TEST (an_onset_not_told_yet_is_kept)
{
  OaResendWindow *self = oa_resend_window_new ();
  gint64 onset = 20000;

  oa_resend_window_arrived (self, onset);
  g_assert_cmpint (get_needed (self), <=, onset - 300);
  oa_resend_window_arrived (self, onset + OA_RESEND_WINDOW_LEAD_MS);
  g_assert_cmpint (get_needed (self), <=, onset - 300);
  started (self, onset - 300);
  oa_resend_window_arrived (self, onset + 60000);
  g_assert_cmpint (get_needed (self), ==, onset - 300);
  oa_resend_window_free (self);
}

TEST (arrival_does_not_end_a_turn)
{
  OaResendWindow *self = oa_resend_window_new ();

  started (self, 1000);
  stopped (self, 3000);
  oa_resend_window_arrived (self, 20000);
  g_assert_cmpint (get_needed (self), ==, 1000);
  committed (self, "u1", 3500, TRUE);
  oa_resend_window_arrived (self, 40000);
  g_assert_cmpint (get_needed (self), ==, 1000);
  response (self, OA_EVENT_RESPONSE_CREATED, "r1");
  g_assert_cmpint (get_needed (self), ==, 1000);
  response (self, OA_EVENT_RESPONSE_DONE, "r1");
  g_assert_cmpint (get_needed (self), ==,
      40000 - OA_RESEND_WINDOW_LEAD_MS - 300);
  oa_resend_window_free (self);
}

TEST (a_turn_is_kept_until_it_is_answered)
{
  OaResendWindow *self = oa_resend_window_new ();

  started (self, 10000);
  g_assert_cmpint (get_needed (self), ==, 10000);
  stopped (self, 20000);
  g_assert_cmpint (get_needed (self), ==, 10000);
  committed (self, "u1", 20100, TRUE);
  g_assert_true (oa_resend_window_has_item (self, "u1"));
  g_assert_cmpint (get_needed (self), ==, 10000);
  response (self, OA_EVENT_RESPONSE_CREATED, "r1");
  g_assert_cmpint (get_needed (self), ==, 10000);
  response (self, OA_EVENT_RESPONSE_DONE, "r0");
  g_assert_true (oa_resend_window_has_turn (self));
  response (self, OA_EVENT_RESPONSE_DONE, "r1");
  g_assert_false (oa_resend_window_has_turn (self));
  g_assert_false (oa_resend_window_has_item (self, "u1"));
  g_assert_cmpint (get_needed (self), ==, 20000);
  oa_resend_window_free (self);
}

/* What was deleted is not answered; it is not to come again. */
TEST (a_deleted_turn_is_not_kept)
{
  OaEvent deleted = { .type = OA_EVENT_ITEM_DELETED,
    .item_id = (gchar *) "u1" };
  OaResendWindow *self = oa_resend_window_new ();

  committed (self, "u1", 1000, TRUE);
  committed (self, "u2", 2000, TRUE);
  oa_resend_window_event (self, &deleted, 2000, TRUE);
  g_assert_false (oa_resend_window_has_item (self, "u1"));
  g_assert_cmpint (oa_resend_window_get_needed (self, FALSE, 300), ==, 1000);
  deleted.item_id = (gchar *) "u2";
  oa_resend_window_event (self, &deleted, 2000, TRUE);
  g_assert_false (oa_resend_window_has_turn (self));
  oa_resend_window_free (self);
}

/* The user goes on while the answer to the first turn is made. */
TEST (turns_that_overlap)
{
  OaResendWindow *self = oa_resend_window_new ();

  started (self, 1000);
  stopped (self, 2000);
  committed (self, "u1", 2000, TRUE);
  response (self, OA_EVENT_RESPONSE_CREATED, "r1");
  started (self, 3000);
  stopped (self, 4000);
  committed (self, "u2", 4000, TRUE);
  response (self, OA_EVENT_RESPONSE_DONE, "r1");
  g_assert_cmpint (get_needed (self), ==, 3000);
  response (self, OA_EVENT_RESPONSE_CREATED, "r2");
  response (self, OA_EVENT_RESPONSE_DONE, "r2");
  g_assert_false (oa_resend_window_has_turn (self));
  oa_resend_window_free (self);
}

/* Turns made by hand: from one commit to the next. */
TEST (turns_by_hand)
{
  OaResendWindow *self = oa_resend_window_new ();

  g_assert_cmpint (oa_resend_window_get_needed (self, FALSE, 300), ==, 0);
  committed (self, "u1", 5000, TRUE);
  response (self, OA_EVENT_RESPONSE_CREATED, "r1");
  response (self, OA_EVENT_RESPONSE_DONE, "r1");
  g_assert_cmpint (oa_resend_window_get_needed (self, FALSE, 300), ==, 5000);
  oa_resend_window_free (self);
}

TEST (transcription_owes_nothing)
{
  OaResendWindow *self = oa_resend_window_new ();

  started (self, 1000);
  stopped (self, 2000);
  committed (self, "u1", 2000, FALSE);
  g_assert_false (oa_resend_window_has_turn (self));
  g_assert_cmpint (get_needed (self), ==, 2000);
  oa_resend_window_free (self);
}

TEST (bounded)
{
  OaResendWindow *self = oa_resend_window_new ();

  for (guint i = 0; i < 100000; i++) {
    started (self, i * 10);
    stopped (self, i * 10 + 5);
    committed (self, "u", i * 10 + 5, TRUE);
  }
  g_assert_cmpint (get_needed (self), >,
      900000);
  oa_resend_window_reset (self);
  g_assert_cmpint (get_needed (self), ==, 0);
  oa_resend_window_free (self);
}

TEST_MAIN ()

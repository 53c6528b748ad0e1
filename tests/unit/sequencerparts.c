/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequencerparts.c - the sequencer, truncations and the user's turns by
 * themselves: no conversation, no bytes. */

#include "conversation/sequencer.h"
#include "conversation/truncations.h"
#include "conversation/userturns.h"
#include "../support/testcase.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OaItems, oa_items_free)

#define SECOND G_GINT64_CONSTANT (1000000)
#define NOW (1000 * SECOND)

typedef struct
{
  OaResponses responses;
  OaConversationRules rules;
  guint64 last_id;
  OaSequencer *sequencer;
  GPtrArray *actions;
} Fixture;

static void
set_up (Fixture *f)
{
  f->rules = (OaConversationRules){ .answers = TRUE,
    .online = TRUE,
    .times_out = TRUE,
    .response_timeout_ms = 1 };
  f->sequencer = oa_sequencer_new (&f->responses, &f->last_id, &f->rules);
  f->actions = oa_actions_new ();
}

static void
tear_down (Fixture *f)
{
  oa_sequencer_free (f->sequencer);
  oa_responses_clear (&f->responses);
  g_ptr_array_unref (f->actions);
}

/* Kinds of the commands that were sent since the last look, as letters. */
static void
assert_sent (Fixture *f, const gchar *expected)
{
  g_autoptr (GString) sent = g_string_new (NULL);

  for (guint i = 0; i < f->actions->len; i++) {
    const OaAction *action = f->actions->pdata[i];

    if (action->kind == OA_ACTION_WARN)
      g_string_append_c (sent, 'w');
    else if (action->kind == OA_ACTION_END_RESPONSE)
      g_string_append_c (sent, 'e');
    else if (action->kind != OA_ACTION_SEND)
      g_string_append_c (sent, '?');
    else if (action->command->kind == OA_COMMAND_RESPOND)
      g_string_append_c (sent, 'r');
    else if (action->command->kind == OA_COMMAND_SAY)
      g_string_append_c (sent, 's');
    else if (action->command->kind == OA_COMMAND_CANCEL)
      g_string_append_c (sent, 'c');
    else if (action->command->kind == OA_COMMAND_TRUNCATE_ITEM)
      g_string_append_c (sent, 't');
    else if (action->command->kind == OA_COMMAND_DELETE_ITEM)
      g_string_append_c (sent, 'd');
  }
  g_ptr_array_set_size (f->actions, 0);
  g_assert_cmpstr (sent->str, ==, expected);
}

static guint64
created (Fixture *f, const gchar *id)
{
  OaResponseInfo response = { .id = (gchar *) id };

  return oa_sequencer_response_created (f->sequencer, &response, TRUE,
      f->actions);
}

static void
done (Fixture *f, const gchar *id)
{
  oa_sequencer_response_done (f->sequencer, id, NOW, f->actions);
}

static void
poll (Fixture *f, gint64 now)
{
  oa_sequencer_poll (f->sequencer, FALSE, now, f->actions);
}

TEST_F (one_at_a_time)
{
  const OaSay say = { OA_SAY_FAREWELL, (gchar *) "Bye.", TRUE };

  oa_sequencer_respond (f->sequencer, NULL, f->actions);
  assert_sent (f, "r");
  oa_sequencer_say (f->sequencer, &say, f->actions);
  assert_sent (f, "");
  g_assert_cmpuint (created (f, "r1"), ==, 1);
  g_assert_cmpstr (oa_sequencer_get_active (f->sequencer), ==, "r1");
  g_assert_true (oa_sequencer_is_protecting (f->sequencer));
  assert_sent (f, "");
  done (f, "r1");
  assert_sent (f, "s");
  g_assert_cmpuint (created (f, "r2"), ==, 2);
  done (f, "r2");
  g_assert_false (oa_sequencer_is_busy (f->sequencer));
}

TEST_F (an_expected_response_that_does_not_come_is_asked_for)
{
  oa_sequencer_expect (f->sequencer, NOW);
  g_assert_cmpint (oa_sequencer_get_deadline (f->sequencer), ==,
      NOW + 10 * SECOND);
  poll (f, NOW + 10 * SECOND - 1);
  assert_sent (f, "");
  poll (f, NOW + 10 * SECOND);
  assert_sent (f, "r");
}

TEST_F (every_wait_ends)
{
  oa_sequencer_respond (f->sequencer, NULL, f->actions);
  poll (f, NOW);
  assert_sent (f, "r");
  poll (f, NOW + 10 * SECOND);
  assert_sent (f, "w");
  g_assert_false (oa_sequencer_is_busy (f->sequencer));

  created (f, "r1");
  poll (f, NOW);
  poll (f, NOW + 30 * SECOND);
  assert_sent (f, "wce");
  g_assert_false (oa_sequencer_is_busy (f->sequencer));
}

TEST_F (what_is_revoked_is_cancelled_as_it_begins)
{
  oa_sequencer_respond (f->sequencer, NULL, f->actions);
  g_assert_true (oa_sequencer_awaits_response (f->sequencer));
  oa_sequencer_drop_requests (f->sequencer, FALSE);
  g_assert_false (oa_sequencer_awaits_response (f->sequencer));
  assert_sent (f, "r");
  created (f, "r1");
  assert_sent (f, "c");
}

TEST_F (nothing_goes_out_offline)
{
  oa_sequencer_respond (f->sequencer, NULL, f->actions);
  assert_sent (f, "r");
  g_assert_cmpint (oa_sequencer_link_lost (f->sequencer, f->actions), ==,
      OA_LOST_RESPONSE_UNHEARD);
  oa_sequencer_respond (f->sequencer, NULL, f->actions);
  poll (f, NOW);
  assert_sent (f, "");
  f->rules.online = TRUE;
  oa_sequencer_resume (f->sequencer, TRUE, f->actions);
  assert_sent (f, "r");
}

TEST_F (outputs_are_answered_once)
{
  created (f, "r1");
  oa_sequencer_outputs_sent (f->sequencer, TRUE);
  oa_sequencer_outputs_sent (f->sequencer, TRUE);
  done (f, "r1");
  assert_sent (f, "r");
  created (f, "r2");
  done (f, "r2");
  assert_sent (f, "");
}

TEST_F (truncations)
{
  g_autoptr (OaItems) items = oa_items_new ();
  OaTruncations *self = oa_truncations_new (items, &f->responses, &f->last_id);
  OaItem *item = oa_items_ensure (items, "a", OA_ROLE_ASSISTANT);
  OaServiceError error = { .event_id = (gchar *) "cut_1",
    .message = (gchar *) "Audio content of 300ms is already shorter than "
                         "500ms" };

  oa_items_append_text (items, item, "one two three four");
  oa_truncations_add (self, item, "r1", 500, 1000, f->actions);
  assert_sent (f, "t");
  g_assert_cmpstr (item->text->str, ==, "one two");
  g_assert_cmpint (oa_responses_get (&f->responses, "r1"), ==,
      OA_RESPONSE_CANCELLED);
  g_assert_true (oa_truncations_ignore_rejected (self, &error, f->actions));
  g_assert_cmpint (item->heard_ms, ==, 300);
  g_assert_false (oa_truncations_ignore_rejected (self, &error, f->actions));
  assert_sent (f, "?");

  item = oa_items_ensure (items, "b", OA_ROLE_ASSISTANT);
  oa_truncations_add (self, item, "r1", 0, 1000, f->actions);
  assert_sent (f, "d");
  oa_truncations_add (self, item, "r1", 0, 1000, f->actions);
  assert_sent (f, "");
  oa_truncations_free (self);
}

TEST_F (turns)
{
  OaUserTurns self = { 0 };

  g_assert_cmpint (oa_user_turns_committed (&self, "a", TRUE), ==,
      OA_TURN_DETECTED);
  self.commits++;
  g_assert_cmpint (oa_user_turns_committed (&self, "b", TRUE), ==,
      OA_TURN_OURS);
  oa_user_turns_idle (&self, "c");
  g_assert_cmpint (oa_user_turns_committed (&self, "c", TRUE), ==,
      OA_TURN_IDLE);
  g_assert_cmpuint (self.count, ==, 2);
  oa_user_turns_transcribed (&self, "a");
  g_assert_true (oa_user_turns_awaits_text (&self));
  oa_user_turns_transcribed (&self, "b");
  g_assert_false (oa_user_turns_awaits_text (&self));
  /* The text was there before the turn. */
  oa_user_turns_transcribed (&self, "d");
  oa_user_turns_committed (&self, "d", TRUE);
  g_assert_false (oa_user_turns_awaits_text (&self));
  oa_user_turns_clear (&self);
}

TEST_MAIN ()

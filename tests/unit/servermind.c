/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servermind.c - answers of the local server that come piece by piece. */

#include "config.h"

#include "serverroom.h"
#include "../support/testcase.h"

#define RESPOND "{\"type\":\"response.create\"}"
#define CANCEL "{\"type\":\"response.cancel\"}"
#define TEXT "\"output_modalities\":[\"text\"]"
#define TRANSCRIBE \
  "\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\"}," \
  "\"transcription\":{\"model\":\"gpt-transcribe\"}}}"

typedef ServerRoom Fixture;

static void
set_up (Fixture *f)
{
  server_room_set_up (f);
}

static void
tear_down (Fixture *f)
{
  server_room_tear_down (f);
}

static void
plan_three_pieces (Fixture *f)
{
  fake_backend_plan_text (f->fake, 100, "One");
  fake_backend_plan_text (f->fake, 200, " and two.");
  fake_backend_plan_text (f->fake, 300, " Three.");
  fake_backend_plan_end (f->fake, 400, NULL);
}

TEST_F (three_pieces)
{
  server_room_update (f, TEXT);
  plan_three_pieces (f);
  server_room_send (f, RESPOND);
  server_room_expect (f, "created");
  server_room_pass (f, 99);
  server_room_expect (f, "");
  server_room_pass (f, 1);
  server_room_expect (f, "begin 'One'");
  server_room_pass (f, 100);
  server_room_expect (f, "' and' ' two.'");
  server_room_pass (f, 100);
  server_room_expect (f, "' Three.'");
  server_room_pass (f, 100);
  server_room_expect (f, "end:completed done:completed");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

/* The voice gets whole sentences, and the last words at the end. */
TEST_F (three_pieces_aloud)
{
  plan_three_pieces (f);
  server_room_send (f, RESPOND);
  server_room_pass (f, 200);
  g_assert_cmpstr (fake_backend_get_said (f->fake), ==, "");
  server_room_expect (f, "created");
  server_room_pass (f, 100);
  g_assert_cmpstr (fake_backend_get_said (f->fake), ==, "One and two.|");
  server_room_expect (f, "begin 'One' ' and' audio ' two.' audio");
  server_room_pass (f, 100);
  g_assert_cmpstr (fake_backend_get_said (f->fake), ==,
      "One and two.| Three.|");
  server_room_expect (f, "' Three.' audio end:completed done:completed");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

/* The voice does not wait for the end of what comes without spaces, or without
 * sentences. */
TEST_F (other_sentences)
{
  g_autofree gchar *words = g_strnfill (500, 'x');
  g_autofree gchar *said = NULL;

  fake_backend_plan_text (f->fake, 100, "Pi is 3.");
  fake_backend_plan_text (f->fake, 200, "14 \xe4\xbd\xa0\xe3\x80\x82");
  server_room_send (f, RESPOND);
  server_room_pass (f, 100);
  server_room_expect (f, "created");
  g_assert_cmpstr (fake_backend_get_said (f->fake), ==, "");
  server_room_pass (f, 100);
  g_assert_cmpstr (fake_backend_get_said (f->fake), ==,
      "Pi is 3.14 \xe4\xbd\xa0\xe3\x80\x82|");
  server_room_send (f, CANCEL);
  fake_backend_plan_text (f->fake, 0, words);
  server_room_send (f, RESPOND);
  said = g_strdup_printf ("Pi is 3.14 \xe4\xbd\xa0\xe3\x80\x82|%.399s|", words);
  g_assert_cmpstr (fake_backend_get_said (f->fake), ==, said);
}

/* What is cancelled stops at once, and nothing of it comes later. */
static void
expect_nothing_more (Fixture *f)
{
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
  server_room_pass (f, 1000);
  server_room_expect (f, "");
}

TEST_F (cancelled_between)
{
  plan_three_pieces (f);
  server_room_send (f, RESPOND);
  server_room_pass (f, 300);
  server_room_expect (f, "created begin 'One' ' and' audio ' two.' audio");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 2);
  server_room_send (f, CANCEL);
  server_room_expect (f, "end:incomplete done:cancelled");
  expect_nothing_more (f);
}

TEST_F (cancelled_before)
{
  plan_three_pieces (f);
  server_room_send (f, RESPOND);
  server_room_send (f, CANCEL);
  server_room_expect (f, "created done:cancelled");
  expect_nothing_more (f);
}

TEST_F (barge_in)
{
  plan_three_pieces (f);
  server_room_send (f, RESPOND);
  server_room_pass (f, 300);
  server_room_expect (f, "created begin 'One' ' and' audio ' two.' audio");
  server_room_send_audio (f, 200, TRUE);
  server_room_expect (f, "started end:incomplete done:cancelled");
  expect_nothing_more (f);
}

TEST_F (client_gone)
{
  plan_three_pieces (f);
  server_room_send (f, RESPOND);
  server_room_pass (f, 300);
  ors_session_end (f->session);
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
  server_room_pass (f, 1000);
}

TEST_F (fails_between)
{
  server_room_update (f, TEXT);
  fake_backend_plan_text (f->fake, 100, "One");
  fake_backend_plan_end (f->fake, 200, "The model has gone away.");
  server_room_send (f, RESPOND);
  server_room_pass (f, 100);
  server_room_expect (f, "created begin 'One'");
  server_room_pass (f, 100);
  server_room_expect (f, "end:completed done:failed:The model has gone away.");
  expect_nothing_more (f);
}

TEST_F (calls_between_texts)
{
  server_room_update (f, TEXT);
  fake_backend_plan_text (f->fake, 100, "Let me look.");
  fake_backend_plan_call (f->fake, 200, "look", "{\"at\":1}");
  fake_backend_plan_text (f->fake, 300, "Well.");
  fake_backend_plan_end (f->fake, 300, NULL);
  server_room_send (f, RESPOND);
  server_room_pass (f, 100);
  server_room_expect (f, "created begin 'Let' ' me' ' look.'");
  server_room_pass (f, 100);
  server_room_expect (f, "end:completed begin '{\"at\":1}' end:completed");
  server_room_pass (f, 100);
  server_room_expect (f, "begin 'Well.' end:completed done:completed");
}

/* The mind is let go when nobody wants to hear more. */
TEST_F (limited)
{
  server_room_update (f, TEXT);
  plan_three_pieces (f);
  server_room_send (f,
      "{\"type\":\"response.create\",\"response\":"
      "{\"max_output_tokens\":2}}");
  server_room_pass (f, 200);
  server_room_expect (f,
      "created begin 'One' ' and' end:incomplete done:incomplete");
  expect_nothing_more (f);
}

/* Endless talk comes to an end, whatever the mind. */
TEST_F (endless)
{
  g_autofree gchar *piece = g_strnfill (1000, 'x');

  server_room_update (f, TEXT);
  for (guint i = 0; i < 100; i++)
    fake_backend_plan_text (f->fake, 100, piece);
  server_room_send (f, RESPOND);
  server_room_expect (f, "created");
  server_room_pass (f, 100);
  for (guint i = 0; i < 3; i++)
    fake_backend_pass (f->fake, 1);
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

TEST_F (too_many_calls)
{
  g_autoptr (GString) expected = g_string_new ("created");

  server_room_update (f, TEXT);
  for (guint i = 0; i < 200; i++)
    fake_backend_plan_call (f->fake, 0, "f", "{}");
  for (guint i = 0; i < 128; i++)
    g_string_append (expected, " begin '{}' end:completed");
  g_string_append (expected, " done:completed");
  server_room_send (f, RESPOND);
  server_room_expect (f, expected->str);
}

/* Without ears of its own the mind is asked when the words are known. */
TEST_F (waits_for_words)
{
  server_room_update (f, TEXT);
  fake_backend_get_mind (f->fake)->needs_words = TRUE;
  fake_backend_plan_words (f->fake, 500, ORS_WORDS_ALL, "How are you?");
  fake_backend_plan_text (f->fake, 0, "Fine.");
  fake_backend_plan_end (f->fake, 0, NULL);
  server_room_send_audio (f, 500, TRUE);
  server_room_send_audio (f, 600, FALSE);
  server_room_expect (f, "started stopped created");
  server_room_pass (f, 500);
  server_room_expect (f, "begin 'Fine.' end:completed done:completed");
}

TEST_F (words_never_known)
{
  server_room_update (f, TEXT);
  fake_backend_get_mind (f->fake)->needs_words = TRUE;
  fake_backend_plan_words (f->fake, 500, ORS_WORDS_FAILED, "No ears.");
  server_room_send_audio (f, 500, TRUE);
  server_room_send_audio (f, 600, FALSE);
  server_room_expect (f, "started stopped created");
  server_room_pass (f, 500);
  server_room_expect (f, "done:failed:No ears.");
  expect_nothing_more (f);
}

/* Interrupted before it was known what there is to answer. */
TEST_F (cancelled_while_waiting)
{
  server_room_update (f, TRANSCRIBE);
  fake_backend_get_mind (f->fake)->needs_words = TRUE;
  fake_backend_plan_words (f->fake, 500, ORS_WORDS_ALL, "How are you?");
  server_room_send_audio (f, 500, TRUE);
  server_room_send_audio (f, 600, FALSE);
  server_room_send (f, CANCEL);
  server_room_expect (f, "started stopped created done:cancelled");
  server_room_pass (f, 500);
  server_room_expect (f,
      "heard 'How' heard ' are' heard ' you?' "
      "heard:How are you?");
  expect_nothing_more (f);
}

TEST_MAIN ()

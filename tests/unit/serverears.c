/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* serverears.c - words of the user's turns that come piece by piece. */

#include "config.h"

#include "serverroom.h"
#include "../support/testcase.h"

#define DETECT \
  "\"turn_detection\":{\"type\":\"server_vad\"," \
  "\"create_response\":false}"
#define TRANSCRIBE \
  "\"audio\":{\"input\":{" DETECT \
  ",\"transcription\":{\"model\":\"gpt-transcribe\"}}}"
#define MANUAL \
  "\"audio\":{\"input\":{\"turn_detection\":null," \
  "\"transcription\":{\"model\":\"gpt-transcribe\"}}}"
#define SILENT "\"audio\":{\"input\":{" DETECT "}}"

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
speak (Fixture *f)
{
  server_room_send_audio (f, 500, TRUE);
  server_room_send_audio (f, 600, FALSE);
  server_room_expect (f, "started stopped");
}

TEST_F (piece_by_piece)
{
  server_room_update (f, TRANSCRIBE);
  fake_backend_plan_words (f->fake, 100, ORS_WORDS_PARTIAL, "How are");
  fake_backend_plan_words (f->fake, 200, ORS_WORDS_PARTIAL, " you");
  fake_backend_plan_words (f->fake, 300, ORS_WORDS_ALL, "How are you today?");
  speak (f);
  server_room_pass (f, 100);
  server_room_expect (f, "heard 'How are'");
  server_room_pass (f, 100);
  server_room_expect (f, "heard ' you'");
  server_room_pass (f, 100);
  server_room_expect (f, "heard ' today?' heard:How are you today?");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

/* Then only the end tells what was said. */
TEST_F (second_thoughts)
{
  server_room_update (f, TRANSCRIBE);
  fake_backend_plan_words (f->fake, 100, ORS_WORDS_PARTIAL, "Ice cream");
  fake_backend_plan_words (f->fake, 200, ORS_WORDS_ALL, "I scream");
  speak (f);
  server_room_pass (f, 200);
  server_room_expect (f, "heard 'Ice cream' heard:I scream");
}

TEST_F (fails_between)
{
  server_room_update (f, TRANSCRIBE);
  fake_backend_plan_words (f->fake, 100, ORS_WORDS_PARTIAL, "How");
  fake_backend_plan_words (f->fake, 200, ORS_WORDS_FAILED,
      "The ears have gone away.");
  speak (f);
  server_room_pass (f, 100);
  server_room_expect (f, "heard 'How'");
  server_room_pass (f, 100);
  server_room_expect (f, "deaf:The ears have gone away.");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

TEST_F (client_gone)
{
  server_room_update (f, TRANSCRIBE);
  fake_backend_plan_words (f->fake, 100, ORS_WORDS_PARTIAL, "How");
  fake_backend_plan_words (f->fake, 200, ORS_WORDS_ALL, "How are you?");
  speak (f);
  server_room_pass (f, 100);
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 1);
  ors_session_end (f->session);
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
  server_room_pass (f, 100);
}

/* Words that nobody asked for are for the mind, and only if it needs them. */
TEST_F (not_asked_for)
{
  OrsItems *items = ors_session_get_items (f->session);
  g_autofree gchar *text = NULL;

  server_room_update (f, SILENT);
  speak (f);
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
  fake_backend_get_mind (f->fake)->needs_words = TRUE;
  fake_backend_plan_words (f->fake, 100, ORS_WORDS_ALL, "How are you?");
  speak (f);
  server_room_pass (f, 100);
  server_room_expect (f, "");
  text = ors_item_dup_text (ors_items_last (items));
  g_assert_cmpstr (text, ==, "How are you?");
}

TEST_F (at_most_64_at_a_time)
{
  server_room_update (f, MANUAL);
  for (guint i = 0; i < 65; i++) {
    server_room_send_audio (f, 100, FALSE);
    server_room_send (f, "{\"type\":\"input_audio_buffer.commit\"}");
  }
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 64);
  server_room_expect (f,
      "deaf:Too many turns of this session are being transcribed.");
}

/* What was said is told in its order, and before the end. */
TEST_F (translation)
{
  server_room_begin (f, ORS_KIND_TRANSLATION);
  fake_backend_plan_words (f->fake, 100, ORS_WORDS_ALL, "How are you?");
  server_room_send_audio (f, 500, TRUE);
  server_room_send_audio (f, 600, FALSE);
  fake_backend_plan_words (f->fake, 0, ORS_WORDS_PARTIAL, "Fine");
  fake_backend_plan_words (f->fake, 0, ORS_WORDS_ALL, "Fine.");
  server_room_send_audio (f, 500, TRUE);
  server_room_send (f, "{\"type\":\"session.close\"}");
  server_room_expect (f, "");
  server_room_pass (f, 100);
  server_room_expect (f,
      "' (en)' ' How' ' are' ' you?' ' (en)' ' Fine.' closed");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

TEST_F (translation_of_64_at_a_time)
{
  server_room_begin (f, ORS_KIND_TRANSLATION);
  for (guint i = 0; i < 66; i++) {
    server_room_send_audio (f, 100, TRUE);
    server_room_send_audio (f, 600, FALSE);
  }
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 64);
}

TEST_MAIN ()

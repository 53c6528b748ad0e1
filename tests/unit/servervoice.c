/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servervoice.c - speech of the local server that comes piece by piece. */

#include "config.h"

#include "protocol/json.h"
#include "serverroom.h"
#include "../support/testcase.h"

#define RESPOND "{\"type\":\"response.create\"}"
#define CANCEL "{\"type\":\"response.cancel\"}"

typedef ServerRoom Fixture;

static void
set_up (Fixture *f)
{
  server_room_set_up (f);
  fake_backend_plan_text (f->fake, 0, "One two three four.");
  fake_backend_plan_end (f->fake, 0, NULL);
}

static void
tear_down (Fixture *f)
{
  server_room_tear_down (f);
}

/* The words come with their sound, and what is left of it with its end. */
TEST_F (piece_by_piece)
{
  fake_backend_plan_sound (f->fake, 100, 300, FALSE);
  fake_backend_plan_sound (f->fake, 200, 300, FALSE);
  fake_backend_plan_sound (f->fake, 300, 100, TRUE);
  server_room_send (f, RESPOND);
  server_room_expect (f, "created");
  server_room_pass (f, 100);
  server_room_expect (f, "begin 'One' ' two' audio");
  server_room_pass (f, 100);
  server_room_expect (f, "audio ' three' audio");
  server_room_pass (f, 100);
  server_room_expect (f, "' four.' audio end:completed done:completed");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

TEST_F (cancelled_between)
{
  fake_backend_plan_sound (f->fake, 100, 300, FALSE);
  fake_backend_plan_sound (f->fake, 200, 300, TRUE);
  server_room_send (f, RESPOND);
  server_room_pass (f, 100);
  server_room_expect (f, "created begin 'One' ' two' audio");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 1);
  server_room_send (f, CANCEL);
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
  server_room_pass (f, 100);
  server_room_expect (f, "end:incomplete done:cancelled");
}

TEST_F (fails_between)
{
  fake_backend_plan_sound (f->fake, 100, 300, FALSE);
  fake_backend_plan_voice_failure (f->fake, 200, "The voice is hoarse.");
  server_room_send (f, RESPOND);
  server_room_pass (f, 100);
  server_room_expect (f, "created begin 'One' ' two' audio");
  server_room_pass (f, 100);
  server_room_expect (f, "end:incomplete done:failed:The voice is hoarse.");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

TEST_F (fails_at_once)
{
  fake_backend_plan_voice_failure (f->fake, 100, "The voice is hoarse.");
  server_room_send (f, RESPOND);
  server_room_pass (f, 100);
  server_room_expect (f, "created done:failed:The voice is hoarse.");
}

/* Two tokens are 100 ms: of a sound that is longer, and of one that grows. */
TEST_F (limited)
{
  fake_backend_plan_sound (f->fake, 100, 60, FALSE);
  fake_backend_plan_sound (f->fake, 200, 300, FALSE);
  server_room_send (f,
      "{\"type\":\"response.create\",\"response\":"
      "{\"max_output_tokens\":2}}");
  server_room_pass (f, 200);
  server_room_expect (f, "created begin audio end:incomplete done:incomplete");
  g_assert_cmpuint (fake_backend_count_open (f->fake), ==, 0);
}

/* The mind is told what was heard, the client no text at all. */
TEST_F (heard_words)
{
  OrsItems *items = ors_session_get_items (f->session);
  static const struct
  {
    guint ms;
    const gchar *text;
  } cuts[] = { { 2000, "One two three four." }, { 1600, "One two three four." },
    { 1200, "One two three" }, { 400, "One" }, { 399, "" }, { 0, "" } };

  fake_backend_plan_sound (f->fake, 0, 2000, TRUE);
  server_room_send (f, RESPOND);
  server_room_expect (f,
      "created begin 'One' audio ' two' audio ' three' audio ' four.' audio "
      "end:completed done:completed");
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autofree gchar *truncate =
        g_strdup_printf ("{\"type\":\"conversation.item.truncate\","
                         "\"item_id\":\"%s\",\"content_index\":0,"
                         "\"audio_end_ms\":%u}",
            ors_item_get_id (ors_items_last (items)), cuts[i].ms);
    g_autofree gchar *text = NULL;

    server_room_send (f, truncate);
    server_room_expect (f, "");
    text = ors_item_dup_text (ors_items_last (items));
    g_assert_cmpstr (text, ==, cuts[i].text);
    g_assert_null (
        oa_json_get_string (ors_item_peek_part (ors_items_last (items)),
            "transcript"));
  }
}

TEST_MAIN ()

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twiliomarks.c - what was heard by the marks that come back. */

#include "twilio/marks.h"
#include "../support/testcase.h"

#define MS GST_MSECOND
#define US_PER_MS G_GINT64_CONSTANT (1000)
#define TIMEOUT (5000 * US_PER_MS)

typedef struct
{
  OaTwilioMarks *marks;
  GString *told; /* names, played with + and missed with - */
} Fixture;

static void
on_mark (const gchar *name, gboolean played, gpointer user_data)
{
  g_string_append_printf (user_data, "%s%s ", name, played ? "+" : "-");
}

static void
set_up (Fixture *f)
{
  f->told = g_string_new (NULL);
  f->marks = oa_twilio_marks_new (TIMEOUT, on_mark, f->told);
}

static void
tear_down (Fixture *f)
{
  oa_twilio_marks_free (f->marks);
  g_string_free (f->told, TRUE);
}

/* 20 ms that end at @ms, sent at @at. */
static gchar *
send (Fixture *f, guint ms, gint64 at)
{
  return oa_twilio_marks_add_audio (f->marks, ms * MS, 20 * MS, at * US_PER_MS);
}

TEST_F (an_echo_is_heard_up_to_there)
{
  g_autofree gchar *a = send (f, 20, 0), *b = send (f, 40, 0);

  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==,
      GST_CLOCK_TIME_NONE);
  g_assert_true (oa_twilio_marks_echo (f->marks, a, 0));
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==, 20 * MS);
  g_assert_false (oa_twilio_marks_is_empty (f->marks));
  g_assert_true (oa_twilio_marks_echo (f->marks, b, 0));
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==, 40 * MS);
  g_assert_true (oa_twilio_marks_is_empty (f->marks));
}

/* They are played in order: a later one tells of those before it. */
TEST_F (a_lost_echo_is_made_up_for_by_the_next)
{
  g_autofree gchar *a = send (f, 20, 0), *b = send (f, 40, 0);

  g_assert_true (oa_twilio_marks_echo (f->marks, b, 0));
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==, 40 * MS);
  g_assert_false (oa_twilio_marks_echo (f->marks, a, 0));
}

TEST_F (what_comes_back_by_clear_was_not_heard)
{
  g_autofree gchar *a = send (f, 20, 0), *b = send (f, 40, 0), *c = NULL;

  oa_twilio_marks_echo (f->marks, a, 0);
  oa_twilio_marks_clear (f->marks);
  g_assert_true (oa_twilio_marks_is_empty (f->marks));
  c = send (f, 120, 0);
  g_assert_cmpstr (b, !=, c);
  g_assert_true (oa_twilio_marks_echo (f->marks, b, 0));
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==, 20 * MS);
  g_assert_true (oa_twilio_marks_echo (f->marks, c, 0));
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==, 120 * MS);
}

TEST_F (nobody_sent_these)
{
  static const gchar *const names[] = { "", "x", "oa:", "oa:0",
    "oa:0:", "oa:0:1x", "oa:0:7", "oa:1:1", "oa:-1:1", "oa:0:-1", "oa:0:+1",
    "oa: 0:1", "oa:0:99999999999999999999999", "oa:99999999999999999999999:1" };
  g_autofree gchar *a = send (f, 20, 0);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_false (oa_twilio_marks_echo (f->marks, names[i], 0));
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==,
      GST_CLOCK_TIME_NONE);
  g_assert_true (oa_twilio_marks_echo (f->marks, a, 0));
}

TEST_F (marks_of_the_application)
{
  g_autofree gchar *a = send (f, 20, 0), *b = NULL;

  oa_twilio_marks_add_named (f->marks, "one", 0);
  b = send (f, 40, 0);
  oa_twilio_marks_add_named (f->marks, "two", 0);
  oa_twilio_marks_echo (f->marks, a, 0);
  g_assert_true (oa_twilio_marks_echo (f->marks, "one", 0));
  g_assert_cmpstr (f->told->str, ==, "one+ ");
  oa_twilio_marks_clear (f->marks);
  g_assert_cmpstr (f->told->str, ==, "one+ ");
  g_assert_true (oa_twilio_marks_echo (f->marks, b, 0));
  g_assert_true (oa_twilio_marks_echo (f->marks, "two", 0));
  g_assert_cmpstr (f->told->str, ==, "one+ two- ");
  g_assert_false (oa_twilio_marks_echo (f->marks, "two", 0));
}

/* Half a second of audio that was sent at once is due when it has been
 * played. */
TEST_F (what_does_not_come_back_counts_as_heard_in_the_end)
{
  guint i;

  g_assert_cmpint (oa_twilio_marks_get_deadline (f->marks), ==, 0);
  for (i = 1; i <= 25; i++)
    g_free (send (f, i * 20, 1000));
  g_assert_cmpint (oa_twilio_marks_get_deadline (f->marks), ==,
      1020 * US_PER_MS + TIMEOUT);
  oa_twilio_marks_poll (f->marks, 1019 * US_PER_MS + TIMEOUT);
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==,
      GST_CLOCK_TIME_NONE);
  oa_twilio_marks_poll (f->marks, 1250 * US_PER_MS + TIMEOUT);
  g_assert_cmpuint (oa_twilio_marks_get_heard (f->marks), ==, 240 * MS);
  oa_twilio_marks_poll (f->marks, 1500 * US_PER_MS + TIMEOUT);
  g_assert_true (oa_twilio_marks_is_empty (f->marks));
}

/* A player that began late is late with all that follows. */
TEST_F (a_late_player_is_waited_for)
{
  g_autofree gchar *a = send (f, 20, 0);
  guint i;

  for (i = 2; i <= 10; i++)
    g_free (send (f, i * 20, 0));
  oa_twilio_marks_echo (f->marks, a, 3020 * US_PER_MS);
  g_assert_cmpint (oa_twilio_marks_get_deadline (f->marks), ==,
      3040 * US_PER_MS + TIMEOUT);
  /* What is sent into silence is due at once again. */
  oa_twilio_marks_clear (f->marks);
  g_free (send (f, 400, 4000));
  g_assert_cmpint (oa_twilio_marks_get_deadline (f->marks), ==,
      4020 * US_PER_MS + TIMEOUT);
}

TEST_MAIN ()

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twiliooutbox.c - the order of what is sent: a mark behind each piece, clear
 * before anything new. */

#include "twilio/outbox.h"
#include "../support/testcase.h"

#include <stdio.h>

#define MS GST_MSECOND

typedef struct
{
  OaTwilioMarks *marks;
  OaTwilioOutbox *outbox;
  GPtrArray *names;
} Fixture;

static void
set_up (Fixture *f)
{
  f->marks = oa_twilio_marks_new (5000000, NULL, NULL);
  f->outbox = oa_twilio_outbox_new (f->marks);
  f->names = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *f)
{
  oa_twilio_outbox_free (f->outbox);
  g_ptr_array_unref (f->names);
}

static void
add (Fixture *f, guint end_ms)
{
  g_autoptr (GBytes) audio = g_bytes_new_take (g_malloc0 (160), 160);

  oa_twilio_outbox_add_audio (f->outbox, audio, end_ms * MS, 20 * MS);
}

/* Sends all that waits: a letter each. */
static gchar *
send_all (Fixture *f)
{
  GString *sent = g_string_new (NULL);
  GBytes *message;

  while ((message = oa_twilio_outbox_next (f->outbox, "streamSid", "MZ1", 0))
      != NULL) {
    g_autofree gchar *text = g_strndup (g_bytes_get_data (message, NULL),
        g_bytes_get_size (message));

    if (strstr (text, "\"event\":\"media\"") != NULL)
      g_string_append_c (sent, 'a');
    else if (strstr (text, "oa:") != NULL)
      g_string_append_c (sent, 'm');
    else
      g_string_append_c (sent, strstr (text, "clear") != NULL ? 'C' : 'n');
    g_bytes_unref (message);
  }
  g_assert_true (oa_twilio_outbox_is_empty (f->outbox));
  return g_string_free (sent, FALSE);
}

static void
assert_sends (Fixture *f, const gchar *expected)
{
  g_autofree gchar *sent = send_all (f);

  g_assert_cmpstr (sent, ==, expected);
}

TEST_F (a_mark_behind_each_piece)
{
  assert_sends (f, "");
  add (f, 20);
  add (f, 40);
  oa_twilio_outbox_add_mark (f->outbox, "x");
  g_assert_cmpuint (oa_twilio_outbox_get_bytes (f->outbox), ==, 320);
  assert_sends (f, "amamn");
  g_assert_cmpuint (oa_twilio_outbox_get_bytes (f->outbox), ==, 0);
  g_assert_cmpuint (oa_twilio_outbox_get_sent (f->outbox)->media, ==, 2);
  g_assert_cmpuint (oa_twilio_outbox_get_sent (f->outbox)->marks, ==, 3);
}

TEST_F (clear_comes_before_anything_new)
{
  g_autoptr (GBytes) message = NULL;

  add (f, 20);
  add (f, 40);
  /* The first piece was sent, and its mark not yet. */
  message = oa_twilio_outbox_next (f->outbox, "streamSid", "MZ1", 0);
  oa_twilio_outbox_clear (f->outbox, f->names);
  add (f, 500);
  assert_sends (f, "Cam");
  g_assert_cmpuint (oa_twilio_outbox_get_sent (f->outbox)->dropped, ==, 160);
}

TEST_F (nothing_to_clear)
{
  oa_twilio_outbox_clear (f->outbox, f->names);
  assert_sends (f, "");
  /* What was not sent needs none. */
  add (f, 20);
  oa_twilio_outbox_clear (f->outbox, f->names);
  assert_sends (f, "");
  /* Nor what was heard. */
  add (f, 20);
  assert_sends (f, "am");
  oa_twilio_marks_echo (f->marks, "oa:0:1", 0);
  oa_twilio_outbox_clear (f->outbox, f->names);
  assert_sends (f, "");
}

TEST_F (a_mark_that_was_not_sent_is_given_back)
{
  add (f, 20);
  oa_twilio_outbox_add_mark (f->outbox, "x");
  oa_twilio_outbox_clear (f->outbox, f->names);
  g_assert_cmpuint (f->names->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (f->names, 0), ==, "x");
}

TEST_MAIN ()

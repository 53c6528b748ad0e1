/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* localvoice.c - the voice of the local server that needs no network. */

#include "config.h"

#include <gst/gst.h>

#include "localvoice.h"
#include "../support/testcase.h"

typedef struct
{
  OrsVoice *voice;
  guint woken;
} Fixture;

static void
set_up (Fixture *f)
{
  f->voice = ors_local_voice_new ();
}

static void
tear_down (Fixture *f)
{
  ors_voice_free (f->voice);
}

static void
on_wake (gpointer data)
{
  ((Fixture *) data)->woken++;
}

static OrsUtterance *
begin (Fixture *f)
{
  const OrsManner manner = { "marin", 1.0, OA_AUDIO_FORMAT_PCM };
  const OrsWaker waker = { on_wake, f };

  return ors_voice_begin (f->voice, &manner, &waker);
}

/* The next sound, however long it takes. */
static gsize
wait_for_sound (OrsUtterance *utterance)
{
  g_auto (OrsSound) sound = { NULL };

  ors_utterance_take (utterance, &sound);
  while (sound.audio == NULL) {
    g_main_context_iteration (NULL, TRUE);
    ors_utterance_take (utterance, &sound);
  }
  g_assert_true (sound.ends);
  g_assert_null (sound.failure);
  return g_bytes_get_size (sound.audio);
}

TEST_F (order)
{
  OrsUtterance *utterance = begin (f);
  gsize lengths[4];

  ors_utterance_say (utterance, "A");
  ors_utterance_say (utterance, "A text that is much longer than the others.");
  ors_utterance_say (utterance, "A");
  ors_utterance_say (utterance, "");
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    lengths[i] = wait_for_sound (utterance);
  g_assert_cmpuint (lengths[0], >, 0);
  g_assert_cmpuint (lengths[1], >, lengths[0]);
  g_assert_cmpuint (lengths[2], ==, lengths[0]);
  g_assert_cmpuint (lengths[3], <, lengths[0]);
  ors_utterance_free (utterance);
}

/* Who begins does not wait for the end of another's long speech. */
TEST_F (turns)
{
  OrsUtterance *slow = begin (f), *quick = begin (f);

  for (guint i = 0; i < 1000; i++)
    ors_utterance_say (slow, "The same text again and again.");
  wait_for_sound (slow);
  ors_utterance_say (quick, "Quick.");
  wait_for_sound (quick);
  ors_utterance_free (quick);
  ors_utterance_free (slow);
}

/* Freed at any moment: what was on its way wakes nobody. */
TEST_F (cancelled)
{
  for (guint i = 0; i < 50; i++) {
    OrsUtterance *utterance = begin (f), *other;

    ors_utterance_say (utterance, "One text");
    ors_utterance_say (utterance, "and another one.");
    if (i % 3 == 1)
      wait_for_sound (utterance);
    if (i % 3 == 2)
      g_usleep (i * 10);
    ors_utterance_free (utterance);
    f->woken = 0;
    while (g_main_context_iteration (NULL, FALSE))
      continue;
    g_assert_cmpuint (f->woken, ==, 0);
    other = begin (f);
    ors_utterance_say (other, "Next.");
    wait_for_sound (other);
    ors_utterance_free (other);
  }
}

TEST_MAIN (gst_init (&argc, &argv))

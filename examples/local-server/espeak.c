/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* espeak.c - a voice by libespeak-ng. */

#include "config.h"

#include "synthesizer.h"

#include <espeak-ng/speak_lib.h>

#define NORMAL_WORDS_PER_MINUTE 165

/* Which of espeak's variants stands for which of the service's voices. */
static const struct
{
  const gchar *voice;
  const gchar *variant;
} variants[] = {
  { "alloy", "en-us+f2" },
  { "ash", "en-us+m3" },
  { "ballad", "en-us+m2" },
  { "coral", "en-us+f3" },
  { "echo", "en-us+m1" },
  { "sage", "en-us+f4" },
  { "shimmer", "en-us+f5" },
  { "verse", "en-us+m4" },
  { "marin", "en-us+f1" },
  { "cedar", "en-us+m7" },
};

static const gchar *
variant_of (const gchar *voice)
{
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++) {
    if (g_strcmp0 (variants[i].voice, voice) == 0)
      return variants[i].variant;
  }
  return "en-us";
}

/* What one synthesis adds to. */
typedef struct
{
  GArray *samples;
  gsize most;
  GCancellable *cancellable;
} Speaking;

/* Not zero ends the synthesis. */
static int
on_samples (short *wav, int n, espeak_EVENT *events)
{
  Speaking *self = events->user_data;

  if (wav != NULL && n > 0)
    g_array_append_vals (self->samples, wav, n);
  return self->samples->len >= self->most
      || g_cancellable_is_cancelled (self->cancellable);
}

/* espeak keeps its state in globals; a process may have several servers. */
static GMutex espeak_lock;

/* Once in the life of the process. */
static guint
initialize (void)
{
  static gsize rate;

  if (g_once_init_enter (&rate)) {
    int result = espeak_Initialize (AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL,
        espeakINITIALIZE_DONT_EXIT);

    espeak_SetSynthCallback (on_samples);
    g_once_init_leave (&rate, result > 0 ? (gsize) result : 1);
  }
  return rate;
}

void
ors_synthesize (const gchar *text, const gchar *voice, gdouble speed,
    GArray *samples, gsize most, guint *rate, GCancellable *cancellable)
{
  Speaking speaking = { samples, most, cancellable };

  *rate = initialize ();
  if (*rate == 1) {
    g_warning ("espeak-ng finds no voices; the answer will be silent");
    *rate = 24000;
    g_array_set_size (samples, samples->len + *rate);
    return;
  }

  g_mutex_lock (&espeak_lock);
  espeak_SetVoiceByName (variant_of (voice));
  espeak_SetParameter (espeakRATE, NORMAL_WORDS_PER_MINUTE * speed, 0);
  espeak_Synth (text, strlen (text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8,
      NULL, &speaking);
  espeak_Synchronize ();
  g_mutex_unlock (&espeak_lock);
}

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tones.c - a voice without a synthesizer: a tone for each letter. */

#include "config.h"

#include "synthesizer.h"

#include <math.h>
#include <string.h>

#define RATE 24000
#define LETTER_MS 60
/* Each tone fades in and out over this, so that it does not click. */
#define FADE_MS 8
#define LEVEL 8000.0

/* A pentatonic scale: any text sounds harmless. */
static const gdouble scale[] = { 220.0, 247.5, 277.2, 330.0, 371.3, 440.0 };

static gdouble
envelope (guint i, guint n)
{
  guint fade = FADE_MS * RATE / 1000;
  guint edge = MIN (i, n - 1 - i);

  return edge >= fade ? 1.0 : (gdouble) edge / fade;
}

static void
append_tone (GArray *samples, gdouble frequency, guint n)
{
  for (guint i = 0; i < n; i++) {
    gdouble wave = sin (2.0 * G_PI * frequency * i / RATE);
    gint16 sample = LEVEL * envelope (i, n) * wave;

    g_array_append_val (samples, sample);
  }
}

void
ors_synthesize (const gchar *text, const gchar *voice, gdouble speed,
    GArray *samples, gsize most, guint *rate, GCancellable *cancellable)
{
  guint n = LETTER_MS * RATE / 1000 / speed;

  *rate = RATE;
  for (const gchar *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar letter = g_utf8_get_char (p);
    gdouble tone = scale[letter % G_N_ELEMENTS (scale)];

    if (samples->len >= most || g_cancellable_is_cancelled (cancellable))
      break;
    append_tone (samples, g_unichar_isalnum (letter) ? tone : 0.0, n);
  }
}

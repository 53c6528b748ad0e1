/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* vad.h - finds speech in a stream of levels. Pure.
 *
 * One call per 10 ms of audio. Time is the audio's own: a file that arrives
 * faster than real time gives the same answers as a microphone. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ORS_VAD_FRAME_MS 10

typedef enum
{
  ORS_VAD_NOTHING,
  ORS_VAD_STARTED,
  ORS_VAD_STOPPED,
} OrsVadEvent;

typedef struct
{
  /* Settings; may change between two frames. */
  gdouble threshold; /* 0...1 as in turn_detection.threshold */
  guint silence_ms;  /* silence that ends a turn */

  /* State. */
  gboolean speaking;
  gdouble floor_db;  /* level of the background */
  guint voiced_ms;   /* sound in a row that may become speech */
  guint unvoiced_ms; /* silence in a row that may end it */
} OrsVad;

void ors_vad_init (OrsVad *self, gdouble threshold, guint silence_ms);

/* Forgets the turn, keeps what is known about the background. */
void ors_vad_reset (OrsVad *self);

/* The level of the next frame in dB below full scale. At STARTED the sound
 * began ors_vad_onset_ms() before the end of this frame; at STOPPED the turn
 * ends with this frame, silence included. */
OrsVadEvent ors_vad_frame (OrsVad *self, gdouble level_db);
guint ors_vad_onset_ms (void);

/* What @threshold means: 0 is -60 dB, 0.5 is -40 dB, 1 is -20 dB. */
gdouble ors_vad_threshold_db (gdouble threshold);

G_END_DECLS

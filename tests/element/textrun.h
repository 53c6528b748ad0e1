/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* textrun.h - a server with a script, pipelines with text pads, and the judge:
 * where sentences are in the audio, by their energy alone. */

#pragma once

#include "fixture.h"

/* What a text sink got: captions, gaps, EOS; in order. */
typedef struct
{
  gchar *text; /* NULL = a gap */
  GstClockTime begin;
  GstClockTime end;
} Cue;

/* Sentences as the script says them, and as captions should have them. */
extern const gchar *const first_answer[];
extern const gchar *const second_answer[];

/* A server that answers two turns. @user_delay_ms: of the first transcript. */
void text_start (Fixture *f, gdouble speed, guint user_delay_ms);

/* Parses @description, in which %s after "openairealtime" stands for the
 * settings that lead to the server. "src", "element" and "sink" are taken from
 * it by name. */
void text_launch (Fixture *f, const gchar *description);

/* Collects what goes through the pad into a sink. */
GArray *text_watch (GstElement *element, const gchar *pad);
void cues_free (GArray *cues);
/* The n-th caption, or NULL. */
const Cue *cues_nth (const GArray *cues, guint n);

/* A question of 2 s, a pause, another of 1.2 s, and 1.5 s of silence. */
GBytes *text_questions (guint pause_ms);

/* Begin and end of each stretch of sound with pauses of @pause_ms and more
 * between them; of 16 bit mono at 24 kHz. Array of Cue without text. */
GArray *find_sounds (const guint8 *data, gsize size, guint pause_ms);

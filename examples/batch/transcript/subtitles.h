/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* subtitles.h - items cut into pieces that fit under a picture. Pure. */

#pragma once

#include "transcript.h"

G_BEGIN_DECLS

/* Two lines of this many columns; a sign of East Asia has two. */
#define ORB_CUE_LINE 42

typedef struct
{
  gdouble start; /* s */
  gdouble end;
  gchar *speaker; /* or NULL */
  gchar *text;    /* one or two lines */
} OrbCue;

/* Who speaks, in a word. */
gchar *orb_cue_speaker (const OrbItem *item, const gchar *segment_speaker);

/* In order of time. Items without a text or without times give none. A text
 * that is too long for one cue gives several; their times are shares of the
 * item's by length. */
GPtrArray *orb_subtitles_new (const GPtrArray *items);

G_END_DECLS

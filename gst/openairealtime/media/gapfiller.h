/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gapfiller.h - time that passed in live input without audio.
 *
 * Follows the running time of the input by a count of samples and says how much
 * silence takes the place of what did not come: by timestamps, by GAP events,
 * and by the clock alone. Audio that is only late is not missing: where the
 * stamps are times of arrival, at most the worst delay becomes silence, once.
 * Handles no audio.
 *
 * Pure; not thread safe: the owner serializes calls. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

G_BEGIN_DECLS

/* What is later than this does not come any more. */
#define OA_GAP_FILLER_LATEST GST_SECOND

typedef struct
{
  OaAudioFormat format;
  guint64 longest; /* samples */

  /* What was counted ends @count samples after @anchor. */
  GstClockTime anchor; /* NONE = nothing was counted */
  guint64 count;

  guint64 silent; /* samples of silence since the last audio */
  /* Silence for jumps of time: what overlaps by no more than this shows that
   * the audio was late, and pays it back. */
  guint64 provisional;

  GstClockTime stamp_end; /* of the last audio, by its stamp; or NONE */
  GstClockTimeDiff error; /* of its stamp: the last small one */
  guint unsteady;

  /* How far behind its time the audio came at worst, of late; known with a
   * clock only. */
  gboolean lag_known;
  GstClockTimeDiff lag;
  GstClockTime piece; /* duration of the last audio */
  gboolean absent;
} OaGapFiller;

/* @longest: how long a hole may count; 0 = holes are not filled. A change of
 * format resets. */
void oa_gap_filler_configure (OaGapFiller *self, OaAudioFormat format,
    GstClockTime longest);

/* What comes next has nothing to do with what came before. */
void oa_gap_filler_reset (OaGapFiller *self);

/* @samples of audio from @running_time on (NONE = they follow on) came at
 * running time @now (NONE = not known); @lost: what was before them is known to
 * be lost. Returns the samples of silence that belong before them. */
guint64 oa_gap_filler_audio (OaGapFiller *self, GstClockTime running_time,
    guint64 samples, GstClockTime now, gboolean lost);

/* Nothing comes from @running_time on for @duration. Returns the samples of
 * silence that belong here. */
guint64 oa_gap_filler_gap (OaGapFiller *self, GstClockTime running_time,
    GstClockTime duration);

/* It is @now, and nothing has come: samples of silence that belong here, when
 * more audio is overdue by @grace. */
guint64 oa_gap_filler_fill_missing (OaGapFiller *self, GstClockTime now,
    GstClockTime grace);

/* After @now, when to ask for absence again; NONE when more audio must come
 * first. */
GstClockTime oa_gap_filler_get_wait (const OaGapFiller *self, GstClockTime now,
    GstClockTime grace);

/* More silence than a hole: of the owner's own. */
void oa_gap_filler_add (OaGapFiller *self, guint64 samples);

/* Running time behind all that was counted; NONE when there is none. */
GstClockTime oa_gap_filler_get_end (const OaGapFiller *self);

G_END_DECLS

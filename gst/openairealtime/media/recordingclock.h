/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordingclock.h - the time at which the audio of a recording lies.
 *
 * It begins at the first timestamp and follows the samples: audio cannot
 * overlap, and decoders, parsers and containers stamp their blocks only
 * roughly. Where the stamps jump ahead, audio is missing: that is a pause.
 *
 * Pure; not thread safe. Times are running times; NONE = not known. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

G_BEGIN_DECLS

typedef struct
{
  OaAudioFormat format;
  GstClockTime anchor;    /* NONE = nothing has come */
  guint64 count;          /* samples since then */
  GstClockTime stamp_end; /* of the last audio, by its stamp; or NONE */
} OaRecordingClock;

/* Nothing has come. */
void oa_recording_clock_reset (OaRecordingClock *self, OaAudioFormat format);

/* @samples are stamped @running_time. Returns the samples of silence that
 * belong before them; they are not counted yet. */
guint64 oa_recording_clock_stamp (OaRecordingClock *self,
    GstClockTime running_time, guint64 samples);

/* Nothing comes from @running_time on for @duration. Returns the samples of
 * silence that belong here: what lies behind all that came before. */
guint64 oa_recording_clock_gap (OaRecordingClock *self,
    GstClockTime running_time, GstClockTime duration);

/* Counts samples, or silence; returns when the first of them lies. */
GstClockTime oa_recording_clock_advance (OaRecordingClock *self,
    guint64 samples);

G_END_DECLS

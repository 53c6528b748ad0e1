/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pausedetector.h - where speech begins and pauses in a recording.
 *
 * A plain energy detector on the audio clock with a floor that adapts to the
 * recording's noise. It does not decide turns: it only says where it is safe
 * to hold the upload of a recording (see session/uploadgate.h).
 *
 * Pure; not thread safe. */

#pragma once

#include "protocol/audioformat.h"

G_BEGIN_DECLS

typedef enum
{
  OA_PAUSE_ONSET, /* speech begins at `position` */
  OA_PAUSE_BEGIN, /* speech ended at `position`, a pause since */
} OaPauseKind;

/* @position: samples since the start. */
typedef void (
    *OaPauseFunc) (OaPauseKind kind, guint64 position, gpointer user_data);

typedef struct _OaPauseDetector OaPauseDetector;

/* @min_pause: ms without speech that count as a pause. */
OaPauseDetector *oa_pause_detector_new (OaAudioFormat format, guint min_pause);
void oa_pause_detector_free (OaPauseDetector *self);

/* Looks at @size more bytes; whole samples are expected. Calls @found, unless
 * it is NULL, for each finding in order of position; it may not call back. */
void oa_pause_detector_process (OaPauseDetector *self, const guint8 *data,
    gsize size, OaPauseFunc found, gpointer user_data);

/* Samples looked at, and whether the last of them were speech. */
guint64 oa_pause_detector_get_position (const OaPauseDetector *self);
gboolean oa_pause_detector_in_speech (const OaPauseDetector *self);

/* Loudest level so far in dBFS; -100 for digital silence. */
gdouble oa_pause_detector_get_peak (const OaPauseDetector *self);

G_END_DECLS

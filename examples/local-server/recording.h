/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recording.h - all audio of a session, both directions, as it travelled. */

#pragma once

#include "audio.h"

G_BEGIN_DECLS

typedef struct _OrsRecording OrsRecording;

/* @keep: in memory, for tests. @folder (or NULL) gets session-N.wav with what
 * the client sent. Thread safe. */
OrsRecording *ors_recording_new (guint session, gboolean keep,
    const gchar *folder);
void ors_recording_free (OrsRecording *self);

void ors_recording_add_input (OrsRecording *self, OaAudioFormat format,
    const guint8 *data, gsize size);
void ors_recording_add_output (OrsRecording *self, GBytes *audio);

GBytes *ors_recording_dup_input (OrsRecording *self);
GBytes *ors_recording_dup_output (OrsRecording *self);

G_END_DECLS

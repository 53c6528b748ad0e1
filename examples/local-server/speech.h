/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speech.h - text to audio of a session's format, in the background. */

#pragma once

#include <gio/gio.h>

#include "audio.h"

G_BEGIN_DECLS

typedef struct _OrsSpeech OrsSpeech;

OrsSpeech *ors_speech_new (void);
void ors_speech_free (OrsSpeech *self); /* with nothing pending */

/* The longest that is said in one piece; what is above is left unsaid. */
#define ORS_SPEECH_MAX_SECONDS (20 * 60)

/* Sentences that were spoken before come from a cache. Long texts take turns,
 * paragraph by paragraph. */
void ors_speech_speak_async (OrsSpeech *self, const gchar *text,
    const gchar *voice, gdouble speed, OaAudioFormat format,
    GCancellable *cancellable, GAsyncReadyCallback callback,
    gpointer user_data);

/* NULL when it was cancelled. */
GBytes *ors_speech_speak_finish (OrsSpeech *self, GAsyncResult *result);

/* Runs @func once no call waits for its callback any more; it may be here and
 * now. One at a time. */
void ors_speech_call_when_idle (OrsSpeech *self,
    void (*func) (gpointer user_data), gpointer user_data);

G_END_DECLS

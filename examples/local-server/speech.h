/* openairealtime - a realtime speech model in a media pipeline
 *
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

/* Sentences that were spoken before come from a cache. */
void ors_speech_speak_async (OrsSpeech *self, const gchar *text,
    const gchar *voice, gdouble speed, OrsFormat format,
    GAsyncReadyCallback callback, gpointer user_data);
GBytes *ors_speech_speak_finish (OrsSpeech *self, GAsyncResult *result);

/* Calls whose callback did not run yet. */
guint ors_speech_get_pending (OrsSpeech *self);

G_END_DECLS

/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fakebackend.h - ears, a mind and a voice for a session of the local server:
 * they do what a test has planned, when its clock says so. */

#pragma once

#include "ears.h"
#include "mind.h"
#include "voice.h"

G_BEGIN_DECLS

typedef struct _FakeBackend FakeBackend;

FakeBackend *fake_backend_new (void);
/* What it began must be freed. */
void fake_backend_free (FakeBackend *self);

OrsMind *fake_backend_get_mind (FakeBackend *self);
OrsEars *fake_backend_get_ears (FakeBackend *self);
OrsVoice *fake_backend_get_voice (FakeBackend *self);

/* Of the next answer: so many ms after it was asked for. The end's status is
 * "completed", or it failed with a sentence. Without a plan an answer never
 * comes. */
void fake_backend_plan_text (FakeBackend *self, guint at_ms, const gchar *text);
void fake_backend_plan_call (FakeBackend *self, guint at_ms, const gchar *name,
    const gchar *arguments);
void fake_backend_plan_end (FakeBackend *self, guint at_ms,
    const gchar *failure);

/* Of the next hearing; without a plan it never comes. */
void fake_backend_plan_words (FakeBackend *self, guint at_ms, OrsWordsKind kind,
    const gchar *text);

/* Of the next utterance: sound of so many ms, or a failure. Without a plan each
 * text has its sound at once, a second of silence. */
void fake_backend_plan_sound (FakeBackend *self, guint at_ms, guint ms,
    gboolean ends);
void fake_backend_plan_voice_failure (FakeBackend *self, guint at_ms,
    const gchar *failure);

/* Time goes on; what is due by then is told. */
void fake_backend_pass (FakeBackend *self, guint ms);

/* What was begun and is not freed. */
guint fake_backend_count_open (FakeBackend *self);
/* All that the voice was to say, with a "|" behind each text. */
const gchar *fake_backend_get_said (FakeBackend *self);

G_END_DECLS

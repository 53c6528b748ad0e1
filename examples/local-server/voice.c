/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "voice.h"

void
ors_sound_clear (OrsSound *self)
{
  g_clear_pointer (&self->audio, g_bytes_unref);
  g_clear_pointer (&self->failure, g_free);
  self->ends = FALSE;
}

void
ors_voice_free (OrsVoice *self)
{
  self->class->free (self);
}

OrsUtterance *
ors_voice_begin (OrsVoice *self, const OrsManner *manner, const OrsWaker *waker)
{
  OrsUtterance *utterance = self->class->begin (self, manner, waker);

  utterance->class = self->class;
  return utterance;
}

void
ors_utterance_say (OrsUtterance *self, const gchar *text)
{
  self->class->say (self, text);
}

void
ors_utterance_take (OrsUtterance *self, OrsSound *sound)
{
  self->class->take (self, sound);
}

void
ors_utterance_free (OrsUtterance *self)
{
  self->class->free_utterance (self);
}
